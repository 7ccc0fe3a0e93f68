// SPDX-License-Identifier: Apache-2.0
#include "service/partner.h"

#include "helix/v1/stakeholder.pb-c.h"
#include "service/wording.h"

#include <stdlib.h>

enum { PLACES_NAMED_MAX = 3 };

struct match_fit partner_ask(const struct match_partner *partner, const struct match_profile *other, int32_t today) {
  const struct match_facts facts = match_facts_of_profile(other, today);
  struct match_numbers packed = {0};
  match_partner_pack(partner, &packed);
  struct match_fit fit = match_partner_fit(packed.items, &facts);
  free(packed.items);
  return fit;
}

// --- words

static char *either(struct arena *arena, char *words, const char *word) {
  return *words ? arena_print(arena, "%s or %s", words, word) : arena_copy(arena, word);
}

static char *enum_words(struct arena *arena, const ProtobufCEnumDescriptor *descriptor, uint32_t bits) {
  char *words = arena_copy(arena, "");
  for (int i = 0; i < 32; i++)
    if (bits >> i & 1)
      words = either(arena, words, wording_value(arena, descriptor, i));
  return words;
}

// The widest places alone: what lies within another of them goes without saying.
static char *place_words(const struct knowledge *knowledge, struct arena *arena, const struct match_partner *partner) {
  char *words = arena_copy(arena, "");
  size_t named = 0;
  for (size_t i = 0; i < partner->place_count; i++) {
    bool is_inside = partner->places[i] >= vocabulary_place_count(knowledge->vocabulary);
    for (size_t j = 0; j < partner->place_count && !is_inside; j++)
      is_inside = j != i && vocabulary_place_within(knowledge->vocabulary, partner->places[i], partner->places[j]);
    if (!is_inside && named++ < PLACES_NAMED_MAX)
      words = either(arena, words, wording_place(knowledge, partner->places[i]));
  }
  return named > PLACES_NAMED_MAX ? arena_print(arena, "%s or %zu other places", words, named - PLACES_NAMED_MAX)
                                  : words;
}

static char *country_words(struct arena *arena, const struct match_partner *partner) {
  char *words = arena_copy(arena, "");
  for (size_t i = 0; i < partner->country_count; i++) {
    const char code[3] = {(char)(partner->countries[i] >> 8), (char)(partner->countries[i] & 0xff), 0};
    words = either(arena, words, code);
  }
  return words;
}

static char *condition_words(const struct knowledge *knowledge, struct arena *arena,
                             const struct match_partner *partner, enum match_condition condition) {
  switch (condition) {
  case MATCH_CONDITION_HELIX:
    return enum_words(arena, &helix__v1__helix__descriptor, partner->helix);
  case MATCH_CONDITION_SIZE:
    return enum_words(arena, &helix__v1__size_class__descriptor, partner->sizes);
  case MATCH_CONDITION_PLACE:
    return arena_print(arena, "in %s", place_words(knowledge, arena, partner));
  case MATCH_CONDITION_COUNTRY:
    return arena_print(arena, "country %s", country_words(arena, partner));
  case MATCH_CONDITION_TRL:
    return arena_print(arena, "technology readiness %d to %d", partner->trl_min ? partner->trl_min : 1,
                       partner->trl_max ? partner->trl_max : 9);
  case MATCH_CONDITION_COUNT:
    break;
  }
  return arena_copy(arena, "");
}

char *partner_words(const struct knowledge *knowledge, struct arena *arena, const struct match_partner *partner,
                    unsigned bits) {
  char *words = NULL;
  for (int i = 0; i < MATCH_CONDITION_COUNT; i++) {
    if (!(bits >> i & 1))
      continue;
    char *more = condition_words(knowledge, arena, partner, (enum match_condition)i);
    words = words ? arena_print(arena, "%s, %s", words, more) : more;
  }
  return words ? words : arena_copy(arena, "");
}
