// SPDX-License-Identifier: Apache-2.0
// JSON as YAML for people: block style, proto names (trl_min), long texts as they are, quotes only where they are needed.
#pragma once

#include "mapping/json.h"

// The caller frees it with g_free.
char *yaml_write(const json_t *json);
