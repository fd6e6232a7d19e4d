"""What follows: which steps and moves are lost when some moves can never be made, by the table alone.

A walk over where a cycle can stand and what it has completed, with everything else left out.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator

from attrs import frozen

from collabflow.core.values import Step, Trigger
from collabflow.cycle.table import CLOSED, PAUSED, TABLE, Asks, Row

_STEPS = tuple(Step)


@frozen
class Edge:
    """One move from one state; its trigger, where it leaves and where it leads."""

    trigger: Trigger
    source: str
    target: str

    def __str__(self) -> str:
        return f"{self.trigger.value}  {self.source} -> {self.target}"


@frozen
class _Place:
    state: str
    step: Step
    completed: frozenset[Step]


def edges_of(row: Row) -> tuple[Edge, ...]:
    """Every move that a row has."""
    return tuple(Edge(row.trigger, str(source), str(row.target)) for source in row.sources)


def made_without(blocked: Collection[Edge], table: tuple[Row, ...] = TABLE) -> frozenset[Edge]:
    """The moves that some walk from the start makes when these are never made."""
    start = _Place(Step.PLAN_MEETING.value, Step.PLAN_MEETING, frozenset())
    seen, made, waiting = {start}, set[Edge](), deque([start])
    while waiting:
        here = waiting.popleft()
        for edge, there in _moves(here, blocked, table):
            made.add(edge)
            if there not in seen:
                seen.add(there)
                waiting.append(there)
    return frozenset(made)


def _moves(here: _Place, blocked: Collection[Edge], table: tuple[Row, ...]) -> Iterator[tuple[Edge, _Place]]:
    for row in table:
        edge = Edge(row.trigger, here.state, str(row.target))
        if here.state not in row.sources or edge in blocked:
            continue
        if row.trigger is Trigger.RESUME and row.target != here.step.value:
            continue
        if row.asks is Asks.COMPLETING and not here.completed >= set(_STEPS[: here.step.number - 1]):
            continue
        yield edge, _after(row, here)


def _after(row: Row, here: _Place) -> _Place:
    if row.target in (PAUSED, CLOSED):
        return _Place(str(row.target), here.step, here.completed)
    step = Step(row.target)
    if row.again:
        return _Place(step.value, step, frozenset())
    completed = here.completed
    if row.trigger is not Trigger.RESUME:
        done = completed | {here.step} if row.asks is Asks.COMPLETING else completed
        completed = frozenset(one for one in done if one.number < step.number)
    return _Place(step.value, step, completed)


def steps_in(edges: Collection[Edge]) -> frozenset[str]:
    """The states that these moves lead to, and the first."""
    return frozenset(edge.target for edge in edges) | {Step.PLAN_MEETING.value}
