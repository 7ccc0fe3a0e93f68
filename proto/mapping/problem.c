// SPDX-License-Identifier: Apache-2.0
// Writing complaints, and finding what somebody meant to type.
#include "mapping/problem.h"

#include "mapping/check.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { LETTERS_MAX = 64 }; // longer words are not slips of the names that we have

// vsnprintf cuts by bytes; takes away the rest of a character that was cut.
static void drop_cut_character(char *text) {
  size_t end = strlen(text);
  size_t start = end;
  while (start > 0 && ((unsigned char)text[start - 1] & 0xC0) == 0x80)
    start--;
  if (start == 0 || (unsigned char)text[start - 1] < 0xC0)
    return;
  unsigned char lead = (unsigned char)text[start - 1];
  size_t expected = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (end - (start - 1) < expected)
    text[start - 1] = 0;
}

int problem_set(struct problem *problem, const char *field, const char *format, ...) {
  if (!problem)
    return -1;
  problem->line = problem->column = 0;
  problem->hint[0] = 0;
  snprintf(problem->field, sizeof problem->field, "%s", field ? field : "");
  drop_cut_character(problem->field);
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(problem->message, sizeof problem->message, format, arguments);
  va_end(arguments);
  drop_cut_character(problem->message);
  return -1;
}

int problem_hint(struct problem *problem, const char *format, ...) {
  if (!problem)
    return -1;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(problem->hint, sizeof problem->hint, format, arguments);
  va_end(arguments);
  drop_cut_character(problem->hint);
  return -1;
}

// Bytes of the character that begins with this byte, if it is one.
static size_t character_bytes(unsigned char lead) {
  return lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

const char *problem_quote(char *buffer, size_t bytes, const char *text, size_t count) {
  static const char ellipsis[] = "…";
  size_t used = 0, taken = 0;
  while (taken < count) {
    size_t length = character_bytes((unsigned char)text[taken]);
    bool shown = length <= count - taken && !text_fault(text + taken, length) && (unsigned char)text[taken] >= 0x20;
    if (used + (shown ? length : 1) > bytes - sizeof ellipsis)
      break;
    if (shown)
      memcpy(buffer + used, text + taken, length);
    else
      buffer[used] = '?';
    used += shown ? length : 1;
    taken += shown ? length : 1;
  }
  snprintf(buffer + used, bytes - used, "%s", taken < count ? ellipsis : "");
  return buffer;
}

static unsigned smallest(unsigned a, unsigned b, unsigned c) {
  unsigned smaller = a < b ? a : b;
  return smaller < c ? smaller : c;
}

// Optimal string alignment distance: Levenshtein (1966) with swaps of neighbours (Damerau 1964).
static unsigned edit_distance(const char *one, size_t one_bytes, const char *other, size_t other_bytes) {
  unsigned rows[3][LETTERS_MAX + 1];
  unsigned *before = rows[0], *above = rows[1], *row = rows[2];
  for (unsigned j = 0; j <= other_bytes; j++)
    above[j] = j;
  for (unsigned i = 1; i <= one_bytes; i++) {
    row[0] = i;
    for (unsigned j = 1; j <= other_bytes; j++) {
      unsigned differ = one[i - 1] != other[j - 1];
      row[j] = smallest(above[j] + 1, row[j - 1] + 1, above[j - 1] + differ);
      bool swapped = i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1];
      if (swapped && before[j - 2] + differ < row[j])
        row[j] = before[j - 2] + differ;
    }
    unsigned *oldest = before;
    before = above;
    above = row;
    row = oldest;
  }
  return above[other_bytes];
}

const char *problem_nearest(const char *word, const char *const *candidates, unsigned count) {
  size_t letters = strlen(word);
  if (letters == 0 || letters > LETTERS_MAX)
    return NULL;
  const char *nearest = NULL;
  unsigned distance_min = UINT32_MAX;
  for (unsigned i = 0; i < count; i++) {
    if (strcasecmp(word, candidates[i]) == 0)
      return candidates[i];
    size_t candidate_letters = strlen(candidates[i]);
    if (candidate_letters > LETTERS_MAX)
      continue;
    unsigned distance = edit_distance(word, letters, candidates[i], candidate_letters);
    size_t longer = letters > candidate_letters ? letters : candidate_letters;
    if (distance * 3 > longer || distance >= distance_min)
      continue;
    nearest = candidates[i];
    distance_min = distance;
  }
  return nearest;
}
