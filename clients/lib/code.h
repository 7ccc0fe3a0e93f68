// SPDX-License-Identifier: Apache-2.0
// The code of an invitation: what somebody needs to enrol, in one word that goes into a letter.
//
//   helix1-BASE64   URL-safe, without padding: server's public key (32 bytes), invitation's secret key (32), address,
//                   first 4 bytes of the BLAKE2b-256 of all that
//
// It is a secret until it has been used: whoever has it first enrols.
#pragma once

#include "lib/failure.h"
#include "lib/keys.h"

enum { HELIX_CODE_BYTES_MAX = 512 }; // with its NUL

struct helix_code {
  struct helix_keys keys; // the server's and the invitation's
  char address[256];      // tcp://host:port
};

// keys.public_key is not looked at. HELIX_DATA when the address or a key is none.
int helix_code_write(const struct helix_code *code, char ret_text[static HELIX_CODE_BYTES_MAX],
                     struct helix_error *error);

// Blanks and line breaks anywhere are passed over. HELIX_DATA when it is no code, cut off or mistyped; *ret_code is
// empty then. Wipe both the text and the code after use.
int helix_code_read(const char *text, struct helix_code *ret_code, struct helix_error *error);
void helix_code_wipe(struct helix_code *code);
