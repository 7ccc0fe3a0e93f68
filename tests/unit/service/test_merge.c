// SPDX-License-Identifier: Apache-2.0
// Two records made one, and two again.
#include "fixture.h"

#include "service/merge.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static struct fixture fixture;

static void open_fixture(void) {
  fixture_open(&fixture);
}

static void close_fixture(void) {
  fixture_close(&fixture);
}

TestSuite(merge, .init = open_fixture, .fini = close_fixture, .timeout = 60);

static void done_with(Helix__V1__Reply *reply) {
  helix__v1__reply__free_unpacked(reply, NULL);
}

static void expect_error(Helix__V1__Reply *reply, Helix__V1__ErrorCode code, const char *word) {
  cr_assert_eq(reply->result_case, HELIX__V1__REPLY__RESULT_ERROR, "an error was expected");
  cr_expect_eq(reply->error->code, code, "code %d: %s", reply->error->code, reply->error->message);
  cr_expect(strstr(reply->error->message, word) || strstr(reply->error->hint, word), "%s: not in: %s (%s)", word,
            reply->error->message, reply->error->hint);
  cr_expect_gt(strlen(reply->error->hint), 5);
  done_with(reply);
}

static void expect_submitted(Helix__V1__Reply *reply) {
  cr_assert_eq(reply->result_case, HELIX__V1__REPLY__RESULT_SUBMITTED, "%s",
               reply->result_case == HELIX__V1__REPLY__RESULT_ERROR ? reply->error->message : "no submission");
  done_with(reply);
}

static void put(const char *id, const char *name, const char *text) {
  struct sample sample;
  expect_submitted(submit(&fixture, sample_init(&sample, id, name, text), ""));
}

static Helix__V1__Reply *ask_merge(const char *keep, const char *drop) {
  Helix__V1__MergeStakeholders call = HELIX__V1__MERGE_STAKEHOLDERS__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  call.keep = STR(keep);
  call.drop = STR(drop);
  request.call_case = HELIX__V1__REQUEST__CALL_MERGE_STAKEHOLDERS;
  request.merge_stakeholders = &call;
  return ask(&fixture, &request);
}

static Helix__V1__Reply *ask_undo(uint64_t number) {
  Helix__V1__UndoMerge call = HELIX__V1__UNDO_MERGE__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  call.number = number;
  request.call_case = HELIX__V1__REQUEST__CALL_UNDO_MERGE;
  request.undo_merge = &call;
  return ask(&fixture, &request);
}

static Helix__V1__Reply *ask_duplicates(const char *only) {
  Helix__V1__ListDuplicates call = HELIX__V1__LIST_DUPLICATES__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  call.stakeholder = STR(only);
  request.call_case = HELIX__V1__REQUEST__CALL_LIST_DUPLICATES;
  request.list_duplicates = &call;
  return ask(&fixture, &request);
}

static const Helix__V1__Merge *merge_of(const Helix__V1__Reply *reply) {
  cr_assert_eq(reply->result_case, HELIX__V1__REPLY__RESULT_MERGE, "%s",
               reply->result_case == HELIX__V1__REPLY__RESULT_ERROR ? reply->error->message : "no merge");
  return reply->merge;
}

static uint64_t merge(const char *keep, const char *drop) {
  Helix__V1__Reply *reply = ask_merge(keep, drop);
  uint64_t number = merge_of(reply)->number;
  done_with(reply);
  return number;
}

static void undo(uint64_t number) {
  Helix__V1__Reply *reply = ask_undo(number);
  cr_expect_gt(merge_of(reply)->undone_at_ms, 0);
  done_with(reply);
}

static size_t duplicate_count(const char *only) {
  Helix__V1__Reply *reply = ask_duplicates(only);
  cr_assert_eq(reply->result_case, HELIX__V1__REPLY__RESULT_DUPLICATES);
  size_t count = reply->duplicates->n_duplicates;
  done_with(reply);
  return count;
}

static size_t match_count(const char *theme) {
  Helix__V1__Reply *reply = match_theme(&fixture, theme);
  size_t count = matches_of(reply)->n_matches;
  done_with(reply);
  return count;
}

// The packed profile of a record's latest revision; and how the record stands.
struct standing {
  unsigned char bytes[4096];
  size_t count;
  Helix__V1__RecordState state;
  uint64_t revision;
};

static struct standing standing_of(const char *id) {
  struct standing standing = {0};
  Helix__V1__Reply *reply = get(&fixture, id, 0);
  cr_assert_eq(reply->result_case, HELIX__V1__REPLY__RESULT_STAKEHOLDER);
  const Helix__V1__StakeholderRecord *record = reply->stakeholder;
  standing.count = helix__v1__stakeholder__get_packed_size(record->stakeholder);
  cr_assert_leq(standing.count, sizeof standing.bytes);
  helix__v1__stakeholder__pack(record->stakeholder, standing.bytes);
  standing.state = record->state;
  standing.revision = record->revision;
  done_with(reply);
  return standing;
}

static bool is_same_profile(const struct standing *one, const struct standing *other) {
  return one->count == other->count && !memcmp(one->bytes, other->bytes, one->count);
}

// --- through the service

Test(merge, what_was_dropped_is_withdrawn_and_found_under_the_one_that_is_kept) {
  put("one", "Rossi Meccanica", "We make machines.");
  put("other", "Rossi Meccanica Srl", "We do textile recycling.");
  cr_expect_eq(duplicate_count(""), 1u);
  cr_expect_eq(match_count("textile-recycling"), 1u);
  Helix__V1__Reply *reply = ask_merge("one", "other");
  const Helix__V1__Merge *told = merge_of(reply);
  cr_expect_eq(told->number, 1u);
  cr_expect_str_eq(told->keep, "one");
  cr_expect_str_eq(told->drop, "other");
  cr_expect_eq(told->keep_revision, 2u);
  cr_expect_eq(told->drop_revision, 2u);
  cr_expect_gt(told->merged_at_ms, 0);
  cr_expect_eq(told->undone_at_ms, 0);
  done_with(reply);
  cr_expect_eq(standing_of("one").state, HELIX__V1__RECORD_STATE__PUBLISHED);
  cr_expect_eq(standing_of("other").state, HELIX__V1__RECORD_STATE__WITHDRAWN);
  reply = match_theme(&fixture, "textile-recycling");
  cr_assert_eq(matches_of(reply)->n_matches, 1u);
  cr_expect_str_eq(matches_of(reply)->matches[0]->id, "one");
  done_with(reply);
  reply = get(&fixture, "one", 0);
  cr_expect_eq(reply->stakeholder->stakeholder->n_statements, 2u);
  done_with(reply);
  cr_expect_eq(duplicate_count(""), 0u, "who was merged is no duplicate any more");
}

Test(merge, the_history_says_into_what) {
  put("one", "Rossi Meccanica", "We make machines.");
  put("other", "Rossi Meccanica Srl", "We do textile recycling.");
  merge("one", "other");
  Helix__V1__GetStakeholderHistory call = HELIX__V1__GET_STAKEHOLDER_HISTORY__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  call.id = STR("other");
  request.call_case = HELIX__V1__REQUEST__CALL_GET_STAKEHOLDER_HISTORY;
  request.get_stakeholder_history = &call;
  Helix__V1__Reply *reply = ask(&fixture, &request);
  cr_assert_eq(reply->result_case, HELIX__V1__REPLY__RESULT_HISTORY);
  cr_expect_str_eq(reply->history->revisions[0]->reason, "merged into one");
  done_with(reply);
}

Test(merge, undoing_leaves_both_byte_for_byte_as_before) {
  put("one", "Rossi Meccanica", "We make machines.");
  put("other", "Rossi Meccanica Srl", "We do textile recycling.");
  struct standing one = standing_of("one"), other = standing_of("other");
  uint64_t number = merge("one", "other");
  struct standing merged = standing_of("one");
  cr_expect_not(is_same_profile(&one, &merged));
  undo(number);
  struct standing one_again = standing_of("one"), other_again = standing_of("other");
  cr_expect(is_same_profile(&one, &one_again));
  cr_expect(is_same_profile(&other, &other_again));
  cr_expect_eq(one_again.state, HELIX__V1__RECORD_STATE__PUBLISHED);
  cr_expect_eq(other_again.state, HELIX__V1__RECORD_STATE__PUBLISHED);
  cr_expect_eq(one_again.revision, 3u);
  cr_expect_eq(other_again.revision, 3u);
  Helix__V1__Reply *reply = match_theme(&fixture, "textile-recycling");
  cr_assert_eq(matches_of(reply)->n_matches, 1u);
  cr_expect_str_eq(matches_of(reply)->matches[0]->id, "other");
  done_with(reply);
  cr_expect_eq(duplicate_count("one"), 1u, "they are proposed again");
}

Test(merge, undoing_holds_after_a_restart) {
  put("one", "Rossi Meccanica", "We make machines.");
  put("other", "Rossi Meccanica Srl", "We do textile recycling.");
  struct standing one = standing_of("one"), other = standing_of("other");
  uint64_t number = merge("one", "other");
  fixture_stop(&fixture);
  fixture_start(&fixture);
  cr_expect_eq(standing_of("other").state, HELIX__V1__RECORD_STATE__WITHDRAWN);
  undo(number);
  fixture_stop(&fixture);
  fixture_start(&fixture);
  struct standing one_again = standing_of("one"), other_again = standing_of("other");
  cr_expect(is_same_profile(&one, &one_again) && is_same_profile(&other, &other_again));
  cr_expect_eq(match_count("textile-recycling"), 1u);
}

Test(merge, what_cannot_be_merged_says_why) {
  put("one", "Rossi Meccanica", "We make machines.");
  put("other", "Rossi Meccanica Srl", "We do textile recycling.");
  put("gone", "Bianchi", "We design.");
  expect_error(ask_merge("one", "one"), HELIX__V1__ERROR_CODE__INVALID_ARGUMENT, "\"one\"");
  expect_error(ask_merge("", "one"), HELIX__V1__ERROR_CODE__INVALID_ARGUMENT, "keep");
  expect_error(ask_merge("one", ""), HELIX__V1__ERROR_CODE__INVALID_ARGUMENT, "drop");
  expect_error(ask_merge("one", "nobody"), HELIX__V1__ERROR_CODE__NOT_FOUND, "nobody");
  expect_error(ask_merge("nobody", "one"), HELIX__V1__ERROR_CODE__NOT_FOUND, "nobody");
  merge("one", "gone");
  expect_error(ask_merge("other", "gone"), HELIX__V1__ERROR_CODE__CONFLICT, "\"gone\" is withdrawn");
  expect_error(ask_merge("gone", "other"), HELIX__V1__ERROR_CODE__CONFLICT, "\"gone\" is withdrawn");
  expect_error(ask_duplicates("gone"), HELIX__V1__ERROR_CODE__CONFLICT, "\"gone\" is withdrawn");
  expect_error(ask_duplicates("nobody"), HELIX__V1__ERROR_CODE__NOT_FOUND, "nobody");
}

// Five statements are the most here: the merged profile would have six.
Test(merge, a_profile_that_could_not_be_submitted_is_not_made_and_nothing_is_changed) {
  static const char *const texts[] = {"alpha", "beta", "gamma", "delta", "epsilon"};
  Helix__V1__Statement statements[5], *list[5];
  struct sample sample;
  sample_init(&sample, "one", "Rossi Meccanica", "");
  for (int i = 0; i < 5; i++) {
    helix__v1__statement__init(&statements[i]);
    statements[i].kind = HELIX__V1__STATEMENT_KIND__OFFER;
    statements[i].text = STR(texts[i]);
    list[i] = &statements[i];
  }
  sample.stakeholder.statements = list;
  sample.stakeholder.n_statements = 5;
  expect_submitted(submit(&fixture, &sample.stakeholder, ""));
  put("other", "Rossi Meccanica Srl", "We do textile recycling.");
  struct standing one = standing_of("one"), other = standing_of("other");
  Helix__V1__Reply *reply = ask_merge("one", "other");
  cr_assert_eq(reply->result_case, HELIX__V1__REPLY__RESULT_ERROR);
  cr_expect_eq(reply->error->code, HELIX__V1__ERROR_CODE__INVALID_ARGUMENT);
  cr_assert_geq(reply->error->n_findings, 1u);
  cr_expect_str_eq(reply->error->findings[0]->field, "statements");
  done_with(reply);
  struct standing one_again = standing_of("one"), other_again = standing_of("other");
  cr_expect(!memcmp(&one, &one_again, sizeof one) && !memcmp(&other, &other_again, sizeof other));
  cr_expect_eq(match_count("textile-recycling"), 1u);
  expect_error(ask_undo(1), HELIX__V1__ERROR_CODE__NOT_FOUND, "no merge 1");
}

Test(merge, undoing_twice_or_what_never_was_is_refused) {
  put("one", "Rossi Meccanica", "We make machines.");
  put("other", "Rossi Meccanica Srl", "We do textile recycling.");
  uint64_t number = merge("one", "other");
  undo(number);
  expect_error(ask_undo(number), HELIX__V1__ERROR_CODE__CONFLICT, "undone already");
  expect_error(ask_undo(number + 1), HELIX__V1__ERROR_CODE__NOT_FOUND, "no merge 2");
  expect_error(ask_undo(0), HELIX__V1__ERROR_CODE__INVALID_ARGUMENT, "number");
}

Test(merge, what_changed_meanwhile_is_not_undone) {
  put("one", "Rossi Meccanica", "We make machines.");
  put("other", "Rossi Meccanica Srl", "We do textile recycling.");
  uint64_t number = merge("one", "other");
  put("one", "Rossi Meccanica", "We make other machines.");
  struct standing changed = standing_of("one");
  expect_error(ask_undo(number), HELIX__V1__ERROR_CODE__CONFLICT,
               "\"one\" has changed since merge 1 made its revision 2: it is at revision 3");
  struct standing after = standing_of("one");
  cr_expect(!memcmp(&changed, &after, sizeof after));
  cr_expect_eq(standing_of("other").state, HELIX__V1__RECORD_STATE__WITHDRAWN);
}

Test(merge, what_was_dropped_and_came_back_is_not_undone) {
  put("one", "Rossi Meccanica", "We make machines.");
  put("other", "Rossi Meccanica Srl", "We do textile recycling.");
  uint64_t number = merge("one", "other");
  put("other", "Rossi Meccanica Srl", "We do textile recycling.");
  expect_error(ask_undo(number), HELIX__V1__ERROR_CODE__CONFLICT, "\"other\" has changed");
}

static void withdraw(const char *id, const char *reason) {
  Helix__V1__WithdrawStakeholder call = HELIX__V1__WITHDRAW_STAKEHOLDER__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  call.id = STR(id);
  call.reason = STR(reason);
  request.call_case = HELIX__V1__REQUEST__CALL_WITHDRAW_STAKEHOLDER;
  request.withdraw_stakeholder = &call;
  Helix__V1__Reply *reply = ask(&fixture, &request);
  cr_assert_eq(reply->result_case, HELIX__V1__REPLY__RESULT_STAKEHOLDER);
  done_with(reply);
}

// The profiles are those that the merge left; that they are withdrawn is somebody's will.
Test(merge, what_was_withdrawn_meanwhile_is_not_brought_back) {
  put("one", "Rossi Meccanica", "We make machines.");
  put("other", "Rossi Meccanica Srl", "We do textile recycling.");
  uint64_t number = merge("one", "other");
  withdraw("one", "");
  expect_error(ask_undo(number), HELIX__V1__ERROR_CODE__CONFLICT, "\"one\" has changed");
  put("third", "Bianchi Tessuti", "We weave.");
  put("fourth", "Bianchi Tessuti Srl", "We spin.");
  number = merge("third", "fourth");
  put("fourth", "Bianchi Tessuti Srl", "We spin.");
  withdraw("fourth", "closed in May");
  expect_error(ask_undo(number), HELIX__V1__ERROR_CODE__CONFLICT, "\"fourth\" has changed");
  cr_expect_eq(standing_of("fourth").state, HELIX__V1__RECORD_STATE__WITHDRAWN);
}

Test(merge, merges_on_top_of_each_other_are_undone_from_the_last) {
  put("one", "Rossi Meccanica", "We make machines.");
  put("other", "Rossi Meccanica Srl", "We do textile recycling.");
  put("third", "Rossi Meccanica SpA", "We do industrial design.");
  struct standing one = standing_of("one"), other = standing_of("other"), third = standing_of("third");
  uint64_t first = merge("one", "other"), second = merge("one", "third");
  expect_error(ask_undo(first), HELIX__V1__ERROR_CODE__CONFLICT, "unmerge 2");
  undo(second);
  undo(first);
  struct standing one_again = standing_of("one"), other_again = standing_of("other"),
                  third_again = standing_of("third");
  cr_expect(is_same_profile(&one, &one_again) && is_same_profile(&other, &other_again) &&
            is_same_profile(&third, &third_again));
  cr_expect_eq(match_count("textile-recycling"), 1u);
}

Test(merge, a_repeated_key_merges_once) {
  put("one", "Rossi Meccanica", "We make machines.");
  put("other", "Rossi Meccanica Srl", "We do textile recycling.");
  Helix__V1__MergeStakeholders call = HELIX__V1__MERGE_STAKEHOLDERS__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  call.keep = STR("one");
  call.drop = STR("other");
  request.idempotency_key = STR("0123456789abcdef");
  request.call_case = HELIX__V1__REQUEST__CALL_MERGE_STAKEHOLDERS;
  request.merge_stakeholders = &call;
  for (int i = 0; i < 2; i++) {
    Helix__V1__Reply *reply = ask(&fixture, &request);
    cr_expect_eq(merge_of(reply)->number, 1u);
    done_with(reply);
  }
  cr_expect_eq(standing_of("one").revision, 2u);
}

// --- what is taken over

static struct arena *arena;
static struct vocabulary *vocabulary;

static void open_words(void) {
  struct error error;
  const struct vocabulary_files files = {.themes = HELIX_SOURCE_DIR "/config/themes.ttl",
                                         .places = HELIX_SOURCE_DIR "/config/places.yaml",
                                         .size_regimes = HELIX_SOURCE_DIR "/config/size-regimes.yaml"};
  cr_assert_eq(vocabulary_load(&files, &vocabulary, &error), 0, "%s", error.message);
  arena = arena_new(SIZE_MAX);
}

static void close_words(void) {
  arena_free(arena);
  vocabulary_unref(vocabulary);
}

TestSuite(merge_profiles, .init = open_words, .fini = close_words);

static Helix__V1__Text *text(const char *language, const char *value) {
  Helix__V1__Text *made = arena_need(arena, sizeof *made);
  helix__v1__text__init(made);
  made->language = STR(language);
  made->value = STR(value);
  return made;
}

static Helix__V1__Statement *statement(const char *id, const char *words) {
  Helix__V1__Statement *made = arena_need(arena, sizeof *made);
  helix__v1__statement__init(made);
  made->id = STR(id);
  made->text = STR(words);
  return made;
}

static Helix__V1__Stakeholder *profile(const char *id, const char *name) {
  Helix__V1__Stakeholder *made = arena_need(arena, sizeof *made);
  helix__v1__stakeholder__init(made);
  made->id = STR(id);
  made->name = STR(name);
  return made;
}

static Helix__V1__Stakeholder *merged_of(const Helix__V1__Stakeholder *keep, const Helix__V1__Stakeholder *drop) {
  return merge_profiles(arena, vocabulary, keep, drop);
}

Test(merge_profiles, lists_are_united_and_the_kept_come_first) {
  Helix__V1__Stakeholder *keep = profile("one", "One"), *drop = profile("other", "one");
  char *mine[] = {STR("bologna"), STR("milano")}, *theirs[] = {STR("nanjing"), STR("bologna")};
  keep->places = keep->sectors = keep->languages = keep->themes = mine;
  keep->n_places = keep->n_sectors = keep->n_languages = keep->n_themes = 2;
  drop->places = drop->sectors = drop->languages = drop->themes = theirs;
  drop->n_places = drop->n_sectors = drop->n_languages = drop->n_themes = 2;
  const Helix__V1__Stakeholder *merged = merged_of(keep, drop);
  cr_assert(merged->n_places == 3 && merged->n_sectors == 3 && merged->n_languages == 3 && merged->n_themes == 3);
  cr_expect_str_eq(merged->places[0], "bologna");
  cr_expect_str_eq(merged->places[2], "nanjing");
  cr_expect_str_eq(merged->id, "one");
  cr_expect_str_eq(merged->name, "One");
  cr_expect_eq(merged->n_names, 0u, "the same name in small letters is no other");
  cr_expect(keep->n_places == 2 && drop->n_places == 2, "they stay as they were");
}

Test(merge_profiles, texts_only_where_there_is_none) {
  Helix__V1__Stakeholder *keep = profile("one", "One"), *drop = profile("other", "One");
  keep->website = STR("https://one.example");
  drop->website = STR("https://other.example");
  drop->founded = STR("1999");
  drop->startup = true;
  const Helix__V1__Stakeholder *merged = merged_of(keep, drop);
  cr_expect_str_eq(merged->website, "https://one.example");
  cr_expect_str_eq(merged->founded, "1999");
  cr_expect_not(merged->startup, "what it is, the kept one says");
}

Test(merge_profiles, another_name_becomes_a_further_one) {
  Helix__V1__Stakeholder *keep = profile("one", "Nanjing Tech University"), *drop = profile("other", "南京工业大学");
  Helix__V1__Text *names[] = {text("it", "Politecnico di Nanchino"), text("en", "Nanjing Tech University")};
  drop->names = names;
  drop->n_names = 1;
  const Helix__V1__Stakeholder *merged = merged_of(keep, drop);
  cr_assert_eq(merged->n_names, 2u);
  cr_expect_str_eq(merged->names[0]->value, "Politecnico di Nanchino");
  cr_expect_str_eq(merged->names[1]->value, "南京工业大学");
  cr_expect_str_eq(merged->names[1]->language, "zh");
}

Test(merge_profiles, identifiers_in_another_spelling_are_there_already) {
  Helix__V1__Stakeholder *keep = profile("one", "One"), *drop = profile("other", "One");
  Helix__V1__Identifier ids[3], *mine[] = {&ids[0]}, *theirs[] = {&ids[1], &ids[2]};
  static const char *const values[][2] = {{"vat", "01234567890"}, {"VAT", "IT 01234567890"}, {"pic", "999888777"}};
  char *places[] = {STR("bologna")};
  for (int i = 0; i < 3; i++) {
    helix__v1__identifier__init(&ids[i]);
    ids[i].scheme = STR(values[i][0]);
    ids[i].value = STR(values[i][1]);
  }
  keep->places = drop->places = places;
  keep->n_places = drop->n_places = 1;
  keep->identifiers = mine;
  keep->n_identifiers = 1;
  drop->identifiers = theirs;
  drop->n_identifiers = 2;
  const Helix__V1__Stakeholder *merged = merged_of(keep, drop);
  cr_assert_eq(merged->n_identifiers, 2u);
  cr_expect_str_eq(merged->identifiers[1]->scheme, "pic");
}

Test(merge_profiles, statements_get_new_ids_where_theirs_are_taken) {
  Helix__V1__Stakeholder *keep = profile("one", "One"), *drop = profile("other", "One");
  Helix__V1__Statement *mine[] = {statement("s1", "alpha"), statement("s2", "beta")};
  Helix__V1__Statement *theirs[] = {statement("s1", "gamma"), statement("s7", "beta"), statement("s3", "delta")};
  keep->statements = mine;
  keep->n_statements = 2;
  drop->statements = theirs;
  drop->n_statements = 3;
  const Helix__V1__Stakeholder *merged = merged_of(keep, drop);
  cr_assert_eq(merged->n_statements, 4u, "beta is said already");
  cr_expect_str_eq(merged->statements[2]->id, "s4");
  cr_expect_str_eq(merged->statements[2]->text, "gamma");
  cr_expect_str_eq(merged->statements[3]->id, "s3");
  cr_expect_str_eq(theirs[0]->id, "s1", "it stays as it was");
}

Test(merge_profiles, figures_owners_contacts_and_teasers) {
  Helix__V1__Stakeholder *keep = profile("one", "One"), *drop = profile("other", "One");
  Helix__V1__Figures figures[3], *figures_mine[] = {&figures[0]}, *figures_theirs[] = {&figures[1], &figures[2]};
  Helix__V1__Owner owners[4], *owners_mine[] = {&owners[0]}, *owners_theirs[] = {&owners[1], &owners[2], &owners[3]};
  Helix__V1__Contact contacts[3], *contacts_mine[] = {&contacts[0]}, *contacts_theirs[] = {&contacts[1], &contacts[2]};
  static const char *const owner_ids[] = {"", "", "one", "fund"}, *const owner_names[] = {"Rossi", "ROSSI", "One",
                                                                                          "A fund"};
  static const char *const emails[] = {"a@one.example", "A@ONE.example", "b@one.example"};
  Helix__V1__Text *teasers_mine[] = {text("en", "Machines")},
                  *teasers_theirs[] = {text("en", "Yarn"), text("it", "Filati")};
  for (uint32_t i = 0; i < 4; i++) {
    helix__v1__owner__init(&owners[i]);
    owners[i].id = STR(owner_ids[i]);
    owners[i].name = STR(owner_names[i]);
  }
  for (uint32_t i = 0; i < 3; i++) {
    helix__v1__figures__init(&figures[i]);
    figures[i].year = i < 2 ? 2024 : 2023;
    figures[i].staff = i + 1;
    helix__v1__contact__init(&contacts[i]);
    contacts[i].id = STR("c1");
    contacts[i].name = STR("Anna");
    contacts[i].email = STR(emails[i]);
  }
  keep->figures = figures_mine;
  keep->owners = owners_mine;
  keep->contacts = contacts_mine;
  keep->teasers = teasers_mine;
  keep->n_figures = keep->n_owners = keep->n_contacts = keep->n_teasers = 1;
  drop->figures = figures_theirs;
  drop->owners = owners_theirs;
  drop->contacts = contacts_theirs;
  drop->teasers = teasers_theirs;
  drop->n_owners = 3;
  drop->n_figures = drop->n_contacts = drop->n_teasers = 2;
  const Helix__V1__Stakeholder *merged = merged_of(keep, drop);
  cr_assert_eq(merged->n_figures, 2u);
  cr_expect_eq(merged->figures[0]->staff, 1u, "the kept one's figures of 2024 stay");
  cr_expect_eq(merged->figures[1]->year, 2023u);
  cr_assert_eq(merged->n_owners, 2u, "not Rossi twice, and nobody owns itself");
  cr_expect_str_eq(merged->owners[1]->id, "fund");
  cr_assert_eq(merged->n_contacts, 2u);
  cr_expect_str_eq(merged->contacts[1]->email, "b@one.example");
  cr_expect_str_eq(merged->contacts[1]->id, "c2");
  cr_assert_eq(merged->n_teasers, 2u);
  cr_expect_str_eq(merged->teasers[0]->value, "Machines");
  cr_expect_str_eq(merged->teasers[1]->value, "Filati");
}

// Whatever field is added to profiles: it is one of those that a merge knows how to take over, or leaves on purpose.
Test(merge_profiles, every_field_is_thought_of) {
  const ProtobufCMessageDescriptor *descriptor = &helix__v1__stakeholder__descriptor;
  cr_expect_eq(descriptor->n_fields, 19u, "a new field: is it taken over as it should be?");
  for (unsigned i = 0; i < descriptor->n_fields; i++)
    if (descriptor->fields[i].label == PROTOBUF_C_LABEL_REPEATED)
      cr_expect(descriptor->fields[i].type == PROTOBUF_C_TYPE_STRING ||
                    descriptor->fields[i].type == PROTOBUF_C_TYPE_MESSAGE,
                "%s is left out", descriptor->fields[i].name);
}
