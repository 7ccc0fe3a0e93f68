// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "service/call.h"
#include "store/consents.h"

Helix__V1__Consent *consent_message(struct arena *arena, const struct store_consent *row); // in the arena
