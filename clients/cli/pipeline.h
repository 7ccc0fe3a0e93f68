// SPDX-License-Identifier: Apache-2.0
// A few chunks on their way to the daemon at once, so that it never waits for us. They come back in the order in which they
// went in, each with its reply. When the daemon is busy or the line breaks, chunks are sent again with the same key.
#pragma once

#include "cli/chunk.h"
#include "lib/failure.h"

#include <stdbool.h>

struct pipeline;
struct session;

struct pipeline *pipeline_new(struct session *session); // of a connected session; borrowed
struct pipeline *pipeline_free(struct pipeline *pipeline);

bool pipeline_is_full(const struct pipeline *pipeline);
bool pipeline_is_empty(const struct pipeline *pipeline);

// Takes over the chunk.
void pipeline_push(struct pipeline *pipeline, struct chunk *chunk);

// 0: the oldest chunk is answered and the caller's. 1: not yet, after at most 0.2 s. -1: *error, and no use going on.
int pipeline_pop(struct pipeline *pipeline, struct chunk **ret_chunk, struct helix_error *error);
