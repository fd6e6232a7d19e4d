"""Moments: the cases that are measured, standing in the middle of the cycle of `tests/journeys.py`.

Maya's case stands at the sixth step, setting goals. It has two goals, and everything in place or all but the last
two events; then Lee asks to go on. What is asked of the peers is exactly what the profile asks there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from attrs import frozen

from collabflow.codec import Codec
from collabflow.core.case import Case
from collabflow.core.event import Context, Entry, Event
from collabflow.core.finding import Finding
from collabflow.core.lifecycle.moves import Moved
from collabflow.core.values import Step, Trigger
from collabflow.cycle.decide import Decision, decide, evolve
from collabflow.cycle.judge import Asked
from collabflow.cycle.permit import permitted
from collabflow.cycle.profile import DEFAULT
from journeys import decided, deeds_of, journey_to, whole_cycle
from support import LEE, stamp

STEP = Step.SET_GOALS


@frozen(kw_only=True)
class Moment:
    """A case, its journal, and what is to be recorded on it now."""

    case: Case
    journal: Sequence[Entry]
    event: Event
    context: Context

    @property
    def entry(self) -> Entry:
        """The event as it is recorded."""
        return Entry(event=self.event, stamp=self.context.stamp, version=self.case.version + 1)

    def decide(self) -> Decision:
        """What collabflow decides."""
        return decide(self.case, self.event, self.context, DEFAULT, self.journal)

    def record(self) -> Case:
        """What collabflow makes of it: decided, and folded into the case unless it was refused."""
        decision = self.decide()
        if decision.refusals:
            return self.case
        entry = Entry(event=decision.event, stamp=self.context.stamp, version=self.case.version + 1)
        return evolve(self.case, entry, self.journal)


def recording() -> Moment:
    """The family's word on both goals, about to be recorded."""
    *_, said, _move = deeds_of(STEP)
    return _moment(len(deeds_of(STEP)) - 2, said.event)


def accepted() -> Moment:
    """Everything is in place; the move will be made."""
    return _moment(len(deeds_of(STEP)) - 1, Moved(trigger=Trigger.ADVANCE))


def refused() -> Moment:
    """One goal is drafted and no word of the family is there; the move will be refused."""
    return _moment(1, Moved(trigger=Trigger.ADVANCE))


def _moment(done: int, event: Event) -> Moment:
    deeds = deeds_of(STEP)
    case, journal = decided((*journey_to(STEP), *deeds[:done]))
    deed = deeds[done]
    context = DEFAULT.context(stamp(LEE, at=deed.at, via=deed.via))
    return Moment(case=case, journal=journal, event=event, context=context)


@frozen(kw_only=True)
class Written:
    """One entry of a whole cycle, as plain values that any library could store."""

    kind: str
    body: Mapping[str, object]
    by: str
    via: str | None
    at: datetime


def written() -> tuple[Written, ...]:
    """The entries of a whole cycle."""
    codec = Codec(DEFAULT.events)
    _, journal = decided(whole_cycle())
    return tuple(
        Written(
            kind=entry.event.stored_as,
            body=codec.fields_of(entry.event),
            by=entry.stamp.by.id,
            via=entry.stamp.via,
            at=entry.stamp.at,
        )
        for entry in journal
    )


# what the peers are asked ---------------------------------------------------------------------


def guards() -> tuple[Asked, ...]:
    """Every guard that leaving the step asks."""
    case = accepted().case
    standing = (asked for step in case.completed for asked in DEFAULT.standing_of(step))
    return (*DEFAULT.asked_of(case.step), *standing)


def alone(moment: Moment, asked: Sequence[Asked]) -> int:
    """The guards asked in a bare loop: what any library that asks them cannot do without. How much they found."""
    case, context = moment.case, moment.context
    return sum(len(a.guard.findings(case, context, severity=a.severity, step=a.step)) for a in asked)


class Folder:
    """A case as an object that a peer moves about: where it stands, and what was found when it was last asked."""

    state: str

    def __init__(self, moment: Moment) -> None:
        self.moment = moment
        self.case = moment.case
        self.state = moment.case.state
        self.findings: list[Finding] = []

    def again(self) -> None:
        """Back to where it stood."""
        self.case = self.moment.case
        self.state = self.moment.case.state
        self.findings = []

    def ask(self, asked: Asked) -> bool:
        """One guard as a condition: it notes what it finds, so that a refusal can tell everything."""
        found = asked.guard.findings(self.case, self.moment.context, severity=asked.severity, step=asked.step)
        self.findings += found
        return True

    def nothing_stops(self) -> bool:
        """The last condition: whether what was found lets the move be."""
        return not any(finding.stops for finding in self.findings)

    def may_record(self) -> bool:
        """Whether this person may record this."""
        moment = self.moment
        return not tuple(permitted(moment.event, moment.context.stamp, self.case, DEFAULT, moment.journal))

    def is_sound(self) -> bool:
        """Whether the event fits the case."""
        return not tuple(self.moment.event.objections(self.case, self.moment.context))

    def fold(self) -> None:
        """What recording does."""
        self.case = evolve(self.case, self.moment.entry, self.moment.journal)
