// SPDX-License-Identifier: Apache-2.0
// Keys and what they may do; invitations for further ones. Numbers are given by the store and never twice.
#pragma once

#include "store/store.h"

enum store_identity_state { STORE_IDENTITY_ACTIVE = 1, STORE_IDENTITY_REVOKED = 2, STORE_IDENTITY_ROTATED = 3 };

struct store_identity {
  uint64_t number;
  const char *public_key; // Z85
  uint32_t role;          // helix.v1.Role
  enum store_identity_state state;
  const char *name;
  int64_t enrolled_at_ms, ended_at_ms; // the latter 0: not ended
  uint64_t successor, invited_by;
};

struct store_invitation {
  uint64_t number;
  const char *public_key;
  uint32_t role;
  const char *stakeholder, *name;
  int64_t expires_at_ms, used_at_ms, cancelled_at_ms;
  uint64_t invited_by;
};

// Both insert; the number in the row is ignored. 1: the public key is there already, also as that of an ended one.
int store_add_identity(struct store *store, const struct store_identity *identity, uint64_t *ret_number,
                       struct error *error);
int store_add_invitation(struct store *store, const struct store_invitation *invitation, uint64_t *ret_number,
                         struct error *error);

// 0, or 1 when it is not active (any more), or not there.
int store_end_identity(struct store *store, uint64_t number, enum store_identity_state state, int64_t at_ms,
                       uint64_t successor, struct error *error);
// 0, or 1 when it is used or cancelled already, or not there.
int store_use_invitation(struct store *store, uint64_t number, int64_t at_ms, struct error *error);
int store_cancel_invitation(struct store *store, uint64_t number, int64_t at_ms, struct error *error);

// A member's own stakeholders. Giving what is given already is fine.
int store_give_stakeholder(struct store *store, uint64_t identity, const char *stakeholder, struct error *error);
int store_move_stakeholders(struct store *store, uint64_t from_identity, uint64_t to_identity, struct error *error);

// In the order of numbers. Rows are borrowed for the call; return 0 to go on, 1 to stop, negative to fail. The function may
// read through the same connection, but not call the same iteration again.
typedef int store_identity_function(const struct store_identity *identity, void *data, struct error *error);
typedef int store_invitation_function(const struct store_invitation *invitation, void *data, struct error *error);
typedef int store_ownership_function(uint64_t identity, const char *stakeholder, void *data, struct error *error);
int store_each_identity(struct store *store, store_identity_function *function, void *data, struct error *error);
int store_each_invitation(struct store *store, store_invitation_function *function, void *data, struct error *error);
int store_each_ownership(struct store *store, store_ownership_function *function, void *data, struct error *error);
