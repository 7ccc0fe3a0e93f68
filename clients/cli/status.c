// SPDX-License-Identifier: Apache-2.0
// helixctl status
#include "cli/session.h"
#include "cli/verbs.h"
#include "cli/wording.h"

#include <glib.h>
#include <inttypes.h>

static void show(struct output *output, const Helix__V1__Status *status) {
  g_autofree char *since = wording_time(status->started_at_ms);
  g_autofree char *endpoints = wording_join(status->endpoints, status->n_endpoints, " ");
  output_print(output, "helixd %s, since %s, at %s\n", status->version, since, endpoints);
  output_print(output, "  %-13s %" PRIu64 " published, %" PRIu64 " withdrawn\n", "stakeholders", status->stakeholders,
               status->stakeholders_withdrawn);
  output_print(output, "  %-13s %" PRIu64 " themes, %" PRIu64 " places, %" PRIu64 " cooperations (version %s)\n",
               "vocabulary", status->themes, status->places, status->cooperations, status->vocabulary_version);
  output_print(output, "  %-13s version %" PRIu64 "\n", "index", status->index_version);
  output_print(output, "  %-13s version %s\n", "weights", status->weights_version);
  output_print(output, "  %-13s %" PRIu64 " answered, %" PRIu64 " of them refused; %" PRIu64 " replies nobody took\n",
               "requests", status->requests, status->requests_refused, status->replies_dropped);
  output_print(output, "  %-13s %" PRIu64 " writes, %" PRIu64 " reads; %" PRIu64 " peers\n", "waiting",
               status->writes_waiting, status->reads_waiting, status->peers);
  output_print(output, "  %-13s %" PRIu64 " MiB\n", "memory", status->memory_bytes >> 20);
}

int status_run(struct session *session) {
  Helix__V1__StatusRequest call = HELIX__V1__STATUS_REQUEST__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  Helix__V1__Reply *reply = NULL;
  request.call_case = HELIX__V1__REQUEST__CALL_STATUS;
  request.status = &call;
  int result = session_call(session, &request, &reply);
  if (result)
    return result;
  if (session->output->json)
    output_message(session->output, &reply->status->base);
  else
    show(session->output, reply->status);
  helix__v1__reply__free_unpacked(reply, NULL);
  return 0;
}
