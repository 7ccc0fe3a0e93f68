// SPDX-License-Identifier: Apache-2.0
// The audit log: what was done, when, by whom, to which record. It only grows (triggers refuse UPDATE and DELETE), and each
// entry's hash covers the one before, so that whoever changes the file by hand breaks the chain from there on.
//
// NO PERSONAL DATA: the log outlives an erasure. `action` is one of our own words, `detail` holds numbers and words of ours
// ("revision 3"), never a name, an address, a reason that somebody typed, or an id of a stakeholder. The record is given by a
// keyed hash of its id; who erases a record leaves entries that lead to nobody.
//
// The chain, for a script of somebody else's (BLAKE2b as in RFC 7693, Python: hashlib.blake2b(…, digest_size=32)):
//
//   hash(n) = BLAKE2b-256( hash(n - 1) | field(number) | field(at_ms) | field(actor) | field(action) | field(subject) |
//             field(detail) )
//   hash(0) = 32 bytes of zero
//   field(x) = length of x in bytes as 8 bytes, little endian | x
//
// number, at_ms and actor are 8 bytes each, little endian (at_ms in two's complement); action and detail are UTF-8 without a
// NUL; subject is 16 bytes. Over the wire subject and hash are lower-case hex, and the subject that is all zero is empty.
//
//   subject = 16 bytes of zero when the entry is about no record, else
//             BLAKE2b-128 of the id, keyed with the 32 bytes of the secret "audit" (store/secrets.h)
//
// What the chain cannot show is that the newest entries were cut off: for that the head is to be noted elsewhere. Nor does
// it hold against somebody who writes it anew from an altered entry to the end: the head noted elsewhere shows that too.
#pragma once

#include "store/store.h"

enum { STORE_AUDIT_SUBJECT_BYTES = 16, STORE_AUDIT_HASH_BYTES = 32 };

struct store_audit {
  uint64_t number; // 1, 2, 3 …
  int64_t at_ms;   // Unix time
  uint64_t actor;  // identity number; 0: the local socket or the daemon itself
  const char *action;
  unsigned char subject[STORE_AUDIT_SUBJECT_BYTES];
  const char *detail;
  unsigned char hash[STORE_AUDIT_HASH_BYTES];
};

// What stands for a record in the log; all zero for "", no record. Any connection. ERROR_IO when the file lacks the secret.
int store_audit_subject(struct store *store, const char *id, unsigned char ret_subject[STORE_AUDIT_SUBJECT_BYTES],
                        struct error *error);

// Adds an entry to the open transaction; a savepoint that is rolled back takes it along. `id` is that of the record, or "".
// ERROR_IO also when the newest entry is none that another could follow.
int store_audit_append(struct store *store, int64_t at_ms, uint64_t actor, const char *action, const char *id,
                       const char *detail, struct error *error);

// Number of the newest entry, also of one appended in the open transaction; 0: none.
int store_audit_newest(struct store *store, uint64_t *ret_number, struct error *error);

// Called for each entry, the oldest first, with what store_row_function says about results; strings are borrowed for the
// call. The function may read other tables through the same connection, but not iterate or append.
typedef int store_audit_function(const struct store_audit *entry, void *data, struct error *error);

// Entries with a number greater than `after`; `subject` NULL: about any record or none; `actor` 0: by anybody. ERROR_IO when
// one is no entry at all.
int store_each_audit(struct store *store, uint64_t after, const unsigned char *subject, uint64_t actor,
                     store_audit_function *function, void *data, struct error *error);

struct store_audit_check {
  uint64_t entries;                           // all there are, also behind a broken one
  unsigned char head[STORE_AUDIT_HASH_BYTES]; // hash of the newest one; zero when there is none
  uint64_t broken_at;                         // number of the first one that is missing or does not fit; 0: all fit
  char what[160];                             // what is wrong there, or ""
};

// Reads the whole log and computes every hash again. A broken chain is a success that says so. `look` is called between the
// rows, so that a long log can be given up; it may be NULL.
int store_audit_verify(struct store *store, int (*look)(void *data), void *data, struct store_audit_check *ret_check,
                       struct error *error);
