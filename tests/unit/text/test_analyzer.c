// SPDX-License-Identifier: Apache-2.0
#include "fixture.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void set_up(void) {
  fixture_set_up(NULL, 0);
}

TestSuite(analyzer, .init = set_up, .fini = fixture_tear_down);

static void analyze(enum text_language language, const char *text) {
  text_analyze(analyzer, NULL, text, strlen(text), language, &analysis);
}

// The surface forms, joined by bars.
static void expect_tokens(enum text_language language, const char *text, const char *expected) {
  char joined[1024] = "";
  analyze(language, text);
  for (size_t i = 0; i < analysis.token_count; i++) {
    strcat(joined, i ? "|" : "");
    strncat(joined, text + analysis.tokens[i].begin, analysis.tokens[i].end - analysis.tokens[i].begin);
  }
  cr_expect_str_eq(joined, expected);
}

// The term of a text of one term.
static uint64_t term(enum text_language language, const char *text) {
  analyze(language, text);
  cr_assert(analysis.token_count == 1, "\"%s\" has %zu terms", text, analysis.token_count);
  return analysis.tokens[0].term;
}

static void expect_same(enum text_language language, const char *a, const char *b) {
  cr_expect(term(language, a) == term(language, b), "%s and %s", a, b);
}

static void expect_different(enum text_language language, const char *a, const char *b) {
  cr_expect(term(language, a) != term(language, b), "%s and %s", a, b);
}

static bool has_term(uint64_t wanted) {
  for (size_t i = 0; i < analysis.token_count; i++)
    if (analysis.tokens[i].term == wanted)
      return true;
  return false;
}

Test(analyzer, plural_and_singular_share_a_term) {
  expect_same(TEXT_ENGLISH, "city", "cities");
  expect_same(TEXT_ENGLISH, "technology", "technologies");
  expect_same(TEXT_ITALIAN, "azienda", "aziende");
  expect_same(TEXT_ITALIAN, "tecnologia", "tecnologie");
  expect_same(TEXT_ITALIAN, "innovativo", "innovative");
  expect_different(TEXT_ENGLISH, "city", "energy");
}

Test(analyzer, case_width_and_ligatures_do_not_matter) {
  expect_same(TEXT_ENGLISH, "AI", "ai");
  expect_same(TEXT_ENGLISH, "ＡＩ", "ai");
  expect_same(TEXT_ENGLISH, "Straße", "STRASSE");
  expect_same(TEXT_ENGLISH, "ﬁlter", "filter");
  expect_same(TEXT_ITALIAN, "QUALITÀ", "qualità");
  expect_same(TEXT_ITALIAN, "qualita\u0300", "qualità");
  expect_same(TEXT_ENGLISH, "co\u00ADoperation", "cooperation");
  expect_tokens(TEXT_ENGLISH, "ＡＩ Ｒ＆Ｄ Straße É ﬁ", "ＡＩ|Ｒ|Ｄ|Straße|É|ﬁ");
}

Test(analyzer, accents_reach_the_stemmer) {
  expect_same(TEXT_ITALIAN, "capacità", "capace");
}

Test(analyzer, possessives_are_stripped) {
  expect_same(TEXT_ENGLISH, "company's", "company");
  expect_same(TEXT_ENGLISH, "company\u2019s", "company");
  expect_same(TEXT_ENGLISH, "COMPANY'S", "companies");
  expect_tokens(TEXT_ENGLISH, "the company\u2019s it's", "company");
}

Test(analyzer, elisions_are_stripped_with_both_apostrophes) {
  static const char *const elided[] = {"l'energia",     "L'ENERGIA",          "l\u2019energia",    "un'energia",
                                       "d'energia",     "dell'energia",       "dell\u2019energia", "all'energia",
                                       "nell'energia",  "sull'energia",       "dall'energia",      "coll'energia",
                                       "quest'energia", "quell\u2019energia", "d'un'energia"};
  for (size_t i = 0; i < sizeof elided / sizeof *elided; i++)
    expect_same(TEXT_ITALIAN, elided[i], "energia");
  expect_same(TEXT_ITALIAN, "sant'Agata", "Agata");
  expect_tokens(TEXT_ITALIAN, "c'è l'azienda d\u2019energia", "azienda|energia");
}

Test(analyzer, what_is_no_elision_stays) {
  expect_tokens(TEXT_ITALIAN, "rock'n'roll", "rock'n'roll");
  expect_tokens(TEXT_ENGLISH, "d'energia", "d'energia");
}

Test(analyzer, stop_words_give_no_terms) {
  expect_tokens(TEXT_ENGLISH, "The state of the art, and we DON'T", "state|art");
  expect_tokens(TEXT_ITALIAN, "La città è più bella degli altri", "città|bella");
  expect_tokens(TEXT_CHINESE, "我和你", "");
  expect_tokens(TEXT_ENGLISH, "of the", "");
}

Test(analyzer, hyphens_split_and_numbers_stay_whole) {
  expect_tokens(TEXT_ENGLISH, "State-of-the-art 3.5 e.g. 1,000", "State|art|3.5|e.g|1,000");
}

Test(analyzer, numbers_are_the_same_in_every_language) {
  static const char *const words[] = {"3.5", "2030", "5G", "CO2"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    cr_expect(eq(u64, term(TEXT_ENGLISH, words[i]), term(TEXT_ITALIAN, words[i])));
    cr_expect(eq(u64, term(TEXT_ENGLISH, words[i]), term(TEXT_CHINESE, words[i])));
    cr_expect(eq(u64, term(TEXT_ENGLISH, words[i]), term(TEXT_OTHER, words[i])));
  }
}

Test(analyzer, equal_stems_of_two_languages_are_two_terms) {
  cr_expect(ne(u64, term(TEXT_ENGLISH, "software"), term(TEXT_ITALIAN, "software")));
  cr_expect(ne(u64, term(TEXT_ENGLISH, "software"), term(TEXT_OTHER, "software")));
}

Test(analyzer, other_languages_are_folded_only) {
  expect_same(TEXT_OTHER, "ÉNERGIE", "énergie");
  expect_different(TEXT_OTHER, "énergies", "énergie");
  expect_same(TEXT_OTHER, "ЭНЕРГИЯ", "энергия");
}

Test(analyzer, chinese_gives_words_and_pairs) {
  expect_tokens(TEXT_CHINESE, "人工智能", "人工|工智|智能");
  expect_tokens(TEXT_CHINESE, "北京市", "北京市|北京|京市");
  expect_tokens(TEXT_CHINESE, "能源", "能源");
}

Test(analyzer, a_chinese_word_of_two_characters_is_found_in_a_longer_text) {
  uint64_t energy = term(TEXT_CHINESE, "能源"), haidian_count = 0;
  analyze(TEXT_CHINESE, "我们提供人工智能和可再生能源解决方案,总部位于北京市海淀区");
  cr_expect(has_term(energy));
  for (size_t i = 0; i < analysis.token_count; i++)
    haidian_count += analysis.tokens[i].end - analysis.tokens[i].begin == 6 && analysis.tokens[i].begin > 60;
  cr_expect(gt(u64, haidian_count, 0));
}

Test(analyzer, pairs_do_not_reach_over_words_of_grammar_or_signs) {
  expect_tokens(TEXT_CHINESE, "智能和能源", "智能|能源");
  expect_tokens(TEXT_CHINESE, "智能，能源", "智能|能源");
}

Test(analyzer, traditional_and_simplified_characters_meet) {
  struct text_analysis traditional = {0};
  const char *text = "循環經濟與臺灣產業發展";
  text_analyze(analyzer, NULL, text, strlen(text), TEXT_CHINESE, &traditional);
  analyze(TEXT_CHINESE, "循环经济与台湾产业发展");
  cr_assert(eq(sz, traditional.token_count, analysis.token_count));
  for (size_t i = 0; i < analysis.token_count; i++)
    cr_expect(eq(u64, traditional.tokens[i].term, analysis.tokens[i].term));
  text_analysis_deinit(&traditional);
}

Test(analyzer, latin_words_inside_chinese_are_english) {
  uint64_t english = term(TEXT_ENGLISH, "robots");
  analyze(TEXT_CHINESE, "工业Robot技术");
  cr_expect(has_term(english));
  expect_tokens(TEXT_CHINESE, "工业Robot技术", "工业|Robot|技术");
}

Test(analyzer, chinese_words_inside_english_are_chinese) {
  uint64_t energy = term(TEXT_CHINESE, "能源");
  analyze(TEXT_ENGLISH, "The company 能源 makes batteries");
  cr_expect(has_term(energy));
  expect_tokens(TEXT_ENGLISH, "The company 能源 makes batteries", "company|能源|makes|batteries");
}

Test(analyzer, the_language_is_found_when_unknown) {
  analyze(TEXT_UNKNOWN, "Produciamo motori per le città e per le aziende");
  cr_expect_eq(analysis.language, TEXT_ITALIAN);
  analyze(TEXT_ITALIAN, "The language is given");
  cr_expect_eq(analysis.language, TEXT_ITALIAN);
}

Test(analyzer, nothing_gives_nothing) {
  text_analyze(analyzer, NULL, "", 0, TEXT_UNKNOWN, &analysis);
  cr_expect(zero(sz, analysis.token_count));
  cr_expect(zero(sz, analysis.tag_count));
  expect_tokens(TEXT_ENGLISH, " .,;!\n", "");
  expect_tokens(TEXT_ENGLISH, "\u200B\u00AD\u0301", "");
}

Test(analyzer, an_analysis_is_overwritten) {
  analyze(TEXT_ENGLISH, "one two three four");
  expect_tokens(TEXT_ENGLISH, "energy", "energy");
}

Test(analyzer, bad_bytes_split_words_and_offsets_stay_true) {
  expect_tokens(TEXT_ENGLISH, "ener\xFFgy \xE4\xB8 market\xC3", "ener|gy|market");
  const char text[] = "wind\0solar";
  text_analyze(analyzer, NULL, text, sizeof text - 1, TEXT_ENGLISH, &analysis);
  cr_assert(eq(sz, analysis.token_count, 2));
  cr_expect(eq(u32, analysis.tokens[1].begin, 5));
  cr_expect(eq(u32, analysis.tokens[1].end, 10));
  expect_tokens(TEXT_CHINESE, "能\xE6\xBA源", "能|源");
}

Test(analyzer, words_are_told_apart_by_their_first_64_bytes) {
  char a[200], b[200];
  memset(a, 'x', sizeof a - 1);
  a[sizeof a - 1] = 0;
  memcpy(b, a, sizeof b);
  b[150] = 'y';
  expect_same(TEXT_OTHER, a, b);
  b[20] = 'y';
  expect_different(TEXT_OTHER, a, b);
}

static void expect_sound(size_t bytes) {
  for (size_t i = 0; i < analysis.token_count; i++) {
    cr_assert_lt(analysis.tokens[i].begin, analysis.tokens[i].end);
    cr_assert_leq(analysis.tokens[i].end, bytes);
    cr_assert(i == 0 || analysis.tokens[i - 1].begin <= analysis.tokens[i].begin);
  }
}

Test(analyzer, takes_random_bytes) {
  enum { BYTES = 512, ROUNDS = 2000 };
  static const char common[] = "aeiou'. \xE4\xB8\xAD\xE2\x80\x99\xCC\x81\xC3\xA8\xF0\x9F\x98\x80";
  char text[BYTES];
  srandom(1);
  for (int round = 0; round < ROUNDS; round++) {
    size_t bytes = (size_t)random() % BYTES;
    for (size_t i = 0; i < bytes; i++)
      text[i] = random() % 4 ? common[(size_t)random() % sizeof common] : (char)random();
    text_analyze(analyzer, NULL, text, bytes, (enum text_language)(random() % (TEXT_OTHER + 1)), &analysis);
    expect_sound(bytes);
  }
}

static void expect_huge(const char *piece) {
  enum { BYTES = 1 << 20 };
  size_t piece_bytes = strlen(piece), bytes = 0;
  char *text = malloc(BYTES);
  for (; bytes + piece_bytes <= BYTES; bytes += piece_bytes)
    memcpy(text + bytes, piece, piece_bytes);
  text_analyze(analyzer, NULL, text, bytes, TEXT_UNKNOWN, &analysis);
  expect_sound(bytes);
  cr_expect_gt(analysis.token_count, 0, "%s", piece);
  free(text);
}

Test(analyzer, takes_a_megabyte, .timeout = 60) {
  expect_huge("x");
  expect_huge("renewable energy of the city's ");
  expect_huge("l'energia è ");
  expect_huge("可再生能源");
  expect_huge("a\u0301\u0301\u0301\u0301\u0301\u0301");
  expect_huge("a.");
}

Test(analyzer, analyzers_agree_whatever_they_read_before) {
  struct text_analyzer *other = text_analyzer_new();
  struct text_analysis again = {0};
  char word[32];
  for (int i = 0; i < 100000; i++) { // enough to push words out of the cache
    int bytes = snprintf(word, sizeof word, "w%xord", (unsigned)i * 2654435761U);
    text_analyze(other, NULL, word, (size_t)bytes, TEXT_ITALIAN, &again);
  }
  const char *text = "Cities and their companies' energies: l'energia, 3D打印 in Bologna";
  analyze(TEXT_ENGLISH, text);
  text_analyze(other, NULL, text, strlen(text), TEXT_ENGLISH, &again);
  cr_assert(eq(sz, again.token_count, analysis.token_count));
  for (size_t i = 0; i < again.token_count; i++)
    cr_expect(eq(u64, again.tokens[i].term, analysis.tokens[i].term));
  text_analyze(other, NULL, text, strlen(text), TEXT_ENGLISH, &again);
  for (size_t i = 0; i < again.token_count; i++)
    cr_expect(eq(u64, again.tokens[i].term, analysis.tokens[i].term));
  text_analysis_deinit(&again);
  text_analyzer_free(other);
}

Test(analyzer, terms_never_change) { // indexes of other runs and machines hold them
  cr_expect(eq(u64, term(TEXT_ENGLISH, "energy"), UINT64_C(0x30C5D7C22FA23C38)));
  cr_expect(eq(u64, term(TEXT_ITALIAN, "energia"), UINT64_C(0x5433B22DA4DE9880)));
  cr_expect(eq(u64, term(TEXT_CHINESE, "能源"), UINT64_C(0x7AC283A8372381DE)));
  cr_expect(eq(u64, term(TEXT_OTHER, "2030"), UINT64_C(0x4AB81F5D816B748B)));
}

Test(analyzer, destructors_take_null) {
  cr_expect_null(text_analyzer_free(NULL));
  text_analysis_deinit(NULL);
}
