// SPDX-License-Identifier: Apache-2.0
#include "text/analyzer.h"

#include <pthread.h>
#include <stdio.h>
#include <unicode/uchar.h>
#include <unicode/uversion.h>

static char version[2 * U_MAX_VERSION_STRING_LENGTH + 16];

// Those of the library that is loaded, which need not be those of the headers.
static void find_version(void) {
  UVersionInfo library, characters;
  char of_library[U_MAX_VERSION_STRING_LENGTH], of_characters[U_MAX_VERSION_STRING_LENGTH];
  u_getVersion(library);
  u_getUnicodeVersion(characters);
  u_versionToString(library, of_library);
  u_versionToString(characters, of_characters);
  snprintf(version, sizeof version, "ICU %s, Unicode %s", of_library, of_characters);
}

const char *text_library_version(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, find_version);
  return version;
}
