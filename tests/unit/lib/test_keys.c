// SPDX-License-Identifier: Apache-2.0
#include "lib/keys.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zmq.h>

static char directory[] = "/tmp/helix-keys-XXXXXX";
static char folder[64], path[80];
static struct helix_error error;
static struct helix_keys pair;

static void set_up(void) {
  cr_assert(mkdtemp(directory));
  snprintf(folder, sizeof folder, "%s/helix", directory);
  snprintf(path, sizeof path, "%s/our.key", folder);
  setenv("XDG_CONFIG_HOME", directory, 1);
  helix_keys_make(&pair);
}

static void clean_up(void) {
  char command[200];
  snprintf(command, sizeof command, "rm -rf %s", directory);
  cr_assert_eq(system(command), 0);
}

static void write_text(const char *name, const char *text) {
  mkdir(folder, 0700);
  FILE *file = fopen(name, "w");
  cr_assert(file);
  fputs(text, file);
  fclose(file);
  chmod(name, 0600);
}

static void expect_refused(const char *words, const char *hint) {
  struct helix_keys keys = {0};
  cr_assert_eq(helix_keys_load(path, &keys, &error), -1);
  cr_assert_eq(error.failure, HELIX_CONFIG);
  cr_assert(strstr(error.message, path), "%s", error.message);
  cr_assert(strstr(error.message, words), "%s", error.message);
  cr_assert(strstr(error.hint, hint), "%s", error.hint);
  cr_assert_eq(keys.secret[0], 0);
}

TestSuite(keys, .init = set_up, .fini = clean_up);

Test(keys, what_is_saved_is_loaded_and_for_us_alone) {
  struct helix_keys keys = {.server = "stays"};
  struct stat status;
  umask(0);
  cr_assert_eq(helix_keys_save(path, &pair, &error), 0, "%s", error.message);
  cr_assert_eq(helix_keys_load(path, &keys, &error), 0, "%s", error.message);
  cr_assert_str_eq(keys.public_key, pair.public_key);
  cr_assert_str_eq(keys.secret, pair.secret);
  cr_assert_str_eq(keys.server, "stays");
  cr_assert_eq(stat(path, &status), 0);
  cr_assert_eq(status.st_mode & 07777, 0600);
  cr_assert_eq(stat(folder, &status), 0);
  cr_assert_eq(status.st_mode & 07777, 0700);
}

Test(keys, a_saved_pair_replaces_the_one_before_and_leaves_no_other_file) {
  struct helix_keys keys = {0};
  cr_assert_eq(helix_keys_save(path, &pair, &error), 0);
  helix_keys_make(&pair);
  cr_assert_eq(helix_keys_save(path, &pair, &error), 0);
  cr_assert_eq(helix_keys_load(path, &keys, &error), 0);
  cr_assert_str_eq(keys.secret, pair.secret);
  cr_assert_eq(unlink(path), 0);
  cr_assert_eq(rmdir(folder), 0);
}

Test(keys, no_file_is_no_failure) {
  struct helix_keys keys;
  cr_assert_eq(helix_keys_load(path, &keys, &error), 1);
}

Test(keys, a_file_that_others_may_read_is_refused_with_the_command_that_mends_it) {
  for (unsigned mode = 0601; mode <= 0677; mode++) {
    if ((mode & 077) == 0)
      continue;
    cr_assert_eq(helix_keys_save(path, &pair, &error), 0);
    cr_assert_eq(chmod(path, mode), 0);
    expect_refused("Others may read", "chmod 600");
  }
}

Test(keys, a_folder_that_others_may_write_is_refused) {
  cr_assert_eq(helix_keys_save(path, &pair, &error), 0);
  cr_assert_eq(chmod(folder, 0770), 0);
  struct helix_keys keys;
  cr_assert_eq(helix_keys_load(path, &keys, &error), -1);
  cr_assert(strstr(error.hint, "chmod 700"), "%s", error.hint);
  cr_assert_lt(helix_keys_save(path, &pair, &error), 0);
}

Test(keys, garbage_is_refused) {
  char text[400];
  write_text(path, "");
  expect_refused("a key is missing", "invitation");
  snprintf(text, sizeof text, "public-key=%s\n", pair.public_key);
  write_text(path, text);
  expect_refused("a key is missing", "");
  snprintf(text, sizeof text, "public-key=%s\nsecret-key=%.39s\n", pair.public_key, pair.secret);
  write_text(path, text);
  expect_refused("lines other than", "");
  snprintf(text, sizeof text, "public-key=%s\nsecret-key=%sx\n", pair.public_key, pair.secret);
  write_text(path, text);
  expect_refused("lines other than", "");
  snprintf(text, sizeof text, "public-key=%s\nsecret-key=%040d\n", pair.public_key, 1);
  write_text(path, text);
  expect_refused("do not belong together", "");
  snprintf(text, sizeof text, "public-key=%s\nsecret-key=%s\nsecret-key=%s\n", pair.public_key, pair.secret,
           pair.secret);
  write_text(path, text);
  expect_refused("lines other than", "");
  FILE *file = fopen(path, "w");
  for (int i = 0; i < 1025; i++)
    fputc('#', file);
  fclose(file);
  expect_refused("larger", "");
  file = fopen(path, "w");
  fputs("# x", file);
  fputc(0, file);
  fclose(file);
  expect_refused("no text", "");
}

Test(keys, a_folder_or_a_pipe_is_no_key_file) {
  mkdir(folder, 0700);
  cr_assert_eq(mkfifo(path, 0600), 0);
  expect_refused("no plain file", "");
  unlink(path);
  cr_assert_eq(mkdir(path, 0700), 0);
  expect_refused("no plain file", "");
}

Test(keys, a_link_to_what_is_not_ours_is_refused) {
  mkdir(folder, 0700);
  cr_assert_eq(symlink(geteuid() == 0 ? "/tmp/helix-nobody.key" : "/etc/hostname", path), 0);
  if (geteuid() == 0) { // then nearly everything is ours: make something that is not
    write_text("/tmp/helix-nobody.key", "");
    cr_assert_eq(chown("/tmp/helix-nobody.key", 65534, 65534), 0);
  }
  expect_refused("belongs to another user", "");
  if (geteuid() == 0)
    unlink("/tmp/helix-nobody.key");
}

Test(keys, a_link_to_a_file_of_ours_is_followed) {
  char other[80];
  struct helix_keys keys = {0};
  snprintf(other, sizeof other, "%s/elsewhere", directory);
  cr_assert_eq(helix_keys_save(other, &pair, &error), 0);
  cr_assert_eq(symlink(other, path), 0);
  cr_assert_eq(helix_keys_load(path, &keys, &error), 0, "%s", error.message);
}

Test(keys, a_folder_that_cannot_be_made_is_said) {
  setenv("XDG_CONFIG_HOME", "/proc/nowhere", 1);
  cr_assert_lt(helix_keys_save("/proc/nowhere/helix/k", &pair, &error), 0);
  cr_assert_eq(error.failure, HELIX_CONFIG);
}

Test(keys, z85_is_told_from_what_is_not) {
  cr_assert(helix_key_is_z85(pair.public_key));
  cr_assert(!helix_key_is_z85(""));
  cr_assert(!helix_key_is_z85("0000000000000000000000000000000000000000#"));
  cr_assert(!helix_key_is_z85("000000000000000000000000000000000000000 "));
  cr_assert(!helix_key_is_z85("00000000000000000000000000000000000####\"")); // no such digit
}

// --- servers.conf

Test(keys, each_server_has_its_key) {
  static const char one[] = "tcp://registry.example.org:7420", two[] = "tcp://[2001:db8::1]:7420";
  struct helix_keys keys, other = {0};
  helix_keys_make(&other);
  cr_assert_eq(helix_keys_save(path, &pair, &error), 0);
  cr_assert_eq(helix_server_remember(one, other.public_key, "our.key", &error), 0, "%s", error.message);
  cr_assert_eq(helix_server_remember(two, pair.public_key, path, &error), 0, "%s", error.message);
  cr_assert_eq(helix_keys_for(one, &keys, &error), 0, "%s", error.message);
  cr_assert_str_eq(keys.server, other.public_key);
  cr_assert_str_eq(keys.secret, pair.secret);
  cr_assert_eq(helix_keys_for(two, &keys, &error), 0, "%s", error.message);
  cr_assert_str_eq(keys.server, pair.public_key);
  cr_assert_eq(helix_server_remember(one, pair.public_key, "our.key", &error), 0);
  cr_assert_eq(helix_keys_for(one, &keys, &error), 0, "%s", error.message);
  cr_assert_str_eq(keys.server, pair.public_key, "the last word counts");
}

Test(keys, a_server_without_a_key_is_told_with_what_to_do) {
  struct helix_keys keys;
  cr_assert_eq(helix_keys_for("tcp://registry.example.org:7420", &keys, &error), -1);
  cr_assert_eq(error.failure, HELIX_CONFIG);
  cr_assert(strstr(error.message, "tcp://registry.example.org:7420"));
  cr_assert(strstr(error.hint, "invitation"));
  cr_assert_eq(helix_server_remember("tcp://registry.example.org:7420", pair.public_key, "our.key", &error), 0);
  cr_assert_eq(helix_keys_for("tcp://registry.example.org:7420", &keys, &error), -1, "the file is gone");
  cr_assert(strstr(error.message, "gone"), "%s", error.message);
}

static void expect_servers_refused(const char *text, const char *words) {
  char name[80];
  struct helix_keys keys;
  snprintf(name, sizeof name, "%s/servers.conf", folder);
  write_text(name, text);
  cr_assert_eq(helix_keys_for("tcp://a:1", &keys, &error), -1, "%s", text);
  cr_assert_eq(error.failure, HELIX_CONFIG);
  cr_assert(strstr(error.message, "servers.conf"), "%s", error.message);
  cr_assert(strstr(error.message, words), "%s", error.message);
}

Test(keys, a_wrong_servers_file_is_named_with_its_place) {
  char text[200];
  expect_servers_refused("[tcp://a:1]\n", "server-key");
  expect_servers_refused("[tcp://a:1]\nserver-key=x\nkey=f\n", "server-key");
  snprintf(text, sizeof text, "[tcp://a:1]\nserver-key=%s\n", pair.public_key);
  expect_servers_refused(text, "key names no file");
  expect_servers_refused("garbage\n", "garbage");
  snprintf(text, sizeof text, "%s/servers.conf", folder);
  cr_assert_eq(chmod(text, 0666), 0);
  struct helix_keys keys;
  cr_assert_eq(helix_keys_for("tcp://a:1", &keys, &error), -1);
  cr_assert(strstr(error.message, "Others may change"), "%s", error.message);
}
