// SPDX-License-Identifier: Apache-2.0
// Which names are of one organisation, and which only look so.
#include "fixture.h"

#include "service/likeness.h"

#include <criterion/criterion.h>
#include <string.h>

static struct vocabulary *vocabulary;
static struct arena *arena;

static void setup(void) {
  const struct vocabulary_files files = {.themes = HELIX_SOURCE_DIR "/config/themes.ttl",
                                         .places = HELIX_SOURCE_DIR "/config/places.yaml",
                                         .size_regimes = HELIX_SOURCE_DIR "/config/size-regimes.yaml"};
  struct error error;
  cr_assert_eq(vocabulary_load(&files, &vocabulary, &error), 0, "%s", error.message);
  arena = arena_new(SIZE_MAX);
}

static void teardown(void) {
  arena_free(arena);
  vocabulary_unref(vocabulary);
}

TestSuite(likeness, .init = setup, .fini = teardown);

static uint32_t likeness(const char *one, const char *other, bool *ret_alike) {
  struct likeness_name a, b;
  bool is_alike_too;
  likeness_name_make(arena, vocabulary, one, &a);
  likeness_name_make(arena, vocabulary, other, &b);
  uint32_t millionths = likeness_of(&a, &b, ret_alike);
  cr_expect_eq(likeness_of(&b, &a, &is_alike_too), millionths, "%s and %s: the same the other way round", one, other);
  cr_expect_eq(*ret_alike, is_alike_too);
  return millionths;
}

static void expect_same(const char *one, const char *other) {
  bool is_alike;
  uint32_t millionths = likeness(one, other, &is_alike);
  cr_expect(is_alike && millionths == LIKENESS_SAME, "%s and %s are the same, not %u", one, other, millionths);
}

static void expect_alike(const char *one, const char *other) {
  bool is_alike;
  uint32_t millionths = likeness(one, other, &is_alike);
  cr_expect(is_alike && millionths >= LIKENESS_ALIKE && millionths < LIKENESS_SAME, "%s and %s are alike, not %u", one,
            other, millionths);
}

static void expect_apart(const char *one, const char *other) {
  bool is_alike;
  uint32_t millionths = likeness(one, other, &is_alike);
  cr_expect_not(is_alike, "%s and %s are two, though %u", one, other, millionths);
}

Test(likeness, legal_forms_signs_case_and_order_do_not_count) {
  expect_same("Rossi Meccanica S.r.l.", "ROSSI MECCANICA SRL");
  expect_same("Rossi Meccanica S.p.A.", "Rossi Meccanica");
  expect_same("Rossi Meccanica società a responsabilità limitata", "Rossi Meccanica s.r.l.");
  expect_same("Rossi Meccanica S.r.l. unipersonale", "Rossi Meccanica");
  expect_same("Acme Robotics Co., Ltd.", "Acme Robotics Inc");
  expect_same("Acme Robotics Co.,Ltd", "Acme Robotics GmbH");
  expect_same("University of Bologna", "Bologna University");
  expect_same("Research & Development Lab", "Research and Development Lab");
}

Test(likeness, accents_and_widths_do_not_count) {
  expect_same("Università di Bologna", "Universita' di Bologna");
  expect_same("Müller Straßenbau", "Muller Strassenbau");
  expect_same("ＡＢＣ Ｌａｂ", "abc lab");
}

Test(likeness, slips_of_the_pen_are_alike) {
  expect_alike("Technogym", "Tecnogym");
  expect_alike("Laboratorio Tessile Emiliano", "Laboratorio Tesile Emiliano");
  expect_alike("Officine Brancorlu", "Officine Brrancorlu"); // the letter comes again
  expect_alike("Advanced Photonics Laboratory", "Advanced Photonics Laboratories");
  expect_alike("Università di Bologna", "University of Bologna");
}

Test(likeness, chinese_names_without_what_all_of_them_have) {
  expect_same("江苏华艺纺织有限公司", "江苏华艺纺织集团股份有限公司");
  expect_same("江苏省华艺纺织有限责任公司", "江苏华艺纺织（集团）有限公司");
  expect_same("南京市轻工机械厂", "南京轻工机械厂");
  expect_same("南京大學", "南京大学");
  expect_alike("江苏华艺新材料纺织科技有限公司", "江苏华艺新材料纺织品科技有限公司");
}

Test(likeness, another_word_is_another_organisation) {
  expect_apart("Institute of Physics", "Institute of Chemistry");
  expect_apart("Istituto Nazionale di Ricerca Industriale Meccanica",
               "Istituto Nazionale di Ricerca Industriale Tessile");
  expect_apart("Beta", "Eta");
  expect_apart("南京林业大学", "南京农业大学");
  expect_apart("南京大学", "南京工业大学");
  expect_apart("中国科学院南京土壤研究所", "中国科学院南京地理研究所");
}

Test(likeness, another_place_is_another_organisation) {
  expect_apart("University of Bologna", "University of Bolzano");
  expect_apart("Università degli Studi di Bologna", "Università degli Studi di Bolzano");
  expect_apart("Nanjing Normal University of Science", "Nanning Normal University of Science");
}

Test(likeness, another_number_is_another_organisation) {
  expect_apart("Laboratory 1", "Laboratory 2");
  expect_apart("Textile Research Laboratory 17", "Textile Research Laboratory");
  expect_apart("Textile Research Laboratory A", "Textile Research Laboratory B");
  expect_apart("南京市第一人民医院骨科研究中心", "南京市第二人民医院骨科研究中心");
}

// These two are one university, by its former name: nothing in the names says so, and by the same token any "Nanjing X" would be one.
Test(likeness, an_abbreviation_or_a_former_name_is_not_found_by_likeness) {
  expect_apart("Nanjing Tech", "Nanjing University of Technology");
  expect_apart("Nanjing University", "Nanjing University of Technology");
  expect_apart("CNR", "Consiglio Nazionale delle Ricerche");
}

Test(likeness, names_of_nothing_but_forms_and_connectives_are_names) {
  expect_same("The Group", "the group");
  expect_apart("The Group", "The Company");
  expect_same("有限公司", "有限公司");
  expect_same("SPA", "spa");
  expect_apart("Di", "Of");
}

Test(likeness, an_empty_name_is_like_nothing) {
  expect_apart("", "");
  expect_apart("---", "Acme");
}

Test(likeness, long_names_are_taken) {
  char one[2000] = "", other[2000] = "";
  for (int i = 0; i < 60; i++) {
    strcat(one, "laboratorium ");
    strcat(other, "的大学");
  }
  expect_same(one, one);
  expect_same(other, other);
  expect_apart(one, other);
}

Test(likeness, keys_are_shared_by_like_names_and_come_sorted) {
  struct likeness_name one, other;
  size_t count, more, shared = 0;
  likeness_name_make(arena, vocabulary, "Technogym 南京", &one);
  likeness_name_make(arena, vocabulary, "Tecnogym 南京", &other);
  const uint64_t *a = likeness_keys(arena, &one, &count), *b = likeness_keys(arena, &other, &more);
  for (size_t i = 0; i < count; i++) {
    cr_expect(!i || a[i] > a[i - 1]);
    for (size_t j = 0; j < more; j++)
      shared += a[i] == b[j];
  }
  cr_expect_eq(count, 1u + 10 + 1 + 1); // the word, trigrams, the pair, the whole
  cr_expect_eq(shared, 7u + 1);
}
