// SPDX-License-Identifier: Apache-2.0
// First all statements "… a skos:Concept", which give the concepts their ids, then the others by a table of predicates.
// Predicates that are not in the table say nothing to us.
#include "vocabulary/skos.h"
#include "base/memory.h"
#include "mapping/check.h"
#include "mapping/problem.h"
#include "vocabulary/skos_merge.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <xxhash.h>

#define RDF_TYPE "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
#define SKOS(name) "http://www.w3.org/2004/02/skos/core#" name
#define SDG_PREFIX "http://metadata.un.org/sdg/"
#define URBAN_AGENDA_PREFIX "https://helix.example/urban-agenda/"

enum { ID_BYTES_MAX = 64, CHECKSUM_BYTES = 9 };

struct gathering {
  struct arena *arena;
  struct skos *skos;
  struct error *error;
};

typedef int take_function(struct gathering *gathering, struct skos_concept *concept,
                          const struct turtle_statement *statement);

// Where something stands.
struct place {
  const struct file *file;
  int line;
};

static struct place place_of(const struct turtle_statement *statement) {
  return (struct place){statement->file, statement->line};
}

__attribute__((format(printf, 3, 4))) static int fail(struct gathering *gathering, struct place place,
                                                      const char *format, ...) {
  char what[400];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(what, sizeof what, format, arguments);
  va_end(arguments);
  return error_set(gathering->error, ERROR_INVALID, "%s:%d: %s", place.file->path, place.line, what);
}

void skos_list_append(struct skos_list *list, struct skos_item *item) {
  item->next = NULL;
  if (list->last)
    list->last->next = item;
  else
    list->first = item;
  list->last = item;
  list->count++;
}

static struct skos_item *append(struct gathering *gathering, struct skos_list *list, struct place place) {
  struct skos_item *item = arena_need(gathering->arena, sizeof *item);
  item->file = place.file;
  item->line = place.line;
  skos_list_append(list, item);
  return item;
}

static void link_once(struct gathering *gathering, struct skos_list *list, uint32_t concept, struct place place) {
  for (const struct skos_item *item = list->first; item; item = item->next)
    if (item->concept == concept)
      return;
  append(gathering, list, place)->concept = concept;
}

static const char *id_of(const char *iri) {
  const char *last = iri;
  for (const char *c = iri; *c; c++)
    if (*c == '/' || *c == '#')
      last = c + 1;
  return last;
}

static int compare_concepts(const void *one, const void *other) {
  const struct skos_concept *a = one, *b = other;
  int by_id = strcmp(a->id, b->id);
  return by_id ? by_id : strcmp(a->iri, b->iri);
}

static bool is_id(const char *word, size_t bytes) {
  static const char characters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
  return bytes && bytes <= ID_BYTES_MAX && strspn(word, characters) >= bytes;
}

// The last part of the IRI that says anything. Where that is too long or has other characters than an id, what is left of it
// and a checksum of the IRI: the same whenever it is read, and no other's.
static void concept_id(const char *iri, char ret_id[ID_BYTES_MAX + 1]) {
  size_t end = strlen(iri);
  while (end && strchr("/#", iri[end - 1]))
    end--;
  size_t begin = end;
  while (begin && !strchr("/#", iri[begin - 1]))
    begin--;
  if (is_id(iri + begin, end - begin)) {
    snprintf(ret_id, ID_BYTES_MAX + 1, "%.*s", (int)(end - begin), iri + begin);
    return;
  }
  size_t used = 0;
  for (; begin < end && used < ID_BYTES_MAX - CHECKSUM_BYTES; begin++) {
    if (is_id(iri + begin, 1))
      ret_id[used++] = iri[begin];
    else if (used && ret_id[used - 1] != '-')
      ret_id[used++] = '-';
  }
  snprintf(ret_id + used, ID_BYTES_MAX + 1 - used, "%s%08x", used && ret_id[used - 1] != '-' ? "-" : "",
           (unsigned)XXH3_64bits(iri, strlen(iri)));
}

static struct skos_concept *find(const struct skos *skos, const char *iri) {
  char id[ID_BYTES_MAX + 1];
  concept_id(iri, id);
  const struct skos_concept wanted = {.iri = iri, .id = id};
  return skos->count ? bsearch(&wanted, skos->concepts, skos->count, sizeof wanted, compare_concepts) : NULL;
}

static const char *nearest_id(const struct skos *skos, const char *id) {
  memory_auto const char **ids = memory_new(skos->count * sizeof *ids);
  for (size_t i = 0; i < skos->count; i++)
    ids[i] = skos->concepts[i].id;
  return problem_nearest(id, ids, (unsigned)skos->count);
}

// The concept that a statement points to.
static int find_object(struct gathering *gathering, const struct skos_concept *concept,
                       const struct turtle_statement *statement, struct skos_concept **ret_object) {
  struct skos_concept *found = statement->kind == TURTLE_IRI ? find(gathering->skos, statement->object) : NULL;
  const char *predicate = id_of(statement->predicate);
  if (!found) {
    fail(gathering, place_of(statement), "%s: %s is no concept of the thesaurus: %.200s",
         concept ? concept->id : "scheme", predicate, statement->object);
    const char *nearest = nearest_id(gathering->skos, id_of(statement->object));
    return nearest ? error_hint(gathering->error, "Did you mean '%s'?", nearest) : -(int)ERROR_INVALID;
  }
  if (found == concept)
    return fail(gathering, place_of(statement), "%s: %s points to the concept itself", concept->id, predicate);
  *ret_object = found;
  return 0;
}

static uint32_t number_of(const struct skos *skos, const struct skos_concept *concept) {
  return (uint32_t)(concept - skos->concepts);
}

static int take_broader(struct gathering *gathering, struct skos_concept *concept,
                        const struct turtle_statement *statement) {
  struct skos_concept *above;
  int r = find_object(gathering, concept, statement, &above);
  if (!r)
    link_once(gathering, &concept->broader, number_of(gathering->skos, above), place_of(statement));
  return r;
}

static int take_narrower(struct gathering *gathering, struct skos_concept *concept,
                         const struct turtle_statement *statement) {
  struct skos_concept *below;
  int r = find_object(gathering, concept, statement, &below);
  if (!r)
    link_once(gathering, &below->broader, number_of(gathering->skos, concept), place_of(statement));
  return r;
}

static int take_related(struct gathering *gathering, struct skos_concept *concept,
                        const struct turtle_statement *statement) {
  struct skos_concept *other;
  int r = find_object(gathering, concept, statement, &other);
  if (r)
    return r;
  link_once(gathering, &concept->related, number_of(gathering->skos, other), place_of(statement));
  link_once(gathering, &other->related, number_of(gathering->skos, concept), place_of(statement));
  return 0;
}

static int take_successor(struct gathering *gathering, struct skos_concept *concept,
                          const struct turtle_statement *statement) {
  struct skos_concept *successor;
  int r = find_object(gathering, concept, statement, &successor);
  if (r)
    return r;
  link_once(gathering, &concept->successors, number_of(gathering->skos, successor), place_of(statement));
  if (concept->successors.count > 1)
    return fail(gathering, place_of(statement), "%s: is replaced by two concepts", concept->id);
  return 0;
}

// The same, said by the successor.
static int take_predecessor(struct gathering *gathering, struct skos_concept *concept,
                            const struct turtle_statement *statement) {
  struct skos_concept *former;
  struct turtle_statement turned = *statement;
  int r = find_object(gathering, concept, statement, &former);
  turned.object = concept->iri;
  return r ? r : take_successor(gathering, former, &turned);
}

// What is no concept of ours may still be one of somebody else's.
static int take_same(struct gathering *gathering, struct skos_concept *concept,
                     const struct turtle_statement *statement) {
  struct skos_concept *other = statement->kind == TURTLE_IRI ? find(gathering->skos, statement->object) : NULL;
  if (other && other != concept)
    link_once(gathering, &concept->same, number_of(gathering->skos, other), place_of(statement));
  return 0;
}

static int take_top(struct gathering *gathering, struct skos_concept *concept,
                    const struct turtle_statement *statement) {
  (void)gathering;
  (void)statement;
  concept->top = true;
  return 0;
}

static int take_text(struct gathering *gathering, const struct skos_concept *concept, struct skos_list *list,
                     const struct turtle_statement *statement) {
  const char *fault = text_fault(statement->object, strlen(statement->object));
  if (statement->kind != TURTLE_LITERAL || !statement->object[0])
    fault = "is not a text";
  if (fault)
    return fail(gathering, place_of(statement), "%s: %s %s", concept->id, id_of(statement->predicate), fault);
  struct skos_item *item = append(gathering, list, place_of(statement));
  item->value = statement->object;
  item->language = statement->language;
  return 0;
}

static int take_label(struct gathering *gathering, struct skos_concept *concept,
                      const struct turtle_statement *statement) {
  for (const struct skos_item *item = concept->labels.first; item; item = item->next)
    if (!strcmp(item->language, statement->language))
      return fail(gathering, place_of(statement),
                  "%s: two prefLabels in language '%s': \"%.80s\" (line %d) and \"%.80s\"", concept->id, item->language,
                  item->value, item->line, statement->object);
  return take_text(gathering, concept, &concept->labels, statement);
}

static int take_alternative(struct gathering *gathering, struct skos_concept *concept,
                            const struct turtle_statement *statement) {
  return take_text(gathering, concept, &concept->alternatives, statement);
}

static int take_definition(struct gathering *gathering, struct skos_concept *concept,
                           const struct turtle_statement *statement) {
  return take_text(gathering, concept, &concept->definitions, statement);
}

static int take_deprecated(struct gathering *gathering, struct skos_concept *concept,
                           const struct turtle_statement *statement) {
  concept->deprecated = !strcmp(statement->object, "true") || !strcmp(statement->object, "1");
  if (!concept->deprecated && strcmp(statement->object, "false") && strcmp(statement->object, "0"))
    return fail(gathering, place_of(statement), "%s: deprecated is neither true nor false: \"%.80s\"", concept->id,
                statement->object);
  return 0;
}

// "12" or "12.5" or "12.a": one of the 17 goals, or a target of one.
static bool is_sdg(const char *word) {
  char *end;
  if (!isdigit((unsigned char)*word))
    return false;
  unsigned long goal = strtoul(word, &end, 10);
  if (goal < 1 || goal > 17)
    return false;
  return !*end || (*end == '.' && end[1] && strspn(end + 1, "0123456789abcdefgh") == strlen(end + 1));
}

// Links to goals and partnerships; to whatever else a concept is related is not ours.
static int take_match(struct gathering *gathering, struct skos_concept *concept,
                      const struct turtle_statement *statement) {
  struct skos_list *list = NULL;
  const char *word = NULL;
  if (!strncmp(statement->object, SDG_PREFIX, strlen(SDG_PREFIX))) {
    list = &concept->sdgs;
    word = statement->object + strlen(SDG_PREFIX);
    if (!is_sdg(word))
      return fail(gathering, place_of(statement), "%s: '%.80s' is no Sustainable Development Goal or target of one",
                  concept->id, word);
  } else if (!strncmp(statement->object, URBAN_AGENDA_PREFIX, strlen(URBAN_AGENDA_PREFIX))) {
    list = &concept->partnerships;
    word = statement->object + strlen(URBAN_AGENDA_PREFIX);
  }
  if (!list)
    return 0;
  for (const struct skos_item *item = list->first; item; item = item->next)
    if (!strcmp(item->value, word))
      return 0;
  append(gathering, list, place_of(statement))->value = word;
  return 0;
}

static const struct predicate {
  const char *iri;
  take_function *take;
  bool of_concepts; // nothing but a concept can be its subject
} predicates[] = {
    {SKOS("broader"), take_broader, true},
    {SKOS("narrower"), take_narrower, true},
    {SKOS("related"), take_related, true},
    {SKOS("topConceptOf"), take_top, true},
    {SKOS("prefLabel"), take_label, false},
    {SKOS("altLabel"), take_alternative, false},
    {SKOS("definition"), take_definition, false},
    {SKOS("relatedMatch"), take_match, false},
    {"http://www.w3.org/2002/07/owl#deprecated", take_deprecated, false},
    {SKOS("exactMatch"), take_same, false},
    {"http://purl.org/dc/terms/isReplacedBy", take_successor, false},
    {"http://purl.org/dc/terms/replaces", take_predecessor, false},
};

static const struct predicate *predicate_of(const char *iri) {
  for (size_t i = 0; i < sizeof predicates / sizeof *predicates; i++)
    if (!strcmp(predicates[i].iri, iri))
      return &predicates[i];
  return NULL;
}

static int take(struct gathering *gathering, const struct turtle_statement *statement) {
  if (!strcmp(statement->predicate, SKOS("hasTopConcept"))) {
    struct skos_concept *top;
    int r = find_object(gathering, NULL, statement, &top);
    return r ? r : take_top(gathering, top, statement);
  }
  const struct predicate *predicate = predicate_of(statement->predicate);
  if (!predicate)
    return 0;
  struct skos_concept *concept = find(gathering->skos, statement->subject);
  if (concept)
    return predicate->take(gathering, concept, statement);
  if (!predicate->of_concepts)
    return 0;
  fail(gathering, place_of(statement), "%s of something that is no concept: %.200s", id_of(statement->predicate),
       statement->subject);
  return error_hint(gathering->error, "Say that it is one: <…> a skos:Concept.");
}

// Sorts the concepts and leaves each IRI once.
static void settle_ids(struct skos *skos) {
  if (skos->count)
    qsort(skos->concepts, skos->count, sizeof *skos->concepts, compare_concepts);
  size_t kept = 0;
  for (size_t i = 0; i < skos->count; i++)
    if (!kept || strcmp(skos->concepts[kept - 1].iri, skos->concepts[i].iri))
      skos->concepts[kept++] = skos->concepts[i];
  skos->count = kept;
}

static void add_concept(struct gathering *gathering, const struct turtle_statement *statement) {
  struct skos *skos = gathering->skos;
  char id[ID_BYTES_MAX + 1];
  concept_id(statement->subject, id);
  skos->concepts[skos->count++] = (struct skos_concept){.iri = statement->subject,
                                                        .id = arena_copy(gathering->arena, id),
                                                        .file = statement->file,
                                                        .line = statement->line};
}

static void gather_concepts(struct gathering *gathering, const struct turtle_statement *statements, size_t count) {
  struct skos *skos = gathering->skos;
  skos->concepts = arena_need(gathering->arena, count * sizeof *skos->concepts);
  for (size_t i = 0; i < count; i++)
    if (!strcmp(statements[i].predicate, RDF_TYPE) && !strcmp(statements[i].object, SKOS("Concept")))
      add_concept(gathering, &statements[i]);
}

// Of concepts with one id, none of which is the same as another, nobody could say which is meant.
static int check_ids(struct gathering *gathering) {
  const struct skos *skos = gathering->skos;
  for (size_t i = 1; i < skos->count; i++) {
    const struct skos_concept *before = &skos->concepts[i - 1], *concept = &skos->concepts[i];
    if (strcmp(before->id, concept->id))
      continue;
    fail(gathering, (struct place){concept->file, concept->line}, "%s: two concepts have this id: %.120s and %.120s",
         concept->id, before->iri, concept->iri);
    return error_hint(gathering->error, "If they mean the same, say so: <…> skos:exactMatch <…>.");
  }
  return 0;
}

// The statements of all files, one after the other.
static int read_files(const struct file *files, size_t file_count, struct arena *arena,
                      struct turtle_statement **ret_statements, size_t *ret_count, struct error *error) {
  struct turtle_statement *all = NULL;
  size_t all_count = 0;
  for (size_t i = 0; i < file_count; i++) {
    struct turtle_statement *statements;
    size_t count;
    int r = turtle_read(&files[i], arena, &statements, &count, error);
    if (r)
      return r;
    struct turtle_statement *both = arena_need(arena, (all_count + count) * sizeof *both);
    if (all_count)
      memcpy(both, all, all_count * sizeof *both);
    if (count)
      memcpy(both + all_count, statements, count * sizeof *both);
    all = both;
    all_count += count;
  }
  *ret_statements = all;
  *ret_count = all_count;
  return 0;
}

int skos_gather(const struct file *files, size_t file_count, struct arena *arena, struct skos *ret_skos,
                struct error *error) {
  struct turtle_statement *statements;
  size_t count;
  int r = read_files(files, file_count, arena, &statements, &count, error);
  if (r)
    return r;
  struct skos skos = {0};
  struct gathering gathering = {.arena = arena, .skos = &skos, .error = error};
  gather_concepts(&gathering, statements, count);
  settle_ids(&skos);
  for (size_t i = 0; !r && i < count; i++)
    r = take(&gathering, &statements[i]);
  if (!r && !skos.count)
    r = error_set(error, ERROR_INVALID, "%s: there is no skos:Concept in it", files[0].path);
  if (r)
    return r;
  skos_merge(&skos, arena);
  r = check_ids(&gathering);
  if (!r)
    *ret_skos = skos;
  return r;
}
