// SPDX-License-Identifier: Apache-2.0
#include "lib/call.h"

#include <stddef.h>

#define CALL(call, result, is_write)                                                                                   \
  { HELIX__V1__REQUEST__CALL_##call, HELIX__V1__REPLY__RESULT_##result, is_write }

static const struct call_kind kinds[] = {
    CALL(STATUS, STATUS, false),
    CALL(SUBMIT_STAKEHOLDER, SUBMITTED, true),
    CALL(GET_STAKEHOLDER, STAKEHOLDER, false),
    CALL(LIST_STAKEHOLDERS, STAKEHOLDERS, false),
    CALL(WITHDRAW_STAKEHOLDER, STAKEHOLDER, true),
    CALL(GET_STAKEHOLDER_HISTORY, HISTORY, false),
    CALL(IMPORT_STAKEHOLDERS, IMPORTED, true),
    CALL(FINISH_IMPORT, IMPORT_FINISHED, true),
    CALL(LIST_THEMES, THEMES, false),
    CALL(GET_THEME, THEME, false),
    CALL(LIST_PLACES, PLACES, false),
    CALL(LIST_COOPERATIONS, COOPERATIONS, false),
    CALL(TAG_TEXT, TAGS, false),
    CALL(MATCH_THEMES, MATCHES, false),
    CALL(MATCH_STAKEHOLDERS, MATCHES, false),
    CALL(MATCH_PARTNERS, MATCHES, false),
    CALL(MATCH_OPPORTUNITIES, MATCHES, false),
    CALL(MATCH_BATCH, MATCH_ANSWERS, false),
    CALL(WHO_AM_I, IDENTITY, false),
    CALL(ENROLL, IDENTITY, true),
    CALL(INVITE, INVITATION, true),
    CALL(LIST_INVITATIONS, INVITATIONS, false),
    CALL(CANCEL_INVITATION, INVITATION, true),
    CALL(LIST_IDENTITIES, IDENTITIES, false),
    CALL(GET_IDENTITY, IDENTITY, false),
    CALL(REVOKE_IDENTITY, IDENTITY, true),
    CALL(ROTATE_IDENTITY, IDENTITY, true),
    CALL(GIVE_CONSENT, CONSENT, true),
    CALL(WITHDRAW_CONSENT, CONSENT, true),
    CALL(LIST_CONSENTS, CONSENTS, false),
    CALL(SHOW_CONTACTS, CONTACTS, true), // each look is kept
    CALL(PREVIEW_STAKEHOLDER, STAKEHOLDER, false),
    CALL(EXPORT_PRIVACY, PRIVACY_EXPORT, false),
    CALL(ERASE_PRIVACY, ERASURE, true),
    CALL(LIST_PERSON_EXPORTS, PERSON_EXPORTS, false),
    CALL(LIST_AUDIT, AUDIT, false),
    CALL(VERIFY_AUDIT, AUDIT_VERIFIED, false),
    CALL(LIST_DUPLICATES, DUPLICATES, false),
    CALL(MERGE_STAKEHOLDERS, MERGE, true),
    CALL(UNDO_MERGE, MERGE, true),
};

const struct call_kind *call_kind_of(const Helix__V1__Request *request) {
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (kinds[i].call == request->call_case)
      return &kinds[i];
  return NULL;
}
