"""The memory store: one tenant's cases in plain dicts, for tests, examples and rehearsals.

It keeps every law of the port but durability: when the process ends, all is gone. One lock guards
everything; rows are frozen, so nothing is ever copied. The other stores are compared with it, so read it
as what the verbs mean.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import islice

from attrs import Factory, define, evolve

from collabflow.core.errors import Declined, LeaseLost, StoreClosed
from collabflow.ports.checks import (
    answer_to,
    check,
    check_counts,
    check_ids,
    check_outcomes,
    check_query,
    check_revival,
    check_summaries,
    judge,
    lease_end,
    micros,
)
from collabflow.ports.paging import paged
from collabflow.ports.records import (
    Answered,
    Batch,
    Capabilities,
    Claimed,
    FeedItem,
    MessageRow,
    Outcome,
    Page,
    Query,
    Row,
    StoreLimits,
    Summary,
    Tracked,
)
from collabflow.ports.store import Store
from collabflow.stores.memory_outbox import Outbox

_CAPABILITIES = Capabilities(
    durable="it lives in memory and ends with the process",
    multi_process="it lives in the memory of one process",
    shares_host_transaction="memory has no transaction of the host's to share",
)


@define
class _Journal:
    """What is kept of one case."""

    rows: list[Row] = Factory(list)
    keys: dict[str, Answered] = Factory(dict)
    summary: Summary | None = None
    erased: bool = False


class MemoryStore:
    """A store in memory. Safe between threads; gone with the process."""

    def __init__(self, *, limits: StoreLimits = StoreLimits()) -> None:  # noqa: B008  (frozen)
        self._limits = limits
        self._lock = threading.Lock()
        self._closed = False
        self._journals: dict[str, _Journal] = {}
        self._feed: list[tuple[str, int]] = []
        self._outbox = Outbox()

    @property
    def limits(self) -> StoreLimits:
        return self._limits

    @property
    def capabilities(self) -> Capabilities:
        return _CAPABILITIES

    @contextmanager
    def _at_work(self) -> Iterator[None]:
        with self._lock:
            if self._closed:
                raise StoreClosed("this store was closed")
            yield

    def close(self) -> None:
        with self._lock:
            self._closed = True

    def within(self, connection: object) -> Store:
        with self._at_work():
            raise Declined(str(_CAPABILITIES.shares_host_transaction))

    # journal ----------------------------------------------------------------------------------

    def append(self, batch: Batch) -> int:
        with self._at_work():
            check(batch, self._limits)
            journal = self._journals.get(batch.case_id, _Journal())
            answer = judge(
                batch,
                erased=journal.erased,
                seen=journal.keys.get(batch.key) if batch.key is not None else None,
                actual=len(journal.rows),
                stored=lambda: self._is_stored(batch, journal),
            )
            if answer is not None:
                return answer
            fresh = self._outbox.fresh(batch.messages)
            self._write(batch, self._journals.setdefault(batch.case_id, journal), fresh)
            return batch.version

    def _is_stored(self, batch: Batch, journal: _Journal) -> bool:
        rows = tuple(journal.rows[batch.expected : batch.version])
        return rows == batch.rows and self._outbox.holds(batch.messages)

    def _write(self, batch: Batch, journal: _Journal, messages: tuple[MessageRow, ...]) -> None:
        journal.rows.extend(batch.rows)
        self._feed.extend((row.case_id, row.version) for row in batch.rows)
        journal.summary = batch.summary or journal.summary
        answer = answer_to(batch)
        if batch.key is not None and answer is not None:
            journal.keys[batch.key] = answer
        for message in messages:
            self._outbox.enqueue(message)

    def load(self, case_id: str, *, after: int = 0, limit: int | None = None) -> tuple[Row, ...]:
        with self._at_work():
            check_ids("load", case_id=case_id)
            check_counts("load", after=after, limit=limit)
            end = None if limit is None else after + limit
            journal = self._journals.get(case_id)
            return tuple(journal.rows[after:end]) if journal else ()

    def answered(self, case_id: str, key: str) -> Answered | None:
        with self._at_work():
            check_ids("answered", case_id=case_id, key=key)
            journal = self._journals.get(case_id)
            return journal.keys.get(key) if journal else None

    def erase(self, case_id: str) -> int:
        with self._at_work():
            check_ids("erase", case_id=case_id)
            journal = self._journals.get(case_id)
            if journal is None or journal.erased:
                return 0
            journal.rows[:] = [_without_words(row) for row in journal.rows]
            journal.keys.clear()
            journal.summary = None
            journal.erased = True
            self._outbox.forget(case_id)
            return len(journal.rows)

    # summaries and feed -----------------------------------------------------------------------

    def find(self, query: Query) -> Page:
        with self._at_work():
            check_query(query)
            return paged(self._summaries(), query)

    def _summaries(self) -> Iterator[Summary]:
        return (journal.summary for journal in self._journals.values() if journal.summary is not None)

    def summarise(self, summaries: Iterable[Summary]) -> int:
        with self._at_work():
            given = tuple(summaries)
            check_summaries(given)
            return sum(self._summarise(summary) for summary in given)

    def _summarise(self, summary: Summary) -> bool:
        journal = self._journals.get(summary.case_id)
        if journal is None or journal.erased or len(journal.rows) != summary.version:
            return False
        journal.summary = summary
        return True

    def read(self, *, after: int = 0, limit: int) -> tuple[FeedItem, ...]:
        with self._at_work():
            check_counts("read", after=after, limit=limit)
            entries = enumerate(self._feed[after : after + limit], start=after + 1)
            return tuple(
                FeedItem(position=position, row=self._journals[case_id].rows[version - 1])
                for position, (case_id, version) in entries
            )

    # messages ---------------------------------------------------------------------------------

    def claim(self, *, now: datetime, lease: timedelta, limit: int) -> tuple[Claimed, ...]:
        with self._at_work():
            check_counts("claim", limit=limit)
            until = lease_end(now, lease)
            return self._outbox.claim(instant=micros(now), until=until, limit=limit)

    def settle(self, outcomes: Iterable[Outcome], *, now: datetime) -> None:
        with self._at_work():
            given = tuple(outcomes)
            check_outcomes(given, now=now)
            lost = [outcome.id for outcome in given if not self._outbox.settle(outcome, now)]
            if lost:
                raise LeaseLost(f"the lease was lost on {', '.join(map(repr, lost))}")

    def dead(self, *, limit: int) -> tuple[Tracked, ...]:
        with self._at_work():
            check_counts("dead", limit=limit)
            return tuple(islice(self._outbox.dead(), limit))

    def revive(self, ids: Iterable[str], *, now: datetime) -> int:
        with self._at_work():
            given = tuple(ids)
            check_revival(given, now=now)
            return sum(self._outbox.revive(message_id, now) for message_id in given)

    def messages(self, case_id: str) -> tuple[Tracked, ...]:
        with self._at_work():
            check_ids("messages", case_id=case_id)
            return self._outbox.of_case(case_id)


def _without_words(row: Row) -> Row:
    return evolve(row, body=None, salt=None, by_name=None, evidence=None, key=None)
