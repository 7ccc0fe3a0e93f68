// SPDX-License-Identifier: Apache-2.0
#include "access/pseudonym.h"

#include <sodium.h>
#include <string.h>

enum {
  TAG_BYTES = 8,
  PAD_BYTES = 8, // so that a word tells the length of an id only roughly
  BYTES_MAX = TAG_BYTES + PSEUDONYM_ID_BYTES_MAX,
  BITS = 5, // of a letter
};

static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567"; // base32 of RFC 4648, small

static void tag_of(const unsigned char *key, const unsigned char *text, size_t bytes, unsigned char tag[TAG_BYTES]) {
  unsigned char hash[crypto_generichash_BYTES_MIN]; // 16; no shorter one is offered
  crypto_generichash(hash, sizeof hash, text, bytes, key, PSEUDONYM_KEY_BYTES);
  memcpy(tag, hash, TAG_BYTES);
}

static void encrypt(const unsigned char *key, const unsigned char tag[TAG_BYTES], unsigned char *text, size_t bytes) {
  unsigned char nonce[crypto_stream_xchacha20_NONCEBYTES] = {0};
  memcpy(nonce, tag, TAG_BYTES);
  crypto_stream_xchacha20_xor(text, text, bytes, nonce, key);
}

static void write_letters(const unsigned char *bytes, size_t count, char *word) {
  unsigned bits = 0, held = 0;
  for (size_t i = 0; i < count; i++) {
    bits = bits << 8 | bytes[i];
    for (held += 8; held >= BITS; held -= BITS)
      *word++ = letters[bits >> (held - BITS) & 31];
  }
  if (held)
    *word++ = letters[bits << (BITS - held) & 31];
  *word = 0;
}

// The number of bytes, or 0 when it is no word of ours.
static size_t read_letters(const char *word, unsigned char bytes[BYTES_MAX]) {
  unsigned bits = 0, held = 0;
  size_t count = 0;
  for (; *word; word++) {
    const char *letter = strchr(letters, *word);
    if (!letter)
      return 0;
    bits = bits << BITS | (unsigned)(letter - letters);
    held += BITS;
    if (held < 8)
      continue;
    if (count == BYTES_MAX)
      return 0;
    held -= 8;
    bytes[count++] = (unsigned char)(bits >> held);
  }
  return held < BITS && !(bits & ((1u << held) - 1)) ? count : 0; // one spelling only
}

bool pseudonym_make(const unsigned char key[PSEUDONYM_KEY_BYTES], const char *id, char ret_word[PSEUDONYM_BYTES]) {
  unsigned char bytes[BYTES_MAX] = {0}, *text = bytes + TAG_BYTES;
  size_t length = strlen(id), padded = (length + PAD_BYTES - 1) / PAD_BYTES * PAD_BYTES;
  if (!length || length > PSEUDONYM_ID_BYTES_MAX)
    return false;
  memcpy(text, id, length);
  tag_of(key, text, padded, bytes);
  encrypt(key, bytes, text, padded);
  ret_word[0] = '~';
  write_letters(bytes, TAG_BYTES + padded, ret_word + 1);
  return true;
}

bool pseudonym_is(const char *word) {
  return *word == '~';
}

bool pseudonym_read(const unsigned char key[PSEUDONYM_KEY_BYTES], const char *word,
                    char ret_id[PSEUDONYM_ID_BYTES_MAX + 1]) {
  unsigned char bytes[BYTES_MAX] = {0}, tag[TAG_BYTES];
  size_t count = pseudonym_is(word) ? read_letters(word + 1, bytes) : 0;
  if (count <= TAG_BYTES)
    return false;
  size_t length = count - TAG_BYTES;
  encrypt(key, bytes, bytes + TAG_BYTES, length);
  tag_of(key, bytes + TAG_BYTES, length, tag);
  if (sodium_memcmp(tag, bytes, TAG_BYTES))
    return false;
  memcpy(ret_id, bytes + TAG_BYTES, length);
  ret_id[length] = 0;
  return true;
}
