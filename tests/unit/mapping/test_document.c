// SPDX-License-Identifier: Apache-2.0
#include "mapping/document.h"

#include "helix/v1/rpc.pb-c.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct problem problem;

static struct document *read_text(const char *text, enum document_format format) {
  return document_read(text, strlen(text), format, &problem);
}

static Helix__V1__Stakeholder *read_stakeholder(const char *text, enum document_format format) {
  struct document *document = read_text(text, format);
  cr_assert(document, "%s: %s", text, problem.message);
  Helix__V1__Stakeholder *stakeholder = document_message(document, &helix__v1__stakeholder__descriptor, &problem);
  document_free(document);
  return stakeholder;
}

static void expect_problem(int line, int column, const char *words) {
  cr_expect_eq(problem.line, line, "line %d: %s", problem.line, problem.message);
  cr_expect_eq(problem.column, column, "column %d: %s", problem.column, problem.message);
  cr_expect(strstr(problem.message, words) || strstr(problem.hint, words), "%s (%s)", problem.message, problem.hint);
}

static void refuse_text(const char *text, enum document_format format, int line, int column, const char *words) {
  cr_assert_null(read_text(text, format), "%s", text);
  expect_problem(line, column, words);
}

static void refuse_field(const char *text, enum document_format format, int line, int column, const char *words) {
  cr_assert_null(read_stakeholder(text, format), "%s", text);
  expect_problem(line, column, words);
}

static const char yaml[] = "# a profile\n"
                           "name: 博洛尼亚 Lab\n"
                           "helix: RESEARCH\n"
                           "founded: 2010\n"
                           "website:\n"
                           "startup: true\n"
                           "languages: [it, en, no]\n"
                           "figures:\n"
                           "  - year: 2019\n"
                           "    turnover: 1.5e6\n"
                           "    staff: 12\n"
                           "statements:\n"
                           "  - kind: OFFER\n"
                           "    text: |\n"
                           "      Two\n"
                           "      lines\n"
                           "    trl: '7'\n"
                           "  - kind: NEED\n"
                           "    sought:\n"
                           "      trl_min: 3\n";

Test(document, yaml_becomes_a_message) {
  Helix__V1__Stakeholder *stakeholder = read_stakeholder(yaml, DOCUMENT_YAML);
  cr_assert(stakeholder, "%s", problem.message);
  cr_assert_str_eq(stakeholder->name, "博洛尼亚 Lab");
  cr_assert_str_eq(stakeholder->founded, "2010", "text, although it looks like a number");
  cr_assert_str_eq(stakeholder->website, "", "nothing after the colon is the default");
  cr_assert(stakeholder->startup);
  cr_assert_str_eq(stakeholder->languages[2], "no", "and not false");
  cr_assert_eq(stakeholder->figures[0]->turnover, 1.5e6);
  cr_assert_eq(stakeholder->statements[0]->trl, 7);
  cr_assert_str_eq(stakeholder->statements[0]->text, "Two\nlines\n");
  helix__v1__stakeholder__free_unpacked(stakeholder, NULL);
}

Test(document, lines_of_fields_are_known_in_yaml) {
  struct document *document = read_text(yaml, DOCUMENT_YAML);
  cr_assert_eq(document_line(document, "name"), 2);
  cr_assert_eq(document_line(document, "languages[1]"), 7);
  cr_assert_eq(document_line(document, "figures[0]"), 9);
  cr_assert_eq(document_line(document, "figures[0].staff"), 11);
  cr_assert_eq(document_line(document, "statements[1].kind"), 18);
  cr_assert_eq(document_line(document, "statements[1].sought.trl_min"), 20);
  cr_assert_eq(document_line(document, "statements[1].sought.trlMin"), 20, "in either spelling");
  document_free(document);
}

Test(document, a_field_that_is_not_there_has_the_line_of_what_is_around_it) {
  struct document *document = read_text(yaml, DOCUMENT_YAML);
  cr_assert_eq(document_line(document, "statements[1].text"), 18);
  cr_assert_eq(document_line(document, "statements[7].text"), 12);
  cr_assert_eq(document_line(document, "owners[0]"), 2);
  cr_assert_eq(document_line(document, ""), 2);
  static const char *const odd[] = {"[",       "[]",    "]", "..", "statements[", "statements[x]", "statements[-1]",
                                    "name[0]", "name.x"};
  for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
    cr_assert_gt(document_line(document, odd[i]), 0, "%s", odd[i]);
  document_free(document);
}

static const char json[] = "{\n"
                           "  \"name\": \"a \\\"quoted\\\" {name}, [x]: \\\\\",\n"
                           "  \"startup\": true, \"themes\": [],\n"
                           "  \"statements\": [\n"
                           "    {\"text\": \"\\ud83d\\ude00\", \"year\": 2019},\n"
                           "    {\n"
                           "      \"sought\": {\"trlMin\": 3,\n"
                           "        \"trlMax\": 9}\n"
                           "    }\n"
                           "  ]\n"
                           "}\n";

Test(document, lines_of_fields_are_known_in_json) {
  struct document *document = read_text(json, DOCUMENT_JSON);
  cr_assert(document, "%s", problem.message);
  cr_assert_eq(document_line(document, "name"), 2);
  cr_assert_eq(document_line(document, "themes"), 3);
  cr_assert_eq(document_line(document, "statements"), 4);
  cr_assert_eq(document_line(document, "statements[0].year"), 5);
  cr_assert_eq(document_line(document, "statements[1]"), 6);
  cr_assert_eq(document_line(document, "statements[1].sought.trl_max"), 8);
  cr_assert_eq(document_line(document, ""), 1);
  document_free(document);
}

Test(document, problems_with_fields_have_line_and_column) {
  refuse_field("name: a\nstatements:\n  - text: b\n    theems: [c]\n", DOCUMENT_YAML, 4, 5, "did you mean \"themes\"");
  refuse_field("name: a\nfigures:\n- year: soon\n", DOCUMENT_YAML, 3, 3, "not a number");
  refuse_field("languages:\n - it\n - [en]\n", DOCUMENT_YAML, 3, 4, "should be text");
  refuse_field("startup: yes\n", DOCUMENT_YAML, 1, 1, "write true or false");
  refuse_field("name: true\n", DOCUMENT_YAML, 1, 1, "put it in quotes");
  refuse_field("- a\n", DOCUMENT_YAML, 1, 1, "should be a group of fields");
  refuse_field("{\"name\": \"成都\", \"places\":\n [1]}", DOCUMENT_JSON, 2, 3, "should be text");
  refuse_field("{\"name\": \"成都\", \"plaze\": 1}", DOCUMENT_JSON, 1, 16, "no such field");
  refuse_field("{\"name\": \"a\\u0000\"}", DOCUMENT_JSON, 1, 2, "control character");
  refuse_field("name: \"a\\0\"", DOCUMENT_YAML, 1, 1, "control character");
  refuse_field("[1]", DOCUMENT_JSON, 1, 1, "should be a group of fields");
  refuse_field("7", DOCUMENT_JSON, 1, 1, "should be a group of fields");
}

Test(document, what_makes_yaml_surprising_is_refused) {
  refuse_text("a: &x 1\n", DOCUMENT_YAML, 1, 4, "anchors");
  refuse_text("a: 1\nb: *x\n", DOCUMENT_YAML, 2, 4, "aliases");
  refuse_text("a: !!str 1\n", DOCUMENT_YAML, 1, 4, "tags");
  refuse_text("a: &x [1]\n", DOCUMENT_YAML, 1, 4, "anchors");
  refuse_text("a: !x {b: 1}\n", DOCUMENT_YAML, 1, 4, "tags");
  refuse_text("a: 1\n---\nb: 2\n", DOCUMENT_YAML, 2, 1, "second document");
  refuse_text("a: 1\nb: 2\na: 3\n", DOCUMENT_YAML, 3, 1, "\"a\" is given twice");
  refuse_text("a:\n  b: 1\n  b: 2\n", DOCUMENT_YAML, 3, 3, "\"b\" is given twice");
  refuse_text("[a]: 1\n", DOCUMENT_YAML, 1, 1, "cannot be the name");
  refuse_text("? {a: 1}\n: 1\n", DOCUMENT_YAML, 1, 3, "cannot be the name");
  refuse_text("\"a\\0b\": 1\n", DOCUMENT_YAML, 1, 1, "NUL");
  refuse_text("", DOCUMENT_YAML, 0, 0, "nothing");
  refuse_text("# only a remark\n", DOCUMENT_YAML, 0, 0, "nothing");
}

Test(document, yaml_that_is_none_is_refused_with_its_place) {
  refuse_text("a: 1\n\tb: 2\n", DOCUMENT_YAML, 2, 1, "not tabs");
  refuse_text("a: b: c\n", DOCUMENT_YAML, 1, 5, "quotes");
  cr_assert_null(read_text("a: [1, 2\nb: 3\n", DOCUMENT_YAML));
  cr_assert_geq(problem.line, 2);
  refuse_text("a: 1\nb: \xFF\n", DOCUMENT_YAML, 2, 1, "UTF-8");
  refuse_text("a: 1\nb: \x07\n", DOCUMENT_YAML, 2, 1, "control characters");
}

Test(document, json_that_is_none_is_refused_with_its_place) {
  refuse_text("{\"a\": 1,\n \"b\": }", DOCUMENT_JSON, 2, 7, "this is not JSON");
  refuse_text("{\"a\": 1, \"a\": 2}", DOCUMENT_JSON, 1, 12, "duplicate");
  refuse_text("{\"a\": 99999999999999999999}", DOCUMENT_JSON, 1, 26, "in quotes");
  cr_assert_null(read_text("", DOCUMENT_JSON));
  cr_assert_null(read_text("{} x", DOCUMENT_JSON));
  cr_assert_null(read_text("{\"a\": \"\xFF\"}", DOCUMENT_JSON));
  cr_assert_null(read_text("{\"a\": \"\\ud800\"}", DOCUMENT_JSON));
}

static char *nested(size_t depth) {
  char *text = malloc(2 * depth + 1);
  memset(text, '[', depth);
  memset(text + depth, ']', depth);
  text[2 * depth] = 0;
  return text;
}

Test(document, nesting_has_a_limit) {
  for (int format = DOCUMENT_YAML; format <= DOCUMENT_JSON; format++) {
    char *text = nested(32);
    struct document *document = read_text(text, (enum document_format)format);
    cr_assert(document, "%s", problem.message);
    document_free(document);
    free(text);
    text = nested(33);
    cr_assert_null(read_text(text, (enum document_format)format));
    expect_problem(1, 33, "32 levels");
    free(text);
    text = nested(100000);
    cr_assert_null(read_text(text, (enum document_format)format));
    free(text);
  }
}

Test(document, a_byte_order_mark_means_nothing) {
  for (int format = DOCUMENT_YAML; format <= DOCUMENT_JSON; format++) {
    Helix__V1__Stakeholder *stakeholder =
        read_stakeholder("\xEF\xBB\xBF{\"name\": \"a\"}", (enum document_format)format);
    cr_assert_str_eq(stakeholder->name, "a");
    helix__v1__stakeholder__free_unpacked(stakeholder, NULL);
  }
}

Test(document, line_ends_of_windows_are_line_ends) {
  Helix__V1__Stakeholder *stakeholder = read_stakeholder("name: a\r\nsource: |\r\n  b\r\n  c\r\n", DOCUMENT_YAML);
  cr_assert(stakeholder, "%s", problem.message);
  cr_assert_str_eq(stakeholder->source, "b\nc\n");
  helix__v1__stakeholder__free_unpacked(stakeholder, NULL);
}

Test(document, a_document_beyond_the_limit_is_refused) {
  size_t count = (64 << 20) + 1;
  char *text = malloc(count);
  memset(text, ' ', count);
  cr_assert_null(document_read(text, count, DOCUMENT_YAML, &problem));
  expect_problem(0, 0, "at most 67108864");
  free(text);
}

Test(document, a_plain_scalar_is_null_or_bool_only_when_plain) {
  struct document *document = read_text("[null, ~, '', 'null', \"true\", True, FALSE, , Off]", DOCUMENT_YAML);
  cr_assert_null(document, "an empty item in brackets is no YAML");
  document = read_text("[null, ~, '', 'null', \"true\", True, FALSE, Off]", DOCUMENT_YAML);
  cr_assert(document);
  const json_t *root = document_root(document);
  static const json_type types[] = {JSON_NULL,   JSON_NULL, JSON_STRING, JSON_STRING,
                                    JSON_STRING, JSON_TRUE, JSON_FALSE,  JSON_STRING};
  for (size_t i = 0; i < sizeof types / sizeof *types; i++)
    cr_assert_eq(json_typeof(json_array_get(root, i)), types[i], "item %zu", i);
  document_free(document);
}

Test(document, the_format_follows_the_name) {
  cr_assert_eq(document_format_of("a/b.json"), DOCUMENT_JSON);
  cr_assert_eq(document_format_of("b.jsonl"), DOCUMENT_JSON);
  cr_assert_eq(document_format_of("b.yaml"), DOCUMENT_YAML);
  cr_assert_eq(document_format_of("json"), DOCUMENT_YAML);
  cr_assert_eq(document_format_of("a.json/b"), DOCUMENT_YAML);
}

Test(document, a_file_is_read_by_its_name) {
  char path[] = "/tmp/helix-document-XXXXXX.json";
  int fd = mkstemps(path, 5);
  cr_assert_eq(write(fd, "{\"id\":\n5}", 9), 9);
  close(fd);
  struct document *document = document_read_file(path, &problem);
  cr_assert(document, "%s", problem.message);
  cr_assert_eq(document_line(document, "id"), 1);
  document_free(document);
  unlink(path);
}

Test(document, a_file_larger_than_the_first_read_comes_whole) {
  char path[] = "/tmp/helix-document-XXXXXX.yaml";
  int fd = mkstemps(path, 5);
  FILE *file = fdopen(fd, "w");
  for (int i = 0; i < 40000; i++)
    fprintf(file, "- item %d\n", i);
  fclose(file);
  struct document *document = document_read_file(path, &problem);
  cr_assert(document, "%s", problem.message);
  cr_assert_eq(json_array_size(document_root(document)), 40000);
  cr_assert_eq(document_line(document, "[39999]"), 40000);
  document_free(document);
  unlink(path);
}

Test(document, a_file_that_cannot_be_read_says_why) {
  cr_assert_null(document_read_file("/nonexistent/helix.yaml", &problem));
  expect_problem(0, 0, "No such file");
  cr_assert_null(document_read_file("/", &problem));
  expect_problem(0, 0, "directory");
}

Test(document, no_problem_wanted_is_no_problem_written) {
  cr_assert_null(document_read("[", 1, DOCUMENT_YAML, NULL));
  cr_assert_null(document_read("[", 1, DOCUMENT_JSON, NULL));
  cr_assert_null(document_read("a: &b c", 7, DOCUMENT_YAML, NULL));
  cr_assert_null(document_free(NULL));
}
