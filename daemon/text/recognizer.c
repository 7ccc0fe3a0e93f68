// SPDX-License-Identifier: Apache-2.0
// At each symbol the longest label that begins there; afterwards what lies inside a longer one is dropped. Labels that
// cross are both kept: "smart city planning" speaks of smart cities and of city planning.
//
// What may stand between two words of a label in a text: white space, hyphens, quotes, elided articles, stop words; no
// sentence ends.
#include "text/recognizer.h"

#include "base/memory.h"
#include "text/label_trie.h"

#include <string.h>

enum { GAP_BYTES_MAX = 24 };

// Letters count as part of the gap because stop words and elided articles are made of them.
static bool may_be_between(uint32_t character) {
  if (character < 0x80)
    return (character | 0x20) >= 'a' ? (character | 0x20) <= 'z' : character && strchr(" \t\r\n-/'\"&", (int)character);
  if (character < 0x2000)
    return (character >= 0xC0 && character <= 0x24F) || character == 0xA0 || character == 0xAD;
  return (character >= 0x2010 && character <= 0x2015) || (character >= 0x2018 && character <= 0x201F) ||
         character == 0x3000;
}

bool recognizer_is_near(const char *text, const struct text_token *before, const struct text_token *after) {
  int lines = 0;
  if (after->begin == before->end + 1 && text[before->end] == ' ')
    return true;
  if (after->begin < before->end || after->begin - before->end > GAP_BYTES_MAX)
    return false;
  for (size_t at = before->end; at < after->begin;) {
    uint32_t character = characters_next(text, after->begin, &at);
    lines += character == '\n';
    if (!may_be_between(character) || lines > 1)
      return false;
  }
  return true;
}

static bool is_alphanumeric(uint64_t character) {
  return (character >= '0' && character <= '9') || (character >= 'a' && character <= 'z') ||
         (character >= 0xC0 && character < 0x2000);
}

// Characters only: "AI" is not in "MAIL".
static bool is_inside_word(const struct text_token *before, const struct text_token *after) {
  return after->begin <= before->end && is_alphanumeric(before->term) && is_alphanumeric(after->term);
}

// Between symbols that are characters there is only what recognizer_read_characters() leaves out.
static bool is_near_character(const struct text_token *before, const struct text_token *after) {
  return after->begin <= before->end + GAP_BYTES_MAX;
}

struct sequence {
  const char *text;
  const struct text_token *symbols;
  size_t count;
  bool in_characters;
};

// Symbol i may end a label.
static bool is_end(const struct sequence *sequence, size_t i) {
  return !sequence->in_characters || i + 1 == sequence->count ||
         !is_inside_word(&sequence->symbols[i], &sequence->symbols[i + 1]);
}

// Symbol i + 1 may go on with the label that has reached symbol i.
static bool goes_on(const struct sequence *sequence, size_t i) {
  if (i + 1 == sequence->count)
    return false;
  const struct text_token *before = &sequence->symbols[i], *after = before + 1;
  return sequence->in_characters ? is_near_character(before, after) : recognizer_is_near(sequence->text, before, after);
}

// The node of the longest label that begins at `first`, and its last symbol; 0 when there is none.
static uint32_t longest_label(const struct text_concepts *concepts, const struct sequence *sequence, uint32_t root,
                              size_t first, size_t *ret_last) {
  uint32_t longest = 0;
  for (size_t i = first, node = root;; i++) {
    node = label_trie_child(concepts, (uint32_t)node, sequence->symbols[i].term);
    if (node && concepts->nodes[node] && is_end(sequence, i)) {
      longest = (uint32_t)node;
      *ret_last = i;
    }
    if (!node || !goes_on(sequence, i))
      return longest;
  }
}

static void add_tags(const struct text_concepts *concepts, uint32_t node, uint32_t begin, uint32_t end,
                     struct text_analysis *analysis) {
  for (uint32_t i = concepts->nodes[node]; i; i = concepts->meanings[i].next) {
    memory_reserve(analysis->tags, analysis->tag_count, analysis->tag_capacity);
    analysis->tags[analysis->tag_count++] = (struct text_tag){concepts->meanings[i].concept, begin, end};
  }
}

void recognizer_run(const struct text_concepts *concepts, enum text_language language, const char *text,
                    const struct text_token *symbols, size_t symbol_count, struct text_analysis *analysis) {
  const struct sequence sequence = {text, symbols, symbol_count, language == TEXT_CHINESE};
  for (size_t first = 0; first < symbol_count; first++) {
    if (sequence.in_characters && first && is_inside_word(&symbols[first - 1], &symbols[first]))
      continue;
    size_t last = first;
    uint32_t node = longest_label(concepts, &sequence, language, first, &last);
    if (node)
      add_tags(concepts, node, symbols[first].begin, symbols[last].end, analysis);
  }
}

static int compare_tags(const void *a_pointer, const void *b_pointer) {
  const struct text_tag *a = a_pointer, *b = b_pointer;
  if (a->begin != b->begin)
    return a->begin < b->begin ? -1 : 1;
  if (a->end != b->end)
    return a->end > b->end ? -1 : 1;
  return (a->concept > b->concept) - (a->concept < b->concept);
}

void recognizer_settle(struct text_analysis *analysis) {
  struct text_tag *tags = analysis->tags;
  size_t kept = 0;
  uint32_t end_max = 0;
  if (analysis->tag_count)
    qsort(tags, analysis->tag_count, sizeof *tags, compare_tags);
  for (size_t i = 0; i < analysis->tag_count; i++) {
    const struct text_tag *last = kept ? &tags[kept - 1] : NULL;
    bool is_same_place = last && last->begin == tags[i].begin && last->end == tags[i].end;
    if (is_same_place ? last->concept == tags[i].concept : tags[i].end <= end_max)
      continue;
    end_max = tags[i].end;
    tags[kept++] = tags[i];
  }
  analysis->tag_count = kept;
}

static void add_symbol(struct recognizer_characters *characters, uint32_t symbol, size_t begin, size_t end) {
  memory_reserve(characters->symbols, characters->count, characters->capacity);
  characters->symbols[characters->count++] = (struct text_token){symbol, (uint32_t)begin, (uint32_t)end};
}

static bool is_white(uint32_t character) {
  return character == ' ' || (character >= '\t' && character <= '\r') || character == 0xA0 || character == 0x3000;
}

void recognizer_read_characters(const struct characters *characters, const char *text, size_t bytes,
                                struct recognizer_characters *ret_characters) {
  ret_characters->count = 0;
  for (size_t at = 0; at < bytes;) {
    size_t begin = at;
    uint32_t folded[FOLD_CHARACTER_MAX], character = characters_next(text, bytes, &at);
    if (is_white(character) || characters_class(characters, character) == CHARACTER_IGNORED)
      continue;
    size_t count = characters_fold(characters, character, folded);
    for (size_t i = 0; i < count; i++)
      add_symbol(ret_characters, folded[i], begin, at);
  }
}
