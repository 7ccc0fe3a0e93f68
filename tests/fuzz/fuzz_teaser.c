// SPDX-License-Identifier: Apache-2.0
// Any text of any owner: leaks are in order and at whole characters, and what is left has none. The first line is the owner's name and
// the second one its contact's, the rest is the text.
#include "access/teaser.h"
#include "mapping/check.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { LEAKS_MAX = 32 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

static bool is_begin(const char *text, size_t at) {
  return (text[at] & 0xc0) != 0x80;
}

static void check_leaks(const struct teaser_owner *owner, const char *text) {
  struct teaser_leak leaks[LEAKS_MAX];
  size_t count = teaser_find_leaks(owner, text, leaks, LEAKS_MAX), last = 0;
  for (size_t i = 0; i < count && i < LEAKS_MAX; i++) {
    assert(leaks[i].begin >= last && leaks[i].begin < leaks[i].end && leaks[i].end <= strlen(text));
    assert(is_begin(text, leaks[i].begin) && is_begin(text, leaks[i].end));
    last = leaks[i].end;
  }
}

static void check_redacted(const struct teaser_owner *owner, const char *text) {
  char *clean = teaser_redact(owner, text), *again = teaser_redact(owner, clean);
  assert(!text_fault(clean, strlen(clean)));
  assert(teaser_find_leaks(owner, clean, NULL, 0) == 0 && !strcmp(clean, again));
  free(clean);
  free(again);
}

// The line that `*rest` begins with, ended; *rest moves behind it.
static char *take_line(char **rest) {
  char *line = *rest, *end = strchr(line, '\n');
  *rest = end ? end + 1 : line + strlen(line);
  if (end)
    *end = 0;
  return line;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
  char *input = malloc(count + 1), *text = input;
  assert(input);
  if (count)
    memcpy(input, bytes, count);
  input[count] = 0;
  if (!text_fault(input, strlen(input))) {
    Helix__V1__Stakeholder message = HELIX__V1__STAKEHOLDER__INIT;
    Helix__V1__Contact contact = HELIX__V1__CONTACT__INIT;
    message.name = take_line(&text);
    contact.name = take_line(&text);
    message.contacts = (Helix__V1__Contact *[]){&contact};
    message.n_contacts = 1;
    struct teaser_owner *owner = teaser_owner_new(&message);
    check_leaks(owner, text);
    check_redacted(owner, text);
    teaser_owner_free(owner);
  }
  free(input);
  return 0;
}
