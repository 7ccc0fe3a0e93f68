// SPDX-License-Identifier: Apache-2.0
// Requests as a client packs them, ready to be sent, and what their replies must be.
#pragma once

#include "helix/v1/rpc.pb-c.h"
#include "load.h"

#include <stdint.h>

// The caller frees what follows with request_free().
struct load_request request_status(void);
// With a fresh idempotency key: 26 characters that ascend with the time, made from it and `number`.
struct load_request request_submit(Helix__V1__Stakeholder *profile, uint64_t number);
struct load_request request_import(Helix__V1__Stakeholder **profiles, size_t count, uint64_t number);
void request_free(struct load_request *request);

void check_status(const void *reply, size_t bytes);
void check_created(const void *reply, size_t bytes);  // of a submission
void check_imported(const void *reply, size_t bytes); // every row CREATED

// One request, one reply, which the caller frees with helix__v1__reply__free_unpacked(). Ends the bench when the reply holds
// another result than expected.
Helix__V1__Reply *request_ask(const char *endpoint, Helix__V1__Request *request, Helix__V1__Reply__ResultCase expected);
