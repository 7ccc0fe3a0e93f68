// SPDX-License-Identifier: Apache-2.0
// The state directory belongs to one process at a time: an flock() on the file "lock" in it, which the kernel gives up
// when the process ends, however it ends.
#pragma once

#include "base/error.h"

// Makes the directory (0700) if it is absent, but not its parents, and locks it. The descriptor is the lock: close() it
// last. ERROR_CONFLICT: another process holds it.
int lock_directory(const char *directory, int *ret_descriptor, struct error *error);
