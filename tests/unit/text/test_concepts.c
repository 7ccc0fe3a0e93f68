// SPDX-License-Identifier: Apache-2.0
#include "fixture.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CIRCULAR, SMART_CITY, THINGS, ENERGY, RENEWABLE, PRINTING, LIGHT, AI, WATER, AQUA, PLANNING, PEOPLE };

static const struct text_label labels[] = {
    {CIRCULAR, TEXT_ENGLISH, "circular economy"},
    {CIRCULAR, TEXT_ITALIAN, "economia circolare"},
    {CIRCULAR, TEXT_CHINESE, "循环经济"},
    {SMART_CITY, TEXT_ENGLISH, "Smart cities"},
    {SMART_CITY, TEXT_ITALIAN, "città intelligente"},
    {SMART_CITY, TEXT_CHINESE, "智慧城市"},
    {THINGS, TEXT_ENGLISH, "Internet of things"},
    {ENERGY, TEXT_ENGLISH, "energy"},
    {ENERGY, TEXT_ITALIAN, "energia"},
    {ENERGY, TEXT_CHINESE, "能源"},
    {RENEWABLE, TEXT_ENGLISH, "renewable energy"},
    {RENEWABLE, TEXT_CHINESE, "可再生能源"},
    {PRINTING, TEXT_CHINESE, "3D打印"},
    {LIGHT, TEXT_CHINESE, "LED灯"},
    {AI, TEXT_CHINESE, "AI"},
    {WATER, TEXT_ENGLISH, "water"},
    {AQUA, TEXT_ENGLISH, "Water"},
    {PLANNING, TEXT_ENGLISH, "city planning"},
    {PLANNING, TEXT_CHINESE, "城市规划"},
    {PEOPLE, TEXT_ENGLISH, "of the"},
    {PEOPLE, TEXT_ENGLISH, ""},
    {PEOPLE, TEXT_CHINESE, " "},
};

static void set_up(void) {
  fixture_set_up(labels, sizeof labels / sizeof *labels);
}

TestSuite(concepts, .init = set_up, .fini = fixture_tear_down);

// Concept numbers with surface forms: "0:circular economy|3:energy".
static void expect_tags(enum text_language language, const char *text, const char *expected) {
  char joined[1024] = "";
  text_analyze(analyzer, concepts, text, strlen(text), language, &analysis);
  for (size_t i = 0; i < analysis.tag_count; i++) {
    const struct text_tag *tag = &analysis.tags[i];
    size_t used = strlen(joined);
    snprintf(joined + used, sizeof joined - used, "%s%u:%.*s", i ? "|" : "", tag->concept, (int)(tag->end - tag->begin),
             text + tag->begin);
  }
  cr_expect_str_eq(joined, expected);
}

Test(concepts, are_recognised_in_three_languages) {
  expect_tags(TEXT_ENGLISH, "Towards a Circular Economy.", "0:Circular Economy");
  expect_tags(TEXT_ITALIAN, "Verso un\u2019economia circolare", "0:economia circolare");
  expect_tags(TEXT_CHINESE, "发展循环经济的公司", "0:循环经济");
}

Test(concepts, plural_and_singular_meet) {
  expect_tags(TEXT_ENGLISH, "a smart city", "1:smart city");
  expect_tags(TEXT_ITALIAN, "le città intelligenti dell'energia", "1:città intelligenti|3:energia");
}

Test(concepts, stop_words_inside_labels_do_not_matter) {
  expect_tags(TEXT_ENGLISH, "The Internet of Things", "2:Internet of Things");
  expect_tags(TEXT_ENGLISH, "the Internet of the things", "2:Internet of the things");
  expect_tags(TEXT_ENGLISH, "internet-of-things", "2:internet-of-things");
}

Test(concepts, sentences_are_not_joined) {
  expect_tags(TEXT_ENGLISH, "It is circular. Economy first", "");
  expect_tags(TEXT_ENGLISH, "smart, city", "");
  expect_tags(TEXT_ENGLISH, "smart\n\ncity", "");
  expect_tags(TEXT_ENGLISH, "smart\ncity", "1:smart\ncity");
}

Test(concepts, the_longest_label_wins) {
  expect_tags(TEXT_ENGLISH, "renewable energy and energy", "4:renewable energy|3:energy");
  expect_tags(TEXT_CHINESE, "可再生能源和能源", "4:可再生能源|3:能源");
}

Test(concepts, labels_that_cross_are_both_recognised) {
  expect_tags(TEXT_ENGLISH, "smart city planning", "1:smart city|10:city planning");
  expect_tags(TEXT_CHINESE, "智慧城市规划", "1:智慧城市|10:城市规划");
}

Test(concepts, a_shared_label_gives_both) {
  expect_tags(TEXT_ENGLISH, "Clean water.", "8:water|9:water");
}

Test(concepts, mixed_labels_are_found_in_any_width_case_and_spacing) {
  expect_tags(TEXT_CHINESE, "用3D打印技术", "5:3D打印");
  expect_tags(TEXT_CHINESE, "用３ｄ 打印技术", "5:３ｄ 打印");
  expect_tags(TEXT_CHINESE, "led灯", "6:led灯");
}

Test(concepts, latin_labels_among_chinese_are_whole_words) {
  expect_tags(TEXT_CHINESE, "ＡＩ技术", "7:ＡＩ");
  expect_tags(TEXT_CHINESE, "MAIL系统 AIR", "");
  expect_tags(TEXT_CHINESE, "13D打印", "");
}

Test(concepts, traditional_characters_are_recognised) {
  expect_tags(TEXT_CHINESE, "推動循環經濟", "0:循環經濟");
}

Test(concepts, english_labels_are_recognised_in_every_text) {
  expect_tags(TEXT_ITALIAN, "Progetti per la smart city e l'Internet of Things", "1:smart city|2:Internet of Things");
  expect_tags(TEXT_CHINESE, "我们做smart city项目", "1:smart city");
  expect_tags(TEXT_OTHER, "projets de smart city", "1:smart city");
}

Test(concepts, chinese_labels_are_recognised_in_every_text) {
  expect_tags(TEXT_ENGLISH, "The company 能源 of Nanjing", "3:能源");
}

Test(concepts, italian_labels_are_for_italian_texts) {
  expect_tags(TEXT_ENGLISH, "economia circolare", "");
}

Test(concepts, without_concepts_there_are_no_tags) {
  expect_tags(TEXT_ENGLISH, "energy", "3:energy");
  text_analyze(analyzer, NULL, "energy", 6, TEXT_ENGLISH, &analysis);
  cr_expect(zero(sz, analysis.tag_count));
}

Test(concepts, an_empty_thesaurus_recognises_nothing) {
  struct text_concepts *none = text_concepts_new(NULL, 0);
  text_analyze(analyzer, none, "energy 能源", 13, TEXT_ENGLISH, &analysis);
  cr_expect(zero(sz, analysis.tag_count));
  cr_expect_null(text_concepts_free(none));
  cr_expect_null(text_concepts_free(NULL));
}

Test(concepts, many_labels_are_all_recognised) {
  enum { COUNT = 5000, BYTES = 24 };
  char(*words)[BYTES] = calloc(COUNT, BYTES);
  struct text_label *many = calloc(COUNT, sizeof *many);
  for (uint32_t i = 0; i < COUNT; i++) {
    snprintf(words[i], BYTES, "alpha%u beta%u", i / 50, i);
    many[i] = (struct text_label){i, TEXT_ENGLISH, words[i]};
  }
  struct text_concepts *large = text_concepts_new(many, COUNT);
  for (uint32_t i = 0; i < COUNT; i++) {
    text_analyze(analyzer, large, words[i], strlen(words[i]), TEXT_ENGLISH, &analysis);
    cr_assert(analysis.tag_count == 1 && analysis.tags[0].concept == i, "%s", words[i]);
  }
  text_concepts_free(large);
  free(many);
  free(words);
}
