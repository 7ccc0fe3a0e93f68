// SPDX-License-Identifier: Apache-2.0
// What tells who somebody is gets found and taken out, and what is of everybody stays. All names are invented.
#include "access/teaser.h"

#include <criterion/criterion.h>
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STR(literal) ((char *)(uintptr_t)(literal))

enum { LEAKS_MAX = 64, RANDOM_TEXTS = 4000 };

static struct teaser_owner *owner;

static void make_owner(void) {
  Helix__V1__Text english = HELIX__V1__TEXT__INIT, chinese = HELIX__V1__TEXT__INIT;
  english.language = STR("en");
  english.value = STR("Tessiloop Textile Recycling Company");
  chinese.language = STR("zh");
  chinese.value = STR("南京绿环纺织科技有限公司");
  Helix__V1__Identifier vat = HELIX__V1__IDENTIFIER__INIT, short_one = HELIX__V1__IDENTIFIER__INIT;
  vat.scheme = STR("vat");
  vat.value = STR("IT01234567890");
  short_one.scheme = STR("ror");
  short_one.value = STR("04xyzq");
  Helix__V1__Contact giulia = HELIX__V1__CONTACT__INIT, wang = HELIX__V1__CONTACT__INIT;
  giulia.name = STR("Giulia Fioravanti");
  giulia.email = STR("giulia@tessiloop.example.org");
  giulia.phone = STR("+39 051 000 0142");
  wang.name = STR("王晓岚");
  Helix__V1__Owner holding = HELIX__V1__OWNER__INIT;
  holding.name = STR("Brentavolta Holding S.p.A.");
  Helix__V1__Stakeholder message = HELIX__V1__STAKEHOLDER__INIT;
  message.id = STR("tessiloop-sample");
  message.name = STR("Tessiloop Società Benefit S.r.l.");
  message.names = (Helix__V1__Text *[]){&english, &chinese};
  message.n_names = 2;
  message.identifiers = (Helix__V1__Identifier *[]){&vat, &short_one};
  message.n_identifiers = 2;
  message.contacts = (Helix__V1__Contact *[]){&giulia, &wang};
  message.n_contacts = 2;
  message.owners = (Helix__V1__Owner *[]){&holding};
  message.n_owners = 1;
  message.website = STR("https://www.filatonuovo.example/it/chi-siamo");
  owner = teaser_owner_new(&message);
}

static void free_owner(void) {
  owner = teaser_owner_free(owner);
}

TestSuite(teaser, .init = make_owner, .fini = free_owner, .timeout = 60);

static struct teaser_owner *named(const char *name) {
  Helix__V1__Stakeholder message = HELIX__V1__STAKEHOLDER__INIT;
  message.name = STR(name);
  return teaser_owner_new(&message);
}

// "text with {leak} and {leak}": what is in braces is found, as `kind`, and nothing else.
static void expect_leaks_of(const struct teaser_owner *who, enum teaser_leak_kind kind, const char *marked) {
  GString *text = g_string_new(NULL);
  size_t begins[LEAKS_MAX], ends[LEAKS_MAX], count = 0;
  for (const char *at = marked; *at; at++)
    if (*at == '{')
      begins[count] = text->len;
    else if (*at == '}')
      ends[count++] = text->len;
    else
      g_string_append_c(text, *at);
  struct teaser_leak leaks[LEAKS_MAX];
  size_t found = teaser_find_leaks(who, text->str, leaks, LEAKS_MAX);
  for (size_t i = 0; i < found && i < LEAKS_MAX; i++) {
    char *words = g_strndup(text->str + leaks[i].begin, leaks[i].end - leaks[i].begin);
    cr_expect(i < count && leaks[i].begin == begins[i] && leaks[i].end == ends[i], "%s: found \"%s\"", marked, words);
    cr_expect_eq(leaks[i].kind, kind, "%s: \"%s\" is %s", marked, words, teaser_leak_name(leaks[i].kind));
    g_free(words);
  }
  cr_expect_eq(found, count, "%s: %zu leaks", marked, found);
  g_string_free(text, TRUE);
}

static void expect_leaks(enum teaser_leak_kind kind, const char *marked) {
  expect_leaks_of(owner, kind, marked);
}

static void expect_clean(const char *text) {
  expect_leaks(TEASER_NAME, text);
}

static void expect_redacted(const char *text, const char *expected) {
  char *clean = teaser_redact(owner, text);
  cr_expect_str_eq(clean, expected, "%s: %s", text, clean);
  free(clean);
}

// --- names

Test(teaser, a_name_is_found_in_any_case_width_and_with_any_accent) {
  expect_leaks(TEASER_NAME, "{Tessiloop} recupera fibre");
  expect_leaks(TEASER_NAME, "da {TESSILOOP}, con {tessiloop}");
  expect_leaks(TEASER_NAME, "{Ｔｅｓｓｉｌｏｏｐ}技术");
  expect_leaks(TEASER_NAME, "{Téssilòop} e {Te\u0301ssiloo\u0300p\u0301} insieme");
  expect_leaks(TEASER_NAME, "{Tessi-Loop}, {Tessi loop}, {Tessi\u00adloop} and {Tessi\u200bloop}");
  expect_clean("Tessile loop, tessilooping");
}

Test(teaser, a_name_is_found_without_its_legal_form_and_in_other_languages) {
  expect_leaks(TEASER_NAME, "a process of {Tessiloop Textile Recycling} for wool");
  expect_leaks(TEASER_NAME, "{Tessiloop Società Benefit S.r.l}. cerca partner");
  struct teaser_owner *two = named("Economia Circolare S.r.l.");
  expect_leaks_of(two, TEASER_NAME, "noi di {Economia Circolare} lavoriamo per l'economia e la moda circolare");
  teaser_owner_free(two);
}

Test(teaser, words_that_many_names_have_are_no_leak) {
  expect_clean("A textile recycling company and a university laboratory in Bologna, Italia.");
  expect_clean("Gruppo di ricerca, S.p.A., S.r.l., Ltd., Co., società benefit");
  struct teaser_owner *university = named("Alma Mater Studiorum - Università di Bologna");
  expect_leaks_of(university, TEASER_NAME, "L'{Università di Bologna} a Bologna, e le università");
  expect_leaks_of(university, TEASER_NAME, "The {alma} {mater} of many");
  teaser_owner_free(university);
  struct teaser_owner *region = named("Regione Esempia");
  expect_leaks_of(region, TEASER_NAME, "La {Regione Esempia}: the region's economy, le regioni, {esempia}");
  teaser_owner_free(region);
  struct teaser_owner *one = named("Energia");
  expect_leaks_of(one, TEASER_NAME, "energia rinnovabile da {Energia}");
  teaser_owner_free(one);
}

// Words begin alike: a made-up one is not everybody's for that.
Test(teaser, brands_that_begin_like_common_words_are_found) {
  static const char *const brands[] = {"Innovamax", "Electrovolt", "Greenspin", "Biodigesta",
                                       "Econova",   "Energyx",     "Solarix"};
  for (size_t i = 0; i < G_N_ELEMENTS(brands); i++) {
    g_autofree char *name = g_strdup_printf("%s Technologies S.r.l.", brands[i]);
    g_autofree char *text = g_strdup_printf("with {%s} and others", brands[i]);
    struct teaser_owner *brand = named(name);
    expect_leaks_of(brand, TEASER_NAME, text);
    teaser_owner_free(brand);
  }
}

Test(teaser, abbreviations_count_in_capitals) {
  struct teaser_owner *institute = named("Istituto Padano per le Fibre Artificiali");
  expect_leaks_of(institute, TEASER_NAME, "l'{IPFA} e il laboratorio {IPPLFA}");
  expect_leaks_of(institute, TEASER_NAME, "ipfa");
  teaser_owner_free(institute);
  struct teaser_owner *letters = named("QX Srl");
  expect_leaks_of(letters, TEASER_NAME, "La {QX} produce, qx no");
  teaser_owner_free(letters);
}

Test(teaser, a_chinese_name_is_found_without_place_form_and_industry) {
  expect_leaks(TEASER_NAME, "{南京绿环纺织科技有限公司}成立于2015年");
  expect_leaks(TEASER_NAME, "{绿环纺织科技}从事废旧纺织品回收");
  expect_leaks(TEASER_NAME, "我们{绿环}公司位于南京，纺织科技领先");
  expect_clean("南京的纺织科技有限公司");
  struct teaser_owner *university = named("四川大学");
  expect_leaks_of(university, TEASER_NAME, "{四川大学}在四川，是一所大学");
  teaser_owner_free(university);
  struct teaser_owner *group = named("江苏省南京市金穗集团股份有限公司");
  expect_leaks_of(group, TEASER_NAME, "{金穗}的产品在江苏销售");
  teaser_owner_free(group);
  struct teaser_owner *plain = named("广州循环科技有限公司");
  expect_leaks_of(plain, TEASER_NAME, "广州的循环经济科技");
  teaser_owner_free(plain);
}

Test(teaser, persons_are_found) {
  expect_leaks(TEASER_PERSON, "Referente: {Giulia Fioravanti}, o dott.ssa {Fioravanti Giulia}");
  expect_leaks(TEASER_PERSON, "chiedere a {Giulia} o alla {FIORAVANTI}");
  expect_leaks(TEASER_PERSON, "联系人{王晓岚}，或{王女士}、{王经理}");
  expect_clean("giulia fioravante");
  expect_leaks(TEASER_NAME, "part of {Brentavolta Holding S.p.A}., a {Brentavolta} firm");
}

// --- what tells anybody

Test(teaser, links_and_mail_addresses_are_found) {
  expect_leaks(TEASER_LINK, "See {https://shop.example.net/a?b=1}, ({www.nobody.example}) and {prova.it}.");
  expect_leaks(TEASER_LINK, "访问{www.sample.cn}了解，或{ｗｗｗ.ｓａｍｐｌｅ.ｃｎ}。");
  expect_leaks(TEASER_LINK, "sito:{www.altro.it/chi-siamo}; {caffè.com}; on {@fibrepulite}");
  expect_leaks(TEASER_LINK, "{filatonuovo.example}");
  expect_leaks(TEASER_NAME, "il nostro {FilatoNuovo}");
  expect_leaks(TEASER_MAIL, "write to {info@example.org}, {Nome.Cognome+x@mail.example.com}.");
  expect_leaks(TEASER_MAIL, "邮箱：{contact@example.cn}，谢谢");
  expect_clean("Node.js, ASP.NET, e.g. this, i.e. that, U.S. and/or no.One, fibre.It works 3.5 p.m.");
  expect_clean("and/or, R&D, input/output, 24/7, http and www");
}

Test(teaser, telephones_are_found) {
  expect_leaks(TEASER_PHONE, "tel. {+39 051 000 0142}, {051 0000142}, {(051) 000-0142}");
  expect_leaks(TEASER_PHONE, "cell {333 000 0199}; {0039 051 0000142}");
  expect_leaks(TEASER_PHONE, "电话：{025-00001234}，手机 {13800138000}、{138 0013 8000} 或 {+86 138 0013 8000}");
}

Test(teaser, identifiers_are_found) {
  expect_leaks(TEASER_IDENTIFIER, "P.IVA {IT01234567890} oppure {IT 0123 4567 890} o {IT98765432109}");
  expect_leaks(TEASER_IDENTIFIER, "统一社会信用代码{91320100MA1WXYZ42K}");
  expect_leaks(TEASER_IDENTIFIER, "LEI {529900T8BM49AURSDO55}, PIC {999888777}, ROR {04XYZQ}, VAT {01234567890}");
}

Test(teaser, exact_numbers_are_found) {
  expect_leaks(TEASER_NUMBER, "{12345} units, {1.234.567} pieces, {12,345.60} and {40126} Bologna");
  expect_leaks(TEASER_NUMBER, "turnover of EUR {1,432}, € {987.50}, {4.321} euro, ¥{6789} or {6789}元");
  expect_leaks(TEASER_NUMBER, "between {10000}-{20000} a year");
  expect_leaks(TEASER_NUMBER,
               "in {via Zamboni 33}, in {Via della Lana, 12} e {viale Filopanti 4b}; {12 Harbour Mill Road}");
  expect_leaks(TEASER_NUMBER, "公司位于{中山路55号}");
}

Test(teaser, numbers_of_everybody_are_no_leak) {
  expect_clean("In 1999, 2019-2020, 2019/2020/2021 and 2100; from 2015 to 2024; on 12/03/2024 and 2024-03-12.");
  expect_clean(
      "60%, 12,5 %, 99.95%, 99.9999 %, 3 of 12, 300 buses, 9 tonnes, 1.500 maglioni, 1,500, 2 million euro, EUR 500");
  expect_clean("ISO 14001, ISO 9001:2015, ISO/IEC 27001, EN 13432, UNI EN ISO 14044, GB/T 1234, GB/T 19001-2016");
  expect_clean("GB 18401, DIN 53438, ASTM D6400, ASTM D10338, UNI 10349, DIN EN 45545, iso14001, ISO 14040/14044");
  expect_clean("TRL 6, TRL 6-7, 5G, 3D, SDG 12, Industria 4.0, 24/7, 1-2-3, 10, 20, 30, 40, 50");
  expect_clean("Regulation (EU) 2023/1542, direttiva 2008/98/CE, v. 1.2.3, 0,5 mm, -40 °C, 800 V");
  expect_clean("2015年成立，员工300人，占60%，符合GB/T 1234标准，第3条路，5号楼");
  expect_clean("dati via LoRa 868, via satellite 5 times, via Horizon 2020, on the road 3 days");
}

// --- products

Test(teaser, products_are_found) {
  expect_leaks(TEASER_PRODUCT, "our {EcoLoop}, {EcoLoop-3000}, {RePET4U} and the {XR-2500}");
  expect_leaks(TEASER_PRODUCT, "{Rigenera®}, {Nuovo Filo™} and {Softex (R)}, {LANA-VIVA (TM)}");
  expect_leaks(TEASER_PRODUCT, "called \"{Verdefilo Uno}\", “{Green Orlon}”, «{Lana Brillante}»");
  expect_leaks(TEASER_PRODUCT, "我们的{EcoLoop}系统，型号{EcoLoop-3000}，“{GreenSpin}”");
}

Test(teaser, common_technology_is_no_leak) {
  expect_clean(
      "B2B, B2C, IoT, AIoT, CO2, CO₂, H2O, LiFePO4, eVTOL, mRNA, PhD, GmbH, pH, kWh, LoRa, LoRaWAN, PM2.5, PM10");
  expect_clean("CH4, NOx, TiO2, Al2O3, NaCl, CaCO3, Ti6Al4V, AlSi10Mg, NdFeB, GaN, SiC, NMC811, C6H12O6");
  expect_clean("SMEs, NGOs, PhDs, LEDs, dB, GHz, MPa, mAh, 300mm, 50kW, 5000mAh, 24h, 1990s, 2nd, 3D");
  expect_clean("WiFi, JavaScript, OpenCV, WeChat, GitHub, LiDAR, IPv6, RS-485, RS485, USB-C, MIL-810, COVID-19, "
               "Euro-6, SARS-CoV-2");
  expect_clean("FinTech, AgriTech, SaaS, PaaS, MaaS, ChatGPT, Web3, H2020, Horizon-2020, EU27, FP7, Industry4.0, nZEB");
  expect_clean("“smart city”, \"Made in Italy\", \"made in China\", «economia circolare», “一带一路”, 《节能法》");
  expect_clean("E-Mobility, R&D, C++, T-shirt, X-ray, UV-C, T/T, A4, S355, PA66, don't, l'Europa");
}

// --- taking out

Test(teaser, what_is_found_is_replaced) {
  expect_redacted("Tessiloop recupera fibre.", "[…] recupera fibre.");
  expect_redacted("Noi di Tessiloop Tessiloop (www.filatonuovo.example) offriamo 60% di lana, tel. +39 051 000 0142.",
                  "Noi di […] ([…]) offriamo 60% di lana, tel. […].");
  expect_redacted("南京绿环纺织科技有限公司的EcoLoop系统", "[…]的[…]系统");
  expect_redacted("", "");
  expect_redacted("Niente da togliere: città, 循环 🙂", "Niente da togliere: città, 循环 🙂");
  expect_redacted("[…] recupera", "[…] recupera");
  expect_redacted("Te\u0301ssiloop\u0301 e", "[…] e");
}

Test(teaser, fewer_are_written_than_there_are_when_room_is_short) {
  struct teaser_leak leak = {0};
  cr_expect_eq(teaser_find_leaks(owner, "Tessiloop, EcoLoop, 12345", NULL, 0), 3);
  cr_expect_eq(teaser_find_leaks(owner, "Tessiloop, EcoLoop, 12345", &leak, 1), 3);
  cr_expect_eq(leak.end, strlen("Tessiloop"));
}

Test(teaser, an_owner_of_whom_nothing_is_known_has_the_general_rules) {
  Helix__V1__Stakeholder nobody = HELIX__V1__STAKEHOLDER__INIT;
  struct teaser_owner *unknown = teaser_owner_new(&nobody);
  expect_leaks_of(unknown, TEASER_PRODUCT, "Tessiloop makes {EcoLoop}");
  teaser_owner_free(unknown);
  cr_expect_null(teaser_owner_free(NULL));
}

// --- properties

static uint32_t seed = 12345;

static uint32_t next(uint32_t below) {
  seed = seed * 1664525u + 1013904223u;
  return (seed >> 8) % below;
}

static void add_random(GString *text) {
  static const char *const pieces[] = {
      "Tessiloop",  "tessi",    "loop",   "LOOP",       "绿环",   "绿",     "环",      "王",   "女士",   "Giulia",
      "fioravanti", "www.",     ".it",    "http",       "://",    "@",      "example", ".org", "+39 ",   "051 ",
      "12345",      "1",        "20",     "2019",       "-",      " ",      " ",       ", ",   ".",      "®",
      "(TM)",       "[…]",      "…",      "[",          "]",      "\"",     "“",       "”",    "«",      "»",
      "via ",       "Zamboni ", "ISO ",   "GB/T ",      "路",     "号",     "55",      "Eco",  "LOOP-3", "é",
      "\u0301",     "\u00ad",   "\u200b", "㎡",         "ß",      "ﬁ",      "²",       "™",    "EUR ",   "%",
      "Road ",      "S.r.l. ",  "\n",     "\U0001f600", "Ａ",     "１",     "IT",      "A1",   "tel. ",  "电话：",
      "(",          ")",        "/",      "'",          "\u0130", "\u00a0", "x"};
  g_string_append(text, pieces[next(G_N_ELEMENTS(pieces))]);
  if (next(8) == 0) {
    gunichar letter = next(4) ? next(0x3000) : next(0x110000);
    if (letter && g_unichar_validate(letter))
      g_string_append_unichar(text, letter);
  }
}

static bool is_begin(const char *text, size_t at) {
  return (text[at] & 0xc0) != 0x80;
}

static void check_spans(const char *text) {
  struct teaser_leak leaks[LEAKS_MAX];
  size_t count = teaser_find_leaks(owner, text, leaks, LEAKS_MAX), last = 0;
  for (size_t i = 0; i < count && i < LEAKS_MAX; i++) {
    cr_assert(leaks[i].begin >= last && leaks[i].begin < leaks[i].end && leaks[i].end <= strlen(text), "%s", text);
    cr_assert(is_begin(text, leaks[i].begin) && is_begin(text, leaks[i].end), "%s", text);
    last = leaks[i].end;
  }
}

Test(teaser, whatever_the_text_what_is_left_is_clean_and_stays_as_it_is) {
  size_t changed = 0;
  for (int i = 0; i < RANDOM_TEXTS; i++) {
    GString *text = g_string_new(NULL);
    for (uint32_t pieces = next(24); pieces; pieces--)
      add_random(text);
    check_spans(text->str);
    char *clean = teaser_redact(owner, text->str), *again = teaser_redact(owner, clean);
    cr_assert(g_utf8_validate(clean, -1, NULL), "%s", text->str);
    cr_assert_eq(teaser_find_leaks(owner, clean, NULL, 0), 0, "%s → %s", text->str, clean);
    cr_assert_str_eq(clean, again);
    changed += strcmp(clean, text->str) != 0;
    free(clean);
    free(again);
    g_string_free(text, TRUE);
  }
  cr_expect_gt(changed, RANDOM_TEXTS / 4, "there was something to find in %zu", changed);
}

// Wherever a name is put, it is gone.
Test(teaser, no_surrounding_hides_a_name) {
  for (int i = 0; i < RANDOM_TEXTS; i++) {
    GString *text = g_string_new(NULL);
    for (uint32_t pieces = next(6); pieces; pieces--)
      add_random(text);
    g_string_append(text, " filatonuovo ");
    for (uint32_t pieces = next(6); pieces; pieces--)
      add_random(text);
    char *clean = teaser_redact(owner, text->str);
    cr_assert_null(strstr(clean, "filatonuovo"), "%s → %s", text->str, clean);
    free(clean);
    g_string_free(text, TRUE);
  }
}

Test(teaser, a_long_text_takes_little_time) {
  static const char *const pieces[] = {"a.", "1 ", "a-", "Tessi ", "\"", "A ", "via A ", "x@", "://", "1-"};
  for (size_t i = 0; i < G_N_ELEMENTS(pieces); i++) {
    GString *text = g_string_new(NULL);
    for (int repeats = 0; repeats < 20000; repeats++)
      g_string_append(text, pieces[i]);
    free(teaser_redact(owner, text->str));
    g_string_free(text, TRUE);
  }
}
