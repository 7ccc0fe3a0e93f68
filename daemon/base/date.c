// SPDX-License-Identifier: Apache-2.0
#include "base/date.h"

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <time.h>

// Days from civil: Howard Hinnant, "chrono-compatible low-level date algorithms".
static int32_t days(int year, int month, int day) {
  year -= month <= 2;
  int era = (year >= 0 ? year : year - 399) / 400;
  int of_era = year - era * 400;
  int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static int month_days(int year, int month) {
  static const int table[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return table[month - 1] + (month == 2 && leap);
}

static int number(const char **at, int digits) {
  int value = 0;
  for (int i = 0; i < digits; i++, (*at)++) {
    if (!isdigit((unsigned char)**at))
      return -1;
    value = value * 10 + **at - '0';
  }
  return value;
}

int date_parse(const char *string, int32_t *ret_first, int32_t *ret_last) {
  if (!*string) {
    *ret_first = 0;
    *ret_last = DATE_NEVER;
    return 0;
  }
  int year = number(&string, 4), month = -1, day = -1;
  if (year < 1)
    return -1;
  if (*string == '-') {
    string++;
    month = number(&string, 2);
    if (month < 1 || month > 12)
      return -1;
    if (*string == '-') {
      string++;
      day = number(&string, 2);
      if (day < 1 || day > month_days(year, month))
        return -1;
    }
  }
  if (*string)
    return -1;
  int last_month = month > 0 ? month : 12;
  *ret_first = days(year, month > 0 ? month : 1, day > 0 ? day : 1);
  *ret_last = days(year, last_month, day > 0 ? day : month_days(year, last_month));
  return 0;
}

int32_t date_of_ms(int64_t unix_ms) {
  int64_t day = unix_ms / 86400000;
  return (int32_t)(unix_ms % 86400000 < 0 ? day - 1 : day);
}

static struct tm civil(int32_t day) {
  struct tm parts;
  time_t seconds = (time_t)day * 86400;
  gmtime_r(&seconds, &parts);
  return parts;
}

int date_year(int32_t day) {
  return civil(day).tm_year + 1900;
}

char *date_print(char buffer[DATE_BYTES], int32_t day) {
  struct tm parts = civil(day);
  strftime(buffer, DATE_BYTES, "%Y-%m-%d", &parts);
  return buffer;
}

int32_t date_year_start(int32_t day) {
  return day - civil(day).tm_yday;
}

static int64_t clock_ms(clockid_t id) {
  struct timespec now;
  clock_gettime(id, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t clock_unix_ms(void) {
  return clock_ms(CLOCK_REALTIME);
}

int64_t clock_monotonic_ms(void) {
  return clock_ms(CLOCK_MONOTONIC);
}
