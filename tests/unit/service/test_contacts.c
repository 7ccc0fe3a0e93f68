// SPDX-License-Identifier: Apache-2.0
// Contact persons and teasers of a profile: what is refused, and what is said of words that tell who somebody is.
#include "fixture.h"

#include <criterion/criterion.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static struct fixture fixture;

static void open_fixture(void) {
  fixture_open(&fixture);
}

static void close_fixture(void) {
  fixture_close(&fixture);
}

TestSuite(contacts, .init = open_fixture, .fini = close_fixture);

static void done_with(Helix__V1__Reply *reply) {
  helix__v1__reply__free_unpacked(reply, NULL);
}

static void expect_created(Helix__V1__Reply *reply) {
  cr_assert_eq(reply->result_case, HELIX__V1__REPLY__RESULT_SUBMITTED, "%s",
               reply->result_case == HELIX__V1__REPLY__RESULT_ERROR ? reply->error->message : "no submission");
  cr_expect_eq(reply->submitted->outcome, HELIX__V1__SUBMITTED__OUTCOME__CREATED);
  done_with(reply);
}

struct people {
  struct sample sample;
  Helix__V1__Contact contacts[21], *contact_list[21];
  Helix__V1__Text teasers[2], *teaser_list[2];
};

static Helix__V1__Stakeholder *people_init(struct people *people, size_t contacts, size_t teasers) {
  static const char *const languages[] = {"it", "en"};
  Helix__V1__Stakeholder *stakeholder = sample_init(&people->sample, "one", "Tessiloop S.r.l.", "textile recycling");
  for (size_t i = 0; i < contacts; i++) {
    helix__v1__contact__init(&people->contacts[i]);
    people->contacts[i].name = STR("Ada Esempio");
    people->contact_list[i] = &people->contacts[i];
  }
  for (size_t i = 0; i < teasers; i++) {
    helix__v1__text__init(&people->teasers[i]);
    people->teasers[i].language = STR(languages[i]);
    people->teasers[i].value = STR("A young firm recovers fibres.");
    people->teaser_list[i] = &people->teasers[i];
  }
  stakeholder->contacts = people->contact_list;
  stakeholder->n_contacts = contacts;
  stakeholder->teasers = people->teaser_list;
  stakeholder->n_teasers = teasers;
  return stakeholder;
}

static const Helix__V1__Finding *finding_at(Helix__V1__Finding **findings, size_t count, const char *field) {
  for (size_t i = 0; i < count; i++)
    if (!strcmp(findings[i]->field, field))
      return findings[i];
  return NULL;
}

// Refused for this field, and for no other.
static void expect_refused(const Helix__V1__Stakeholder *stakeholder, const char *field) {
  Helix__V1__Reply *reply = submit(&fixture, (Helix__V1__Stakeholder *)(uintptr_t)stakeholder, "");
  cr_assert_eq(reply->result_case, HELIX__V1__REPLY__RESULT_ERROR, "%s", field);
  cr_expect(finding_at(reply->error->findings, reply->error->n_findings, field), "%s is among the findings", field);
  for (size_t i = 0; i < reply->error->n_findings; i++)
    if (reply->error->findings[i]->severity == HELIX__V1__FINDING__SEVERITY__PROBLEM)
      cr_expect_str_eq(reply->error->findings[i]->field, field);
  done_with(reply);
}

Test(contacts, contacts_get_ids_that_are_free) {
  struct people people;
  Helix__V1__Stakeholder *stakeholder = people_init(&people, 3, 0);
  people.contacts[1].id = STR("c1");
  expect_created(submit(&fixture, stakeholder, ""));
  Helix__V1__Reply *reply = get(&fixture, "one", 0);
  cr_assert_eq(reply->result_case, HELIX__V1__REPLY__RESULT_STAKEHOLDER);
  const Helix__V1__Stakeholder *kept = reply->stakeholder->stakeholder;
  cr_assert_eq(kept->n_contacts, 3);
  cr_expect_str_eq(kept->contacts[0]->id, "c2");
  cr_expect_str_eq(kept->contacts[1]->id, "c1");
  cr_expect_str_eq(kept->contacts[2]->id, "c3");
  done_with(reply);
}

Test(contacts, a_contact_that_cannot_be_reached_is_refused) {
  static const struct {
    size_t offset;
    const char *good, *bad[8];
    const char *field;
  } cases[] = {
      {offsetof(Helix__V1__Contact, name), "陈样例", {"", " "}, "contacts[1].name"},
      {offsetof(Helix__V1__Contact, email),
       "ada.esempio+x@mail.example.org",
       {"ada", "@example.org", "ada@example", "ada@@example.org", "ada @example.org", "ada@.org", "a@b..org",
        "ada@example."},
       "contacts[1].email"},
      {offsetof(Helix__V1__Contact, phone),
       "+39 (051) 000-01.42",
       {"1234", "call me", "+39 051 000 0142 x", "1234567890123456", "39+051000014"},
       "contacts[1].phone"},
      {offsetof(Helix__V1__Contact, country), "CN", {"China", "cn", "C"}, "contacts[1].country"},
      {offsetof(Helix__V1__Contact, id), "ada-1", {"Not An Id", "c0"}, "contacts[1].id"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct people people;
    Helix__V1__Stakeholder *stakeholder = people_init(&people, 2, 0);
    people.contacts[0].id = STR("c0");
    char **value = (char **)((char *)&people.contacts[1] + cases[i].offset);
    *value = STR(cases[i].good);
    Helix__V1__Reply *reply = submit(&fixture, stakeholder, "");
    cr_expect_eq(reply->result_case, HELIX__V1__REPLY__RESULT_SUBMITTED, "%s %s", cases[i].field, cases[i].good);
    done_with(reply);
    for (size_t b = 0; b < 8 && cases[i].bad[b]; b++) {
      *value = STR(cases[i].bad[b]);
      expect_refused(stakeholder, cases[i].field);
    }
  }
}

Test(contacts, contacts_have_known_languages_and_are_few) {
  struct people people;
  char *languages[] = {STR("it"), STR("Italian")};
  Helix__V1__Stakeholder *stakeholder = people_init(&people, 1, 0);
  people.contacts[0].languages = languages;
  people.contacts[0].n_languages = 2;
  expect_refused(stakeholder, "contacts[0].languages[1]");
  expect_refused(people_init(&people, 21, 0), "contacts");
  expect_created(submit(&fixture, people_init(&people, 20, 0), ""));
}

Test(contacts, a_teaser_is_one_for_each_language_and_says_something) {
  struct people people;
  Helix__V1__Stakeholder *stakeholder = people_init(&people, 0, 2);
  people.teasers[1].language = STR("it");
  expect_refused(stakeholder, "teasers[1].language");
  people.teasers[1].language = STR("");
  expect_refused(stakeholder, "teasers[1].language");
  people.teasers[1].language = STR("en");
  people.teasers[1].value = STR(" ");
  expect_refused(stakeholder, "teasers[1].value");
  char *text = malloc(2000000);
  cr_assert(text);
  size_t most = fixture_options(&fixture).limits.text_characters;
  memset(text, 'a', most + 1);
  text[most + 1] = 0;
  people.teasers[1].value = text;
  expect_refused(stakeholder, "teasers[1].value");
  text[most] = 0;
  expect_created(submit(&fixture, stakeholder, ""));
  free(text);
}

Test(contacts, who_writes_a_teaser_is_told_which_words_tell_who_it_is) {
  struct people people;
  Helix__V1__Stakeholder *stakeholder = people_init(&people, 1, 2);
  people.teasers[1].value = STR("We of TESSILOOP recover wool; ask Ada.");
  Helix__V1__Reply *reply = submit(&fixture, stakeholder, "");
  cr_assert_eq(reply->result_case, HELIX__V1__REPLY__RESULT_SUBMITTED, "it is advice, no problem");
  size_t told = 0;
  for (size_t i = 0; i < reply->submitted->n_findings; i++) {
    const Helix__V1__Finding *finding = reply->submitted->findings[i];
    if (strcmp(finding->field, "teasers[1].value"))
      continue;
    cr_expect_eq(finding->severity, HELIX__V1__FINDING__SEVERITY__ADVICE);
    cr_expect(strstr(finding->message, told ? "\"Ada\"" : "\"TESSILOOP\""), "%s", finding->message);
    cr_expect(strstr(finding->message, told ? "a person's name" : "a name"), "%s", finding->message);
    cr_expect_gt(strlen(finding->hint), 5);
    told++;
  }
  cr_expect_eq(told, 2);
  cr_expect_null(finding_at(reply->submitted->findings, reply->submitted->n_findings, "teasers[0].value"));
  cr_expect_null(finding_at(reply->submitted->findings, reply->submitted->n_findings, "teasers"));
  done_with(reply);
}
