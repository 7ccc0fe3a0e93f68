// SPDX-License-Identifier: Apache-2.0
#include "fixture.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static const char prefixes[] = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
                               "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
                               "@prefix dcterms: <http://purl.org/dc/terms/> .\n"
                               "@prefix sdg: <http://metadata.un.org/sdg/> .\n"
                               "@prefix : <https://example.org/themes/> .\n"
                               "\n";

static const char good_themes[] =
    ":water a skos:Concept ; skos:prefLabel \"Water\"@en, \"Acqua\"@it ; skos:topConceptOf :scheme .\n"
    ":rivers a skos:Concept ; skos:prefLabel \"Rivers\"@en ; skos:broader :water .\n";

static const char good_places[] = "places:\n"
                                  "  - id: bologna\n"
                                  "    country: IT\n"
                                  "    names:\n"
                                  "      - {language: en, value: Bologna}\n"
                                  "      - {language: zh, value: 博洛尼亚}\n"
                                  "    aliases: [Bulåggna]\n"
                                  "  - id: liuzhou\n"
                                  "    country: CN\n"
                                  "    subdivision: CN-GX\n"
                                  "    names:\n"
                                  "      - {language: en, value: Liuzhou}\n"
                                  "  - id: liudong\n"
                                  "    country: CN\n"
                                  "    names:\n"
                                  "      - {language: en, value: Liudong New District}\n"
                                  "    within: liuzhou\n";

static const char good_regimes[] = "regimes:\n"
                                   "  - id: eu-2003-361\n"
                                   "    names:\n"
                                   "      - {language: en, value: EU}\n"
                                   "    countries: [IT]\n"
                                   "    start: 2005-01-01\n"
                                   "    currency: EUR\n"
                                   "    rule: CEILINGS\n"
                                   "    industries:\n"
                                   "      - name: all sectors\n"
                                   "        limits:\n"
                                   "          - {size: MICRO, staff: 10, turnover: 2000000, balance: 2000000}\n"
                                   "          - {size: SMALL, staff: 50, turnover: 10000000, balance: 10000000}\n"
                                   "          - {size: MEDIUM, staff: 250, turnover: 50000000, balance: 43000000}\n"
                                   "  - id: cn-2011-300\n"
                                   "    names:\n"
                                   "      - {language: en, value: China}\n"
                                   "    countries: [CN]\n"
                                   "    start: 2011-06-18\n"
                                   "    currency: CNY\n"
                                   "    rule: FLOORS\n"
                                   "    industries:\n"
                                   "      - name: Industry\n"
                                   "        sectors: [B, C, D, E]\n"
                                   "        limits:\n"
                                   "          - {size: LARGE, staff: 1000, turnover: 400000000}\n"
                                   "          - {size: MEDIUM, staff: 300, turnover: 20000000}\n"
                                   "          - {size: SMALL, staff: 20, turnover: 3000000}\n"
                                   "      - name: Software\n"
                                   "        sectors: [J62, J63.1]\n"
                                   "        limits:\n"
                                   "          - {size: LARGE, staff: 300, turnover: 100000000}\n"
                                   "          - {size: MEDIUM, staff: 100, turnover: 10000000}\n"
                                   "          - {size: SMALL, staff: 10, turnover: 500000}\n"
                                   "      - name: Others\n"
                                   "        limits:\n"
                                   "          - {size: LARGE, staff: 300}\n"
                                   "          - {size: MEDIUM, staff: 100}\n"
                                   "          - {size: SMALL, staff: 10}\n";

static const char good_cooperations[] = "cooperations:\n"
                                        "  - id: u-cap\n"
                                        "    names:\n"
                                        "      - {language: en, value: Action plan}\n"
                                        "    places: [bologna, liuzhou]\n"
                                        "    start: 2019-04\n"
                                        "    end: 2020-11\n"
                                        "    themes:\n"
                                        "      - id: t1\n"
                                        "        theme: water\n"
                                        "        places: [liudong]\n"
                                        "        superseded: t2\n"
                                        "      - id: t2\n"
                                        "        theme: rivers\n"
                                        "        places: [liuzhou]\n"
                                        "    activities:\n"
                                        "      - date: 2019-05-09\n"
                                        "        names:\n"
                                        "          - {language: en, value: Visit}\n"
                                        "        places: [bologna]\n"
                                        "        themes: [water]\n";

void fixture_write(const char *path, const char *content) {
  FILE *file = fopen(path, "we");
  cr_assert(file, "%s", path);
  fputs(content, file);
  cr_assert_eq(fclose(file), 0);
}

void fixture_themes(struct fixture *fixture, const char *concepts) {
  FILE *file = fopen(fixture->themes, "we");
  cr_assert(file);
  fprintf(file, "%s%s", prefixes, concepts);
  cr_assert_eq(fclose(file), 0);
}

void fixture_make(struct fixture *fixture) {
  memset(fixture, 0, sizeof *fixture);
  strcpy(fixture->directory, "/tmp/helix-vocabulary-XXXXXX");
  cr_assert(mkdtemp(fixture->directory));
  snprintf(fixture->themes, sizeof fixture->themes, "%s/themes.ttl", fixture->directory);
  snprintf(fixture->places, sizeof fixture->places, "%s/places.yaml", fixture->directory);
  snprintf(fixture->regimes, sizeof fixture->regimes, "%s/size-regimes.yaml", fixture->directory);
  snprintf(fixture->cooperations, sizeof fixture->cooperations, "%s/cooperations.yaml", fixture->directory);
  fixture->files = (struct vocabulary_files){fixture->themes, fixture->places, fixture->regimes, fixture->cooperations};
  fixture_themes(fixture, good_themes);
  fixture_write(fixture->places, good_places);
  fixture_write(fixture->regimes, good_regimes);
  fixture_write(fixture->cooperations, good_cooperations);
}

void fixture_remove(struct fixture *fixture) {
  fixture->vocabulary = vocabulary_unref(fixture->vocabulary);
  char command[96];
  snprintf(command, sizeof command, "rm -rf '%s'", fixture->directory);
  cr_assert_eq(system(command), 0);
}

struct vocabulary *fixture_load(struct fixture *fixture) {
  fixture->vocabulary = vocabulary_unref(fixture->vocabulary);
  struct error error = {0};
  cr_assert_eq(vocabulary_load(&fixture->files, &fixture->vocabulary, &error), 0, "%s", error.message);
  return fixture->vocabulary;
}

void fixture_refuses_with_hint(struct fixture *fixture, const char *path, int line, const char *words,
                               const char *hint) {
  struct vocabulary *vocabulary = NULL;
  struct error error = {0};
  cr_assert_eq(vocabulary_load(&fixture->files, &vocabulary, &error), -ERROR_INVALID, "%s", error.message);
  cr_assert_null(vocabulary);
  char place[128];
  snprintf(place, sizeof place, "%s:%d: ", path, line);
  cr_assert(!strncmp(error.message, place, strlen(place)), "expected %s, got: %s", place, error.message);
  cr_assert(strstr(error.message, words), "%s", error.message);
  cr_assert(strstr(error.hint, hint), "%s (%s)", error.message, error.hint);
}

void fixture_refuses(struct fixture *fixture, const char *path, int line, const char *words) {
  fixture_refuses_with_hint(fixture, path, line, words, "");
}
