// SPDX-License-Identifier: Apache-2.0
// The peers, in a process of their own (peers.py), each with an index of the words that word_file.h has written.
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct peers;

struct peers *peers_new(const char *word_file, const char *directory);
struct peers *peers_free(struct peers *peers); // returns NULL

// Seconds; *ret_is_kept: they are of a former run, whose index is taken again.
double peers_build(struct peers *peers, const char *peer, bool *ret_is_kept);
// Asks the first `count` queries of a class, "2", "5" or "30", with an "f" behind it for the filter by role and country.
void peers_run(struct peers *peers, const char *peer, const char *class, size_t count, double *ret_us);
