// SPDX-License-Identifier: Apache-2.0
#include "service/check_contacts.h"

#include "access/teaser.h"

#include <ctype.h>
#include <string.h>

#define PROBLEM HELIX__V1__FINDING__SEVERITY__PROBLEM
#define ADVICE HELIX__V1__FINDING__SEVERITY__ADVICE

enum {
  CONTACTS_MAX = 20,
  TEASERS_MAX = 20,
  FIELD_BYTES_MAX = 400,
  TEASER_BYTES_MAX = 4000,
  PHONE_DIGITS_MIN = 5,
  LEAKS_SHOWN = 8
};

static bool is_code(const char *text, int (*kind)(int)) {
  return strlen(text) == 2 && kind((unsigned char)text[0]) && kind((unsigned char)text[1]);
}

// Not more than looks like one: only a message that arrives proves an address.
static bool is_mail(const char *text) {
  const char *at = strchr(text, '@');
  return at && at != text && strchr(at, '.') && !strchr(at + 1, '@') && text[strlen(text) - 1] != '.' &&
         !strpbrk(text, " \t<>\",;");
}

static bool is_phone(const char *text) {
  size_t digits = 0;
  for (const char *at = text; *at; at++)
    digits += isdigit((unsigned char)*at) != 0;
  return digits >= PHONE_DIGITS_MIN && strspn(text, "0123456789 +-()./") == strlen(text);
}

static bool is_taken(const Helix__V1__Stakeholder *stakeholder, const char *id, size_t before) {
  for (size_t i = 0; i < before; i++)
    if (!strcmp(stakeholder->contacts[i]->id, id))
      return true;
  return false;
}

static void give_ids(Helix__V1__Stakeholder *stakeholder, struct findings *findings) {
  size_t next = 1;
  for (size_t i = 0; i < stakeholder->n_contacts; i++) {
    Helix__V1__Contact *contact = stakeholder->contacts[i];
    while (!*contact->id) {
      char *id = arena_print(findings->arena, "c%zu", next++);
      if (!is_taken(stakeholder, id, stakeholder->n_contacts))
        contact->id = id;
    }
  }
}

static void check_contact(const Helix__V1__Stakeholder *stakeholder, size_t index, struct findings *findings) {
  const Helix__V1__Contact *contact = stakeholder->contacts[index];
  const char *const texts[] = {contact->name, contact->function, contact->email, contact->phone};
  findings->list = "contacts";
  findings->entry = index;
  if (!check_is_id(contact->id))
    findings_add(findings, PROBLEM, "id", "\"%.80s\" is no id: small letters, digits, . _ -", contact->id);
  if (is_taken(stakeholder, contact->id, index))
    findings_add(findings, PROBLEM, "id", "another contact has the id \"%.80s\" too", contact->id);
  if (!*contact->name)
    findings_add(findings, PROBLEM, "name", "the person's name is missing");
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    if (strlen(texts[i]) > FIELD_BYTES_MAX)
      findings_add(findings, PROBLEM, "", "a value is longer than %d bytes", FIELD_BYTES_MAX);
  if (*contact->email && !is_mail(contact->email))
    findings_add(findings, PROBLEM, "email", "\"%.80s\" is no mail address", contact->email);
  if (*contact->phone && !is_phone(contact->phone))
    findings_add(findings, PROBLEM, "phone", "\"%.80s\" is no telephone number", contact->phone);
  if (*contact->country && !is_code(contact->country, isupper))
    findings_add(findings, PROBLEM, "country", "\"%.80s\" is no country code: two capital letters", contact->country);
  for (size_t i = 0; i < contact->n_languages; i++)
    if (!is_code(contact->languages[i], islower))
      findings_add_item(findings, "languages", i, "\"%.80s\" is no language code", contact->languages[i]);
  if (!*contact->email && !*contact->phone)
    findings_add(findings, ADVICE, "", "neither mail nor telephone: nobody can reach this person");
  findings->list = NULL;
}

void check_contacts(Helix__V1__Stakeholder *stakeholder, struct findings *findings) {
  if (stakeholder->n_contacts > CONTACTS_MAX) {
    findings_add(findings, PROBLEM, "contacts", "%zu contacts; at most %d are taken", stakeholder->n_contacts,
                 CONTACTS_MAX);
    return;
  }
  give_ids(stakeholder, findings);
  for (size_t i = 0; i < stakeholder->n_contacts; i++)
    check_contact(stakeholder, i, findings);
}

static void tell_leaks(const struct teaser_owner *owner, const char *text, struct findings *findings) {
  struct teaser_leak leaks[LEAKS_SHOWN];
  size_t count = teaser_find_leaks(owner, text, leaks, LEAKS_SHOWN);
  for (size_t i = 0; i < count && i < LEAKS_SHOWN; i++) {
    findings_add(findings, ADVICE, "value", "\"%.*s\" is %s that may tell who you are",
                 (int)(leaks[i].end - leaks[i].begin), text + leaks[i].begin, teaser_leak_name(leaks[i].kind));
    findings_hint(findings, "say it in other words; it is left out where strangers read this");
  }
}

void check_teasers(const Helix__V1__Stakeholder *stakeholder, struct findings *findings) {
  if (stakeholder->n_teasers > TEASERS_MAX) {
    findings_add(findings, PROBLEM, "teasers", "%zu teasers; at most %d are taken", stakeholder->n_teasers,
                 TEASERS_MAX);
    return;
  }
  if (!stakeholder->n_teasers)
    return;
  struct teaser_owner *owner = teaser_owner_new(stakeholder);
  for (size_t i = 0; i < stakeholder->n_teasers; i++) {
    const Helix__V1__Text *teaser = stakeholder->teasers[i];
    findings->list = "teasers";
    findings->entry = i;
    if (!is_code(teaser->language, islower))
      findings_add(findings, PROBLEM, "language", "a teaser needs its language code, such as en");
    if (!*teaser->value || strlen(teaser->value) > TEASER_BYTES_MAX)
      findings_add(findings, PROBLEM, "value", "a teaser has 1 to %d bytes", TEASER_BYTES_MAX);
    else
      tell_leaks(owner, teaser->value, findings);
    findings->list = NULL;
  }
  teaser_owner_free(owner);
}
