// SPDX-License-Identifier: Apache-2.0
#include "reference.h"
#include "base/memory.h"
#include "match/search.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { TOLD_EVERY = 250000 };

struct asked {
  const struct question *question;
  size_t word_count;
  double self; // score of the question itself, as if of mean length
  struct reference_hit top[REFERENCE_TOP];
  size_t top_count;
  /* of the profile at hand */
  double sum;
  bool is_met;
};

// Which questions have a word: numbers first[word] … first[word + 1] - 1 of `askers`.
struct reference {
  const struct corpus *corpus;
  const struct corpus_users *users;
  struct asked *asked; // owned
  size_t asked_count, asked_capacity;
  uint32_t *first, *askers; // owned, made by the ranking
  size_t *met;              // owned: questions that the profile at hand meets
  size_t met_count;
};

struct reference *reference_new(const struct corpus *corpus, const struct corpus_users *users) {
  struct reference *reference = memory_new(sizeof *reference);
  reference->corpus = corpus;
  reference->users = users;
  return reference;
}

struct reference *reference_free(struct reference *reference) {
  if (!reference)
    return NULL;
  free(reference->met);
  free(reference->askers);
  free(reference->first);
  free(reference->asked);
  free(reference);
  return NULL;
}

// The formula of match/text.h once more, in double precision, for one statement asked about.
static const struct match_text_parameters *parameters(void) {
  return &match_weights_default.text;
}

static double weight(const struct reference *reference, uint32_t word) {
  double all = (double)corpus_count(reference->corpus), n = reference->users[word].profiles;
  double repeated = reference->users[word].statements - n, chances = n * (CORPUS_STATEMENTS - 1);
  double prior = parameters()->repetition_prior, prior_n = parameters()->repetition_prior_n;
  double r = (repeated + prior * prior_n) / (chances + prior_n);
  return log(1 + (all - n + .5) / (n + .5)) * pow(r, parameters()->repetition);
}

static double saturated(double count, double length, double mean_length) {
  double b = parameters()->b;
  return count / (count + parameters()->k1 * (1 - b + b * length / mean_length));
}

size_t reference_add(struct reference *reference, const struct question *question, size_t word_count) {
  struct asked asked = {.question = question, .word_count = word_count};
  for (size_t i = 0; i < word_count; i++)
    asked.self += weight(reference, question->words[i]) / (1 + parameters()->k1);
  memory_reserve(reference->asked, reference->asked_count, reference->asked_capacity);
  reference->asked[reference->asked_count] = asked;
  return reference->asked_count++;
}

static void invert(struct reference *reference) {
  free(reference->met);
  free(reference->askers);
  free(reference->first);
  uint32_t *first = reference->first = memory_new((CORPUS_VOCABULARY + 2) * sizeof *first);
  for (size_t q = 0; q < reference->asked_count; q++)
    for (size_t i = 0; i < reference->asked[q].word_count; i++)
      first[reference->asked[q].question->words[i] + 2]++;
  for (size_t word = 2; word < CORPUS_VOCABULARY + 2; word++)
    first[word] += first[word - 1];
  reference->askers = memory_new(first[CORPUS_VOCABULARY + 1] * sizeof *reference->askers);
  for (size_t q = 0; q < reference->asked_count; q++)
    for (size_t i = 0; i < reference->asked[q].word_count; i++)
      reference->askers[first[reference->asked[q].question->words[i] + 1]++] = (uint32_t)q;
  reference->met = memory_new(reference->asked_count * sizeof *reference->met);
}

// A word that is asked for, and how often each statement says it.
struct tally {
  uint32_t word;
  uint32_t counts[CORPUS_STATEMENTS];
};

static size_t tally_words(const struct reference *reference, const struct corpus_profile *profile,
                          struct tally ret_tallies[CORPUS_WORDS]) {
  size_t count = 0;
  for (size_t s = 0; s < CORPUS_STATEMENTS; s++)
    for (size_t i = profile->ends[s]; i < profile->ends[s + 1]; i++) {
      uint32_t word = profile->words[i];
      if (reference->first[word] == reference->first[word + 1])
        continue;
      size_t at = 0;
      while (at < count && ret_tallies[at].word != word)
        at++;
      if (at == count)
        ret_tallies[count++] = (struct tally){.word = word};
      ret_tallies[at].counts[s]++;
    }
  return count;
}

static void swap_down(double *one, double *other) {
  double larger = fmax(*one, *other);
  *other = fmin(*one, *other);
  *one = larger;
}

static double evidence(const struct corpus_profile *profile, const struct tally *tally) {
  static_assert(CORPUS_STATEMENTS == 3, "sorted by three exchanges");
  double values[CORPUS_STATEMENTS], sum = 0;
  uint32_t count = 0;
  for (size_t s = 0; s < CORPUS_STATEMENTS; s++) {
    values[s] = saturated(tally->counts[s], profile->ends[s + 1] - profile->ends[s], CORPUS_STATEMENT_WORDS);
    count += tally->counts[s];
  }
  swap_down(&values[0], &values[1]);
  swap_down(&values[1], &values[2]);
  swap_down(&values[0], &values[1]);
  for (size_t s = 0; s < CORPUS_STATEMENTS; s++)
    sum += values[s] * pow((double)s + 1, -parameters()->discount);
  return parameters()->mix * sum + (1 - parameters()->mix) * saturated(count, CORPUS_WORDS, CORPUS_WORDS);
}

static void meet(struct reference *reference, uint32_t number, double points) {
  struct asked *asked = &reference->asked[number];
  if (!asked->is_met)
    reference->met[reference->met_count++] = number;
  asked->is_met = true;
  asked->sum += points;
}

static void meet_profile(struct reference *reference, uint64_t number) {
  struct corpus_profile profile;
  struct tally tallies[CORPUS_WORDS];
  corpus_make(reference->corpus, number, 0, &profile);
  size_t count = tally_words(reference, &profile, tallies);
  reference->met_count = 0;
  for (size_t t = 0; t < count; t++) {
    double points = weight(reference, tallies[t].word) * evidence(&profile, &tallies[t]);
    for (uint32_t i = reference->first[tallies[t].word]; i < reference->first[tallies[t].word + 1]; i++)
      meet(reference, reference->askers[i], points);
  }
}

// Leaves zeros for the next profile.
static double take_score(struct asked *asked) {
  double x = asked->sum / asked->self;
  asked->sum = 0;
  asked->is_met = false;
  return x / (x + parameters()->half);
}

static void keep_best(struct asked *asked, struct reference_hit hit) {
  size_t at = asked->top_count;
  while (at && asked->top[at - 1].score < hit.score)
    at--;
  if (at == REFERENCE_TOP)
    return;
  asked->top_count += asked->top_count < REFERENCE_TOP;
  memmove(&asked->top[at + 1], &asked->top[at], (asked->top_count - 1 - at) * sizeof *asked->top);
  asked->top[at] = hit;
}

void reference_rank(struct reference *reference) {
  invert(reference);
  for (uint64_t number = 0; number < corpus_count(reference->corpus); number++) {
    meet_profile(reference, number);
    for (size_t i = 0; i < reference->met_count; i++) {
      struct asked *asked = &reference->asked[reference->met[i]];
      keep_best(asked, (struct reference_hit){number, take_score(asked)});
    }
    if ((number + 1) % TOLD_EVERY == 0)
      fprintf(stderr, "reference: %llu profiles scored\n", (unsigned long long)number + 1);
  }
}

size_t reference_top(const struct reference *reference, size_t question, const struct reference_hit **ret_hits) {
  *ret_hits = reference->asked[question].top;
  return reference->asked[question].top_count;
}

double reference_score(struct reference *reference, size_t question, uint64_t number) {
  meet_profile(reference, number);
  double score = 0;
  for (size_t i = 0; i < reference->met_count; i++) {
    double other = take_score(&reference->asked[reference->met[i]]);
    score = reference->met[i] == question ? other : score;
  }
  return score;
}
