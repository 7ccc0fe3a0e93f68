// SPDX-License-Identifier: Apache-2.0
#include "mapping/check.h"

#include "helix/v1/rpc.pb-c.h"
#include "types.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static const char *fault_of(const char *text) {
  return text_fault(text, strlen(text));
}

Test(check, good_text_is_good) {
  static const char *const good[] = {"",
                                     "plain",
                                     "tab\tand\nline feed",
                                     "Città di Bologna, “virgolette”",
                                     "成都市",
                                     "😀",
                                     "\xC2\xA0",
                                     "\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBF\xF0\x90\x80\x80\xF4\x8F\xBF\xBF",
                                     "\xED\x9F\xBF\xEE\x80\x80",
                                     "a longer text ~ with every word of eight bytes plain",
                                     "1234567成8"};
  for (size_t i = 0; i < sizeof good / sizeof *good; i++)
    cr_assert_null(fault_of(good[i]), "%s: %s", good[i], fault_of(good[i]));
}

Test(check, what_is_not_utf8_is_found) {
  static const char *const bad[] = {"\x80",         "\xBF",         "\xC0\xAF",         "\xC1\x81",
                                    "\xC3",         "\xC3(",        "\xE0\x80\x80",     "\xE0\x9F\xBF",
                                    "\xE4\xB8",     "\xED\xA0\x80", "\xED\xBF\xBF",     "\xF0\x80\x80\x80",
                                    "\xF0\x8F\xBF", "\xF0\x9F\x98", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80",
                                    "\xFE",         "\xFF",         "12345678\xFF",     "1234567\xE4\xB8"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    cr_assert(fault_of(bad[i]), "number %zu", i);
    cr_assert(strstr(fault_of(bad[i]), "UTF-8"));
  }
}

Test(check, every_control_character_is_found_at_every_place) {
  for (unsigned byte = 1; byte < 0x80; byte++) {
    for (size_t place = 0; place < 20; place++) {
      char text[] = "abcdefghijklmnopqrst";
      text[place] = (char)byte;
      bool bad = (byte < 0x20 && byte != '\t' && byte != '\n') || byte == 0x7F;
      cr_assert_eq(text_fault(text, 20) != NULL, bad, "byte %u at %zu", byte, place);
    }
  }
}

Test(check, the_upper_control_characters_are_found_too) {
  for (unsigned code = 0x80; code < 0xA0; code++) {
    char text[] = {(char)0xC2, (char)code, 0};
    cr_assert(fault_of(text));
    cr_assert(strstr(fault_of(text), "control"));
  }
}

Test(check, a_nul_within_the_given_bytes_is_a_control_character) {
  cr_assert(text_fault("a\0b", 3));
  cr_assert(text_fault("abcdefg\0abcdefg", 15));
}

Test(check, the_path_of_the_first_bad_string_is_named) {
  char bad[] = "\x1b[31m", good[] = "good";
  char *themes[] = {good, bad};
  Helix__V1__Statement one = HELIX__V1__STATEMENT__INIT, two = HELIX__V1__STATEMENT__INIT;
  two.themes = themes;
  two.n_themes = 2;
  Helix__V1__Statement *statements[] = {&one, &two};
  Helix__V1__Stakeholder stakeholder = HELIX__V1__STAKEHOLDER__INIT;
  stakeholder.statements = statements;
  stakeholder.n_statements = 2;
  Helix__V1__SubmitStakeholder submit = HELIX__V1__SUBMIT_STAKEHOLDER__INIT;
  submit.stakeholder = &stakeholder;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  request.call_case = HELIX__V1__REQUEST__CALL_SUBMIT_STAKEHOLDER;
  request.submit_stakeholder = &submit;
  struct problem problem;
  cr_assert_eq(message_check_strings(&request.base, &problem), -1);
  cr_assert_str_eq(problem.field, "submit_stakeholder.stakeholder.statements[1].themes[1]");
  cr_assert(strstr(problem.message, "control"));
  themes[1] = good;
  cr_assert_eq(message_check_strings(&request.base, &problem), 0);
}

Test(check, strings_in_a_oneof_are_looked_at_only_when_they_are_set) {
  char bad[] = "\xFF";
  Helix__V1__MatchStakeholders match = HELIX__V1__MATCH_STAKEHOLDERS__INIT;
  match.theme_id = bad;
  struct problem problem;
  cr_assert_eq(message_check_strings(&match.base, &problem), 0);
  match.subject_case = HELIX__V1__MATCH_STAKEHOLDERS__SUBJECT_THEME_ID;
  cr_assert_eq(message_check_strings(&match.base, &problem), -1);
  cr_assert_str_eq(problem.field, "theme_id");
}

static unsigned changed(const Helix__V1__Stakeholder *one, const Helix__V1__Stakeholder *other, const char **names) {
  return message_changed_fields(&one->base, &other->base, names);
}

Test(check, changed_fields_are_named_in_their_order) {
  char a[] = "a", b[] = "b";
  char *places[] = {a, b}, *turned[] = {b, a};
  Helix__V1__Stakeholder one = HELIX__V1__STAKEHOLDER__INIT, other = HELIX__V1__STAKEHOLDER__INIT;
  const char *names[17];
  cr_assert_eq(changed(&one, &other, names), 0);
  one.name = a;
  other.name = b;
  one.places = places;
  other.places = turned;
  one.n_places = other.n_places = 2;
  other.sample = 1;
  one.website = other.website = b;
  cr_assert_eq(changed(&one, &other, names), 3);
  cr_assert_str_eq(names[0], "name");
  cr_assert_str_eq(names[1], "places");
  cr_assert_str_eq(names[2], "sample");
}

Test(check, unknown_fields_do_not_count_as_changes) {
  uint8_t data[] = {1};
  ProtobufCMessageUnknownField unknown = {99, PROTOBUF_C_WIRE_TYPE_VARINT, 1, data};
  char a[] = "a";
  Helix__V1__Stakeholder one = HELIX__V1__STAKEHOLDER__INIT, other = HELIX__V1__STAKEHOLDER__INIT;
  one.source = other.source = a;
  one.base.n_unknown_fields = 1;
  one.base.unknown_fields = &unknown;
  const char *names[17];
  cr_assert_eq(changed(&one, &other, names), 0);
}

Test(check, changes_are_found_in_every_type) {
  const ProtobufCMessageDescriptor *types[TYPES_MAX];
  size_t count = types_of_the_protocol(types);
  types[count++] = &scalars_descriptor;
  uint64_t seed = 7;
  for (size_t i = 0; i < count; i++) {
    ProtobufCMessage *message = types_random_message(types[i], &seed);
    const char *names[64];
    cr_assert_eq(message_changed_fields(message, message, names), 0, "%s", types[i]->name);
    ProtobufCMessage *empty = calloc(1, types[i]->sizeof_message);
    protobuf_c_message_init(types[i], empty);
    unsigned differing = message_changed_fields(message, empty, names);
    cr_assert_eq(differing > 0, protobuf_c_message_get_packed_size(message) > 0, "%s", types[i]->name);
    protobuf_c_message_free_unpacked(message, NULL);
    protobuf_c_message_free_unpacked(empty, NULL);
  }
}

static void walk(const ProtobufCMessageDescriptor *type, const ProtobufCMessageDescriptor **above, size_t depth) {
  cr_assert_lt(depth, 16);
  for (size_t i = 0; i < depth; i++)
    cr_assert_neq(above[i], type, "%s holds itself", type->name);
  above[depth] = type;
  for (unsigned i = 0; i < type->n_fields; i++)
    if (type->fields[i].type == PROTOBUF_C_TYPE_MESSAGE)
      walk(type->fields[i].descriptor, above, depth + 1);
}

// protobuf-c unpacks nested messages by recursion and has no limit of depth: a type that holds itself would let a small
// message use up the stack.
Test(check, no_message_type_of_the_protocol_holds_itself) {
  const ProtobufCMessageDescriptor *above[16];
  walk(&helix__v1__request__descriptor, above, 0);
  walk(&helix__v1__reply__descriptor, above, 0);
}

Test(check, every_enum_of_the_protocol_begins_with_zero_for_not_said) {
  const ProtobufCMessageDescriptor *types[TYPES_MAX];
  size_t count = types_of_the_protocol(types);
  for (size_t i = 0; i < count; i++)
    for (unsigned k = 0; k < types[i]->n_fields; k++)
      if (types[i]->fields[k].type == PROTOBUF_C_TYPE_ENUM) {
        const ProtobufCEnumDescriptor *descriptor = types[i]->fields[k].descriptor;
        const ProtobufCEnumValue *zero = protobuf_c_enum_descriptor_get_value(descriptor, 0);
        cr_assert(zero && (strstr(zero->name, "UNSPECIFIED") || strstr(zero->name, "UNKNOWN")), "%s", descriptor->name);
      }
}
