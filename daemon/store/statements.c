// SPDX-License-Identifier: Apache-2.0
// The order of the columns of a stakeholder is that of the table: what listing needs comes before the message, which
// may run over into overflow pages. store/stakeholders.c reads them by position.
#include "store/statements.h"

#include <assert.h>
#include <stddef.h>

#define STAKEHOLDER_COLUMNS "id, revision, state, at_ms, helix, size, name, places, countries, themes, reason, message "

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
};

const char *statement_sql(enum statement number) {
  assert(number < STATEMENT_COUNT && texts[number]);
  return texts[number];
}
