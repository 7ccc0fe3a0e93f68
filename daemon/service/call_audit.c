// SPDX-License-Identifier: Apache-2.0
// A page of the audit log, and whether its chain holds.
#include "service/audit.h"
#include "service/deadline.h"

#include <stdlib.h>
#include <string.h>

enum { PAGE_DEFAULT = 100, PAGE_MAX = 1000, PAGE_BYTES_MAX = 192 * 1024 };

// --- the records that entries are about

// An entry whose record is looked for, by its subject.
struct wanted {
  unsigned char subject[STORE_AUDIT_SUBJECT_BYTES];
  Helix__V1__AuditEntry *entry;
};

struct page {
  struct call_context *context;
  Helix__V1__AuditEntry **entries;
  struct wanted *wanted;
  size_t count, limit, bytes, wanted_count, left, row_count;
  bool more;
};

static int by_subject(const void *one, const void *other) {
  return memcmp(((const struct wanted *)one)->subject, ((const struct wanted *)other)->subject,
                STORE_AUDIT_SUBJECT_BYTES);
}

// Ids of existing records come by; each may be the subject of several entries, which are neighbours.
static int resolve_id(const char *id, void *data, struct error *error) {
  struct page *page = data;
  struct wanted key, *found;
  int result = deadline_check_row(page->context, &page->row_count);
  if (!result)
    result = store_audit_subject(page->context->worker->store, id, key.subject, error);
  if (result)
    return result;
  found = bsearch(&key, page->wanted, page->wanted_count, sizeof key, by_subject);
  if (!found)
    return 0;
  char *record = arena_copy(page->context->arena, id);
  while (found > page->wanted && !by_subject(found - 1, &key))
    found--;
  for (; found < page->wanted + page->wanted_count && !by_subject(found, &key); found++, page->left--)
    found->entry->record = record;
  return page->left ? 0 : 1;
}

// An id cannot be read from its hash: all ids are hashed, once for the page, until none of its subjects is left.
static int resolve_all(struct page *page) {
  if (!page->wanted_count)
    return 0;
  page->left = page->wanted_count;
  qsort(page->wanted, page->wanted_count, sizeof *page->wanted, by_subject);
  return store_each_id(page->context->worker->store, resolve_id, page, &page->context->error);
}

// All entries of the page are about this one.
static int resolve_one(struct page *page, const char *id) {
  bool exists = false;
  int result = store_has_stakeholder(page->context->worker->store, id, &exists, &page->context->error);
  for (size_t i = 0; i < page->count && !result && exists; i++)
    page->entries[i]->record = unconst(id);
  return result;
}

// --- the page

static int list_entry(const struct store_audit *row, void *data, struct error *error) {
  (void)error;
  struct page *page = data;
  struct arena *arena = page->context->arena;
  int result = deadline_check_row(page->context, &page->row_count);
  if (result)
    return result;
  if (page->count == page->limit || page->bytes > PAGE_BYTES_MAX) {
    page->more = true;
    return 1;
  }
  Helix__V1__AuditEntry *entry = audit_message(arena, row);
  if (*entry->subject) {
    struct wanted *wanted = &page->wanted[page->wanted_count++];
    wanted->entry = entry;
    memcpy(wanted->subject, row->subject, sizeof wanted->subject);
  }
  page->entries[page->count++] = entry;
  page->bytes += helix__v1__audit_entry__get_packed_size(entry);
  return 0;
}

static int read_page(struct page *page, const Helix__V1__ListAudit *call) {
  struct store *store = page->context->worker->store;
  struct error *error = &page->context->error;
  unsigned char subject[STORE_AUDIT_SUBJECT_BYTES];
  bool is_about = *call->stakeholder;
  int result = store_audit_subject(store, call->stakeholder, subject, error);
  if (!result)
    result = store_each_audit(store, call->after, is_about ? subject : NULL, call->actor, list_entry, page, error);
  if (result)
    return result;
  return is_about ? resolve_one(page, call->stakeholder) : resolve_all(page);
}

int call_list_audit(struct call_context *context) {
  const Helix__V1__ListAudit *call = context->request->list_audit;
  struct page page = {.context = context, .limit = call->limit ? call->limit : PAGE_DEFAULT};
  if (page.limit > PAGE_MAX)
    page.limit = PAGE_MAX;
  page.entries = arena_need(context->arena, page.limit * sizeof *page.entries);
  page.wanted = arena_need(context->arena, page.limit * sizeof *page.wanted);
  int result = read_page(&page, call);
  if (result)
    return result;
  Helix__V1__AuditList *list = arena_need(context->arena, sizeof *list);
  helix__v1__audit_list__init(list);
  list->entries = page.entries;
  list->n_entries = page.count;
  list->next = page.more ? page.entries[page.count - 1]->number : 0;
  context->reply->result_case = HELIX__V1__REPLY__RESULT_AUDIT;
  context->reply->audit = list;
  return 0;
}

// --- verifying

struct verification {
  struct call_context *context;
  size_t row_count;
};

static int look(void *data) {
  struct verification *verification = data;
  return deadline_check_row(verification->context, &verification->row_count);
}

int call_verify_audit(struct call_context *context) {
  struct verification verification = {.context = context};
  struct store_audit_check check;
  int result = store_audit_verify(context->worker->store, look, &verification, &check, &context->error);
  if (result)
    return result;
  Helix__V1__AuditVerified *verified = arena_need(context->arena, sizeof *verified);
  helix__v1__audit_verified__init(verified);
  verified->entries = check.entries;
  if (check.entries)
    verified->head = audit_hex(context->arena, check.head, sizeof check.head);
  verified->broken_at = check.broken_at;
  verified->what = arena_copy(context->arena, check.what);
  context->reply->result_case = HELIX__V1__REPLY__RESULT_AUDIT_VERIFIED;
  context->reply->audit_verified = verified;
  return 0;
}
