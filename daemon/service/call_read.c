// SPDX-License-Identifier: Apache-2.0
// One stakeholder, a page of them, the history of one.
#include "service/deadline.h"
#include "service/filter.h"
#include "service/record.h"
#include "service/word_list.h"

#include "mapping/check.h"

#include <glib.h>
#include <string.h>

enum { PAGE_DEFAULT = 50, PAGE_MAX = 1000, PAGE_BYTES_MAX = 192 * 1024, REVISIONS_MAX = 1000 };

int call_get_stakeholder(struct call_context *context) {
  const Helix__V1__GetStakeholder *get = context->request->get_stakeholder;
  Helix__V1__StakeholderRecord *record = record_get(context, get->id, get->revision);
  if (!record)
    return -(int)context->error.kind;
  context->reply->result_case = HELIX__V1__REPLY__RESULT_STAKEHOLDER;
  context->reply->stakeholder = record;
  return 0;
}

// --- lists

struct listing {
  struct call_context *context;
  const Helix__V1__ListStakeholders *call;
  uint8_t *places, *themes; // what lies within those asked for, or NULL
  char *name;               // folded, or NULL
  Helix__V1__StakeholderRecord **records;
  size_t count, limit, bytes, row_count;
  bool more;
};

static char *folded(const char *text) {
  char *case_folded = g_utf8_casefold(text, -1);
  char *normal = g_utf8_normalize(case_folded, -1, G_NORMALIZE_ALL);
  g_free(case_folded);
  return normal;
}

static bool name_contains(const char *name, const char *part) {
  char *whole = folded(name);
  bool found = whole && strstr(whole, part);
  g_free(whole);
  return found;
}

static bool place_passes(const void *data, const char *id) {
  const struct listing *listing = data;
  uint32_t number;
  return vocabulary_place_find(listing->context->view->knowledge->vocabulary, id, &number) && listing->places[number];
}

static bool theme_passes(const void *data, const char *id) {
  const struct listing *listing = data;
  uint32_t number;
  return vocabulary_theme_find(listing->context->view->knowledge->vocabulary, id, &number) && listing->themes[number];
}

static bool country_passes(const void *data, const char *country) {
  const struct listing *listing = data;
  const Helix__V1__Filter *filter = listing->call->filter;
  for (size_t i = 0; i < filter->n_countries; i++)
    if (!strcmp(filter->countries[i], country))
      return true;
  return false;
}

static bool passes(const struct listing *listing, const struct store_columns *columns) {
  const Helix__V1__Filter *filter = listing->call->filter;
  if (!filter)
    return true;
  bool helix = !filter->n_helix, size = !filter->n_sizes;
  for (size_t i = 0; i < filter->n_helix; i++)
    helix |= filter->helix[i] == columns->helix;
  for (size_t i = 0; i < filter->n_sizes; i++)
    size |= filter->sizes[i] == columns->size;
  return helix && size && (!filter->n_countries || word_list_any(columns->countries, country_passes, listing)) &&
         (!listing->places || word_list_any(columns->places, place_passes, listing)) &&
         (!listing->themes || word_list_any(columns->themes, theme_passes, listing)) &&
         (!listing->name || name_contains(columns->name, listing->name));
}

static int list_row(const struct store_stakeholder *row, const struct store_columns *columns, void *data,
                    struct error *error) {
  (void)error;
  struct listing *listing = data;
  int result = deadline_check_row(listing->context, &listing->row_count);
  if (result)
    return result;
  if ((row->state == STORE_WITHDRAWN && !listing->call->withdrawn) || !passes(listing, columns))
    return 0;
  if (listing->count == listing->limit || listing->bytes > PAGE_BYTES_MAX) {
    listing->more = true;
    return 1;
  }
  Helix__V1__StakeholderRecord *record = record_of(listing->context, row);
  if (!record)
    return -(int)listing->context->error.kind;
  listing->records[listing->count++] = record;
  listing->bytes += row->message.size;
  return 0;
}

// Directions and languages are of statements, which the store has no columns for.
static int check_list_filter(struct call_context *context, const Helix__V1__Filter *filter) {
  if (!filter->n_directions && !filter->n_languages)
    return 0;
  error_set(&context->error, ERROR_INVALID, "filter.%s: lists cannot be filtered by it",
            filter->n_directions ? "directions" : "languages");
  return error_hint(&context->error, "matches can");
}

static int open_filter(struct listing *listing) {
  struct call_context *context = listing->context;
  const Helix__V1__Filter *filter = listing->call->filter;
  struct match_filter ignored;
  if (!filter)
    return 0;
  if (check_list_filter(context, filter))
    return -(int)context->error.kind;
  int result = filter_open(context, filter, &ignored);
  listing->places = unconst(ignored.places);
  listing->themes = unconst(ignored.themes);
  listing->name = *filter->name ? folded(filter->name) : NULL;
  return result;
}

int call_list_stakeholders(struct call_context *context) {
  const Helix__V1__ListStakeholders *call = context->request->list_stakeholders;
  struct listing listing = {.context = context, .call = call, .limit = call->limit ? call->limit : PAGE_DEFAULT};
  if (listing.limit > PAGE_MAX)
    listing.limit = PAGE_MAX;
  listing.records = arena_need(context->arena, listing.limit * sizeof *listing.records);
  int result = open_filter(&listing);
  if (!result)
    result = store_each_stakeholder(context->worker->store, call->after, list_row, &listing, &context->error);
  g_free(listing.name);
  if (result < 0)
    return result;
  Helix__V1__StakeholderList *list = arena_need(context->arena, sizeof *list);
  helix__v1__stakeholder_list__init(list);
  list->stakeholders = listing.records;
  list->n_stakeholders = listing.count;
  if (listing.more)
    list->next = listing.records[listing.count - 1]->stakeholder->id;
  context->reply->result_case = HELIX__V1__REPLY__RESULT_STAKEHOLDERS;
  context->reply->stakeholders = list;
  return 0;
}

// --- history

struct history {
  struct call_context *context;
  Helix__V1__StakeholderHistory__Revision *revisions[REVISIONS_MAX];
  struct arena *scratch[2];      // in turn: this row's message, and that of the row before
  Helix__V1__Stakeholder *newer; // of the row before, which is one revision later
  size_t count;
};

// What the newer revision changed against `older` (NULL: it is the first).
static void tell_changes(struct history *history, const Helix__V1__Stakeholder *older) {
  if (!history->newer || !older)
    return;
  struct arena *arena = history->context->arena;
  Helix__V1__StakeholderHistory__Revision *revision = history->revisions[history->count - 1];
  const char **names = arena_need(arena, helix__v1__stakeholder__descriptor.n_fields * sizeof *names);
  revision->n_changed = message_changed_fields(&history->newer->base, &older->base, names);
  revision->changed = unconst(names);
}

static int history_row(const struct store_stakeholder *row, const struct store_columns *columns, void *data,
                       struct error *error) {
  (void)columns, (void)error;
  struct history *history = data;
  int result = deadline_check(history->context);
  if (result)
    return result;
  struct arena *scratch = history->scratch[history->count & 1];
  arena_reset(scratch);
  Helix__V1__Stakeholder *message = record_unpack(history->context, scratch, row);
  if (!message)
    return -(int)history->context->error.kind;
  tell_changes(history, message);
  if (history->count == REVISIONS_MAX)
    return 1;
  Helix__V1__StakeholderHistory__Revision *revision = arena_need(history->context->arena, sizeof *revision);
  helix__v1__stakeholder_history__revision__init(revision);
  revision->revision = row->revision;
  revision->submitted_at_ms = row->at_ms;
  revision->state = (Helix__V1__RecordState)row->state;
  revision->reason = arena_copy(history->context->arena, row->reason);
  history->revisions[history->count++] = revision;
  history->newer = message;
  return 0;
}

int call_get_history(struct call_context *context) {
  const char *id = context->request->get_stakeholder_history->id;
  struct history *history = arena_need(context->arena, sizeof *history);
  history->context = context;
  for (int i = 0; i < 2; i++)
    history->scratch[i] = arena_new(SIZE_MAX);
  int result = store_each_revision(context->worker->store, id, history_row, history, &context->error);
  for (int i = 0; i < 2; i++)
    arena_free(history->scratch[i]);
  if (result < 0)
    return result;
  if (!history->count)
    return record_absent(context, id);
  Helix__V1__StakeholderHistory *reply = arena_need(context->arena, sizeof *reply);
  helix__v1__stakeholder_history__init(reply);
  reply->id = unconst(id);
  reply->revisions = history->revisions;
  reply->n_revisions = history->count;
  context->reply->result_case = HELIX__V1__REPLY__RESULT_HISTORY;
  context->reply->history = reply;
  return 0;
}
