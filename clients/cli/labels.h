// SPDX-License-Identifier: Apache-2.0
// Names of themes and places in the user's language. Replies carry ids; the vocabulary is fetched once, when first needed.
#pragma once

#include "helix/v1/vocabulary.pb-c.h"

#include <stddef.h>

struct labels;
struct session;

struct labels *labels_new(struct session *session); // borrows the session
struct labels *labels_free(struct labels *labels);  // returns NULL

// The label, or the id itself when the vocabulary has none. Borrowed until labels_free().
const char *labels_theme(struct labels *labels, const char *id);
const char *labels_place(struct labels *labels, const char *id);

// The text in the language, else as the organisation writes it (no language), else in English, else the first; "" when there
// are none.
const char *label_pick(Helix__V1__Text *const *texts, size_t count, const char *language);
