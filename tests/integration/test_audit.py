# SPDX-License-Identifier: Apache-2.0
"""The audit log through helixctl, and its chain computed by somebody else, from what store/audit.h says about it."""
import hashlib
import json
import sqlite3
import unittest

from harness import ROOT, DaemonTest, profile, rpc, run_helixctl

DEMO = ROOT / "config/demo"


def field(content):
    return len(content).to_bytes(8, "little") + content


def number(value):
    return field(value.to_bytes(8, "little", signed=value < 0))


def hash_of(before, entry):
    """That of an entry as --json prints it."""
    subject = bytes.fromhex(entry.get("subject", "")) or bytes(16)
    return hashlib.blake2b(before + number(int(entry["number"])) + number(int(entry["atMs"])) +
                           number(int(entry.get("actor", 0))) + field(entry["action"].encode()) + field(subject) +
                           field(entry.get("detail", "").encode()), digest_size=32).digest()


class Audit(DaemonTest):
    def setUp(self):
        super().setUp()
        self.helixd = self.daemon().start()

    def run_cli(self, *words, code=0, **options):
        result = run_helixctl(*words, server=self.helixd.endpoint, **options)
        self.assertEqual(result.returncode, code, f"{words}\n{result.stdout}\n{result.stderr}")
        self.assertNotIn("Sanitizer", result.stderr)
        return result

    def rows(self, *words):
        return [json.loads(line) for line in self.run_cli(*words, "--json").stdout.splitlines()]

    def submit(self, *numbers):
        client = self.client(self.helixd)
        for each in numbers:
            self.expect_created(client.submit(profile(each)))

    def database(self):
        database = sqlite3.connect(self.helixd.state_dir / "helix.db", timeout=10)
        self.addCleanup(database.close)
        return database

    def tamper(self, sql):
        database = self.database()
        database.execute("DROP TRIGGER IF EXISTS audit_is_not_changed")
        database.execute("DROP TRIGGER IF EXISTS audit_is_not_cut")
        database.execute(sql)
        database.commit()


class Lists(Audit):
    def test_an_empty_log_says_so(self):
        self.assertIn("Nothing was done", self.run_cli("audit", "list").stdout)
        self.assertEqual(self.rows("audit", "list"), [])
        self.assertIn("no entries", self.run_cli("audit", "verify").stdout)

    def test_what_was_done_is_listed_with_time_actor_record_and_detail(self):
        self.submit(1, 2)
        self.run_cli("stakeholder", "withdraw", "lab-1", "--reason", "asked for by Anna Bianchi")
        lines = self.run_cli("audit", "list").stdout.splitlines()
        self.assertRegex(lines[0], r"^TIME +NUMBER +ACTOR +ACTION +RECORD +DETAIL")
        self.assertRegex(lines[1], r"^20\d\d-\d\d-\d\d \d\d:\d\d +1 +local +stakeholder\.submit +lab-1 +revision 1")
        self.assertRegex(lines[3], r" 3 +local +stakeholder\.withdraw +lab-1 +revision 2")
        self.assertEqual(len(lines), 4)
        self.assertNotIn("Bianchi", "".join(lines) + self.run_cli("audit", "list", "--json").stdout)

    def test_an_actor_is_told_by_its_number(self):
        self.submit(1)
        self.tamper("UPDATE audit SET actor = 7")
        self.assertRegex(self.run_cli("audit", "list").stdout, r" 1 +#7 +stakeholder\.submit")

    def test_for_after_and_limit(self):
        self.submit(1, 2, 3)
        self.run_cli("stakeholder", "withdraw", "lab-1")
        self.assertEqual([row["number"] for row in self.rows("audit", "list", "--for", "lab-1")], ["1", "4"])
        self.assertEqual([row["number"] for row in self.rows("audit", "list", "--after", "2")], ["3", "4"])
        self.assertEqual([row["number"] for row in self.rows("audit", "list", "--after", "1", "--limit", "2")], ["2", "3"])
        self.assertIn("goes on: the same with --after 2", self.run_cli("audit", "list", "--limit", "2").stdout)
        self.assertNotIn("goes on", self.run_cli("audit", "list", "--limit", "4").stdout)
        self.assertIn("Nothing was done to", self.run_cli("audit", "list", "--for", "nobody").stdout)
        for wrong in ("x", "-1", "1.5", "99999999999999999999"):
            self.assertIn("--after wants the number", self.run_cli("audit", "list", f"--after={wrong}", code=64).stderr)

    def test_a_long_log_is_listed_whole(self):
        client = self.client(self.helixd)
        for begin in range(0, 2100, 700):
            request = rpc.Request(idempotency_key=f"import-of-many-rows-{begin}")
            request.import_stakeholders.stakeholders.extend(profile(row) for row in range(begin, begin + 700))
            self.assertEqual(client.ask(request).WhichOneof("result"), "imported")
        rows = self.rows("audit", "list")
        self.assertEqual([int(row["number"]) for row in rows], list(range(1, 2101)))
        self.assertEqual([row["record"] for row in rows], [f"lab-{row}" for row in range(2100)])
        self.assertEqual(len(self.rows("audit", "list", "--limit", "1500")), 1500)
        self.assertIn("2100 entries", self.run_cli("audit", "verify").stdout)

    def test_a_record_is_named_as_long_as_it_exists(self):
        self.submit(1, 2)
        database = self.database()
        database.execute("DELETE FROM stakeholder WHERE id = 'lab-1'")
        database.commit()
        self.assertEqual([row.get("record") for row in self.rows("audit", "list")], [None, "lab-2"])
        self.assertEqual(len(self.rows("audit", "list", "--for", "lab-1")), 1)


class Chain(Audit):
    def test_somebody_else_computes_the_same_chain(self):
        self.run_cli("import", "stakeholders", DEMO / "stakeholders.jsonl", "--all-or-nothing")
        self.submit(1)
        self.run_cli("stakeholder", "withdraw", "lab-1")
        rows, last = self.rows("audit", "list"), bytes(32)
        self.assertIn("import.finish", [row["action"] for row in rows])
        for row in rows:
            last = hash_of(last, row)
            self.assertEqual(row["hash"], last.hex(), row)
        verified = self.rows("audit", "verify")[0]
        self.assertEqual((verified["head"], int(verified["entries"])), (last.hex(), len(rows)))
        key = self.database().execute("SELECT value FROM secret WHERE name = 'audit'").fetchone()[0]
        subject = hashlib.blake2b(b"lab-1", key=key, digest_size=16).hexdigest()
        self.assertEqual([row["subject"] for row in rows[-2:]], [subject, subject])

    def test_verify_tells_the_head_and_that_all_fit(self):
        self.submit(1, 2)
        said = self.run_cli("audit", "verify").stdout
        self.assertIn("2 entries", said)
        self.assertIn(self.rows("audit", "list")[-1]["hash"], said)

    def test_a_changed_entry_is_found_with_exit_code_65(self):
        self.submit(1, 2, 3)
        self.tamper("UPDATE audit SET detail = 'revision 9' WHERE number = 2")
        result = self.run_cli("audit", "verify", code=65)
        self.assertIn("broken at entry 2", result.stderr)
        self.assertIn("3 entries", result.stdout)
        self.assertNotIn("Each fits", result.stdout)
        answer, failure = [json.loads(line) for line in self.run_cli("audit", "verify", "--json", code=65).stdout.splitlines()]
        self.assertEqual((answer["brokenAt"], failure["error"]["code"]), ("2", "INVALID_DATA"))
        self.submit(4)  # the daemon serves on
        self.assertEqual(len(self.rows("audit", "list")), 4)

    def test_a_cut_off_end_shows_in_the_head(self):
        self.submit(1, 2)
        head = self.rows("audit", "verify")[0]["head"]
        self.tamper("DELETE FROM audit WHERE number = 2")
        self.assertNotEqual(self.rows("audit", "verify")[0]["head"], head)

    def test_the_chain_holds_after_kills_under_load(self):
        for round_number in range(3):
            client = self.client(self.helixd)
            for each in range(40):
                client.send(rpc.Request(submit_stakeholder=rpc.SubmitStakeholder(
                    stakeholder=profile(1000 * round_number + each)), idempotency_key=f"round-{round_number}-row-{each:04}"))
            for _ in range(10):
                self.assertEqual(client.receive().WhichOneof("result"), "submitted")
            self.helixd.kill()
            self.helixd.start()
        stored = self.client(self.helixd).all_ids()
        rows = self.rows("audit", "list")
        self.assertEqual(sorted(row["record"] for row in rows), sorted(stored))
        self.assertGreaterEqual(len(rows), 30)
        self.run_cli("audit", "verify")


if __name__ == "__main__":
    unittest.main()
