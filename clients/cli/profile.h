// SPDX-License-Identifier: Apache-2.0
// A profile in a file of the user: read, and complained about by file and line.
#pragma once

#include "helix/v1/stakeholder.pb-c.h"
#include "mapping/document.h"

struct helix_error;
struct session;

struct profile {
  const char *name;                    // of the file, for people; borrowed
  struct document *document;           // owned
  Helix__V1__Stakeholder *stakeholder; // owned
};

// "-" is standard input. Returns 0, or the exit code (65, 66) of a failure that has been told. profile_deinit() in both cases.
int profile_read(struct session *session, const char *path, struct profile *ret_profile);
void profile_deinit(struct profile *profile);

// Findings on standard output, "FILE:LINE: problem in FIELD: ...", problems first. Returns how many problems there are.
unsigned profile_tell_findings(struct session *session, const struct profile *profile,
                               Helix__V1__Finding *const *findings, size_t count);

// Tells why the daemon did not take the profile, finding by finding; returns the exit code.
int profile_tell_refusal(struct session *session, const struct profile *profile, const struct helix_error *error);
