// SPDX-License-Identifier: Apache-2.0
// BM25: Robertson, Walker, Jones, Hancock-Beaulieu, Gatford, "Okapi at TREC-3" (1994), with the information of a term
// as ln(1 + (N − n + ½) / (n + ½)), which is never negative. N profiles with text, n of them with the term.
//
// Words that come back in other statements of the same profile say what it does; others ("develop", "propose") are
// spread over all alike. Church, Gale, "Poisson mixtures" (1995), weigh words by such burstiness.
//
// Sums must not depend on how profiles are spread over segments, to the last bit: terms are added in ascending order,
// statement values best first, and all figures of the collection are exact integers.
#include "match/text.h"

#include "base/memory.h"
#include "match/millionths.h"

#include <math.h>
#include <string.h>

// Looking up one dead profile in the postings costs about as much as walking over so many of them.
enum { DEAD_LOOKUP_COST = 16 };

struct match_text_parameters match_text_parameters_chosen(void) {
  return (struct match_text_parameters){.k1 = 1.2,
                                        .b = .75,
                                        .derived_share = .6,
                                        .repetition_power = .5,
                                        .repetition_prior = .25,
                                        .repetition_prior_n = 10,
                                        .statement_share = .4,
                                        .statement_discount = .9,
                                        .asked_discount = .8,
                                        .half = .25};
}

struct term {
  size_t unique;
  double weight;    // everything that does not depend on the candidate
  uint64_t at, end; // postings of the part entered that are still to come
};

struct asking {
  uint32_t number; // of the query's statement
  size_t term_first, term_count;
  bool meets_any;
  double self_statement, self_profile;   // BM25 of the statement asked about itself
  double statement_scale, profile_scale; // from sums to values
};

struct met {
  double value;
  uint32_t query, candidate;
};

struct match_text {
  /* borrowed during a search */
  const struct match_index *index;
  const struct match_term **found; // owned array: by part and unique term, NULL when absent
  /* the query */
  struct match_text_parameters parameters;
  uint64_t *uniques;  // owned, ascending
  double *weights;    // owned, by unique term
  bool *used;         // owned, by unique term: a live profile has it
  struct term *terms; // owned, by statement, then ascending
  struct asking *asking;
  size_t unique_count, term_count, asking_count;
  size_t term_capacity, asking_capacity;
  double statement_slope, profile_slope; // how the length of a statement or a profile weighs
  int32_t today;
  /* the window; the scores are zero between statements */
  double *statement_scores; // owned
  size_t statement_capacity;
  double profile_scores[MATCH_WINDOW_PROFILES];
  double *sums; // owned: by profile, one for each statement asked about that met it
  size_t sum_capacity;
  uint32_t sum_counts[MATCH_WINDOW_PROFILES];
  struct met met[MATCH_WINDOW_PROFILES][MATCH_PAIRS_MAX];
  uint32_t met_counts[MATCH_WINDOW_PROFILES];
  double *statement_discounts, *asked_discounts; // owned
  size_t discount_count;
  uint32_t languages; // bits: those of the statements asked about
  double *values;     // owned: of the statements of one profile
  size_t value_capacity;
};

struct match_text *match_text_new(void) {
  return memory_new(sizeof(struct match_text));
}

struct match_text *match_text_free(struct match_text *text) {
  if (!text)
    return NULL;
  free(text->values);
  free(text->asked_discounts);
  free(text->statement_discounts);
  free(text->sums);
  free(text->statement_scores);
  free(text->asking);
  free(text->terms);
  free(text->used);
  free(text->weights);
  free(text->uniques);
  free(text->found);
  free(text);
  return NULL;
}

// --- the query

static int order_of_terms(const void *one, const void *other) {
  uint64_t first = *(const uint64_t *)one, second = *(const uint64_t *)other;
  return (first > second) - (first < second);
}

static bool is_asked(const struct match_statement *statement, int32_t today) {
  return statement->term_count && statement->expires_day >= today;
}

static void collect_uniques(struct match_text *text, const struct match_profile *query) {
  size_t all = 0;
  for (size_t i = 0; i < query->statement_count; i++)
    all += query->statements[i].term_count;
  text->uniques = memory_resize(text->uniques, all, sizeof *text->uniques);
  size_t count = 0;
  for (size_t i = 0; i < query->statement_count; i++) {
    const struct match_statement *statement = &query->statements[i];
    if (!is_asked(statement, text->today))
      continue;
    memcpy(text->uniques + count, statement->terms, statement->term_count * sizeof *text->uniques);
    count += statement->term_count;
  }
  qsort(text->uniques, count, sizeof *text->uniques, order_of_terms);
  text->unique_count = 0;
  for (size_t i = 0; i < count; i++)
    if (!i || text->uniques[i] != text->uniques[i - 1])
      text->uniques[text->unique_count++] = text->uniques[i];
}

// How many live profiles use a term, and how many of their statements.
struct users {
  uint64_t profiles, statements;
};

static struct users walk_live(const struct match_snapshot_part *part, const struct match_term *term) {
  const uint32_t *statements = part->segment->posting_statements + term->first;
  struct users live = {0};
  uint32_t last = UINT32_MAX;
  for (uint32_t i = 0; i < term->count; i++) {
    uint32_t profile = part->segment->statements[statements[i]].profile;
    if (match_marks_is_dead(part->marks, profile))
      continue;
    live.statements++;
    live.profiles += profile != last;
    last = profile;
  }
  return live;
}

static uint32_t count_statements(const struct match_segment *segment, uint32_t profile, const struct match_term *term) {
  const uint32_t *statements = segment->posting_statements + term->first;
  uint32_t low = 0, high = term->count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (statements[middle] < segment->profiles[profile].statement)
      low = middle + 1;
    else
      high = middle;
  }
  while (high < term->count && statements[high] < segment->profiles[profile + 1].statement)
    high++;
  return high - low;
}

static struct users count_dead(const struct match_snapshot_part *part, const struct match_term *term) {
  struct users dead = {0};
  for (uint32_t word = 0; word < part->marks->word_count; word++)
    for (uint64_t bits = part->marks->words[word]; bits; bits &= bits - 1) {
      uint32_t count = count_statements(part->segment, word * 64 + (uint32_t)__builtin_ctzll(bits), term);
      dead.statements += count;
      dead.profiles += count > 0;
    }
  return dead;
}

// Exact either way: few dead are looked up one by one, many are met on a walk through the postings.
static struct users live_users(const struct match_snapshot_part *part, const struct match_term *term) {
  if (!part->marks)
    return (struct users){term->profile_count, term->count};
  if (part->marks->dead_count + part->marks->word_count / 16 >= term->count / DEAD_LOOKUP_COST)
    return walk_live(part, term);
  struct users dead = count_dead(part, term);
  return (struct users){term->profile_count - dead.profiles, term->count - dead.statements};
}

static double weight_of(const struct match_text *text, uint64_t term, struct users users) {
  const struct match_text_parameters *parameters = &text->parameters;
  const struct match_totals *totals = &text->index->totals;
  double n = (double)users.profiles, further = (double)(totals->statement_count - totals->text_count);
  double information = log(1 + ((double)totals->text_count - n + .5) / (n + .5));
  double repeated = (double)(users.statements - users.profiles), chances = n * further / (double)totals->text_count;
  double r = (repeated + parameters->repetition_prior_n * parameters->repetition_prior) /
             (chances + parameters->repetition_prior_n);
  double weight = information * pow(r, parameters->repetition_power);
  return match_term_is_derived(term) ? parameters->derived_share * weight : weight;
}

static void look_up(struct match_text *text) {
  const struct match_index *index = text->index;
  text->found = memory_resize(text->found, index->part_count * text->unique_count, sizeof *text->found);
  text->weights = memory_resize(text->weights, text->unique_count, sizeof *text->weights);
  text->used = memory_resize(text->used, text->unique_count, sizeof *text->used);
  for (size_t i = 0; i < text->unique_count; i++) {
    struct users users = {0};
    for (size_t p = 0; p < index->part_count; p++) {
      const struct match_term *found = match_terms_find(&index->parts[p].segment->terms, text->uniques[i]);
      text->found[p * text->unique_count + i] = found;
      struct users more = found ? live_users(&index->parts[p], found) : (struct users){0};
      users.profiles += more.profiles;
      users.statements += more.statements;
    }
    text->weights[i] = weight_of(text, text->uniques[i], users);
    text->used[i] = users.profiles;
  }
}

static double length_norm(const struct match_text *text, double slope, uint32_t length) {
  return text->parameters.k1 * (1 - text->parameters.b) + slope * length;
}

static void add_term(struct match_text *text, struct asking *asking, uint32_t length, uint64_t term, uint32_t count) {
  const uint64_t *unique = bsearch(&term, text->uniques, text->unique_count, sizeof term, order_of_terms);
  size_t number = (size_t)(unique - text->uniques);
  double weight = text->weights[number];
  asking->self_statement += weight * count / (length_norm(text, text->statement_slope, length) + count);
  asking->self_profile += weight * count / (length_norm(text, text->profile_slope, length) + count);
  memory_reserve(text->terms, text->term_count, text->term_capacity);
  text->terms[text->term_count++] = (struct term){.unique = number, .weight = weight};
  asking->term_count++;
  asking->meets_any |= text->used[number];
}

static uint32_t words_of(const struct match_statement *statement) {
  uint32_t words = 0;
  for (size_t i = 0; i < statement->term_count; i++)
    words += !match_term_is_derived(statement->terms[i]);
  return words;
}

static void ask(struct match_text *text, uint32_t number, const struct match_statement *statement) {
  struct asking asking = {.number = number, .term_first = text->term_count};
  size_t count = statement->term_count;
  uint32_t words = words_of(statement);
  memory_auto uint64_t *sorted = memory_resize(NULL, count, sizeof *sorted);
  memcpy(sorted, statement->terms, count * sizeof *sorted);
  qsort(sorted, count, sizeof *sorted, order_of_terms);
  for (size_t first = 0, end; first < count; first = end) {
    end = first + 1;
    while (end < count && sorted[end] == sorted[first])
      end++;
    add_term(text, &asking, words, sorted[first], (uint32_t)(end - first));
  }
  memory_reserve(text->asking, text->asking_count, text->asking_capacity);
  text->asking[text->asking_count++] = asking;
  text->languages |= 1u << statement->language;
}

static void scale(struct match_text *text) {
  double greatest = 0;
  for (size_t i = 0; i < text->asking_count; i++)
    if (text->asking[i].meets_any)
      greatest = fmax(greatest, text->asking[i].self_statement);
  for (size_t i = 0; i < text->asking_count; i++) {
    struct asking *asking = &text->asking[i];
    asking->statement_scale = greatest > 0 ? 1 / greatest : 0;
    asking->profile_scale = asking->statement_scale * asking->self_statement / asking->self_profile;
  }
}

static void need_discounts(struct match_text *text, size_t count) {
  if (count > text->discount_count) {
    text->statement_discounts = memory_resize(text->statement_discounts, count, sizeof(double));
    text->asked_discounts = memory_resize(text->asked_discounts, count, sizeof(double));
    text->discount_count = count;
  }
  for (size_t i = 0; i < count; i++) {
    text->statement_discounts[i] = pow((double)i + 1, -text->parameters.statement_discount);
    text->asked_discounts[i] = pow((double)i + 1, -text->parameters.asked_discount);
  }
}

static void make_room(struct match_text *text) {
  size_t values = text->asking_count;
  for (size_t i = 0; i < text->index->part_count; i++)
    if (text->index->parts[i].segment->profile_statement_count_max > values)
      values = text->index->parts[i].segment->profile_statement_count_max;
  need_discounts(text, values);
  if (values > text->value_capacity) {
    text->values = memory_resize(text->values, values, sizeof *text->values);
    text->value_capacity = values;
  }
  size_t sums = text->asking_count * MATCH_WINDOW_PROFILES;
  if (sums > text->sum_capacity) {
    text->sums = memory_resize(text->sums, sums, sizeof *text->sums);
    text->sum_capacity = sums;
  }
}

void match_text_prepare(struct match_text *text, const struct match_index *index, const struct match_profile *query,
                        const struct match_text_parameters *parameters, int32_t today) {
  text->parameters = parameters ? *parameters : match_text_parameters_chosen();
  text->index = index;
  text->today = today;
  text->term_count = text->asking_count = 0;
  text->languages = 0;
  if (!index->totals.text_count) // then there is nothing to compare with, nor a mean length
    return;
  double slope = text->parameters.k1 * text->parameters.b / (double)index->totals.word_count;
  text->statement_slope = slope * (double)index->totals.statement_count;
  text->profile_slope = slope * (double)index->totals.text_count;
  collect_uniques(text, query);
  look_up(text);
  for (uint32_t i = 0; i < query->statement_count; i++)
    if (is_asked(&query->statements[i], today))
      ask(text, i, &query->statements[i]);
  scale(text);
  make_room(text);
}

bool match_text_has_terms(const struct match_text *text) {
  return text->asking_count > 0;
}

uint32_t match_text_languages(const struct match_text *text) {
  return text->languages;
}

// --- scoring a window

void match_text_enter(struct match_text *text, size_t part_number) {
  for (size_t i = 0; i < text->term_count; i++) {
    struct term *term = &text->terms[i];
    const struct match_term *found = text->found[part_number * text->unique_count + term->unique];
    term->at = found ? found->first : 0;
    term->end = found ? found->first + found->count : 0;
  }
}

static uint32_t length_of(const struct match_segment *segment, uint32_t profile, int32_t today) {
  const struct match_segment_profile *of = &segment->profiles[profile];
  if (of->expires_day >= today)
    return of->word_count;
  uint32_t length = 0;
  for (uint32_t i = of->statement; i < of[1].statement; i++)
    if (segment->statements[i].expires_day >= today)
      length += segment->statements[i].word_count;
  return length;
}

static void add_to_profile(struct match_text *text, const struct match_window *window, double weight, uint32_t profile,
                           uint64_t count) {
  if (!count)
    return;
  double norm = length_norm(text, text->profile_slope, length_of(window->segment, profile, window->today));
  text->profile_scores[profile - window->first] += weight * (double)count / (norm + (double)count);
}

// Postings of one profile lie together: its own frequency is their sum.
static bool score_term(struct match_text *text, const struct match_window *window, struct term *term) {
  const struct match_segment *segment = window->segment;
  uint32_t first = segment->profiles[window->first].statement, end = segment->profiles[window->end].statement;
  uint32_t current = window->first;
  uint64_t sum = 0, at = term->at;
  for (; at < term->end && segment->posting_statements[at] < end; at++) {
    uint32_t number = segment->posting_statements[at];
    const struct match_segment_statement *statement = &segment->statements[number];
    if (!window->open[statement->profile - window->first] || statement->expires_day < window->today)
      continue;
    if (statement->profile != current) {
      add_to_profile(text, window, term->weight, current, sum);
      current = statement->profile;
      sum = 0;
    }
    double count = segment->posting_counts[at];
    text->statement_scores[number - first] +=
        term->weight * count / (length_norm(text, text->statement_slope, statement->word_count) + count);
    sum += segment->posting_counts[at];
  }
  add_to_profile(text, window, term->weight, current, sum);
  bool any = at > term->at;
  term->at = at;
  return any;
}

// Best first; sorts the values (few: by insertion).
static double discounted_sum(const double *discounts, double *values, size_t count) {
  for (size_t i = 1; i < count; i++) {
    double value = values[i];
    size_t at = i;
    for (; at && values[at - 1] < value; at--)
      values[at] = values[at - 1];
    values[at] = value;
  }
  double sum = 0;
  for (size_t i = 0; i < count; i++)
    sum += values[i] * discounts[i];
  return sum;
}

// Keeps the best; of equals the one that came first.
static void remember(struct match_text *text, uint32_t in_window, struct met met) {
  struct met *best = text->met[in_window];
  uint32_t count = text->met_counts[in_window];
  if (count == MATCH_PAIRS_MAX && best[count - 1].value >= met.value)
    return;
  uint32_t at = count < MATCH_PAIRS_MAX ? count : MATCH_PAIRS_MAX - 1;
  for (; at && best[at - 1].value < met.value; at--)
    best[at] = best[at - 1];
  best[at] = met;
  if (count < MATCH_PAIRS_MAX)
    text->met_counts[in_window]++;
}

// Takes what one statement asked about has added up for a profile, and leaves zeros.
static void collect_profile(struct match_text *text, const struct match_window *window, const struct asking *asking,
                            uint32_t in_window) {
  const struct match_segment_profile *profile = &window->segment->profiles[window->first + in_window];
  uint32_t base = window->segment->profiles[window->first].statement;
  size_t count = 0;
  for (uint32_t i = profile->statement; i < profile[1].statement; i++) {
    double *score = &text->statement_scores[i - base];
    if (*score <= 0)
      continue;
    double value = text->values[count++] = *score * asking->statement_scale;
    remember(text, in_window, (struct met){value, asking->number, i - profile->statement});
    *score = 0;
  }
  double share = text->parameters.statement_share;
  double statements = discounted_sum(text->statement_discounts, text->values, count);
  double whole = text->profile_scores[in_window] * asking->profile_scale;
  text->profile_scores[in_window] = 0;
  text->sums[in_window * text->asking_count + text->sum_counts[in_window]++] = share * statements + (1 - share) * whole;
}

static void score_statement(struct match_text *text, const struct match_window *window, const struct asking *asking) {
  bool any = false;
  for (size_t i = 0; i < asking->term_count; i++)
    any |= score_term(text, window, &text->terms[asking->term_first + i]);
  if (!any)
    return;
  for (uint32_t i = 0; i < window->end - window->first; i++)
    if (text->profile_scores[i] > 0)
      collect_profile(text, window, asking, i);
}

void match_text_score(struct match_text *text, const struct match_window *window) {
  memset(text->sum_counts, 0, sizeof text->sum_counts);
  memset(text->met_counts, 0, sizeof text->met_counts);
  const struct match_segment *segment = window->segment;
  size_t statements = segment->profiles[window->end].statement - segment->profiles[window->first].statement;
  if (statements > text->statement_capacity) {
    free(text->statement_scores);
    text->statement_scores = memory_new(statements * sizeof *text->statement_scores);
    text->statement_capacity = statements;
  }
  for (size_t i = 0; i < text->asking_count; i++)
    score_statement(text, window, &text->asking[i]);
}

double match_text_value(const struct match_text *text, uint32_t in_window) {
  double *sums = text->sums + in_window * text->asking_count;
  double sum = discounted_sum(text->asked_discounts, sums, text->sum_counts[in_window]);
  return sum / (sum + text->parameters.half);
}

uint32_t match_text_pairs(const struct match_text *text, uint32_t in_window,
                          struct match_pair ret_pairs[MATCH_PAIRS_MAX]) {
  uint32_t count = text->met_counts[in_window];
  for (uint32_t i = 0; i < count; i++) {
    const struct met *met = &text->met[in_window][i];
    ret_pairs[i] = (struct match_pair){met->query, met->candidate, met->candidate, match_millionths(met->value)};
  }
  return count;
}
