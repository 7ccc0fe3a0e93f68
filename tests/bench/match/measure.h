// SPDX-License-Identifier: Apache-2.0
// The measurements. Each prints a table and adds its figures.
#pragma once

#include "figures.h"
#include "match/search.h"
#include "peers.h"
#include "questions.h"

enum { MEASURE_CHUNK = 65536 }; // profiles that go into the index at a time

struct bench {
  /* how much */
  size_t asker_count;
  size_t submission_count;
  double thread_seconds; // of each phase with threads
  const char *scratch;   // a directory
  /* owned */
  struct corpus *corpus;
  struct questions *questions;
  struct corpus_users *users; // of the words
  struct match_taxonomy *taxonomy;
  struct match_searcher *searcher;
  struct match_index *index; // of the corpus, merged; made by measure_build()
  struct peers *peers;       // NULL: helix alone
  struct figures *figures;
  /* found out */
  double build_seconds; // of the index
  double xapian_30_us;  // p50 of the queries of 30 words, once measured; else 0
  bool is_wrong;        // the lists are not what they should be
};

// The number of the profile of an asker: they are spread over the corpus.
static inline uint64_t measure_asker(const struct bench *bench, size_t asker) {
  return asker * corpus_count(bench->corpus) / bench->asker_count;
}

void measure_build(struct bench *bench);   // of the index, beside the peers'
void measure_restart(struct bench *bench); // the index out of a file, beside building it
void measure_words(struct bench *bench);   // queries, without a filter and with role and country, beside the peers
void measure_filters(struct bench *bench); // other filters beside none
void measure_whole(struct bench *bench);   // all facets
void measure_explain(struct bench *bench); // what a row and its reasons cost
void measure_quality(struct bench *bench); // agreement with BM25 in double precision
void measure_themes(struct bench *bench);  // themes for a stakeholder
void measure_threads(struct bench *bench); // two beside one, while profiles are submitted
void measure_submit(struct bench *bench);  // until a submission is found
