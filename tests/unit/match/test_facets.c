// SPDX-License-Identifier: Apache-2.0
// Small cases worked out by hand: the facets beside words and concepts, both halves, the prior, gates of the parties, reasons.
// Everybody says the word 1 and nothing else, unless a case says so: then TEXT is 1 / (1 + .25) = .8, forth and back.
#include "match/search.h"

#include <criterion/criterion.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define ONE_WORD .expires_day = INT32_MAX, .terms = (const uint64_t[]){1}, .term_count = 1
#define SAYS(...) .statements = &(const struct match_statement){ONE_WORD, __VA_ARGS__}, .statement_count = 1
#define SPEAKS SAYS(.language = 0)
#define PARTY(name)                                                                                                    \
  { .id = name, .changed_day = INT32_MIN, SPEAKS }

enum { TODAY = 1000 };

static struct match_searcher *searcher;
static struct match_taxonomy *taxonomy;
static struct match_index *held;
static struct match_result result;
static struct match_weights weights;

static void set_up(void) {
  static const uint32_t *const broader[] = {NULL};
  static const size_t counts[] = {0};
  taxonomy = match_taxonomy_new(1, broader, counts);
  searcher = match_searcher_new();
  weights = match_weights_default;
  held = match_index_new(&weights.text);
}

static void tear_down(void) {
  match_index_unref(held);
  match_searcher_free(searcher);
  match_taxonomy_free(taxonomy);
}

TestSuite(facets, .init = set_up, .fini = tear_down);

// TEXT and this facet share the weight.
static void weigh(enum match_facet facet) {
  memset(weights.facets, 0, sizeof weights.facets);
  weights.facets[MATCH_TEXT] += 500000;
  weights.facets[facet] += 500000;
}

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

static uint32_t value_between(const struct match_profile *asker, const struct match_profile *candidate,
                              enum match_facet facet) {
  weigh(facet);
  hold(candidate, 1);
  struct match_query query = query_of(asker);
  ask(&query);
  cr_assert_eq(result.hit_count, 1);
  const struct match_part *part = &result.hits[0].halves[MATCH_FORTH].parts[facet];
  cr_assert(part->known);
  cr_assert_eq(result.hits[0].score, 400000 + part->value / 2);
  return part->value;
}

// --- facets

Test(facets, cooperation_is_the_share_of_what_is_asked) {
  const struct match_profile asker = {.id = "", SAYS(.cooperations = 7)};
  const struct match_profile other = {.id = "a", .changed_day = INT32_MIN, SAYS(.cooperations = 2 | 4 | 8)};
  cr_assert_eq(value_between(&asker, &other, MATCH_COOPERATION), 666666); // 2 of 3
}

static uint32_t direction_value(uint8_t one, uint8_t other) {
  const struct match_profile asker = {.id = "", SAYS(.direction = one)};
  const struct match_profile candidate = {.id = "a", .changed_day = INT32_MIN, SAYS(.direction = other)};
  return value_between(&asker, &candidate, MATCH_DIRECTION);
}

Test(facets, directions_are_the_same_joint_or_apart) {
  cr_assert_eq(direction_value(MATCH_DIRECTION_OUT, MATCH_DIRECTION_OUT), MATCH_ONE);
  cr_assert_eq(direction_value(MATCH_DIRECTION_OUT, MATCH_DIRECTION_IN), 0);
  cr_assert_eq(direction_value(MATCH_DIRECTION_JOINT, MATCH_DIRECTION_IN), MATCH_ONE / 2);
  cr_assert_eq(direction_value(MATCH_DIRECTION_JOINT, MATCH_DIRECTION_LOCAL), 0);
  cr_assert_eq(direction_value(MATCH_DIRECTION_LOCAL, MATCH_DIRECTION_LOCAL), MATCH_ONE);
}

Test(facets, sought_is_the_share_of_conditions_met) {
  const struct match_profile asker = {.id = "", SAYS(.sought = {.helix = 1 << 1, .sizes = 1 << 2, .trl_min = 5})};
  const struct match_profile other = {.id = "a", .changed_day = INT32_MIN, .helix = 1, .size = 3, SAYS(.trl = 6)};
  cr_assert_eq(value_between(&asker, &other, MATCH_SOUGHT), 666666); // the role and the level, not the size
}

Test(facets, readiness_is_less_by_an_eighth_for_each_level) {
  const struct match_profile asker = {.id = "", SAYS(.trl = 9)};
  const struct match_profile other = {.id = "a", .changed_day = INT32_MIN, SAYS(.trl = 6)};
  cr_assert_eq(value_between(&asker, &other, MATCH_READINESS), 625000);
}

Test(facets, a_working_language_in_common_is_enough) {
  const struct match_profile asker = {.id = "", .languages = 3, SPEAKS};
  const struct match_profile common = {.id = "a", .changed_day = INT32_MIN, .languages = 6, SPEAKS};
  const struct match_profile none = {.id = "a", .changed_day = INT32_MIN, .languages = 4, SPEAKS};
  cr_assert_eq(value_between(&asker, &common, MATCH_LANGUAGE), MATCH_ONE);
  cr_assert_eq(value_between(&asker, &none, MATCH_LANGUAGE), 0);
}

// --- both halves, the prior

// Of the halves: forth 2 kinds of 2, back 2 of 4.
static const struct match_profile asks_two = {.id = "", SAYS(.cooperations = 3)};
static const struct match_profile has_four = {.id = "a", .changed_day = TODAY - 730, SAYS(.cooperations = 15)};

static void ask_mutual(uint32_t without_back) {
  weigh(MATCH_COOPERATION);
  hold(&has_four, 1);
  struct match_query query = query_of(&asks_two);
  query.mutual = true;
  query.without[MATCH_BACK] = without_back;
  ask(&query);
}

Test(facets, both_halves_make_a_harmonic_mean_whose_points_add_up) {
  ask_mutual(0);
  const struct match_hit *hit = &result.hits[0];
  cr_assert_eq(hit->halves[MATCH_FORTH].score, 900000); // (.8 + 1) / 2
  cr_assert_eq(hit->halves[MATCH_BACK].score, 650000);  // (.8 + .5) / 2
  cr_assert_eq(hit->prior, 900000);                     // .8 + .2 / 2 after one half-life
  cr_assert_eq(hit->score, 679354);                     // 2·.9·.65 / 1.55 = .754838, times .9
  int64_t sum = hit->prior_points;
  for (int side = 0; side < MATCH_SIDE_COUNT; side++)
    for (int i = 0; i < MATCH_FACET_COUNT; i++)
      sum += hit->halves[side].parts[i].points;
  cr_assert_eq(sum, hit->score);
}

Test(facets, a_loss_is_what_the_score_is_lower_without) {
  ask_mutual(0);
  uint32_t score = result.hits[0].score, loss = result.hits[0].halves[MATCH_BACK].parts[MATCH_COOPERATION].loss;
  ask_mutual(1u << MATCH_COOPERATION);
  cr_assert_gt(loss, 0);
  cr_assert_eq(result.hits[0].score, score - loss);
}

Test(facets, assurance_raises_the_prior) {
  const struct match_profile candidate = {.id = "a", .changed_day = TODAY, .assurance = 500000, SPEAKS};
  const struct match_profile asker = PARTY("");
  hold(&candidate, 1);
  struct match_query query = query_of(&asker);
  ask(&query);
  cr_assert_eq(result.hits[0].prior, 1100000);
  cr_assert_eq(result.hits[0].score, 880000);
  cr_assert_eq(result.hits[0].prior_points, 80000);
}

// --- the parties

static void expect_excluded(const struct match_profile *asker, const struct match_profile *candidate,
                            enum match_exclusion exclusion) {
  hold(candidate, 1);
  struct match_query query = query_of(asker);
  ask(&query);
  cr_assert_eq(result.hit_count, 0);
  cr_assert_eq(result.excluded[exclusion], 1);
}

Test(facets, who_never_wants_the_other_keeps_both_apart) {
  const struct match_profile plain_q = PARTY("q"), plain_a = PARTY("a");
  const struct match_profile q = {.id = "q", .never = (const char *const[]){"a"}, .never_count = 1, SPEAKS};
  const struct match_profile a = {.id = "a", .never = (const char *const[]){"q"}, .never_count = 1, SPEAKS};
  expect_excluded(&q, &plain_a, MATCH_EXCLUDED_NEVER);
  expect_excluded(&plain_q, &a, MATCH_EXCLUDED_NEVER);
}

Test(facets, who_owns_the_other_is_no_partner) {
  const struct match_profile plain_q = PARTY("q"), plain_a = PARTY("a");
  const struct match_profile q = {.id = "q", .group = (const char *const[]){"a"}, .group_count = 1, SPEAKS};
  const struct match_profile a = {.id = "a", .group = (const char *const[]){"q"}, .group_count = 1, SPEAKS};
  expect_excluded(&q, &plain_a, MATCH_EXCLUDED_GROUP);
  expect_excluded(&plain_q, &a, MATCH_EXCLUDED_GROUP);
}

Test(facets, what_either_must_have_silences_it_but_not_for_a_theme) {
  const struct match_profile plain_q = PARTY("q"), plain_a = PARTY("a");
  const struct match_profile q = {.id = "q", SAYS(.must = {.helix = 1 << 5})};
  const struct match_profile a = {.id = "a", .changed_day = INT32_MIN, SAYS(.must = {.helix = 1 << 5})};
  expect_excluded(&q, &plain_a, MATCH_EXCLUDED_MUST);
  expect_excluded(&plain_q, &a, MATCH_EXCLUDED_MUST);
  struct match_query query = query_of(&plain_q);
  query.impersonal = true;
  ask(&query);
  cr_assert_eq(result.hit_count, 1);
}

// --- the list and its reasons

Test(facets, a_list_goes_on_behind_a_row) {
  const struct match_profile all[] = {PARTY("c"), PARTY("a"), PARTY("b")}, asker = PARTY("");
  hold(all, COUNT(all));
  struct match_query query = query_of(&asker);
  query.after = (struct match_after){800000, "a"};
  ask(&query);
  cr_assert_eq(result.hit_count, 2);
  cr_assert_str_eq(result.hits[0].id, "b");
  cr_assert_str_eq(result.hits[1].id, "c");
}

Test(facets, what_costs_most_is_named_and_a_raise_only_where_it_helps) {
  const struct match_profile all[] = {{.id = "a", .changed_day = INT32_MIN, .languages = 1, SPEAKS},
                                      {.id = "b", .changed_day = INT32_MIN, .languages = 2, SPEAKS}};
  const struct match_profile asker = {.id = "", .languages = 1, SPEAKS};
  weigh(MATCH_LANGUAGE);
  weights.facets[MATCH_TEXT] = 600000;
  weights.facets[MATCH_LANGUAGE] = 400000;
  hold(all, COUNT(all));
  struct match_query query = query_of(&asker);
  query.fixed = 1u << MATCH_TEXT;
  ask(&query);
  const struct match_hit *second = &result.hits[1];
  cr_assert_str_eq(second->id, "b");
  cr_assert_eq(second->counter.facet, MATCH_LANGUAGE);
  cr_assert_eq(second->counter.amount, 400000);
  cr_assert_not(result.hits[0].raise.is_there);
  cr_assert_not(second->raise.is_there); // equal to the first then, and behind it by id
}

Test(facets, the_change_that_would_raise_a_row_tells_its_new_score_and_rank) {
  const struct match_profile all[] = {{.id = "b", .changed_day = INT32_MIN, .languages = 1, SPEAKS},
                                      {.id = "a", .changed_day = INT32_MIN, .languages = 2, SPEAKS}};
  const struct match_profile asker = {.id = "", .languages = 1, SPEAKS};
  weigh(MATCH_LANGUAGE);
  hold(all, COUNT(all));
  struct match_query query = query_of(&asker);
  query.fixed = 1u << MATCH_TEXT;
  ask(&query);
  const struct match_change *raise = &result.hits[1].raise;
  cr_assert_str_eq(result.hits[1].id, "a");
  cr_assert(raise->is_there);
  cr_assert_eq(raise->facet, MATCH_LANGUAGE);
  cr_assert_eq(raise->amount, 900000); // as much as the first, and before it by id
  cr_assert_eq(raise->rank, 1);
}

Test(facets, a_pair_that_does_not_match_is_explained) {
  const struct match_profile other = {.id = "a", .changed_day = INT32_MIN, .helix = 2}, asker = PARTY("");
  hold(&other, 1);
  struct match_query query = query_of(&asker);
  query.filter.helix = 1 << 1;
  struct match_hit hit;
  uint32_t reasons;
  cr_assert_eq(match_explain(searcher, held, &query, "a", &hit, &reasons), 0);
  cr_assert(reasons & 1u << MATCH_EXCLUDED_HELIX);
  cr_assert(reasons & 1u << MATCH_EXCLUDED_NO_EVIDENCE);
  cr_assert_eq(hit.score, 0);
  cr_assert_eq(match_explain(searcher, held, &query, "nobody", &hit, &reasons), 1);
}
