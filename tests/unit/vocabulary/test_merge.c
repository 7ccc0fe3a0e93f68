// SPDX-License-Identifier: Apache-2.0
// Several thesaurus files as one, and concepts that exactMatch makes one.
#include "fixture.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#define OTHER "https://other.example/"
#define TYPE "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/2004/02/skos/core#Concept> .\n"
#define SKOS(name) "<http://www.w3.org/2004/02/skos/core#" name ">"

static struct fixture at;
static char second[96], both[200];

static void setup(void) {
  fixture_make(&at);
  at.files.cooperations = NULL;
  snprintf(second, sizeof second, "%s/second.nt", at.directory);
  snprintf(both, sizeof both, "%s;%s", at.themes, second);
}

static void teardown(void) {
  fixture_remove(&at);
}

TestSuite(merge, .init = setup, .fini = teardown);

static const Helix__V1__Theme *theme(const char *id) {
  uint32_t number;
  cr_assert(vocabulary_theme_find(at.vocabulary, id, &number), "%s", id);
  return vocabulary_theme(at.vocabulary, number);
}

static bool has(char *const *words, size_t count, const char *word) {
  for (size_t i = 0; i < count; i++)
    if (!strcmp(words[i], word))
      return true;
  return false;
}

static const char first_file[] = ":water a skos:Concept ; skos:topConceptOf :s ; skos:prefLabel \"Water\"@en .\n"
                                 ":rivers a skos:Concept ; skos:broader :water ; skos:prefLabel \"Rivers\"@en ;\n"
                                 "  skos:definition \"Running water.\"@en .\n";

static const char second_file[] = "<" OTHER "a-watercourse> " TYPE "<" OTHER "a-watercourse> " SKOS(
    "prefLabel") " \"Watercourses\"@en .\n"
                 "<" OTHER "a-watercourse> " SKOS(
                     "prefLabel") " \"Corsi d'acqua\"@it .\n"
                                  "<" OTHER "a-watercourse> " SKOS(
                                      "altLabel") " \"Rivers\"@en .\n"
                                                  "<" OTHER "a-watercourse> " SKOS(
                                                      "definition") " \"Something else.\"@en .\n"
                                                                    "<" OTHER "a-watercourse> " SKOS(
                                                                        "exactMatch") " <https://example.org/"
                                                                                      "themes/rivers> .\n"
                                                                                      "<" OTHER "a-watercourse> " SKOS(
                                                                                          "exactMatch") " <https://"
                                                                                                        "nowhere."
                                                                                                        "example/"
                                                                                                        "x> .\n"
                                                                                                        "<" OTHER
                                                                                                        "canals>"
                                                                                                        " " TYPE
                                                                                                        "<" OTHER
                                                                                                        "canals>"
                                                                                                        " " SKOS(
                                                                                                            "prefLa"
                                                                                                            "bel") " \""
                                                                                                                   "Can"
                                                                                                                   "als"
                                                                                                                   "\"@"
                                                                                                                   "en "
                                                                                                                   ".\n"
                                                                                                                   "<" OTHER
                                                                                                                   "can"
                                                                                                                   "als"
                                                                                                                   ">"
                                                                                                                   " " SKOS(
                                                                                                                       "broader") " <" OTHER
                                                                                                                                  "a-watercourse> .\n";

Test(merge, concepts_of_two_files_become_one_with_the_id_of_the_first) {
  fixture_themes(&at, first_file);
  fixture_write(second, second_file);
  at.files.themes = both;
  fixture_load(&at);
  cr_expect_eq(vocabulary_theme_count(at.vocabulary), 3);
  const Helix__V1__Theme *rivers = theme("rivers");
  cr_expect_eq(theme("a-watercourse"), rivers, "both ids mean it");
  cr_expect_str_eq(rivers->id, "rivers");
  cr_expect(rivers->n_same == 1 && !strcmp(rivers->same[0], "a-watercourse"));
  cr_assert_eq(rivers->n_labels, 2);
  cr_expect_str_eq(rivers->labels[0]->value, "Rivers");
  cr_expect_str_eq(rivers->labels[1]->value, "Corsi d'acqua");
  cr_assert_eq(rivers->n_alternatives, 1, "the label of the other, and none twice");
  cr_expect_str_eq(rivers->alternatives[0]->value, "Watercourses");
  cr_assert_eq(rivers->n_definitions, 1);
  cr_expect_str_eq(rivers->definitions[0]->value, "Running water.");
  cr_expect(has(rivers->narrower, rivers->n_narrower, "canals"));
  cr_expect(has(theme("canals")->broader, theme("canals")->n_broader, "rivers"));
  uint32_t canals, water;
  vocabulary_theme_find(at.vocabulary, "canals", &canals);
  vocabulary_theme_find(at.vocabulary, "water", &water);
  cr_expect(vocabulary_theme_within(at.vocabulary, canals, water));
}

Test(merge, the_order_of_the_files_decides_and_nothing_else) {
  fixture_themes(&at, first_file);
  fixture_write(second, second_file);
  snprintf(both, sizeof both, "%s; %s", second, at.themes);
  memmove(strchr(both, ';') + 1, strchr(both, ';') + 2, strlen(strchr(both, ';') + 1));
  at.files.themes = both;
  fixture_load(&at);
  cr_expect_str_eq(theme("rivers")->id, "a-watercourse");
  char version[17];
  strcpy(version, vocabulary_version(at.vocabulary));
  snprintf(both, sizeof both, "%s;%s", at.themes, second);
  fixture_load(&at);
  cr_expect_str_eq(theme("a-watercourse")->id, "rivers");
  cr_expect_str_neq(vocabulary_version(at.vocabulary), version);
}

Test(merge, a_chain_of_matches_is_one_theme_and_links_to_itself_are_none) {
  fixture_themes(&at, ":c a skos:Concept ; skos:prefLabel \"C\"@en ; skos:exactMatch :b ; skos:related :a .\n"
                      ":b a skos:Concept ; skos:prefLabel \"B\"@en ; skos:related :d .\n"
                      ":a a skos:Concept ; skos:prefLabel \"A\"@en ; skos:exactMatch :b ; skos:narrower :c .\n"
                      ":d a skos:Concept ; skos:prefLabel \"D\"@en .\n");
  fixture_load(&at);
  cr_expect_eq(vocabulary_theme_count(at.vocabulary), 2);
  const Helix__V1__Theme *a = theme("c");
  cr_expect_str_eq(a->id, "a");
  cr_expect_eq(a->n_same, 2);
  cr_expect_eq(a->n_broader + a->n_narrower, 0);
  cr_expect(a->n_related == 1 && has(a->related, 1, "d"));
}

Test(merge, a_deprecated_concept_gives_way) {
  fixture_themes(&at, ":a a skos:Concept ; skos:prefLabel \"A\"@en ; owl:deprecated true ; skos:exactMatch :b .\n"
                      ":b a skos:Concept ; skos:prefLabel \"B\"@en .\n");
  fixture_load(&at);
  cr_expect_str_eq(theme("a")->id, "b");
  cr_expect_not(theme("a")->deprecated);
}

Test(merge, one_id_in_two_files_is_one_theme_only_when_they_say_so) {
  fixture_themes(&at, ":a a skos:Concept ; skos:prefLabel \"A\"@en .\n");
  fixture_write(second, "<" OTHER "a> " TYPE "<" OTHER "a> " SKOS("prefLabel") " \"A\"@it .\n");
  at.files.themes = both;
  fixture_refuses_with_hint(&at, second, 1, "two concepts have this id", "exactMatch");
  fixture_write(second,
                "<" OTHER "a> " TYPE "<" OTHER
                "a> " SKOS("prefLabel") " \"A\"@it .\n"
                                        "<" OTHER "a> " SKOS("exactMatch") " <https://example.org/themes/a> .\n");
  fixture_load(&at);
  cr_expect_eq(vocabulary_theme_count(at.vocabulary), 1);
  cr_expect_eq(theme("a")->n_labels, 2);
  cr_expect_eq(theme("a")->n_same, 0, "it has one id");
}

Test(merge, faults_are_named_with_the_file_that_has_them) {
  fixture_themes(&at, first_file);
  fixture_write(second, "<" OTHER "a> " TYPE "<" OTHER "a> " SKOS("broader") " <" OTHER "b> .\n");
  at.files.themes = both;
  fixture_refuses(&at, second, 2, "broader is no concept of the thesaurus");
  fixture_write(second, "<" OTHER "a> " TYPE);
  fixture_refuses(&at, second, 1, "has no label");
}

Test(merge, a_successor_may_be_said_by_the_newer_one) {
  fixture_themes(&at, ":old a skos:Concept ; skos:prefLabel \"Old\"@en ; owl:deprecated true .\n"
                      ":new a skos:Concept ; skos:prefLabel \"New\"@en ; dcterms:replaces :old .\n");
  fixture_load(&at);
  cr_expect_str_eq(theme("old")->id, "new");
}

Test(merge, no_file_is_no_thesaurus) {
  struct vocabulary *vocabulary = NULL;
  struct error error = {0};
  at.files.themes = ";";
  cr_expect_eq(vocabulary_load(&at.files, &vocabulary, &error), -ERROR_INVALID);
}
