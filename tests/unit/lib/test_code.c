// SPDX-License-Identifier: Apache-2.0
#include "lib/code.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <zmq.h>

static struct helix_error error;

static struct helix_code some_code(void) {
  struct helix_code code = {.address = "tcp://registry.example.org:7420"};
  char unused[41];
  helix_keys_make(&code.keys);
  zmq_curve_keypair(code.keys.server, unused);
  return code;
}

static void expect_refused(const char *text, const char *words) {
  struct helix_code code;
  cr_assert_lt(helix_code_read(text, &code, &error), 0, "%s", text);
  cr_assert_eq(error.failure, HELIX_DATA);
  cr_assert(strstr(error.message, words), "\"%s\" for \"%s\"", error.message, text);
  cr_assert_eq(code.keys.secret[0], 0);
  cr_assert_eq(code.address[0], 0);
}

Test(code, what_is_written_is_read) {
  struct helix_code code = some_code(), read;
  char text[HELIX_CODE_BYTES_MAX];
  cr_assert_eq(helix_code_write(&code, text, &error), 0);
  cr_assert_eq(helix_code_read(text, &read, &error), 0, "%s", error.message);
  cr_assert_str_eq(read.address, code.address);
  cr_assert_str_eq(read.keys.server, code.keys.server);
  cr_assert_str_eq(read.keys.secret, code.keys.secret);
  cr_assert_str_eq(read.keys.public_key, code.keys.public_key, "made from the secret");
}

Test(code, one_that_was_given_out_goes_on_being_read) {
  static const char text[] =
      "helix1-AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0-"
      "P3RjcDovL2g6MS_NkBs";
  struct helix_code code = {.address = "tcp://h:1"};
  uint8_t bytes[64];
  char written[HELIX_CODE_BYTES_MAX];
  for (unsigned i = 0; i < 64; i++)
    bytes[i] = (uint8_t)i;
  zmq_z85_encode(code.keys.server, bytes, 32);
  zmq_z85_encode(code.keys.secret, bytes + 32, 32);
  cr_assert_eq(helix_code_write(&code, written, &error), 0);
  cr_assert_str_eq(written, text);
}

Test(code, blanks_and_line_breaks_of_a_letter_do_not_matter) {
  struct helix_code code = some_code(), read;
  char text[HELIX_CODE_BYTES_MAX], spread[4 * HELIX_CODE_BYTES_MAX] = " \n";
  helix_code_write(&code, text, &error);
  for (size_t i = 0; text[i]; i++) {
    char one[] = {text[i], 0};
    strcat(spread, one);
    strcat(spread, i % 7 == 0 ? "\r\n  " : i % 5 == 0 ? "\t" : "");
  }
  cr_assert_eq(helix_code_read(spread, &read, &error), 0, "%s", error.message);
  cr_assert_str_eq(read.keys.secret, code.keys.secret);
}

Test(code, each_cut_and_each_wrong_character_is_noticed) {
  struct helix_code code = some_code(), read;
  char text[HELIX_CODE_BYTES_MAX], wrong[HELIX_CODE_BYTES_MAX];
  helix_code_write(&code, text, &error);
  size_t length = strlen(text);
  for (size_t i = 0; i < length; i++) {
    snprintf(wrong, sizeof wrong, "%.*s", (int)i, text);
    cr_assert_lt(helix_code_read(wrong, &read, &error), 0, "%zu characters of it", i);
    strcpy(wrong, text);
    wrong[i] = wrong[i] == 'A' ? 'B' : 'A';
    cr_assert_lt(helix_code_read(wrong, &read, &error), 0, "wrong at %zu", i);
    cr_assert_eq(error.failure, HELIX_DATA);
  }
  for (size_t i = 7; i + 1 < length; i++) {
    if (text[i] == text[i + 1])
      continue;
    strcpy(wrong, text);
    wrong[i] = text[i + 1];
    wrong[i + 1] = text[i];
    cr_assert_lt(helix_code_read(wrong, &read, &error), 0, "two changed places at %zu", i);
  }
}

Test(code, what_is_wrong_is_said) {
  struct helix_code code = some_code();
  char text[HELIX_CODE_BYTES_MAX], wrong[2 * HELIX_CODE_BYTES_MAX];
  helix_code_write(&code, text, &error);
  expect_refused("", "There is no");
  expect_refused(" \n", "There is no");
  expect_refused("hel", "cut off");
  expect_refused("helix1-", "cut off");
  expect_refused("helix1-AAAA", "cut off");
  expect_refused("helix1-AAAAA", "cut off");
  expect_refused("7420", "no invitation code");
  expect_refused("helix2-AAAA", "newer");
  snprintf(wrong, sizeof wrong, "%s.", text);
  expect_refused(wrong, "no code has");
  snprintf(wrong, sizeof wrong, "%s%s", text, text);
  expect_refused(wrong, "end is missing");
  memset(wrong, 'x', sizeof wrong - 1);
  wrong[sizeof wrong - 1] = 0;
  expect_refused(wrong, "longer");
  cr_assert(strstr(error.hint, "helix1-"));
}

Test(code, an_address_that_leads_nowhere_is_not_written) {
  char text[HELIX_CODE_BYTES_MAX];
  struct helix_code code = some_code();
  strcpy(code.address, "ipc:///run/helixd/helixd.sock");
  cr_assert_lt(helix_code_write(&code, text, &error), 0);
  strcpy(code.address, "");
  cr_assert_lt(helix_code_write(&code, text, &error), 0);
  code = some_code();
  code.keys.server[3] = 0;
  cr_assert_lt(helix_code_write(&code, text, &error), 0);
}

Test(code, the_longest_address_fits) {
  struct helix_code code = some_code(), read;
  char text[HELIX_CODE_BYTES_MAX];
  snprintf(code.address, sizeof code.address, "tcp://%0247d:1", 0);
  cr_assert_eq(strlen(code.address), 255);
  cr_assert_eq(helix_code_write(&code, text, &error), 0, "%s", error.message);
  cr_assert_eq(helix_code_read(text, &read, &error), 0, "%s", error.message);
  cr_assert_str_eq(read.address, code.address);
}
