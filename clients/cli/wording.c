// SPDX-License-Identifier: Apache-2.0
#include "cli/wording.h"

#include <glib.h>
#include <inttypes.h>
#include <string.h>

char *wording_score(uint32_t millionths) {
  uint32_t thousandths = (millionths + 500) / 1000;
  return g_strdup_printf("%" PRIu32 ".%03" PRIu32, thousandths / 1000, thousandths % 1000);
}

char *wording_signed(int32_t millionths) {
  g_autofree char *size = wording_score((uint32_t)ABS(millionths));
  return g_strconcat(millionths < 0 ? "-" : "+", size, NULL);
}

char *wording_enum(const ProtobufCEnumDescriptor *descriptor, int value) {
  const ProtobufCEnumValue *found = protobuf_c_enum_descriptor_get_value(descriptor, value);
  if (value == 0)
    return g_strdup("");
  if (found == NULL) // of a newer daemon
    return g_strdup_printf("%d", value);
  return g_strdelimit(g_ascii_strdown(found->name, -1), "_", ' ');
}

char *wording_home_size(Helix__V1__Size *const *sizes, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (!sizes[i]->home)
      continue;
    g_autofree char *size = wording_enum(&helix__v1__size_class__descriptor, (int)sizes[i]->size);
    return *size ? g_strdup_printf("%s (%s)", size, sizes[i]->regime) : g_strdup("");
  }
  return g_strdup("");
}

char *wording_time(int64_t unix_ms) {
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_local(unix_ms / 1000);
  return time ? g_date_time_format(time, "%Y-%m-%d %H:%M") : g_strdup("");
}

char *wording_join(char *const *words, size_t count, const char *separator) {
  GString *text = g_string_new(NULL);
  for (size_t i = 0; i < count; i++)
    g_string_append_printf(text, "%s%s", i ? separator : "", words[i]);
  return g_string_free(text, FALSE);
}

char *wording_count(uint64_t count, const char *one, const char *many) {
  return g_strdup_printf("%" PRIu64 " %s", count, count == 1 ? one : many);
}

char *wording_shell(const char *word) {
  size_t plain = strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/+@%");
  return *word && word[plain] == '\0' ? g_strdup(word) : g_shell_quote(word);
}
