// SPDX-License-Identifier: Apache-2.0
#include "match/text.h"

#include "base/memory.h"
#include "match/millionths.h"

#include <math.h>
#include <string.h>

struct match_text *match_text_new(void) {
  return memory_new(sizeof(struct match_text));
}

struct match_text *match_text_free(struct match_text *text) {
  if (!text)
    return NULL;
  free(text->list);
  free(text->counts);
  free(text->wholes);
  free(text->values);
  free(text->slots);
  free(text->numbers);
  free(text->asking);
  free(text->uses);
  free(text->terms);
  free(text);
  return NULL;
}

double match_text_squash(double x) {
  return -expm1(-x);
}

double match_text_unsquash(double value) {
  return -log1p(-value);
}

// --- the query: terms, what they tell, who uses them

struct word { // a term of a statement asked about
  uint64_t term;
  uint32_t asking, count;
};

static int order_of_words(const void *one, const void *other) {
  const struct word *a = one, *b = other;
  if (a->term != b->term)
    return a->term < b->term ? -1 : 1;
  return (a->asking > b->asking) - (a->asking < b->asking);
}

static size_t count_words(const struct match_profile *profile) {
  size_t count = 0;
  for (size_t i = 0; i < profile->statement_count; i++)
    count += profile->statements[i].term_count;
  return count;
}

// The words asked about, by term then statement, each once with its count.
static size_t collect_words(struct match_text *text, struct word *words) {
  const struct match_query *query = text->query;
  size_t count = 0, kept = 0;
  for (uint32_t i = 0; i < query->profile->statement_count; i++) {
    const struct match_statement *statement = &query->profile->statements[i];
    if (!statement->term_count || statement->expires_day < query->today)
      continue;
    memory_reserve(text->asking, text->asking_count, text->asking_capacity);
    for (size_t t = 0; t < statement->term_count; t++)
      words[count++] = (struct word){statement->terms[t], (uint32_t)text->asking_count, 1};
    text->asking[text->asking_count++] = (struct match_text_asking){.statement = i};
    text->languages |= 1u << statement->language;
  }
  qsort(words, count, sizeof *words, order_of_words);
  for (size_t i = 0; i < count; i++) {
    if (kept && !order_of_words(&words[kept - 1], &words[i]))
      words[kept - 1].count++;
    else
      words[kept++] = words[i];
  }
  return kept;
}

static double share_of(const struct match_text *text, uint64_t term) {
  return term & MATCH_TERM_PAIR ? text->query->weights->text.pair : 1;
}

// Looks the term up in every part; the living with it tell its information.
static double look_up(struct match_text *text, size_t number, uint64_t term) {
  const struct match_index *index = text->index;
  uint64_t with = 0;
  for (size_t p = 0; p < index->part_count; p++) {
    const struct match_snapshot_part *part = &index->parts[p];
    uint32_t found = match_segment_find_term(part->segment, term);
    text->numbers[p * text->term_count + number] = found;
    if (found != UINT32_MAX)
      with += part->segment->term_profiles[found] - match_marks_dead_with(part->marks, found);
  }
  double information = log(1 + ((double)(index->totals.text_count - with) + .5) / ((double)with + .5));
  return information * share_of(text, term);
}

static size_t count_terms(const struct word *words, size_t count) {
  size_t terms = 0;
  for (size_t i = 0; i < count; i++)
    terms += !i || words[i].term != words[i - 1].term;
  return terms;
}

static void add_term(struct match_text *text, size_t number, const struct word *words, size_t count) {
  const struct match_text_parameters *parameters = &text->query->weights->text;
  struct match_text_term *term = &text->terms[number];
  *term = (struct match_text_term){.term = words->term,
                                   .information = look_up(text, number, words->term),
                                   .use = (uint32_t)text->use_count};
  for (size_t i = 0; i < count; i++) {
    const struct match_statement *statement =
        &text->query->profile->statements[text->asking[words[i].asking].statement];
    double f = words[i].count, weight = term->information * (parameters->k3 + 1) * f / (parameters->k3 + f);
    text->asking[words[i].asking].self += weight * f / (f + parameters->k1);
    memory_reserve(text->uses, text->use_count, text->use_capacity);
    text->uses[text->use_count++] = (struct match_text_use){
        .asking = words[i].asking,
        .weight = weight,
        .evidence = match_saturation(parameters, f, match_text_length(statement), text->statement_mean)};
    term->whole_count += f;
  }
  term->use_end = (uint32_t)text->use_count;
}

// Σᵢ i^−discount·vᵢ, best first, of those greater than 0; sorts the values (few: by insertion).
static double discounted(const struct match_text *text, double *values, size_t count) {
  double sum = 0;
  for (size_t i = 1; i < count; i++) {
    double value = values[i];
    size_t at = i;
    for (; at && values[at - 1] < value; at--)
      values[at] = values[at - 1];
    values[at] = value;
  }
  for (size_t i = 0; i < count && i < MATCH_STATEMENTS_BEST; i++)
    sum += values[i] * text->discounts[i];
  return sum;
}

// What a term that the candidate uses adds to MATCH_BACK before it is divided by the statement's self-score: at the most, and for
// each statement that uses it.
static double back_evidence(struct match_text *text, const struct match_text_term *term) {
  const struct match_text_parameters *parameters = &text->query->weights->text;
  size_t count = term->use_end - term->use;
  memory_auto double *values = memory_resize(NULL, count, sizeof *values);
  for (size_t i = 0; i < count; i++)
    values[i] = text->uses[term->use + i].evidence;
  double sum = parameters->mix * discounted(text, values, count) + (1 - parameters->mix) * term->whole_evidence;
  return term->information * (parameters->k3 + 1) * sum;
}

// Once all self-scores are known.
static void weigh(struct match_text *text) {
  const struct match_text_parameters *parameters = &text->query->weights->text;
  double length = 0, self = 0, different = 0;
  for (size_t i = 0; i < text->asking_count; i++) {
    length += match_text_length(&text->query->profile->statements[text->asking[i].statement]);
    self += text->asking[i].self;
  }
  for (size_t i = 0; i < text->term_count; i++) {
    struct match_text_term *term = &text->terms[i];
    term->whole_evidence = match_saturation(parameters, term->whole_count, length, text->profile_mean);
    for (uint32_t u = term->use; u < term->use_end; u++) {
      text->uses[u].weight /= text->asking[text->uses[u].asking].self;
      term->gain += text->uses[u].weight;
      different += share_of(text, term->term);
    }
    if (term->gain > 0)
      text->back_ratio = fmax(text->back_ratio, back_evidence(text, term) / term->gain);
  }
  text->mean_information = different > 0 ? self / different : 1;
}

uint32_t match_text_length(const struct match_statement *statement) {
  uint32_t length = 0;
  for (size_t i = 0; i < statement->term_count; i++)
    length += !(statement->terms[i] & MATCH_TERM_PAIR);
  return length;
}

static void need_terms(struct match_text *text, size_t count) {
  size_t numbers = count * text->index->part_count;
  if (count > text->term_capacity) {
    text->term_capacity = 2 * count;
    text->terms = memory_resize(text->terms, text->term_capacity, sizeof *text->terms);
    text->counts = memory_resize(text->counts, text->term_capacity, sizeof *text->counts);
  }
  if (numbers > text->number_capacity) {
    text->number_capacity = 2 * numbers;
    text->numbers = memory_resize(text->numbers, text->number_capacity, sizeof *text->numbers);
  }
}

void match_text_prepare(struct match_text *text, const struct match_index *index, const struct match_query *query) {
  text->index = index;
  text->query = query;
  text->term_count = text->use_count = text->asking_count = 0;
  text->languages = 0;
  text->back_ratio = 0;
  struct match_pitch pitch = match_pitch_of(&query->weights->text, &index->totals);
  text->statement_mean = pitch.statement_mean;
  text->profile_mean = pitch.profile_mean;
  for (size_t i = 0; i < MATCH_STATEMENTS_BEST; i++)
    text->discounts[i] = pow((double)i + 1, -query->weights->text.discount);
  memory_auto struct word *words = memory_resize(NULL, count_words(query->profile), sizeof *words);
  size_t count = collect_words(text, words);
  need_terms(text, count_terms(words, count));
  text->term_count = count_terms(words, count);
  for (size_t first = 0, end, number = 0; first < count; first = end, number++) {
    end = first + 1;
    while (end < count && words[end].term == words[first].term)
      end++;
    add_term(text, number, words + first, end - first);
  }
  weigh(text);
}

// --- a part

static size_t slot_of(const struct match_text *text, uint32_t number) {
  return (size_t)(number * UINT32_C(0x9E3779B1)) >> (32 - text->slot_bits);
}

void match_text_enter(struct match_text *text, size_t part) {
  text->segment = text->index->parts[part].segment;
  unsigned bits = 4;
  while ((size_t)1 << bits < 4 * text->term_count)
    bits++;
  if (bits > text->slot_bits) {
    free(text->slots);
    text->slots = memory_resize(NULL, (size_t)1 << bits, 2 * sizeof *text->slots);
    text->slot_bits = bits;
  }
  size_t mask = ((size_t)1 << text->slot_bits) - 1;
  memset(text->slots, 0, (mask + 1) * 2 * sizeof *text->slots);
  for (uint32_t i = 0; i < text->term_count; i++) {
    uint32_t number = match_text_number(text, part, i);
    if (number == UINT32_MAX)
      continue;
    size_t at = slot_of(text, number);
    while (text->slots[2 * at + 1])
      at = (at + 1) & mask;
    text->slots[2 * at] = number;
    text->slots[2 * at + 1] = i + 1;
  }
}

// The place of a term of the segment among those asked about, or UINT32_MAX.
static uint32_t place_of(const struct match_text *text, uint32_t number) {
  size_t mask = ((size_t)1 << text->slot_bits) - 1, at = slot_of(text, number);
  for (; text->slots[2 * at + 1]; at = (at + 1) & mask)
    if (text->slots[2 * at] == number)
      return text->slots[2 * at + 1] - 1;
  return UINT32_MAX;
}

// --- a candidate

static void need_values(struct match_text *text, size_t statements) {
  size_t values = text->asking_count * statements;
  if (values > text->value_capacity) {
    text->value_capacity = 2 * values;
    text->values = memory_resize(text->values, text->value_capacity, 2 * sizeof *text->values);
  }
  size_t list = 2 * (text->asking_count + statements);
  if (list > text->list_capacity) {
    text->list_capacity = 2 * list;
    text->list = memory_resize(text->list, text->list_capacity, sizeof *text->list);
    text->wholes = memory_resize(text->wholes, text->list_capacity, sizeof *text->wholes);
  }
}

struct reading { // of one candidate
  const struct match_segment_profile *profile;
  uint32_t statement_count;
  const struct match_silence *silence;
  double *forth, *back; // by statement and asking
  double *back_wholes, *back_selves; // by statement
};

static bool is_heard(const struct match_text *text, const struct reading *reading, uint32_t statement) {
  if (reading->silence && reading->silence->candidate)
    return !reading->silence->candidate[statement];
  return text->segment->statements[reading->profile->statement + statement].expires_day >= text->query->today;
}

static bool is_asked(const struct match_text *text, const struct reading *reading, size_t asking) {
  return !reading->silence || !reading->silence->query ||
         !reading->silence->query[text->asking[asking].statement];
}

// One term of a statement that both sides use.
static void meet(struct match_text *text, struct reading *reading, uint32_t statement, uint32_t place, double count) {
  const struct match_text_parameters *parameters = &text->query->weights->text;
  const struct match_text_term *term = &text->terms[place];
  uint32_t length = text->segment->statements[reading->profile->statement + statement].length;
  double evidence = match_saturation(parameters, count, length, text->statement_mean);
  double weight = term->information * (parameters->k3 + 1) * count / (parameters->k3 + count);
  for (uint32_t u = term->use; u < term->use_end; u++) {
    const struct match_text_use *use = &text->uses[u];
    reading->forth[statement * text->asking_count + use->asking] += use->weight * evidence;
    reading->back[statement * text->asking_count + use->asking] += weight * use->evidence;
  }
  reading->back_wholes[statement] += weight * term->whole_evidence;
  text->counts[place] += count;
}

static void read_statement(struct match_text *text, struct reading *reading, uint32_t statement) {
  const struct match_segment *segment = text->segment;
  const struct match_segment_statement *of = &segment->statements[reading->profile->statement + statement];
  double pair = text->query->weights->text.pair;
  uint32_t first_pair = segment->first_pair;
  for (uint32_t e = of->entry; e < of[1].entry; e++) {
    uint32_t number = segment->entry_terms[e], place = place_of(text, number);
    reading->back_selves[statement] += number < first_pair ? 1 : pair;
    if (place != UINT32_MAX)
      meet(text, reading, statement, place, segment->entry_counts[e]);
  }
  reading->back_selves[statement] *= text->mean_information;
}

static double score_forth(struct match_text *text, struct reading *reading) {
  const struct match_text_parameters *parameters = &text->query->weights->text;
  double *wholes = text->wholes, *sums = text->list;
  size_t asked = 0;
  memset(wholes, 0, text->asking_count * sizeof *wholes);
  for (size_t i = 0; i < text->term_count; i++) {
    if (text->counts[i] <= 0)
      continue;
    double evidence = match_saturation(parameters, text->counts[i], reading->profile->length, text->profile_mean);
    for (uint32_t u = text->terms[i].use; u < text->terms[i].use_end; u++)
      wholes[text->uses[u].asking] += text->uses[u].weight * evidence;
  }
  for (size_t a = 0; a < text->asking_count; a++) {
    if (!is_asked(text, reading, a)) {
      for (uint32_t s = 0; s < reading->statement_count; s++)
        reading->forth[s * text->asking_count + a] = 0;
      continue;
    }
    double *values = text->list + text->asking_count;
    for (uint32_t s = 0; s < reading->statement_count; s++)
      values[s] = reading->forth[s * text->asking_count + a];
    sums[asked++] = parameters->mix * discounted(text, values, reading->statement_count) +
                    (1 - parameters->mix) * wholes[a];
  }
  return match_text_squash(discounted(text, sums, asked));
}

static double score_back(struct match_text *text, struct reading *reading) {
  const struct match_text_parameters *parameters = &text->query->weights->text;
  double *sums = text->list, *values = text->list + reading->statement_count;
  size_t count = 0;
  for (uint32_t s = 0; s < reading->statement_count; s++) {
    if (reading->back_selves[s] <= 0)
      continue;
    size_t asked = 0;
    for (size_t a = 0; a < text->asking_count; a++)
      if (is_asked(text, reading, a))
        values[asked++] = reading->back[s * text->asking_count + a];
    double met = parameters->mix * discounted(text, values, asked) + (1 - parameters->mix) * reading->back_wholes[s];
    sums[count++] = met / reading->back_selves[s];
  }
  return match_text_squash(discounted(text, sums, count));
}

struct match_text_value match_text_score(struct match_text *text, uint32_t profile, const struct match_silence *silence,
                                         bool wants_back) {
  const struct match_segment_profile *of = &text->segment->profiles[profile];
  struct reading reading = {.profile = of, .statement_count = of[1].statement - of->statement, .silence = silence};
  if (!text->asking_count)
    return (struct match_text_value){0};
  need_values(text, reading.statement_count);
  size_t values = reading.statement_count * text->asking_count;
  reading.forth = text->values;
  reading.back = text->values + values;
  reading.back_wholes = text->wholes + text->asking_count;
  reading.back_selves = reading.back_wholes + reading.statement_count;
  memset(text->values, 0, 2 * values * sizeof *text->values);
  memset(reading.back_wholes, 0, 2 * reading.statement_count * sizeof *text->wholes);
  memset(text->counts, 0, text->term_count * sizeof *text->counts);
  for (uint32_t s = 0; s < reading.statement_count; s++)
    if (is_heard(text, &reading, s))
      read_statement(text, &reading, s);
  struct match_text_value value = {.forth = score_forth(text, &reading)};
  if (wants_back)
    value.back = score_back(text, &reading);
  return value;
}

// Keeps the best; of equals the one that came first.
static void remember(struct match_pair *pairs, uint32_t *count, const struct match_pair *pair) {
  if (*count == MATCH_PAIRS_MAX && pairs[*count - 1].value >= pair->value)
    return;
  uint32_t at = *count < MATCH_PAIRS_MAX ? *count : MATCH_PAIRS_MAX - 1;
  for (; at && pairs[at - 1].value < pair->value; at--)
    pairs[at] = pairs[at - 1];
  pairs[at] = *pair;
  *count += *count < MATCH_PAIRS_MAX;
}

uint32_t match_text_pairs(const struct match_text *text, uint32_t profile,
                          struct match_pair ret_pairs[MATCH_PAIRS_MAX]) {
  const struct match_segment_profile *of = &text->segment->profiles[profile];
  uint32_t count = 0, statement_count = of[1].statement - of->statement;
  for (size_t a = 0; a < text->asking_count; a++)
    for (uint32_t s = 0; s < statement_count; s++) {
      double value = text->values[s * text->asking_count + a];
      if (value > 0)
        remember(ret_pairs, &count,
                 &(struct match_pair){text->asking[a].statement, s, s, match_millionths(value)});
    }
  return count;
}
