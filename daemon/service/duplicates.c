// SPDX-License-Identifier: Apache-2.0
#include "service/duplicates.h"

#include "base/memory.h"
#include "service/call.h"
#include "service/likeness.h"
#include "service/profile.h"
#include "text/name.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { COUNTRIES_MAX = 6, FILLER_CHARACTERS = 4, QUOTED_BYTES = 120 };

// --- what is compared

struct record {
  const char *id;
  uint32_t first_name, name_count;
  uint16_t countries[COUNTRIES_MAX]; // none: anywhere
  size_t country_count;
};

struct name {
  uint32_t record;
  const char *written;
  struct likeness_name likeness;
};

// Something that two records may have in common word for word.
struct mark {
  const char *text; // normal form
  uint32_t record;
};

struct key {
  uint64_t key;
  uint32_t name;
};

enum cause { CAUSE_IDENTIFIER, CAUSE_HOST, CAUSE_NAME };

// Why two records may be one; one < other.
struct finding {
  uint32_t one, other;
  enum cause cause;
  uint32_t likeness;             // CAUSE_NAME
  uint32_t one_name, other_name; // CAUSE_NAME
  const char *text;              // else: what both have
};

struct pair {
  const struct finding *findings;
  size_t count;
  uint32_t likeness;
};

struct duplicates {
  struct arena *arena;                 // borrowed
  const struct vocabulary *vocabulary; // borrowed
  /* owned */
  struct record *records;
  size_t record_count, record_capacity;
  struct name *names;
  size_t name_count, name_capacity;
  struct mark *identifiers;
  size_t identifier_count, identifier_capacity;
  struct mark *hosts;
  size_t host_count, host_capacity;
  struct finding *findings;
  size_t finding_count, finding_capacity;
  /* of the search */
  uint32_t only; // a record, or UINT32_MAX
  duplicates_look *look;
  void *data;
  struct duplicates_work work;
};

struct duplicates *duplicates_begin(struct arena *arena, const struct vocabulary *vocabulary) {
  struct duplicates *duplicates = arena_need(arena, sizeof *duplicates);
  *duplicates = (struct duplicates){.arena = arena, .vocabulary = vocabulary};
  return duplicates;
}

void duplicates_end(struct duplicates *duplicates) {
  free(duplicates->records);
  free(duplicates->names);
  free(duplicates->identifiers);
  free(duplicates->hosts);
  free(duplicates->findings);
}

// --- identifiers

// Small letters and digits, without anything between them, as UTF-8.
static char *bare(struct arena *arena, const char *text) {
  struct text_name name;
  text_name_fold(text, &name);
  char *word = arena_need(arena, 4 * name.character_count + 1);
  size_t bytes = 0;
  for (size_t i = 0; i < name.character_count; i++) {
    uint32_t character = name.characters[i];
    if (character < 0x80)
      word[bytes++] = (char)character;
    else if (character < 0x800) {
      word[bytes++] = (char)(0xc0 | character >> 6);
      word[bytes++] = (char)(0x80 | (character & 63));
    } else {
      if (character >= 0x10000)
        word[bytes++] = (char)(0xf0 | character >> 18);
      word[bytes++] = (char)(character < 0x10000 ? 0xe0 | character >> 12 : 0x80 | (character >> 12 & 63));
      word[bytes++] = (char)(0x80 | (character >> 6 & 63));
      word[bytes++] = (char)(0x80 | (character & 63));
    }
  }
  word[bytes] = 0;
  return word;
}

static bool is_filler(const char *value) {
  return strlen(value) < FILLER_CHARACTERS || strspn(value, (char[]){*value, 0}) == strlen(value);
}

static bool is_one_of(const char *const *list, const char *word) {
  for (; *list; list++)
    if (!strcmp(*list, word))
      return true;
  return false;
}

static const char *scheme_of(struct arena *arena, const char *written) {
  static const char *const vat[] = {"vatid", "vatnumber", "vatno", "piva", "partitaiva", NULL};
  const char *scheme = bare(arena, written);
  return is_one_of(vat, scheme) ? "vat" : scheme;
}

// The letters that VAT numbers begin with. Greece has its own; a letter pair that is no country belongs to the number.
static const char *vat_country(const char *value) {
  static const char countries[] =
      "at be bg ch cy cz de dk ee el es fi fr gb gr hr hu ie it lt lu lv mt nl pl pt ro se si sk xi ";
  for (const char *at = countries; *at; at += 3)
    if (!strncmp(at, value, 2))
      return !strncmp(at, "gr", 2) ? "el" : at;
  return NULL;
}

static const char *vat_number(struct arena *arena, const char *value, const char *country) {
  const char *letters = strlen(value) > 2 ? vat_country(value) : NULL;
  char seat[3] = {0};
  if (!letters && strlen(country) == 2) {
    seat[0] = (char)tolower((unsigned char)country[0]);
    seat[1] = (char)tolower((unsigned char)country[1]);
    letters = strcmp(seat, "gr") ? seat : "el";
    return arena_print(arena, "%s%s", letters, value);
  }
  return letters ? arena_print(arena, "%.2s%s", letters, value + 2) : value;
}

const char *duplicates_identifier(struct arena *arena, const Helix__V1__Identifier *identifier, const char *country) {
  const char *scheme = scheme_of(arena, identifier->scheme);
  const char *slash = strrchr(identifier->value, '/');
  bool is_link = strstr(identifier->value, "://"); // https://ror.org/01111rn36
  const char *value = bare(arena, is_link && slash[1] ? slash + 1 : identifier->value);
  if (!strcmp(scheme, "vat")) {
    const char *digits = strlen(value) > 2 && vat_country(value) ? value + 2 : value;
    if (is_filler(digits))
      return NULL;
    value = vat_number(arena, value, country);
  }
  return is_filler(value) ? NULL : arena_print(arena, "%s:%s", scheme, value);
}

// "the same VAT number IT01234567890"
static char *told_identifier(struct arena *arena, const char *normal) {
  static const char *const known[][2] = {{"vat", "VAT number"}, {"uscc", "unified social credit code"},
                                         {"pic", "PIC"},        {"ror", "ROR id"},
                                         {"lei", "LEI"},        {"cf", "codice fiscale"}};
  const char *colon = strchr(normal, ':');
  char *scheme = arena_copy_bytes(arena, normal, (size_t)(colon - normal)), *value = arena_copy(arena, colon + 1);
  for (char *at = value; *at; at++)
    *at = (char)toupper((unsigned char)*at);
  if (!strcmp(scheme, "ror")) // those are written small
    value = arena_copy(arena, colon + 1);
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (!strcmp(known[i][0], scheme))
      scheme = arena_copy(arena, known[i][1]);
  return arena_print(arena, "the same %s %s", scheme, value);
}

// --- hosts

// Where many have a page. Those with a dot in front stand for what is below them too: it.linkedin.com.
static const char *const shared_hosts[] = {
    ".facebook.com",     ".linkedin.com",     ".instagram.com",  ".twitter.com",      ".x.com",
    ".youtube.com",      ".tiktok.com",       ".douyin.com",     ".weibo.com",        ".weixin.qq.com",
    ".wikipedia.org",    ".google.com",       ".baidu.com",      ".zhihu.com",        ".paginegialle.it",
    ".europages.com",    ".europages.it",     ".crunchbase.com", ".researchgate.net", "qq.com",
    "alibaba.com",       "1688.com",          "taobao.com",      "tmall.com",         "jd.com",
    "made-in-china.com", "globalsources.com", "github.com",      "github.io",         "gitlab.com",
    "wordpress.com",     "wixsite.com",       "blogspot.com",    "weebly.com",        "jimdo.com",
    "linktr.ee",         "medium.com",        "altervista.org",  "notion.site",       "amazon.com",
    "ebay.com"};

static bool is_shared_host(const char *host) {
  size_t bytes = strlen(host);
  for (size_t i = 0; i < sizeof shared_hosts / sizeof *shared_hosts; i++) {
    const char *shared = shared_hosts[i] + (*shared_hosts[i] == '.');
    size_t shared_bytes = strlen(shared);
    if (!strcmp(host, shared))
      return true;
    if (*shared_hosts[i] == '.' && bytes > shared_bytes && !strcmp(host + bytes - shared_bytes - 1, shared_hosts[i]))
      return true;
  }
  return false;
}

const char *duplicates_host(struct arena *arena, const char *website) {
  const char *begin = strstr(website, "://");
  begin = begin ? begin + 3 : website;
  size_t bytes = strcspn(begin, "/?#");
  const char *user = memchr(begin, '@', bytes);
  if (user) {
    bytes -= (size_t)(user + 1 - begin);
    begin = user + 1;
  }
  const char *port = memchr(begin, ':', bytes);
  char *host = arena_copy_bytes(arena, begin, port ? (size_t)(port - begin) : bytes);
  for (char *at = host; *at; at++)
    *at = (char)tolower((unsigned char)*at);
  for (size_t length = strlen(host); length && host[length - 1] == '.'; length--)
    host[length - 1] = 0;
  if (!strncmp(host, "www.", 4))
    host += 4;
  return !strchr(host, '.') || is_shared_host(host) ? NULL : host;
}

// --- profiles

static const char *country_of(const struct duplicates *duplicates, const char *place) {
  uint32_t number;
  return vocabulary_place_find(duplicates->vocabulary, place, &number)
             ? vocabulary_place(duplicates->vocabulary, number)->country
             : "";
}

static void add_countries(const struct duplicates *duplicates, const Helix__V1__Stakeholder *message,
                          struct record *record) {
  for (size_t i = 0; i < message->n_places && record->country_count < COUNTRIES_MAX; i++) {
    const char *country = country_of(duplicates, message->places[i]);
    if (strlen(country) != 2)
      continue;
    uint16_t number = profile_country(country);
    bool is_known = false;
    for (size_t j = 0; j < record->country_count; j++)
      is_known |= record->countries[j] == number;
    if (!is_known)
      record->countries[record->country_count++] = number;
  }
}

static void add_name(struct duplicates *duplicates, uint32_t record, const char *written) {
  struct name name = {.record = record};
  likeness_name_make(duplicates->arena, duplicates->vocabulary, written, &name.likeness);
  for (size_t i = duplicates->records[record].first_name; i < duplicates->name_count; i++)
    if (!likeness_order(&duplicates->names[i].likeness, &name.likeness))
      return; // says what another one says
  if (!name.likeness.weight)
    return;
  name.written = arena_copy(duplicates->arena, written);
  memory_reserve(duplicates->names, duplicates->name_count, duplicates->name_capacity);
  duplicates->names[duplicates->name_count++] = name;
  duplicates->records[record].name_count++;
}

static void add_identifiers(struct duplicates *duplicates, uint32_t record, const Helix__V1__Stakeholder *message) {
  const char *country = message->n_places ? country_of(duplicates, message->places[0]) : "";
  for (size_t i = 0; i < message->n_identifiers; i++) {
    const char *normal = duplicates_identifier(duplicates->arena, message->identifiers[i], country);
    if (!normal)
      continue;
    memory_reserve(duplicates->identifiers, duplicates->identifier_count, duplicates->identifier_capacity);
    duplicates->identifiers[duplicates->identifier_count++] = (struct mark){normal, record};
  }
}

static void add_host(struct duplicates *duplicates, uint32_t record, const char *website) {
  const char *host = *website ? duplicates_host(duplicates->arena, website) : NULL;
  if (!host)
    return;
  memory_reserve(duplicates->hosts, duplicates->host_count, duplicates->host_capacity);
  duplicates->hosts[duplicates->host_count++] = (struct mark){host, record};
}

void duplicates_add(struct duplicates *duplicates, const Helix__V1__Stakeholder *message) {
  uint32_t number = (uint32_t)duplicates->record_count;
  memory_reserve(duplicates->records, duplicates->record_count, duplicates->record_capacity);
  struct record *record = &duplicates->records[duplicates->record_count++];
  *record =
      (struct record){.id = arena_copy(duplicates->arena, message->id), .first_name = (uint32_t)duplicates->name_count};
  add_countries(duplicates, message, record);
  add_name(duplicates, number, message->name);
  for (size_t i = 0; i < message->n_names && record->name_count < DUPLICATES_NAMES; i++)
    add_name(duplicates, number, message->names[i]->value);
  add_identifiers(duplicates, number, message);
  add_host(duplicates, number, message->website);
}

// --- who meets whom

static bool is_asked(const struct duplicates *duplicates, uint32_t one, uint32_t other) {
  return one != other && (duplicates->only == UINT32_MAX || duplicates->only == one || duplicates->only == other);
}

static void note(struct duplicates *duplicates, struct finding finding) {
  if (finding.one > finding.other) {
    uint32_t record = finding.one, name = finding.one_name;
    finding.one = finding.other;
    finding.other = record;
    finding.one_name = finding.other_name;
    finding.other_name = name;
  }
  memory_reserve(duplicates->findings, duplicates->finding_count, duplicates->finding_capacity);
  duplicates->findings[duplicates->finding_count++] = finding;
}

static int mark_order(const void *one, const void *other) {
  const struct mark *a = one, *b = other;
  int order = strcmp(a->text, b->text);
  return order ? order : (a->record > b->record) - (a->record < b->record);
}

static void note_mark(struct duplicates *duplicates, enum cause cause, const struct mark *one,
                      const struct mark *other) {
  if (is_asked(duplicates, one->record, other->record))
    note(duplicates, (struct finding){.one = one->record, .other = other->record, .cause = cause, .text = one->text});
}

// Those with the same text: each meets the next few; only one's own, all.
static int meet_marks(struct duplicates *duplicates, const struct mark *marks, size_t count, enum cause cause) {
  bool is_all = duplicates->only != UINT32_MAX;
  int result = 0;
  for (size_t i = 0; i < count && !result; i++) {
    result = duplicates->look(duplicates->data);
    if (is_all && marks[i].record != duplicates->only)
      continue;
    for (size_t j = is_all ? 0 : i + 1; j < count && (is_all || j <= i + DUPLICATES_WINDOW); j++)
      note_mark(duplicates, cause, &marks[i], &marks[j]);
  }
  return result;
}

// More than `most` with the same text are no sign of anything.
static int find_marks(struct duplicates *duplicates, struct mark *marks, size_t count, enum cause cause, size_t most) {
  int result = 0;
  if (count)
    qsort(marks, count, sizeof *marks, mark_order);
  for (size_t begin = 0, end; begin < count && !result; begin = end) {
    for (end = begin + 1; end < count && !strcmp(marks[begin].text, marks[end].text);)
      end++;
    if (end - begin <= most)
      result = meet_marks(duplicates, marks + begin, end - begin, cause);
  }
  return result;
}

static bool share_country(const struct record *one, const struct record *other) {
  for (size_t i = 0; i < one->country_count; i++)
    for (size_t j = 0; j < other->country_count; j++)
      if (one->countries[i] == other->countries[j])
        return true;
  return !one->country_count || !other->country_count;
}

static void compare(struct duplicates *duplicates, uint32_t one, uint32_t other) {
  const struct name *a = &duplicates->names[one], *b = &duplicates->names[other];
  bool is_alike;
  duplicates->work.comparisons++;
  uint32_t likeness = likeness_of(&a->likeness, &b->likeness, &is_alike);
  if (is_alike)
    note(duplicates, (struct finding){.one = a->record,
                                      .other = b->record,
                                      .cause = CAUSE_NAME,
                                      .likeness = likeness,
                                      .one_name = one,
                                      .other_name = other});
}

// --- by rare keys

struct keys {
  /* owned */
  struct key *items;
  size_t count, capacity;
};

static int key_order(const void *one, const void *other) {
  const struct key *a = one, *b = other;
  if (a->key != b->key)
    return a->key < b->key ? -1 : 1;
  return (a->name > b->name) - (a->name < b->name);
}

static int all_keys(struct duplicates *duplicates, struct keys *keys) {
  struct arena *scratch = arena_new(SIZE_MAX);
  int result = 0;
  for (uint32_t i = 0; i < duplicates->name_count && !(result = duplicates->look(duplicates->data)); i++) {
    size_t count;
    arena_reset(scratch);
    const uint64_t *own = likeness_keys(scratch, &duplicates->names[i].likeness, &count);
    for (size_t j = 0; j < count; j++) {
      memory_reserve(keys->items, keys->count, keys->capacity);
      keys->items[keys->count++] = (struct key){own[j], i};
    }
  }
  arena_free(scratch);
  if (keys->count)
    qsort(keys->items, keys->count, sizeof *keys->items, key_order);
  return result;
}

// A key of a name, and how many have it.
struct rare {
  uint64_t key;
  uint32_t count;
};

static bool is_rarer(const struct rare *one, const struct rare *other) {
  return one->count != other->count ? one->count < other->count : one->key < other->key;
}

// Into the few that a name keeps, the rarest first; count 0 is an empty place.
static void keep_rarest(struct rare *rarest, struct rare rare) {
  for (size_t i = 0; i < DUPLICATES_KEYS; i++)
    if (!rarest[i].count || is_rarer(&rare, &rarest[i])) {
      struct rare former = rarest[i];
      rarest[i] = rare;
      rare = former;
      if (!rare.count)
        return;
    }
}

// Leaves of all keys those that decide, in order of the keys.
static int choose_keys(struct duplicates *duplicates, struct keys *keys) {
  memory_auto struct rare *rarest = memory_new((duplicates->name_count + 1) * DUPLICATES_KEYS * sizeof *rarest);
  int result = 0;
  for (size_t begin = 0, end; begin < keys->count; begin = end) {
    for (end = begin + 1; end < keys->count && keys->items[end].key == keys->items[begin].key;)
      end++;
    if ((result = duplicates->look(duplicates->data)))
      return result;
    for (size_t i = begin; i < end && end - begin > 1; i++) // what nobody else has brings nobody together
      keep_rarest(&rarest[keys->items[i].name * (size_t)DUPLICATES_KEYS],
                  (struct rare){keys->items[i].key, (uint32_t)(end - begin)});
  }
  keys->count = 0;
  for (uint32_t i = 0; i < duplicates->name_count; i++)
    for (size_t j = 0; j < DUPLICATES_KEYS && rarest[i * (size_t)DUPLICATES_KEYS + j].count; j++) {
      memory_reserve(keys->items, keys->count, keys->capacity);
      keys->items[keys->count++] = (struct key){rarest[i * (size_t)DUPLICATES_KEYS + j].key, i};
    }
  if (keys->count)
    qsort(keys->items, keys->count, sizeof *keys->items, key_order);
  return result;
}

static int neighbour_order(const void *one, const void *other, void *data) {
  const struct duplicates *duplicates = data;
  const struct key *a = one, *b = other;
  int order = likeness_order(&duplicates->names[a->name].likeness, &duplicates->names[b->name].likeness);
  return order ? order : (a->name > b->name) - (a->name < b->name);
}

// Pairs of names to be compared, the lower number in the high half.
struct meetings {
  /* owned */
  uint64_t *items;
  size_t count, capacity;
};

static void meet(const struct duplicates *duplicates, struct meetings *meetings, uint32_t one, uint32_t other) {
  uint32_t a = duplicates->names[one].record, b = duplicates->names[other].record;
  if (!is_asked(duplicates, a, b) || !share_country(&duplicates->records[a], &duplicates->records[b]))
    return;
  memory_reserve(meetings->items, meetings->count, meetings->capacity);
  meetings->items[meetings->count++] = one < other ? (uint64_t)one << 32 | other : (uint64_t)other << 32 | one;
}

// All with one key: each meets the next few; only one's own, all.
static void meet_at_key(const struct duplicates *duplicates, struct meetings *meetings, struct key *keys,
                        size_t count) {
  if (duplicates->only == UINT32_MAX && count > DUPLICATES_WINDOW)
    qsort_r(keys, count, sizeof *keys, neighbour_order, unconst(duplicates));
  for (size_t i = 0; i < count; i++) {
    bool is_all = duplicates->only != UINT32_MAX;
    if (is_all && duplicates->names[keys[i].name].record != duplicates->only)
      continue;
    for (size_t j = is_all ? 0 : i + 1; j < count && (is_all || j <= i + DUPLICATES_WINDOW); j++)
      meet(duplicates, meetings, keys[i].name, keys[j].name);
  }
}

static int number_order(const void *one, const void *other) {
  const uint64_t *a = one, *b = other;
  return (*a > *b) - (*a < *b);
}

static int compare_all(struct duplicates *duplicates, struct meetings *meetings) {
  int result = 0;
  if (meetings->count)
    qsort(meetings->items, meetings->count, sizeof *meetings->items, number_order);
  for (size_t i = 0; i < meetings->count && !result; i++) {
    if (i && meetings->items[i] == meetings->items[i - 1])
      continue;
    result = duplicates->look(duplicates->data);
    compare(duplicates, (uint32_t)(meetings->items[i] >> 32), (uint32_t)meetings->items[i]);
  }
  return result;
}

static int find_names(struct duplicates *duplicates) {
  struct keys keys = {0};
  struct meetings meetings = {0};
  int result = all_keys(duplicates, &keys);
  if (!result)
    result = choose_keys(duplicates, &keys);
  for (size_t begin = 0, end; begin < keys.count && !result; begin = end) {
    for (end = begin + 1; end < keys.count && keys.items[end].key == keys.items[begin].key;)
      end++;
    result = duplicates->look(duplicates->data);
    meet_at_key(duplicates, &meetings, keys.items + begin, end - begin);
  }
  if (!result)
    result = compare_all(duplicates, &meetings);
  free(meetings.items);
  free(keys.items);
  return result;
}

// --- the answer

// Of a pair: identifiers, then the host, then the most alike names.
static int finding_order(const void *one, const void *other) {
  const struct finding *a = one, *b = other;
  if (a->one != b->one)
    return a->one < b->one ? -1 : 1;
  if (a->other != b->other)
    return a->other < b->other ? -1 : 1;
  if (a->cause != b->cause)
    return a->cause < b->cause ? -1 : 1;
  if (a->cause != CAUSE_NAME)
    return strcmp(a->text, b->text);
  if (a->likeness != b->likeness)
    return a->likeness > b->likeness ? -1 : 1;
  if (a->one_name != b->one_name)
    return a->one_name < b->one_name ? -1 : 1;
  return (a->other_name > b->other_name) - (a->other_name < b->other_name);
}

static int pair_order(const void *one, const void *other) {
  const struct pair *a = one, *b = other;
  if (a->likeness != b->likeness)
    return a->likeness > b->likeness ? -1 : 1;
  return (a->findings > b->findings) - (a->findings < b->findings); // they lie in the order of ids
}

// Of the names that brought the two together; else of any, though they are not alike enough.
static uint32_t best_likeness(struct duplicates *duplicates, const struct finding *findings, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (findings[i].cause == CAUSE_NAME)
      return findings[i].likeness; // the first is the most alike
  uint32_t one = findings->one, other = findings->other;
  const struct record *a = &duplicates->records[one], *b = &duplicates->records[other];
  uint32_t best = 0;
  for (uint32_t i = 0; i < a->name_count; i++)
    for (uint32_t j = 0; j < b->name_count; j++) {
      bool is_alike;
      uint32_t likeness = likeness_of(&duplicates->names[a->first_name + i].likeness,
                                      &duplicates->names[b->first_name + j].likeness, &is_alike);
      duplicates->work.comparisons++;
      best = likeness > best ? likeness : best;
    }
  return best;
}

static const char *quoted(struct arena *arena, const char *written) {
  size_t bytes = strlen(written);
  if (bytes <= QUOTED_BYTES)
    return written;
  for (bytes = QUOTED_BYTES; (written[bytes] & 0xc0) == 0x80;)
    bytes--;
  return arena_print(arena, "%s…", arena_copy_bytes(arena, written, bytes));
}

static char *told_names(const struct duplicates *duplicates, const struct finding *finding) {
  const char *one = quoted(duplicates->arena, duplicates->names[finding->one_name].written);
  const char *other = quoted(duplicates->arena, duplicates->names[finding->other_name].written);
  return strcmp(one, other) ? arena_print(duplicates->arena, "names alike: “%s” and “%s”", one, other)
                            : arena_print(duplicates->arena, "the same name: “%s”", one);
}

static char *reason_of(const struct duplicates *duplicates, const struct finding *finding) {
  switch (finding->cause) {
  case CAUSE_IDENTIFIER:
    return told_identifier(duplicates->arena, finding->text);
  case CAUSE_HOST:
    return arena_print(duplicates->arena, "the same website %s", finding->text);
  case CAUSE_NAME:
    break;
  }
  return told_names(duplicates, finding);
}

static bool is_told(const Helix__V1__Duplicate *duplicate, const char *reason) {
  for (size_t i = 0; i < duplicate->n_reasons; i++)
    if (!strcmp(duplicate->reasons[i], reason))
      return true;
  return false;
}

static Helix__V1__Duplicate *make_duplicate(const struct duplicates *duplicates, const struct pair *pair) {
  struct arena *arena = duplicates->arena;
  Helix__V1__Duplicate *duplicate = arena_need(arena, sizeof *duplicate);
  helix__v1__duplicate__init(duplicate);
  duplicate->one = unconst(duplicates->records[pair->findings->one].id);
  duplicate->other = unconst(duplicates->records[pair->findings->other].id);
  duplicate->likeness = pair->likeness;
  duplicate->reasons = arena_need(arena, pair->count * sizeof *duplicate->reasons);
  for (size_t i = 0; i < pair->count; i++) {
    const struct finding *finding = &pair->findings[i];
    char *reason = reason_of(duplicates, finding);
    if (!is_told(duplicate, reason))
      duplicate->reasons[duplicate->n_reasons++] = reason;
    if (finding->cause == CAUSE_NAME) // the most alike are enough
      break;
  }
  return duplicate;
}

static int answer(struct duplicates *duplicates, size_t limit, Helix__V1__DuplicateList *list) {
  size_t count = 0;
  int result = 0;
  if (duplicates->finding_count)
    qsort(duplicates->findings, duplicates->finding_count, sizeof *duplicates->findings, finding_order);
  memory_auto struct pair *pairs = memory_new((duplicates->finding_count + 1) * sizeof *pairs);
  for (size_t begin = 0, end; begin < duplicates->finding_count && !result; begin = end) {
    const struct finding *first = &duplicates->findings[begin];
    for (end = begin + 1; end < duplicates->finding_count && duplicates->findings[end].one == first->one &&
                          duplicates->findings[end].other == first->other;)
      end++;
    result = duplicates->look(duplicates->data);
    pairs[count++] = (struct pair){first, end - begin, best_likeness(duplicates, first, end - begin)};
  }
  if (count)
    qsort(pairs, count, sizeof *pairs, pair_order);
  count = count < limit ? count : limit;
  list->duplicates = arena_need(duplicates->arena, count * sizeof *list->duplicates);
  for (size_t i = 0; i < count; i++)
    list->duplicates[list->n_duplicates++] = make_duplicate(duplicates, &pairs[i]);
  return result;
}

static uint32_t find_record(const struct duplicates *duplicates, const char *id) {
  size_t low = 0, high = duplicates->record_count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (strcmp(duplicates->records[middle].id, id) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low < duplicates->record_count && !strcmp(duplicates->records[low].id, id) ? (uint32_t)low : UINT32_MAX;
}

int duplicates_find(struct duplicates *duplicates, const char *only, size_t limit, duplicates_look *look, void *data,
                    Helix__V1__DuplicateList *ret_list, struct duplicates_work *ret_work) {
  helix__v1__duplicate_list__init(ret_list);
  duplicates->only = only ? find_record(duplicates, only) : UINT32_MAX;
  duplicates->look = look;
  duplicates->data = data;
  duplicates->finding_count = 0;
  duplicates->work = (struct duplicates_work){.names = duplicates->name_count};
  if (only && duplicates->only == UINT32_MAX)
    return 0;
  int result =
      find_marks(duplicates, duplicates->identifiers, duplicates->identifier_count, CAUSE_IDENTIFIER, SIZE_MAX);
  if (!result)
    result = find_marks(duplicates, duplicates->hosts, duplicates->host_count, CAUSE_HOST, DUPLICATES_HOST_MAX);
  if (!result)
    result = find_names(duplicates);
  if (!result)
    result = answer(duplicates, limit, ret_list);
  if (ret_work)
    *ret_work = duplicates->work;
  return result;
}
