// SPDX-License-Identifier: Apache-2.0
#include "fixture.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static struct fixture at;

static void setup(void) {
  fixture_make(&at);
  at.files.cooperations = NULL;
}

static void teardown(void) {
  fixture_remove(&at);
}

TestSuite(themes, .init = setup, .fini = teardown);

static const Helix__V1__Theme *theme(const char *id) {
  uint32_t number;
  cr_assert(vocabulary_theme_find(at.vocabulary, id, &number), "%s", id);
  return vocabulary_theme(at.vocabulary, number);
}

static void refuses(const char *concepts, int line, const char *words) {
  fixture_themes(&at, concepts);
  fixture_refuses(&at, at.themes, line, words);
}

static void order_is(const char *expected) {
  char order[256] = "";
  for (uint32_t i = 0; i < vocabulary_theme_count(at.vocabulary); i++) {
    strcat(order, vocabulary_theme(at.vocabulary, i)->id);
    strcat(order, " ");
  }
  cr_assert_str_eq(order, expected);
}

Test(themes, a_concept_becomes_a_theme_with_all_that_is_said_of_it) {
  fixture_themes(&at,
                 ":a a skos:Concept ; skos:prefLabel \"Reuse\"@en, \"Riuso\"@it ; skos:altLabel \"Recycling\"@en ;\n"
                 "  skos:definition \"To use \\\"again\\\".\"@en ; skos:topConceptOf :s ; skos:related :b ;\n"
                 "  skos:relatedMatch sdg:12.5, <http://metadata.un.org/sdg/11>,\n"
                 "    <https://helix.example/urban-agenda/circular-economy>, <https://elsewhere.example/x> .\n"
                 ":b a skos:Concept ; skos:prefLabel \"Repair\"@en ; skos:broader :a .\n");
  fixture_load(&at);
  const Helix__V1__Theme *a = theme("a");
  cr_assert_str_eq(a->iri, "https://example.org/themes/a");
  cr_assert(a->n_labels == 2 && a->top && !a->deprecated);
  cr_assert_str_eq(a->labels[1]->language, "it");
  cr_assert_str_eq(a->labels[1]->value, "Riuso");
  cr_assert_str_eq(a->alternatives[0]->value, "Recycling");
  cr_assert_str_eq(a->definitions[0]->value, "To use \"again\".");
  cr_assert(a->n_sdgs == 2 && a->n_partnerships == 1);
  cr_assert_str_eq(a->sdgs[0], "12.5");
  cr_assert_str_eq(a->sdgs[1], "11");
  cr_assert_str_eq(a->partnerships[0], "circular-economy");
  cr_assert(a->n_narrower == 1 && a->n_broader == 0);
  cr_assert_str_eq(a->narrower[0], "b");
  const Helix__V1__Theme *b = theme("b");
  cr_assert(b->n_broader == 1 && b->n_related == 1 && !b->top, "related holds both ways");
  cr_assert_str_eq(b->related[0], "a");
}

Test(themes, links_may_be_said_from_either_side_or_both) {
  fixture_themes(&at, ":s a skos:ConceptScheme ; skos:hasTopConcept :z .\n"
                      ":z a skos:Concept ; skos:prefLabel \"Z\"@en ; skos:narrower :b, :c .\n"
                      ":b a skos:Concept ; skos:prefLabel \"B\"@en ; skos:broader :z .\n"
                      ":c a skos:Concept ; skos:prefLabel \"C\"@en .\n"
                      ":a a skos:Concept ; skos:prefLabel \"A\"@en ; skos:broader :c, :b .\n");
  fixture_load(&at);
  order_is("z b c a ");
  cr_assert(theme("z")->top);
  cr_assert_eq(theme("b")->n_broader, 1);
  uint32_t a, z, b;
  vocabulary_theme_find(at.vocabulary, "a", &a);
  vocabulary_theme_find(at.vocabulary, "b", &b);
  vocabulary_theme_find(at.vocabulary, "z", &z);
  size_t count;
  const uint32_t *broader = vocabulary_theme_broader(at.vocabulary, a, &count);
  cr_assert(count == 2 && broader[0] == 1 && broader[1] == 2);
  cr_assert(vocabulary_theme_within(at.vocabulary, a, z));
  cr_assert(vocabulary_theme_within(at.vocabulary, a, a));
  cr_assert_not(vocabulary_theme_within(at.vocabulary, z, a));
  cr_assert_not(vocabulary_theme_within(at.vocabulary, z, b));
}

Test(themes, a_foreign_thesaurus_without_top_concepts_has_its_roots_on_top) {
  fixture_themes(&at, ":a a skos:Concept ; skos:prefLabel \"A\"@en ; skos:broader :b .\n"
                      ":b a skos:Concept ; skos:prefLabel \"B\" .\n");
  fixture_load(&at);
  cr_assert(theme("b")->top);
  cr_assert_not(theme("a")->top);
  cr_assert_str_eq(theme("b")->labels[0]->language, "");
}

Test(themes, n_triples_are_read_by_the_name_of_the_file) {
  char path[96];
  snprintf(path, sizeof path, "%s/themes.nt", at.directory);
  fixture_write(path, "<http://e.org/x#a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
                      "<http://www.w3.org/2004/02/skos/core#Concept> .\n"
                      "<http://e.org/x#a> <http://www.w3.org/2004/02/skos/core#prefLabel> \"A\\u00E8\"@it .\n");
  at.files.themes = path;
  fixture_load(&at);
  cr_assert_str_eq(theme("a")->labels[0]->value, "Aè");
  fixture_write(path, "@prefix skos: <http://x/> .\n");
  fixture_refuses(&at, path, 1, "");
}

Test(themes, an_iri_whose_last_part_is_no_id_gets_one_that_stays) {
  static const char concepts[] = "<http://e.org/x/cotton%20(raw)> a skos:Concept ; skos:prefLabel \"Raw\"@en .\n"
                                 "<http://e.org/x/cotton%20%28raw%29> a skos:Concept ; skos:prefLabel \"Other\"@en ;\n"
                                 "  skos:broader <http://e.org/x/cotton%20(raw)> .\n"
                                 "<http://e.org/fibres/> a skos:Concept ; skos:prefLabel \"Fibres\"@en .\n"
                                 "<urn:x:12> a skos:Concept ; skos:prefLabel \"Twelve\"@en .\n";
  char ids[2][4][65];
  for (int i = 0; i < 2; i++) {
    fixture_themes(&at, concepts);
    fixture_load(&at);
    cr_assert_eq(vocabulary_theme_count(at.vocabulary), 4);
    for (uint32_t k = 0; k < 4; k++)
      strcpy(ids[i][k], vocabulary_theme(at.vocabulary, k)->id);
  }
  for (int k = 0; k < 4; k++)
    cr_expect_str_eq(ids[0][k], ids[1][k]);
  cr_expect_str_eq(theme("fibres")->iri, "http://e.org/fibres/");
  cr_expect_eq(strncmp(theme(ids[0][0])->id, "cotton-20-raw", 13), 0, "%s", ids[0][0]);
  cr_expect_str_neq(ids[0][0], ids[0][1]);
}

Test(themes, variants_of_a_language_are_one_label_and_alternatives) {
  fixture_themes(&at,
                 ":a a skos:Concept ; skos:prefLabel \"繁\"@zh-Hant, \"简\"@zh, \"Colour\"@en-GB, \"Color\"@en-US .\n");
  fixture_load(&at);
  const Helix__V1__Theme *a = theme("a");
  cr_assert(a->n_labels == 2 && a->n_alternatives == 2);
  cr_assert_str_eq(a->labels[0]->value, "简");
  cr_assert_str_eq(a->labels[0]->language, "zh");
  cr_assert_str_eq(a->labels[1]->value, "Colour");
  cr_assert_str_eq(a->alternatives[0]->value, "繁");
  cr_assert_str_eq(a->alternatives[0]->language, "zh");
}

Test(themes, a_deprecated_theme_is_found_as_its_last_successor) {
  fixture_themes(&at,
                 ":c a skos:Concept ; skos:prefLabel \"C\"@en ; skos:topConceptOf :s .\n"
                 ":b a skos:Concept ; skos:prefLabel \"B\"@en ; owl:deprecated true ; dcterms:isReplacedBy :c .\n"
                 ":a a skos:Concept ; skos:prefLabel \"A\"@en ; owl:deprecated \"true\" ; dcterms:isReplacedBy :b .\n"
                 ":gone a skos:Concept ; skos:prefLabel \"G\"@en ; owl:deprecated true .\n");
  fixture_load(&at);
  cr_assert_str_eq(theme("a")->id, "c");
  cr_assert_str_eq(theme("gone")->id, "gone");
  cr_assert_eq(vocabulary_theme_count(at.vocabulary), 4);
  uint32_t number;
  cr_assert_not(vocabulary_theme_find(at.vocabulary, "d", &number));
}

Test(themes, a_slip_of_the_pen_finds_the_nearest_theme_that_is_in_use) {
  fixture_load(&at);
  cr_assert_str_eq(vocabulary_theme_nearest(at.vocabulary, "rivres"), "rivers");
  cr_assert_null(vocabulary_theme_nearest(at.vocabulary, "photovoltaics"));
}

Test(themes, two_labels_of_one_language_are_refused) {
  refuses(":a a skos:Concept ;\n  skos:prefLabel \"One\"@en ;\n  skos:prefLabel \"Two\"@en .\n", 9,
          "a: two prefLabels in language 'en': \"One\" (line 8) and \"Two\"");
}

Test(themes, a_broader_concept_that_is_not_there_is_refused_with_the_nearest) {
  fixture_themes(&at, ":water a skos:Concept ; skos:prefLabel \"W\"@en .\n"
                      ":b a skos:Concept ; skos:prefLabel \"B\"@en ;\n   skos:broader :watre .\n");
  fixture_refuses_with_hint(&at, at.themes, 9,
                            "b: broader is no concept of the thesaurus: https://example.org/themes/watre",
                            "Did you mean 'water'?");
}

Test(themes, a_circle_is_refused_with_its_concepts) {
  refuses(":t a skos:Concept ; skos:prefLabel \"T\"@en ; skos:topConceptOf :s .\n"
          ":a a skos:Concept ; skos:prefLabel \"A\"@en ; skos:broader :t, :c .\n"
          ":b a skos:Concept ; skos:prefLabel \"B\"@en ; skos:broader :a .\n"
          ":c a skos:Concept ; skos:prefLabel \"C\"@en ; skos:broader :b .\n",
          8, "broader goes in a circle: a → c → b → a");
  refuses(":a a skos:Concept ; skos:prefLabel \"A\"@en ; skos:broader :a .\n", 7, "points to the concept itself");
}

Test(themes, successors_in_a_circle_are_refused) {
  refuses(":a a skos:Concept ; skos:prefLabel \"A\"@en ; owl:deprecated true ; dcterms:isReplacedBy :b .\n"
          ":b a skos:Concept ; skos:prefLabel \"B\"@en ; owl:deprecated true ; dcterms:isReplacedBy :a .\n",
          7, "isReplacedBy goes in a circle: a → b → a");
}

Test(themes, a_concept_without_a_label_is_refused) {
  refuses(":a a skos:Concept .\n", 7, "a: has no label");
}

Test(themes, a_concept_that_reaches_no_top_is_refused) {
  refuses(":a a skos:Concept ; skos:prefLabel \"A\"@en ; skos:topConceptOf :s .\n"
          ":b a skos:Concept ; skos:prefLabel \"B\"@en .\n"
          ":c a skos:Concept ; skos:prefLabel \"C\"@en ; skos:broader :b .\n",
          8, "b: reaches no top concept");
}

Test(themes, malformed_syntax_is_refused_with_its_line) {
  refuses(":a a skos:Concept ;\n  skos:prefLabel \"A@en .\n\n:b a skos:Concept .\n", 8, "");
  refuses(":a a skos:Concept ; skos:prefLabel \"A\"@en\n:b a skos:Concept .\n", 8, "");
  refuses(":a a skos:Concept ; skos:prefLabel nope:x .\n", 7, "nope:x");
  refuses(":a a skos:Concept ; skos:prefLabel \"A\"@en .\n}\n", 8, "");
  refuses(":a a skos:Concept ; skos:prefLabel \"A\"@en .\n:b a", 8, "");
}

Test(themes, bad_bytes_and_control_characters_are_refused) {
  refuses(":a a skos:Concept ; skos:prefLabel \"A\xff\xfe\"@en .\n", 7, "");
  refuses(":a a skos:Concept ; skos:prefLabel \"A\\u0007\"@en .\n", 7, "a: prefLabel");
  refuses(":a a skos:Concept ; skos:prefLabel \"A\\u0000B\"@en .\n", 7, "");
}

Test(themes, what_cannot_be_meant_is_refused) {
  refuses(":a a skos:Concept ; skos:prefLabel :b .\n", 7, "prefLabel is not a text");
  refuses(":a a skos:Concept ; skos:prefLabel \"A\"@en .\n<http://other.org/a> a skos:Concept .\n", 7,
          "two concepts have this id");
  refuses(":a a skos:Concept ; skos:prefLabel \"A\"@en .\n:b skos:broader :a .\n", 8, "that is no concept");
  refuses(":a a skos:Concept ; skos:prefLabel \"A\"@en ; skos:relatedMatch sdg:18 .\n", 7, "'18'");
  refuses(":a a skos:Concept ; skos:prefLabel \"A\"@en ; owl:deprecated \"perhaps\" .\n", 7, "neither true nor false");
  refuses(":a a skos:Concept ; skos:prefLabel \"A\"@en ; dcterms:isReplacedBy :b .\n"
          ":b a skos:Concept ; skos:prefLabel \"B\"@en .\n",
          7, "not deprecated");
}

Test(themes, an_empty_file_is_refused) {
  fixture_themes(&at, "");
  struct error error = {0};
  struct vocabulary *vocabulary;
  cr_assert_eq(vocabulary_load(&at.files, &vocabulary, &error), -ERROR_INVALID);
  cr_assert(strstr(error.message, "no skos:Concept"));
}

Test(themes, blank_nodes_and_other_statements_do_not_matter) {
  fixture_themes(&at,
                 ":a a skos:Concept ; skos:prefLabel \"A\"@en ; skos:note [ skos:prefLabel \"x\"@en ] ; :n ( 1 2 ) .\n"
                 "[] a skos:Concept .\n# the end\n");
  fixture_load(&at);
  order_is("a ");
}

Test(themes, a_long_chain_is_in_order) {
  FILE *file = fopen(at.themes, "we");
  fprintf(file, "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n@prefix : <http://e.org/> .\n");
  for (int i = 0; i < 1000; i++) {
    fprintf(file, ":t%d a skos:Concept ; skos:prefLabel \"%d\"@en", i, i);
    if (i < 999)
      fprintf(file, " ; skos:broader :t%d", i + 1);
    fprintf(file, " .\n");
  }
  fclose(file);
  fixture_load(&at);
  cr_assert_str_eq(vocabulary_theme(at.vocabulary, 0)->id, "t999");
  cr_assert_str_eq(vocabulary_theme(at.vocabulary, 999)->id, "t0");
  cr_assert(vocabulary_theme_within(at.vocabulary, 999, 0));
}
