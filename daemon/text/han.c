// SPDX-License-Identifier: Apache-2.0
#include "text/han.h"

#include "base/memory.h"
#include "text/fold.h"
#include "text/terms.h"

#include "text/stopwords.h"

static uint64_t term_between(const struct characters *characters, const char *text, size_t begin, size_t end) {
  char folded[FOLD_WORD_MAX];
  return term_hash(TEXT_CHINESE, folded, fold_word(characters, text + begin, end - begin, folded));
}

static void add_token(struct text_analysis *analysis, uint64_t term, size_t begin, size_t end) {
  memory_reserve(analysis->tokens, analysis->token_count, analysis->token_capacity);
  analysis->tokens[analysis->token_count++] = (struct text_token){term, (uint32_t)begin, (uint32_t)end};
}

// Behind the character at `at` and the marks that belong to it.
static size_t character_end(const struct characters *characters, const char *text, size_t at, size_t end) {
  characters_next(text, end, &at);
  for (size_t next = at; next < end; at = next)
    if (characters_class(characters, characters_next(text, end, &next)) != CHARACTER_IGNORED)
      break;
  return at;
}

static bool is_grammar(const struct characters *characters, const char *text, const struct word *word) {
  uint32_t folded[FOLD_CHARACTER_MAX];
  size_t at = word->begin;
  uint32_t character = characters_next(text, word->end, &at);
  return character_end(characters, text, word->begin, word->end) == word->end &&
         characters_fold(characters, character, folded) == 1 && stopwords_has_han(folded[0]);
}

// The word's own token, and the pairs that begin in it. The run of pairs ends at run_end.
static void add_word(const struct characters *characters, const char *text, const struct word *word, size_t run_end,
                     struct text_analysis *analysis) {
  size_t first_end = character_end(characters, text, word->begin, word->end);
  bool is_pair = first_end < word->end && character_end(characters, text, first_end, word->end) == word->end;
  if (!is_pair)
    add_token(analysis, term_between(characters, text, word->begin, word->end), word->begin, word->end);
  for (size_t at = word->begin; at < word->end;) {
    size_t middle = character_end(characters, text, at, run_end);
    if (middle < run_end) {
      size_t end = character_end(characters, text, middle, run_end);
      add_token(analysis, term_between(characters, text, at, end), at, end);
    }
    at = middle;
  }
}

size_t han_add_tokens(const struct characters *characters, const char *text, const struct word *words, size_t count,
                      struct text_analysis *analysis) {
  if (is_grammar(characters, text, words))
    return 1;
  size_t run = 1;
  while (run < count && words[run].kind == WORD_HAN && words[run].begin == words[run - 1].end &&
         !is_grammar(characters, text, &words[run]))
    run++;
  for (size_t i = 0; i < run; i++)
    add_word(characters, text, &words[i], words[run - 1].end, analysis);
  return run;
}
