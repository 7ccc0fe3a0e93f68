// SPDX-License-Identifier: Apache-2.0
// A service on a throw-away state directory with a small vocabulary, asked without sockets.
#pragma once

#include "helix/v1/rpc.pb-c.h"
#include "service/job.h"
#include "service/service.h"

struct fixture {
  char folder[64];
  char themes[128], places[128], regimes[128], cooperations[128], state[128];
  struct service *service;
  struct access_caller caller; // who asks; the local socket when opened
};

void fixture_open(struct fixture *fixture);  // a fresh folder
void fixture_start(struct fixture *fixture); // on the folder's state
void fixture_stop(struct fixture *fixture);
void fixture_close(struct fixture *fixture); // stops, removes the folder
struct service_options fixture_options(const struct fixture *fixture);

void fixture_write(const char *path, const char *text);

// The reply to a request; the caller frees it with helix__v1__reply__free_unpacked. deadline_ms: from now, may be negative.
Helix__V1__Reply *ask(struct fixture *fixture, const Helix__V1__Request *request);
Helix__V1__Reply *ask_bytes(struct fixture *fixture, const void *bytes, size_t count, int deadline_ms);

Helix__V1__Reply *submit(struct fixture *fixture, Helix__V1__Stakeholder *stakeholder, const char *key);
Helix__V1__Reply *get(struct fixture *fixture, const char *id, uint64_t revision);
Helix__V1__Reply *match_theme(struct fixture *fixture, const char *theme);
Helix__V1__Reply *match_stakeholders(struct fixture *fixture, Helix__V1__MatchStakeholders *call);
Helix__V1__Reply *match_partners(struct fixture *fixture, Helix__V1__MatchPartners *call);
Helix__V1__MatchList *matches_of(Helix__V1__Reply *reply); // asserts that it is a list; borrowed from the reply

// One that passes the checks, with one statement of this text.
struct sample {
  Helix__V1__Stakeholder stakeholder;
  Helix__V1__Statement statement;
  Helix__V1__Statement *statements[1];
  char *places[1];
};
Helix__V1__Stakeholder *sample_init(struct sample *sample, const char *id, const char *name, const char *text);

#define STR(literal) ((char *)(uintptr_t)(literal))
