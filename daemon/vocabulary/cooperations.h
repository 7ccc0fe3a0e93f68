// SPDX-License-Identifier: Apache-2.0
// The cooperations: which places, which themes, when and where it is said.
#pragma once

#include "vocabulary/places.h"
#include "vocabulary/themes.h"

// The message is freed with helix__v1__cooperation_file__free_unpacked(…, NULL).
int cooperations_load(const struct file *file, const struct themes *themes, const struct places *places,
                      Helix__V1__CooperationFile **ret_cooperations, struct error *error);
