// SPDX-License-Identifier: Apache-2.0
#include "fixture.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static struct fixture at;

static void setup(void) {
  fixture_make(&at);
}

static void teardown(void) {
  fixture_remove(&at);
}

TestSuite(cooperations, .init = setup, .fini = teardown);

#define HEAD                                                                                                           \
  "cooperations:\n"                                                                                                    \
  "  - id: one\n"                                                                                                      \
  "    names: [{language: en, value: One}]\n"                                                                          \
  "    places: [bologna, liuzhou]\n"
#define LINK(id, more) "      - {id: " id ", theme: water, places: [bologna]" more "}\n"

static void refuses(const char *content, int line, const char *words, const char *hint) {
  fixture_write(at.cooperations, content);
  fixture_refuses_with_hint(&at, at.cooperations, line, words, hint);
}

Test(cooperations, unknown_places_and_themes_are_refused_with_the_nearest) {
  refuses("cooperations:\n  - id: one\n    names: [{language: en, value: One}]\n    places:\n      - bologna\n"
          "      - liuzhuo\n",
          6, "cooperations[0].places[1]: place 'liuzhuo' is not known", "Did you mean 'liuzhou'?");
  refuses(HEAD "    themes:\n      - id: t\n        theme: watr\n        places: [bologna]\n", 7,
          "cooperations[0].themes[0].theme: theme 'watr' is not known", "Did you mean 'water'?");
  refuses(HEAD "    themes:\n      - id: t\n        theme: water\n        places: [bologna, nowhere-at-all]\n", 8,
          "cooperations[0].themes[0].places[1]: place 'nowhere-at-all'", "");
  refuses(HEAD
          "    activities:\n      - date: 2019\n        names: [{language: en, value: A}]\n        themes: [rivrs]\n",
          8, "cooperations[0].activities[0].themes[0]: theme 'rivrs'", "rivers");
}

Test(cooperations, places_are_given_by_id_not_by_name) {
  refuses("cooperations:\n  - id: one\n    names: [{language: en, value: One}]\n    places: [Bologna, liuzhou]\n", 4,
          "place 'Bologna' is not known", "Did you mean 'bologna'?");
}

Test(cooperations, dates_are_dates_and_in_order) {
  refuses(HEAD "    start: 2020-11\n    end: 2019-04\n", 6, "cooperations[0].end: 2019-04 is before the start, 2020-11",
          "");
  refuses(HEAD "    start: 2020-13\n", 5, "'2020-13' is no date", "YYYY-MM-DD");
  refuses(HEAD "    themes:\n      - id: t\n        theme: water\n        places: [bologna]\n        asserted: May\n",
          9, "'May' is no date", "");
  refuses(HEAD "    activities:\n      - names: [{language: en, value: A}]\n", 6, "activities[0].date: is missing", "");
  fixture_write(at.cooperations, HEAD "    start: 2020\n    end: 2020-03\n");
  fixture_load(&at);
}

Test(cooperations, ids_are_given_once) {
  refuses(HEAD "    themes:\n" LINK("t", "") LINK("t", ""), 7, "themes[1].id: 't' is the id of two links", "");
  refuses(HEAD "  - id: one\n    names: [{language: en, value: Two}]\n    places: [bologna, liuzhou]\n", 5,
          "cooperations[1].id: 'one' is the id of two cooperations", "");
  refuses(HEAD "    themes:\n      - theme: water\n        places: [bologna]\n", 6, "themes[0].id: is missing", "");
}

Test(cooperations, replacements_exist_and_end) {
  refuses(HEAD "    themes:\n" LINK("t", ", superseded: u"), 6, "there is no link 'u'", "");
  refuses(HEAD "    themes:\n" LINK("t", ", superseded: u") LINK("u", ", superseded: t"), 6, "go in a circle", "");
  refuses(HEAD "    themes:\n" LINK("t", ", superseded: t"), 6, "go in a circle", "");
  fixture_write(at.cooperations,
                HEAD "    themes:\n" LINK("t", ", superseded: u") LINK("u", ", superseded: v") LINK("v", ""));
  fixture_load(&at);
}

Test(cooperations, a_cooperation_joins_two_places) {
  refuses("cooperations:\n  - id: one\n    names: [{language: en, value: One}]\n    places: [bologna]\n", 4,
          "two places", "");
  refuses("cooperations:\n  - id: one\n    names: [{language: en, value: One}]\n    places: [bologna, bologna]\n", 4,
          "'bologna' is there twice", "");
}
