// SPDX-License-Identifier: Apache-2.0
// CSV by RFC 4180, strictly, from blocks of bytes: rows of cells with the line that each begins on. A malformed row is given
// back with its complaint, and reading goes on at the next line. Also accepted: a UTF-8 byte order mark, CRLF, and semicolons
// or tabs in place of commas when the first line has no comma (as spreadsheets in some countries write).
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct csv_reader;

struct csv_row {
  int line;     // from 1
  char **cells; // owned UTF-8 strings; NULL when malformed
  unsigned cell_count;
  char *complaint; // owned; why it is malformed
};

struct csv_reader *csv_reader_new(void);
struct csv_reader *csv_reader_free(struct csv_reader *reader); // returns NULL

// Blocks need not end at line ends. An empty block is the end of the file.
void csv_reader_feed(struct csv_reader *reader, const char *bytes, size_t count);

// The next complete row, which the caller frees, or NULL: feed more.
struct csv_row *csv_reader_next(struct csv_reader *reader);
struct csv_row *csv_row_free(struct csv_row *row); // returns NULL

// A quote was opened and not closed within a megabyte: nothing after it can be trusted.
bool csv_reader_is_lost(const struct csv_reader *reader);
