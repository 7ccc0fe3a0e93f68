# SPDX-License-Identifier: Apache-2.0
"""What comes in on the socket: good requests from an independent client, bad bytes, and garbage beside an honest client."""
import os
import random
import socket
import threading

import zmq

from harness import ROOT, Client, DaemonTest, profile, rpc, run_helixctl, submit_request

MIB = 1 << 20


def greeting(mechanism=b"NULL"):
    """The first 64 bytes of a ZMTP 3.1 connection."""
    return b"\xff" + bytes(7) + b"\x01\x7f" + b"\x03\x01" + mechanism.ljust(20, b"\0") + b"\0" + bytes(31)


READY = b"\x04\x1a\x05READY\x0bSocket-Type\x00\x00\x00\x06DEALER"


class IndependentClient(DaemonTest):
    def setUp(self):
        super().setUp()
        self.helixd = self.daemon().start()
        self.caller = self.client(self.helixd)

    def test_a_client_in_another_language_submits_lists_and_matches(self):
        submitted = self.expect_created(self.caller.submit(profile(1)))
        self.assertEqual((submitted.id, submitted.revision), ("lab-1", 1))
        listed = self.caller.ask(rpc.Request(list_stakeholders=rpc.ListStakeholders())).stakeholders.stakeholders
        self.assertEqual([record.stakeholder.name for record in listed], ["Laboratory 1"])
        matches = self.caller.ask(rpc.Request(match_themes={"stakeholder_id": "lab-1"})).matches
        self.assertEqual(matches.matches[0].id, "textile-recycling")
        matches = self.caller.ask(rpc.Request(match_stakeholders={"theme_id": "textile-recycling"})).matches
        self.assertEqual([match.id for match in matches.matches], ["lab-1"])

    def test_points_of_a_match_add_up_to_its_score(self):
        self.caller.submit(profile(1))
        matches = self.caller.ask(rpc.Request(match_themes={"stakeholder_id": "lab-1"})).matches.matches
        self.assertTrue(matches)
        for match in matches:
            self.assertEqual(sum(part.points for part in match.contributions), match.score)
            self.assertTrue(any(part.evidence for part in match.contributions))

    def test_every_read_answers_with_its_own_kind(self):
        self.caller.submit(profile(1))
        for call, result in (({"status": {}}, "status"), ({"list_themes": {}}, "themes"),
                             ({"get_theme": {"id": "textile-recycling"}}, "theme"), ({"list_places": {}}, "places"),
                             ({"list_cooperations": {}}, "cooperations"), ({"list_stakeholders": {}}, "stakeholders"),
                             ({"get_stakeholder": {"id": "lab-1"}}, "stakeholder"),
                             ({"get_stakeholder_history": {"id": "lab-1"}}, "history")):
            with self.subTest(call=call):
                self.assertEqual(self.caller.ask(rpc.Request(**call)).WhichOneof("result"), result)

    def test_a_req_socket_gets_its_answers_too(self):
        caller = self.client(self.helixd, kind=zmq.REQ)
        for _ in range(3):
            self.assertEqual(caller.status().version, "0.1.0")

    def test_answers_to_pipelined_requests_carry_their_ids(self):
        sent = [self.caller.send(rpc.Request(list_places=rpc.ListPlaces())) for _ in range(50)]
        self.assertEqual(sorted(self.caller.receive().id for _ in sent), sent)

    def test_descriptors_go_when_clients_go(self):
        self.caller.status()
        before = self.helixd.descriptor_count()
        for _ in range(50):
            with Client(self.helixd.endpoint) as caller:
                caller.status()
        for _ in range(100):
            self.caller.status()
            if self.helixd.descriptor_count() <= before:
                break
        self.assertLessEqual(self.helixd.descriptor_count(), before)


class BadRequests(DaemonTest):
    def setUp(self):
        super().setUp()
        self.helixd = self.daemon().start()
        self.caller = self.client(self.helixd)

    def tearDown(self):
        self.assertEqual(self.caller.status().version, "0.1.0")  # whatever was sent, it serves on

    def test_a_request_without_a_call_is_unknown(self):
        self.expect_error(self.caller.ask(rpc.Request()), "UNKNOWN_CALL")

    def test_a_call_of_a_newer_protocol_is_unknown_and_keeps_its_id(self):
        reply = self.caller.ask_bytes(b"\x08\x07" + b"\xfa\x3e\x00")  # id 7, field 1007
        self.assertEqual(reply.id, 7)
        self.expect_error(reply, "UNKNOWN_CALL")

    def test_an_empty_frame_is_answered(self):
        self.expect_error(self.caller.ask_bytes(b""), "UNKNOWN_CALL")

    def test_a_call_with_the_wrong_wire_type_is_refused(self):
        reply = self.caller.ask_bytes(b"\x08\x09\x58\x01")  # submit_stakeholder (11) as a number
        self.assertEqual(reply.id, 9)
        self.assertIn(rpc.ErrorCode.Name(reply.error.code), ("INVALID_MESSAGE", "UNKNOWN_CALL"))

    def test_a_field_with_the_wrong_wire_type_is_refused(self):
        reply = self.caller.ask_bytes(b"\x08\x05\x62\x02\x08\x01")  # get_stakeholder.id as a number
        self.assertIn(rpc.ErrorCode.Name(reply.error.code), ("INVALID_MESSAGE", "NOT_FOUND", "INVALID_ARGUMENT"), reply)

    def test_text_that_is_not_utf8_is_refused_by_field(self):
        raw = submit_request(profile(1, name="Laboratory #")).SerializeToString().replace(b"#", b"\xff")
        error = self.expect_error(self.caller.ask_bytes(raw), "INVALID_MESSAGE")
        self.assertIn("submit_stakeholder.stakeholder.name", error.message)

    def test_truncated_requests_are_answered_whatever_is_missing(self):
        whole = submit_request(profile(1), id=3).SerializeToString()
        for length in range(1, len(whole)):
            reply = self.caller.ask_bytes(whole[:length])
            self.assertIsNotNone(reply, f"no answer to the first {length} bytes")
            self.assertEqual(reply.WhichOneof("result"), "error")
        self.expect_error(self.caller.get("lab-1"), "NOT_FOUND")

    def test_random_bytes_are_answered(self):
        chance = random.Random(1)
        for _ in range(500):
            self.assertIsNotNone(self.caller.ask_bytes(chance.randbytes(chance.randrange(1, 200))))

    def test_changed_requests_are_answered(self):
        chance, whole = random.Random(2), submit_request(profile(1), id=3).SerializeToString()
        for _ in range(500):
            changed = bytearray(whole)
            for _ in range(chance.randrange(1, 4)):
                changed[chance.randrange(len(changed))] = chance.randrange(256)
            self.assertIsNotNone(self.caller.ask_bytes(bytes(changed)))

    def test_a_request_over_the_limit_is_told_so(self):
        raw = submit_request(profile(1, name="x" * (MIB + 1)), id=4).SerializeToString()
        reply = self.caller.ask_bytes(raw)
        self.assertEqual(reply.id, 4)
        self.expect_error(reply, "TOO_LARGE")

    def test_a_request_far_over_the_limit_ends_the_connection_and_no_other(self):
        with Client(self.helixd.endpoint) as rude:
            rude.socket.send(bytes(8 * MIB))
            self.assertIsNone(rude.receive(timeout_s=1))
            self.assertEqual(self.caller.status().version, "0.1.0")

    def test_a_small_request_that_unpacks_to_much_is_told_so(self):
        # A million empty statements: two bytes each on the wire, a hundred and more in memory.
        body = b"\x7a\x00" * 500000
        inner = b"\x0a" + _varint(len(body)) + body
        raw = b"\x08\x06\x12\x20" + b"k" * 32 + b"\x5a" + _varint(len(inner)) + inner
        before = self.helixd.resident_bytes()
        self.expect_error(self.caller.ask_bytes(raw), "TOO_LARGE")
        self.assertLess(self.helixd.resident_bytes() - before, 128 * MIB)

    def test_more_than_one_frame_is_refused(self):
        good = rpc.Request(id=1, status=rpc.StatusRequest()).SerializeToString()
        for frames in ((good, good), (good, b""), (good, b"", b"x"), (b"", good, good)):
            with self.subTest(frames=len(frames)):
                self.caller.socket.send_multipart(frames)
                answer = self.caller.socket.recv_multipart()
                self.expect_error(rpc.Reply.FromString(answer[-1]), "INVALID_MESSAGE")

    def test_too_many_requests_under_way_are_told_to_wait_or_counted_as_dropped(self):
        sent = [self.caller.send(rpc.Request(get_theme=rpc.GetTheme(id="textile-recycling"))) for _ in range(2000)]
        answered = set()
        while (reply := self.caller.receive(timeout_s=2)) is not None:
            answered.add(reply.id)
            if reply.WhichOneof("result") == "error":
                self.assertEqual(reply.error.code, rpc.BUSY, reply)
                self.assertTrue(reply.error.retry_after_ms)
        self.assertGreaterEqual(len(answered), 256)
        self.assertLessEqual(len(sent) - len(answered), self.caller.status().replies_dropped)


def _varint(value):
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes(out + bytes([value]))


class Garbage(DaemonTest):
    """Bytes that are no ZMTP at all, or stop in the middle of it, while an honest client works."""

    def bombard(self, connect, connections):
        chance = random.Random(3)
        for number in range(connections):
            shapes = (chance.randbytes(chance.randrange(1, 2000)), greeting() + chance.randbytes(chance.randrange(1, 500)),
                      greeting() + READY[:chance.randrange(5, len(READY))],
                      greeting() + READY + b"\x02" + b"\x7f" * 8 + b"x" * 100,  # a frame of 2^63 bytes
                      greeting() + READY + bytes([chance.randrange(8), chance.randrange(256)]) * chance.randrange(1, 400),
                      greeting(b"PLAIN"), b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            with connect() as peer:
                try:
                    peer.sendall(shapes[number % len(shapes)])
                    if number % 2:
                        peer.recv(64)
                except OSError:
                    pass  # the daemon may close at any byte

    def check_beside_an_honest_client(self, helixd, new_client, connect):
        done, answered = threading.Event(), []

        def work():
            with new_client() as caller:
                while not done.is_set():
                    answered.append(caller.status().version)

        honest = threading.Thread(target=work)
        honest.start()
        before = helixd.resident_bytes()
        self.bombard(connect, 1000)
        done.set()
        honest.join()
        self.assertGreater(len(answered), 100)
        self.assertIsNone(helixd.process.poll(), helixd.log())
        self.assertLess(helixd.resident_bytes() - before, 64 * MIB)

    def test_garbage_on_tcp(self):
        helixd = self.daemon(config=self.generous(), public=True).start()
        keys = self.enroll(helixd, "COACH")
        port = int(helixd.public.rsplit(":", 1)[1])
        self.check_beside_an_honest_client(
            helixd, lambda: keys.client(helixd.public),
            lambda: socket.create_connection(("127.0.0.1", port), timeout=0.2))

    def generous(self):
        """A configuration in which an honest client may ask without pause."""
        path = self.folder / "generous.conf"
        text = (ROOT / "config/demo/helixd.conf").read_text()
        demo = ROOT / "config/demo"
        text = "\n".join(f"{line.split('=')[0]}= {demo / line.split('=')[1].strip()}" if line.startswith(
            ("themes", "places", "size-regimes", "cooperations", "weights")) else line for line in text.splitlines())
        path.write_text(text + "\n[limits]\nkey-requests-per-second = 100000\nkey-burst = 100000\n")
        return path

    def test_garbage_on_the_unix_socket(self):
        helixd = self.daemon().start()

        def connect():
            peer = socket.socket(socket.AF_UNIX)
            peer.settimeout(0.2)
            peer.connect(helixd.endpoint.removeprefix("ipc://"))
            return peer

        self.check_beside_an_honest_client(helixd, lambda: Client(helixd.endpoint), connect)

    def test_silent_connections_are_closed_after_a_while(self):
        helixd = self.daemon().start()
        before = helixd.descriptor_count()
        silent = [socket.socket(socket.AF_UNIX) for _ in range(20)]
        for peer in silent:
            peer.connect(helixd.endpoint.removeprefix("ipc://"))
            peer.settimeout(15)
        for peer in silent:
            with peer:
                while peer.recv(4096):  # libzmq's greeting, then the end
                    pass
        self.assertLessEqual(helixd.descriptor_count(), before + 1)


class Endpoints(DaemonTest):
    def test_names_that_are_no_addresses_are_refused(self):
        for endpoint in ("tcp://example.org:5555", "tcp://eth0:5555", "tcp://127.1:5555"):
            with self.subTest(endpoint=endpoint):
                words = self.expect_refusal_to_start(self.daemon(listen=[endpoint]))
                self.assertIn(endpoint, words)
                self.assertIn("no address of this machine", words)

    def test_endpoints_that_make_no_sense_are_refused(self):
        for endpoint in ("udp://127.0.0.1:5555", "ipc://relative.sock", "ipc://@abstract", "tcp://127.0.0.1", "tcp://:1",
                         "tcp://127.0.0.1:99999", "ipc:///nowhere/at/all/helixd.sock", f"ipc:///tmp/{'x' * 120}", ""):
            with self.subTest(endpoint=endpoint):
                self.assertIn("cannot listen", self.expect_refusal_to_start(self.daemon(listen=[endpoint])))

    def test_several_endpoints_are_served(self):
        helixd = self.daemon()
        helixd.listen = [helixd.endpoint, f"ipc://{helixd.folder}/second.sock"]
        helixd.start()
        for endpoint in helixd.listen:
            with Client(endpoint) as caller:
                self.assertEqual(list(caller.status().endpoints), helixd.listen)

    def test_the_socket_is_open_to_owner_and_group_only(self):
        helixd = self.daemon().start()
        self.assertEqual(os.stat(helixd.endpoint.removeprefix("ipc://")).st_mode & 0o777, 0o660)

    def test_a_socket_left_by_a_dead_daemon_is_taken_over(self):
        helixd = self.daemon().start()
        helixd.kill()
        self.assertTrue(os.path.exists(helixd.endpoint.removeprefix("ipc://")))
        helixd.start()
        self.assertEqual(self.client(helixd).status().version, "0.1.0")

    def test_a_file_in_the_sockets_place_is_left_alone(self):
        helixd = self.daemon()
        path = helixd.folder / "helixd.sock"
        path.write_text("precious")
        self.expect_refusal_to_start(helixd)
        self.assertEqual(path.read_text(), "precious")

    def test_nobody_there_is_said_by_helixctl(self):
        result = run_helixctl("status", server=f"ipc://{self.folder}/nobody.sock")
        self.assertEqual(result.returncode, 69, result.stderr)
