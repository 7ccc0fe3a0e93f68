// SPDX-License-Identifier: Apache-2.0
// Merging copies profiles from their segments' arrays: whatever a profile says must come through.
#include "crowd.h"
#include "match/snapshot.h"

#include <criterion/criterion.h>
#include <stdlib.h>

enum { COUNT = 80 };

static struct match_index *empty(void) {
  return match_index_new(&match_weights_default.text);
}

static struct match_index *merge_all(struct match_index *index) {
  struct match_merge *merge = match_merge_plan_all(index);
  cr_assert_not_null(merge);
  match_merge_run(merge);
  struct match_index *merged = match_merge_install(merge, index);
  cr_assert_not_null(merged);
  match_merge_free(merge);
  match_index_unref(index);
  return merged;
}

static struct match_index *put_in_pieces(const struct crowd_member *members, uint32_t count, uint32_t piece) {
  struct match_index *index = empty();
  for (uint32_t i = 0; i < count; i += piece)
    index = crowd_put(index, &members[i], count - i < piece ? count - i : piece);
  return index;
}

Test(merge, all_makes_one_segment_that_answers_alike) {
  for (uint64_t seed = 1; seed <= 6; seed++) {
    uint64_t state = seed;
    struct crowd_member *members = crowd_new(&state, 0, COUNT);
    struct match_index *pieces = put_in_pieces(members, COUNT, 7);
    struct match_index *merged = merge_all(match_index_ref(pieces));
    cr_assert_gt(pieces->part_count, 1);
    cr_assert_eq(merged->part_count, 1);
    cr_assert_null(match_merge_plan_all(merged), "it is one already");
    crowd_expect_same_answers(pieces, merged, members, 20);
    match_index_unref(pieces);
    match_index_unref(merged);
    free(members);
  }
}

Test(merge, all_drops_the_dead_and_answers_as_if_they_had_never_been) {
  uint64_t state = 7;
  struct crowd_member *members = crowd_new(&state, 0, COUNT);
  struct match_index *index = put_in_pieces(members, COUNT, 9);
  for (uint32_t i = COUNT / 2; i < COUNT; i++)
    index = crowd_remove(index, i);
  index = merge_all(index);
  cr_assert_eq(index->part_count, 1);
  cr_assert_eq(match_segment_count(index->parts[0].segment), COUNT / 2);
  cr_assert_null(index->parts[0].marks);
  struct match_index *other = crowd_put(empty(), members, COUNT / 2);
  crowd_expect_same_answers(index, other, members, 20);
  match_index_unref(index);
  match_index_unref(other);
  free(members);
}

Test(merge, all_of_nothing_is_nothing_to_do) {
  struct match_index *index = empty();
  cr_assert_null(match_merge_plan_all(index));
  match_index_unref(index);
}

// --- what profiles say, by hand: two segments, or one merged from them

struct scene {
  struct match_index *index;
  struct match_searcher *searcher;
  struct match_taxonomy *taxonomy;
};

static const uint64_t words[] = {2, 3 | MATCH_TERM_DERIVED, 3};

static struct match_statement says(void) {
  return (struct match_statement){.expires_day = INT32_MAX, .terms = words, .term_count = 3};
}

static struct match_profile who(const char *id, const struct match_statement *statement) {
  return (struct match_profile){.id = id, .changed_day = INT32_MIN, .statements = statement, .statement_count = 1};
}

static struct match_index *with(struct match_index *index, const struct match_profile *profile) {
  struct match_index *changed = match_index_change(index, profile, 1, NULL, 0);
  match_index_unref(index);
  return changed;
}

// The subject beside somebody else who says the same, merged.
static struct scene scene_of(const struct match_profile *subject) {
  struct match_statement statement = says();
  struct match_profile bystander = who("bystander", &statement);
  struct match_index *index = merge_all(with(with(empty(), &bystander), subject));
  return (struct scene){index, match_searcher_new(), match_taxonomy_new(0, NULL, NULL)};
}

static void scene_end(struct scene *scene) {
  match_index_unref(scene->index);
  match_searcher_free(scene->searcher);
  match_taxonomy_free(scene->taxonomy);
}

static struct match_query query_of(const struct scene *scene, const struct match_profile *asker) {
  return (struct match_query){
      .profile = asker, .taxonomy = scene->taxonomy, .weights = &match_weights_default, .mutual = true, .limit = 10};
}

static uint32_t reasons(const struct scene *scene, const struct match_profile *asker, const char *id) {
  struct match_query query = query_of(scene, asker);
  struct match_hit hit;
  uint32_t reasons;
  cr_assert_eq(match_explain(scene->searcher, scene->index, &query, id, &hit, &reasons), 0);
  return reasons;
}

Test(merge, keeps_whom_somebody_refuses) {
  struct match_statement statement = says();
  struct match_profile subject = who("subject", &statement), asker = who("asker", &statement);
  subject.never = (const char *const[]){"asker"};
  subject.never_count = 1;
  struct scene scene = scene_of(&subject);
  cr_assert_eq(reasons(&scene, &asker, "subject"), 1u << MATCH_EXCLUDED_NEVER);
  cr_assert_eq(reasons(&scene, &asker, "bystander"), 0);
  asker.id = "else";
  cr_assert_eq(reasons(&scene, &asker, "subject"), 0);
  scene_end(&scene);
}

Test(merge, keeps_who_owns_somebody) {
  struct match_statement statement = says();
  struct match_profile subject = who("subject", &statement), asker = who("asker", &statement);
  subject.group = (const char *const[]){"asker"};
  subject.group_count = 1;
  struct scene scene = scene_of(&subject);
  cr_assert_eq(reasons(&scene, &asker, "subject"), 1u << MATCH_EXCLUDED_GROUP);
  cr_assert_eq(reasons(&scene, &asker, "bystander"), 0);
  scene_end(&scene);
}

Test(merge, keeps_whom_a_statement_must_have) {
  struct match_statement statement = says(), plain = says();
  statement.must.helix = 1u << 2;
  struct match_profile subject = who("subject", &statement), asker = who("asker", &plain);
  struct scene scene = scene_of(&subject);
  asker.helix = 1;
  // its only statement is silent: nothing is left to share
  cr_assert_eq(reasons(&scene, &asker, "subject"), 1u << MATCH_EXCLUDED_MUST | 1u << MATCH_EXCLUDED_NO_EVIDENCE);
  asker.helix = 2;
  cr_assert_eq(reasons(&scene, &asker, "subject"), 0);
  scene_end(&scene);
}

static struct match_part sought(const struct scene *scene, const struct match_profile *asker) {
  struct match_query query = query_of(scene, asker);
  struct match_hit hit;
  uint32_t reasons;
  cr_assert_eq(match_explain(scene->searcher, scene->index, &query, "subject", &hit, &reasons), 0);
  return hit.halves[MATCH_BACK].parts[MATCH_SOUGHT];
}

Test(merge, keeps_whom_a_statement_seeks) {
  struct match_statement statement = says(), plain = says();
  statement.sought = (struct match_partner){.helix = 1u << 2,
                                            .sizes = 1u << 3,
                                            .countries = (const uint16_t[]){0x4154},
                                            .country_count = 1,
                                            .places = (const uint32_t[]){5},
                                            .place_count = 1};
  struct match_profile subject = who("subject", &statement), asker = who("asker", &plain);
  struct scene scene = scene_of(&subject);
  cr_assert(sought(&scene, &asker).known);
  cr_assert_eq(sought(&scene, &asker).value, 0);
  asker.helix = 2;
  asker.size = 3;
  asker.countries = (const uint16_t[]){0x4154};
  asker.country_count = 1;
  cr_assert_eq(sought(&scene, &asker).value, 750000);
  scene_end(&scene);
}

Test(merge, keeps_directions) {
  struct match_statement statement = says(), plain = says();
  statement.direction = MATCH_DIRECTION_OUT;
  struct match_profile subject = who("subject", &statement), asker = who("asker", &plain);
  struct scene scene = scene_of(&subject);
  struct match_query query = query_of(&scene, &asker);
  query.filter.directions = 1u << MATCH_DIRECTION_OUT;
  struct match_result result;
  match_search(scene.searcher, scene.index, &query, &result);
  cr_assert_eq(result.hit_count, 1);
  cr_assert_str_eq(result.hits[0].id, "subject");
  cr_assert_eq(result.excluded[MATCH_EXCLUDED_DIRECTION], 1);
  scene_end(&scene);
}

Test(merge, keeps_derived_terms_apart_from_words) {
  struct match_statement statement = says();
  struct match_profile subject = who("subject", &statement);
  struct scene scene = scene_of(&subject);
  const struct match_segment *segment = scene.index->parts[0].segment;
  cr_assert_eq(segment->header->term_count, 3);
  cr_assert_eq(segment->first_pair, 2);
  cr_assert_eq(segment->terms[2], 3 | MATCH_TERM_DERIVED);
  cr_assert_eq(segment->profiles[0].length, 2, "a derived term does not count into lengths");
  cr_assert_eq(scene.index->totals.term_count, 4);
  scene_end(&scene);
}
