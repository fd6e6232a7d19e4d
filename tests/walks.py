"""Walks: random journals that really get around the whole cycle, for properties.

A walk goes on by what the journey of the step asks for, and now and then does something else: another move, a
correction, a waiver, a rash act that should be refused. It decides and folds as the library does, without a store,
and keeps what a property wants to look at: every decision, and every case on the way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

from attrs import evolve as altered
from hypothesis import strategies as st

import journeys
from collabflow.core.case import Case
from collabflow.core.event import Entry, Event, Stamp
from collabflow.core.finding import Waivable
from collabflow.core.lifecycle.moves import Corrected, Moved
from collabflow.core.people import SCHOOL_ROLES, Acting, Party
from collabflow.core.values import Ending, Slot, Status, Step, Trigger, Via
from collabflow.cycle.decide import Decision, decide, evolve
from collabflow.cycle.profile import DEFAULT, Profile
from collabflow.cycle.table import PAUSED, rows_of
from collabflow.events import (
    ActionAssigned,
    ActionSettled,
    ContactAttempted,
    ContactLogged,
    ContributionVoiced,
    FindingWaived,
    GoalDrafted,
    MeetingAsked,
    MeetingAskedAnswered,
    MeetingEnded,
    NeedsAsked,
    PartyJoined,
    ResourceAnswered,
    ReviewHeld,
    SlotAnswered,
    StatementAttached,
)
from support import KIM, LEE, NOW, ROSA, SAM, TOMAS, acting

EVERYONE = (LEE, KIM, SAM, ROSA)


class Walk:
    """A case in motion, with its journal and everything that was decided on the way."""

    def __init__(self, *, case_id: str = "case-1", profile: Profile = DEFAULT) -> None:
        self.profile = profile
        self.case = Case.unopened(case_id)
        self.now = NOW
        self.journal: list[Entry] = []
        self.seen: list[tuple[Case, Event, Stamp, Decision]] = []
        self.steps: set[Step] = set()
        self.triggers: set[Trigger] = set()
        self.record(journeys.opening())

    # acting ---------------------------------------------------------------------------------------

    def record(self, event: Event, *, by: Party | Acting = LEE, via: Via | None = None) -> Decision:
        """Decides on one event and folds it when it is allowed."""
        who = by if isinstance(by, Acting) else acting(by)
        if via is None and who.role in SCHOOL_ROLES and any(person != who.id for person in event.voices()):
            via = Via.PHONE
        return self.attempt(event, by=who, via=via)

    def attempt(self, event: Event, *, by: Acting, via: Via | None) -> Decision:
        """The same, with exactly this recorder and way of saying."""
        self.now += timedelta(minutes=1)
        stamp = Stamp(by=by, at=self.now, via=via)
        before = self.case
        decision = decide(before, event, self.profile.context(stamp), self.profile, self.journal)
        self.seen.append((before, event, stamp, decision))
        if not decision.refusals:
            entry = Entry(event=decision.event, stamp=stamp, version=before.version + 1)
            self.case = evolve(before, entry, self.journal)
            self.journal.append(entry)
            self.steps.add(self.case.step)
            if isinstance(event, Moved):
                self.triggers.add(event.trigger)
        return decision

    def move(self, trigger: Trigger, **needs: object) -> Decision:
        """Fires a trigger with everything that its row needs, by somebody who may."""
        given: dict[str, object] = {
            "why": "Something has changed",
            "what": "One more thing to talk about",
            "asked_by": "rosa",
            "who": "kim",
            "goals": tuple(goal.id for goal in self._goals()) or ("goal-1",),
            "review_on": self.now.date() + timedelta(days=30),
            "ending": Ending.EXITED,
        }
        names = {name for row in rows_of(trigger) for name, _ in row.needs}
        fields = {name: value for name, value in {**given, **needs}.items() if name in names}
        return self.record(Moved(trigger=trigger, **fields))  # type: ignore[arg-type]

    def _goals(self) -> Iterable[object]:
        from collabflow.steps.s06_set_goals import Goals

        return self.case[Goals].active

    # going on -------------------------------------------------------------------------------------

    def work(self) -> None:
        """Records whatever the step where the case stands asks for; what does not fit now is refused and left."""
        for event in self._asked_for():
            self.record(event)

    def _asked_for(self) -> tuple[Event, ...]:
        fresh = f"{self.case.version}"
        if self.case.step is Step.PLAN_MEETING:
            start = self.now + timedelta(hours=6)
            return (*self._open_ends(), *journeys.step_1(meeting=f"meeting-{fresh}", start=start))
        if self.case.step is Step.BUILD_RAPPORT:
            return journeys.step_2(meeting=self._ahead())
        if self.case.step is Step.REVIEW_AND_ADJUST:
            return tuple(self._renamed(event, fresh) for event in journeys.step_8(at=self.now))
        if self.case.step is Step.FOLLOW_UP:
            return (*self._open_ends(), *journeys.step_10(at=self.now))
        return journeys.EVENTS_OF[self.case.step]()

    def _open_ends(self) -> Iterable[Event]:
        """Meetings that began and were never ended."""
        from collabflow.steps.s01_plan_meeting import MeetingPlan

        begun = (m for m in self.case[MeetingPlan].started if m.ended is None)
        return [MeetingEnded(meeting=meeting.id, outcome="held") for meeting in begun]

    def _ahead(self) -> str:
        from collabflow.steps.s01_plan_meeting import MeetingPlan

        ahead = [meeting.id for meeting in self.case[MeetingPlan].meetings if meeting.is_ahead]
        return ahead[-1] if ahead else journeys.MEETING

    def _renamed(self, event: Event, fresh: str) -> Event:
        return altered(event, review=f"review-{fresh}") if isinstance(event, ReviewHeld) else event

    def forward(self, *, onward: Trigger = Trigger.NEXT_CYCLE) -> Decision:
        """Works on the step and completes it."""
        if self.case.status is Status.PAUSED:
            return self.move(Trigger.RESUME)
        if self.case.status is Status.CLOSED:
            return self.move(Trigger.REOPEN)
        self.work()
        return self.move(onward if self.case.step is Step.FOLLOW_UP else Trigger.ADVANCE)

    def to(self, step: Step) -> None:
        """Goes forward to a step; fails loudly when the cycle does not let it."""
        for _ in range(12):
            if self.case.status is Status.OPEN and self.case.step is step:
                return
            decision = self.forward()
            assert not decision.refusals, (self.case.state, [str(f) for f in decision.refusals])
        raise AssertionError(f"did not come to {step}")

    def fire(self, trigger: Trigger) -> Decision:
        """Goes to a place from which this trigger leads, and fires it with all that it needs."""
        source = rows_of(trigger)[0].sources[0]
        if source == PAUSED:
            self.move(Trigger.PAUSE)
        elif trigger is Trigger.REOPEN:
            self.move(Trigger.CLOSE)
        else:
            self.to(Step(source))
            self.work()
        return self.move(trigger)


# acts besides going on ------------------------------------------------------------------------

Act = Callable[[Walk], object]


def _rashly(walk: Walk, trigger: Trigger, by: Party) -> None:
    walk.record(Moved(trigger=trigger), by=by)


def _correct(walk: Walk, place: int, strike: bool) -> None:
    version = place % len(walk.journal) + 1
    event = walk.journal[version - 1].event
    walk.record(Corrected(version=version, right=None if strike else event, why="It was not so"))


def _waive(walk: Walk, place: int, by: Party) -> None:
    board = walk.profile.open_findings(walk.case, walk.profile.context(Stamp(by=acting(LEE), at=walk.now)))
    waivable = [f for f in board if f.stops and f.waivable is not Waivable.NO]
    if waivable:
        finding = waivable[place % len(waivable)]
        walk.record(FindingWaived(code=finding.code, subject=finding.subject, why="We talked about it"), by=by)


def _try_to_reach(walk: Walk) -> None:
    for method in ("phone", "letter"):
        attempt = ContactAttempted(caregiver="rosa", method=method, outcome="no_answer", alternative_offered=True)
        walk.record(attempt)
        walk.now += timedelta(days=1)


def _noise(walk: Walk, place: int) -> None:
    fresh = f"{walk.case.version}"
    events: tuple[tuple[Event, Party], ...] = (
        (ContactLogged(contact=f"c{fresh}", caregiver="rosa", direction="both", summary="Read together"), KIM),
        (MeetingAsked(request=f"r{fresh}", asker="rosa", kind="another_date"), ROSA),
        (MeetingAskedAnswered(request=f"r{int(fresh) - 1}", answer="Friday"), LEE),
        (ActionAssigned(action=f"a{fresh}", what="Send the map", owner="kim", due=walk.now.date()), LEE),
        (ActionSettled(action=f"a{int(fresh) - 1}", outcome="done"), KIM),
        (StatementAttached(party="rosa", text="We see it another way"), ROSA),
        (ContributionVoiced(contribution=f"s{fresh}", by="rosa", kind="concern", words="The way home"), ROSA),
        (PartyJoined(party=TOMAS), LEE),
        (NeedsAsked(caregiver="tomas", languages=("en",), interpreter="no", access=(), culture=(), avoid=()), LEE),
        (ResourceAnswered(caregiver="rosa", reply="no", everything=True), ROSA),
        (GoalDrafted(goal=altered(journeys.reading_goal(), id=f"g{fresh}", measure=None)), KIM),
        (SlotAnswered(meeting=walk._ahead(), caregiver="rosa", reply="counter", counter=Slot(start=walk.now)), ROSA),
    )
    event, by = events[place % len(events)]
    walk.record(event, by=by)


def acts() -> st.SearchStrategy[Act]:
    """One act: mostly going on, sometimes anything else."""
    small = st.integers(0, 60)
    people = st.sampled_from(EVERYONE)
    triggers = st.sampled_from(Trigger)
    onward = st.sampled_from([Trigger.NEXT_CYCLE, Trigger.KEEP_REVIEWING, Trigger.COMPLETE])
    return st.one_of(
        onward.map(lambda t: lambda walk: walk.forward(onward=t)),
        onward.map(lambda t: lambda walk: walk.forward(onward=t)),
        triggers.map(lambda t: lambda walk: walk.move(t)),
        st.tuples(triggers, people).map(lambda a: lambda walk: _rashly(walk, *a)),
        small.map(lambda n: lambda walk: _noise(walk, n)),
        st.tuples(small, st.booleans()).map(lambda a: lambda walk: _correct(walk, *a)),
        st.tuples(small, people).map(lambda a: lambda walk: _waive(walk, *a)),
        st.just(_try_to_reach),
    )
