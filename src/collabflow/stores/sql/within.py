"""A relational store on the host's connection: our rows in the host's transaction, committed or undone with it.

Never begins, commits, rolls back, closes or opens a savepoint there, and never tries again: the transaction is the
host's. What the database itself asks to be tried again (SQLSTATE 40001) goes to the host just as its driver raised it.
Source: storage.md, the host's own transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TypeVar

from collabflow.core.errors import Declined, StoreClosed, StoreError
from collabflow.ports.records import Capabilities, Claimed, FeedItem, Outcome, StoreLimits, Tracked
from collabflow.ports.store import Store
from collabflow.stores.sql.executor import AfterCommit, Dialect, Executor, LentExecutor
from collabflow.stores.sql.store import SqlStore

T = TypeVar("T")

_FEED = "positions are given to what is committed; read the feed through the store itself"
_DELIVERY = "a lease must be seen by others at once; deliver messages through the store itself"
_ERASURE = "what is erased must be gone at once, and for good; erase through the store itself"
_NESTED = "this store is within a transaction already"

_TAKE_LOCK = "UPDATE cf_case SET version = version WHERE tenant = ? AND case_id IS NULL"
"""Changes nothing; on SQLite a statement that could write takes the lock, also when it finds no row."""


class Within(SqlStore):
    """A view of a store inside the transaction of a host's connection.

    On SQLite the first statement of every write takes the write lock, so what it then reads cannot change under it. A
    host that has read in the same transaction before, while somebody else wrote, gets `StoreBusy` from it: it rolls
    back and begins again, best with `BEGIN IMMEDIATE`.
    """

    def __init__(self, sql: LentExecutor, *, tenant: str, limits: StoreLimits) -> None:
        super().__init__(tenant=tenant, limits=limits)
        self._sql = sql
        self._is_closed = False

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(shares_host_transaction=_NESTED, feeds=_FEED, erases=_ERASURE)

    def close(self) -> None:
        self._is_closed = True

    def after_commit(self, work: AfterCommit) -> bool:
        """Have this done once the host has committed; False where the host's connection cannot tell when that is."""
        self._check_open()
        return self._sql.after_commit(work)

    def _check_open(self) -> None:
        if self._is_closed:
            raise StoreClosed("this view of the store was closed")

    def _read(self, work: Callable[[Executor], T]) -> T:
        return work(self._sql)

    def _write(self, work: Callable[[Executor], T]) -> T:
        if self._sql.dialect is Dialect.SQLITE:
            self._sql.run(_TAKE_LOCK, (self._tenant,))
        if not self._sql.is_in_transaction():
            raise StoreError("the host's connection is in no transaction; begin one first")
        return work(self._sql)

    # what a host's transaction does not take part in ----------------------------------------------

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
