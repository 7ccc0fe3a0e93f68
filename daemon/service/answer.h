// SPDX-License-Identifier: Apache-2.0
// From a request's bytes to a context, and from a context to a reply's bytes.
#pragma once

#include "service/call.h"

// Unpacks and checks the job's payload into `arena` (capped). On failure the job has its error reply; returns -1.
int answer_open(struct worker *worker, struct job *job, struct arena *arena, struct view *view,
                const struct access_registry *registry, struct call_context *ret_context);

// The reply as it stands in the context, without id: what an idempotency key remembers. In the arena.
struct store_bytes answer_pack(const struct call_context *context);

// Gives the job these bytes as its reply, with its id in front.
void answer_put(struct job *job, struct store_bytes body);

// Makes the context's reply an error out of context->error and its findings, and gives it to the job.
// An error as part of a reply, in the arena.
Helix__V1__Error *answer_error(struct arena *arena, const struct error *error, const struct findings *findings);

void answer_fail(struct call_context *context, struct job *job);

Helix__V1__ErrorCode answer_code(enum error_kind kind);
