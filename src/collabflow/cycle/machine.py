"""The one door to `transitions`: compiles the table once, and asks it which row applies.

One machine a profile, without a model, shared by all threads. A question is a throw-away cursor; a row has one
condition, which first tests the row's selector and then asks every guard without stopping at the first.
Membership is tested before, so that no exception steers the flow. Nothing is stored or sent in here.
Source: house.md section 4, with what was measured on transitions 0.9.3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import cast

from transitions import EventData
from transitions import Machine as TransitionsMachine

from collabflow.core.case import Case
from collabflow.core.errors import TableError
from collabflow.core.event import Context
from collabflow.core.finding import Finding
from collabflow.core.values import COMPLETING, Step, Trigger
from collabflow.cycle.table import CLOSED, STATES, Asks, Row

Judge = Callable[[Row, Case, Context], tuple[Finding, ...]]
"""What a profile finds about a case when a row is asked."""


class Cursor:
    """One question to the machine: where the case stands, and what came of asking."""

    __slots__ = ("case", "context", "findings", "row", "state")

    def __init__(self, case: Case, context: Context) -> None:
        self.state = case.state
        self.case = case
        self.context = context
        self.row: Row | None = None
        self.findings: tuple[Finding, ...] = ()


class _Condition:
    """The one condition of a row: its selector, then all of its guards."""

    __slots__ = ("__name__", "judge", "row")

    def __init__(self, row: Row, judge: Judge) -> None:
        self.row = row
        self.judge = judge
        self.__name__ = f"{row.trigger}_to_{row.target}"

    def __call__(self, event: EventData) -> bool:
        cursor = cast("Cursor", event.model)
        if self.row.when is not None and not self.row.when(cursor.case):
            return False
        cursor.row = self.row
        cursor.findings = self.judge(self.row, cursor.case, cursor.context)
        return not any(finding.stops for finding in cursor.findings)


class Machine:
    """The compiled table. Raises `TableError`, naming each fault, when the table is not sound."""

    def __init__(self, table: tuple[Row, ...], judge: Judge) -> None:
        faults = tuple(faults_in(table))
        if faults:
            raise TableError("; ".join(faults))
        self._machine = TransitionsMachine(
            model=None,
            states=list(STATES),
            initial=Step.PLAN_MEETING.value,
            auto_transitions=False,
            send_event=True,
            queued=False,
        )
        for row in table:
            for source in row.sources:
                self._machine.add_transition(
                    row.trigger.value, str(source), str(row.target), conditions=[_Condition(row, judge)]
                )

    def leads_from(self, trigger: Trigger, state: str) -> bool:
        """Whether the table has a row of this trigger from this state."""
        event = self._machine.events.get(trigger.value)
        return event is not None and state in event.transitions

    def ask(self, trigger: Trigger, case: Case, context: Context) -> Cursor:
        """What comes of firing this trigger (ask `leads_from` first); the row is None when no selector fits."""
        cursor = Cursor(case, context)
        self._machine.events[trigger.value].trigger(cursor)
        return cursor


# the table is checked when a machine is built -------------------------------------------------


def faults_in(table: tuple[Row, ...]) -> Iterator[str]:
    """What is wrong with a table: unknown states, unreachable steps, traps, and ways past the guards."""
    yield from _unknown_states(table)
    yield from _ways_past_the_guards(table)
    yield from _ambiguous(table)
    for state in STATES:
        if state not in _reachable((Step.PLAN_MEETING.value,), table):
            yield f"{state} cannot be reached"
        if CLOSED not in _reachable((state,), table):
            yield f"no way leads from {state} to an ending"


def _unknown_states(table: Iterable[Row]) -> Iterator[str]:
    for row in table:
        for state in (*row.sources, row.target):
            if state not in STATES:
                yield f"{row.trigger.value} names {state!r}, which is no state"
        if not row.sources:
            yield f"{row.trigger.value} to {row.target} starts nowhere"


def _ways_past_the_guards(table: Iterable[Row]) -> Iterator[str]:
    order = {step.value: step.number for step in Step}
    for row in table:
        if (row.trigger in COMPLETING) != (row.asks is Asks.COMPLETING):
            yield f"{row.trigger.value} to {row.target} does not ask what completing a step asks"
        for source in row.sources:
            onward = order.get(row.target, 0) > order.get(source, 99)
            allowed = row.trigger is Trigger.INTERIM_REVIEW or order.get(row.target) == order.get(source, 0) + 1
            if onward and not (allowed and (row.asks is Asks.COMPLETING or row.trigger is Trigger.INTERIM_REVIEW)):
                yield f"{row.trigger.value} leads from {source} to {row.target} past a step"


def _ambiguous(table: Iterable[Row]) -> Iterator[str]:
    seen: set[tuple[str, str]] = set()
    for row in table:
        for source in row.sources:
            place = (row.trigger.value, str(source))
            if place in seen and row.when is None:
                yield f"{row.trigger.value} from {source} has two rows and nothing to choose by"
            if row.when is None:
                seen.add(place)


def _reachable(starts: Iterable[str], table: Iterable[Row]) -> set[str]:
    """The states that some moves lead to; a pause leads on only to the steps it can come from."""
    found = {str(start) for start in starts}
    while True:
        more = {str(row.target) for row in table if any(str(s) in found for s in row.sources)} - found
        if not more:
            return found
        found |= more


__all__ = ["Cursor", "Judge", "Machine", "faults_in"]
