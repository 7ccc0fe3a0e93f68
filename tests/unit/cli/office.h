// SPDX-License-Identifier: Apache-2.0
// A daemon for tests of imports: a ROUTER in a thread that takes every profile but those named "bad", does each idempotency
// key once, and meets the first requests with the faults that it was given.
#pragma once

#include <stddef.h>

enum office_fault {
  OFFICE_FINE, // the end of the list, too: from then on it only answers
  OFFICE_BUSY,
  OFFICE_STOPPING,
  OFFICE_INTERNAL,
  OFFICE_DO_AND_VANISH, // the work is done, the answer lost with the connection
};

enum { OFFICE_FAULTS_MAX = 8 };

struct office;

struct office_book {
  size_t requests;          // of imports, with repetitions
  size_t stored, staged;    // profiles
  size_t finished, dropped; // batches
};

// Listens when this returns; the address goes to `ret_address` (64 bytes).
struct office *office_start(const enum office_fault faults[OFFICE_FAULTS_MAX], char *ret_address);

// Ends it and tells what it did.
struct office_book office_stop(struct office *office);
