// SPDX-License-Identifier: Apache-2.0
#include "cli/template.h"
#include "cli/yaml_write.h"
#include "helix/v1/stakeholder.pb-c.h"
#include "mapping/document.h"
#include "mapping/json.h"

#include <criterion/criterion.h>
#include <glib.h>
#include <stdlib.h>
#include <string.h>

static Helix__V1__Stakeholder *message_of(const char *yaml) {
  struct problem problem = {0};
  struct document *document = document_read(yaml, strlen(yaml), DOCUMENT_YAML, &problem);
  cr_assert_not_null(document, "%d:%d: %s", problem.line, problem.column, problem.message);
  Helix__V1__Stakeholder *message = document_message(document, &helix__v1__stakeholder__descriptor, &problem);
  cr_assert_not_null(message, "%d: %s: %s", problem.line, problem.field, problem.message);
  document_free(document);
  return message;
}

Test(template, is_a_profile_that_lacks_everything) {
  Helix__V1__Stakeholder *message = message_of(stakeholder_template);
  cr_expect_str_empty(message->name);
  cr_expect_eq(message->helix, HELIX__V1__HELIX__HELIX_UNSPECIFIED);
  cr_assert_eq(message->n_statements, 3);
  cr_expect_eq(message->statements[1]->kind, HELIX__V1__STATEMENT_KIND__NEED);
  cr_expect_str_empty(message->statements[1]->text);
  helix__v1__stakeholder__free_unpacked(message, NULL);
}

// "#key: value" becomes "key: value"; remarks keep their "# ".
static char *uncomment(const char *yaml) {
  GString *text = g_string_new(NULL);
  g_auto(GStrv) lines = g_strsplit(yaml, "\n", -1);
  for (unsigned i = 0; lines[i]; i++) {
    const char *mark = strchr(lines[i], '#');
    bool is_off = mark && strspn(lines[i], " ") == (size_t)(mark - lines[i]) &&
                  (g_ascii_islower(mark[1]) || g_str_has_prefix(mark, "#  ")) && !g_str_has_prefix(mark, "#   helix") &&
                  !strstr(mark, "TRADE") && !strstr(mark, "BEST") && !strstr(mark, "EXHIB") &&
                  !strstr(mark, "RESEARCH_PROJECT,") && !strstr(mark, "helixctl");
    if (is_off)
      g_string_append_printf(text, "%.*s%s\n", (int)(mark - lines[i]), lines[i], mark + 1);
    else
      g_string_append_printf(text, "%s\n", lines[i]);
  }
  return g_string_free(text, FALSE);
}

Test(template, what_is_commented_out_is_well_formed_too) {
  g_autofree char *yaml = uncomment(stakeholder_template);
  Helix__V1__Stakeholder *message = message_of(yaml);
  cr_assert_eq(message->n_figures, 1);
  cr_expect_eq(message->figures[0]->staff, 12);
  cr_expect_eq(message->n_names, 2);
  cr_assert_eq(message->n_contacts, 1);
  cr_expect_eq(message->contacts[0]->n_languages, 2);
  cr_assert_eq(message->n_teasers, 1);
  cr_assert_eq(message->n_statements, 4);
  cr_expect_eq(message->statements[0]->trl, 7);
  cr_assert_not_null(message->statements[0]->sought);
  cr_expect_eq(message->statements[0]->sought->n_helix, 2);
  cr_expect_eq(message->statements[3]->year, 2022);
  helix__v1__stakeholder__free_unpacked(message, NULL);
}

static void round_trip(const char *json_text) {
  json_t *json = json_loads(json_text, 0, NULL);
  struct problem problem = {0};
  cr_assert_not_null(json);
  ProtobufCMessage *before = message_from_json(&helix__v1__stakeholder__descriptor, json, &problem);
  cr_assert_not_null(before, "%s: %s", problem.field, problem.message);
  json_t *written = message_to_json(before);
  g_autofree char *yaml = yaml_write(written);
  Helix__V1__Stakeholder *after = message_of(yaml);
  char *one = message_to_json_text(before, JSON_COMPACT), *other = message_to_json_text(&after->base, JSON_COMPACT);
  cr_expect_str_eq(one, other, "%s", yaml);
  free(one);
  free(other);
  json_decref(json);
  json_decref(written);
  protobuf_c_message_free_unpacked(before, NULL);
  helix__v1__stakeholder__free_unpacked(after, NULL);
}

Test(yaml_write, a_profile_comes_back_the_same) {
  round_trip("{\"id\":\"a\",\"name\":\"Alfa: \\\"beta\\\" # gamma\",\"helix\":\"BUSINESS\",\"startup\":true,"
             "\"names\":[{\"language\":\"zh\",\"value\":\"阿尔法\"}],\"places\":[\"bologna\"],"
             "\"figures\":[{\"year\":2023,\"staff\":12,\"turnover\":1500000.125,\"currency\":\"EUR\"}],"
             "\"statements\":[{\"kind\":\"OFFER\",\"text\":\"First line\\n  second: line\\n\\nthird\\n\",\"trl\":7,"
             "\"must\":{\"trlMin\":3}}]}");
}

Test(yaml_write, words_that_yaml_takes_for_something_else_are_quoted) {
  static const char *const words[] = {"null", "~",  "true", "No",  "off", "2023", "0x10", "1e3",  "-",
                                      ".inf", "=",  "'",    "\\t", "- a", "? b",  "a: b", "a #b", " a ",
                                      "*x",   "&x", "!x",   "%x",  "@x",  "[a",   "{a",   "|",    ">"};
  for (unsigned i = 0; i < G_N_ELEMENTS(words); i++) {
    g_autofree char *json = g_strdup_printf(
        "{\"name\":\"%s\",\"places\":[\"%s\"],\"statements\":[{\"text\":\"a\\n%s\"}]}", words[i], words[i], words[i]);
    round_trip(json);
  }
}

Test(yaml_write, long_texts_come_back_the_same) {
  GString *json = g_string_new("{\"name\":\"x\",\"statements\":[{\"text\":\"");
  for (int i = 0; i < 200; i++)
    g_string_append(json, "words and 字 ");
  g_string_append(json, "\"}]}");
  round_trip(json->str);
  g_string_free(json, TRUE);
}
