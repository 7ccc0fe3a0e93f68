// SPDX-License-Identifier: Apache-2.0
// A column is a field descriptor and, for what repeats, a slot: the place among the names, figures or statements of the header.
// A row becomes a JSON object first, so that the mapping does the checking.
#include "cli/csv_columns.h"

#include "cli/arguments.h"
#include "mapping/json.h"

#include <glib.h>
#include <stdio.h>
#include <string.h>

enum { SLOTS_MAX = 64 };

enum column_kind { COLUMN_FIELD, COLUMN_IDENTIFIERS, COLUMN_CURRENCY, COLUMN_NAME, COLUMN_FIGURES, COLUMN_STATEMENT };

struct column {
  char *name; // owned
  enum column_kind kind;
  const ProtobufCFieldDescriptor *field; // of Stakeholder, Figures or Statement
  unsigned slot;
};

// "offer_2" and the like: what all columns of one slot share.
struct slots {
  char *keys[SLOTS_MAX]; // owned: "en", "2023", "OFFER 2"
  unsigned count;
};

struct csv_columns {
  struct column *columns; // owned
  unsigned count;
  struct slots names, figures, statements;
};

static const char *const statement_fields[] = {"title",        "language",  "year", "themes",
                                               "cooperations", "direction", "trl",  "expires"};

// The slot with this key, a new one if need be; -1 when there are too many.
static int slot_of(struct slots *slots, const char *key) {
  for (unsigned i = 0; i < slots->count; i++) {
    if (strcmp(slots->keys[i], key) == 0)
      return (int)i;
  }
  if (slots->count == SLOTS_MAX)
    return -1;
  slots->keys[slots->count] = g_strdup(key);
  return (int)slots->count++;
}

static const ProtobufCFieldDescriptor *field_find(const ProtobufCMessageDescriptor *descriptor, const char *name) {
  return protobuf_c_message_descriptor_get_field_by_name(descriptor, name);
}

static bool is_digits(const char *text, size_t count_min, size_t count_max) {
  size_t count = strspn(text, "0123456789");
  return text[count] == '\0' && count >= count_min && count <= count_max;
}

static bool parse_plain(const char *name, struct column *column) {
  const ProtobufCFieldDescriptor *field = field_find(&helix__v1__stakeholder__descriptor, name);
  if (strcmp(name, "identifiers") == 0)
    column->kind = COLUMN_IDENTIFIERS;
  else if (strcmp(name, "currency") == 0)
    column->kind = COLUMN_CURRENCY;
  else if (field == NULL || field->type == PROTOBUF_C_TYPE_MESSAGE)
    return false;
  else
    column->kind = COLUMN_FIELD;
  column->field = field;
  return true;
}

static bool parse_name(struct csv_columns *columns, const char *name, struct column *column, int *ret_slot) {
  const char *language = name + strlen("name_");
  if (!g_str_has_prefix(name, "name_") || strlen(language) != 2 || !g_ascii_isalpha(language[0]) ||
      !g_ascii_isalpha(language[1]))
    return false;
  column->kind = COLUMN_NAME;
  *ret_slot = slot_of(&columns->names, language);
  return true;
}

static bool parse_figures(struct csv_columns *columns, const char *name, struct column *column, int *ret_slot) {
  const char *year = strrchr(name, '_');
  if (year == NULL || !is_digits(year + 1, 4, 4))
    return false;
  g_autofree char *field = g_strndup(name, (gsize)(year - name));
  if (strcmp(field, "staff") != 0 && strcmp(field, "turnover") != 0 && strcmp(field, "balance") != 0)
    return false;
  column->kind = COLUMN_FIGURES;
  column->field = field_find(&helix__v1__figures__descriptor, field);
  *ret_slot = slot_of(&columns->figures, year + 1);
  return true;
}

// KIND[_NUMBER][_FIELD]
static bool parse_statement(struct csv_columns *columns, const char *name, struct column *column, int *ret_slot) {
  g_auto(GStrv) parts = g_strsplit(name, "_", 3);
  if (parts[0] == NULL || choice_find(&helix__v1__statement_kind__descriptor, parts[0]) < 0)
    return false;
  unsigned at = 1;
  const char *number = "1", *field = "text";
  if (parts[at] && is_digits(parts[at], 1, 2))
    number = parts[at++];
  if (parts[at])
    field = parts[at++];
  if (parts[at] || (strcmp(field, "text") == 0 && strstr(name, "_text")))
    return false;
  if (strcmp(field, "text") != 0 &&
      !g_strv_contains((const char *const[]){"title", "language", "year", "themes", "cooperations", "direction", "trl",
                                             "expires", NULL},
                       field))
    return false;
  g_autofree char *kind = g_ascii_strup(parts[0], -1);
  g_autofree char *key = g_strdup_printf("%s %d", kind, atoi(number));
  column->kind = COLUMN_STATEMENT;
  column->field = field_find(&helix__v1__statement__descriptor, field);
  *ret_slot = slot_of(&columns->statements, key);
  return true;
}

// Every name that needs no number, for "did you mean".
static GPtrArray *known_names(void) {
  GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
  const ProtobufCMessageDescriptor *stakeholder = &helix__v1__stakeholder__descriptor;
  for (unsigned i = 0; i < stakeholder->n_fields; i++) {
    if (stakeholder->fields[i].type != PROTOBUF_C_TYPE_MESSAGE)
      g_ptr_array_add(names, g_strdup(stakeholder->fields[i].name));
  }
  for (const char *const *name = (const char *const[]){"identifiers", "currency", "name_en", "name_it", "name_zh",
                                                       "staff_2024", "turnover_2024", "balance_2024", NULL};
       *name; name++)
    g_ptr_array_add(names, g_strdup(*name));
  const ProtobufCEnumDescriptor *kinds = &helix__v1__statement_kind__descriptor;
  for (unsigned i = 1; i < kinds->n_values; i++) {
    char *kind = g_ascii_strdown(kinds->values[i].name, -1);
    g_ptr_array_add(names, kind);
    for (unsigned k = 0; k < G_N_ELEMENTS(statement_fields); k++)
      g_ptr_array_add(names, g_strdup_printf("%s_%s", kind, statement_fields[k]));
  }
  return names;
}

static int unknown_column(const char *name, struct problem *problem) {
  g_autoptr(GPtrArray) names = known_names();
  char quote[64];
  problem_set(problem, problem_quote(quote, sizeof quote, name, strlen(name)), "there is no such column");
  const char *nearest = problem_nearest(name, (const char *const *)names->pdata, names->len);
  if (nearest)
    return problem_hint(problem, "Did you mean %s?", nearest);
  return problem_hint(problem, "Columns: id, name, name_en, helix, places, identifiers, sectors, languages, website, "
                               "founded, startup, themes, sample, source, staff_2024, turnover_2024, currency, offer, "
                               "need, about, reference, offer_themes ... ('helixctl help import stakeholders').");
}

static int column_parse(struct csv_columns *columns, const char *given, struct problem *problem) {
  g_autofree char *name = g_ascii_strdown(given, -1);
  g_strstrip(name);
  g_strdelimit(name, " -", '_');
  for (unsigned i = 0; i < columns->count; i++) {
    if (strcmp(columns->columns[i].name, name) == 0)
      return problem_set(problem, name, "the column is there twice");
  }
  struct column column = {0};
  int slot = 0;
  if (!parse_plain(name, &column) && !parse_name(columns, name, &column, &slot) &&
      !parse_figures(columns, name, &column, &slot) && !parse_statement(columns, name, &column, &slot))
    return unknown_column(given, problem);
  if (slot < 0)
    return problem_set(problem, name, "more than %d of this kind", SLOTS_MAX);
  column.slot = (unsigned)slot;
  column.name = g_steal_pointer(&name);
  columns->columns[columns->count++] = column;
  return 0;
}

static bool has_column(const struct csv_columns *columns, const char *name) {
  for (unsigned i = 0; i < columns->count; i++) {
    if (strcmp(columns->columns[i].name, name) == 0)
      return true;
  }
  return false;
}

struct csv_columns *csv_columns_new(char *const *header, unsigned count, struct problem *problem) {
  struct csv_columns *columns = g_new0(struct csv_columns, 1);
  columns->columns = g_new0(struct column, count + 1);
  for (unsigned i = 0; i < count; i++) {
    if (column_parse(columns, header[i], problem) < 0)
      return csv_columns_free(columns);
  }
  if (has_column(columns, "name"))
    return columns;
  problem_set(problem, "name", "the column is missing");
  problem_hint(problem, "The first line of the file names the columns: name,helix,places,offer,need ...");
  return csv_columns_free(columns);
}

static void slots_deinit(struct slots *slots) {
  for (unsigned i = 0; i < slots->count; i++)
    g_free(slots->keys[i]);
}

struct csv_columns *csv_columns_free(struct csv_columns *columns) {
  if (columns == NULL)
    return NULL;
  for (unsigned i = 0; i < columns->count; i++)
    g_free(columns->columns[i].name);
  slots_deinit(&columns->names);
  slots_deinit(&columns->figures);
  slots_deinit(&columns->statements);
  g_free(columns->columns);
  g_free(columns);
  return NULL;
}

// JSON of one value. NULL and *problem when it is no truth value and no name of a choice; all else is left to the mapping.
static json_t *value_of(const ProtobufCFieldDescriptor *field, const char *cell, struct problem *problem) {
  if (field->type == PROTOBUF_C_TYPE_BOOL) {
    static const char *const yes[] = {"true", "yes", "1", NULL}, *const no[] = {"false", "no", "0", NULL};
    g_autofree char *lower = g_ascii_strdown(cell, -1);
    if (g_strv_contains(yes, lower))
      return json_true();
    if (g_strv_contains(no, lower))
      return json_false();
    problem_set(problem, field->name, "'%s' is neither yes nor no", cell);
    return NULL;
  }
  if (field->type == PROTOBUF_C_TYPE_ENUM) {
    const ProtobufCEnumDescriptor *choices = field->descriptor;
    int number = choice_find(choices, cell);
    if (number > 0)
      return json_string(protobuf_c_enum_descriptor_get_value(choices, number)->name);
    g_autofree char *names = choice_list(choices);
    problem_set(problem, field->name, "'%s' is none of %s", cell, names);
    return NULL;
  }
  return json_string(cell);
}

// The values between semicolons, without blanks around them and without empty ones.
static char **cell_parts(const char *cell) {
  char **parts = g_strsplit(cell, ";", -1);
  unsigned kept = 0;
  for (unsigned i = 0; parts[i]; i++) {
    char *part = g_strstrip(parts[i]);
    if (*part)
      parts[kept++] = part;
    else
      g_free(part);
  }
  parts[kept] = NULL;
  return parts;
}

static json_t *cell_to_json(const ProtobufCFieldDescriptor *field, const char *cell, struct problem *problem) {
  if (field->label != PROTOBUF_C_LABEL_REPEATED)
    return value_of(field, cell, problem);
  g_auto(GStrv) parts = cell_parts(cell);
  json_t *list = json_array();
  for (unsigned i = 0; parts[i]; i++) {
    json_t *value = value_of(field, parts[i], problem);
    if (value == NULL) {
      json_decref(list);
      return NULL;
    }
    json_array_append_new(list, value);
  }
  return list;
}

static json_t *identifiers_to_json(const char *cell, struct problem *problem) {
  g_auto(GStrv) parts = cell_parts(cell);
  json_t *list = json_array();
  for (unsigned i = 0; parts[i]; i++) {
    g_auto(GStrv) pair = g_strsplit(parts[i], ":", 2);
    if (pair[0] == NULL || pair[1] == NULL) {
      problem_set(problem, "identifiers", "'%s' does not say of which kind it is", parts[i]);
      problem_hint(problem, "Write scheme:value, such as vat:IT01234567890.");
      json_decref(list);
      return NULL;
    }
    json_array_append_new(list, json_pack("{s:s, s:s}", "scheme", g_strstrip(pair[0]), "value", g_strstrip(pair[1])));
  }
  return list;
}

// A row on its way to a message.
struct row_build {
  json_t *stakeholder;
  json_t *names[SLOTS_MAX], *figures[SLOTS_MAX], *statements[SLOTS_MAX]; // owned
  const char *currency;
  struct csv_present present;
};

static json_t *slot_object(json_t **objects, unsigned slot) {
  if (objects[slot] == NULL)
    objects[slot] = json_object();
  return objects[slot];
}

static int put_cell(const struct column *column, const char *cell, struct row_build *build, struct problem *problem) {
  json_t *target = build->stakeholder, *value = NULL;
  const char *name = column->field ? column->field->name : NULL;
  switch (column->kind) {
  case COLUMN_CURRENCY:
    build->currency = cell;
    return 0;
  case COLUMN_IDENTIFIERS:
    value = identifiers_to_json(cell, problem);
    break;
  case COLUMN_NAME:
    target = slot_object(build->names, column->slot);
    build->present.names |= UINT64_C(1) << column->slot;
    name = "value";
    value = json_string(cell);
    break;
  case COLUMN_FIELD:
    value = cell_to_json(column->field, cell, problem);
    break;
  case COLUMN_FIGURES:
    target = slot_object(build->figures, column->slot);
    build->present.figures |= UINT64_C(1) << column->slot;
    value = cell_to_json(column->field, cell, problem);
    break;
  case COLUMN_STATEMENT:
    target = slot_object(build->statements, column->slot);
    if (strcmp(name, "language") != 0) // often the same in all rows; alone it is no statement
      build->present.statements |= UINT64_C(1) << column->slot;
    value = cell_to_json(column->field, cell, problem);
    break;
  }
  if (value == NULL) {
    snprintf(problem->field, sizeof problem->field, "%s", column->name);
    return -1;
  }
  return json_object_set_new(target, name, value);
}

// Moves the present objects of the slots into an array of the stakeholder.
static void put_slots(struct row_build *build, const char *name, json_t **objects, uint64_t present) {
  json_t *list = json_array();
  for (unsigned i = 0; i < SLOTS_MAX; i++) {
    if (present >> i & 1)
      json_array_append(list, objects[i]);
    json_decref(objects[i]);
  }
  json_object_set_new(build->stakeholder, name, list);
}

// What the header says about each slot.
static void label_slots(const struct csv_columns *columns, struct row_build *build) {
  for (unsigned i = 0; i < columns->names.count; i++) {
    if (build->names[i])
      json_object_set_new(build->names[i], "language", json_string(columns->names.keys[i]));
  }
  for (unsigned i = 0; i < columns->figures.count; i++) {
    if (build->figures[i] == NULL)
      continue;
    json_object_set_new(build->figures[i], "year", json_string(columns->figures.keys[i]));
    if (build->currency)
      json_object_set_new(build->figures[i], "currency", json_string(build->currency));
  }
  for (unsigned i = 0; i < columns->statements.count; i++) {
    const char *key = columns->statements.keys[i];
    if (build->statements[i])
      json_object_set_new(build->statements[i], "kind", json_stringn(key, strcspn(key, " ")));
  }
}

// The column of the problem's field in place of the field.
static void name_column(const struct csv_columns *columns, const struct csv_present *present, struct problem *problem) {
  const char *name = csv_columns_name_of(columns, present, problem->field);
  if (name)
    snprintf(problem->field, sizeof problem->field, "%s", name);
}

Helix__V1__Stakeholder *csv_columns_message(const struct csv_columns *columns, char *const *cells, unsigned count,
                                            struct csv_present *ret_present, struct problem *problem) {
  struct row_build build = {.stakeholder = json_object()};
  ProtobufCMessage *message = NULL;
  bool is_whole = true;
  if (count != columns->count) {
    problem_set(problem, "", "%u cells, but the header names %u columns", count, columns->count);
    problem_hint(problem, "Put a cell that holds a comma or a line break in double quotes.");
    is_whole = false;
  }
  for (unsigned i = 0; is_whole && i < columns->count; i++) {
    if (*cells[i] && put_cell(&columns->columns[i], cells[i], &build, problem) < 0)
      is_whole = false;
  }
  label_slots(columns, &build);
  put_slots(&build, "names", build.names, build.present.names);
  put_slots(&build, "figures", build.figures, build.present.figures);
  put_slots(&build, "statements", build.statements, build.present.statements);
  if (is_whole) {
    message = message_from_json(&helix__v1__stakeholder__descriptor, build.stakeholder, problem);
    if (message == NULL)
      name_column(columns, &build.present, problem);
  }
  json_decref(build.stakeholder);
  *ret_present = build.present;
  return (Helix__V1__Stakeholder *)message;
}

// Which number a slot has among those present.
static unsigned index_of(uint64_t present, unsigned slot) {
  return (unsigned)__builtin_popcountll(present & ((UINT64_C(1) << slot) - 1));
}

static char *column_path(const struct column *column, const struct csv_present *present) {
  switch (column->kind) {
  case COLUMN_FIELD:
    return g_strdup(column->field->name);
  case COLUMN_IDENTIFIERS:
    return g_strdup("identifiers");
  case COLUMN_CURRENCY:
    return g_strdup("currency");
  case COLUMN_NAME:
    return g_strdup_printf("names[%u]", index_of(present->names, column->slot));
  case COLUMN_FIGURES:
    return g_strdup_printf("figures[%u].%s", index_of(present->figures, column->slot), column->field->name);
  case COLUMN_STATEMENT:
    return g_strdup_printf("statements[%u].%s", index_of(present->statements, column->slot), column->field->name);
  }
  return NULL;
}

static bool is_slot_present(const struct column *column, const struct csv_present *present) {
  uint64_t set = column->kind == COLUMN_NAME        ? present->names
                 : column->kind == COLUMN_FIGURES   ? present->figures
                 : column->kind == COLUMN_STATEMENT ? present->statements
                                                    : UINT64_MAX;
  return set >> column->slot & 1;
}

static bool is_within(const char *field, const char *path) {
  size_t length = strlen(path);
  return strncmp(field, path, length) == 0 && (field[length] == '\0' || field[length] == '[' || field[length] == '.');
}

const char *csv_columns_name_of(const struct csv_columns *columns, const struct csv_present *present,
                                const char *field) {
  const char *around = NULL; // a column of the same statement or figures
  const char *last_dot = strrchr(field, '.');
  size_t stem = last_dot ? (size_t)(last_dot - field) : strlen(field);
  if (g_str_has_suffix(field, "].currency"))
    return has_column(columns, "currency") ? "currency" : NULL;
  for (unsigned i = 0; i < columns->count; i++) {
    const struct column *column = &columns->columns[i];
    if (!is_slot_present(column, present))
      continue;
    g_autofree char *path = column_path(column, present);
    if (is_within(field, path))
      return column->name;
    if (around == NULL && strchr(field, '[') && strncmp(path, field, stem) == 0 && path[stem] == '.')
      around = column->name;
  }
  return around;
}
