// SPDX-License-Identifier: Apache-2.0
// The profiles that the daemon is filled with. Those of the SBIR awards (data/text_to_firm) when they are there, else generated
// ones; repeated with other ids when more are asked for.
#pragma once

#include "helix/v1/stakeholder.pb-c.h"
#include "load.h"

#include <stddef.h>
#include <stdint.h>

struct profiles;

// `directory` holds text_to_firm/profiles.jsonl.gz. A file that is there and cannot be read ends the bench.
struct profiles *profiles_load(const char *directory);
struct profiles *profiles_free(struct profiles *profiles);    // returns NULL
const char *profiles_origin(const struct profiles *profiles); // for people

// Before the first request: places and themes are taken from what the daemon at the endpoint knows, once.
void profiles_settle(struct profiles *profiles, const char *endpoint);

// Profile `number` with an id of its own (no order among the ids of neighbours), whole and with all its statements. The caller
// frees the requests.
struct load_request profiles_import(const struct profiles *profiles, uint64_t first, size_t count);
// The same, short: an offer and a need, about 1.5 KB, complete enough for the daemon to have no advice.
struct load_request profiles_submit(const struct profiles *profiles, uint64_t number);
