"""The SQLite store: the cases of one tenant in one file, for one machine with any number of processes.

The verbs and their edge cases are in `ports.store`; the SQL is in the files beside this one, by table. Every
write is one `BEGIN IMMEDIATE` transaction with `synchronous=FULL`, and whatever takes time is done before it
begins. Beside `cases.db` lie `cases.db-queue` and `cases.db-turn` (see `sqlite_turn`) and SQLite's own journal;
keep them together, on a local disk, not on a network share.

After `erase` nothing readable is left in the database: SQLite overwrites what is freed. What a disk, a backup
or a snapshot keeps of earlier states is beyond it.
Source: storage.md, SQLite.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from collabflow.core.errors import LeaseLost, Malformed
from collabflow.ports.checks import (
    check,
    check_counts,
    check_ids,
    check_outcomes,
    check_query,
    check_revival,
    check_summaries,
    lease_end,
)
from collabflow.ports.records import (
    Answered,
    Batch,
    Capabilities,
    Claimed,
    FeedItem,
    Outcome,
    Page,
    Query,
    Row,
    StoreLimits,
    Summary,
    Tracked,
)
from collabflow.ports.store import Store
from collabflow.stores.sqlite_feed import Feed
from collabflow.stores.sqlite_files import Connections
from collabflow.stores.sqlite_journal import Journal
from collabflow.stores.sqlite_outbox import Outbox
from collabflow.stores.sqlite_schema import check_library, from_the_future, journal_mode, may_write, migrations
from collabflow.stores.sqlite_summaries import Summaries
from collabflow.stores.sqlite_transaction import transaction
from collabflow.stores.sqlite_turn import Turn
from collabflow.stores.sqlite_within import SqliteWithin

LIMITS = StoreLimits(rows_per_batch=10_000, bytes_per_row=16 * 2**20)
"""Far above what a collaboration writes, far below what SQLite takes (sqlite.org/limits.html)."""


class SqliteStore:
    """A store in the file `path`, which is made if it is not there; its folder must be.

    `tenant` is whose cases these are: several tenants may share a file and never see each other's. `timeout` is
    how long, in seconds, a verb waits for its turn and for the database before it raises `StoreBusy`. Raises
    `StoreError` for a file of something else, `FromTheFuture` for one that a later collabflow has changed so
    that this one cannot read it; one that it can read but not write refuses the writing verbs.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        tenant: str = "default",
        timeout: float = 5.0,
        limits: StoreLimits = LIMITS,
    ) -> None:
        check_ids("SqliteStore", path=os.fspath(path), tenant=tenant)
        if os.fspath(path) in ("", ":memory:"):
            raise Malformed("SqliteStore", (("path", "must be a file; a store in memory is a MemoryStore"),))
        check_library(sqlite3.sqlite_version_info)
        self._path = Path(path).absolute()
        self._tenant = tenant
        self._limits = limits
        self._turn = Turn(str(self._path), timeout=timeout)
        self._connections = Connections(
            str(self._path),
            timeout=timeout,
            journal=journal_mode(sqlite3.sqlite_version_info),
            scripts=migrations(),
        )
        self._version, self._may_write = self._opened()

    def _opened(self) -> tuple[int, bool]:
        try:
            with self._turn.taken(), self._connections.borrowed() as connection:
                return may_write(connection, self._path.name, known=len(migrations()))
        except BaseException:
            self._connections.close()
            raise

    @property
    def limits(self) -> StoreLimits:
        return self._limits

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities()

    def close(self) -> None:
        self._connections.close()

    def within(self, connection: object) -> Store:
        self._check_may_write()
        return SqliteWithin(connection, path=self._path, tenant=self._tenant, limits=self._limits)

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Cursor]:
        with self._connections.borrowed() as connection, transaction(connection, "DEFERRED") as cursor:
            yield cursor

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Cursor]:
        self._check_may_write()
        with (
            self._connections.borrowed() as connection,
            self._turn.taken(),
            transaction(connection, "IMMEDIATE") as cursor,
        ):
            yield cursor

    def _check_may_write(self) -> None:
        self._connections.check_open()
        if not self._may_write:
            raise from_the_future(self._path.name, version=self._version, known=len(migrations()))

    # journal ----------------------------------------------------------------------------------

    def append(self, batch: Batch) -> int:
        self._connections.check_open()
        check(batch, self._limits)
        with self._writing() as cursor:
            return Journal(cursor, self._tenant).append(batch)

    def load(self, case_id: str, *, after: int = 0, limit: int | None = None) -> tuple[Row, ...]:
        self._connections.check_open()
        check_ids("load", case_id=case_id)
        check_counts("load", after=after, limit=limit)
        with self._reading() as cursor:
            return Journal(cursor, self._tenant).load(case_id, after=after, limit=limit)

    def answered(self, case_id: str, key: str) -> Answered | None:
        self._connections.check_open()
        check_ids("answered", case_id=case_id, key=key)
        with self._reading() as cursor:
            return Journal(cursor, self._tenant).answered(case_id, key)

    def erase(self, case_id: str) -> int:
        self._connections.check_open()
        check_ids("erase", case_id=case_id)
        with self._writing() as cursor:
            erased = Journal(cursor, self._tenant).erase(case_id)
        with self._connections.borrowed() as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # a WAL would keep the old pages
        return erased

    # summaries and feed -----------------------------------------------------------------------

    def find(self, query: Query) -> Page:
        self._connections.check_open()
        check_query(query)
        with self._reading() as cursor:
            return Summaries(cursor, self._tenant).find(query)

    def summarise(self, summaries: Iterable[Summary]) -> int:
        self._connections.check_open()
        given = tuple(summaries)
        check_summaries(given)
        with self._writing() as cursor:
            replace = Summaries(cursor, self._tenant).replace
            return sum(replace(summary) for summary in given)

    def read(self, *, after: int = 0, limit: int) -> tuple[FeedItem, ...]:
        self._connections.check_open()
        check_counts("read", after=after, limit=limit)
        items, is_behind = self._read(after, limit)
        if not is_behind:
            return items
        with self._writing() as cursor:
            Feed(cursor, self._tenant).number(limit - len(items))
        return self._read(after, limit)[0]

    def _read(self, after: int, limit: int) -> tuple[tuple[FeedItem, ...], bool]:
        with self._reading() as cursor:
            feed = Feed(cursor, self._tenant)
            items = feed.read(after=after, limit=limit)
            return items, len(items) < limit and feed.has_unfed()

    # messages ---------------------------------------------------------------------------------

    def claim(self, *, now: datetime, lease: timedelta, limit: int) -> tuple[Claimed, ...]:
        self._connections.check_open()
        check_counts("claim", limit=limit)
        until = lease_end(now, lease)
        with self._reading() as cursor:
            if not Outbox(cursor, self._tenant).has_ready(now):
                return ()
        with self._writing() as cursor:
            return Outbox(cursor, self._tenant).claim(now, until, limit)

    def settle(self, outcomes: Iterable[Outcome], *, now: datetime) -> None:
        self._connections.check_open()
        given = tuple(outcomes)
        check_outcomes(given, now=now)
        with self._writing() as cursor:
            outbox = Outbox(cursor, self._tenant)
            lost = [outcome.id for outcome in given if not outbox.settle(outcome, now)]
        if lost:
            raise LeaseLost(f"the lease was lost on {', '.join(map(repr, lost))}")

    def dead(self, *, limit: int) -> tuple[Tracked, ...]:
        self._connections.check_open()
        check_counts("dead", limit=limit)
        with self._reading() as cursor:
            return Outbox(cursor, self._tenant).dead(limit)

    def revive(self, ids: Iterable[str], *, now: datetime) -> int:
        self._connections.check_open()
        given = tuple(ids)
        check_revival(given, now=now)
        with self._writing() as cursor:
            outbox = Outbox(cursor, self._tenant)
            return sum(outbox.revive(message_id, now) for message_id in given)

    def messages(self, case_id: str) -> tuple[Tracked, ...]:
        self._connections.check_open()
        check_ids("messages", case_id=case_id)
        with self._reading() as cursor:
            return Outbox(cursor, self._tenant).of_case(case_id)
