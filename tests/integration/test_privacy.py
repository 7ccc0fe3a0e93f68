# SPDX-License-Identifier: Apache-2.0
"""Consent, contact persons, previews and the rights of the person, as people ask for them with helixctl."""
import json
import os
import pty
import re
import subprocess

from harness import BIN
from test_keys import Keys

PROFILE = """
id: our-lab
name: Officina Zanzarelli srl
helix: BUSINESS
places: [bologna]
languages: [it, en]
statements:
  - kind: OFFER
    title: Yarn from used clothes
    text: Zanzarelli turns used clothes into recycled yarn and sells it to weavers.
    themes: [textile-recycling]
teasers:
  - {language: en, value: A spinner called Zanzarelli looks for sorting plants.}
contacts:
  - {name: Bruna Brontolo, function: sales, email: bruna@example.org, languages: [it]}
"""


class Privacy(Keys):
    def setUp(self):
        super().setUp()
        self.enroll("anna", "--role", "member", "--stakeholder", "our-lab")
        self.enroll("bea", "--role", "member", "--stakeholder", "their-lab")
        self.submitted = self.run_as("anna", "stakeholder", "submit", "-", text=PROFILE).stdout
        other = PROFILE.replace("our-lab", "their-lab").replace("Officina Zanzarelli srl", "Weaver two")
        self.run_as("bea", "stakeholder", "submit", "-", text=re.sub("Zanzarelli", "We", other))

    def pseudonym(self, person, own):
        """Of the other one, as this person sees it."""
        rows = [json.loads(line) for line in self.run_as(person, "stakeholder", "list", "--json").stdout.splitlines()]
        return next(row["stakeholder"]["id"] for row in rows if row["stakeholder"]["id"] != own)

    def test_the_teaser_that_tells_is_told_and_shown_without(self):
        self.assertIn("Zanzarelli", self.submitted)
        self.assertIn("teasers[0].value", self.submitted)
        preview = self.run_as("anna", "stakeholder", "preview", "our-lab").stdout
        self.assertIn("(business, IT, not disclosed)", preview)
        self.assertNotIn("Zanzarelli", preview)
        self.assertIn("looks for sorting plants", preview)
        self.assertIn("Zanzarelli", self.run_as("anna", "stakeholder", "preview", "our-lab", "--stage", "organisation").stdout)

    def test_consent_is_given_seen_and_withdrawn_as_easily(self):
        pseudonym = self.pseudonym("bea", "their-lab")
        bea = self.pseudonym("anna", "our-lab")
        self.assertIn("(not disclosed)", self.run_as("bea", "stakeholder", "list").stdout)
        listed = self.run_as("bea", "match", "partners", "--for", "their-lab").stdout
        self.assertIn("(business, IT, not disclosed)", listed)
        self.assertIn(pseudonym, listed)
        refused = self.run_as("bea", "contact", "show", pseudonym, code=77)
        self.assertIn("consent", refused.stderr)
        given = self.run_as("anna", "consent", "give", "our-lab", "--kind", "disclose-contact", "--to", bea).stdout
        number = re.search(r"helixctl consent withdraw (\d+)", given)[1]
        self.assertIn("Officina Zanzarelli", self.run_as("bea", "stakeholder", "show", "our-lab").stdout)
        self.assertIn("Bruna Brontolo", self.run_as("bea", "contact", "show", "our-lab").stdout)
        self.run_as("anna", "consent", "withdraw", number)
        self.run_as("bea", "stakeholder", "show", "our-lab", code=66)
        self.assertIn("No consent holds", self.run_as("anna", "consent", "list", "our-lab").stdout)
        self.assertIn(bea[:12], self.run_as("anna", "consent", "list", "our-lab", "--withdrawn").stdout)
        self.assertIn("contacts.show", self.run_as(None, "audit", "list", "--for", "our-lab").stdout)

    def test_kinds_of_consent_are_told_when_one_is_missing(self):
        self.assertIn("cross-border", self.run_as("anna", "consent", "give", "our-lab", code=64).stderr)
        self.assertIn("contact", self.run_as("anna", "consent", "give", "our-lab", "--kind", "cross-border", code=65).stderr)

    def test_what_is_held_is_exported_as_one_json_object(self):
        held = json.loads(self.run_as("anna", "privacy", "export", "our-lab").stdout)
        self.assertEqual(held["revisions"][0]["stakeholder"]["contacts"][0]["name"], "Bruna Brontolo")
        self.assertEqual(len(held["identities"]), 1)
        self.assertIn("their-lab", self.run_as("anna", "privacy", "export", "their-lab", code=77).stderr)

    def test_erasing_wants_the_id_twice_and_gives_a_certificate(self):
        self.assertIn("--confirm our-lab", self.run_as("anna", "privacy", "erase", "our-lab", code=64).stderr)
        self.run_as("anna", "privacy", "erase", "our-lab", "--confirm", "their-lab", code=65)
        certificate = json.loads(self.run_as("anna", "privacy", "erase", "our-lab", "--confirm", "our-lab", "--json").stdout)
        self.assertTrue(certificate["backupsUntil"])
        self.assertTrue(all("left" not in count for count in certificate["counts"]))
        self.run_as(None, "stakeholder", "show", "our-lab", code=66)
        self.assertIn("entries", self.run_as(None, "audit", "verify").stdout)

    def test_at_a_terminal_the_id_is_asked_for(self):
        master, slave = pty.openpty()
        environment = {**os.environ, "XDG_CONFIG_HOME": str(self.folder / "anna")}
        environment.pop("HELIX_SERVER", None)
        with subprocess.Popen([BIN / "helixctl", "privacy", "erase", "our-lab"], stdin=slave, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, env=environment, text=True) as process:
            os.write(master, b"not this\n")
            said, asked = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 64)
        self.assertIn("cannot be undone", asked)
        self.assertIn("nothing was erased", asked)
        with subprocess.Popen([BIN / "helixctl", "privacy", "erase", "our-lab"], stdin=slave, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, env=environment, text=True) as process:
            os.write(master, b"our-lab\n")
            said, _ = process.communicate(timeout=30)
        os.close(master)
        os.close(slave)
        self.assertEqual(process.returncode, 0)
        self.assertIn("certificate", said)


del Keys  # its own tests are those of test_keys.py
