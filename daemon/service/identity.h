// SPDX-License-Identifier: Apache-2.0
// What the calls about keys and invitations share.
#pragma once

#include "service/call.h"
#include "store/identities.h"

// Z85 of 32 bytes? ERROR_INVALID with the field.
int identity_check_key(struct call_context *context, const char *field, const char *public_key);
int identity_refuse_known_key(struct call_context *context);

// Rows of the store as messages, in the arena.
Helix__V1__Identity *identity_message(struct call_context *context, const struct store_identity *row);
Helix__V1__Invitation *invitation_message(struct arena *arena, const struct store_invitation *row);

// The identity of this number becomes the reply; ERROR_NOT_FOUND.
int identity_answer(struct call_context *context, uint64_t number);
// What it owns since this transaction, which the registry does not know yet. Borrowed.
void identity_show_owned(struct call_context *context, char **stakeholders, size_t count);
