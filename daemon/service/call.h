// SPDX-License-Identifier: Apache-2.0
// The calls: one table, one function or a pair for each.
#pragma once

#include "helix/v1/rpc.pb-c.h"
#include "service/threads.h"

// For fields of a reply that refer to what is constant: protobuf-c's fields are not, though packing changes nothing.
static inline void *unconst(const void *pointer) {
  return (void *)(uintptr_t)pointer;
}

// A request being answered. Everything that a reply refers to lives in the arena or in the view.
struct call_context {
  struct worker *worker;
  struct service *service;
  const struct job *job;
  struct arena *arena;
  const Helix__V1__Request *request;      // unpacked into the arena; strings checked
  struct view *view;                      // borrowed
  const struct access_registry *registry; // borrowed: who may see what, as it was when the request was opened
  int32_t today;                          // days since 1970-01-01
  int64_t now_ms;                         // Unix time
  Helix__V1__Reply *reply;                // to be filled in; id is set
  struct findings findings;               // go out with an error
  struct error error;
  struct write_state *write; // writes only
};

// What the writes of one transaction change in the index, in order; the last change of an id is the one that counts.
struct index_change {
  const char *id;               // in the arena of its job, as is the profile
  struct match_profile profile; // to be added, unless removed
  bool removed;
};

struct index_changes {
  struct index_change *items; // owned
  size_t count, capacity;
  int64_t withdrawn;   // stakeholders more (or fewer) that are withdrawn
  bool access;         // keys, ownership or consent changed
  const char **erased; // owned array of ids, in the arenas of their jobs: nothing of them may stay in files
  size_t erased_count, erased_capacity;
};

void index_changes_add(struct index_changes *changes, const struct match_profile *profile);
void index_changes_erase(struct index_changes *changes, const char *id);
void index_changes_remove(struct index_changes *changes, const char *id);

// 0, or negative with context->error: the reply then becomes that error, with the findings.
typedef int call_function(struct call_context *context);
// Runs on the writer thread inside the transaction.
typedef int apply_function(struct call_context *context, struct index_changes *changes);

struct call {
  uint32_t number; // field number in Request.call
  const char *name;
  call_function *read; // reads: the whole answer
  call_function
      *prepare; // writes: check and analyse, on a pool thread; sets write->answered when nothing is to be stored
  apply_function *apply; // writes: store
};

const struct call *call_find(uint32_t number); // NULL: unknown, or answered inline

call_function call_get_stakeholder, call_list_stakeholders, call_get_history;
call_function call_prepare_submit, call_prepare_withdraw, call_prepare_import, call_prepare_finish;
apply_function call_apply_submit, call_apply_withdraw, call_apply_import, call_apply_finish;
call_function call_list_themes, call_get_theme, call_list_places, call_list_cooperations;
call_function call_tag_text;
call_function call_who_am_i, call_list_invitations, call_list_identities, call_get_identity;
call_function call_prepare_invite, call_prepare_cancel_invitation, call_prepare_enroll, call_prepare_revoke,
    call_prepare_rotate;
apply_function call_apply_invite, call_apply_cancel_invitation, call_apply_enroll, call_apply_revoke, call_apply_rotate;
call_function call_export_privacy, call_prepare_erase_privacy;
apply_function call_apply_erase_privacy;
call_function call_list_consents, call_list_person_exports, call_preview;
call_function call_prepare_give_consent, call_prepare_withdraw_consent, call_prepare_show_contacts;
apply_function call_apply_give_consent, call_apply_withdraw_consent, call_apply_show_contacts;
call_function call_list_duplicates, call_prepare_merge, call_prepare_undo_merge;
apply_function call_apply_merge, call_apply_undo_merge;
call_function call_match_themes, call_match_stakeholders, call_match_partners, call_match_opportunities,
    call_match_batch;
call_function call_list_audit, call_verify_audit;
