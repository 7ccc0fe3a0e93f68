# SPDX-License-Identifier: Apache-2.0
"""The real binaries for a test: a helixd with its own directory and socket, clients of it, and helixctl.

The programs are taken from $HELIX_BIN (a folder with helixd and helixctl; default build/release/bin). Messages come from the
.proto files, by protoc, at the first import: this client shares no code with the C one. The daemon tells through
NOTIFY_SOCKET, as to systemd, when it is ready, so that no test sleeps and hopes.
"""
import atexit
import contextlib
import importlib
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import uuid

import zmq

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = (ROOT / os.environ.get("HELIX_BIN", "build/release/bin")).resolve()
FLOOD = ROOT / "build/asan/bin/flood"
IS_INSTRUMENTED = "san" in BIN.parent.name  # a sanitizer build: slower, larger, and watched
os.environ["TSAN_OPTIONS"] = f"suppressions={ROOT / 'tests/integration/tsan.supp'}"  # for all that is started here
PATIENCE_S = 60 if IS_INSTRUMENTED else 20


def _load_messages():
    folder = tempfile.mkdtemp(prefix="helix-proto-")
    atexit.register(shutil.rmtree, folder, True)
    schemas = sorted((ROOT / "proto/helix/v1").glob("*.proto"))
    subprocess.run(["protoc", f"-I{ROOT / 'proto'}", f"--python_out={folder}", *map(str, schemas)], check=True)
    sys.path.insert(0, folder)
    return importlib.import_module("helix.v1.rpc_pb2"), importlib.import_module("helix.v1.stakeholder_pb2")


rpc, stakeholder = _load_messages()


def new_key():
    return uuid.uuid4().hex


def profile(number, **fields):
    """A small valid profile; `number` tells it from others."""
    message = stakeholder.Stakeholder(id=f"lab-{number}", name=f"Laboratory {number}", helix="RESEARCH", places=["bologna"])
    message.statements.add(kind="OFFER", title="Textile recycling", language="en",
                           text=f"We turn used clothes into yarn on our pilot line number {number}.",
                           themes=["textile-recycling"])
    for name, value in fields.items():
        setattr(message, name, value)
    return message


def submit_request(message, key=None, **fields):
    request = rpc.Request(idempotency_key=key or new_key(), **fields)
    request.submit_stakeholder.stakeholder.CopyFrom(message)
    return request


class Client:
    """A DEALER (or REQ) that speaks bytes or messages. Ids are counted, replies are asked for by id."""

    def __init__(self, endpoint, kind=zmq.DEALER, **options):
        self.context = zmq.Context()
        self.socket = self.context.socket(kind)
        self.socket.linger = 0
        self.socket.sndtimeo = PATIENCE_S * 1000  # who was refused has nobody to send to, and would wait for ever
        for name, value in options.items():
            setattr(self.socket, name, value)
        self.socket.connect(endpoint)
        self.next_id = 0

    def close(self):
        self.socket.close()
        self.context.term()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def send(self, request):
        self.next_id += 1
        request.id = self.next_id
        self.socket.send(request.SerializeToString())
        return request.id

    def receive(self, timeout_s=PATIENCE_S):
        """The next reply, or None when none came in time."""
        if not self.socket.poll(timeout_s * 1000):
            return None
        frames = self.socket.recv_multipart()
        assert len(frames) == 1, frames
        return rpc.Reply.FromString(frames[0])

    def ask_bytes(self, *frames):
        self.socket.send_multipart(frames)
        return self.receive()

    def ask(self, request):
        sent = self.send(request)
        reply = self.receive()
        if reply is None:
            raise AssertionError(f"no answer in {PATIENCE_S} s to {request}")
        assert reply.id == sent, f"asked {sent}, answered {reply.id}"
        return reply

    def submit(self, message, key=None, **fields):
        return self.ask(submit_request(message, key, **fields))

    def get(self, name):
        return self.ask(rpc.Request(get_stakeholder=rpc.GetStakeholder(id=name)))

    def status(self):
        return self.ask(rpc.Request(status=rpc.StatusRequest())).status

    def all_ids(self):
        found, after = set(), ""
        while True:
            reply = self.ask(rpc.Request(list_stakeholders=rpc.ListStakeholders(limit=1000, after=after)))
            found.update(record.stakeholder.id for record in reply.stakeholders.stakeholders)
            after = reply.stakeholders.next
            if not after:
                return found


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class Keys:
    """A CURVE key pair, and the server's public half: what makes a Client of the public door."""

    def __init__(self, server, pair=None):
        self.server = server.encode() if isinstance(server, str) else server
        self.public, self.secret = pair or zmq.curve_keypair()

    def client(self, endpoint, **options):
        return Client(endpoint, curve_serverkey=self.server, curve_publickey=self.public, curve_secretkey=self.secret,
                      **options)


def code_of(reply):
    """The error's name, or None when it is no error."""
    return rpc.ErrorCode.Name(reply.error.code) if reply.WhichOneof("result") == "error" else None


class Daemon:
    """helixd in a directory of its own. `start` returns when it is ready; the log is kept for failures."""

    def __init__(self, folder, config=None, state_dir=None, listen=None, public=False):
        self.folder = pathlib.Path(folder)
        self.config = config or ROOT / "config/demo/helixd.conf"
        self.state_dir = pathlib.Path(state_dir or self.folder / "state")
        self.endpoint = f"ipc://{self.folder}/helixd.sock"
        self.public = f"tcp://127.0.0.1:{free_port()}" if public else None
        self.listen = ([self.endpoint] + ([self.public] if public else [])) if listen is None else listen
        self.log_path = self.folder / "helixd.log"
        self.process = None
        self.notices = None

    def command(self):
        words = [str(BIN / "helixd"), "--config", str(self.config), "--state-dir", str(self.state_dir)]
        for endpoint in self.listen:
            words += ["--listen", endpoint]
        return words

    def launch(self):
        path = self.folder / "notify.sock"
        path.unlink(missing_ok=True)
        self.close_notices()
        self.notices = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.notices.bind(str(path))
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(self.command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            env={**os.environ, "NOTIFY_SOCKET": str(path)})

    def start(self):
        self.launch()
        self.wait_notice("READY=1")
        if BIN.parent.name == "tsan":  # its runtime holds signals back while the loop starts, and sometimes loses one;
            time.sleep(0.3)  # the other builds are sent them at once
        return self

    def wait_notice(self, wanted):
        """Waits until the daemon says `wanted`, and returns all that it said until then."""
        until, said = time.monotonic() + PATIENCE_S, []
        self.notices.settimeout(0.2)
        while time.monotonic() < until:
            with contextlib.suppress(socket.timeout):
                said += self.notices.recv(4096).decode().splitlines()
                if wanted in said:
                    return said
            if self.process.poll() is not None:
                raise AssertionError(f"helixd ended with {self.process.returncode}:\n{self.log()}")
        raise AssertionError(f"helixd did not say {wanted}, but {said}:\n{self.log()}")

    def reload(self):
        self.process.send_signal(signal.SIGHUP)
        self.wait_notice("RELOADING=1")
        return self.wait_notice("READY=1")

    def wait(self):
        return self.process.wait(PATIENCE_S)

    def stop(self):
        """SIGTERM; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.wait()

    def kill(self):
        self.process.kill()
        return self.wait()

    def log(self):
        return self.log_path.read_text() if self.log_path.exists() else ""

    def resident_bytes(self):
        pages = pathlib.Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]
        return int(pages) * os.sysconf("SC_PAGESIZE")

    def descriptor_count(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def close_notices(self):
        if self.notices:
            self.notices.close()

    def clean_up(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.close_notices()


class DaemonTest(unittest.TestCase):
    """A test with a folder, and daemons and clients that end with it. A daemon that a sanitizer stopped fails it."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="helix-"))
        self.addCleanup(shutil.rmtree, self.folder, True)
        self.daemons = []

    def daemon(self, **options):
        folder = pathlib.Path(tempfile.mkdtemp(dir=self.folder))
        daemon = Daemon(folder, **options)
        self.daemons.append(daemon)
        self.addCleanup(self.finish, daemon)
        return daemon

    def finish(self, daemon):
        daemon.clean_up()
        for mark in ("ERROR: AddressSanitizer", "ERROR: LeakSanitizer", "runtime error:", "WARNING: ThreadSanitizer"):
            self.assertNotIn(mark, daemon.log())

    def client(self, daemon, **options):
        client = Client(daemon.endpoint, **options)
        self.addCleanup(client.close)
        return client

    def invite(self, daemon, role="MEMBER", inviter=None, **fields):
        """An invitation's keys, made by the local administrator or by `inviter`."""
        keys = Keys(b"")
        call = {"public_key": keys.public.decode(), "role": role, **fields}
        reply = (inviter or self.client(daemon)).ask(rpc.Request(idempotency_key=new_key(), invite=call))
        self.assertEqual(reply.WhichOneof("result"), "invitation", reply)
        keys.server = reply.invitation.server_key.encode()
        keys.number = reply.invitation.number
        return keys

    def enroll(self, daemon, role="MEMBER", **fields):
        """Keys that are enrolled with that role; `number` is the identity's."""
        invitation = self.invite(daemon, role, **fields)
        keys = Keys(invitation.server)
        with invitation.client(daemon.public) as caller:
            reply = caller.ask(rpc.Request(idempotency_key=new_key(), enroll={"public_key": keys.public.decode()}))
        self.assertEqual(reply.WhichOneof("result"), "identity", reply)
        keys.number = reply.identity.number
        return keys

    def enrolled(self, daemon, role="MEMBER", **fields):
        """A client of the public door with that role."""
        return self.client_with(daemon, self.enroll(daemon, role, **fields))

    def client_with(self, daemon, keys, **options):
        client = keys.client(daemon.public, **options)
        client.keys = keys
        self.addCleanup(client.close)
        return client

    def expect_error(self, reply, code):
        self.assertIsNotNone(reply, f"no answer instead of {code}")
        self.assertEqual(code_of(reply), code, reply)
        self.assertTrue(reply.error.message, "an error without a message")
        return reply.error

    def expect_created(self, reply):
        self.assertEqual(reply.submitted.outcome, rpc.Submitted.CREATED, reply)
        return reply.submitted

    def expect_refusal_to_start(self, daemon, code=78):
        """helixd ends by itself with `code`; its words."""
        daemon.launch()
        self.assertEqual(daemon.wait(), code, daemon.log())
        return daemon.log()


def run_helixctl(*words, server=None, text=None, timeout=PATIENCE_S, **options):
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "NO_COLOR": "1"}
    environment.pop("HELIX_SERVER", None)
    if server:
        environment["HELIX_SERVER"] = server
    return subprocess.run([str(BIN / "helixctl"), *map(str, words)], input=text, capture_output=True, text=True,
                          timeout=timeout, env=environment, check=False, **options)
