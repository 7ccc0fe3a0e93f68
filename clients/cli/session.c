// SPDX-License-Identifier: Apache-2.0
#include "cli/session.h"

#include <glib.h>
#include <string.h>

void session_init(struct session *session, struct output *output, const struct arguments *arguments) {
  *session = (struct session){.output = output, .arguments = arguments, .labels = labels_new(session)};
}

void session_deinit(struct session *session) {
  session->labels = labels_free(session->labels);
  session->client = helix_client_free(session->client);
}

static const char *failure_code(const struct helix_error *error) {
  switch (error->failure) {
  case HELIX_NO_FAILURE:
  case HELIX_REFUSED: // the daemon's own code stands in its error
    return "";
  case HELIX_UNREACHABLE:
    return "UNREACHABLE";
  case HELIX_TIMEOUT:
    return "TIMEOUT";
  case HELIX_LOST:
    return "CONNECTION_LOST";
  case HELIX_PROTOCOL:
    return "PROTOCOL";
  case HELIX_DATA:
    return FAIL_DATA;
  case HELIX_USAGE:
    return FAIL_USAGE;
  case HELIX_CONFIG:
    return "CONFIGURATION";
  case HELIX_DENIED:
    return "UNKNOWN_KEY";
  case HELIX_UNTRUSTED:
    return "UNTRUSTED_SERVER";
  }
  return "";
}

int session_tell(struct session *session, const struct helix_error *error) {
  return output_failure(session->output, &(struct failure){.exit_code = helix_error_exit_code(error),
                                                           .code = failure_code(error),
                                                           .message = error->message,
                                                           .hint = error->hint,
                                                           .error = error->refusal});
}

static int tell_and_clear(struct session *session, struct helix_error *error) {
  int exit_code = session_tell(session, error);
  helix_error_clear(error);
  return exit_code;
}

// `timeout_ms` 0: what the arguments, the environment and the client file say.
static int connect_anew(struct session *session, uint32_t timeout_ms) {
  struct helix_error error = {0};
  struct helix_endpoint endpoint = {0};
  const char *address = arguments_text(session->arguments, OPTION_SERVER);
  int64_t asked_ms = arguments_ms(session->arguments, OPTION_TIMEOUT);
  if (address == NULL) {
    if (helix_endpoint_default(&endpoint, &error) < 0)
      return tell_and_clear(session, &error);
    address = endpoint.address;
  }
  if (timeout_ms == 0)
    timeout_ms = asked_ms ? (uint32_t)asked_ms : endpoint.timeout_ms ? endpoint.timeout_ms : HELIX_TIMEOUT_MS_DEFAULT;
  session->timeout_ms = timeout_ms;
  session->client = helix_client_new(&(struct helix_client_options){address, timeout_ms}, &error);
  return session->client ? 0 : tell_and_clear(session, &error);
}

int session_connect(struct session *session) {
  return session->client ? 0 : connect_anew(session, 0);
}

int session_reconnect(struct session *session, uint32_t timeout_ms) {
  session->client = helix_client_free(session->client);
  return connect_anew(session, timeout_ms);
}

int session_ask(struct session *session, const Helix__V1__Request *request, Helix__V1__Reply **ret_reply,
                struct helix_error *error) {
  int result = session_connect(session);
  if (result)
    return result;
  return helix_client_call(session->client, request, ret_reply, error) == 0 ? 0 : helix_error_exit_code(error);
}

int session_call(struct session *session, const Helix__V1__Request *request, Helix__V1__Reply **ret_reply) {
  struct helix_error error = {0};
  int result = session_ask(session, request, ret_reply, &error);
  if (error.failure != HELIX_NO_FAILURE)
    tell_and_clear(session, &error);
  return result;
}
