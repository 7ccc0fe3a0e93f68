// SPDX-License-Identifier: Apache-2.0
// Becoming somebody at a server, and changing one's key there. Both write the new pair to the disk before the server
// hears of it, so that no key is ever lost that the server counts on; what was interrupted is finished by doing it
// again. Nothing is asked for twice.
#pragma once

#include "lib/code.h"
#include "lib/failure.h"

#include <stdbool.h>
#include <stdint.h>

struct helix_membership {
  Helix__V1__Identity *identity; // who we are now
  char *file;                    // with the keys
  bool was_done_before;          // by an earlier run, which may have been interrupted; this one changed nothing there
  bool is_default;               // enrolling made this server the one of client.conf
};

void helix_membership_clear(struct helix_membership *membership);

// With an invitation's code: makes a pair, saves it, has it enrolled, proves that it opens, and remembers the server.
// `endpoint` is where the server is; NULL: where the code says. HELIX_REFUSED with INVITATION_ENDED, and whatever a
// call may meet.
int helix_enroll(const struct helix_code *code, const char *endpoint, uint32_t timeout_ms,
                 struct helix_membership *ret_membership, struct helix_error *error);

// A new pair in place of the one that we have at this server. Whether one that was begun before got through is found
// out first; if it did, it is finished and no other is made.
int helix_rotate(const char *endpoint, uint32_t timeout_ms, struct helix_membership *ret_membership,
                 struct helix_error *error);

// Is there a pair of a rotation that did not come to its end?
bool helix_rotation_is_pending(const char *endpoint);
