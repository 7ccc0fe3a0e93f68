// SPDX-License-Identifier: Apache-2.0
// bench-match SCRATCH [PART…]: how fast the engine matches among a million generated profiles, beside Xapian and SQLite FTS5 on the
// same words in the same run. Tables for people, then `figure NAME VALUE` for programs. SCRATCH is an existing directory, for
// the words and the indexes of the peers: 2 GB.
// bench-match --smoke: all of it, small and without peers, in seconds: that it works, not how fast it is.
//
// PARTs leave the others out; the index is built all the same. From the environment:
//   HELIX_BENCH_PROFILES=N  another number of profiles
//   HELIX_BENCH_PEERS=DIR   builds the peers' indexes in DIR and takes them again next time; `none`: no peers
#include "base/memory.h"
#include "measure.h"
#include "samples.h"
#include "word_file.h"

#include <err.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { USAGE = 64, PROFILES = 1000000, SMOKE_PROFILES = 5000, PROFILES_MAX = 100000000 };

static const struct part {
  const char *name;
  void (*measure)(struct bench *bench);
} parts[] = {
    {"build", measure_build},     {"restart", measure_restart}, {"words", measure_words},
    {"filters", measure_filters}, {"whole", measure_whole},     {"explain", measure_explain},
    {"quality", measure_quality}, {"themes", measure_themes},   {"threads", measure_threads},
    {"submit", measure_submit},
};
enum { PARTS = sizeof parts / sizeof *parts };

static int usage(void) {
  fprintf(stderr, "Usage: bench-match SCRATCH [PART…] or bench-match --smoke, where PART is one of:");
  for (size_t i = 0; i < PARTS; i++)
    fprintf(stderr, " %s", parts[i].name);
  fprintf(stderr, "\nExample: HELIX_BENCH_PROFILES=50000 HELIX_BENCH_PEERS=none bench-match /tmp words filters\n");
  return USAGE;
}

static bool is_part(const char *word) {
  for (size_t i = 0; i < PARTS; i++)
    if (!strcmp(parts[i].name, word))
      return true;
  return false;
}

static bool is_wanted(const char *part, int count, char **words) {
  bool any = !count || !strcmp(part, "build");
  for (int i = 0; i < count && !any; i++)
    any = !strcmp(words[i], part);
  return any;
}

static const char *environment(const char *name) {
  const char *value = getenv(name);
  return value && *value ? value : NULL;
}

static size_t profile_count(void) {
  const char *text = environment("HELIX_BENCH_PROFILES");
  if (!text)
    return PROFILES;
  char *end;
  unsigned long long number = strtoull(text, &end, 10);
  if (*end || !number || number > PROFILES_MAX)
    errx(USAGE, "HELIX_BENCH_PROFILES=%s: a number from 1 to %d is needed", text, PROFILES_MAX);
  return (size_t)number;
}

static void open_corpus(struct bench *bench, size_t profiles, size_t queries) {
  bench->corpus = corpus_new(profiles);
  bench->questions = questions_new(bench->corpus, queries);
  bench->users = corpus_users(bench->corpus);
  bench->taxonomy = world_taxonomy_new();
  bench->searcher = match_searcher_new();
  bench->figures = figures_new();
}

static struct bench open_smoke(void) {
  struct bench bench = {.asker_count = 10, .submission_count = 20, .thread_seconds = 0.1, .scratch = "/tmp"};
  open_corpus(&bench, SMOKE_PROFILES, 20);
  return bench;
}

static void open_peers(struct bench *bench, const char *scratch) {
  const char *directory = environment("HELIX_BENCH_PEERS");
  if (directory && !strcmp(directory, "none"))
    return;
  directory = directory ? directory : scratch;
  if (mkdir(directory, 0700) && access(directory, W_OK))
    err(1, "cannot use %s", directory);
  char path[PATH_MAX];
  if (snprintf(path, sizeof path, "%s/words", directory) >= (int)sizeof path)
    errx(1, "%s: the path is too long", directory);
  fprintf(stderr, "writing the words for the peers into %s\n", path);
  word_file_write(path, bench->corpus, bench->questions);
  bench->peers = peers_new(path, directory);
}

static struct bench open_whole(const char *scratch) {
  struct bench bench = {.asker_count = 300, .submission_count = 200, .thread_seconds = 4, .scratch = scratch};
  open_corpus(&bench, profile_count(), 1000);
  open_peers(&bench, scratch);
  return bench;
}

static void close_bench(struct bench *bench) {
  peers_free(bench->peers);
  match_index_unref(bench->index);
  figures_free(bench->figures);
  match_searcher_free(bench->searcher);
  match_taxonomy_free(bench->taxonomy);
  free(bench->users);
  questions_free(bench->questions);
  corpus_free(bench->corpus);
}

int main(int count, char **words) {
  if (count < 2)
    return usage();
  bool is_smoke = !strcmp(words[1], "--smoke");
  for (int i = 2; i < count; i++)
    if (!is_part(words[i]))
      return usage();
  if (words[1][0] == '-' && !is_smoke)
    return usage();
  setvbuf(stdout, NULL, _IOLBF, 0);
  double start = clock_seconds();
  struct bench bench = is_smoke ? open_smoke() : open_whole(words[1]);
  for (size_t i = 0; i < PARTS; i++)
    if (is_wanted(parts[i].name, count - 2, words + 2))
      parts[i].measure(&bench);
  figures_print(bench.figures);
  if (bench.is_wrong)
    warnx("the engine's lists are not those of the formula in match/search.h");
  fprintf(stderr, "done after %.0f s\n", clock_seconds() - start);
  close_bench(&bench);
  return bench.is_wrong;
}
