// SPDX-License-Identifier: Apache-2.0
// Concepts that words of their labels hint at.
#include "fixture.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

enum { WASTE_WATER, WATER, CITY_PLANNING, SMART_CITY };

static const struct text_label labels[] = {
    {WASTE_WATER, TEXT_ENGLISH, "waste water"},
    {WASTE_WATER, TEXT_ITALIAN, "acque reflue"},
    {WASTE_WATER, TEXT_CHINESE, "废水"},
    {WATER, TEXT_ENGLISH, "water"},
    {WATER, TEXT_CHINESE, "水"},
    {CITY_PLANNING, TEXT_ENGLISH, "planning of cities"},
    {CITY_PLANNING, TEXT_CHINESE, "城市规划"},
    {SMART_CITY, TEXT_ENGLISH, "smart city"},
    {SMART_CITY, TEXT_ITALIAN, "città intelligente"},
    {SMART_CITY, TEXT_CHINESE, "智慧城市"},
};

static void set_up(void) {
  fixture_set_up(labels, sizeof labels / sizeof *labels);
}

TestSuite(hints, .init = set_up, .fini = fixture_tear_down);

static void analyze(enum text_language language, const char *text) {
  text_analyze(analyzer, concepts, text, strlen(text), language, &analysis);
}

// 0: not hinted at.
static int hint(uint32_t concept) {
  for (size_t i = 0; i < analysis.hint_count; i++)
    if (analysis.hints[i].concept == concept)
      return analysis.hints[i].strength;
  return 0;
}

Test(hints, a_word_of_a_label_hints_at_its_concept) {
  analyze(TEXT_ENGLISH, "We plan cities");
  cr_expect_gt(hint(SMART_CITY), 0);
  cr_expect_eq(hint(WATER), 0);
  analyze(TEXT_CHINESE, "我们的城市");
  cr_expect_gt(hint(SMART_CITY), 0);
  cr_expect_gt(hint(CITY_PLANNING), 0);
}

Test(hints, rare_words_of_labels_hint_more_strongly) {
  analyze(TEXT_ENGLISH, "water");
  int common = hint(WASTE_WATER);
  analyze(TEXT_ENGLISH, "waste");
  cr_expect_gt(hint(WASTE_WATER), common);
}

Test(hints, a_concept_that_is_named_is_not_hinted_at) {
  analyze(TEXT_ENGLISH, "smart cities");
  cr_assert_eq(analysis.tag_count, 1);
  cr_expect_eq(hint(SMART_CITY), 0);
  cr_expect_gt(hint(CITY_PLANNING), 0);
}

Test(hints, order_does_not_matter_and_the_whole_stays_below_a_name) {
  analyze(TEXT_ENGLISH, "planning: the city");
  cr_expect_eq(hint(CITY_PLANNING), TEXT_HINT_MAX);
}

Test(hints, repetition_does_not_add_up) {
  analyze(TEXT_ENGLISH, "city");
  int once = hint(CITY_PLANNING);
  analyze(TEXT_ENGLISH, "city, city. Cities");
  cr_expect_eq(hint(CITY_PLANNING), once);
}

Test(hints, weak_ones_are_left_out_and_the_strongest_come_first) {
  enum { MANY = 100 };
  static char texts[MANY][64];
  static struct text_label many[MANY];
  for (uint32_t i = 0; i < MANY; i++) {
    snprintf(texts[i], sizeof texts[i], i % 2 ? "city word%u" : "city word%u more%u words%u", i, i, i);
    many[i] = (struct text_label){i, TEXT_ENGLISH, texts[i]};
  }
  struct text_concepts *thesaurus = text_concepts_new(many, MANY);
  const char *text = "word1 word3 word5 more2 city";
  text_analyze(analyzer, thesaurus, text, strlen(text), TEXT_ENGLISH, &analysis);
  cr_assert_gt(analysis.hint_count, 2);
  cr_expect_leq(analysis.hint_count, TEXT_HINTS_MAX);
  for (size_t i = 0; i < analysis.hint_count; i++) {
    cr_expect_geq(analysis.hints[i].strength, TEXT_HINT_MIN);
    cr_expect(i == 0 || analysis.hints[i - 1].strength >= analysis.hints[i].strength);
  }
  text_concepts_free(thesaurus);
}

Test(hints, the_words_that_hinted_are_known) {
  analyze(TEXT_ITALIAN, "intelligente");
  cr_assert_eq(analysis.token_count, 1);
  cr_expect(text_concepts_has_word(concepts, analysis.tokens[0].term, SMART_CITY));
  cr_expect_not(text_concepts_has_word(concepts, analysis.tokens[0].term, WATER));
  cr_expect_not(text_concepts_has_word(concepts, 1, WATER));
}

Test(hints, a_thesaurus_without_labels_gives_none) {
  struct text_concepts *none = text_concepts_new(NULL, 0);
  text_analyze(analyzer, none, "smart city", 10, TEXT_ENGLISH, &analysis);
  cr_expect_eq(analysis.hint_count, 0);
  text_concepts_free(none);
}
