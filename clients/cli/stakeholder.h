// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/session.h"

// "(business, CN, not disclosed)"; the caller frees it with g_free.
char *stakeholder_title(Helix__V1__Helix helix, const char *country);

// A record for people: what the caller sees of it, and the profile as YAML.
void stakeholder_tell(struct session *session, const Helix__V1__StakeholderRecord *record);
