// SPDX-License-Identifier: Apache-2.0
#include "match/index.h"
#include "samples.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// One profile that says one term.
struct simple {
  struct match_profile profile;
  struct match_statement statement;
  uint64_t term;
  char id[16];
};

static void simple_init(struct simple *simple, uint32_t number, uint64_t term, uint64_t revision) {
  snprintf(simple->id, sizeof simple->id, "p%u", number);
  simple->term = term;
  simple->statement = (struct match_statement){.expires_day = INT32_MAX, .terms = &simple->term, .term_count = 1};
  simple->profile = (struct match_profile){
      .id = simple->id, .revision = revision, .statements = &simple->statement, .statement_count = 1};
}

static struct match_index *put(struct match_index *index, uint32_t number, uint64_t term, uint64_t revision) {
  struct simple simple;
  simple_init(&simple, number, term, revision);
  struct match_index *changed = match_index_change(index, &simple.profile, 1, NULL, 0);
  match_index_unref(index);
  return changed;
}

static struct match_index *removed(struct match_index *index, uint32_t number) {
  char id[16];
  snprintf(id, sizeof id, "p%u", number);
  struct match_index *changed = match_index_change(index, NULL, 0, (const char *const[]){id}, 1);
  match_index_unref(index);
  return changed;
}

static struct match_index *merged(struct match_index *index) {
  for (struct match_merge *merge; (merge = match_merge_plan(index));) {
    match_merge_run(merge);
    struct match_index *next = match_merge_install(merge, index);
    cr_assert_not_null(next);
    match_merge_free(merge);
    match_index_unref(index);
    index = next;
  }
  return index;
}

struct found {
  size_t count;
  uint64_t revision; // of the first
  char id[16];       // of the first
};

static struct found find(const struct match_index *index, uint64_t term) {
  struct match_searcher *searcher = match_searcher_new();
  struct match_taxonomy *taxonomy = match_taxonomy_new(0, NULL, NULL);
  struct simple simple;
  simple_init(&simple, 0, term, 0);
  struct match_query query = {.profile = &simple.profile,
                              .taxonomy = taxonomy,
                              .weights = &match_weights_default,
                              .impersonal = true,
                              .limit = MATCH_LIMIT_MAX};
  struct match_result result;
  match_search(searcher, index, &query, &result);
  struct found found = {.count = result.hit_count < MATCH_LIMIT_MAX ? result.hit_count : result.considered};
  if (result.hit_count) {
    found.revision = result.hits[0].revision;
    snprintf(found.id, sizeof found.id, "%s", result.hits[0].id);
  }
  match_taxonomy_free(taxonomy);
  match_searcher_free(searcher);
  return found;
}

Test(index, starts_empty) {
  struct match_index *index = match_index_new(&match_weights_default.text);
  cr_assert_eq(match_index_profile_count(index), 0);
  cr_assert_null(match_merge_plan(index));
  cr_assert_null(match_index_unref(index));
  cr_assert_null(match_index_unref(NULL));
  cr_assert_null(match_merge_free(NULL));
}

Test(index, a_profile_replaces_that_of_the_same_id) {
  struct match_index *index = put(put(match_index_new(&match_weights_default.text), 1, 10, 1), 1, 20, 2);
  cr_assert_eq(match_index_profile_count(index), 1);
  cr_assert_eq(find(index, 10).count, 0);
  cr_assert_eq(find(index, 20).count, 1);
  cr_assert_eq(find(index, 20).revision, 2);
  match_index_unref(index);
}

Test(index, the_last_of_a_batch_wins) {
  struct simple twice[3];
  simple_init(&twice[0], 1, 10, 1);
  simple_init(&twice[1], 2, 10, 2);
  simple_init(&twice[2], 1, 20, 3);
  const struct match_profile added[] = {twice[0].profile, twice[1].profile, twice[2].profile};
  struct match_index *empty = match_index_new(&match_weights_default.text);
  struct match_index *index = match_index_change(empty, added, 3, NULL, 0);
  cr_assert_eq(match_index_profile_count(index), 2);
  cr_assert_eq(find(index, 10).count, 1);
  cr_assert_eq(find(index, 20).revision, 3);
  match_index_unref(index);
  match_index_unref(empty);
}

Test(index, what_is_removed_and_added_at_once_is_in) {
  struct match_index *index = put(match_index_new(&match_weights_default.text), 1, 10, 1);
  struct simple simple;
  simple_init(&simple, 1, 20, 2);
  struct match_index *changed = match_index_change(index, &simple.profile, 1, (const char *const[]){"p1", "p1"}, 2);
  cr_assert_eq(match_index_profile_count(changed), 1);
  cr_assert_eq(find(changed, 20).count, 1);
  match_index_unref(changed);
  match_index_unref(index);
}

Test(index, removing_who_is_not_there_changes_nothing) {
  struct match_index *index = removed(removed(put(match_index_new(&match_weights_default.text), 1, 10, 1), 2), 2);
  cr_assert_eq(match_index_profile_count(index), 1);
  cr_assert_eq(find(index, 10).count, 1);
  match_index_unref(index);
}

Test(index, who_was_removed_can_come_back) {
  struct match_index *index = removed(put(put(match_index_new(&match_weights_default.text), 1, 10, 1), 2, 10, 1), 1);
  cr_assert_eq(find(index, 10).count, 1);
  cr_assert_str_eq(find(index, 10).id, "p2");
  index = put(index, 1, 10, 3);
  cr_assert_eq(find(index, 10).count, 2);
  cr_assert_eq(find(index, 10).revision, 3);
  match_index_unref(index);
}

Test(index, snapshots_keep_what_they_showed) {
  struct match_index *first = match_index_new(&match_weights_default.text);
  for (uint32_t i = 0; i < 20; i++)
    first = put(first, i, 10, 1);
  struct match_index *later = match_index_ref(first);
  for (uint32_t i = 0; i < 20; i += 2)
    later = removed(later, i);
  struct match_index *last = match_index_ref(later);
  for (uint32_t i = 0; i < 20; i++)
    last = put(last, i, 30, 2);
  last = merged(last);
  cr_assert_eq(find(first, 10).count, 20);
  cr_assert_eq(find(later, 10).count, 10);
  cr_assert_eq(find(last, 10).count, 0);
  cr_assert_eq(find(last, 30).count, 20);
  match_index_unref(first);
  match_index_unref(last);
  cr_assert_eq(find(later, 10).count, 10);
  match_index_unref(later);
}

Test(index, snapshots_that_share_a_segment_know_their_own_dead) {
  struct simple simples[20];
  struct match_profile added[20];
  for (uint32_t i = 0; i < 20; i++) {
    simple_init(&simples[i], i, 10, 1);
    added[i] = simples[i].profile;
  }
  struct match_index *empty = match_index_new(&match_weights_default.text);
  struct match_index *steps[10] = {match_index_change(empty, added, 20, NULL, 0)};
  for (uint32_t i = 1; i < 10; i++) // one dies and one changes
    steps[i] = put(removed(match_index_ref(steps[i - 1]), i), 10 + i, 30, 2);
  for (uint32_t i = 0; i < 10; i++) {
    cr_assert_eq(match_index_profile_count(steps[i]), 20 - i);
    cr_assert_eq(find(steps[i], 10).count, 20 - 2 * i);
    cr_assert_eq(find(steps[i], 30).count, i);
    match_index_unref(steps[i]);
  }
  match_index_unref(empty);
}

Test(index, merging_keeps_profiles_and_gives_back_memory) {
  struct match_index *index = match_index_new(&match_weights_default.text);
  for (uint32_t i = 0; i < 300; i++)
    index = put(index, i, 10 + i % 3, i);
  for (uint32_t i = 0; i < 300; i += 3)
    index = removed(index, i);
  size_t before = match_index_memory(index);
  index = merged(index);
  cr_assert_lt(match_index_memory(index), before / 2);
  cr_assert_eq(match_index_profile_count(index), 200);
  cr_assert_eq(find(index, 10).count, 0);
  cr_assert_eq(find(index, 11).count, 100);
  cr_assert_eq(find(index, 12).count, 100);
  match_index_unref(index);
}

// Every class of sizes holds three segments at most, so that the plan's answer bounds their number.
Test(index, little_is_merged_often_and_much_seldom) {
  struct match_index *index = match_index_new(&match_weights_default.text);
  size_t merges = 0;
  for (uint32_t i = 0; i < 4096; i++) {
    index = put(index, i, 10, 1);
    for (struct match_merge *merge; (merge = match_merge_plan(index)); merges++) {
      match_merge_run(merge);
      struct match_index *next = match_merge_install(merge, index);
      match_merge_free(merge);
      match_index_unref(index);
      index = next;
    }
  }
  cr_assert_eq(merges, 1365); // 1024 + 256 + 64 + 16 + 4 + 1: a profile is copied six times
  cr_assert_eq(find(index, 10).count, 4096);
  match_index_unref(index);
}

Test(index, mostly_dead_segments_are_written_anew) {
  struct simple simples[10];
  struct match_profile added[10];
  for (uint32_t i = 0; i < 10; i++) {
    simple_init(&simples[i], i, 10, 1);
    added[i] = simples[i].profile;
  }
  struct match_index *empty = match_index_new(&match_weights_default.text);
  struct match_index *index = match_index_change(empty, added, 10, NULL, 0);
  for (uint32_t i = 0; i < 5; i++)
    index = removed(index, i);
  cr_assert_null(match_merge_plan(index));
  index = removed(index, 5);
  size_t before = match_index_memory(index);
  index = merged(index);
  cr_assert_lt(match_index_memory(index), before);
  cr_assert_eq(find(index, 10).count, 4);
  match_index_unref(index);
  match_index_unref(empty);
}

static struct match_index *four(void) {
  struct match_index *index = match_index_new(&match_weights_default.text);
  for (uint32_t i = 0; i < 4; i++)
    index = put(index, i, 10, 1);
  return index;
}

Test(index, a_merge_is_outdated_when_one_of_its_segments_is_gone) {
  struct match_index *index = put(four(), 9, 30, 1); // five segments of one
  struct match_merge *merge = match_merge_plan(index);
  index = put(removed(index, 1), 2, 20, 7);
  match_merge_run(merge);
  struct match_index *installed = match_merge_install(merge, index);
  // Nobody else was in the segment of profile 1.
  cr_assert_null(installed);
  match_merge_free(merge);
  match_index_unref(index);
}

static struct match_index *put_pairs(struct match_index *index, uint32_t first, uint32_t pairs) {
  for (uint32_t i = 0; i < pairs; i++) {
    struct simple simples[2];
    simple_init(&simples[0], first + 2 * i, 10, 1);
    simple_init(&simples[1], first + 2 * i + 1, 10, 1);
    const struct match_profile added[] = {simples[0].profile, simples[1].profile};
    struct match_index *changed = match_index_change(index, added, 2, NULL, 0);
    match_index_unref(index);
    index = changed;
  }
  return index;
}

Test(index, deaths_during_a_merge_are_carried_over) {
  struct match_index *index = put_pairs(match_index_new(&match_weights_default.text), 0, 4);
  index = removed(index, 7); // dead before the plan
  struct match_merge *merge = match_merge_plan(index);
  index = put(removed(index, 1), 2, 20, 7);
  match_merge_run(merge);
  struct match_index *installed = match_merge_install(merge, index);
  cr_assert_not_null(installed);
  cr_assert_eq(match_index_profile_count(installed), 6);
  cr_assert_eq(find(installed, 10).count, 5);
  cr_assert_eq(find(installed, 20).revision, 7);
  cr_assert_eq(find(index, 10).count, 5, "the snapshot installed into is unchanged");
  installed = removed(installed, 0);
  cr_assert_eq(find(installed, 10).count, 4);
  match_merge_free(merge);
  match_index_unref(installed);
  match_index_unref(index);
}

Test(index, when_all_died_during_a_merge_nothing_is_left) {
  struct match_index *index = put_pairs(match_index_new(&match_weights_default.text), 0, 4);
  struct match_merge *merge = match_merge_plan(index);
  for (uint32_t i = 0; i < 8; i += 2)
    index = removed(index, i);
  match_merge_run(merge);
  struct match_index *installed = match_merge_install(merge, index);
  for (uint32_t i = 1; i < 8; i += 2)
    installed = removed(installed, i);
  cr_assert_eq(match_index_profile_count(installed), 0);
  cr_assert_eq(find(installed, 10).count, 0);
  cr_assert_null(match_merge_plan(installed));
  match_merge_free(merge);
  match_index_unref(installed);
  match_index_unref(index);
}

Test(index, of_two_merges_of_the_same_only_one_is_installed) {
  struct match_index *index = four();
  struct match_merge *one = match_merge_plan(index), *other = match_merge_plan(index);
  match_merge_run(one);
  match_merge_run(other);
  struct match_index *installed = match_merge_install(one, index);
  cr_assert_not_null(installed);
  cr_assert_null(match_merge_install(other, installed));
  cr_assert_null(match_merge_install(one, installed));
  match_merge_free(one);
  match_merge_free(other);
  cr_assert_eq(find(installed, 10).count, 4);
  match_index_unref(installed);
  match_index_unref(index);
}

Test(index, a_merge_that_was_not_run_can_be_dropped) {
  struct match_index *index = four();
  cr_assert_null(match_merge_free(match_merge_plan(index)));
  match_index_unref(index);
}

// --- threads

struct reader {
  struct match_index *index;
  size_t wrong;
};

static void *read_often(void *data) {
  struct reader *reader = data;
  for (int i = 0; i < 200; i++) {
    struct match_index *held = match_index_ref(reader->index);
    reader->wrong += find(held, 10).count != 40;
    match_index_unref(held);
  }
  match_index_unref(reader->index);
  return NULL;
}

Test(index, readers_keep_their_snapshot_while_the_writer_goes_on) {
  struct match_index *index = match_index_new(&match_weights_default.text);
  for (uint32_t i = 0; i < 40; i++)
    index = put(index, i, 10, 1);
  struct reader readers[3];
  pthread_t threads[3];
  for (int i = 0; i < 3; i++) {
    readers[i] = (struct reader){.index = match_index_ref(index)};
    pthread_create(&threads[i], NULL, read_often, &readers[i]);
  }
  for (uint32_t i = 0; i < 200; i++) {
    index = put(index, i % 50, 20, i);
    if (i % 7 == 0)
      index = merged(index);
  }
  for (int i = 0; i < 3; i++) {
    pthread_join(threads[i], NULL);
    cr_assert_eq(readers[i].wrong, 0);
  }
  cr_assert_eq(find(index, 20).count, 50);
  match_index_unref(index);
}
