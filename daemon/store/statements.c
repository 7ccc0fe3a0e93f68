// SPDX-License-Identifier: Apache-2.0
// The order of the columns of a stakeholder is that of the table: what listing needs comes before the message, which
// may run over into overflow pages. store/stakeholders.c reads them by position.
#include "store/statements.h"

#include <assert.h>
#include <stddef.h>

#define CONSENT_COLUMNS                                                                                                \
  "number, kind, stakeholder, to_stakeholder, contact, given_at_ms, given_by, withdrawn_at_ms, withdrawn_by "
#define AUDIT_COLUMNS "number, at_ms, actor, action, subject, detail, hash "
#define STAKEHOLDER_COLUMNS "id, revision, state, at_ms, helix, size, name, places, countries, themes, reason, message "
#define MERGE_COLUMNS                                                                                                  \
  "number, keep, dropped, keep_revision, drop_revision, keep_revision_before, drop_revision_before, merged_at_ms, "    \
  "merged_by, undone_at_ms "

static const char *const texts[STATEMENT_COUNT] = {
    [STATEMENT_BEGIN] = "BEGIN IMMEDIATE",
    [STATEMENT_COMMIT] = "COMMIT",
    [STATEMENT_ROLLBACK] = "ROLLBACK",
    [STATEMENT_SAVEPOINT] = "SAVEPOINT command",
    [STATEMENT_RELEASE] = "RELEASE command",
    [STATEMENT_ROLLBACK_TO] = "ROLLBACK TO command",
    [STATEMENT_STAKEHOLDER_INSERT] = "INSERT INTO stakeholder (" STAKEHOLDER_COLUMNS ") "
                                     "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    [STATEMENT_STAKEHOLDER_ARCHIVE] = "INSERT INTO stakeholder_history (" STAKEHOLDER_COLUMNS ") "
                                      "SELECT " STAKEHOLDER_COLUMNS "FROM stakeholder "
                                      "WHERE id = ?1 AND revision = ?2 - 1",
    [STATEMENT_STAKEHOLDER_UPDATE] = "UPDATE stakeholder SET revision = ?2, state = ?3, at_ms = ?4, helix = ?5, "
                                     "size = ?6, name = ?7, places = ?8, countries = ?9, themes = ?10, "
                                     "reason = ?11, message = ?12 WHERE id = ?1",
    [STATEMENT_STAKEHOLDER_GET] = "SELECT " STAKEHOLDER_COLUMNS "FROM stakeholder WHERE id = ?1",
    [STATEMENT_STAKEHOLDER_GET_REVISION] = "SELECT " STAKEHOLDER_COLUMNS "FROM stakeholder "
                                           "WHERE id = ?1 AND revision = ?2 UNION ALL "
                                           "SELECT " STAKEHOLDER_COLUMNS "FROM stakeholder_history "
                                           "WHERE id = ?1 AND revision = ?2",
    [STATEMENT_STAKEHOLDER_HAS] = "SELECT EXISTS (SELECT 1 FROM stakeholder WHERE id = ?1)",
    [STATEMENT_STAKEHOLDER_EACH] = "SELECT " STAKEHOLDER_COLUMNS "FROM stakeholder WHERE id > ?1 ORDER BY id",
    [STATEMENT_STAKEHOLDER_IDS] = "SELECT id FROM stakeholder ORDER BY id",
    [STATEMENT_STAKEHOLDER_VERSIONS] = "SELECT id, revision, state, at_ms FROM stakeholder",
    [STATEMENT_STAKEHOLDER_REVISIONS] = "SELECT " STAKEHOLDER_COLUMNS "FROM stakeholder WHERE id = ?1 UNION ALL "
                                        "SELECT " STAKEHOLDER_COLUMNS "FROM stakeholder_history WHERE id = ?1 "
                                        "ORDER BY revision DESC",
    [STATEMENT_STAKEHOLDER_COUNT] = "SELECT (SELECT count(*) FROM stakeholder), "
                                    "(SELECT count(*) FROM stakeholder WHERE state = 2)",
    [STATEMENT_ANSWER_GET] = "SELECT request_hash, answer FROM answer WHERE key = ?1",
    [STATEMENT_ANSWER_PUT] = "INSERT INTO answer (key, at_ms, request_hash, answer) VALUES (?1, ?2, ?3, ?4)",
    [STATEMENT_ANSWER_FORGET] = "DELETE FROM answer WHERE at_ms < ?1",
    [STATEMENT_STAGED_PUT] = "INSERT INTO staged (batch, at_ms, message) VALUES (?1, ?2, ?3)",
    [STATEMENT_STAGED_COUNT] = "SELECT count(*), coalesce(sum(length(message)), 0) FROM staged WHERE batch = ?1",
    [STATEMENT_STAGED_EACH] = "SELECT at_ms, message FROM staged WHERE batch = ?1 ORDER BY seq",
    [STATEMENT_STAGED_DROP] = "DELETE FROM staged WHERE batch = ?1",
    [STATEMENT_STAGED_DROP_BEFORE] = "DELETE FROM staged WHERE batch IN "
                                     "(SELECT batch FROM staged GROUP BY batch HAVING max(at_ms) < ?1)",
    [STATEMENT_SECRET_GET] = "SELECT value FROM secret WHERE name = ?1",
    [STATEMENT_IDENTITY_ADD] = "INSERT OR IGNORE INTO identity (public_key, role, state, name, enrolled_at_ms, "
                               "ended_at_ms, successor, invited_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    [STATEMENT_IDENTITY_END] = "UPDATE identity SET state = ?2, ended_at_ms = ?3, successor = ?4 "
                               "WHERE number = ?1 AND state = 1",
    [STATEMENT_IDENTITY_EACH] = "SELECT number, public_key, role, state, name, enrolled_at_ms, ended_at_ms, successor, "
                                "invited_by FROM identity ORDER BY number",
    [STATEMENT_INVITATION_ADD] =
        "INSERT OR IGNORE INTO invitation (public_key, role, stakeholder, name, expires_at_ms, "
        "used_at_ms, cancelled_at_ms, invited_by) VALUES (?1, ?2, ?3, ?4, ?5, 0, 0, ?6)",
    [STATEMENT_INVITATION_USE] = "UPDATE invitation SET used_at_ms = ?2 "
                                 "WHERE number = ?1 AND used_at_ms = 0 AND cancelled_at_ms = 0",
    [STATEMENT_INVITATION_CANCEL] = "UPDATE invitation SET cancelled_at_ms = ?2 "
                                    "WHERE number = ?1 AND used_at_ms = 0 AND cancelled_at_ms = 0",
    [STATEMENT_INVITATION_EACH] = "SELECT number, public_key, role, stakeholder, name, expires_at_ms, used_at_ms, "
                                  "cancelled_at_ms, invited_by FROM invitation ORDER BY number",
    [STATEMENT_OWNERSHIP_ADD] = "INSERT OR IGNORE INTO identity_stakeholder (identity, stakeholder) VALUES (?1, ?2)",
    [STATEMENT_OWNERSHIP_MOVE] = "UPDATE identity_stakeholder SET identity = ?2 WHERE identity = ?1",
    [STATEMENT_OWNERSHIP_EACH] = "SELECT identity, stakeholder FROM identity_stakeholder "
                                 "ORDER BY identity, stakeholder",
    [STATEMENT_CONSENT_GIVE] = "INSERT INTO consent (kind, stakeholder, to_stakeholder, contact, given_at_ms, "
                               "given_by, withdrawn_at_ms, withdrawn_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, 0)",
    [STATEMENT_CONSENT_FIND] = "SELECT number FROM consent WHERE kind = ?1 AND stakeholder = ?2 "
                               "AND to_stakeholder = ?3 AND contact = ?4 AND withdrawn_at_ms = 0",
    [STATEMENT_CONSENT_WITHDRAW] = "UPDATE consent SET withdrawn_at_ms = ?2, withdrawn_by = ?3 "
                                   "WHERE number = ?1 AND withdrawn_at_ms = 0",
    [STATEMENT_CONSENT_EACH] = "SELECT " CONSENT_COLUMNS "FROM consent ORDER BY number",
    [STATEMENT_CONSENT_OF] = "SELECT " CONSENT_COLUMNS "FROM consent WHERE stakeholder = ?1 ORDER BY number",
    [STATEMENT_CONSENT_GET] = "SELECT " CONSENT_COLUMNS "FROM consent WHERE number = ?1",
    [STATEMENT_PERSON_NOTE] = "INSERT OR IGNORE INTO person_shown (year, stakeholder, contact) VALUES (?1, ?2, ?3)",
    [STATEMENT_PERSON_YEARS] = "SELECT year, sum(persons) FROM (SELECT year, count(*) AS persons FROM person_shown "
                               "GROUP BY year UNION ALL SELECT year, persons FROM person_shown_erased) "
                               "GROUP BY year ORDER BY year DESC",
    [STATEMENT_AUDIT_HEAD] = "SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1",
    [STATEMENT_AUDIT_INSERT] = "INSERT INTO audit (" AUDIT_COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    [STATEMENT_AUDIT_EACH] =
        "SELECT " AUDIT_COLUMNS "FROM audit WHERE number >= ?1 AND ?2 IN (0, actor) ORDER BY number",
    [STATEMENT_AUDIT_EACH_ABOUT] = "SELECT " AUDIT_COLUMNS "FROM audit "
                                   "WHERE subject = ?3 AND number >= ?1 AND ?2 IN (0, actor) ORDER BY number",
    [STATEMENT_STAGED_WITH] = "SELECT message FROM staged WHERE instr(message, ?1) ORDER BY seq",
    [STATEMENT_ERASE_HISTORY] = "DELETE FROM stakeholder_history WHERE id = ?1",
    [STATEMENT_ERASE_STAKEHOLDER] = "DELETE FROM stakeholder WHERE id = ?1",
    [STATEMENT_ERASE_CONSENT] = "DELETE FROM consent WHERE stakeholder = ?1 OR to_stakeholder = ?1",
    [STATEMENT_ERASE_PERSON_COUNT] =
        "INSERT INTO person_shown_erased (year, persons) SELECT year, count(*) FROM person_shown "
        "WHERE stakeholder = ?1 GROUP BY year "
        "ON CONFLICT (year) DO UPDATE SET persons = persons + excluded.persons",
    [STATEMENT_ERASE_PERSON] = "DELETE FROM person_shown WHERE stakeholder = ?1",
    [STATEMENT_ERASE_INVITATION] =
        "UPDATE invitation SET public_key = 'erased ' || number, stakeholder = '', name = '', "
        "cancelled_at_ms = CASE cancelled_at_ms WHEN 0 THEN ?2 ELSE cancelled_at_ms END WHERE stakeholder = ?1",
    [STATEMENT_ERASE_IDENTITY] =
        "UPDATE identity SET public_key = 'erased ' || number, name = '', state = 2, "
        "ended_at_ms = CASE ended_at_ms WHEN 0 THEN ?2 ELSE ended_at_ms END "
        "WHERE number IN (SELECT identity FROM identity_stakeholder WHERE stakeholder = ?1) AND NOT EXISTS "
        "(SELECT 1 FROM identity_stakeholder AS other WHERE other.identity = number AND other.stakeholder <> ?1)",
    [STATEMENT_ERASE_OWNERSHIP] = "DELETE FROM identity_stakeholder WHERE stakeholder = ?1",
    [STATEMENT_ERASE_MERGE] = "DELETE FROM merge WHERE keep = ?1 OR dropped = ?1",
    [STATEMENT_ERASE_REASON] = "UPDATE stakeholder SET reason = 'merged' WHERE reason = 'merged into ' || ?1",
    [STATEMENT_ERASE_REASON_FORMER] =
        "UPDATE stakeholder_history SET reason = 'merged' WHERE reason = 'merged into ' || ?1",
    [STATEMENT_LEFT_REASON] = "SELECT count(*) FROM stakeholder WHERE reason = 'merged into ' || ?1",
    [STATEMENT_LEFT_REASON_FORMER] = "SELECT count(*) FROM stakeholder_history WHERE reason = 'merged into ' || ?1",
    [STATEMENT_ERASE_ANSWER] = "UPDATE answer SET answer = ?2 WHERE instr(answer, ?1)",
    [STATEMENT_ERASE_STAGED] = "DELETE FROM staged WHERE instr(message, ?1)",
    [STATEMENT_LEFT_HISTORY] = "SELECT count(*) FROM stakeholder_history WHERE id = ?1",
    [STATEMENT_LEFT_STAKEHOLDER] = "SELECT count(*) FROM stakeholder WHERE id = ?1",
    [STATEMENT_LEFT_CONSENT] = "SELECT count(*) FROM consent WHERE stakeholder = ?1 OR to_stakeholder = ?1",
    [STATEMENT_LEFT_PERSON] = "SELECT count(*) FROM person_shown WHERE stakeholder = ?1",
    [STATEMENT_LEFT_INVITATION] = "SELECT count(*) FROM invitation WHERE stakeholder = ?1",
    [STATEMENT_LEFT_OWNERSHIP] = "SELECT count(*) FROM identity_stakeholder WHERE stakeholder = ?1",
    [STATEMENT_LEFT_MERGE] = "SELECT count(*) FROM merge WHERE keep = ?1 OR dropped = ?1",
    [STATEMENT_LEFT_ANSWER] = "SELECT count(*) FROM answer WHERE instr(answer, ?1)",
    [STATEMENT_LEFT_STAGED] = "SELECT count(*) FROM staged WHERE instr(message, ?1)",
    [STATEMENT_MENTION_EACH] = "SELECT rowid, message FROM stakeholder WHERE instr(message, ?1) ORDER BY rowid",
    [STATEMENT_MENTION_EACH_FORMER] =
        "SELECT rowid, message FROM stakeholder_history WHERE instr(message, ?1) ORDER BY rowid",
    [STATEMENT_MENTION_PUT] = "UPDATE stakeholder SET message = ?2 WHERE rowid = ?1",
    [STATEMENT_MENTION_PUT_FORMER] = "UPDATE stakeholder_history SET message = ?2 WHERE rowid = ?1",
    [STATEMENT_MERGE_PUT] = "INSERT INTO merge (keep, dropped, keep_revision, drop_revision, keep_revision_before, "
                            "drop_revision_before, merged_at_ms, merged_by, undone_at_ms) "
                            "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0)",
    [STATEMENT_MERGE_GET] = "SELECT " MERGE_COLUMNS "FROM merge WHERE number = ?1",
    [STATEMENT_MERGE_UNDO] = "UPDATE merge SET undone_at_ms = ?2 WHERE number = ?1 AND undone_at_ms = 0",
    [STATEMENT_MERGE_EACH] = "SELECT " MERGE_COLUMNS "FROM merge ORDER BY number",
    [STATEMENT_MERGE_OF] = "SELECT " MERGE_COLUMNS "FROM merge WHERE keep = ?1 OR dropped = ?1 ORDER BY number",
};

const char *statement_sql(enum statement number) {
  assert(number < STATEMENT_COUNT && texts[number]);
  return texts[number];
}
