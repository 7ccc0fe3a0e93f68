// SPDX-License-Identifier: Apache-2.0
#include "access/wordlists.h"

#include <glib.h>
#include <string.h>

// Sorted by what they are of; a star stands for any usual ending (folded.c), so that "econom*" is
// "economia" and "economics", and no made-up word is everybody's for its begin.
static const char *const generic[] = {
    // kinds of organisations and their parts
    "academ*", "accadem*", "accelerat*", "agenc*", "agenzi*", "aps", "associa*", "authorit*", "autorit*", "aziend*",
    "bank*", "benefit", "banca", "bureau*", "business*", "camera", "camere", "center*", "centr*", "chamber*", "circolo",
    "club", "cluster*", "co", "colleg*", "commerc*", "committee*", "company", "companies", "compagnia", "comune",
    "comuni", "comunale", "comunit*", "comunicaz*", "concept", "confedera*", "consor*", "consul*", "cooperat*", "corp",
    "corporation", "council*", "department*", "dipartiment*", "direzione", "distrett*", "district*", "division*",
    "ente", "enti", "enterprise*", "experience*", "facolta", "facult*", "factor*", "fabbric*", "federa*", "fiera",
    "fiere", "firm*", "fondazion*", "forum", "foundation*", "fund", "funds", "global", "gmbh", "governo", "government*",
    "group*", "grupp*", "holding*", "hospital*", "hub", "hubs", "impres*", "inc", "incubat*", "institut*", "istitut*",
    "lab", "labs", "laborator*", "leag*", "limited", "llc", "ltd", "ministr*", "minister*", "municip*", "museo",
    "museum*", "network*", "offic*", "officin*", "onlus", "organis*", "organiz*", "ospedal*", "partner*", "plc",
    "policy", "policies", "policlinico", "politecnic*", "polytechnic*", "polo", "provinc*", "regio*", "ret", "rete",
    "reti", "school*", "scuol*", "section*", "service*", "serviz*", "settore", "sme", "smes", "snc", "societ*", "spa",
    "srl", "srls", "startup*", "station*", "stazion*", "studi*", "tecnopol*", "technopol*", "ufficio", "union*", "unit",
    "units", "unita", "universit*", "workshop*", "www",
    // places that many names have
    "asia", "asian", "bologna", "bolognese", "bolognesi", "chengdu", "china", "chinese", "cina", "cines*", "cities",
    "citta", "city", "emilia", "emilian*", "euro", "europ*", "guangdong", "guangxi", "guangzhou", "international*",
    "internazional*", "italia*", "italy", "jiangsu", "liudong", "liuzhou", "local*", "metropol*", "modena", "mondo",
    "nanjing", "nanchino", "nation*", "nazional*", "nord", "north", "northern", "reno", "romagna", "rural*", "sichuan",
    "sino", "sud", "south", "southern", "terra", "territor*", "town*", "urban*", "village*", "west", "western", "east",
    "eastern", "world*", "yangzhou",
    // what they do
    "acqua", "acque", "aerospa*", "agri", "agricol*", "agricultur*", "agrifood", "agro", "agroalimentar*", "air",
    "alimentar*", "aliment*", "ambient*", "animal*", "area", "areas", "aree", "attrattiv*", "mechatronic*", "apparel*",
    "architect*", "architett*", "art", "arts", "arte", "arti", "artigian*", "assistiv*", "audio", "auto", "automotive",
    "automat*", "automaz*", "batter*", "beni", "bike", "bikes", "bici", "biciclet*", "bio", "biolog*", "biomedic*",
    "biotech*", "blue", "building*", "bus", "buses", "canal", "canale", "carbon*", "care", "cargo", "carta", "casa",
    "cell", "cells", "celle", "cellul*", "ceramic*", "charg*", "chemical*", "chemistry", "chimic*", "cibo", "circolar*",
    "circular*", "civic*", "civil*", "clean", "cleaning", "climat*", "cloth", "clothing", "cloud*", "coating*",
    "collect*", "color", "colour", "communicat*", "comput*", "comunicaz*", "connect*", "construct*", "control*",
    "costruz*", "craft", "crafts", "creat*", "cultur*", "coltur*", "cucin*", "data", "dati", "design*", "develop*",
    "digital*", "digit*", "display*", "domest*", "drive", "drives", "drone", "drones", "droni", "eco", "ecolog*",
    "econom*", "educa*", "edil*", "efficien*", "elder*", "electric*", "electron*", "elettric*", "elettron*",
    "emission*", "energ*", "engineer*", "environ*", "equip*", "event*", "expo", "farm", "farms", "farming", "farmac*",
    "fashion*", "fibra", "fibre", "fibres", "filati", "filo", "film", "films", "financ*", "finanz*", "fluid*", "food",
    "foods", "forest*", "formaz*", "fiber*", "fruit*", "frutt*", "furnit*", "future*", "futur*", "game", "games",
    "garden*", "garment", "garments", "gas", "gestion*", "giardin*", "giochi", "gioco", "giustizia", "glass", "gomma",
    "grafic*", "graphic*", "green", "health*", "heat", "heating", "heritage*", "home", "house", "housing", "hydrogen",
    "idea", "ideas", "idee", "idric*", "image", "images", "immagin*", "impian*", "indust*", "informa*", "infra*",
    "ingegner*", "innov*", "instrument*", "intellig*", "interact*", "interfac*", "interior*", "invest*", "irrig*",
    "justice", "kitchen*", "knit*", "landscap*", "lavor*", "leather*", "legn*", "life", "light", "lights", "lighting",
    "logist*", "luce", "luci", "macchin*", "machin*", "made", "maglieria", "maglificio", "manag*", "manufact*",
    "manifattur*", "marine*", "market*", "material*", "materie", "meccan*", "mechan*", "medic*", "media", "metal",
    "metals", "metalli", "micro", "mobile", "mobili", "mobility", "mobilita", "moda", "mode", "model*", "motor",
    "motors", "motori", "music", "musica", "natura", "natural*", "nature", "nanotech*", "new", "nuov*", "nursery*",
    "nutrition*", "open", "opera*", "opere", "optic*", "organic*", "orto", "orti", "ottic*", "packag*", "paper*",
    "parc*", "park*", "pedestr*", "pharma", "pharmaceutical*", "photo", "photonic*", "plan", "plans", "planning",
    "plant*", "plastic*", "platform*", "pixel", "power", "precis*", "print", "printing", "prodott*", "produ*",
    "progett*", "project*", "promo*", "property", "public*", "pubblic*", "qualit*", "rail", "railway*", "recover*",
    "recupero", "recycl*", "renew*", "repair*", "research*", "resid*", "resourc*", "reuse*", "ricambi", "ricerc*",
    "ricicl*", "rifiut*", "rigener*", "riparaz*", "rius*", "risors*", "robot*", "safe", "safety", "salute", "sample*",
    "sanit*", "scien*", "second", "secondary", "secur*", "selez*", "semi", "sensor", "sensors", "sensori", "serra",
    "serre", "sicurez*", "sistem*", "smart", "social*", "software*", "soil", "solar", "solare", "solution*",
    "soluzion*", "sorting", "sostenib*", "space*", "spazi*", "spong*", "sport*", "standard*", "storage*", "strateg*",
    "strument*", "supply", "sustain*", "svilupp*", "system*", "tech", "technolog*", "technic*", "tecnolog*", "tecnic*",
    "telecom*", "terre", "tessile", "tessili", "tessut*", "test", "tests", "testing", "textil*", "thermal", "termic*",
    "toy", "toys", "trade", "trading", "tradizion*", "traction*", "traffic*", "train*", "transit*", "transp*", "trasp*",
    "trazion*", "touris*", "turis*", "urban*", "valley", "vehicle*", "veicol*", "ventur*", "verde", "verdi",
    "vertical*", "video", "vision", "vita", "waste*", "water", "waters", "wind", "wood", "work", "works", "yarn*",
    "zero",
    // words that join, and those of addresses
    "a", "al", "alla", "alle", "an", "and", "at", "by", "con", "da", "dal", "dalla", "de", "degli", "dei", "del",
    "della", "delle", "dello", "di", "e", "ed", "ex", "for", "from", "gli", "i", "il", "in", "into", "la", "le", "lo",
    "nel", "nella", "of", "on", "per", "pro", "su", "sul", "the", "to", "un", "una", "with", "your", "our", "com",
    "example*", "gmail", "hotmail", "legalmail", "libero", "mail", "outlook", "pec", "sina", "tiscali", "yahoo",
    "foxmail", "http*", "edu", "gov", "org", "net", "first", "one", "due", "tre", "two", "three", "big", "small",
    "good", "best", "high", "advanced", "applied", "general*", "integrat*", "modern*", "special*", "via", "san",
    "santa", "saint"};

// Of letters and digits, or of mixed capitals, and nobody's own.
static const char *const technology[] = {
    "agritech",   "aiot",      "aisi",       "android",       "ansys",      "asp",        "autocad",   "b2b",
    "b2c",        "b2g",       "baas",       "biotech",       "bim",        "blockchain", "bluetooth", "canopen",
    "chatgpt",    "cleantech", "clo3d",      "co2e",          "co2eq",      "coap",       "copilot",   "covid*",
    "coworking",  "deeptech",  "devops",     "docker",        "ebike",      "edtech",     "elearning", "ethercat",
    "ethereum",   "eu27",      "euro*",      "fintech",       "foodtech",   "fp7",        "github",    "gitlab",
    "gmbh",       "greentech", "h2020",      "hdpe",          "horeca",     "horizon*",   "iaas",      "iiot",
    "industr*",   "insurtech", "ios",        "iot",           "ipad",       "iphone",     "ipv4",      "ipv6",
    "javascript", "latex",     "ldpe",       "lidar",         "linkedin",   "lora",       "lorawan",   "maas",
    "macos",      "matlab",    "medtech",    "mil",           "mongodb",    "mou",        "mp3",       "mp4",
    "mpeg4",      "mqtt",      "mysql",      "ncm811",        "nimh",       "nmc*",       "ncm*",      "nodejs",
    "numpy",      "nzeb",      "opencv",     "openstreetmap", "paas",       "pdf",        "phd",       "phds",
    "pm10",       "pm2",       "pm25",       "postgresql",    "powerpoint", "proptech",   "profinet",  "pytorch",
    "rs232",      "rs485",     "saas",       "sars*",         "scada",      "scaleup",    "scaleups",  "sha256",
    "smes",       "soc",       "solidworks", "spinoff",       "spinoffs",   "startup",    "startups",  "tensorflow",
    "typescript", "usb*",      "utf8",       "web2",          "web3",       "webgis",     "webgl",     "wechat",
    "whatsapp",   "wifi",      "wordpress",  "youtube",       "zigbee",     "aa",         "al",        "rs",
    "un",         "cas",       "trl",        "sdg",           "pm",         "pvc",        "pet",       "rpet",
    "euro",       "agenda",    "scopus",     "unesco",        "usd",        "eur",        "tio2",      "gdpr",
    "wp29",       "h2o",       "co2",        "wto",           "brics",      "g20",        "g7",        "wmo",
    "cop21",      "cop26",     "cop28",      "cop*",          "esg",        "lca",        "s355"};

static const char *const standards[] = {
    "iso",  "iec", "en",  "uni", "din", "astm", "gb",  "gbt",  "hj",    "cj", "cjj",   "jb",  "qb", "fz",   "ieee",
    "rfc",  "itu", "cei", "cen", "bs",  "nf",   "sae", "ul",   "nist",  "ts", "tr",    "jgj", "db", "yy",   "dpr",
    "dlgs", "jis", "pas", "ny",  "eu",  "ue",   "ce",  "oeko", "haccp", "sa", "ohsas", "qc",  "sn", "aatcc"};

static const char *const streets[] = {"via",       "viale",   "piazza", "piazzale", "piazzetta", "corso",
                                      "vicolo",    "strada",  "largo",  "viali",    "lungomare", "street",
                                      "road",      "avenue",  "lane",   "square",   "rd",        "ave",
                                      "boulevard", "strasse", "lu",     "jie",      "dadao"};

static const char *const phones[] = {"tel",    "telefono", "phone",    "telephone", "cell", "cellulare",
                                     "mobile", "fax",      "whatsapp", "call",      "mob"};

static const char *const currencies[] = {"eur", "euro", "euros", "usd",      "cny",    "rmb",
                                         "gbp", "chf",  "yuan",  "renminbi", "dollar*"};

static const char *const registers[] = {"vat", "iva", "piva", "cf",   "fiscale", "uscc", "lei",
                                        "pic", "rea", "ror",  "duns", "eori",    "sdi"};

static const char *const top_domains[] = {
    "com",    "org",    "net",   "it",    "cn",  "eu",   "io",      "info",      "biz",     "edu",     "gov",
    "int",    "de",     "fr",    "uk",    "es",  "nl",   "be",      "at",        "ch",      "pl",      "us",
    "jp",     "kr",     "hk",    "tw",    "sg",  "tech", "app",     "dev",       "ai",      "co",      "shop",
    "store",  "online", "site",  "cloud", "xyz", "srl",  "example", "academy",   "agency",  "company", "design",
    "energy", "farm",   "green", "group", "lab", "life", "network", "solutions", "systems", "world",   "sm",
    "va",     "pt",     "se",    "ie",    "gr",  "ro",   "cat"};

static const char *const legal_forms[] = {
    "srl",     "srls",           "spa",   "snc",     "sas",   "scarl", "scpa",    "scrl", "societacooperativa",
    "soccoop", "societabenefit", "onlus", "ets",     "aps",   "ltd",   "limited", "co",   "inc",
    "corp",    "corporation",    "llc",   "plc",     "gmbh",  "ag",    "sa",      "sarl", "bv",
    "nv",      "company",        "group", "holding", "srlsb", "sb"};

static const char *const han_places[] = {
    "中国", "意大利", "博洛尼亚", "北京", "上海",       "天津",   "重庆", "江苏",   "浙江",   "安徽", "福建",
    "江西", "山东",   "河南",     "河北", "湖北",       "湖南",   "广东", "广西",   "海南",   "四川", "贵州",
    "云南", "陕西",   "甘肃",     "青海", "山西",       "辽宁",   "吉林", "黑龙江", "内蒙古", "宁夏", "新疆",
    "西藏", "香港",   "澳门",     "台湾", "南京",       "扬州",   "苏州", "无锡",   "常州",   "南通", "徐州",
    "镇江", "泰州",   "盐城",     "淮安", "连云港",     "宿迁",   "杭州", "宁波",   "温州",   "绍兴", "嘉兴",
    "合肥", "福州",   "厦门",     "泉州", "南昌",       "济南",   "青岛", "烟台",   "郑州",   "洛阳", "武汉",
    "长沙", "广州",   "深圳",     "佛山", "东莞",       "珠海",   "中山", "惠州",   "汕头",   "南宁", "柳州",
    "柳东", "桂林",   "海口",     "成都", "天府",       "绵阳",   "德阳", "宜宾",   "贵阳",   "昆明", "西安",
    "兰州", "太原",   "沈阳",     "大连", "长春",       "哈尔滨", "江宁", "江北",   "仪征",   "邗江", "广陵",
    "南沙", "黄埔",   "越秀",     "鱼峰", "壮族自治区", "自治区", "新区", "高新区", "开发区", "省",   "市",
    "区",   "县"};

static const char *const han_forms[] = {
    "股份有限公司", "有限责任公司", "有限公司", "股份公司", "合伙企业", "有限合伙", "集团",   "公司",
    "总公司",       "分公司",       "研究院",   "研究所",   "研究中心", "中心",     "大学",   "学院",
    "学校",         "工厂",         "厂",       "合作社",   "孵化器",   "加速器",   "实验室", "协会",
    "商会",         "基金会",       "委员会",   "政府",     "管理局",   "局",       "科技园", "产业园",
    "科创园",       "园区",         "工作室",   "事务所",   "医院",     "银行"};

static const char *const han_industries[] = {
    "科技",   "技术", "信息",   "网络", "软件", "数据", "数字", "智能",   "智慧", "电子", "电气", "电驱", "电动",
    "电力",   "机械", "机器人", "设备", "装备", "系统", "制造", "工业",   "实业", "产业", "工程", "建设", "建筑",
    "开发",   "设计", "国际",   "环保", "环境", "生态", "能源", "新能源", "储能", "节能", "快充", "充电", "材料",
    "新材料", "再生", "循环",   "化工", "化学", "生物", "医药", "医疗",   "健康", "辅具", "康复", "食品", "餐饮",
    "农业",   "农感", "纺织",   "织物", "针织", "制衣", "服装", "服饰",   "时尚", "包装", "印刷", "家居", "家具",
    "木作",   "照明", "玩具",   "文创", "文化", "传媒", "互动", "游戏",   "教育", "咨询", "服务", "贸易", "商贸",
    "进出口", "物流", "运输",   "出行", "交通", "汽车", "车辆", "投资",   "控股", "金融", "管理", "运营", "园林",
    "园艺",   "花木", "苗圃",   "植物", "水务", "灌溉", "分拣", "厨余",   "梯次", "三维", "创新", "城投", "博览",
    "林业",   "艺术", "美术",   "音乐", "体育", "财经", "政法", "会展",   "旅游", "改装", "选择", "发展"};

static const char *const han_generic[] = {
    "绿色", "循环", "智能", "创新", "国际", "中华", "现代", "未来", "世界", "人民", "城市", "生态", "环保", "科技",
    "数字", "智慧", "健康", "联合", "中意", "意中", "中欧", "欧洲", "东方", "第一", "植物", "运河", "新型", "纤维",
    "设计", "大学", "研究", "工业", "农业", "信息", "建筑", "交通", "师范", "理工", "科学", "中国", "国家", "可持续"};

static const char *const han_long_surnames[] = {"欧阳", "司马", "上官", "诸葛", "司徒", "东方", "夏侯", "皇甫",
                                                "尉迟", "公孙", "慕容", "令狐", "长孙", "宇文", "端木", "南宫"};

#define AMONG(words) folded_is_among(units, count, words, G_N_ELEMENTS(words))

bool word_is_generic(const struct folded_unit *units, size_t count) {
  return AMONG(generic) || word_is_technology(units, count);
}

bool word_is_technology(const struct folded_unit *units, size_t count) {
  return AMONG(technology);
}

bool word_is_standard(const struct folded_unit *units, size_t count) {
  return AMONG(standards);
}

bool word_is_street(const struct folded_unit *units, size_t count) {
  return AMONG(streets);
}

bool word_is_phone(const struct folded_unit *units, size_t count) {
  return AMONG(phones);
}

bool word_is_currency(const struct folded_unit *units, size_t count) {
  return AMONG(currencies);
}

bool word_is_register(const struct folded_unit *units, size_t count) {
  return AMONG(registers);
}

bool word_is_top_domain(const char *word, size_t bytes) {
  for (size_t i = 0; i < G_N_ELEMENTS(top_domains); i++)
    if (strlen(top_domains[i]) == bytes && !strncmp(top_domains[i], word, bytes))
      return true;
  return false;
}

// "S.r.l." and "S R L" are "srl"; a word's own end is none.
static size_t form_length(const struct folded_unit *units, size_t count, const char *form) {
  size_t left = count;
  for (size_t n = strlen(form); n; left--) {
    if (!left)
      return 0;
    if (units[left - 1].class == FOLDED_OTHER)
      continue;
    if (units[left - 1].letter != (unsigned char)form[n - 1])
      return 0;
    n--;
  }
  return left && units[left - 1].class == FOLDED_OTHER ? count - left : 0;
}

size_t words_legal_form(const struct folded_unit *units, size_t count) {
  for (size_t i = 0; i < G_N_ELEMENTS(legal_forms); i++) {
    size_t length = form_length(units, count, legal_forms[i]);
    if (length)
      return length;
  }
  return 0;
}

// --- Chinese

static bool spells(const struct folded_unit *units, size_t count, const char *word) {
  for (; count && *word; units++, count--, word = g_utf8_next_char(word))
    if (units->letter != g_utf8_get_char(word))
      return false;
  return !*word;
}

static size_t longest(const struct folded_unit *units, size_t count, bool at_end, const char *const *words,
                      size_t word_count) {
  size_t best = 0;
  for (size_t i = 0; i < word_count; i++) {
    size_t length = (size_t)g_utf8_strlen(words[i], -1);
    if (length > best && length <= count && spells(units + (at_end ? count - length : 0), length, words[i]))
      best = length;
  }
  return best;
}

size_t han_place_prefix(const struct folded_unit *units, size_t count) {
  return longest(units, count, false, han_places, G_N_ELEMENTS(han_places));
}

size_t han_form_suffix(const struct folded_unit *units, size_t count) {
  return longest(units, count, true, han_forms, G_N_ELEMENTS(han_forms));
}

size_t han_industry_suffix(const struct folded_unit *units, size_t count) {
  return longest(units, count, true, han_industries, G_N_ELEMENTS(han_industries));
}

bool han_is_generic(const struct folded_unit *units, size_t count) {
  return longest(units, count, false, han_generic, G_N_ELEMENTS(han_generic)) == count ||
         han_place_prefix(units, count) == count || han_industry_suffix(units, count) == count;
}

size_t han_surname(const struct folded_unit *units, size_t count) {
  size_t length = count > 2 ? longest(units, count, false, han_long_surnames, G_N_ELEMENTS(han_long_surnames)) : 0;
  return length ? length : count > 0;
}
