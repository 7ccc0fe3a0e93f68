// SPDX-License-Identifier: Apache-2.0
// The person's own files: $XDG_CONFIG_HOME/helix/ or ~/.config/helix/. Files are written whole or not at all, and only
// what is ours is believed: who may write here may send us to another server.
#pragma once

#include "lib/failure.h"

#include <stdbool.h>
#include <stddef.h>

// The path of a file there, or of the folder itself when `name` is NULL; for free(). Names with a slash at the
// beginning stay as they are.
char *config_path(const char *name);

// Makes the folder (0700) when there is none. HELIX_CONFIG when it cannot be made, is another's, or others may write in
// it.
int config_make_folder(struct helix_error *error);

// Waits until no other process of ours changes these files, and keeps others from it until the descriptor is closed.
int config_lock(int *ret_fd, struct helix_error *error);

enum config_secrecy {
  CONFIG_PUBLIC, // others may read it, not write it
  CONFIG_SECRET, // others may not even read it
};

// Reads up to `room` bytes. 1: there is no such file. HELIX_CONFIG when it belongs to another, others may do with it
// what they must not, it is no plain file or larger than that.
int config_read(const char *path, enum config_secrecy secrecy, void *ret_bytes, size_t room, size_t *ret_count,
                struct helix_error *error);

// Under another name first, then on the disk, then under its name. Mode 0600. One writer at a time: see config_lock.
// HELIX_CONFIG when it cannot be written.
int config_write(const char *path, const void *bytes, size_t count, struct helix_error *error);

// Makes a rename or removal in the folder durable.
int config_sync_folder(struct helix_error *error);
