// SPDX-License-Identifier: Apache-2.0
// Blocks are read as they come, so that a pipe's rows go on at once. JSON lines are cut at line feeds here, CSV is cut by
// csv_reader, since a line feed may stand inside a cell.
#include "cli/rows.h"

#include "cli/csv_reader.h"
#include "cli/interrupt.h"
#include "mapping/json.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

enum { BLOCK_BYTES = 1 << 16, LINE_BYTES_MAX = 1 << 20 };

struct rows {
  int fd;
  bool is_at_end;
  struct csv_reader *csv;      // owned; NULL for JSON lines
  struct csv_columns *columns; // owned; NULL for JSON lines
  GString *bytes;              // owned; read and not yet used (JSON lines, and the first block)
  size_t bytes_used;
  int line;         // of the next JSON line
  bool is_skipping; // the rest of a JSON line that is too long
};

// Reads another block into `bytes`. 1, 0 at the end, -1.
static int read_block(struct rows *rows, struct problem *problem) {
  char block[BLOCK_BYTES];
  ssize_t count;
  do
    count = read(rows->fd, block, sizeof block);
  while (count < 0 && errno == EINTR && !interrupt_came());
  if (count < 0)
    return problem_set(problem, "", "cannot be read: %s", g_strerror(errno));
  rows->is_at_end = count == 0;
  g_string_append_len(rows->bytes, block, count);
  return count > 0;
}

static void row_complain(struct row *row, int line, const char *complaint) {
  row->line = line;
  row->stakeholder = NULL;
  problem_set(&row->problem, "", "%s", complaint);
}

static struct csv_row *csv_pull(struct rows *rows, struct problem *problem, int *ret_result) {
  struct csv_row *row;
  *ret_result = 0;
  while ((row = csv_reader_next(rows->csv)) == NULL) {
    if (rows->is_at_end || csv_reader_is_lost(rows->csv))
      return NULL;
    if (rows->bytes->len == 0 && read_block(rows, problem) < 0) {
      *ret_result = -1;
      return NULL;
    }
    csv_reader_feed(rows->csv, rows->bytes->str, rows->bytes->len);
    g_string_truncate(rows->bytes, 0);
  }
  return row;
}

static int csv_next(struct rows *rows, struct row *row, struct problem *problem) {
  int result;
  struct csv_row *cells = csv_pull(rows, problem, &result);
  if (cells == NULL)
    return result;
  row->line = cells->line;
  if (cells->complaint)
    row_complain(row, cells->line, cells->complaint);
  else
    row->stakeholder =
        csv_columns_message(rows->columns, cells->cells, cells->cell_count, &row->present, &row->problem);
  csv_row_free(cells);
  return 1;
}

static int header_read(struct rows *rows, struct problem *problem) {
  int result;
  rows->csv = csv_reader_new();
  struct csv_row *header = csv_pull(rows, problem, &result);
  if (header == NULL)
    return result < 0 ? EX_IOERR : 0; // an empty file has no rows
  int line = header->line;
  if (header->complaint)
    problem_set(problem, "", "%s", header->complaint);
  else
    rows->columns = csv_columns_new(header->cells, header->cell_count, problem);
  csv_row_free(header);
  problem->line = line;
  return rows->columns ? 0 : EX_DATAERR;
}

// The next line without its end, or NULL at the end. A line beyond the limit comes with *ret_is_long and is cut.
static char *line_next(struct rows *rows, struct problem *problem, size_t *ret_bytes, bool *ret_is_long,
                       int *ret_result) {
  *ret_result = 0;
  for (;;) {
    char *start = rows->bytes->str + rows->bytes_used;
    size_t left = rows->bytes->len - rows->bytes_used;
    char *end = memchr(start, '\n', left);
    *ret_is_long = left > LINE_BYTES_MAX && (end == NULL || end - start > LINE_BYTES_MAX);
    if (end || *ret_is_long || (rows->is_at_end && left > 0)) {
      *ret_bytes = end ? (size_t)(end - start) : left;
      rows->bytes_used += *ret_bytes + (end != NULL);
      rows->is_skipping = *ret_is_long && end == NULL;
      return start;
    }
    if (rows->is_at_end)
      return NULL;
    g_string_erase(rows->bytes, 0, (gssize)rows->bytes_used);
    rows->bytes_used = 0;
    if (read_block(rows, problem) < 0) {
      *ret_result = -1;
      return NULL;
    }
  }
}

// Passes over the rest of a line that was too long.
static int line_skip(struct rows *rows, struct problem *problem) {
  while (rows->is_skipping) {
    char *start = rows->bytes->str + rows->bytes_used, *end = memchr(start, '\n', rows->bytes->len - rows->bytes_used);
    rows->bytes_used = end ? (size_t)(end + 1 - rows->bytes->str) : rows->bytes->len;
    rows->is_skipping = end == NULL && !rows->is_at_end;
    if (!rows->is_skipping)
      break;
    g_string_truncate(rows->bytes, 0);
    rows->bytes_used = 0;
    if (read_block(rows, problem) < 0)
      return -1;
  }
  return 0;
}

static bool is_blank(const char *text, size_t bytes) {
  for (size_t i = 0; i < bytes; i++) {
    if (!g_ascii_isspace(text[i]))
      return false;
  }
  return true;
}

static void json_row(const char *text, size_t bytes, struct row *row) {
  json_error_t error;
  json_t *json = json_loadb(text, bytes, JSON_REJECT_DUPLICATES, &error);
  if (json == NULL) {
    problem_set(&row->problem, "", "no JSON at column %d: %s", error.column, error.text);
    if (json_error_code(&error) == json_error_premature_end_of_input)
      problem_hint(&row->problem, "Each line is one whole profile; jq -c . makes such lines.");
    return;
  }
  row->stakeholder =
      (Helix__V1__Stakeholder *)message_from_json(&helix__v1__stakeholder__descriptor, json, &row->problem);
  json_decref(json);
}

static int json_next(struct rows *rows, struct row *row, struct problem *problem) {
  size_t bytes;
  bool is_long;
  int result;
  for (;;) {
    if (line_skip(rows, problem) < 0)
      return -1;
    char *text = line_next(rows, problem, &bytes, &is_long, &result);
    if (text == NULL)
      return result;
    row->line = rows->line++;
    if (is_long) {
      row_complain(row, row->line, "the line is longer than 1 MiB");
      return 1;
    }
    if (!is_blank(text, bytes)) {
      json_row(text, bytes, row);
      return 1;
    }
  }
}

static bool looks_like_json(const char *text) {
  text += strspn(text, " \t\r\n");
  return *text == '{' || *text == '[';
}

// Tells CSV from JSON lines by the first block and reads the header.
static int format_choose(struct rows *rows, struct problem *problem) {
  if (read_block(rows, problem) < 0)
    return EX_NOINPUT;
  if (g_str_has_prefix(rows->bytes->str, "\xEF\xBB\xBF"))
    g_string_erase(rows->bytes, 0, 3);
  if (!looks_like_json(rows->bytes->str))
    return header_read(rows, problem);
  if (rows->bytes->str[strspn(rows->bytes->str, " \t\r\n")] == '{')
    return 0;
  problem_set(problem, "", "a JSON list, where one profile per line is wanted");
  problem_hint(problem, "jq -c '.[]' FILE makes lines of it.");
  return EX_DATAERR;
}

int rows_open(const char *path, struct rows **ret_rows, struct problem *problem) {
  *problem = (struct problem){0};
  int fd = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    problem_set(problem, "", "cannot be opened: %s", g_strerror(errno));
    return EX_NOINPUT;
  }
  struct rows *rows = g_new0(struct rows, 1);
  rows->fd = fd;
  rows->line = 1;
  rows->bytes = g_string_new(NULL);
  int result = format_choose(rows, problem);
  if (result == 0)
    *ret_rows = rows;
  else
    rows_close(rows);
  return result;
}

struct rows *rows_close(struct rows *rows) {
  if (rows == NULL)
    return NULL;
  close(rows->fd);
  csv_reader_free(rows->csv);
  csv_columns_free(rows->columns);
  g_string_free(rows->bytes, TRUE);
  g_free(rows);
  return NULL;
}

int rows_next(struct rows *rows, struct row *ret_row, struct problem *problem) {
  *ret_row = (struct row){0};
  return rows->csv ? csv_next(rows, ret_row, problem) : json_next(rows, ret_row, problem);
}

void row_deinit(struct row *row) {
  helix__v1__stakeholder__free_unpacked(row->stakeholder, NULL);
  row->stakeholder = NULL;
}

const char *rows_field_name(const struct rows *rows, const struct csv_present *present, const char *field) {
  const char *name = rows->columns ? csv_columns_name_of(rows->columns, present, field) : NULL;
  return name ? name : field;
}
