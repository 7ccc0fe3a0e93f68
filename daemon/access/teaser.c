// SPDX-License-Identifier: Apache-2.0
// A text is held as an array of characters, each with its folded form: compatibility decomposed, its first character, in small
// letters. So "Écolé", "ECOLE" and "ｅｃｏｌｅ" are the same five, and a span in the folded text is one in the bytes.
#include "access/teaser.h"

#include "base/memory.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

enum { NAME_LETTERS_MIN = 3, HAN_LETTERS_MIN = 2, DIGITS_MIN = 5, PRODUCT_LETTERS_MIN = 4 };

struct character {
  gunichar as_is, folded;
  size_t begin; // in bytes
};

struct letters {
  struct character *items; // owned; one more than count, whose begin is the end
  size_t count;
};

// What is looked for as a whole word (in scripts that have words).
struct phrase {
  gunichar *letters; // owned
  size_t count;
  enum teaser_leak_kind kind;
};

struct teaser_owner {
  GArray *phrases; // struct phrase
};

// --- characters

static gunichar fold(gunichar character) {
  gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
  if (character < 0x80)
    return g_unichar_tolower(character);
  g_unichar_fully_decompose(character, TRUE, parts, G_N_ELEMENTS(parts));
  return g_unichar_tolower(parts[0]);
}

static struct letters letters_of(const char *text) {
  struct letters letters = {.items = memory_new((strlen(text) + 1) * sizeof *letters.items)};
  const char *at = text;
  for (; *at; at = g_utf8_next_char(at)) {
    gunichar character = g_utf8_get_char(at);
    letters.items[letters.count++] = (struct character){character, fold(character), (size_t)(at - text)};
  }
  letters.items[letters.count].begin = (size_t)(at - text);
  return letters;
}

static bool is_han(gunichar letter) {
  return g_unichar_get_script(letter) == G_UNICODE_SCRIPT_HAN;
}

static bool is_word(gunichar letter) {
  return g_unichar_isalnum(letter) && !is_han(letter);
}

static bool is_digit(gunichar letter) {
  return letter >= '0' && letter <= '9';
}

// --- the owner

// Words of many organisations' names: alone they tell nobody apart.
static const char generic_words[] =
    " academy accademia agency agenzia area associazione association authority azienda bank bologna business camera "
    "center centre centro chamber chengdu china chinese circular citta city cluster college commerce comune company "
    "consorzio consulting cooperativa cooperative corporation council department design development digital "
    "dipartimento district economia economy emilia energy engineering enterprise environment europe european "
    "fondazione food foundation fund gmbh green group gruppo guangdong guangzhou health holding hub impresa imprese "
    "incubator industria industrial industriale industries industry innovation innovazione institute international "
    "internazionale italia italian italiana italy jiangsu lab laboratorio laboratory labs limited liudong liuzhou "
    "logistics management manufacturing materials mobility municipality nanjing national nazionale network new "
    "office park parco partners politecnico provincia province recycling regione region research ricerca romagna "
    "sample "
    "school science sciences scienze scuola services servizi sichuan smart societa society software solutions spa "
    "srl startup studio sustainable system systems technologies technology tecnologia tecnologie textile trade "
    "union universita university urban water yangzhou the and of for della delle degli dei del per con ";

static const char *const han_forms[] = {"股份有限公司", "有限责任公司", "有限公司", "集团", "公司", "研究院",
                                        "研究所",       "研究中心",     "中心",     "大学", "学院", "工厂"};
static const char *const han_places[] = {"中国", "江苏", "四川", "广东",     "广西",   "南京", "成都",
                                         "广州", "柳州", "扬州", "博洛尼亚", "意大利", "省",   "市"};

static bool is_generic(const char *folded) {
  g_autofree char *with_blanks = g_strconcat(" ", folded, " ", NULL);
  return strstr(generic_words, with_blanks);
}

static void add_letters(struct teaser_owner *owner, const struct character *letters, size_t count,
                        enum teaser_leak_kind kind) {
  struct phrase phrase = {.letters = g_new(gunichar, count), .count = count, .kind = kind};
  for (size_t i = 0; i < count; i++)
    phrase.letters[i] = letters[i].folded;
  g_array_append_val(owner->phrases, phrase);
}

static void add_phrase(struct teaser_owner *owner, const char *text, enum teaser_leak_kind kind) {
  struct letters letters = letters_of(text);
  size_t begin = 0, end = letters.count;
  while (begin < end && g_unichar_isspace(letters.items[begin].as_is))
    begin++;
  while (end > begin && g_unichar_isspace(letters.items[end - 1].as_is))
    end--;
  if (end - begin >= (end > begin && is_han(letters.items[begin].as_is) ? HAN_LETTERS_MIN : NAME_LETTERS_MIN))
    add_letters(owner, letters.items + begin, end - begin, kind);
  free(letters.items);
}

static bool tells_apart(const struct character *letters, size_t count) {
  GString *word = g_string_new(NULL);
  for (size_t i = 0; i < count; i++)
    g_string_append_unichar(word, letters[i].folded);
  bool generic = is_generic(word->str);
  g_string_free(word, TRUE);
  return !generic;
}

// Each word of a name that few carry.
static void add_words(struct teaser_owner *owner, const char *text, enum teaser_leak_kind kind) {
  struct letters letters = letters_of(text);
  for (size_t begin = 0, end; begin < letters.count; begin = end + 1) {
    for (end = begin; end < letters.count && is_word(letters.items[end].as_is);)
      end++;
    if (end - begin >= NAME_LETTERS_MIN && tells_apart(letters.items + begin, end - begin))
      add_letters(owner, letters.items + begin, end - begin, kind);
  }
  free(letters.items);
}

// "南京绿环纺织科技有限公司" is known as "绿环纺织科技" too.
static void add_han_core(struct teaser_owner *owner, const char *text) {
  const char *begin = text, *end = text + strlen(text);
  for (size_t i = 0; i < G_N_ELEMENTS(han_forms); i++)
    if (g_str_has_suffix(text, han_forms[i])) {
      end -= strlen(han_forms[i]);
      break;
    }
  for (size_t i = 0; i < G_N_ELEMENTS(han_places); i++)
    if (g_str_has_prefix(begin, han_places[i]) && begin + strlen(han_places[i]) < end) {
      begin += strlen(han_places[i]);
      i = (size_t)-1; // "江苏省南京市…"
    }
  if (begin >= end || !is_han(g_utf8_get_char(begin)))
    return;
  g_autofree char *core = g_strndup(begin, (size_t)(end - begin));
  add_phrase(owner, core, TEASER_NAME);
}

static void add_name(struct teaser_owner *owner, const char *name) {
  add_phrase(owner, name, TEASER_NAME);
  add_words(owner, name, TEASER_NAME);
  add_han_core(owner, name);
}

// "https://www.example.org/it" → "example.org" and "example"
static void add_website(struct teaser_owner *owner, const char *website) {
  const char *host = strstr(website, "://");
  host = host ? host + 3 : website;
  if (g_str_has_prefix(host, "www."))
    host += 4;
  g_autofree char *name = g_strndup(host, strcspn(host, "/:?#"));
  add_phrase(owner, name, TEASER_LINK);
  char *dot = strrchr(name, '.');
  if (!dot)
    return;
  *dot = 0;
  add_words(owner, name, TEASER_NAME);
}

struct teaser_owner *teaser_owner_new(const Helix__V1__Stakeholder *message) {
  struct teaser_owner *owner = memory_new(sizeof *owner);
  owner->phrases = g_array_new(FALSE, FALSE, sizeof(struct phrase));
  add_name(owner, message->name);
  for (size_t i = 0; i < message->n_names; i++)
    add_name(owner, message->names[i]->value);
  for (size_t i = 0; i < message->n_identifiers; i++)
    add_phrase(owner, message->identifiers[i]->value, TEASER_NUMBER);
  for (size_t i = 0; i < message->n_contacts; i++) {
    add_phrase(owner, message->contacts[i]->name, TEASER_PERSON);
    add_words(owner, message->contacts[i]->name, TEASER_PERSON);
  }
  for (size_t i = 0; i < message->n_owners; i++)
    add_phrase(owner, message->owners[i]->name, TEASER_PERSON);
  add_website(owner, message->website);
  return owner;
}

struct teaser_owner *teaser_owner_free(struct teaser_owner *owner) {
  if (!owner)
    return NULL;
  for (guint i = 0; i < owner->phrases->len; i++)
    g_free(g_array_index(owner->phrases, struct phrase, i).letters);
  g_array_free(owner->phrases, TRUE);
  free(owner);
  return NULL;
}

// --- finding: each mark of a character says what it is part of

enum { NOTHING = -1 };

static void mark(int *marks, size_t begin, size_t end, enum teaser_leak_kind kind) {
  for (size_t i = begin; i < end; i++)
    if (marks[i] == NOTHING)
      marks[i] = (int)kind;
}

static bool is_at(const struct letters *letters, size_t at, const struct phrase *phrase) {
  if (letters->count - at < phrase->count)
    return false;
  for (size_t i = 0; i < phrase->count; i++)
    if (letters->items[at + i].folded != phrase->letters[i])
      return false;
  return true;
}

static bool cuts_word(const struct letters *letters, size_t at) {
  return at > 0 && at < letters->count && is_word(letters->items[at - 1].as_is) && is_word(letters->items[at].as_is);
}

static void mark_phrases(const struct teaser_owner *owner, const struct letters *letters, int *marks) {
  for (guint p = 0; p < owner->phrases->len; p++) {
    const struct phrase *phrase = &g_array_index(owner->phrases, struct phrase, p);
    for (size_t at = 0; at + phrase->count <= letters->count; at++)
      if (is_at(letters, at, phrase) && !cuts_word(letters, at) && !cuts_word(letters, at + phrase->count))
        mark(marks, at, at + phrase->count, phrase->kind);
  }
}

// Runs of what links, addresses and numbers are made of.
static bool is_link_letter(gunichar letter) {
  return letter > ' ' && letter < 0x7f && !strchr("\"'<>()[]{},;", (int)letter);
}

// A top level that texts of organisations end links with; others need "www." or "://".
static bool ends_like_domain(const char *run) {
  static const char *const tops[] = {".com", ".org", ".net", ".it", ".cn", ".eu", ".io", ".info", ".biz", ".edu"};
  size_t length = strcspn(run, "/:?#");
  for (size_t i = 0; i < G_N_ELEMENTS(tops); i++) {
    size_t top = strlen(tops[i]);
    if (length > top && !g_ascii_strncasecmp(run + length - top, tops[i], top))
      return true;
  }
  return false;
}

static int link_kind(const char *run) {
  const char *at = strchr(run, '@');
  if (at && at != run && strchr(at, '.'))
    return TEASER_MAIL;
  if (strstr(run, "://") || !g_ascii_strncasecmp(run, "www.", 4) || ends_like_domain(run))
    return TEASER_LINK;
  return NOTHING;
}

static void mark_links(const struct letters *letters, const char *text, int *marks) {
  for (size_t begin = 0, end; begin < letters->count; begin = end + 1) {
    for (end = begin; end < letters->count && is_link_letter(letters->items[end].as_is);)
      end++;
    size_t last = end;
    while (last > begin && strchr(".:!?", (int)letters->items[last - 1].as_is)) // of the sentence
      last--;
    if (last - begin < 4)
      continue;
    g_autofree char *run =
        g_strndup(text + letters->items[begin].begin, letters->items[last].begin - letters->items[begin].begin);
    int kind = link_kind(run);
    if (kind != NOTHING)
      mark(marks, begin, last, (enum teaser_leak_kind)kind);
  }
}

static bool joins_digits(gunichar letter) {
  return letter == ' ' || letter == 0xa0 || letter == '-' || letter == '.' || letter == ',' || letter == '/' ||
         letter == '(' || letter == ')';
}

// Digits, together or parted like those of telephones and amounts: a number that nobody else has is one of many digits. Two years
// ("2019-2020"), or a standard's number behind a blank, are parted by other rules of writing and have four digits each.
static void mark_numbers(const struct letters *letters, int *marks) {
  for (size_t begin = 0; begin < letters->count;) {
    if (!is_digit(letters->items[begin].folded)) {
      begin++;
      continue;
    }
    size_t end = begin, digits = 0, longest = 0, run = 0;
    for (size_t i = begin; i < letters->count; i++) {
      gunichar letter = letters->items[i].folded;
      if (is_digit(letter)) {
        digits++;
        run++;
        longest = run > longest ? run : longest;
        end = i + 1;
      } else if (joins_digits(letter) && i + 1 < letters->count && is_digit(letters->items[i + 1].folded)) {
        run = 0;
      } else
        break;
    }
    // 8 digits in short groups are a telephone number; two of four are years
    if (longest >= DIGITS_MIN || digits >= 9 || (digits >= 7 && longest < 4))
      mark(marks, begin > 0 && letters->items[begin - 1].folded == '+' ? begin - 1 : begin, end, TEASER_NUMBER);
    begin = end;
  }
}

// Words of letters and digits, or of mixed capitals, that belong to everybody.
static const char common_words[] =
    " b2b b2c b2g co2 co2e ch4 h2o no2 nox sox pm10 pm25 pm2 o2 n2o lifepo4 iot aiot iiot 5g 4g 6g 3d 2d 4d mrna dna "
    "rna phd "
    "gmbh srl kwh mwh gwh twh kw mw lora lorawan wifi bim ev evs ict voc vocs pvc pet rpet hdpe ldpe pla iso9001 "
    "iso14001 "
    "industry40 industria40 covid19 trl esg sdg sdgs ngo ngos smes pmi eu27 horizon2020 h2020 fp7 euro6 ethereum "
    "javascript "
    "opencv github linkedin wechat youtube mysql postgresql macos ios android matlab autocad ansys solidworks "
    "li-ion nimh nicd gan sic cmos mems led leds oled usb api apis saas paas xml json pdf html css sql gps gnss ";

static bool is_common(const struct character *letters, size_t count) {
  GString *word = g_string_new(" ");
  for (size_t i = 0; i < count; i++)
    g_string_append_unichar(word, letters[i].folded);
  g_string_append_c(word, ' ');
  bool common = strstr(common_words, word->str);
  g_string_free(word, TRUE);
  return common;
}

// "EcoLoop", "EcoLoop-3000", "RePET4U": a capital behind a small letter, or at least three letters and a digit in one word.
static bool looks_made_up(const struct character *letters, size_t count) {
  size_t digits = 0, alphas = 0;
  bool inner_capital = false;
  for (size_t i = 0; i < count; i++) {
    digits += is_digit(letters[i].folded);
    alphas += g_unichar_isalpha(letters[i].as_is);
    inner_capital |= i > 0 && g_unichar_isupper(letters[i].as_is) && g_unichar_islower(letters[i - 1].as_is);
  }
  return inner_capital || (digits && alphas >= 3);
}

static void mark_products(const struct letters *letters, int *marks) {
  for (size_t begin = 0, end; begin < letters->count; begin = end + 1) {
    for (end = begin; end < letters->count && is_word(letters->items[end].as_is);)
      end++;
    size_t whole = end;
    // a model's number behind a hyphen belongs to it
    while (whole + 1 < letters->count && letters->items[whole].as_is == '-' &&
           is_digit(letters->items[whole + 1].folded))
      for (whole++; whole < letters->count && is_word(letters->items[whole].as_is);)
        whole++;
    bool is_marked = end > begin && end < letters->count &&
                     (letters->items[end].as_is == 0xae || letters->items[end].as_is == 0x2122);
    if (is_marked)
      mark(marks, begin, end + 1, TEASER_PRODUCT);
    else if (end - begin >= PRODUCT_LETTERS_MIN && !is_common(letters->items + begin, end - begin) &&
             looks_made_up(letters->items + begin, end - begin))
      mark(marks, begin, whole, TEASER_PRODUCT);
  }
}

size_t teaser_find_leaks(const struct teaser_owner *owner, const char *text, struct teaser_leak *leaks,
                         size_t capacity) {
  struct letters letters = letters_of(text);
  memory_auto int *marks = memory_new((letters.count + 1) * sizeof *marks);
  size_t count = 0;
  for (size_t i = 0; i <= letters.count; i++)
    marks[i] = NOTHING;
  mark_phrases(owner, &letters, marks);
  mark_links(&letters, text, marks);
  mark_numbers(&letters, marks);
  mark_products(&letters, marks);
  for (size_t begin = 0, end; begin < letters.count; begin = end) {
    for (end = begin + 1; end < letters.count && marks[end] == marks[begin];)
      end++;
    if (marks[begin] == NOTHING)
      continue;
    if (count < capacity)
      leaks[count] = (struct teaser_leak){letters.items[begin].begin, letters.items[end].begin,
                                          (enum teaser_leak_kind)marks[begin]};
    count++;
  }
  free(letters.items);
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

static char *redact_once(const char *text, const struct teaser_leak *leaks, size_t count) {
  GString *clean = g_string_new(NULL);
  size_t at = 0;
  for (size_t i = 0; i < count; i++) {
    bool joined = i > 0 && is_blank(text, at, leaks[i].begin);
    if (!joined) {
      g_string_append_len(clean, text + at, (gssize)(leaks[i].begin - at));
      g_string_append(clean, hole);
    }
    at = leaks[i].end;
  }
  g_string_append(clean, text + at);
  char *copy = memory_copy_string(clean->str);
  g_string_free(clean, TRUE);
  return copy;
}

// What is left may join to what was none before ("www" and ".…"): until nothing is found. Each round leaves fewer characters.
char *teaser_redact(const struct teaser_owner *owner, const char *text) {
  char *clean = memory_copy_string(text);
  for (size_t count; (count = teaser_find_leaks(owner, clean, NULL, 0));) {
    memory_auto struct teaser_leak *leaks = memory_new(count * sizeof *leaks);
    teaser_find_leaks(owner, clean, leaks, count);
    char *cleaner = redact_once(clean, leaks, count);
    free(clean);
    clean = cleaner;
  }
  return clean;
}

const char *teaser_leak_name(enum teaser_leak_kind kind) {
  switch (kind) {
  case TEASER_NAME:
    return "a name";
  case TEASER_PERSON:
    return "a person's name";
  case TEASER_LINK:
    return "a link";
  case TEASER_MAIL:
    return "a mail address";
  case TEASER_NUMBER:
    return "a number";
  case TEASER_PRODUCT:
    return "what looks like a product's name";
  }
  return "something";
}
