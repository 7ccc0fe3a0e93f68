// SPDX-License-Identifier: Apache-2.0
// For what an index in files is good. Whatever else goes into a segment beside the profiles themselves is named here, so that
// segments are taken only by a daemon that would make the very same ones.
#pragma once

#include "service/knowledge.h"
#include "store/segments.h"

// A few lines of text: versions of the program, of what profile.c makes and of the analysis, the libraries below it and what it
// made of some texts of the vocabulary just now, the vocabulary's version, the parameters of the impacts, and the day from
// which the facts are those of today (profile_facts_day()).
void stamp_make(const struct knowledge *knowledge, const struct match_text_parameters *parameters, int32_t facts_day,
                char ret_stamp[STORE_STAMP_BYTES]);
