"""The life of a message, as pure moves: what a store keeps of it after each, and whether it is due.

A store that keeps `Tracked` records needs no rule of its own: it looks up, moves, and writes back. The token is the
store's: none may ever be given twice.
Source: storage.md, the port, `claim` and `settle`; testing.md, laws O1 to O9.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from attrs import evolve, fields

from collabflow.core.errors import StoreError
from collabflow.ports.records import Claimed, MessageRow, MessageState, Outcome, Tracked, Verdict

_GIVEN = tuple(spec.name for spec in fields(MessageRow))


def enqueued(message: MessageRow) -> Tracked:
    """The message as it begins: waiting."""
    return Tracked(**{name: getattr(message, name) for name in _GIVEN})


def given(message: Tracked) -> MessageRow:
    """The message as it was enqueued, whatever has become of it."""
    return MessageRow(**{name: getattr(message, name) for name in _GIVEN})


def holds(messages: Iterable[MessageRow], kept: Mapping[str, Tracked]) -> bool:
    """Whether each of them is among those kept by id, just as it was enqueued."""
    return all(message.id in kept and given(kept[message.id]) == message for message in messages)


def fresh(messages: Iterable[MessageRow], kept: Mapping[str, Tracked]) -> tuple[MessageRow, ...]:
    """Those that are not kept yet. Raises `StoreError` for an id that a different message has."""
    messages = tuple(messages)
    for message in messages:
        if message.id in kept and given(kept[message.id]) != message:
            raise StoreError(f"message id {message.id!r} is taken by another message; nothing was written")
    return tuple(message for message in messages if message.id not in kept)


def is_due(message: Tracked, *, now: datetime) -> bool:
    """Whether it waits, and its day, its next try and any lease on it have come or ended by now."""
    times = (message.not_before, message.next_try, message.lease_until)
    return message.state is MessageState.WAITING and all(time is None or time <= now for time in times)


def claimed(message: Tracked, *, until: datetime) -> Tracked:
    """Leased until then, with one attempt more."""
    return evolve(message, attempts=message.attempts + 1, next_try=None, lease_until=until)


def handed(message: Tracked, *, token: str) -> Claimed:
    """What the worker is handed of a message that was just claimed."""
    if message.lease_until is None:
        raise ValueError("only a message that was claimed is handed out")
    same = {name: getattr(message, name) for name in _GIVEN}
    return Claimed(**same, attempts=message.attempts, token=token, lease_until=message.lease_until)


def settled(message: Tracked, outcome: Outcome, *, now: datetime) -> Tracked:
    """How the attempt ended. The store has looked whether the outcome's token is the live one, and ends it."""
    tried = evolve(message, next_try=outcome.at, lease_until=None, error=outcome.error)
    if outcome.verdict is Verdict.AGAIN:
        return tried
    return evolve(tried, state=MessageState(outcome.verdict.value), settled_at=now)


def revived(message: Tracked, *, now: datetime) -> Tracked:
    """A dead message that is due again from now on, its attempts counted afresh."""
    return evolve(message, state=MessageState.WAITING, attempts=0, next_try=now, settled_at=None)
