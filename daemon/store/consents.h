// SPDX-License-Identifier: Apache-2.0
// Consent to disclosure, given and withdrawn; and which persons in China were shown outside of it.
#pragma once

#include "store/store.h"

struct store_consent {
  uint64_t number;
  uint32_t kind;           // helix.v1.Consent.Kind
  const char *stakeholder; // whose
  const char *to;          // stakeholder id, or "" for every member
  const char *contact;     // contact id, or ""
  int64_t given_at_ms;
  uint64_t given_by;
  int64_t withdrawn_at_ms; // 0: it holds
  uint64_t withdrawn_by;
};

// The number in the row is ignored. 1, with the number of the other: the same consent holds already.
int store_give_consent(struct store *store, const struct store_consent *consent, uint64_t *ret_number,
                       struct error *error);
// 0, or 1 when it does not hold (any more).
int store_withdraw_consent(struct store *store, uint64_t number, int64_t at_ms, uint64_t by, struct error *error);

// In the order of numbers: those that `stakeholder` gave, all when it is "". As other iterations.
typedef int store_consent_function(const struct store_consent *consent, void *data, struct error *error);
int store_each_consent(struct store *store, const char *stakeholder, store_consent_function *function, void *data,
                       struct error *error);
int store_get_consent(struct store *store, uint64_t number, store_consent_function *function, void *data,
                      struct error *error); // 1: there is none

// Counts a contact person once a year.
int store_note_person_shown(struct store *store, uint32_t year, const char *stakeholder, const char *contact,
                            struct error *error);
typedef int store_year_function(uint32_t year, uint64_t persons, void *data, struct error *error);
int store_each_person_year(struct store *store, store_year_function *function, void *data, struct error *error);
