# SPDX-License-Identifier: Apache-2.0
"""Invitations, enrolling and keys: helixctl at the public door of a real daemon."""
import json
import os
import signal
import subprocess
import time
import unittest

from harness import BIN, DaemonTest


class Keys(DaemonTest):
    def setUp(self):
        super().setUp()
        self.helixd = self.daemon(public=True).start()

    def run_as(self, person, *words, code=0, text="", server=None):
        """helixctl with the configuration of this person; None: who may open the local socket."""
        environment = {key: value for key, value in os.environ.items() if key != "HELIX_SERVER"}
        environment["XDG_CONFIG_HOME"] = str(self.folder / (person or "nobody"))
        where = ["--server", server or self.helixd.endpoint] if person is None or server else []
        result = subprocess.run([BIN / "helixctl", *words, *where], input=text, capture_output=True, text=True,
                                timeout=60, env=environment, check=False)
        self.assertEqual(result.returncode, code, f"{words}\n{result.stdout}\n{result.stderr}")
        self.assertNotIn("Sanitizer", result.stderr)
        return result

    def invite(self, *options, by=None):
        return json.loads(self.run_as(by, "invite", *options, "--json").stdout)

    def enroll(self, person, *options, by=None):
        invitation = self.invite(*options, by=by)
        return json.loads(self.run_as(person, "enroll", "--json", text=invitation["code"]).stdout)

    def who(self, person):
        return json.loads(self.run_as(person, "whoami", "--json").stdout)

    def key_file(self, person):
        files = list((self.folder / person / "helix").glob("client-*.key"))
        self.assertEqual(len(files), 1)
        return files[0]


class Enrolling(Keys):
    def test_a_guest_becomes_who_was_invited_and_finds_the_server(self):
        enrolled = self.enroll("anna", "--role", "member", "--stakeholder", "our-lab", "--name", "Anna")
        self.assertEqual((enrolled["role"], enrolled["stakeholders"]), ("MEMBER", ["our-lab"]))
        self.assertEqual(self.who("anna")["number"], enrolled["number"])
        self.assertEqual(self.key_file("anna").stat().st_mode & 0o777, 0o600)
        self.run_as("anna", "theme", "list")
        self.assertIn("NOT_PERMITTED", self.run_as("anna", "identity", "list", "--json", code=77).stdout)

    def test_an_admin_from_outside_invites_lists_and_cancels(self):
        self.enroll("chief", "--role", "admin")
        self.enroll("bea", "--role", "reader", "--expires", "2d", by="chief")
        open_one = self.invite("--role", "member", by="chief")
        self.run_as("chief", "invitation", "cancel", open_one["number"])
        self.assertIn("INVITATION_ENDED", self.run_as("carla", "enroll", "--json", code=77, text=open_one["code"]).stdout)
        listed = self.run_as("chief", "invitation", "list").stdout
        self.assertEqual((listed.count(" used "), listed.count("cancelled")), (2, 1))
        people = [json.loads(line) for line in self.run_as("chief", "identity", "list", "--json").stdout.splitlines()]
        self.assertEqual([person["role"] for person in people], ["ADMIN", "READER"])

    def test_a_code_enrols_once(self):
        invitation = self.invite("--role", "member")
        self.run_as("anna", "enroll", text=invitation["code"])
        self.assertIn("used", self.run_as("bob", "enroll", code=77, text=invitation["code"]).stderr)
        self.assertEqual(list((self.folder / "bob" / "helix").iterdir()), [])
        self.assertIn("already", self.run_as("anna", "enroll", text=invitation["code"]).stdout)

    def test_the_secret_of_a_code_is_in_no_log_and_not_in_the_state(self):
        invitation = self.invite("--role", "member")
        self.run_as("anna", "enroll", text=invitation["code"])
        secret = self.key_file("anna").read_text().split("secret-key=")[1].strip()
        self.helixd.stop()
        kept = [path.read_bytes() for path in self.helixd.state_dir.rglob("*") if path.is_file()]
        for word in (secret, invitation["code"]):
            self.assertFalse(any(word.encode() in content for content in [*kept, self.helixd.log().encode()]))


class WrongKeys(Keys):
    def test_without_a_key_nobody_is_asked(self):
        self.assertIn("helixctl enroll", self.run_as("anna", "status", code=78, server=self.helixd.public).stderr)

    def test_a_revoked_key_is_told_so(self):
        enrolled = self.enroll("anna", "--role", "member")
        self.run_as(None, "identity", "revoke", enrolled["number"], "--reason", "laptop lost")
        self.assertIn("KEY_REVOKED", self.run_as("anna", "whoami", "--json", code=77).stdout)

    def test_a_key_that_the_server_does_not_know_is_told_so(self):
        self.enroll("anna", "--role", "member")
        other = self.daemon(public=True).start()
        self.helixd.stop()
        stranger = self.run_as("anna", "whoami", code=69)
        self.assertIn("No daemon answers", stranger.stderr)
        servers = self.folder / "anna" / "helix" / "servers.conf"
        invitation = json.loads(self.run_as(None, "invite", "--role", "reader", "--json", server=other.endpoint).stdout)
        known = servers.read_text().split("server-key=")
        servers.write_text(f"[{other.public}]\nserver-key={known[1].splitlines()[0]}\n{known[1].splitlines()[1]}\n")
        self.assertIn("not the one whose key was saved",
                      self.run_as("anna", "whoami", code=76, server=other.public).stderr)
        servers.write_text(f"[{other.public}]\nserver-key={invitation['serverKey']}\n{known[1].splitlines()[1]}\n")
        self.assertIn("does not know this key", self.run_as("anna", "whoami", code=77, server=other.public).stderr)

    def test_a_key_file_that_others_may_read_is_refused(self):
        self.enroll("anna", "--role", "member")
        self.key_file("anna").chmod(0o640)
        self.assertIn("chmod 600", self.run_as("anna", "whoami", code=78).stderr)


class Interrupted(Keys):
    """Killed at any moment, the next run finishes: no key is lost that the daemon counts on."""

    ROUNDS = 16

    def kill_after(self, person, seconds, *words, text=""):
        environment = {**os.environ, "XDG_CONFIG_HOME": str(self.folder / person)}
        environment.pop("HELIX_SERVER", None)
        with subprocess.Popen([BIN / "helixctl", *words], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, env=environment) as process:
            process.stdin.write(text.encode())
            process.stdin.close()
            time.sleep(seconds)
            process.send_signal(signal.SIGKILL)

    def duration(self, person, *words, text=""):
        start = time.monotonic()
        self.run_as(person, *words, text=text)
        return time.monotonic() - start

    def test_enrolling(self):
        whole = self.duration("first", "enroll", text=self.invite("--role", "member")["code"])
        for i in range(self.ROUNDS):
            person, code = f"guest{i}", self.invite("--role", "member")["code"]
            self.kill_after(person, whole * i / self.ROUNDS, "enroll", text=code)
            self.run_as(person, "enroll", text=code)
            self.assertEqual(self.who(person)["role"], "MEMBER")

    def test_rotating(self):
        self.enroll("anna", "--role", "member")
        whole = self.duration("anna", "identity", "rotate")
        for i in range(self.ROUNDS):
            self.kill_after("anna", whole * i / self.ROUNDS, "identity", "rotate")
            before = self.key_file("anna").read_text()
            self.run_as("anna", "identity", "rotate")
            self.assertEqual(self.who("anna")["role"], "MEMBER")
            self.assertNotEqual(self.key_file("anna").read_text(), before)
        active = self.run_as(None, "identity", "list", "--json").stdout.splitlines()
        self.assertEqual(len(active), 1)


if __name__ == "__main__":
    unittest.main()
