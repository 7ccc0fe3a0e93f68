// SPDX-License-Identifier: Apache-2.0
// libcsv calls us for each cell and each line end. It is asked to report every line end, so that lines can be counted, and
// stops at the first byte that breaks the rules: then the row is complained about, the rest of its line skipped, and a fresh
// parser goes on.
#include "cli/csv_reader.h"

#include <csv.h>
#include <glib.h>
#include <string.h>

enum { CELL_BYTES_MAX = 1 << 20, HEAD_BYTES = 4096 };

struct csv_reader {
  struct csv_parser parser;
  GString *head;       // owned; the first line while it is not complete, else NULL
  GQueue rows;         // owned struct csv_row
  GPtrArray *cells;    // owned; of the row under way
  struct csv_row *row; // owned; under way, NULL between rows
  int line;            // where the next byte stands
  bool is_skipping;    // the rest of a malformed row's line
  unsigned char delimiter;
  bool is_lost;
};

static void parser_start(struct csv_reader *reader) {
  csv_init(&reader->parser, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL | CSV_APPEND_NULL);
  csv_set_delim(&reader->parser, reader->delimiter);
}

struct csv_reader *csv_reader_new(void) {
  struct csv_reader *reader = g_new0(struct csv_reader, 1);
  reader->line = 1;
  reader->delimiter = ',';
  reader->head = g_string_new(NULL);
  reader->cells = g_ptr_array_new_with_free_func(g_free);
  parser_start(reader);
  return reader;
}

struct csv_row *csv_row_free(struct csv_row *row) {
  if (row == NULL)
    return NULL;
  g_strfreev(row->cells);
  g_free(row->complaint);
  g_free(row);
  return NULL;
}

struct csv_reader *csv_reader_free(struct csv_reader *reader) {
  if (reader == NULL)
    return NULL;
  csv_free(&reader->parser);
  for (struct csv_row *row; (row = g_queue_pop_head(&reader->rows));)
    csv_row_free(row);
  csv_row_free(reader->row);
  g_ptr_array_unref(reader->cells);
  if (reader->head)
    g_string_free(reader->head, TRUE);
  g_free(reader);
  return NULL;
}

static struct csv_row *row_under_way(struct csv_reader *reader) {
  if (reader->row == NULL) {
    reader->row = g_new0(struct csv_row, 1);
    reader->row->line = reader->line;
  }
  return reader->row;
}

__attribute__((format(printf, 2, 3))) static void complain(struct csv_row *row, const char *format, ...) {
  va_list values;
  va_start(values, format);
  if (row->complaint == NULL)
    row->complaint = g_strdup_vprintf(format, values);
  va_end(values);
}

static void on_cell(void *bytes, size_t count, void *data) {
  struct csv_reader *reader = data;
  struct csv_row *row = row_under_way(reader);
  char *cell = g_strndup(bytes, count);
  if (strlen(cell) != count)
    complain(row, "cell %u holds a zero byte", reader->cells->len + 1);
  if (!g_utf8_validate(cell, -1, NULL))
    complain(row, "cell %u is not UTF-8; save the file with the encoding UTF-8", reader->cells->len + 1);
  for (const char *at = cell; (at = strchr(at, '\n')); at++)
    reader->line++;
  g_ptr_array_add(reader->cells, cell);
}

// Moves the cells into the row, and the row to those that can be taken.
static void row_finish(struct csv_reader *reader) {
  struct csv_row *row = g_steal_pointer(&reader->row);
  if (row->complaint == NULL) {
    row->cell_count = reader->cells->len;
    g_ptr_array_add(reader->cells, NULL);
    row->cells = (char **)g_ptr_array_steal(reader->cells, NULL);
  }
  g_ptr_array_set_size(reader->cells, 0);
  g_queue_push_tail(&reader->rows, row);
}

static bool is_blank(const struct csv_reader *reader) {
  return reader->row->complaint == NULL && reader->cells->len == 1 && *(const char *)reader->cells->pdata[0] == '\0';
}

static void row_forget(struct csv_reader *reader) {
  reader->row = csv_row_free(reader->row);
  g_ptr_array_set_size(reader->cells, 0);
}

static void on_line_end(int end, void *data) {
  struct csv_reader *reader = data;
  if (reader->row && is_blank(reader))
    row_forget(reader);
  if (reader->row)
    row_finish(reader);
  if (end == '\n')
    reader->line++;
}

// libcsv stopped within a row.
static void row_spoil(struct csv_reader *reader, const char *why) {
  struct csv_row *row = row_under_way(reader);
  complain(row, "%s", why);
  row_finish(reader);
  for (size_t i = 0; i < reader->parser.entry_pos; i++) // of a cell that on_cell never saw
    reader->line += reader->parser.entry_buf[i] == '\n';
  csv_free(&reader->parser);
  parser_start(reader);
}

// How many bytes up to and with the line end; all of them when there is none.
static size_t line_rest(const char *bytes, size_t count, bool *ret_ends) {
  const char *end = memchr(bytes, '\n', count);
  *ret_ends = end != NULL;
  return end ? (size_t)(end - bytes) + 1 : count;
}

static void parse(struct csv_reader *reader, const char *bytes, size_t count) {
  while (count > 0 && !reader->is_lost) {
    size_t used = 0;
    if (reader->is_skipping) {
      bool ends;
      used = line_rest(bytes, count, &ends);
      reader->line += ends;
      reader->is_skipping = !ends;
    } else {
      used = csv_parse(&reader->parser, bytes, count, on_cell, on_line_end, reader);
      if (csv_error(&reader->parser) != CSV_SUCCESS) {
        reader->is_skipping = true;
        row_spoil(reader,
                  "a double quote stands inside a cell; put the whole cell in double quotes and double those within");
      }
    }
    bytes += used;
    count -= used;
    if (reader->parser.entry_pos > CELL_BYTES_MAX) {
      row_spoil(reader, "a cell is longer than 1 MiB: a double quote was opened and not closed");
      reader->is_lost = true;
    }
  }
}

// Spreadsheets write what the country's numbers leave free as a separator.
static unsigned char delimiter_of(const char *line) {
  if (strchr(line, ','))
    return ',';
  return strchr(line, ';') ? ';' : strchr(line, '\t') ? '\t' : ',';
}

static void head_finish(struct csv_reader *reader) {
  g_autoptr(GString) head = g_steal_pointer(&reader->head);
  if (g_str_has_prefix(head->str, "\xEF\xBB\xBF"))
    g_string_erase(head, 0, 3);
  g_autofree char *line = g_strndup(head->str, strcspn(head->str, "\r\n"));
  reader->delimiter = delimiter_of(line);
  csv_set_delim(&reader->parser, reader->delimiter);
  parse(reader, head->str, head->len);
}

static void file_finish(struct csv_reader *reader) {
  if (reader->head)
    head_finish(reader);
  if (reader->is_lost || reader->is_skipping)
    return;
  if (csv_fini(&reader->parser, on_cell, on_line_end, reader) != 0)
    row_spoil(reader, "a double quote was opened and not closed");
}

void csv_reader_feed(struct csv_reader *reader, const char *bytes, size_t count) {
  if (count == 0) {
    file_finish(reader);
    return;
  }
  if (reader->head == NULL) {
    parse(reader, bytes, count);
    return;
  }
  g_string_append_len(reader->head, bytes, (gssize)count);
  if (memchr(reader->head->str, '\n', reader->head->len) || reader->head->len > HEAD_BYTES)
    head_finish(reader);
}

struct csv_row *csv_reader_next(struct csv_reader *reader) {
  return g_queue_pop_head(&reader->rows);
}

bool csv_reader_is_lost(const struct csv_reader *reader) {
  return reader->is_lost;
}
