// SPDX-License-Identifier: Apache-2.0
// Blocks of bytes that can be made anew at any time, kept in files so that they need not be: the segments of the index. They
// lie in the folder index/ of the state directory (mode 0700, files 0600), each under a number that grows.
//
// A file is a page that says what it is — format, stamp, length, checksum — and the block. The stamp is a text of the
// caller's that says for what the block is good; a block with another one is not handed out. The checksum (XXH3, 128 bits) is
// over the page and the block, and is verified over the very bytes that are handed out: they are read into memory, not
// mapped, so that neither a failing disk nor somebody who changes the file can alter what was verified, or end the process by
// a SIGBUS. XXH3 is here already and sums up faster than any disk reads, which zlib's CRC does not; 128 bits leave no room
// for chance. It finds damage. It does not find intent: who can write here can write helix.db as well.
//
// A file is written under another name, synced, and only then given its own: whatever happens, there is a whole file or none.
// Nothing here is needed for what was acknowledged. One thread at a time, but for store_segments_write().
#pragma once

#include "base/error.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { STORE_STAMP_BYTES = 1024 }; // with the NUL

struct store_segments;

// Makes the folder if it is not there, and removes what was left half-written. The directory must be locked (store_open()).
int store_segments_open(const char *state_directory, struct store_segments **ret_segments, struct error *error);
struct store_segments *store_segments_close(struct store_segments *segments); // NULL is fine; returns NULL

// The numbers of the files, greatest first; the caller frees the array.
int store_segments_list(struct store_segments *segments, uint64_t **ret_numbers, size_t *ret_count,
                        struct error *error);

// 0: *ret_block, to be given to free(), at a multiple of 64 bytes. 1: it has another stamp. ERROR_INVALID: it is no such
// file, or is damaged. ERROR_IO: it cannot be read.
int store_segments_read(struct store_segments *segments, uint64_t number, const char *stamp, void **ret_block,
                        size_t *ret_bytes, struct error *error);

// Writes and syncs a block, piece by piece, each of them synced before the next so that somebody else's sync never waits for
// more than one piece; while *hurry is false, with a rest after each as long as it took. The file has no name of its own
// until it is published. ERROR_FULL also when less than half of the free space would be left. On failure nothing stays. Any
// one thread, beside those that use the other functions.
int store_segments_write(struct store_segments *segments, const char *stamp, const void *block, size_t bytes,
                         const atomic_bool *hurry, uint64_t *ret_number, struct error *error);
int store_segments_publish(struct store_segments *segments, uint64_t number, struct error *error); // durable then
void store_segments_discard(struct store_segments *segments, uint64_t number);                     // not published

// Removes files, durably when it returns 0. Those that are not there are no failure.
int store_segments_remove(struct store_segments *segments, const uint64_t *numbers, size_t count, struct error *error);
