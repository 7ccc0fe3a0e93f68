// SPDX-License-Identifier: Apache-2.0
// A question for matches out of the command line: the request, and what it needs to live as long.
#pragma once

#include "cli/profile.h"
#include "helix/v1/rpc.pb-c.h"

#include <stdbool.h>

struct session;

struct ask {
  Helix__V1__Request request; // to be asked once it is open
  union {
    Helix__V1__MatchThemes themes;
    Helix__V1__MatchStakeholders stakeholders;
    Helix__V1__MatchPartners partners;
    Helix__V1__MatchOpportunities opportunities;
  } call;
  Helix__V1__FreeText text;
  Helix__V1__Filter filter;
  struct profile profile;
  char *weights; // owned; text of the file, or NULL
};

enum { ASK_WEIGHTS_BYTES_MAX = 64 << 10, ASK_LIMIT_MAX = 200 };

// Checks what belongs together and reads the files. 0, or the exit code of a failure that has been told; ask_deinit() in both
// cases.
int ask_themes(struct session *session, struct ask *ret_ask);
int ask_stakeholders(struct session *session, struct ask *ret_ask);
int ask_partners(struct session *session, struct ask *ret_ask);
int ask_opportunities(struct session *session, struct ask *ret_ask);
void ask_deinit(struct ask *ask);

// Also for batches: --limit within its bound, and the text of --weights (NULL: not given).
int ask_check_limit(struct session *session);
int ask_read_weights(struct session *session, char **ret_weights);
