// SPDX-License-Identifier: Apache-2.0
#include "service/weights.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct weights weights;
static struct error error;

static void refuses(const char *text, const char *message, const char *hint) {
  cr_expect_eq(weights_parse("w", text, &weights, &error), -ERROR_INVALID, "%s", text);
  cr_expect_not_null(strstr(error.message, message), "%s: %s", text, error.message);
  cr_expect_not_null(strstr(error.hint, hint), "%s: %s", text, error.hint);
}

#define HEAD "[weights]\nversion = 1\ntext = 1000000\n"

Test(weights, what_the_file_says_is_taken) {
  cr_assert_eq(weights_parse("w",
                             "[weights]\nversion = 1\ntext = 600000\nlanguage=400000\n[text]\nk1 = 2.5\nb=0\n"
                             "[prior]\nfreshness = 0\nfresh-days = 10\nassurance = 400000\n",
                             &weights, &error),
               0, "%s", error.message);
  cr_expect_eq(weights.match.facets[MATCH_TEXT], 600000);
  cr_expect_eq(weights.match.facets[MATCH_LANGUAGE], 400000);
  cr_expect_eq(weights.match.facets[MATCH_THEME], 0, "what is not named counts nothing");
  cr_expect_eq(weights.match.text.k1, 2.5);
  cr_expect_eq(weights.match.text.b, 0);
  cr_expect_eq(weights.match.text.mix, match_weights_default.text.mix, "as built in");
  cr_expect_eq(weights.match.freshness, 0);
  cr_expect_eq(weights.match.fresh_days, 10);
  cr_expect_eq(weights.match.assurance, 400000);
}

Test(weights, the_shipped_file_says_what_is_built_in) {
  cr_assert_eq(weights_load(HELIX_SOURCE_DIR "/config/weights.conf", &weights, &error), 0, "%s", error.message);
  for (int i = 0; i < MATCH_FACET_COUNT; i++)
    cr_expect_eq(weights.match.facets[i], match_weights_default.facets[i], "facet %d", i);
  cr_expect_eq(weights.match.freshness, match_weights_default.freshness);
  cr_expect_eq(weights.match.assurance, match_weights_default.assurance);
  cr_expect_eq(weights.match.fresh_days, match_weights_default.fresh_days);
  const double *one = &weights.match.text.k1, *other = &match_weights_default.text.k1;
  for (size_t i = 0; i < sizeof weights.match.text / sizeof *one; i++)
    cr_expect_eq(one[i], other[i], "parameter %zu of the text", i);
}

Test(weights, faults_are_named_with_line_and_key) {
  refuses("[weights]\nversion = 1\ntext = 1\n", "w:1: [weights]: the facets sum to 1", "");
  refuses("[weights]\nversion = 1\ntext = 1000001\n", "w:3: [weights] text: \"1000001\" is no whole number", "");
  refuses("[weights]\nversion = 1\ntext = -1\n", "w:3: [weights] text", "");
  refuses("[weights]\nversion = 1\ntxt = 1\n", "w:3: [weights] txt: there is no such key", "\"text\"");
  refuses("[weights]\nversion = 2\ntext = 1000000\n", "w:2: [weights] version: \"2\" is unknown", "");
  refuses("[weights]\ntext = 1000000\n", "[weights] version: is missing", "");
  refuses(HEAD "[words]\nk1 = 1\n", "w:4: [words]: there is no such section", "weights, text, concepts and prior");
  refuses(HEAD "[text]\nk1 = 0\n", "w:5: [text] k1: \"0\" is no number from 0.01 to 100", "");
  refuses(HEAD "[text]\nb = 1.5\n", "w:5: [text] b", "");
  refuses(HEAD "[text]\nmix = nan\n", "w:5: [text] mix", "");
  refuses(HEAD "[text]\nmix = 0.5x\n", "w:5: [text] mix", "");
  refuses(HEAD "[prior]\nfresh-days = 0\n", "w:5: [prior] fresh-days", "");
  refuses(HEAD "[prior]\nfreshness = 300000\nassurance = 200000\n",
          "w:4: [prior]: freshness and assurance sum to 500000", "");
  refuses("", "version: is missing", "");
  refuses("oops", "w: ", "");
}

Test(weights, a_text_without_end_is_refused) {
  char *text = malloc(WEIGHTS_BYTES_MAX + 2);
  memset(text, '#', WEIGHTS_BYTES_MAX + 1);
  text[WEIGHTS_BYTES_MAX + 1] = 0;
  cr_expect_eq(weights_parse("w", text, &weights, &error), -ERROR_TOO_LARGE);
  free(text);
}

Test(weights, the_version_is_of_what_it_says_not_how) {
  char first[sizeof weights.version];
  cr_assert_eq(weights_parse("w", HEAD, &weights, &error), 0);
  strcpy(first, weights.version);
  cr_expect_eq(strncmp(first, "1-", 2), 0, "%s", first);
  cr_assert_eq(weights_parse("w", "# a remark\n[weights]\ntext=1000000\nversion=1\n[text]\n", &weights, &error), 0);
  cr_expect_str_eq(weights.version, first);
  cr_assert_eq(weights_parse("w", HEAD "[text]\nb = 0.123\n", &weights, &error), 0);
  cr_expect_str_neq(weights.version, first);
}

Test(weights, a_missing_file_is_named) {
  cr_expect_eq(weights_load("/nowhere/weights.conf", &weights, &error), -ERROR_INVALID);
  cr_expect_not_null(strstr(error.message, "/nowhere/weights.conf"), "%s", error.message);
}
