"""The moves from where a case stands: which rows the table has, and what each needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from collabflow.core.lifecycle.moves import Moved
from collabflow.core.values import Ending, Step
from collabflow.cycle.table import Row, rows_from
from collabflow.testing.rules.act import Act, Trail
from collabflow.testing.rules.want import Want

NEEDED: Mapping[str, Callable[[Want], object]] = {
    "why": lambda _: "Something has changed.",
    "what": lambda _: "One more thing to talk about",
    "asked_by": lambda want: next(iter((*want.caregivers, *want.educators)), None),
    "who": lambda want: next(iter(want.educators), None),
    "goals": lambda want: want.known("Goal")[:2] or (want.fresh("goal"),),
    "review_on": lambda want: want.day(30),
    "ending": lambda _: Ending.EXITED,
}
"""What a move carries, by the fields that its row needs."""


def rows_of_trail(trail: Trail) -> Iterator[Row]:
    return (row for row in rows_from(trail.case.state) if row.when is None or row.when(trail.case))


def trigger_of(act: Act) -> str | None:
    return act.event.trigger.value if isinstance(act.event, Moved) else None


def target_of(act: Act, trail: Trail) -> int | None:
    """The number of the step to which a move back leads; None for a move that completes, pauses or closes."""
    rows = (row for row in rows_from(trail.case.state) if row.trigger.value == trigger_of(act))
    return next((Step(row.target).number for row in rows if row.target in set(Step) and not row.again), None)
