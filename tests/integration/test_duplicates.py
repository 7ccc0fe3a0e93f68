# SPDX-License-Identifier: Apache-2.0
"""Two records of one organisation: found, made one, taken apart again, and neither half of it ever alone."""
import json
import threading

from harness import Client, DaemonTest, code_of, new_key, profile, rpc, run_helixctl, stakeholder

PUBLISHED, WITHDRAWN = stakeholder.PUBLISHED, stakeholder.WITHDRAWN
PAIRS = 60


# Fields that are messages are given as what they hold: the types are those of access.proto.
def duplicates_request(**fields):
    return rpc.Request(list_duplicates=fields)


def merge_request(keep, drop, key=None):
    return rpc.Request(idempotency_key=key or new_key(), merge_stakeholders={"keep": keep, "drop": drop})


def undo_request(number):
    return rpc.Request(idempotency_key=new_key(), undo_merge={"number": number})


def firm(name_id, name, text="We make machines.", **fields):
    message = profile(0, id=name_id, name=name, **fields)
    message.statements[0].text = text
    return message


class Duplicates(DaemonTest):
    def setUp(self):
        super().setUp()
        self.helixd = self.daemon().start()
        self.caller = self.client(self.helixd)

    def pairs(self, **fields):
        reply = self.caller.ask(duplicates_request(**fields))
        self.assertIsNone(code_of(reply), reply)
        return reply.duplicates.duplicates

    def standing(self, name_id):
        record = self.caller.get(name_id).stakeholder
        return record.state, record.stakeholder.SerializeToString(deterministic=True)

    def submit(self, *messages):
        for message in messages:
            reply = self.caller.submit(message)
            self.assertIsNone(code_of(reply), reply)

    def run_cli(self, *words, code=0):
        result = run_helixctl(*words, server=self.helixd.endpoint)
        self.assertEqual(result.returncode, code, f"{words}\n{result.stdout}\n{result.stderr}")
        self.assertNotIn("Sanitizer", result.stderr)
        return result


class Finding(Duplicates):
    def test_names_identifiers_and_websites_bring_pairs_with_their_reasons(self):
        one, other = firm("rossi", "Rossi Meccanica S.r.l."), firm("rossi-2", "ROSSI MECANICA SRL")
        third, fourth = firm("verdi", "Verdi Tessuti"), firm("bianchi", "Bianchi Filati")
        third.identifiers.add(scheme="vat", value="IT 0123 4567 890")
        fourth.identifiers.add(scheme="VAT", value="01234567890")
        fifth, sixth = firm("neri", "Neri Vetro"), firm("gialli", "Gialli Carta")
        fifth.website, sixth.website = "https://www.example.com/it", "http://example.com"
        self.submit(one, other, third, fourth, fifth, sixth)
        found = [(pair.one, pair.other, list(pair.reasons)) for pair in self.pairs()]
        self.assertEqual(found[0], ("rossi", "rossi-2", ["names alike: “Rossi Meccanica S.r.l.” and “ROSSI MECANICA SRL”"]))
        self.assertCountEqual(found[1:], [("bianchi", "verdi", ["the same VAT number IT01234567890"]),
                                          ("gialli", "neri", ["the same website example.com"])])
        self.assertEqual([pair.other for pair in self.pairs(limit=1)], ["rossi-2"])
        self.assertEqual([(pair.one, pair.other) for pair in self.pairs(stakeholder="verdi")], [("bianchi", "verdi")])

    def test_near_misses_are_not_proposed(self):
        names = ["University of Bologna", "University of Bolzano", "Nanjing Tech", "Nanjing University of Technology",
                 "南京林业大学", "南京农业大学", "Laboratory 1", "Laboratory 2"]
        self.submit(*(firm(f"near-{i}", name) for i, name in enumerate(names)))
        self.assertEqual(list(self.pairs()), [])

    def test_who_is_not_there_or_withdrawn_is_told_so(self):
        self.submit(firm("rossi", "Rossi"))
        self.expect_error(self.caller.ask(duplicates_request(stakeholder="nobody")), "NOT_FOUND")
        self.caller.ask(rpc.Request(idempotency_key=new_key(), withdraw_stakeholder={"id": "rossi"}))
        self.expect_error(self.caller.ask(duplicates_request(stakeholder="rossi")), "CONFLICT")


class Merging(Duplicates):
    def setUp(self):
        super().setUp()
        self.submit(firm("rossi", "Rossi Meccanica"), firm("rossi-2", "Rossi Meccanica SRL", "We spin yarn."))

    def test_merging_and_undoing_is_where_it_began_also_after_a_restart(self):
        before = self.standing("rossi"), self.standing("rossi-2")
        merge = self.caller.ask(merge_request("rossi", "rossi-2")).merge
        self.assertEqual((merge.keep, merge.drop, merge.keep_revision, merge.drop_revision), ("rossi", "rossi-2", 2, 2))
        self.assertEqual(self.standing("rossi-2")[0], WITHDRAWN)
        self.assertEqual(len(self.caller.get("rossi").stakeholder.stakeholder.statements), 2)
        self.assertEqual(list(self.pairs()), [])
        self.assertEqual(self.caller.status().stakeholders_withdrawn, 1)
        self.helixd.kill()
        self.helixd.start()
        self.caller = self.client(self.helixd)
        self.assertGreater(self.caller.ask(undo_request(merge.number)).merge.undone_at_ms, 0)
        self.assertEqual((self.standing("rossi"), self.standing("rossi-2")), before)
        self.assertEqual(self.caller.status().stakeholders_withdrawn, 0)
        self.assertEqual(len(self.pairs()), 1)

    def test_what_changed_meanwhile_is_named(self):
        number = self.caller.ask(merge_request("rossi", "rossi-2")).merge.number
        self.submit(firm("rossi", "Rossi Meccanica", "We make other machines."))
        error = self.expect_error(self.caller.ask(undo_request(number)), "CONFLICT")
        self.assertIn('"rossi" has changed', error.message)
        self.assertIn("helixctl stakeholder history rossi", error.hint)
        self.assertEqual(self.standing("rossi-2")[0], WITHDRAWN)

    def test_a_repeated_request_merges_once(self):
        key = new_key()
        first, again = (self.caller.ask(merge_request("rossi", "rossi-2", key)).merge for _ in range(2))
        self.assertEqual(first, again)
        self.expect_error(self.caller.ask(merge_request("rossi", "rossi-2")), "CONFLICT")

    def test_a_killed_daemon_leaves_no_half_of_a_merge(self):
        self.submit(*(firm(f"{side}-{i}", f"Firm {i}", f"{side} {i}") for i in range(PAIRS) for side in ("keep", "drop")))
        answered, started = [], threading.Event()

        def merge_all():
            with Client(self.helixd.endpoint) as client:
                for i in range(PAIRS):
                    client.send(merge_request(f"keep-{i}", f"drop-{i}"))
                for _ in range(PAIRS):
                    reply = client.receive(timeout_s=2)
                    if reply is None:
                        return
                    answered.append(reply.merge.number)
                    if len(answered) == 3:
                        started.set()

        thread = threading.Thread(target=merge_all)
        thread.start()
        self.assertTrue(started.wait(20))
        self.helixd.kill()
        thread.join()
        self.helixd.start()
        self.caller = self.client(self.helixd)
        merged = 0
        for i in range(PAIRS):
            keep, drop = self.caller.get(f"keep-{i}").stakeholder, self.caller.get(f"drop-{i}").stakeholder
            is_merged = drop.state == WITHDRAWN
            self.assertEqual((keep.revision, drop.revision, len(keep.stakeholder.statements)),
                             (2, 2, 2) if is_merged else (1, 1, 1), f"pair {i} is half merged")
            merged += is_merged
        self.assertGreaterEqual(merged, len(answered), "what was acknowledged is there")
        for number in range(1, merged + 1):
            self.assertIsNone(code_of(self.caller.ask(undo_request(number))), f"merge {number} has its row")
        self.expect_error(self.caller.ask(undo_request(merged + 1)), "NOT_FOUND")


class Cli(Duplicates):
    def setUp(self):
        super().setUp()
        other = firm("rossi-2", "Rossi Meccanica SRL", "We spin yarn.", website="https://rossi.example")
        self.submit(firm("rossi", "Rossi Meccanica"), other)

    def test_the_table_and_json_lines(self):
        table = self.run_cli("stakeholder", "duplicates").stdout
        self.assertRegex(table, r"ONE +OTHER +LIKENESS +WHY")
        self.assertRegex(table, r"rossi +rossi-2 +1\.000 +names alike")
        self.assertIn("helixctl stakeholder merge KEEP DROP", table)
        line = json.loads(self.run_cli("stakeholder", "duplicates", "rossi", "--json").stdout)
        self.assertEqual((line["one"], line["other"], line["likeness"]), ("rossi", "rossi-2", 1000000))
        self.assertIn("nobody", self.run_cli("stakeholder", "duplicates", "nobody", code=66).stderr)

    def test_merging_tells_what_was_taken_over_and_how_to_undo_it(self):
        told = self.run_cli("stakeholder", "merge", "rossi", "rossi-2").stdout
        self.assertIn("rossi-2 is merged into rossi, which is at revision 2", told)
        self.assertIn("Taken over: website, statements (1).", told)
        self.assertIn("helixctl stakeholder unmerge 1", told)
        self.assertIn("No two profiles", self.run_cli("stakeholder", "duplicates").stdout)
        self.assertIn("merged into rossi", self.run_cli("stakeholder", "history", "rossi-2").stdout)
        self.assertIn("rossi and rossi-2 are as they were", self.run_cli("stakeholder", "unmerge", 1).stdout)
        self.assertNotIn("spin", self.run_cli("stakeholder", "show", "rossi").stdout)
        again = run_helixctl("stakeholder", "unmerge", 1, server=self.helixd.endpoint)
        self.assertNotEqual(again.returncode, 0)
        self.assertIn("undone already", again.stderr)

    def test_json_of_a_merge(self):
        merge = json.loads(self.run_cli("stakeholder", "merge", "rossi", "rossi-2", "--json").stdout)
        self.assertEqual((merge["number"], merge["keep"], merge["drop"]), ("1", "rossi", "rossi-2"))
        undone = json.loads(self.run_cli("stakeholder", "unmerge", merge["number"], "--json").stdout)
        self.assertIn("undoneAtMs", undone)

    def test_mistakes_on_the_command_line(self):
        self.assertIn("KEEP DROP", self.run_cli("stakeholder", "merge", "rossi", code=64).stderr)
        self.assertIn("one too many", self.run_cli("stakeholder", "merge", "a", "b", "c", code=64).stderr)
        self.assertIn("one too many", self.run_cli("stakeholder", "duplicates", "a", "b", code=64).stderr)
        self.assertIn("whole number", self.run_cli("stakeholder", "unmerge", "first", code=64).stderr)
