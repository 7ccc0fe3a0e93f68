// SPDX-License-Identifier: Apache-2.0
// What one request may cost: time, memory, bytes of reply. And the small parts that keep it so.
#include "base/date.h"
#include "base/memory.h"
#include "fixture.h"
#include "service/deadline.h"
#include "service/unpack.h"
#include "service/word_list.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

enum { HITS = 200, TEXT_BYTES = 6000, NAME_CHARACTERS = 290, STATEMENTS = 3, REPLY_BYTES_MAX = 1024 * 1024 };

static struct fixture fixture;

static void open_fixture(void) {
  fixture_open(&fixture);
}

static void close_fixture(void) {
  fixture_close(&fixture);
}

TestSuite(bounds, .init = open_fixture, .fini = close_fixture, .timeout = 120);

static void done_with(Helix__V1__Reply *reply) {
  helix__v1__reply__free_unpacked(reply, NULL);
}

// --- large lists

// The same service, one that takes long texts.
static void reopen_for_long_texts(void) {
  struct error error;
  fixture_stop(&fixture);
  struct service_options options = fixture_options(&fixture);
  options.limits.text_characters = 20000;
  cr_assert_eq(service_open(&options, NULL, NULL, &fixture.service, &error), 0, "%s", error.message);
}

// Words of 14 letters that all texts share, in an order of their own, and every concept of the vocabulary.
static void write_text(char *text, size_t bytes, unsigned seed) {
  size_t used = (size_t)snprintf(text, bytes, "Circular economy, textile recycling and industrial design. ");
  for (unsigned i = seed; used + 20 < bytes; i += 7 + seed % 5)
    used += (size_t)snprintf(text + used, bytes - used, "abcdefghijkl%c%c%s", 'a' + (int)(i % 19), 'a' + (int)(i % 17),
                             i % 11 ? " " : ". ");
}

static void submit_long(unsigned number, char *name) {
  static char texts[STATEMENTS][TEXT_BYTES];
  struct sample sample;
  Helix__V1__Statement statements[STATEMENTS], *list[STATEMENTS];
  char id[32];
  snprintf(id, sizeof id, "long-%u", number);
  Helix__V1__Stakeholder *stakeholder = sample_init(&sample, id, name, "");
  for (unsigned i = 0; i < STATEMENTS; i++) {
    write_text(texts[i], sizeof texts[i], number * STATEMENTS + i);
    statements[i] = sample.statement;
    statements[i].text = texts[i];
    statements[i].language = STR("en");
    list[i] = &statements[i];
  }
  stakeholder->statements = list;
  stakeholder->n_statements = STATEMENTS;
  Helix__V1__Reply *reply = submit(&fixture, stakeholder, "");
  cr_assert_eq(reply->result_case, HELIX__V1__REPLY__RESULT_SUBMITTED, "%s",
               reply->result_case == HELIX__V1__REPLY__RESULT_ERROR ? reply->error->message : "no submission");
  done_with(reply);
}

static void submit_many_long(void) {
  char name[3 * NAME_CHARACTERS + 1] = "";
  for (int i = 0; i < NAME_CHARACTERS; i++)
    strcat(name, "南");
  for (unsigned i = 0; i < HITS; i++)
    submit_long(i, name);
}

static Helix__V1__Reply *match_text(size_t bytes, int deadline_ms) {
  memory_auto char *text = memory_new(bytes + 1);
  write_text(text, bytes, 3);
  Helix__V1__FreeText free_text = HELIX__V1__FREE_TEXT__INIT;
  Helix__V1__MatchStakeholders call = HELIX__V1__MATCH_STAKEHOLDERS__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  free_text.text = text;
  free_text.language = STR("en");
  call.subject_case = HELIX__V1__MATCH_STAKEHOLDERS__SUBJECT_TEXT;
  call.text = &free_text;
  call.limit = HITS;
  request.call_case = HELIX__V1__REQUEST__CALL_MATCH_STAKEHOLDERS;
  request.match_stakeholders = &call;
  size_t count = helix__v1__request__get_packed_size(&request);
  memory_auto void *packed = memory_new(count);
  helix__v1__request__pack(&request, packed);
  return ask_bytes(&fixture, packed, count, deadline_ms);
}

static void expect_explained(const Helix__V1__Match *match, bool fully) {
  int64_t points = match->prior_points;
  for (size_t i = 0; i < match->n_contributions; i++) {
    const Helix__V1__Contribution *contribution = match->contributions[i];
    points += contribution->points;
    if (contribution->facet == HELIX__V1__CONTRIBUTION__FACET__PRIOR)
      continue;
    cr_expect_eq(contribution->value > 0, contribution->n_evidence > 0);
    cr_expect(!contribution->n_evidence || contribution->n_evidence == (fully ? 3 : 1), "rank %u, facet %d: %zu pairs",
              match->rank, contribution->facet, contribution->n_evidence);
    for (size_t e = 0; e < contribution->n_evidence; e++) {
      cr_expect_gt(strlen(contribution->evidence[e]->query_quote), 0);
      cr_expect_gt(strlen(contribution->evidence[e]->candidate_quote), 0);
      cr_expect_leq(strlen(contribution->evidence[e]->candidate_quote), 220);
    }
  }
  cr_expect_eq(points, match->score);
}

Test(bounds, a_large_list_keeps_every_hit_and_drops_the_weaker_reasons_of_the_last) {
  reopen_for_long_texts();
  submit_many_long();
  Helix__V1__Reply *reply = match_text(20000, 60000);
  cr_assert_eq(reply->result_case, HELIX__V1__REPLY__RESULT_MATCHES);
  cr_expect_lt(helix__v1__reply__get_packed_size(reply), REPLY_BYTES_MAX);
  cr_expect_gt(helix__v1__reply__get_packed_size(reply), REPLY_BYTES_MAX / 2, "large enough to tell");
  cr_assert_eq(reply->matches->n_matches, HITS);
  expect_explained(reply->matches->matches[0], true);
  expect_explained(reply->matches->matches[HITS - 1], false);
  for (size_t i = 0; i < HITS; i++)
    cr_expect_eq(strlen(reply->matches->matches[i]->labels[0]->value), 3 * NAME_CHARACTERS);
  done_with(reply);
}

// Both halves of everything that can be stated, beside the quotes.
static void submit_full(unsigned number, char *name, char *text) {
  struct sample sample;
  char id[32], *languages[] = {STR("it"), STR("en"), STR("zh")};
  Helix__V1__CooperationType kinds[] = {1, 2, 3, 4, 5};
  Helix__V1__Partner sought = HELIX__V1__PARTNER__INIT;
  Helix__V1__Helix helix[] = {1, 2, 3};
  char *countries[] = {STR("IT"), STR("CN")}, *places[] = {STR("bologna"), STR("nanjing")};
  snprintf(id, sizeof id, "full-%u", number);
  Helix__V1__Stakeholder *stakeholder = sample_init(&sample, id, name, text);
  sought.helix = helix, sought.n_helix = 3;
  sought.places = places, sought.n_places = 2;
  sought.countries = countries, sought.n_countries = 2;
  sought.trl_min = 1 + number % 9;
  sample.statement.language = STR("en");
  sample.statement.cooperations = kinds, sample.statement.n_cooperations = 5;
  sample.statement.direction = HELIX__V1__DIRECTION__JOINT;
  sample.statement.trl = 1 + number % 9;
  sample.statement.sought = &sought;
  stakeholder->languages = languages, stakeholder->n_languages = 3;
  done_with(submit(&fixture, stakeholder, ""));
}

Test(bounds, two_hundred_partners_with_all_that_can_be_told_fit_into_a_reply) {
  static char text[TEXT_BYTES];
  char name[3 * NAME_CHARACTERS + 1] = "";
  reopen_for_long_texts();
  for (int i = 0; i < NAME_CHARACTERS; i++)
    strcat(name, "南");
  for (unsigned i = 0; i <= HITS; i++) {
    write_text(text, sizeof text, i);
    submit_full(i, name, text);
  }
  Helix__V1__MatchPartners call = HELIX__V1__MATCH_PARTNERS__INIT;
  call.subject_case = HELIX__V1__MATCH_PARTNERS__SUBJECT_STAKEHOLDER_ID;
  call.stakeholder_id = STR("full-0");
  call.limit = HITS;
  Helix__V1__Reply *reply = match_partners(&fixture, &call);
  cr_expect_eq(matches_of(reply)->n_matches, HITS);
  cr_expect_lt(helix__v1__reply__get_packed_size(reply), REPLY_BYTES_MAX);
  cr_expect_gt(helix__v1__reply__get_packed_size(reply), REPLY_BYTES_MAX / 2, "large enough to tell");
  done_with(reply);
}

Test(bounds, a_match_ends_with_its_deadline) {
  reopen_for_long_texts();
  submit_many_long();
  int64_t begin = clock_monotonic_ms();
  Helix__V1__Reply *reply = match_text(60000, 20);
  cr_expect_lt(clock_monotonic_ms() - begin, 5000);
  cr_assert_eq(reply->result_case, HELIX__V1__REPLY__RESULT_ERROR);
  cr_expect_eq(reply->error->code, HELIX__V1__ERROR_CODE__DEADLINE_EXCEEDED);
  done_with(reply);
}

// --- history

static Helix__V1__Reply *history_of(const char *id) {
  Helix__V1__GetStakeholderHistory call = HELIX__V1__GET_STAKEHOLDER_HISTORY__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  call.id = STR(id);
  request.call_case = HELIX__V1__REQUEST__CALL_GET_STAKEHOLDER_HISTORY;
  request.get_stakeholder_history = &call;
  return ask(&fixture, &request);
}

Test(bounds, a_history_compares_each_revision_with_the_one_before) {
  struct sample sample;
  for (int i = 0; i < 6; i++) { // names change at even revisions, texts at odd ones
    char name[32], text[48];
    snprintf(name, sizeof name, "Name %d", (i + 1) / 2);
    snprintf(text, sizeof text, "textile recycling %d", i / 2);
    done_with(submit(&fixture, sample_init(&sample, "one", name, text), ""));
  }
  Helix__V1__Reply *reply = history_of("one");
  cr_assert_eq(reply->result_case, HELIX__V1__REPLY__RESULT_HISTORY);
  cr_assert_eq(reply->history->n_revisions, 6);
  for (size_t i = 0; i < 6; i++) {
    const Helix__V1__StakeholderHistory__Revision *revision = reply->history->revisions[i];
    cr_expect_eq(revision->revision, 6 - i, "newest first");
    if (revision->revision == 1) {
      cr_expect_eq(revision->n_changed, 0);
      continue;
    }
    cr_assert_eq(revision->n_changed, 1);
    cr_expect_str_eq(revision->changed[0], revision->revision % 2 ? "statements" : "name");
  }
  done_with(reply);
}

// --- themes

static void expect_unknown_theme(Helix__V1__Reply *reply, const char *field) {
  cr_assert_eq(reply->result_case, HELIX__V1__REPLY__RESULT_ERROR);
  cr_expect_eq(reply->error->code, HELIX__V1__ERROR_CODE__NOT_FOUND);
  cr_expect_eq(strncmp(reply->error->message, field, strlen(field)), 0, "%s", reply->error->message);
  cr_expect_not_null(strstr(reply->error->hint, "textile-recycling"), "%s", reply->error->hint);
  done_with(reply);
}

Test(bounds, an_unknown_theme_is_told_alike_by_every_call) {
  Helix__V1__ListThemes list = HELIX__V1__LIST_THEMES__INIT;
  Helix__V1__GetTheme one = HELIX__V1__GET_THEME__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  expect_unknown_theme(match_theme(&fixture, "textile-recycing"), "theme_id: ");
  list.under = one.id = STR("textile-recycing");
  request.call_case = HELIX__V1__REQUEST__CALL_LIST_THEMES;
  request.list_themes = &list;
  expect_unknown_theme(ask(&fixture, &request), "under: ");
  request.call_case = HELIX__V1__REQUEST__CALL_GET_THEME;
  request.get_theme = &one;
  expect_unknown_theme(ask(&fixture, &request), "id: ");
}

// --- parts

Test(bounds_parts, a_deadline_is_noticed_and_the_worker_seen) {
  struct worker worker = {0};
  struct job job = {.deadline_monotonic_ms = clock_monotonic_ms() + 60000};
  struct call_context context = {.worker = &worker, .job = &job};
  cr_expect_eq(deadline_check(&context), 0);
  cr_expect_gt(atomic_load(&worker.seen_ms), 0);
  job.deadline_monotonic_ms = clock_monotonic_ms() - 1;
  cr_expect_eq(deadline_check(&context), -ERROR_DEADLINE);
  cr_expect_gt(strlen(context.error.hint), 5);
}

Test(bounds_parts, rows_look_at_the_clock_every_few_hundred) {
  struct worker worker = {0};
  struct job job = {.deadline_monotonic_ms = clock_monotonic_ms() - 1};
  struct call_context context = {.worker = &worker, .job = &job};
  size_t rows = 0, passed = 0;
  while (passed < 1000 && !deadline_check_row(&context, &rows))
    passed++;
  cr_expect(passed >= 100 && passed < 1000, "%zu rows passed", passed);
}

static bool is_same(const void *data, const char *word) {
  return !strcmp(data, word);
}

Test(bounds_parts, word_lists_are_walked_word_by_word) {
  cr_expect(word_list_any(" one two three ", is_same, "one"));
  cr_expect(word_list_any(" one two three ", is_same, "three"));
  cr_expect(word_list_any("bare", is_same, "bare"));
  cr_expect_not(word_list_any(" one two ", is_same, "on"));
  cr_expect_not(word_list_any(" ", is_same, ""));
  cr_expect_not(word_list_any("", is_same, ""));
}

Test(bounds_parts, a_word_longer_than_any_id_is_passed_over) {
  char list[300] = " ";
  memset(list + 1, 'x', 250);
  strcpy(list + 251, " last ");
  cr_expect(word_list_any(list, is_same, "last"));
  list[251] = 0;
  cr_expect_not(word_list_any(list, is_same, list + 1));
}

Test(bounds_parts, what_a_peer_sent_unpacks_up_to_the_cap) {
  Helix__V1__Stakeholder stakeholder = HELIX__V1__STAKEHOLDER__INIT;
  unsigned char bytes[64];
  stakeholder.name = STR("A name");
  size_t count = helix__v1__stakeholder__pack(&stakeholder, bytes);
  struct arena *arena = arena_new(16);
  ProtobufCAllocator capped = unpack_allocator_capped(arena), free_handed = unpack_allocator(arena);
  cr_expect_null(helix__v1__stakeholder__unpack(&capped, count, bytes));
  cr_expect(arena_exhausted(arena));
  Helix__V1__Stakeholder *unpacked = helix__v1__stakeholder__unpack(&free_handed, count, bytes);
  cr_assert_not_null(unpacked);
  cr_expect_str_eq(unpacked->name, "A name");
  arena_free(arena);
}

// --- quoting

Test(bounds, evidence_quotes_the_statement_where_the_concept_stands) {
  struct sample sample;
  Helix__V1__Stakeholder *stakeholder = sample_init(&sample, "two", "Two", "");
  Helix__V1__Statement second, *list[2] = {&sample.statement, &second};
  sample.statement.text = STR("We build bridges and roads.");
  second = sample.statement;
  second.text = STR("We also do textile recycling.");
  stakeholder->statements = list;
  stakeholder->n_statements = 2;
  done_with(submit(&fixture, stakeholder, ""));
  Helix__V1__Reply *reply = match_theme(&fixture, "textile-recycling");
  cr_assert_eq(reply->matches->n_matches, 1);
  const Helix__V1__Match *match = reply->matches->matches[0];
  bool found = false;
  for (size_t i = 0; i < match->n_contributions; i++) {
    if (match->contributions[i]->facet != HELIX__V1__CONTRIBUTION__FACET__CONCEPTS)
      continue;
    const Helix__V1__Evidence *evidence = match->contributions[i]->evidence[0];
    cr_expect_str_eq(evidence->candidate_field, "statements[s2]");
    cr_expect_str_eq(evidence->candidate_quote, "textile recycling");
    cr_expect_str_eq(evidence->query_quote, "Textile recycling");
    found = true;
  }
  cr_expect(found);
  done_with(reply);
}
