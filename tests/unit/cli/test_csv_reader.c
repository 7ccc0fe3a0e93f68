// SPDX-License-Identifier: Apache-2.0
#include "cli/csv_reader.h"

#include <criterion/criterion.h>
#include <glib.h>
#include <string.h>

// Reads all of it in blocks of `block` bytes and writes the rows as "LINE:cell|cell" or "LINE!complaint", one a line.
static char *read_all(const char *text, size_t count, size_t block) {
  GString *seen = g_string_new(NULL);
  struct csv_reader *reader = csv_reader_new();
  for (size_t at = 0; at < count; at += block)
    csv_reader_feed(reader, text + at, MIN(block, count - at));
  csv_reader_feed(reader, NULL, 0);
  for (struct csv_row *row; (row = csv_reader_next(reader)); csv_row_free(row)) {
    g_string_append_printf(seen, "%d%s", row->line, row->complaint ? "!" : ":");
    if (row->complaint)
      g_string_append(seen, row->complaint);
    for (unsigned i = 0; !row->complaint && i < row->cell_count; i++)
      g_string_append_printf(seen, "%s%s", i ? "|" : "", row->cells[i]);
    g_string_append_c(seen, '\n');
  }
  csv_reader_free(reader);
  return g_string_free(seen, FALSE);
}

static void reads(const char *text, const char *expected) {
  for (size_t block = 1; block <= 64; block *= 4) {
    g_autofree char *seen = read_all(text, strlen(text), block);
    cr_expect_str_eq(seen, expected, "in blocks of %zu: %s", block, seen);
  }
}

Test(csv_reader, rows_know_their_lines) {
  reads("a,b\n1,2\n3,4\n", "1:a|b\n2:1|2\n3:3|4\n");
}

Test(csv_reader, the_last_line_needs_no_end) {
  reads("a,b\n1,2", "1:a|b\n2:1|2\n");
}

Test(csv_reader, windows_line_ends_count_once) {
  reads("a,b\r\n1,2\r\n\r\n3,4\r\n", "1:a|b\n2:1|2\n4:3|4\n");
}

Test(csv_reader, a_byte_order_mark_is_passed_over) {
  reads("\xEF\xBB\xBFname,b\n1,2\n", "1:name|b\n2:1|2\n");
}

Test(csv_reader, quotes_hold_commas_quotes_and_line_breaks) {
  reads("a,b\n\"x, \"\"y\"\"\nz\",2\n3,4\n", "1:a|b\n2:x, \"y\"\nz|2\n4:3|4\n");
}

Test(csv_reader, blank_lines_are_no_rows) {
  reads("a,b\n\n  \n1,2\n", "1:a|b\n4:1|2\n");
}

Test(csv_reader, semicolons_and_tabs_separate_where_the_header_has_no_comma) {
  reads("a;b\n1,5;2\n", "1:a|b\n2:1,5|2\n");
  reads("a\tb\n1\t2\n", "1:a|b\n2:1|2\n");
}

Test(csv_reader, chinese_stays_whole_across_blocks) {
  reads("名称,城市\n成都大学,成都\n", "1:名称|城市\n2:成都大学|成都\n");
}

Test(csv_reader, a_stray_quote_spoils_its_line_only) {
  reads("a,b\nx\"y,2\n3,4\n",
        "1:a|b\n2!a double quote stands inside a cell; put the whole cell in double quotes and double those within\n"
        "3:3|4\n");
}

Test(csv_reader, lines_are_right_after_a_spoilt_cell_with_line_breaks) {
  reads("a,b\n\"x\ny\"z,2\n3,4\n",
        "1:a|b\n2!a double quote stands inside a cell; put the whole cell in double quotes and double those within\n"
        "4:3|4\n");
}

Test(csv_reader, an_open_quote_at_the_end_is_a_malformed_row) {
  reads("a,b\n1,2\n\"x,3\n4,5\n", "1:a|b\n2:1|2\n3!a double quote was opened and not closed\n");
}

Test(csv_reader, what_is_not_utf8_is_a_malformed_row) {
  reads("a,b\nCaff\xE8,2\n3,4\n", "1:a|b\n2!cell 1 is not UTF-8; save the file with the encoding UTF-8\n3:3|4\n");
}

Test(csv_reader, a_zero_byte_is_a_malformed_row) {
  static const char text[] = "a,b\nx\0y,2\n3,4\n";
  g_autofree char *seen = read_all(text, sizeof text - 1, 5);
  cr_expect_str_eq(seen, "1:a|b\n2!cell 1 holds a zero byte\n3:3|4\n");
}

Test(csv_reader, an_endless_quote_ends_the_reading) {
  struct csv_reader *reader = csv_reader_new();
  g_autofree char *block = g_strnfill(1 << 16, 'x');
  csv_reader_feed(reader, "a,b\n\"", 5);
  for (int i = 0; i < 20 && !csv_reader_is_lost(reader); i++)
    csv_reader_feed(reader, block, 1 << 16);
  cr_expect(csv_reader_is_lost(reader));
  csv_row_free(csv_reader_next(reader));
  struct csv_row *row = csv_reader_next(reader);
  cr_assert_not_null(row);
  cr_expect(strstr(row->complaint, "longer than 1 MiB"));
  csv_row_free(row);
  csv_reader_free(reader);
}

Test(csv_reader, an_empty_file_has_no_rows) {
  reads("", "");
  reads("\n\n", "");
}
