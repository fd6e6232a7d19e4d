"""The outbox: due notices are queued once, and waiting messages are sent, tried again or given up.

A notifier can undo nothing. What fails is settled with a code, tried again with growing pauses, and after the
last try kept as dead for a person to look at.
Source: storage.md, claim and settle; house.md section 5.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta

from attrs import frozen

from collabflow.core.errors import CaseErased, VersionConflict
from collabflow.cycle.deadlines import deadlines
from collabflow.cycle.notices import due_notices
from collabflow.cycle.rules import Due
from collabflow.flow.addressing import address
from collabflow.flow.reading import Loaded
from collabflow.flow.writer import Writer
from collabflow.ports import (
    Batch,
    Claimed,
    Message,
    MessageRow,
    Notifier,
    Outcome,
    Query,
    Sent,
    Summary,
    TryLater,
    Undeliverable,
    Verdict,
)
from collabflow.ports.checks import check_counts

PAGE = 200
"""How many cases are looked at in one go."""


@frozen(kw_only=True)
class Delivered:
    """What came of delivering: how many messages were sent, will be tried again, or were given up."""

    sent: int = 0
    later: int = 0
    dead: int = 0


@frozen(kw_only=True)
class Delivery:
    """How messages are delivered: how long a worker holds one, how often it is tried, and the first pause between.

    `jitter` answers a number from 0 to 1: by that share of a half each pause is longer, so that what failed together
    is not tried again together. Where a notifier says itself how long to wait, it is waited that long.
    """

    lease: timedelta
    attempts: int
    pause: timedelta
    jitter: Callable[[], float]


@frozen(kw_only=True)
class DueIn:
    """Something due, and in which case."""

    case_id: str
    due: Due


class Outbox:
    """Queues reminders and delivers messages, for one flow."""

    def __init__(self, writer: Writer, notifiers: Mapping[str, Notifier], delivery: Delivery) -> None:
        self._writer = writer
        self._notifiers = notifiers
        self._lease = delivery.lease
        self._attempts = delivery.attempts
        self._pause = delivery.pause
        self._jitter = delivery.jitter

    # what is due ----------------------------------------------------------------------------------

    def due(self, on: date) -> tuple[DueIn, ...]:
        """What is due by that day in any case that is not closed, soonest first."""
        found = [DueIn(case_id=loaded.case.id, due=item) for loaded, item in self._due(on)]
        return tuple(sorted(found, key=lambda one: (one.due.on, one.case_id, one.due.key)))

    def remind(self, on: date) -> int:
        """Queues a notice for each thing due by that day, once by its key; answers how many notices were queued."""
        return sum(self._queue(loaded, item, on) for loaded, item in self._due(on))

    def _due(self, on: date) -> Iterator[tuple[Loaded, Due]]:
        for loaded in self.standing(due_before=on + timedelta(days=1)):
            for item in deadlines(loaded.case, self._writer.profile, on):
                if item.on <= on:
                    yield loaded, item

    def standing(self, *, due_before: date | None = None) -> Iterator[Loaded]:
        """All cases, or those with something due, as they stand; one that was erased since it was found is left out."""
        for summary in self._cases(due_before):
            try:
                loaded = self._writer.load(summary.case_id)
            except CaseErased:
                continue
            yield loaded

    def _cases(self, due_before: date | None) -> Iterator[Summary]:
        """Their summaries, page by page."""
        cursor = None
        while True:
            page = self._writer.store.find(Query(due_before=due_before, limit=PAGE, cursor=cursor))
            yield from page.summaries
            cursor = page.cursor
            if cursor is None:
                return

    def _queue(self, loaded: Loaded, item: Due, on: date) -> int:
        """How many notices are queued for it: none where they were before, or where the case is erased meanwhile."""
        with suppress(CaseErased):
            return self._queued(loaded, item, on)
        return 0

    def _queued(self, loaded: Loaded, item: Due, on: date) -> int:
        case, key = loaded.case, f"remind:{item.key}"
        if self._writer.store.answered(case.id, key) is not None:
            return 0
        messages = tuple(self._messages(loaded, item, on))
        if not messages:
            return 0
        batch = Batch(case_id=case.id, expected=case.version, messages=messages, key=key, fingerprint=key)
        try:
            self._writer.store.append(batch)
        except VersionConflict:
            return self._queued(self._writer.load(case.id), item, on)
        return len(messages)

    def _messages(self, loaded: Loaded, item: Due, on: date) -> Iterator[MessageRow]:
        case = loaded.case
        for n, notice in enumerate(due_notices(item, case, on), start=1):
            message_id = f"{case.id}:{item.key}:{n}"
            yield address(notice, case, on, tuple(self._notifiers), message_id=message_id, version=case.version, n=n)

    # delivering -----------------------------------------------------------------------------------

    def deliver(self, *, limit: int) -> Delivered:
        """Sends the messages that are due now, at most `limit` of them, each claimed and settled by itself.

        So whoever dies on the way leaves one message to be sent again, and no other is counted as tried. Raises
        `Malformed` for a negative limit.
        """
        check_counts("deliver", limit=limit)
        counted: Counter[Verdict] = Counter()
        for _ in range(limit):
            now = self._writer.clock()
            claimed = self._writer.store.claim(now=now, lease=self._lease, limit=1)
            if not claimed:
                break
            outcome = self._outcome(claimed[0], now)
            self._writer.store.settle([outcome], now=self._writer.clock())
            counted[outcome.verdict] += 1
        return Delivered(sent=counted[Verdict.SENT], later=counted[Verdict.AGAIN], dead=counted[Verdict.DEAD])

    def _outcome(self, claimed: Claimed, now: datetime) -> Outcome:
        if claimed.attempts > self._attempts:  # whoever had it before died of it, or was killed, each time
            return Outcome.dead(claimed, error="never_settled")
        return self._sent(claimed, now)

    def _sent(self, claimed: Claimed, now: datetime) -> Outcome:
        notifier = self._notifiers.get(claimed.channel)
        if notifier is None:
            return Outcome.dead(claimed, error="no_notifier")
        try:
            answer: object = notifier.send(_message(claimed), key=claimed.id, deadline=now + self._lease)
        except Exception as error:  # noqa: BLE001 - whatever it raises, the message waits and the failure is told
            self._writer.hooks.failed(f"notifier {claimed.channel}", claimed.case_id, claimed.version, error)
            return self._again(claimed, now, self._wait(claimed), type(error).__name__)
        if isinstance(answer, Sent):
            return Outcome.sent(claimed)
        if isinstance(answer, TryLater):
            return self._again(claimed, now, answer.after, answer.reason)
        if isinstance(answer, Undeliverable):
            return Outcome.dead(claimed, error=answer.reason)
        self._writer.hooks.failed(
            f"notifier {claimed.channel}", claimed.case_id, claimed.version, TypeError("no outcome")
        )
        return self._again(claimed, now, self._wait(claimed), "no_outcome")

    def _again(self, claimed: Claimed, now: datetime, after: timedelta, error: str) -> Outcome:
        if claimed.attempts >= self._attempts:
            return Outcome.dead(claimed, error=error)
        return Outcome.again(claimed, at=now + after, error=error)

    def _wait(self, claimed: Claimed) -> timedelta:
        """The pause before the next try: it doubles each time, up to a day, and is up to half as long again."""
        pause = min(self._pause * (1 << min(claimed.attempts - 1, 20)), timedelta(days=1))
        return pause * (1 + self._jitter() / 2)


def _message(claimed: Claimed) -> Message:
    body = json.loads(claimed.body)
    return Message(
        id=claimed.id,
        case_id=claimed.case_id,
        version=claimed.version,
        channel=claimed.channel,
        recipient=claimed.recipient,
        kind=body["kind"],
        text=body["text"],
        attempts=claimed.attempts,
    )
