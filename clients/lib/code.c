// SPDX-License-Identifier: Apache-2.0
#include "lib/code.h"

#include "lib/connection.h"

#include <sodium.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <zmq.h>

static const char prefix[] = "helix1-";
static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
enum {
  VARIANT = sodium_base64_VARIANT_URLSAFE_NO_PADDING,
  KEY_BYTES = 32,
  CHECK_BYTES = 4,
  PREFIX_BYTES = sizeof prefix - 1,
  ADDRESS_AT = 2 * KEY_BYTES,
  ADDRESS_BYTES_MIN = sizeof "tcp://h:1" - 1,
  BYTES_MIN = ADDRESS_AT + ADDRESS_BYTES_MIN + CHECK_BYTES,
  DIGITS_MIN = (BYTES_MIN * 8 + 5) / 6,
  BYTES_MAX = ADDRESS_AT + sizeof((struct helix_code *)0)->address - 1 + CHECK_BYTES,
};
_Static_assert(PREFIX_BYTES + sodium_base64_ENCODED_LEN(BYTES_MAX, VARIANT) <= HELIX_CODE_BYTES_MAX, "a code fits");

static void make_check(const uint8_t *bytes, size_t count, uint8_t ret_check[static CHECK_BYTES]) {
  uint8_t hash[crypto_generichash_BYTES];
  crypto_generichash(hash, sizeof hash, bytes, count, NULL, 0);
  memcpy(ret_check, hash, CHECK_BYTES);
}

void helix_code_wipe(struct helix_code *code) {
  sodium_memzero(code, sizeof *code);
}

int helix_code_write(const struct helix_code *code, char ret_text[static HELIX_CODE_BYTES_MAX],
                     struct helix_error *error) {
  if (strncmp(code->address, "tcp://", 6) != 0 || connection_check_address(code->address, NULL) < 0)
    return helix_error_set(error, HELIX_DATA, "\"%s\" is no address for others to come to.", code->address);
  if (!helix_key_is_z85(code->keys.server) || !helix_key_is_z85(code->keys.secret))
    return helix_error_set(error, HELIX_DATA, "The server's or the invitation's key is none.");
  uint8_t bytes[BYTES_MAX];
  size_t address_bytes = strlen(code->address), count = ADDRESS_AT + address_bytes;
  zmq_z85_decode(bytes, code->keys.server);
  zmq_z85_decode(bytes + KEY_BYTES, code->keys.secret);
  memcpy(bytes + ADDRESS_AT, code->address, address_bytes);
  make_check(bytes, count, bytes + count);
  memcpy(ret_text, prefix, PREFIX_BYTES);
  sodium_bin2base64(ret_text + PREFIX_BYTES, HELIX_CODE_BYTES_MAX - PREFIX_BYTES, bytes, count + CHECK_BYTES, VARIANT);
  sodium_memzero(bytes, sizeof bytes);
  return 0;
}

// --- reading

static bool is_blank(char one) {
  return one == ' ' || one == '\t' || one == '\r' || one == '\n' || one == '\v' || one == '\f';
}

static int refuse(struct helix_error *error, const char *what) {
  helix_error_set(error, HELIX_DATA, "%s", what);
  return helix_error_hint(error, "Copy it once more, from \"%s\" to its last character.", prefix);
}

// The digits behind the prefix, without blanks, into `ret_digits` with a NUL.
static int take_digits(const char *text, char ret_digits[static HELIX_CODE_BYTES_MAX], struct helix_error *error) {
  size_t count = 0;
  for (; *text; text++) {
    if (is_blank(*text))
      continue;
    if (count + 1 == HELIX_CODE_BYTES_MAX)
      return refuse(error, "This is longer than any invitation code.");
    ret_digits[count++] = *text;
  }
  ret_digits[count] = 0;
  if (count == 0)
    return refuse(error, "There is no invitation code.");
  if (strncmp(ret_digits, prefix, PREFIX_BYTES) != 0) {
    if (strncmp(ret_digits, "helix", 5) == 0 && ret_digits[5] >= '2' && ret_digits[5] <= '9')
      return helix_error_set(error, HELIX_DATA,
                             "This invitation code is of a kind that this helixctl does not know; a newer one does.");
    if (strncmp(prefix, ret_digits, count) == 0)
      return refuse(error, "The invitation code is cut off.");
    return refuse(error, "This is no invitation code: it does not begin as one.");
  }
  memmove(ret_digits, ret_digits + PREFIX_BYTES, count - PREFIX_BYTES + 1);
  if (ret_digits[strspn(ret_digits, digits)])
    return refuse(error, "In the invitation code there is a character that no code has: it was mistyped, or something "
                         "else stands before or behind it.");
  return 0;
}

static int take_bytes(const uint8_t *bytes, size_t count, struct helix_code *code, struct helix_error *error) {
  uint8_t check[CHECK_BYTES];
  count -= CHECK_BYTES;
  make_check(bytes, count, check);
  if (memcmp(check, bytes + count, CHECK_BYTES) != 0)
    return refuse(error, "The invitation code is not whole: its end is missing, or a character in it is wrong.");
  size_t address_bytes = count - ADDRESS_AT;
  memcpy(code->address, bytes + ADDRESS_AT, address_bytes);
  zmq_z85_encode(code->keys.server, bytes, KEY_BYTES);
  zmq_z85_encode(code->keys.secret, bytes + KEY_BYTES, KEY_BYTES);
  zmq_curve_public(code->keys.public_key, code->keys.secret);
  for (size_t i = 0; i < address_bytes; i++) {
    if (code->address[i] <= ' ' || code->address[i] > '~')
      return refuse(error, "The address in the invitation code is none.");
  }
  if (strncmp(code->address, "tcp://", 6) != 0 || connection_check_address(code->address, NULL) < 0)
    return refuse(error, "The address in the invitation code is none.");
  return 0;
}

int helix_code_read(const char *text, struct helix_code *ret_code, struct helix_error *error) {
  char code_digits[HELIX_CODE_BYTES_MAX];
  uint8_t bytes[HELIX_CODE_BYTES_MAX];
  size_t count = 0;
  *ret_code = (struct helix_code){0};
  int r = take_digits(text, code_digits, error);
  if (r == 0 && strlen(code_digits) < DIGITS_MIN)
    r = refuse(error, "The invitation code is cut off.");
  // What does not fill the last byte is the sign of a cut, or of one digit too many.
  if (r == 0 &&
      (sodium_base642bin(bytes, sizeof bytes, code_digits, strlen(code_digits), NULL, &count, NULL, VARIANT) != 0 ||
       count > BYTES_MAX))
    r = refuse(error, "The invitation code is not whole: its end is missing, or a character in it is wrong.");
  if (r == 0)
    r = take_bytes(bytes, count, ret_code, error);
  if (r < 0)
    helix_code_wipe(ret_code);
  sodium_memzero(code_digits, sizeof code_digits);
  sodium_memzero(bytes, sizeof bytes);
  return r;
}
