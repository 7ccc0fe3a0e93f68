// SPDX-License-Identifier: Apache-2.0
#include "mapping/json.h"

#include "helix/v1/rpc.pb-c.h"
#include "mapping/check.h"
#include "types.h"

#include <criterion/criterion.h>
#include <locale.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static struct problem problem;

static void *read_text(const ProtobufCMessageDescriptor *type, const char *text) {
  json_error_t error;
  json_t *json = json_loads(text, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
  cr_assert(json, "%s: %s", text, error.text);
  void *message = message_from_json(type, json, &problem);
  json_decref(json);
  return message;
}

static struct scalars *read_scalars(const char *text) {
  struct scalars *scalars = read_text(&scalars_descriptor, text);
  cr_assert(scalars, "%s: %s %s", text, problem.field, problem.message);
  return scalars;
}

static void free_scalars(struct scalars *scalars) {
  protobuf_c_message_free_unpacked(&scalars->base, NULL);
}

static void expect_refusal(const ProtobufCMessageDescriptor *type, const char *text, const char *field,
                           const char *words) {
  cr_assert_null(read_text(type, text), "%s", text);
  cr_expect_str_eq(problem.field, field, "%s: \"%s\"", text, problem.field);
  cr_expect(strstr(problem.message, words) || strstr(problem.hint, words), "%s: %s (%s)", text, problem.message,
            problem.hint);
}

static void refuse_scalar(const char *text, const char *field, const char *words) {
  expect_refusal(&scalars_descriptor, text, field, words);
}

static void refuse_stakeholder(const char *text, const char *field, const char *words) {
  expect_refusal(&helix__v1__stakeholder__descriptor, text, field, words);
}

static bool is_equal(const ProtobufCMessage *one, const ProtobufCMessage *other) {
  size_t count = protobuf_c_message_get_packed_size(one);
  if (protobuf_c_message_get_packed_size(other) != count)
    return false;
  uint8_t *one_bytes = malloc(count + 1), *other_bytes = malloc(count + 1);
  protobuf_c_message_pack(one, one_bytes);
  protobuf_c_message_pack(other, other_bytes);
  bool equal = memcmp(one_bytes, other_bytes, count) == 0;
  free(one_bytes);
  free(other_bytes);
  return equal;
}

static void expect_round_trip(const ProtobufCMessage *message) {
  char *text = message_to_json_text(message, 0);
  cr_assert(text);
  cr_assert_eq(message_check_strings(message, &problem), 0);
  ProtobufCMessage *back = read_text(message->descriptor, text);
  cr_assert(back, "%s: %s: %s", text, problem.field, problem.message);
  cr_assert(is_equal(message, back), "%s", text);
  protobuf_c_message_free_unpacked(back, NULL);
  free(text);
}

Test(json, every_message_type_comes_back_as_it_went) {
  const ProtobufCMessageDescriptor *types[TYPES_MAX];
  size_t count = types_of_the_protocol(types);
  cr_assert_geq(count, 55);
  types[count++] = &scalars_descriptor;
  uint64_t seed = 20191104;
  for (size_t i = 0; i < count; i++) {
    for (int round = 0; round < 60; round++) {
      ProtobufCMessage *message = types_random_message(types[i], &seed);
      expect_round_trip(message);
      protobuf_c_message_free_unpacked(message, NULL);
    }
  }
}

Test(json, is_written_as_the_mapping_wants_it) {
  uint8_t bytes[] = {0xFB, 0xFF, 0x00};
  char string[] = "è";
  int64_t numbers[] = {-1, INT64_MAX};
  struct scalars scalars = {.base = {&scalars_descriptor},
                            .int32 = -5,
                            .uint32_value = UINT32_MAX,
                            .int64 = INT64_MIN,
                            .uint64 = UINT64_MAX,
                            .float_value = 0.1f,
                            .double_value = 44.4938,
                            .bool_value = 1,
                            .bytes = {3, bytes},
                            .string = string,
                            .n_numbers = 2,
                            .numbers = numbers,
                            .has_maybe = 1};
  char *text = message_to_json_text(&scalars.base, 0);
  cr_assert_str_eq(text,
                   "{\"int32\": -5, \"uint32Value\": 4294967295, \"int64\": \"-9223372036854775808\", \"uint64\": "
                   "\"18446744073709551615\", \"floatValue\": 0.1, \"doubleValue\": 44.4938, \"boolValue\": true, "
                   "\"bytes\": \"+/8A\", \"string\": \"è\", \"numbers\": [\"-1\", \"9223372036854775807\"], "
                   "\"maybe\": 0}");
  free(text);
}

Test(json, defaults_are_left_out) {
  Helix__V1__Stakeholder stakeholder = HELIX__V1__STAKEHOLDER__INIT;
  char *text = message_to_json_text(&stakeholder.base, 0);
  cr_assert_str_eq(text, "{}");
  free(text);
}

Test(json, a_member_of_a_oneof_is_written_even_when_it_is_the_default) {
  char empty[] = "";
  Helix__V1__MatchThemes match = HELIX__V1__MATCH_THEMES__INIT;
  match.subject_case = HELIX__V1__MATCH_THEMES__SUBJECT_STAKEHOLDER_ID;
  match.stakeholder_id = empty;
  char *text = message_to_json_text(&match.base, 0);
  cr_assert_str_eq(text, "{\"stakeholderId\": \"\"}");
  Helix__V1__MatchThemes *back = read_text(&helix__v1__match_themes__descriptor, text);
  cr_assert_eq(back->subject_case, HELIX__V1__MATCH_THEMES__SUBJECT_STAKEHOLDER_ID);
  cr_assert_str_eq(back->stakeholder_id, "");
  helix__v1__match_themes__free_unpacked(back, NULL);
  free(text);
}

Test(json, a_string_that_is_not_utf8_has_no_json) {
  char bad[] = "\xFF";
  Helix__V1__Stakeholder stakeholder = HELIX__V1__STAKEHOLDER__INIT;
  stakeholder.name = bad;
  cr_assert_null(message_to_json(&stakeholder.base));
  cr_assert_null(message_to_json_text(&stakeholder.base, 0));
}

Test(json, a_real_that_needs_all_digits_gets_them) {
  struct scalars scalars = {.base = {&scalars_descriptor}, .double_value = 0.1 + 0.2};
  expect_round_trip(&scalars.base);
  char *text = message_to_json_text(&scalars.base, 0);
  cr_assert_str_eq(text, "{\"doubleValue\": 0.30000000000000004}");
  free(text);
}

Test(json, reals_without_end_are_words) {
  struct scalars *scalars = read_scalars("{\"doubleValue\": \"NaN\", \"floatValue\": \"-Infinity\"}");
  cr_assert(isnan(scalars->double_value));
  cr_assert(isinf(scalars->float_value) && scalars->float_value < 0);
  char *text = message_to_json_text(&scalars->base, 0);
  cr_assert_str_eq(text, "{\"floatValue\": \"-Infinity\", \"doubleValue\": \"NaN\"}");
  free(text);
  free_scalars(scalars);
}

Test(json, both_spellings_of_a_name_are_read) {
  struct scalars *scalars = read_scalars("{\"uint32_value\": 1, \"doubleValue\": 2}");
  cr_assert_eq(scalars->uint32_value, 1);
  cr_assert_eq(scalars->double_value, 2);
  free_scalars(scalars);
  refuse_scalar("{\"uint32_value\": 1, \"uint32Value\": 2}", "uint32_value", "twice");
}

Test(json, null_is_the_default) {
  struct scalars *scalars = read_scalars("{\"int32\": null, \"string\": null, \"numbers\": null, \"maybe\": null,"
                                         " \"choiceDouble\": null, \"choiceString\": \"x\"}");
  cr_assert_str_eq(scalars->string, "");
  cr_assert_eq(scalars->n_numbers, 0);
  cr_assert_not(scalars->has_maybe);
  cr_assert_str_eq(scalars->choice_string, "x");
  free_scalars(scalars);
}

Test(json, whole_numbers_may_be_written_as_numbers_or_text) {
  struct scalars *scalars = read_scalars("{\"int32\": \"-2147483648\", \"uint32Value\": 4294967295, \"int64\": -1,"
                                         " \"uint64\": \"18446744073709551615\", \"maybe\": 7.0}");
  cr_assert_eq(scalars->int32, INT32_MIN);
  cr_assert_eq(scalars->uint32_value, UINT32_MAX);
  cr_assert_eq(scalars->int64, -1);
  cr_assert_eq(scalars->uint64, UINT64_MAX);
  cr_assert_eq(scalars->maybe, 7);
  free_scalars(scalars);
}

Test(json, numbers_out_of_range_are_refused_with_the_range) {
  refuse_scalar("{\"int32\": 2147483648}", "int32", "from -2147483648 to 2147483647");
  refuse_scalar("{\"int32\": -2147483649}", "int32", "from -2147483648 to 2147483647");
  refuse_scalar("{\"uint32Value\": -1}", "uint32_value", "from 0 to 4294967295");
  refuse_scalar("{\"uint32Value\": 4294967296}", "uint32_value", "from 0 to 4294967295");
  refuse_scalar("{\"int64\": \"9223372036854775808\"}", "int64", "out of range");
  refuse_scalar("{\"int64\": \"-9223372036854775809\"}", "int64", "out of range");
  refuse_scalar("{\"uint64\": \"18446744073709551616\"}", "uint64", "18446744073709551615");
  refuse_scalar("{\"uint64\": 1e300}", "uint64", "out of range");
  refuse_scalar("{\"floatValue\": 1e39}", "float_value", "out of range");
  refuse_scalar("{\"doubleValue\": \"1e309\"}", "double_value", "out of range");
}

Test(json, what_is_no_whole_number_is_refused) {
  refuse_scalar("{\"int32\": 1.5}", "int32", "\"1.5\" is not a whole number");
  refuse_scalar("{\"int32\": \"1.5\"}", "int32", "is not a whole number");
  static const char *const bad[] = {"",  " ", "1 ", " 1",  "0x10", "1_000", "1,5", "-",
                                    "+", ".", "1e", "007", "--1",  "٣",     "NaN"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    char text[64];
    snprintf(text, sizeof text, "{\"int32\": \"%s\"}", bad[i]);
    refuse_scalar(text, "int32", "is not a number");
  }
  refuse_scalar("{\"doubleValue\": \"0x1p3\"}", "double_value", "is not a number");
  refuse_scalar("{\"doubleValue\": \"inf\"}", "double_value", "is not a number");
  refuse_scalar("{\"int32\": \"1\\u0000\"}", "int32", "is not a number");
}

Test(json, reals_may_be_written_as_yaml_has_them) {
  static const char *const texts[] = {"1.5", "+1.5", "15e-1", ".15E1", "\"1.5\"", "\"+1.5\"", "\".15E1\""};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    if (*texts[i] == '+' || *texts[i] == '.')
      continue; // only within quotes is that JSON
    char text[64];
    snprintf(text, sizeof text, "{\"doubleValue\": %s}", texts[i]);
    struct scalars *scalars = read_scalars(text);
    cr_assert_eq(scalars->double_value, 1.5, "%s", text);
    free_scalars(scalars);
  }
}

Test(json, wrong_types_are_refused_in_words) {
  refuse_scalar("{\"int32\": true}", "int32", "should be a whole number, and is true");
  refuse_scalar("{\"int32\": []}", "int32", "and is a list");
  refuse_scalar("{\"doubleValue\": {}}", "double_value", "should be a number, and is a group of fields");
  refuse_scalar("{\"boolValue\": 1}", "bool_value", "should be true or false, and is a number");
  refuse_scalar("{\"boolValue\": \"true\"}", "bool_value", "without quotes");
  refuse_scalar("{\"string\": 2010}", "string", "put it in quotes");
  refuse_scalar("{\"string\": false}", "string", "should be text, and is false");
  refuse_scalar("{\"numbers\": 5}", "numbers", "should be a list");
  refuse_scalar("{\"numbers\": [1, null]}", "numbers[1]", "and is null");
  refuse_scalar("{\"bytes\": 5}", "bytes", "base64");
  refuse_scalar("[]", "", "should be a group of fields, and is a list");
  refuse_scalar("\"text\"", "", "and is text");
  refuse_stakeholder("{\"helix\": {}}", "helix", "one of the names");
  refuse_stakeholder("{\"statements\": [{\"sought\": []}]}", "statements[0].sought", "group of fields");
}

Test(json, an_unknown_field_is_refused_with_the_nearest_name) {
  refuse_stakeholder("{\"nam\": \"x\"}", "nam", "did you mean \"name\"?");
  refuse_stakeholder("{\"statements\": [{}, {\"theems\": []}]}", "statements[1].theems", "did you mean \"themes\"?");
  refuse_stakeholder("{\"statements\": [{\"sought\": {\"trlMinn\": 1}}]}", "statements[0].sought.trlMinn",
                     "did you mean \"trl_min\"?");
  refuse_stakeholder("{\"figures\": [{\"quarter\": 1}]}", "figures[0].quarter", "the fields are year, staff");
  expect_refusal(&helix__v1__status_request__descriptor, "{\"x\": 1}", "x", "no fields");
  refuse_stakeholder("{\"\": 1}", "", "no such field");
}

Test(json, a_name_with_control_characters_does_not_reach_the_terminal) {
  refuse_stakeholder("{\"a\\u001b[31mb\": 1}", "a?[31mb", "no such field");
}

Test(json, an_enum_is_a_name_or_a_number) {
  Helix__V1__Stakeholder *stakeholder = read_text(&helix__v1__stakeholder__descriptor, "{\"helix\": \"RESEARCH\"}");
  cr_assert_eq(stakeholder->helix, HELIX__V1__HELIX__RESEARCH);
  helix__v1__stakeholder__free_unpacked(stakeholder, NULL);
  stakeholder = read_text(&helix__v1__stakeholder__descriptor, "{\"helix\": 2}");
  cr_assert_eq(stakeholder->helix, HELIX__V1__HELIX__AUTHORITY);
  helix__v1__stakeholder__free_unpacked(stakeholder, NULL);
  stakeholder = read_text(&helix__v1__stakeholder__descriptor, "{\"helix\": \"77\"}");
  cr_assert_eq((int)stakeholder->helix, 77, "a name that only a newer schema has");
  helix__v1__stakeholder__free_unpacked(stakeholder, NULL);
}

Test(json, a_name_that_the_enum_lacks_is_refused_with_those_it_has) {
  refuse_stakeholder("{\"helix\": \"UNIVERSITY\"}", "helix", "one of: RESEARCH, AUTHORITY, BUSINESS, INTERMEDIARY");
  refuse_stakeholder("{\"helix\": \"research\"}", "helix", "did you mean RESEARCH?");
  refuse_stakeholder("{\"statements\": [{\"cooperations\": [\"TRADE\", \"PILOT\"]}]}", "statements[0].cooperations[1]",
                     "PILOT_PROJECT");
  refuse_stakeholder("{\"helix\": 1.5}", "helix", "whole number");
  refuse_stakeholder("{\"helix\": 3000000000}", "helix", "out of range");
}

Test(json, two_members_of_one_oneof_are_refused) {
  expect_refusal(&helix__v1__match_themes__descriptor, "{\"stakeholderId\": \"a\", \"text\": {\"text\": \"b\"}}",
                 "text", "cannot stand beside \"stakeholder_id\"");
  refuse_scalar("{\"choiceString\": \"a\", \"choiceDouble\": 1}", "choice_double", "only one");
}

Test(json, control_characters_are_refused) {
  refuse_stakeholder("{\"name\": \"a\\u0000b\"}", "name", "control character");
  refuse_stakeholder("{\"name\": \"a\\u001bb\"}", "name", "control character");
  refuse_stakeholder("{\"places\": [\"a\", \"\\u0085\"]}", "places[1]", "control character");
}

Test(json, base64_is_read_in_both_alphabets_and_strictly) {
  static const char *const same[] = {"+/8A", "-_8A"};
  for (int i = 0; i < 2; i++) {
    char text[64];
    snprintf(text, sizeof text, "{\"bytes\": \"%s\"}", same[i]);
    struct scalars *scalars = read_scalars(text);
    cr_assert_eq(scalars->bytes.len, 3);
    cr_assert_eq(memcmp(scalars->bytes.data, "\xFB\xFF\x00", 3), 0);
    free_scalars(scalars);
  }
  struct scalars *scalars = read_scalars("{\"blobs\": [\"\", \"QQ==\", \"QQ\", \"QUI=\", \"QUI\"]}");
  static const size_t lengths[] = {0, 1, 1, 2, 2};
  for (size_t i = 0; i < 5; i++)
    cr_assert_eq(scalars->blobs[i].len, lengths[i]);
  free_scalars(scalars);
  static const char *const bad[] = {"Q", "QQ=", "Q=Q=", "QQ=Q", "QR==", "Q Q=", "====", "QUJDR", "é"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    char text[64];
    snprintf(text, sizeof text, "{\"blobs\": [\"QQ==\", \"%s\"]}", bad[i]);
    refuse_scalar(text, "blobs[1]", "is not base64");
  }
}

Test(json, the_locale_changes_nothing) {
  if (!setlocale(LC_ALL, "it_IT.UTF-8") && !setlocale(LC_ALL, "de_DE.UTF-8"))
    setlocale(LC_ALL, "C.UTF-8"); // where none with a decimal comma is installed
  struct scalars *scalars = read_scalars("{\"doubleValue\": \"1.5\", \"floatValue\": 2.5}");
  cr_assert_eq(scalars->double_value, 1.5);
  char *text = message_to_json_text(&scalars->base, 0);
  cr_assert_str_eq(text, "{\"floatValue\": 2.5, \"doubleValue\": 1.5}");
  free(text);
  free_scalars(scalars);
}

Test(json, a_caller_that_wants_no_problem_gets_none) {
  json_t *json = json_pack("{s:i}", "name", 1);
  cr_assert_null(message_from_json(&helix__v1__stakeholder__descriptor, json, NULL));
  json_decref(json);
}

static double seconds_to_read(size_t count) {
  json_t *places = json_array();
  for (size_t i = 0; i < count; i++)
    json_array_append_new(places, json_pack("{s:s,s:s}", "text", "some words", "language", "en"));
  json_t *json = json_pack("{s:o}", "statements", places);
  struct timespec start, end;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &start);
  ProtobufCMessage *message = message_from_json(&helix__v1__stakeholder__descriptor, json, &problem);
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
  cr_assert(message);
  protobuf_c_message_free_unpacked(message, NULL);
  json_decref(json);
  return (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9;
}

Test(json, time_grows_with_the_size_and_not_with_its_square) {
  double small = seconds_to_read(4000), large = seconds_to_read(64000);
  cr_assert_lt(large, small * 16 * 5 + 0.05, "%g s, then %g s for 16 times as much", small, large);
}
