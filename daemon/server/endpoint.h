// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"

#include <stdbool.h>

int endpoint_check(const char *endpoint, struct error *error); // see server.h
bool endpoint_is_public(const char *endpoint);                 // tcp: CURVE; else ipc, the local door
bool endpoint_is_wildcard(const char *endpoint);               // bound to every interface: no address to give to others
bool endpoint_names_port(const char *endpoint);                // not 0, for which the system picks one
const char *endpoint_path(const char *endpoint);               // of an ipc endpoint, else NULL

// Before binding: ERROR_CONFLICT when another process answers on the path, ERROR_INVALID when something else stands there.
int endpoint_claim(const char *endpoint, struct error *error);
// After binding: owner and group only.
int endpoint_protect(const char *endpoint, struct error *error);
