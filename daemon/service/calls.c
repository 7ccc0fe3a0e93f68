// SPDX-License-Identifier: Apache-2.0
#include "service/call.h"

#define CALL(name) HELIX__V1__REQUEST__CALL_##name

static const struct call calls[] = {
    {CALL(SUBMIT_STAKEHOLDER), "submit stakeholder", .prepare = call_prepare_submit, .apply = call_apply_submit},
    {CALL(GET_STAKEHOLDER), "get stakeholder", .read = call_get_stakeholder},
    {CALL(LIST_STAKEHOLDERS), "list stakeholders", .read = call_list_stakeholders},
    {CALL(WITHDRAW_STAKEHOLDER), "withdraw stakeholder", .prepare = call_prepare_withdraw,
     .apply = call_apply_withdraw},
    {CALL(GET_STAKEHOLDER_HISTORY), "get stakeholder history", .read = call_get_history},
    {CALL(IMPORT_STAKEHOLDERS), "import stakeholders", .prepare = call_prepare_import, .apply = call_apply_import},
    {CALL(FINISH_IMPORT), "finish import", .prepare = call_prepare_finish, .apply = call_apply_finish},
    {CALL(LIST_THEMES), "list themes", .read = call_list_themes},
    {CALL(GET_THEME), "get theme", .read = call_get_theme},
    {CALL(LIST_PLACES), "list places", .read = call_list_places},
    {CALL(LIST_COOPERATIONS), "list cooperations", .read = call_list_cooperations},
    {CALL(TAG_TEXT), "tag text", .read = call_tag_text},
    {CALL(MATCH_THEMES), "match themes", .read = call_match_themes},
    {CALL(MATCH_STAKEHOLDERS), "match stakeholders", .read = call_match_stakeholders},
    {CALL(MATCH_PARTNERS), "match partners", .read = call_match_partners},
    {CALL(MATCH_OPPORTUNITIES), "match opportunities", .read = call_match_opportunities},
    {CALL(MATCH_BATCH), "match batch", .read = call_match_batch},
    {CALL(WHO_AM_I), "who am I", .read = call_who_am_i},
    {CALL(ENROLL), "enrol", .prepare = call_prepare_enroll, .apply = call_apply_enroll},
    {CALL(INVITE), "invite", .prepare = call_prepare_invite, .apply = call_apply_invite},
    {CALL(LIST_INVITATIONS), "list invitations", .read = call_list_invitations},
    {CALL(CANCEL_INVITATION), "cancel an invitation", .prepare = call_prepare_cancel_invitation,
     .apply = call_apply_cancel_invitation},
    {CALL(LIST_IDENTITIES), "list identities", .read = call_list_identities},
    {CALL(GET_IDENTITY), "show an identity", .read = call_get_identity},
    {CALL(REVOKE_IDENTITY), "revoke an identity", .prepare = call_prepare_revoke, .apply = call_apply_revoke},
    {CALL(ROTATE_IDENTITY), "replace a key", .prepare = call_prepare_rotate, .apply = call_apply_rotate},
    {CALL(GIVE_CONSENT), "give consent", .prepare = call_prepare_give_consent, .apply = call_apply_give_consent},
    {CALL(WITHDRAW_CONSENT), "withdraw consent", .prepare = call_prepare_withdraw_consent,
     .apply = call_apply_withdraw_consent},
    {CALL(LIST_CONSENTS), "list consents", .read = call_list_consents},
    {CALL(SHOW_CONTACTS), "show contacts", .prepare = call_prepare_show_contacts, .apply = call_apply_show_contacts},
    {CALL(PREVIEW_STAKEHOLDER), "preview a stakeholder", .read = call_preview},
    {CALL(EXPORT_PRIVACY), "export what is held", .read = call_export_privacy},
    {CALL(ERASE_PRIVACY), "erase a stakeholder", .prepare = call_prepare_erase_privacy,
     .apply = call_apply_erase_privacy},
    {CALL(LIST_PERSON_EXPORTS), "count persons shown", .read = call_list_person_exports},
    {CALL(LIST_AUDIT), "list audit", .read = call_list_audit},
    {CALL(VERIFY_AUDIT), "verify audit", .read = call_verify_audit},
    {CALL(LIST_DUPLICATES), "find duplicates", .read = call_list_duplicates},
    {CALL(MERGE_STAKEHOLDERS), "merge stakeholders", .prepare = call_prepare_merge, .apply = call_apply_merge},
    {CALL(UNDO_MERGE), "undo merge", .prepare = call_prepare_undo_merge, .apply = call_apply_undo_merge},
};

const struct call *call_find(uint32_t number) {
  for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
    if (calls[i].number == number)
      return &calls[i];
  return NULL;
}
