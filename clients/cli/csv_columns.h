// SPDX-License-Identifier: Apache-2.0
// What the columns of a CSV file mean, by the names in its header, and a row's cells as a Stakeholder message.
//
// Columns are fields of Stakeholder (one value, or several separated by ';'), name_LANGUAGE, staff_YEAR, turnover_YEAR,
// balance_YEAR, currency, and statements: offer, need, about, reference hold the text, offer_themes and the like its other
// fields, offer_2 a second one. Types and ranges are checked by the descriptors, through the JSON mapping.
#pragma once

#include "helix/v1/stakeholder.pb-c.h"
#include "mapping/problem.h"

struct csv_columns;

// Which of the names, figures and statements of the header have a cell in a row: bit = place in the header. From it follows
// what "statements[1]" is.
struct csv_present {
  uint64_t names, figures, statements;
};

// `header`: UTF-8 strings. NULL and *problem (field: the column) when a name is unknown, twice there, or "name" is missing.
struct csv_columns *csv_columns_new(char *const *header, unsigned count, struct problem *problem);
struct csv_columns *csv_columns_free(struct csv_columns *columns); // returns NULL

// The message of a row, or NULL and *problem, whose field is the column. Free with
// helix__v1__stakeholder__free_unpacked(…, NULL). ret_present is set in both cases.
Helix__V1__Stakeholder *csv_columns_message(const struct csv_columns *columns, char *const *cells, unsigned count,
                                            struct csv_present *ret_present, struct problem *problem);

// The column that a field of such a message came from ("statements[1].themes[0]" → "offer_themes"), or NULL.
const char *csv_columns_name_of(const struct csv_columns *columns, const struct csv_present *present,
                                const char *field);
