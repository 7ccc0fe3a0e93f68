// SPDX-License-Identifier: Apache-2.0
// A daemon with doors: a CURVE ROUTER on a free port of 127.0.0.1 and its ZAP handler, in a thread. It knows keys and
// what they may do, enrols, rotates and says who somebody is; everything else it answers with an empty result.
#pragma once

#include "lib/keys.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum curve_standing {
  CURVE_UNKNOWN,  // refused at the door
  CURVE_INVITED,  // may enrol
  CURVE_ENROLLED, // an identity
  CURVE_REVOKED,
  CURVE_ENDED, // an invitation that was used
};

struct curve_daemon;

// Listens when this returns. Without CURVE everybody is let in.
struct curve_daemon *curve_daemon_start(bool with_curve);
struct curve_daemon *curve_daemon_free(struct curve_daemon *daemon);

const char *curve_daemon_address(const struct curve_daemon *daemon); // tcp://127.0.0.1:port
const char *curve_daemon_server_key(const struct curve_daemon *daemon);

void curve_daemon_set(struct curve_daemon *daemon, const char *public_key, enum curve_standing standing);
enum curve_standing curve_daemon_standing(struct curve_daemon *daemon, const char *public_key);

// The next so many requests it does and says nothing. Once one is answered with silence, it goes by what is known of
// the key then: no answer is remembered.
enum { CURVE_ALWAYS = -1 };
void curve_daemon_mute(struct curve_daemon *daemon, int answers);

// How its clock differs from ours.
void curve_daemon_shift_clock(struct curve_daemon *daemon, int64_t by_ms);

// How many keys were enrolled or rotated, how many requests came, how many handshakes began, and how many of them with a
// key that is not known.
struct curve_book {
  unsigned enrolled, rotated, requests, handshakes, strangers;
};
struct curve_book curve_daemon_book(struct curve_daemon *daemon);
