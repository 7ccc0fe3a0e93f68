// SPDX-License-Identifier: Apache-2.0
#include "access/leaks.h"

#include "access/wordlists.h"

#include <string.h>

enum { DOMAIN_BYTES_MAX = 16, HANDLE_LETTERS_MIN = 3 };

// What links are made of: ASCII without what encloses them, and letters of other alphabets.
static bool is_link(const struct folded *text, size_t at) {
  uint32_t letter = folded_at(text, at);
  if (folded_is_word(text, at))
    return true;
  return letter > ' ' && letter < 0x7f && !strchr("\"'`<>()[]{},;|*", (int)letter);
}

static bool ends_sentence(uint32_t letter) {
  return letter < 0x7f && strchr(".:!?/-_=&", (int)letter);
}

static bool starts(const struct folded *text, size_t at, size_t end, const char *word) {
  for (; *word; word++, at++)
    if (at >= end || text->units[at].letter != (unsigned char)*word)
      return false;
  return true;
}

static size_t find(const struct folded *text, size_t at, size_t end, const char *word) {
  while (at < end && !starts(text, at, end, word))
    at++;
  return at;
}

static size_t label_end(const struct folded *text, size_t at, size_t end) {
  while (at < end && (folded_is_word(text, at) || text->units[at].letter == '-'))
    at++;
  return at;
}

// "fibre.It works" lacks a blank: top levels are written small, or everything is large.
static bool is_top(const struct folded *text, size_t begin, size_t end) {
  char word[DOMAIN_BYTES_MAX];
  if (end - begin >= sizeof word || (text->units[begin].upper && text->units[end - 1].lower))
    return false;
  for (size_t i = begin; i < end; i++)
    word[i - begin] = (char)(text->units[i].letter < 0x80 ? text->units[i].letter : '?');
  return word_is_top_domain(word, end - begin);
}

// "Node.js" has no top level, "ASP.NET" and "socket.io" are everybody's.
static bool is_everybodys(const struct folded *text, size_t begin, size_t end) {
  static const char *const names[] = {"asp.net", "vb.net", "ml.net", "socket.io", "b.sc", "ph.d"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (end - begin == strlen(names[i]) && starts(text, begin, end, names[i]))
      return true;
  return false;
}

// Does a domain begin here: at least two labels, the last one known?
static bool is_domain(const struct folded *text, size_t begin, size_t end) {
  size_t label = begin, at = label_end(text, begin, end), labels = 1;
  while (at > label && at + 1 < end && text->units[at].letter == '.' && label_end(text, at + 1, end) > at + 1) {
    label = at + 1;
    at = label_end(text, label, end);
    labels++;
  }
  return labels > 1 && is_top(text, label, at) && !is_everybodys(text, begin, at);
}

// In a run without blanks: from where what is a link, or `end`. "vedi:www.example.org" begins with a word of the sentence.
static size_t link_begin(const struct folded *text, size_t begin, size_t end) {
  size_t scheme = find(text, begin, end, "://");
  if (scheme < end) {
    while (scheme > begin && folded_is_word(text, scheme - 1))
      scheme--;
    return scheme;
  }
  for (size_t at = begin; at < end; at++) {
    bool starts_label = folded_is_word(text, at) &&
                        (at == begin || (!folded_is_word(text, at - 1) && text->units[at - 1].letter != '.' &&
                                         text->units[at - 1].letter != '-'));
    if (starts_label && (starts(text, at, end, "www.") || is_domain(text, at, end)))
      return at;
  }
  return end;
}

static bool is_mail(const struct folded *text, size_t at) {
  uint32_t letter = folded_at(text, at);
  return folded_is_word(text, at) || (letter > ' ' && letter < 0x7f && strchr("._%+-", (int)letter));
}

// "info@example.org", and what names an account: "@example".
static bool add_mail(const struct folded *text, size_t begin, size_t end, struct leaks *leaks) {
  size_t at = find(text, begin, end, "@"), local = at;
  if (at == end || folded_word_end(text, at + 1) - at <= HANDLE_LETTERS_MIN)
    return false;
  while (local > begin && is_mail(text, local - 1))
    local--;
  leaks_add(leaks, local, end, at > local ? TEASER_MAIL : TEASER_LINK);
  return true;
}

static void find_in_run(const struct folded *text, size_t begin, size_t end, struct leaks *leaks) {
  while (end > begin && ends_sentence(text->units[end - 1].letter))
    end--;
  if (add_mail(text, begin, end, leaks))
    return;
  size_t link = link_begin(text, begin, end);
  if (link < end)
    leaks_add(leaks, link, end, TEASER_LINK);
}

void leaks_find_links(const struct folded *text, struct leaks *leaks) {
  for (size_t begin = 0, end; begin < text->count; begin = end + 1) {
    for (end = begin; end < text->count && is_link(text, end);)
      end++;
    if (end > begin)
      find_in_run(text, begin, end, leaks);
  }
}
