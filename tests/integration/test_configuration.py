# SPDX-License-Identifier: Apache-2.0
"""Configuration and vocabulary files: what is wrong is named with its file and line, at start and at a reload."""
import re
import shutil
import subprocess

from harness import BIN, ROOT, DaemonTest, rpc


class OwnConfiguration(DaemonTest):
    """Each test has a copy of config/ to spoil."""

    def setUp(self):
        super().setUp()
        self.config = self.folder / "config"
        shutil.copytree(ROOT / "config", self.config)
        self.settings = self.config / "demo/helixd.conf"

    def check(self, settings=None):
        return subprocess.run([str(BIN / "helixd"), "--config", str(settings or self.settings), "--check"],
                              capture_output=True, text=True, check=False)

    def change(self, name, old, new):
        path = self.config / name
        text = path.read_text()
        self.assertIn(old, text)
        path.write_text(text.replace(old, new, 1))

    def spoil_line(self, name, number, text):
        lines = (self.config / name).read_text().splitlines()
        lines[number - 1] = text
        (self.config / name).write_text("\n".join(lines) + "\n")

    def expect_complaint(self, pattern, code=78):
        result = self.check()
        self.assertEqual(result.returncode, code, result.stdout + result.stderr)
        self.assertRegex(result.stderr, pattern)


class Check(OwnConfiguration):
    def test_the_demonstration_is_fine(self):
        result = self.check()
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("can be used", result.stdout)

    def test_the_shipped_configuration_is_fine_with_every_commented_default_put_in(self):
        path = self.config / "helixd.conf"
        path.write_text(re.sub(r"(?m)^#(?=[a-z-]+ =)", "", path.read_text()))
        result = self.check(path)
        self.assertEqual(result.returncode, 0, result.stderr)

    def test_bad_settings_are_named_with_file_and_line(self):
        kept = self.settings.read_text()
        line = kept.count("\n") + 2
        for text, words in (("[server]\nthreads = many", "threads"), ("[limits]\nrequest-bytes = 1", "request-bytes"),
                            ("[limits]\nrequest-byte = 5000", "did you mean \"request-bytes\""),
                            ("[server]\nlisten = ", "listen"), ("[store]\nstate-dir = relative/../x\nbatch = 0", "batch")):
            with self.subTest(text=text):
                self.settings.write_text(kept + text + "\n")
                self.expect_complaint(rf"helixd\.conf(:{line}|:{line + 1})?: .*{words}")

    def test_an_unknown_section_is_named(self):
        self.settings.write_text(self.settings.read_text() + "[nope]\nx = 1\n")
        self.expect_complaint(r"helixd\.conf:\d+: \[nope\].*no such section")

    def test_weights_that_do_not_sum_to_one_are_refused(self):
        self.change("weights.conf", "text = ", "text = 1")
        self.expect_complaint(r"weights\.conf:\d+: \[weights\].*sum|weights\.conf:\d+: \[weights\] text")

    def test_an_unknown_weight_is_named_with_file_and_line(self):
        self.change("weights.conf", "sought = ", "saught = ")
        self.expect_complaint(r'weights\.conf:\d+: \[weights\] saught: .*did you mean "sought"')

    def test_a_missing_file_of_weights_is_named(self):
        (self.config / "weights.conf").unlink()
        self.expect_complaint(r"weights\.conf")

    def test_several_thesauri_are_one(self):
        (self.config / "more.nt").write_text(
            "<https://other.example/yarns> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
            "<http://www.w3.org/2004/02/skos/core#Concept> .\n"
            '<https://other.example/yarns> <http://www.w3.org/2004/02/skos/core#prefLabel> "Yarns"@en .\n'
            "<https://other.example/yarns> <http://www.w3.org/2004/02/skos/core#exactMatch> "
            "<https://helix.example/themes/textile-recycling> .\n")
        self.change("demo/helixd.conf", "themes = ../themes.ttl", "themes = ../themes.ttl; ../more.nt")
        before, after = (subprocess.run([str(BIN / "helixd"), "--config", str(path), "--check"], capture_output=True, text=True,
                                        check=False) for path in (ROOT / "config/demo/helixd.conf", self.settings))
        self.assertEqual(after.returncode, 0, after.stderr)
        self.assertEqual(after.stdout, before.stdout, "one more concept, and the same number of themes")
        (self.config / "more.nt").write_text("no triple\n")
        self.expect_complaint(r"more\.nt:1")

    def test_a_line_that_is_no_setting_is_quoted(self):
        self.settings.write_text(self.settings.read_text() + "oops\n")
        self.expect_complaint(r"helixd\.conf.*oops")

    def test_a_missing_configuration_is_named(self):
        result = self.check(self.folder / "nowhere.conf")
        self.assertEqual(result.returncode, 78)
        self.assertIn("nowhere.conf", result.stderr)

    def test_a_thesaurus_that_is_no_turtle_is_named_with_its_line(self):
        self.spoil_line("themes.ttl", 100, "this is no turtle \"")
        self.expect_complaint(r"themes\.ttl:\d+: ")

    def test_a_thesaurus_cut_short_is_refused(self):
        path = self.config / "themes.ttl"
        path.write_text(path.read_text()[:20000].rsplit(" ", 1)[0])
        self.expect_complaint(r"themes\.ttl")

    def test_a_thesaurus_with_a_circle_is_refused(self):
        with (self.config / "themes.ttl").open("a") as file:
            file.write("\n:circular-economy skos:broader :textile-recycling .\n")
        self.expect_complaint(r"themes\.ttl.*textile-recycling|themes\.ttl.*circular-economy")

    def test_yaml_that_is_none_is_named_with_its_line(self):
        self.spoil_line("places.yaml", 20, "  - {id: [")
        self.expect_complaint(r"places\.yaml:2\d")

    def test_a_misspelled_field_of_a_place_is_named(self):
        self.change("places.yaml", "country:", "contry:")
        self.expect_complaint(r"places\.yaml:\d+: places\[0\]\.contry.*country")

    def test_a_place_given_twice_is_named(self):
        text = (self.config / "places.yaml").read_text()
        found = re.search(r"(?m)^( *)- .*?id: ?([a-z-]+)", text)
        (self.config / "places.yaml").write_text(text + f"\n{found[1]}- {{id: {found[2]}, country: IT}}\n")
        self.expect_complaint(rf"places\.yaml.*{found[2]}")

    def test_a_cooperation_with_an_unknown_theme_is_named(self):
        self.change("demo/cooperations.yaml", "theme: ", "theme: no-such-theme-")
        self.expect_complaint(r"cooperations\.yaml.*no-such-theme-")

    def test_a_missing_file_of_the_vocabulary_is_named(self):
        (self.config / "size-regimes.yaml").unlink()
        result = self.check()
        self.assertIn(result.returncode, (74, 78))
        self.assertIn("size-regimes.yaml", result.stderr)

    def test_the_command_line_is_checked(self):
        for words in (["--bogus"], ["word"], ["--log-level", "loud"]):
            with self.subTest(words=words):
                result = subprocess.run([str(BIN / "helixd"), *words], capture_output=True, text=True, check=False)
                self.assertEqual(result.returncode, 64, result.stderr)
                self.assertTrue(result.stderr)

    def test_help_and_version(self):
        for word in ("--help", "--version"):
            result = subprocess.run([str(BIN / "helixd"), word], capture_output=True, text=True, check=False)
            self.assertEqual(result.returncode, 0)
            self.assertIn("helixd", result.stdout)


class Reload(OwnConfiguration):
    def setUp(self):
        super().setUp()
        self.helixd = self.daemon(config=self.settings).start()
        self.caller = self.client(self.helixd)

    def themes_of(self, text):
        matches = self.caller.ask(rpc.Request(match_themes={"text": {"text": text, "language": "en"}})).matches.matches
        return [match.id for match in matches]

    def add_label(self):
        with (self.config / "themes.ttl").open("a") as file:
            file.write('\n:industrial-design skos:altLabel "zeppelin upholstery"@en .\n')

    def test_a_changed_thesaurus_takes_effect(self):
        before = self.caller.status().vocabulary_version
        self.assertNotIn("industrial-design", self.themes_of("zeppelin upholstery"))
        self.add_label()
        self.assertIn("STATUS=Serving", self.helixd.reload())
        self.assertEqual(self.themes_of("zeppelin upholstery")[0], "industrial-design")
        self.assertNotEqual(self.caller.status().vocabulary_version, before)

    def test_a_broken_thesaurus_is_refused_and_the_old_one_serves_on(self):
        before = self.caller.status().vocabulary_version
        self.spoil_line("themes.ttl", 100, "this is no turtle \"")
        said = self.helixd.reload()
        self.assertTrue(any("refused" in line for line in said), said)
        self.assertRegex(self.helixd.log(), r"reload refused.*themes\.ttl:\d+")
        self.assertEqual(self.caller.status().vocabulary_version, before)
        self.assertTrue(self.themes_of("textile recycling"))

    def test_a_broken_configuration_is_refused_and_mended_later(self):
        kept = self.settings.read_text()
        self.settings.write_text(kept + "[server]\nthreads = many\n")
        self.helixd.reload()
        self.assertRegex(self.helixd.log(), r"reload refused.*helixd\.conf:\d+.*threads")
        self.settings.write_text(kept)
        self.add_label()
        self.helixd.reload()
        self.assertEqual(self.themes_of("zeppelin upholstery")[0], "industrial-design")

    def test_weights_take_effect(self):
        before = self.caller.ask(rpc.Request(match_themes={"text": {"text": "textile recycling"}})).matches
        (self.config / "weights.conf").write_text("[weights]\nversion = 1\ntext = 1000000\n")
        self.helixd.reload()
        after = self.caller.ask(rpc.Request(match_themes={"text": {"text": "textile recycling"}})).matches
        self.assertNotEqual(after.weights_version, before.weights_version)
        self.assertEqual({part.facet for match in after.matches for part in match.contributions if part.points}, {1})

    def test_broken_weights_are_refused_and_the_old_ones_serve_on(self):
        before = self.caller.status().weights_version
        self.change("weights.conf", "k1 = ", "k1 = -")
        self.helixd.reload()
        self.assertRegex(self.helixd.log(), r"reload refused.*weights\.conf:\d+: \[text\] k1")
        self.assertEqual(self.caller.status().weights_version, before)

    def test_reloads_in_a_row_and_under_load_lose_nothing(self):
        sent = set()
        for _ in range(5):
            sent |= {self.caller.send(rpc.Request(match_themes={"text": {"text": "recycled yarn"}})) for _ in range(40)}
            self.helixd.reload()
            while sent and (reply := self.caller.receive()) is not None:
                self.assertEqual(reply.WhichOneof("result"), "matches")
                sent.remove(reply.id)
        self.assertEqual(sent, set())
