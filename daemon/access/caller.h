// SPDX-License-Identifier: Apache-2.0
// Who makes a request, as the server found out from the connection's key when the message came.
#pragma once

#include <stdint.h>

// In the order of what they may do; the values are those of helix.v1.Role.
enum access_role {
  ACCESS_NOBODY = 0, // a key that was revoked, or an invitation's: may at most enrol
  ACCESS_READER = 1,
  ACCESS_MEMBER = 2,
  ACCESS_COACH = 3,
  ACCESS_ADMIN = 4,
};

enum access_standing {
  ACCESS_STRANGER, // a key that nobody knows: it gets no answer at all
  ACCESS_ENROLLED,
  ACCESS_INVITED, // an invitation's key, also one that has ended: the call says how
  ACCESS_REVOKED, // revoked or rotated
  ACCESS_LOCAL,   // the local socket, by the user or group that owns it
};

struct access_caller {
  enum access_standing standing;
  enum access_role role;
  uint64_t number; // of the identity, or of the invitation when ACCESS_INVITED; 0: the local socket
};
