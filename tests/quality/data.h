// SPDX-License-Identifier: Apache-2.0
// The files that are measured on, plain or gzipped, line by line. They are real data that the project does not ship: who measures
// has them. What cannot be read ends the program with a reason.
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct data; // a folder

struct data *data_new(const char *folder); // NULL when there is no such folder
struct data *data_free(struct data *data); // returns NULL

struct data_file;

struct data_file *data_open(const struct data *data, const char *name);
struct data_file *data_close(struct data_file *file); // returns NULL

// The next line without its end, or NULL. Borrowed until the next call.
char *data_line(struct data_file *file);
// The next line as JSON, the caller's, or NULL.
json_t *data_json(struct data_file *file);
// The next record cut at commas (RFC 4180; a line end inside quotes becomes a blank); returns whether there was one. Borrowed
// until the next call. A record with fewer than `count` cells ends the program; more are passed over.
bool data_cells(struct data_file *file, char **ret_cells, size_t count);

// The string of a field; ends the program when there is none.
const char *data_string(const json_t *object, const char *field);
json_t *data_array(const json_t *object, const char *field);
