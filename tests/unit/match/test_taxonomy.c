// SPDX-License-Identifier: Apache-2.0
#include "match/taxonomy.h"

#include <criterion/criterion.h>
#include <math.h>

static void expect(double value, double expected) {
  cr_assert(fabs(value - expected) < 1e-6, "%f is not %f", value, expected);
}

// 0 above 1 and 2, 1 above 3 and 4; 5 stands alone with 6 below; 7 below both 4 and 6.
static struct match_taxonomy *family(void) {
  static const uint32_t zero[] = {0}, one[] = {1}, five[] = {5}, both[] = {4, 6};
  static const uint32_t *const broader[] = {NULL, zero, zero, one, one, NULL, five, both};
  static const size_t counts[] = {0, 1, 1, 1, 1, 0, 1, 2};
  return match_taxonomy_new(8, broader, counts);
}

Test(taxonomy, information_falls_with_the_number_below) {
  struct match_taxonomy *taxonomy = family();
  cr_assert_eq(match_taxonomy_count(taxonomy), 8);
  expect(match_taxonomy_information(taxonomy, 3), 1);
  expect(match_taxonomy_information(taxonomy, 4), 1 - log(2) / log(8));
  expect(match_taxonomy_information(taxonomy, 1), 1 - log(4) / log(8));
  expect(match_taxonomy_information(taxonomy, 0), 1 - log(6) / log(8));
  expect(match_taxonomy_information(taxonomy, 5), 1 - log(3) / log(8));
  match_taxonomy_free(taxonomy);
}

Test(taxonomy, what_lies_below_is_all_that_was_wanted) {
  struct match_taxonomy *taxonomy = family();
  expect(match_taxonomy_nearness(taxonomy, 0, 0), 1);
  expect(match_taxonomy_nearness(taxonomy, 0, 7), 1);
  expect(match_taxonomy_nearness(taxonomy, 5, 7), 1);
  match_taxonomy_free(taxonomy);
}

Test(taxonomy, what_lies_above_is_less_than_was_wanted) {
  struct match_taxonomy *taxonomy = family();
  double one = 1 - log(4) / log(8);
  expect(match_taxonomy_nearness(taxonomy, 3, 1), 2 * one / (1 + one));
  match_taxonomy_free(taxonomy);
}

Test(taxonomy, siblings_are_as_near_as_their_parent_tells) {
  struct match_taxonomy *taxonomy = family();
  double root = 1 - log(6) / log(8), one = 1 - log(4) / log(8), four = 1 - log(2) / log(8);
  expect(match_taxonomy_nearness(taxonomy, 3, 4), 2 * one / (1 + four));
  expect(match_taxonomy_nearness(taxonomy, 4, 3), 2 * one / (1 + four));
  expect(match_taxonomy_nearness(taxonomy, 2, 3), 2 * root / 2);
  match_taxonomy_free(taxonomy);
}

Test(taxonomy, the_most_telling_of_several_common_subsumers_counts) {
  struct match_taxonomy *taxonomy = family();
  double four = 1 - log(2) / log(8), five = 1 - log(3) / log(8), one = 1 - log(4) / log(8);
  expect(match_taxonomy_nearness(taxonomy, 3, 7), 2 * one / 2);
  expect(match_taxonomy_nearness(taxonomy, 7, 4), 2 * four / (1 + four));
  expect(match_taxonomy_nearness(taxonomy, 7, 5), 2 * five / (1 + five));
  match_taxonomy_free(taxonomy);
}

Test(taxonomy, strangers_are_not_near) {
  struct match_taxonomy *taxonomy = family();
  expect(match_taxonomy_nearness(taxonomy, 3, 6), 0);
  expect(match_taxonomy_nearness(taxonomy, 0, 5), 0);
  match_taxonomy_free(taxonomy);
}

Test(taxonomy, a_top_concept_above_everything_tells_nothing_but_serves_itself) {
  static const uint32_t zero[] = {0};
  static const uint32_t *const broader[] = {NULL, zero, zero};
  static const size_t counts[] = {0, 1, 1};
  struct match_taxonomy *taxonomy = match_taxonomy_new(3, broader, counts);
  expect(match_taxonomy_information(taxonomy, 0), 0);
  expect(match_taxonomy_nearness(taxonomy, 1, 2), 0);
  expect(match_taxonomy_nearness(taxonomy, 1, 0), 0);
  expect(match_taxonomy_nearness(taxonomy, 0, 0), 1);
  match_taxonomy_free(taxonomy);
}

Test(taxonomy, one_concept_alone_is_near_itself) {
  static const uint32_t *const broader[] = {NULL};
  static const size_t counts[] = {0};
  struct match_taxonomy *taxonomy = match_taxonomy_new(1, broader, counts);
  expect(match_taxonomy_information(taxonomy, 0), 1);
  expect(match_taxonomy_nearness(taxonomy, 0, 0), 1);
  match_taxonomy_free(taxonomy);
}

Test(taxonomy, may_be_empty) {
  struct match_taxonomy *taxonomy = match_taxonomy_new(0, NULL, NULL);
  cr_assert_eq(match_taxonomy_count(taxonomy), 0);
  cr_assert_null(match_taxonomy_free(taxonomy));
  cr_assert_null(match_taxonomy_free(NULL));
}
