// SPDX-License-Identifier: Apache-2.0
#include "lib/key.h"

#include <criterion/criterion.h>
#include <string.h>

static const uint8_t nothing[10], everything[10] = {255, 255, 255, 255, 255, 255, 255, 255, 255, 255};

Test(key, is_26_characters_of_crockfords_base32) {
  char key[HELIX_KEY_BYTES];
  helix_key_make(key);
  cr_assert_eq(strlen(key), 26);
  cr_assert_eq(strspn(key, "0123456789ABCDEFGHJKMNPQRSTVWXYZ"), 26);
}

Test(key, has_the_layout_of_a_ulid) {
  char key[HELIX_KEY_BYTES];
  helix_key_write(1469918176385, nothing, key); // the example time of the ULID specification
  cr_assert_str_eq(key, "01ARYZ6S410000000000000000");
  helix_key_write((UINT64_C(1) << 48) - 1, everything, key);
  cr_assert_str_eq(key, "7ZZZZZZZZZZZZZZZZZZZZZZZZZ");
}

Test(key, a_later_time_sorts_behind_an_earlier_one_whatever_the_rest) {
  char earlier[HELIX_KEY_BYTES], later[HELIX_KEY_BYTES];
  helix_key_write(1600000000000, everything, earlier);
  helix_key_write(1600000000001, nothing, later);
  cr_assert_lt(strcmp(earlier, later), 0);
}

Test(key, two_keys_are_never_the_same) {
  enum { COUNT = 1000 };
  static char keys[COUNT][HELIX_KEY_BYTES];
  for (size_t i = 0; i < COUNT; i++)
    helix_key_make(keys[i]);
  for (size_t i = 0; i < COUNT; i++)
    for (size_t k = 0; k < i; k++)
      cr_assert_str_neq(keys[i], keys[k]);
}
