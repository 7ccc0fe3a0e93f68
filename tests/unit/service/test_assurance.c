// SPDX-License-Identifier: Apache-2.0
#include "service/assurance.h"

#include <criterion/criterion.h>

#define STR(literal) ((char *)(uintptr_t)(literal))

enum { TODAY = 20784 }; // 2026-11-27

static bool is_right(const char *scheme, const char *value) {
  Helix__V1__Identifier identifier = HELIX__V1__IDENTIFIER__INIT;
  identifier.scheme = STR(scheme);
  identifier.value = STR(value);
  return assurance_check_identifier(&identifier);
}

Test(assurance, check_digits_are_counted) {
  cr_expect(is_right("lei", "HWUPKR0MPOU8FGXBT394"));
  cr_expect_not(is_right("lei", "HWUPKR0MPOU8FGXBT395"));
  cr_expect_not(is_right("lei", "HWUPKR0MPOU8FGXBT39"));
  cr_expect(is_right("USCC", "91350100M000100Y43"));
  cr_expect_not(is_right("uscc", "91350100M000100Y44"));
  cr_expect_not(is_right("uscc", "91350100M00I100Y43"), "a letter that is none of the code's");
  cr_expect(is_right("vat", "IT 00743110157"));
  cr_expect(is_right("vat", "00743110157"));
  cr_expect_not(is_right("vat", "00743110158"));
  cr_expect_not(is_right("vat", "00000000000"));
  cr_expect(is_right("ror", "https://ror.org/01111rn36"));
  cr_expect_not(is_right("ror", "01111rn37"));
}

Test(assurance, other_schemes_and_strange_values_give_nothing) {
  cr_expect_not(is_right("pic", "999993953"));
  cr_expect_not(is_right("lei", ""));
  cr_expect_not(is_right("lei", "南京"));
  cr_expect_not(is_right("vat", "0074311015700743110157007431101570074311015700743110157"));
}

Test(assurance, a_changed_digit_never_passes) {
  char code[] = "91350100M000100Y43";
  for (size_t i = 0; code[i]; i++) {
    char before = code[i];
    for (char other = '0'; other <= '9'; other++) {
      code[i] = other;
      cr_expect_eq(is_right("uscc", code), other == before, "%s", code);
    }
    code[i] = before;
  }
}

Test(assurance, nothing_that_can_be_claimed_gives_all) {
  Helix__V1__Stakeholder stakeholder = HELIX__V1__STAKEHOLDER__INIT;
  Helix__V1__Identifier identifier = HELIX__V1__IDENTIFIER__INIT, *identifiers[] = {&identifier};
  Helix__V1__Figures figures = HELIX__V1__FIGURES__INIT, *years[] = {&figures};
  bool parts[ASSURANCE_PART_COUNT];
  cr_expect_eq(assurance_of(&stakeholder, TODAY, parts), 0);
  stakeholder.source = STR("https://example.org/register");
  cr_expect_eq(assurance_of(&stakeholder, TODAY, parts), 100000);
  identifier.scheme = STR("lei");
  identifier.value = STR("HWUPKR0MPOU8FGXBT394");
  stakeholder.identifiers = identifiers;
  stakeholder.n_identifiers = 1;
  cr_expect_eq(assurance_of(&stakeholder, TODAY, parts), 500000);
  cr_expect(parts[ASSURANCE_IDENTIFIER] && parts[ASSURANCE_SOURCE] && !parts[ASSURANCE_FIGURES]);
  figures.year = 2025;
  figures.staff = 11;
  stakeholder.figures = years;
  stakeholder.n_figures = 1;
  cr_expect_eq(assurance_of(&stakeholder, TODAY, NULL), 700000);
  figures.year = 2019;
  cr_expect_eq(assurance_of(&stakeholder, TODAY, NULL), 500000, "old figures give nothing");
}
