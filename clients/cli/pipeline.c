// SPDX-License-Identifier: Apache-2.0
#include "cli/pipeline.h"

#include "cli/session.h"

#include <glib.h>

enum { ON_THE_WAY_MAX = 4, WAIT_MS = 200, PAUSE_US = 20 * 1000 };

struct pipeline {
  struct session *session; // borrowed
  GQueue chunks;           // owned struct chunk, oldest first
  int64_t progress_at_us;  // when the last answer came
  int64_t resume_at_us;    // nothing is sent before
  unsigned attempt;        // since then
  bool was_answered;       // ever
};

struct pipeline *pipeline_new(struct session *session) {
  struct pipeline *pipeline = g_new0(struct pipeline, 1);
  pipeline->session = session;
  pipeline->progress_at_us = g_get_monotonic_time();
  return pipeline;
}

struct pipeline *pipeline_free(struct pipeline *pipeline) {
  if (pipeline == NULL)
    return NULL;
  for (struct chunk *chunk; (chunk = g_queue_pop_head(&pipeline->chunks));)
    chunk_free(chunk);
  g_free(pipeline);
  return NULL;
}

bool pipeline_is_full(const struct pipeline *pipeline) {
  return pipeline->chunks.length >= ON_THE_WAY_MAX;
}

bool pipeline_is_empty(const struct pipeline *pipeline) {
  return pipeline->chunks.length == 0;
}

void pipeline_push(struct pipeline *pipeline, struct chunk *chunk) {
  if (pipeline_is_empty(pipeline)) // the clock runs only while something is to be answered
    pipeline->progress_at_us = g_get_monotonic_time();
  g_queue_push_tail(&pipeline->chunks, chunk);
}

static int chunk_send(struct pipeline *pipeline, struct chunk *chunk, struct helix_error *error) {
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  request.call_case = HELIX__V1__REQUEST__CALL_IMPORT_STAKEHOLDERS;
  request.import_stakeholders = &chunk->call;
  request.idempotency_key = chunk->key;
  return helix_client_send(pipeline->session->client, &request, &chunk->id, error);
}

// Sends what waits to be sent.
static int send_waiting(struct pipeline *pipeline, struct helix_error *error) {
  for (GList *link = pipeline->chunks.head; link; link = link->next) {
    struct chunk *chunk = link->data;
    if (chunk->id == 0 && !chunk_is_done(chunk) && chunk_send(pipeline, chunk, error) < 0)
      return -1;
  }
  return 0;
}

static bool is_over(const struct pipeline *pipeline) {
  return g_get_monotonic_time() - pipeline->progress_at_us > (int64_t)pipeline->session->timeout_ms * 1000;
}

static void pause_for(struct pipeline *pipeline, uint32_t retry_after_ms) {
  uint32_t delay_ms = helix_backoff_ms(pipeline->attempt++, retry_after_ms);
  pipeline->resume_at_us = g_get_monotonic_time() + (int64_t)delay_ms * 1000;
}

static int say_timeout(const struct pipeline *pipeline, struct helix_error *error) {
  helix_error_set(error, HELIX_TIMEOUT, "The daemon has answered nothing for %g seconds.",
                  pipeline->session->timeout_ms / 1000.0);
  return helix_error_hint(error, "Import the same file again later: what is stored already stays as it is.");
}

// The line broke, or the daemon is away: everything unanswered goes out again, unless that has no prospect.
static int recover(struct pipeline *pipeline, struct helix_error *error) {
  bool may_return = error->failure == HELIX_LOST || (error->failure == HELIX_UNREACHABLE && pipeline->was_answered);
  if (!may_return || is_over(pipeline))
    return -1;
  for (GList *link = pipeline->chunks.head; link; link = link->next)
    ((struct chunk *)link->data)->id = 0;
  pause_for(pipeline, 0);
  helix_error_clear(error);
  return 1;
}

static struct chunk *chunk_with_id(struct pipeline *pipeline, uint64_t id) {
  for (GList *link = pipeline->chunks.head; link; link = link->next) {
    struct chunk *chunk = link->data;
    if (chunk->id == id && chunk->reply == NULL)
      return chunk;
  }
  return NULL;
}

// Nothing was done, and it will go better another time.
static bool is_passing(const Helix__V1__Error *error) {
  return error->code == HELIX__V1__ERROR_CODE__BUSY || error->code == HELIX__V1__ERROR_CODE__STOPPING;
}

// Gives the reply to its chunk, or lets the chunk wait when the daemon is busy or going down. Returns 1, or -1 and *error.
static int take_reply(struct pipeline *pipeline, Helix__V1__Reply *reply, struct helix_error *error) {
  bool is_error = reply->result_case == HELIX__V1__REPLY__RESULT_ERROR;
  struct chunk *chunk = chunk_with_id(pipeline, reply->id);
  if (chunk == NULL || (!is_error && reply->result_case != HELIX__V1__REPLY__RESULT_IMPORTED)) {
    helix__v1__reply__free_unpacked(reply, NULL);
    return helix_error_set(error, HELIX_PROTOCOL, "The daemon answered what was not asked.");
  }
  if (is_error && is_passing(reply->error) && !is_over(pipeline)) {
    chunk->id = 0;
    pause_for(pipeline, reply->error->retry_after_ms);
    helix__v1__reply__free_unpacked(reply, NULL);
    return 1;
  }
  chunk->reply = reply;
  pipeline->was_answered = true;
  pipeline->attempt = 0;
  pipeline->progress_at_us = g_get_monotonic_time();
  return 1;
}

int pipeline_pop(struct pipeline *pipeline, struct chunk **ret_chunk, struct helix_error *error) {
  Helix__V1__Reply *reply = NULL;
  if (chunk_is_done(g_queue_peek_head(&pipeline->chunks))) {
    *ret_chunk = g_queue_pop_head(&pipeline->chunks);
    return 0;
  }
  if (g_get_monotonic_time() >= pipeline->resume_at_us && send_waiting(pipeline, error) < 0)
    return recover(pipeline, error);
  if (helix_client_outstanding(pipeline->session->client) == 0) {
    g_usleep(PAUSE_US);
    return is_over(pipeline) ? say_timeout(pipeline, error) : 1;
  }
  int result = helix_client_receive(pipeline->session->client, WAIT_MS, &reply, error);
  if (result < 0)
    return recover(pipeline, error);
  if (result == 0)
    return take_reply(pipeline, reply, error);
  return is_over(pipeline) ? say_timeout(pipeline, error) : 1;
}
