// SPDX-License-Identifier: Apache-2.0
// Shell completion, made from the command table.
#pragma once

// A script that bash can source; the caller frees it with g_free.
char *completion_bash(void);
