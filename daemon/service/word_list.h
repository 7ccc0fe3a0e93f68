// SPDX-License-Identifier: Apache-2.0
// The lists that the store keeps in one column: " one two ".
#pragma once

#include <stdbool.h>

typedef bool word_list_test(const void *data, const char *word);

// Does any word of the list pass?
bool word_list_any(const char *list, word_list_test *passes, const void *data);
