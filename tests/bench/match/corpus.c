// SPDX-License-Identifier: Apache-2.0
#include "corpus.h"
#include "base/memory.h"
#include "match/profile.h"
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

static void draw_lengths(struct random *random, struct corpus_profile *profile) {
  const uint32_t least = CORPUS_STATEMENT_WORDS / 2, most = 3 * least - 1;
  profile->ends[0] = 0;
  profile->ends[1] = least + random_below(random, most - least + 1);
  profile->ends[2] = profile->ends[1] + least + random_below(random, most - least + 1);
  profile->ends[3] = CORPUS_WORDS;
}

// One statement in three says whom it seeks: by role always, by size and country now and then.
static struct corpus_sought draw_sought(struct random *random) {
  struct corpus_sought sought = {0};
  if (random_below(random, 3))
    return sought;
  sought.helix = (uint8_t)(1 + random_below(random, (1 << CORPUS_HELICES) - 2));
  if (!random_below(random, 4))
    sought.sizes = (uint8_t)(2u << random_below(random, CORPUS_SIZES - 1));
  sought.is_here = !random_below(random, 4);
  return sought;
}

static void draw_voice(struct random *random, struct corpus_voice *voice) {
  enum { LEVELS = 9 };
  voice->direction = (uint8_t)(MATCH_DIRECTION_OUT + random_below(random, MATCH_DIRECTION_COUNT - 1));
  voice->trl = random_below(random, 2) ? (uint8_t)(1 + random_below(random, LEVELS)) : 0;
  voice->cooperations = 1u << random_below(random, CORPUS_COOPERATIONS);
  if (random_below(random, 2))
    voice->cooperations |= 1u << random_below(random, CORPUS_COOPERATIONS);
  voice->sought = draw_sought(random);
}

// Most work in the commonest, half of them in another one too.
static uint32_t draw_languages(struct random *random) {
  uint32_t languages = random_below(random, 10) ? 1 : 0;
  if (!languages || random_below(random, 2))
    languages |= 2u << random_below(random, CORPUS_LANGUAGES - 1);
  return languages;
}

void corpus_make(const struct corpus *corpus, uint64_t number, uint64_t edition, struct corpus_profile *ret_profile) {
  struct random random = random_stream(PURPOSE_PROFILE, number << EDITION_BITS | edition);
  ret_profile->helix = (uint8_t)random_below(&random, CORPUS_HELICES);
  ret_profile->size = (uint8_t)random_below(&random, CORPUS_SIZES);
  ret_profile->city = sampler_draw(corpus->cities, &random);
  draw_themes(&random, ret_profile);
  draw_concepts(&random, ret_profile);
  draw_lengths(&random, ret_profile);
  for (size_t i = 0; i < CORPUS_WORDS; i++)
    ret_profile->words[i] = corpus_word(corpus, &random);
  for (size_t i = 0; i < CORPUS_STATEMENTS; i++)
    draw_voice(&random, &ret_profile->voices[i]);
  ret_profile->languages = draw_languages(&random);
}

struct corpus_users *corpus_users(const struct corpus *corpus) {
  struct corpus_users *users = memory_new(CORPUS_VOCABULARY * sizeof *users);
  memory_auto uint64_t *last = memory_new(CORPUS_VOCABULARY * sizeof *last); // statement that had the word, from 1
  for (uint64_t number = 0; number < corpus->count; number++) {
    struct corpus_profile profile;
    corpus_make(corpus, number, 0, &profile);
    for (uint64_t s = 0; s < CORPUS_STATEMENTS; s++)
      for (size_t i = profile.ends[s]; i < profile.ends[s + 1]; i++) {
        uint32_t word = profile.words[i];
        uint64_t statement = number * CORPUS_STATEMENTS + s + 1;
        users[word].profiles += last[word] <= number * CORPUS_STATEMENTS;
        users[word].statements += last[word] != statement;
        last[word] = statement;
      }
  }
  return users;
}
