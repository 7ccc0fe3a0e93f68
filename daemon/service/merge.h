// SPDX-License-Identifier: Apache-2.0
// Two profiles of one organisation made one.
#pragma once

#include "base/arena.h"
#include "helix/v1/access.pb-c.h"
#include "helix/v1/stakeholder.pb-c.h"
#include "store/merges.h"
#include "vocabulary/vocabulary.h"

// `keep` with what only `drop` has: entries of its lists, its website, founding date and source where `keep` says none. `keep` wins
// where both say something. Its places come first, so that the seat stays. In the arena; shares strings and entries with both.
//
//   names        the name of `drop` too when `keep` does not bear it, in the language that its letters or its country suggest
//   identifiers  the same ones written in another way are there already
//   figures      of years that `keep` lacks
//   statements   that say something else; contacts: other persons. With a new id where theirs is taken
//   owners       by id, else by name; not `keep` itself
//   teasers      in languages that `keep` has none in
Helix__V1__Stakeholder *merge_profiles(struct arena *arena, const struct vocabulary *vocabulary,
                                       const Helix__V1__Stakeholder *keep, const Helix__V1__Stakeholder *drop);

// A row of the store as a message, in the arena.
Helix__V1__Merge *merge_message(struct arena *arena, const struct store_merge *row);
