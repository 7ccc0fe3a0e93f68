// SPDX-License-Identifier: Apache-2.0
#include "sampler.h"
#include "base/memory.h"

// A slot is its own number for a share of 2^32 and another's for the rest.
struct slot {
  uint32_t share, other;
};

struct sampler {
  size_t count;
  struct slot slots[];
};

struct filling {
  double *levels;          // owned: weight of each number, where the mean is 1
  uint32_t *small, *large; // owned: stacks of numbers below and above it
  size_t small_count, large_count;
};

static void sort_by_level(struct filling *filling, uint32_t number) {
  if (filling->levels[number] < 1)
    filling->small[filling->small_count++] = number;
  else
    filling->large[filling->large_count++] = number;
}

static void start(struct filling *filling, const double *weights, size_t count) {
  double sum = 0;
  for (size_t i = 0; i < count; i++)
    sum += weights[i];
  *filling = (struct filling){.levels = memory_new(count * sizeof *filling->levels),
                              .small = memory_new(count * sizeof *filling->small),
                              .large = memory_new(count * sizeof *filling->large)};
  for (uint32_t i = 0; i < count; i++) {
    filling->levels[i] = weights[i] * (double)count / sum;
    sort_by_level(filling, i);
  }
}

struct sampler *sampler_new(const double *weights, size_t count) {
  struct sampler *sampler = memory_new(sizeof *sampler + count * sizeof *sampler->slots);
  sampler->count = count;
  for (uint32_t i = 0; i < count; i++) // what rounding leaves over keeps its slot to itself
    sampler->slots[i] = (struct slot){UINT32_MAX, i};
  struct filling filling;
  start(&filling, weights, count);
  while (filling.small_count && filling.large_count) {
    uint32_t small = filling.small[--filling.small_count], large = filling.large[--filling.large_count];
    sampler->slots[small] = (struct slot){(uint32_t)(filling.levels[small] * 0x1p32), large};
    filling.levels[large] -= 1 - filling.levels[small];
    sort_by_level(&filling, large);
  }
  free(filling.large);
  free(filling.small);
  free(filling.levels);
  return sampler;
}

struct sampler *sampler_new_zipf(size_t count) {
  memory_auto double *weights = memory_new(count * sizeof *weights);
  for (size_t i = 0; i < count; i++)
    weights[i] = 1 / ((double)i + 1);
  return sampler_new(weights, count);
}

struct sampler *sampler_free(struct sampler *sampler) {
  free(sampler);
  return NULL;
}

uint32_t sampler_draw(const struct sampler *sampler, struct random *random) {
  uint64_t bits = random_next(random);
  uint32_t number = (uint32_t)(((bits >> 32) * sampler->count) >> 32);
  const struct slot *slot = &sampler->slots[number];
  return (uint32_t)bits < slot->share ? number : slot->other;
}
