# SPDX-License-Identifier: Apache-2.0
"""helixctl with the daemon behind it: the round trip of a profile, files of every kind, JSON, exit codes, completion."""
import json
import re
import subprocess
import unittest

from harness import BIN, ROOT, DaemonTest, run_helixctl

DEMO = ROOT / "config/demo"
STARTUP = "tessile-circolare-sample"


class Cli(DaemonTest):
    def setUp(self):
        super().setUp()
        self.helixd = self.daemon().start()

    def run_cli(self, *words, code=0, **options):
        result = run_helixctl(*words, server=self.helixd.endpoint, **options)
        self.assertEqual(result.returncode, code, f"{words}\n{result.stdout}\n{result.stderr}")
        self.assertNotIn("Sanitizer", result.stderr)
        return result

    def rows(self, *words):
        """The JSON lines that a command prints."""
        return [json.loads(line) for line in self.run_cli(*words, "--json").stdout.splitlines()]

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return path

    def submit_startup(self):
        return self.run_cli("stakeholder", "submit", DEMO / "startup.yaml")


class RoundTrip(Cli):
    def test_template_check_submit_show_list_history_withdraw_and_back(self):
        template = self.run_cli("stakeholder", "template").stdout
        path = self.write("lab.yaml", template)
        self.assertRegex(self.run_cli("stakeholder", "check", path, code=65).stdout, r"lab\.yaml:\d+: problem on name")
        filled = re.sub(r"(?m)^name:.*", "name: Our Laboratory", template)
        filled = re.sub(r"(?m)^helix:.*", "helix: RESEARCH", filled)
        filled = re.sub(r"(?m)^id:.*", "id: our-laboratory", filled)
        filled = filled[:filled.index("\nstatements:") + 1] + "statements:\n- kind: OFFER\n  text: We spin recycled yarn.\n"
        path.write_text(filled)
        self.run_cli("stakeholder", "check", path)
        self.assertEqual(self.rows("stakeholder", "list"), [])
        self.assertIn("our-laboratory", self.run_cli("stakeholder", "submit", path).stdout)
        self.assertIn("Our Laboratory", self.run_cli("stakeholder", "show", "our-laboratory").stdout)
        self.assertIn("our-laboratory", self.run_cli("stakeholder", "list").stdout)
        self.assertIn("unchanged", self.run_cli("stakeholder", "submit", path).stdout)
        self.run_cli("stakeholder", "withdraw", "our-laboratory", "--reason", "closed in May")
        self.assertEqual(self.rows("stakeholder", "list"), [])
        self.assertIn("closed in May", self.run_cli("stakeholder", "history", "our-laboratory").stdout)
        back = self.run_cli("stakeholder", "show", "our-laboratory", "--yaml").stdout
        self.run_cli("stakeholder", "submit", "-", text=back)
        self.assertEqual([row["stakeholder"]["id"] for row in self.rows("stakeholder", "list")], ["our-laboratory"])

    def test_export_and_import_give_the_same_profiles(self):
        self.run_cli("import", "stakeholders", DEMO / "stakeholders.jsonl")
        self.submit_startup()
        first, second = self.folder / "first.jsonl", self.folder / "second.jsonl"
        self.run_cli("export", "stakeholders", first)
        other = self.daemon().start()
        self.helixd = other
        self.run_cli("import", "stakeholders", first)
        self.run_cli("export", "stakeholders", second)
        self.assertEqual(first.read_text(), second.read_text())
        self.assertGreater(len(first.read_text().splitlines()), 30)

    def test_an_import_sent_again_changes_nothing(self):
        rows = len((DEMO / "stakeholders.jsonl").read_text().splitlines())
        self.assertIn(f"{rows} created", self.run_cli("import", "stakeholders", DEMO / "stakeholders.jsonl").stdout)
        again = self.run_cli("import", "stakeholders", DEMO / "stakeholders.jsonl").stdout
        self.assertIn(f"{rows} unchanged", again)

    def test_an_old_revision_can_be_brought_back(self):
        self.submit_startup()
        old = self.run_cli("stakeholder", "show", STARTUP, "--yaml").stdout
        self.run_cli("stakeholder", "submit", "-", text=old + "website: https://example.org\n")
        kept = self.run_cli("stakeholder", "show", STARTUP, "--revision", "1", "--yaml").stdout
        self.assertEqual(kept, old)
        self.run_cli("stakeholder", "submit", "-", "--expect-revision", "1", text=old, code=65)


class Matches(Cli):
    def setUp(self):
        super().setUp()
        self.run_cli("import", "stakeholders", DEMO / "stakeholders.jsonl")
        self.submit_startup()

    def test_the_startup_finds_its_themes(self):
        matches = self.rows("match", "themes", "--for", STARTUP)[0]["matches"]
        declared = {"textile-recycling", "knitwear", "technical-textiles", "life-cycle-assessment"}
        self.assertIn(matches[0]["id"], declared)
        self.assertIn("textile-recycling", [row["id"] for row in matches])
        self.assertIn("Textile recycling", self.run_cli("match", "themes", "--for", STARTUP).stdout)

    def test_a_profile_in_a_file_matches_as_the_registered_one(self):
        by_id = self.rows("match", "themes", "--for", STARTUP)[0]["matches"]
        by_file = self.rows("match", "themes", "--file", DEMO / "startup.yaml")[0]["matches"]
        self.assertEqual([row["id"] for row in by_id], [row["id"] for row in by_file])

    def test_the_same_question_has_the_same_answer(self):
        ask = ("match", "stakeholders", "--theme", "circular-economy", "--city", "nanjing", "--json")
        self.assertEqual(self.run_cli(*ask).stdout, self.run_cli(*ask).stdout)

    def test_filters_hold_and_are_counted(self):
        answer = self.rows("match", "stakeholders", "--theme", "circular-economy", "--country", "CN", "--limit", "50")[0]
        self.assertTrue(answer["matches"])
        chinese = {"nanjing", "chengdu", "guangzhou", "liuzhou", "yangzhou"}
        within = {place["id"]: place.get("within") for place in self.rows("place", "list")}
        for match in answer["matches"]:
            places = {place for id_ in match["places"] for place in (id_, within.get(id_))}
            self.assertTrue(places & chinese or any(within.get(p) for p in places), match["places"])
        self.assertTrue(answer["excluded"])

    def test_no_match_has_a_reason(self):
        result = self.run_cli("match", "themes", "--text", "xyzzy plugh")
        self.assertIn("Nothing matches", result.stdout)

    def test_chinese_words_find_what_italian_ones_say(self):
        matches = self.rows("match", "stakeholders", "--text", "废旧纺织品回收", "--limit", "50")[0]["matches"]
        self.assertIn(STARTUP, [match["id"] for match in matches])


class Json(Cli):
    def test_every_command_prints_json_lines(self):
        self.submit_startup()
        commands = ("status", "stakeholder list", f"stakeholder show {STARTUP}", f"stakeholder history {STARTUP}",
                    "theme list", "theme show textile-recycling", "place list", "cooperation list",
                    f"match themes --for {STARTUP}", "match stakeholders --theme textile-recycling",
                    f"stakeholder check {DEMO}/startup.yaml", f"stakeholder submit {DEMO}/startup.yaml",
                    f"import stakeholders {DEMO}/stakeholders.jsonl", f"import stakeholders {DEMO}/stakeholders.jsonl --dry-run",
                    f"export stakeholders {self.folder}/out.jsonl", f"stakeholder withdraw {STARTUP}")
        for command in commands:
            with self.subTest(command=command):
                self.assertTrue(all(isinstance(row, dict) for row in self.rows(*command.split())))

    def test_failures_are_json_too(self):
        for words, exit_code, code in ((("stakeholder", "show", "nobody"), 66, "NOT_FOUND"), (("statu",), 64, "USAGE"),
                                       (("match", "themes"), 64, "USAGE")):
            with self.subTest(words=words):
                error = json.loads(self.run_cli(*words, "--json", code=exit_code).stdout.splitlines()[-1])["error"]
                self.assertEqual(error["code"], code)
                self.assertTrue(error["message"])


class BadFiles(Cli):
    def test_yaml_and_json_are_named_with_file_and_line(self):
        for name, text, pattern in (("a.yaml", "name: A\nplaces: [bologna\n", r"a\.yaml:\d"),
                                    ("b.yaml", "name: A\nhelix: RESERCH\n", r"b\.yaml:2.*RESERCH"),
                                    ("c.yaml", "name: A\nhelix: RESEARCH\nthems: [x]\n", r"c\.yaml:3.*thems"),
                                    ("d.json", '{"name": "A",\n', r"d\.json:\d"),
                                    ("e.json", '{"name": "A",\n "helix": 99}\n', r"e\.json.*helix"),
                                    ("f.yaml", "name: A\nname: B\n", r"f\.yaml:2"),
                                    ("g.yaml", "- a\n- b\n", r"g\.yaml:1"), ("h.yaml", "", r"h\.yaml")):
            with self.subTest(name=name):
                result = self.run_cli("stakeholder", "submit", self.write(name, text), code=65)
                self.assertRegex(result.stdout + result.stderr, pattern)

    def test_findings_of_the_daemon_are_named_with_file_and_line(self):
        path = self.write("lab.yaml", "name: A\nhelix: RESEARCH\nplaces:\n- bologna\n- bolona\n")
        result = self.run_cli("stakeholder", "submit", path, code=65)
        self.assertRegex(result.stdout + result.stderr, r"lab\.yaml:5: .*bolona")

    def test_bad_rows_of_an_import_are_named_and_the_others_stored(self):
        path = self.write("members.csv", "id,name,helix,places,offer\nx1,A,RESEARCH,bologna,yarn\nx2,B,NOPE,bologna,yarn\n"
                                         "x3,C,BUSINESS,atlantis,yarn\n")
        result = self.run_cli("import", "stakeholders", path, code=65)
        self.assertRegex(result.stderr, r"members\.csv:3: helix")
        self.assertRegex(result.stderr, r"members\.csv:4: places.*atlantis")
        self.assertEqual([row["stakeholder"]["id"] for row in self.rows("stakeholder", "list")], ["x1"])

    def test_all_or_nothing_stores_nothing_when_a_row_is_bad(self):
        path = self.write("members.jsonl", '{"id":"j1","name":"J","helix":"RESEARCH"}\n{"id":"j2",\n')
        self.assertRegex(self.run_cli("import", "stakeholders", path, "--all-or-nothing", code=65).stderr,
                         r"members\.jsonl:2")
        self.assertEqual(self.rows("stakeholder", "list"), [])

    def test_csv_that_is_none_is_named(self):
        for text in ("id,nmae\nx,A\n", 'id,name,helix\nx,"A,RESEARCH\n', "id,name,helix\nx,A,RESEARCH,too,many\n"):
            with self.subTest(text=text):
                result = self.run_cli("import", "stakeholders", self.write("m.csv", text), code=65)
                self.assertRegex(result.stderr, r"m\.csv")

    def test_a_dry_run_stores_nothing(self):
        self.run_cli("import", "stakeholders", DEMO / "stakeholders.jsonl", "--dry-run")
        self.assertEqual(self.rows("stakeholder", "list"), [])


class ExitCodes(Cli):
    def test_each_kind_of_failure_has_its_code(self):
        for words, code in ((("stakeholder", "show", "nobody"), 66), (("theme", "show", "nothing"), 66),
                            (("stakeholder", "submit", "/nowhere.yaml"), 66), (("stakeholder", "shaw", "x"), 64),
                            (("match", "themes", "--limit", "zero"), 64), ((), 64),
                            (("export", "stakeholders", "/proc/nowhere/out.jsonl"), 73),
                            (("status", "--server", "not an address"), 64)):
            with self.subTest(words=words):
                result = self.run_cli(*words, code=code)
                self.assertTrue(result.stderr)

    def test_a_near_miss_is_suggested(self):
        self.assertIn("stakeholder show", self.run_cli("stakeholder", "shaw", "x", code=64).stderr)

    def test_help_is_there_for_every_command(self):
        self.assertIn("Usage", self.run_cli("help").stdout)
        for words in (("stakeholder", "submit"), ("match", "stakeholders"), ("import", "stakeholders")):
            self.assertIn("Examples", self.run_cli("help", *words).stdout)
            self.assertIn("Examples", self.run_cli(*words, "--help").stdout)

    def test_a_daemon_that_hangs_is_given_up_after_the_timeout(self):
        self.helixd.process.send_signal(19)  # SIGSTOP
        try:
            self.run_cli("status", "--timeout", "0.5", code=75)
        finally:
            self.helixd.process.send_signal(18)  # SIGCONT


class Completion(unittest.TestCase):
    def complete(self, *words):
        line = " ".join(words)
        script = f'''source <({BIN}/helixctl completion bash)
COMP_WORDS=({" ".join(repr(word) for word in words)}); COMP_CWORD={len(words) - 1}; COMP_LINE={line!r}
COMP_POINT=${{#COMP_LINE}}; _helixctl helixctl; printf '%s\\n' "${{COMPREPLY[@]}}"'''
        result = subprocess.run(["bash", "--norc", "-c", script], capture_output=True, text=True, check=True)
        self.assertEqual(result.stderr, "")
        return result.stdout.split()

    def test_nouns_verbs_and_options_are_completed(self):
        self.assertIn("stakeholder", self.complete("helixctl", "stak"))
        self.assertIn("submit", self.complete("helixctl", "stakeholder", ""))
        self.assertIn("--theme", self.complete("helixctl", "match", "stakeholders", "--th"))
        self.assertIn("research", self.complete("helixctl", "match", "stakeholders", "--helix", "re"))
