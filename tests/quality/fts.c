// SPDX-License-Identifier: Apache-2.0
#include "fts.h"
#include "base/memory.h"

#include <err.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <string.h>

struct fts {
  sqlite3 *connection;
  sqlite3_stmt *add, *rank;
};

static sqlite3_stmt *prepare(sqlite3 *connection, const char *sql) {
  sqlite3_stmt *statement;
  if (sqlite3_prepare_v2(connection, sql, -1, &statement, NULL) != SQLITE_OK)
    errx(1, "FTS5: %s", sqlite3_errmsg(connection));
  return statement;
}

struct fts *fts_new(void) {
  struct fts *fts = memory_new(sizeof *fts);
  if (sqlite3_open(":memory:", &fts->connection) != SQLITE_OK ||
      sqlite3_exec(fts->connection, "CREATE VIRTUAL TABLE texts USING fts5(text, tokenize = 'porter'); BEGIN", NULL,
                   NULL, NULL) != SQLITE_OK)
    errx(1, "FTS5: %s", sqlite3_errmsg(fts->connection));
  fts->add = prepare(fts->connection, "INSERT INTO texts(rowid, text) VALUES (?1, ?2)");
  fts->rank =
      prepare(fts->connection, "SELECT rowid FROM texts WHERE texts MATCH ?1 ORDER BY bm25(texts), rowid LIMIT ?2");
  return fts;
}

struct fts *fts_free(struct fts *fts) {
  if (!fts)
    return NULL;
  sqlite3_finalize(fts->rank);
  sqlite3_finalize(fts->add);
  sqlite3_close(fts->connection);
  free(fts);
  return NULL;
}

void fts_add(struct fts *fts, uint32_t number, const char *text) {
  sqlite3_bind_int64(fts->add, 1, (sqlite3_int64)number + 1);
  sqlite3_bind_text(fts->add, 2, text, -1, SQLITE_STATIC);
  if (sqlite3_step(fts->add) != SQLITE_DONE)
    errx(1, "FTS5: %s", sqlite3_errmsg(fts->connection));
  sqlite3_reset(fts->add);
}

static bool is_stop_word(const char *word, size_t bytes) {
  static const char *const words[] = {"a",    "an",   "and",  "are",  "as", "at",  "be",  "by",    "can",  "for",
                                      "from", "has",  "have", "in",   "is", "it",  "its", "of",    "on",   "or",
                                      "our",  "that", "the",  "this", "to", "was", "we",  "which", "will", "with"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (strlen(words[i]) == bytes && !memcmp(words[i], word, bytes))
      return true;
  return false;
}

struct expression {
  char *text; // owned
  size_t bytes, capacity;
  size_t words;
};

static void append(struct expression *expression, const char *text, size_t bytes) {
  while (expression->bytes + bytes + 1 > expression->capacity) {
    expression->capacity = 2 * expression->capacity + 256;
    expression->text = memory_resize(expression->text, expression->capacity, 1);
  }
  memcpy(expression->text + expression->bytes, text, bytes);
  expression->bytes += bytes;
  expression->text[expression->bytes] = 0;
}

static bool is_letter(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte & 0x80;
}

// Each word once, as bm25() would count a repeated one again.
static void append_word(struct expression *expression, const char *word, size_t bytes) {
  char quoted[64];
  if (bytes + 3 > sizeof quoted || is_stop_word(word, bytes))
    return;
  quoted[0] = quoted[bytes + 1] = '"';
  memcpy(quoted + 1, word, bytes);
  quoted[bytes + 2] = 0;
  if (expression->words && strstr(expression->text, quoted))
    return;
  if (expression->words++)
    append(expression, " OR ", 4);
  append(expression, quoted, bytes + 2);
}

static struct expression any_word_of(const char *text) {
  struct expression expression = {0};
  memory_auto char *lower = memory_copy_string(text);
  for (char *at = lower; *at; at++)
    if (*at >= 'A' && *at <= 'Z')
      *at |= 0x20;
  for (const char *at = lower; *at;) {
    const char *first = at;
    while (is_letter(*at))
      at++;
    if (at > first)
      append_word(&expression, first, (size_t)(at - first));
    else
      at++;
  }
  return expression;
}

size_t fts_rank(struct fts *fts, const char *text, uint32_t *ret_numbers, size_t limit) {
  struct expression expression = any_word_of(text);
  size_t count = 0;
  int outcome = SQLITE_DONE;
  if (expression.words) {
    sqlite3_bind_text(fts->rank, 1, expression.text, -1, SQLITE_STATIC);
    sqlite3_bind_int64(fts->rank, 2, (sqlite3_int64)limit);
    while ((outcome = sqlite3_step(fts->rank)) == SQLITE_ROW)
      ret_numbers[count++] = (uint32_t)(sqlite3_column_int64(fts->rank, 0) - 1);
    sqlite3_reset(fts->rank);
  }
  if (outcome != SQLITE_DONE)
    errx(1, "FTS5: %s", sqlite3_errmsg(fts->connection));
  free(expression.text);
  return count;
}
