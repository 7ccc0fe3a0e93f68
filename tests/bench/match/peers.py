#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The peers of `./dev bench match`: Xapian and SQLite FTS5, on the words that bench-match has written into a file.

    peers.py WORDS DIRECTORY

Takes orders by lines and answers each with a line; what it is doing meanwhile is told on the standard error.

    PEER build            builds the peer's index in DIRECTORY, or takes it when it is there of the same words:
                          "built SECONDS fresh" or "built SECONDS kept"
    PEER run CLASS COUNT  asks the first COUNT queries of a class, "2" … or with the filter by role and country "2f" …:
                          "times MICROSECONDS MICROSECONDS …"

Both are given their best: queries are made before the clock starts, one thread, top 10, indexes in the page cache.
"""
import array
import hashlib
import json
import pathlib
import shutil
import sqlite3
import struct
import sys
import time

import xapian

MAGIC = 0x31786C68
TOP = 10
CHUNK = 5000  # profiles read at a time
WARM_UP = 20  # queries before the clock starts
TOLD_EVERY = 5.0  # seconds


class Words:
    """The file, as word_file.h describes it."""

    def __init__(self, path):
        self.path = path
        with open(path, "rb") as file:
            magic, self.count, self.length, class_count = struct.unpack("<4I", file.read(16))
            if magic != MAGIC:
                sys.exit(f"{path}: not a file of words")
            sizes = [struct.unpack("<2I", file.read(8)) for _ in range(class_count)]
            self.start = file.tell()
            file.seek(self.start + 4 * self.count * (self.length + 2))
            self.classes = {str(words): self.read_rows(file, count, words) for count, words in sizes}
            self.end = file.tell()

    @staticmethod
    def read_rows(file, count, words):
        width = words + 2
        numbers = array.array("I", file.read(4 * count * width))
        return [(numbers[i], numbers[i + 1], numbers[i + 2 : i + width]) for i in range(0, count * width, width)]

    def chunks(self):
        with open(self.path, "rb") as file:
            file.seek(self.start)
            for first in range(0, self.count, CHUNK):
                yield first, self.read_rows(file, min(CHUNK, self.count - first), self.length)

    def fingerprint(self):
        """Of the queries and of the first profiles: other generators make other ones."""
        digest = hashlib.sha256(f"{self.count} {self.length}".encode())
        with open(self.path, "rb") as file:
            digest.update(file.read(1 << 20))
            file.seek(-min(1 << 20, self.end - self.start), 2)
            digest.update(file.read())
        return digest.hexdigest()


class Peer:
    """An index in a place of its own under the directory, and beside it what it was built of and how long that took."""

    def __init__(self, words, directory):
        self.words = words
        self.place = directory / self.name
        self.record = directory / f"{self.name}.json"

    def build(self):
        kept = self.kept_seconds()
        if kept is not None:
            return kept, "kept"
        self.remove()
        seconds = self.build_fresh()
        self.record.write_text(json.dumps({"words": self.words.fingerprint(), "seconds": seconds}), encoding="utf-8")
        return seconds, "fresh"

    def kept_seconds(self):
        if not self.record.exists() or not self.place.exists():
            return None
        record = json.loads(self.record.read_text(encoding="utf-8"))
        return record["seconds"] if record["words"] == self.words.fingerprint() else None

    def remove(self):
        self.record.unlink(missing_ok=True)
        if self.place.is_dir():
            shutil.rmtree(self.place)
        self.place.unlink(missing_ok=True)

    def build_fresh(self):
        """Seconds; the reading of the words is not among them."""
        seconds, told = 0.0, time.monotonic()
        start = time.monotonic()
        self.begin()
        seconds += time.monotonic() - start
        for first, rows in self.words.chunks():
            start = time.monotonic()
            self.add(first, rows)
            now = time.monotonic()
            seconds += now - start
            if now - told > TOLD_EVERY:
                print(f"{self.name}: {first + len(rows)} profiles indexed in {seconds:.0f} s", file=sys.stderr)
                told = now
        start = time.monotonic()
        self.finish()
        return seconds + time.monotonic() - start

    def run(self, name, count):
        """Microseconds of each query."""
        rows = self.words.classes[name.rstrip("f")][:count]
        queries = [self.query(row, name.endswith("f")) for row in rows]
        for query in queries[: min(WARM_UP, len(queries) // 10)]:
            self.ask(query)
        times, told = [], time.monotonic()
        for query in queries:
            start = time.perf_counter_ns()
            self.ask(query)
            times.append((time.perf_counter_ns() - start) / 1000)
            if time.monotonic() - told > TOLD_EVERY:
                print(f"{self.name}: {len(times)} of {len(queries)} queries of class {name}", file=sys.stderr)
                told = time.monotonic()
        return times


class Xapian(Peer):
    name = "xapian"

    def begin(self):
        self.terms = [f"w{number}" for number in range(200000)]
        self.writer = xapian.WritableDatabase(str(self.place), xapian.DB_CREATE_OR_OVERWRITE)

    def add(self, first, rows):
        del first
        for role, country, words in rows:
            document = xapian.Document()
            for word in words:
                document.add_term(self.terms[word])
            document.add_boolean_term(f"R{role}")
            document.add_boolean_term(f"C{country}")
            self.writer.add_document(document)

    def finish(self):
        self.writer.commit()
        self.writer.close()

    def open(self):
        self.reader = xapian.Database(str(self.place))
        self.enquire = xapian.Enquire(self.reader)

    def query(self, row, is_filtered):
        role, country, words = row
        query = xapian.Query(xapian.Query.OP_OR, [f"w{word}" for word in words])
        if not is_filtered:
            return query
        gate = xapian.Query(xapian.Query.OP_AND, [f"R{role}", f"C{country}"])
        return xapian.Query(xapian.Query.OP_FILTER, query, gate)

    def ask(self, query):
        self.enquire.set_query(query)
        return self.enquire.get_mset(0, TOP)


class Sqlite(Peer):
    name = "sqlite"

    def begin(self):
        self.terms = [f"w{number}" for number in range(200000)]
        self.writer = sqlite3.connect(self.place, isolation_level=None)
        self.writer.execute("PRAGMA synchronous = OFF")
        self.writer.execute("PRAGMA journal_mode = OFF")
        self.writer.execute("CREATE VIRTUAL TABLE texts USING fts5(words, gates, content = '')")
        self.writer.execute("BEGIN")

    def add(self, first, rows):
        texts = (
            (first + i + 1, " ".join(self.terms[word] for word in words), f"r{role} c{country}")
            for i, (role, country, words) in enumerate(rows)
        )
        self.writer.executemany("INSERT INTO texts(rowid, words, gates) VALUES (?, ?, ?)", texts)

    def finish(self):
        self.writer.execute("COMMIT")
        self.writer.close()

    def open(self):
        self.reader = sqlite3.connect(self.place)
        self.reader.execute("PRAGMA mmap_size = 8589934592")

    def query(self, row, is_filtered):
        role, country, words = row
        any_word = "words : (" + " OR ".join(f"w{word}" for word in words) + ")"
        return f"{any_word} AND gates : (r{role} AND c{country})" if is_filtered else any_word

    def ask(self, query):
        return self.reader.execute(
            "SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY bm25(texts, 1.0, 0.0) LIMIT ?", (query, TOP)
        ).fetchall()


def main():
    words, directory = Words(sys.argv[1]), pathlib.Path(sys.argv[2])
    directory.mkdir(exist_ok=True)
    peers = {peer.name: peer(words, directory) for peer in (Xapian, Sqlite)}
    for line in sys.stdin:
        name, order, *rest = line.split()
        peer = peers[name]
        if order == "build":
            seconds, how = peer.build()
            peer.open()
            print(f"built {seconds:.1f} {how}", flush=True)
        else:
            times = peer.run(rest[0], int(rest[1]))
            print("times", *(f"{us:.2f}" for us in times), flush=True)


if __name__ == "__main__":
    main()
