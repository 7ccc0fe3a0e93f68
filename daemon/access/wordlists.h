// SPDX-License-Identifier: Apache-2.0
// What everybody says. By hand, and meant to grow: what is missing here is taken out of teasers without need, what is here too much
// stays in. Inside the room only.
#pragma once

#include "access/folded.h"

// Each takes one word, or what the function's name says.
bool word_is_generic(const struct folded_unit *units, size_t count);    // many organisations' names have it
bool word_is_technology(const struct folded_unit *units, size_t count); // "CO2", "IoT", "LiFePO4", "COVID"
bool word_is_standard(const struct folded_unit *units, size_t count);   // whose numbers are standards: "ISO", "GB"
bool word_is_street(const struct folded_unit *units, size_t count);     // "via", "road"
bool word_is_phone(const struct folded_unit *units, size_t count);      // "tel"
bool word_is_currency(const struct folded_unit *units, size_t count);
bool word_is_register(const struct folded_unit *units, size_t count); // "vat", "lei"
bool word_is_top_domain(const char *word, size_t bytes);

// How many units of the end are a legal form, with what parts it off; 0: none.
size_t words_legal_form(const struct folded_unit *units, size_t count);

// Chinese names are place, trade name, industry, legal form. How many units of the begin or end are such a part; 0: none.
size_t han_place_prefix(const struct folded_unit *units, size_t count);
size_t han_form_suffix(const struct folded_unit *units, size_t count);
size_t han_industry_suffix(const struct folded_unit *units, size_t count);
bool han_is_generic(const struct folded_unit *units, size_t count); // "循环", "创新"
size_t han_surname(const struct folded_unit *units, size_t count);  // units of the surname that a full name begins with
