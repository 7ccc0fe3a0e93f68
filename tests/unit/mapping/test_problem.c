// SPDX-License-Identifier: Apache-2.0
#include "mapping/problem.h"

#include "mapping/check.h"

#include <criterion/criterion.h>
#include <string.h>

static const char *const names[] = {"name", "names", "helix", "themes", "statements", "trl_min"};

static const char *nearest(const char *word) {
  return problem_nearest(word, names, sizeof names / sizeof *names);
}

Test(problem, slips_are_recognised) {
  cr_assert_str_eq(nearest("theems"), "themes");
  cr_assert_str_eq(nearest("hleix"), "helix");
  cr_assert_str_eq(nearest("statement"), "statements");
  cr_assert_str_eq(nearest("trlmin"), "trl_min");
  cr_assert_str_eq(nearest("HELIX"), "helix");
  cr_assert_str_eq(nearest("namee"), "name");
}

Test(problem, other_words_are_not_guessed_at) {
  cr_assert_null(nearest("website"));
  cr_assert_null(nearest("x"));
  cr_assert_null(nearest(""));
  cr_assert_null(problem_nearest("name", names, 0));
  char longer[200];
  memset(longer, 'a', sizeof longer - 1);
  longer[sizeof longer - 1] = 0;
  cr_assert_null(nearest(longer));
}

Test(problem, what_is_too_long_is_cut_between_characters) {
  char text[1000] = "";
  for (int i = 0; i < 200; i++)
    strcat(text, "成");
  for (size_t shift = 0; shift < 4; shift++) {
    struct problem problem;
    cr_assert_eq(problem_set(&problem, text + 3 * shift, "%.*s%s", (int)shift, "abcd", text), -1);
    cr_assert_eq(problem_hint(&problem, "%.*s%s", (int)shift, "abcd", text), -1);
    cr_assert_null(text_fault(problem.field, strlen(problem.field)));
    cr_assert_null(text_fault(problem.message, strlen(problem.message)));
    cr_assert_null(text_fault(problem.hint, strlen(problem.hint)));
    cr_assert_gt(strlen(problem.message), sizeof problem.message - 5);
  }
}

Test(problem, quotes_are_fit_for_a_terminal) {
  char buffer[16];
  cr_assert_str_eq(problem_quote(buffer, sizeof buffer, "a\x1b[0mb\n\x7f", 8), "a?[0mb??");
  cr_assert_str_eq(problem_quote(buffer, sizeof buffer, "0123456789abcdef", 16), "0123456789ab…");
  cr_assert_str_eq(problem_quote(buffer, sizeof buffer, "0123456789a成", 14), "0123456789a…");
  cr_assert_str_eq(problem_quote(buffer, sizeof buffer, "a\0b", 3), "a?b");
  cr_assert_str_eq(problem_quote(buffer, sizeof buffer, "a\xC2\x92", 3), "a??", "a control character of two bytes");
  cr_assert_str_eq(problem_quote(buffer, sizeof buffer, "\xFF\xE4\xB8 b", 5), "??? b");
}

Test(problem, setting_one_clears_the_one_before) {
  struct problem problem = {.line = 5, .column = 6, .hint = "old"};
  problem_set(&problem, NULL, "new");
  cr_assert_eq(problem.line, 0);
  cr_assert_eq(problem.column, 0);
  cr_assert_str_eq(problem.field, "");
  cr_assert_str_eq(problem.hint, "");
  cr_assert_eq(problem_set(NULL, "a", "b"), -1);
  cr_assert_eq(problem_hint(NULL, "b"), -1);
}
