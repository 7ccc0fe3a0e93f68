// SPDX-License-Identifier: Apache-2.0
// helixd.conf: an INI file read by GKeyFile, every setting in one table (settings.c). Unknown names, values out of range and
// paths that are not there are errors with file and line; nothing is guessed. The weights are read with it.
#pragma once

#include "server/server.h"

enum { SETTINGS_PATH_BYTES = 4096 };

struct settings {
  char endpoints[SERVER_ENDPOINTS_MAX][256];
  size_t endpoint_count;
  uint32_t threads;
  char public_address[256]; // tcp://host:port, or ""
  struct server_limits limits;
  struct check_limits check;
  char state_dir[SETTINGS_PATH_BYTES];
  uint32_t key_days, backup_days, batch;
  char themes[SETTINGS_PATH_BYTES]; // one or more, separated by semicolons
  char places[SETTINGS_PATH_BYTES], size_regimes[SETTINGS_PATH_BYTES],
      cooperations[SETTINGS_PATH_BYTES]; // the last may be empty
  char weights_path[SETTINGS_PATH_BYTES];
  struct weights weights; // read from there
};

// Defaults where the file says nothing. Relative paths count from the file's folder. ERROR_INVALID with file:line.
int settings_load(const char *path, struct settings *ret_settings, struct error *error);
