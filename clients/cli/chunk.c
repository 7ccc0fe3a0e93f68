// SPDX-License-Identifier: Apache-2.0
#include "cli/chunk.h"

#include <glib.h>
#include <string.h>

static void add_problem(struct chunk *chunk, const struct row *row) {
  struct chunk_row *target = &chunk->rows[chunk->row_count++];
  *target = (struct chunk_row){row->line, row->present, g_memdup2(&row->problem, sizeof row->problem)};
}

static void add_stakeholder(struct chunk *chunk, struct row *row) {
  chunk->rows[chunk->row_count++] = (struct chunk_row){row->line, row->present, NULL};
  chunk->stakeholders[chunk->call.n_stakeholders++] = g_steal_pointer(&row->stakeholder);
}

static int row_read(struct chunk_reader *reader, struct row *ret_row, struct problem *problem) {
  if (!reader->has_next)
    return rows_next(reader->rows, ret_row, problem);
  *ret_row = reader->next;
  reader->has_next = false;
  return 1;
}

// Fills the chunk; what rows_next() said last.
static int chunk_fill(struct chunk_reader *reader, struct chunk *chunk, struct problem *problem) {
  struct row row;
  size_t bytes = 0;
  int result = 1;
  while (chunk->row_count < CHUNK_ROWS_MAX && (result = row_read(reader, &row, problem)) > 0) {
    size_t row_bytes = row.stakeholder ? helix__v1__stakeholder__get_packed_size(row.stakeholder) : 0;
    if (row_bytes > ROW_BYTES_MAX) {
      problem_set(&row.problem, "", "the profile has %zu bytes; at most %d are taken", row_bytes, ROW_BYTES_MAX);
      row_deinit(&row);
      row_bytes = 0;
    }
    if (bytes > 0 && bytes + row_bytes > CHUNK_BYTES_MAX) {
      reader->next = row;
      reader->has_next = true;
      break;
    }
    bytes += row_bytes;
    if (row.stakeholder)
      add_stakeholder(chunk, &row);
    else
      add_problem(chunk, &row);
  }
  return result;
}

int chunk_read(struct chunk_reader *reader, struct chunk **ret_chunk, struct problem *problem) {
  struct chunk *chunk = g_new0(struct chunk, 1);
  helix__v1__import_stakeholders__init(&chunk->call);
  chunk->call.stakeholders = chunk->stakeholders;
  helix_key_make(chunk->key);
  int result = chunk_fill(reader, chunk, problem);
  if (result < 0 || chunk->row_count == 0) {
    chunk_free(chunk);
    return result;
  }
  *ret_chunk = chunk;
  return 1;
}

void chunk_reader_deinit(struct chunk_reader *reader) {
  if (reader->has_next)
    row_deinit(&reader->next);
}

struct chunk *chunk_free(struct chunk *chunk) {
  if (chunk == NULL)
    return NULL;
  for (unsigned i = 0; i < chunk->row_count; i++)
    g_free(chunk->rows[i].problem);
  for (size_t i = 0; i < chunk->call.n_stakeholders; i++)
    helix__v1__stakeholder__free_unpacked(chunk->stakeholders[i], NULL);
  helix__v1__reply__free_unpacked(chunk->reply, NULL);
  g_free(chunk);
  return NULL;
}

bool chunk_is_done(const struct chunk *chunk) {
  return chunk->reply || chunk->call.n_stakeholders == 0;
}
