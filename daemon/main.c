// SPDX-License-Identifier: Apache-2.0
// helixd: help, parse, set up, run, exit.
#include "base/date.h"
#include "base/log.h"
#include "base/memory.h"
#include "server/notify.h"
#include "server/server.h"
#include "settings.h"

#include <argp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>

enum { OPTION_STATE_DIR = 0x100, OPTION_CHECK, OPTION_LOG_LEVEL, START_STEP_US = 60000000 };

const char *argp_program_version = "helixd " HELIX_VERSION;

struct arguments {
  const char *config, *state_dir;
  const char *endpoints[SERVER_ENDPOINTS_MAX];
  size_t endpoint_count;
  enum log_level log_level;
  bool check_only;
};

static const struct argp_option options[] = {
    {"config", 'c', "FILE", 0, "Configuration (default /etc/helixd/helixd.conf)", 0},
    {"state-dir", OPTION_STATE_DIR, "DIR", 0, "Keep the data here instead of [store] state-dir", 0},
    {"listen", 'l', "ENDPOINT", 0,
     "Listen here instead of [server] listen: ipc://PATH (administration) or tcp://ADDRESS:PORT (CURVE, everybody who "
     "is "
     "enrolled); repeatable",
     0},
    {"check", OPTION_CHECK, NULL, 0, "Check the configuration and the vocabulary, then exit", 0},
    {"log-level", OPTION_LOG_LEVEL, "LEVEL", 0, "error, warning, notice, info (default) or debug", 0},
    {0},
};

static const char description[] =
    "The daemon of helix: keeps stakeholder profiles and matches them to themes.\v"
    "Examples:\n"
    "  helixd --config /etc/helixd/helixd.conf\n"
    "  helixd --config config/demo/helixd.conf --state-dir /tmp/h --listen ipc:///tmp/h/helixd.sock\n"
    "  helixd --config helixd.conf --check\n\n"
    "SIGTERM stops after answering what is under way; SIGHUP reloads configuration and vocabulary.\n"
    "Exit: 0 stopped, 64 wrong usage, 70 a fault, 74 the disk failed, 78 the configuration cannot be used.";

static enum log_level parse_level(const char *word, struct argp_state *state) {
  static const struct {
    const char *word;
    enum log_level level;
  } levels[] = {
      {"error", LOG_ERROR}, {"warning", LOG_WARNING}, {"notice", LOG_NOTICE}, {"info", LOG_INFO}, {"debug", LOG_DEBUG}};
  for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
    if (!strcmp(levels[i].word, word))
      return levels[i].level;
  argp_error(state, "\"%s\" is no log level: error, warning, notice, info or debug", word);
  return LOG_INFO;
}

static error_t parse_option(int key, char *argument, struct argp_state *state) {
  struct arguments *arguments = state->input;
  switch (key) {
  case 'c':
    arguments->config = argument;
    return 0;
  case OPTION_STATE_DIR:
    arguments->state_dir = argument;
    return 0;
  case 'l':
    if (arguments->endpoint_count == SERVER_ENDPOINTS_MAX)
      argp_error(state, "at most %d endpoints", SERVER_ENDPOINTS_MAX);
    arguments->endpoints[arguments->endpoint_count++] = argument;
    return 0;
  case OPTION_CHECK:
    arguments->check_only = true;
    return 0;
  case OPTION_LOG_LEVEL:
    arguments->log_level = parse_level(argument, state);
    return 0;
  case ARGP_KEY_ARG:
    argp_error(state, "\"%s\" is not expected: helixd takes options only", argument);
    return 0;
  default:
    return ARGP_ERR_UNKNOWN;
  }
}

static int exit_code(enum error_kind kind) {
  switch (kind) {
  case ERROR_NONE:
    return EX_OK;
  case ERROR_INVALID:
  case ERROR_NOT_FOUND:
  case ERROR_CONFLICT:
  case ERROR_TOO_LARGE:
  case ERROR_MESSAGE:
  case ERROR_CALL:
  case ERROR_NOT_PERMITTED:
  case ERROR_REVOKED:
  case ERROR_ENDED:
    return EX_CONFIG;
  case ERROR_FULL:
  case ERROR_IO:
    return EX_IOERR;
  case ERROR_BUSY:
  case ERROR_STOPPING:
  case ERROR_DEADLINE:
    return EX_TEMPFAIL;
  case ERROR_FAULT:
    return EX_SOFTWARE;
  }
  return EX_SOFTWARE;
}

static int complain(const struct error *error) {
  log_write(LOG_ERROR, "%s%s%s", error->message, *error->hint ? " — " : "", error->hint);
  return exit_code(error->kind);
}

// --- set up

// What runs: the configuration file, and what the command line puts in its place.
struct set_up {
  const struct arguments *arguments;
  struct settings settings;
};

static int load(struct set_up *set_up, struct error *error) {
  const struct arguments *arguments = set_up->arguments;
  struct settings *settings = &set_up->settings;
  int result = settings_load(arguments->config, settings, error);
  const char *state_dir = arguments->state_dir ? arguments->state_dir : getenv("STATE_DIRECTORY");
  if (!result && state_dir &&
      snprintf(settings->state_dir, sizeof settings->state_dir, "%s", state_dir) >= (int)sizeof settings->state_dir)
    return error_set(error, ERROR_INVALID, "the path of the state directory is too long");
  if (!result && arguments->endpoint_count)
    settings->endpoint_count = 0;
  for (size_t i = 0; i < arguments->endpoint_count && !result; i++)
    snprintf(settings->endpoints[settings->endpoint_count++], sizeof settings->endpoints[0], "%s",
             arguments->endpoints[i]);
  if (!result && !settings->endpoint_count)
    result = error_set(error, ERROR_INVALID, "%s: [server] listen names no endpoint", arguments->config);
  for (size_t i = 0; i < settings->endpoint_count && !result; i++)
    result = endpoint_check(settings->endpoints[i], error);
  return result;
}

static struct vocabulary_files files_of(const struct settings *settings) {
  return (struct vocabulary_files){.themes = settings->themes,
                                   .places = settings->places,
                                   .size_regimes = settings->size_regimes,
                                   .cooperations = settings->cooperations};
}

// A reload reads the file anew; what cannot change while running is compared and said.
static int configure(void *data, struct server_reload *ret_reload, struct error *error) {
  struct set_up *set_up = data, *fresh = memory_new(sizeof *fresh);
  fresh->arguments = set_up->arguments;
  int result = load(fresh, error);
  if (!result) {
    const struct settings *old = &set_up->settings;
    struct settings *new = &fresh->settings;
    if (strcmp(old->state_dir, new->state_dir) || old->threads != new->threads || old->batch != new->batch ||
        old->key_days != new->key_days || old->backup_days != new->backup_days ||
        strcmp(old->public_address, new->public_address) || old->limits.request_bytes != new->limits.request_bytes ||
        memcmp(&old->check, &new->check, sizeof old->check) ||
        memcmp(old->endpoints, new->endpoints, sizeof old->endpoints))
      log_write(LOG_WARNING, "reload: listen, public-address, threads, request-bytes, statements, text-characters and "
                             "[store] change with a restart only");
    new->limits.request_bytes = old->limits.request_bytes;
    set_up->settings = *new;
    *ret_reload = (struct server_reload){
        .vocabulary = files_of(&set_up->settings), .weights = new->weights, .limits = new->limits};
  }
  free(fresh);
  return result;
}

static void tell_progress(void *data, const char *what) {
  (void)data;
  log_write(LOG_INFO, "%s", what);
  notify_progress(what, START_STEP_US);
}

static int check_only(const struct settings *settings) {
  struct error error;
  struct vocabulary_files files = files_of(settings);
  struct vocabulary *vocabulary;
  int result = vocabulary_load(&files, &vocabulary, &error);
  if (result)
    return complain(&error);
  printf("The configuration can be used: %zu themes, %zu places, %zu cooperations, %zu size regimes.\n",
         vocabulary_theme_count(vocabulary), vocabulary_place_count(vocabulary),
         vocabulary_cooperation_count(vocabulary), vocabulary_regime_count(vocabulary));
  vocabulary_unref(vocabulary);
  return EX_OK;
}

static int serve(struct set_up *set_up) {
  const struct settings *settings = &set_up->settings;
  struct service *service = NULL;
  struct server *server = NULL;
  struct error error;
  int result = service_open(&(struct service_options){.state_dir = settings->state_dir,
                                                      .vocabulary = files_of(settings),
                                                      .weights = settings->weights,
                                                      .limits = settings->check,
                                                      .threads = settings->threads,
                                                      .batch = settings->batch,
                                                      .key_days = settings->key_days,
                                                      .backup_days = settings->backup_days,
                                                      .request_bytes = settings->limits.request_bytes},
                            tell_progress, NULL, &service, &error);
  if (result)
    return complain(&error);
  struct server_options server_options = {.endpoint_count = settings->endpoint_count,
                                          .state_dir = settings->state_dir,
                                          .public_address = settings->public_address,
                                          .limits = settings->limits};
  for (size_t i = 0; i < settings->endpoint_count; i++)
    server_options.endpoints[i] = settings->endpoints[i];
  result = server_open(&server_options, service, configure, set_up, &server, &error);
  if (!result) {
    log_write(LOG_NOTICE, "helixd %s serves on %s", HELIX_VERSION, settings->endpoints[0]);
    server_run(server);
    log_write(LOG_NOTICE, "stopped");
  }
  service_stop(service);
  server_close(server);
  service_close(service);
  return result ? complain(&error) : EX_OK;
}

int main(int count, char **words) {
  struct arguments arguments = {.config = "/etc/helixd/helixd.conf", .log_level = LOG_INFO};
  const struct argp argp = {.options = options, .parser = parse_option, .doc = description};
  argp_err_exit_status = EX_USAGE;
  argp_parse(&argp, count, words, 0, NULL, &arguments);
  log_init(arguments.log_level);
  umask(0027); // sockets and files: nothing for others, also between their making and their protecting
  signal(SIGPIPE, SIG_IGN);
  signal(SIGHUP, SIG_IGN); // until the server listens to it: a reload during start-up has nothing to add
  struct set_up *set_up = memory_new(sizeof *set_up);
  set_up->arguments = &arguments;
  struct error error;
  int code = load(set_up, &error)   ? complain(&error)
             : arguments.check_only ? check_only(&set_up->settings)
                                    : serve(set_up);
  free(set_up);
  return code;
}
