"""The moves from where a case stands: which rows the table has, and what each needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from collabflow.core.lifecycle.moves import Moved
from collabflow.core.values import Ending, Step
from collabflow.cycle.table import TABLE, Asks, Row, rows_from
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


def ways_back(state: str, missing: Step) -> tuple[Row, ...]:
    """The rows that lead back to this step, or else to the nearest before it, in the fewest moves that ask nothing.

    Nearest first. Where no row leads there at once, those that begin a shortest chain of such moves.
    """
    away = _moves_to(missing)
    rows = [row for row in rows_from(state) if _is_free(row) and row.target in away]
    rows = [row for row in rows if away[row.target] < away[state]]
    return tuple(sorted(rows, key=lambda row: (away[row.target], -Step(row.target).number)))


def _moves_to(step: Step) -> dict[str, int]:
    """How many moves that ask nothing lead to this step or one before it, from each state from which some do."""
    away = {known.value: 0 for known in Step if known.number <= step.number}
    for number in range(1, len(Step)):
        nearer = [row for row in TABLE if _is_free(row) and away.get(row.target) == number - 1]
        away = {source: number for row in nearer for source in row.sources} | away
    return away


def _is_free(row: Row) -> bool:
    """Whether a row leads from a step to a step of this cycle, and asks nothing."""
    is_inside = {row.target, *row.sources} <= set(Step)
    return is_inside and row.asks is Asks.NOTHING and not row.again
