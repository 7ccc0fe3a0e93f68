// SPDX-License-Identifier: Apache-2.0
#include "service/change.h"

#include "service/evidence.h"
#include "service/facts.h"
#include "service/partner.h"
#include "service/wording.h"

#include <string.h>

// --- what one side has and the other lacks

static bool has_number(const uint32_t *numbers, size_t count, uint32_t number) {
  for (size_t i = 0; i < count; i++)
    if (numbers[i] == number)
      return true;
  return false;
}

// The first theme that `one` declares and `other` does not; UINT32_MAX: none.
static uint32_t theme_lacking(const struct match_profile *one, const struct match_profile *other) {
  for (size_t i = 0; i < one->theme_count; i++)
    if (!has_number(other->themes, other->theme_count, one->themes[i]))
      return one->themes[i];
  return UINT32_MAX;
}

// The first concept that stands in the words of `one` and not in those of `other`; UINT32_MAX: none.
static uint32_t concept_lacking(const struct meeting *meeting, const struct side *one, const struct side *other) {
  struct call_context *context = meeting->context;
  bool *spoken = arena_need(meeting->candidate->arena, vocabulary_theme_count(context->view->knowledge->vocabulary));
  for (size_t i = 0; i < other->statement_count; i++) {
    const struct text_analysis *analysis = side_read(context, other, i);
    for (size_t t = 0; t < analysis->tag_count; t++)
      spoken[analysis->tags[t].concept] = true;
  }
  for (size_t i = 0; i < one->statement_count; i++) {
    const struct text_analysis *analysis = side_read(context, one, i);
    for (size_t t = 0; meeting_speaks(meeting, one, i) && t < analysis->tag_count; t++)
      if (!spoken[analysis->tags[t].concept])
    return analysis->tags[t].concept;
  }
  return UINT32_MAX;
}

static uint32_t kinds_of(const struct match_profile *profile) {
  uint32_t kinds = 0;
  for (size_t i = 0; i < profile->statement_count; i++)
    kinds |= profile->statements[i].cooperations;
  return kinds;
}

static const char *kind_words(const struct meeting *meeting, uint32_t kinds) {
  return kinds ? wording_value(meeting->context->arena, &helix__v1__cooperation_type__descriptor, __builtin_ctz(kinds))
               : "";
}

static enum match_direction direction_of(const struct match_profile *profile) {
  for (size_t i = 0; i < profile->statement_count; i++)
    if (profile->statements[i].direction)
      return (enum match_direction)profile->statements[i].direction;
  return MATCH_DIRECTION_NONE;
}

static uint8_t level_of(const struct match_profile *profile) {
  for (size_t i = 0; i < profile->statement_count; i++)
    if (profile->statements[i].trl)
      return profile->statements[i].trl;
  return 0;
}

static uint32_t written_languages(const struct match_profile *profile) {
  uint32_t languages = 0;
  for (size_t i = 0; i < profile->statement_count; i++)
    languages |= 1u << profile->statements[i].language;
  return languages & ~1u;
}

static const char *first_language(uint32_t languages) {
  return languages ? wording_language((uint8_t)__builtin_ctz(languages)) : "";
}

// --- the strongest counter-reason

// The known facet as somebody would say it who is asked why not: "it" is the side that was asked.
struct counter {
  const struct meeting *meeting;
  const struct side *asker, *other;
  enum match_side side;
  const struct match_part *part;
};

static char *counter_sought(const struct counter *counter) {
  struct arena *arena = counter->meeting->context->arena;
  const struct knowledge *knowledge = counter->meeting->context->view->knowledge;
  size_t n;
  if (!facts_sought(counter->meeting, counter->side, &n))
    return unconst("it is not the partner that is sought");
  const struct match_partner *sought = &counter->asker->profile->statements[n].sought;
  struct match_fit answer = partner_ask(sought, counter->other->profile, counter->meeting->context->today);
  return arena_print(arena, "it is not all that is sought: %s",
                     partner_words(knowledge, arena, sought, answer.asked & ~answer.met));
}

static char *counter_readiness(const struct counter *counter) {
  size_t asker, other;
  if (!facts_readiness(counter->meeting, counter->side, &asker, &other))
    return unconst("the technology readiness levels differ");
  return arena_print(counter->meeting->context->arena, "technology readiness %d is asked for, the nearest is %d",
                     counter->asker->profile->statements[asker].trl, counter->other->profile->statements[other].trl);
}

static char *counter_place(const struct counter *counter) {
  struct call_context *context = counter->meeting->context;
  const struct knowledge *knowledge = context->view->knowledge;
  const struct match_profile *asker = counter->asker->profile, *other = counter->other->profile;
  if (!asker->place_count || !other->place_count)
    return unconst("the places are apart");
  char *relation = evidence_relation(context, asker->places[0], other->places[0]);
  return arena_print(context->arena, "%s and %s: %s", wording_place(knowledge, asker->places[0]),
                     wording_place(knowledge, other->places[0]), *relation ? relation : "nothing joins them");
}

static char *counter_concepts(const struct counter *counter) {
  struct call_context *context = counter->meeting->context;
  uint32_t lacking = concept_lacking(counter->meeting, counter->asker, counter->other);
  if (lacking == UINT32_MAX)
    return unconst("not all that is asked for is named by its theme");
  return arena_print(context->arena, "it does not speak of %s",
                     wording_theme(context->view->knowledge, context->arena, lacking));
}

static char *counter_theme(const struct counter *counter) {
  struct call_context *context = counter->meeting->context;
  uint32_t lacking = theme_lacking(counter->asker->profile, counter->other->profile);
  if (lacking == UINT32_MAX)
    return unconst("the declared themes are near, not the same");
  return arena_print(context->arena, "it does not declare %s",
                     wording_theme(context->view->knowledge, context->arena, lacking));
}

static char *counter_cooperation(const struct counter *counter) {
  uint32_t lacking = kinds_of(counter->asker->profile) & ~kinds_of(counter->other->profile);
  return arena_print(counter->meeting->context->arena, "it does not state %s as a kind of cooperation",
                     kind_words(counter->meeting, lacking));
}

static char *counter_text(const struct counter *counter, enum match_facet facet) {
  switch (facet) {
  case MATCH_TEXT:
    return unconst(counter->part->value ? "few of the words asked for stand in it"
                                        : "none of the words asked for stands in it");
  case MATCH_CONCEPTS:
    return counter_concepts(counter);
  case MATCH_THEME:
    return counter_theme(counter);
  case MATCH_PLACE:
    return counter_place(counter);
  case MATCH_COOPERATION:
    return counter_cooperation(counter);
  case MATCH_DIRECTION:
    return arena_print(counter->meeting->context->arena, "the directions differ: %s is asked for, it states %s",
                       wording_direction(direction_of(counter->asker->profile)),
                       wording_direction(direction_of(counter->other->profile)));
  case MATCH_SOUGHT:
    return counter_sought(counter);
  case MATCH_READINESS:
    return counter_readiness(counter);
  case MATCH_LANGUAGE:
    return unconst("no working language in common");
  case MATCH_FACET_COUNT:
    break;
  }
  return unconst("");
}

static Helix__V1__Change *change_new(struct arena *arena, const struct match_change *of) {
  Helix__V1__Change *change = arena_need(arena, sizeof *change);
  helix__v1__change__init(change);
  change->facet = (Helix__V1__Contribution__Facet)(of->facet + 1);
  change->side = (Helix__V1__Contribution__Side)(of->side + 1);
  return change;
}

Helix__V1__Change *change_counter(const struct meeting *meeting, const struct match_hit *hit) {
  const struct match_change *of = &hit->counter;
  if (!of->is_there)
    return NULL;
  struct arena *arena = meeting->context->arena;
  const struct counter counter = {.meeting = meeting,
                                  .asker = meeting_asker(meeting, of->side),
                                  .other = meeting_other(meeting, of->side),
                                  .side = of->side,
                                  .part = &hit->halves[of->side].parts[of->facet]};
  Helix__V1__Change *change = change_new(arena, of);
  char *text = counter_text(&counter, of->facet);
  change->points = of->amount;
  change->text = of->side == MATCH_FORTH ? text : arena_print(arena, "seen from the other side, %s", text);
  return change;
}

// --- the smallest change that would raise it

// Who would have to do something, and with whom it would then meet. Where there is nothing that one could name, there is no text.
struct raise {
  const struct meeting *meeting;
  const struct side *actor, *model;
  const struct match_change *of;
  bool is_known;
};

static char *raise_words(const struct raise *raise) {
  uint32_t lacking = written_languages(raise->model->profile) & ~written_languages(raise->actor->profile);
  if (raise->is_known || !lacking)
    return unconst("say more of it in the words of the other side");
  return arena_print(raise->meeting->context->arena, "say it in %s too", first_language(lacking));
}

static char *raise_concepts(const struct raise *raise) {
  struct call_context *context = raise->meeting->context;
  uint32_t lacking = concept_lacking(raise->meeting, raise->model, raise->actor);
  if (lacking == UINT32_MAX)
    return raise->is_known ? NULL : unconst("name a theme of the thesaurus in a statement");
  return arena_print(context->arena, "speak of %s", wording_theme(context->view->knowledge, context->arena, lacking));
}

static char *raise_theme(const struct raise *raise) {
  struct call_context *context = raise->meeting->context;
  uint32_t lacking = theme_lacking(raise->model->profile, raise->actor->profile);
  if (lacking == UINT32_MAX)
    return raise->is_known ? NULL : unconst("declare a theme");
  return arena_print(context->arena, "declare the theme %s",
                     wording_theme(context->view->knowledge, context->arena, lacking));
}

static char *raise_place(const struct raise *raise) {
  struct call_context *context = raise->meeting->context;
  const struct match_profile *model = raise->model->profile;
  if (!model->place_count)
    return unconst("state a place");
  return arena_print(context->arena, "a place in %s", wording_place(context->view->knowledge, model->places[0]));
}

static char *raise_cooperation(const struct raise *raise) {
  uint32_t lacking = kinds_of(raise->model->profile) & ~kinds_of(raise->actor->profile);
  if (!lacking)
    return raise->is_known ? NULL : unconst("state a kind of cooperation");
  return arena_print(raise->meeting->context->arena, "state %s as a kind of cooperation",
                     kind_words(raise->meeting, lacking));
}

static char *raise_direction(const struct raise *raise) {
  enum match_direction wanted = direction_of(raise->model->profile);
  if (!wanted)
    return unconst("state a direction of the cooperation");
  return arena_print(raise->meeting->context->arena, "state the direction %s", wording_direction(wanted));
}

static char *raise_sought(const struct raise *raise) {
  struct call_context *context = raise->meeting->context;
  const struct side *asker = meeting_asker(raise->meeting, raise->of->side),
                    *other = meeting_other(raise->meeting, raise->of->side);
  size_t n;
  if (!facts_sought(raise->meeting, raise->of->side, &n))
    return unconst("say what partner is sought");
  const struct match_partner *sought = &asker->profile->statements[n].sought;
  struct match_fit answer = partner_ask(sought, other->profile, context->today);
  return arena_print(context->arena, "be what is sought: %s",
                     partner_words(context->view->knowledge, context->arena, sought, answer.asked & ~answer.met));
}

static char *raise_readiness(const struct raise *raise) {
  uint8_t level = level_of(raise->model->profile);
  if (!level)
    return unconst("state a technology readiness level");
  return arena_print(raise->meeting->context->arena, "state a technology readiness level of %d", level);
}

static char *raise_language(const struct raise *raise) {
  const char *language = first_language(raise->model->profile->languages & ~raise->actor->profile->languages);
  if (!*language)
    return unconst("state the working languages");
  return arena_print(raise->meeting->context->arena, "work in %s too", language);
}

static char *raise_text(const struct raise *raise) {
  switch (raise->of->facet) {
  case MATCH_TEXT:
    return raise_words(raise);
  case MATCH_CONCEPTS:
    return raise_concepts(raise);
  case MATCH_THEME:
    return raise_theme(raise);
  case MATCH_PLACE:
    return raise_place(raise);
  case MATCH_COOPERATION:
    return raise_cooperation(raise);
  case MATCH_DIRECTION:
    return raise_direction(raise);
  case MATCH_SOUGHT:
    return raise_sought(raise);
  case MATCH_READINESS:
    return raise_readiness(raise);
  case MATCH_LANGUAGE:
    return raise_language(raise);
  case MATCH_FACET_COUNT:
    break;
  }
  return unconst("");
}

static bool names_concept(const struct meeting *meeting, const struct side *side) {
  for (size_t i = 0; i < side->statement_count; i++)
    if (side_read(meeting->context, side, i)->tag_count)
      return true;
  return false;
}

static bool states(const struct side *side, enum match_facet facet, const struct meeting *meeting) {
  const struct match_profile *profile = side->profile;
  size_t n;
  switch (facet) {
  case MATCH_TEXT:
    return true;
  case MATCH_CONCEPTS:
    return names_concept(meeting, side);
  case MATCH_THEME:
    return profile->theme_count > 0;
  case MATCH_PLACE:
    return profile->place_count > 0;
  case MATCH_COOPERATION:
    return kinds_of(profile) != 0;
  case MATCH_DIRECTION:
    return direction_of(profile) != MATCH_DIRECTION_NONE;
  case MATCH_SOUGHT:
    return facts_sought(meeting, side == meeting->query ? MATCH_FORTH : MATCH_BACK, &n);
  case MATCH_READINESS:
    return level_of(profile) != 0;
  case MATCH_LANGUAGE:
    return profile->languages != 0;
  case MATCH_FACET_COUNT:
    break;
  }
  return true;
}

// What is known and not full is short on the side that answers; what is unknown, on the side that states nothing, and of two
// the candidate. Themes do not change for anybody.
static bool is_for_query(const struct meeting *meeting, const struct match_change *of, bool is_known) {
  if (meeting->candidate->kind == SIDE_THEME)
    return true;
  if (is_known)
    return of->side == MATCH_BACK;
  if (of->facet == MATCH_SOUGHT) // whom one seeks, the asker says
    return of->side == MATCH_FORTH;
  return states(meeting->candidate, of->facet, meeting) && !states(meeting->query, of->facet, meeting);
}

// A text has words only, a theme no wishes.
uint32_t change_fixed(enum side_kind kind) {
  static const uint32_t all = (1u << MATCH_FACET_COUNT) - 1, words = 1u << MATCH_TEXT | 1u << MATCH_CONCEPTS;
  switch (kind) {
  case SIDE_TEXT:
    return all & ~words;
  case SIDE_THEME:
    return all & ~(words | 1u << MATCH_THEME | 1u << MATCH_PLACE);
  case SIDE_STAKEHOLDER:
    break;
  }
  return 0;
}

Helix__V1__Change *change_raise(const struct meeting *meeting, const struct match_hit *hit) {
  const struct match_change *of = &hit->raise;
  if (!of->is_there)
    return NULL;
  bool is_known = hit->halves[of->side].parts[of->facet].known, by_query = is_for_query(meeting, of, is_known);
  const struct raise raise = {.meeting = meeting,
                              .actor = by_query ? meeting->query : meeting->candidate,
                              .model = by_query ? meeting->candidate : meeting->query,
                              .of = of,
                              .is_known = is_known};
  char *text = raise_text(&raise);
  if (!text)
    return NULL;
  Helix__V1__Change *change = change_new(meeting->context->arena, of);
  change->by_query = by_query;
  change->score = of->amount;
  change->points = of->amount > hit->score ? of->amount - hit->score : 0;
  change->rank = of->rank;
  change->text = text;
  return change;
}
