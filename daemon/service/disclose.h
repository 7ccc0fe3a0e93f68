// SPDX-License-Identifier: Apache-2.0
// What of a reply its reader may see: every reply passes here before it is packed, and nothing else takes anything out of one. Who
// sees how much is decided by access_registry_stage(); here it is done.
//
//   CONTACT       everything
//   ORGANISATION  without contact persons (ShowContacts shows them, and is logged)
//   TEASER        helix, country, size class, themes; statements without what identifies their owner; a pseudonym for the id
#pragma once

#include "service/call.h"

// Negative with context->error: then nothing may go out.
int disclose(struct call_context *context);

// Makes the record what is seen at that stage, in place.
int disclose_record(struct call_context *context, Helix__V1__StakeholderRecord *record, enum access_stage stage);

// ISO 3166-1 alpha-2 of the seat, or "". Borrowed from the vocabulary.
const char *disclose_country(const struct call_context *context, const Helix__V1__Stakeholder *message);
