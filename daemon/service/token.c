// SPDX-License-Identifier: Apache-2.0
#include "service/token.h"

#include "access/pseudonym.h"

#include <stdio.h>
#include <string.h>
#include <xxhash.h>

enum { CHECK_DIGITS = 8, SCORE_MAX = 1000000, RANK_MAX = 1000000000, ID_BYTES_MAX = PSEUDONYM_BYTES - 1 };

static void check_digits(const char *rest, char ret_digits[CHECK_DIGITS + 1]) {
  snprintf(ret_digits, CHECK_DIGITS + 1, "%08x", (unsigned)XXH3_64bits(rest, strlen(rest)));
}

char *token_print(struct arena *arena, const struct token *token) {
  char digits[CHECK_DIGITS + 1];
  char *rest = arena_print(arena, "%u-%u-%s", token->rank, token->score, token->id);
  check_digits(rest, digits);
  return arena_print(arena, "%s-%s", digits, rest);
}

// "123-": moves behind the hyphen.
static int number_next(const char **text, uint32_t most, uint32_t *ret_number) {
  uint64_t number = 0;
  const char *at = *text;
  for (; *at >= '0' && *at <= '9'; at++) {
    number = number * 10 + (uint64_t)(*at - '0');
    if (number > most)
      return -1;
  }
  if (at == *text || *at != '-')
    return -1;
  *text = at + 1;
  *ret_number = (uint32_t)number;
  return 0;
}

int token_parse(const char *text, struct token *ret_token) {
  char digits[CHECK_DIGITS + 1];
  struct token token = {0};
  if (*text) {
    const char *rest = text + CHECK_DIGITS + 1;
    if (strlen(text) <= CHECK_DIGITS + 1 || text[CHECK_DIGITS] != '-')
      return -1;
    check_digits(rest, digits);
    if (strncmp(text, digits, CHECK_DIGITS) || number_next(&rest, RANK_MAX, &token.rank) ||
        number_next(&rest, SCORE_MAX, &token.score) || !*rest || strlen(rest) > ID_BYTES_MAX)
      return -1;
    token.id = rest;
  }
  *ret_token = token;
  return 0;
}
