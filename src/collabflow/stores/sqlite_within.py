"""A SQLite store on the host's connection: our rows in the host's transaction, committed or undone with it.

Never begins, commits, rolls back, closes or opens a savepoint there. The first statement of every write takes
the write lock, so what it then reads cannot change under it; all that can refuse is asked before the first row
is written. A host that has read in the same transaction before, while somebody else wrote, gets `StoreBusy` from
that first statement: it rolls back and begins again, best with `BEGIN IMMEDIATE`.
Source: storage.md, the host's own transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from collabflow.core.errors import Declined, StoreClosed, StoreError
from collabflow.ports.checks import check, check_counts, check_ids, check_query, check_summaries
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
from collabflow.stores.sqlite_journal import Journal
from collabflow.stores.sqlite_outbox import Outbox
from collabflow.stores.sqlite_summaries import Summaries
from collabflow.stores.sqlite_transaction import worded

_FEED = "positions are given to what is committed; read the feed through the store itself"
_DELIVERY = "a lease must be seen by others at once; deliver messages through the store itself"
_ERASURE = "only the store's own connections overwrite what is freed; erase through the store itself"
_NESTED = "this store is within a transaction already"

_TAKE_LOCK = "UPDATE cf_case SET version = version WHERE tenant = ? AND case_id IS NULL"
"""Changes nothing; a statement that could write takes the lock, also when it finds no row."""

_FULL = 2
"""What `PRAGMA synchronous` answers for FULL (sqlite.org/pragma.html#pragma_synchronous)."""

_CRASH_PROOF = ("delete", "truncate", "persist", "wal")


class SqliteWithin:
    """A view of a SQLite store inside the transaction of a host's `sqlite3.Connection`.

    Raises `Declined` for any other connection, one to another file, one that reads text in its own way, or one
    whose commits could be lost.
    """

    def __init__(self, connection: object, *, path: Path, tenant: str, limits: StoreLimits) -> None:
        if not isinstance(connection, sqlite3.Connection):
            raise Declined("a SqliteStore takes part in the transaction of a sqlite3.Connection only")
        with worded():
            why = _unfit(connection, path)
        if why:
            raise Declined(why)
        self._connection = connection
        self._tenant = tenant
        self._limits = limits
        self._is_closed = False

    @property
    def limits(self) -> StoreLimits:
        return self._limits

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(shares_host_transaction=_NESTED, feeds=_FEED, erases=_ERASURE)

    def close(self) -> None:
        self._is_closed = True

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Cursor]:
        with worded():
            cursor = self._connection.cursor()
            cursor.row_factory = None  # the host's may be anything
            yield cursor

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Cursor]:
        with self._reading() as cursor:
            cursor.execute(_TAKE_LOCK, (self._tenant,))
            if not self._connection.in_transaction:
                raise StoreError("the host's connection is in no transaction; begin one first")
            yield cursor

    def _check_open(self) -> None:
        if self._is_closed:
            raise StoreClosed("this view of the store was closed")

    # what a host's transaction takes part in ----------------------------------------------------

    def append(self, batch: Batch) -> int:
        self._check_open()
        check(batch, self._limits)
        with self._writing() as cursor:
            return Journal(cursor, self._tenant).append(batch)

    def load(self, case_id: str, *, after: int = 0, limit: int | None = None) -> tuple[Row, ...]:
        self._check_open()
        check_ids("load", case_id=case_id)
        check_counts("load", after=after, limit=limit)
        with self._reading() as cursor:
            return Journal(cursor, self._tenant).load(case_id, after=after, limit=limit)

    def answered(self, case_id: str, key: str) -> Answered | None:
        self._check_open()
        check_ids("answered", case_id=case_id, key=key)
        with self._reading() as cursor:
            return Journal(cursor, self._tenant).answered(case_id, key)

    def find(self, query: Query) -> Page:
        self._check_open()
        check_query(query)
        with self._reading() as cursor:
            return Summaries(cursor, self._tenant).find(query)

    def summarise(self, summaries: Iterable[Summary]) -> int:
        self._check_open()
        given = tuple(summaries)
        check_summaries(given)
        with self._writing() as cursor:
            replace = Summaries(cursor, self._tenant).replace
            return sum(replace(summary) for summary in given)

    def messages(self, case_id: str) -> tuple[Tracked, ...]:
        self._check_open()
        check_ids("messages", case_id=case_id)
        with self._reading() as cursor:
            return Outbox(cursor, self._tenant).of_case(case_id)

    # what it does not ---------------------------------------------------------------------------

    def read(self, *, after: int = 0, limit: int) -> tuple[FeedItem, ...]:
        raise self._declined(_FEED)

    def claim(self, *, now: datetime, lease: timedelta, limit: int) -> tuple[Claimed, ...]:
        raise self._declined(_DELIVERY)

    def settle(self, outcomes: Iterable[Outcome], *, now: datetime) -> None:
        raise self._declined(_DELIVERY)

    def dead(self, *, limit: int) -> tuple[Tracked, ...]:
        raise self._declined(_DELIVERY)

    def revive(self, ids: Iterable[str], *, now: datetime) -> int:
        raise self._declined(_DELIVERY)

    def erase(self, case_id: str) -> int:
        raise self._declined(_ERASURE)

    def within(self, connection: object) -> Store:
        raise self._declined(_NESTED)

    def _declined(self, why: str) -> Declined:
        self._check_open()
        return Declined(why)


def _unfit(connection: sqlite3.Connection, path: Path) -> str | None:
    if connection.text_factory is not str:
        return "the connection must read text as str; its text_factory is another"
    cursor = connection.cursor()
    cursor.row_factory = None
    file = next(file for _, name, file in cursor.execute("PRAGMA database_list").fetchall() if name == "main")
    if not file or not path.samefile(file):
        return "the connection is open on another database than the store"
    ((synchronous,),) = cursor.execute("PRAGMA synchronous").fetchall()
    ((journal,),) = cursor.execute("PRAGMA journal_mode").fetchall()
    if synchronous < _FULL or journal not in _CRASH_PROOF:
        return "the connection may lose what it commits; it needs PRAGMA synchronous = FULL and a journal on disk"
    return None
