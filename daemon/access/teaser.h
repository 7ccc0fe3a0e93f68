// SPDX-License-Identifier: Apache-2.0
// What in a text would tell who wrote it, and the text without that. Texts are valid UTF-8; spans are in bytes.
//
// Found are: the owner's names, in any case, width and with any accents (whole names, names without legal form, the words of a name
// that few organisations have, abbreviations in capitals, Chinese trade names), persons of its contacts, its owners; links and mail
// addresses; telephones, identifiers, numbers of five digits and more, exact amounts of money, street addresses; names of products
// (the rule is in leaks_product.c). Years, dates, shares, standards, formulas and common technology are left.
//
// It is a net, not a proof: who describes itself by what nobody else does is found by whoever knows it, and names of towns stay in
// (strangers are told the country only, so who wants to be sure leaves them out). Traditional characters are not seen to be the
// simplified ones of a name. helixctl's `check` says what the net caught, so that people look.
#pragma once

#include "helix/v1/stakeholder.pb-c.h"

#include <stddef.h>

// In the order of what a stranger could do with it: of two that overlap, the longer one, then the first of these, says what it is.
enum teaser_leak_kind {
  TEASER_MAIL,
  TEASER_LINK,
  TEASER_PHONE,
  TEASER_IDENTIFIER,
  TEASER_PERSON,
  TEASER_NAME,
  TEASER_NUMBER,
  TEASER_PRODUCT
};

struct teaser_leak {
  size_t begin, end; // whole characters, with the accents behind them
  enum teaser_leak_kind kind;
};

struct teaser_owner;

// Borrows nothing from the message. May be read by several threads.
struct teaser_owner *teaser_owner_new(const Helix__V1__Stakeholder *message);
struct teaser_owner *teaser_owner_free(struct teaser_owner *owner); // NULL is fine; returns NULL

// In the order of the text, none overlaps another; the first `capacity` of them. Returns how many there are. Never fails.
size_t teaser_find_leaks(const struct teaser_owner *owner, const char *text, struct teaser_leak *leaks,
                         size_t capacity);

// The text with "[…]" for each leak, or for those that only blanks part; free() it. No leak is found in what is left, so that doing it
// again changes nothing.
char *teaser_redact(const struct teaser_owner *owner, const char *text);

const char *teaser_leak_name(enum teaser_leak_kind kind); // "a name"
