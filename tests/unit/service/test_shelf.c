// SPDX-License-Identifier: Apache-2.0
// A start takes from files what is the very same as in the store, analyses the rest, and answers as if it had analysed all.
#include "fixture.h"
#include "service/threads.h"

#include "base/date.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PROFILES = 12 };

static struct fixture fixture;
static unsigned key_number;

static void run(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void run(const char *format, ...) {
  char command[512];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(command, sizeof command, format, arguments);
  va_end(arguments);
  cr_assert_eq(system(command), 0, "%s", command);
}

static void put(const char *id, const char *text) {
  struct sample sample;
  char key[32];
  snprintf(key, sizeof key, "key-%016u", ++key_number);
  Helix__V1__Reply *reply = submit(&fixture, sample_init(&sample, id, id, text), key);
  cr_assert_eq(reply->result_case, HELIX__V1__REPLY__RESULT_SUBMITTED, "%s",
               reply->result_case == HELIX__V1__REPLY__RESULT_ERROR ? reply->error->message : "no submission");
  helix__v1__reply__free_unpacked(reply, NULL);
}

static void withdraw(const char *id) {
  char key[32];
  snprintf(key, sizeof key, "key-%016u", ++key_number);
  Helix__V1__WithdrawStakeholder call = HELIX__V1__WITHDRAW_STAKEHOLDER__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  call.id = STR(id);
  request.idempotency_key = key;
  request.call_case = HELIX__V1__REQUEST__CALL_WITHDRAW_STAKEHOLDER;
  request.withdraw_stakeholder = &call;
  Helix__V1__Reply *reply = ask(&fixture, &request);
  cr_assert_eq(reply->result_case, HELIX__V1__REPLY__RESULT_STAKEHOLDER);
  helix__v1__reply__free_unpacked(reply, NULL);
}

static void put_some(void) {
  static const char *const texts[] = {"We do textile recycling.",
                                      "Industrial design of packaging from recycled fibres.",
                                      "我们从事纺织品回收业务。", "Riciclo tessile e economia circolare per le città."};
  for (unsigned i = 0; i < PROFILES; i++) {
    char id[16];
    snprintf(id, sizeof id, "lab-%u", i);
    put(id, texts[i % 4]);
  }
}

static void open_fixture(void) {
  fixture_open(&fixture);
  put_some();
}

static void close_fixture(void) {
  fixture_close(&fixture);
}

TestSuite(shelf, .init = open_fixture, .fini = close_fixture, .timeout = 60);

// --- what it answers

struct answers {
  size_t bytes[3];
  unsigned char *packed[3];
};

// Lists for every theme, as bytes; what counts changes and starts is left out.
static struct answers answers_now(void) {
  static const char *const themes[] = {"circular-economy", "textile-recycling", "industrial-design"};
  struct answers answers;
  for (size_t i = 0; i < 3; i++) {
    Helix__V1__Reply *reply = match_theme(&fixture, themes[i]);
    Helix__V1__MatchList *list = matches_of(reply);
    list->index_version = 0;
    answers.bytes[i] = helix__v1__match_list__get_packed_size(list);
    answers.packed[i] = malloc(answers.bytes[i] + 1);
    helix__v1__match_list__pack(list, answers.packed[i]);
    helix__v1__reply__free_unpacked(reply, NULL);
  }
  return answers;
}

static void expect_same(struct answers one, struct answers other) {
  for (size_t i = 0; i < 3; i++) {
    cr_expect_eq(one.bytes[i], other.bytes[i], "list %zu", i);
    cr_expect(one.bytes[i] == other.bytes[i] && !memcmp(one.packed[i], other.packed[i], one.bytes[i]), "list %zu", i);
    free(one.packed[i]);
    free(other.packed[i]);
  }
}

static void remove_files(void) {
  run("rm -rf %s/index", fixture.state);
}

// Starts, expects so many from files and so many analysed, and the answers of a start that had no files at all.
static void expect_start(uint64_t kept, uint64_t analysed) {
  fixture_start(&fixture);
  cr_expect_eq(fixture.service->kept, kept, "%llu from files", (unsigned long long)fixture.service->kept);
  cr_expect_eq(fixture.service->analysed, analysed, "%llu analysed", (unsigned long long)fixture.service->analysed);
  struct answers by_files = answers_now();
  fixture_stop(&fixture);
  run("mv %s/index %s/aside", fixture.state, fixture.state);
  fixture_start(&fixture);
  cr_expect_eq(fixture.service->kept, 0);
  expect_same(by_files, answers_now());
  fixture_stop(&fixture);
  remove_files();
  run("mv %s/aside %s/index", fixture.state, fixture.state);
  fixture_start(&fixture);
}

static size_t count_files(void) {
  char path[160];
  snprintf(path, sizeof path, "%s/index", fixture.state);
  DIR *directory = opendir(path);
  size_t count = 0;
  for (struct dirent *entry; (entry = readdir(directory));)
    count += entry->d_name[0] != '.';
  closedir(directory);
  return count;
}

static bool files_hold(const char *id) {
  char command[256];
  snprintf(command, sizeof command, "cat %s/index/* | grep -aqF %s", fixture.state, id);
  return system(command) == 0;
}

// --- starts

Test(shelf, after_a_clean_stop_nothing_is_analysed_and_the_answers_are_the_same) {
  struct answers before = answers_now();
  fixture_stop(&fixture);
  cr_expect_eq(count_files(), 1, "small ones go into one file");
  expect_start(PROFILES, 0);
  expect_same(before, answers_now());
}

Test(shelf, what_was_changed_since_is_analysed) {
  fixture_stop(&fixture);
  run("cp -r %s/index %s/before", fixture.state, fixture.state);
  fixture_start(&fixture);
  put("lab-1", "Now it is textile recycling after all.");
  put("new", "Textile recycling in Bologna.");
  withdraw("lab-2");
  fixture_stop(&fixture);
  remove_files();
  run("mv %s/before %s/index", fixture.state, fixture.state); // as after a crash: files older than the store
  expect_start(PROFILES - 2, 2);
}

Test(shelf, with_an_older_database_restored_its_texts_count) {
  fixture_stop(&fixture);
  run("cp %s/helix.db %s/older.db", fixture.state, fixture.state);
  fixture_start(&fixture);
  put("lab-1", "Now it is textile recycling after all.");
  put("new", "Textile recycling in Bologna.");
  fixture_stop(&fixture);
  run("rm -f %s/helix.db-wal %s/helix.db-shm; cp %s/older.db %s/helix.db", fixture.state, fixture.state, fixture.state,
      fixture.state);
  fixture_start(&fixture);
  cr_expect_eq(fixture.service->kept, PROFILES - 1);
  cr_expect_eq(fixture.service->analysed, 1, "lab-1 is of revision 1 again");
  put("lab-1", "Industrial design, in the branch of history that was restored."); // revision 2 again, another text
  fixture_stop(&fixture);
  run("cp -r %s/index %s/restored", fixture.state, fixture.state);
  expect_start(PROFILES, 0);
}

Test(shelf, the_same_revision_of_another_time_is_another_text) {
  fixture_stop(&fixture);
  run("cp %s/helix.db %s/older.db", fixture.state, fixture.state);
  fixture_start(&fixture);
  put("lab-1", "Textile recycling, the one way.");
  fixture_stop(&fixture);
  run("cp -r %s/index %s/other", fixture.state, fixture.state); // holds revision 2 of lab-1, the one way
  run("rm -f %s/helix.db-wal %s/helix.db-shm; cp %s/older.db %s/helix.db", fixture.state, fixture.state, fixture.state,
      fixture.state);
  fixture_start(&fixture);
  put("lab-1", "Industrial design, the other way.");
  fixture_stop(&fixture);
  remove_files();
  run("mv %s/other %s/index", fixture.state, fixture.state);
  expect_start(PROFILES - 1, 1);
}

Test(shelf, a_damaged_file_is_not_taken_and_replaced) {
  fixture_stop(&fixture);
  run("f=$(ls %s/index/*.segment); printf x | dd of=$f bs=1 seek=6000 conv=notrunc status=none", fixture.state);
  fixture_start(&fixture);
  cr_expect_eq(fixture.service->kept, 0);
  cr_expect_eq(fixture.service->analysed, PROFILES);
  fixture_stop(&fixture);
  cr_expect_eq(count_files(), 1);
  expect_start(PROFILES, 0);
}

Test(shelf, a_half_written_file_is_not_taken_and_removed) {
  fixture_stop(&fixture);
  run("cd %s/index; f=$(ls *.segment); head -c 5000 $f > 00000000000000ff.unfinished; head -c 5000 $f > "
      "00000000000000fe.segment",
      fixture.state);
  expect_start(PROFILES, 0);
  fixture_stop(&fixture);
  cr_expect_eq(count_files(), 1);
  fixture_start(&fixture);
}

Test(shelf, another_vocabulary_is_another_index) {
  fixture_stop(&fixture);
  run("printf '\\n# changed\\n' >> %s", fixture.themes);
  expect_start(0, PROFILES);
}

struct reloading {
  pthread_mutex_t lock;
  pthread_cond_t more;
  bool done;
};

static void on_reloaded(void *data, int result, const struct error *error) {
  struct reloading *reloading = data;
  cr_expect_eq(result, 0, "%s", result ? error->message : "");
  pthread_mutex_lock(&reloading->lock);
  reloading->done = true;
  pthread_cond_signal(&reloading->more);
  pthread_mutex_unlock(&reloading->lock);
}

Test(shelf, after_a_reload_the_files_are_of_the_new_vocabulary) {
  struct error error;
  struct reloading reloading = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, false};
  fixture_stop(&fixture);
  fixture_start(&fixture);
  run("printf '\\n# changed\\n' >> %s", fixture.themes);
  struct service_options options = fixture_options(&fixture);
  cr_assert_eq(service_reload(fixture.service, &options.vocabulary, &options.weights, on_reloaded, &reloading, &error),
               0);
  pthread_mutex_lock(&reloading.lock);
  while (!reloading.done)
    pthread_cond_wait(&reloading.more, &reloading.lock);
  pthread_mutex_unlock(&reloading.lock);
  fixture_stop(&fixture);
  cr_expect_eq(count_files(), 1);
  expect_start(PROFILES, 0);
}

static void start_with(void (*change)(struct service_options *options)) {
  struct error error;
  struct service_options options = fixture_options(&fixture);
  change(&options);
  cr_assert_eq(service_open(&options, NULL, NULL, &fixture.service, &error), 0, "%s", error.message);
}

static void change_saturation(struct service_options *options) {
  options->weights.match.text.k1 += 0.25;
}

static void change_limit(struct service_options *options) {
  options->batch = 7;
}

Test(shelf, other_parameters_of_the_impacts_are_another_index_and_other_settings_are_not) {
  fixture_stop(&fixture);
  start_with(change_limit);
  cr_expect_eq(fixture.service->kept, PROFILES);
  fixture_stop(&fixture);
  start_with(change_saturation);
  cr_expect_eq(fixture.service->kept, 0);
  cr_expect_eq(fixture.service->analysed, PROFILES);
}

Test(shelf, after_a_crash_while_files_are_replaced_profiles_count_once) {
  fixture_stop(&fixture);
  run("cp -r %s/index %s/first", fixture.state, fixture.state);
  fixture_start(&fixture);
  put("lab-3", "Textile recycling once more.");
  fixture_stop(&fixture);
  run("cp -n %s/first/* %s/index/", fixture.state, fixture.state);
  cr_expect_eq(count_files(), 2);
  expect_start(PROFILES, 0);
}

Test(shelf, without_the_folder_all_is_analysed_and_served) {
  fixture_stop(&fixture);
  remove_files();
  run("touch %s/index", fixture.state);
  fixture_start(&fixture);
  cr_expect_eq(fixture.service->analysed, PROFILES);
  put("new", "Textile recycling in Bologna.");
  cr_expect_eq(shelf_purge(&fixture.service->shelf, &(const char *){"new"}, 1, NULL), -ERROR_IO,
               "who knows what is in there");
  fixture_stop(&fixture);
  run("rm %s/index", fixture.state);
  fixture_start(&fixture);
}

// --- what must not stay

Test(shelf, what_was_replaced_or_withdrawn_is_in_no_file_after_a_clean_stop) {
  put("secret-lab", "Textile recycling.");
  put("lab-4", "Xylophone manufacture.");
  fixture_stop(&fixture);
  cr_expect(files_hold("secret-lab"));
  fixture_start(&fixture);
  withdraw("secret-lab");
  fixture_stop(&fixture);
  cr_expect_not(files_hold("secret-lab"));
  cr_expect_eq(count_files(), 1);
  expect_start(PROFILES, 0);
}

Test(shelf, a_purge_removes_the_files_at_once_and_lets_nothing_in_again) {
  put("secret-lab", "Textile recycling.");
  fixture_stop(&fixture);
  fixture_start(&fixture);
  withdraw("secret-lab");
  struct shelf *shelf = &fixture.service->shelf;
  cr_expect(files_hold("secret-lab"), "until then it is there");
  cr_expect_eq(shelf_purge(shelf, &(const char *){"secret-lab"}, 1, NULL), 0);
  cr_expect_not(files_hold("secret-lab"));
  cr_expect_eq(count_files(), 0);
  put("lab-5", "Textile recycling.");
  fixture_stop(&fixture);
  cr_expect_not(files_hold("secret-lab"));
  expect_start(PROFILES, 0);
}

static void delete_row(const char *id) {
  char path[160], sql[200];
  sqlite3 *database;
  snprintf(path, sizeof path, "%s/helix.db", fixture.state);
  snprintf(sql, sizeof sql, "DELETE FROM stakeholder WHERE id = '%s'", id);
  cr_assert_eq(sqlite3_open(path, &database), SQLITE_OK);
  cr_assert_eq(sqlite3_exec(database, sql, NULL, NULL, NULL), SQLITE_OK);
  sqlite3_close(database);
}

// As when a crash comes between an erasure's commit and its purge.
Test(shelf, whoever_is_not_in_the_store_is_purged_at_the_start) {
  put("secret-lab", "Textile recycling.");
  fixture_stop(&fixture);
  cr_expect(files_hold("secret-lab"));
  delete_row("secret-lab");
  fixture_start(&fixture);
  cr_expect_eq(fixture.service->kept, PROFILES, "the others are taken all the same");
  cr_expect_eq(fixture.service->analysed, 0);
  cr_expect_not(files_hold("secret-lab"));
  fixture_stop(&fixture);
  cr_expect_not(files_hold("secret-lab"));
  expect_start(PROFILES, 0);
}

Test(shelf, a_purge_of_somebody_who_is_in_no_file_leaves_them) {
  fixture_stop(&fixture);
  fixture_start(&fixture);
  cr_expect_eq(shelf_purge(&fixture.service->shelf, &(const char *){"nobody"}, 1, NULL), 0);
  cr_expect_eq(count_files(), 1);
}

// --- what depends on the day

Test(shelf, facts_are_good_from_a_day_on) {
  struct view *view = view_take(&fixture.service->board);
  int32_t first, ignored, year, day;
  date_parse("2026-11-27", &day, &ignored);
  date_parse("2026", &year, &ignored);
  int32_t facts = profile_facts_day(view->knowledge, day);
  cr_expect(facts >= year && facts <= day, "not from before the year: figures of it count now");
  cr_expect_eq(profile_facts_day(view->knowledge, facts), facts);
  cr_expect_lt(profile_facts_day(view->knowledge, facts - 1), facts);
  date_parse("2005-01-01", &first, &ignored); // a regime of the fixture begins
  cr_expect_eq(profile_facts_day(view->knowledge, first + 1), first);
  view_unref(view);
}
