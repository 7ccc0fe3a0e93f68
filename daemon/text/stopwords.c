// SPDX-License-Identifier: Apache-2.0
// The lists are short on purpose: a word that is merely frequent is already cheap by its weight in the index, and what
// is dropped here can never be found. Single letters stand for what elisions leave behind. All lists ascend by bytes,
// for bisection.
#include "text/stopwords.h"

#include <stdlib.h>
#include <string.h>

static const char *const english[] = {
    "a",       "about",      "above",   "after",    "again",      "against", "all",     "also",    "am",
    "an",      "and",        "any",     "are",      "aren't",     "as",      "at",      "be",      "because",
    "been",    "before",     "being",   "below",    "between",    "both",    "but",     "by",      "can",
    "can't",   "cannot",     "could",   "couldn't", "did",        "didn't",  "do",      "does",    "doesn't",
    "doing",   "don't",      "down",    "during",   "each",       "either",  "etc",     "few",     "for",
    "from",    "further",    "had",     "hadn't",   "has",        "hasn't",  "have",    "haven't", "having",
    "he",      "he'd",       "he'll",   "her",      "here",       "hers",    "herself", "him",     "himself",
    "his",     "how",        "however", "i",        "i'd",        "i'll",    "i'm",     "i've",    "if",
    "in",      "into",       "is",      "isn't",    "it",         "it'd",    "it'll",   "its",     "itself",
    "just",    "let",        "me",      "more",     "most",       "must",    "my",      "myself",  "neither",
    "no",      "nor",        "not",     "of",       "off",        "on",      "once",    "only",    "or",
    "other",   "ought",      "our",     "ours",     "ourselves",  "out",     "over",    "own",     "per",
    "s",       "same",       "shall",   "shan't",   "she",        "she'd",   "she'll",  "should",  "shouldn't",
    "so",      "some",       "such",    "t",        "than",       "that",    "the",     "their",   "theirs",
    "them",    "themselves", "then",    "there",    "therefore",  "these",   "they",    "they'd",  "they'll",
    "they're", "they've",    "this",    "those",    "through",    "thus",    "to",      "too",     "under",
    "until",   "up",         "upon",    "us",       "very",       "via",     "was",     "wasn't",  "we",
    "we'd",    "we'll",      "we're",   "we've",    "were",       "weren't", "what",    "when",    "where",
    "whether", "which",      "while",   "who",      "whom",       "whose",   "why",     "will",    "with",
    "within",  "without",    "won't",   "would",    "wouldn't",   "you",     "you'd",   "you'll",  "you're",
    "you've",  "your",       "yours",   "yourself", "yourselves",
};

static const char *const italian[] = {
    "a",       "abbia",  "abbiamo", "abbiano", "ad",      "agli",    "ai",     "al",     "alcun",   "alcuna",
    "alcune",  "alcuni", "alla",    "alle",    "allo",    "altra",   "altre",  "altri",  "altro",   "anche",
    "ancora",  "avendo", "avere",   "avete",   "aveva",   "avevano", "avuto",  "c",      "che",     "chi",
    "ci",      "cioè",   "ciò",     "coi",     "col",     "colla",   "come",   "con",    "contro",  "cui",
    "d",       "da",     "dagli",   "dai",     "dal",     "dalla",   "dalle",  "dallo",  "degli",   "dei",
    "del",     "dell",   "della",   "delle",   "dello",   "di",      "dopo",   "dove",   "dunque",  "e",
    "ecc",     "ed",     "era",     "erano",   "essendo", "essere",  "fa",     "fino",   "fra",     "gli",
    "gliela",  "ha",     "hai",     "hanno",   "ho",      "i",       "il",     "in",     "infatti", "inoltre",
    "io",      "l",      "la",      "le",      "lei",     "li",      "lo",     "loro",   "lui",     "m",
    "ma",      "me",     "mentre",  "mi",      "mia",     "mie",     "miei",   "mio",    "molta",   "molte",
    "molti",   "molto",  "n",       "ne",      "negli",   "nei",     "nel",    "nella",  "nelle",   "nello",
    "noi",     "non",    "nostra",  "nostre",  "nostri",  "nostro",  "o",      "od",     "ogni",    "oltre",
    "oppure",  "per",    "perché",  "perciò",  "però",    "più",     "poi",    "presso", "prima",   "proprio",
    "può",     "qual",   "qualche", "quale",   "quali",   "quando",  "quanto", "quasi",  "quel",    "quella",
    "quelle",  "quelli", "quello",  "questa",  "queste",  "questi",  "questo", "qui",    "quindi",  "s",
    "saranno", "sarà",   "se",      "secondo", "sei",     "sia",     "siamo",  "siano",  "siccome", "sono",
    "sopra",   "sotto",  "stata",   "state",   "stati",   "stato",   "stessa", "stesse", "stessi",  "stesso",
    "su",      "sua",    "sue",     "sugli",   "sui",     "sul",     "sulla",  "sulle",  "sullo",   "suo",
    "suoi",    "t",      "tale",    "tali",    "tra",     "tramite", "tu",     "tua",    "tue",     "tuo",
    "tuoi",    "tutta",  "tutte",   "tutti",   "tutto",   "un",      "una",    "uno",    "v",       "va",
    "verso",   "vi",     "via",     "voi",     "vostra",  "vostre",  "vostri", "vostro", "è",
};

// 上下不与且个中为之也了于从他以们但你使其则到即又及各向和在地她它对将就并很得您我或所把是更最有每由的着等而若被让该过还这那都
static const uint16_t han[] = {
    0x4E0A, 0x4E0B, 0x4E0D, 0x4E0E, 0x4E14, 0x4E2A, 0x4E2D, 0x4E3A, 0x4E4B, 0x4E5F, 0x4E86, 0x4E8E, 0x4ECE,
    0x4ED6, 0x4EE5, 0x4EEC, 0x4F46, 0x4F60, 0x4F7F, 0x5176, 0x5219, 0x5230, 0x5373, 0x53C8, 0x53CA, 0x5404,
    0x5411, 0x548C, 0x5728, 0x5730, 0x5979, 0x5B83, 0x5BF9, 0x5C06, 0x5C31, 0x5E76, 0x5F88, 0x5F97, 0x60A8,
    0x6211, 0x6216, 0x6240, 0x628A, 0x662F, 0x66F4, 0x6700, 0x6709, 0x6BCF, 0x7531, 0x7684, 0x7740, 0x7B49,
    0x800C, 0x82E5, 0x88AB, 0x8BA9, 0x8BE5, 0x8FC7, 0x8FD8, 0x8FD9, 0x90A3, 0x90FD,
};

const char *const *stopwords_list(enum text_language language, size_t *ret_count) {
  switch (language) {
  case TEXT_ENGLISH:
    *ret_count = sizeof english / sizeof *english;
    return english;
  case TEXT_ITALIAN:
    *ret_count = sizeof italian / sizeof *italian;
    return italian;
  case TEXT_UNKNOWN:
  case TEXT_CHINESE:
  case TEXT_OTHER:
    break;
  }
  *ret_count = 0;
  return NULL;
}

struct stopword_key {
  const char *word;
  size_t bytes;
};

static int compare_word(const void *key_pointer, const void *item) {
  const struct stopword_key *key = key_pointer;
  const char *word = *(const char *const *)item;
  int order = strncmp(key->word, word, key->bytes);
  return order ? order : -(word[key->bytes] != 0);
}

bool stopwords_has(enum text_language language, const char *word, size_t bytes) {
  size_t count;
  const char *const *list = stopwords_list(language, &count);
  const struct stopword_key key = {word, bytes};
  return list && !memchr(word, 0, bytes) && bsearch(&key, list, count, sizeof *list, compare_word);
}

static int compare_han(const void *key, const void *item) {
  uint32_t a = *(const uint32_t *)key, b = *(const uint16_t *)item;
  return (a > b) - (a < b);
}

bool stopwords_has_han(uint32_t character) {
  return bsearch(&character, han, sizeof han / sizeof *han, sizeof *han, compare_han);
}
