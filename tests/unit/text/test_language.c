// SPDX-License-Identifier: Apache-2.0
#include "text/language.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

static void expect_detected(const char *text, const char *code) {
  const char *detected = text_language_code(text_language_detect(text, strlen(text)));
  cr_expect_str_eq(detected, code, "%s is %s", text, detected);
}

Test(language, codes_are_read_with_and_without_a_region) {
  cr_expect_eq(text_language_of("en"), TEXT_ENGLISH);
  cr_expect_eq(text_language_of("en_GB"), TEXT_ENGLISH);
  cr_expect_eq(text_language_of("IT-it"), TEXT_ITALIAN);
  cr_expect_eq(text_language_of("zh-Hans"), TEXT_CHINESE);
  cr_expect_eq(text_language_of(""), TEXT_UNKNOWN);
  cr_expect_eq(text_language_of("fr"), TEXT_OTHER);
  cr_expect_eq(text_language_of("eng"), TEXT_OTHER);
  cr_expect_eq(text_language_of("e"), TEXT_OTHER);
  cr_expect_eq(text_language_of("-"), TEXT_OTHER);
}

Test(language, codes_are_written) {
  cr_expect_str_eq(text_language_code(TEXT_CHINESE), "zh");
  cr_expect_str_eq(text_language_code(TEXT_UNKNOWN), "und");
  cr_expect_str_eq(text_language_code(TEXT_OTHER), "und");
}

Test(language, english_is_detected) {
  expect_detected("We make software for the management of water in cities.", "en");
  expect_detected("THE CITY OF BOLOGNA", "en");
}

Test(language, italian_is_detected) {
  expect_detected("Produciamo macchine per l'imballaggio e cerchiamo partner.", "it");
  expect_detected("Ricerca di materiali innovativi", "it");
  expect_detected("L’azienda è a Bologna", "it");
}

Test(language, chinese_is_detected_even_with_latin_names) {
  expect_detected("我们提供人工智能", "zh");
  expect_detected("我们与Bologna大学合作开发AI", "zh");
  expect_detected("循環經濟", "zh");
}

Test(language, a_chinese_name_does_not_make_english_chinese) {
  expect_detected("The University of Nanjing (南京大学) works with the city on energy", "en");
}

Test(language, neighbours_are_other) {
  expect_detected("Nous développons des logiciels pour les villes et les entreprises", "und");
  expect_detected("Desarrollamos programas para las ciudades y los pueblos", "und");
  expect_detected("Wir entwickeln Software für die Stadt und das Land", "und");
}

Test(language, other_scripts_are_other) {
  expect_detected("Мы разрабатываем программы", "und");
  expect_detected("Αναπτύσσουμε λογισμικό", "und");
  expect_detected("نحن نطور البرمجيات", "und");
  expect_detected("私たちはソフトウェアを開発しています", "und");
}

Test(language, without_evidence_it_is_english) {
  expect_detected("", "en");
  expect_detected("12345 ...", "en");
  expect_detected("Robotics", "en");
  expect_detected("ＡＩ", "en");
  expect_detected("\xFF\xFE\x80", "en");
}
