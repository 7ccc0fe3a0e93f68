# SPDX-License-Identifier: Apache-2.0
"""Who gets in, who may do what, and what they see: on the wire, with clients that share no code with the daemon."""
import contextlib
import os
import socket
import stat
import subprocess
import sys
import threading
import time
import unittest

import zmq

from harness import Client, DaemonTest, Keys, code_of, new_key, profile, rpc, stakeholder, submit_request

SECRET = ("Zanzarelli", "zanzarelli", "Officina", "officina-zanzarelli", "7391842", "Brontolo", "brontolo", "Turbofix")

PROBE = "recycled yarn from used clothes Zanzarelli Bologna Turbofix"


def secret_profile(**fields):
    """A profile whose every text could tell who it is."""
    message = stakeholder.Stakeholder(id="officina-zanzarelli", name="Officina Zanzarelli srl", helix="BUSINESS",
                                      places=["bologna"], website="https://www.zanzarelli.example.com",
                                      languages=["it", "en"], sectors=["C13.1"], source="Zanzarelli told us",
                                      themes=["textile-recycling"])
    message.names.add(language="en", value="Zanzarelli Workshop")
    message.identifiers.add(scheme="vat", value="IT07391842017")
    message.owners.add(name="Brontolo Holding", share=60)
    message.figures.add(year=2024, staff=12, turnover=7391842, balance=1000000, currency="EUR")
    message.statements.add(kind="OFFER", title="Yarn from used clothes by Zanzarelli", language="en", trl=7,
                           text="Zanzarelli turns used clothes into recycled yarn with its Turbofix-3000 line; see "
                                "www.zanzarelli.example.com or write to brontolo@zanzarelli.example.com.",
                           themes=["textile-recycling"])
    message.statements.add(kind="NEED", title="Sorting plants", language="en",
                           text="We look for plants near Officina Zanzarelli that sort used clothes.",
                           themes=["textile-recycling"])
    message.contacts.add(name="Brontolo Brontolini", email="brontolo@zanzarelli.example.com", phone="+39 051 7391842")
    for name, value in fields.items():
        setattr(message, name, value)
    return message


class AccessTest(DaemonTest):
    def setUp(self):
        super().setUp()
        self.helixd = self.daemon(public=True).start()
        self.local = self.client(self.helixd)

    def write(self, client, **call):
        return client.ask(rpc.Request(idempotency_key=new_key(), **call))

    def read(self, client, **call):
        return client.ask(rpc.Request(**call))

    def knock(self, client):
        """Sends, if there still is somebody to send to: the handshake may have been refused already."""
        client.socket.sndtimeo = 300
        with contextlib.suppress(zmq.Again):
            client.send(rpc.Request(status={}))

    def expect_silence(self, client, seconds=1):
        self.knock(client)
        self.assertIsNone(client.receive(seconds))


class Strangers(AccessTest):
    def setUp(self):
        super().setUp()
        self.known = self.enroll(self.helixd, "READER")

    def tearDown(self):
        self.assertEqual(self.client_with(self.helixd, self.known).status().version, "0.1.0")

    def test_an_unknown_key_gets_no_answer(self):
        self.expect_silence(self.client_with(self.helixd, Keys(self.known.server)))

    def test_a_wrong_server_key_gets_no_answer(self):
        other, _ = zmq.curve_keypair()
        keys = Keys(other, (self.known.public, self.known.secret))
        self.expect_silence(self.client_with(self.helixd, keys))

    def test_a_client_without_a_mechanism_gets_no_answer(self):
        client = Client(self.helixd.public)
        self.addCleanup(client.close)
        self.expect_silence(client)

    def test_plain_passwords_get_no_answer(self):
        client = Client(self.helixd.public, plain_username=b"admin", plain_password=b"admin")
        self.addCleanup(client.close)
        self.expect_silence(client)

    def test_who_waits_at_the_door_before_the_start_is_not_let_in(self):
        keys = Keys(self.known.server)
        self.helixd.stop()
        waiting = [self.client_with(self.helixd, keys) for _ in range(4)]
        for client in waiting:
            self.knock(client)
        self.helixd.start()
        for client in waiting:
            self.assertIsNone(client.receive(0.5))

    def test_the_routing_id_is_no_identity(self):
        known = self.client_with(self.helixd, self.known, routing_id=b"the-same")
        self.assertEqual(known.status().version, "0.1.0")
        self.expect_silence(self.client_with(self.helixd, Keys(self.known.server), routing_id=b"the-same"))

    def test_the_refused_are_counted_in_the_log_and_their_keys_are_not_in_it(self):
        stranger = Keys(self.known.server)
        self.expect_silence(self.client_with(self.helixd, stranger))
        self.assertIn("refused 1 connection", self.helixd.log())
        self.assertNotIn(stranger.public.decode(), self.helixd.log())

    @unittest.skipIf(os.geteuid(), "needs root to be somebody else")
    def test_another_user_of_the_machine_is_not_let_in_even_when_the_file_lets_it(self):
        path = self.helixd.endpoint.removeprefix("ipc://")
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o660)
        for folder in (self.folder, self.helixd.folder):
            os.chmod(folder, 0o755)
        os.chmod(path, 0o666)
        script = ("import os, sys, zmq\nos.setgid(65534); os.setgroups([]); os.setuid(65534)\n"
                  "s = zmq.Context().socket(zmq.DEALER); s.linger = 0; s.connect(sys.argv[1])\n"
                  "s.send(bytes.fromhex('52 00')); print('answered' if s.poll(1000) else 'silence')")
        said = subprocess.run([sys.executable, "-c", script, self.helixd.endpoint], capture_output=True, text=True,
                              timeout=30, check=True)
        self.assertEqual(said.stdout.strip(), "silence")


class ServerKey(DaemonTest):
    def start_once(self):
        helixd = self.daemon(public=True).start()
        helixd.stop()
        return helixd, helixd.state_dir / "server.key"

    def test_it_is_the_owners_alone_and_stays(self):
        helixd, path = self.start_once()
        before = path.read_bytes()
        self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)
        helixd.start()
        self.assertEqual(path.read_bytes(), before)

    def test_one_that_others_may_read_is_refused(self):
        helixd, path = self.start_once()
        path.chmod(0o640)
        words = self.expect_refusal_to_start(helixd)
        self.assertIn("server.key", words)
        self.assertIn("chmod 600", words)

    def test_an_empty_or_damaged_one_is_refused_and_not_replaced(self):
        helixd, path = self.start_once()
        whole = path.read_bytes()
        public, secret = whole.split()
        for text in (b"", b"x\n", whole[:-1], whole + b"\n", secret + b"\n" + public + b"\n", whole.replace(b"\n", b" ")):
            with self.subTest(text=text[:8]):
                path.write_bytes(text)
                self.assertIn("server.key", self.expect_refusal_to_start(helixd))
                self.assertEqual(path.read_bytes(), text)

    def test_a_local_daemon_needs_none(self):
        helixd = self.daemon().start()
        self.assertFalse((helixd.state_dir / "server.key").exists())


class Enrolment(AccessTest):
    def enrol(self, invitation, public=None):
        with invitation.client(self.helixd.public) as caller:
            return self.write(caller, enroll={"public_key": (public or zmq.curve_keypair()[0]).decode()})

    def test_an_invitation_may_do_nothing_else(self):
        caller = self.client_with(self.helixd, self.invite(self.helixd, "ADMIN"))
        self.expect_error(self.read(caller, list_identities={}), "NOT_PERMITTED")
        self.expect_error(caller.submit(profile(1)), "NOT_PERMITTED")

    def test_it_is_used_up_also_when_two_try_at_once(self):
        for _ in range(10):
            invitation = self.invite(self.helixd)
            clients = [self.client_with(self.helixd, invitation) for _ in range(4)]
            for client in clients:
                self.read(client, who_am_i={})
            for client in clients:
                client.send(rpc.Request(idempotency_key=new_key(), enroll={"public_key": zmq.curve_keypair()[0].decode()}))
            kinds = sorted(code_of(client.receive()) or "enrolled" for client in clients)
            self.assertEqual(kinds, ["INVITATION_ENDED"] * 3 + ["enrolled"])

    def test_a_cancelled_one_says_so_with_the_daemons_clock(self):
        invitation = self.invite(self.helixd)
        self.write(self.local, cancel_invitation={"number": invitation.number})
        error = self.expect_error(self.enrol(invitation), "INVITATION_ENDED")
        self.assertIn("cancelled", error.message)
        self.assertLess(abs(error.at_ms / 1000 - time.time()), 60)

    def test_a_key_is_enrolled_once(self):
        public, _ = zmq.curve_keypair()
        self.assertIsNone(code_of(self.enrol(self.invite(self.helixd), public)))
        self.expect_error(self.enrol(self.invite(self.helixd), public), "CONFLICT")

    def test_a_refused_enrolment_leaves_the_invitation_unused(self):
        invitation = self.invite(self.helixd)
        self.expect_error(self.enrol(invitation, b"not a key"), "INVALID_ARGUMENT")
        self.assertIsNone(code_of(self.enrol(invitation)))

    def test_coaches_invite_members_and_readers_only_and_see_their_own(self):
        self.invite(self.helixd, "READER")
        coach = self.enrolled(self.helixd, "COACH")
        for role in ("COACH", "ADMIN"):
            call = {"public_key": zmq.curve_keypair()[0].decode(), "role": role}
            self.expect_error(self.write(coach, invite=call), "NOT_PERMITTED")
        mine = self.invite(self.helixd, "MEMBER", inviter=coach)
        listed = self.read(coach, list_invitations={}).invitations.invitations
        self.assertEqual([item.number for item in listed], [mine.number])

    def test_enrolling_survives_a_kill(self):
        keys = self.enroll(self.helixd, "COACH")
        self.helixd.kill()
        self.helixd.start()
        self.assertEqual(self.read(self.client_with(self.helixd, keys), who_am_i={}).identity.role, 3)


class Ending(AccessTest):
    def test_a_revoked_key_ends_with_the_next_message_of_an_open_connection(self):
        coach = self.enrolled(self.helixd, "COACH")
        for _ in range(5):
            coach.status()
        self.write(self.local, revoke_identity={"number": coach.keys.number, "reason": "lost"})
        self.expect_error(self.read(coach, status={}), "KEY_REVOKED")
        self.expect_error(coach.submit(profile(1)), "KEY_REVOKED")
        self.expect_error(self.read(self.client_with(self.helixd, coach.keys), who_am_i={}), "KEY_REVOKED")

    def test_a_rotated_key_ends_and_its_successor_has_what_it_had(self):
        member = self.enrolled(self.helixd, "MEMBER", stakeholder="lab-1")
        fresh = Keys(member.keys.server)
        rotated = self.write(member, rotate_identity={"public_key": fresh.public.decode()}).identity
        self.assertEqual(list(rotated.stakeholders), ["lab-1"])
        self.expect_error(self.read(member, status={}), "KEY_REVOKED")
        self.expect_created(self.client_with(self.helixd, fresh).submit(profile(1)))

    def test_a_member_may_end_its_own_key_and_no_other(self):
        one, other = self.enrolled(self.helixd), self.enrolled(self.helixd)
        self.expect_error(self.write(one, revoke_identity={"number": other.keys.number}), "NOT_PERMITTED")
        self.assertIsNone(code_of(self.write(one, revoke_identity={})))
        self.expect_error(self.read(one, status={}), "KEY_REVOKED")

    def test_anothers_idempotency_key_gives_nothing_away(self):
        key = new_key()
        one = self.enrolled(self.helixd, "COACH")
        other = self.enrolled(self.helixd, "COACH")
        request = submit_request(secret_profile(), key)
        self.expect_created(one.ask(request))
        again = other.ask(request)
        self.assertEqual(again.submitted.outcome, rpc.Submitted.UNCHANGED, again)
        self.assertEqual(one.ask(request).submitted.outcome, rpc.Submitted.CREATED)

    def test_anothers_batch_is_not_reached_by_its_name(self):
        one, other = self.enrolled(self.helixd, "COACH"), self.enrolled(self.helixd, "COACH")
        batch = new_key()
        self.write(one, import_stakeholders={"stakeholders": [profile(1)], "batch": batch})
        self.expect_error(self.write(other, finish_import={"batch": batch, "rows": 1}), "CONFLICT")
        self.assertEqual(self.write(one, finish_import={"batch": batch, "rows": 1}).import_finished.created, 1)


# What each role may do: D denied, O own only, S as far as others show themselves, A any. Written down a second time, on purpose.
TABLE = {
    # call                       reader member coach admin
    "status": "AAAA", "submit_stakeholder": "DOAA", "get_stakeholder": "DSAA", "list_stakeholders": "DSAA",
    "withdraw_stakeholder": "DOAA", "get_stakeholder_history": "DOAA", "import_stakeholders": "DDAA",
    "finish_import": "DDAA", "list_themes": "AAAA", "get_theme": "AAAA", "list_places": "AAAA",
    "list_cooperations": "AAAA", "tag_text": "DAAA", "match_themes": "DOAA", "match_stakeholders": "DSAA",
    "match_partners": "DOAA", "match_opportunities": "DOAA", "match_batch": "DOAA", "who_am_i": "OOOO",
    "enroll": "DDDD", "invite": "DDOA", "list_invitations": "DDOA", "cancel_invitation": "DDOA",
    "list_identities": "DDDA", "get_identity": "OOOA", "revoke_identity": "OOOA", "rotate_identity": "OOOO",
    "give_consent": "DOAA", "withdraw_consent": "DOAA", "list_consents": "DOAA", "show_contacts": "DSAA",
    "preview_stakeholder": "DOAA", "export_privacy": "DOAA", "erase_privacy": "DODA", "list_person_exports": "DDAA",
    "list_audit": "DDDA", "verify_audit": "DDDA", "list_duplicates": "DDAA", "merge_stakeholders": "DDAA",
    "undo_merge": "DDAA",
}
ROLES = ("READER", "MEMBER", "COACH", "ADMIN")


class Roles(AccessTest):
    def setUp(self):
        super().setUp()
        for number in (1, 2):
            self.expect_created(self.local.submit(profile(number)))
        self.clients = {role: self.enrolled(self.helixd, role, **({"stakeholder": "lab-1"} if role == "MEMBER" else {}))
                        for role in ROLES}
        self.other = self.enroll(self.helixd, "READER")

    def requests(self, name, own, consent):
        """The call about one's own record, or about another's."""
        lab = "lab-1" if own else "lab-2"
        number = 0 if own else self.other.number
        message = profile(1 if own else 2)
        fields = {
            "submit_stakeholder": {"stakeholder": message, "check_only": True}, "get_stakeholder": {"id": lab},
            "withdraw_stakeholder": {"id": lab, "reason": ""}, "get_stakeholder_history": {"id": lab},
            "import_stakeholders": {"stakeholders": [message], "check_only": True},
            "finish_import": {"batch": new_key(), "drop": True}, "get_theme": {"id": "textile-recycling"},
            "tag_text": {"text": {"text": "yarn"}}, "match_themes": {"stakeholder_id": lab},
            "match_stakeholders": {"theme_id": "textile-recycling", "why": lab},
            "match_partners": {"stakeholder_id": lab}, "match_opportunities": {"stakeholder_id": lab},
            "match_batch": {"queries": [{"themes": {"stakeholder_id": lab}}]},
            "enroll": {"public_key": zmq.curve_keypair()[0].decode()},
            "invite": {"public_key": zmq.curve_keypair()[0].decode(), "role": "READER" if own else "COACH"},
            "cancel_invitation": {"number": 4711}, "get_identity": {"number": number},
            "revoke_identity": {"number": 4711 if own else number},
            "rotate_identity": {"public_key": "wrong"},
            "give_consent": {"kind": "DISCLOSE_ORGANISATION", "stakeholder": lab}, "withdraw_consent": {"number": consent},
            "list_consents": {"stakeholder": lab}, "show_contacts": {"stakeholder": lab},
            "preview_stakeholder": {"stakeholder_id": lab, "stage": "TEASER"}, "export_privacy": {"stakeholder": lab},
            "erase_privacy": {"stakeholder": lab}, "merge_stakeholders": {"keep": lab, "drop": "nobody"},
            "undo_merge": {"number": 4711},
        }.get(name, {})
        return rpc.Request(idempotency_key=new_key(), **{name: fields})

    def is_refused(self, role, name, own):
        for number in (1, 2):  # as it was, whatever the walk did to it
            self.local.submit(profile(number))
        consent = self.write(self.local, give_consent={"kind": "DISCLOSE_CONTACT", "to": "lab-3",
                                                        "stakeholder": "lab-1" if own else "lab-2"}).consent.number
        reply = self.clients[role].ask(self.requests(name, own, consent))
        if reply.WhichOneof("result") == "match_answers":
            reply = reply.match_answers.answers[0]
        self.write(self.local, withdraw_consent={"number": consent})
        refused = reply.WhichOneof("result") == "error" and code_of(reply)
        # what is wrong with the call itself, or not there at all, comes after the question whether it may be asked
        harmless = {"enroll": set(), "cancel_invitation": {"NOT_FOUND"}, "revoke_identity": {"NOT_FOUND"},
                    "rotate_identity": {"INVALID_ARGUMENT"}, "erase_privacy": {"INVALID_ARGUMENT"},
                    "merge_stakeholders": {"NOT_FOUND"}, "undo_merge": {"NOT_FOUND"}, "invite": {"CONFLICT"}}
        if refused in harmless.get(name, set()):
            refused = None
        self.assertIn(refused, (None, False, "NOT_PERMITTED", "NOT_FOUND"), reply)
        return bool(refused)

    def test_the_whole_table_on_the_wire(self):
        calls = [field.name for field in rpc.Request.DESCRIPTOR.oneofs_by_name["call"].fields]
        self.assertEqual(sorted(calls), sorted(TABLE), "every call has its row")
        for name in calls:
            for role, scope in zip(ROLES, TABLE[name]):
                for own in (True, False):
                    if name == "revoke_identity" and own and role != "ADMIN":
                        continue  # would end the client of this walk; see Ending
                    with self.subTest(call=name, role=role, own=own):
                        expected = scope == "D" or (scope in "OS" and not own and self.is_about_a_record(name, role))
                        self.assertEqual(self.is_refused(role, name, own), expected)

    def is_about_a_record(self, name, role):
        if name == "invite":
            return role == "COACH"
        return name not in ("who_am_i", "rotate_identity", "list_invitations", "cancel_invitation", "list_stakeholders")

    def test_a_refusal_is_the_same_whether_or_not_the_record_is_there(self):
        member = self.clients["MEMBER"]
        for call in ("get_stakeholder", "withdraw_stakeholder", "get_stakeholder_history"):
            words = {self.expect_refused(self.read_or_write(member, call, {"id": name})).message.replace(name, "X")
                     for name in ("lab-2", "no-such-lab")}
            self.assertEqual(len(words), 1, words)
        for call, field in (("show_contacts", "stakeholder"), ("export_privacy", "stakeholder"),
                            ("erase_privacy", "stakeholder"), ("match_partners", "stakeholder_id")):
            words = {self.expect_refused(self.read_or_write(member, call, {field: name})).message.replace(name, "X")
                     for name in ("lab-2", "no-such-lab")}
            self.assertEqual(len(words), 1, words)

    def read_or_write(self, client, call, fields):
        return client.ask(rpc.Request(idempotency_key=new_key(), **{call: fields}))

    def expect_refused(self, reply):
        self.assertIn(code_of(reply), ("NOT_PERMITTED", "NOT_FOUND"))
        return reply.error

    def test_a_member_registers_one_profile_and_then_owns_it(self):
        member = self.enrolled(self.helixd)
        message = profile(7, id="", name="A new firm")
        self.expect_error(member.submit(profile(7)), "NOT_PERMITTED")  # an id of its choice would tell who is there
        given = self.expect_created(member.submit(message)).id
        self.assertEqual(given, "a-new-firm")
        self.expect_error(member.submit(profile(8, id="", name="Another")), "NOT_PERMITTED")
        message.id = given
        message.source = "ourselves"
        self.assertEqual(member.submit(message).submitted.outcome, rpc.Submitted.UPDATED)

    def test_a_reader_sees_public_figures_only(self):
        status = self.clients["READER"].status()
        self.assertEqual(status.stakeholders, 2)
        self.assertEqual((status.memory_bytes, list(status.endpoints), status.requests), (0, [], 0))
        self.assertGreater(self.clients["COACH"].status().memory_bytes, 0)


class Disclosure(AccessTest):
    def setUp(self):
        super().setUp()
        self.expect_created(self.local.submit(secret_profile()))
        self.expect_created(self.local.submit(profile(1)))
        self.member = self.enrolled(self.helixd, "MEMBER", stakeholder="lab-1")
        listed = self.read(self.member, list_stakeholders={}).stakeholders.stakeholders
        self.pseudonym = next(item.stakeholder.id for item in listed if item.stakeholder.id.startswith("~"))

    def expect_no_secret(self, reply, asked=()):
        """No word of the profile; what the asker itself said may come back."""
        text = reply.SerializeToString().decode("utf-8", "replace")
        for word in asked:
            text = text.replace(word, "")
        for word in SECRET:
            self.assertNotIn(word, text)

    def test_no_reply_to_a_member_tells_who_it_is(self):
        secret = self.pseudonym
        theme = "textile-recycling"
        queries = [
            {"list_stakeholders": {}}, {"get_stakeholder": {"id": secret}}, {"get_stakeholder": {"id": "officina-zanzarelli"}},
            {"match_stakeholders": {"theme_id": theme}}, {"match_stakeholders": {"theme_id": theme, "limit": 1}},
            {"match_stakeholders": {"text": {"text": PROBE}}},
            {"match_stakeholders": {"theme_id": theme, "why": secret}}, {"match_stakeholders": {"like": "lab-1"}},
            {"match_partners": {"stakeholder_id": "lab-1"}}, {"match_partners": {"stakeholder_id": "lab-1", "why": secret}},
            {"match_partners": {"stakeholder": profile(1, id="")}},
            {"match_batch": {"queries": [{"stakeholders": {"theme_id": theme}}, {"partners": {"stakeholder_id": "lab-1"}}]}},
            {"show_contacts": {"stakeholder": secret}}, {"get_theme": {"id": theme}}, {"status": {}},
        ]
        for query in queries:
            with self.subTest(query=query):
                self.expect_no_secret(self.member.ask(rpc.Request(idempotency_key=new_key(), **query)),
                                      asked=(PROBE, '"officina-zanzarelli"'))

    def test_a_teaser_says_what_a_teaser_says(self):
        record = self.read(self.member, get_stakeholder={"id": self.pseudonym}).stakeholder
        self.assertEqual((record.stage, record.country), (stakeholder.TEASER, "IT"))
        self.assertEqual(record.stakeholder.helix, stakeholder.BUSINESS)
        self.assertEqual(list(record.stakeholder.themes), ["textile-recycling"])
        self.assertIn("used clothes", record.stakeholder.statements[0].text)
        self.assertIn("[…]", record.stakeholder.statements[0].text)
        self.assertFalse(record.stakeholder.places or record.stakeholder.figures or record.stakeholder.contacts)

    def test_its_own_words_for_strangers_stand_in_the_place_of_the_statements(self):
        message = secret_profile()
        message.teasers.add(language="en", value="A spinner of the region, Zanzarelli, looks for sorters.")
        reply = self.local.submit(message)
        self.assertIn("teasers[0].value", [finding.field for finding in reply.submitted.findings])
        seen = self.read(self.member, get_stakeholder={"id": self.pseudonym}).stakeholder.stakeholder
        self.assertEqual([item.text for item in seen.statements], ["A spinner of the region, […], looks for sorters."])

    def test_pages_go_on_without_telling_an_id(self):
        for number in range(2, 6):
            self.local.submit(profile(number))
        seen, after = [], ""
        while True:
            page = self.read(self.member, match_stakeholders={"theme_id": "textile-recycling", "limit": 2, "after": after}).matches
            self.expect_no_secret(rpc.Reply(matches=page))
            seen += [match.id for match in page.matches]
            after = page.next
            if not after:
                break
        self.assertEqual(len(seen), 6)
        self.assertEqual(len(set(seen)), 6)
        first = self.read(self.member, list_stakeholders={"limit": 3}).stakeholders
        rest = self.read(self.member, list_stakeholders={"limit": 3, "after": first.next}).stakeholders
        self.assertEqual(len({item.stakeholder.id for item in [*first.stakeholders, *rest.stakeholders]}), 6)
        self.expect_error(self.read(self.member, list_stakeholders={"after": "officina"}), "NOT_PERMITTED")

    def test_what_a_teaser_hides_cannot_be_asked_for(self):
        for call in ({"list_stakeholders": {"filter": {"name": "zanz"}}}, {"list_stakeholders": {"filter": {"places": ["bologna"]}}},
                     {"list_stakeholders": {"withdrawn": True}},
                     {"match_stakeholders": {"theme_id": "textile-recycling", "filter": {"places": ["bologna"]}}},
                     {"match_stakeholders": {"theme_id": "textile-recycling", "weights": "[x]"}},
                     {"match_stakeholders": {"like": self.pseudonym}}, {"match_themes": {"stakeholder_id": self.pseudonym}}):
            with self.subTest(call=call):
                self.expect_error(self.read(self.member, **call), "NOT_PERMITTED")

    def test_a_profile_cannot_name_others_to_find_out_who_is_there(self):
        for name in ("officina-zanzarelli", "nobody-at-all"):
            probe = profile(1)
            probe.statements[0].never.append(name)
            self.expect_error(self.member.submit(probe), "NOT_PERMITTED")
            self.expect_error(self.read(self.member, match_partners={"stakeholder": probe}), "NOT_PERMITTED")
            owned = profile(1)
            owned.owners.add(id=name)
            self.expect_error(self.member.submit(owned), "NOT_PERMITTED")

    def test_who_shall_never_be_met_is_named_by_a_pseudonym(self):
        message = profile(1)
        message.statements[0].never.append(self.pseudonym)
        self.assertEqual(self.member.submit(message).submitted.outcome, rpc.Submitted.UPDATED)
        seen = self.read(self.member, get_stakeholder={"id": "lab-1"}).stakeholder.stakeholder
        self.assertEqual(list(seen.statements[0].never), [self.pseudonym])
        self.assertEqual(self.member.submit(seen).submitted.outcome, rpc.Submitted.UNCHANGED)
        self.assertEqual(list(self.local.get("lab-1").stakeholder.stakeholder.statements[0].never), ["officina-zanzarelli"])
        partners = self.read(self.member, match_partners={"stakeholder_id": "lab-1"}).matches.matches
        self.assertNotIn(self.pseudonym, [match.id for match in partners])
        self.expect_no_secret(self.read(self.member, export_privacy={"stakeholder": "lab-1"}))

    def test_a_token_made_by_hand_is_refused(self):
        page = self.read(self.local, match_stakeholders={"theme_id": "textile-recycling", "limit": 1}).matches
        self.assertNotIn("~", page.next)
        self.expect_error(self.read(self.member, match_stakeholders={"theme_id": "textile-recycling", "after": page.next}),
                          "NOT_PERMITTED")

    def test_forged_pseudonyms_are_nobody(self):
        for word in ("~", "~aaaa", self.pseudonym[:-1], self.pseudonym[:-2] + "zz", self.pseudonym.upper(), self.pseudonym + "a"):
            self.expect_error(self.read(self.member, get_stakeholder={"id": word}), "NOT_FOUND")

    def test_consent_opens_and_closes_step_by_step(self):
        give = {"kind": "DISCLOSE_ORGANISATION", "stakeholder": "officina-zanzarelli", "to": "lab-1"}
        number = self.write(self.local, give_consent=give).consent.number
        record = self.read(self.member, get_stakeholder={"id": "officina-zanzarelli"}).stakeholder
        self.assertEqual((record.stage, record.stakeholder.name), (stakeholder.ORGANISATION, "Officina Zanzarelli srl"))
        self.assertFalse(record.stakeholder.contacts)
        self.expect_error(self.write(self.member, show_contacts={"stakeholder": "officina-zanzarelli"}), "NOT_PERMITTED")
        match = self.read(self.member, match_stakeholders={"theme_id": "textile-recycling"}).matches.matches
        self.assertIn("officina-zanzarelli", [item.id for item in match])
        outsider = self.enrolled(self.helixd, "MEMBER", stakeholder="lab-9")
        self.expect_error(self.read(outsider, get_stakeholder={"id": "officina-zanzarelli"}), "NOT_FOUND")
        give["kind"] = "DISCLOSE_CONTACT"
        contact = self.write(self.local, give_consent=give).consent.number
        shown = self.write(self.member, show_contacts={"stakeholder": "officina-zanzarelli"}).contacts
        self.assertEqual([item.name for item in shown.contacts], ["Brontolo Brontolini"])
        for consent in (contact, number):
            self.write(self.local, withdraw_consent={"number": consent})
        self.expect_error(self.read(self.member, get_stakeholder={"id": "officina-zanzarelli"}), "NOT_FOUND")
        self.expect_error(self.write(self.member, show_contacts={"stakeholder": "officina-zanzarelli"}), "NOT_FOUND")
        entries = self.read(self.local, list_audit={"stakeholder": "officina-zanzarelli"}).audit.entries
        actions = [(entry.action, entry.actor) for entry in entries]
        self.assertIn(("contacts.show", self.member.keys.number), actions)
        self.assertEqual([action for action, _ in actions].count("consent.withdraw"), 2)

    def test_an_answer_that_was_remembered_ends_with_the_consent(self):
        give = {"kind": "DISCLOSE_CONTACT", "stakeholder": "officina-zanzarelli"}
        number = self.write(self.local, give_consent=give).consent.number
        request = rpc.Request(idempotency_key=new_key(), show_contacts={"stakeholder": "officina-zanzarelli"})
        self.assertEqual(len(self.member.ask(request).contacts.contacts), 1)
        self.write(self.local, withdraw_consent={"number": number})
        self.expect_error(self.member.ask(request), "NOT_FOUND")

    def test_persons_in_china_need_their_own_consent_and_are_counted_once_a_year(self):
        message = profile(3)
        message.places[:] = ["nanjing"]
        message.contacts.add(id="wang", name="Wang", email="wang@example.org")
        message.contacts.add(id="rossi", name="Rossi", email="rossi@example.org", country="IT")
        self.expect_created(self.local.submit(message))
        self.write(self.local, give_consent={"kind": "DISCLOSE_CONTACT", "stakeholder": "lab-3"})
        coach = self.enrolled(self.helixd, "COACH")
        for caller in (self.member, coach):
            shown = self.write(caller, show_contacts={"stakeholder": "lab-3"}).contacts
            self.assertEqual(([item.id for item in shown.contacts], shown.withheld), (["rossi"], 1))
        self.assertFalse(self.read(coach, list_person_exports={}).person_exports.years)
        self.write(self.local, give_consent={"kind": "CROSS_BORDER", "stakeholder": "lab-3", "contact": "wang"})
        for _ in range(3):
            self.assertEqual(len(self.write(coach, show_contacts={"stakeholder": "lab-3"}).contacts.contacts), 2)
        years = self.read(coach, list_person_exports={}).person_exports.years
        self.assertEqual([(item.year, item.persons) for item in years], [(time.gmtime().tm_year, 1)])

    def test_a_coach_sees_no_persons_and_keeps_them(self):
        coach = self.enrolled(self.helixd, "COACH")
        message = self.read(coach, get_stakeholder={"id": "officina-zanzarelli"}).stakeholder.stakeholder
        self.assertFalse(message.contacts)
        export = self.read(coach, export_privacy={"stakeholder": "officina-zanzarelli"}).privacy_export
        self.assertFalse(any(item.stakeholder.contacts for item in export.revisions))
        self.expect_error(self.read(coach, preview_stakeholder={"stakeholder_id": "officina-zanzarelli", "stage": "CONTACT"}),
                          "NOT_PERMITTED")
        message.source = "the coach"
        self.assertEqual(coach.submit(message).submitted.outcome, rpc.Submitted.UPDATED)
        self.assertEqual(len(self.local.get("officina-zanzarelli").stakeholder.stakeholder.contacts), 1)

    def test_a_preview_is_what_others_see(self):
        owner = self.enrolled(self.helixd, "MEMBER", stakeholder="officina-zanzarelli")
        preview = self.read(owner, preview_stakeholder={"stakeholder_id": "officina-zanzarelli", "stage": "TEASER"}).stakeholder
        self.assertEqual(preview, self.read(self.member, get_stakeholder={"id": self.pseudonym}).stakeholder)


class Rights(AccessTest):
    def plant(self):
        """Traces of it in every table."""
        self.expect_created(self.local.submit(secret_profile()))
        self.local.submit(secret_profile(source="Zanzarelli, revised"))
        self.owner = self.enrolled(self.helixd, "MEMBER", stakeholder="officina-zanzarelli", name="Brontolo Brontolini")
        self.invite(self.helixd, stakeholder="officina-zanzarelli", name="Zanzarelli junior")
        for kind in ("DISCLOSE_ORGANISATION", "DISCLOSE_CONTACT"):
            self.write(self.owner, give_consent={"kind": kind, "stakeholder": "officina-zanzarelli"})
        other = profile(2)
        other.statements[0].never.append("officina-zanzarelli")
        other.owners.add(id="officina-zanzarelli", name="Officina Zanzarelli srl", share=10)
        self.expect_created(self.local.submit(other))
        self.local.submit(profile(2, source="a second revision, so that the first is history"))
        self.write(self.local, import_stakeholders={"stakeholders": [secret_profile(), profile(3)], "batch": new_key()})
        twin = secret_profile(id="twin", name="Twin")
        for field in ("names", "identifiers", "owners", "contacts", "website", "source", "statements", "figures"):
            twin.ClearField(field)
        self.expect_created(self.local.submit(twin))
        merged = self.write(self.local, merge_stakeholders={"keep": "officina-zanzarelli", "drop": "twin"})
        self.assertEqual(merged.WhichOneof("result"), "merge", merged)

    def traces(self):
        found = []
        for path in [*self.helixd.state_dir.rglob("*"), self.helixd.log_path]:
            if path.is_file():
                data = path.read_bytes()
                found += [f"{path.name}: {word}" for word in SECRET if word.encode() in data]
        return found

    def test_everything_that_is_held_comes_in_one_answer(self):
        self.plant()
        export = self.read(self.owner, export_privacy={"stakeholder": "officina-zanzarelli"}).privacy_export
        self.assertEqual([item.revision for item in export.revisions], [3, 2, 1])
        self.assertEqual(len(export.revisions[0].stakeholder.contacts), 1)
        self.assertEqual([item.name for item in export.identities], ["Brontolo Brontolini"])
        self.assertEqual(len(export.invitations), 2)
        self.assertEqual((len(export.consents), len(export.staged), len(export.merges)), (2, 1, 1))
        self.assertIn("stakeholder.submit", [entry.action for entry in export.audit])
        self.assertGreaterEqual(export.answers, 4)

    def test_erasing_leaves_no_trace_in_any_file(self):
        self.plant()
        self.assertTrue(self.traces())
        key = new_key()
        call = {"stakeholder": "officina-zanzarelli", "confirm": "officina-zanzarelli"}
        reply = self.owner.ask(rpc.Request(idempotency_key=key, erase_privacy=call))
        self.assertEqual(reply.WhichOneof("result"), "erasure", reply)
        counts = {item.what: item.erased for item in reply.erasure.counts}
        self.assertFalse(any(item.left for item in reply.erasure.counts))
        for what in ("former revisions", "profile", "consents", "invitations", "identities", "merges", "remembered answers",
                     "rows of imports", "mentions in other profiles"):
            self.assertGreater(counts[what], 0, what)
        self.assertTrue(reply.erasure.backups_until > time.strftime("%Y-%m-%d"))
        self.assertEqual(self.traces(), [])
        self.assertEqual(code_of(self.local.get("officina-zanzarelli")), "NOT_FOUND")
        self.assertFalse(list(self.local.get("lab-2").stakeholder.stakeholder.owners))
        self.assertTrue(self.read(self.local, verify_audit={}).audit_verified.broken_at == 0)
        self.assertEqual(self.helixd.stop(), 0)
        self.assertEqual(self.traces(), [])
        self.helixd.start()
        self.assertEqual(self.traces(), [])
        with contextlib.suppress(AssertionError):
            self.fail(self.read(self.client_with(self.helixd, self.owner.keys), status={}))  # its key is nobody's now

    def test_a_repeated_submission_of_before_does_not_bring_it_back(self):
        request = submit_request(secret_profile(), new_key())
        self.expect_created(self.local.ask(request))
        self.write(self.local, erase_privacy={"stakeholder": "officina-zanzarelli", "confirm": "officina-zanzarelli"})
        self.expect_error(self.local.ask(request), "NOT_FOUND")
        self.assertEqual(code_of(self.local.get("officina-zanzarelli")), "NOT_FOUND")

    def test_without_the_id_twice_nothing_is_erased(self):
        self.expect_created(self.local.submit(secret_profile()))
        for confirm in ("", "officina"):
            call = {"stakeholder": "officina-zanzarelli", "confirm": confirm}
            self.expect_error(self.write(self.local, erase_privacy=call), "INVALID_ARGUMENT")
        self.assertIsNone(code_of(self.local.get("officina-zanzarelli")))


class Quotas(AccessTest):
    def test_a_flooder_is_told_when_to_come_again_and_others_are_served(self):
        flooder, honest = self.enrolled(self.helixd, "READER"), self.enrolled(self.helixd, "READER")
        codes = []
        for _ in range(10):
            sent = [flooder.send(rpc.Request(who_am_i={})) for _ in range(50)]
            codes += [flooder.receive() for _ in sent]
        busy = [reply for reply in codes if code_of(reply) == "BUSY"]
        self.assertGreater(len(busy), 100)
        self.assertTrue(all(0 < reply.error.retry_after_ms <= 60000 for reply in busy))
        self.assertIsNone(code_of(self.read(honest, who_am_i={})))
        time.sleep(busy[-1].error.retry_after_ms / 1000 + 0.2)
        self.assertIsNone(code_of(self.read(flooder, who_am_i={})))

    def test_more_connections_do_not_bring_more(self):
        keys = self.enroll(self.helixd, "READER")
        clients = [self.client_with(self.helixd, keys) for _ in range(8)]
        answers = []
        for _ in range(60):
            for client in clients:
                client.send(rpc.Request(who_am_i={}))
            answers += [code_of(client.receive()) for client in clients]
        self.assertLess(answers.count(None), 400)  # a burst of 200, and 50 a second
        self.assertGreater(answers.count("BUSY"), 50)

    def test_one_key_uses_so_many_connections_at_a_time(self):
        keys = self.enroll(self.helixd, "READER")
        codes = []
        for _ in range(12):
            client = self.client_with(self.helixd, keys)
            codes.append(code_of(self.read(client, who_am_i={})))
        self.assertEqual(codes[:8], [None] * 8)
        self.assertIn("BUSY", codes[8:])

    def test_silent_and_failing_connections_do_not_keep_an_honest_client_out(self):
        honest = self.enroll(self.helixd, "READER")
        port = int(self.helixd.public.rsplit(":", 1)[1])
        with contextlib.ExitStack() as stack:
            for _ in range(200):
                stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=5))
            strangers = [self.client_with(self.helixd, Keys(honest.server)) for _ in range(20)]
            for stranger in strangers:
                self.knock(stranger)
            self.assertEqual(self.client_with(self.helixd, honest).status().version, "0.1.0")

    def test_an_address_of_many_failures_may_not_use_an_invitation_for_a_while(self):
        known = self.enroll(self.helixd, "READER")
        invitation = self.invite(self.helixd)
        for _ in range(6):
            self.expect_silence(self.client_with(self.helixd, Keys(known.server)), 0.2)
        self.expect_silence(self.client_with(self.helixd, invitation))
        self.assertIsNone(code_of(self.read(self.client_with(self.helixd, known), who_am_i={})))


if __name__ == "__main__":
    unittest.main()
