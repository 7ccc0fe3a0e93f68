// SPDX-License-Identifier: Apache-2.0
#include "server/endpoint.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

Test(endpoint, local_paths_and_addresses_of_every_interface_may_be_listened_on) {
  const char *const fine[] = {"ipc:///run/helixd/helixd.sock",
                              "tcp://127.0.0.1:5555",
                              "tcp://127.9.8.7:0",
                              "tcp://[::1]:5555",
                              "tcp://localhost:80",
                              "tcp://0.0.0.0:5555",
                              "tcp://*:5555",
                              "tcp://192.168.1.2:5555",
                              "tcp://[::]:5555",
                              "tcp://[2001:db8::1]:7420"};
  for (size_t i = 0; i < sizeof fine / sizeof *fine; i++) {
    struct error error = {0};
    cr_expect_eq(endpoint_check(fine[i], &error), 0, "%s: %s", fine[i], error.message);
  }
}

Test(endpoint, anything_else_is_refused_with_a_reason_and_a_hint) {
  const char *const wrong[] = {"tcp://eth0:5555",
                               "tcp://[::1:5555",
                               "tcp://[]:5555",
                               "tcp://[eth0]:5555",
                               "tcp://example.org:5555",
                               "tcp://127.0.0.1",
                               "tcp://127.0.0.1:x",
                               "tcp://127.0.0.1:70000",
                               "tcp://127.0.0.1.evil.example:1",
                               "tcp://127.1:1",
                               "tcp://1127.0.0.1:1",
                               "tcp://lo:5555",
                               "ipc://@abstract",
                               "ipc://relative/path",
                               "ipc://",
                               "udp://127.0.0.1:1",
                               "inproc://x",
                               "",
                               "tcp://:5555",
                               "tcp://127.0.0.300:1"};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    struct error error = {0};
    cr_expect_eq(endpoint_check(wrong[i], &error), -ERROR_INVALID, "%s", wrong[i]);
    cr_expect(strstr(error.message, wrong[i]) && strlen(error.hint) > 10, "%s: %s", wrong[i], error.message);
  }
}

Test(endpoint, a_path_too_long_for_a_socket_is_refused) {
  char endpoint[300] = "ipc:///";
  memset(endpoint + 7, 'a', 200);
  struct error error;
  cr_expect_eq(endpoint_check(endpoint, &error), -ERROR_INVALID);
}

static void temporary(char *path, size_t room) {
  char folder[] = "/tmp/helix-endpoint-XXXXXX";
  cr_assert_not_null(mkdtemp(folder));
  snprintf(path, room, "%s/s", folder);
}

static int listen_at(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
  int listener = socket(AF_UNIX, SOCK_STREAM, 0);
  cr_assert_eq(bind(listener, (struct sockaddr *)&address, sizeof address), 0);
  cr_assert_eq(listen(listener, 1), 0);
  return listener;
}

Test(endpoint, a_living_socket_is_not_taken_over_and_a_dead_one_is) {
  char path[64], endpoint[80];
  struct error error;
  temporary(path, sizeof path);
  snprintf(endpoint, sizeof endpoint, "ipc://%s", path);
  cr_expect_eq(endpoint_claim(endpoint, &error), 0, "nothing stands there");
  int listener = listen_at(path);
  cr_expect_eq(endpoint_claim(endpoint, &error), -ERROR_CONFLICT);
  close(listener);
  cr_expect_eq(endpoint_claim(endpoint, &error), 0, "left behind by a dead process");
  unlink(path);
}

Test(endpoint, a_file_in_the_way_is_left_alone) {
  char path[64], endpoint[80];
  struct error error;
  struct stat status;
  temporary(path, sizeof path);
  snprintf(endpoint, sizeof endpoint, "ipc://%s", path);
  FILE *file = fopen(path, "w");
  fputs("precious", file);
  fclose(file);
  cr_expect_eq(endpoint_claim(endpoint, &error), -ERROR_INVALID);
  cr_expect_eq(stat(path, &status), 0);
  cr_expect_eq(status.st_size, 8);
  unlink(path);
}

Test(endpoint, the_socket_is_for_owner_and_group) {
  char path[64], endpoint[80];
  struct error error;
  struct stat status;
  temporary(path, sizeof path);
  snprintf(endpoint, sizeof endpoint, "ipc://%s", path);
  int listener = listen_at(path);
  cr_expect_eq(endpoint_protect(endpoint, &error), 0);
  cr_expect_eq(stat(path, &status), 0);
  cr_expect_eq(status.st_mode & 0777, 0660);
  close(listener);
  unlink(path);
}

Test(endpoint, tcp_is_the_public_door_and_ipc_the_local_one) {
  cr_expect(endpoint_is_public("tcp://127.0.0.1:7420"));
  cr_expect_not(endpoint_is_public("ipc:///run/helixd/helixd.sock"));
}

Test(endpoint, an_address_of_every_interface_is_none_to_give_to_others) {
  cr_expect(endpoint_is_wildcard("tcp://*:7420"));
  cr_expect(endpoint_is_wildcard("tcp://0.0.0.0:7420"));
  cr_expect(endpoint_is_wildcard("tcp://[::]:7420"));
  cr_expect_not(endpoint_is_wildcard("tcp://127.0.0.1:7420"));
}
