// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"

int endpoint_check(const char *endpoint, struct error *error); // see server.h
const char *endpoint_path(const char *endpoint);               // of an ipc endpoint, else NULL

// Before binding: ERROR_CONFLICT when another process answers on the path, ERROR_INVALID when something else stands there.
int endpoint_claim(const char *endpoint, struct error *error);
// After binding: owner and group only.
int endpoint_protect(const char *endpoint, struct error *error);
