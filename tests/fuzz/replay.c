// SPDX-License-Identifier: Apache-2.0
// replay-NAME FILE...: gives each file to the fuzz target NAME, as libFuzzer would. What once broke it is tried in every test
// run, with any compiler. It ends with status 1 when a file cannot be read, and crashes where the target does.
#include <err.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

enum { FILE_BYTES_MAX = 1 << 20 };

static void replay(const char *path) {
  uint8_t *bytes = malloc(FILE_BYTES_MAX);
  FILE *file = fopen(path, "rb");
  if (!bytes || !file)
    err(1, "%s", path);
  size_t count = fread(bytes, 1, FILE_BYTES_MAX, file);
  if (ferror(file) || !feof(file))
    errx(1, "%s: cannot be read, or is larger than %d bytes", path, FILE_BYTES_MAX);
  fclose(file);
  uint8_t *exact = realloc(bytes, count ? count : 1); // so that a sanitizer sees a step beyond the end
  if (!exact)
    err(1, "%s", path);
  LLVMFuzzerTestOneInput(exact, count);
  free(exact);
}

int main(int count, char **words) {
  for (int i = 1; i < count; i++)
    replay(words[i]);
  printf("%d files replayed\n", count - 1);
  return 0;
}
