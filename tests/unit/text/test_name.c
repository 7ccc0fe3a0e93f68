// SPDX-License-Identifier: Apache-2.0
#include "text/name.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>
#include <unicode/utf8.h>

// The words with a blank between them.
static const char *folded(const char *text) {
  static char line[4 * TEXT_NAME_CHARACTERS_MAX + TEXT_NAME_WORDS_MAX + 1];
  struct text_name name;
  int at = 0;
  text_name_fold(text, &name);
  for (size_t i = 0; i < name.word_count; i++) {
    if (i)
      line[at++] = ' ';
    for (size_t j = 0; j < name.words[i].count; j++)
      U8_APPEND_UNSAFE(line, at, name.characters[name.words[i].begin + j]);
  }
  line[at] = 0;
  return line;
}

Test(name, spellings_of_one_name_come_out_alike) {
  cr_expect_str_eq(folded("Università degli Studi di BOLOGNA"), "universita degli studi di bologna");
  cr_expect_str_eq(folded("Universita\u0300 degli\tStudi, di  Bologna."), "universita degli studi di bologna");
  cr_expect_str_eq(folded("Łódź Straße Ørsted Æther ﬁne"), "lodz strasse orsted aether fine");
  cr_expect_str_eq(folded("ＡＢＣ　Ｌａｂ"), "abc lab");
}

Test(name, abbreviations_lose_their_dots) {
  cr_expect_str_eq(folded("Rossi S.r.l."), "rossi srl");
  cr_expect_str_eq(folded("Rossi S. R. L."), "rossi srl");
  cr_expect_str_eq(folded("Acme Co.,Ltd."), "acme co ltd");
}

Test(name, chinese_stands_together_and_apart_from_letters) {
  cr_expect_str_eq(folded("南京ABC（集团）有限公司"), "南京 abc 集团 有限公司");
  cr_expect_str_eq(folded("南京大學"), "南京大学");
  cr_expect_str_eq(folded("南京・大学"), "南京 大学");
}

Test(name, any_bytes_are_taken) {
  char text[5000];
  memset(text, 'x', sizeof text - 1);
  text[sizeof text - 1] = 0;
  struct text_name name;
  text_name_fold(text, &name);
  cr_expect_eq(name.character_count, (size_t)TEXT_NAME_CHARACTERS_MAX);
  for (size_t i = 0; i + 1 < sizeof text; i += 2)
    text[i] = ' ', text[i + 1] = i % 4 ? '\xff' : '\xe5';
  text_name_fold(text, &name);
  for (size_t i = 0; i + 2 < sizeof text; i += 3)
    memcpy(text + i, "ab ", 3);
  text_name_fold(text, &name);
  cr_expect_eq(name.word_count, (size_t)TEXT_NAME_WORDS_MAX);
  text_name_fold("", &name);
  cr_expect_eq(name.word_count, 0u);
}
