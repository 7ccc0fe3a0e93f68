// SPDX-License-Identifier: Apache-2.0
#include "fixture.h"

#include <criterion/criterion.h>
#include <string.h>

static struct fixture at;

static void setup(void) {
  fixture_make(&at);
  at.files.cooperations = NULL;
}

static void teardown(void) {
  fixture_remove(&at);
}

TestSuite(places, .init = setup, .fini = teardown);

#define PLACE(id) "  - id: " id "\n    country: IT\n    names: [{language: en, value: Somewhere}]\n"

static void refuses(const char *content, int line, const char *words) {
  fixture_write(at.places, content);
  fixture_refuses(&at, at.places, line, words);
}

Test(places, found_by_id_name_and_alias_in_any_case_and_width) {
  fixture_load(&at);
  static const char *const words[] = {"bologna",  "BOLOGNA",        "Bologna",       "博洛尼亚",
                                      "BULÅGGNA", "bula\u030Aggna", "Ｂｏｌｏｇｎａ"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    uint32_t number = 99;
    cr_assert(vocabulary_place_find(at.vocabulary, words[i], &number), "%s", words[i]);
    cr_assert_eq(number, 0);
  }
  uint32_t number;
  cr_assert_not(vocabulary_place_find(at.vocabulary, "Modena", &number));
  cr_assert_not(vocabulary_place_find(at.vocabulary, "", &number));
  cr_assert_not(vocabulary_place_find(at.vocabulary, "\xff", &number));
}

Test(places, a_name_of_two_places_means_neither_but_an_id_always_its_own) {
  fixture_write(at.places, "places:\n" PLACE("somewhere") PLACE("elsewhere"));
  fixture_load(&at);
  uint32_t number = 99;
  cr_assert_not(vocabulary_place_find(at.vocabulary, "SOMEWHERE", &number));
  cr_assert(vocabulary_place_find(at.vocabulary, "somewhere", &number));
  cr_assert_eq(number, 0);
}

Test(places, within_goes_up_any_number_of_steps) {
  fixture_write(at.places, "places:\n" PLACE("street") "    within: quarter\n" PLACE(
                               "quarter") "    within: city\n" PLACE("city") PLACE("other"));
  fixture_load(&at);
  cr_assert(vocabulary_place_within(at.vocabulary, 0, 2));
  cr_assert(vocabulary_place_within(at.vocabulary, 1, 1));
  cr_assert_not(vocabulary_place_within(at.vocabulary, 2, 0));
  cr_assert_not(vocabulary_place_within(at.vocabulary, 0, 3));
}

Test(places, a_slip_of_the_pen_finds_the_nearest) {
  fixture_load(&at);
  cr_assert_str_eq(vocabulary_place_nearest(at.vocabulary, "Bolonga"), "bologna");
  cr_assert_str_eq(vocabulary_place_nearest(at.vocabulary, "liudong new distrct"), "liudong");
  cr_assert_null(vocabulary_place_nearest(at.vocabulary, "Reykjavik"));
}

Test(places, bad_places_are_refused_with_line_and_field) {
  refuses("places:\n" PLACE("a") PLACE("b") PLACE("a"), 8, "places[2].id: 'a' is the id of two places");
  refuses("places:\n" PLACE("Bologna!"), 2, "places[0].id: 'Bologna!' is no id");
  refuses("places:\n  - id: a\n    country: Italy\n    names: [{language: en, value: A}]\n", 3,
          "'Italy' is no country");
  refuses("places:\n  - id: a\n    country: IT\n", 2, "places[0].names: is missing");
  refuses("places:\n" PLACE("a") "    latitude: 91\n", 5, "between -90 and 90");
  refuses("places:\n" PLACE("a") "    subdivision: CN-SC\n", 5, "no subdivision of IT");
  refuses("places:\n" PLACE("a") "    longitud: 9\n", 5, "longitud");
  refuses("places:\n  - id: a\n    country: IT\n    names:\n      - {language: en, value: A}\n"
          "      - {language: en, value: B}\n",
          6, "places[0].names[1].language: 'en' was given already, with 'A'");
  refuses("places:\n  - id: a\n    country: IT\n    names: [{language: english, value: A}]\n", 4, "is no language");
  refuses("places: [\n", 2, "");
}

Test(places, within_must_exist_and_end) {
  fixture_write(at.places, "places:\n" PLACE("bologna") PLACE("b") "    within: bolonga\n");
  fixture_refuses_with_hint(&at, at.places, 8, "places[1].within: place 'bolonga' is not known",
                            "Did you mean 'bologna'?");
  refuses("places:\n" PLACE("a") "    within: a\n", 5, "lies within itself");
  refuses("places:\n" PLACE("a") "    within: b\n" PLACE("b") "    within: a\n", 5, "goes in a circle: a → b → a");
}
