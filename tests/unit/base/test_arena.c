// SPDX-License-Identifier: Apache-2.0
#include "base/arena.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <string.h>

Test(arena, memory_is_zeroed_and_aligned) {
  struct arena *arena = arena_new(1 << 20);
  for (size_t bytes = 0; bytes < 300; bytes++) {
    unsigned char *taken = arena_take(arena, bytes);
    cr_assert_not_null(taken);
    cr_assert_eq((uintptr_t)taken % 16, 0);
    for (size_t i = 0; i < bytes; i++)
      cr_assert_eq(taken[i], 0);
    memset(taken, 0xff, bytes);
  }
  arena_free(arena);
}

Test(arena, the_cap_holds_and_is_remembered) {
  struct arena *arena = arena_new(1000);
  cr_expect_not_null(arena_take(arena, 900));
  cr_expect(!arena_exhausted(arena));
  cr_expect_null(arena_take(arena, 200));
  cr_expect(arena_exhausted(arena));
  cr_expect_null(arena_take(arena, SIZE_MAX));
  arena_free(arena);
}

Test(arena, what_we_need_ourselves_is_not_capped) {
  struct arena *arena = arena_new(16);
  char *text = arena_print(arena, "%0200d", 7);
  cr_expect_eq(strlen(text), 200);
  cr_expect(!arena_exhausted(arena));
  arena_free(arena);
}

Test(arena, larger_pieces_than_a_block_are_whole) {
  struct arena *arena = arena_new(SIZE_MAX);
  for (size_t bytes = 1; bytes < (size_t)3 << 20; bytes *= 3)
    memset(arena_take(arena, bytes), 1, bytes);
  char *copy = arena_copy_bytes(arena, "a\0b", 3);
  cr_expect(!memcmp(copy, "a\0b", 4));
  arena_free(arena);
}

Test(arena, a_reset_arena_is_like_new) {
  struct arena *arena = arena_new(10000);
  memset(arena_take(arena, 9000), 1, 9000);
  cr_expect_null(arena_take(arena, 9000));
  arena_reset(arena);
  cr_expect(!arena_exhausted(arena));
  cr_expect_eq(arena_bytes(arena), 0);
  unsigned char *taken = arena_take(arena, 9000);
  cr_assert_not_null(taken);
  cr_expect_eq(taken[0] | taken[8999], 0);
  arena_free(arena);
}

Test(arena, freeing_nothing_is_fine) {
  cr_expect_null(arena_free(NULL));
}
