// SPDX-License-Identifier: Apache-2.0
// Script first: Chinese when there are Han characters enough and hardly any kana, TEXT_OTHER when most letters are
// neither Latin nor Han. Then the commonest short words of English, Italian and their neighbours are counted, those
// that several languages share for less. Only the first SAMPLE_BYTES_MAX bytes are looked at.
#include "text/language.h"

#include "text/characters.h"

#include <pthread.h>
#include <string.h>
#include <strings.h>

enum { SAMPLE_BYTES_MAX = 4096, WORD_BYTES_MAX = 8, SLOT_BITS = 10, HAN_WORTH = 4, KANA_SHARE = 5 };
enum { EVIDENCE_STRONG = 6, EVIDENCE_RATIO = 4 };

struct evidence {
  char word[WORD_BYTES_MAX]; // folded; not terminated when full
  uint8_t english, italian, other;
};

static const struct evidence evidences[] = {
    {"the", 3, 0, 0},    {"and", 3, 0, 0},    {"of", 3, 0, 0},    {"to", 2, 0, 0},    {"for", 3, 0, 0},
    {"with", 3, 0, 0},   {"is", 2, 0, 0},     {"are", 2, 0, 0},   {"that", 3, 0, 0},  {"this", 3, 0, 0},
    {"we", 2, 0, 0},     {"our", 3, 0, 0},    {"by", 3, 0, 0},    {"from", 3, 0, 0},  {"on", 1, 0, 0},
    {"be", 2, 0, 0},     {"an", 1, 0, 1},     {"will", 2, 0, 1},  {"which", 3, 0, 0}, {"their", 3, 0, 0},
    {"have", 3, 0, 0},   {"has", 2, 0, 1},    {"was", 2, 0, 1},   {"were", 3, 0, 0},  {"it", 2, 0, 0},
    {"or", 2, 0, 0},     {"at", 2, 0, 0},     {"not", 3, 0, 0},   {"you", 3, 0, 0},   {"your", 3, 0, 0},
    {"can", 2, 0, 0},    {"its", 3, 0, 0},    {"these", 3, 0, 0}, {"as", 2, 0, 1},    {"they", 3, 0, 0},
    {"who", 3, 0, 0},    {"also", 2, 0, 1},   {"new", 2, 0, 0},   {"di", 0, 3, 0},    {"che", 0, 3, 0},
    {"il", 0, 2, 1},     {"la", 0, 1, 1},     {"per", 0, 2, 0},   {"un", 0, 1, 1},    {"una", 0, 1, 1},
    {"uno", 0, 1, 1},    {"della", 0, 3, 0},  {"dello", 0, 3, 0}, {"del", 0, 1, 1},   {"dei", 0, 2, 0},
    {"degli", 0, 3, 0},  {"delle", 0, 3, 0},  {"con", 0, 1, 1},   {"sono", 0, 3, 0},  {"nel", 0, 3, 0},
    {"nella", 0, 3, 0},  {"nelle", 0, 3, 0},  {"nei", 0, 3, 0},   {"gli", 0, 3, 0},   {"è", 0, 3, 0},
    {"e", 0, 2, 1},      {"al", 0, 1, 1},     {"alla", 0, 3, 0},  {"alle", 0, 2, 1},  {"agli", 0, 3, 0},
    {"dal", 0, 3, 0},    {"dalla", 0, 3, 0},  {"si", 0, 1, 1},    {"da", 0, 1, 1},    {"lo", 0, 1, 1},
    {"le", 0, 1, 1},     {"non", 0, 3, 0},    {"ma", 0, 1, 0},    {"più", 0, 3, 0},   {"anche", 0, 3, 0},
    {"questo", 0, 3, 0}, {"questa", 0, 3, 0}, {"sul", 0, 2, 1},   {"sulla", 0, 3, 0}, {"ed", 0, 2, 0},
    {"dell", 0, 3, 0},   {"all", 1, 1, 0},    {"nell", 0, 3, 0},  {"sull", 0, 3, 0},  {"nostra", 0, 3, 0},
    {"nostro", 0, 3, 0}, {"ai", 0, 0, 0},     {"les", 0, 0, 3},   {"des", 0, 0, 3},   {"et", 0, 0, 3},
    {"est", 0, 0, 3},    {"une", 0, 0, 3},    {"pour", 0, 0, 3},  {"dans", 0, 0, 3},  {"du", 0, 0, 3},
    {"aux", 0, 0, 3},    {"au", 0, 0, 2},     {"sur", 0, 0, 3},   {"par", 0, 0, 3},   {"avec", 0, 0, 3},
    {"nous", 0, 0, 3},   {"de", 0, 0, 3},     {"el", 0, 0, 3},    {"los", 0, 0, 3},   {"las", 0, 0, 3},
    {"y", 0, 0, 3},      {"en", 0, 0, 3},     {"que", 0, 0, 3},   {"es", 0, 0, 3},    {"por", 0, 0, 3},
    {"para", 0, 0, 3},   {"se", 0, 1, 1},     {"der", 0, 0, 3},   {"die", 0, 0, 3},   {"das", 0, 0, 3},
    {"und", 0, 0, 3},    {"ist", 0, 0, 3},    {"für", 0, 0, 3},   {"mit", 0, 0, 3},   {"von", 0, 0, 3},
    {"den", 0, 0, 3},    {"ein", 0, 0, 3},    {"eine", 0, 0, 3},  {"im", 0, 0, 3},    {"zu", 0, 0, 3},
    {"auf", 0, 0, 3},    {"o", 0, 1, 1},      {"os", 0, 0, 2},    {"do", 0, 0, 1},    {"dos", 0, 0, 3},
    {"não", 0, 0, 3},    {"uma", 0, 0, 3},    {"com", 0, 0, 1},   {"em", 0, 0, 3},    {"het", 0, 0, 3},
    {"een", 0, 0, 3},    {"van", 0, 0, 3},    {"och", 0, 0, 3},   {"att", 0, 0, 3},   {"som", 0, 0, 3},
};

static pthread_once_t slots_once = PTHREAD_ONCE_INIT;
static struct {
  uint64_t key;
  const struct evidence *evidence; // NULL: free
} slots[1 << SLOT_BITS];           // open addressing; written once, by slots_build

static uint64_t word_key(const char word[static WORD_BYTES_MAX]) {
  uint64_t key = 0;
  for (size_t i = 0; i < WORD_BYTES_MAX; i++)
    key |= (uint64_t)(uint8_t)word[i] << (8 * i);
  return key;
}

static size_t find_slot(uint64_t key) {
  size_t at = (key * UINT64_C(0x9E3779B97F4A7C15)) >> (64 - SLOT_BITS);
  while (slots[at].evidence && slots[at].key != key)
    at = (at + 1) % (1 << SLOT_BITS);
  return at;
}

static void slots_build(void) {
  for (size_t i = 0; i < sizeof evidences / sizeof *evidences; i++) {
    uint64_t key = word_key(evidences[i].word);
    size_t at = find_slot(key);
    slots[at].key = key;
    slots[at].evidence = &evidences[i];
  }
}

struct counts {
  uint32_t english, italian, other;             // evidence by words
  uint32_t latin, accented, han, kana, foreign; // letters
};

// The letters read since the last sign, folded, as a key into the evidence.
struct reading {
  uint64_t key;
  size_t bytes;
};

static void read_byte(struct reading *word, uint8_t byte) {
  if (word->bytes < WORD_BYTES_MAX)
    word->key |= (uint64_t)byte << (8 * word->bytes);
  word->bytes++;
}

static void end_word(struct reading *word, struct counts *counts) {
  if (!word->bytes)
    return;
  const struct evidence *evidence = word->bytes <= WORD_BYTES_MAX ? slots[find_slot(word->key)].evidence : NULL;
  *word = (struct reading){0};
  if (!evidence)
    return;
  counts->english += evidence->english;
  counts->italian += evidence->italian;
  counts->other += evidence->other;
}

static bool is_latin(uint32_t character) {
  return character < 0x250 || (character >= 0x1E00 && character < 0x1F00) ||
         (character >= 0xFF21 && character < 0xFF5B);
}

// Counts the character by script. True when it is a Latin letter, which goes into words.
static bool count_letter(struct counts *counts, enum character_class class, uint32_t character) {
  counts->han += class == CHARACTER_HAN;
  counts->kana += class == CHARACTER_KANA;
  if (class == CHARACTER_COMPLEX || (class == CHARACTER_LETTER && !is_latin(character)))
    counts->foreign++;
  if (class != CHARACTER_LETTER || !is_latin(character))
    return false;
  counts->latin++;
  return true;
}

static void read_wide(const struct characters *characters, uint32_t character, struct reading *word,
                      struct counts *counts) {
  if (!count_letter(counts, characters_class(characters, character), character)) {
    end_word(word, counts);
    return;
  }
  uint32_t folded = characters->folds[character] == FOLD_SLOW ? character : characters->folds[character];
  uint8_t utf8[U8_MAX_LENGTH];
  size_t bytes = 0;
  U8_APPEND_UNSAFE(utf8, bytes, folded);
  counts->accented += folded >= 0x80;
  for (size_t i = 0; i < bytes; i++)
    read_byte(word, utf8[i]);
}

static void count_text(const struct characters *characters, const char *text, size_t bytes, struct counts *counts) {
  struct reading word = {0};
  for (size_t at = 0; at < bytes;) {
    uint8_t byte = (uint8_t)text[at];
    if ((uint8_t)((byte | 0x20) - 'a') < 26) {
      read_byte(&word, byte | 0x20);
      counts->latin++;
      at++;
    } else if (byte < 0x80) {
      end_word(&word, counts);
      at++;
    } else {
      read_wide(characters, characters_next(text, bytes, &at), &word, counts);
    }
  }
  end_word(&word, counts);
}

static enum text_language decide(const struct counts *counts) {
  uint32_t han_worth = counts->han * HAN_WORTH;
  if (counts->foreign > counts->latin + han_worth)
    return TEXT_OTHER;
  if (counts->han + counts->kana && (counts->han + counts->kana) * HAN_WORTH >= counts->latin)
    return counts->kana * KANA_SHARE > counts->han ? TEXT_OTHER : TEXT_CHINESE;
  if (counts->english >= counts->italian && counts->english >= counts->other && counts->english)
    return TEXT_ENGLISH;
  if (counts->italian >= counts->other && counts->italian)
    return TEXT_ITALIAN;
  bool is_heavily_accented = counts->accented * 5 > counts->latin;
  return counts->other || is_heavily_accented ? TEXT_OTHER : TEXT_ENGLISH;
}

static struct counts counts_of(const char *text, size_t bytes) {
  struct counts counts = {0};
  pthread_once(&slots_once, slots_build);
  count_text(characters_get(), text, bytes < SAMPLE_BYTES_MAX ? bytes : SAMPLE_BYTES_MAX, &counts);
  return counts;
}

enum text_language text_language_detect(const char *text, size_t bytes) {
  const struct counts counts = counts_of(text, bytes);
  return decide(&counts);
}

static uint32_t evidence_for(const struct counts *counts, enum text_language language) {
  switch (language) {
  case TEXT_ENGLISH:
    return counts->english;
  case TEXT_ITALIAN:
    return counts->italian;
  case TEXT_OTHER:
    return counts->other;
  case TEXT_CHINESE:
    return counts->han;
  case TEXT_UNKNOWN:
    break;
  }
  return 0;
}

// Whether the text is in `decided` beyond doubt, though it is said to be in `said`.
static bool contradicts(const struct counts *counts, enum text_language said, enum text_language decided) {
  if (decided == TEXT_CHINESE)
    return said != TEXT_OTHER; // which may be Japanese or an older Korean
  if (said == TEXT_CHINESE)
    return !counts->han;
  uint32_t own = evidence_for(counts, said), other = evidence_for(counts, decided);
  return other >= EVIDENCE_STRONG && other >= EVIDENCE_RATIO * own;
}

static bool may_be_mixed(const struct counts *counts, enum text_language language) {
  for (enum text_language other = TEXT_ENGLISH; other <= TEXT_OTHER; other++)
    if (other != language && other != TEXT_CHINESE && evidence_for(counts, other) >= EVIDENCE_STRONG)
      return true;
  return false;
}

struct text_language_verdict text_language_settle(enum text_language said, const char *text, size_t bytes) {
  const struct counts counts = counts_of(text, bytes);
  enum text_language decided = decide(&counts);
  struct text_language_verdict verdict = {said, true, bytes > SAMPLE_BYTES_MAX};
  if (said == TEXT_UNKNOWN || (said != decided && contradicts(&counts, said, decided))) {
    verdict.language = decided;
    verdict.is_certain = evidence_for(&counts, decided) > 0;
  }
  verdict.may_be_mixed |= may_be_mixed(&counts, verdict.language);
  return verdict;
}

enum text_language text_language_of(const char *code) {
  size_t letters = strcspn(code, "-_");
  if (!code[0])
    return TEXT_UNKNOWN;
  if (letters == 2 && !strncasecmp(code, "en", 2))
    return TEXT_ENGLISH;
  if (letters == 2 && !strncasecmp(code, "it", 2))
    return TEXT_ITALIAN;
  if (letters == 2 && !strncasecmp(code, "zh", 2))
    return TEXT_CHINESE;
  return TEXT_OTHER;
}

const char *text_language_code(enum text_language language) {
  switch (language) {
  case TEXT_ENGLISH:
    return "en";
  case TEXT_ITALIAN:
    return "it";
  case TEXT_CHINESE:
    return "zh";
  case TEXT_UNKNOWN:
  case TEXT_OTHER:
    break;
  }
  return "und";
}
