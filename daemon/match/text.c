// SPDX-License-Identifier: Apache-2.0
#include "match/text.h"

#include "base/memory.h"
#include "match/millionths.h"

#include <math.h>
#include <string.h>

struct match_text *match_text_new(void) {
  struct match_text *text = memory_new(sizeof *text);
  text->discount = -1; // none yet
  return text;
}

struct match_text *match_text_free(struct match_text *text) {
  if (!text)
    return NULL;
  free(text->list);
  free(text->users);
  free(text->counts);
  free(text->evidence);
  free(text->present);
  free(text->slots);
  free(text->numbers);
  free(text->asking);
  free(text->uses);
  free(text->terms);
  free(text);
  return NULL;
}

double match_text_squash(const struct match_text_parameters *parameters, double x) {
  return x < INFINITY ? x / (x + parameters->half) : 1;
}

double match_text_unsquash(const struct match_text_parameters *parameters, double value) {
  return value < 1 ? parameters->half * value / (1 - value) : INFINITY;
}

// Σᵢ discountᵢ·vᵢ, best first; sorts the values (few: by insertion).
static double discounted(const double discounts[MATCH_STATEMENTS_BEST], double *values, size_t count) {
  double sum = 0;
  for (size_t i = 1; i < count; i++) {
    double value = values[i];
    size_t at = i;
    for (; at && values[at - 1] < value; at--)
      values[at] = values[at - 1];
    values[at] = value;
  }
  for (size_t i = 0; i < count && i < MATCH_STATEMENTS_BEST; i++)
    sum += values[i] * discounts[i];
  return sum;
}

static const struct match_text_parameters *parameters_of(const struct match_text *text) {
  return &text->query->weights->text;
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

// Without those that are derived.
static uint32_t length_of(const struct match_statement *statement) {
  uint32_t length = 0;
  for (size_t i = 0; i < statement->term_count; i++)
    length += !(statement->terms[i] & MATCH_TERM_DERIVED);
  return length;
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
    text->asking[text->asking_count++] = (struct match_text_asking){.statement = i, .length = length_of(statement)};
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
  return term & MATCH_TERM_DERIVED ? parameters_of(text)->pair : 1;
}

// What a term tells that `users` have.
static double weight_of(const struct match_text *text, uint64_t term, struct match_users users) {
  const struct match_text_parameters *parameters = parameters_of(text);
  const struct match_totals *totals = &text->index->totals;
  double all = (double)totals->text_count, n = (double)users.profiles;
  double information = log(1 + (all - n + .5) / (n + .5)) * share_of(text, term);
  if (parameters->repetition <= 0)
    return information;
  double further = all > 0 ? n * ((double)totals->statement_count / all - 1) : 0;
  double repeated = (double)users.statements - n;
  double r = (repeated + parameters->repetition_prior_n * parameters->repetition_prior) /
             (further + parameters->repetition_prior_n);
  return information * pow(r, parameters->repetition);
}

// Looks the term up in every part.
static struct match_users look_up(struct match_text *text, size_t number, uint64_t term) {
  const struct match_index *index = text->index;
  struct match_users users = {0};
  for (size_t p = 0; p < index->part_count; p++) {
    const struct match_snapshot_part *part = &index->parts[p];
    uint32_t found = match_segment_find_term(part->segment, term);
    text->numbers[p * text->term_count + number] = found;
    if (found == UINT32_MAX)
      continue;
    struct match_users dead = match_marks_dead_users(part->marks, found);
    users.profiles += part->segment->term_users[found].profiles - dead.profiles;
    users.statements += part->segment->term_users[found].statements - dead.statements;
  }
  return users;
}

static size_t count_terms(const struct word *words, size_t count) {
  size_t terms = 0;
  for (size_t i = 0; i < count; i++)
    terms += !i || words[i].term != words[i - 1].term;
  return terms;
}

static void add_term(struct match_text *text, size_t number, const struct word *words, size_t count) {
  struct match_users users = look_up(text, number, words->term);
  struct match_text_term *term = &text->terms[number];
  *term = (struct match_text_term){.term = words->term,
                                   .weight = weight_of(text, words->term, users),
                                   .use = (uint32_t)text->use_count,
                                   .is_met = users.profiles > 0};
  for (size_t i = 0; i < count; i++) {
    struct match_text_asking *asking = &text->asking[words[i].asking];
    asking->self += term->weight * words[i].count / (words[i].count + parameters_of(text)->k1);
    asking->is_met |= term->is_met;
    memory_reserve(text->uses, text->use_count, text->use_capacity);
    text->uses[text->use_count++] = (struct match_text_use){words[i].asking, words[i].count};
  }
  term->use_end = (uint32_t)text->use_count;
}

// Once all self-scores are known.
static void weigh(struct match_text *text) {
  double self = 0, greatest = 0, different = 0;
  for (size_t i = 0; i < text->asking_count; i++) {
    self += text->asking[i].self;
    if (text->asking[i].is_met)
      greatest = fmax(greatest, text->asking[i].self);
  }
  for (size_t i = 0; i < text->term_count; i++) {
    struct match_text_term *term = &text->terms[i];
    term->gain = greatest > 0 ? term->weight / greatest : 0;
    for (uint32_t u = 0; u < term->use_end - term->use && u < MATCH_STATEMENTS_BEST; u++)
      term->most += term->gain * text->asked_discounts[u];
    different += share_of(text, term->term) * (term->use_end - term->use);
  }
  text->mean_weight = different > 0 ? self / different : 0;
}

// What the asker has for others; for the half back.
static void listen(struct match_text *text) {
  const struct match_text_parameters *parameters = parameters_of(text);
  double length = 0;
  memory_auto double *values = memory_resize(NULL, text->asking_count, sizeof *values);
  text->back_ratio = 0;
  for (size_t i = 0; i < text->query->profile->statement_count; i++)
    length += length_of(&text->query->profile->statements[i]);
  for (size_t i = 0; i < text->term_count; i++) {
    struct match_text_term *term = &text->terms[i];
    size_t count = 0;
    double whole = 0;
    for (uint32_t u = term->use; u < term->use_end; u++) {
      const struct match_text_asking *asking = &text->asking[text->uses[u].asking];
      values[count++] = match_saturation(parameters, text->uses[u].count, asking->length, text->statement_mean);
      whole += text->uses[u].count;
    }
    term->evidence = parameters->mix * discounted(text->discounts, values, count) +
                     (1 - parameters->mix) * match_saturation(parameters, whole, length, text->profile_mean);
    if (term->most > 0)
      text->back_ratio = fmax(text->back_ratio, term->weight * term->evidence / term->most);
  }
}

static void need_terms(struct match_text *text, size_t count) {
  size_t numbers = count * text->index->part_count;
  if (count > text->term_capacity) {
    text->term_capacity = 2 * count;
    text->terms = memory_resize(text->terms, text->term_capacity, sizeof *text->terms);
    text->counts = memory_resize(text->counts, text->term_capacity, sizeof *text->counts);
    text->users = memory_resize(text->users, text->term_capacity, sizeof *text->users);
    text->present = memory_resize(text->present, text->term_capacity, sizeof *text->present);
  }
  if (numbers > text->number_capacity) {
    text->number_capacity = 2 * numbers;
    text->numbers = memory_resize(text->numbers, text->number_capacity, sizeof *text->numbers);
  }
}

// They are the same from search to search: powers are dear.
static void need_discounts(struct match_text *text) {
  if (text->discount >= 0 && text->discount == parameters_of(text)->discount &&
      text->asked_discount == parameters_of(text)->asked_discount)
    return;
  text->discount = parameters_of(text)->discount;
  text->asked_discount = parameters_of(text)->asked_discount;
  for (size_t i = 0; i < MATCH_STATEMENTS_BEST; i++) {
    text->discounts[i] = pow((double)i + 1, -parameters_of(text)->discount);
    text->asked_discounts[i] = pow((double)i + 1, -parameters_of(text)->asked_discount);
  }
}

void match_text_prepare(struct match_text *text, const struct match_index *index, const struct match_query *query) {
  text->index = index;
  text->query = query;
  text->term_count = text->use_count = text->asking_count = 0;
  struct match_pitch pitch = match_pitch_of(&query->weights->text, &index->totals);
  text->statement_mean = pitch.statement_mean;
  text->profile_mean = pitch.profile_mean;
  need_discounts(text);
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
  listen(text);
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
    text->slots = memory_resize(text->slots, (size_t)1 << bits, 2 * sizeof *text->slots);
    text->slot_bits = bits;
  }
  size_t mask = ((size_t)1 << text->slot_bits) - 1;
  memset(text->slots, 0, (mask + 1) * 2 * sizeof *text->slots);
  memset(text->sieve, 0, sizeof text->sieve);
  text->part = part;
  text->present_count = 0;
  for (uint32_t i = 0; i < text->term_count; i++) {
    uint32_t number = match_text_number(text, part, i);
    if (number == UINT32_MAX)
      continue;
    text->sieve[number % MATCH_TEXT_SIEVE] = 1;
    text->present[text->present_count++] = i;
    size_t at = slot_of(text, number);
    while (text->slots[2 * at + 1])
      at = (at + 1) & mask;
    text->slots[2 * at] = number;
    text->slots[2 * at + 1] = i + 1;
  }
}

// The place of a term of the segment among those asked about, or UINT32_MAX.
static uint32_t place_of(const struct match_text *text, uint32_t number) {
  if (!text->sieve[number % MATCH_TEXT_SIEVE])
    return UINT32_MAX;
  size_t mask = ((size_t)1 << text->slot_bits) - 1, at = slot_of(text, number);
  for (; text->slots[2 * at + 1]; at = (at + 1) & mask)
    if (text->slots[2 * at] == number)
      return text->slots[2 * at + 1] - 1;
  return UINT32_MAX;
}

// --- a candidate

void match_text_prefetch(const struct match_text *text, uint32_t profile, enum match_text_stage stage) {
  const struct match_segment *segment = text->segment;
  const struct match_segment_profile *of = &segment->profiles[profile];
  enum { LINE = 64 };
  if (stage == MATCH_TEXT_WHILE) {
    __builtin_prefetch(of);
    __builtin_prefetch(of + 1);
    return;
  }
  if (stage == MATCH_TEXT_SOON) {
    for (const struct match_segment_statement *s = segment->statements + of->statement;
         s <= segment->statements + of[1].statement; s++)
      __builtin_prefetch(s);
    return;
  }
  uint32_t first = segment->statements[of->statement].entry, end = segment->statements[of[1].statement].entry;
  for (uint32_t e = first; e < end; e += LINE / sizeof *segment->entry_terms)
    __builtin_prefetch(segment->entry_terms + e);
  for (uint32_t e = first; e < end; e += LINE)
    __builtin_prefetch(segment->entry_counts + e);
}

struct reading { // of one candidate
  const struct match_segment_profile *profile;
  uint32_t statement_count;
  const struct match_silence *silence;
  double *met; // by statement: what the asker has for it
};

static bool is_heard(const struct match_text *text, const struct reading *reading, uint32_t statement) {
  if (reading->silence->candidate)
    return !reading->silence->candidate[statement];
  return text->segment->statements[reading->profile->statement + statement].expires_day >= text->query->today;
}

static bool is_asked(const struct match_text *text, const struct reading *reading, size_t asking) {
  return !reading->silence->query || !reading->silence->query[text->asking[asking].statement];
}

static struct reading begin(struct match_text *text, uint32_t profile, const struct match_silence *silence) {
  const struct match_segment_profile *of = &text->segment->profiles[profile];
  struct reading reading = {.profile = of, .statement_count = of[1].statement - of->statement, .silence = silence};
  size_t evidence = reading.statement_count * text->term_count;
  if (evidence > text->evidence_capacity) {
    text->evidence_capacity = 2 * evidence;
    text->evidence = memory_resize(text->evidence, text->evidence_capacity, sizeof *text->evidence);
  }
  size_t list = text->asking_count + 2 * (size_t)reading.statement_count;
  if (list > text->list_capacity) {
    text->list_capacity = 2 * list;
    text->list = memory_resize(text->list, text->list_capacity, sizeof *text->list);
  }
  reading.met = text->list + text->asking_count;
  memset(text->counts, 0, text->term_count * sizeof *text->counts);
  memset(text->users, 0, text->term_count * sizeof *text->users);
  return reading;
}

// One term that both sides use.
static void meet(struct match_text *text, struct reading *reading, uint32_t statement, uint32_t place, double count) {
  uint32_t length = text->segment->statements[reading->profile->statement + statement].length;
  text->evidence[place * reading->statement_count + text->users[place]++] =
      match_saturation(parameters_of(text), count, length, text->statement_mean);
  text->counts[place] += count;
  reading->met[statement] += text->terms[place].weight * text->terms[place].evidence;
}

// The first of the ascending entries from `first` to `end` that is not less.
static uint32_t seek(const uint32_t *terms, uint32_t first, uint32_t end, uint32_t number) {
  while (first < end) {
    uint32_t middle = first + (end - first) / 2;
    if (terms[middle] < number)
      first = middle + 1;
    else
      end = middle;
  }
  return first;
}

// Either looks for each of the asker's few terms, or for each of the statement's among the asker's: in the same order.
static void read_statement(struct match_text *text, struct reading *reading, uint32_t statement) {
  enum { SEEK_COST = 6 };
  const struct match_segment *segment = text->segment;
  const struct match_segment_statement *of = &segment->statements[reading->profile->statement + statement];
  uint32_t at = of->entry, end = of[1].entry;
  if (text->present_count * SEEK_COST < end - at) {
    for (size_t i = 0; i < text->present_count && at < end; i++) {
      uint32_t place = text->present[i], number = match_text_number(text, text->part, place);
      at = seek(segment->entry_terms, at, end, number);
      if (at < end && segment->entry_terms[at] == number)
        meet(text, reading, statement, place, segment->entry_counts[at]);
    }
    return;
  }
  for (; at < end; at++) {
    uint32_t place = place_of(text, segment->entry_terms[at]);
    if (place != UINT32_MAX)
      meet(text, reading, statement, place, segment->entry_counts[at]);
  }
}

static double self_score(const struct match_text *text, const struct match_segment_statement *of) {
  uint32_t pairs = of[1].entry - seek(text->segment->entry_terms, of->entry, of[1].entry, text->segment->first_pair);
  double words = of[1].entry - of->entry - pairs;
  return (words + parameters_of(text)->pair * pairs) * text->mean_weight;
}

static double evidence_of(struct match_text *text, const struct reading *reading, size_t place) {
  const struct match_text_parameters *parameters = parameters_of(text);
  double *values = text->evidence + place * reading->statement_count;
  double whole = match_saturation(parameters, text->counts[place], reading->profile->length, text->profile_mean);
  return parameters->mix * discounted(text->discounts, values, text->users[place]) + (1 - parameters->mix) * whole;
}

static double score_forth(struct match_text *text, const struct reading *reading) {
  double *sums = text->list;
  size_t asked = 0;
  memset(sums, 0, text->asking_count * sizeof *sums);
  for (size_t i = 0; i < text->term_count; i++) {
    if (!text->users[i])
      continue;
    double points = text->terms[i].gain * evidence_of(text, reading, i);
    for (uint32_t u = text->terms[i].use; u < text->terms[i].use_end; u++)
      sums[text->uses[u].asking] += points;
  }
  for (size_t a = 0; a < text->asking_count; a++)
    if (is_asked(text, reading, a))
      sums[asked++] = sums[a];
  return match_text_squash(parameters_of(text), discounted(text->asked_discounts, sums, asked));
}

static double score_back(struct match_text *text, const struct reading *reading) {
  double greatest = 0;
  for (uint32_t s = 0; s < reading->statement_count; s++)
    if (is_heard(text, reading, s))
      greatest = fmax(greatest, self_score(text, &text->segment->statements[reading->profile->statement + s]));
  if (greatest <= 0)
    return 0;
  double x = discounted(text->asked_discounts, reading->met, reading->statement_count) / greatest;
  return match_text_squash(parameters_of(text), x);
}

struct match_text_value match_text_score(struct match_text *text, uint32_t profile, const struct match_silence *silence,
                                         bool wants_back) {
  if (!text->asking_count)
    return (struct match_text_value){0};
  struct reading reading = begin(text, profile, silence);
  for (uint32_t s = 0; s < reading.statement_count; s++) {
    reading.met[s] = 0;
    if (is_heard(text, &reading, s))
      read_statement(text, &reading, s);
  }
  struct match_text_value value = {.forth = score_forth(text, &reading)};
  if (wants_back)
    value.back = score_back(text, &reading);
  return value;
}

// --- who met whom

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

// Into text->list: by statement asked about, what it shares with a statement of the candidate.
static void share(struct match_text *text, const struct match_segment_statement *of) {
  memset(text->list, 0, text->asking_count * sizeof *text->list);
  for (uint32_t e = of->entry; e < of[1].entry; e++) {
    uint32_t place = place_of(text, text->segment->entry_terms[e]);
    if (place == UINT32_MAX)
      continue;
    const struct match_text_term *term = &text->terms[place];
    double evidence =
        match_saturation(parameters_of(text), text->segment->entry_counts[e], of->length, text->statement_mean);
    for (uint32_t u = term->use; u < term->use_end; u++)
      text->list[text->uses[u].asking] += term->gain * evidence;
  }
}

uint32_t match_text_pairs(struct match_text *text, uint32_t profile, const struct match_silence *silence,
                          struct match_pair ret_pairs[MATCH_PAIRS_MAX]) {
  if (!text->asking_count)
    return 0;
  struct reading reading = begin(text, profile, silence);
  uint32_t count = 0;
  for (uint32_t s = 0; s < reading.statement_count; s++) {
    if (!is_heard(text, &reading, s))
      continue;
    share(text, &text->segment->statements[reading.profile->statement + s]);
    for (size_t a = 0; a < text->asking_count; a++)
      if (text->list[a] > 0 && is_asked(text, &reading, a))
        remember(ret_pairs, &count,
                 &(struct match_pair){text->asking[a].statement, s, s, match_millionths(text->list[a])});
  }
  return count;
}
