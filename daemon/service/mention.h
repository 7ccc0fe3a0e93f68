// SPDX-License-Identifier: Apache-2.0
// Where a stakeholder's id stands in what does not belong to it: remembered answers, rows of imports, the owners and the
// never-lists of other profiles.
#pragma once

#include "service/call.h"

struct mention_patterns {
  struct store_bytes id;       // as a string field of any message: its length and its bytes
  struct store_bytes *answers; // answers that hold one of them are about it
  size_t answer_count;
  struct store_bytes *staged; // rows that hold one of them are its profile
  size_t staged_count;
};

// In the arena. `message` is the newest revision: a row of an import without an id is known by its name.
void mention_patterns_of(struct arena *arena, const char *id, const Helix__V1__Stakeholder *message,
                         struct mention_patterns *ret_patterns);

// Takes the id out of other profiles, former revisions too, without a new revision: they say the same as before, of somebody who is
// no longer there. The index gets them anew, and files of the index with their former selves go.
int mention_erase(struct call_context *context, const char *id, struct store_bytes pattern,
                  struct index_changes *changes, uint64_t *ret_count);
int mention_count(struct call_context *context, const char *id, struct store_bytes pattern, uint64_t *ret_count);
