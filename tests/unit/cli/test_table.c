// SPDX-License-Identifier: Apache-2.0
#include "capture.h"
#include "cli/table.h"

#include <criterion/criterion.h>
#include <locale.h>
#include <string.h>

static const struct table_column columns[] = {{"NAME", TABLE_LEFT}, {"CITY", TABLE_LEFT}};

static void print(struct capture *capture, const char *const rows[][2], unsigned count) {
  struct table *table = table_new(&capture->output, columns, 2);
  for (unsigned i = 0; i < count; i++)
    table_add(table, NULL, rows[i]);
  table_print(table, "Nobody is there.");
  table_free(table);
  capture_end(capture);
}

Test(table, chinese_takes_two_columns_a_character) {
  struct capture capture;
  cr_assert_not_null(setlocale(LC_CTYPE, "C.UTF-8"));
  capture_begin(&capture);
  print(&capture, (const char *const[][2]){{"四川大学", "Chengdu"}, {"Alfa", "Bologna"}}, 2);
  cr_expect_str_eq(capture.out, "NAME     CITY\n四川大学 Chengdu\nAlfa     Bologna\n");
  capture_free(&capture);
}

Test(table, what_the_terminal_lacks_is_written_as_escapes) {
  struct capture capture;
  capture_begin(&capture);
  capture.output.utf8 = false;
  print(&capture, (const char *const[][2]){{"四", "Chengdu"}, {"Alfa", NULL}}, 2);
  cr_expect(strstr(capture.out, "\\u56db Chengdu\nAlfa"), "%s", capture.out);
  capture_free(&capture);
}

Test(table, without_rows_it_says_so) {
  struct capture capture;
  capture_begin(&capture);
  print(&capture, NULL, 0);
  cr_expect_str_eq(capture.out, "Nobody is there.\n");
  capture_free(&capture);
}
