// SPDX-License-Identifier: Apache-2.0
// The rights of those whom the data are about: everything that is held, in one answer; and an end to it.
#include "service/answer.h"

#include "base/date.h"
#include "service/audit.h"
#include "service/consent.h"
#include "service/identity.h"
#include "service/item_list.h"
#include "service/mention.h"
#include "service/merge.h"
#include "service/record.h"
#include "service/unpack.h"
#include "store/consents.h"
#include "store/erasure.h"
#include "store/identities.h"

#include <string.h>

enum { REVISIONS_MAX = 1000, COUNTS_MAX = 16 };

// --- everything that is held

struct holding {
  struct call_context *context;
  const char *id;
  Helix__V1__PrivacyExport *export;
  struct item_list revisions, identities, invitations, consents, audit, staged, merges;
};

static int hold_revision(const struct store_stakeholder *row, const struct store_columns *columns, void *data,
                         struct error *error) {
  (void)columns, (void)error;
  struct holding *holding = data;
  Helix__V1__StakeholderRecord *record = record_of(holding->context, row);
  if (!record)
    return -(int)holding->context->error.kind;
  item_list_add(&holding->revisions, holding->context->arena, record);
  return holding->revisions.count == REVISIONS_MAX;
}

static bool acts_for(struct holding *holding, uint64_t identity) {
  size_t count;
  const char *const *ids = access_registry_owned(holding->context->registry, identity, &count);
  for (size_t i = 0; i < count; i++)
    if (!strcmp(ids[i], holding->id))
      return true;
  return false;
}

static int hold_identity(const struct store_identity *row, void *data, struct error *error) {
  (void)error;
  struct holding *holding = data;
  if (acts_for(holding, row->number))
    item_list_add(&holding->identities, holding->context->arena, identity_message(holding->context, row));
  return 0;
}

static int hold_invitation(const struct store_invitation *row, void *data, struct error *error) {
  (void)error;
  struct holding *holding = data;
  if (!strcmp(row->stakeholder, holding->id))
    item_list_add(&holding->invitations, holding->context->arena, invitation_message(holding->context->arena, row));
  return 0;
}

static int hold_consent(const struct store_consent *row, void *data, struct error *error) {
  (void)error;
  struct holding *holding = data;
  if (!strcmp(row->stakeholder, holding->id) || !strcmp(row->to, holding->id))
    item_list_add(&holding->consents, holding->context->arena, consent_message(holding->context->arena, row));
  return 0;
}

static int hold_entry(const struct store_audit *row, void *data, struct error *error) {
  (void)error;
  struct holding *holding = data;
  Helix__V1__AuditEntry *entry = audit_message(holding->context->arena, row);
  entry->record = unconst(holding->id);
  item_list_add(&holding->audit, holding->context->arena, entry);
  return 0;
}

// A row that waits in an import may have no id yet: then its name tells.
static int hold_staged(struct store_bytes message, void *data, struct error *error) {
  (void)error;
  struct holding *holding = data;
  ProtobufCAllocator allocator = unpack_allocator(holding->context->arena);
  Helix__V1__Stakeholder *staged = helix__v1__stakeholder__unpack(&allocator, message.size, message.data);
  if (staged)
    item_list_add(&holding->staged, holding->context->arena, staged);
  return 0;
}

static int hold_merge(const struct store_merge *row, void *data, struct error *error) {
  (void)error;
  struct holding *holding = data;
  item_list_add(&holding->merges, holding->context->arena, merge_message(holding->context->arena, row));
  return 0;
}

static int collect(struct holding *holding, const struct mention_patterns *patterns) {
  struct call_context *context = holding->context;
  struct store *store = context->worker->store;
  struct error *error = &context->error;
  unsigned char subject[STORE_AUDIT_SUBJECT_BYTES];
  int result = store_each_identity(store, hold_identity, holding, error);
  if (!result)
    result = store_each_invitation(store, hold_invitation, holding, error);
  if (!result)
    result = store_each_consent(store, "", hold_consent, holding, error);
  if (!result)
    result = store_each_merge(store, holding->id, hold_merge, holding, error);
  if (!result)
    result = store_audit_subject(store, holding->id, subject, error);
  if (!result)
    result = store_each_audit(store, 0, subject, 0, hold_entry, holding, error);
  if (!result)
    result = store_each_staged_with(store, patterns->staged, patterns->staged_count, hold_staged, holding, error);
  if (!result)
    result =
        store_count_answers_with(store, patterns->answers, patterns->answer_count, &holding->export->answers, error);
  return result;
}

int call_export_privacy(struct call_context *context) {
  const char *id = context->request->export_privacy->stakeholder;
  struct holding holding = {.context = context, .id = id};
  Helix__V1__PrivacyExport *export = holding.export = arena_need(context->arena, sizeof *export);
  helix__v1__privacy_export__init(export);
  int result = store_each_revision(context->worker->store, id, hold_revision, &holding, &context->error);
  if (!result && !holding.revisions.count)
    return record_absent(context, id);
  struct mention_patterns patterns;
  if (!result) {
    const Helix__V1__StakeholderRecord *newest = holding.revisions.items[0];
    mention_patterns_of(context->arena, id, newest->stakeholder, &patterns);
    result = collect(&holding, &patterns);
  }
  if (result < 0)
    return result;
  export->stakeholder = unconst(id);
  export->at_ms = context->now_ms;
#define TAKE(field)                                                                                                    \
  export->field = (void *)holding.field.items;                                                                         \
  export->n_##field = holding.field.count
  TAKE(revisions);
  TAKE(identities);
  TAKE(invitations);
  TAKE(consents);
  TAKE(audit);
  TAKE(staged);
  TAKE(merges);
#undef TAKE
  context->reply->result_case = HELIX__V1__REPLY__RESULT_PRIVACY_EXPORT;
  context->reply->privacy_export = export;
  return 0;
}

// --- an end to it

int call_prepare_erase_privacy(struct call_context *context) {
  const Helix__V1__ErasePrivacy *call = context->request->erase_privacy;
  if (!*call->stakeholder) {
    error_set(&context->error, ERROR_INVALID, "erase_privacy.stakeholder: whose is missing");
    return error_hint(&context->error, "give the stakeholder's id");
  }
  if (!strcmp(call->confirm, call->stakeholder))
    return 0;
  error_set(&context->error, ERROR_INVALID, "erase_privacy.confirm: it does not repeat the id");
  return error_hint(&context->error, "erasing cannot be undone: give the id a second time");
}

struct certifying {
  struct call_context *context;
  Helix__V1__ErasureCertificate *certificate;
  size_t next; // of the second reading
};

static int certify_erased(const char *what, uint64_t count, void *data, struct error *error) {
  (void)error;
  struct certifying *certifying = data;
  Helix__V1__ErasureCertificate__Count *item = arena_need(certifying->context->arena, sizeof *item);
  helix__v1__erasure_certificate__count__init(item);
  item->what = unconst(what);
  item->erased = count;
  certifying->certificate->counts[certifying->certificate->n_counts++] = item;
  return 0;
}

// Something left is a fault of ours: nothing is certified then, and the whole erasure is taken back.
static int certify_left(const char *what, uint64_t count, void *data, struct error *error) {
  struct certifying *certifying = data;
  certifying->certificate->counts[certifying->next++]->left = count;
  if (!count)
    return 0;
  return error_set(error, ERROR_FAULT, "after erasing %llu %s are left; nothing was erased", (unsigned long long)count,
                   what);
}

// What a key of before is answered from now on.
static struct store_bytes erased_answer(struct call_context *context) {
  struct error gone;
  struct findings none = {.arena = context->arena};
  error_set(&gone, ERROR_NOT_FOUND, "what this request was about has been erased since");
  Helix__V1__Reply reply = HELIX__V1__REPLY__INIT;
  reply.result_case = HELIX__V1__REPLY__RESULT_ERROR;
  reply.error = answer_error(context->arena, &gone, &none);
  size_t size = helix__v1__reply__get_packed_size(&reply);
  void *data = arena_need(context->arena, size);
  helix__v1__reply__pack(&reply, data);
  return (struct store_bytes){data, size};
}

static int erase(struct call_context *context, const char *id, const Helix__V1__Stakeholder *message,
                 struct index_changes *changes, Helix__V1__ErasureCertificate *certificate) {
  struct store *store = context->worker->store;
  struct mention_patterns patterns;
  mention_patterns_of(context->arena, id, message, &patterns);
  const struct store_erasure erasure = {.id = id,
                                        .at_ms = context->now_ms,
                                        .answer_patterns = patterns.answers,
                                        .answer_pattern_count = patterns.answer_count,
                                        .erased_answer = erased_answer(context),
                                        .staged_patterns = patterns.staged,
                                        .staged_pattern_count = patterns.staged_count};
  struct certifying certifying = {.context = context, .certificate = certificate};
  uint64_t mentions = 0;
  int result = store_erase(store, &erasure, certify_erased, &certifying, &context->error);
  if (!result)
    result = mention_erase(context, id, patterns.id, changes, &mentions);
  if (!result)
    result = store_count_left(store, &erasure, certify_left, &certifying, &context->error);
  if (!result)
    result = certify_erased("mentions in other profiles", mentions, &certifying, &context->error);
  if (!result)
    result = mention_count(context, id, patterns.id, &mentions);
  return result ? result : certify_left("mentions in other profiles", mentions, &certifying, &context->error);
}

// The entry of the audit log comes last: its hash of the id leads to nobody any more.
int call_apply_erase_privacy(struct call_context *context, struct index_changes *changes) {
  const char *id = context->request->erase_privacy->stakeholder;
  Helix__V1__StakeholderRecord *record = record_get(context, id, 0);
  if (!record)
    return -(int)context->error.kind;
  struct arena *arena = context->arena;
  unsigned char subject[STORE_AUDIT_SUBJECT_BYTES];
  Helix__V1__ErasureCertificate *certificate = arena_need(arena, sizeof *certificate);
  helix__v1__erasure_certificate__init(certificate);
  certificate->counts = arena_need(arena, COUNTS_MAX * sizeof *certificate->counts);
  int result = erase(context, id, record->stakeholder, changes, certificate);
  if (!result)
    result = store_audit_subject(context->worker->store, id, subject, &context->error);
  if (!result)
    result = audit_note(context, "privacy.erase", id, "certified");
  if (!result)
    result = store_audit_newest(context->worker->store, &certificate->audit_entry, &context->error);
  if (result)
    return result;
  certificate->subject = audit_hex(arena, subject, sizeof subject);
  certificate->at_ms = context->now_ms;
  certificate->backups_until =
      date_print(arena_need(arena, DATE_BYTES), context->today + (int32_t)context->service->options.backup_days);
  index_changes_remove(changes, id);
  changes->withdrawn -= record->state == HELIX__V1__RECORD_STATE__WITHDRAWN;
  changes->access = true;
  index_changes_erase(changes, id);
  context->reply->result_case = HELIX__V1__REPLY__RESULT_ERASURE;
  context->reply->erasure = certificate;
  return 0;
}
