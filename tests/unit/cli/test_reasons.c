// SPDX-License-Identifier: Apache-2.0
#include "cli/reasons.h"

#include "capture.h"
#include "cli/session.h"

#include <criterion/criterion.h>
#include <glib.h>
#include <string.h>

static void marks(const char *quote, const char *words, const char *expected) {
  g_auto(GStrv) list = g_strsplit(words, "|", -1);
  g_autofree char *marked = reasons_mark(quote, list, g_strv_length(list), "[", "]");
  cr_expect_str_eq(marked, expected);
}

Test(reasons, the_words_that_met_are_marked) {
  marks("recycling of textile fibre", "textile|recycling", "[recycling] of [textile] fibre");
}

Test(reasons, only_whole_words_are_marked) {
  marks("work or forest, or", "or", "work [or] forest, [or]");
  marks("perché è così", "è", "perché [è] così");
}

Test(reasons, the_longest_word_is_marked) {
  marks("textile fibre", "textile|textile fibre", "[textile fibre]");
}

Test(reasons, chinese_words_need_no_blanks_around_them) {
  marks("废旧纺织品回收利用", "纺织品|回收", "废旧[纺织品][回收]利用");
}

Test(reasons, overlapping_words_are_one_piece) {
  marks("涤棉混纺的废旧纺织品难以分离", "废|废旧|旧|旧纺|纺织|织品|品", "涤棉混纺的[废旧纺织品]难以分离");
  marks("纺织品", "纺织|织品", "[纺织品]");
}

Test(reasons, without_words_the_quote_stays_as_it_is) {
  marks("textile", "", "textile");
  marks("", "textile", "");
}

// --- the whole

#define STR(literal) ((char *)(uintptr_t)(literal))

static char *told(const Helix__V1__Match *match) {
  struct capture capture;
  struct session session;
  struct arguments arguments = {0};
  capture_begin(&capture);
  session_init(&session, &capture.output, &arguments);
  reasons_tell(&session, match);
  session_deinit(&session);
  capture_end(&capture);
  char *text = g_strdup(capture.out);
  capture_free(&capture);
  return text;
}

Test(reasons, both_halves_the_profile_and_what_speaks_against_are_told) {
  Helix__V1__Evidence fact = HELIX__V1__EVIDENCE__INIT, fresh = HELIX__V1__EVIDENCE__INIT, *facts[] = {&fact},
                      *notes[] = {&fresh};
  Helix__V1__Contribution forth = HELIX__V1__CONTRIBUTION__INIT, back = forth, prior = forth,
                          *all[] = {&forth, &back, &prior};
  Helix__V1__Change counter = HELIX__V1__CHANGE__INIT, raise = HELIX__V1__CHANGE__INIT;
  Helix__V1__Match match = HELIX__V1__MATCH__INIT;
  fact.query_field = STR("statements[s1].trl"), fact.query_quote = STR("6");
  fact.candidate_field = STR("statements[s4].trl"), fact.candidate_quote = STR("7");
  forth.facet = back.facet = HELIX__V1__CONTRIBUTION__FACET__READINESS;
  forth.side = HELIX__V1__CONTRIBUTION__SIDE__FORTH, forth.points = 20000, forth.loss = 31000;
  forth.evidence = facts, forth.n_evidence = 1;
  back.side = HELIX__V1__CONTRIBUTION__SIDE__BACK, back.points = 10000, back.loss = 10000;
  prior.facet = HELIX__V1__CONTRIBUTION__FACET__PRIOR, prior.evidence = notes, prior.n_evidence = 1;
  fresh.note = STR("submitted 400 days ago");
  counter.text = STR("no working language in common"), counter.points = 45000;
  raise.text = STR("work in Italian too"), raise.rank = 2, raise.score = 412000;
  match.contributions = all, match.n_contributions = 3;
  match.forth = 400000, match.back = 300000, match.prior_points = -12000;
  match.counter = &counter, match.raise = &raise;
  g_autofree char *text = told(&match);
  static const char *const expected[] = {"what it has for the asker: 0.400",
                                         "readiness 0.020, without it 0.031 less",
                                         "6 and 7 statements[s1].trl, statements[s4].trl",
                                         "what the asker has for it: 0.300",
                                         "readiness 0.010\n",
                                         "profile   -0.012: submitted 400 days ago",
                                         "against   no working language in common (costs 0.045)",
                                         "to rise   work in Italian too: number 2 with 0.412"};
  for (unsigned i = 0; i < G_N_ELEMENTS(expected); i++)
    cr_expect_not_null(strstr(text, expected[i]), "\"%s\" is missing in:\n%s", expected[i], text);
}

Test(reasons, of_one_half_the_most_that_could_be_had_is_told) {
  Helix__V1__Contribution forth = HELIX__V1__CONTRIBUTION__INIT, *all[] = {&forth};
  Helix__V1__Match match = HELIX__V1__MATCH__INIT;
  forth.facet = HELIX__V1__CONTRIBUTION__FACET__TEXT, forth.side = HELIX__V1__CONTRIBUTION__SIDE__FORTH;
  forth.points = forth.loss = 100000, forth.weight = 400000;
  match.contributions = all, match.n_contributions = 1, match.forth = match.score = 100000;
  g_autofree char *text = told(&match);
  cr_expect_not_null(strstr(text, "words     0.100 of 0.400\n"), "%s", text);
  cr_expect_null(strstr(text, "has for"), "%s", text);
}
