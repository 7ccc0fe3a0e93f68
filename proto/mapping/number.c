// SPDX-License-Identifier: Apache-2.0
#include "mapping/number.h"

#include <ctype.h>
#include <errno.h>
#include <glib.h>
#include <math.h>
#include <string.h>

static struct number_whole whole_of(bool negative, uint64_t magnitude) {
  return (struct number_whole){negative && magnitude > 0, magnitude};
}

static enum number_result whole_from_integer(json_int_t integer, struct number_whole *ret_whole) {
  bool negative = integer < 0;
  *ret_whole = whole_of(negative, negative ? 0 - (uint64_t)integer : (uint64_t)integer);
  return NUMBER_OK;
}

// Beyond 2^53 a double no longer says which whole number was written.
static enum number_result whole_from_real(double real, struct number_whole *ret_whole) {
  if (real != floor(real))
    return NUMBER_NOT_WHOLE;
  if (fabs(real) > 0x1p53)
    return NUMBER_OUT_OF_RANGE;
  *ret_whole = whole_of(real < 0, (uint64_t)fabs(real));
  return NUMBER_OK;
}

static const char *skip_digits(const char *at) {
  while (isdigit((unsigned char)*at))
    at++;
  return at;
}

// JSON's grammar, and besides it a plus sign and a missing digit on one side of the point, as YAML allows. No leading
// zeros: they are a code or an octal number.
static bool is_number(const char *text) {
  const char *at = text + (*text == '-' || *text == '+');
  const char *point = skip_digits(at);
  size_t digits = (size_t)(point - at);
  if (digits > 1 && *at == '0')
    return false;
  at = point;
  if (*at == '.') {
    const char *end = skip_digits(at + 1);
    digits += (size_t)(end - at - 1);
    at = end;
  }
  if (digits == 0)
    return false;
  if (*at == 'e' || *at == 'E') {
    at += at[1] == '-' || at[1] == '+' ? 2 : 1;
    if (!isdigit((unsigned char)*at))
      return false;
    at = skip_digits(at);
  }
  return *at == 0;
}

static enum number_result real_from_string(const json_t *json, double *ret_real) {
  const char *text = json_string_value(json);
  if (strlen(text) != json_string_length(json) || !is_number(text))
    return NUMBER_MALFORMED;
  double real = g_ascii_strtod(text, NULL); // strtod would follow the locale
  if (isinf(real))
    return NUMBER_OUT_OF_RANGE;
  *ret_real = real;
  return NUMBER_OK;
}

static enum number_result whole_from_string(const json_t *json, struct number_whole *ret_whole) {
  double real;
  enum number_result result = real_from_string(json, &real);
  if (result != NUMBER_OK)
    return result;
  const char *text = json_string_value(json);
  const char *digits = text + (*text == '-' || *text == '+');
  if (*skip_digits(digits))
    return whole_from_real(real, ret_whole);
  errno = 0;
  uint64_t magnitude = g_ascii_strtoull(digits, NULL, 10);
  if (errno == ERANGE)
    return NUMBER_OUT_OF_RANGE;
  *ret_whole = whole_of(*text == '-', magnitude);
  return NUMBER_OK;
}

enum number_result number_read_whole(const json_t *json, struct number_whole *ret_whole) {
  if (json_is_integer(json))
    return whole_from_integer(json_integer_value(json), ret_whole);
  if (json_is_real(json))
    return whole_from_real(json_real_value(json), ret_whole);
  if (json_is_string(json))
    return whole_from_string(json, ret_whole);
  return NUMBER_WRONG_TYPE;
}

enum number_result number_read_real(const json_t *json, double *ret_real) {
  if (json_is_number(json)) {
    *ret_real = json_number_value(json);
    return NUMBER_OK;
  }
  if (!json_is_string(json))
    return NUMBER_WRONG_TYPE;
  const char *text = json_string_value(json);
  if (strcmp(text, "NaN") == 0)
    *ret_real = NAN;
  else if (strcmp(text, "Infinity") == 0)
    *ret_real = INFINITY;
  else if (strcmp(text, "-Infinity") == 0)
    *ret_real = -INFINITY;
  else
    return real_from_string(json, ret_real);
  return NUMBER_OK;
}

bool number_fits(struct number_whole whole, int64_t min, uint64_t max) {
  if (whole.negative)
    return whole.magnitude <= 0 - (uint64_t)min;
  return whole.magnitude <= max;
}

int64_t number_signed(struct number_whole whole) {
  return (int64_t)(whole.negative ? 0 - whole.magnitude : whole.magnitude);
}
