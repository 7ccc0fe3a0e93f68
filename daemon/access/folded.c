// SPDX-License-Identifier: Apache-2.0
#include "access/folded.h"

#include "base/memory.h"

#include <glib.h>
#include <string.h>

enum { SHARP_S = 0xdf, CAPITAL_SHARP_S = 0x1e9e, FINAL_SIGMA = 0x3c2, SIGMA = 0x3c3 };

struct growing {
  struct folded folded;
  size_t capacity;
};

static enum folded_class class_of(gunichar letter) {
  if (letter < 0x80)
    return g_ascii_isdigit((char)letter) ? FOLDED_DIGIT : g_ascii_isalpha((char)letter) ? FOLDED_LETTER : FOLDED_OTHER;
  if (!g_unichar_isalpha(letter))
    return g_unichar_isdigit(letter) ? FOLDED_DIGIT : FOLDED_OTHER;
  GUnicodeScript script = g_unichar_get_script(letter);
  bool has_no_blanks =
      script == G_UNICODE_SCRIPT_HAN || script == G_UNICODE_SCRIPT_HIRAGANA || script == G_UNICODE_SCRIPT_KATAKANA;
  return has_no_blanks ? FOLDED_HAN : FOLDED_LETTER;
}

static void add(struct growing *growing, gunichar letter, size_t begin, size_t end) {
  struct folded *folded = &growing->folded;
  memory_reserve(folded->units, folded->count, growing->capacity);
  struct folded_unit *unit = &folded->units[folded->count++];
  *unit = (struct folded_unit){.letter = g_unichar_tolower(letter),
                               .begin = begin,
                               .end = end,
                               .class = class_of(letter),
                               .upper = g_unichar_isupper(letter),
                               .lower = g_unichar_islower(letter)};
  if (unit->class == FOLDED_DIGIT)
    unit->letter = (gunichar)('0' + g_unichar_digit_value(letter));
  else if (letter == FINAL_SIGMA)
    unit->letter = SIGMA;
}

// Superscripts are footnotes and powers, not parts of a word ("m²", "EcoLoop¹"); subscripts are ("CO₂").
static bool is_superscript(gunichar letter) {
  return letter == 0xb2 || letter == 0xb3 || letter == 0xb9 || (letter >= 0x2070 && letter <= 0x207f);
}

// Those that say something as they are, and would be letters or stops when decomposed.
static bool is_sign(gunichar letter) {
  return letter == 0x2122 || letter == 0x2120 || letter == FOLDED_HOLE; // ™ ℠ …
}

static void add_folded(struct growing *growing, gunichar letter, size_t begin, size_t end) {
  gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
  if (letter < 0x80 || is_sign(letter) || (letter >= 0x4e00 && letter <= 0x9fff)) {
    add(growing, letter, begin, end);
    return;
  }
  if (is_superscript(letter))
    return;
  if (letter == SHARP_S || letter == CAPITAL_SHARP_S) {
    add(growing, 's', begin, end);
    add(growing, 's', begin, end);
    return;
  }
  size_t count = g_unichar_fully_decompose(letter, TRUE, parts, G_N_ELEMENTS(parts));
  for (size_t i = 0; i < count && i < G_N_ELEMENTS(parts); i++)
    if (!g_unichar_iszerowidth(parts[i]) && !g_unichar_ismark(parts[i]))
      add(growing, parts[i], begin, end);
}

struct folded folded_new(const char *text) {
  struct growing growing = {.capacity = strlen(text) / 2 + 8}; // never none: places in it are pointed at
  growing.folded.units = memory_new(growing.capacity * sizeof *growing.folded.units);
  for (const char *at = text, *next; *at; at = next) {
    next = g_utf8_next_char(at);
    add_folded(&growing, g_utf8_get_char(at), (size_t)(at - text), (size_t)(next - text));
  }
  return growing.folded;
}

void folded_deinit(struct folded *folded) {
  free(folded->units);
  *folded = (struct folded){0};
}

size_t folded_begin_byte(const struct folded *folded, size_t begin) {
  return folded->units[begin].begin;
}

// An accent that stands for itself goes with its letter: up to where the next begins.
size_t folded_end_byte(const struct folded *folded, size_t end) {
  size_t last = folded->units[end - 1].end;
  return end < folded->count && folded->units[end].begin > last ? folded->units[end].begin : last;
}

// Endings of English and Italian words, the marks of number and gender with them. What a brand ends with ("-loop") is none.
static const char *const endings[] = {
    "",      "a",     "e",       "i",      "o",       "s",       "n",      "ne",      "ns",      "es",        "y",
    "ie",    "ia",    "io",      "ies",    "al",      "als",     "ale",    "ali",     "ally",    "ic",        "ics",
    "ico",   "ica",   "ici",     "iche",   "ical",    "ing",     "ings",   "er",      "ers",     "ed",        "ion",
    "ions",  "ional", "ation",   "ations", "ational", "azione",  "azioni", "zione",   "zioni",   "ione",      "ioni",
    "ment",  "ments", "mental",  "mento",  "menti",   "mentale", "ity",    "ities",   "ita",     "iva",       "ive",
    "ivo",   "ivi",   "ives",    "or",     "ors",     "ore",     "ori",    "atore",   "atori",   "ator",      "ators",
    "ist",   "ista",  "isti",    "iste",   "istic",   "istics",  "istica", "ism",     "ismo",    "able",      "ability",
    "abile", "abili", "abilita", "ibile",  "ibili",   "ibilita", "ant",    "ants",    "ante",    "anti",      "ance",
    "anza",  "ence",  "enza",    "enze",   "ent",     "ents",    "ente",   "enti",    "ency",    "encies",    "ary",
    "ario",  "aria",  "ari",     "arie",   "ariato",  "ory",     "ories",  "orio",    "ori",     "logy",      "logies",
    "logia", "logie", "logico",  "logica", "logici",  "logical", "ology",  "ologies", "ologia",  "ologie",    "ure",
    "ures",  "ura",   "ural",    "urale",  "urali",   "ized",    "ised",   "ization", "isation", "izzazione", "izzato",
    "ness",  "ese",   "esi",     "ian",    "ians",    "iano",    "iana",   "iani",    "iane",    "ean",       "eo",
    "ea",    "ei",    "ee",      "age",    "aggio",   "aggi",    "ero",    "eri",     "era",     "iera",      "iere",
    "ieri",  "iero",  "ato",     "ata",    "ati",     "ate",     "ates",   "ated",    "ating",   "ative",     "ativo",
    "ativa", "ative", "ativi",   "ite",    "ito",     "iti",     "onics",  "onic",    "onico",   "onica",     "onici",
    "oni",   "one",   "on",      "erie",   "eria",    "ery",     "eries",  "ia",      "ie",      "ry",        "ries",
    "ship",  "ships", "wide",    "ware",   "ural",    "ureau",   "th",     "se",      "sh",      "ness",      "ility",
    "ilita", "ced",   "ces",     "ce",     "cing",    "zed",     "zing",   "zation",  "les",     "le",        "he",
    "hi",    "nal",   "nale",    "nali",   "ssioni",  "ssione",  "ssion",  "te",      "ti",      "ta",        "to",
    "ne",    "ni",    "re",      "ri",     "li",      "itan",    "itana",  "itano",   "itane",   "itani",     "ly",
    "e",     "up",    "ups"};

static bool is_ending(const struct folded_unit *units, size_t count) {
  while (count && units[count - 1].class == FOLDED_DIGIT)
    count--;
  return folded_is_among(units, count, endings, G_N_ELEMENTS(endings));
}

static bool is_word(const struct folded_unit *units, size_t count, const char *word) {
  size_t i = 0;
  for (; *word && *word != '*' && i < count; word++, i++)
    if (units[i].letter != (unsigned char)*word)
      return false;
  return *word == '*' ? is_ending(units + i, count - i) : !*word && i == count;
}

bool folded_is_among(const struct folded_unit *units, size_t count, const char *const *words, size_t word_count) {
  for (size_t i = 0; i < word_count; i++)
    if (is_word(units, count, words[i]))
      return true;
  return false;
}
