// SPDX-License-Identifier: Apache-2.0
#include "cli/reasons.h"

#include <criterion/criterion.h>
#include <glib.h>

static void marks(const char *quote, const char *words, const char *expected) {
  g_auto(GStrv) list = g_strsplit(words, "|", -1);
  g_autofree char *marked = reasons_mark(quote, list, g_strv_length(list), "[", "]");
  cr_expect_str_eq(marked, expected);
}

Test(reasons, the_words_that_met_are_marked) {
  marks("recycling of textile fibre", "textile|recycling", "[recycling] of [textile] fibre");
}

Test(reasons, only_whole_words_are_marked) {
  marks("work or forest, or", "or", "work [or] forest, [or]");
  marks("perché è così", "è", "perché [è] così");
}

Test(reasons, the_longest_word_is_marked) {
  marks("textile fibre", "textile|textile fibre", "[textile fibre]");
}

Test(reasons, chinese_words_need_no_blanks_around_them) {
  marks("废旧纺织品回收利用", "纺织品|回收", "废旧[纺织品][回收]利用");
}

Test(reasons, overlapping_words_are_one_piece) {
  marks("涤棉混纺的废旧纺织品难以分离", "废|废旧|旧|旧纺|纺织|织品|品", "涤棉混纺的[废旧纺织品]难以分离");
  marks("纺织品", "纺织|织品", "[纺织品]");
}

Test(reasons, without_words_the_quote_stays_as_it_is) {
  marks("textile", "", "textile");
  marks("", "textile", "");
}
