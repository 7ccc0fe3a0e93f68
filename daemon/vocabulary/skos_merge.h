// SPDX-License-Identifier: Apache-2.0
// Concepts that skos:exactMatch joins become one. The one that stays is, of those that are not deprecated if there are any, the
// first of the first file, by id and IRI: whoever puts a thesaurus first keeps its ids. It takes over what the others say: their
// labels where it has none in the language, else as alternatives; their links; and their ids, which go on meaning it (`same`).
#pragma once

#include "vocabulary/skos.h"

// Files lie in one array, in the order in which they count. All of it lies in the arena.
void skos_merge(struct skos *skos, struct arena *arena);
