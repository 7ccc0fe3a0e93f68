// SPDX-License-Identifier: Apache-2.0
// What stands for the id of a stakeholder that the reader may not know: "~" and a word that only the office can turn back.
//
// An id is often the organisation's name, so it cannot go out in a teaser; but whoever sees one must be able to ask further.
// The word is the id, encrypted with a synthetic nonce (as in SIV, RFC 5297): nonce = BLAKE2b-64(key, id), which also tells
// forged words from ours; text = id, padded, XOR XChaCha20(key, nonce). The same id always has the same word, as long as the
// office has its key.
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum {
  PSEUDONYM_KEY_BYTES = 32,
  PSEUDONYM_ID_BYTES_MAX = 64,
  PSEUDONYM_BYTES = 1 + 116 + 1, // of the longest, with its NUL
};

// False when the id is longer than ids are.
bool pseudonym_make(const unsigned char key[PSEUDONYM_KEY_BYTES], const char *id, char ret_word[PSEUDONYM_BYTES]);

// Does it begin as pseudonyms do? No id does.
bool pseudonym_is(const char *word);

// False when the office did not make it.
bool pseudonym_read(const unsigned char key[PSEUDONYM_KEY_BYTES], const char *word,
                    char ret_id[PSEUDONYM_ID_BYTES_MAX + 1]);
