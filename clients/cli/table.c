// SPDX-License-Identifier: Apache-2.0
// libsmartcols does the work; it measures by the locale, so output_init() must have been called.
#include "cli/table.h"

#include <glib.h>
#include <libsmartcols.h>

struct table {
  struct output *output;        // borrowed
  struct libscols_table *lines; // owned reference
  unsigned column_count;
};

static int flags_of(const struct table_column *column) {
  switch (column->kind) {
  case TABLE_LEFT:
    return 0;
  case TABLE_RIGHT:
    return SCOLS_FL_RIGHT;
  case TABLE_CUT:
    return SCOLS_FL_TRUNC;
  case TABLE_TREE:
    return SCOLS_FL_TREE;
  }
  return 0;
}

struct table *table_new(struct output *output, const struct table_column *columns, unsigned count) {
  struct table *table = g_new0(struct table, 1);
  table->output = output;
  table->lines = scols_new_table();
  g_assert(table->lines); // only memory can be missing
  table->column_count = count;
  for (unsigned i = 0; i < count; i++)
    scols_table_new_column(table->lines, columns[i].name, 0, flags_of(&columns[i]));
  return table;
}

struct table *table_free(struct table *table) {
  if (table == NULL)
    return NULL;
  scols_unref_table(table->lines);
  g_free(table);
  return NULL;
}

void *table_add(struct table *table, void *parent, const char *const *cells) {
  struct libscols_line *line = scols_table_new_line(table->lines, parent);
  g_assert(line);
  for (unsigned i = 0; i < table->column_count; i++)
    scols_line_refer_data(line, i, output_convert(table->output, cells[i] ? cells[i] : "")); // libsmartcols frees it
  return line;
}

void table_print(struct table *table, const char *empty) {
  struct output *output = table->output;
  if (scols_table_is_empty(table->lines)) {
    output_print(output, "%s\n", empty);
    return;
  }
  fflush(output->out);
  scols_table_set_stream(table->lines, output->out);
  scols_table_enable_ascii(table->lines, !output->utf8);
  scols_print_table(table->lines);
}
