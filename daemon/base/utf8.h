// SPDX-License-Identifier: Apache-2.0
#pragma once

// Takes out every incomplete or invalid UTF-8 sequence, in place: "%.80s" and full buffers cut inside characters, and what goes out
// in a message must be UTF-8.
void utf8_mend(char *text);
