// SPDX-License-Identifier: Apache-2.0
// Small cases worked out by hand.
#include "samples.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define TERMS(...) .terms = (const uint64_t[]){__VA_ARGS__}, .term_count = COUNT(((const uint64_t[]){__VA_ARGS__}))
#define CONCEPTS(...)                                                                                                  \
  .concepts = (const uint32_t[]){__VA_ARGS__}, .concept_count = COUNT(((const uint32_t[]){__VA_ARGS__}))
#define THEMES(...) .themes = (const uint32_t[]){__VA_ARGS__}, .theme_count = COUNT(((const uint32_t[]){__VA_ARGS__}))
#define PLACES(...) .places = (const uint32_t[]){__VA_ARGS__}, .place_count = COUNT(((const uint32_t[]){__VA_ARGS__}))
#define SAYS(...)                                                                                                      \
  .statements = (const struct match_statement[]){__VA_ARGS__},                                                         \
  .statement_count = COUNT(((const struct match_statement[]){__VA_ARGS__}))
#define FOREVER .expires_day = INT32_MAX

enum { TODAY = 1000, IT = 'I' << 8 | 'T', CN = 'C' << 8 | 'N' };

static struct match_searcher *searcher;
static struct match_taxonomy *taxonomy;
static struct match_index *held;
static struct match_result result;
static struct match_weights weights;

// 0 above 1 and 2, 1 above 3 and 4: information 0, .317394, and 1 for 2, 3 and 4.
static void set_up(void) {
  static const uint32_t zero[] = {0}, one[] = {1};
  static const uint32_t *const broader[] = {NULL, zero, zero, one, one};
  static const size_t counts[] = {0, 1, 1, 1, 1};
  taxonomy = match_taxonomy_new(5, broader, counts);
  searcher = match_searcher_new();
  weights = match_weights_default;
  memset(weights.facets, 0, sizeof weights.facets);
  weights.facets[MATCH_TEXT] = 400000;
  weights.facets[MATCH_CONCEPTS] = 300000;
  weights.facets[MATCH_THEME] = 200000;
  weights.facets[MATCH_PLACE] = 100000;
  weights.fresh_days = UINT32_MAX; // the prior is 1
  held = match_index_new(&weights.text);
}

static void tear_down(void) {
  match_index_unref(held);
  match_searcher_free(searcher);
  match_taxonomy_free(taxonomy);
}

TestSuite(search, .init = set_up, .fini = tear_down);

static void hold(const struct match_profile *profiles, size_t count) {
  struct match_index *changed = match_index_change(held, profiles, count, NULL, 0);
  match_index_unref(held);
  held = changed;
}

static struct match_query query_of(const struct match_profile *asker) {
  return (struct match_query){.profile = asker, .taxonomy = taxonomy, .weights = &weights, .today = TODAY, .limit = 10};
}

static void ask(const struct match_query *query) {
  match_search(searcher, held, query, &result);
}

static void expect_part(enum match_facet facet, uint32_t weight, uint32_t value, uint32_t points) {
  const struct match_part *part = &result.hits[0].halves[MATCH_FORTH].parts[facet];
  cr_assert(part->known);
  cr_assert_eq(part->weight, weight, "weight %u", part->weight);
  cr_assert_eq(part->value, value, "value %u", part->value);
  cr_assert_eq(part->points, points, "points %u", part->points);
}

static uint32_t value_of(enum match_facet facet) {
  return result.hits[0].halves[MATCH_FORTH].parts[facet].value;
}

// --- text

// The value in millionths, from the sum over statements.
static uint32_t text_value(double sum) {
  return (uint32_t)lround(1e6 * sum / (sum + .25));
}

Test(search, text_is_bm25_over_that_of_the_query_itself) {
  const struct match_profile all[] = {{.id = "a", SAYS({FOREVER, TERMS(1, 2)})},
                                      {.id = "b", SAYS({FOREVER, TERMS(3)})}};
  hold(all, COUNT(all));
  const struct match_profile asker = {.id = "", SAYS({FOREVER, TERMS(1)})};
  struct match_query query = query_of(&asker);
  ask(&query);
  // Mean length 1.5; the candidate's norm is .3 + .6·2 = 1.5, the query's as of mean length 1.2: v = 2.2 / 2.5, whole and statement
  // alike, and .88 / (.88 + .25).
  cr_assert_eq(result.hit_count, 1);
  cr_assert_str_eq(result.hits[0].id, "a");
  expect_part(MATCH_TEXT, MATCH_ONE, 778761, 778761);
  cr_assert_eq(result.hits[0].score, 778761);
  cr_assert_eq(result.hits[0].halves[MATCH_FORTH].coverage, 400000);
}

Test(search, words_that_nobody_has_lower_the_share) {
  const struct match_profile all[] = {{.id = "a", SAYS({FOREVER, TERMS(1, 2)})},
                                      {.id = "b", SAYS({FOREVER, TERMS(3)})}};
  hold(all, COUNT(all));
  const struct match_profile asker = {.id = "", SAYS({FOREVER, TERMS(1, 9)})};
  struct match_query query = query_of(&asker);
  ask(&query);
  // ln 2 for the term that one of two has, ln 6 for the one that nobody has; evidence as above.
  cr_assert_eq(value_of(MATCH_TEXT), text_value(.88 * log(2) / log(12)));
}

Test(search, further_statements_count_by_rank) {
  const struct match_profile all[] = {{.id = "a", SAYS({FOREVER, TERMS(1, 2, 3, 4)}, {FOREVER, TERMS(1, 5, 6, 7)})},
                                      {.id = "b", SAYS({FOREVER, TERMS(8, 8, 8, 8)}, {FOREVER, TERMS(8, 8, 8, 8)})}};
  hold(all, COUNT(all));
  const struct match_profile asker = {.id = "", SAYS({FOREVER, TERMS(1, 9, 10, 11)})};
  struct match_query query = query_of(&asker);
  ask(&query);
  // All statements have mean length 4, the profiles 8: norm 1.2. Term 1 is in both of two statements, so that r is 3.5/11 instead of
  // 2.5/10.
  double common = log(2) * sqrt(3.5 / 11), absent = log(6) * sqrt(2.5 / 10), share = common / (common + 3 * absent);
  double statements = (1 + pow(2, -1.2)) / 2.2, whole = 2 / (1.2 + 2);
  cr_assert_eq(value_of(MATCH_TEXT), text_value(share * 2.2 * (.25 * statements + .75 * whole)));
}

Test(search, words_that_come_back_within_profiles_tell_more) {
  const struct match_profile all[] = {{.id = "once", SAYS({FOREVER, TERMS(1, 9)}, {FOREVER, TERMS(3, 9)})},
                                      {.id = "twice", SAYS({FOREVER, TERMS(2, 9)}, {FOREVER, TERMS(2, 9)})},
                                      {.id = "spread", SAYS({FOREVER, TERMS(4, 1)}, {FOREVER, TERMS(5, 6)})},
                                      {.id = "more", SAYS({FOREVER, TERMS(4, 2)}, {FOREVER, TERMS(5, 2)})}};
  hold(all, COUNT(all));
  const struct match_profile asker = {.id = "", SAYS({FOREVER, TERMS(1, 2)})};
  struct match_query query = query_of(&asker);
  ask(&query);
  cr_assert_str_eq(result.hits[0].id, "more"); // 2 and 1 are in two profiles each, 2 in four statements
}

Test(search, derived_terms_count_for_less_and_have_no_length) {
  const uint64_t pair = UINT64_C(1) << 63 | 7;
  const struct match_profile all[] = {{.id = "pair", SAYS({FOREVER, TERMS(8, pair)})},
                                      {.id = "word", SAYS({FOREVER, TERMS(1)})}};
  hold(all, COUNT(all));
  const struct match_profile asker = {.id = "", SAYS({FOREVER, TERMS(1, pair)})};
  struct match_query query = query_of(&asker);
  ask(&query);
  cr_assert_eq(result.hit_count, 2);
  cr_assert_str_eq(result.hits[0].id, "word");
  cr_assert_eq(result.hits[0].halves[MATCH_FORTH].parts[MATCH_TEXT].value, text_value(1 / 1.6));
  cr_assert_eq(result.hits[1].halves[MATCH_FORTH].parts[MATCH_TEXT].value, text_value(.6 / 1.6));
}

Test(search, a_statement_that_tells_little_asks_for_little) {
  const struct match_profile all[] = {{.id = "a", SAYS({FOREVER, TERMS(1, 2, 3)})},
                                      {.id = "b", SAYS({FOREVER, TERMS(4)})}};
  hold(all, COUNT(all));
  const struct match_profile asker = {.id = "", SAYS({FOREVER, TERMS(4)}, {FOREVER, TERMS(1, 2, 3)})};
  struct match_query query = query_of(&asker);
  ask(&query);
  cr_assert_str_eq(result.hits[0].id, "a");
}

Test(search, text_is_at_most_one) {
  const struct match_profile all[] = {{.id = "a", SAYS({FOREVER, TERMS(1)}, {FOREVER, TERMS(1)})}};
  hold(all, COUNT(all));
  const struct match_profile asker = {.id = "", SAYS({FOREVER, TERMS(1)}, {FOREVER, TERMS(1)})};
  struct match_query query = query_of(&asker);
  ask(&query);
  double evidence = .25 * (1 + pow(2, -1.2)) / 2.2 + .75 * 2 / (1.2 + 2);
  double found = 2.2 * evidence * (1 + pow(2, -.8));
  cr_assert_gt(found, 1.5);
  cr_assert_eq(value_of(MATCH_TEXT), text_value(found));
  cr_assert_lt(result.hits[0].score, MATCH_ONE);
}

Test(search, statements_that_met_are_named_best_first) {
  const struct match_profile all[] = {
      {.id = "a", SAYS({FOREVER, TERMS(9)}, {FOREVER, TERMS(1, 2)}, {FOREVER, TERMS(1)}, {FOREVER, TERMS(1, 2, 3)})}};
  hold(all, COUNT(all));
  const struct match_profile asker = {.id = "", SAYS({FOREVER, TERMS(77)}, {FOREVER, TERMS(1)})};
  struct match_query query = query_of(&asker);
  ask(&query);
  const struct match_hit *hit = &result.hits[0];
  cr_assert_eq(hit->pair_counts[MATCH_TEXT], 3);
  const uint32_t candidates[] = {2, 1, 3};
  for (int i = 0; i < 3; i++) {
    cr_assert_eq(hit->pairs[MATCH_TEXT][i].query, 1);
    cr_assert_eq(hit->pairs[MATCH_TEXT][i].candidate, candidates[i]);
    cr_assert_eq(hit->pairs[MATCH_TEXT][i].candidate_statement, candidates[i]);
  }
  cr_assert_eq(hit->pairs[MATCH_TEXT][0].value, MATCH_ONE);
}

Test(search, of_statements_that_met_equally_the_first_are_named) {
  const struct match_profile all[] = {
      {.id = "a", SAYS({FOREVER, TERMS(1)}, {FOREVER, TERMS(1)}, {FOREVER, TERMS(1)}, {FOREVER, TERMS(1)})}};
  hold(all, COUNT(all));
  const struct match_profile asker = {.id = "", SAYS({FOREVER, TERMS(1)}, {FOREVER, TERMS(1)})};
  struct match_query query = query_of(&asker);
  ask(&query);
  cr_assert_eq(result.hits[0].pair_counts[MATCH_TEXT], 3);
  for (uint32_t i = 0; i < 3; i++) {
    cr_assert_eq(result.hits[0].pairs[MATCH_TEXT][i].query, i % 2);
    cr_assert_eq(result.hits[0].pairs[MATCH_TEXT][i].candidate, i / 2);
  }
}

// Enough for the dead to be looked up one by one rather than met on the way.
Test(search, the_few_dead_among_many_do_not_count) {
  enum { ALL = 640 };
  static char ids[ALL][8];
  static uint64_t terms[ALL][3];
  static struct match_statement statements[ALL];
  static struct match_profile all[ALL];
  static const char *const dead[] = {"3", "64", "639", "500"};
  for (uint32_t i = 0; i < ALL; i++) {
    snprintf(ids[i], sizeof ids[i], "%u", i);
    memcpy(terms[i], (const uint64_t[]){1, 2 + i % 2, 4 + i % 7}, sizeof terms[i]);
    statements[i] = (struct match_statement){FOREVER, .terms = terms[i], .term_count = 2 + i % 2};
    all[i] = (struct match_profile){.id = ids[i], .statements = &statements[i], .statement_count = 1};
  }
  hold(all, ALL);
  struct match_index *without = match_index_change(held, NULL, 0, dead, COUNT(dead));
  struct match_index *empty = match_index_new(&weights.text), *whole = match_index_change(empty, all, ALL, NULL, 0);
  const struct match_profile asker = {.id = "", SAYS({FOREVER, TERMS(1, 2, 3, 4, 99)})};
  struct match_query query = query_of(&asker);
  match_search(searcher, without, &query, &result);
  struct match_result marked = result_copy(&result);
  size_t kept = 0;
  for (size_t i = 0; i < ALL; i++)
    if (i != 3 && i != 64 && i != 639 && i != 500)
      all[kept++] = all[i];
  struct match_index *fresh = match_index_change(empty, all, kept, NULL, 0);
  match_search(searcher, fresh, &query, &result);
  cr_assert(results_are_same(&marked, &result));
  match_search(searcher, whole, &query, &result);
  cr_assert_not(results_are_same(&marked, &result), "they would have counted");
  free(marked.hits);
  match_index_unref(fresh);
  match_index_unref(whole);
  match_index_unref(empty);
  match_index_unref(without);
}

Test(search, a_statement_counts_until_the_end_of_its_last_day) {
  const struct match_profile all[] = {{.id = "a", SAYS({.expires_day = TODAY, TERMS(1), CONCEPTS(3)})}};
  hold(all, COUNT(all));
  const struct match_profile asker = {.id = "", SAYS({FOREVER, TERMS(1), CONCEPTS(3)})};
  struct match_query query = query_of(&asker);
  ask(&query);
  cr_assert_eq(result.hit_count, 1);
  query.today = TODAY + 1;
  ask(&query);
  cr_assert_eq(result.hit_count, 0);
  cr_assert_eq(result.excluded[MATCH_EXCLUDED_NO_EVIDENCE], 1);
}

Test(search, what_the_query_no_longer_says_is_not_asked) {
  const struct match_profile all[] = {{.id = "a", SAYS({FOREVER, TERMS(1), CONCEPTS(3)})}};
  hold(all, COUNT(all));
  const struct match_profile asker = {.id = "", SAYS({.expires_day = TODAY - 1, TERMS(1), CONCEPTS(3)})};
  struct match_query query = query_of(&asker);
  ask(&query);
  cr_assert_eq(result.hit_count, 0);
}

Test(search, very_frequent_words_are_counted_as_far_as_it_matters) {
  static uint64_t many[70000];
  const struct match_statement statement = {FOREVER, .terms = many, .term_count = COUNT(many)};
  const struct match_profile all[] = {{.id = "a", .statements = &statement, .statement_count = 1}};
  hold(all, COUNT(all));
  struct match_query query = query_of(&all[0]);
  ask(&query);
  cr_assert_eq(result.hit_count, 1);
  double counted = text_value(255 / (255 + 1.2)); // more often is not told apart
  cr_assert_leq(value_of(MATCH_TEXT), counted + 10);
  cr_assert_geq(value_of(MATCH_TEXT), counted - 10);
}

// --- concepts and themes

// The value in millionths, from the best statement's cosine and the mean over what is named.
static uint32_t concepts_value(double cosine, double mean) {
  return (uint32_t)lround(1e6 * (.7 * cosine + .3 * mean));
}

Test(search, concepts_are_the_cosine_of_a_statement_and_the_mean) {
  const struct match_profile all[] = {{.id = "a", SAYS({FOREVER, CONCEPTS(4)})}};
  hold(all, COUNT(all));
  const struct match_profile asker = {.id = "", SAYS({FOREVER, CONCEPTS(3, 2)})};
  struct match_query query = query_of(&asker);
  ask(&query);
  // 4 serves 3 by .317394 through 1, and does not serve 2, which weighs as much.
  double near = 1 - log(3) / log(5);
  cr_assert_eq(value_of(MATCH_CONCEPTS), concepts_value(near / sqrt(2), near / 2));
  cr_assert_not(result.hits[0].halves[MATCH_FORTH].parts[MATCH_TEXT].known);
  cr_assert_eq(result.hits[0].halves[MATCH_FORTH].coverage, 300000);
}

Test(search, what_is_said_often_weighs_more) {
  const struct match_profile all[] = {{.id = "a", SAYS({FOREVER, CONCEPTS(4)})}};
  hold(all, COUNT(all));
  const struct match_profile asker = {.id = "", SAYS({FOREVER, CONCEPTS(3, 2)}, {FOREVER, CONCEPTS(3)})};
  struct match_query query = query_of(&asker);
  ask(&query);
  double near = 1 - log(3) / log(5), weight = 1 + log(2);
  cr_assert_eq(value_of(MATCH_CONCEPTS),
               concepts_value(weight * near / sqrt(weight * weight + 1), weight * near / (weight + 1)));
}

Test(search, what_is_only_hinted_at_counts_for_less) {
  const struct match_profile all[] = {{.id = "names", SAYS({FOREVER, CONCEPTS(3)})},
                                      {.id = "hints", SAYS({FOREVER, CONCEPTS(match_concept_hint(3, 204), 2)})}};
  hold(all, COUNT(all));
  const struct match_profile asker = {.id = "", SAYS({FOREVER, CONCEPTS(3)})};
  struct match_query query = query_of(&asker);
  ask(&query);
  cr_assert_eq(result.hit_count, 2);
  cr_assert_str_eq(result.hits[0].id, "names");
  cr_assert_eq(result.hits[0].halves[MATCH_FORTH].parts[MATCH_CONCEPTS].value, MATCH_ONE);
  double strength = .8 * 204 / 255;
  cr_assert_eq(result.hits[1].halves[MATCH_FORTH].parts[MATCH_CONCEPTS].value,
               concepts_value(strength / sqrt(1 + strength * strength), 0));
}

Test(search, one_statement_on_the_matter_beats_a_long_list) {
  const struct match_profile all[] = {{.id = "a", SAYS({FOREVER, CONCEPTS(2, 3, 4)})},
                                      {.id = "b", SAYS({FOREVER, CONCEPTS(3)}, {FOREVER, CONCEPTS(2, 4)})}};
  hold(all, COUNT(all));
  const struct match_profile asker = {.id = "", SAYS({FOREVER, CONCEPTS(3)})};
  struct match_query query = query_of(&asker);
  ask(&query);
  cr_assert_str_eq(result.hits[0].id, "b");
  cr_assert_eq(value_of(MATCH_CONCEPTS), MATCH_ONE);
}

Test(search, a_top_concept_alone_still_counts) {
  const struct match_profile all[] = {{.id = "a", SAYS({FOREVER, CONCEPTS(3)})}};
  hold(all, COUNT(all));
  const struct match_profile asker = {.id = "", SAYS({FOREVER, CONCEPTS(0)})};
  struct match_query query = query_of(&asker);
  ask(&query);
  cr_assert_eq(value_of(MATCH_CONCEPTS), MATCH_ONE);
}

Test(search, concepts_that_met_are_named_with_their_statement) {
  const struct match_profile all[] = {
      {.id = "a", SAYS({FOREVER, TERMS(5)}, {FOREVER, CONCEPTS(4)}, {FOREVER, CONCEPTS(3, 1)})}};
  hold(all, COUNT(all));
  const struct match_profile asker = {.id = "", SAYS({FOREVER, CONCEPTS(3, 1, 2)})};
  struct match_query query = query_of(&asker);
  ask(&query);
  const struct match_hit *hit = &result.hits[0];
  cr_assert_eq(hit->pair_counts[MATCH_CONCEPTS], 2);
  // Both are served fully; 3 tells more than 1, which is served by itself rather than by the 4 that came first.
  const struct match_pair expected[] = {{3, 3, 2, MATCH_ONE}, {1, 1, 2, MATCH_ONE}};
  for (int i = 0; i < 2; i++) {
    cr_assert_eq(hit->pairs[MATCH_CONCEPTS][i].query, expected[i].query);
    cr_assert_eq(hit->pairs[MATCH_CONCEPTS][i].candidate, expected[i].candidate);
    cr_assert_eq(hit->pairs[MATCH_CONCEPTS][i].candidate_statement, expected[i].candidate_statement);
    cr_assert_eq(hit->pairs[MATCH_CONCEPTS][i].value, expected[i].value);
  }
}

Test(search, themes_count_once_however_often_declared) {
  const struct match_profile all[] = {{.id = "a", THEMES(4, 4)}};
  hold(all, COUNT(all));
  const struct match_profile asker = {.id = "", THEMES(3, 2, 3, 3)};
  struct match_query query = query_of(&asker);
  ask(&query);
  double near = 1 - log(3) / log(5);
  cr_assert_eq(value_of(MATCH_THEME), (uint32_t)lround(1e6 * (.5 * near + .5 * near / 2)));
  cr_assert_eq(result.hits[0].pair_counts[MATCH_THEME], 1);
  cr_assert_eq(result.hits[0].pairs[MATCH_THEME][0].candidate_statement, UINT32_MAX);
}

Test(search, concepts_that_the_taxonomy_does_not_have_are_passed_over) {
  const struct match_profile all[] = {{.id = "a", SAYS({FOREVER, CONCEPTS(99)}), THEMES(98)}};
  hold(all, COUNT(all));
  const struct match_profile asker = {.id = "", SAYS({FOREVER, CONCEPTS(99)}), THEMES(98)};
  struct match_query query = query_of(&asker);
  ask(&query);
  cr_assert_eq(result.hit_count, 0);
}

// --- places, unknown facets, weights

static const uint32_t place_rows[] = {MATCH_ONE, 0, 200000, /* second place of the query */ 0, 500000, 900000};

Test(search, the_best_relation_between_places_counts) {
  const struct match_profile all[] = {{.id = "a", SAYS({FOREVER, TERMS(1)}), PLACES(1, 2)}};
  hold(all, COUNT(all));
  const struct match_profile asker = {.id = "", SAYS({FOREVER, TERMS(1)}), PLACES(7, 8)};
  struct match_query query = query_of(&asker);
  query.places = (struct match_places){place_rows, 3};
  ask(&query);
  // Text and place are known: .4 and .1 become .8 and .2.
  expect_part(MATCH_TEXT, 800000, 800000, 640000); // text: 1 / (1 + .25)
  expect_part(MATCH_PLACE, 200000, 900000, 180000);
  cr_assert_eq(result.hits[0].score, 820000);
  cr_assert_eq(result.hits[0].halves[MATCH_FORTH].coverage, 500000);
  const struct match_pair *pairs = result.hits[0].pairs[MATCH_PLACE];
  cr_assert_eq(result.hits[0].pair_counts[MATCH_PLACE], 3);
  cr_assert(pairs[0].query == 8 && pairs[0].candidate == 2 && pairs[0].value == 900000);
  cr_assert(pairs[1].query == 8 && pairs[1].candidate == 1 && pairs[1].value == 500000);
  cr_assert(pairs[2].query == 7 && pairs[2].candidate == 2 && pairs[2].value == 200000);
}

Test(search, living_next_door_is_no_evidence) {
  const struct match_profile all[] = {{.id = "a", SAYS({FOREVER, TERMS(1)}), PLACES(0)}};
  hold(all, COUNT(all));
  const struct match_profile asker = {.id = "", SAYS({FOREVER, TERMS(2)}), PLACES(0)};
  struct match_query query = query_of(&asker);
  query.places = (struct match_places){place_rows, 3};
  ask(&query);
  cr_assert_eq(result.hit_count, 0);
  cr_assert_eq(result.considered, 1);
  cr_assert_eq(result.excluded[MATCH_EXCLUDED_NO_EVIDENCE], 1);
}

Test(search, places_that_the_table_does_not_have_are_far) {
  const struct match_profile all[] = {{.id = "a", SAYS({FOREVER, TERMS(1)}), PLACES(3)}};
  hold(all, COUNT(all));
  const struct match_profile asker = {.id = "", SAYS({FOREVER, TERMS(1)}), PLACES(0, 1)};
  struct match_query query = query_of(&asker);
  query.places = (struct match_places){place_rows, 3};
  ask(&query);
  expect_part(MATCH_PLACE, 200000, 0, 0);
}

Test(search, evidence_in_a_facet_without_weight_scores_nothing) {
  const struct match_profile all[] = {{.id = "a", SAYS({FOREVER, TERMS(1)})}};
  hold(all, COUNT(all));
  const struct match_profile asker = {.id = "", SAYS({FOREVER, TERMS(1)})};
  struct match_query query = query_of(&asker);
  memset(weights.facets, 0, sizeof weights.facets);
  weights.facets[MATCH_CONCEPTS] = weights.facets[MATCH_THEME] = 500000;
  ask(&query);
  cr_assert_eq(result.hit_count, 1);
  cr_assert_eq(result.hits[0].score, 0);
  cr_assert(result.hits[0].halves[MATCH_FORTH].parts[MATCH_CONCEPTS].weight == 0); // the query has no concepts
}

// The candidates differ in the evidence of one facet only, which is known in both.
static void expect_loss(const struct match_profile *with, const struct match_profile *without, enum match_facet facet) {
  const struct match_profile all[] = {*with, *without};
  hold(all, 2);
  const struct match_profile asker = {.id = "", SAYS({FOREVER, TERMS(1, 2, 3), CONCEPTS(3)}), THEMES(4), PLACES(0, 1)};
  struct match_query query = query_of(&asker);
  query.places = (struct match_places){place_rows, 3};
  ask(&query);
  cr_assert_eq(result.hit_count, 2);
  const struct match_hit *full = &result.hits[0], *less = &result.hits[1];
  cr_assert_str_eq(full->id, "with");
  cr_assert_gt(full->halves[MATCH_FORTH].parts[facet].points, 0);
  cr_assert(less->halves[MATCH_FORTH].parts[facet].known);
  cr_assert_eq(less->halves[MATCH_FORTH].parts[facet].value, 0);
  cr_assert_eq(full->score - less->score, full->halves[MATCH_FORTH].parts[facet].points);
}

Test(search, without_its_words_a_candidate_loses_the_points_of_the_text) {
  const struct match_profile with = {.id = "with", SAYS({FOREVER, TERMS(1, 7), CONCEPTS(3)}), THEMES(3), PLACES(2)};
  const struct match_profile without = {.id = "less", SAYS({FOREVER, TERMS(8, 9), CONCEPTS(3)}), THEMES(3), PLACES(2)};
  expect_loss(&with, &without, MATCH_TEXT);
}

Test(search, without_its_concept_a_candidate_loses_the_points_of_the_concepts) {
  const struct match_profile with = {.id = "with", SAYS({FOREVER, TERMS(1, 7), CONCEPTS(1)}), THEMES(3), PLACES(2)};
  const struct match_profile without = {.id = "less", SAYS({FOREVER, TERMS(1, 7), CONCEPTS(2)}), THEMES(3), PLACES(2)};
  expect_loss(&with, &without, MATCH_CONCEPTS);
}

Test(search, without_its_theme_a_candidate_loses_the_points_of_the_theme) {
  const struct match_profile with = {.id = "with", SAYS({FOREVER, TERMS(1, 7), CONCEPTS(1)}), THEMES(3), PLACES(2)};
  const struct match_profile without = {.id = "less", SAYS({FOREVER, TERMS(1, 7), CONCEPTS(1)}), THEMES(2), PLACES(2)};
  expect_loss(&with, &without, MATCH_THEME);
}

Test(search, without_its_place_a_candidate_loses_the_points_of_the_place) {
  const struct match_profile with = {.id = "with", SAYS({FOREVER, TERMS(1, 7), CONCEPTS(1)}), THEMES(3), PLACES(2)};
  const struct match_profile without = {.id = "less", SAYS({FOREVER, TERMS(1, 7), CONCEPTS(1)}), THEMES(3), PLACES(3)};
  expect_loss(&with, &without, MATCH_PLACE);
}

// --- gates, order, limits

Test(search, each_candidate_is_excluded_for_the_first_reason) {
  static const uint16_t it[] = {IT}, cn[] = {CN};
  static const uint32_t here[] = {0}, there[] = {1}, theme[] = {3}, other[] = {2};
  const struct match_statement says = {FOREVER, TERMS(1)}, says_else = {FOREVER, TERMS(5)};
#define CANDIDATE(name, role, class, where, country, topic, words)                                                     \
  {                                                                                                                    \
    .id = name, .helix = role, .size = class, .places = where, .place_count = 1, .countries = country,                 \
    .country_count = 1, .themes = topic, .theme_count = 1, .statements = words, .statement_count = 1                   \
  }
  const struct match_profile all[] = {CANDIDATE("a", 1, 2, here, it, theme, &says),
                                      CANDIDATE("b", 2, 3, there, cn, other, &says_else),
                                      CANDIDATE("c", 1, 3, there, cn, other, &says),
                                      CANDIDATE("d", 1, 2, there, cn, other, &says),
                                      CANDIDATE("e", 1, 2, here, cn, other, &says),
                                      CANDIDATE("f", 1, 2, here, it, other, &says),
                                      CANDIDATE("g", 1, 2, here, it, theme, &says),
                                      CANDIDATE("h", 1, 2, here, it, theme, &says_else),
                                      {.id = "i", .helix = 1, .size = 2, .statements = &says, .statement_count = 1}};
  hold(all, COUNT(all));
  const struct match_profile asker = {.id = "", SAYS({FOREVER, TERMS(1)})};
  struct match_query query = query_of(&asker);
  query.places.count = 3;
  query.filter = (struct match_filter){.helix = 1 << 1,
                                       .sizes = 1 << 2,
                                       .places = (const uint8_t[]){1, 0, 0},
                                       .themes = (const uint8_t[]){0, 0, 0, 1, 0},
                                       .countries = it,
                                       .country_count = 1,
                                       .exclude_id = "g"};
  ask(&query);
  cr_assert_eq(result.hit_count, 1);
  cr_assert_str_eq(result.hits[0].id, "a");
  cr_assert_eq(result.considered, 2); // it, and h
  const uint64_t expected[MATCH_EXCLUSION_COUNT] = {
      [MATCH_EXCLUDED_HELIX] = 1,      [MATCH_EXCLUDED_SIZE] = 1,  [MATCH_EXCLUDED_PLACE] = 2,
      [MATCH_EXCLUDED_COUNTRY] = 1,    [MATCH_EXCLUDED_THEME] = 1, [MATCH_EXCLUDED_SELF] = 1,
      [MATCH_EXCLUDED_NO_EVIDENCE] = 1};
  cr_assert_arr_eq(result.excluded, expected, sizeof expected);
}

Test(search, an_unknown_size_can_be_allowed) {
  const struct match_profile all[] = {{.id = "a", SAYS({FOREVER, TERMS(1)})}};
  hold(all, COUNT(all));
  const struct match_profile asker = {.id = "", SAYS({FOREVER, TERMS(1)})};
  struct match_query query = query_of(&asker);
  query.filter.sizes = 1 << 0;
  ask(&query);
  cr_assert_eq(result.hit_count, 1);
  query.filter.sizes = 1 << 1;
  ask(&query);
  cr_assert_eq(result.hit_count, 0);
}

Test(search, equal_scores_are_ordered_by_the_bytes_of_the_id) {
  static const char *const ids[] = {"b", "a", "\xc3\xa9", "ab", "Z", "a0"};
  static const char *const ordered[] = {"Z", "a", "a0", "ab", "b", "\xc3\xa9"};
  for (size_t i = 0; i < COUNT(ids); i++) {
    const struct match_profile one = {.id = ids[i], SAYS({FOREVER, TERMS(1)})};
    hold(&one, 1);
  }
  const struct match_profile asker = {.id = "", SAYS({FOREVER, TERMS(1)})};
  struct match_query query = query_of(&asker);
  for (query.limit = 1; query.limit <= COUNT(ids) + 1; query.limit++) {
    ask(&query);
    cr_assert_eq(result.hit_count, query.limit < COUNT(ids) ? query.limit : COUNT(ids));
    for (size_t i = 0; i < result.hit_count; i++)
      cr_assert_str_eq(result.hits[i].id, ordered[i]);
    cr_assert_eq(result.considered, COUNT(ids));
  }
}

Test(search, the_limit_keeps_the_best_of_many) {
  enum { ALL = 3000 }; // more than one window
  static char ids[ALL][8];
  static uint64_t terms[ALL][64];
  static struct match_statement statements[ALL];
  static struct match_profile all[ALL];
  for (uint32_t i = 0; i < ALL; i++) { // the later the longer, and the less of it is about the term
    snprintf(ids[i], sizeof ids[i], "%04u", ALL - i);
    terms[i][0] = 1;
    for (uint32_t t = 1; t < 64; t++)
      terms[i][t] = 1000 + t;
    statements[i] = (struct match_statement){FOREVER, .terms = terms[i], .term_count = 1 + i / 50};
    all[i] = (struct match_profile){.id = ids[i], .statements = &statements[i], .statement_count = 1};
  }
  hold(all, ALL);
  const struct match_profile asker = {.id = "", SAYS({FOREVER, TERMS(1)})};
  struct match_query query = query_of(&asker);
  query.limit = MATCH_LIMIT_MAX;
  ask(&query);
  cr_assert_eq(result.considered, ALL);
  cr_assert_eq(result.hit_count, MATCH_LIMIT_MAX);
  for (uint32_t i = 0; i < MATCH_LIMIT_MAX; i++) // fifty at a time are equal, and ordered by id
    cr_assert_str_eq(result.hits[i].id, ids[i / 50 * 50 + 49 - i % 50]);
}

Test(search, a_filter_may_leave_out_many_neighbours) {
  enum { ALL = 5000, OPEN_FIRST = 4000 };
  static char ids[ALL][8];
  static const uint64_t term = 1;
  static const struct match_statement statement = {FOREVER, .terms = &term, .term_count = 1};
  static struct match_profile all[ALL];
  for (uint32_t i = 0; i < ALL; i++) {
    snprintf(ids[i], sizeof ids[i], "%04u", i);
    all[i] = (struct match_profile){
        .id = ids[i], .helix = i < OPEN_FIRST ? 1 : 2, .statements = &statement, .statement_count = 1};
  }
  hold(all, ALL);
  const struct match_profile asker = {.id = "", SAYS({FOREVER, TERMS(1)})};
  struct match_query query = query_of(&asker);
  query.filter.helix = 1u << 2;
  ask(&query);
  cr_assert_eq(result.considered, ALL - OPEN_FIRST);
  cr_assert_eq(result.excluded[MATCH_EXCLUDED_HELIX], OPEN_FIRST);
  cr_assert_str_eq(result.hits[0].id, ids[OPEN_FIRST]);
  cr_assert_eq(value_of(MATCH_TEXT), text_value(1));
}

// --- nothing to find

Test(search, an_empty_index_has_no_hits) {
  const struct match_profile asker = {.id = "", SAYS({FOREVER, TERMS(1), CONCEPTS(3)}), THEMES(2), PLACES(0)};
  struct match_query query = query_of(&asker);
  ask(&query);
  cr_assert_eq(result.hit_count, 0);
  cr_assert_eq(result.considered, 0);
}

Test(search, an_empty_query_has_no_hits) {
  const struct match_profile all[] = {{.id = "a", SAYS({FOREVER, TERMS(1), CONCEPTS(3)}), THEMES(2)}, {.id = "b"}};
  hold(all, COUNT(all));
  const struct match_profile asker = {.id = ""};
  struct match_query query = query_of(&asker);
  ask(&query);
  cr_assert_eq(result.hit_count, 0);
  cr_assert_eq(result.excluded[MATCH_EXCLUDED_NO_EVIDENCE], 2);
}

Test(search, profiles_without_words_can_still_be_found_by_theme) {
  const struct match_profile all[] = {{.id = "a", THEMES(2)}};
  hold(all, COUNT(all));
  const struct match_profile asker = {.id = "", SAYS({FOREVER, TERMS(1)}), THEMES(2)};
  struct match_query query = query_of(&asker);
  ask(&query);
  cr_assert_eq(result.hit_count, 1);
  expect_part(MATCH_THEME, MATCH_ONE, MATCH_ONE, MATCH_ONE);
  cr_assert_not(result.hits[0].halves[MATCH_FORTH].parts[MATCH_TEXT].known);
}

Test(search, destroying_nothing_is_fine) {
  cr_assert_null(match_searcher_free(NULL));
}

// --- where impacts bound nothing

static uint64_t one_term[] = {1};

static struct match_profile repeating(const char *id, struct match_statement *statements, size_t count) {
  for (size_t i = 0; i < count; i++)
    statements[i] = (struct match_statement){FOREVER, .terms = one_term, .term_count = 1};
  return (struct match_profile){.id = id, .statements = statements, .statement_count = count};
}

Test(search, evidence_beyond_what_an_impact_holds_is_told_apart) {
  struct match_statement few[12], many[16];
  weights.text = (struct match_text_parameters){
      .k1 = .1, .b = 1, .pair = 1, .repetition_prior = .25, .repetition_prior_n = 10, .mix = 1, .half = 1};
  match_index_unref(held);
  held = match_index_new(&weights.text);
  const struct match_profile all[] = {
      repeating("a", few, COUNT(few)), repeating("b", many, COUNT(many)), {.id = "c", SAYS({FOREVER, TERMS(2)})}};
  hold(all, COUNT(all));
  const struct match_profile asker = {.id = "", SAYS({FOREVER, TERMS(1)})};
  struct match_query query = query_of(&asker);
  query.limit = 1;
  ask(&query);
  cr_assert_str_eq(result.hits[0].id, "b");
}

Test(search, a_query_of_more_words_than_units_finds_its_like) {
  enum { WORDS = 30000 };
  static uint64_t words[WORDS], half[WORDS / 2];
  for (uint64_t i = 0; i < WORDS; i++)
    words[i] = (i + 1) * UINT64_C(0x123456789);
  memcpy(half, words, sizeof half);
  const struct match_statement all_words = {FOREVER, .terms = words, .term_count = WORDS};
  const struct match_statement half_of_them = {FOREVER, .terms = half, .term_count = WORDS / 2};
  const struct match_profile all[] = {{.id = "half", .statements = &half_of_them, .statement_count = 1},
                                      {.id = "whole", .statements = &all_words, .statement_count = 1}};
  hold(all, COUNT(all));
  const struct match_profile asker = {.id = "", .statements = &all_words, .statement_count = 1};
  struct match_query query = query_of(&asker);
  query.limit = 1;
  ask(&query);
  cr_assert_str_eq(result.hits[0].id, "whole");
}
