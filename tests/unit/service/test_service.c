// SPDX-License-Identifier: Apache-2.0
#include "fixture.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#define KEY "0123456789abcdef"

static struct fixture fixture;

static void open_fixture(void) {
  fixture_open(&fixture);
}

static void close_fixture(void) {
  fixture_close(&fixture);
}

TestSuite(service, .init = open_fixture, .fini = close_fixture, .timeout = 60);

static void done_with(Helix__V1__Reply *reply) {
  helix__v1__reply__free_unpacked(reply, NULL);
}

static void expect_error(Helix__V1__Reply *reply, Helix__V1__ErrorCode code) {
  cr_assert_eq(reply->result_case, HELIX__V1__REPLY__RESULT_ERROR, "an error was expected");
  cr_expect_eq(reply->error->code, code, "code %d: %s", reply->error->code, reply->error->message);
  cr_expect_gt(strlen(reply->error->message), 5);
  cr_expect_gt(strlen(reply->error->hint), 5, "it says what to do: %s", reply->error->message);
  done_with(reply);
}

static void expect_outcome(Helix__V1__Reply *reply, Helix__V1__Submitted__Outcome outcome, uint64_t revision) {
  cr_assert_eq(reply->result_case, HELIX__V1__REPLY__RESULT_SUBMITTED, "%s",
               reply->result_case == HELIX__V1__REPLY__RESULT_ERROR ? reply->error->message : "no submission");
  cr_expect_eq(reply->submitted->outcome, outcome);
  cr_expect_eq(reply->submitted->revision, revision);
  done_with(reply);
}

static size_t count_of(const char *theme) {
  Helix__V1__Reply *reply = match_theme(&fixture, theme);
  cr_assert_eq(reply->result_case, HELIX__V1__REPLY__RESULT_MATCHES);
  size_t count = reply->matches->n_matches;
  cr_expect_eq(count == 0, *reply->matches->empty_reason != 0, "an empty list has its reason");
  done_with(reply);
  return count;
}

Test(service, a_profile_is_matched_as_soon_as_it_is_acknowledged) {
  struct sample sample;
  cr_expect_eq(count_of("textile-recycling"), 0);
  expect_outcome(submit(&fixture, sample_init(&sample, "one", "One", "We do textile recycling."), KEY),
                 HELIX__V1__SUBMITTED__OUTCOME__CREATED, 1);
  cr_expect_eq(count_of("textile-recycling"), 1);
  cr_expect_eq(count_of("circular-economy"), 1, "what is narrower counts");
  cr_expect_eq(count_of("industrial-design"), 0);
}

Test(service, a_chinese_profile_meets_an_english_theme_through_the_thesaurus) {
  struct sample sample;
  done_with(submit(&fixture, sample_init(&sample, "zh", "南京公司", "我们从事纺织品回收业务。"), KEY));
  cr_expect_eq(count_of("textile-recycling"), 1);
}

static void expect_language(const char *text, const char *language, const char *theme) {
  Helix__V1__FreeText free_text = HELIX__V1__FREE_TEXT__INIT;
  Helix__V1__MatchThemes call = HELIX__V1__MATCH_THEMES__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  free_text.text = STR(text);
  call.subject_case = HELIX__V1__MATCH_THEMES__SUBJECT_TEXT;
  call.text = &free_text;
  request.call_case = HELIX__V1__REQUEST__CALL_MATCH_THEMES;
  request.match_themes = &call;
  Helix__V1__Reply *reply = ask(&fixture, &request);
  cr_assert_eq(reply->result_case, HELIX__V1__REPLY__RESULT_MATCHES);
  cr_expect_str_eq(reply->matches->language, language, "%s", text);
  cr_assert_gt(reply->matches->n_matches, 0, "%s", text);
  cr_expect_str_eq(reply->matches->matches[0]->id, theme, "%s", text);
  done_with(reply);
}

Test(service, a_few_words_without_a_language_are_understood) {
  expect_language("economia circolare", "it", "circular-economy");
  expect_language("circular economy", "en", "circular-economy");
  expect_language("循环经济", "zh", "circular-economy");
}

Test(service, what_is_changed_or_withdrawn_is_found_no_more) {
  struct sample sample;
  done_with(submit(&fixture, sample_init(&sample, "one", "One", "textile recycling"), KEY "1"));
  expect_outcome(submit(&fixture, sample_init(&sample, "one", "One", "industrial design"), KEY "2"),
                 HELIX__V1__SUBMITTED__OUTCOME__UPDATED, 2);
  cr_expect_eq(count_of("textile-recycling"), 0);
  cr_expect_eq(count_of("industrial-design"), 1);
  Helix__V1__WithdrawStakeholder call = HELIX__V1__WITHDRAW_STAKEHOLDER__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  call.id = STR("one");
  request.call_case = HELIX__V1__REQUEST__CALL_WITHDRAW_STAKEHOLDER;
  request.withdraw_stakeholder = &call;
  for (int i = 0; i < 2; i++) { // the second time nothing changes
    Helix__V1__Reply *reply = ask(&fixture, &request);
    cr_assert_eq(reply->result_case, HELIX__V1__REPLY__RESULT_STAKEHOLDER);
    cr_expect_eq(reply->stakeholder->state, HELIX__V1__RECORD_STATE__WITHDRAWN);
    cr_expect_eq(reply->stakeholder->revision, 3);
    done_with(reply);
  }
  cr_expect_eq(count_of("industrial-design"), 0);
  expect_outcome(submit(&fixture, sample_init(&sample, "one", "One", "industrial design"), KEY "4"),
                 HELIX__V1__SUBMITTED__OUTCOME__UPDATED, 4);
  cr_expect_eq(count_of("industrial-design"), 1, "submitting again brings it back");
}

Test(service, everything_is_there_after_a_restart) {
  struct sample sample;
  done_with(submit(&fixture, sample_init(&sample, "one", "One", "textile recycling"), KEY));
  fixture_stop(&fixture);
  fixture_start(&fixture);
  cr_expect_eq(count_of("textile-recycling"), 1);
  Helix__V1__Reply *reply = get(&fixture, "one", 0);
  cr_assert_eq(reply->result_case, HELIX__V1__REPLY__RESULT_STAKEHOLDER);
  cr_expect_str_eq(reply->stakeholder->stakeholder->name, "One");
  done_with(reply);
  expect_outcome(submit(&fixture, sample_init(&sample, "one", "One", "textile recycling"), KEY),
                 HELIX__V1__SUBMITTED__OUTCOME__CREATED, 1); // the key remembers
}

Test(service, a_repeated_key_has_one_effect_and_the_same_answer) {
  struct sample sample;
  for (int i = 0; i < 3; i++) {
    Helix__V1__Reply *reply = submit(&fixture, sample_init(&sample, "", "Nuova Impresa", "textile recycling"), KEY);
    cr_assert_eq(reply->result_case, HELIX__V1__REPLY__RESULT_SUBMITTED);
    cr_expect_str_eq(reply->submitted->id, "nuova-impresa");
    done_with(reply);
  }
  cr_expect_eq(count_of("textile-recycling"), 1);
  expect_error(submit(&fixture, sample_init(&sample, "", "Other", "text"), KEY), HELIX__V1__ERROR_CODE__CONFLICT);
  expect_error(submit(&fixture, sample_init(&sample, "", "Other", "text"), "short"),
               HELIX__V1__ERROR_CODE__INVALID_ARGUMENT);
}

Test(service, ids_made_from_names_do_not_collide) {
  struct sample sample;
  const char *const expected[] = {"universita-di-bologna", "universita-di-bologna-2", "universita-di-bologna-3"};
  for (int i = 0; i < 3; i++) {
    Helix__V1__Reply *reply = submit(&fixture, sample_init(&sample, "", "Università di Bologna", "text"), "");
    cr_assert_eq(reply->result_case, HELIX__V1__REPLY__RESULT_SUBMITTED);
    cr_expect_str_eq(reply->submitted->id, expected[i]);
    done_with(reply);
  }
}

Test(service, the_same_content_again_is_no_revision) {
  struct sample sample;
  done_with(submit(&fixture, sample_init(&sample, "one", "One", "text"), ""));
  expect_outcome(submit(&fixture, sample_init(&sample, "one", "One", "text"), ""),
                 HELIX__V1__SUBMITTED__OUTCOME__UNCHANGED, 1);
}

Test(service, an_outdated_revision_is_a_conflict) {
  struct sample sample;
  Helix__V1__SubmitStakeholder call = HELIX__V1__SUBMIT_STAKEHOLDER__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  done_with(submit(&fixture, sample_init(&sample, "one", "One", "text"), ""));
  done_with(submit(&fixture, sample_init(&sample, "one", "One", "another"), ""));
  call.stakeholder = sample_init(&sample, "one", "One", "a third");
  call.expected_revision = 1;
  request.call_case = HELIX__V1__REQUEST__CALL_SUBMIT_STAKEHOLDER;
  request.submit_stakeholder = &call;
  expect_error(ask(&fixture, &request), HELIX__V1__ERROR_CODE__CONFLICT);
  call.expected_revision = 2;
  expect_outcome(ask(&fixture, &request), HELIX__V1__SUBMITTED__OUTCOME__UPDATED, 3);
}

Test(service, a_bad_profile_is_refused_with_every_field) {
  struct sample sample;
  Helix__V1__Stakeholder *bad = sample_init(&sample, "Not An Id", "", "text");
  bad->helix = 77;
  sample.places[0] = STR("bolonga");
  sample.statement.trl = 12;
  Helix__V1__Reply *reply = submit(&fixture, bad, "");
  cr_assert_eq(reply->result_case, HELIX__V1__REPLY__RESULT_ERROR);
  cr_expect_eq(reply->error->code, HELIX__V1__ERROR_CODE__INVALID_ARGUMENT);
  const char *const fields[] = {"id", "name", "helix", "places[0]", "statements[0].trl"};
  for (size_t f = 0; f < sizeof fields / sizeof *fields; f++) {
    bool found = false;
    for (size_t i = 0; i < reply->error->n_findings; i++)
      found |= !strcmp(reply->error->findings[i]->field, fields[f]);
    cr_expect(found, "%s is among the findings", fields[f]);
  }
  bool near = false;
  for (size_t i = 0; i < reply->error->n_findings; i++)
    near |= strstr(reply->error->findings[i]->hint, "bologna") != NULL;
  cr_expect(near, "a slip of the pen is pointed out");
  done_with(reply);
  expect_error(get(&fixture, "Not An Id", 0), HELIX__V1__ERROR_CODE__NOT_FOUND);
}

Test(service, checking_stores_nothing) {
  struct sample sample;
  Helix__V1__SubmitStakeholder call = HELIX__V1__SUBMIT_STAKEHOLDER__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  call.stakeholder = sample_init(&sample, "one", "One", "text");
  call.check_only = true;
  request.call_case = HELIX__V1__REQUEST__CALL_SUBMIT_STAKEHOLDER;
  request.submit_stakeholder = &call;
  expect_outcome(ask(&fixture, &request), HELIX__V1__SUBMITTED__OUTCOME__CHECKED, 0);
  expect_error(get(&fixture, "one", 0), HELIX__V1__ERROR_CODE__NOT_FOUND);
}

Test(service, a_request_past_its_deadline_is_not_worked_on) {
  struct sample sample;
  Helix__V1__SubmitStakeholder call = HELIX__V1__SUBMIT_STAKEHOLDER__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  unsigned char bytes[1024];
  call.stakeholder = sample_init(&sample, "late", "Late", "text");
  request.call_case = HELIX__V1__REQUEST__CALL_SUBMIT_STAKEHOLDER;
  request.submit_stakeholder = &call;
  size_t count = helix__v1__request__pack(&request, bytes);
  expect_error(ask_bytes(&fixture, bytes, count, -1), HELIX__V1__ERROR_CODE__DEADLINE_EXCEEDED);
  expect_error(get(&fixture, "late", 0), HELIX__V1__ERROR_CODE__NOT_FOUND);
}

Test(service, damaged_requests_get_a_typed_answer_at_every_byte) {
  struct sample sample;
  Helix__V1__SubmitStakeholder call = HELIX__V1__SUBMIT_STAKEHOLDER__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  unsigned char bytes[1024];
  call.stakeholder = sample_init(&sample, "damaged", "Damaged", "text");
  call.check_only = true;
  request.call_case = HELIX__V1__REQUEST__CALL_SUBMIT_STAKEHOLDER;
  request.submit_stakeholder = &call;
  size_t count = helix__v1__request__pack(&request, bytes);
  unsigned answered = 0;
  for (size_t at = 2; at < count; at++) { // the first bytes say which call
    unsigned char before = bytes[at];
    bytes[at] = (unsigned char)(before ^ 0xff);
    struct fixture *f = &fixture;
    done_with(ask_bytes(f, bytes, count, 20000));
    answered++;
    bytes[at] = before;
  }
  cr_expect_eq(answered, count - 2);
}

Test(service, invalid_utf8_is_refused_by_field) {
  struct sample sample;
  Helix__V1__Reply *reply = submit(&fixture, sample_init(&sample, "one", "One \xff", "text"), "");
  cr_assert_eq(reply->result_case, HELIX__V1__REPLY__RESULT_ERROR);
  cr_expect_eq(reply->error->code, HELIX__V1__ERROR_CODE__INVALID_MESSAGE);
  cr_expect_not_null(strstr(reply->error->message, "stakeholder.name"), "%s", reply->error->message);
  done_with(reply);
}

// --- imports

static Helix__V1__Reply *import(const char *batch, size_t count, const char *texts[]) {
  Helix__V1__ImportStakeholders call = HELIX__V1__IMPORT_STAKEHOLDERS__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  struct sample samples[4];
  Helix__V1__Stakeholder *rows[4];
  char names[4][32];
  for (size_t i = 0; i < count; i++) {
    snprintf(names[i], sizeof names[i], "row-%zu", i);
    rows[i] = sample_init(&samples[i], names[i], names[i], texts[i]);
  }
  call.stakeholders = rows;
  call.n_stakeholders = count;
  call.batch = STR(batch);
  request.call_case = HELIX__V1__REQUEST__CALL_IMPORT_STAKEHOLDERS;
  request.import_stakeholders = &call;
  return ask(&fixture, &request);
}

static Helix__V1__Reply *finish(const char *batch, uint64_t rows, bool drop) {
  Helix__V1__FinishImport call = HELIX__V1__FINISH_IMPORT__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  call.batch = STR(batch);
  call.rows = rows;
  call.drop = drop;
  request.call_case = HELIX__V1__REQUEST__CALL_FINISH_IMPORT;
  request.finish_import = &call;
  return ask(&fixture, &request);
}

Test(service, an_import_takes_the_good_rows_and_names_the_bad) {
  const char *texts[] = {"textile recycling", "", "textile recycling"};
  Helix__V1__Reply *reply = import("", 3, texts);
  cr_assert_eq(reply->result_case, HELIX__V1__REPLY__RESULT_IMPORTED);
  cr_assert_eq(reply->imported->n_rows, 3);
  cr_expect_not_null(reply->imported->rows[0]->submitted);
  cr_assert_not_null(reply->imported->rows[1]->error);
  cr_expect_eq(reply->imported->rows[1]->error->code, HELIX__V1__ERROR_CODE__INVALID_ARGUMENT);
  cr_expect_not_null(reply->imported->rows[2]->submitted);
  done_with(reply);
  cr_expect_eq(count_of("textile-recycling"), 2);
}

Test(service, a_batch_is_nothing_until_it_is_all) {
  const char *texts[] = {"textile recycling", "textile recycling"};
  done_with(import(KEY, 2, texts));
  cr_expect_eq(count_of("textile-recycling"), 0);
  expect_error(finish(KEY, 3, false), HELIX__V1__ERROR_CODE__CONFLICT);
  cr_expect_eq(count_of("textile-recycling"), 0);
  fixture_stop(&fixture); // what is set aside survives
  fixture_start(&fixture);
  Helix__V1__Reply *reply = finish(KEY, 2, false);
  cr_assert_eq(reply->result_case, HELIX__V1__REPLY__RESULT_IMPORT_FINISHED);
  cr_expect_eq(reply->import_finished->created, 2);
  done_with(reply);
  cr_expect_eq(count_of("textile-recycling"), 2);
}

Test(service, a_dropped_batch_leaves_nothing) {
  const char *texts[] = {"textile recycling"};
  done_with(import(KEY, 1, texts));
  Helix__V1__Reply *reply = finish(KEY, 1, true);
  cr_expect_eq(reply->import_finished->dropped, 1);
  done_with(reply);
  cr_expect_eq(count_of("textile-recycling"), 0);
  expect_error(finish("bad name", 1, true), HELIX__V1__ERROR_CODE__INVALID_ARGUMENT);
}

// --- many at once

enum { WRITERS = 8, EACH = 40 };

static void *write_many(void *data) {
  unsigned number = *(unsigned *)data;
  for (unsigned i = 0; i < EACH; i++) {
    struct sample sample;
    char id[32];
    snprintf(id, sizeof id, "w%u-%u", number, i);
    Helix__V1__Reply *reply = submit(&fixture, sample_init(&sample, id, id, "textile recycling"), "");
    cr_assert_eq(reply->result_case, HELIX__V1__REPLY__RESULT_SUBMITTED);
    done_with(reply);
    done_with(get(&fixture, id, 0));
  }
  return NULL;
}

Test(service, many_writers_lose_nothing) {
  pthread_t threads[WRITERS];
  unsigned numbers[WRITERS];
  for (unsigned i = 0; i < WRITERS; i++) {
    numbers[i] = i;
    pthread_create(&threads[i], NULL, write_many, &numbers[i]);
  }
  for (unsigned i = 0; i < WRITERS; i++)
    pthread_join(threads[i], NULL);
  Helix__V1__Reply *reply = match_theme(&fixture, "textile-recycling");
  cr_expect_eq(reply->matches->considered, WRITERS * EACH);
  cr_expect_eq(reply->matches->n_matches, 10);
  for (size_t i = 1; i < reply->matches->n_matches; i++)
    cr_expect_lt(strcmp(reply->matches->matches[i - 1]->id, reply->matches->matches[i]->id), 0, "ties by id");
  done_with(reply);
}

// --- explanations

Test(service, contributions_sum_to_the_score_and_quote_both_sides) {
  struct sample sample;
  done_with(submit(&fixture, sample_init(&sample, "one", "One", "Riciclo tessile per l'economia circolare."), ""));
  Helix__V1__Reply *reply = match_theme(&fixture, "circular-economy");
  cr_assert_eq(reply->matches->n_matches, 1);
  const Helix__V1__Match *match = reply->matches->matches[0];
  int64_t sum = match->prior_points;
  for (size_t i = 0; i < match->n_contributions; i++) {
    const Helix__V1__Contribution *contribution = match->contributions[i];
    sum += contribution->points;
    if (contribution->facet == HELIX__V1__CONTRIBUTION__FACET__PRIOR)
      continue;
    cr_expect_eq(contribution->value > 0, contribution->n_evidence > 0);
    for (size_t e = 0; e < contribution->n_evidence; e++) {
      cr_expect_gt(strlen(contribution->evidence[e]->query_quote), 0);
      cr_expect_gt(strlen(contribution->evidence[e]->candidate_quote), 0);
      cr_expect_not_null(
          strstr("Riciclo tessile per l'economia circolare.", contribution->evidence[e]->candidate_quote));
    }
  }
  cr_expect_eq(sum, match->score);
  cr_expect_gt(match->score, 0);
  done_with(reply);
}

// --- reload

static void on_reloaded(void *data, int result, const struct error *error) {
  (void)error;
  __atomic_store_n((int *)data, result, __ATOMIC_SEQ_CST);
}

static int reload(void) {
  int result = 1000;
  struct error error;
  struct service_options options = fixture_options(&fixture);
  cr_assert_eq(service_reload(fixture.service, &options.vocabulary, &options.weights, on_reloaded, &result, &error), 0);
  while (__atomic_load_n(&result, __ATOMIC_SEQ_CST) == 1000)
    ;
  return result;
}

Test(service, a_reload_recognises_what_the_new_thesaurus_names) {
  struct sample sample;
  done_with(submit(&fixture, sample_init(&sample, "one", "One", "zeppelin maintenance"), ""));
  cr_expect_eq(count_of("industrial-design"), 0);
  FILE *file = fopen(fixture.themes, "a");
  fputs("t:industrial-design skos:altLabel \"zeppelin maintenance\"@en .\n", file);
  fclose(file);
  cr_expect_eq(reload(), 0);
  cr_expect_eq(count_of("industrial-design"), 1);
}

Test(service, an_old_or_other_id_of_a_theme_means_the_one_it_became) {
  struct sample sample;
  char *old[] = {STR("rag-picking")};
  FILE *file = fopen(fixture.themes, "a");
  fputs("t:rag-picking a skos:Concept ; skos:prefLabel \"Rag picking\"@en ; "
        "<http://www.w3.org/2002/07/owl#deprecated> true ; <http://purl.org/dc/terms/isReplacedBy> t:textile-recycling "
        ".\n"
        "<https://other.example/x-12> a skos:Concept ; skos:prefLabel \"Récupération textile\"@fr ; "
        "skos:exactMatch t:textile-recycling .\n",
        file);
  fclose(file);
  cr_assert_eq(reload(), 0);
  Helix__V1__Stakeholder *stakeholder = sample_init(&sample, "one", "One", "zeppelin maintenance");
  stakeholder->themes = old;
  stakeholder->n_themes = 1;
  expect_outcome(submit(&fixture, stakeholder, ""), HELIX__V1__SUBMITTED__OUTCOME__CREATED, 1);
  Helix__V1__Reply *reply = get(&fixture, "one", 0);
  cr_expect_str_eq(reply->stakeholder->stakeholder->themes[0], "textile-recycling");
  done_with(reply);
  cr_expect_eq(count_of("rag-picking"), 1);
  cr_expect_eq(count_of("x-12"), 1);
  Helix__V1__Filter filter = HELIX__V1__FILTER__INIT;
  Helix__V1__MatchStakeholders call = HELIX__V1__MATCH_STAKEHOLDERS__INIT;
  call.subject_case = HELIX__V1__MATCH_STAKEHOLDERS__SUBJECT_THEME_ID;
  call.theme_id = STR("circular-economy");
  call.filter = &filter;
  filter.n_themes = 1;
  for (int i = 0; i < 2; i++) {
    char *themes[] = {i ? STR("x-12") : STR("rag-picking")};
    filter.themes = themes;
    reply = match_stakeholders(&fixture, &call);
    cr_expect_eq(matches_of(reply)->n_matches, 1, "%s", themes[0]);
    done_with(reply);
  }
}

Test(service, a_reload_takes_other_weights) {
  struct sample sample;
  struct error error;
  int result = 1000;
  done_with(submit(&fixture, sample_init(&sample, "one", "One", "textile recycling"), ""));
  Helix__V1__Reply *before = match_theme(&fixture, "textile-recycling");
  struct service_options options = fixture_options(&fixture);
  cr_assert_eq(weights_parse("w", "[weights]\nversion = 1\ntext = 1000000\n", &options.weights, &error), 0);
  cr_assert_eq(service_reload(fixture.service, &options.vocabulary, &options.weights, on_reloaded, &result, &error), 0);
  while (__atomic_load_n(&result, __ATOMIC_SEQ_CST) == 1000)
    ;
  Helix__V1__Reply *after = match_theme(&fixture, "textile-recycling");
  cr_expect_str_eq(after->matches->weights_version, options.weights.version);
  cr_expect_str_neq(after->matches->weights_version, before->matches->weights_version);
  cr_expect_neq(after->matches->matches[0]->score, before->matches->matches[0]->score);
  done_with(before);
  done_with(after);
}

Test(service, a_broken_thesaurus_leaves_the_old_one) {
  struct sample sample;
  done_with(submit(&fixture, sample_init(&sample, "one", "One", "textile recycling"), ""));
  fixture_write(fixture.themes, "this is no turtle");
  cr_expect_lt(reload(), 0);
  cr_expect_eq(count_of("textile-recycling"), 1);
}

Test(service, a_second_service_on_the_same_state_is_refused) {
  struct service *second;
  struct error error;
  struct service_options options = fixture_options(&fixture);
  cr_expect_eq(service_open(&options, NULL, NULL, &second, &error), -ERROR_CONFLICT);
  cr_expect_not_null(strstr(error.message, fixture.state), "%s", error.message);
}

Test(service, after_the_stop_every_request_is_told_so) {
  struct sample sample;
  service_stop(fixture.service);
  expect_error(submit(&fixture, sample_init(&sample, "one", "One", "text"), ""), HELIX__V1__ERROR_CODE__STOPPING);
}
