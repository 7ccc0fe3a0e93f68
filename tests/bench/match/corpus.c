// SPDX-License-Identifier: Apache-2.0
#include "corpus.h"
#include "base/memory.h"
#include "sampler.h"

enum { PURPOSE_PROFILE = 1, EDITION_BITS = 24 };

struct corpus {
  size_t count;
  struct sampler *words, *cities; // owned
};

static struct sampler *new_city_sampler(void) {
  double weights[WORLD_CITIES];
  for (uint32_t i = 0; i < WORLD_CITIES; i++)
    weights[i] = 1 / ((double)(world_country(i) + 1) * (i % WORLD_CITIES_PER_COUNTRY + 1));
  return sampler_new(weights, WORLD_CITIES);
}

struct corpus *corpus_new(size_t profile_count) {
  struct corpus *corpus = memory_new(sizeof *corpus);
  corpus->count = profile_count;
  corpus->words = sampler_new_zipf(CORPUS_VOCABULARY);
  corpus->cities = new_city_sampler();
  return corpus;
}

struct corpus *corpus_free(struct corpus *corpus) {
  if (!corpus)
    return NULL;
  sampler_free(corpus->cities);
  sampler_free(corpus->words);
  free(corpus);
  return NULL;
}

size_t corpus_count(const struct corpus *corpus) {
  return corpus->count;
}

uint32_t corpus_word(const struct corpus *corpus, struct random *random) {
  return sampler_draw(corpus->words, random);
}

static void draw_themes(struct random *random, struct corpus_profile *profile) {
  profile->theme_count = 1 + random_below(random, CORPUS_THEMES_MAX);
  uint32_t first = random_below(random, WORLD_THEMES), step = 1 + random_below(random, WORLD_THEMES / 2 - 1);
  for (uint32_t i = 0; i < profile->theme_count; i++)
    profile->themes[i] = (first + i * step) % WORLD_THEMES;
}

static void draw_concepts(struct random *random, struct corpus_profile *profile) {
  for (size_t s = 0; s < CORPUS_STATEMENTS; s++) {
    profile->concept_counts[s] = random_below(random, CORPUS_STATEMENT_CONCEPTS_MAX + 1);
    for (uint32_t i = 0; i < profile->concept_counts[s]; i++)
      profile->concepts[s][i] =
          world_concept_below(profile->themes[random_below(random, profile->theme_count)], random);
  }
}

void corpus_make(const struct corpus *corpus, uint64_t number, uint64_t edition, struct corpus_profile *ret_profile) {
  struct random random = random_stream(PURPOSE_PROFILE, number << EDITION_BITS | edition);
  ret_profile->helix = (uint8_t)random_below(&random, CORPUS_HELICES);
  ret_profile->size = (uint8_t)random_below(&random, CORPUS_SIZES);
  ret_profile->city = sampler_draw(corpus->cities, &random);
  draw_themes(&random, ret_profile);
  draw_concepts(&random, ret_profile);
  for (size_t s = 0; s < CORPUS_STATEMENTS; s++)
    for (size_t i = 0; i < CORPUS_STATEMENT_WORDS; i++)
      ret_profile->words[s][i] = corpus_word(corpus, &random);
}

uint32_t *corpus_frequencies(const struct corpus *corpus) {
  uint32_t *frequencies = memory_new(CORPUS_VOCABULARY * sizeof *frequencies);
  memory_auto uint32_t *last = memory_new(CORPUS_VOCABULARY * sizeof *last); // profile that had the word, from 1
  for (size_t number = 0; number < corpus->count; number++) {
    struct corpus_profile profile;
    corpus_make(corpus, number, 0, &profile);
    for (size_t i = 0; i < CORPUS_WORDS; i++) {
      uint32_t word = profile.words[i / CORPUS_STATEMENT_WORDS][i % CORPUS_STATEMENT_WORDS];
      frequencies[word] += last[word] != number + 1;
      last[word] = (uint32_t)number + 1;
    }
  }
  return frequencies;
}
