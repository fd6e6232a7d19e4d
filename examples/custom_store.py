"""A store of one's own, written from the docstrings of `collabflow.ports` alone: dictionaries under one lock.

It keeps journals, keys and messages. What it does not offer it declines, each time with its reason: lists, the feed,
erasure, and a share in the host's transaction. `check`, `judge` and their like do what every store does the same.
Run it: python examples/custom_store.py
"""

import threading
from collections.abc import Iterable
from datetime import datetime, timedelta

import collabflow as cf
from collabflow import events as did
from collabflow import ports
from collabflow.ports import outbox
from collabflow.ports.checks import (
    answer_to,
    check,
    check_counts,
    check_ids,
    check_outcomes,
    check_revival,
    judge,
    lease_end,
)

NO_LISTS, NO_FEED = "a shelf keeps no lists of cases", "a shelf keeps no feed"
NO_ERASURE, NO_SHARE = "a shelf is emptied by ending the process", "a shelf has no transaction to share"


class ShelfStore:
    """Journals on a shelf. Safe between threads; gone with the process."""

    limits = ports.StoreLimits(rows_per_batch=1_000)
    capabilities = ports.Capabilities(
        durable="it ends with the process", multi_process="it lives in the memory of one process",
        shares_host_transaction=NO_SHARE, finds=NO_LISTS, finds_at_once=NO_LISTS, feeds=NO_FEED, erases=NO_ERASURE,
    )  # fmt: skip

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rows: dict[str, tuple[ports.Row, ...]] = {}
        self._keys: dict[tuple[str, str | None], ports.Answered] = {}
        self._messages: dict[str, ports.Tracked] = {}
        self._tokens: dict[str, str] = {}
        self._claims = 0
        self._closed = False

    def _check_open(self) -> None:
        if self._closed:
            raise cf.StoreClosed("this shelf was closed")

    def append(self, batch: ports.Batch) -> int:
        with self._lock:
            self._check_open()
            check(batch, self.limits)
            rows, seen = self._rows.get(batch.case_id, ()), self._keys.get((batch.case_id, batch.key))

            def stored() -> bool:
                same = rows[batch.expected : batch.version] == batch.rows
                return same and outbox.holds(batch.messages, self._messages)

            answer = judge(batch, erased=False, seen=seen, actual=len(rows), stored=stored)
            if answer is None:
                self._write(batch, rows)
            return batch.version if answer is None else answer

    def _write(self, batch: ports.Batch, rows: tuple[ports.Row, ...]) -> None:
        fresh = outbox.fresh(batch.messages, self._messages)
        self._rows[batch.case_id] = (*rows, *batch.rows)
        self._messages |= {message.id: outbox.enqueued(message) for message in fresh}
        answer = answer_to(batch)
        if answer is not None:
            self._keys[batch.case_id, batch.key] = answer

    def load(self, case_id: str, *, after: int = 0, limit: int | None = None) -> tuple[ports.Row, ...]:
        with self._lock:
            self._check_open()
            check_ids("load", case_id=case_id)
            check_counts("load", after=after, limit=limit)
            return self._rows.get(case_id, ())[after:][:limit]

    def answered(self, case_id: str, key: str) -> ports.Answered | None:
        with self._lock:
            self._check_open()
            check_ids("answered", case_id=case_id, key=key)
            return self._keys.get((case_id, key))

    # messages ---------------------------------------------------------------------------------

    def claim(self, *, now: datetime, lease: timedelta, limit: int) -> tuple[ports.Claimed, ...]:
        with self._lock:
            self._check_open()
            check_counts("claim", limit=limit)
            until = lease_end(now, lease)
            due = [message for message in self._messages.values() if outbox.is_due(message, now=now)]
            return tuple(self._claim(message, until) for message in due[:limit])

    def _claim(self, message: ports.Tracked, until: datetime) -> ports.Claimed:
        self._claims += 1
        self._tokens[message.id] = token = f"claim-{self._claims}"
        self._messages[message.id] = leased = outbox.claimed(message, until=until)
        return outbox.handed(leased, token=token)

    def settle(self, outcomes: Iterable[ports.Outcome], *, now: datetime) -> None:
        with self._lock:
            self._check_open()
            given = tuple(outcomes)
            check_outcomes(given, now=now)
            lost = [outcome.id for outcome in given if not self._settle(outcome, now)]
            if lost:
                raise cf.LeaseLost(f"the lease was lost on {', '.join(map(repr, lost))}")

    def _settle(self, outcome: ports.Outcome, now: datetime) -> bool:
        if self._tokens.get(outcome.id) != outcome.token:
            return False
        del self._tokens[outcome.id]
        self._messages[outcome.id] = outbox.settled(self._messages[outcome.id], outcome, now=now)
        return True

    def dead(self, *, limit: int) -> tuple[ports.Tracked, ...]:
        with self._lock:
            self._check_open()
            check_counts("dead", limit=limit)
            return tuple(m for m in self._messages.values() if m.state is ports.MessageState.DEAD)[:limit]

    def revive(self, ids: Iterable[str], *, now: datetime) -> int:
        with self._lock:
            self._check_open()
            wanted = dict.fromkeys(ids)
            check_revival(tuple(wanted), now=now)
            found = (self._messages[message_id] for message_id in wanted if message_id in self._messages)
            dead = [message for message in found if message.state is ports.MessageState.DEAD]
            for message in dead:
                self._messages[message.id] = outbox.revived(message, now=now)
            return len(dead)

    def messages(self, case_id: str) -> tuple[ports.Tracked, ...]:
        with self._lock:
            self._check_open()
            check_ids("messages", case_id=case_id)
            return tuple(message for message in self._messages.values() if message.case_id == case_id)

    # what it declines -------------------------------------------------------------------------

    def find(self, query: ports.Query) -> ports.Page:
        raise self._declined(NO_LISTS)

    def summarise(self, summaries: Iterable[ports.Summary]) -> int:
        raise self._declined(NO_LISTS)

    def read(self, *, after: int = 0, limit: int) -> tuple[ports.FeedItem, ...]:
        raise self._declined(NO_FEED)

    def erase(self, case_id: str) -> int:
        raise self._declined(NO_ERASURE)

    def within(self, connection: object) -> ports.Store:
        raise self._declined(NO_SHARE)

    def _declined(self, why: str) -> cf.Declined:
        with self._lock:
            self._check_open()
            return cf.Declined(why)

    def close(self) -> None:
        with self._lock:
            self._closed = True


if __name__ == "__main__":
    flow = cf.CollabFlow(ShelfStore())
    lee = cf.Party(id="lee", name="Lee Park", roles=(cf.Role.CASE_MANAGER,))
    case = flow.open(student="maya", parties=[lee], by=lee, key="student-7")
    task = did.ActionAssigned(action="a1", what="Send the map home", owner="lee")
    for _ in range(2):  # the second time is a repeat of the same request, and writes nothing
        case = flow.record(case, task, by=lee, key="form-1")
    print(f"{case.version} entries; the journal is {'whole' if flow.verify(case) is None else 'not whole'}")
    try:
        flow.find()
    except cf.Declined as declined:
        print(f"declined: {declined}")
