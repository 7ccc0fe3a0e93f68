// SPDX-License-Identifier: Apache-2.0
// The tables themselves.
#include "cli/commands.h"

#include "cli/verbs.h"
#include "helix/v1/rpc.pb-c.h"
#include "mapping/problem.h"

#include <assert.h>
#include <glib.h>
#include <string.h>

#define BIT OPTION_BIT

const struct option_row option_rows[OPTION_COUNT] = {
    {OPTION_SERVER, "server", 's', VALUE_TEXT, "ENDPOINT", false, NULL,
     "Talk to the daemon there (ipc:///run/helixd/helixd.sock, tcp://host:port) instead of HELIX_SERVER, the client "
     "file "
     "or the local daemon"},
    {OPTION_TIMEOUT, "timeout", 't', VALUE_SECONDS, "S", false, NULL, "Wait at most S seconds for an answer"},
    {OPTION_JSON, "json", 'j', VALUE_NONE, NULL, false, NULL, "Print JSON lines for programs instead of tables"},
    {OPTION_HELP, "help", 'h', VALUE_NONE, NULL, false, NULL, "Show this help"},
    {OPTION_VERSION, "version", 'V', VALUE_NONE, NULL, false, NULL, "Show the version"},
    {OPTION_FOR, "for", 0, VALUE_TEXT, "ID", false, NULL,
     "Match this registered stakeholder; in the audit log: only what was done to it"},
    {OPTION_FILE, "file", 'f', VALUE_FILE, "FILE", false, NULL,
     "Match the profile in FILE, which need not be registered"},
    {OPTION_TEXT, "text", 0, VALUE_TEXT, "TEXT", false, NULL, "Match these words"},
    {OPTION_LANGUAGE, "language", 0, VALUE_TEXT, "CODE", false, NULL,
     "With --text the language of TEXT (en, it, zh), detected when not given; else the same as --with-language"},
    {OPTION_LIMIT, "limit", 'n', VALUE_NUMBER, "N", false, NULL, "At most N rows"},
    {OPTION_THEME, "theme", 0, VALUE_TEXT, "THEME", true, NULL, "A theme id; narrower themes belong to it"},
    {OPTION_HELIX, "helix", 0, VALUE_CHOICE, "HELIX", true, &helix__v1__helix__descriptor,
     "Only this helix: research, authority, business, intermediary; may be repeated"},
    {OPTION_SIZE, "size", 0, VALUE_CHOICE, "SIZE", true, &helix__v1__size_class__descriptor,
     "Only this size under the law at home: micro, small, medium, large; may be repeated"},
    {OPTION_CITY, "city", 0, VALUE_TEXT, "PLACE", true, NULL, "Only in this place or within it; may be repeated"},
    {OPTION_COUNTRY, "country", 0, VALUE_TEXT, "CC", true, NULL, "Only in this country (IT, CN); may be repeated"},
    {OPTION_NAME, "name", 0, VALUE_TEXT, "NAME", false, NULL,
     "Only with this in a name; of an invitation: whom it is for"},
    {OPTION_WITHDRAWN, "withdrawn", 0, VALUE_NONE, NULL, false, NULL, "Also those withdrawn"},
    {OPTION_UNDER, "under", 0, VALUE_TEXT, "THEME", false, NULL, "Only this theme and those below it"},
    {OPTION_REVISION, "revision", 0, VALUE_NUMBER, "N", false, NULL, "As it was at revision N"},
    {OPTION_YAML, "yaml", 0, VALUE_NONE, NULL, false, NULL, "Print a profile that submit takes"},
    {OPTION_EXPECT_REVISION, "expect-revision", 0, VALUE_NUMBER, "N", false, NULL,
     "Refuse when somebody has gone beyond revision N meanwhile"},
    {OPTION_REASON, "reason", 0, VALUE_TEXT, "TEXT", false, NULL, "Why, for those who ask later"},
    {OPTION_DRY_RUN, "dry-run", 0, VALUE_NONE, NULL, false, NULL, "Check every row and store nothing"},
    {OPTION_ALL_OR_NOTHING, "all-or-nothing", 0, VALUE_NONE, NULL, false, NULL,
     "Store nothing when a single row is bad"},
    {OPTION_PROGRESS, "progress", 0, VALUE_NONE, NULL, false, NULL,
     "Tell how far it is each second, also when standard error is no terminal"},
    {OPTION_LIKE, "like", 0, VALUE_TEXT, "ID", false, NULL, "Those who speak of the same as this stakeholder"},
    {OPTION_OPPORTUNITY, "opportunity", 0, VALUE_TEXT, "ID", false, NULL, "Match this opportunity"},
    {OPTION_WITH_THEME, "with-theme", 0, VALUE_TEXT, "THEME", true, NULL,
     "Only who declares this theme or a narrower one; may be repeated"},
    {OPTION_WITH_LANGUAGE, "with-language", 0, VALUE_TEXT, "CODE", true, NULL,
     "Only who works or writes in this language (it, zh); may be repeated"},
    {OPTION_DIRECTION, "direction", 0, VALUE_CHOICE, "DIRECTION", true, &helix__v1__direction__descriptor,
     "Only who states this direction: eu-to-cn, cn-to-eu, joint, local; may be repeated"},
    {OPTION_AFTER, "after", 0, VALUE_TEXT, "TOKEN", false, NULL, "Go on where a list ended, which told the TOKEN"},
    {OPTION_WHY, "why", 0, VALUE_TEXT, "ID", false, NULL,
     "Explain this one candidate, also when it does not match: what speaks against it, and what it would have"},
    {OPTION_WEIGHTS, "weights", 0, VALUE_FILE, "FILE", false, NULL,
     "Try the weights in FILE (see config/weights.conf) for this question; changes nothing"},
    {OPTION_BATCH, "batch", 0, VALUE_FILE, "FILE", false, NULL,
     "Ask the many questions in FILE, JSON lines; - reads standard input. Answers are JSON lines in the same order"},
    {OPTION_ROLE, "role", 0, VALUE_CHOICE, "ROLE", false, &helix__v1__role__descriptor,
     "What the guest may do: reader (public figures), member (its own profiles), coach (all profiles), admin "
     "(everything)"},
    {OPTION_STAKEHOLDER, "stakeholder", 0, VALUE_TEXT, "ID", false, NULL,
     "The stakeholder for which the member will act; without it, those that it registers"},
    {OPTION_EXPIRES, "expires", 0, VALUE_HOURS, "TIME", false, NULL,
     "How long it can be used: hours (48) or days (7d), at most 90d; 7d when not given"},
    {OPTION_ENDED, "ended", 0, VALUE_NONE, NULL, false, NULL, "Also those revoked or replaced by another key"},
    {OPTION_KIND, "kind", 0, VALUE_CHOICE, "KIND", false, &helix__v1__consent__kind__descriptor,
     "disclose-organisation, disclose-contact (both), or cross-border: of a contact person in China, to be shown "
     "outside of it"},
    {OPTION_TO, "to", 0, VALUE_TEXT, "ID", false, NULL,
     "To whom: a stakeholder, by its id or the pseudonym that stands for it; every member when not given"},
    {OPTION_CONTACT, "contact", 0, VALUE_TEXT, "ID", false, NULL, "The contact person, by the id in the profile"},
    {OPTION_STAGE, "stage", 0, VALUE_CHOICE, "STAGE", false, &helix__v1__stage__descriptor,
     "teaser (when not given), organisation or contact"},
    {OPTION_CONFIRM, "confirm", 0, VALUE_TEXT, "ID", false, NULL, "The id once more: erasing cannot be undone"},
};
static_assert(OPTION_COUNT <= 64, "options are bits of a uint64_t");

#define FILTERS (BIT(OPTION_HELIX) | BIT(OPTION_SIZE) | BIT(OPTION_CITY) | BIT(OPTION_COUNTRY))
#define MATCH_FILTERS                                                                                                  \
  (FILTERS | BIT(OPTION_WITH_THEME) | BIT(OPTION_WITH_LANGUAGE) | BIT(OPTION_DIRECTION) | BIT(OPTION_LANGUAGE))
#define MATCH_LISTS (BIT(OPTION_LIMIT) | BIT(OPTION_AFTER) | BIT(OPTION_WHY) | BIT(OPTION_WEIGHTS) | BIT(OPTION_BATCH))
#define SCORES                                                                                                         \
  "Scores go from 0 to 1 and order the list; they are no probabilities. --limit: 10 when not given, at most 200.\n"    \
  "A line of a --batch is the subject and what else is asked, in the names of helix/v1/match.proto; with it only "     \
  "--limit and --weights, for the lines that say none of their own. A line that cannot be answered gets its error "    \
  "in its place, and the exit code is 65."

static const char profile_details[] = "FILE is YAML, or JSON when its name ends in .json; - reads standard input. "
                                      "'helixctl stakeholder template' prints one to fill in.";

const struct command_row command_rows[] = {
    {"status", NULL, OPERAND_NONE, "", 0, "Show how the daemon is and what it holds", "helixctl status", NULL,
     status_run},

    {"stakeholder", "template", OPERAND_NONE, "", 0, "Print a profile to fill in",
     "helixctl stakeholder template > our-lab.yaml", NULL, stakeholder_template_run},
    {"stakeholder", "check", OPERAND_FILE, "FILE", 0, "Say what is wrong or missing in a profile; stores nothing",
     "helixctl stakeholder check our-lab.yaml", profile_details, stakeholder_check_run},
    {"stakeholder", "submit", OPERAND_FILE, "FILE", BIT(OPTION_EXPECT_REVISION), "Register or update a profile",
     "helixctl stakeholder submit our-lab.yaml", profile_details, stakeholder_submit_run},
    {"stakeholder", "show", OPERAND_STAKEHOLDER, "ID", BIT(OPTION_REVISION) | BIT(OPTION_YAML), "Show a profile",
     "helixctl stakeholder show our-lab\n"
     "helixctl stakeholder show our-lab --revision 3 --yaml > our-lab.yaml",
     NULL, stakeholder_show_run},
    {"stakeholder", "list", OPERAND_NONE, "",
     FILTERS | BIT(OPTION_THEME) | BIT(OPTION_NAME) | BIT(OPTION_WITHDRAWN) | BIT(OPTION_LIMIT),
     "List who is registered",
     "helixctl stakeholder list --city bologna --helix research\n"
     "helixctl stakeholder list --json > all.jsonl",
     "Without --limit it lists them all.", stakeholder_list_run},
    {"stakeholder", "withdraw", OPERAND_STAKEHOLDER, "ID", BIT(OPTION_REASON),
     "Take a profile out of lists and matches", "helixctl stakeholder withdraw our-lab --reason 'closed in May'",
     "Nothing is lost: submitting the profile again brings it back, and the answer says how.",
     stakeholder_withdraw_run},
    {"stakeholder", "history", OPERAND_STAKEHOLDER, "ID", 0, "List the revisions of a profile",
     "helixctl stakeholder history our-lab", NULL, stakeholder_history_run},
    {"stakeholder", "duplicates", OPERAND_STAKEHOLDER, "[ID]", BIT(OPTION_LIMIT),
     "List profiles that may be of one organisation, and why",
     "helixctl stakeholder duplicates\n"
     "helixctl stakeholder duplicates our-lab",
     "The same identifier, the same website, or names that are alike in one country; in any language, without legal "
     "forms. LIKENESS is that of the names, from 0 to 1, and orders the list; an identifier or a website needs no like "
     "names. --limit: 100 when not given, at most 1000. They are proposals: look at both before merging.",
     stakeholder_duplicates_run},
    {"stakeholder", "merge", OPERAND_TWO_STAKEHOLDERS, "KEEP DROP", 0,
     "Make two profiles one: KEEP takes over what it lacks, DROP is withdrawn",
     "helixctl stakeholder merge our-lab our-laboratory",
     "Where both say something, KEEP stays as it is. Nothing is lost: 'stakeholder unmerge' brings both back, as long "
     "as "
     "neither has changed. Whoever may act for DROP may not act for KEEP by that: invite them to it.",
     stakeholder_merge_run},
    {"stakeholder", "unmerge", OPERAND_NUMBER, "NUMBER", 0, "Undo a merge: both profiles are as before it",
     "helixctl stakeholder unmerge 7",
     "NUMBER is what the merge told. When one of the two has changed since, nothing is done, and the answer says what "
     "to do.",
     stakeholder_unmerge_run},

    {"theme", "list", OPERAND_NONE, "", BIT(OPTION_UNDER), "List the themes, as a tree",
     "helixctl theme list --under circular-economy", NULL, theme_list_run},
    {"theme", "show", OPERAND_THEME, "THEME", 0, "Show a theme, what it means and who works on it",
     "helixctl theme show textile-recycling", NULL, theme_show_run},
    {"theme", "tag", OPERAND_NONE, "", BIT(OPTION_TEXT) | BIT(OPTION_LANGUAGE),
     "Show which themes are recognised in a text, and where",
     "helixctl theme tag --text 'recycled yarn from used clothes'\n"
     "helixctl theme tag --text '废旧纺织品回收' --language zh",
     NULL, theme_tag_run},

    {"place", "list", OPERAND_NONE, "", 0, "List the cities and their parts", "helixctl place list", NULL,
     place_list_run},
    {"cooperation", "list", OPERAND_NONE, "", 0, "List the cooperations between places, their themes and periods",
     "helixctl cooperation list", NULL, cooperation_list_run},

    {"match", "themes", OPERAND_NONE, "",
     BIT(OPTION_FOR) | BIT(OPTION_FILE) | BIT(OPTION_TEXT) | BIT(OPTION_LANGUAGE) | MATCH_LISTS,
     "Rank the themes that suit a stakeholder, a profile or a text, with reasons",
     "helixctl match themes --for our-lab\n"
     "helixctl match themes --file our-lab.yaml --limit 3\n"
     "helixctl match themes --text 'recycled yarn from used clothes'\n"
     "helixctl match themes --for our-lab --why industrial-design",
     "One of --for, --file and --text is needed. " SCORES, match_themes_run},
    {"match", "stakeholders", OPERAND_NONE, "",
     BIT(OPTION_THEME) | BIT(OPTION_TEXT) | BIT(OPTION_LIKE) | BIT(OPTION_OPPORTUNITY) | MATCH_FILTERS | MATCH_LISTS,
     "Rank the stakeholders that suit a theme or a text, or are like another, with reasons",
     "helixctl match stakeholders --theme textile-recycling --country CN --helix business\n"
     "helixctl match stakeholders --text 'sensors for electric buses' --size small --size medium\n"
     "helixctl match stakeholders --like our-lab --city nanjing\n"
     "helixctl match stakeholders --theme textile-recycling --why our-lab\n"
     "helixctl match stakeholders --batch questions.jsonl   # {\"themeId\": \"textile-recycling\", \"limit\": 3}",
     "One of --theme, --text, --like and --opportunity is needed. " SCORES, match_stakeholders_run},
    {"match", "partners", OPERAND_NONE, "", BIT(OPTION_FOR) | BIT(OPTION_FILE) | MATCH_FILTERS | MATCH_LISTS,
     "Rank the stakeholders with whom both sides would gain, with reasons",
     "helixctl match partners --for our-lab --country CN\n"
     "helixctl match partners --file our-lab.yaml --helix business --direction eu-to-cn\n"
     "helixctl match partners --for our-lab --why their-lab\n"
     "helixctl match partners --for our-lab --weights other.conf",
     "One of --for and --file is needed. A partner suits when each side serves what the other says and seeks: the "
     "score "
     "is the harmonic mean of both halves. " SCORES,
     match_partners_run},
    {"match", "opportunities", OPERAND_NONE, "",
     BIT(OPTION_FOR) | BIT(OPTION_TEXT) | BIT(OPTION_LANGUAGE) | BIT(OPTION_THEME) | MATCH_LISTS,
     "Rank the opportunities that suit a stakeholder, a text or a theme",
     "helixctl match opportunities --for our-lab\n"
     "helixctl match opportunities --text 'soft landing for start-ups'",
     "One of --for, --text and --theme is needed. " SCORES, match_opportunities_run},

    {"import", "stakeholders", OPERAND_FILE, "FILE",
     BIT(OPTION_DRY_RUN) | BIT(OPTION_ALL_OR_NOTHING) | BIT(OPTION_PROGRESS), "Register many profiles from a file",
     "helixctl import stakeholders members.csv --dry-run\n"
     "helixctl import stakeholders members.jsonl --all-or-nothing",
     "FILE is CSV with a header, or JSON lines, one profile each; - reads standard input. Bad rows are named with "
     "their "
     "line and field and left out, the others are stored, and the exit code is 65. Sending a file again changes "
     "nothing.\n"
     "Columns: id, name, name_LANGUAGE, helix, places, identifiers (scheme:value), sectors, languages, website, "
     "founded, "
     "startup, themes, sample, source; staff_YEAR, turnover_YEAR, balance_YEAR, currency; offer, need, about, "
     "reference, "
     "and for each of them _title, _language, _year, _themes, _cooperations, _direction, _trl, _expires "
     "(offer_themes); "
     "a second one is offer_2, offer_2_themes. A cell with several values separates them with semicolons.",
     import_stakeholders_run},
    {"export", "stakeholders", OPERAND_FILE, "FILE", 0, "Write all published profiles to a file that import takes",
     "helixctl export stakeholders all.jsonl\n"
     "helixctl export stakeholders - | gzip > all.jsonl.gz",
     "JSON lines, one profile each, by id; - writes standard output. FILE appears when it is complete.",
     export_stakeholders_run},

    {"enroll", NULL, OPERAND_CODE, "[CODE]", 0,
     "Use an invitation: from then on this machine's key is yours at the server",
     "helixctl enroll\n"
     "helixctl enroll < code.txt\n"
     "helixctl enroll --server tcp://192.0.2.7:7420   # when the server is not where the code says",
     "Without CODE it asks for it and does not show it, or reads standard input. That is better: every user of this "
     "machine can see the arguments of a command, the shell remembers them, and who has the code first is you.\n"
     "The key goes to ~/.config/helix/ (or $XDG_CONFIG_HOME/helix/), for you alone. If it is interrupted, the same "
     "again finishes it.",
     enroll_run},
    {"whoami", NULL, OPERAND_NONE, "", 0, "Show who you are at the server, and what you may do", "helixctl whoami",
     NULL, whoami_run},
    {"invite", NULL, OPERAND_NONE, "",
     BIT(OPTION_ROLE) | BIT(OPTION_STAKEHOLDER) | BIT(OPTION_NAME) | BIT(OPTION_EXPIRES),
     "Make an invitation: a code with which somebody enrols, once",
     "helixctl invite --role member --stakeholder our-lab --name 'Anna at our lab'\n"
     "helixctl invite --role coach --name 'Li Wei' --expires 2d",
     "The code is a secret until it has been used: who has it first becomes your guest. It is shown only now; the "
     "server "
     "does not have it.",
     invite_run},
    {"invitation", "list", OPERAND_NONE, "", 0, "List the invitations, the used and ended ones too",
     "helixctl invitation list", NULL, invitation_list_run},
    {"invitation", "cancel", OPERAND_NUMBER, "NUMBER", 0, "End an invitation that was not used",
     "helixctl invitation cancel 12", NULL, invitation_cancel_run},
    {"identity", "list", OPERAND_NONE, "", BIT(OPTION_ENDED), "List who has a key",
     "helixctl identity list\n"
     "helixctl identity list --ended --json",
     NULL, identity_list_run},
    {"identity", "show", OPERAND_NUMBER, "[NUMBER]", 0, "Show an identity; without NUMBER, yours",
     "helixctl identity show\n"
     "helixctl identity show 7",
     NULL, identity_show_run},
    {"identity", "revoke", OPERAND_NUMBER, "NUMBER", BIT(OPTION_REASON), "End a key, at once and for ever",
     "helixctl identity revoke 7 --reason 'laptop lost'", "A new invitation brings its owner back, with a new key.",
     identity_revoke_run},
    {"identity", "rotate", OPERAND_NONE, "", 0, "Get a new key in place of yours, which ends",
     "helixctl identity rotate",
     "If it is interrupted, the same again finds out which key the server has and finishes.", identity_rotate_run},

    {"stakeholder", "preview", OPERAND_STAKEHOLDER, "ID", BIT(OPTION_STAGE), "Show what others see of a profile",
     "helixctl stakeholder preview our-lab\n"
     "helixctl stakeholder preview our-lab --stage organisation",
     "Members of other organisations see a teaser: role, country, size class, themes, and statements without what "
     "tells who "
     "you are. With your consent they see more ('helixctl consent give').",
     stakeholder_preview_run},
    {"consent", "give", OPERAND_STAKEHOLDER, "ID", BIT(OPTION_KIND) | BIT(OPTION_TO) | BIT(OPTION_CONTACT),
     "Let others see more of a stakeholder than its teaser",
     "helixctl consent give our-lab --kind disclose-organisation\n"
     "helixctl consent give our-lab --kind disclose-contact --to their-lab\n"
     "helixctl consent give our-lab --kind cross-border --contact c1",
     "It is as easily withdrawn. What somebody saw before that, they have seen: the audit log says who.",
     consent_give_run},
    {"consent", "withdraw", OPERAND_NUMBER, "NUMBER", 0, "Withdraw a consent; it ends with the next request",
     "helixctl consent withdraw 12", NULL, consent_withdraw_run},
    {"consent", "list", OPERAND_STAKEHOLDER, "ID", BIT(OPTION_WITHDRAWN), "List the consents of a stakeholder",
     "helixctl consent list our-lab --withdrawn", NULL, consent_list_run},
    {"contact", "show", OPERAND_STAKEHOLDER, "ID", 0, "Show the contact persons of a stakeholder; this is logged",
     "helixctl contact show their-lab", NULL, contact_show_run},
    {"privacy", "export", OPERAND_STAKEHOLDER, "ID", 0, "Print all that is held about a stakeholder, as JSON",
     "helixctl privacy export our-lab > all.json", NULL, privacy_export_run},
    {"privacy", "erase", OPERAND_STAKEHOLDER, "ID", BIT(OPTION_CONFIRM),
     "Erase a stakeholder everywhere, for ever, and print a certificate",
     "helixctl privacy erase our-lab\n"
     "helixctl privacy erase our-lab --confirm our-lab --json > certificate.json",
     "Its profile with all revisions, its consents, invitations and keys, remembered answers, rows of imports and "
     "mentions in "
     "other profiles go; then everything is read again. What a merge gave to another record stays there.",
     privacy_erase_run},
    {"privacy", "persons", OPERAND_NONE, "", 0, "Count the persons in China who were shown outside of it, by year",
     "helixctl privacy persons", NULL, privacy_persons_run},

    {"audit", "list", OPERAND_NONE, "", BIT(OPTION_AFTER) | BIT(OPTION_LIMIT) | BIT(OPTION_FOR),
     "List what was done, when and by whom, the oldest first",
     "helixctl audit list --for our-lab\n"
     "helixctl audit list --after 1200 --limit 50\n"
     "helixctl audit list --json > audit.jsonl",
     "Without --limit it lists all. --after takes the number of an entry. #7 is the identity with that number, local "
     "the "
     "daemon's own socket. A record has its id as long as it exists; after that it has none.",
     audit_list_run},
    {"audit", "verify", OPERAND_NONE, "", 0, "Check that nobody changed the log by hand", "helixctl audit verify",
     "Each entry's hash covers that of the entry before. Keep the head somewhere else: it shows later that no newest "
     "entries were cut off. The exit code is 65 when an entry is missing or does not fit.",
     audit_verify_run},

    {"completion", NULL, OPERAND_SHELL, "bash", 0, "Print the completion script for a shell",
     "source <(helixctl completion bash)", NULL, completion_run},
    {"help", NULL, OPERAND_WORDS, "[NOUN [VERB]]", 0, "Show help",
     "helixctl help\n"
     "helixctl help match stakeholders",
     NULL, help_run},
};
const unsigned command_count = G_N_ELEMENTS(command_rows);

const struct noun_row noun_rows[] = {
    {"status", "how the daemon is"},
    {"stakeholder", "organisations and what they offer and need"},
    {"theme", "what cooperation is about"},
    {"place", "cities and their parts"},
    {"cooperation", "agreements between places"},
    {"match", "who suits what, ranked, with reasons"},
    {"import", "many profiles from a file"},
    {"export", "all profiles to a file"},
    {"enroll", "use an invitation"},
    {"whoami", "who you are at the server"},
    {"invite", "bring somebody in"},
    {"invitation", "those that were made"},
    {"identity", "who has a key, and an end to one"},
    {"consent", "who may see more than a teaser"},
    {"contact", "the persons who answer for a stakeholder"},
    {"privacy", "the rights of those whom the data are about"},
    {"audit", "what was done, by whom, and that nobody changed the log of it"},
    {"completion", "for your shell"},
    {"help", "more about any of these"},
};
const unsigned noun_count = G_N_ELEMENTS(noun_rows);

static bool is_same(const char *one, const char *other) {
  return g_strcmp0(one, other) == 0;
}

const struct command_row *command_find(const char *noun, const char *verb) {
  for (unsigned i = 0; i < command_count; i++) {
    if (is_same(command_rows[i].noun, noun) && is_same(command_rows[i].verb, verb))
      return &command_rows[i];
  }
  return NULL;
}

const struct option_row *option_find(const char *name) {
  for (unsigned i = 0; i < OPTION_COUNT; i++) {
    if (is_same(option_rows[i].name, name))
      return &option_rows[i];
  }
  return NULL;
}

bool noun_exists(const char *noun) {
  for (unsigned i = 0; i < noun_count; i++) {
    if (is_same(noun_rows[i].noun, noun))
      return true;
  }
  return false;
}

bool noun_stands_alone(const char *noun) {
  return command_find(noun, NULL) != NULL;
}

const char *noun_nearest(const char *word) {
  const char *candidates[G_N_ELEMENTS(noun_rows)];
  for (unsigned i = 0; i < noun_count; i++)
    candidates[i] = noun_rows[i].noun;
  return problem_nearest(word, candidates, noun_count);
}

const char *verb_nearest(const char *noun, const char *word) {
  const char *candidates[G_N_ELEMENTS(command_rows)];
  unsigned count = 0;
  for (unsigned i = 0; i < command_count; i++) {
    if (command_rows[i].verb && is_same(command_rows[i].noun, noun))
      candidates[count++] = command_rows[i].verb;
  }
  return problem_nearest(word, candidates, count);
}

const char *option_nearest(const struct command_row *command, const char *word) {
  uint64_t allowed = command ? command->options | OPTIONS_EVERYWHERE : UINT64_MAX;
  const char *candidates[OPTION_COUNT];
  unsigned count = 0;
  for (unsigned i = 0; i < OPTION_COUNT; i++) {
    if (allowed & OPTION_BIT(i))
      candidates[count++] = option_rows[i].name;
  }
  return problem_nearest(word, candidates, count);
}

char *verb_list(const char *noun) {
  GString *list = g_string_new(NULL);
  for (unsigned i = 0; i < command_count; i++) {
    if (command_rows[i].verb && is_same(command_rows[i].noun, noun))
      g_string_append_printf(list, "%s%s", list->len ? ", " : "", command_rows[i].verb);
  }
  return g_string_free(list, FALSE);
}
