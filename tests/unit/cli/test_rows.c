// SPDX-License-Identifier: Apache-2.0
#include "cli/chunk.h"

#include <criterion/criterion.h>
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void write_file(char *ret_path, const char *text, size_t bytes) {
  strcpy(ret_path, "/tmp/helix-rows-XXXXXX");
  int fd = mkstemp(ret_path);
  cr_assert_geq(fd, 0);
  cr_assert_eq(write(fd, text, bytes), (ssize_t)bytes);
  close(fd);
}

// The rows as "LINE:name" or "LINE!field: message", one a line; or "EXIT message" when the file cannot be opened.
static char *read_all(const char *text, size_t bytes) {
  char path[32];
  struct rows *rows = NULL;
  struct row row;
  struct problem problem;
  GString *seen = g_string_new(NULL);
  write_file(path, text, bytes);
  int result = rows_open(path, &rows, &problem);
  if (result)
    g_string_printf(seen, "%d %s: %s\n", result, problem.field, problem.message);
  while (rows && (result = rows_next(rows, &row, &problem)) > 0) {
    if (row.stakeholder)
      g_string_append_printf(seen, "%d:%s\n", row.line, row.stakeholder->name);
    else
      g_string_append_printf(seen, "%d!%s: %s\n", row.line, row.problem.field, row.problem.message);
    row_deinit(&row);
  }
  rows_close(rows);
  unlink(path);
  return g_string_free(seen, FALSE);
}

static void reads(const char *text, const char *expected) {
  g_autofree char *seen = read_all(text, strlen(text));
  cr_expect_str_eq(seen, expected);
}

// As above, but only the beginning of each line is compared.
static void reads_like(const char *text, size_t bytes, const char *const *expected) {
  g_autofree char *seen = read_all(text, bytes);
  g_auto(GStrv) lines = g_strsplit(seen, "\n", -1);
  unsigned i = 0;
  for (; expected[i]; i++)
    cr_assert(lines[i] && g_str_has_prefix(lines[i], expected[i]), "%s, not %s", seen, expected[i]);
  cr_expect_str_empty(lines[i]);
}

Test(rows, csv_with_a_header) {
  reads("name,helix\nAlfa,business\nBeta,research\n", "2:Alfa\n3:Beta\n");
}

Test(rows, a_bad_csv_row_does_not_stop_the_others) {
  static const char text[] = "name,helix\nAlfa,elephant\nBeta,research\nx\"y,z\nGamma,business,1\nDelta,business";
  reads_like(text, strlen(text),
             (const char *const[]){"2!helix: ", "3:Beta", "4!: a double quote", "5!: 3 cells", "6:Delta", NULL});
}

Test(rows, json_lines_with_blank_ones) {
  reads("{\"name\":\"Alfa\"}\n\n  \r\n{\"name\":\"Beta\"}\r\n{\"name\":\"Gamma\"}", "1:Alfa\n4:Beta\n5:Gamma\n");
}

Test(rows, a_byte_order_mark_before_json_is_passed_over) {
  reads("\xEF\xBB\xBF{\"name\":\"Alfa\"}\n", "1:Alfa\n");
}

Test(rows, a_bad_json_line_does_not_stop_the_others) {
  static const char text[] = "{\"name\":\"Alfa\"}\n{\"name\":\n{\"naem\":1}\n{\"name\":\"A\",\"name\":\"B\"}\n[1]\n"
                             "{\"name\":\"x\"} y\n{\"figures\":[{\"staff\":-1}]}\n{\"name\":\"Beta\"}\n";
  reads_like(text, strlen(text),
             (const char *const[]){"1:Alfa", "2!: no JSON", "3!naem: ", "4!: no JSON", "5!", "6!: no JSON",
                                   "7!figures[0].staff: ", "8:Beta", NULL});
}

Test(rows, a_line_that_is_too_long_is_passed_over) {
  GString *text = g_string_new("{\"name\":\"Alfa\"}\n{\"name\":\"");
  g_autofree char *filler = g_strnfill(3 << 20, 'x');
  g_string_append(text, filler);
  g_string_append(text, "\"}\n{\"name\":\"Beta\"}\n");
  reads_like(text->str, text->len, (const char *const[]){"1:Alfa", "2!: the line is longer", "3:Beta", NULL});
  g_string_free(text, TRUE);
}

Test(rows, lines_across_the_blocks_of_reading_stay_whole) {
  GString *text = g_string_new(NULL);
  for (int i = 0; i < 5000; i++)
    g_string_append_printf(text, "{\"name\":\"Organisation number %d of many\"}\n", i);
  g_autofree char *seen = read_all(text->str, text->len);
  g_auto(GStrv) lines = g_strsplit(seen, "\n", -1);
  cr_assert_eq(g_strv_length(lines), 5001);
  cr_expect_str_eq(lines[4999], "5000:Organisation number 4999 of many");
  g_string_free(text, TRUE);
}

Test(rows, a_json_list_is_refused_as_a_whole) {
  reads("[{\"name\":\"Alfa\"}]\n", "65 : a JSON list, where one profile per line is wanted\n");
}

Test(rows, an_unknown_column_is_refused_as_a_whole) {
  reads("name,helx\nAlfa,business\n", "65 helx: there is no such column\n");
}

Test(rows, an_empty_file_has_no_rows) {
  reads("", "");
}

Test(rows, what_is_no_text_is_refused_as_a_whole) {
  static const char bytes[] = "\0\xFF\0";
  reads_like(bytes, sizeof bytes - 1, (const char *const[]){"65 : cell 1 holds a zero byte", NULL});
}

Test(rows, a_missing_file_is_no_input) {
  struct rows *rows = NULL;
  struct problem problem;
  cr_expect_eq(rows_open("/nonexistent/file.csv", &rows, &problem), 66);
  cr_expect_null(rows);
  cr_expect(strstr(problem.message, "No such file"));
}

Test(rows, a_folder_cannot_be_read) {
  struct rows *rows = NULL;
  struct problem problem;
  cr_expect_eq(rows_open("/tmp", &rows, &problem), 66);
  cr_expect(strstr(problem.message, "directory"));
}

// Numbers of rows per chunk, "64 64 2".
static char *chunk_sizes(const char *text, size_t bytes) {
  char path[32];
  struct chunk_reader reader = {0};
  struct problem problem;
  struct chunk *chunk;
  char former_key[HELIX_KEY_BYTES] = "";
  GString *sizes = g_string_new(NULL);
  write_file(path, text, bytes);
  cr_assert_eq(rows_open(path, &reader.rows, &problem), 0);
  while (chunk_read(&reader, &chunk, &problem) > 0) {
    g_string_append_printf(sizes, "%s%u", sizes->len ? " " : "", chunk->row_count);
    cr_expect_neq(strcmp(chunk->key, former_key), 0);
    cr_expect_leq(chunk->call.n_stakeholders, chunk->row_count);
    cr_expect_eq(chunk_is_done(chunk), chunk->call.n_stakeholders == 0);
    strcpy(former_key, chunk->key);
    chunk_free(chunk);
  }
  chunk_reader_deinit(&reader);
  rows_close(reader.rows);
  unlink(path);
  return g_string_free(sizes, FALSE);
}

Test(chunk, holds_at_most_64_rows) {
  GString *text = g_string_new("name\n");
  for (int i = 0; i < 130; i++)
    g_string_append_printf(text, "Name %d\n", i);
  g_autofree char *sizes = chunk_sizes(text->str, text->len);
  cr_expect_str_eq(sizes, "64 64 2");
  g_string_free(text, TRUE);
}

Test(chunk, holds_at_most_256_kib) {
  GString *text = g_string_new("name,offer\n");
  g_autofree char *filler = g_strnfill(100 << 10, 'x');
  for (int i = 0; i < 5; i++)
    g_string_append_printf(text, "Name %d,%s\n", i, filler);
  g_autofree char *sizes = chunk_sizes(text->str, text->len);
  cr_expect_str_eq(sizes, "2 2 1");
  g_string_free(text, TRUE);
}

Test(chunk, rows_that_cannot_be_sent_are_kept_with_their_problem) {
  char path[32];
  struct chunk_reader reader = {0};
  struct problem problem;
  struct chunk *chunk;
  static const char text[] = "name,helix\nAlfa,business\nBeta,elephant\nGamma,research\n";
  write_file(path, text, strlen(text));
  cr_assert_eq(rows_open(path, &reader.rows, &problem), 0);
  cr_assert_eq(chunk_read(&reader, &chunk, &problem), 1);
  cr_expect_eq(chunk->row_count, 3);
  cr_expect_eq(chunk->call.n_stakeholders, 2);
  cr_assert_not_null(chunk->rows[1].problem);
  cr_expect_eq(chunk->rows[1].line, 3);
  cr_expect_str_eq(chunk->rows[1].problem->field, "helix");
  cr_expect_str_eq(chunk->call.stakeholders[1]->name, "Gamma");
  chunk_free(chunk);
  cr_expect_eq(chunk_read(&reader, &chunk, &problem), 0);
  chunk_reader_deinit(&reader);
  rows_close(reader.rows);
  unlink(path);
}
