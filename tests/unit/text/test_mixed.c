// SPDX-License-Identifier: Apache-2.0
// Texts that are not in the language that they are said to be in, or in more than one, or in one that nobody said.
#include "fixture.h"

#include <criterion/criterion.h>
#include <string.h>

enum { CIRCULAR, RECYCLING };

static const struct text_label labels[] = {{CIRCULAR, TEXT_ENGLISH, "circular economy"},
                                           {CIRCULAR, TEXT_ITALIAN, "economia circolare"},
                                           {CIRCULAR, TEXT_CHINESE, "循环经济"},
                                           {RECYCLING, TEXT_ENGLISH, "recycling"},
                                           {RECYCLING, TEXT_ITALIAN, "riciclo dei rifiuti"}};

static void set_up(void) {
  fixture_set_up(labels, sizeof labels / sizeof *labels);
}

TestSuite(mixed, .init = set_up, .fini = fixture_tear_down);

static enum text_language analyze(enum text_language said, const char *text) {
  text_analyze(analyzer, concepts, text, strlen(text), said, &analysis);
  return analysis.language;
}

static bool names(uint32_t concept) {
  for (size_t i = 0; i < analysis.tag_count; i++)
    if (analysis.tags[i].concept == concept)
      return true;
  return false;
}

static bool says(enum text_language language, const char *word) {
  struct text_analysis alone = {0};
  text_analyze(analyzer, NULL, word, strlen(word), language, &alone);
  bool found = false;
  for (size_t i = 0; i < analysis.token_count; i++)
    found |= analysis.tokens[i].term == alone.tokens[0].term;
  text_analysis_deinit(&alone);
  return found;
}

Test(mixed, a_tag_that_the_text_contradicts_is_not_believed) {
  cr_expect_eq(analyze(TEXT_ENGLISH, "Produciamo macchine per il riciclo dei rifiuti e della carta, che sono nostre"),
               TEXT_ITALIAN);
  cr_expect(names(RECYCLING));
  cr_expect_eq(analyze(TEXT_ITALIAN, "We make machines for the recycling of paper, and they are ours"), TEXT_ENGLISH);
  cr_expect_eq(analyze(TEXT_ENGLISH, "我们发展循环经济"), TEXT_CHINESE);
  cr_expect_eq(analyze(TEXT_CHINESE, "The circular economy of the city"), TEXT_ENGLISH);
  cr_expect_eq(analyze(TEXT_ITALIAN, "Nous développons des machines pour les villes"), TEXT_OTHER);
}

Test(mixed, a_tag_is_believed_where_the_text_does_not_tell) {
  cr_expect_eq(analyze(TEXT_ITALIAN, "Software house"), TEXT_ITALIAN);
  cr_expect_eq(analyze(TEXT_ITALIAN, "The language is given"), TEXT_ITALIAN);
  cr_expect_eq(analyze(TEXT_ENGLISH, "Università di Bologna"), TEXT_ENGLISH);
  cr_expect_eq(analyze(TEXT_OTHER, "私たちは循環経済を開発しています"), TEXT_OTHER);
  cr_expect_eq(analyze(TEXT_CHINESE, "南京 Bologna Business School of the University"), TEXT_CHINESE);
}

Test(mixed, a_sentence_in_another_language_is_read_in_that) {
  analyze(TEXT_ITALIAN, "Produciamo macchine per il riciclo dei rifiuti. We are looking for partners in the circular "
                        "economies of China.");
  cr_expect_eq(analysis.language, TEXT_ITALIAN);
  cr_expect(says(TEXT_ITALIAN, "macchina"));
  cr_expect(says(TEXT_ENGLISH, "economy"));
  cr_expect(names(RECYCLING));
  cr_expect(names(CIRCULAR));
}

Test(mixed, an_italian_sentence_in_an_english_text_has_its_labels) {
  analyze(TEXT_ENGLISH, "We are a company of the city and we work with others.\nCi occupiamo di economia circolare e "
                        "della gestione degli scarti.");
  cr_expect_eq(analysis.language, TEXT_ENGLISH);
  cr_expect(says(TEXT_ENGLISH, "companies"));
  cr_expect(says(TEXT_ITALIAN, "scarto"));
  cr_expect(names(CIRCULAR));
}

Test(mixed, chinese_with_a_latin_sentence_has_both) {
  analyze(TEXT_CHINESE, "我们发展循环经济。We are looking for the recycling industry of Italy.");
  cr_expect_eq(analysis.language, TEXT_CHINESE);
  cr_expect(names(CIRCULAR));
  cr_expect(names(RECYCLING));
  cr_expect(says(TEXT_ENGLISH, "industries"));
}

Test(mixed, labels_tell_the_language_of_a_few_words) {
  cr_expect_eq(analyze(TEXT_UNKNOWN, "economia circolare"), TEXT_ITALIAN);
  cr_expect(names(CIRCULAR));
  cr_expect_eq(analyze(TEXT_UNKNOWN, "circular economy"), TEXT_ENGLISH);
  cr_expect(names(CIRCULAR));
  cr_expect_eq(analyze(TEXT_UNKNOWN, "robot"), TEXT_ENGLISH);
}
