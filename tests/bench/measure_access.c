// SPDX-License-Identifier: Apache-2.0
// What access control costs, and what it keeps off an honest client:
//
//   the cost     round trips through the public door (CURVE over tcp) beside the local one (ipc), and what it takes to find a
//                caller among 10,000 keys and look its role up
//   the attacks  an honest client's round trips while nobody else is there, while 1,000 sockets are silent and another process sends
//                garbage on new connections, and while one key floods on eight connections. Attackers run at the lowest priority:
//                two processors are shared by all, and it is the daemon's fairness that is to be seen, not the kernel's.
#include "access/permission.h"
#include "access/registry.h"
#include "base/memory.h"
#include "measure.h"
#include "process.h"
#include "requests.h"
#include "samples.h"

#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zmq.h>

enum {
  ROUNDS = 5,
  ATTACK_SAMPLES = 180, // of the honest client in each phase of a round
  HONEST_PER_S = 40,    // below what a key may ask
  COST_SAMPLES = 150,   // less than a burst
  SILENT = 1000,
  FLOOD_CONNECTIONS = 8,
  FLOOD_WINDOW = 32,
  KEYS = 10000,
  CHECKS = 2000000,
  KEY_BYTES = 41,
  LATEST_MS = 20000,
};

struct keys {
  char server[KEY_BYTES], public_half[KEY_BYTES], secret_half[KEY_BYTES];
};

// What an attacker counts, in memory that it shares with the bench.
struct tally {
  uint64_t sent, busy, other;
};

struct measuring {
  struct bench *bench;
  struct daemon daemon;
  struct keys honest, flooder;
  struct tally *tally;
  double quiet_us[ROUNDS * ATTACK_SAMPLES], silent_us[ROUNDS * ATTACK_SAMPLES], flood_us[ROUNDS * ATTACK_SAMPLES];
  double curve_us[ROUNDS], ipc_us[ROUNDS];
};

// --- keys

static void *open_dealer(void *context, const char *endpoint, const struct keys *keys) {
  void *dealer = zmq_socket(context, ZMQ_DEALER);
  int linger_ms = 0, latest_ms = LATEST_MS;
  zmq_setsockopt(dealer, ZMQ_LINGER, &linger_ms, sizeof linger_ms);
  zmq_setsockopt(dealer, ZMQ_RCVTIMEO, &latest_ms, sizeof latest_ms);
  zmq_setsockopt(dealer, ZMQ_SNDTIMEO, &latest_ms, sizeof latest_ms);
  if (keys) {
    zmq_setsockopt(dealer, ZMQ_CURVE_SERVERKEY, keys->server, KEY_BYTES);
    zmq_setsockopt(dealer, ZMQ_CURVE_PUBLICKEY, keys->public_half, KEY_BYTES);
    zmq_setsockopt(dealer, ZMQ_CURVE_SECRETKEY, keys->secret_half, KEY_BYTES);
  }
  if (zmq_connect(dealer, endpoint))
    errx(1, "cannot connect to %s: %s", endpoint, zmq_strerror(errno));
  return dealer;
}

// Sends a request and returns its reply, which the caller frees.
static Helix__V1__Reply *ask(void *dealer, const Helix__V1__Request *request) {
  size_t size = helix__v1__request__get_packed_size(request);
  memory_auto unsigned char *bytes = memory_new(size);
  zmq_msg_t frame;
  helix__v1__request__pack(request, bytes);
  zmq_msg_init(&frame);
  if (zmq_send(dealer, bytes, size, 0) < 0 || zmq_msg_recv(&frame, dealer, 0) < 0)
    errx(1, "no answer: %s", zmq_strerror(errno));
  Helix__V1__Reply *reply = helix__v1__reply__unpack(NULL, zmq_msg_size(&frame), zmq_msg_data(&frame));
  zmq_msg_close(&frame);
  if (!reply || reply->result_case == HELIX__V1__REPLY__RESULT_ERROR)
    errx(1, "refused: %s", reply ? reply->error->message : "the reply cannot be read");
  return reply;
}

// An invitation through the local door, used up through the public one.
static struct keys enrol(const struct daemon *daemon) {
  void *context = zmq_ctx_new(), *local = open_dealer(context, daemon->endpoint, NULL);
  struct keys invitation = {0}, keys = {0};
  Helix__V1__Invite invite = HELIX__V1__INVITE__INIT;
  Helix__V1__Enroll enroll = HELIX__V1__ENROLL__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  zmq_curve_keypair(invitation.public_half, invitation.secret_half);
  zmq_curve_keypair(keys.public_half, keys.secret_half);
  invite.public_key = invitation.public_half;
  invite.role = HELIX__V1__ROLE__READER;
  request.call_case = HELIX__V1__REQUEST__CALL_INVITE;
  request.invite = &invite;
  Helix__V1__Reply *reply = ask(local, &request);
  snprintf(invitation.server, sizeof invitation.server, "%s", reply->invitation->server_key);
  snprintf(keys.server, sizeof keys.server, "%s", reply->invitation->server_key);
  helix__v1__reply__free_unpacked(reply, NULL);
  void *guest = open_dealer(context, daemon->public_endpoint, &invitation);
  enroll.public_key = keys.public_half;
  request.call_case = HELIX__V1__REQUEST__CALL_ENROLL;
  request.enroll = &enroll;
  helix__v1__reply__free_unpacked(ask(guest, &request), NULL);
  zmq_close(guest);
  zmq_close(local);
  zmq_ctx_term(context);
  return keys;
}

// --- round trips

static void round_trips(const char *endpoint, const struct keys *keys, unsigned count, double pause_s, double *ret_us) {
  void *context = zmq_ctx_new(), *dealer = open_dealer(context, endpoint, keys);
  struct load_request request = request_status();
  zmq_msg_t frame;
  for (unsigned i = 0; i <= count; i++) { // the first makes the connection
    double start = clock_seconds();
    zmq_msg_init(&frame);
    if (zmq_send(dealer, request.data, request.size, 0) < 0 || zmq_msg_recv(&frame, dealer, 0) < 0)
      errx(1, "no answer from %s: %s", endpoint, zmq_strerror(errno));
    double us = (clock_seconds() - start) * 1e6;
    check_status(zmq_msg_data(&frame), zmq_msg_size(&frame));
    zmq_msg_close(&frame);
    if (i)
      ret_us[i - 1] = us;
    if (pause_s > 0)
      usleep((useconds_t)(pause_s * 1e6));
  }
  request_free(&request);
  zmq_close(dealer);
  zmq_ctx_term(context);
}

// --- attackers

static int connect_raw(const char *endpoint) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  address.sin_port = htons((uint16_t)atoi(strrchr(endpoint, ':') + 1));
  int peer = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (peer < 0 || connect(peer, (struct sockaddr *)&address, sizeof address)) {
    if (peer >= 0)
      close(peer);
    return -1;
  }
  return peer;
}

// 1,000 sockets that say nothing, opened again when the daemon closes them, and garbage on others: random bytes, broken greetings,
// handshakes that stop.
static _Noreturn void be_silent_and_babble(const char *endpoint, struct tally *tally) {
  static int silent[SILENT];
  static const unsigned char greeting[64] = {0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 1, 'C', 'U', 'R', 'V', 'E'};
  unsigned char bytes[256];
  for (size_t i = 0; i < SILENT; i++)
    silent[i] = connect_raw(endpoint);
  for (unsigned turn = 0;; turn++) {
    int peer = connect_raw(endpoint);
    for (size_t i = 0; i < sizeof bytes; i++)
      bytes[i] = (unsigned char)rand();
    if (peer >= 0) {
      if (turn % 3)
        (void)!send(peer, greeting, sizeof greeting - (turn % 3 == 2 ? 20 : 0), MSG_NOSIGNAL);
      (void)!send(peer, bytes, sizeof bytes, MSG_NOSIGNAL);
      close(peer);
      tally->sent++;
    }
    size_t again = turn % SILENT;
    if (silent[again] < 0 || recv(silent[again], bytes, sizeof bytes, MSG_DONTWAIT) == 0) {
      if (silent[again] >= 0)
        close(silent[again]);
      silent[again] = connect_raw(endpoint);
    }
  }
}

static void count_reply(zmq_msg_t *frame, struct tally *tally) {
  Helix__V1__Reply *reply = helix__v1__reply__unpack(NULL, zmq_msg_size(frame), zmq_msg_data(frame));
  bool busy = reply && reply->result_case == HELIX__V1__REPLY__RESULT_ERROR &&
              reply->error->code == HELIX__V1__ERROR_CODE__BUSY && reply->error->retry_after_ms;
  tally->busy += busy;
  tally->other += !busy;
  if (reply)
    helix__v1__reply__free_unpacked(reply, NULL);
}

// One key, eight connections, as many requests as go out, replies read; it does not heed when to come again.
static _Noreturn void flood(const char *endpoint, const struct keys *keys, struct tally *tally) {
  void *context = zmq_ctx_new();
  zmq_pollitem_t items[FLOOD_CONNECTIONS];
  unsigned under_way[FLOOD_CONNECTIONS] = {0};
  struct load_request request = request_status();
  for (size_t i = 0; i < FLOOD_CONNECTIONS; i++)
    items[i] = (zmq_pollitem_t){open_dealer(context, endpoint, keys), 0, ZMQ_POLLIN, 0};
  for (;;) {
    for (size_t i = 0; i < FLOOD_CONNECTIONS; i++)
      for (; under_way[i] < FLOOD_WINDOW; under_way[i]++, tally->sent++)
        if (zmq_send(items[i].socket, request.data, request.size, ZMQ_DONTWAIT) < 0)
          break;
    zmq_poll(items, FLOOD_CONNECTIONS, 100);
    for (size_t i = 0; i < FLOOD_CONNECTIONS; i++) {
      zmq_msg_t frame;
      zmq_msg_init(&frame);
      while (zmq_msg_recv(&frame, items[i].socket, ZMQ_DONTWAIT) >= 0) {
        under_way[i] -= under_way[i] > 0;
        count_reply(&frame, tally);
      }
      zmq_msg_close(&frame);
    }
  }
}

enum attack { NOBODY, SILENCE, FLOOD };

static pid_t start_attack(const struct measuring *measuring, enum attack attack) {
  pid_t process = attack == NOBODY ? -1 : process_fork();
  if (process)
    return process;
  setpriority(PRIO_PROCESS, 0, 19);
  const char *endpoint = measuring->daemon.public_endpoint;
  if (attack == SILENCE)
    be_silent_and_babble(endpoint, &measuring->tally[SILENCE]);
  flood(endpoint, &measuring->flooder, &measuring->tally[FLOOD]);
}

static void run_phase(struct measuring *measuring, enum attack attack, double *ret_us) {
  pid_t attacker = start_attack(measuring, attack);
  if (attacker > 0)
    usleep(500000);
  round_trips(measuring->daemon.public_endpoint, &measuring->honest, ATTACK_SAMPLES, 1.0 / HONEST_PER_S, ret_us);
  if (attacker > 0)
    process_kill(attacker);
}

// --- finding a caller

static double check_ns(void) {
  struct access_registry *registry = access_registry_new();
  char key[KEY_BYTES];
  for (unsigned i = 0; i < KEYS; i++) {
    snprintf(key, sizeof key, "%040u", i);
    access_registry_add_key(registry, key, &(struct access_caller){ACCESS_ENROLLED, ACCESS_MEMBER, i + 1});
  }
  unsigned denied = 0;
  double start = clock_seconds();
  for (unsigned i = 0; i < CHECKS; i++) {
    struct access_caller caller;
    snprintf(key, sizeof key, "%040u", i % KEYS);
    access_registry_find(registry, key, &caller);
    denied += access_scope_of(&caller, HELIX__V1__REQUEST__CALL_LIST_AUDIT) == ACCESS_DENIED;
  }
  double ns = (clock_seconds() - start) * 1e9 / CHECKS;
  if (denied != CHECKS)
    errx(1, "%u of %d checks were refused", denied, CHECKS);
  access_registry_unref(registry);
  return ns;
}

// --- all

static void report_attack(struct figures *figures, const char *what, const char *name, const double *us,
                          const double *quiet_us) {
  char figure[64];
  size_t count = (size_t)ROUNDS * ATTACK_SAMPLES;
  double p50 = samples_quantile(us, count, 0.5), p99 = samples_quantile(us, count, 0.99);
  double ratio = p99 / samples_quantile(quiet_us, count, 0.99);
  printf("%-46s %10.0f %10.0f %10.2f\n", what, p50, p99, ratio);
  snprintf(figure, sizeof figure, "access.%s_p99_us", name);
  figures_add(figures, figure, p99, 0);
  snprintf(figure, sizeof figure, "access.%s_p99_ratio", name);
  if (us != quiet_us)
    figures_add(figures, figure, ratio, 2);
}

static void report(struct measuring *measuring, double ns, double request_us, uint64_t grown) {
  struct figures *figures = measuring->bench->figures;
  double curve = samples_median(measuring->curve_us, ROUNDS), ipc = samples_median(measuring->ipc_us, ROUNDS);
  printf("Access: a round trip of `status`, one client, microseconds\n");
  printf("%-46s %10.0f\n%-46s %10.0f   %.2f x\n\n", "local door (ipc)", ipc, "public door (CURVE, tcp)", curve,
         samples_median_ratio(measuring->curve_us, measuring->ipc_us, ROUNDS));
  figures_add(figures, "access.curve_ratio", samples_median_ratio(measuring->curve_us, measuring->ipc_us, ROUNDS), 2);
  printf("Finding one of %d keys and its rule: %.0f ns, %.2f %% of what a request through the public door costs the "
         "daemon (%.0f us)\n\n",
         KEYS, ns, ns / request_us / 10, request_us);
  figures_add(figures, "access.check_ns", ns, 0);
  figures_add(figures, "access.check_share", ns / request_us / 1000, 4);
  printf("An honest client, %d requests a second, %d in all %17s %10s %10s\n", HONEST_PER_S, ROUNDS * ATTACK_SAMPLES,
         "p50 us", "p99 us", "x idle");
  report_attack(figures, "idle", "idle", measuring->quiet_us, measuring->quiet_us);
  report_attack(figures, "1,000 silent sockets and garbage (goal: 5)", "silent", measuring->silent_us,
                measuring->quiet_us);
  report_attack(figures, "a key that floods on 8 connections (goal: 5)", "flood", measuring->flood_us,
                measuring->quiet_us);
  const struct tally *garbage = &measuring->tally[SILENCE], *flood_tally = &measuring->tally[FLOOD];
  printf("garbage connections: %llu. Of the flooder's %llu requests %llu were told to come again later, %llu were "
         "answered.\n"
         "The daemon grew by %.1f MiB.\n\n",
         (unsigned long long)garbage->sent, (unsigned long long)flood_tally->sent,
         (unsigned long long)flood_tally->busy, (unsigned long long)flood_tally->other, (double)grown / (1 << 20));
  figures_add(figures, "access.flood_busy_share",
              (double)flood_tally->busy / (double)(flood_tally->busy + flood_tally->other + 1), 3);
  figures_add(figures, "access.grown_mib", (double)grown / (1 << 20), 1);
}

void measure_access(struct bench *bench) {
  struct measuring *measuring = memory_new(sizeof *measuring);
  measuring->bench = bench;
  measuring->tally = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (measuring->tally == MAP_FAILED)
    err(1, "no memory to share");
  bench_start(bench, "access", &measuring->daemon);
  measuring->honest = enrol(&measuring->daemon);
  measuring->flooder = enrol(&measuring->daemon);
  struct keys other = enrol(&measuring->daemon); // the cost is measured with a key of its own, within its burst
  double samples[COST_SAMPLES], cpu_us = 0;
  uint64_t before = process_resident_bytes(measuring->daemon.process);
  for (unsigned round = 0; round < ROUNDS; round++) {
    fprintf(stderr, "access: round %u of %d\n", round + 1, ROUNDS);
    round_trips(measuring->daemon.endpoint, NULL, COST_SAMPLES, 0, samples);
    measuring->ipc_us[round] = samples_median(samples, COST_SAMPLES);
    double cpu = process_cpu_seconds(measuring->daemon.process);
    round_trips(measuring->daemon.public_endpoint, &other, COST_SAMPLES, 0, samples);
    cpu_us += (process_cpu_seconds(measuring->daemon.process) - cpu) * 1e6 / COST_SAMPLES / ROUNDS;
    measuring->curve_us[round] = samples_median(samples, COST_SAMPLES);
    run_phase(measuring, NOBODY, measuring->quiet_us + round * ATTACK_SAMPLES);
    run_phase(measuring, SILENCE, measuring->silent_us + round * ATTACK_SAMPLES);
    run_phase(measuring, FLOOD, measuring->flood_us + round * ATTACK_SAMPLES);
  }
  uint64_t after = process_resident_bytes(measuring->daemon.process);
  daemon_stop(&measuring->daemon);
  report(measuring, check_ns(), cpu_us, after > before ? after - before : 0);
  munmap(measuring->tally, 4096);
  bench_remove(bench, "access");
  free(measuring);
}
