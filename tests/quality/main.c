// SPDX-License-Identifier: Apache-2.0
// bench-quality [TASK]: how well the engine matches on real data, each figure beside a baseline that is computed in the same run.
// Tables for people, then `figure NAME VALUE` for programs; the baseline of NAME is NAME.baseline.
//
// The data lie in $HELIX_DATA, else in ../shared/data beside the repository that it is run in. Without them it says so and
// ends well: they are not part of the project.
#include "quality.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { USAGE = 64 };

static const struct task {
  const char *name;
  void (*measure)(const struct data *data, struct figures *figures);
} tasks[] = {
    {"text_to_firm", measure_text_to_firm},
    {"text_to_theme", measure_text_to_theme},
    {"crosslingual", measure_crosslingual},
    {"consortium", measure_consortium},
};

static int usage(void) {
  fprintf(stderr, "Usage: bench-quality [TASK], where TASK is one of:");
  for (size_t i = 0; i < sizeof tasks / sizeof *tasks; i++)
    fprintf(stderr, " %s", tasks[i].name);
  fprintf(stderr, "\nExample: HELIX_DATA=../shared/data bench-quality consortium\n");
  return USAGE;
}

static size_t run(const struct data *data, const char *only, struct figures *figures) {
  size_t ran = 0;
  for (size_t i = 0; i < sizeof tasks / sizeof *tasks; i++) {
    if (only && strcmp(only, tasks[i].name))
      continue;
    tasks[i].measure(data, figures);
    ran++;
  }
  return ran;
}

int main(int count, char **words) {
  if (count > 2)
    return usage();
  setvbuf(stdout, NULL, _IOLBF, 0);
  const char *set = getenv("HELIX_DATA"), *folder = set && *set ? set : "../shared/data";
  struct data *data = data_new(folder);
  if (!data) {
    printf("bench-quality: there are no data in %s, so nothing is measured. Set HELIX_DATA to the folder that holds "
           "them.\n",
           folder);
    return 0;
  }
  struct figures *figures = figures_new();
  size_t ran = run(data, words[1], figures);
  figures_print(figures);
  figures_free(figures);
  data_free(data);
  return ran ? 0 : usage();
}
