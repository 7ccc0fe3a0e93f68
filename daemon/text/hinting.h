// SPDX-License-Identifier: Apache-2.0
// From the words of a text to the concepts that they hint at. Inside the room only.
#pragma once

#include "text/label_words.h"

struct hinting; // working memory of one thread

struct hinting *hinting_new(void);
struct hinting *hinting_free(struct hinting *hinting); // returns NULL

// Reads the tokens and the tags of the analysis, and writes its hints.
void hinting_run(struct hinting *hinting, const struct label_words *words, struct text_analysis *analysis);
