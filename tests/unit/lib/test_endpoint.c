// SPDX-License-Identifier: Apache-2.0
#include "lib/endpoint.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char directory[] = "/tmp/helix-config-XXXXXX";
static char file_name[80];
static struct helix_endpoint endpoint;
static struct helix_error error;

static void set_up(void) {
  char path[64];
  cr_assert(mkdtemp(directory));
  snprintf(path, sizeof path, "%s/helix", directory);
  cr_assert_eq(mkdir(path, 0700), 0);
  snprintf(file_name, sizeof file_name, "%s/client.conf", path);
  setenv("XDG_CONFIG_HOME", directory, 1);
  unsetenv("HELIX_SERVER");
}

static void clean_up(void) {
  unlink(file_name);
  *strrchr(file_name, '/') = 0;
  rmdir(file_name);
  rmdir(directory);
}

static void write_file(const char *text) {
  FILE *file = fopen(file_name, "w");
  cr_assert(file);
  fputs(text, file);
  fclose(file);
}

static void expect_config_failure(const char *text, const char *words) {
  write_file(text);
  cr_assert_lt(helix_endpoint_default(&endpoint, &error), 0, "%s", text);
  cr_assert_eq(error.failure, HELIX_CONFIG);
  cr_assert(strstr(error.message, file_name), "%s", error.message);
  cr_assert(strstr(error.message, words), "%s", error.message);
  cr_assert_eq(helix_error_exit_code(&error), 78);
}

TestSuite(endpoint, .init = set_up, .fini = clean_up);

Test(endpoint, without_any_word_it_is_the_daemon_of_this_machine) {
  cr_assert_eq(helix_endpoint_default(&endpoint, &error), 0);
  cr_assert_str_eq(endpoint.address, "ipc:///run/helixd/helixd.sock");
  cr_assert_str_eq(endpoint.origin, "built in");
  cr_assert_eq(endpoint.timeout_ms, 0);
}

Test(endpoint, the_file_says_where_and_how_long) {
  write_file("# ours\n[server]\nendpoint=tcp://registry.example.org:7420\ntimeout=2.5\n");
  cr_assert_eq(helix_endpoint_default(&endpoint, &error), 0, "%s", error.message);
  cr_assert_str_eq(endpoint.address, "tcp://registry.example.org:7420");
  cr_assert_str_eq(endpoint.origin, file_name);
  cr_assert_eq(endpoint.timeout_ms, 2500);
}

Test(endpoint, the_environment_goes_before_the_file_which_keeps_the_timeout) {
  write_file("[server]\nendpoint=tcp://registry.example.org:7420\ntimeout=7\n");
  setenv("HELIX_SERVER", "ipc:///tmp/other.sock", 1);
  cr_assert_eq(helix_endpoint_default(&endpoint, &error), 0);
  cr_assert_str_eq(endpoint.address, "ipc:///tmp/other.sock");
  cr_assert_str_eq(endpoint.origin, "HELIX_SERVER");
  cr_assert_eq(endpoint.timeout_ms, 7000);
}

Test(endpoint, an_empty_variable_is_none) {
  setenv("HELIX_SERVER", "", 1);
  cr_assert_eq(helix_endpoint_default(&endpoint, &error), 0);
  cr_assert_str_eq(endpoint.origin, "built in");
}

Test(endpoint, a_variable_that_is_no_address_is_refused) {
  setenv("HELIX_SERVER", "localhost", 1);
  cr_assert_lt(helix_endpoint_default(&endpoint, &error), 0);
  cr_assert_eq(error.failure, HELIX_CONFIG);
  cr_assert(strstr(error.message, "HELIX_SERVER"));
}

Test(endpoint, a_wrong_file_is_named_with_its_key) {
  expect_config_failure("[server]\ntimeout=soon\n", "timeout");
  expect_config_failure("[server]\ntimeout=-1\n", "timeout");
  expect_config_failure("[server]\ntimeout=nan\n", "timeout");
  expect_config_failure("[server]\ntimeout=1e9\n", "timeout");
  expect_config_failure("[server]\nendpoint=localhost\n", "endpoint");
  expect_config_failure("[server]\nendpoit=tcp://a:1\n", "endpoit");
  expect_config_failure("[sever]\nendpoint=tcp://a:1\n", "sever");
  expect_config_failure("endpoint=tcp://a:1\n", "client.conf");
}

Test(endpoint, an_address_that_is_too_long_is_refused) {
  char text[600];
  snprintf(text, sizeof text, "[server]\nendpoint=tcp://%0400d:1\n", 0);
  expect_config_failure(text, "longer");
}

Test(endpoint, without_xdg_it_is_the_home_directory) {
  unsetenv("XDG_CONFIG_HOME");
  setenv("HOME", directory, 1);
  cr_assert_eq(helix_endpoint_default(&endpoint, &error), 0);
  cr_assert_str_eq(endpoint.origin, "built in");
}

Test(endpoint, the_first_server_that_is_remembered_is_the_default_and_stays_it) {
  bool is_new;
  cr_assert_eq(helix_endpoint_remember("tcp://one:7420", &is_new, &error), 0, "%s", error.message);
  cr_assert(is_new);
  cr_assert_eq(helix_endpoint_remember("tcp://two:7420", &is_new, &error), 0);
  cr_assert(!is_new);
  cr_assert_eq(helix_endpoint_default(&endpoint, &error), 0);
  cr_assert_str_eq(endpoint.address, "tcp://one:7420");
}

Test(endpoint, what_else_stands_in_the_file_stays) {
  bool is_new;
  write_file("# ours\n[server]\ntimeout=7\n");
  cr_assert_eq(helix_endpoint_remember("tcp://one:7420", &is_new, &error), 0);
  cr_assert_eq(helix_endpoint_default(&endpoint, &error), 0);
  cr_assert_eq(endpoint.timeout_ms, 7000);
  cr_assert_str_eq(endpoint.address, "tcp://one:7420");
  char text[200] = {0};
  FILE *file = fopen(file_name, "r");
  cr_assert_neq(fread(text, 1, sizeof text - 1, file), 0);
  fclose(file);
  cr_assert(strstr(text, "# ours"), "%s", text);
}

Test(endpoint, a_wrong_file_is_not_written_over) {
  bool is_new;
  write_file("garbage\n");
  cr_assert_lt(helix_endpoint_remember("tcp://one:7420", &is_new, &error), 0);
  cr_assert_eq(error.failure, HELIX_CONFIG);
}
