// SPDX-License-Identifier: Apache-2.0
// Submitting and withdrawing. The first half checks and analyses on a pool thread, the second stores on the writer's.
#include "service/audit.h"
#include "service/put.h"

#include <string.h>

static int check_only(struct call_context *context, struct profile_row *row) {
  row->submitted->outcome = HELIX__V1__SUBMITTED__OUTCOME__CHECKED;
  row->submitted->id = row->profile.message->id;
  context->reply->result_case = HELIX__V1__REPLY__RESULT_SUBMITTED;
  context->reply->submitted = row->submitted;
  answer_put(context->write->job, answer_pack(context));
  context->write->answered = true;
  return 0;
}

int call_prepare_submit(struct call_context *context) {
  const Helix__V1__SubmitStakeholder *call = context->request->submit_stakeholder;
  struct profile_row *row = arena_need(context->arena, sizeof *row);
  context->write->prepared = row;
  if (!call->stakeholder) {
    error_set(&context->error, ERROR_INVALID, "submit_stakeholder.stakeholder: the profile is missing");
    return error_hint(&context->error, "`helixctl stakeholder template` prints one to fill in");
  }
  row_prepare(context, call->stakeholder, &context->findings, row);
  int result = findings_result(context, "the profile cannot be taken");
  if (result)
    return result;
  return call->check_only ? check_only(context, row) : 0;
}

int call_apply_submit(struct call_context *context, struct index_changes *changes) {
  struct profile_row *row = context->write->prepared;
  int result = row_put(context, row, context->request->submit_stakeholder->expected_revision, changes);
  if (!result && row->submitted->outcome != HELIX__V1__SUBMITTED__OUTCOME__UNCHANGED)
    result = audit_note(context, "stakeholder.submit", row->submitted->id, "revision %llu",
                        (unsigned long long)row->submitted->revision);
  if (result)
    return result;
  context->reply->result_case = HELIX__V1__REPLY__RESULT_SUBMITTED;
  context->reply->submitted = row->submitted;
  return 0;
}

enum { REASON_BYTES_MAX = 2000 };

int call_prepare_withdraw(struct call_context *context) {
  const Helix__V1__WithdrawStakeholder *call = context->request->withdraw_stakeholder;
  if (strlen(call->reason) > REASON_BYTES_MAX) {
    error_set(&context->error, ERROR_INVALID, "withdraw_stakeholder.reason: longer than %d bytes", REASON_BYTES_MAX);
    return error_hint(&context->error, "say it shorter");
  }
  if (*call->id)
    return 0;
  error_set(&context->error, ERROR_INVALID, "withdraw_stakeholder.id: the id is missing");
  return error_hint(&context->error, "`helixctl stakeholder list` shows the ids");
}

int call_apply_withdraw(struct call_context *context, struct index_changes *changes) {
  const Helix__V1__WithdrawStakeholder *call = context->request->withdraw_stakeholder;
  Helix__V1__StakeholderRecord *record = record_get(context, call->id, 0);
  if (!record)
    return -(int)context->error.kind;
  context->reply->result_case = HELIX__V1__REPLY__RESULT_STAKEHOLDER;
  context->reply->stakeholder = record;
  if (record->state == HELIX__V1__RECORD_STATE__WITHDRAWN)
    return 0;
  struct profile profile;
  profile_make(&context->worker->maker, context->view->knowledge, context->arena, record->stakeholder, context->today,
               &profile);
  struct store_stakeholder row = {.id = call->id,
                                  .revision = record->revision + 1,
                                  .state = STORE_WITHDRAWN,
                                  .at_ms = context->now_ms,
                                  .message = profile_pack(context->arena, record->stakeholder),
                                  .reason = call->reason};
  int result = store_put_stakeholder(context->worker->store, &row, &profile.columns, &context->error);
  if (!result) // without the reason, which may name somebody
    result = audit_note(context, "stakeholder.withdraw", call->id, "revision %llu", (unsigned long long)row.revision);
  if (result)
    return result;
  record->state = HELIX__V1__RECORD_STATE__WITHDRAWN;
  record->revision = row.revision;
  record->submitted_at_ms = row.at_ms;
  index_changes_remove(changes, call->id);
  changes->withdrawn++;
  return 0;
}
