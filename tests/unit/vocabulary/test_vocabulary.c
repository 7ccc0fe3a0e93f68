// SPDX-License-Identifier: Apache-2.0
#include "fixture.h"
#include "vocabulary/vocabulary.h"

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

TestSuite(vocabulary, .init = setup, .fini = teardown);

Test(vocabulary, all_files_together_make_one) {
  struct vocabulary *vocabulary = fixture_load(&at);
  cr_assert_eq(vocabulary_theme_count(vocabulary), 2);
  cr_assert_eq(vocabulary_place_count(vocabulary), 3);
  cr_assert_eq(vocabulary_cooperation_count(vocabulary), 1);
  cr_assert_eq(vocabulary_regime_count(vocabulary), 2);
  cr_assert_str_eq(vocabulary_cooperation(vocabulary, 0)->id, "u-cap");
  cr_assert_str_eq(vocabulary_regime(vocabulary, 1)->id, "cn-2011-300");
}

Test(vocabulary, cooperations_are_optional) {
  at.files.cooperations = NULL;
  cr_assert_eq(vocabulary_cooperation_count(fixture_load(&at)), 0);
  at.files.cooperations = "";
  cr_assert_eq(vocabulary_cooperation_count(fixture_load(&at)), 0);
}

Test(vocabulary, version_is_of_the_bytes_of_all_files) {
  char first[17];
  strcpy(first, vocabulary_version(fixture_load(&at)));
  cr_assert_eq(strspn(first, "0123456789abcdef"), 16);
  cr_assert_str_eq(vocabulary_version(fixture_load(&at)), first);
  at.files.cooperations = NULL;
  cr_assert_str_neq(vocabulary_version(fixture_load(&at)), first);
  at.files.cooperations = at.cooperations;
  FILE *file = fopen(at.places, "ae");
  fputs("# a remark\n", file);
  fclose(file);
  cr_assert_str_neq(vocabulary_version(fixture_load(&at)), first);
}

Test(vocabulary, a_missing_file_is_an_io_error_that_names_it) {
  at.files.places = "/tmp/helix-absent.yaml";
  struct vocabulary *vocabulary = NULL;
  struct error error = {0};
  cr_assert_eq(vocabulary_load(&at.files, &vocabulary, &error), -ERROR_INVALID);
  cr_assert(strstr(error.message, "/tmp/helix-absent.yaml"));
  at.files.places = "/tmp";
  cr_assert_eq(vocabulary_load(&at.files, &vocabulary, &error), -ERROR_INVALID);
  cr_assert_null(vocabulary);
}

Test(vocabulary, references_keep_it_alive) {
  struct vocabulary *vocabulary = vocabulary_ref(fixture_load(&at));
  cr_assert_null(vocabulary_unref(at.vocabulary));
  at.vocabulary = NULL;
  cr_assert_eq(vocabulary_theme_count(vocabulary), 2);
  cr_assert_null(vocabulary_unref(vocabulary));
  cr_assert_null(vocabulary_unref(NULL));
}

Test(vocabulary, the_shipped_files_are_good) {
  struct vocabulary_files files = {HELIX_SOURCE_DIR "/config/themes.ttl", HELIX_SOURCE_DIR "/config/places.yaml",
                                   HELIX_SOURCE_DIR "/config/size-regimes.yaml",
                                   HELIX_SOURCE_DIR "/config/demo/cooperations.yaml"};
  struct vocabulary *vocabulary = NULL;
  struct error error = {0};
  cr_assert_eq(vocabulary_load(&files, &vocabulary, &error), 0, "%s (%s)", error.message, error.hint);
  cr_assert_geq(vocabulary_theme_count(vocabulary), 20);
  cr_assert_geq(vocabulary_place_count(vocabulary), 6);
  cr_assert_geq(vocabulary_cooperation_count(vocabulary), 1);
  cr_assert_geq(vocabulary_regime_count(vocabulary), 2);
  uint32_t place;
  cr_assert(vocabulary_place_find(vocabulary, "bologna", &place));
  vocabulary_unref(vocabulary);
}
