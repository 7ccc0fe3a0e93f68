// SPDX-License-Identifier: Apache-2.0
#include "access/pseudonym.h"

#include <criterion/criterion.h>
#include <string.h>

static const unsigned char key[PSEUDONYM_KEY_BYTES] = "an office's own key, 32 bytes..",
                           other_key[PSEUDONYM_KEY_BYTES] = "x";

Test(pseudonym, an_id_of_any_length_comes_back) {
  char id[PSEUDONYM_ID_BYTES_MAX + 1] = "", word[PSEUDONYM_BYTES], again[PSEUDONYM_ID_BYTES_MAX + 1];
  for (size_t length = 1; length <= PSEUDONYM_ID_BYTES_MAX; length++) {
    memset(id, 'a' + (int)(length % 26), length);
    cr_assert(pseudonym_make(key, id, word));
    cr_assert_lt(strlen(word), PSEUDONYM_BYTES);
    cr_expect(pseudonym_is(word));
    cr_expect(length < 4 || !strstr(word, id));
    cr_assert(pseudonym_read(key, word, again));
    cr_expect_str_eq(again, id);
  }
}

Test(pseudonym, the_same_id_has_the_same_word_and_another_key_another) {
  char one[PSEUDONYM_BYTES], two[PSEUDONYM_BYTES], id[PSEUDONYM_ID_BYTES_MAX + 1];
  cr_assert(pseudonym_make(key, "our-lab", one) && pseudonym_make(key, "our-lab", two));
  cr_expect_str_eq(one, two);
  cr_assert(pseudonym_make(other_key, "our-lab", two));
  cr_expect_str_neq(one, two);
  cr_expect_not(pseudonym_read(key, two, id));
}

Test(pseudonym, too_long_and_empty_ids_have_none) {
  char word[PSEUDONYM_BYTES], id[PSEUDONYM_ID_BYTES_MAX + 2];
  memset(id, 'a', sizeof id);
  id[sizeof id - 1] = 0;
  cr_expect_not(pseudonym_make(key, id, word));
  cr_expect_not(pseudonym_make(key, "", word));
}

// Every letter of a word changed, every length cut: none of them is read.
Test(pseudonym, forged_words_are_not_read) {
  char word[PSEUDONYM_BYTES], forged[2 * PSEUDONYM_BYTES], id[PSEUDONYM_ID_BYTES_MAX + 1];
  cr_assert(pseudonym_make(key, "officina-rossi", word));
  for (size_t i = 1; word[i]; i++)
    for (const char *letter = "abcdefghijklmnopqrstuvwxyz234567 A1~"; *letter; letter++) {
      strcpy(forged, word);
      forged[i] = *letter;
      cr_expect_eq(pseudonym_read(key, forged, id), *letter == word[i], "%s", forged);
    }
  for (size_t length = 0; length < strlen(word); length++) {
    memcpy(forged, word, length);
    forged[length] = 0;
    cr_expect_not(pseudonym_read(key, forged, id), "%s", forged);
  }
  strcat(strcpy(forged, word), word + 1);
  cr_expect_not(pseudonym_read(key, forged, id));
}
