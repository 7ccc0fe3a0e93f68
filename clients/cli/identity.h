// SPDX-License-Identifier: Apache-2.0
// How an identity is told.
#pragma once

#include "cli/output.h"

// "7, member, Anna", one line without its end; a new string for g_free.
char *identity_title(const Helix__V1__Identity *identity);

// All of it, in lines for people.
void identity_show(struct output *output, const Helix__V1__Identity *identity);
