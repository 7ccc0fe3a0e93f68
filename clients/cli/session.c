// SPDX-License-Identifier: Apache-2.0
#include "cli/session.h"

#include "lib/identity.h"

#include <glib.h>
#include <string.h>
#include <sysexits.h>

void session_init(struct session *session, struct output *output, const struct arguments *arguments) {
  *session = (struct session){.output = output, .arguments = arguments, .labels = labels_new(session)};
}

void session_deinit(struct session *session) {
  session->labels = labels_free(session->labels);
  session->client = helix_client_free(session->client);
  helix_keys_wipe(&session->keys);
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

int session_locate(struct session *session) {
  struct helix_error error = {0};
  const char *address = arguments_text(session->arguments, OPTION_SERVER);
  uint32_t asked_ms = (uint32_t)arguments_ms(session->arguments, OPTION_TIMEOUT);
  if (address == NULL && helix_endpoint_default(&session->endpoint, &error) < 0)
    return tell_and_clear(session, &error);
  if (address && g_strlcpy(session->endpoint.address, address, sizeof session->endpoint.address) >=
                     sizeof session->endpoint.address)
    return output_fail(session->output, EX_USAGE, FAIL_USAGE, NULL, "the address of --server is too long");
  session->timeout_ms = asked_ms                       ? asked_ms
                        : session->endpoint.timeout_ms ? session->endpoint.timeout_ms
                                                       : HELIX_TIMEOUT_MS_DEFAULT;
  return 0;
}

// `timeout_ms` 0: what the arguments, the environment and the client file say.
static int connect_anew(struct session *session, uint32_t timeout_ms) {
  struct helix_error error = {0};
  int result = session_locate(session);
  if (result)
    return result;
  const char *address = session->endpoint.address;
  bool needs_keys = helix_endpoint_needs_keys(address);
  session->timeout_ms = timeout_ms ? timeout_ms : session->timeout_ms;
  if (needs_keys && helix_keys_for(address, &session->keys, &error) < 0)
    return tell_and_clear(session, &error);
  session->client = helix_client_new(
      &(struct helix_client_options){address, session->timeout_ms, needs_keys ? &session->keys : NULL}, &error);
  return session->client ? 0 : tell_and_clear(session, &error);
}

int session_connect(struct session *session) {
  return session->client ? 0 : connect_anew(session, 0);
}

int session_reconnect(struct session *session, uint32_t timeout_ms) {
  session->client = helix_client_free(session->client);
  return connect_anew(session, timeout_ms);
}

// Between the server's yes to a new key and its place on the disk the old one is refused; only we know why.
static void add_rotation(const struct session *session, struct helix_error *error) {
  if (error->failure == HELIX_REFUSED && error->refusal->code == HELIX__V1__ERROR_CODE__KEY_REVOKED &&
      helix_rotation_is_pending(session->endpoint.address))
    helix_error_hint(error, "A change of the key was interrupted. To finish it: helixctl identity rotate");
}

int session_ask(struct session *session, const Helix__V1__Request *request, Helix__V1__Reply **ret_reply,
                struct helix_error *error) {
  int result = session_connect(session);
  if (result)
    return result;
  if (helix_client_call(session->client, request, ret_reply, error) == 0)
    return 0;
  add_rotation(session, error);
  return helix_error_exit_code(error);
}

int session_call(struct session *session, const Helix__V1__Request *request, Helix__V1__Reply **ret_reply) {
  struct helix_error error = {0};
  int result = session_ask(session, request, ret_reply, &error);
  if (error.failure != HELIX_NO_FAILURE)
    tell_and_clear(session, &error);
  return result;
}
