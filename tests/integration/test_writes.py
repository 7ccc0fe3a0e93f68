# SPDX-License-Identifier: Apache-2.0
"""What a write promises: findings by field, one effect per key, revisions, deadlines."""
from harness import DaemonTest, new_key, profile, rpc, stakeholder, submit_request


class Findings(DaemonTest):
    def setUp(self):
        super().setUp()
        self.caller = self.client(self.daemon().start())

    def problems(self, message):
        error = self.expect_error(self.caller.submit(message), "INVALID_ARGUMENT")
        return {finding.field: finding.message for finding in error.findings
                if finding.severity == stakeholder.Finding.PROBLEM}

    def test_an_unknown_theme_is_named_with_its_place_in_the_profile(self):
        message = profile(1)
        message.statements[0].themes[:] = ["textile-recycling", "textile-recyclin"]
        problems = self.problems(message)
        self.assertIn("textile-recyclin", problems["statements[0].themes[1]"])

    def test_an_unknown_place_is_named(self):
        message = profile(1)
        message.places[:] = ["bologna", "atlantis"]
        self.assertIn("atlantis", self.problems(message)["places[1]"])

    def test_all_that_is_missing_is_said_at_once(self):
        problems = self.problems(stakeholder.Stakeholder())
        self.assertIn("name", problems)
        self.assertIn("helix", problems)

    def test_a_bad_id_is_refused(self):
        for name in ("Lab 1", "../lab", "-lab", "x" * 65):
            with self.subTest(name=name):
                self.assertIn("id", self.problems(profile(1, id=name)))

    def test_a_profile_with_too_many_statements_is_refused(self):
        message = profile(1)
        for number in range(100):
            message.statements.add(kind="OFFER", title=f"Offer {number}", text="Words about this offer.")
        self.assertIn("statements", " ".join(self.problems(message)))

    def test_a_refused_profile_leaves_nothing(self):
        self.problems(profile(1, helix=stakeholder.HELIX_UNSPECIFIED))
        self.assertEqual(self.caller.all_ids(), set())

    def test_check_only_stores_nothing(self):
        request = submit_request(profile(1))
        request.submit_stakeholder.check_only = True
        self.assertEqual(self.caller.ask(request).submitted.outcome, rpc.Submitted.CHECKED)
        self.assertEqual(self.caller.all_ids(), set())


class Idempotency(DaemonTest):
    def setUp(self):
        super().setUp()
        self.helixd = self.daemon().start()
        self.caller = self.client(self.helixd)

    def revision(self, name="lab-1"):
        return self.caller.get(name).stakeholder.revision

    def test_the_same_key_twice_is_one_record_and_the_same_answer(self):
        key = new_key()
        first, second = self.caller.submit(profile(1), key), self.caller.submit(profile(1), key)
        self.expect_created(first)
        self.assertEqual(first.submitted, second.submitted)
        self.assertEqual(self.revision(), 1)

    def test_an_answer_given_again_is_the_old_one_also_when_the_record_went_on(self):
        key = new_key()
        first = self.caller.submit(profile(1), key)
        self.caller.submit(profile(1, website="https://example.org"))
        self.assertEqual(self.caller.submit(profile(1), key).submitted, first.submitted)
        self.assertEqual(self.revision(), 2)

    def test_the_same_key_for_another_request_is_a_conflict(self):
        key = new_key()
        self.caller.submit(profile(1), key)
        self.expect_error(self.caller.submit(profile(2), key), "CONFLICT")
        self.expect_error(self.caller.get("lab-2"), "NOT_FOUND")

    def test_a_key_is_remembered_across_stop_and_crash(self):
        key = new_key()
        first = self.caller.submit(profile(1), key)
        self.assertEqual(self.helixd.stop(), 0)
        self.helixd.start()
        self.assertEqual(self.caller.submit(profile(1), key).submitted, first.submitted)
        self.helixd.kill()
        self.helixd.start()
        self.assertEqual(self.caller.submit(profile(1), key).submitted, first.submitted)
        self.expect_error(self.caller.submit(profile(2), key), "CONFLICT")

    def test_copies_sent_at_once_take_effect_once(self):
        request = submit_request(profile(1))
        for _ in range(20):
            self.caller.send(request)
        outcomes = {self.caller.receive().submitted.outcome for _ in range(20)}
        self.assertEqual(outcomes, {rpc.Submitted.CREATED})
        self.assertEqual(self.revision(), 1)

    def test_a_bad_key_is_refused(self):
        for key in ("short", "x" * 65, "blank and\ttab in a key", "ünprintable in ascii"):
            with self.subTest(key=key):
                self.assertEqual(self.caller.submit(profile(1), key).WhichOneof("result"), "error")
        self.assertEqual(self.caller.all_ids(), set())

    def test_a_write_without_a_key_is_done_each_time(self):
        request = submit_request(profile(1))
        request.idempotency_key = ""
        outcomes = [self.caller.ask(request).submitted.outcome for _ in range(2)]
        self.assertEqual(outcomes, [rpc.Submitted.CREATED, rpc.Submitted.UNCHANGED])


class Revisions(DaemonTest):
    def setUp(self):
        super().setUp()
        self.caller = self.client(self.daemon().start())

    def withdraw(self, name):
        request = rpc.Request(idempotency_key=new_key(), withdraw_stakeholder={"id": name, "reason": "closed"})
        return self.caller.ask(request)

    def test_the_same_content_again_is_unchanged(self):
        self.caller.submit(profile(1))
        self.assertEqual(self.caller.submit(profile(1)).submitted.outcome, rpc.Submitted.UNCHANGED)

    def test_an_expected_revision_that_has_passed_is_a_conflict(self):
        self.caller.submit(profile(1))
        self.caller.submit(profile(1, website="https://example.org"))
        request = submit_request(profile(1, website="https://example.com"))
        request.submit_stakeholder.expected_revision = 1
        self.expect_error(self.caller.ask(request), "CONFLICT")

    def test_history_and_former_revisions_stay_readable(self):
        self.caller.submit(profile(1))
        self.caller.submit(profile(1, website="https://example.org"))
        self.withdraw("lab-1")
        history = self.caller.ask(rpc.Request(get_stakeholder_history={"id": "lab-1"})).history.revisions
        self.assertEqual([row.revision for row in history], [3, 2, 1])
        self.assertEqual(history[0].reason, "closed")
        self.assertEqual(list(history[1].changed), ["website"])
        old = self.caller.ask(rpc.Request(get_stakeholder={"id": "lab-1", "revision": 1})).stakeholder
        self.assertEqual(old.stakeholder.website, "")

    def test_who_is_withdrawn_is_neither_listed_nor_matched(self):
        self.caller.submit(profile(1))
        self.withdraw("lab-1")
        self.assertEqual(self.caller.all_ids(), set())
        matches = self.caller.ask(rpc.Request(match_stakeholders={"theme_id": "textile-recycling"})).matches
        self.assertEqual(len(matches.matches), 0)
        self.assertTrue(matches.empty_reason)

    def test_an_acknowledged_write_is_seen_by_the_next_match(self):
        for number in range(50):
            self.expect_created(self.caller.submit(profile(number)))
            request = rpc.Request(match_stakeholders={"theme_id": "textile-recycling", "limit": 200})
            matches = self.caller.ask(request).matches.matches
            self.assertIn(f"lab-{number}", [match.id for match in matches])

    def test_a_batch_is_taken_whole_or_not_at_all(self):
        batch = new_key()
        request = rpc.Request(idempotency_key=new_key())
        request.import_stakeholders.batch = batch
        request.import_stakeholders.stakeholders.extend(profile(number) for number in range(3))
        self.assertEqual(len(self.caller.ask(request).imported.rows), 3)
        self.assertEqual(self.caller.all_ids(), set())
        wrong = rpc.Request(idempotency_key=new_key(), finish_import={"batch": batch, "rows": 4})
        self.assertEqual(self.caller.ask(wrong).WhichOneof("result"), "error")
        self.assertEqual(self.caller.all_ids(), set())
        right = rpc.Request(idempotency_key=new_key(), finish_import={"batch": batch, "rows": 3})
        self.assertEqual(self.caller.ask(right).import_finished.created, 3)
        self.assertEqual(self.caller.all_ids(), {"lab-0", "lab-1", "lab-2"})


class Deadlines(DaemonTest):
    def test_a_request_past_its_deadline_is_not_worked_on(self):
        caller = self.client(self.daemon().start())
        for number in range(200):
            caller.submit(profile(number))
        sent, late = [], 0
        for number in range(250):
            sent.append(caller.send(rpc.Request(deadline_ms=1, match_stakeholders={"text": {"text": "recycled yarn"}})))
        for _ in sent:
            reply = caller.receive()
            if reply.WhichOneof("result") == "error":
                self.expect_error(reply, "DEADLINE_EXCEEDED")
                late += 1
        self.assertGreater(late, 0, "250 requests of a millisecond each cannot all be in time")

    def test_a_write_past_its_deadline_has_no_effect(self):
        caller = self.client(self.daemon().start())
        for number in range(250):
            caller.send(submit_request(profile(number), deadline_ms=1))
        created = {reply.submitted.id for reply in (caller.receive() for _ in range(250))
                   if reply.WhichOneof("result") == "submitted"}
        self.assertEqual(caller.all_ids(), created)
