"""Where the guards of a profile are asked, worked out once, because every move asks.

Source: cycle.md, guards; house.md section 2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from collabflow.core.case import Case
from collabflow.core.finding import Severity
from collabflow.core.guard import Guard
from collabflow.core.values import Step
from collabflow.cycle.judge import Asked
from collabflow.cycle.rules import Placed
from collabflow.cycle.table import Asks, Row
from collabflow.steps import EVERY_STEP


class Places:
    """The guards by place, each with what it weighs: `leaving` a step (those of every step first), and `standing`."""

    def __init__(self, placed: Sequence[Placed], weight_of: Callable[[Guard], Severity]) -> None:
        own = {step: tuple(place.guard for place in placed if place.leaving is step) for step in Step}
        self.leaving = {
            step: tuple(Asked(guard, weight_of(guard), step) for guard in (*EVERY_STEP, *guards))
            for step, guards in own.items()
        }
        self.standing = {step: tuple(one for one in left if one.guard.standing) for step, left in self.leaving.items()}
        self._elsewhere = tuple((place, weight_of(place.guard)) for place in placed if place.leaving is None)

    def asked_by(self, row: Row, case: Case) -> Iterator[Asked]:
        """The guards of a row, in order: of the step it leaves, standing ones, of the way in, of the trigger."""
        if row.asks is not Asks.NOTHING:
            yield from (asked for asked in self.leaving[case.step] if asked.guard.code not in row.without)
        if row.asks is Asks.COMPLETING:
            for step in case.completed:
                yield from self.standing[step]
        for place, weight in self._elsewhere:
            if place.on is row.trigger or (place.entering is not None and place.entering == row.target):
                yield Asked(place.guard, weight, case.step)
