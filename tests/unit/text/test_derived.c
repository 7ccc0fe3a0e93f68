// SPDX-License-Identifier: Apache-2.0
// Pairs of neighbours, and words written like names.
#include "fixture.h"

#include <criterion/criterion.h>
#include <string.h>

static void set_up(void) {
  fixture_set_up(NULL, 0);
}

TestSuite(derived, .init = set_up, .fini = fixture_tear_down);

// The surface forms of what is derived, joined by bars.
static void expect_derived(enum text_language language, const char *text, const char *expected) {
  char joined[1024] = "";
  text_analyze(analyzer, NULL, text, strlen(text), language, &analysis);
  for (size_t i = 0; i < analysis.derived_count; i++) {
    const struct text_token *derived = &analysis.derived[i];
    cr_expect(derived->term & TEXT_DERIVED);
    strcat(joined, i ? "|" : "");
    strncat(joined, text + derived->begin, derived->end - derived->begin);
  }
  for (size_t i = 0; i < analysis.token_count; i++)
    cr_expect_not(analysis.tokens[i].term & TEXT_DERIVED);
  cr_expect_str_eq(joined, expected);
}

static uint64_t only(enum text_language language, const char *text) {
  text_analyze(analyzer, NULL, text, strlen(text), language, &analysis);
  cr_assert_eq(analysis.derived_count, 1, "\"%s\" has %zu", text, analysis.derived_count);
  return analysis.derived[0].term;
}

Test(derived, neighbours_make_pairs) {
  expect_derived(TEXT_ENGLISH, "waste water treatment", "waste water|water treatment");
  expect_derived(TEXT_ENGLISH, "waste-water", "waste-water");
  expect_derived(TEXT_ENGLISH, "energy", "");
}

Test(derived, pairs_reach_over_words_of_grammar) {
  expect_derived(TEXT_ITALIAN, "gestione dei rifiuti", "gestione dei rifiuti");
  expect_derived(TEXT_ITALIAN, "gestione dell'energia", "gestione dell'energia");
  cr_expect_eq(only(TEXT_ITALIAN, "gestione dei rifiuti"), only(TEXT_ITALIAN, "gestione rifiuti"));
}

Test(derived, pairs_end_with_sentences_and_commas) {
  expect_derived(TEXT_ENGLISH, "waste. Water", "");
  expect_derived(TEXT_ENGLISH, "waste, water", "");
  expect_derived(TEXT_ENGLISH, "waste (water)", "");
  expect_derived(TEXT_ENGLISH, "waste\n\nwater", "");
}

Test(derived, pairs_are_of_stems_and_ordered) {
  cr_expect_eq(only(TEXT_ENGLISH, "smart city"), only(TEXT_ENGLISH, "Smart cities"));
  cr_expect_neq(only(TEXT_ENGLISH, "smart city"), only(TEXT_ENGLISH, "city smart"));
  expect_derived(TEXT_ENGLISH, "energy energy", "");
}

Test(derived, chinese_has_its_bigrams_instead) {
  expect_derived(TEXT_CHINESE, "可再生能源解决方案", "");
  expect_derived(TEXT_CHINESE, "我们的smart city项目", "smart city");
  expect_derived(TEXT_CHINESE, "工业Robot技术", "");
}

Test(derived, two_capitals_make_a_name) {
  expect_derived(TEXT_ENGLISH, "the EGFR", "EGFR");
  expect_derived(TEXT_ENGLISH, "mRNA", "mRNA");
  expect_derived(TEXT_ENGLISH, "CometChip", "CometChip");
}

Test(derived, names_are_the_same_in_every_language_and_width) {
  uint64_t name = only(TEXT_ENGLISH, "EGFR");
  cr_expect_eq(name, only(TEXT_ITALIAN, "l'EGFR"));
  cr_expect_eq(name, only(TEXT_CHINESE, "EGFR"));
  cr_expect_eq(name, only(TEXT_ENGLISH, "ＥＧＦＲ"));
  cr_expect_eq(name, only(TEXT_ENGLISH, "EGFR's"));
}

Test(derived, one_capital_is_no_name) {
  expect_derived(TEXT_ENGLISH, "Energy", "");
  expect_derived(TEXT_ENGLISH, "energy", "");
  expect_derived(TEXT_ITALIAN, "L'Energia", "");
}

Test(derived, words_of_grammar_are_no_names) {
  expect_derived(TEXT_ENGLISH, "WE THE", "");
}

Test(derived, terms_never_change) { // indexes of other runs and machines hold them
  uint64_t pair = only(TEXT_ENGLISH, "smart city"), name = only(TEXT_ENGLISH, "EGFR");
  cr_expect_eq(pair, UINT64_C(0x91F65F793CDC7804), "%llX", (unsigned long long)pair);
  cr_expect_eq(name, UINT64_C(0xAD894C8D3FC9A364), "%llX", (unsigned long long)name);
}
