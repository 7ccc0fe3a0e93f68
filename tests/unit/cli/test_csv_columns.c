// SPDX-License-Identifier: Apache-2.0
#include "cli/csv_columns.h"
#include "mapping/json.h"

#include <criterion/criterion.h>
#include <glib.h>
#include <stdlib.h>
#include <string.h>

static char **cells_of(const char *line) {
  return g_strsplit(line, "|", -1);
}

struct converted {
  struct csv_columns *columns;
  Helix__V1__Stakeholder *message;
  struct csv_present present;
  struct problem problem;
};

static void convert(struct converted *converted, const char *header, const char *row) {
  g_auto(GStrv) names = cells_of(header), cells = cells_of(row);
  *converted = (struct converted){.columns = csv_columns_new(names, g_strv_length(names), &converted->problem)};
  cr_assert_not_null(converted->columns, "%s: %s", converted->problem.field, converted->problem.message);
  converted->message =
      csv_columns_message(converted->columns, cells, g_strv_length(cells), &converted->present, &converted->problem);
}

static void drop(struct converted *converted) {
  helix__v1__stakeholder__free_unpacked(converted->message, NULL);
  csv_columns_free(converted->columns);
}

static void gives(const char *header, const char *row, const char *json) {
  struct converted converted;
  convert(&converted, header, row);
  cr_assert_not_null(converted.message, "%s: %s", converted.problem.field, converted.problem.message);
  char *text = message_to_json_text(&converted.message->base, JSON_COMPACT);
  cr_expect_str_eq(text, json);
  free(text);
  drop(&converted);
}

// The row is refused because of this column, with these words.
static void refuses(const char *header, const char *row, const char *column, const char *words) {
  struct converted converted;
  convert(&converted, header, row);
  cr_expect_null(converted.message);
  cr_expect_str_eq(converted.problem.field, column);
  cr_expect(strstr(converted.problem.message, words), "%s", converted.problem.message);
  drop(&converted);
}

static void refuses_header(const char *header, const char *column, const char *hint) {
  struct problem problem = {0};
  g_auto(GStrv) names = cells_of(header);
  cr_expect_null(csv_columns_new(names, g_strv_length(names), &problem));
  cr_expect_str_eq(problem.field, column);
  cr_expect(strstr(problem.hint, hint), "%s: %s", header, problem.hint);
}

Test(csv_columns, plain_fields_and_lists) {
  gives("id|name|helix|places|sectors|languages|website|founded|startup|themes|sample|source",
        "a|Alfa|Business|bologna; chengdu ;|C13;J62.01|it;en|https://a.example|2001-05|yes|textile|no|by hand",
        "{\"id\":\"a\",\"name\":\"Alfa\",\"helix\":\"BUSINESS\",\"places\":[\"bologna\",\"chengdu\"],"
        "\"sectors\":[\"C13\",\"J62.01\"],\"languages\":[\"it\",\"en\"],\"website\":\"https://a.example\","
        "\"founded\":\"2001-05\",\"startup\":true,\"themes\":[\"textile\"],\"source\":\"by hand\"}");
}

Test(csv_columns, names_in_other_languages) {
  gives("name|name_en|name_zh", "Alfa||阿尔法",
        "{\"name\":\"Alfa\",\"names\":[{\"language\":\"zh\",\"value\":\"阿尔法\"}]}");
}

Test(csv_columns, identifiers_say_their_scheme) {
  gives("name|identifiers", "Alfa|vat:IT0123;ror: https://ror.org/01",
        "{\"name\":\"Alfa\",\"identifiers\":[{\"scheme\":\"vat\",\"value\":\"IT0123\"},"
        "{\"scheme\":\"ror\",\"value\":\"https://ror.org/01\"}]}");
  refuses("name|identifiers", "Alfa|IT0123", "identifiers", "of which kind");
}

Test(csv_columns, figures_share_the_currency) {
  gives("name|staff_2023|turnover_2023|staff_2024|currency", "Alfa|12|1500000.5||EUR",
        "{\"name\":\"Alfa\",\"figures\":[{\"year\":2023,\"staff\":12,\"turnover\":1500000.5,\"currency\":\"EUR\"}]}");
}

Test(csv_columns, statements_in_the_order_of_the_header) {
  gives("name|offer|offer_themes|offer_language|need|offer_2|offer_2_cooperations|offer_2_trl",
        "Alfa|yarn|textile;wool|en||dye|joint-venture;TRADE|7",
        "{\"name\":\"Alfa\",\"statements\":[{\"kind\":\"OFFER\",\"text\":\"yarn\",\"language\":\"en\","
        "\"themes\":[\"textile\",\"wool\"]},{\"kind\":\"OFFER\",\"text\":\"dye\","
        "\"cooperations\":[\"JOINT_VENTURE\",\"TRADE\"],\"trl\":7}]}");
}

Test(csv_columns, a_language_alone_is_no_statement) {
  gives("name|offer|offer_language", "Alfa||en", "{\"name\":\"Alfa\"}");
}

Test(csv_columns, headers_take_any_case_and_blanks) {
  gives("Name| Name EN|Offer-Themes|offer", "Alfa|Alpha|wool|yarn",
        "{\"name\":\"Alfa\",\"names\":[{\"language\":\"en\",\"value\":\"Alpha\"}],"
        "\"statements\":[{\"kind\":\"OFFER\",\"text\":\"yarn\",\"themes\":[\"wool\"]}]}");
}

Test(csv_columns, a_reference_has_a_year_and_a_title) {
  gives("name|reference|reference_title|reference_year", "Alfa|We did it|Project|2019",
        "{\"name\":\"Alfa\",\"statements\":[{\"kind\":\"REFERENCE\",\"title\":\"Project\",\"text\":\"We did it\","
        "\"year\":2019}]}");
}

Test(csv_columns, unknown_columns_are_refused_with_the_nearest_or_the_list) {
  refuses_header("name|helx", "helx", "Did you mean helix?");
  refuses_header("name|offer_theme", "offer_theme", "Did you mean offer_themes?");
  refuses_header("name|colour", "colour", "Columns: id, name");
  refuses_header("name|owners", "owners", "Columns:");
  refuses_header("name|statements", "statements", "Columns:");
  refuses_header("name|staff", "staff", "");
  refuses_header("name|staff_23", "staff_23", "");
  refuses_header("name|offer_text", "offer_text", "");
  refuses_header("name|offer_2_3", "offer_2_3", "");
}

Test(csv_columns, a_column_twice_is_refused) {
  refuses_header("name|helix|Helix", "helix", "");
}

Test(csv_columns, a_file_without_names_is_refused) {
  refuses_header("id|helix", "name", "first line of the file names the columns");
}

Test(csv_columns, bad_cells_are_named_by_their_column) {
  refuses("name|helix", "Alfa|elephant", "helix", "elephant");
  refuses("name|startup", "Alfa|perhaps", "startup", "neither yes nor no");
  refuses("name|staff_2023", "Alfa|many", "staff_2023", "many");
  refuses("name|turnover_2023", "Alfa|1.5 million", "turnover_2023", "1.5 million");
  refuses("name|need|offer|offer_trl", "Alfa||yarn|high", "offer_trl", "high");
  refuses("name|need|offer_cooperations", "Alfa|wool|dancing", "offer_cooperations", "dancing");
}

Test(csv_columns, too_many_or_too_few_cells_are_refused) {
  refuses("name|helix", "Alfa", "", "1 cells, but the header names 2 columns");
  refuses("name|helix", "Alfa|BUSINESS|x", "", "3 cells");
}

Test(csv_columns, fields_of_the_message_lead_back_to_their_column) {
  struct converted converted;
  convert(&converted, "name|name_it|name_en|need|offer|offer_themes|staff_2022|staff_2023|currency",
          "Alfa||Alpha||yarn|x;y||5|EUR");
  cr_assert_not_null(converted.message);
  static const char *const pairs[][2] = {{"name", "name"},
                                         {"names[0].value", "name_en"},
                                         {"statements[0].text", "offer"},
                                         {"statements[0].themes[1]", "offer_themes"},
                                         {"statements[0].kind", "offer"},
                                         {"statements[0]", "offer"},
                                         {"figures[0].staff", "staff_2023"},
                                         {"figures[0].currency", "currency"}};
  for (unsigned i = 0; i < G_N_ELEMENTS(pairs); i++) {
    const char *name = csv_columns_name_of(converted.columns, &converted.present, pairs[i][0]);
    cr_assert_not_null(name, "%s", pairs[i][0]);
    cr_expect_str_eq(name, pairs[i][1]);
  }
  cr_expect_null(csv_columns_name_of(converted.columns, &converted.present, "website"));
  cr_expect_null(csv_columns_name_of(converted.columns, &converted.present, "statements[7].text"));
  cr_expect_null(csv_columns_name_of(converted.columns, &converted.present, ""));
  drop(&converted);
}
