// SPDX-License-Identifier: Apache-2.0
// Profiles for the engine, gathered text by text and analysed as the daemon does it. They are numbered in the order of coming,
// and their ids are their numbers, so that ties are broken in that order.
#pragma once

#include "match/profile.h"
#include "text/analyzer.h"

struct collection;

struct collection *collection_new(const struct text_concepts *concepts); // borrowed; NULL: none are looked for
struct collection *collection_free(struct collection *collection);       // returns NULL

void collection_begin(struct collection *collection); // a new profile without statements
void collection_add(struct collection *collection, const char *text, enum text_language language); // to the newest

size_t collection_count(const struct collection *collection);
// Borrowed until the next profile or statement comes.
const struct match_profile *collection_profiles(const struct collection *collection);

unsigned long collection_number(const char *id);
