// SPDX-License-Identifier: Apache-2.0
// The merged index written into a file as the daemon writes it (store/segments.h), and read back as at a start: read, verified,
// opened, every profile looked for by id, revision and time in the order in which it was submitted, and made a snapshot. What a
// start does beside, to read the versions of the rows, is in `./dev bench serve`.
#include "base/memory.h"
#include "match/keep.h"
#include "measure.h"
#include "samples.h"
#include "store/segments.h"

#include <err.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { ROUNDS = 5, ID_ROOM = 24 };

struct restart {
  char directory[PATH_MAX];
  struct store_segments *segments;
  uint64_t number;
  size_t profiles;
  char (*ids)[ID_ROOM]; // owned
};

static void release(void *block, size_t bytes, void *data) {
  (void)bytes;
  (void)data;
  free(block);
}

static double write_index(struct restart *restart, const struct match_index *index) {
  static const atomic_bool hurry = true;
  const struct match_segment *segment = match_index_part(index, 0).segment;
  struct error error;
  double start = clock_seconds();
  if (store_segments_open(restart->directory, &restart->segments, &error) ||
      store_segments_write(restart->segments, "bench", segment->header, segment->header->bytes, &hurry,
                           &restart->number, &error) ||
      store_segments_publish(restart->segments, restart->number, &error))
    errx(1, "%s", error.message);
  return clock_seconds() - start;
}

static struct match_index *load(const struct restart *restart) {
  struct error error;
  void *block;
  size_t bytes, found = 0;
  if (store_segments_read(restart->segments, restart->number, "bench", &block, &bytes, &error))
    errx(1, "%s", error.message);
  struct match_segment *segment = match_segment_open(block, bytes, release, NULL);
  struct match_restore *back = match_restore_new(&match_weights_default.text);
  if (!segment || !match_restore_add(back, segment))
    errx(1, "what was written is no segment");
  for (size_t i = 0; i < restart->profiles; i++)
    found += match_restore_take(back, restart->ids[i], 1, 0);
  if (found < restart->profiles)
    errx(1, "of %zu profiles only %zu are in the file", restart->profiles, found);
  return match_restore_finish(back);
}

static void forget_pages(const struct restart *restart) {
  char path[PATH_MAX + 64];
  snprintf(path, sizeof path, "%s/index/%016llx.segment", restart->directory, (unsigned long long)restart->number);
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0 || posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED))
    err(1, "%s", path);
  close(file);
}

static double measure(const struct restart *restart, bool is_cold) {
  double seconds[ROUNDS];
  for (size_t i = 0; i < ROUNDS; i++) {
    if (is_cold)
      forget_pages(restart);
    double start = clock_seconds();
    struct match_index *index = load(restart);
    seconds[i] = clock_seconds() - start;
    match_index_unref(index);
  }
  return samples_median(seconds, ROUNDS);
}

static void report(struct bench *bench, double written, double warm, double cold) {
  printf("Restart from a file: %.2f s (%.2f %% of building; goal: at most 3), %.2f s when the file is not in the page "
         "cache; written in %.2f s\n\n",
         warm, 100 * warm / bench->build_seconds, cold, written);
  figures_add(bench->figures, "index.write_seconds", written, 3);
  figures_add(bench->figures, "index.restart_seconds", warm, 3);
  figures_add(bench->figures, "index.restart_share", warm / bench->build_seconds, 4);
  figures_add(bench->figures, "index.restart_cold_share", cold / bench->build_seconds, 4);
}

void measure_restart(struct bench *bench) {
  struct restart restart = {.profiles = corpus_count(bench->corpus)};
  snprintf(restart.directory, sizeof restart.directory, "%s/helix-restart-XXXXXX", bench->scratch);
  if (!mkdtemp(restart.directory))
    err(1, "%s", restart.directory);
  restart.ids = memory_new(restart.profiles * sizeof *restart.ids);
  for (size_t i = 0; i < restart.profiles; i++)
    snprintf(restart.ids[i], ID_ROOM, "p%07zu", i + 1); // as batch_put() names them
  double written = write_index(&restart, bench->index);
  double cold = measure(&restart, true), warm = measure(&restart, false);
  report(bench, written, warm, cold);
  store_segments_remove(restart.segments, &restart.number, 1, NULL);
  store_segments_close(restart.segments);
  char folder[PATH_MAX + 8];
  snprintf(folder, sizeof folder, "%s/index", restart.directory);
  rmdir(folder);
  rmdir(restart.directory);
  free(restart.ids);
}
