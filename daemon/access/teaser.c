// SPDX-License-Identifier: Apache-2.0
// What is known of the owner is a list of phrases, each a row of folded letters without what parts them; leaks_*.c know what tells
// anybody by its form. What they find is joined where it overlaps.
#include "access/teaser.h"

#include "access/folded.h"
#include "access/leaks.h"
#include "access/wordlists.h"
#include "base/memory.h"

#include <glib.h>
#include <string.h>

enum {
  WORD_LETTERS_MIN = 4, // of a word alone; shorter ones count when in capitals
  SHORT_LETTERS_MIN = 2,
  NAME_LETTERS_MIN = 3,
  LONG_LETTERS_MIN = 6,
  HAN_LETTERS_MIN = 2,
  ACRONYM_LETTERS_MIN = 3,
  ACRONYM_LETTERS_MAX = 8,
  PERSON_LETTERS_MIN = 3,
  GAP_MAX = 3,
  LETTER_BITS = 63
};

enum phrase_case { ANY_CASE, CAPITAL_FIRST, ALL_CAPITALS };

struct phrase {
  uint32_t *letters; // owned, without signs and blanks
  size_t count;
  size_t gap_max; // signs and blanks that may stand between two letters: "Eco-Loop" is EcoLoop
  enum phrase_case spelling;
  enum teaser_leak_kind kind;
};

struct teaser_owner {
  struct phrase *phrases;
  size_t count, capacity;
  uint64_t first_letters; // bit letter % 64 of each phrase's first: most places of a text begin none
};

void leaks_add(struct leaks *leaks, size_t begin, size_t end, enum teaser_leak_kind kind) {
  memory_reserve(leaks->items, leaks->count, leaks->capacity);
  leaks->items[leaks->count++] = (struct teaser_leak){begin, end, kind};
}

// --- phrases

static void add_letters(struct teaser_owner *owner, struct phrase phrase) {
  memory_reserve(owner->phrases, owner->count, owner->capacity);
  owner->phrases[owner->count++] = phrase;
  owner->first_letters |= UINT64_C(1) << (phrase.letters[0] & LETTER_BITS);
}

// `rule`: its gap, case and kind.
static void add_phrase(struct teaser_owner *owner, const struct folded_unit *units, size_t count, struct phrase rule) {
  rule.letters = memory_new((count + 1) * sizeof *rule.letters);
  for (size_t i = 0; i < count; i++)
    if (units[i].class != FOLDED_OTHER)
      rule.letters[rule.count++] = units[i].letter;
  if (rule.count >= HAN_LETTERS_MIN)
    add_letters(owner, rule);
  else
    free(rule.letters);
}

static void add_whole(struct teaser_owner *owner, const char *text, enum teaser_leak_kind kind) {
  struct folded folded = folded_new(text);
  add_phrase(owner, folded.units, folded.count, (struct phrase){.gap_max = GAP_MAX, .kind = kind});
  folded_deinit(&folded);
}

static bool is_in_capitals(const struct folded_unit *units, size_t count) {
  bool has_capital = false;
  for (size_t i = 0; i < count; i++) {
    has_capital |= units[i].upper;
    if (units[i].lower)
      return false;
  }
  return has_capital;
}

// --- names

// A word that tells apart, alone: long ones in any case; short ones in capitals only, if the name has them so ("ENEA", "LG").
static void add_word(struct teaser_owner *owner, const struct folded_unit *units, size_t count,
                     enum teaser_leak_kind kind) {
  bool capitals = is_in_capitals(units, count);
  if (word_is_generic(units, count) || word_is_standard(units, count))
    return;
  if (count >= WORD_LETTERS_MIN)
    add_phrase(owner, units, count, (struct phrase){.gap_max = count >= LONG_LETTERS_MIN, .kind = kind});
  else if (count >= SHORT_LETTERS_MIN && capitals)
    add_phrase(owner, units, count, (struct phrase){.spelling = ALL_CAPITALS, .kind = kind});
}

static size_t count_words(const struct folded *name, size_t begin, size_t end) {
  size_t words = 0;
  for (size_t at = begin; at < end; at++)
    words += folded_is_word(name, at) && (at == begin || !folded_is_word(name, at - 1));
  return words;
}

static void add_words(struct teaser_owner *owner, const struct folded *name, enum teaser_leak_kind kind) {
  for (size_t begin = 0, end; begin < name->count; begin = end + 1) {
    end = folded_word_end(name, begin);
    if (end > begin)
      add_word(owner, name->units + begin, end - begin, kind);
  }
}

static bool is_joint(const struct folded_unit *units, size_t count) {
  return !units[0].upper && (count <= 3 || word_is_generic(units, count));
}

// The first letters of the words of begin … end; with those that join words, or without.
static void add_acronym(struct teaser_owner *owner, const struct folded *name, size_t begin, size_t end,
                        bool with_joints) {
  struct folded_unit initials[ACRONYM_LETTERS_MAX];
  size_t count = 0;
  for (size_t at = begin, last; at < end; at = last + 1) {
    last = folded_word_end(name, at);
    if (last == at || (!with_joints && is_joint(name->units + at, last - at)))
      continue;
    if (count == ACRONYM_LETTERS_MAX)
      return;
    initials[count++] = name->units[at];
  }
  if (count >= ACRONYM_LETTERS_MIN && !word_is_technology(initials, count) && !word_is_standard(initials, count))
    add_phrase(owner, initials, count, (struct phrase){.spelling = ALL_CAPITALS, .kind = TEASER_NAME});
}

// The whole as it is. A firm called "Energia" is meant by the capitalised word only, one called "QX" by capitals.
static void add_whole_name(struct teaser_owner *owner, const struct folded *name, size_t begin, size_t end,
                           enum teaser_leak_kind kind) {
  const struct folded_unit *units = name->units + begin;
  size_t count = end - begin;
  bool is_common = folded_word_end(name, begin) == end && word_is_generic(units, count);
  bool is_short = count < WORD_LETTERS_MIN && is_in_capitals(units, count);
  enum phrase_case spelling = is_short ? ALL_CAPITALS : is_common ? CAPITAL_FIRST : ANY_CASE;
  if (is_short || count >= NAME_LETTERS_MIN)
    add_phrase(owner, units, count,
               (struct phrase){.gap_max = is_short ? 0 : GAP_MAX, .spelling = spelling, .kind = kind});
}

// A name of several words counts as a whole even when each is of everybody.
static void add_part(struct teaser_owner *owner, const struct folded *name, size_t begin, size_t end) {
  for (size_t form; end > begin && (form = words_legal_form(name->units + begin, end - begin));)
    end -= form;
  while (end > begin && name->units[end - 1].class == FOLDED_OTHER)
    end--;
  size_t words = count_words(name, begin, end);
  if (words == 1 && !begin) // the name itself, without its legal form
    add_whole_name(owner, name, begin, end, TEASER_NAME);
  if (words < 2)
    return;
  add_phrase(owner, name->units + begin, end - begin, (struct phrase){.gap_max = GAP_MAX, .kind = TEASER_NAME});
  add_acronym(owner, name, begin, end, false);
  add_acronym(owner, name, begin, end, true);
}

static bool parts_names(const struct folded *name, size_t at) {
  uint32_t letter = name->units[at].letter;
  bool dash = (letter == '-' || letter == 0x2013 || letter == 0x2014) && at && name->units[at - 1].letter == ' ';
  return dash || letter == '(' || letter == ')' || letter == ',' || letter == '|' || letter == '/' || letter == ':';
}

// "Laboratorio Acque (LABAC) - Università di Esempio" has three names.
static void add_parts(struct teaser_owner *owner, const struct folded *name) {
  for (size_t begin = 0, end; begin < name->count; begin = end + 1) {
    for (end = begin; end < name->count && !parts_names(name, end);)
      end++;
    size_t last = end;
    while (last > begin && name->units[last - 1].class == FOLDED_OTHER && name->units[last - 1].letter != '.')
      last--;
    while (begin < last && name->units[begin].class == FOLDED_OTHER)
      begin++;
    if (last > begin)
      add_part(owner, name, begin, last);
  }
}

static void add_han_part(struct teaser_owner *owner, const struct folded_unit *units, size_t count) {
  if (count >= HAN_LETTERS_MIN && !han_is_generic(units, count))
    add_phrase(owner, units, count, (struct phrase){.gap_max = GAP_MAX, .kind = TEASER_NAME});
}

// "南京绿环纺织科技有限公司" is known as "绿环纺织科技", and as "绿环".
static void add_han_core(struct teaser_owner *owner, const struct folded_unit *units, size_t count) {
  size_t part;
  add_han_part(owner, units, count);
  for (; (part = han_form_suffix(units, count)); count -= part)
    ;
  for (; (part = han_place_prefix(units, count)) && part < count; units += part, count -= part)
    ;
  add_han_part(owner, units, count);
  for (; (part = han_industry_suffix(units, count)) && part < count; count -= part)
    ;
  add_han_part(owner, units, count);
}

static void add_han_parts(struct teaser_owner *owner, const struct folded *name) {
  for (size_t begin = 0, end; begin < name->count; begin = end + 1) {
    for (end = begin; end < name->count && name->units[end].class == FOLDED_HAN;)
      end++;
    if (end - begin >= HAN_LETTERS_MIN)
      add_han_core(owner, name->units + begin, end - begin);
  }
}

static void add_name(struct teaser_owner *owner, const char *text) {
  struct folded name = folded_new(text);
  add_whole_name(owner, &name, 0, name.count, TEASER_NAME);
  add_parts(owner, &name);
  add_words(owner, &name, TEASER_NAME);
  add_han_parts(owner, &name);
  folded_deinit(&name);
}

// --- persons

// Titles behind a Chinese surname.
static const char *const han_titles[] = {"先生", "女士", "小姐", "总",   "总经理", "经理",
                                         "教授", "博士", "老师", "主任", "工程师"};

static void add_han_titles(struct teaser_owner *owner, const struct folded *name) {
  size_t surname = han_surname(name->units, name->count);
  for (size_t i = 0; i < G_N_ELEMENTS(han_titles); i++) {
    g_autofree char *prefix = g_ucs4_to_utf8((const gunichar[]){name->units[0].letter, name->units[surname - 1].letter},
                                             (glong)surname, NULL, NULL, NULL);
    g_autofree char *addressed = g_strconcat(prefix ? prefix : "", han_titles[i], NULL);
    add_whole(owner, addressed, TEASER_PERSON);
  }
}

// Given names and surnames alone are capitalised: "Rosa", not "rosa".
static void add_person_words(struct teaser_owner *owner, const struct folded *name) {
  for (size_t begin = 0, end; begin < name->count; begin = end + 1) {
    end = folded_word_end(name, begin);
    if (end - begin >= PERSON_LETTERS_MIN && !is_joint(name->units + begin, end - begin))
      add_phrase(owner, name->units + begin, end - begin,
                 (struct phrase){.spelling = CAPITAL_FIRST, .kind = TEASER_PERSON});
  }
}

// "Rossi Maria" for "Maria Rossi"
static void add_turned(struct teaser_owner *owner, const char *text) {
  const char *last = strrchr(text, ' ');
  if (!last)
    return;
  g_autofree char *turned = g_strdup_printf("%s %.*s", last + 1, (int)(last - text), text);
  add_whole(owner, turned, TEASER_PERSON);
}

static void add_person(struct teaser_owner *owner, const char *text) {
  struct folded name = folded_new(text);
  add_whole(owner, text, TEASER_PERSON);
  add_turned(owner, text);
  add_person_words(owner, &name);
  if (name.count && name.units[0].class == FOLDED_HAN)
    add_han_titles(owner, &name);
  folded_deinit(&name);
}

// An owner is a firm or a person, and which is not said.
static void add_shareholder(struct teaser_owner *owner, const char *text) {
  struct folded name = folded_new(text);
  add_whole_name(owner, &name, 0, name.count, TEASER_NAME);
  add_parts(owner, &name);
  add_han_parts(owner, &name);
  for (size_t begin = 0, end; begin < name.count; begin = end + 1) {
    end = folded_word_end(&name, begin);
    if (end - begin >= WORD_LETTERS_MIN && !word_is_generic(name.units + begin, end - begin))
      add_phrase(owner, name.units + begin, end - begin,
                 (struct phrase){.spelling = CAPITAL_FIRST, .kind = TEASER_NAME});
  }
  folded_deinit(&name);
}

// --- addresses

// "https://www.example.org/it" → "example.org", and what its labels tell
static void add_host(struct teaser_owner *owner, const char *address) {
  const char *host = strstr(address, "://");
  host = host ? host + 3 : address;
  if (g_str_has_prefix(host, "www."))
    host += 4;
  g_autofree char *name = g_strndup(host, strcspn(host, "/:?#"));
  char *dot = strrchr(name, '.');
  if (!dot)
    return;
  add_whole(owner, name, TEASER_LINK);
  *dot = 0;
  struct folded labels = folded_new(name);
  add_words(owner, &labels, TEASER_NAME);
  folded_deinit(&labels);
}

static void add_contact(struct teaser_owner *owner, const Helix__V1__Contact *contact) {
  add_person(owner, contact->name);
  if (*contact->email)
    add_whole(owner, contact->email, TEASER_MAIL);
  if (strlen(contact->phone) >= LONG_LETTERS_MIN)
    add_whole(owner, contact->phone, TEASER_PHONE);
  const char *at = strchr(contact->email, '@');
  if (at)
    add_host(owner, at + 1);
}

struct teaser_owner *teaser_owner_new(const Helix__V1__Stakeholder *message) {
  struct teaser_owner *owner = memory_new(sizeof *owner);
  add_name(owner, message->name);
  for (size_t i = 0; i < message->n_names; i++)
    add_name(owner, message->names[i]->value);
  if (strlen(message->id) >= LONG_LETTERS_MIN) {
    struct folded id = folded_new(message->id);
    add_whole_name(owner, &id, 0, id.count, TEASER_NAME);
    folded_deinit(&id);
  }
  for (size_t i = 0; i < message->n_identifiers; i++)
    if (strlen(message->identifiers[i]->value) >= WORD_LETTERS_MIN)
      add_whole(owner, message->identifiers[i]->value, TEASER_IDENTIFIER);
  for (size_t i = 0; i < message->n_contacts; i++)
    add_contact(owner, message->contacts[i]);
  for (size_t i = 0; i < message->n_owners; i++)
    add_shareholder(owner, message->owners[i]->name);
  add_host(owner, message->website);
  return owner;
}

struct teaser_owner *teaser_owner_free(struct teaser_owner *owner) {
  if (!owner)
    return NULL;
  for (size_t i = 0; i < owner->count; i++)
    free(owner->phrases[i].letters);
  free(owner->phrases);
  free(owner);
  return NULL;
}

// --- finding

static bool is_spelled(const struct phrase *phrase, const struct folded_unit *unit, size_t i) {
  if (phrase->spelling == ANY_CASE || (phrase->spelling == CAPITAL_FIRST && i > 0))
    return true;
  return !unit->lower;
}

// The end of the phrase that begins at unit `at`; 0: it does not.
static size_t phrase_end(const struct folded *text, size_t at, const struct phrase *phrase) {
  size_t i = 0, skipped = 0;
  for (; i < phrase->count && at < text->count; at++) {
    const struct folded_unit *unit = &text->units[at];
    if (unit->letter == phrase->letters[i] && is_spelled(phrase, unit, i)) {
      i++;
      skipped = 0;
    } else if (!i || unit->class != FOLDED_OTHER || unit->letter == FOLDED_HOLE || ++skipped > phrase->gap_max)
      return 0;
  }
  return i == phrase->count ? at : 0;
}

static void find_phrases(const struct teaser_owner *owner, const struct folded *text, struct leaks *leaks) {
  for (size_t at = 0; at < text->count; at++) {
    if (!(owner->first_letters >> (text->units[at].letter & LETTER_BITS) & 1) || folded_cuts(text, at))
      continue;
    for (size_t i = 0; i < owner->count; i++) {
      size_t end = phrase_end(text, at, &owner->phrases[i]);
      if (end && !folded_cuts(text, end))
        leaks_add(leaks, at, end, owner->phrases[i].kind);
    }
  }
}

static int compare(const void *a, const void *b) {
  const struct teaser_leak *x = a, *y = b;
  if (x->begin != y->begin)
    return x->begin < y->begin ? -1 : 1;
  return (x->end < y->end) - (x->end > y->end);
}

static size_t length(const struct teaser_leak *leak) {
  return leak->end - leak->begin;
}

// Those that overlap become one, of the kind of the longest.
static void join(struct leaks *leaks) {
  size_t count = 0, longest = 0;
  if (leaks->count)
    qsort(leaks->items, leaks->count, sizeof *leaks->items, compare);
  for (size_t i = 0; i < leaks->count; i++) {
    const struct teaser_leak leak = leaks->items[i];
    struct teaser_leak *last = count ? &leaks->items[count - 1] : NULL;
    if (!last || leak.begin >= last->end) {
      longest = length(&leak);
      leaks->items[count++] = leak;
      continue;
    }
    if (length(&leak) > longest || (length(&leak) == longest && leak.kind < last->kind)) {
      longest = length(&leak);
      last->kind = leak.kind;
    }
    last->end = leak.end > last->end ? leak.end : last->end;
  }
  leaks->count = count;
}

static struct leaks find_leaks(const struct teaser_owner *owner, const char *text) {
  struct folded folded = folded_new(text);
  struct leaks leaks = {0};
  find_phrases(owner, &folded, &leaks);
  leaks_find_links(&folded, &leaks);
  leaks_find_numbers(&folded, &leaks);
  leaks_find_addresses(&folded, &leaks);
  leaks_find_products(&folded, &leaks);
  for (size_t i = 0; i < leaks.count; i++) {
    struct teaser_leak *leak = &leaks.items[i];
    leak->begin = folded_begin_byte(&folded, leak->begin);
    leak->end = folded_end_byte(&folded, leak->end);
  }
  folded_deinit(&folded);
  join(&leaks);
  return leaks;
}

size_t teaser_find_leaks(const struct teaser_owner *owner, const char *text, struct teaser_leak *leaks,
                         size_t capacity) {
  struct leaks found = find_leaks(owner, text);
  size_t count = found.count;
  if (count && capacity)
    memcpy(leaks, found.items, (count < capacity ? count : capacity) * sizeof *leaks);
  free(found.items);
  return count;
}

// --- redacting

static const char hole[] = "[…]";

static bool is_blank(const char *text, size_t begin, size_t end) {
  for (; begin < end; begin++)
    if (text[begin] != ' ')
      return false;
  return true;
}

static char *redact_once(const char *text, const struct leaks *leaks) {
  GString *clean = g_string_new(NULL);
  size_t at = 0;
  for (size_t i = 0; i < leaks->count; i++) {
    const struct teaser_leak *leak = &leaks->items[i];
    if (!i || !is_blank(text, at, leak->begin)) {
      g_string_append_len(clean, text + at, (gssize)(leak->begin - at));
      g_string_append(clean, hole);
    }
    at = leak->end;
  }
  g_string_append(clean, text + at);
  char *copy = memory_copy_string(clean->str);
  g_string_free(clean, TRUE);
  return copy;
}

// What is left may be judged otherwise ("ISO" of a name gone, its number is a number): until nothing is found. That ends, for every
// leak has letters or digits, and a hole has none.
char *teaser_redact(const struct teaser_owner *owner, const char *text) {
  char *clean = memory_copy_string(text);
  for (;;) {
    struct leaks leaks = find_leaks(owner, clean);
    if (!leaks.count) {
      free(leaks.items);
      return clean;
    }
    char *cleaner = redact_once(clean, &leaks);
    free(leaks.items);
    free(clean);
    clean = cleaner;
  }
}

const char *teaser_leak_name(enum teaser_leak_kind kind) {
  switch (kind) {
  case TEASER_MAIL:
    return "a mail address";
  case TEASER_LINK:
    return "a link";
  case TEASER_PHONE:
    return "a telephone number";
  case TEASER_IDENTIFIER:
    return "an identifier";
  case TEASER_PERSON:
    return "a person's name";
  case TEASER_NAME:
    return "a name";
  case TEASER_NUMBER:
    return "a number";
  case TEASER_PRODUCT:
    return "what looks like a product's name";
  }
  return "something";
}
