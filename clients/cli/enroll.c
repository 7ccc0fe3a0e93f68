// SPDX-License-Identifier: Apache-2.0
// helixctl enroll: the code comes from the terminal, unseen, from standard input or from the command line.
#include "cli/identity.h"
#include "cli/interrupt.h"
#include "cli/session.h"
#include "cli/verbs.h"
#include "cli/wording.h"
#include "lib/identity.h"

#include <errno.h>
#include <glib.h>
#include <string.h>
#include <sysexits.h>
#include <termios.h>
#include <unistd.h>

enum { CODE_ROOM = 8192 }; // a code in the blanks of a letter

struct pasted {
  char text[CODE_ROOM];
  size_t count;
};

// What came in one go: on a terminal one line. False at the end.
static bool read_more(struct pasted *pasted) {
  ssize_t count;
  do
    count = read(STDIN_FILENO, pasted->text + pasted->count, sizeof pasted->text - 1 - pasted->count);
  while (count < 0 && errno == EINTR);
  if (count <= 0)
    return false;
  pasted->count += (size_t)count;
  pasted->text[pasted->count] = '\0';
  return true;
}

static bool is_complete(const struct pasted *pasted) {
  struct helix_code code;
  bool is_code = helix_code_read(pasted->text, &code, NULL) == 0;
  helix_code_wipe(&code);
  return is_code;
}

// A letter may have broken the code into lines, so that Enter alone does not say that it is all.
static void read_lines(struct session *session, struct pasted *pasted) {
  for (;;) {
    size_t before = pasted->count;
    if (!read_more(pasted))
      return;
    bool is_empty = strspn(pasted->text + before, " \t\r\n") == pasted->count - before;
    if (is_empty || is_complete(pasted))
      return;
    output_note(session->output, "That is not all of it; paste the rest. An empty line ends it.\n");
  }
}

static void ask_terminal(struct session *session, struct pasted *pasted) {
  static struct termios before;
  struct termios silent;
  output_note(session->output, "Paste the invitation code (it is not shown), then Enter: ");
  if (tcgetattr(STDIN_FILENO, &before) != 0)
    return;
  silent = before;
  silent.c_lflag &= ~(tcflag_t)ECHO;
  silent.c_cc[VQUIT] = silent.c_cc[VSUSP] =
      _POSIX_VDISABLE; // they would leave the shell with a terminal that is silent
  interrupt_restore_terminal(&before);
  tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  read_lines(session, pasted);
  tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
  interrupt_restore_terminal(NULL);
  output_note(session->output, "\n");
}

static int read_code(struct session *session, struct helix_code *ret_code) {
  struct pasted pasted = {.count = 0};
  struct helix_error error = {0};
  const char *operand = arguments_operand(session->arguments);
  if (!operand && isatty(STDIN_FILENO) == 1)
    ask_terminal(session, &pasted);
  while (!operand && isatty(STDIN_FILENO) != 1 && read_more(&pasted))
    ;
  int result = 0;
  if (helix_code_read(operand ? operand : pasted.text, ret_code, &error) < 0)
    result = session_tell(session, &error);
  explicit_bzero(&pasted, sizeof pasted);
  return result;
}

// --- what comes of it

static void tell_next(struct output *output, const Helix__V1__Identity *identity) {
  if (identity->role == HELIX__V1__ROLE__ADMIN)
    output_print(output,
                 "Next: helixctl invite --role member brings others in; helixctl help lists what you can do.\n");
  else if (identity->role == HELIX__V1__ROLE__COACH)
    output_print(output,
                 "Next: helixctl stakeholder list shows who is registered; helixctl invite brings members in.\n");
  else if (identity->role != HELIX__V1__ROLE__MEMBER)
    output_print(output, "Next: helixctl theme list shows what cooperation is about.\n");
  else if (identity->n_stakeholders)
    output_print(output,
                 "Next: helixctl stakeholder show %s; when it is not registered yet, helixctl stakeholder template > "
                 "%s.yaml\n",
                 identity->stakeholders[0], identity->stakeholders[0]);
  else
    output_print(output, "Next: helixctl stakeholder template > us.yaml, fill it in, helixctl stakeholder submit "
                         "us.yaml\n");
}

static void tell_default(struct output *output, const char *address) {
  struct helix_endpoint endpoint = {0};
  if (helix_endpoint_default(&endpoint, NULL) < 0 || strcmp(endpoint.address, address) == 0)
    return;
  output_print(output, "Commands go to %s (%s). To have them go here: --server %s, or HELIX_SERVER=%s\n",
               endpoint.address, endpoint.origin, address, address);
}

static void tell_enrolled(struct output *output, const struct helix_membership *membership, const char *address) {
  if (output->json) {
    json_t *json = message_to_json(&membership->identity->base);
    json_object_set_new(json, "server", json_string(address));
    json_object_set_new(json, "file", json_string(membership->file));
    json_object_set_new(json, "doneBefore", json_boolean(membership->was_done_before));
    output_json(output, json);
    return;
  }
  g_autofree char *title = identity_title(membership->identity);
  output_print(output, "%s at %s: %s%s%s.\n",
               membership->was_done_before ? "You had enrolled already" : "You are enrolled", address,
               output_bold(output), title, output_plain(output));
  output_print(output, "Your key is in %s. Who has that file is you: keep it to yourself.\n", membership->file);
  tell_next(output, membership->identity);
  tell_default(output, address);
}

int enroll_run(struct session *session) {
  struct helix_membership membership = {0};
  struct helix_error error = {0};
  struct helix_code code = {0};
  const char *server = arguments_text(session->arguments, OPTION_SERVER);
  int result = session_locate(session); // for the timeout
  if (result == 0)
    result = read_code(session, &code);
  if (result == 0 && helix_enroll(&code, server, session->timeout_ms, &membership, &error) < 0)
    result = session_tell(session, &error);
  if (result == 0)
    tell_enrolled(session->output, &membership, server ? server : code.address);
  helix_error_clear(&error);
  helix_membership_clear(&membership);
  helix_code_wipe(&code);
  return result;
}
