// SPDX-License-Identifier: Apache-2.0
// The table of roles: what each may ask for. What is not in it is denied.
#pragma once

#include "access/caller.h"

#include <stdbool.h>
#include <stddef.h>

enum access_scope {
  ACCESS_DENIED,
  ACCESS_OWN,  // about its own stakeholders, its own identity, the invitations that it made
  ACCESS_SEEN, // about any, as far as they disclose themselves to it
  ACCESS_ANY,
};

struct access_rule {
  uint32_t call; // field number in helix.v1.Request
  enum access_scope reader, member, coach, admin;
};

// All rules, by call number, for whoever walks the table.
const struct access_rule *access_rules(size_t *ret_count);

// ACCESS_DENIED also for calls that are not in the table, for strangers, and for keys that have ended. An invitation's key may
// enrol and ask who it is (ACCESS_OWN); the local socket is an admin without an identity of its own.
enum access_scope access_scope_of(const struct access_caller *caller, uint32_t call);

const char *access_role_name(enum access_role role); // "member"
