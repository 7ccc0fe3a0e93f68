// SPDX-License-Identifier: Apache-2.0
#include "capture.h"

#include <criterion/criterion.h>
#include <string.h>

Test(output, a_failure_is_a_sentence_with_what_to_do) {
  struct capture capture;
  capture_begin(&capture);
  cr_expect_eq(output_fail(&capture.output, 66, FAIL_FILE, "Look elsewhere.", "%s: is not there", "a.yaml"), 66);
  capture_end(&capture);
  cr_expect_str_eq(capture.err, "helixctl: a.yaml: is not there\nLook elsewhere.\n");
  cr_expect_str_empty(capture.out);
  capture_free(&capture);
}

Test(output, with_json_a_refusal_of_the_daemon_is_its_error_message) {
  struct capture capture;
  Helix__V1__Finding first = HELIX__V1__FINDING__INIT, second = HELIX__V1__FINDING__INIT;
  Helix__V1__Error error = HELIX__V1__ERROR__INIT;
  first.severity = second.severity = HELIX__V1__FINDING__SEVERITY__PROBLEM;
  first.field = (char[]){"name"};
  first.message = (char[]){"the name is missing"};
  second.field = (char[]){"helix"};
  second.message = (char[]){"the role is missing"};
  error.code = HELIX__V1__ERROR_CODE__INVALID_ARGUMENT;
  error.message = (char[]){"two problems"};
  error.findings = (Helix__V1__Finding *[]){&first, &second};
  error.n_findings = 2;
  capture_begin(&capture);
  capture.output.json = true;
  output_failure(&capture.output, &(struct failure){65, "", error.message, NULL, &error});
  capture_end(&capture);
  cr_expect_str_eq(capture.out,
                   "{\"error\":{\"code\":\"INVALID_ARGUMENT\",\"message\":\"two problems\",\"findings\":["
                   "{\"severity\":\"PROBLEM\",\"field\":\"name\",\"message\":\"the name is missing\"},"
                   "{\"severity\":\"PROBLEM\",\"field\":\"helix\",\"message\":\"the role is missing\"}]}}\n");
  cr_expect(strstr(capture.err, "helix: the role is missing"));
  capture_free(&capture);
}

Test(output, what_the_terminal_lacks_is_written_as_escapes) {
  struct capture capture;
  capture_begin(&capture);
  capture.output.utf8 = false; // and the process is in the C locale
  output_print(&capture.output, "%s: %s\n", "Liuzhou", "柳州");
  capture_end(&capture);
  cr_expect_str_eq(capture.out, "Liuzhou: \\u67f3\\u5dde\n");
  capture_free(&capture);
}

Test(output, documents_are_utf8_everywhere) {
  struct capture capture;
  capture_begin(&capture);
  capture.output.utf8 = false;
  output_document(&capture.output, "name: 柳州\n");
  capture_end(&capture);
  cr_expect_str_eq(capture.out, "name: 柳州\n");
  capture_free(&capture);
}

Test(output, no_escape_sequences_where_colour_is_not_wanted) {
  struct capture capture;
  capture_begin(&capture);
  cr_expect_str_empty(output_bold(&capture.output));
  cr_expect_str_empty(output_plain(&capture.output));
  capture.output.colour = true;
  cr_expect_str_eq(output_bold(&capture.output), "\033[1m");
  capture_end(&capture);
  capture_free(&capture);
}
