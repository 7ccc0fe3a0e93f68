// SPDX-License-Identifier: Apache-2.0
#include "service/word_list.h"

#include <string.h>

enum { WORD_BYTES = 96 }; // more than an id of the vocabulary has

bool word_list_any(const char *list, word_list_test *passes, const void *data) {
  char word[WORD_BYTES];
  for (const char *at = list + strspn(list, " "); *at; at += strspn(at, " ")) {
    size_t bytes = strcspn(at, " ");
    if (bytes < sizeof word) {
      memcpy(word, at, bytes);
      word[bytes] = 0;
      if (passes(data, word))
        return true;
    }
    at += bytes;
  }
  return false;
}
