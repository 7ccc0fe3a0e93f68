// SPDX-License-Identifier: Apache-2.0
// The schema as the sequence of its changes. A published migration is never edited: a change is a new one at the end.
#pragma once

#include "base/error.h"

struct sqlite3;

enum { MIGRATIONS_APPLICATION_ID = 0x48454C58 }; // "HELX" in the header of the file, see file(1)

// The schema version that this program writes: as many as there are migrations.
int migrations_newest(void);

// ERROR_INVALID when the file is not ours or newer than this program; nothing is written then. An empty database is
// ours.
int migrations_check(struct sqlite3 *database, const char *path, int *ret_version, struct error *error);

// From `version` to the newest in one transaction: all of them or none.
int migrations_run(struct sqlite3 *database, const char *path, int version, struct error *error);
// The same to a version on the way there: the tests begin from every old one.
int migrations_run_to(struct sqlite3 *database, const char *path, int version, int goal, struct error *error);
