// SPDX-License-Identifier: Apache-2.0
#include "text/stopwords.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

static void expect_complete(enum text_language language) {
  size_t count;
  const char *const *list = stopwords_list(language, &count);
  cr_assert_gt(count, 100);
  for (size_t i = 0; i < count; i++) {
    cr_expect(stopwords_has(language, list[i], strlen(list[i])), "%s is not found", list[i]);
    cr_expect(i == 0 || strcmp(list[i - 1], list[i]) < 0, "%s is out of order", list[i]);
  }
}

Test(stopwords, every_word_of_a_list_is_found) {
  expect_complete(TEXT_ENGLISH);
  expect_complete(TEXT_ITALIAN);
}

Test(stopwords, words_with_meaning_are_not_found) {
  cr_expect_not(stopwords_has(TEXT_ENGLISH, "energy", 6));
  cr_expect_not(stopwords_has(TEXT_ENGLISH, "the", 2));
  cr_expect_not(stopwords_has(TEXT_ENGLISH, "the\0", 4));
  cr_expect_not(stopwords_has(TEXT_ENGLISH, "", 0));
  cr_expect_not(stopwords_has(TEXT_OTHER, "the", 3));
}

Test(stopwords, single_chinese_characters_of_grammar_are_found) {
  cr_expect(stopwords_has_han(0x7684));     // 的
  cr_expect(stopwords_has_han(0x548C));     // 和
  cr_expect_not(stopwords_has_han(0x80FD)); // 能
}
