# SPDX-License-Identifier: Apache-2.0
"""Acknowledged means durable: crashes, stops under load, a full disk, two daemons on one directory."""
import os
import random
import signal
import subprocess
import threading
import time
import unittest

from harness import IS_INSTRUMENTED, Client, DaemonTest, code_of, profile, rpc, submit_request

KILL_ROUNDS = 5 if IS_INSTRUMENTED else 25


class Submitter(threading.Thread):
    """Submits profiles, some under way at a time, until told to stop; remembers what was acknowledged and what not answered."""

    def __init__(self, endpoint, prefix, under_way=20):
        super().__init__(daemon=True)
        self.endpoint, self.prefix, self.under_way = endpoint, prefix, under_way
        self.done = threading.Event()      # send nothing more
        self.given_up = threading.Event()  # nothing more will come
        self.acknowledged, self.refused, self.pending = set(), [], {}

    def run(self):
        with Client(self.endpoint) as caller:
            number = 0
            while not self.done.is_set() or self.pending:
                while len(self.pending) < self.under_way and not self.done.is_set():
                    name = f"{self.prefix}-{number}"
                    number += 1
                    self.pending[caller.send(submit_request(profile(0, id=name)))] = name
                reply = caller.receive(timeout_s=0.3)
                if reply:
                    self.note(reply)
                elif self.given_up.is_set():
                    return

    def note(self, reply):
        name = self.pending.pop(reply.id)
        if reply.WhichOneof("result") == "submitted":
            self.acknowledged.add(name)
        else:
            self.refused.append(code_of(reply))
            self.done.set()  # as a well-behaved client does when it is told that the daemon is going down


class Crash(DaemonTest):
    def test_every_acknowledged_submission_survives_kill_9(self):
        chance, helixd, acknowledged = random.Random(4), self.daemon().start(), set()
        for turn in range(KILL_ROUNDS):
            submitters = [Submitter(helixd.endpoint, f"round-{turn}-{number}") for number in range(3)]
            for submitter in submitters:
                submitter.start()
            time.sleep(chance.uniform(0.02, 0.4))
            helixd.kill()
            for submitter in submitters:
                submitter.done.set()
                submitter.given_up.set()
            for submitter in submitters:
                submitter.join()
                acknowledged |= submitter.acknowledged
            helixd.start()
            with Client(helixd.endpoint) as caller:
                missing = acknowledged - caller.all_ids()
                self.assertEqual(missing, set(), f"lost in round {turn}: {helixd.log()}")
                self.assertEqual(caller.status().stakeholders, len(caller.all_ids()))
        self.assertGreater(len(acknowledged), 20 * KILL_ROUNDS)


class Stop(DaemonTest):
    def test_sigterm_under_load_answers_everything_and_exits_with_0(self):
        helixd = self.daemon().start()
        submitters = [Submitter(helixd.endpoint, f"lab-{number}") for number in range(4)]
        for submitter in submitters:
            submitter.start()
        time.sleep(0.5)
        helixd.process.send_signal(signal.SIGTERM)
        self.assertEqual(helixd.wait(), 0, helixd.log())
        acknowledged = set()
        for submitter in submitters:
            submitter.given_up.set()
            submitter.join()
            self.assertEqual(submitter.pending, {}, "requests without an answer")
            self.assertLessEqual(set(submitter.refused), {"STOPPING"})
            acknowledged |= submitter.acknowledged
        helixd.start()
        with Client(helixd.endpoint) as caller:
            self.assertEqual(caller.all_ids(), acknowledged)

    def test_requests_under_way_at_sigterm_are_answered(self):
        helixd = self.daemon().start()
        with Client(helixd.endpoint) as caller:
            caller.status()
            sent = {caller.send(submit_request(profile(number))) for number in range(200)}
            time.sleep(0.05)
            helixd.process.send_signal(signal.SIGTERM)
            while sent and (reply := caller.receive(timeout_s=5)) is not None:
                self.assertIn(code_of(reply), (None, "STOPPING"))
                sent.remove(reply.id)
            self.assertEqual(sent, set())
        self.assertEqual(helixd.wait(), 0)

    def test_sigint_stops_as_well(self):
        helixd = self.daemon().start()
        helixd.process.send_signal(signal.SIGINT)
        self.assertEqual(helixd.wait(), 0)


class OneDaemon(DaemonTest):
    def test_a_second_daemon_on_the_same_directory_is_refused(self):
        first = self.daemon().start()
        second = self.daemon(state_dir=first.state_dir)
        words = self.expect_refusal_to_start(second)
        self.assertIn(str(first.state_dir), words)
        self.assertEqual(self.client(first).status().version, "0.1.0")

    def test_a_second_daemon_on_the_same_socket_is_refused(self):
        first = self.daemon().start()
        second = self.daemon(listen=[first.endpoint])
        self.assertIn(first.endpoint, self.expect_refusal_to_start(second))
        self.assertEqual(self.client(first).status().version, "0.1.0")

    def test_a_file_that_is_no_database_is_left_alone(self):
        helixd = self.daemon()
        helixd.state_dir.mkdir()
        (helixd.state_dir / "helix.db").write_text("a letter, not a database\n" * 100)
        self.assertIn("helix.db", self.expect_refusal_to_start(helixd))
        self.assertTrue((helixd.state_dir / "helix.db").read_text().startswith("a letter"))


@unittest.skipUnless(os.geteuid() == 0, "mounting a small disk needs root")
class FullDisk(DaemonTest):
    def setUp(self):
        super().setUp()
        self.disk = self.folder / "disk"
        self.disk.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(self.disk)], check=True)
        self.addCleanup(subprocess.run, ["umount", "-l", str(self.disk)], check=True)

    def large_profile(self, number):
        message = profile(number)
        for part in range(20):
            message.statements.add(kind="ABOUT", title=f"Part {part}", text=f"Words {number} {part}. " * 200)
        return message

    def fill(self, caller):
        """Submits until nothing goes any more, also after the log was moved into the file; the ids that were taken."""
        taken, refusals = set(), 0
        for number in range(1000):
            reply = caller.submit(self.large_profile(number))
            if reply.WhichOneof("result") == "submitted":
                taken.add(reply.submitted.id)
                refusals = 0
                continue
            self.expect_error(reply, "STORAGE_FULL")
            refusals += 1
            if refusals == 10:
                return taken
        raise AssertionError("the disk did not fill")

    def test_writes_are_refused_reads_go_on_and_space_heals(self):
        ballast = self.disk / "ballast"
        ballast.write_bytes(bytes(1 << 20))
        helixd = self.daemon(state_dir=self.disk / "state").start()
        caller = self.client(helixd)
        taken = self.fill(caller)
        self.assertTrue(taken)
        self.assertEqual(caller.all_ids(), taken)
        self.assertTrue(caller.ask(rpc.Request(match_stakeholders={"theme_id": "textile-recycling"})).matches.matches)
        ballast.unlink()
        self.expect_created(caller.submit(self.large_profile(3000)))
        helixd.kill()
        subprocess.run(["mount", "-o", "remount,size=16m", str(self.disk)], check=True)  # the start wants some, too
        helixd.start()
        self.assertEqual(caller.all_ids(), taken | {"lab-3000"})

    def test_an_index_that_finds_no_room_in_files_is_left_out(self):
        helixd = self.daemon(state_dir=self.disk / "state").start()
        taken = self.fill(self.client(helixd))
        self.assertEqual(helixd.stop(), 0, helixd.log())
        self.assertIn("keeping the index in files", helixd.log())
        self.assertEqual(list((helixd.state_dir / "index").iterdir()), [])
        subprocess.run(["mount", "-o", "remount,size=16m", str(self.disk)], check=True)
        helixd.start()
        self.assertEqual(self.client(helixd).all_ids(), taken)

    def test_a_disk_that_is_full_at_start_is_named(self):
        try:
            (self.disk / "ballast").write_bytes(bytes(8 << 20))
        except OSError:
            pass  # that is the point
        words = self.expect_refusal_to_start(self.daemon(state_dir=self.disk / "state"), code=74)
        self.assertIn("space", words.lower() + " full")


class NoDirectory(DaemonTest):
    def test_a_state_directory_that_cannot_be_made_is_named(self):
        helixd = self.daemon(state_dir="/proc/helix/state")
        self.assertIn("/proc/helix", self.expect_refusal_to_start(helixd, code=74))
