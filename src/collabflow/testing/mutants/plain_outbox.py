"""The outbox of the plain store, and what a plain store keeps."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from attrs import Factory, asdict, define, evolve

from collabflow.core.errors import LeaseLost
from collabflow.ports import (
    Answered,
    Claimed,
    MessageRow,
    MessageState,
    Outcome,
    Row,
    Summary,
    Tracked,
    Verdict,
)
from collabflow.ports.checks import check_counts, check_ids, check_outcomes, check_revival, lease_end


@define
class Case:
    """What is kept of one case."""

    rows: list[Row] = Factory(list)
    keys: dict[str, Answered] = Factory(dict)
    summary: Summary | None = None
    erased: bool = False


@define
class Kept:
    """All that a store keeps. `feed` has cases and versions; a place in it is a position less one."""

    cases: dict[str, Case] = Factory(dict)
    feed: list[tuple[str, int]] = Factory(list)
    messages: dict[str, Tracked] = Factory(dict)
    tokens: dict[str, str] = Factory(dict)
    claims: int = 0


class PlainOutbox:
    """Messages in small pieces."""

    kept: Kept

    def at_work(self, verb: str) -> AbstractContextManager[None]:
        """Inside it, nobody else is at work, and the store is open."""
        raise NotImplementedError

    def claim(self, *, now: datetime, lease: timedelta, limit: int) -> tuple[Claimed, ...]:
        with self.at_work("claim"):
            check_counts("claim", limit=limit)
            until = lease_end(now, lease)
            return tuple(self.lease(message, until) for message in self.due(now)[:limit])

    def due(self, now: datetime) -> list[Tracked]:
        """The messages that may be handed out, in order."""
        return [message for message in self.kept.messages.values() if self.is_due(message, now)]

    def is_due(self, message: Tracked, now: datetime) -> bool:
        """Whether a message waits, and its day, next try and lease have come."""
        return message.state is MessageState.WAITING and self.has_come(message, now)

    def has_come(self, message: Tracked, now: datetime) -> bool:
        """Whether its day, its next try and the end of its lease have come."""
        times = (message.not_before, message.next_try, message.lease_until)
        return all(time is None or time <= now for time in times)

    def lease(self, message: Tracked, until: datetime) -> Claimed:
        """Hand out a message."""
        token = self.token_for(message)
        self.kept.tokens[message.id] = token
        held = evolve(message, attempts=message.attempts + 1, lease_until=until, next_try=None)
        self.kept.messages[message.id] = held
        given = asdict(as_given(message))
        return Claimed(**given, attempts=held.attempts, token=token, lease_until=until)

    def token_for(self, message: Tracked) -> str:
        """A token that no claim had before."""
        self.kept.claims += 1
        return f"claim-{self.kept.claims}"

    def settle(self, outcomes: Iterable[Outcome], *, now: datetime) -> None:
        with self.at_work("settle"):
            given = tuple(outcomes)
            check_outcomes(given, now=now)
            lost = [outcome.id for outcome in given if not self.settled(outcome, now)]
            if lost:
                raise LeaseLost(f"the lease was lost on {', '.join(map(repr, lost))}")

    def settled(self, outcome: Outcome, now: datetime) -> bool:
        """Record how an attempt ended; whether its token was the live one."""
        message = self.kept.messages.get(outcome.id)
        if message is None or not self.is_live(outcome):
            return False
        self.kept.tokens.pop(outcome.id, None)
        self.kept.messages[outcome.id] = self.ended(message, outcome, now)
        return True

    def is_live(self, outcome: Outcome) -> bool:
        """Whether the outcome's token is that of the latest claim."""
        return self.kept.tokens.get(outcome.id) == outcome.token

    def ended(self, message: Tracked, outcome: Outcome, now: datetime) -> Tracked:
        """The message after this attempt."""
        message = evolve(message, lease_until=None, next_try=outcome.at, error=outcome.error)
        if outcome.verdict is Verdict.AGAIN:
            return message
        return evolve(message, state=MessageState(outcome.verdict.value), settled_at=now)

    def dead(self, *, limit: int) -> tuple[Tracked, ...]:
        with self.at_work("dead"):
            check_counts("dead", limit=limit)
            return tuple(m for m in self.kept.messages.values() if m.state is MessageState.DEAD)[:limit]

    def revive(self, ids: Iterable[str], *, now: datetime) -> int:
        with self.at_work("revive"):
            given = tuple(ids)
            check_revival(given, now=now)
            return sum(self.revived(message_id, now) for message_id in given)

    def revived(self, message_id: str, now: datetime) -> bool:
        """Make a dead message due again; whether it was dead."""
        message = self.kept.messages.get(message_id)
        if message is None or message.state is not MessageState.DEAD:
            return False
        again = evolve(message, state=MessageState.WAITING, attempts=0, next_try=now, settled_at=None)
        self.kept.messages[message_id] = again
        return True

    def messages(self, case_id: str) -> tuple[Tracked, ...]:
        with self.at_work("messages"):
            check_ids("messages", case_id=case_id)
            return self.of_case(case_id)

    def of_case(self, case_id: str) -> tuple[Tracked, ...]:
        """All messages of a case."""
        return tuple(message for message in self.kept.messages.values() if message.case_id == case_id)


def as_given(message: MessageRow) -> MessageRow:
    """The message as it was enqueued."""
    return MessageRow(
        id=message.id,
        case_id=message.case_id,
        version=message.version,
        n=message.n,
        channel=message.channel,
        recipient=message.recipient,
        body=message.body,
        not_before=message.not_before,
    )
