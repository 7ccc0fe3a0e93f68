// SPDX-License-Identifier: Apache-2.0
#include "lib/failure.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int code_of_refusal(Helix__V1__ErrorCode code) {
  Helix__V1__Error refusal = HELIX__V1__ERROR__INIT;
  refusal.code = code;
  return helix_error_exit_code(&(struct helix_error){.failure = HELIX_REFUSED, .refusal = &refusal});
}

Test(failure, every_failure_has_the_exit_status_of_sysexits) {
  static const struct {
    enum helix_failure failure;
    int status;
  } table[] = {{HELIX_NO_FAILURE, 0}, {HELIX_UNREACHABLE, 69}, {HELIX_TIMEOUT, 75}, {HELIX_LOST, 75},
               {HELIX_PROTOCOL, 76},  {HELIX_DATA, 65},        {HELIX_USAGE, 64},   {HELIX_CONFIG, 78},
               {HELIX_DENIED, 77},    {HELIX_UNTRUSTED, 76}};
  for (size_t i = 0; i < sizeof table / sizeof *table; i++)
    cr_assert_eq(helix_error_exit_code(&(struct helix_error){.failure = table[i].failure}), table[i].status);
}

Test(failure, every_refusal_has_the_exit_status_of_sysexits) {
  cr_assert_eq(code_of_refusal(HELIX__V1__ERROR_CODE__INVALID_MESSAGE), 65);
  cr_assert_eq(code_of_refusal(HELIX__V1__ERROR_CODE__UNKNOWN_CALL), 76);
  cr_assert_eq(code_of_refusal(HELIX__V1__ERROR_CODE__INVALID_ARGUMENT), 65);
  cr_assert_eq(code_of_refusal(HELIX__V1__ERROR_CODE__NOT_FOUND), 66);
  cr_assert_eq(code_of_refusal(HELIX__V1__ERROR_CODE__CONFLICT), 65);
  cr_assert_eq(code_of_refusal(HELIX__V1__ERROR_CODE__DEADLINE_EXCEEDED), 75);
  cr_assert_eq(code_of_refusal(HELIX__V1__ERROR_CODE__BUSY), 75);
  cr_assert_eq(code_of_refusal(HELIX__V1__ERROR_CODE__TOO_LARGE), 65);
  cr_assert_eq(code_of_refusal(HELIX__V1__ERROR_CODE__STORAGE_FULL), 75);
  cr_assert_eq(code_of_refusal(HELIX__V1__ERROR_CODE__STOPPING), 75);
  cr_assert_eq(code_of_refusal(HELIX__V1__ERROR_CODE__INTERNAL), 70);
  cr_assert_eq(code_of_refusal(HELIX__V1__ERROR_CODE__NOT_PERMITTED), 77);
  cr_assert_eq(code_of_refusal(HELIX__V1__ERROR_CODE__KEY_REVOKED), 77);
  cr_assert_eq(code_of_refusal(HELIX__V1__ERROR_CODE__INVITATION_ENDED), 77);
  cr_assert_eq(code_of_refusal((Helix__V1__ErrorCode)4711), 70, "a code of a newer daemon");
}

Test(failure, an_error_that_is_set_again_frees_the_refusal_before) {
  struct helix_error error = {0};
  Helix__V1__Error *refusal = calloc(1, sizeof *refusal);
  helix__v1__error__init(refusal);
  refusal->message = strdup("Not now.");
  cr_assert_eq(helix_error_refuse(&error, refusal), -1);
  cr_assert_str_eq(error.message, "Not now.");
  cr_assert_eq(helix_error_set(&error, HELIX_TIMEOUT, "late"), -1);
  cr_assert_null(error.refusal);
  helix_error_clear(&error);
  cr_assert_eq(error.failure, HELIX_NO_FAILURE);
  cr_assert_str_eq(error.message, "");
}

static const char *hint_with_clock(struct helix_error *error, int64_t server_ahead_ms) {
  Helix__V1__Error *refusal = calloc(1, sizeof *refusal);
  helix__v1__error__init(refusal);
  refusal->message = strdup("it has expired");
  refusal->hint = strdup("ask for another");
  refusal->at_ms = (int64_t)time(NULL) * 1000 + server_ahead_ms;
  helix_error_refuse(error, refusal);
  return error->hint;
}

Test(failure, clocks_that_differ_are_told_with_how_much_and_what_to_do) {
  static const struct {
    int64_t ahead_ms;
    const char *words;
  } table[] = {{180000, "3 minutes behind"},
               {-125000, "2 minutes ahead"},
               {3600000, "60 minutes behind"},
               {-10800000, "3 hours ahead"},
               {86400000, "24 hours behind"},
               {-4320000000, "50 days ahead"},
               {86400000LL * 20000, "20000 days behind"}};
  struct helix_error error = {0};
  for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
    const char *hint = hint_with_clock(&error, table[i].ahead_ms);
    cr_assert(strstr(hint, table[i].words), "%s", hint);
    cr_assert(strstr(hint, "ask for another. This machine's clock"), "%s", hint);
    cr_assert(strstr(hint, "timedatectl"), "%s", hint);
  }
  cr_assert_str_eq(hint_with_clock(&error, 100000), "ask for another");
  cr_assert_str_eq(hint_with_clock(&error, -100000), "ask for another");
  helix_error_clear(&error);
}

Test(failure, a_refusal_without_words_has_some) {
  struct helix_error error = {0};
  Helix__V1__Error *refusal = calloc(1, sizeof *refusal);
  helix__v1__error__init(refusal);
  helix_error_refuse(&error, refusal);
  cr_assert_neq(error.message[0], 0);
  helix_error_clear(&error);
}

Test(failure, no_error_wanted_is_no_error_written) {
  cr_assert_eq(helix_error_set(NULL, HELIX_USAGE, "x"), -1);
  cr_assert_eq(helix_error_hint(NULL, "x"), -1);
  Helix__V1__Error *refusal = calloc(1, sizeof *refusal);
  helix__v1__error__init(refusal);
  cr_assert_eq(helix_error_refuse(NULL, refusal), -1);
  helix_error_clear(NULL);
}
