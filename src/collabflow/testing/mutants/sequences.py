"""Mutants that need a sequence of three calls or more: they try the generator of the machine, law M1."""

from __future__ import annotations

from datetime import datetime

from attrs import evolve

from collabflow.ports import Answered, Batch, MessageState, Outcome, Row, Summary, Tracked
from collabflow.testing.bench import Budget
from collabflow.testing.mutants.mutant import in_memory
from collabflow.testing.mutants.plain import Plain


class StaleWindowCache(Plain):
    """A window that was loaded once is given again, also when more has arrived."""

    def __init__(self) -> None:
        super().__init__()
        self.windows: dict[tuple[str, int], tuple[Row, ...]] = {}

    def load(self, case_id: str, *, after: int = 0, limit: int | None = None) -> tuple[Row, ...]:
        rows = super().load(case_id, after=after, limit=limit)
        return rows if after == 0 or limit is not None else self.windows.setdefault((case_id, after), rows)


class RetryOfTheLastTwo(Plain):
    """Only the last two batches are remembered for recognising a retry."""

    def __init__(self) -> None:
        super().__init__()
        self.last: list[Batch] = []

    def write(self, batch: Batch) -> None:
        super().write(batch)
        self.last = [*self.last, batch][-2:]

    def is_stored(self, batch: Batch) -> bool:
        known = not self.last or batch.key is not None or any(batch.rows[:1] == one.rows[:1] for one in self.last)
        return known and super().is_stored(batch)


class MissIsRemembered(Plain):
    """A key that was not there is remembered as not there."""

    def __init__(self) -> None:
        super().__init__()
        self.missed: set[tuple[str, str]] = set()

    def answered(self, case_id: str, key: str) -> Answered | None:
        found = super().answered(case_id, key)
        if found is None and self.case(case_id).rows:
            self.missed.add((case_id, key))
        return None if (case_id, key) in self.missed else found


class RevivedAtTheEnd(Plain):
    """A revived message goes to the end of the queue."""

    def revived(self, message_id: str, now: datetime) -> bool:
        revived = super().revived(message_id, now)
        if revived:
            self.kept.messages[message_id] = self.kept.messages.pop(message_id)
        return revived


class ErasedIsSummarised(Plain):
    """A summary that is recomputed brings an erased case back to the lists."""

    def replaced(self, summary: Summary) -> bool:
        case = self.case(summary.case_id)
        if case.erased and len(case.rows) == summary.version:
            case.summary = summary
            return True
        return super().replaced(summary)


class TiredAfterThree(Plain):
    """A message that was to be tried again keeps the time of its first try for the second."""

    def ended(self, message: Tracked, outcome: Outcome, now: datetime) -> Tracked:
        ended = super().ended(message, outcome, now)
        again = message.attempts > 1 and ended.state is MessageState.WAITING
        return evolve(ended, next_try=None) if again else ended


MUTANTS = (
    in_memory(StaleWindowCache, "M1", budget=Budget.FULL),
    in_memory(RetryOfTheLastTwo, "M1", budget=Budget.FULL),
    in_memory(MissIsRemembered, "M1", budget=Budget.FULL),
    in_memory(RevivedAtTheEnd, "M1", budget=Budget.FULL),
    in_memory(ErasedIsSummarised, "M1", budget=Budget.FULL),
    in_memory(TiredAfterThree, "M1", budget=Budget.FULL),
)
