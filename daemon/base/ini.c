// SPDX-License-Identifier: Apache-2.0
#include "base/ini.h"

#include <stdbool.h>
#include <string.h>

static bool is_key(const char *word, const char *key) {
  size_t bytes = strlen(key);
  return !strncmp(word, key, bytes) && word[bytes + strspn(word + bytes, " \t")] == '=';
}

static bool is_section(const char *word, const char *section) {
  size_t bytes = strlen(section);
  return !strncmp(word + 1, section, bytes) && word[1 + bytes] == ']';
}

unsigned ini_line(const char *text, const char *section, const char *key) {
  bool is_inside = false;
  unsigned found = 0;
  for (unsigned line = 1; *text; line++) {
    const char *word = text + strspn(text, " \t");
    if (*word == '[') {
      is_inside = is_section(word, section);
      if (is_inside && !key)
        return line;
    } else if (is_inside && key && is_key(word, key))
      found = line;
    text += strcspn(text, "\n");
    text += *text == '\n';
  }
  return found;
}
