"""The memory store's outbox: messages, and what has become of each. The store's lock guards it.

Order is the order of enqueueing, which is the order of the dict; `place` keeps it for those that wait, as
they leave and come back. Tokens count all claims ever made of a message, so none is ever given twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from attrs import define

from collabflow.core.errors import StoreError
from collabflow.ports.checks import micros
from collabflow.ports.outbox import claimed, enqueued, handed, revived, settled
from collabflow.ports.records import Claimed, MessageRow, MessageState, Outcome, Tracked


@define
class _Held:
    """A message, what has become of it, and what only the store needs to know."""

    message: MessageRow
    tracked: Tracked
    place: int
    ready: int
    claims: int = 0
    token: str | None = None


class Outbox:
    """The messages of one tenant."""

    def __init__(self) -> None:
        self._held: dict[str, _Held] = {}
        self._waiting: dict[str, _Held] = {}
        self._enqueued = 0

    def fresh(self, messages: tuple[MessageRow, ...]) -> tuple[MessageRow, ...]:
        """Those that are not held yet. Raises `StoreError` for an id that a different message has."""
        fresh = []
        for message in messages:
            held = self._held.get(message.id)
            if held is None:
                fresh.append(message)
            elif held.message != message:
                raise StoreError(f"message id {message.id!r} is taken by another message; nothing was written")
        return tuple(fresh)

    def holds(self, messages: tuple[MessageRow, ...]) -> bool:
        """Whether each of them was enqueued, just as it is."""
        return all(m.id in self._held and self._held[m.id].message == m for m in messages)

    def enqueue(self, message: MessageRow) -> None:
        """Take a message in, at the end."""
        self._enqueued += 1
        ready = 0 if message.not_before is None else micros(message.not_before)
        held = _Held(message=message, tracked=enqueued(message), place=self._enqueued, ready=ready)
        self._held[message.id] = self._waiting[message.id] = held

    def claim(self, instant: int, until: datetime, limit: int) -> tuple[Claimed, ...]:
        """Lease the first ones that are ready."""
        waiting = sorted(self._waiting.values(), key=lambda held: held.place)
        ready = tuple(islice((held for held in waiting if held.ready <= instant), limit))
        return tuple(_claim(held, until) for held in ready)

    def settle(self, outcome: Outcome, now: datetime) -> bool:
        """Record how an attempt ended; whether its token was the live one."""
        held = self._waiting.get(outcome.id)
        if held is None or held.token != outcome.token:
            return False
        held.token = None
        held.tracked = settled(held.tracked, outcome, now=now)
        if outcome.at is not None:
            held.ready = micros(outcome.at)
        else:
            del self._waiting[outcome.id]
        return True

    def revive(self, message_id: str, now: datetime) -> bool:
        """Make a dead message due again; whether it was dead."""
        held = self._held.get(message_id)
        if held is None or held.tracked.state is not MessageState.DEAD:
            return False
        held.tracked = revived(held.tracked, now=now)
        held.ready = micros(now)
        self._waiting[message_id] = held
        return True

    def dead(self) -> Iterator[Tracked]:
        """Those that were given up, in order."""
        return (held.tracked for held in self._held.values() if held.tracked.state is MessageState.DEAD)

    def of_case(self, case_id: str) -> tuple[Tracked, ...]:
        """All messages of a case, in order."""
        return tuple(held.tracked for held in self._held.values() if held.message.case_id == case_id)

    def forget(self, case_id: str) -> None:
        """Drop all messages of a case."""
        for tracked in self.of_case(case_id):
            del self._held[tracked.id]
            self._waiting.pop(tracked.id, None)


def _claim(held: _Held, until: datetime) -> Claimed:
    held.claims += 1
    held.token = f"{held.message.id}#{held.claims}"
    held.ready = micros(until)
    held.tracked = claimed(held.tracked, until=until)
    return handed(held.tracked, token=held.token)
