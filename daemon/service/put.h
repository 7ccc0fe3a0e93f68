// SPDX-License-Identifier: Apache-2.0
// One profile on its way into the store and the index: shared by submitting and importing.
#pragma once

#include "service/answer.h"
#include "service/filter.h"
#include "service/record.h"

struct profile_row {
  struct profile profile;
  struct store_bytes packed;       // of the message, when it had an id; else packed once it has one
  Helix__V1__Submitted *submitted; // what the client is told
  Helix__V1__Error *error;         // set instead when the row is refused (imports)
};

// Checks the message (findings, put right in place) and, when there is no problem, analyses it. Any thread.
void row_prepare(struct call_context *context, Helix__V1__Stakeholder *message, struct findings *findings,
                 struct profile_row *ret_row);

// Stores the row and notes what changes in the index. Writer thread, inside the transaction. `expected_revision` 0: any.
int row_put(struct call_context *context, struct profile_row *row, uint64_t expected_revision,
            struct index_changes *changes);

struct store_bytes profile_pack(struct arena *arena, const Helix__V1__Stakeholder *message);
