"""Mutants of the outbox: laws O1 to O12."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from attrs import asdict, evolve

from collabflow.core.errors import LeaseLost, VersionConflict
from collabflow.ports import Batch, Claimed, MessageRow, MessageState, Outcome, Tracked
from collabflow.testing.mutants.mutant import in_memory
from collabflow.testing.mutants.plain import Plain


class ForgetSecondMessage(Plain):
    """Only the first message of a batch is kept."""

    def enqueue(self, messages: Sequence[MessageRow]) -> None:
        super().enqueue(messages[:1] if len(messages) == 2 else messages)


class ClaimsByCase(Plain):
    """Messages are handed out in the order of their case ids."""

    def due(self, now: datetime) -> list[Tracked]:
        return sorted(super().due(now), key=lambda message: message.case_id)


class OutboxOnConflict(Plain):
    """Messages are enqueued before the version is compared."""

    def judged(self, batch: Batch) -> int | None:
        try:
            return super().judged(batch)
        except VersionConflict:
            if len(self.case(batch.case_id).rows) < batch.expected:
                self.enqueue(batch.messages)
            raise


class RetryEnqueuesAgain(Plain):
    """A repeated message is looked for only among those that wait."""

    def judged(self, batch: Batch) -> int | None:
        answer = super().judged(batch)
        for message in batch.messages if answer is not None else ():
            if self.kept.messages[message.id].state is MessageState.SENT:
                self.kept.messages[message.id] = Tracked(**asdict(message))
        return answer


class LeaseNeverExpires(Plain):
    """A message that was claimed stays with its worker for ever."""

    def is_due(self, message: Tracked, now: datetime) -> bool:
        return message.lease_until is None and super().is_due(message, now)


class LeaseIgnored(Plain):
    """A leased message is handed out again at once."""

    def has_come(self, message: Tracked, now: datetime) -> bool:
        return super().has_come(evolve(message, lease_until=None), now)


class LocalClockLease(Plain):
    """The lease is counted by the machine's own clock."""

    def lease(self, message: Tracked, until: datetime) -> Claimed:
        return super().lease(message, datetime.now(UTC) + timedelta(minutes=1))


class LeaseEndsLate(Plain):
    """A lease ends a moment late: > instead of >=."""

    def has_come(self, message: Tracked, now: datetime) -> bool:
        return message.lease_until != now and super().has_come(message, now)


class AckForgotten(Plain):
    """Settling a message as sent clears its lease and no more."""

    def ended(self, message: Tracked, outcome: Outcome, now: datetime) -> Tracked:
        ended = super().ended(message, outcome, now)
        return evolve(ended, state=MessageState.WAITING) if ended.state is MessageState.SENT else ended


class SettlesTwice(Plain):
    """Settling a message that was sent is taken as fine."""

    def settled(self, outcome: Outcome, now: datetime) -> bool:
        message = self.kept.messages.get(outcome.id)
        return super().settled(outcome, now) or (message is not None and message.state is MessageState.SENT)


class StaleAckAccepted(Plain):
    """Any token that the message ever had settles it."""

    def __init__(self) -> None:
        super().__init__()
        self.given: set[str] = set()

    def token_for(self, message: Tracked) -> str:
        token = super().token_for(message)
        self.given.add(token)
        return token

    def is_live(self, outcome: Outcome) -> bool:
        message = self.kept.messages[outcome.id]
        leased = message.lease_until is not None and outcome.id in self.kept.tokens and message.attempts > 1
        return super().is_live(outcome) or (leased and outcome.token in self.given)


class TokenPerWorker(Plain):
    """The token is the worker's, so the same worker's old claim counts as its new one."""

    def token_for(self, message: Tracked) -> str:
        return "worker-1"


class HeadOfLineBlock(Plain):
    """A leased head hides the messages behind it."""

    def due(self, now: datetime) -> list[Tracked]:
        due = super().due(now)
        waiting = [one for one in self.kept.messages.values() if one.state is MessageState.WAITING]
        return due if due[:1] == waiting[:1] or waiting[0].not_before or waiting[0].next_try else []


class ClaimsOneMore(Plain):
    """claim takes one more than asked for."""

    def claim(self, *, now: datetime, lease: timedelta, limit: int) -> tuple[Claimed, ...]:
        return super().claim(now=now, lease=lease, limit=limit + 1 if 1 < limit < 9 else limit)


class RestForgotten(Plain):
    """A message to be tried again is due at once."""

    def ended(self, message: Tracked, outcome: Outcome, now: datetime) -> Tracked:
        return evolve(super().ended(message, outcome, now), next_try=None)


class DeadDropped(Plain):
    """Messages that were given up are deleted after the first."""

    def dead(self, *, limit: int) -> tuple[Tracked, ...]:
        return super().dead(limit=min(limit, 1))


class ClockBackwards(Plain):
    """A lease counts only between its claim and its end, so an earlier now sets the message free."""

    def lease(self, message: Tracked, until: datetime) -> Claimed:
        return super().lease(message, until)

    def has_come(self, message: Tracked, now: datetime) -> bool:
        until = message.lease_until
        before = until is not None and now < until - timedelta(minutes=1)
        return super().has_come(evolve(message, lease_until=None) if before else message, now)


class NotBeforeIgnored(Plain):
    """`not_before` is kept, and not asked for."""

    def has_come(self, message: Tracked, now: datetime) -> bool:
        return super().has_come(evolve(message, not_before=None), now)


class RevivedOldToken(Plain):
    """Reviving a message makes its last token live again."""

    def __init__(self) -> None:
        super().__init__()
        self.last: dict[str, str] = {}

    def settle(self, outcomes: Iterable[Outcome], *, now: datetime) -> None:
        given = tuple(outcomes)
        super().settle(given, now=now)
        self.last |= {outcome.id: outcome.token for outcome in given}

    def is_live(self, outcome: Outcome) -> bool:
        message = self.kept.messages[outcome.id]
        revived = message.state is MessageState.WAITING and message.error == "no_such_address"
        return super().is_live(outcome) or (revived and self.last.get(outcome.id) == outcome.token)


class RevivedTired(Plain):
    """A revived message keeps its attempts."""

    def revived(self, message_id: str, now: datetime) -> bool:
        before = self.kept.messages.get(message_id)
        revived = super().revived(message_id, now)
        if revived and before is not None:
            self.kept.messages[message_id] = evolve(self.kept.messages[message_id], attempts=before.attempts)
        return revived


class LostSettlesNothing(Plain):
    """One lost lease loses the other outcomes too."""

    def settle(self, outcomes: Iterable[Outcome], *, now: datetime) -> None:
        given = tuple(outcomes)
        lost = [one.id for one in given if one.id not in self.kept.messages or not self.is_live(one)]
        if lost:
            raise LeaseLost(f"the lease was lost on {lost}")
        super().settle(given, now=now)


MUTANTS = (
    in_memory(ForgetSecondMessage, "O1"),
    in_memory(ClaimsByCase, "O1"),
    in_memory(OutboxOnConflict, "O2"),
    in_memory(RetryEnqueuesAgain, "O3"),
    in_memory(LeaseNeverExpires, "O4"),
    in_memory(LeaseIgnored, "O4"),
    in_memory(LocalClockLease, "O4"),
    in_memory(LeaseEndsLate, "O4"),
    in_memory(AckForgotten, "O5"),
    in_memory(SettlesTwice, "O5"),
    in_memory(StaleAckAccepted, "O6"),
    in_memory(TokenPerWorker, "O6"),
    in_memory(LostSettlesNothing, "O6"),
    in_memory(HeadOfLineBlock, "O7"),
    in_memory(ClaimsOneMore, "O7"),
    in_memory(RestForgotten, "O8"),
    in_memory(DeadDropped, "O9"),
    in_memory(ClockBackwards, "O10"),
    in_memory(NotBeforeIgnored, "O11"),
    in_memory(RevivedOldToken, "O12"),
    in_memory(RevivedTired, "O12"),
)
