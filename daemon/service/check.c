// SPDX-License-Identifier: Apache-2.0
// Problems stop a profile, advice does not: an incomplete profile matches with what it has.
#include "service/check.h"

#include "access/teaser.h"
#include "base/date.h"
#include "base/utf8.h"
#include "mapping/problem.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define PROBLEM HELIX__V1__FINDING__SEVERITY__PROBLEM
#define ADVICE HELIX__V1__FINDING__SEVERITY__ADVICE

enum {
  ID_BYTES_MAX = 64,
  NAME_CHARACTERS_MAX = 300,
  SOURCE_CHARACTERS_MAX = 2000,
  LIST_MAX = 64,
  TRL_MAX = 9,
  YEAR_MIN = 1000,
  FINDINGS_MAX = 100,
  CONTACTS_MAX = 20,
  PHONE_DIGITS_MIN = 5,
  PHONE_DIGITS_MAX = 15, // ITU-T E.164
  MAIL_BYTES_MAX = 254,  // RFC 5321
  TEASER_LEAKS_MAX = 10  // are told of one teaser
};

// --- the list

static Helix__V1__Finding *grow(struct findings *findings) {
  if (findings->count == findings->capacity) {
    size_t capacity = findings->capacity ? findings->capacity * 2 : 8;
    Helix__V1__Finding **items = arena_need(findings->arena, capacity * sizeof *items);
    if (findings->count)
      memcpy(items, findings->items, findings->count * sizeof *items);
    findings->items = items;
    findings->capacity = capacity;
  }
  Helix__V1__Finding *finding = arena_need(findings->arena, sizeof *finding);
  helix__v1__finding__init(finding);
  return findings->items[findings->count++] = finding;
}

static char *full_path(const struct findings *findings, const char *field) {
  if (!findings->list)
    return arena_copy(findings->arena, field);
  const char *part = findings->part ? findings->part : "";
  return arena_print(findings->arena, "%s[%zu]%s%s%s%s", findings->list, findings->entry, *part ? "." : "", part,
                     *field ? "." : "", field);
}

// A profile with a thousand faults is told of the first hundred.
static bool is_full(struct findings *findings, Helix__V1__Finding__Severity severity) {
  findings->problem_count += severity == PROBLEM;
  findings->is_cut |= findings->count == FINDINGS_MAX;
  return findings->is_cut;
}

__attribute__((format(printf, 4, 0))) static void add(struct findings *findings, Helix__V1__Finding__Severity severity,
                                                      const char *field, const char *format, va_list arguments) {
  if (is_full(findings, severity))
    return;
  Helix__V1__Finding *finding = grow(findings);
  char message[512];
  vsnprintf(message, sizeof message, format, arguments);
  utf8_mend(message);
  finding->severity = severity;
  finding->field = full_path(findings, field);
  finding->message = arena_copy(findings->arena, message);
}

void findings_add(struct findings *findings, Helix__V1__Finding__Severity severity, const char *field,
                  const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  add(findings, severity, field, format, arguments);
  va_end(arguments);
}

void findings_add_item(struct findings *findings, const char *field, size_t index, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  char path[96];
  snprintf(path, sizeof path, "%s[%zu]", field, index);
  add(findings, PROBLEM, path, format, arguments);
  va_end(arguments);
}

void findings_hint(struct findings *findings, const char *format, ...) {
  if (findings->is_cut)
    return;
  char hint[512];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(hint, sizeof hint, format, arguments);
  va_end(arguments);
  utf8_mend(hint);
  findings->items[findings->count - 1]->hint = arena_copy(findings->arena, hint);
}

// --- single values

static size_t characters(const char *text) {
  size_t count = 0;
  for (; *text; text++)
    count += (*text & 0xc0) != 0x80;
  return count;
}

bool check_is_id(const char *id) {
  size_t bytes = strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789._-");
  return bytes > 0 && bytes <= ID_BYTES_MAX && !id[bytes] && isalnum((unsigned char)id[0]);
}

static bool letters(const char *text, size_t count, int (*kind)(int)) {
  for (size_t i = 0; i < count; i++)
    if (!kind((unsigned char)text[i]))
      return false;
  return !text[count];
}

static bool is_sector(const char *sector) {
  size_t digits = 0;
  if (!isupper((unsigned char)*sector++))
    return false;
  for (; *sector; sector++) {
    if (*sector == '.')
      continue;
    if (!isdigit((unsigned char)*sector) || ++digits > 6)
      return false;
  }
  return true;
}

static bool is_website(const char *url) {
  const char *host = !strncmp(url, "https://", 8) ? url + 8 : !strncmp(url, "http://", 7) ? url + 7 : NULL;
  return host && strcspn(host, "/") > 2 && !strpbrk(url, " \t\n\"<>");
}

static bool is_language(const char *code) {
  return letters(code, 2, islower);
}

static bool is_mail(const char *mail) {
  const char *at = strchr(mail, '@');
  if (!at || at == mail || strchr(at + 1, '@') || strpbrk(mail, " \t\r\n\"<>,;") || strlen(mail) > MAIL_BYTES_MAX)
    return false;
  const char *dot = strrchr(at, '.');
  return dot && dot > at + 1 && dot[1] && at[1] != '.' && !strstr(at, "..");
}

// "+39 051 000 01 23"
static bool is_phone(const char *phone) {
  size_t digits = 0;
  for (const char *at = phone + (*phone == '+'); *at; at++) {
    digits += *at >= '0' && *at <= '9';
    if (!strchr("0123456789 ()-./", *at))
      return false;
  }
  return digits >= PHONE_DIGITS_MIN && digits <= PHONE_DIGITS_MAX;
}

// --- lists

static bool short_enough(struct findings *findings, const char *field, size_t count, size_t most) {
  if (count <= most)
    return true;
  findings_add(findings, PROBLEM, field, "%zu entries; at most %zu are taken", count, most);
  return false;
}

void check_place_list(const struct knowledge *knowledge, char **places, size_t count, const char *field,
                      struct findings *findings) {
  if (!short_enough(findings, field, count, LIST_MAX))
    return;
  for (size_t i = 0; i < count; i++) {
    uint32_t number;
    if (vocabulary_place_find(knowledge->vocabulary, places[i], &number)) {
      places[i] = vocabulary_place(knowledge->vocabulary, number)->id;
      continue;
    }
    findings_add_item(findings, field, i, "no place \"%.80s\" is known", places[i]);
    const char *near = vocabulary_place_nearest(knowledge->vocabulary, places[i]);
    if (near)
      findings_hint(findings, "did you mean \"%s\"? `helixctl place list` shows all", near);
    else
      findings_hint(findings, "`helixctl place list` shows all; the office adds places to its places file");
  }
}

void check_theme_list(const struct knowledge *knowledge, char **themes, size_t count, const char *field,
                      struct findings *findings) {
  if (!short_enough(findings, field, count, LIST_MAX))
    return;
  for (size_t i = 0; i < count; i++) {
    uint32_t number;
    if (vocabulary_theme_find(knowledge->vocabulary, themes[i], &number)) {
      themes[i] = vocabulary_theme(knowledge->vocabulary, number)->id;
      continue;
    }
    findings_add_item(findings, field, i, "no theme \"%.80s\" is known", themes[i]);
    const char *near = vocabulary_theme_nearest(knowledge->vocabulary, themes[i]);
    if (near)
      findings_hint(findings, "did you mean \"%s\"? `helixctl theme list` shows all", near);
    else
      findings_hint(findings, "`helixctl theme list` shows all");
  }
}

void check_country_list(char **countries, size_t count, const char *field, struct findings *findings) {
  if (!short_enough(findings, field, count, LIST_MAX))
    return;
  for (size_t i = 0; i < count; i++)
    if (!letters(countries[i], 2, isupper)) {
      findings_add_item(findings, field, i, "\"%.20s\" is no country code", countries[i]);
      findings_hint(findings, "two capital letters of ISO 3166-1, such as IT or CN");
    }
}

void check_enum_list(const ProtobufCEnumDescriptor *descriptor, const void *values, size_t count, const char *field,
                     struct findings *findings) {
  const int *numbers = values; // protobuf-c keeps every enum the size of int
  if (!short_enough(findings, field, count, LIST_MAX))
    return;
  for (size_t i = 0; i < count; i++)
    if (numbers[i] <= 0 || !protobuf_c_enum_descriptor_get_value(descriptor, numbers[i]))
      findings_add_item(findings, field, i, "%d is no value of %s", numbers[i], descriptor->short_name);
}

// A single enum field: zero says nothing, anything else must be known.
static void check_enum(const ProtobufCEnumDescriptor *descriptor, int value, const char *field,
                       struct findings *findings) {
  if (!protobuf_c_enum_descriptor_get_value(descriptor, value))
    findings_add(findings, PROBLEM, field, "%d is no value of %s", value, descriptor->short_name);
}

static void check_languages(struct findings *findings, char **languages, size_t count) {
  if (!short_enough(findings, "languages", count, LIST_MAX))
    return;
  for (size_t i = 0; i < count; i++)
    if (!is_language(languages[i])) {
      findings_add_item(findings, "languages", i, "\"%.20s\" is no language code", languages[i]);
      findings_hint(findings, "two small letters of ISO 639-1, such as it, en or zh");
    }
}

static void check_sectors(struct findings *findings, char **sectors, size_t count) {
  if (!short_enough(findings, "sectors", count, LIST_MAX))
    return;
  for (size_t i = 0; i < count; i++)
    if (!is_sector(sectors[i])) {
      findings_add_item(findings, "sectors", i, "\"%.20s\" is no NACE code", sectors[i]);
      findings_hint(findings, "a section letter and digits of NACE Rev. 2, such as C13 or J62.01");
    }
}

// --- statements

static void check_date(struct findings *findings, const char *field, const char *date) {
  int32_t first, last;
  if (!date_parse(date, &first, &last))
    return;
  findings_add(findings, PROBLEM, field, "\"%.40s\" is no date", date);
  findings_hint(findings, "YYYY, YYYY-MM or YYYY-MM-DD");
}

static void check_partner(const struct knowledge *knowledge, struct findings *findings, const char *part,
                          const Helix__V1__Partner *partner) {
  if (!partner)
    return;
  findings->part = part;
  check_place_list(knowledge, partner->places, partner->n_places, "places", findings);
  check_country_list(partner->countries, partner->n_countries, "countries", findings);
  check_enum_list(&helix__v1__helix__descriptor, partner->helix, partner->n_helix, "helix", findings);
  check_enum_list(&helix__v1__size_class__descriptor, partner->sizes, partner->n_sizes, "sizes", findings);
  if (partner->trl_min > TRL_MAX || partner->trl_max > TRL_MAX ||
      (partner->trl_max && partner->trl_min > partner->trl_max))
    findings_add(findings, PROBLEM, "trl_min", "technology readiness %u to %u is no range within 1 to %d",
                 partner->trl_min, partner->trl_max, TRL_MAX);
  findings->part = NULL;
}

static void check_statement_text(struct findings *findings, const struct check_limits *limits,
                                 const Helix__V1__Statement *statement) {
  size_t length = characters(statement->title) + characters(statement->text);
  if (!length) {
    findings_add(findings, PROBLEM, "", "the statement says nothing");
    findings_hint(findings, "give it a title, a text or both, or leave it out");
  } else if (length > limits->text_characters)
    findings_add(findings, PROBLEM, "text", "%zu characters; at most %u are taken", length, limits->text_characters);
  if (*statement->language && !is_language(statement->language)) {
    findings_add(findings, PROBLEM, "language", "\"%.20s\" is no language code", statement->language);
    findings_hint(findings, "en, it, zh …, or leave it out: it is then detected");
  }
}

static void check_statement_kinds(struct findings *findings, const Helix__V1__Statement *statement) {
  check_enum(&helix__v1__statement_kind__descriptor, (int)statement->kind, "kind", findings);
  if (statement->kind == HELIX__V1__STATEMENT_KIND__KIND_UNSPECIFIED) {
    findings_add(findings, PROBLEM, "kind", "the kind is missing");
    findings_hint(findings, "OFFER, NEED, REFERENCE or ABOUT");
  }
  check_enum(&helix__v1__direction__descriptor, (int)statement->direction, "direction", findings);
  check_enum_list(&helix__v1__cooperation_type__descriptor, statement->cooperations, statement->n_cooperations,
                  "cooperations", findings);
  if (statement->trl > TRL_MAX)
    findings_add(findings, PROBLEM, "trl", "technology readiness %u; the scale is 1 to %d", statement->trl, TRL_MAX);
}

static void check_expiry(struct findings *findings, const Helix__V1__Statement *statement, int32_t today) {
  int32_t first, last;
  check_date(findings, "expires", statement->expires);
  if (*statement->expires && !date_parse(statement->expires, &first, &last) && last < today)
    findings_add(findings, ADVICE, "expires", "expired on %s: it does not take part in matching", statement->expires);
}

static void check_never(struct findings *findings, const Helix__V1__Statement *statement) {
  if (!short_enough(findings, "never", statement->n_never, LIST_MAX))
    return;
  for (size_t i = 0; i < statement->n_never; i++)
    if (!check_is_id(statement->never[i]))
      findings_add_item(findings, "never", i, "\"%.80s\" is no stakeholder id", statement->never[i]);
}

static void check_statement(const struct knowledge *knowledge, const struct check_limits *limits,
                            Helix__V1__Statement *statement, size_t i, int32_t today, struct findings *findings) {
  findings->list = "statements";
  findings->entry = i;
  check_statement_text(findings, limits, statement);
  check_statement_kinds(findings, statement);
  check_theme_list(knowledge, statement->themes, statement->n_themes, "themes", findings);
  check_expiry(findings, statement, today);
  check_partner(knowledge, findings, "sought", statement->sought);
  check_partner(knowledge, findings, "must", statement->must);
  check_never(findings, statement);
  findings->list = NULL;
}

// --- ids of parts

static bool is_taken(char **const *ids, size_t count, const char *id) {
  for (size_t i = 0; i < count; i++)
    if (!strcmp(*ids[i], id))
      return true;
  return false;
}

// s1, s2 … for those without an id, passing over those that are taken; two of one id are a problem.
static void check_ids(char **const *ids, size_t count, const char *list, char letter, struct findings *findings) {
  unsigned next = 1;
  findings->list = list;
  for (size_t i = 0; i < count; i++) {
    findings->entry = i;
    if (!**ids[i]) {
      char *id = arena_print(findings->arena, "%c%u", letter, next++);
      while (is_taken(ids, count, id))
        id = arena_print(findings->arena, "%c%u", letter, next++);
      *ids[i] = id;
      continue;
    }
    if (!check_is_id(*ids[i]))
      findings_add(findings, PROBLEM, "id", "\"%.80s\" is no id: small letters, digits, . _ -", *ids[i]);
    for (size_t j = 0; j < i; j++)
      if (!strcmp(*ids[j], *ids[i]))
        findings_add(findings, PROBLEM, "id", "\"%.80s\" is also the id of %s[%zu]", *ids[i], list, j);
  }
  findings->list = NULL;
}

static void check_statement_ids(Helix__V1__Stakeholder *stakeholder, struct findings *findings) {
  char ***ids = arena_need(findings->arena, (stakeholder->n_statements + 1) * sizeof *ids);
  for (size_t i = 0; i < stakeholder->n_statements; i++)
    ids[i] = &stakeholder->statements[i]->id;
  check_ids(ids, stakeholder->n_statements, "statements", 's', findings);
}

static void check_contact_ids(Helix__V1__Stakeholder *stakeholder, struct findings *findings) {
  char ***ids = arena_need(findings->arena, (stakeholder->n_contacts + 1) * sizeof *ids);
  for (size_t i = 0; i < stakeholder->n_contacts; i++)
    ids[i] = &stakeholder->contacts[i]->id;
  check_ids(ids, stakeholder->n_contacts, "contacts", 'c', findings);
}

// --- lengths

static void check_length(struct findings *findings, const char *field, const char *text, size_t most) {
  size_t length = characters(text);
  if (length > most)
    findings_add(findings, PROBLEM, field, "%zu characters; at most %zu are taken", length, most);
}

static bool is_empty(const char *text) {
  return !text[strspn(text, " \t")];
}

// --- contacts and teasers

static void check_contact(const Helix__V1__Contact *contact, struct findings *findings) {
  if (is_empty(contact->name)) {
    findings_add(findings, PROBLEM, "name", "the name is missing");
    findings_hint(findings, "who answers for the organisation; it is shown only to those whom you allow to see it");
  }
  check_length(findings, "name", contact->name, NAME_CHARACTERS_MAX);
  check_length(findings, "function", contact->function, NAME_CHARACTERS_MAX);
  if (*contact->email && !is_mail(contact->email)) {
    findings_add(findings, PROBLEM, "email", "\"%.80s\" is no mail address", contact->email);
    findings_hint(findings, "such as name@example.org, one address and nothing else");
  }
  if (*contact->phone && !is_phone(contact->phone)) {
    findings_add(findings, PROBLEM, "phone", "\"%.80s\" is no telephone number", contact->phone);
    findings_hint(findings, "%d to %d digits with the country's code, such as +39 051 000 0123", PHONE_DIGITS_MIN,
                  PHONE_DIGITS_MAX);
  }
  check_languages(findings, contact->languages, contact->n_languages);
  if (*contact->country && !letters(contact->country, 2, isupper)) {
    findings_add(findings, PROBLEM, "country", "\"%.20s\" is no country code", contact->country);
    findings_hint(findings, "two capital letters of ISO 3166-1, such as IT or CN");
  }
}

static void check_contacts(Helix__V1__Stakeholder *stakeholder, struct findings *findings) {
  if (!short_enough(findings, "contacts", stakeholder->n_contacts, CONTACTS_MAX))
    return;
  for (size_t i = 0; i < stakeholder->n_contacts; i++) {
    findings->list = "contacts";
    findings->entry = i;
    check_contact(stakeholder->contacts[i], findings);
  }
  check_contact_ids(stakeholder, findings); // ends with no list
}

// It is taken out for strangers anyway; who wrote it can say it better.
static void advise_on_leaks(const struct teaser_owner *owner, const char *text, struct findings *findings) {
  struct teaser_leak leaks[TEASER_LEAKS_MAX];
  size_t count = teaser_find_leaks(owner, text, leaks, TEASER_LEAKS_MAX);
  for (size_t i = 0; i < count && i < TEASER_LEAKS_MAX; i++) {
    findings_add(findings, ADVICE, "value", "\"%.*s\" tells who you are: it is %s",
                 (int)(leaks[i].end - leaks[i].begin), text + leaks[i].begin, teaser_leak_name(leaks[i].kind));
    findings_hint(findings, "say it in other words: strangers read […] in its place");
  }
}

static void check_teaser(const struct check_limits *limits, const Helix__V1__Stakeholder *stakeholder, size_t i,
                         struct findings *findings) {
  const Helix__V1__Text *teaser = stakeholder->teasers[i];
  if (!is_language(teaser->language)) {
    findings_add(findings, PROBLEM, "language", "\"%.20s\" is no language code", teaser->language);
    findings_hint(findings, "two small letters of ISO 639-1, such as it, en or zh");
  }
  for (size_t j = 0; j < i; j++)
    if (!strcmp(stakeholder->teasers[j]->language, teaser->language))
      findings_add(findings, PROBLEM, "language", "teasers[%zu] is in \"%.20s\" too; there is one for each language", j,
                   teaser->language);
  if (is_empty(teaser->value)) {
    findings_add(findings, PROBLEM, "value", "the teaser says nothing");
    findings_hint(findings, "leave it out, and strangers read the statements without names and links");
  }
  check_length(findings, "value", teaser->value, limits->text_characters);
}

static void check_teasers(const struct check_limits *limits, const Helix__V1__Stakeholder *stakeholder,
                          struct findings *findings) {
  if (!stakeholder->n_teasers || !short_enough(findings, "teasers", stakeholder->n_teasers, LIST_MAX))
    return;
  size_t problems = findings->problem_count;
  findings->list = "teasers";
  for (findings->entry = 0; findings->entry < stakeholder->n_teasers; findings->entry++)
    check_teaser(limits, stakeholder, findings->entry, findings);
  if (findings->problem_count == problems) { // nothing is too long to be searched
    struct teaser_owner *owner = teaser_owner_new(stakeholder);
    for (findings->entry = 0; findings->entry < stakeholder->n_teasers; findings->entry++)
      advise_on_leaks(owner, stakeholder->teasers[findings->entry]->value, findings);
    teaser_owner_free(owner);
  }
  findings->list = NULL;
}

// --- the whole

static void check_name(const Helix__V1__Stakeholder *stakeholder, struct findings *findings) {
  size_t length = characters(stakeholder->name);
  if (!length || strspn(stakeholder->name, " \t") == strlen(stakeholder->name))
    findings_add(findings, PROBLEM, "name", "the name is missing");
  else if (length > NAME_CHARACTERS_MAX)
    findings_add(findings, PROBLEM, "name", "%zu characters; at most %d are taken", length, NAME_CHARACTERS_MAX);
  bool few = short_enough(findings, "names", stakeholder->n_names, LIST_MAX);
  for (size_t i = 0; i < stakeholder->n_names && few; i++)
    if (!is_language(stakeholder->names[i]->language) || !*stakeholder->names[i]->value ||
        characters(stakeholder->names[i]->value) > NAME_CHARACTERS_MAX)
      findings_add_item(findings, "names", i,
                        "a further name needs a language code and a value of at most 300 characters");
  if (*stakeholder->id && !check_is_id(stakeholder->id)) {
    findings_add(findings, PROBLEM, "id", "\"%.80s\" is no id", stakeholder->id);
    findings_hint(findings,
                  "1 to %d of a-z 0-9 . _ -, a letter or digit first; leave it out and it is made from the name",
                  ID_BYTES_MAX);
  }
  check_enum(&helix__v1__helix__descriptor, (int)stakeholder->helix, "helix", findings);
  if (stakeholder->helix == HELIX__V1__HELIX__HELIX_UNSPECIFIED) {
    findings_add(findings, PROBLEM, "helix", "the helix role is missing");
    findings_hint(findings, "RESEARCH, AUTHORITY, BUSINESS or INTERMEDIARY");
  }
}

static void check_figures(const Helix__V1__Stakeholder *stakeholder, struct findings *findings) {
  if (!short_enough(findings, "figures", stakeholder->n_figures, LIST_MAX) ||
      !short_enough(findings, "owners", stakeholder->n_owners, LIST_MAX) ||
      !short_enough(findings, "identifiers", stakeholder->n_identifiers, LIST_MAX))
    return;
  for (size_t i = 0; i < stakeholder->n_figures; i++) {
    const Helix__V1__Figures *figures = stakeholder->figures[i];
    findings->list = "figures";
    findings->entry = i;
    if (figures->year < YEAR_MIN || figures->year > 9999)
      findings_add(findings, PROBLEM, "year", "%u is no year", figures->year);
    if (!(figures->turnover >= 0) || !(figures->balance >= 0)) // also refuses NaN
      findings_add(findings, PROBLEM, "", "turnover and balance are amounts from 0");
    bool money = figures->turnover > 0 || figures->balance > 0;
    if ((money || *figures->currency) && !letters(figures->currency, 3, isupper)) {
      findings_add(findings, PROBLEM, "currency", "\"%.20s\" is no currency code", figures->currency);
      findings_hint(findings, "three capital letters of ISO 4217, such as EUR or CNY");
    }
  }
  findings->list = NULL;
  for (size_t i = 0; i < stakeholder->n_owners; i++)
    if (!(stakeholder->owners[i]->share >= 0 && stakeholder->owners[i]->share <= 100))
      findings_add_item(findings, "owners", i, "a share is a percentage from 0 to 100");
}

static bool says(const Helix__V1__Stakeholder *stakeholder, Helix__V1__StatementKind kind) {
  for (size_t i = 0; i < stakeholder->n_statements; i++)
    if (stakeholder->statements[i]->kind == kind)
      return true;
  return false;
}

static void advise(const Helix__V1__Stakeholder *stakeholder, struct findings *findings) {
  if (!says(stakeholder, HELIX__V1__STATEMENT_KIND__NEED))
    findings_add(findings, ADVICE, "statements", "no NEED: nobody can be matched to what you look for");
  if (!says(stakeholder, HELIX__V1__STATEMENT_KIND__OFFER))
    findings_add(findings, ADVICE, "statements", "no OFFER: what you can do for others is found only by chance");
  if (!stakeholder->n_themes)
    findings_add(findings, ADVICE, "themes", "no theme declared: matching has to rely on the texts alone");
  if (!stakeholder->n_places)
    findings_add(findings, ADVICE, "places", "no place: city filters and cooperations cannot find you");
  if (stakeholder->helix == HELIX__V1__HELIX__BUSINESS && !stakeholder->n_figures)
    findings_add(findings, ADVICE, "figures", "no figures: your size class is unknown, so size filters leave you out");
  if (stakeholder->helix == HELIX__V1__HELIX__BUSINESS && !stakeholder->n_sectors)
    findings_add(findings, ADVICE, "sectors", "no NACE sector: size regimes by industry cannot be applied");
  if (!stakeholder->n_languages)
    findings_add(findings, ADVICE, "languages", "no working language stated");
}

void check_stakeholder(const struct knowledge *knowledge, const struct check_limits *limits,
                       Helix__V1__Stakeholder *stakeholder, int32_t today, struct findings *findings) {
  check_name(stakeholder, findings);
  check_place_list(knowledge, stakeholder->places, stakeholder->n_places, "places", findings);
  check_theme_list(knowledge, stakeholder->themes, stakeholder->n_themes, "themes", findings);
  check_languages(findings, stakeholder->languages, stakeholder->n_languages);
  check_sectors(findings, stakeholder->sectors, stakeholder->n_sectors);
  check_figures(stakeholder, findings);
  check_date(findings, "founded", stakeholder->founded);
  check_length(findings, "source", stakeholder->source, SOURCE_CHARACTERS_MAX);
  check_length(findings, "website", stakeholder->website, NAME_CHARACTERS_MAX);
  if (*stakeholder->website && !is_website(stakeholder->website)) {
    findings_add(findings, PROBLEM, "website", "\"%.80s\" is no web address", stakeholder->website);
    findings_hint(findings, "it starts with https:// or http://");
  }
  if (short_enough(findings, "statements", stakeholder->n_statements, limits->statements)) {
    for (size_t i = 0; i < stakeholder->n_statements; i++)
      check_statement(knowledge, limits, stakeholder->statements[i], i, today, findings);
    check_statement_ids(stakeholder, findings);
  }
  check_contacts(stakeholder, findings);
  check_teasers(limits, stakeholder, findings);
  advise(stakeholder, findings);
}
