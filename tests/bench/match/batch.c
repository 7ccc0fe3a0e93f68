// SPDX-License-Identifier: Apache-2.0
#include "batch.h"
#include "base/memory.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { ID_BYTES = 24 };

struct slot {
  char id[ID_BYTES];
  struct corpus_profile made;
  uint64_t terms[CORPUS_WORDS];
  struct match_statement statements[CORPUS_STATEMENTS];
  uint16_t country;
};

struct batch {
  const struct corpus *corpus;
  size_t capacity;
  struct slot *slots;             // owned
  struct match_profile *profiles; // owned
};

struct batch *batch_new(const struct corpus *corpus, size_t capacity) {
  struct batch *batch = memory_new(sizeof *batch);
  batch->corpus = corpus;
  batch->capacity = capacity;
  batch->slots = memory_new(capacity * sizeof *batch->slots);
  batch->profiles = memory_new(capacity * sizeof *batch->profiles);
  return batch;
}

struct batch *batch_free(struct batch *batch) {
  if (!batch)
    return NULL;
  free(batch->profiles);
  free(batch->slots);
  free(batch);
  return NULL;
}

uint64_t batch_term(uint32_t word) {
  return random_mix((uint64_t)word + 1) & INT64_MAX;
}

uint64_t batch_number(const char *id) {
  return strtoull(id + 1, NULL, 10) - 1;
}

static struct match_partner sought_of(const struct slot *slot, const struct corpus_sought *sought) {
  return (struct match_partner){
      .helix = sought->helix, .sizes = sought->sizes, .countries = &slot->country, .country_count = sought->is_here};
}

static void put_statement(struct slot *slot, size_t number) {
  const struct corpus_voice *voice = &slot->made.voices[number];
  uint32_t first = slot->made.ends[number], end = slot->made.ends[number + 1];
  for (size_t i = first; i < end; i++)
    slot->terms[i] = batch_term(slot->made.words[i]);
  slot->statements[number] = (struct match_statement){.direction = voice->direction,
                                                      .trl = voice->trl,
                                                      .expires_day = INT32_MAX,
                                                      .cooperations = voice->cooperations,
                                                      .terms = slot->terms + first,
                                                      .term_count = end - first,
                                                      .concepts = slot->made.concepts[number],
                                                      .concept_count = slot->made.concept_counts[number],
                                                      .sought = sought_of(slot, &voice->sought)};
}

void batch_put(struct batch *batch, size_t at, uint64_t number, uint64_t edition) {
  assert(at < batch->capacity);
  struct slot *slot = &batch->slots[at];
  corpus_make(batch->corpus, number, edition, &slot->made);
  snprintf(slot->id, sizeof slot->id, "p%07llu", (unsigned long long)number + 1);
  slot->country = world_country_code(world_country(slot->made.city));
  for (size_t i = 0; i < CORPUS_STATEMENTS; i++)
    put_statement(slot, i);
  batch->profiles[at] = (struct match_profile){.id = slot->id,
                                               .revision = edition + 1,
                                               .helix = slot->made.helix,
                                               .size = slot->made.size,
                                               .languages = slot->made.languages,
                                               .places = &slot->made.city,
                                               .place_count = 1,
                                               .countries = &slot->country,
                                               .country_count = 1,
                                               .themes = slot->made.themes,
                                               .theme_count = slot->made.theme_count,
                                               .statements = slot->statements,
                                               .statement_count = CORPUS_STATEMENTS};
}

void batch_mark(struct batch *batch, size_t at, uint32_t word) {
  batch->slots[at].terms[0] = batch_term(word);
}

void batch_leave_out(struct batch *batch, size_t at, uint32_t end) {
  struct slot *slot = &batch->slots[at];
  for (size_t s = 0; s < CORPUS_STATEMENTS; s++) {
    uint64_t *terms = slot->terms + slot->made.ends[s];
    slot->statements[s].term_count = 0;
    for (size_t i = slot->made.ends[s]; i < slot->made.ends[s + 1]; i++)
      if (slot->made.words[i] >= end)
        terms[slot->statements[s].term_count++] = batch_term(slot->made.words[i]);
  }
}

const struct match_profile *batch_profiles(const struct batch *batch) {
  return batch->profiles;
}
