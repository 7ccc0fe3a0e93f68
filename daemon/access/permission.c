// SPDX-License-Identifier: Apache-2.0
#include "access/permission.h"

#include "helix/v1/rpc.pb-c.h"

#define CALL(name) HELIX__V1__REQUEST__CALL_##name
#define DENIED ACCESS_DENIED
#define OWN ACCESS_OWN
#define SEEN ACCESS_SEEN
#define ANY ACCESS_ANY

// clang-format off
static const struct access_rule rules[] = {
    //                              reader  member  coach   admin
    {CALL(STATUS),                  ANY,    ANY,    ANY,    ANY},
    {CALL(SUBMIT_STAKEHOLDER),      DENIED, OWN,    ANY,    ANY},
    {CALL(GET_STAKEHOLDER),         DENIED, SEEN,   ANY,    ANY},
    {CALL(LIST_STAKEHOLDERS),       DENIED, SEEN,   ANY,    ANY},
    {CALL(WITHDRAW_STAKEHOLDER),    DENIED, OWN,    ANY,    ANY},
    {CALL(GET_STAKEHOLDER_HISTORY), DENIED, OWN,    ANY,    ANY},
    {CALL(IMPORT_STAKEHOLDERS),     DENIED, DENIED, ANY,    ANY},
    {CALL(FINISH_IMPORT),           DENIED, DENIED, ANY,    ANY},
    {CALL(LIST_THEMES),             ANY,    ANY,    ANY,    ANY},
    {CALL(GET_THEME),               ANY,    ANY,    ANY,    ANY},
    {CALL(LIST_PLACES),             ANY,    ANY,    ANY,    ANY},
    {CALL(LIST_COOPERATIONS),       ANY,    ANY,    ANY,    ANY},
    {CALL(TAG_TEXT),                DENIED, ANY,    ANY,    ANY},
    {CALL(MATCH_THEMES),            DENIED, OWN,    ANY,    ANY},
    {CALL(MATCH_STAKEHOLDERS),      DENIED, SEEN,   ANY,    ANY},
    {CALL(MATCH_PARTNERS),          DENIED, OWN,    ANY,    ANY},
    {CALL(MATCH_OPPORTUNITIES),     DENIED, OWN,    ANY,    ANY},
    {CALL(MATCH_BATCH),             DENIED, OWN,    ANY,    ANY},
    {CALL(WHO_AM_I),                OWN,    OWN,    OWN,    OWN},
    {CALL(ENROLL),                  DENIED, DENIED, DENIED, DENIED}, // invitations only
    {CALL(INVITE),                  DENIED, DENIED, OWN,    ANY},    // a coach invites members and readers
    {CALL(LIST_INVITATIONS),        DENIED, DENIED, OWN,    ANY},
    {CALL(CANCEL_INVITATION),       DENIED, DENIED, OWN,    ANY},
    {CALL(LIST_IDENTITIES),         DENIED, DENIED, DENIED, ANY},
    {CALL(GET_IDENTITY),            OWN,    OWN,    OWN,    ANY},
    {CALL(REVOKE_IDENTITY),         OWN,    OWN,    OWN,    ANY},
    {CALL(ROTATE_IDENTITY),         OWN,    OWN,    OWN,    OWN},
    {CALL(GIVE_CONSENT),            DENIED, OWN,    ANY,    ANY},
    {CALL(WITHDRAW_CONSENT),        DENIED, OWN,    ANY,    ANY},
    {CALL(LIST_CONSENTS),           DENIED, OWN,    ANY,    ANY},
    {CALL(SHOW_CONTACTS),           DENIED, SEEN,   ANY,    ANY},
    {CALL(PREVIEW_STAKEHOLDER),     DENIED, OWN,    ANY,    ANY},
    {CALL(EXPORT_PRIVACY),          DENIED, OWN,    ANY,    ANY},
    {CALL(ERASE_PRIVACY),           DENIED, OWN,    DENIED, ANY},
    {CALL(LIST_PERSON_EXPORTS),     DENIED, DENIED, ANY,    ANY},
    {CALL(LIST_AUDIT),              DENIED, DENIED, DENIED, ANY},
    {CALL(VERIFY_AUDIT),            DENIED, DENIED, DENIED, ANY},
    {CALL(LIST_DUPLICATES),         DENIED, DENIED, ANY,    ANY},
    {CALL(MERGE_STAKEHOLDERS),      DENIED, DENIED, ANY,    ANY},
    {CALL(UNDO_MERGE),              DENIED, DENIED, ANY,    ANY},
};
// clang-format on

const struct access_rule *access_rules(size_t *ret_count) {
  *ret_count = sizeof rules / sizeof *rules;
  return rules;
}

static enum access_scope scope_for(const struct access_rule *rule, enum access_role role) {
  switch (role) {
  case ACCESS_NOBODY:
    return ACCESS_DENIED;
  case ACCESS_READER:
    return rule->reader;
  case ACCESS_MEMBER:
    return rule->member;
  case ACCESS_COACH:
    return rule->coach;
  case ACCESS_ADMIN:
    return rule->admin;
  }
  return ACCESS_DENIED; // a role that a newer daemon wrote
}

enum access_scope access_scope_of(const struct access_caller *caller, uint32_t call) {
  bool for_invited = call == CALL(ENROLL) || call == CALL(WHO_AM_I);
  switch (caller->standing) {
  case ACCESS_STRANGER:
  case ACCESS_REVOKED:
    return ACCESS_DENIED;
  case ACCESS_INVITED:
    return for_invited ? ACCESS_OWN : ACCESS_DENIED;
  case ACCESS_ENROLLED:
  case ACCESS_LOCAL:
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
      if (rules[i].call == call)
        return scope_for(&rules[i], caller->role);
  }
  return ACCESS_DENIED;
}

const char *access_role_name(enum access_role role) {
  static const char *const names[] = {"nobody", "reader", "member", "coach", "admin"};
  return role <= ACCESS_ADMIN ? names[role] : names[0];
}
