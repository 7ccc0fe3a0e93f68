// SPDX-License-Identifier: Apache-2.0
// A file that is taken whole.
#pragma once

#include <stddef.h>

struct session;

// "-" is standard input. Returns 0 and a text for g_free, or the exit code (65 too large, 66) of a failure that has been told.
int text_file_read(struct session *session, const char *path, size_t bytes_max, char **ret_text);
