// SPDX-License-Identifier: Apache-2.0
// Who holds which key, acts for which stakeholders, and has whose consent: a copy of the store's tables in memory, so that every
// message can be held against it. Filled once, then immutable and shared by reference count; a change makes a new one.
#pragma once

#include "access/caller.h"

#include <stdbool.h>
#include <stddef.h>

// How much of a stakeholder somebody sees; the values are those of helix.v1.Stage.
enum access_stage { ACCESS_NOTHING = 0, ACCESS_TEASER = 1, ACCESS_ORGANISATION = 2, ACCESS_CONTACT = 3 };

struct access_registry;

struct access_registry *access_registry_new(void);
struct access_registry *access_registry_ref(struct access_registry *registry);
struct access_registry *access_registry_unref(struct access_registry *registry); // NULL is fine; returns NULL

// --- filling; strings are copied

void access_registry_add_key(struct access_registry *registry, const char *public_key,
                             const struct access_caller *caller);
void access_registry_add_owner(struct access_registry *registry, uint64_t identity, const char *stakeholder);
// `to` is a stakeholder id or "" for every member.
void access_registry_add_consent(struct access_registry *registry, const char *stakeholder, const char *to,
                                 enum access_stage stage);
void access_registry_add_border_consent(struct access_registry *registry, const char *stakeholder, const char *contact);

// --- asking; any thread

// ACCESS_STRANGER when the key is not there.
void access_registry_find(const struct access_registry *registry, const char *public_key,
                          struct access_caller *ret_caller);

// May the caller act for the stakeholder as one of its own? Members only: a coach acts for all, and owns none.
bool access_registry_owns(const struct access_registry *registry, const struct access_caller *caller,
                          const char *stakeholder);

// The stakeholders of an identity, in the order of ids; NULL-terminated, borrowed.
const char *const *access_registry_owned(const struct access_registry *registry, uint64_t identity, size_t *ret_count);

// The one place that decides who sees how much. Own: everything. Admin, who keeps the data and moves them: everything. Coach: the
// organisation (persons by ShowContacts only, which is logged). Members: a teaser, and more as far as there is consent to all members or to one of
// theirs. Readers and whoever is not enrolled: nothing.
enum access_stage access_registry_stage(const struct access_registry *registry, const struct access_caller *caller,
                                        const char *stakeholder);

// Did this contact person consent to disclosure outside of China?
bool access_registry_may_cross_border(const struct access_registry *registry, const char *stakeholder,
                                      const char *contact);
