# SPDX-License-Identifier: Apache-2.0
"""The index in files: a restart takes it from there, and answers as one that analyses everything."""
import os
import re
import shutil
import stat
import time
import unittest

from harness import PATIENCE_S, Client, DaemonTest, profile, rpc

FEW = 40
MANY = 4200  # merging leaves a segment of more than SHELF_PROFILES_MIN (service/shelf.h): it is written while the daemon serves
CHUNK = 200


def import_profiles(caller, first, count):
    for start in range(first, first + count, CHUNK):
        request = rpc.Request(idempotency_key=f"import-{start:012}")
        for number in range(start, min(start + CHUNK, first + count)):
            request.import_stakeholders.stakeholders.add().CopyFrom(profile(number))
        reply = caller.ask(request)
        assert reply.WhichOneof("result") == "imported", reply


def answers(helixd):
    """What is found for a theme, whoever counts the versions."""
    with Client(helixd.endpoint) as caller:
        reply = caller.ask(rpc.Request(match_stakeholders={"theme_id": "textile-recycling", "limit": 50}))
        reply.matches.ClearField("index_version")
        return reply.matches


def started_with(helixd):
    """(from files, analysed) of the last start."""
    return tuple(map(int, re.findall(r"index: (\d+) profiles from files, (\d+) analysed", helixd.log())[-1]))


class Restart(DaemonTest):
    def filled(self, count):
        helixd = self.daemon().start()
        with Client(helixd.endpoint) as caller:
            import_profiles(caller, 0, count)
        return helixd

    def files(self, helixd):
        return sorted((helixd.state_dir / "index").glob("*.segment"))

    def expect_as_if_cold(self, helixd):
        """Answers with what is in files, and without any, are the same."""
        found = answers(helixd)
        self.assertEqual(helixd.stop(), 0, helixd.log())
        shutil.rmtree(helixd.state_dir / "index")
        helixd.start()
        self.assertEqual(started_with(helixd)[0], 0)
        self.assertEqual(answers(helixd), found)

    def test_a_clean_stop_leaves_nothing_to_analyse(self):
        helixd = self.filled(FEW)
        found = answers(helixd)
        self.assertEqual(helixd.stop(), 0, helixd.log())
        self.assertEqual(stat.S_IMODE(os.stat(helixd.state_dir / "index").st_mode), 0o700)
        self.assertEqual([stat.S_IMODE(os.stat(file).st_mode) for file in self.files(helixd)], [0o600])
        helixd.start()
        self.assertEqual(started_with(helixd), (FEW, 0))
        self.assertEqual(answers(helixd), found)
        self.expect_as_if_cold(helixd)

    def test_after_kill_9_what_the_files_have_is_not_analysed_again(self):
        helixd = self.filled(MANY)
        until = time.monotonic() + PATIENCE_S
        while not self.files(helixd) and time.monotonic() < until:
            time.sleep(0.1)
        self.assertTrue(self.files(helixd), "a large segment is written while the daemon serves")
        with Client(helixd.endpoint) as caller:
            for number in range(10):
                caller.submit(profile(number, name=f"Renamed {number}"))
        helixd.kill()
        helixd.start()
        kept, analysed = started_with(helixd)
        self.assertEqual(kept + analysed, MANY)
        self.assertGreaterEqual(kept, 2048 - 10)
        self.assertGreaterEqual(analysed, 10)
        self.expect_as_if_cold(helixd)

    def test_a_damaged_file_costs_time_and_nothing_else(self):
        helixd = self.filled(FEW)
        found = answers(helixd)
        helixd.stop()
        [file] = self.files(helixd)
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 4
        file.write_bytes(content)
        helixd.start()
        self.assertEqual(started_with(helixd), (0, FEW))
        self.assertIn("is damaged", helixd.log())
        self.assertEqual(answers(helixd), found)
        helixd.stop()
        helixd.start()
        self.assertEqual(started_with(helixd), (FEW, 0), "the next stop wrote a whole one")

    def test_an_older_database_is_what_counts(self):
        helixd = self.filled(FEW)
        helixd.stop()
        older = helixd.state_dir / "older"
        shutil.copy(helixd.state_dir / "helix.db", older)
        helixd.start()
        with Client(helixd.endpoint) as caller:
            for number in range(5):
                caller.submit(profile(number, name=f"Renamed {number}"))
            caller.submit(profile(FEW))
        helixd.stop()
        for leftover in helixd.state_dir.glob("helix.db-*"):
            leftover.unlink()
        older.rename(helixd.state_dir / "helix.db")
        helixd.start()
        self.assertEqual(started_with(helixd), (FEW - 5, 5))
        self.expect_as_if_cold(helixd)

    def test_an_index_that_cannot_be_written_is_a_warning(self):
        helixd = self.daemon()
        helixd.state_dir.mkdir(mode=0o700)
        (helixd.state_dir / "index").write_text("no folder")
        helixd.start()
        with Client(helixd.endpoint) as caller:
            self.expect_created(caller.submit(profile(1)))
        self.assertEqual(helixd.stop(), 0, helixd.log())
        self.assertIn("the index is not kept in files", helixd.log())


if __name__ == "__main__":
    unittest.main()
