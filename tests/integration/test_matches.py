# SPDX-License-Identifier: Apache-2.0
"""Matches with the real binaries and the demonstration's data: every direction, filters, pages, batches, single pairs, weights."""
import json

from harness import ROOT, DaemonTest, rpc, run_helixctl

DEMO = ROOT / "config/demo"
STARTUP = "tessile-circolare-sample"
PARTNER = "ninghe-fangzhi-sample"


def sum_of(match):
    return sum(part.get("points", 0) for part in match["contributions"]) + match.get("priorPoints", 0)


class Matches(DaemonTest):
    def setUp(self):
        super().setUp()
        self.helixd = self.daemon().start()
        self.run_cli("import", "stakeholders", DEMO / "stakeholders.jsonl")
        self.run_cli("stakeholder", "submit", DEMO / "startup.yaml")

    def run_cli(self, *words, code=0, **options):
        result = run_helixctl(*words, server=self.helixd.endpoint, **options)
        self.assertEqual(result.returncode, code, f"{words}\n{result.stdout}\n{result.stderr}")
        self.assertNotIn("Sanitizer", result.stderr)
        return result

    def rows(self, *words, **options):
        return [json.loads(line) for line in self.run_cli(*words, "--json", **options).stdout.splitlines()]

    def matches(self, *words):
        (answer,) = self.rows("match", *words)
        return answer

    def ids(self, *words):
        return [match["id"] for match in self.matches(*words).get("matches", [])]

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return path


class Directions(Matches):
    def test_every_direction_has_an_answer_whose_parts_add_up(self):
        for words in (("themes", "--for", STARTUP), ("themes", "--file", DEMO / "startup.yaml"),
                      ("themes", "--text", "recycled yarn from used clothes"), ("stakeholders", "--theme", "circular-economy"),
                      ("stakeholders", "--text", "sensori per autobus elettrici"), ("stakeholders", "--like", STARTUP),
                      ("partners", "--for", STARTUP), ("partners", "--file", DEMO / "startup.yaml")):
            with self.subTest(words=words):
                answer = self.matches(*words, "--limit", "30")
                self.assertTrue(answer.get("matches"))
                for match in answer["matches"]:
                    self.assertEqual(sum_of(match), match["score"])
                    self.assertTrue(any(part.get("evidence") for part in match["contributions"]))
                self.assertEqual([match["rank"] for match in answer["matches"]],
                                 list(range(1, len(answer["matches"]) + 1)))
                self.assertIn(answer["matches"][0]["id"], self.run_cli("match", *words).stdout)

    def test_the_registered_and_the_unregistered_profile_have_the_same_partners(self):
        self.assertEqual(self.ids("partners", "--for", STARTUP), self.ids("partners", "--file", DEMO / "startup.yaml"))

    def test_an_italian_and_a_chinese_profile_meet_through_concepts(self):
        best = self.matches("partners", "--for", STARTUP, "--limit", "1")["matches"][0]
        self.assertEqual(best["id"], PARTNER)
        facets = {(part["facet"], part.get("side")) for part in best["contributions"]}
        self.assertNotIn(("TEXT", "FORTH"), facets)
        concepts = next(part for part in best["contributions"] if part["facet"] == "CONCEPTS" and part["side"] == "FORTH")
        self.assertTrue(any(evidence["themes"] == ["textile-recycling"] * 2 for evidence in concepts["evidence"]))
        self.assertGreater(best["forth"], 0)
        self.assertGreater(best["back"], 0)
        self.assertEqual(self.ids("partners", "--for", PARTNER, "--limit", "1"), [STARTUP], "and the other way round")

    def test_opportunities_are_none_yet_and_the_answer_says_so(self):
        for words in (("--for", STARTUP), ("--text", "soft landing"), ("--theme", "circular-economy")):
            answer = self.matches("opportunities", *words)
            self.assertEqual(answer["emptyReason"], "no opportunities are registered yet")
        self.assertIn("no opportunities", self.run_cli("match", "opportunities", "--for", STARTUP).stdout)
        self.run_cli("match", "opportunities", "--for", "nobody", code=66)
        self.run_cli("match", "stakeholders", "--opportunity", "a-call", code=66)

    def test_what_does_not_go_together_is_named(self):
        for words in (("partners",), ("partners", "--for", "a", "--file", "b"), ("stakeholders", "--theme", "a", "--like", "b"),
                      ("themes", "--for", STARTUP, "--language", "it"), ("themes", "--for", STARTUP, "--city", "bologna"),
                      ("partners", "--for", "a", "--batch", "x"), ("partners", "--for", "a", "--limit", "201"),
                      ("partners", "--for", "a", "--direction", "sideways")):
            with self.subTest(words=words):
                self.run_cli("match", *words, code=64)

    def test_nothing_in_common_is_an_empty_list_with_the_reason(self):
        answer = self.matches("stakeholders", "--text", "zwyx qqqq")
        self.assertNotIn("matches", answer)
        self.assertRegex(answer["emptyReason"], "no word, concept or theme")


class Filters(Matches):
    def test_each_filter_leaves_those_it_names(self):
        profiles = {row["stakeholder"]["id"]: row for row in self.rows("stakeholder", "list")}
        everybody = set(self.ids("partners", "--for", STARTUP, "--limit", "200"))
        statements = {name: row["stakeholder"].get("statements", []) for name, row in profiles.items()}
        checks = (
            (("--helix", "research"), lambda name: profiles[name]["stakeholder"]["helix"] == "RESEARCH"),
            (("--country", "CN"), lambda name: not {"bologna"} & set(profiles[name]["stakeholder"]["places"])),
            (("--city", "bologna"), None),
            (("--size", "small"), lambda name: any(size.get("size") == "SMALL" for size in profiles[name]["sizes"] if size.get("home"))),
            (("--direction", "cn-to-eu"), lambda name: any(said.get("direction") == "CN_TO_EU" for said in statements[name])),
            (("--with-language", "zh"), None),
            (("--with-theme", "circular-economy"), None),
        )
        for words, holds in checks:
            with self.subTest(words=words):
                left = set(self.ids("partners", "--for", STARTUP, "--limit", "200", *words))
                self.assertTrue(left and left < everybody)
                for name in left if holds else ():
                    self.assertTrue(holds(name), name)
                if holds and words[0] in ("--helix", "--size", "--direction"):
                    self.assertEqual(left, {name for name in everybody if holds(name)})

    def test_language_is_a_filter_where_there_is_no_text(self):
        words = ("partners", "--for", STARTUP, "--limit", "200")
        self.assertEqual(self.ids(*words, "--language", "zh"), self.ids(*words, "--with-language", "zh"))
        self.assertEqual(self.matches("stakeholders", "--text", "riciclo", "--language", "it")["language"], "it")

    def test_an_unknown_value_is_named(self):
        self.assertIn("atlantis", self.run_cli("match", "partners", "--for", STARTUP, "--city", "atlantis", code=65).stderr)
        self.assertIn("italian", self.run_cli("match", "partners", "--for", STARTUP, "--with-language", "italian", code=65).stderr)


class Pages(Matches):
    def pages(self, limit, *words):
        after, found = [], []
        while True:
            answer = self.matches(*words, "--limit", str(limit), *after)
            found += answer.get("matches", [])
            if "next" not in answer:
                return found
            after = ["--after", answer["next"]]

    def test_pages_one_after_the_other_are_the_long_list(self):
        for words in (("partners", "--for", STARTUP), ("stakeholders", "--text", "riciclo di materiali tessili"),
                      ("themes", "--for", STARTUP)):
            long = self.matches(*words, "--limit", "200")["matches"]
            for limit in (1, 7, 50) if len(long) < 60 else (7, 50):
                with self.subTest(words=words, limit=limit):
                    pages = self.pages(limit, *words)[:200]
                    self.assertEqual([(match["id"], match["score"], match["rank"]) for match in pages],
                                     [(match["id"], match["score"], match["rank"]) for match in long])

    def test_the_list_tells_how_it_goes_on_and_a_bad_token_is_named(self):
        told = self.run_cli("match", "partners", "--for", STARTUP, "--limit", "2").stdout
        token = told.split("--after ")[1].split()[0]
        self.assertRegex(self.run_cli("match", "partners", "--for", STARTUP, "--limit", "2", "--after", token).stdout, r"(?m)^  3  ")
        self.assertIn("after", self.run_cli("match", "partners", "--for", STARTUP, "--after", token[:-1], code=65).stderr)


class Why(Matches):
    def test_a_match_has_the_same_score_and_rank_as_in_the_list(self):
        listed = self.matches("partners", "--for", STARTUP, "--limit", "5")["matches"]
        for match in listed:
            pair = self.matches("partners", "--for", STARTUP, "--why", match["id"])["matches"][0]
            self.assertEqual((pair["score"], pair["rank"]), (match["score"], match["rank"]))
            self.assertNotIn("against", pair)
        self.assertIn("number 1 of the list", self.run_cli("match", "partners", "--for", STARTUP, "--why", PARTNER).stdout)

    def test_who_does_not_match_is_told_every_gate_and_what_it_would_have(self):
        words = ("partners", "--for", STARTUP, "--city", "bologna", "--helix", "research", "--why", PARTNER)
        pair = self.matches(*words)["matches"][0]
        self.assertEqual({gate["gate"] for gate in pair["against"]}, {"HELIX", "PLACE"})
        self.assertGreater(pair["score"], 0)
        self.assertEqual(sum_of(pair), pair["score"])
        told = self.run_cli("match", *words).stdout
        self.assertIn("place not asked for", told)
        self.assertIn("Without that it would have", told)
        self.assertIn("no stakeholder \"nobody\"", self.run_cli("match", *words[:-1], "nobody", code=66).stderr)

    def test_oneself_is_told_so(self):
        pair = self.matches("partners", "--for", STARTUP, "--why", STARTUP)["matches"][0]
        self.assertIn("SELF", {gate["gate"] for gate in pair["against"]})

    def test_themes_and_texts_have_reasons_too(self):
        pair = self.matches("themes", "--text", "recycled yarn", "--why", "horticultural-exhibition")["matches"][0]
        self.assertEqual([gate["gate"] for gate in pair["against"]], ["NO_EVIDENCE"])
        self.assertEqual(self.matches("stakeholders", "--text", "recycled yarn", "--why", STARTUP)["matches"][0].get("against"), None)


class Reasons(Matches):
    def test_each_names_fields_what_it_is_worth_and_what_speaks_against(self):
        best, second = self.matches("partners", "--for", STARTUP, "--limit", "2")["matches"]
        for part in best["contributions"]:
            if part["facet"] == "PRIOR":
                continue
            self.assertGreaterEqual(part.get("loss", 0), part.get("points", 0) - 1)
            self.assertIn(part["side"], ("FORTH", "BACK"))
        facets = {part["facet"] for part in best["contributions"]}
        self.assertLessEqual({"CONCEPTS", "THEME", "PLACE", "COOPERATION", "DIRECTION", "SOUGHT", "READINESS", "LANGUAGE"}, facets)
        for part in best["contributions"]:
            if part.get("value"):
                self.assertTrue(part["evidence"], part["facet"])
                self.assertTrue(all(met.get("queryField") or met.get("candidateField") or met.get("note")
                                    for met in part["evidence"]))
        readiness = next(part for part in best["contributions"] if part["facet"] == "READINESS")
        self.assertRegex(readiness["evidence"][0]["queryField"], r"statements\[s\d\]\.trl")
        self.assertTrue(best["counter"]["text"])
        self.assertGreater(best["counter"]["points"], 0)
        self.assertNotIn("raise", best)
        told = self.run_cli("match", "partners", "--for", STARTUP, "--limit", "2").stdout
        for words in ("what it has for the asker", "what the asker has for it", "against", "without it", "statements[s1].trl"):
            self.assertIn(words, told)
        if "raise" in second:
            self.assertEqual(second["raise"]["rank"], 1)
            self.assertGreater(second["raise"]["score"], best["score"])


class Batches(Matches):
    def test_answers_come_in_order_with_errors_by_line(self):
        path = self.write("questions.jsonl", f'{{"stakeholderId": "{STARTUP}", "limit": 2}}\n\n{{"stakeholderId": "nobody"}}\n'
                                             f'{{"stakeholder_id": "{PARTNER}", "filter": {{"countries": ["IT"]}}}}\n'
                                             '{"oops": 1}\nno json\n')
        result = self.run_cli("match", "partners", "--batch", path, "--limit", "3", code=65)
        answers = [json.loads(line) for line in result.stdout.splitlines()]
        self.assertEqual([answer["line"] for answer in answers], [1, 3, 4, 5, 6])
        self.assertEqual(answers[0]["matches"], self.matches("partners", "--for", STARTUP, "--limit", "2")["matches"])
        self.assertEqual(answers[1]["error"]["code"], "NOT_FOUND")
        self.assertEqual(answers[2]["matches"],
                         self.matches("partners", "--for", PARTNER, "--country", "IT", "--limit", "3")["matches"])
        self.assertEqual([answer["error"]["code"] for answer in answers[3:]], ["INVALID_DATA"] * 2)
        self.assertIn("3 of the questions", result.stderr)

    def test_many_questions_are_split_and_keep_their_order(self):
        texts = [f"riciclo tessile numero {number}" for number in range(150)]
        lines = "".join(json.dumps({"text": {"text": text}, "limit": 1 + number % 40}) + "\n" for number, text in enumerate(texts))
        before = self.client(self.helixd).status().requests
        result = self.run_cli("match", "stakeholders", "--batch", "-", text=lines)
        asked = self.client(self.helixd).status().requests - before
        answers = [json.loads(line) for line in result.stdout.splitlines()]
        self.assertEqual([answer["line"] for answer in answers], list(range(1, 151)))
        for number, answer in enumerate(answers):
            self.assertLessEqual(len(answer["matches"]), 1 + number % 40)
        self.assertLess(asked, 60, "many questions share a request")

    def test_every_verb_takes_a_batch(self):
        for verb, line in (("themes", {"stakeholderId": STARTUP}), ("stakeholders", {"themeId": "circular-economy"}),
                           ("opportunities", {"stakeholderId": STARTUP})):
            path = self.write("one.jsonl", json.dumps(line) + "\n")
            (answer,) = [json.loads(out) for out in self.run_cli("match", verb, "--batch", path).stdout.splitlines()]
            self.assertNotIn("error", answer)

    def test_an_empty_file_has_no_answers(self):
        self.assertEqual(self.run_cli("match", "partners", "--batch", self.write("none.jsonl", "\n")).stdout, "")
        self.run_cli("match", "partners", "--batch", "/nowhere.jsonl", code=66)


class Weights(Matches):
    def other(self, **changes):
        lines = []
        for line in (ROOT / "config/weights.conf").read_text().splitlines():
            key = line.split(" = ")[0]
            lines.append(f"{key} = {changes[key]}" if key in changes else line)
        return self.write("other.conf", "\n".join(lines) + "\n")

    def test_other_weights_are_tried_and_change_nothing(self):
        words = ("partners", "--for", STARTUP)
        before = self.matches(*words)
        tried = self.matches(*words, "--weights", self.other(text=0, concepts=0, theme=0, place=1000000, cooperation=0, direction=0,
                                                              sought=0, readiness=0, language=0))
        self.assertNotEqual(tried["weightsVersion"], before["weightsVersion"])
        self.assertEqual({part["facet"] for match in tried["matches"] for part in match["contributions"] if part.get("points")},
                         {"PLACE"})
        for match in tried["matches"]:
            self.assertEqual(sum_of(match), match["score"])
        self.assertEqual(self.matches(*words), before)
        self.assertEqual(self.matches(*words, "--weights", ROOT / "config/weights.conf"), before, "the same weights")

    def test_what_is_wrong_is_named_with_line_and_key(self):
        words = ("match", "partners", "--for", STARTUP, "--weights")
        self.assertRegex(self.run_cli(*words, self.other(k1="many"), code=65).stderr, r":\d+: \[text\] k1")
        self.assertRegex(self.run_cli(*words, self.other(text=1), code=65).stderr, r"sum")
        self.assertRegex(self.run_cli(*words, self.other(version=9), code=65).stderr, r"version")
        self.run_cli(*words, self.write("large.conf", "#" * 70000), code=65)
        self.run_cli(*words, "/nowhere.conf", code=66)


class Tags(Matches):
    def test_labels_are_marked_where_they_stand(self):
        text = "Facciamo riciclo tessile dell'economia circolare per 廢舊紡織品"
        (answer,) = self.rows("theme", "tag", "--text", text)
        self.assertEqual([tag["theme"] for tag in answer["tags"]][:2], ["textile-recycling", "circular-economy"])
        for tag in answer["tags"]:
            self.assertEqual(text[tag["beginCharacter"]:tag["endCharacter"]], tag["words"])
            self.assertEqual(text.encode()[tag["begin"]:tag["end"]].decode(), tag["words"])
        self.assertIn("廢舊紡織品", [tag["words"] for tag in answer["tags"]], "traditional characters meet a simplified label")
        told = self.run_cli("theme", "tag", "--text", text).stdout
        self.assertIn("[riciclo tessile]", told)
        self.assertRegex(told, r"riciclo tessile +Textile recycling +textile-recycling +9-24")
        self.assertIn("No label", self.run_cli("theme", "tag", "--text", "zwyx").stdout)
        self.run_cli("theme", "tag", code=64)


class Wire(Matches):
    def test_a_list_has_all_versions(self):
        answer = self.client(self.helixd).ask(rpc.Request(match_partners={"stakeholder_id": STARTUP})).matches
        status = self.client(self.helixd).status()
        self.assertEqual(answer.weights_version, status.weights_version)
        self.assertRegex(answer.weights_version, "^1-[0-9a-f]{16}$")
        self.assertEqual(answer.vocabulary_version, status.vocabulary_version)

    def test_a_batch_beyond_the_bound_is_too_large(self):
        request = rpc.Request()
        for _ in range(65):
            request.match_batch.queries.add().partners.stakeholder_id = STARTUP
        self.expect_error(self.client(self.helixd).ask(request), "TOO_LARGE")
