// SPDX-License-Identifier: Apache-2.0
// Start is one list, stop its reverse: refuse new requests, let the service answer what it has, let the replies leave, close.
#include "server/server.h"

#include "base/date.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/thread.h"
#include "server/door.h"
#include "server/endpoint.h"
#include "server/notify.h"
#include "server/router.h"

#include <assert.h>
#include <signal.h>
#include <stdio.h>

enum { ROUTERS_MAX = 2, TICK_MS = 1000, LEAVE_POLL_MS = 5, QUIET_MS = 100, LEAVE_MAX_MS = 2000 };

struct server {
  uv_loop_t loop;
  struct service *service;             // borrowed
  struct door *door;                   // owned
  struct router *routers[ROUTERS_MAX]; // owned: the local one, the public one; NULL without endpoints
  struct gauges *gauges;               // owned
  server_configure *configure;
  void *configure_data;
  uv_signal_t terminate, interrupt, hangup;
  uv_timer_t tick;
  uv_timer_t leave;    // while stopping: are the last replies out?
  uv_async_t reloaded; // a thread of the service is done with a reload
  uv_work_t stop_work;
  struct server_reload reload; // under way
  int reload_result;
  struct error reload_error;
  bool reloading, stopping;
  int64_t quiet_since_ms; // while stopping: when something last came or went
  int64_t leave_until_ms;
  uint64_t watchdog_ms, watchdog_due_ms;
};

// --- reload

static void on_service_reloaded(void *data, int result, const struct error *error) {
  struct server *server = data; // a thread of the service: the loop reads these after the async
  server->reload_result = result;
  if (result)
    server->reload_error = *error;
  uv_async_send(&server->reloaded);
}

static void each_router(struct server *server, void (*function)(struct router *router)) {
  for (size_t i = 0; i < ROUTERS_MAX; i++)
    if (server->routers[i])
      function(server->routers[i]);
}

static void reload_failed(const struct error *error) {
  log_write(LOG_ERROR, "reload refused, the old configuration stays: %s%s%s", error->message, *error->hint ? " — " : "",
            error->hint);
  notify_ready("Serving; the last reload was refused, see the log");
}

static void on_reloaded(uv_async_t *handle) {
  struct server *server = handle->data;
  server->reloading = false;
  if (server->stopping)
    return;
  if (server->reload_result) {
    reload_failed(&server->reload_error);
    return;
  }
  for (size_t i = 0; i < ROUTERS_MAX; i++)
    if (server->routers[i])
      router_set_limits(server->routers[i], &server->reload.limits);
  log_write(LOG_NOTICE, "reloaded the configuration and the vocabulary");
  notify_ready("Serving");
}

static void on_hangup(uv_signal_t *handle, int number) {
  (void)number;
  struct server *server = handle->data;
  struct error error;
  if (server->stopping)
    return;
  if (server->reloading) {
    log_write(LOG_WARNING, "a reload is already running; this one is left out");
    return;
  }
  notify_reloading();
  int result = server->configure(server->configure_data, &server->reload, &error);
  if (!result)
    result = service_reload(server->service, &server->reload.vocabulary, &server->reload.weights, on_service_reloaded,
                            server, &error);
  server->reloading = !result;
  if (result)
    reload_failed(&error);
}

// --- stop

static void on_router_closed(void *data) {
  (void)data;
}

static void close_all(struct server *server) {
  for (size_t i = 0; i < ROUTERS_MAX; i++)
    if (server->routers[i])
      router_close(server->routers[i], on_router_closed, server);
  uv_close((uv_handle_t *)&server->terminate, NULL);
  uv_close((uv_handle_t *)&server->interrupt, NULL);
  uv_close((uv_handle_t *)&server->hangup, NULL);
  uv_close((uv_handle_t *)&server->tick, NULL);
  uv_close((uv_handle_t *)&server->leave, NULL);
  uv_close((uv_handle_t *)&server->reloaded, NULL);
}

static void on_leave(uv_timer_t *handle) {
  struct server *server = handle->data;
  int64_t now = clock_monotonic_ms();
  for (size_t i = 0; i < ROUTERS_MAX; i++)
    if (server->routers[i] && !router_is_idle(server->routers[i]))
      server->quiet_since_ms = now;
  if (now - server->quiet_since_ms > QUIET_MS || now > server->leave_until_ms)
    close_all(server);
}

static void stop_service(uv_work_t *work) {
  struct server *server = work->data;
  service_stop(server->service);
}

static void on_service_stopped(uv_work_t *work, int status) {
  (void)status;
  struct server *server = work->data;
  server->quiet_since_ms = clock_monotonic_ms();
  server->leave_until_ms = server->quiet_since_ms + LEAVE_MAX_MS;
  uv_timer_start(&server->leave, on_leave, 0, LEAVE_POLL_MS);
}

static void on_terminate(uv_signal_t *handle, int number) {
  struct server *server = handle->data;
  if (server->stopping)
    return;
  server->stopping = true;
  log_write(LOG_NOTICE, "%s: answering what is under way, then stopping", number == SIGTERM ? "SIGTERM" : "SIGINT");
  notify_stopping();
  each_router(server, router_refuse_all);
  server->stop_work.data = server;
  uv_queue_work(&server->loop, &server->stop_work, stop_service, on_service_stopped);
}

// --- life

// systemd hears from us only while the loop turns and the service's threads show themselves.
static void watch(struct server *server) {
  uint64_t now = (uint64_t)clock_monotonic_ms();
  if (!server->watchdog_ms || now < server->watchdog_due_ms)
    return;
  if (!server->stopping && !service_is_alive(server->service, (int64_t)server->watchdog_ms))
    return;
  notify_alive();
  server->watchdog_due_ms = now + server->watchdog_ms / 3;
}

static void on_tick(uv_timer_t *handle) {
  struct server *server = handle->data;
  each_router(server, router_tick);
  watch(server);
}

static void start_signal(struct server *server, uv_signal_t *handle, uv_signal_cb function, int number) {
  uv_signal_init(&server->loop, handle);
  handle->data = server;
  uv_signal_start(handle, function, number);
}

// The endpoints of one kind, the local or the public ones.
static size_t pick_endpoints(const struct server_options *options, bool is_public,
                             const char *ret_endpoints[SERVER_ENDPOINTS_MAX]) {
  size_t count = 0;
  for (size_t i = 0; i < options->endpoint_count; i++)
    if (endpoint_is_public(options->endpoints[i]) == is_public)
      ret_endpoints[count++] = options->endpoints[i];
  return count;
}

static int open_router(struct server *server, const struct server_options *options, bool is_public,
                       const struct server_key *key, struct error *error) {
  const char *endpoints[SERVER_ENDPOINTS_MAX];
  struct router_options router_options = {.context = door_context(server->door),
                                          .is_public = is_public,
                                          .key = key,
                                          .endpoints = endpoints,
                                          .endpoint_count = pick_endpoints(options, is_public, endpoints),
                                          .limits = options->limits,
                                          .gauges = server->gauges};
  if (!router_options.endpoint_count)
    return 0;
  return router_open(&router_options, server->service, &server->loop, &server->routers[is_public], error);
}

// What invitations say of how to get here: the address that the configuration names, else the first public endpoint that is
// bound to an address of its own.
static void tell_address(struct server *server, const struct server_options *options, const struct server_key *key) {
  const char *address = options->public_address;
  for (size_t i = 0; i < server->gauges->service.endpoint_count && !*address; i++) {
    const char *endpoint = server->gauges->endpoint_list[i];
    if (endpoint_is_public(endpoint) && !endpoint_is_wildcard(endpoint))
      address = endpoint;
  }
  service_set_public_address(server->service, address, key->public_half);
}

static int open_routers(struct server *server, const struct server_options *options, struct error *error) {
  struct server_key key = {0};
  int result = 0;
  for (size_t i = 0; i < options->endpoint_count && !*key.secret_half && !result; i++)
    if (endpoint_is_public(options->endpoints[i]))
      result = server_key_load(options->state_dir, &key, error);
  if (!result)
    result = door_open(server->service, &server->door, error);
  if (!result)
    result = open_router(server, options, false, NULL, error);
  if (!result)
    result = open_router(server, options, true, &key, error);
  if (!result && server->routers[true])
    tell_address(server, options, &key);
  server_key_wipe(&key);
  return result;
}

// A server whose routers did not all open: those that did have handles, which the loop has to close.
static void discard(struct server *server) {
  for (size_t i = 0; i < ROUTERS_MAX; i++)
    if (server->routers[i])
      router_close(server->routers[i], on_router_closed, server);
  uv_run(&server->loop, UV_RUN_DEFAULT);
  server_close(server);
}

int server_open(const struct server_options *options, struct service *service, server_configure *configure,
                void *configure_data, struct server **ret_server, struct error *error) {
  struct server *server = memory_new(sizeof *server);
  server->service = service;
  server->configure = configure;
  server->configure_data = configure_data;
  uv_loop_init(&server->loop);
  server->gauges = memory_new(sizeof *server->gauges);
  server->gauges->service.endpoints = server->gauges->endpoint_list;
  int result = open_routers(server, options, error);
  if (result) {
    discard(server);
    return result;
  }
  start_signal(server, &server->terminate, on_terminate, SIGTERM);
  start_signal(server, &server->interrupt, on_terminate, SIGINT);
  start_signal(server, &server->hangup, on_hangup, SIGHUP);
  uv_async_init(&server->loop, &server->reloaded, on_reloaded);
  uv_timer_init(&server->loop, &server->tick);
  uv_timer_init(&server->loop, &server->leave);
  server->reloaded.data = server->tick.data = server->leave.data = server;
  server->watchdog_ms = notify_watchdog_ms();
  uv_timer_start(&server->tick, on_tick, 0,
                 server->watchdog_ms && server->watchdog_ms < 3 * TICK_MS ? server->watchdog_ms / 4 : TICK_MS);
  *ret_server = server;
  return 0;
}

void server_run(struct server *server) {
  thread_yields_on_wakeup();
  notify_ready("Serving");
  uv_run(&server->loop, UV_RUN_DEFAULT);
  signal(SIGTERM, SIG_IGN); // the handles are gone: a second signal must not end what is being put away
  signal(SIGINT, SIG_IGN);
  signal(SIGHUP, SIG_IGN);
}

struct server *server_close(struct server *server) {
  if (!server)
    return NULL;
  for (size_t i = 0; i < ROUTERS_MAX; i++)
    server->routers[i] = router_free(server->routers[i]);
  server->door = door_close(server->door);
  int result = uv_loop_close(&server->loop);
  assert(result == 0); // every handle was closed by close_all()
  (void)result;
  free(server->gauges);
  free(server);
  return NULL;
}
