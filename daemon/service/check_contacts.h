// SPDX-License-Identifier: Apache-2.0
// The parts of a profile that are disclosed by stages: contact persons, and what strangers read.
#pragma once

#include "service/check.h"

// Gives contacts without an id "c1", "c2" …; findings for the rest. Of a teaser, what would identify its owner is advice: people
// look again, and the daemon takes it out when it shows it.
void check_contacts(Helix__V1__Stakeholder *stakeholder, struct findings *findings);
void check_teasers(const Helix__V1__Stakeholder *stakeholder, struct findings *findings);
