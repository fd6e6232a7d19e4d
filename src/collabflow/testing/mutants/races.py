"""Mutants of concurrency in one process: laws T1 to T5, G3."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count

from collabflow.core.errors import StoreClosed, StoreError
from collabflow.ports import Batch, Claimed, FeedItem, Row
from collabflow.ports.checks import check, check_counts, lease_end
from collabflow.testing.bench import Budget
from collabflow.testing.mutants.mutant import in_memory
from collabflow.testing.mutants.plain import Plain


class LostUpdate(Plain):
    """The version is compared outside the lock that writes."""

    def append(self, batch: Batch) -> int:
        with self.at_work("append"):
            check(batch, self.limits)
            answer = self.judged(batch)
            if answer is not None:
                return answer
            self.refuse_taken(batch)
        with self.at_work("append"):
            self.write(batch)
        return batch.version


class TornBatchVisible(Plain):
    """Readers do not wait for the lock, and see half a batch."""

    @contextmanager
    def at_work(self, verb: str) -> Iterator[None]:
        if verb != "load":
            with super().at_work(verb):
                yield
        elif self._closed:
            raise StoreClosed("this store was closed")
        else:
            yield


class DoubleClaim(Plain):
    """What is due is looked up first, and marked in a second step."""

    def claim(self, *, now: datetime, lease: timedelta, limit: int) -> tuple[Claimed, ...]:
        with self.at_work("claim"):
            check_counts("claim", limit=limit)
            until = lease_end(now, lease)
            due = self.due(now)[:limit]
        with self.at_work("claim"):
            return tuple(self.lease(self.kept.messages[message.id], until) for message in due)


class LateCommitGap(Plain):
    """A position is taken first, and the entry put there later; readers pass over the gap."""

    def __init__(self) -> None:
        super().__init__()
        self.positions = count(1)
        self.placed: dict[int, tuple[str, int]] = {}

    def append(self, batch: Batch) -> int:
        taken = [next(self.positions) for _ in batch.rows]
        with self.at_work("append"):
            before = len(self.kept.feed)
            version = super().append(batch)
            self.placed |= dict(zip(taken, self.kept.feed[before:], strict=False))
            return version

    def fed(self) -> Iterator[FeedItem]:
        for position, (case_id, version) in sorted(self.placed.items()):
            yield FeedItem(position=position, row=self.shown(self.case(case_id).rows[version - 1]))


class DeferredBegin(Plain):
    """A transaction begins by reading; when another has written meanwhile, the driver's error comes out."""

    def append(self, batch: Batch) -> int:
        with self.at_work("append"):
            begun = len(self.kept.feed)
        with self.at_work("append"):
            if len(self.kept.feed) != begun:
                raise sqlite3.OperationalError("database is locked")
            return super().append(batch)


class TwoLocks(Plain):
    """Appending and claiming take the same two locks in different orders."""

    def __init__(self) -> None:
        super().__init__()
        self.journal, self.outbox = threading.Lock(), threading.Lock()

    def append(self, batch: Batch) -> int:
        with self.journal:  # noqa: SIM117  (between the two lines another may come)
            with self.outbox:
                return super().append(batch)

    def load(self, case_id: str, *, after: int = 0, limit: int | None = None) -> tuple[Row, ...]:
        with self.outbox:  # noqa: SIM117
            with self.journal:
                return super().load(case_id, after=after, limit=limit)


class MakerGone(Plain):
    """The connection belongs to the thread that opened the store, and ends with it."""

    def __init__(self) -> None:
        super().__init__()
        self.maker = threading.current_thread()

    @contextmanager
    def at_work(self, verb: str) -> Iterator[None]:
        if not self.maker.is_alive():
            raise StoreError("the thread that made this connection has ended")
        with super().at_work(verb):
            yield


class HandMadeLock(LostUpdate):
    """Appends are kept apart by a flag that is looked at and then set, so each of two must be interrupted once."""

    def __init__(self) -> None:
        super().__init__()
        self.is_appending = False

    def append(self, batch: Batch) -> int:
        while self.is_appending:
            time.sleep(0.0001)
        self.is_appending = True
        try:
            return super().append(batch)
        finally:
            self.is_appending = False


MUTANTS = (
    in_memory(MakerGone, "T5"),
    in_memory(DeferredBegin, "T4"),
    in_memory(TwoLocks, "T4"),
    in_memory(LostUpdate, "T1"),
    in_memory(HandMadeLock, "T1", budget=Budget.SOAK),
    in_memory(TornBatchVisible, "T2"),
    in_memory(DoubleClaim, "T3"),
    in_memory(LateCommitGap, "G3"),
)
