// SPDX-License-Identifier: Apache-2.0
// The peer of the daemon's store: the very rows that the daemon stored, into tables of the same schema, with the same settings,
// by SQLite alone.
#pragma once

#include <stddef.h>

struct raw_rows;

// The newest `submissions` stakeholders and answers of the daemon's file, in memory. Ends the bench when there are fewer.
struct raw_rows *raw_rows_read(const char *daemon_file, size_t submissions);
struct raw_rows *raw_rows_free(struct raw_rows *rows);      // returns NULL
size_t raw_rows_message_bytes(const struct raw_rows *rows); // a stakeholder's row, on average

struct raw_sqlite;

// A new file with the daemon's schema.
struct raw_sqlite *raw_sqlite_open(const char *path, const char *daemon_file);
struct raw_sqlite *raw_sqlite_close(struct raw_sqlite *raw); // returns NULL

// Inserts the rows of `per_commit` submissions in each transaction. Returns the seconds; *ret_latencies_us gets those of each
// transaction, unless it is NULL.
double raw_sqlite_insert(struct raw_sqlite *raw, const struct raw_rows *rows, size_t per_commit,
                         double *ret_latencies_us);

// Seconds to read every stakeholder of the daemon's file: what a start cannot be faster than.
double raw_sqlite_scan(const char *daemon_file);
