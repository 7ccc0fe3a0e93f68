// SPDX-License-Identifier: Apache-2.0
#include "service/token.h"

#include <criterion/criterion.h>
#include <string.h>

static char *printed(struct arena *arena, uint32_t rank, uint32_t score, const char *id) {
  return token_print(arena, &(struct token){rank, score, id});
}

Test(token, what_was_printed_is_read) {
  struct arena *arena = arena_new(SIZE_MAX);
  struct token token;
  cr_assert_eq(token_parse(printed(arena, 20, 1000000, "a-b.c_1"), &token), 0);
  cr_expect_eq(token.rank, 20);
  cr_expect_eq(token.score, 1000000);
  cr_expect_str_eq(token.id, "a-b.c_1");
  arena_free(arena);
}

Test(token, nothing_is_the_start) {
  struct token token;
  cr_assert_eq(token_parse("", &token), 0);
  cr_expect_null(token.id);
}

Test(token, any_other_byte_is_noticed) {
  struct arena *arena = arena_new(SIZE_MAX);
  char *text = printed(arena, 7, 123456, "our-lab");
  struct token token;
  for (size_t i = 0; text[i]; i++) {
    char before = text[i];
    text[i] = before == 'x' ? 'y' : 'x';
    cr_expect_neq(token_parse(text, &token), 0, "%s", text);
    text[i] = before;
  }
  for (size_t bytes = 1; bytes < strlen(text); bytes++)
    cr_expect_neq(token_parse(arena_copy_bytes(arena, text, bytes), &token), 0);
  arena_free(arena);
}

Test(token, numbers_out_of_range_are_none_of_ours) {
  struct arena *arena = arena_new(SIZE_MAX);
  struct token token;
  cr_expect_neq(token_parse(printed(arena, 1, 1000001, "a"), &token), 0, "more than a score can be");
  cr_expect_neq(token_parse(printed(arena, 1, 1, ""), &token), 0, "an id is missing");
  arena_free(arena);
}
