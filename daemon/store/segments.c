// SPDX-License-Identifier: Apache-2.0
#include "store/segments.h"

#include "base/date.h"
#include "base/memory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>
#include <xxhash.h>

#define MAGIC "helix segment\n\0" // 16 bytes with the NUL
#define SUFFIX ".segment"
#define UNFINISHED ".unfinished"

enum { FORMAT = 1, ALIGNMENT = 64, PIECE = 4 << 20, AHEAD = 4 * PIECE, NAME_BYTES = 40, DIGITS = 16, FREE_SHARE = 2 };

// What a file begins with, in the machine's byte order: the magic and the format tell another one's. The block is at a page's
// border.
struct page {
  char magic[16];
  uint64_t format, bytes;                             // of the block
  unsigned char checksum[sizeof(XXH128_canonical_t)]; // zero while it is made
  char stamp[STORE_STAMP_BYTES];
  char rest[4096 - 48 - STORE_STAMP_BYTES];
};
_Static_assert(sizeof(struct page) == 4096, "a page");

struct store_segments {
  char *path;     // owned: of the folder
  int descriptor; // of the folder
  atomic_ullong next;
};

static int fail(const struct store_segments *segments, const char *what, const char *name, int failed,
                struct error *error) {
  int kind = failed == ENOSPC || failed == EDQUOT ? ERROR_FULL : ERROR_IO;
  return error_set(error, kind, "Cannot %s %s%s%s: %s", what, segments->path, *name ? "/" : "", name, strerror(failed));
}

// --- names

static void name_of(uint64_t number, const char *suffix, char ret_name[NAME_BYTES]) {
  snprintf(ret_name, NAME_BYTES, "%0*" PRIx64 "%s", DIGITS, number, suffix);
}

// Only a name that we would write ourselves is ours.
static bool is_name(const char *name, const char *suffix, uint64_t *ret_number) {
  char again[NAME_BYTES];
  if (strspn(name, "0123456789abcdef") != DIGITS)
    return false;
  *ret_number = strtoull(name, NULL, 16);
  name_of(*ret_number, suffix, again);
  return !strcmp(name, again);
}

static int each_name(struct store_segments *segments, void (*function)(void *data, const char *name), void *data,
                     struct error *error) {
  int descriptor = openat(segments->descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *directory = descriptor >= 0 ? fdopendir(descriptor) : NULL;
  if (!directory) {
    int failed = errno;
    if (descriptor >= 0)
      close(descriptor);
    return fail(segments, "read", "", failed, error);
  }
  errno = 0;
  for (struct dirent *entry; (entry = readdir(directory)); errno = 0)
    function(data, entry->d_name);
  int failed = errno;
  closedir(directory);
  return failed ? fail(segments, "read", "", failed, error) : 0;
}

// --- the folder

static void take_name(void *data, const char *name) {
  struct store_segments *segments = data;
  uint64_t number;
  if (is_name(name, UNFINISHED, &number))
    unlinkat(segments->descriptor, name, 0); // when it stays it is in nobody's way
  else if (is_name(name, SUFFIX, &number) && number >= atomic_load(&segments->next) && number < UINT64_MAX)
    atomic_store(&segments->next, number + 1);
}

int store_segments_open(const char *state_directory, struct store_segments **ret_segments, struct error *error) {
  struct store_segments *segments = memory_new(sizeof *segments);
  segments->path = memory_new(strlen(state_directory) + sizeof "/index");
  sprintf(segments->path, "%s/index", state_directory);
  atomic_init(&segments->next, 1);
  bool made = !mkdir(segments->path, 0700) || errno == EEXIST;
  segments->descriptor = made ? open(segments->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1;
  int result = segments->descriptor < 0 ? fail(segments, made ? "open" : "make", "", errno, error)
                                        : each_name(segments, take_name, segments, error);
  if (result) {
    store_segments_close(segments);
    return result;
  }
  *ret_segments = segments;
  return 0;
}

struct store_segments *store_segments_close(struct store_segments *segments) {
  if (!segments)
    return NULL;
  if (segments->descriptor >= 0)
    close(segments->descriptor);
  free(segments->path);
  free(segments);
  return NULL;
}

struct list {
  uint64_t *numbers;
  size_t count, capacity;
};

static void list_name(void *data, const char *name) {
  struct list *list = data;
  uint64_t number;
  if (!is_name(name, SUFFIX, &number))
    return;
  memory_reserve(list->numbers, list->count, list->capacity);
  list->numbers[list->count++] = number;
}

static int greatest_first(const void *one, const void *other) {
  const uint64_t *a = one, *b = other;
  return (*a < *b) - (*a > *b);
}

int store_segments_list(struct store_segments *segments, uint64_t **ret_numbers, size_t *ret_count,
                        struct error *error) {
  struct list list = {.numbers = memory_new(sizeof *list.numbers), .capacity = 1};
  int result = each_name(segments, list_name, &list, error);
  if (result) {
    free(list.numbers);
    return result;
  }
  qsort(list.numbers, list.count, sizeof *list.numbers, greatest_first);
  *ret_numbers = list.numbers;
  *ret_count = list.count;
  return 0;
}

// --- reading

// 0; 1: the file ends before.
static int read_all(int descriptor, void *into, size_t bytes) {
  for (char *at = into; bytes;) {
    ssize_t got = read(descriptor, at, bytes);
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0)
      return got ? -1 : 1;
    at += got;
    bytes -= (size_t)got;
  }
  return 0;
}

static int damaged(const struct store_segments *segments, const char *name, const char *how, struct error *error) {
  return error_set(error, ERROR_INVALID, "%s/%s %s", segments->path, name, how);
}

// A page that could be ours, of a file that is as long as it says.
static int read_page(const struct store_segments *segments, const char *name, int descriptor, struct page *page,
                     struct error *error) {
  struct stat status;
  int result = fstat(descriptor, &status) ? -1 : read_all(descriptor, page, sizeof *page);
  if (result < 0)
    return fail(segments, "read", name, errno, error);
  if (result || memcmp(page->magic, MAGIC, sizeof page->magic) != 0 || page->format != FORMAT)
    return damaged(segments, name, "is no file of this format", error);
  if (!S_ISREG(status.st_mode) || !page->bytes || (uint64_t)status.st_size != sizeof *page + page->bytes ||
      page->bytes > SIZE_MAX / 2)
    return damaged(segments, name, "has another length than it says", error);
  if (!memchr(page->stamp, 0, sizeof page->stamp))
    return damaged(segments, name, "has a stamp without an end", error);
  return 0;
}

// The block, piece by piece: each is summed up while it is in the processor's cache.
static int read_block(const struct store_segments *segments, const char *name, int descriptor, const struct page *page,
                      void *block, struct error *error) {
  struct page unsummed = *page;
  memset(unsummed.checksum, 0, sizeof unsummed.checksum);
  XXH3_state_t *state = XXH3_createState();
  XXH3_128bits_reset(state);
  XXH3_128bits_update(state, &unsummed, sizeof unsummed);
  int result = 0;
  for (size_t at = 0; at < page->bytes && !result; at += PIECE) {
    size_t piece = page->bytes - at < PIECE ? page->bytes - at : PIECE;
    posix_fadvise(descriptor, (off_t)(sizeof *page + at + piece), AHEAD,
                  POSIX_FADV_WILLNEED); // the disk goes on meanwhile
    result = read_all(descriptor, (char *)block + at, piece);
    if (!result)
      XXH3_128bits_update(state, (char *)block + at, piece);
  }
  int failed = errno;
  XXH128_canonical_t sum;
  XXH128_canonicalFromHash(&sum, XXH3_128bits_digest(state));
  XXH3_freeState(state);
  if (result < 0)
    return fail(segments, "read", name, failed, error);
  if (result || memcmp(&sum, page->checksum, sizeof page->checksum) != 0)
    return damaged(segments, name, "is damaged: its checksum is another", error);
  return 0;
}

static int read_file(const struct store_segments *segments, const char *name, int descriptor, const char *stamp,
                     void **ret_block, size_t *ret_bytes, struct error *error) {
  memory_auto struct page *page = memory_new(sizeof *page);
  int result = read_page(segments, name, descriptor, page, error);
  if (result)
    return result;
  if (strcmp(page->stamp, stamp) != 0)
    return 1;
  void *block = memory_aligned(ALIGNMENT, page->bytes);
  result = read_block(segments, name, descriptor, page, block, error);
  if (result) {
    free(block);
    return result;
  }
  *ret_block = block;
  *ret_bytes = page->bytes;
  return 0;
}

int store_segments_read(struct store_segments *segments, uint64_t number, const char *stamp, void **ret_block,
                        size_t *ret_bytes, struct error *error) {
  char name[NAME_BYTES];
  name_of(number, SUFFIX, name);
  int descriptor = openat(segments->descriptor, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  if (descriptor < 0)
    return fail(segments, "open", name, errno, error);
  posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL);
  int result = read_file(segments, name, descriptor, stamp, ret_block, ret_bytes, error);
  close(descriptor);
  return result;
}

// --- writing

static void make_page(struct page *page, const char *stamp, const void *block, size_t bytes) {
  memset(page, 0, sizeof *page);
  memcpy(page->magic, MAGIC, sizeof page->magic);
  page->format = FORMAT;
  page->bytes = bytes;
  snprintf(page->stamp, sizeof page->stamp, "%s", stamp);
  XXH3_state_t *state = XXH3_createState();
  XXH3_128bits_reset(state);
  XXH3_128bits_update(state, page, sizeof *page);
  XXH3_128bits_update(state, block, bytes);
  XXH128_canonical_t sum;
  XXH128_canonicalFromHash(&sum, XXH3_128bits_digest(state));
  XXH3_freeState(state);
  memcpy(page->checksum, &sum, sizeof page->checksum);
}

static int write_all(int descriptor, const void *from, size_t bytes) {
  for (const char *at = from; bytes;) {
    ssize_t put = write(descriptor, at, bytes);
    if (put < 0 && errno == EINTR)
      continue;
    if (put < 0)
      return -1;
    at += put;
    bytes -= (size_t)put;
  }
  return 0;
}

static void rest(int64_t ms) {
  nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000}, NULL);
}

static int write_pieces(int descriptor, const struct page *page, const void *block, const atomic_bool *hurry) {
  if (write_all(descriptor, page, sizeof *page))
    return -1;
  for (size_t at = 0; at < page->bytes; at += PIECE) {
    int64_t since = clock_monotonic_ms();
    size_t piece = page->bytes - at < PIECE ? page->bytes - at : PIECE;
    if (write_all(descriptor, (const char *)block + at, piece) || fdatasync(descriptor))
      return -1;
    if (atomic_load(hurry) || at + piece == page->bytes)
      continue;
    posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED); // the page cache is for the database
    rest(clock_monotonic_ms() - since + 1);
  }
  return fsync(descriptor);
}

// The database comes first: what it needs to go on is not taken from it.
static int check_room(const struct store_segments *segments, size_t bytes, struct error *error) {
  struct statvfs status;
  if (fstatvfs(segments->descriptor, &status))
    return fail(segments, "look at", "", errno, error);
  uint64_t free_bytes = (uint64_t)status.f_bavail * status.f_frsize;
  if (free_bytes / FREE_SHARE < bytes)
    return error_set(error, ERROR_FULL, "%s: %zu MB would be more than half of the %" PRIu64 " MB that are free",
                     segments->path, bytes / 1000000, free_bytes / 1000000);
  return 0;
}

int store_segments_write(struct store_segments *segments, const char *stamp, const void *block, size_t bytes,
                         const atomic_bool *hurry, uint64_t *ret_number, struct error *error) {
  if (strlen(stamp) >= STORE_STAMP_BYTES)
    return error_set(error, ERROR_TOO_LARGE, "the stamp of a segment is too long");
  int result = check_room(segments, bytes, error);
  if (result)
    return result;
  char name[NAME_BYTES];
  uint64_t number = atomic_fetch_add(&segments->next, 1);
  name_of(number, UNFINISHED, name);
  memory_auto struct page *page = memory_new(sizeof *page);
  make_page(page, stamp, block, bytes);
  int descriptor = openat(segments->descriptor, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  int failed = descriptor < 0 || write_pieces(descriptor, page, block, hurry) ? errno : 0;
  if (descriptor >= 0 && close(descriptor) && !failed)
    failed = errno;
  if (failed) {
    if (descriptor >= 0)
      unlinkat(segments->descriptor, name, 0);
    return fail(segments, "write", name, failed, error);
  }
  *ret_number = number;
  return 0;
}

int store_segments_publish(struct store_segments *segments, uint64_t number, struct error *error) {
  char before[NAME_BYTES], after[NAME_BYTES];
  name_of(number, UNFINISHED, before);
  name_of(number, SUFFIX, after);
  if (renameat(segments->descriptor, before, segments->descriptor, after)) {
    int failed = errno;
    store_segments_discard(segments, number);
    return fail(segments, "rename to", after, failed, error);
  }
  return fsync(segments->descriptor) ? fail(segments, "sync", "", errno, error) : 0;
}

void store_segments_discard(struct store_segments *segments, uint64_t number) {
  char name[NAME_BYTES];
  name_of(number, UNFINISHED, name);
  unlinkat(segments->descriptor, name, 0);
}

int store_segments_remove(struct store_segments *segments, const uint64_t *numbers, size_t count, struct error *error) {
  int result = 0;
  for (size_t i = 0; i < count; i++) {
    char name[NAME_BYTES];
    name_of(numbers[i], SUFFIX, name);
    if (unlinkat(segments->descriptor, name, 0) && errno != ENOENT && !result)
      result = fail(segments, "remove", name, errno, error);
  }
  if (count && fsync(segments->descriptor) && !result)
    result = fail(segments, "sync", "", errno, error);
  return result;
}
