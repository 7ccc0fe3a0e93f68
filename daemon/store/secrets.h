// SPDX-License-Identifier: Apache-2.0
// Random keys that belong to this office's file and never leave it: made when the file is.
#pragma once

#include "store/store.h"

enum { STORE_SECRET_BYTES = 32 };

// "pseudonym" or "audit". ERROR_IO when the file lacks it or holds another length.
int store_get_secret(struct store *store, const char *name, unsigned char ret_secret[STORE_SECRET_BYTES],
                     struct error *error);
