// SPDX-License-Identifier: Apache-2.0
// The words of all profiles and queries in a file that peers.py reads, so that the peers index and are asked the very same. All
// are 32-bit numbers in the machine's order:
//   magic · number of profiles · words in a profile · classes · for each class: queries, words in a query
//   for each profile: role, country, words · for each query of each class: role, country, words
#pragma once

#include "questions.h"

void word_file_write(const char *path, const struct corpus *corpus, const struct questions *questions);
