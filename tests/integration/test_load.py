# SPDX-License-Identifier: Apache-2.0
"""Many requests, and peers that do not read."""
import subprocess
import time

import zmq

from harness import FLOOD, IS_INSTRUMENTED, PATIENCE_S, Client, DaemonTest, profile, rpc

MIB = 1 << 20
FLOOD_COUNT = 64_000 if IS_INSTRUMENTED else 1_000_000
FLOOD_CONNECTIONS, FLOOD_WINDOW = 16, 100


class Flood(DaemonTest):
    def test_no_pipelined_request_is_lost(self):
        helixd = self.daemon().start()
        command = [FLOOD, helixd.endpoint, FLOOD_CONNECTIONS, FLOOD_COUNT // FLOOD_CONNECTIONS, FLOOD_WINDOW]
        result = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=120, check=False)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertGreaterEqual(self.client(helixd).status().requests, FLOOD_COUNT)


class SlowReader(DaemonTest):
    def setUp(self):
        super().setUp()
        self.helixd = self.daemon().start()
        self.honest = self.client(self.helixd)
        for number in range(20):
            self.honest.submit(profile(number))


    def test_a_peer_that_never_reads_costs_bounded_memory_and_hinders_nobody(self):
        before = self.helixd.resident_bytes()
        deaf = [self.client(self.helixd, rcvhwm=1, sndhwm=10000).socket for _ in range(10)]
        for turn in range(2000):
            for peer in deaf:
                try:
                    peer.send(rpc.Request(id=turn + 1, list_themes={}).SerializeToString(), zmq.DONTWAIT)
                except zmq.Again:
                    pass
            if turn % 100 == 0:
                self.assertEqual(self.honest.status().version, "0.1.0")
        for _ in range(200):
            self.assertEqual(self.honest.status().stakeholders, 20)
        grown = self.helixd.resident_bytes() - before
        self.assertLess(grown, (512 if IS_INSTRUMENTED else 96) * MIB, f"ten deaf peers hold {grown / MIB:.0f} MiB")

    def test_a_peer_that_reads_late_gets_what_it_is_told_to_repeat(self):
        late = self.client(self.helixd)
        sent = [late.send(rpc.Request(list_themes={})) for _ in range(100)]
        for _ in range(100):
            self.honest.status()
        answered = [late.receive(PATIENCE_S) for _ in sent]
        self.assertEqual(sorted(reply.id for reply in answered), sent)
        self.assertTrue(all(reply.WhichOneof("result") == "themes" or reply.error.code == rpc.BUSY for reply in answered))

    def test_peers_that_vanish_with_requests_under_way_leave_nothing(self):
        for _ in range(30):
            with Client(self.helixd.endpoint) as caller:
                for _ in range(50):
                    caller.send(rpc.Request(list_themes={}))
        until = time.monotonic() + 10
        while time.monotonic() < until:
            status = self.honest.status()
            if status.peers <= 1 and status.reads_waiting == 0:
                return
            time.sleep(0.1)
        self.fail(f"still {status.peers} peers with something under way")
