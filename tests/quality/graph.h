// SPDX-License-Identifier: Apache-2.0
// The projects of consortium/h2020.csv.gz and their organisations, numbered in the order of coming.
#pragma once

#include "data.h"
#include "match/partners.h"

struct graph {
  struct match_partners_history history; // borrows what follows
  /* owned */
  struct match_partners_project *projects; // those that have a date; led by their first coordinator
  uint32_t *members;
  uint16_t *countries; // by organisation
  uint32_t *themes;    // by project: bits of its programme parts
  size_t project_count, project_capacity, theme_capacity, country_count, country_capacity;
};

struct graph *graph_read(const struct data *data);
struct graph *graph_free(struct graph *graph); // returns NULL
