#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Includes point down: which room may include which, and where each third-party header is at home.

    layers.py              checks the tree
    layers.py --self-test  plants violations in a copy of a tree and sees that each is found
"""
import pathlib
import re
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]

# room: its folder, and the rooms that it may include besides itself
ROOMS = {
    "proto": ("proto/helix", []),
    "mapping": ("proto/mapping", ["proto"]),
    "base": ("daemon/base", []),
    "text": ("daemon/text", ["base"]),
    "match": ("daemon/match", ["base"]),
    "store": ("daemon/store", ["base"]),
    "vocabulary": ("daemon/vocabulary", ["base", "mapping", "proto"]),
    "access": ("daemon/access", ["base", "proto"]),
    "service": ("daemon/service", ["base", "text", "match", "store", "access", "vocabulary", "mapping", "proto"]),
    "server": ("daemon/server", ["base", "access", "service", "vocabulary", "match", "proto"]),
    "lib": ("clients/lib", ["mapping", "proto"]),
    "cli": ("clients/cli", ["lib", "mapping", "proto"]),
}
# the top of the daemon: main.c and settings.c
TOP = ("daemon", ["base", "server", "service", "access", "vocabulary", "match", "mapping", "proto"])

# how an include of a room begins
PREFIXES = {"helix/v1/": "proto", **{f"{room}/": room for room in ROOMS if room != "proto"}}

# third-party header: the rooms that may include it ("top": main.c and settings.c)
HOMES = {
    r"c?zmq\.h": {"server", "lib"},
    r"uv\.h": {"server"},
    r"sqlite3\.h": {"store"},
    r"sodium\.h": {"store", "access", "lib"},
    r"unicode/.*": {"text"},
    r"libstemmer\.h": {"text"},
    r"serd/.*": {"vocabulary"},
    r"yaml\.h": {"mapping", "cli"},
    r"csv\.h": {"cli"},
    r"libsmartcols.*": {"cli"},
    r"systemd/.*": {"server"},
    r"xxhash\.h": {"text", "vocabulary", "store", "service"},
    r"jansson\.h": {"mapping", "lib", "cli"},
    r"glib.*": {"mapping", "vocabulary", "access", "service", "server", "lib", "cli", "top"},
    r"protobuf-c/.*": {"proto", "mapping", "vocabulary", "access", "service", "lib", "cli"},
    r"argp\.h": {"cli", "top"},
}
# GLib, libyaml and the like stay out of headers, so that who includes a room does not need them.
KEPT_OUT_OF_HEADERS = re.compile(r"glib.*|yaml\.h|csv\.h|sqlite3\.h|zmq\.h|serd/.*|unicode/.*|xxhash\.h|sodium\.h|libsmartcols.*")
PRIVATE_HEADERS = {"daemon/store/connection.h", "daemon/store/migrations.h", "daemon/text/characters.h"}  # seen by their room only

INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]', re.M)


def room_of(path):
    for room, (folder, _) in ROOMS.items():
        if path.startswith(folder + "/"):
            return room
    if pathlib.PurePosixPath(path).parent.as_posix() == TOP[0]:
        return "top"
    return None


def complaints(root):
    for path in sorted(root.rglob("*.[ch]")):
        name = path.relative_to(root).as_posix()
        room = room_of(name)
        if room is None:
            continue
        allowed = {room, *(TOP[1] if room == "top" else ROOMS[room][1])}
        text = path.read_text(encoding="utf-8")
        for include in INCLUDE.finditer(text):
            line = text.count("\n", 0, include.start(2)) + 1
            yield from judge(name, line, room, allowed, include.group(1), include.group(2))


def judge(name, line, room, allowed, quote, header):
    if quote == '"':
        if header.startswith("../"):
            yield f"{name}:{line}: \"{header}\" climbs; include by the path from the component's root"
        target = next((of for prefix, of in PREFIXES.items() if header.startswith(prefix)), None)
        if target and target not in allowed:
            yield f"{name}:{line}: {room} may not include {target} (\"{header}\")"
        return
    for pattern, homes in HOMES.items():
        if re.fullmatch(pattern, header) and room not in homes:
            yield f"{name}:{line}: <{header}> is at home in {', '.join(sorted(homes))}, not in {room}"
    if name.endswith(".h") and KEPT_OUT_OF_HEADERS.fullmatch(header) and name not in PRIVATE_HEADERS and room != "cli":
        yield f"{name}:{line}: <{header}> in a header makes every reader need it"


def self_test():
    planted = {
        "daemon/match/a.c": '#include "base/error.h"\n#include "service/view.h"\n',
        "daemon/text/b.c": "#include <sqlite3.h>\n",
        "daemon/store/c.c": '#include "../base/error.h"\n',
        "clients/lib/d.h": "#include <zmq.h>\n",
        "clients/cli/e.c": '#include "base/memory.h"\n',
        "daemon/server/f.c": '#include "store/store.h"\n',
    }
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name, text in {**planted, "daemon/service/fine.c": '#include "store/store.h"\n#include <xxhash.h>\n'}.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
        found = list(complaints(root))
    blamed = {line.split(":")[0] for line in found}
    if blamed != set(planted):
        print("\n".join(found))
        print("not found:", sorted(set(planted) - blamed), "wrongly blamed:", sorted(blamed - set(planted)))
        return 1
    return 0


def main():
    if sys.argv[1:] == ["--self-test"]:
        return self_test()
    found = list(complaints(ROOT))
    print("\n".join(found) or "includes point down")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
