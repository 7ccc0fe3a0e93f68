// SPDX-License-Identifier: Apache-2.0
// Field by field of the descriptor: whatever list a profile gets later is taken over too, its entries whole.
#include "service/merge.h"

#include "service/duplicates.h"
#include "service/likeness.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

struct merging {
  struct arena *arena;
  const struct vocabulary *vocabulary;
  const Helix__V1__Stakeholder *keep, *drop;
  Helix__V1__Stakeholder *merged;
};

// --- which entries are the same

static bool is_same_packed(struct arena *arena, const ProtobufCMessage *one, const ProtobufCMessage *other) {
  size_t bytes = protobuf_c_message_get_packed_size(one);
  if (bytes != protobuf_c_message_get_packed_size(other))
    return false;
  uint8_t *packed = arena_need(arena, 2 * bytes);
  protobuf_c_message_pack(one, packed);
  protobuf_c_message_pack(other, packed + bytes);
  return !memcmp(packed, packed + bytes, bytes);
}

static bool is_same_statement(struct arena *arena, const Helix__V1__Statement *one, const Helix__V1__Statement *other) {
  Helix__V1__Statement a = *one, b = *other;
  a.id = b.id; // said twice is said twice, whatever it is called
  return is_same_packed(arena, &a.base, &b.base);
}

static const char *seat(const struct vocabulary *vocabulary, const Helix__V1__Stakeholder *message) {
  uint32_t place;
  return message->n_places && vocabulary_place_find(vocabulary, message->places[0], &place)
             ? vocabulary_place(vocabulary, place)->country
             : "";
}

static bool is_same_identifier(const struct merging *merging, const Helix__V1__Identifier *one,
                               const Helix__V1__Identifier *other) {
  const char *a = duplicates_identifier(merging->arena, one, seat(merging->vocabulary, merging->keep));
  const char *b = duplicates_identifier(merging->arena, other, seat(merging->vocabulary, merging->drop));
  return a && b ? !strcmp(a, b) : is_same_packed(merging->arena, &one->base, &other->base);
}

static bool is_same_contact(const Helix__V1__Contact *one, const Helix__V1__Contact *other) {
  if (*one->email && *other->email)
    return !strcasecmp(one->email, other->email);
  return !strcasecmp(one->name, other->name);
}

static bool is_same_owner(const Helix__V1__Owner *one, const Helix__V1__Owner *other) {
  return *one->id && *other->id ? !strcmp(one->id, other->id) : !strcasecmp(one->name, other->name);
}

// protobuf-c's messages begin with their base.
static bool is_same(const struct merging *merging, const char *field, const void *one, const void *other) {
  const ProtobufCMessage *message = one;
  if (!strcmp(field, "teasers"))
    return !strcmp(((const Helix__V1__Text *)one)->language, ((const Helix__V1__Text *)other)->language);
  if (!strcmp(field, "names"))
    return !strcmp(((const Helix__V1__Text *)one)->value, ((const Helix__V1__Text *)other)->value);
  if (message->descriptor == &helix__v1__statement__descriptor)
    return is_same_statement(merging->arena, one, other);
  if (message->descriptor == &helix__v1__identifier__descriptor)
    return is_same_identifier(merging, one, other);
  if (message->descriptor == &helix__v1__figures__descriptor)
    return ((const Helix__V1__Figures *)one)->year == ((const Helix__V1__Figures *)other)->year;
  if (message->descriptor == &helix__v1__owner__descriptor)
    return is_same_owner(one, other);
  if (message->descriptor == &helix__v1__contact__descriptor)
    return is_same_contact(one, other);
  return is_same_packed(merging->arena, message, other);
}

// --- lists

// Lists are reached by their descriptor, as arrays of pointers to whatever it is: by memcpy(), since for the compiler those are types of
// their own.
static void **list_of(const Helix__V1__Stakeholder *message, const ProtobufCFieldDescriptor *field, size_t *ret_count) {
  void **entries;
  memcpy(&entries, (const char *)message + field->offset, sizeof entries);
  memcpy(ret_count, (const char *)message + field->quantifier_offset, sizeof *ret_count);
  return entries;
}

static void set_list(Helix__V1__Stakeholder *message, const ProtobufCFieldDescriptor *field, void **entries,
                     size_t count) {
  memcpy((char *)message + field->offset, &entries, sizeof entries);
  memcpy((char *)message + field->quantifier_offset, &count, sizeof count);
}

static void *entry_at(void *const *entries, size_t index) {
  void *entry;
  memcpy(&entry, entries + index, sizeof entry);
  return entry;
}

static bool has_entry(const struct merging *merging, const ProtobufCFieldDescriptor *field, void *const *entries,
                      size_t count, const void *entry) {
  for (size_t i = 0; i < count; i++) {
    const void *own = entry_at(entries, i);
    if (field->type == PROTOBUF_C_TYPE_STRING ? !strcmp(own, entry) : is_same(merging, field->name, own, entry))
      return true;
  }
  return false;
}

static void merge_list(struct merging *merging, const ProtobufCFieldDescriptor *field) {
  size_t count, more;
  void **mine = list_of(merging->keep, field, &count), **theirs = list_of(merging->drop, field, &more);
  void **entries = arena_need(merging->arena, (count + more) * sizeof *entries);
  if (count)
    memcpy(entries, mine, count * sizeof *entries);
  for (size_t i = 0; i < more; i++)
    if (!has_entry(merging, field, entries, count, entry_at(theirs, i)))
      memcpy(entries + count++, theirs + i, sizeof *entries);
  set_list(merging->merged, field, entries, count);
}

static void merge_text(struct merging *merging, const ProtobufCFieldDescriptor *field) {
  char *own, *other;
  memcpy(&own, (const char *)merging->keep + field->offset, sizeof own);
  memcpy(&other, (const char *)merging->drop + field->offset, sizeof other);
  if (!*own)
    memcpy((char *)merging->merged + field->offset, &other, sizeof other);
}

static void merge_field(struct merging *merging, const ProtobufCFieldDescriptor *field) {
  if (field->label == PROTOBUF_C_LABEL_REPEATED) {
    if (field->type == PROTOBUF_C_TYPE_STRING || field->type == PROTOBUF_C_TYPE_MESSAGE)
      merge_list(merging, field);
    return;
  }
  if (field->type == PROTOBUF_C_TYPE_STRING) // what kind of organisation it is, `keep` says
    merge_text(merging, field);
}

// --- what is not a matter of lists

static bool is_han(const char *text) {
  for (; *text; text++)
    if ((unsigned char)*text >= 0xe3 && (unsigned char)*text <= 0xe9) // U+3000 to U+9FFF, as near as it matters
      return true;
  return false;
}

static const char *name_language(const struct merging *merging, const char *name) {
  if (is_han(name))
    return "zh";
  return strcmp(seat(merging->vocabulary, merging->drop), "IT") ? "en" : "it";
}

static bool bears_name(const struct merging *merging, const char *name) {
  struct likeness_name asked, own;
  likeness_name_make(merging->arena, NULL, name, &asked);
  likeness_name_make(merging->arena, NULL, merging->keep->name, &own);
  if (!likeness_order(&asked, &own))
    return true;
  for (size_t i = 0; i < merging->merged->n_names; i++) {
    likeness_name_make(merging->arena, NULL, merging->merged->names[i]->value, &own);
    if (!likeness_order(&asked, &own))
      return true;
  }
  return false;
}

static void add_other_name(struct merging *merging) {
  Helix__V1__Stakeholder *merged = merging->merged;
  const char *name = merging->drop->name;
  if (bears_name(merging, name))
    return;
  Helix__V1__Text *text = arena_need(merging->arena, sizeof *text);
  helix__v1__text__init(text);
  text->language = arena_copy(merging->arena, name_language(merging, name));
  text->value = arena_copy(merging->arena, name);
  Helix__V1__Text **names = arena_need(merging->arena, (merged->n_names + 1) * sizeof *names);
  if (merged->n_names)
    memcpy(names, merged->names, merged->n_names * sizeof *names);
  names[merged->n_names++] = text;
  merged->names = names;
}

// Nobody owns itself.
static void drop_owner_itself(Helix__V1__Stakeholder *merged, size_t kept) {
  size_t count = kept;
  for (size_t i = kept; i < merged->n_owners; i++)
    if (strcmp(merged->owners[i]->id, merged->id))
      merged->owners[count++] = merged->owners[i];
  merged->n_owners = count;
}

// The id of an entry of a list, wherever its message keeps it.
typedef char **id_function(void *entry);

static char **statement_id(void *entry) {
  return &((Helix__V1__Statement *)entry)->id;
}

static char **contact_id(void *entry) {
  return &((Helix__V1__Contact *)entry)->id;
}

static bool is_taken(void **entries, size_t count, size_t but, id_function *id_of, const char *id) {
  for (size_t i = 0; i < count; i++)
    if (i != but && !strcmp(*id_of(entry_at(entries, i)), id))
      return true;
  return false;
}

// Entries from `kept` on are copied before their ids change: their message may be wanted as it was.
static void give_ids(struct arena *arena, void **entries, size_t kept, size_t count, size_t bytes, id_function *id_of,
                     const char *letter) {
  for (size_t i = kept; i < count; i++) {
    const void *entry = entry_at(entries, i);
    const char *own = *id_of(entry_at(entries, i));
    if (*own && !is_taken(entries, i, i, id_of, own))
      continue;
    void *copy = arena_need(arena, bytes);
    memcpy(copy, entry, bytes);
    memcpy(entries + i, &copy, sizeof copy);
    char *id;
    unsigned number = 1;
    do
      id = arena_print(arena, "%s%u", letter, number++);
    while (is_taken(entries, count, i, id_of, id));
    *id_of(copy) = id;
  }
}

Helix__V1__Stakeholder *merge_profiles(struct arena *arena, const struct vocabulary *vocabulary,
                                       const Helix__V1__Stakeholder *keep, const Helix__V1__Stakeholder *drop) {
  Helix__V1__Stakeholder *merged = arena_need(arena, sizeof *merged);
  struct merging merging = {arena, vocabulary, keep, drop, merged};
  const ProtobufCMessageDescriptor *descriptor = &helix__v1__stakeholder__descriptor;
  *merged = *keep;
  for (unsigned i = 0; i < descriptor->n_fields; i++)
    merge_field(&merging, &descriptor->fields[i]);
  add_other_name(&merging);
  drop_owner_itself(merged, keep->n_owners);
  give_ids(arena, (void **)merged->statements, keep->n_statements, merged->n_statements, sizeof(Helix__V1__Statement),
           statement_id, "s");
  give_ids(arena, (void **)merged->contacts, keep->n_contacts, merged->n_contacts, sizeof(Helix__V1__Contact),
           contact_id, "c");
  return merged;
}
