// SPDX-License-Identifier: Apache-2.0
// Where things stand in an INI file: GLib's GKeyFile forgets it, complaints should not.
#pragma once

// The line (from 1) of a key within its section, of the section itself when `key` is NULL; 0: it is not there. Of a key given
// more than once the last, which is the one that counts.
unsigned ini_line(const char *text, const char *section, const char *key);
