"""Mutants on disk: laws L2 to L4 and H1, and those between processes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from fcntl import LOCK_EX, LOCK_NB, flock
from typing import cast

from attrs import evolve

from collabflow.ports import Batch, Claimed, FeedItem, Outcome, Store
from collabflow.ports.checks import check, check_counts, lease_end
from collabflow.stores.sqlite import SqliteStore
from collabflow.testing.broken import no
from collabflow.testing.mutants.logged import Logged
from collabflow.testing.mutants.mutant import on_disk
from collabflow.testing.mutants.plain import Plain
from collabflow.testing.places import Place


class ReopenLoses(Logged):
    """What became of messages is kept in memory only."""

    def settled(self, outcome: Outcome, now: datetime) -> bool:
        return Plain.settled(self, outcome, now)


class CachedVersion(Logged):
    """The file is read when it is opened, and not again."""

    def catch_up(self) -> None:
        if self.end == 0:
            super().catch_up()


class ThreadLockOnly(Logged):
    """Threads are kept apart by a lock, processes by nothing."""

    def lock(self) -> None:
        """Other processes are not thought of."""

    def unlock(self) -> None:
        """Other processes are not thought of."""


class LockErrorEscapes(Logged):
    """A file that another process has locked raises the system's own error."""

    def lock(self) -> None:
        flock(self.file.fileno(), LOCK_EX | LOCK_NB)


class JudgesBeforeLocking(Logged):
    """The version is compared before the file is locked for writing."""

    def append(self, batch: Batch) -> int:
        with self._lock:
            with self.at_work("append"):
                check(batch, self.limits)
                answer = self.judged(batch)
            if answer is not None:
                return answer
            with self.at_work("append"):
                self.refuse_taken(batch)
                self.write(batch)
            return batch.version


class MarksAfterLooking(Logged):
    """What is due is looked up under one lock of the file, and marked under the next."""

    def claim(self, *, now: datetime, lease: timedelta, limit: int) -> tuple[Claimed, ...]:
        with self._lock:
            with self.at_work("claim"):
                check_counts("claim", limit=limit)
                until, due = lease_end(now, lease), self.due(now)[:limit]
            with self.at_work("claim"):
                return tuple(self.lease(self.kept.messages[message.id], until) for message in due)


class PositionFirst(Logged):
    """A position is taken from a counter, and the entry is written there later."""

    def __init__(self, place: Place) -> None:
        self.placed: dict[int, int] = {}
        self.counter = place.path / "positions"
        super().__init__(place)

    def append(self, batch: Batch) -> int:
        with self._lock:
            with self.at_work("append"):
                taken = self.taken(len(batch.rows))
            with self.at_work("append"):
                start = len(self.kept.feed)
                version = super().append(batch)
                for place, position in zip(range(start, len(self.kept.feed)), taken, strict=False):
                    self.note("put_at", place, position)
                    self.put_at(place, position)
            return version

    def taken(self, number: int) -> list[int]:
        """The next positions."""
        with self.counter.open("ab") as counter:
            counter.write(b"." * number)
            return list(range(counter.tell() - number + 1, counter.tell() + 1))

    def put_at(self, place: int, position: int) -> None:
        """Where an entry shows in the feed."""
        self.placed[position] = place

    def fed(self) -> Iterator[FeedItem]:
        items = list(super().fed())
        return (evolve(items[place], position=position) for position, place in sorted(self.placed.items()))


class LinePerEvent(Logged):
    """A batch is written row by row, and between two rows others may read."""

    def write(self, batch: Batch) -> None:
        first, *rest = row_by_row(batch) if batch.key is None else (batch,)
        super().write(first)
        for part in rest:
            self.unlock()
            self.lock()
            self.catch_up()
            super().write(part)


class MakesItAgain(Logged):
    """A file that is not there is made without looking again whether somebody else has made it."""

    def __init__(self, place: Place) -> None:
        path = place.path / "store.log"
        if not path.exists():
            path.write_bytes(b"")
        super().__init__(place)


class CommitsForTheHost(SqliteStore):
    """Within the host's transaction the store commits it."""

    def __init__(self, place: Place) -> None:
        super().__init__(place.path / "cases.db")

    def within(self, connection: object) -> Store:
        return cast(Store, _Committing(super().within(connection), cast(sqlite3.Connection, connection)))


class _Committing:
    def __init__(self, inside: Store, connection: sqlite3.Connection) -> None:
        self._inside, self._connection = inside, connection

    def append(self, batch: Batch) -> int:
        version = self._inside.append(batch)
        self._connection.commit()
        return version

    def __getattr__(self, verb: str) -> object:
        return getattr(self._inside, verb)


@contextmanager
def _host(place: Place) -> Iterator[object]:
    with closing(sqlite3.connect(place.path / "cases.db", isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield connection


def row_by_row(batch: Batch) -> Iterator[Batch]:
    """A batch for each row; the last one has all that is not a row."""
    for row in batch.rows[:-1]:
        yield Batch(case_id=batch.case_id, expected=row.version - 1, rows=(row,))
    start = batch.version - 1 if batch.rows else batch.expected
    yield evolve(batch, expected=start, rows=batch.rows[-1:])


_NO_CUTS = no("this mutant is about something else")

MUTANTS = (
    on_disk(ReopenLoses, "L2"),
    on_disk(CachedVersion, "L3"),
    on_disk(LockErrorEscapes, "T4p"),
    on_disk(ThreadLockOnly, "T1p"),
    on_disk(JudgesBeforeLocking, "T1p"),
    on_disk(LinePerEvent, "T2p"),
    on_disk(MarksAfterLooking, "T3p"),
    on_disk(PositionFirst, "G3p"),
    on_disk(MakesItAgain, "L4"),
    on_disk(CommitsForTheHost, "H1", append_only=_NO_CUTS, host=_host),
)
