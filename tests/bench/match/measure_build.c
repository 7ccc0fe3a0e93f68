// SPDX-License-Identifier: Apache-2.0
// The index of the whole corpus, in chunks as they come from a store, merged until nothing is left to merge. The making of the
// profiles is not among the seconds; nor is, of the peers', the reading of the words.
#include "base/memory.h"
#include "batch.h"
#include "measure.h"
#include "samples.h"

#include <stdio.h>

enum { TOLD_EVERY_SECONDS = 3 };

static struct match_index *merged(struct match_index *index, struct match_merge *plan(struct match_index *index)) {
  for (struct match_merge *merge; (merge = plan(index)); match_merge_free(merge)) {
    match_merge_run(merge);
    struct match_index *next = match_merge_install(merge, index);
    match_index_unref(index);
    index = next;
  }
  return index;
}

static struct match_index *with(struct match_index *index, const struct batch *batch, size_t count, double *seconds) {
  double start = clock_seconds();
  struct match_index *next = match_index_change(index, batch_profiles(batch), count, NULL, 0);
  match_index_unref(index);
  next = merged(next, match_merge_plan);
  *seconds += clock_seconds() - start;
  return next;
}

static double build(struct bench *bench) {
  size_t all = corpus_count(bench->corpus), chunk = all < MEASURE_CHUNK ? all : MEASURE_CHUNK;
  struct batch *batch = batch_new(bench->corpus, chunk);
  double seconds = 0, told = clock_seconds();
  bench->index = match_index_new(&match_weights_default.text);
  for (size_t first = 0; first < all; first += chunk) {
    size_t count = all - first < chunk ? all - first : chunk;
    for (size_t i = 0; i < count; i++)
      batch_put(batch, i, first + i, 0);
    bench->index = with(bench->index, batch, count, &seconds);
    if (clock_seconds() - told > TOLD_EVERY_SECONDS) {
      fprintf(stderr, "helix: %zu profiles indexed in %.1f s\n", first + count, seconds);
      told = clock_seconds();
    }
  }
  batch_free(batch);
  double start = clock_seconds();
  bench->index = merged(bench->index, match_merge_plan_all);
  return seconds + clock_seconds() - start;
}

static void report_peer(struct bench *bench, const char *peer, double own_seconds, const char *ratio_name) {
  bool is_kept;
  char name[64];
  double seconds = peers_build(bench->peers, peer, &is_kept);
  printf("%-10s %10.1f s  %5.1f times ours%s\n", peer, seconds, seconds / own_seconds,
         is_kept ? "  (built by a former run: no fair ratio)" : "");
  snprintf(name, sizeof name, "index.build_seconds.%s", peer);
  figures_add(bench->figures, name, seconds, 1);
  if (ratio_name)
    figures_add(bench->figures, ratio_name, seconds / own_seconds, 2);
}

void measure_build(struct bench *bench) {
  double seconds = build(bench);
  double bytes = (double)match_index_memory(bench->index) / (double)corpus_count(bench->corpus);
  printf("Index of %zu profiles, %d words each\n", corpus_count(bench->corpus), CORPUS_WORDS);
  printf("%-10s %10.1f s  %.0f bytes a profile (goal: at most 1536)\n", "helix", seconds, bytes);
  figures_add(bench->figures, "index.build_seconds", seconds, 2);
  figures_add(bench->figures, "index.bytes_per_profile", bytes, 0);
  if (bench->peers) {
    report_peer(bench, "xapian", seconds, "index.build_ratio");
    report_peer(bench, "sqlite", seconds, NULL);
  }
  printf("\n");
  bench->build_seconds = seconds;
}
