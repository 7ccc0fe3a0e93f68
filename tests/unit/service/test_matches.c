// SPDX-License-Identifier: Apache-2.0
// The calls for matches as a client sees them: directions, filters, pages, single pairs, batches, other weights, wishes.
#include "fixture.h"

#include "base/date.h"
#include "store/store.h"

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

TestSuite(matches, .init = open_fixture, .fini = close_fixture, .timeout = 60);

static void done_with(Helix__V1__Reply *reply) {
  helix__v1__reply__free_unpacked(reply, NULL);
}

static void expect_error(Helix__V1__Reply *reply, Helix__V1__ErrorCode code, const char *words) {
  cr_assert_eq(reply->result_case, HELIX__V1__REPLY__RESULT_ERROR, "an error was expected");
  cr_expect_eq(reply->error->code, code, "code %d: %s", reply->error->code, reply->error->message);
  cr_expect_not_null(strstr(reply->error->message, words), "%s", reply->error->message);
  done_with(reply);
}

static void take(Helix__V1__Stakeholder *stakeholder) {
  Helix__V1__Reply *reply = submit(&fixture, stakeholder, "");
  cr_assert_eq(reply->result_case, HELIX__V1__REPLY__RESULT_SUBMITTED, "%s",
               reply->result_case == HELIX__V1__REPLY__RESULT_ERROR ? reply->error->message : "");
  done_with(reply);
}

static void register_one(const char *id, const char *text) {
  struct sample sample;
  take(sample_init(&sample, id, id, text));
}

static Helix__V1__Reply *partners_of(const char *id, const char *why) {
  Helix__V1__MatchPartners call = HELIX__V1__MATCH_PARTNERS__INIT;
  call.subject_case = HELIX__V1__MATCH_PARTNERS__SUBJECT_STAKEHOLDER_ID;
  call.stakeholder_id = STR(id);
  call.why = STR(why);
  return match_partners(&fixture, &call);
}

static const Helix__V1__Contribution *contribution_of(const Helix__V1__Match *match,
                                                      Helix__V1__Contribution__Facet facet,
                                                      Helix__V1__Contribution__Side side) {
  for (size_t i = 0; i < match->n_contributions; i++)
    if (match->contributions[i]->facet == facet && match->contributions[i]->side == side)
      return match->contributions[i];
  return NULL;
}

static void expect_sum(const Helix__V1__Match *match) {
  int64_t sum = match->prior_points;
  for (size_t i = 0; i < match->n_contributions; i++)
    sum += match->contributions[i]->points;
  cr_expect_eq(sum, match->score, "%s: %lld is not %u", match->id, (long long)sum, match->score);
}

static bool is_against(const Helix__V1__Match *match, Helix__V1__Exclusion__Gate gate) {
  for (size_t i = 0; i < match->n_against; i++)
    if (match->against[i]->gate == gate)
      return *match->against[i]->reason != 0;
  return false;
}

#define FACET(name) HELIX__V1__CONTRIBUTION__FACET__##name
#define SIDE(name) HELIX__V1__CONTRIBUTION__SIDE__##name
#define GATE(name) HELIX__V1__EXCLUSION__GATE__##name

// --- partners

// A business of Bologna with everything that can be stated.
struct full {
  struct sample sample;
  Helix__V1__CooperationType cooperations[1];
  Helix__V1__Partner sought, must;
  Helix__V1__Helix helix[1];
  char *languages[1], *places[1], *never[1];
};

static Helix__V1__Stakeholder *full_init(struct full *full, const char *id, const char *text, const char *place) {
  Helix__V1__Stakeholder *stakeholder = sample_init(&full->sample, id, id, text);
  Helix__V1__Statement *statement = &full->sample.statement;
  helix__v1__partner__init(&full->sought);
  helix__v1__partner__init(&full->must);
  full->cooperations[0] = HELIX__V1__COOPERATION_TYPE__JOINT_VENTURE;
  full->helix[0] = HELIX__V1__HELIX__BUSINESS;
  full->languages[0] = STR("it");
  full->sample.places[0] = STR(place);
  statement->cooperations = full->cooperations;
  statement->n_cooperations = 1;
  statement->direction = HELIX__V1__DIRECTION__JOINT;
  statement->trl = 6;
  statement->sought = &full->sought;
  full->sought.helix = full->helix;
  full->sought.n_helix = 1;
  stakeholder->languages = full->languages;
  stakeholder->n_languages = 1;
  return stakeholder;
}

Test(matches, partners_have_both_halves_and_evidence_from_both_sides) {
  struct full full;
  take(full_init(&full, "one", "textile recycling", "bologna"));
  take(full_init(&full, "two", "We do textile recycling.", "nanjing"));
  Helix__V1__Reply *reply = partners_of("one", "");
  const Helix__V1__MatchList *list = matches_of(reply);
  cr_assert_eq(list->n_matches, 1);
  const Helix__V1__Match *match = list->matches[0];
  cr_expect_str_eq(match->id, "two");
  cr_expect(match->forth > 0 && match->back > 0 && match->coverage > 0 && match->back_coverage > 0);
  expect_sum(match);
  const struct {
    Helix__V1__Contribution__Facet facet;
    const char *query_field, *candidate_field, *quote;
  } facts[] = {{FACET(COOPERATION), "statements[s1].cooperations", "statements[s1].cooperations", "joint venture"},
               {FACET(DIRECTION), "statements[s1].direction", "statements[s1].direction", "joint"},
               {FACET(READINESS), "statements[s1].trl", "statements[s1].trl", "6"},
               {FACET(LANGUAGE), "languages", "languages", "Italian"},
               {FACET(SOUGHT), "statements[s1].sought", "helix", "business"}};
  for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
    const Helix__V1__Contribution *forth = contribution_of(match, facts[i].facet, SIDE(FORTH));
    cr_assert(forth && forth->n_evidence == 1, "facet %d", facts[i].facet);
    cr_expect_eq(forth->value, 1000000, "facet %d", facts[i].facet);
    cr_expect_gt(forth->loss, 0);
    cr_expect_str_eq(forth->evidence[0]->query_field, facts[i].query_field);
    cr_expect_str_eq(forth->evidence[0]->candidate_field, facts[i].candidate_field);
    cr_expect_str_eq(forth->evidence[0]->query_quote, facts[i].quote);
    cr_expect_str_eq(forth->evidence[0]->candidate_quote, facts[i].quote);
  }
  const Helix__V1__Contribution *back = contribution_of(match, FACET(SOUGHT), SIDE(BACK));
  cr_assert(back && back->n_evidence == 1);
  cr_expect_str_eq(back->evidence[0]->query_field, "helix");
  cr_expect_str_eq(back->evidence[0]->candidate_field, "statements[s1].sought");
  cr_expect_not_null(contribution_of(match, FACET(PRIOR), SIDE(SIDE_UNSPECIFIED)));
  done_with(reply);
}

Test(matches, italian_and_chinese_partners_meet_through_concepts) {
  register_one("it", "Ci occupiamo di riciclo tessile.");
  register_one("zh", "我们从事纺织品回收业务。");
  Helix__V1__Reply *reply = partners_of("it", "");
  const Helix__V1__MatchList *list = matches_of(reply);
  cr_assert_eq(list->n_matches, 1);
  cr_expect_str_eq(list->matches[0]->id, "zh");
  cr_expect_null(contribution_of(list->matches[0], FACET(TEXT), SIDE(FORTH)), "no common language");
  const Helix__V1__Contribution *concepts = contribution_of(list->matches[0], FACET(CONCEPTS), SIDE(FORTH));
  cr_assert(concepts && concepts->n_evidence > 0);
  cr_expect_eq(concepts->value, 1000000);
  cr_expect_str_eq(concepts->evidence[0]->query_quote, "riciclo tessile");
  cr_expect_str_eq(concepts->evidence[0]->candidate_quote, "纺织品回收");
  done_with(reply);
}

Test(matches, who_is_never_wanted_owned_or_unfit_is_left_out_and_told_why) {
  struct full full;
  Helix__V1__Owner owner = HELIX__V1__OWNER__INIT, *owners[] = {&owner};
  register_one("asker", "textile recycling");
  Helix__V1__Stakeholder *stakeholder = full_init(&full, "never", "textile recycling", "bologna");
  full.never[0] = STR("asker");
  full.sample.statement.never = full.never;
  full.sample.statement.n_never = 1;
  take(stakeholder);
  stakeholder = full_init(&full, "owned", "textile recycling", "bologna");
  owner.id = STR("asker");
  owner.share = 51;
  stakeholder->owners = owners;
  stakeholder->n_owners = 1;
  take(stakeholder);
  stakeholder = full_init(&full, "choosy", "textile recycling", "bologna");
  full.places[0] = STR("nanjing");
  full.must.places = full.places;
  full.must.n_places = 1;
  full.sample.statement.must = &full.must;
  take(stakeholder);
  Helix__V1__Reply *reply = partners_of("asker", "");
  cr_expect_eq(matches_of(reply)->n_matches, 0);
  cr_expect_not_null(strstr(reply->matches->empty_reason, "4 candidates"), "%s", reply->matches->empty_reason);
  cr_expect_eq(reply->matches->n_excluded, 4);
  done_with(reply);
  const struct {
    const char *id;
    Helix__V1__Exclusion__Gate gate;
  } left_out[] = {{"never", GATE(NEVER)}, {"owned", GATE(GROUP)}, {"choosy", GATE(MUST)}, {"asker", GATE(SELF)}};
  for (size_t i = 0; i < sizeof left_out / sizeof *left_out; i++) {
    reply = partners_of("asker", left_out[i].id);
    cr_assert_eq(matches_of(reply)->n_matches, 1);
    cr_expect_eq(reply->matches->matches[0]->rank, 0);
    cr_expect(is_against(reply->matches->matches[0], left_out[i].gate), "%s", left_out[i].id);
    done_with(reply);
  }
}

Test(matches, who_is_choosy_about_partners_is_found_for_a_theme_all_the_same) {
  struct full full;
  Helix__V1__Stakeholder *stakeholder = full_init(&full, "choosy", "textile recycling", "bologna");
  full.places[0] = STR("nanjing");
  full.must.places = full.places;
  full.must.n_places = 1;
  full.sample.statement.must = &full.must;
  take(stakeholder);
  Helix__V1__Reply *reply = match_theme(&fixture, "textile-recycling");
  cr_assert_eq(matches_of(reply)->n_matches, 1);
  const Helix__V1__Contribution *concepts = contribution_of(reply->matches->matches[0], FACET(CONCEPTS), SIDE(FORTH));
  cr_expect(concepts && concepts->n_evidence);
  done_with(reply);
}

Test(matches, a_small_share_makes_no_group) {
  struct sample sample;
  Helix__V1__Owner owner = HELIX__V1__OWNER__INIT, *owners[] = {&owner};
  register_one("asker", "textile recycling");
  Helix__V1__Stakeholder *stakeholder = sample_init(&sample, "owned", "Owned", "textile recycling");
  owner.id = STR("asker");
  owner.share = 10;
  stakeholder->owners = owners;
  stakeholder->n_owners = 1;
  take(stakeholder);
  Helix__V1__Reply *reply = partners_of("asker", "");
  cr_expect_eq(matches_of(reply)->n_matches, 1);
  done_with(reply);
}

Test(matches, a_profile_that_is_not_registered_has_partners_too) {
  struct sample sample;
  Helix__V1__MatchPartners call = HELIX__V1__MATCH_PARTNERS__INIT;
  register_one("one", "textile recycling");
  call.subject_case = HELIX__V1__MATCH_PARTNERS__SUBJECT_STAKEHOLDER;
  call.stakeholder = sample_init(&sample, "", "New", "textile recycling");
  Helix__V1__Reply *reply = match_partners(&fixture, &call);
  cr_expect_eq(matches_of(reply)->n_matches, 1);
  done_with(reply);
  call.stakeholder->name = STR("");
  expect_error(match_partners(&fixture, &call), HELIX__V1__ERROR_CODE__INVALID_ARGUMENT, "name");
}

// --- the prior

enum { DAYS_AGO = 730 }; // the half-life of the shipped weights

// As if it had been submitted then.
static void store_old(Helix__V1__Stakeholder *stakeholder) {
  struct store *store;
  struct error error;
  unsigned char bytes[4096];
  size_t count = helix__v1__stakeholder__pack(stakeholder, bytes);
  const struct store_stakeholder row = {.id = stakeholder->id,
                                        .revision = 1,
                                        .state = STORE_PUBLISHED,
                                        .at_ms = clock_unix_ms() - (int64_t)DAYS_AGO * 86400000,
                                        .message = {bytes, count},
                                        .reason = ""};
  const struct store_columns columns = {.name = stakeholder->name, .places = " ", .countries = " ", .themes = " "};
  cr_assert_eq(store_open(fixture.state, &store, &error), 0, "%s", error.message);
  cr_assert_eq(store_begin(store, &error), 0);
  cr_assert_eq(store_put_stakeholder(store, &row, &columns, &error), 0, "%s", error.message);
  cr_assert_eq(store_commit(store, &error), 0);
  store_close(store);
}

Test(matches, an_old_profile_stands_behind_a_fresh_one_and_a_verified_one_before) {
  struct sample sample;
  Helix__V1__Identifier identifier = HELIX__V1__IDENTIFIER__INIT, *identifiers[] = {&identifier};
  fixture_stop(&fixture);
  store_old(sample_init(&sample, "a-old", "Old", "textile recycling"));
  fixture_start(&fixture);
  register_one("b-fresh", "textile recycling");
  Helix__V1__Stakeholder *verified = sample_init(&sample, "c-verified", "Verified", "textile recycling");
  identifier.scheme = STR("lei");
  identifier.value = STR("HWUPKR0MPOU8FGXBT394");
  verified->identifiers = identifiers;
  verified->n_identifiers = 1;
  take(verified);
  Helix__V1__Reply *reply = match_theme(&fixture, "textile-recycling");
  cr_assert_eq(matches_of(reply)->n_matches, 3);
  Helix__V1__Match **matches = reply->matches->matches;
  static const struct {
    const char *id, *note;
    uint32_t prior;
  } expected[] = {{"c-verified", "submitted today", 1080000},
                  {"b-fresh", "submitted today", 1000000},
                  {"a-old", "submitted 730 days ago", 900000}};
  for (int i = 0; i < 3; i++) {
    cr_expect_str_eq(matches[i]->id, expected[i].id);
    cr_expect_eq(matches[i]->prior, expected[i].prior, "%u", matches[i]->prior);
    expect_sum(matches[i]);
    const Helix__V1__Contribution *prior = contribution_of(matches[i], FACET(PRIOR), SIDE(SIDE_UNSPECIFIED));
    cr_assert(prior && prior->n_evidence);
    cr_expect_str_eq(prior->evidence[0]->note, expected[i].note);
  }
  cr_expect_lt(matches[2]->prior_points, 0);
  done_with(reply);
}

// --- single pairs

Test(matches, why_agrees_with_the_list_and_knows_the_rank) {
  register_one("one", "textile recycling");
  register_one("two", "textile recycling and other things that nobody asked about");
  Helix__V1__MatchStakeholders call = HELIX__V1__MATCH_STAKEHOLDERS__INIT;
  call.subject_case = HELIX__V1__MATCH_STAKEHOLDERS__SUBJECT_THEME_ID;
  call.theme_id = STR("textile-recycling");
  Helix__V1__Reply *list = match_stakeholders(&fixture, &call);
  cr_assert_eq(matches_of(list)->n_matches, 2);
  for (size_t i = 0; i < 2; i++) {
    const Helix__V1__Match *listed = list->matches->matches[i];
    call.why = listed->id;
    Helix__V1__Reply *pair = match_stakeholders(&fixture, &call);
    cr_assert_eq(matches_of(pair)->n_matches, 1);
    const Helix__V1__Match *match = pair->matches->matches[0];
    cr_expect_eq(match->score, listed->score);
    cr_expect_eq(match->rank, i + 1);
    cr_expect_eq(match->n_against, 0);
    cr_expect_eq(match->raise != NULL, listed->raise != NULL);
    expect_sum(match);
    done_with(pair);
  }
  cr_expect_null(list->matches->matches[0]->raise, "nothing is above the first");
  done_with(list);
}

Test(matches, why_tells_every_gate_of_who_is_not_in_the_list) {
  register_one("other", "zeppelin upholstery");
  Helix__V1__Filter filter = HELIX__V1__FILTER__INIT;
  Helix__V1__Helix helix[] = {HELIX__V1__HELIX__RESEARCH};
  Helix__V1__SizeClass sizes[] = {HELIX__V1__SIZE_CLASS__LARGE};
  Helix__V1__Direction directions[] = {HELIX__V1__DIRECTION__LOCAL};
  char *places[] = {STR("nanjing")}, *countries[] = {STR("CN")}, *themes[] = {STR("industrial-design")},
       *languages[] = {STR("zh")};
  Helix__V1__MatchStakeholders call = HELIX__V1__MATCH_STAKEHOLDERS__INIT;
  call.subject_case = HELIX__V1__MATCH_STAKEHOLDERS__SUBJECT_THEME_ID;
  call.theme_id = STR("textile-recycling");
  call.why = STR("other");
  call.filter = &filter;
  filter.helix = helix, filter.n_helix = 1;
  filter.sizes = sizes, filter.n_sizes = 1;
  filter.directions = directions, filter.n_directions = 1;
  filter.places = places, filter.n_places = 1;
  filter.countries = countries, filter.n_countries = 1;
  filter.themes = themes, filter.n_themes = 1;
  filter.languages = languages, filter.n_languages = 1;
  Helix__V1__Reply *reply = match_stakeholders(&fixture, &call);
  cr_assert_eq(matches_of(reply)->n_matches, 1);
  const Helix__V1__Match *match = reply->matches->matches[0];
  const Helix__V1__Exclusion__Gate gates[] = {GATE(HELIX), GATE(SIZE),      GATE(PLACE),    GATE(COUNTRY),
                                              GATE(THEME), GATE(DIRECTION), GATE(LANGUAGE), GATE(NO_EVIDENCE)};
  for (size_t i = 0; i < sizeof gates / sizeof *gates; i++)
    cr_expect(is_against(match, gates[i]), "gate %d", gates[i]);
  cr_expect_eq(match->n_against, sizeof gates / sizeof *gates);
  expect_sum(match);
  done_with(reply);
  call.why = STR("nobody");
  expect_error(match_stakeholders(&fixture, &call), HELIX__V1__ERROR_CODE__NOT_FOUND, "nobody");
}

Test(matches, why_knows_who_is_withdrawn) {
  register_one("one", "textile recycling");
  register_one("gone", "textile recycling");
  Helix__V1__WithdrawStakeholder call = HELIX__V1__WITHDRAW_STAKEHOLDER__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  call.id = STR("gone");
  request.call_case = HELIX__V1__REQUEST__CALL_WITHDRAW_STAKEHOLDER;
  request.withdraw_stakeholder = &call;
  done_with(ask(&fixture, &request));
  expect_error(partners_of("one", "gone"), HELIX__V1__ERROR_CODE__NOT_FOUND, "withdrawn");
  expect_error(partners_of("gone", ""), HELIX__V1__ERROR_CODE__NOT_FOUND, "withdrawn");
}

static Helix__V1__Reply *themes_for(const char *text, const char *why) {
  Helix__V1__FreeText free_text = HELIX__V1__FREE_TEXT__INIT;
  Helix__V1__MatchThemes call = HELIX__V1__MATCH_THEMES__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  free_text.text = STR(text);
  call.subject_case = HELIX__V1__MATCH_THEMES__SUBJECT_TEXT;
  call.text = &free_text;
  call.why = STR(why);
  request.call_case = HELIX__V1__REQUEST__CALL_MATCH_THEMES;
  request.match_themes = &call;
  return ask(&fixture, &request);
}

Test(matches, why_knows_a_theme_that_nothing_replaces) {
  FILE *file = fopen(fixture.themes, "a");
  fputs("t:gone a skos:Concept ; skos:prefLabel \"Gone\"@en ; <http://www.w3.org/2002/07/owl#deprecated> true .\n",
        file);
  fclose(file);
  fixture_stop(&fixture);
  fixture_start(&fixture);
  expect_error(themes_for("textile recycling", "gone"), HELIX__V1__ERROR_CODE__NOT_FOUND, "no longer used");
}

Test(matches, why_is_answered_for_themes_too) {
  Helix__V1__Reply *reply = themes_for("textile recycling", "textile-recycling");
  cr_assert_eq(matches_of(reply)->n_matches, 1);
  cr_expect_eq(reply->matches->matches[0]->rank, 1);
  done_with(reply);
  reply = themes_for("zeppelin", "industrial-design");
  cr_assert_eq(matches_of(reply)->n_matches, 1);
  cr_expect(is_against(reply->matches->matches[0], GATE(NO_EVIDENCE)));
  done_with(reply);
  expect_error(themes_for("textile recycling", "textile-recyclin"), HELIX__V1__ERROR_CODE__NOT_FOUND,
               "textile-recyclin");
}

// --- counter-reasons and what would raise

Test(matches, the_counter_reason_and_the_raise_name_what_is_missing) {
  struct full full;
  take(full_init(&full, "first", "circular economy, industrial design and textile recycling", "bologna"));
  Helix__V1__Stakeholder *second = full_init(&full, "second", "textile recycling", "nanjing");
  char *languages[] = {STR("zh")};
  second->languages = languages;
  take(second);
  take(full_init(&full, "asker", "textile recycling", "bologna"));
  Helix__V1__MatchPartners call = HELIX__V1__MATCH_PARTNERS__INIT;
  call.subject_case = HELIX__V1__MATCH_PARTNERS__SUBJECT_STAKEHOLDER_ID;
  call.stakeholder_id = STR("asker");
  call.weights = STR("[weights]\nversion = 1\nconcepts = 600000\nplace = 300000\nlanguage = 100000\n");
  Helix__V1__Reply *reply = match_partners(&fixture, &call);
  cr_assert_eq(matches_of(reply)->n_matches, 2);
  const Helix__V1__Match *match = reply->matches->matches[1];
  cr_expect_str_eq(match->id, "second");
  cr_assert_not_null(match->counter);
  cr_expect_eq(match->counter->facet, FACET(PLACE));
  cr_expect_str_eq(match->counter->text, "Bologna and Nanjing: nothing joins them");
  cr_expect_gt(match->counter->points, 0);
  cr_expect_null(match->raise, "two facets are short: no single one is enough");
  done_with(reply);
  Helix__V1__MatchStakeholders like = HELIX__V1__MATCH_STAKEHOLDERS__INIT;
  like.subject_case = HELIX__V1__MATCH_STAKEHOLDERS__SUBJECT_LIKE;
  like.like = STR("asker");
  like.weights = STR("[weights]\nversion = 1\ntext = 600000\nplace = 400000\n");
  reply = match_stakeholders(&fixture, &like);
  match = matches_of(reply)->matches[1];
  cr_assert_not_null(match->raise);
  cr_expect_eq(match->raise->facet, FACET(PLACE));
  cr_expect_str_eq(match->raise->text, "a place in Bologna");
  cr_expect_eq(match->raise->rank, 1);
  cr_expect_gt(match->raise->score, match->score);
  cr_expect_not(match->raise->by_query);
  done_with(reply);
}

// --- pages

static Helix__V1__Reply *page_of(uint32_t limit, const char *after) {
  Helix__V1__MatchStakeholders call = HELIX__V1__MATCH_STAKEHOLDERS__INIT;
  call.subject_case = HELIX__V1__MATCH_STAKEHOLDERS__SUBJECT_THEME_ID;
  call.theme_id = STR("textile-recycling");
  call.limit = limit;
  call.after = STR(after);
  return match_stakeholders(&fixture, &call);
}

Test(matches, pages_one_after_the_other_are_the_long_list) {
  enum { ALL = 11 };
  for (unsigned i = 0; i < ALL; i++) {
    char id[32], text[64];
    snprintf(id, sizeof id, "firm-%u", i);
    snprintf(text, sizeof text, "textile recycling%s", i % 3 ? "" : " of many kinds and some words more");
    register_one(id, text);
  }
  Helix__V1__Reply *whole = page_of(100, "");
  cr_assert_eq(matches_of(whole)->n_matches, ALL);
  cr_expect_str_empty(whole->matches->next);
  for (uint32_t limit = 1; limit <= ALL; limit++) {
    char after[128] = "";
    size_t seen = 0;
    do {
      Helix__V1__Reply *page = page_of(limit, after);
      for (size_t i = 0; i < matches_of(page)->n_matches; i++, seen++) {
        cr_assert_lt(seen, ALL);
        cr_expect_str_eq(page->matches->matches[i]->id, whole->matches->matches[seen]->id);
        cr_expect_eq(page->matches->matches[i]->score, whole->matches->matches[seen]->score);
        cr_expect_eq(page->matches->matches[i]->rank, seen + 1);
      }
      strcpy(after, page->matches->next);
      done_with(page);
    } while (*after);
    cr_expect_eq(seen, ALL, "pages of %u", limit);
  }
  done_with(whole);
}

Test(matches, a_token_that_is_none_is_refused_and_one_behind_the_end_finds_nothing) {
  register_one("one", "textile recycling");
  register_one("two", "textile recycling");
  expect_error(page_of(1, "1-2-three"), HELIX__V1__ERROR_CODE__INVALID_ARGUMENT, "after");
  Helix__V1__Reply *page = page_of(1, "");
  Helix__V1__Reply *next = page_of(1, matches_of(page)->next);
  cr_expect_eq(matches_of(next)->n_matches, 1);
  cr_expect_str_empty(next->matches->next);
  done_with(page);
  done_with(next);
}

// --- likeness, opportunities

Test(matches, more_like_this_leaves_wishes_and_the_one_itself_out) {
  struct full full;
  Helix__V1__Stakeholder *stakeholder = full_init(&full, "one", "textile recycling", "bologna");
  full.helix[0] = HELIX__V1__HELIX__AUTHORITY; // it seeks another kind
  full.must.helix = full.helix;
  full.must.n_helix = 1;
  full.sample.statement.must = &full.must;
  take(stakeholder);
  register_one("two", "textile recycling");
  Helix__V1__MatchStakeholders call = HELIX__V1__MATCH_STAKEHOLDERS__INIT;
  call.subject_case = HELIX__V1__MATCH_STAKEHOLDERS__SUBJECT_LIKE;
  call.like = STR("one");
  Helix__V1__Reply *reply = match_stakeholders(&fixture, &call);
  cr_assert_eq(matches_of(reply)->n_matches, 1);
  cr_expect_str_eq(reply->matches->matches[0]->id, "two");
  cr_expect_eq(reply->matches->matches[0]->back_coverage, 0, "one-sided");
  cr_expect_null(contribution_of(reply->matches->matches[0], FACET(SOUGHT), SIDE(FORTH)));
  done_with(reply);
  call.like = STR("nobody");
  expect_error(match_stakeholders(&fixture, &call), HELIX__V1__ERROR_CODE__NOT_FOUND, "nobody");
}

static Helix__V1__Reply *opportunities_for(const char *id, const char *why) {
  Helix__V1__MatchOpportunities call = HELIX__V1__MATCH_OPPORTUNITIES__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  call.subject_case = HELIX__V1__MATCH_OPPORTUNITIES__SUBJECT_STAKEHOLDER_ID;
  call.stakeholder_id = STR(id);
  call.why = STR(why);
  request.call_case = HELIX__V1__REQUEST__CALL_MATCH_OPPORTUNITIES;
  request.match_opportunities = &call;
  return ask(&fixture, &request);
}

Test(matches, there_are_no_opportunities_yet_and_it_says_so) {
  register_one("one", "textile recycling");
  Helix__V1__Reply *reply = opportunities_for("one", "");
  cr_expect_eq(matches_of(reply)->n_matches, 0);
  cr_expect_str_eq(reply->matches->empty_reason, "no opportunities are registered yet");
  done_with(reply);
  expect_error(opportunities_for("nobody", ""), HELIX__V1__ERROR_CODE__NOT_FOUND, "nobody");
  expect_error(opportunities_for("one", "a-call"), HELIX__V1__ERROR_CODE__NOT_FOUND, "a-call");
  Helix__V1__MatchStakeholders call = HELIX__V1__MATCH_STAKEHOLDERS__INIT;
  call.subject_case = HELIX__V1__MATCH_STAKEHOLDERS__SUBJECT_OPPORTUNITY_ID;
  call.opportunity_id = STR("a-call");
  expect_error(match_stakeholders(&fixture, &call), HELIX__V1__ERROR_CODE__NOT_FOUND, "a-call");
}

// --- filters

static size_t count_with(Helix__V1__Filter *filter) {
  Helix__V1__MatchStakeholders call = HELIX__V1__MATCH_STAKEHOLDERS__INIT;
  call.subject_case = HELIX__V1__MATCH_STAKEHOLDERS__SUBJECT_THEME_ID;
  call.theme_id = STR("textile-recycling");
  call.filter = filter;
  Helix__V1__Reply *reply = match_stakeholders(&fixture, &call);
  size_t count = matches_of(reply)->n_matches;
  done_with(reply);
  return count;
}

Test(matches, directions_and_languages_filter) {
  struct full full;
  take(full_init(&full, "one", "textile recycling", "bologna"));
  register_one("two", "纺织品回收");
  Helix__V1__Filter filter = HELIX__V1__FILTER__INIT;
  cr_expect_eq(count_with(&filter), 2);
  Helix__V1__Direction directions[] = {HELIX__V1__DIRECTION__JOINT};
  filter.directions = directions;
  filter.n_directions = 1;
  cr_expect_eq(count_with(&filter), 1);
  directions[0] = HELIX__V1__DIRECTION__EU_TO_CN;
  cr_expect_eq(count_with(&filter), 0);
  filter.n_directions = 0;
  char *languages[] = {STR("zh")};
  filter.languages = languages;
  filter.n_languages = 1;
  cr_expect_eq(count_with(&filter), 1, "its statement is in Chinese");
  languages[0] = STR("it");
  cr_expect_eq(count_with(&filter), 1, "it works in Italian");
  languages[0] = STR("ja");
  cr_expect_eq(count_with(&filter), 0);
}

Test(matches, values_that_cannot_be_filtered_by_are_named) {
  Helix__V1__Filter filter = HELIX__V1__FILTER__INIT;
  Helix__V1__MatchStakeholders call = HELIX__V1__MATCH_STAKEHOLDERS__INIT;
  call.subject_case = HELIX__V1__MATCH_STAKEHOLDERS__SUBJECT_THEME_ID;
  call.theme_id = STR("textile-recycling");
  call.filter = &filter;
  char *languages[] = {STR("italian")};
  filter.languages = languages;
  filter.n_languages = 1;
  expect_error(match_stakeholders(&fixture, &call), HELIX__V1__ERROR_CODE__INVALID_ARGUMENT, "filter.languages[0]");
  filter.n_languages = 0;
  Helix__V1__Direction directions[] = {99};
  filter.directions = directions;
  filter.n_directions = 1;
  expect_error(match_stakeholders(&fixture, &call), HELIX__V1__ERROR_CODE__INVALID_ARGUMENT, "filter.directions[0]");
  directions[0] = HELIX__V1__DIRECTION__JOINT;
  Helix__V1__ListStakeholders list = HELIX__V1__LIST_STAKEHOLDERS__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  list.filter = &filter;
  request.call_case = HELIX__V1__REQUEST__CALL_LIST_STAKEHOLDERS;
  request.list_stakeholders = &list;
  expect_error(ask(&fixture, &request), HELIX__V1__ERROR_CODE__INVALID_ARGUMENT, "filter.directions");
}

// --- other weights

static Helix__V1__Reply *weighed(const char *weights) {
  Helix__V1__MatchStakeholders call = HELIX__V1__MATCH_STAKEHOLDERS__INIT;
  call.subject_case = HELIX__V1__MATCH_STAKEHOLDERS__SUBJECT_THEME_ID;
  call.theme_id = STR("textile-recycling");
  call.weights = STR(weights);
  return match_stakeholders(&fixture, &call);
}

Test(matches, other_weights_are_tried_and_nothing_changes) {
  register_one("one", "textile recycling");
  Helix__V1__Reply *before = weighed("");
  Helix__V1__Reply *other = weighed("[weights]\nversion = 1\ntext = 1000000\n");
  Helix__V1__Reply *after = weighed("");
  cr_expect_str_neq(matches_of(other)->weights_version, matches_of(before)->weights_version);
  cr_expect_str_eq(matches_of(after)->weights_version, before->matches->weights_version);
  cr_expect_eq(after->matches->matches[0]->score, before->matches->matches[0]->score);
  const Helix__V1__Contribution *concepts = contribution_of(other->matches->matches[0], FACET(CONCEPTS), SIDE(FORTH));
  cr_expect(!concepts || !concepts->points, "only words count");
  expect_sum(other->matches->matches[0]);
  done_with(before);
  done_with(other);
  done_with(after);
  expect_error(weighed("[weights]\nversion = 1\ntext = 7\n"), HELIX__V1__ERROR_CODE__INVALID_ARGUMENT,
               "weights:1: [weights]");
}

// --- batches

Test(matches, a_batch_answers_each_question_in_order) {
  register_one("one", "textile recycling");
  register_one("two", "textile recycling");
  Helix__V1__MatchPartners good = HELIX__V1__MATCH_PARTNERS__INIT, bad = HELIX__V1__MATCH_PARTNERS__INIT;
  Helix__V1__MatchStakeholders stakeholders = HELIX__V1__MATCH_STAKEHOLDERS__INIT;
  Helix__V1__MatchQuery queries[4], *list[4];
  Helix__V1__MatchBatch call = HELIX__V1__MATCH_BATCH__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  for (int i = 0; i < 4; i++) {
    helix__v1__match_query__init(&queries[i]);
    list[i] = &queries[i];
  }
  good.subject_case = bad.subject_case = HELIX__V1__MATCH_PARTNERS__SUBJECT_STAKEHOLDER_ID;
  good.stakeholder_id = STR("one");
  bad.stakeholder_id = STR("nobody");
  stakeholders.subject_case = HELIX__V1__MATCH_STAKEHOLDERS__SUBJECT_THEME_ID;
  stakeholders.theme_id = STR("textile-recycling");
  queries[0].query_case = queries[1].query_case = HELIX__V1__MATCH_QUERY__QUERY_PARTNERS;
  queries[0].partners = &good;
  queries[1].partners = &bad;
  queries[2].query_case = HELIX__V1__MATCH_QUERY__QUERY_STAKEHOLDERS;
  queries[2].stakeholders = &stakeholders;
  call.queries = list;
  call.n_queries = 4;
  request.call_case = HELIX__V1__REQUEST__CALL_MATCH_BATCH;
  request.match_batch = &call;
  Helix__V1__Reply *reply = ask(&fixture, &request);
  cr_assert_eq(reply->result_case, HELIX__V1__REPLY__RESULT_MATCH_ANSWERS);
  const Helix__V1__MatchAnswers *answers = reply->match_answers;
  cr_assert_eq(answers->n_answers, 4);
  cr_assert_eq(answers->answers[0]->result_case, HELIX__V1__MATCH_ANSWER__RESULT_MATCHES);
  cr_expect_eq(answers->answers[0]->matches->n_matches, 1);
  cr_assert_eq(answers->answers[1]->result_case, HELIX__V1__MATCH_ANSWER__RESULT_ERROR);
  cr_expect_eq(answers->answers[1]->error->code, HELIX__V1__ERROR_CODE__NOT_FOUND);
  cr_assert_eq(answers->answers[2]->result_case, HELIX__V1__MATCH_ANSWER__RESULT_MATCHES);
  cr_expect_eq(answers->answers[2]->matches->n_matches, 2);
  cr_assert_eq(answers->answers[3]->result_case, HELIX__V1__MATCH_ANSWER__RESULT_ERROR);
  cr_expect_eq(answers->answers[3]->error->code, HELIX__V1__ERROR_CODE__INVALID_ARGUMENT);
  done_with(reply);
}

Test(matches, a_batch_is_bounded) {
  enum { MANY = 65 };
  Helix__V1__MatchPartners partners = HELIX__V1__MATCH_PARTNERS__INIT;
  Helix__V1__MatchQuery query = HELIX__V1__MATCH_QUERY__INIT, *list[MANY];
  Helix__V1__MatchBatch call = HELIX__V1__MATCH_BATCH__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  partners.subject_case = HELIX__V1__MATCH_PARTNERS__SUBJECT_STAKEHOLDER_ID;
  partners.stakeholder_id = STR("one");
  partners.limit = 1;
  query.query_case = HELIX__V1__MATCH_QUERY__QUERY_PARTNERS;
  query.partners = &partners;
  for (int i = 0; i < MANY; i++)
    list[i] = &query;
  call.queries = list;
  call.n_queries = MANY;
  request.call_case = HELIX__V1__REQUEST__CALL_MATCH_BATCH;
  request.match_batch = &call;
  expect_error(ask(&fixture, &request), HELIX__V1__ERROR_CODE__TOO_LARGE, "65 queries");
  call.n_queries = 3;
  partners.limit = 100;
  expect_error(ask(&fixture, &request), HELIX__V1__ERROR_CODE__TOO_LARGE, "300 rows");
}

// --- tags

Test(matches, tags_tell_where_labels_stand_in_bytes_and_characters) {
  static const char words[] = "È un 紡織品回收 per l’economia circolare.";
  Helix__V1__FreeText text = HELIX__V1__FREE_TEXT__INIT;
  Helix__V1__TagText call = HELIX__V1__TAG_TEXT__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  text.text = STR(words);
  text.language = STR("it");
  call.text = &text;
  request.call_case = HELIX__V1__REQUEST__CALL_TAG_TEXT;
  request.tag_text = &call;
  Helix__V1__Reply *reply = ask(&fixture, &request);
  cr_assert_eq(reply->result_case, HELIX__V1__REPLY__RESULT_TAGS);
  const Helix__V1__TagList *list = reply->tags;
  cr_expect_str_eq(list->language, "it");
  cr_assert_eq(list->n_tags, 2);
  const struct {
    const char *theme, *words;
    uint32_t begin, end;
  } expected[] = {{"textile-recycling", "紡織品回收", 5, 10}, {"circular-economy", "economia circolare", 17, 35}};
  for (size_t i = 0; i < 2; i++) {
    const Helix__V1__Tag *tag = list->tags[i];
    cr_expect_str_eq(tag->theme, expected[i].theme);
    cr_expect_str_eq(tag->words, expected[i].words);
    cr_expect_eq(tag->begin_character, expected[i].begin, "%u", tag->begin_character);
    cr_expect_eq(tag->end_character, expected[i].end, "%u", tag->end_character);
    cr_expect_eq(strncmp(words + tag->begin, tag->words, tag->end - tag->begin), 0);
    cr_expect_eq(tag->n_labels, 3);
  }
  cr_expect_eq(list->tags[0]->n_path, 1);
  cr_expect_str_eq(list->tags[0]->path[0], "circular-economy");
  done_with(reply);
  call.text = NULL;
  expect_error(ask(&fixture, &request), HELIX__V1__ERROR_CODE__INVALID_ARGUMENT, "text");
}
