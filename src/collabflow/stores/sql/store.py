"""The verbs of the port over the shared SQL: what each checks, and whether it reads or writes.

Where the statements run is the business of those who finish this class: on connections of the store's own, or on
one that the host lends.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TypeVar

from collabflow.core.errors import LeaseLost
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
from collabflow.stores.sql.executor import Executor
from collabflow.stores.sql.feed import Feed
from collabflow.stores.sql.journal import Journal
from collabflow.stores.sql.outbox import Outbox
from collabflow.stores.sql.summaries import Summaries

T = TypeVar("T")

LIMITS = StoreLimits(rows_per_batch=10_000, bytes_per_row=16 * 2**20)
"""Far above what a collaboration writes, far below what SQLite and PostgreSQL take (sqlite.org/limits.html)."""


class SqlStore(ABC):
    """The verbs of one tenant, without `within` and `close`."""

    def __init__(self, *, tenant: str, limits: StoreLimits) -> None:
        self._tenant = tenant
        self._limits = limits

    @abstractmethod
    def _check_open(self) -> None:
        """Raises `StoreClosed` after `close`."""

    @abstractmethod
    def _read(self, work: Callable[[Executor], T]) -> T:
        """Do this, which asks one statement."""

    @abstractmethod
    def _write(self, work: Callable[[Executor], T]) -> T:
        """Do this in one transaction."""

    @property
    def limits(self) -> StoreLimits:
        return self._limits

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities()

    # journal ----------------------------------------------------------------------------------

    def append(self, batch: Batch) -> int:
        self._check_open()
        check(batch, self._limits)
        return self._write(lambda sql: Journal(sql, self._tenant).append(batch))

    def load(self, case_id: str, *, after: int = 0, limit: int | None = None) -> tuple[Row, ...]:
        self._check_open()
        check_ids("load", case_id=case_id)
        check_counts("load", after=after, limit=limit)
        return self._read(lambda sql: Journal(sql, self._tenant).load(case_id, after=after, limit=limit))

    def answered(self, case_id: str, key: str) -> Answered | None:
        self._check_open()
        check_ids("answered", case_id=case_id, key=key)
        return self._read(lambda sql: Journal(sql, self._tenant).answered(case_id, key))

    def erase(self, case_id: str) -> int:
        self._check_open()
        check_ids("erase", case_id=case_id)
        return self._write(lambda sql: Journal(sql, self._tenant).erase(case_id))

    # summaries and feed -----------------------------------------------------------------------

    def find(self, query: Query) -> Page:
        self._check_open()
        check_query(query)
        return self._read(lambda sql: Summaries(sql, self._tenant).find(query))

    def summarise(self, summaries: Iterable[Summary]) -> int:
        self._check_open()
        given = tuple(summaries)
        check_summaries(given)
        in_order = sorted(given, key=lambda summary: summary.case_id)  # two who do this then cannot block each other
        return self._write(lambda sql: sum(map(Summaries(sql, self._tenant).replace, in_order)))

    def read(self, *, after: int = 0, limit: int) -> tuple[FeedItem, ...]:
        self._check_open()
        check_counts("read", after=after, limit=limit)
        is_behind = self._read(lambda sql: Feed(sql, self._tenant).has_unfed())  # first: others number meanwhile
        items = self._read(lambda sql: Feed(sql, self._tenant).read(after=after, limit=limit))
        if len(items) == limit or not is_behind:
            return items
        self._write(lambda sql: Feed(sql, self._tenant).number(limit - len(items)))
        return self._read(lambda sql: Feed(sql, self._tenant).read(after=after, limit=limit))

    # messages ---------------------------------------------------------------------------------

    def claim(self, *, now: datetime, lease: timedelta, limit: int) -> tuple[Claimed, ...]:
        self._check_open()
        check_counts("claim", limit=limit)
        until = lease_end(now, lease)
        if not self._read(lambda sql: Outbox(sql, self._tenant).has_ready(now)):
            return ()
        return self._write(lambda sql: Outbox(sql, self._tenant).claim(now, until, limit))

    def settle(self, outcomes: Iterable[Outcome], *, now: datetime) -> None:
        self._check_open()
        given = tuple(outcomes)
        check_outcomes(given, now=now)
        lost = self._write(lambda sql: _unsettled(Outbox(sql, self._tenant), given, now))
        if lost:
            raise LeaseLost(f"the lease was lost on {', '.join(map(repr, lost))}")

    def dead(self, *, limit: int) -> tuple[Tracked, ...]:
        self._check_open()
        check_counts("dead", limit=limit)
        return self._read(lambda sql: Outbox(sql, self._tenant).dead(limit))

    def revive(self, ids: Iterable[str], *, now: datetime) -> int:
        self._check_open()
        given = tuple(sorted(ids))
        check_revival(given, now=now)
        return self._write(lambda sql: sum(Outbox(sql, self._tenant).revive(one, now) for one in given))

    def messages(self, case_id: str) -> tuple[Tracked, ...]:
        self._check_open()
        check_ids("messages", case_id=case_id)
        return self._read(lambda sql: Outbox(sql, self._tenant).of_case(case_id))


def _unsettled(outbox: Outbox, outcomes: Iterable[Outcome], now: datetime) -> list[str]:
    return [outcome.id for outcome in outcomes if not outbox.settle(outcome, now)]
