// SPDX-License-Identifier: Apache-2.0
// How values read for people. Every function returns a new string that the caller frees with g_free.
#pragma once

#include "helix/v1/rpc.pb-c.h"

#include <stdint.h>

// Millionths as a decimal with three digits, "0.412": never as a percentage, since a score is no share of anything.
char *wording_score(uint32_t millionths);

char *wording_signed(int32_t millionths); // "+0.012", "-0.004"

// The name of an enum value in small letters, "joint venture"; "" for 0 (unspecified).
char *wording_enum(const ProtobufCEnumDescriptor *descriptor, int value);

// The size under the home regime, "small (eu-2003-361)"; "" when there is none.
char *wording_home_size(Helix__V1__Size *const *sizes, size_t count);

char *wording_time(int64_t unix_ms); // local, "2024-05-01 14:30"
char *wording_join(char *const *words, size_t count, const char *separator);

// "1 row", "2 rows"
char *wording_count(uint64_t count, const char *one, const char *many);

// Where in the shell's eyes a word ends: quoted when it needs to be.
char *wording_shell(const char *word);
