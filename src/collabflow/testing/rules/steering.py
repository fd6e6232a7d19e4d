"""Steering: from any case, the acts that lead on, read off what the findings say.

    steering = Steering(profile=OUR_DISTRICT)       # makers={BusArranged: our_maker}, where types alone do not do
    trail = Trail.begin(profile=OUR_DISTRICT)
    steering.acts(trail)                            # everything worth trying from here, in a fixed order
    steering.acts_for(finding, trail)               # what might remove this finding
    steering.go_on(trail)                           # the next act towards completing the step
    steering.way_to(trail, Step.SET_GOALS)          # all the acts that lead there

A finding names its remedies; an event is made by its maker, or from its types and what the finding says, and each is
tried by the rules before it is taken. So guards and events of an embedding application are led on from like our own.
No chance is in here: the same trail always gives the same acts, which is what an exhaustive search needs. `acts`
proposes and does not judge: ask `trail.decided(act)`, and go on from `trail.after(act)`.
Source: cycle.md, laws 7 and 11.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import chain, islice

from attrs import evolve, field, frozen

from collabflow.core.errors import CollabflowError
from collabflow.core.event import Context, Event, Stamp
from collabflow.core.finding import Finding, Waivable
from collabflow.core.lifecycle.contacts import AttemptOutcome, ContactAttempted, Contacts
from collabflow.core.lifecycle.moves import Moved
from collabflow.core.lifecycle.waivers import FindingWaived
from collabflow.core.people import SYSTEM
from collabflow.core.values import Method, Status, Step, Trigger
from collabflow.cycle.profile import Profile
from collabflow.cycle.table import Row, rows_of
from collabflow.testing.rules.act import Act, Trail, act_of, acts_of
from collabflow.testing.rules.from_types import events_from_types
from collabflow.testing.rules.makers import MAKERS
from collabflow.testing.rules.moves import NEEDED, rows_of_trail, trigger_of, ways_back
from collabflow.testing.rules.want import Maker, Want

MOST_ACTS = 400
"""After so many acts without arriving, a way is given up: it goes round in circles."""

_LATER = (timedelta(days=1), timedelta(days=10), timedelta(days=31), timedelta(days=100))
_FIRST_OF_TWO = 6
_LOOKED_AT = 3
_LED_ON = 5

Key = tuple[str, str]
"""Code and subject of a finding."""


class Stuck(CollabflowError):
    """No act that the findings name leads on. `findings` are what stands in the way, `trail` is where."""

    def __init__(self, trail: Trail, findings: tuple[Finding, ...], why: str = "no remedy removes any of") -> None:
        self.trail = trail
        self.findings = findings
        super().__init__(f"stuck at {trail.case.state}: {why}: {', '.join(map(str, findings)) or 'nothing'}")


@frozen(kw_only=True)
class Steering:
    """Leads on under a profile. `makers` make events whose types alone do not tell what is sound."""

    profile: Profile
    makers: Mapping[type[Event], Maker] = field(factory=dict)

    # what might be done -----------------------------------------------------------------------------

    def acts(self, trail: Trail) -> Iterator[Act]:
        """Everything worth trying from here: what might remove an open finding, and every move, each once."""
        findings = self.profile.open_findings(trail.case, self._context(trail))
        each = chain.from_iterable(self.acts_for(finding, trail) for finding in findings)
        seen: list[Act] = []
        for act in chain(each, self.moves(trail)):
            if act not in seen:
                seen.append(act)
                yield act

    def acts_for(self, finding: Finding, trail: Trail) -> Iterator[Act]:
        """What might remove this finding: each remedy that it names, in their order; then waiving it."""
        for name in finding.remedies:
            yield from self._acts_of_remedy(name, finding, trail)
        yield from self.waiving(finding, trail)

    def _acts_of_remedy(self, name: str, finding: Finding, trail: Trail) -> Iterator[Act]:
        if name in self.profile.event_named:
            return self.acts_with(self.profile.event_named[name], trail, finding=finding)
        return (act for act in self.moves(trail) if trigger_of(act) == name)

    def acts_with(self, kind: type[Event], trail: Trail, *, finding: Finding | None = None) -> Iterator[Act]:
        """Acts that record an event of this class, for this finding or for its own sake."""
        want = Want(case=trail.case, profile=self.profile, now=trail.at, finding=finding)
        return (act_of(event, trail) for event in self._events(kind, want))

    def moves(self, trail: Trail) -> tuple[Act, ...]:
        """Every move that the table has from here, with all that it needs, by somebody who may."""
        return tuple(act_of(self._moved(row, trail), trail) for row in rows_of_trail(trail))

    def waiving(self, finding: Finding, trail: Trail) -> Iterator[Act]:
        """Going past a finding, where that may be: a waiver with its reason, after the attempts that it asks for."""
        if finding.waivable is Waivable.NO or finding.waived:
            return
        why = "We talked about it, and the family would rather go on."
        waived = FindingWaived(code=finding.code, subject=finding.subject, why=why)
        yield from acts_of(waived, trail)
        absent = finding.param("caregiver")
        if finding.waivable is Waivable.ATTEMPTS and isinstance(absent, str) and trail.case.member(absent):
            yield act_of(self._attempt(absent, trail), trail, after=timedelta(days=1))

    # going on ---------------------------------------------------------------------------------------

    def go_on(self, trail: Trail, *, onward: Trigger = Trigger.NEXT_CYCLE) -> Act:
        """The next act towards completing the step; from the last one, `onward` is the move. Raises `Stuck`."""
        if trail.case.status is not Status.OPEN:
            return self.move(Trigger.RESUME if trail.case.status is Status.PAUSED else Trigger.REOPEN, trail)
        return self.towards(self.completing(trail, onward), trail)

    def towards(self, completing: Act, trail: Trail) -> Act:
        """The next act towards being allowed to do that one; that one itself, once it is. Raises `Stuck`."""
        refusals = trail.decided(completing).refusals
        if not refusals:
            return completing
        for look in (self._one_that_helps, self._two_that_help, self._one_that_helps_later):
            for finding in refusals:
                act = look(finding, completing, trail)
                if act is not None:
                    return act
        raise Stuck(trail, refusals)

    def blockers(self, trail: Trail) -> tuple[Finding, ...]:
        """What stands in the way of completing the step, on an open case."""
        return trail.decided(self.completing(trail, Trigger.NEXT_CYCLE)).refusals

    def remedied(self, finding: Finding, trail: Trail) -> bool:
        """Whether the remedies that the finding names remove it, here or some acts further on. A waiver is none."""
        bare = evolve(finding, waivable=Waivable.NO)
        for _ in range(_LED_ON):
            completing = self.completing(trail, Trigger.NEXT_CYCLE)
            looks = (self._one_that_helps, self._two_that_help, self._one_that_helps_later)
            if any(look(bare, completing, trail) is not None for look in looks):
                return True
            try:
                act = self.go_on(trail)
            except Stuck:
                return False
            trail = trail.after(act)
            if finding.key not in {known.key for known in self.blockers(trail)}:
                return (trigger_of(act) or act.event.stored_as) in finding.remedies
        return False

    def completing(self, trail: Trail, onward: Trigger = Trigger.NEXT_CYCLE) -> Act:
        """The act of completing the step where the case stands."""
        return self.move(onward if trail.case.step is Step.FOLLOW_UP else Trigger.ADVANCE, trail)

    def mend(self, finding: Finding, trail: Trail) -> Act | None:
        """The first act that is allowed and removes this finding, of whatever weight; None where there is none."""
        for act in self.acts_for(finding, trail):
            decision = trail.decided(act)
            if decision.refusals:
                continue
            after = trail.folded(act, decision)
            if finding.key not in {known.key for known in self.profile.open_findings(after.case, self._context(after))}:
                return act
        return None

    def way_to(self, trail: Trail, step: Step, *, onward: Trigger = Trigger.NEXT_CYCLE) -> tuple[Act, ...]:
        """The acts that lead from here to that step, in this cycle or the next. Raises `Stuck`."""
        acts: list[Act] = []
        while not (trail.case.status is Status.OPEN and trail.case.step is step):
            if len(acts) == MOST_ACTS:
                raise Stuck(trail, (), f"{MOST_ACTS} acts did not lead to {step.value}")
            acts.append(self.go_on(trail, onward=onward))
            trail = trail.after(acts[-1])
        return tuple(acts)

    def way_through(self, trail: Trail, trigger: Trigger) -> tuple[Act, ...]:
        """The acts that lead to a place from which this move is possible, and the move. Raises `Stuck`."""
        if trigger is Trigger.RESUME and trail.case.status is not Status.PAUSED:
            first = self.way_through(trail, Trigger.PAUSE)
        elif trigger is Trigger.REOPEN and trail.case.status is not Status.CLOSED:
            first = self.way_through(trail, Trigger.CLOSE)
        else:
            first = self._way_to_a_source(trail, trigger)
        after = trail
        for act in first:
            after = after.after(act)
        return (*first, *self._worked(after, trigger))

    def _way_to_a_source(self, trail: Trail, trigger: Trigger) -> tuple[Act, ...]:
        sources = [str(source) for row in rows_of(trigger) for source in row.sources]
        if trail.case.state in sources:
            return ()
        steps = [step for step in Step if step.value in sources]
        ahead = [step for step in steps if step.number >= trail.case.step.number]
        return self.way_to(trail, (ahead or steps)[0])

    def _worked(self, trail: Trail, trigger: Trigger) -> tuple[Act, ...]:
        """The acts after which this move is allowed, and the move."""
        acts: list[Act] = []
        while len(acts) < MOST_ACTS:
            move = self.move(trigger, trail)
            if not trail.decided(move).refusals:
                return (*acts, move)
            acts.append(self.go_on(trail, onward=trigger))
            trail = trail.after(acts[-1])
        raise Stuck(trail, (), f"{MOST_ACTS} acts did not allow {trigger.value}")

    def move(self, trigger: Trigger, trail: Trail) -> Act:
        """The act of firing this trigger from here, with all that it needs. Raises `Stuck` where the table has none."""
        for row in rows_of_trail(trail):
            if row.trigger is trigger:
                return act_of(self._moved(row, trail), trail)
        raise Stuck(trail, (), f"{trigger.value} does not lead from here")

    def _one_that_helps(self, finding: Finding, completing: Act, trail: Trail) -> Act | None:
        """Of a few that help, one after which nothing new is in the way; or else the first."""
        before = _in_the_way(completing, trail)
        acts = chain(self.acts_for(finding, trail), self._ways_back(finding, trail))
        tried = ((act, self._left(act, completing, trail)) for act in acts)
        allowed = ((act, left) for act, left in tried if left is not None and finding.key not in left)
        first: Act | None = None
        for act, left in islice(allowed, _LOOKED_AT):
            if left <= before:
                return act
            first = first or act
        return first

    def _two_that_help(self, finding: Finding, completing: Act, trail: Trail) -> Act | None:
        for name in finding.remedies:
            acts = self._acts_of_remedy(name, finding, trail)
            for first in islice((act for act in acts if not trail.decided(act).refusals), _FIRST_OF_TWO):
                if self._one_that_helps(finding, completing, trail.after(first)) is not None:
                    return first
        return None

    def _one_that_helps_later(self, finding: Finding, completing: Act, trail: Trail) -> Act | None:
        for time in _LATER:
            later = self._one_that_helps(finding, completing, trail.waited(time))
            if later is not None:
                return Act(event=later.event, by=later.by, via=later.via, after=later.after + time)
        return None

    def _left(self, act: Act, completing: Act, trail: Trail) -> frozenset[Key] | None:
        """What is in the way after the act: nothing once it moved the case; None where it is not allowed."""
        decision = trail.decided(act)
        if decision.refusals:
            return None
        after = trail.folded(act, decision)
        return frozenset() if isinstance(act.event, Moved) else _in_the_way(completing, after)

    def _ways_back(self, finding: Finding, trail: Trail) -> Iterator[Act]:
        """For an earlier step that is not complete: the moves back to it, or the first of several that lead there."""
        if finding.code == "STEP_NOT_COMPLETED":
            for row in ways_back(trail.case.state, Step(finding.subject)):
                yield act_of(self._moved(row, trail), trail)

    # making -----------------------------------------------------------------------------------------

    def _events(self, kind: type[Event], want: Want) -> Iterator[Event]:
        seen: list[Event] = []
        made = (maker(want) for known in (self.makers, MAKERS) if (maker := known.get(kind)) is not None)
        for event in chain(*made, events_from_types(kind, want) if kind is not Moved else ()):
            if event not in seen:
                seen.append(event)
                yield event

    def _moved(self, row: Row, trail: Trail) -> Moved:
        want = Want(case=trail.case, profile=self.profile, now=trail.at)
        needed = {name: NEEDED[name](want) for name, _ in row.needs}
        return Moved(trigger=row.trigger, **needed)  # type: ignore[arg-type]

    def _attempt(self, absent: str, trail: Trail) -> ContactAttempted:
        tried = trail.case[Contacts].attempts_for(absent, since=trail.case.entered_at)
        return ContactAttempted(
            caregiver=absent,
            method=(Method.PHONE, Method.LETTER, Method.VISIT)[len(tried) % 3],
            outcome=AttemptOutcome.NO_ANSWER,
            alternative_offered=True,
        )

    def _context(self, trail: Trail) -> Context:
        return self.profile.context(Stamp(by=SYSTEM, at=trail.at))


def _in_the_way(completing: Act, trail: Trail) -> frozenset[Key]:
    return frozenset(finding.key for finding in trail.decided(completing).refusals)
