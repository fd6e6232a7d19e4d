"""Mutants: profiles with one classic mistake each, and the promise that catches it. They are the model's own test.

Each is a few lines, and shows what the promise is about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import ClassVar

from attrs import evolve, frozen

from collabflow.core.case import Case, Record
from collabflow.core.event import Context, Entry, Event
from collabflow.core.finding import Lack, Waivable
from collabflow.core.guard import Guard, guard
from collabflow.core.lifecycle.needs import NeedsAsked
from collabflow.core.lifecycle.waivers import Waivers
from collabflow.core.values import Answer, PartyId, Step
from collabflow.cycle.profile import DEFAULT, Profile

MUTANTS: dict[str, tuple[str, Callable[[], Profile]]] = {}
"""By name: the code of the promise that catches it, and how to make it."""


def _caught_by(code: str) -> Callable[[Callable[[], Profile]], Callable[[], Profile]]:
    def made(make: Callable[[], Profile]) -> Callable[[], Profile]:
        MUTANTS[make.__name__] = (code, make)
        return make

    return made


def _with(guard: Guard, *events: type[Event]) -> Profile:
    return DEFAULT.named(guard.code.lower()).with_events(*events).with_guard(guard, leaving=Step.PLAN_MEETING)


@frozen(kw_only=True)
class Rides(Record):
    """How many rides were counted."""

    count: int = 0
    agreed: tuple[PartyId, ...] = ()


@frozen(kw_only=True)
class RideCounted(Event):
    """A ride was counted."""

    stored_as: ClassVar[str] = "mutant.ride_counted"

    def apply(self, case: Case, entry: Entry) -> Case:
        return case.with_record(evolve(case[Rides], count=case[Rides].count + 1))


@_caught_by("R10")
def clock_reading_guard() -> Profile:
    """Asks the clock on the wall instead of the context."""

    @guard("OUR_CLOCK", says="It is too early.", fix="Wait.", remedies=(NeedsAsked,))
    def clock(case: Case, context: Context) -> Iterator[Lack]:
        if date.today() < date(2020, 1, 1):  # noqa: DTZ011 - this is the mistake
            yield Lack("day")

    return _with(clock)


@_caught_by("R1")
def mutating_guard() -> Profile:
    """Writes down in the case that it was asked."""

    @guard("OUR_MUTATION", says="Never asked.", fix="Ask.", remedies=(NeedsAsked,))
    def mutation(case: Case, context: Context) -> Iterator[Lack]:
        records = case.records
        assert isinstance(records, dict)
        records[Rides] = Rides(count=case[Rides].count + 1)
        yield from ()

    return _with(mutation)


@_caught_by("R1")
def event_that_records_twice() -> Profile:
    """Keeps what it folded outside of the case, and so folds it again when the journal is replayed."""
    seen: list[int] = []

    @frozen(kw_only=True)
    class RideKept(Event):
        stored_as: ClassVar[str] = "mutant.ride_kept"

        def apply(self, case: Case, entry: Entry) -> Case:
            seen.append(entry.version)
            return case.with_record(Rides(count=len(seen)))

    @guard("OUR_TWICE", says="No ride is kept.", fix="Keep one.", remedies=(RideKept,))
    def twice(case: Case, context: Context) -> Iterator[Lack]:
        if not case[Rides].count:
            yield Lack("ride")

    return _with(twice, RideKept)


@_caught_by("R4")
def refusal_without_reason() -> Profile:
    """Says nothing but a parameter that it does not give."""

    @guard("OUR_SILENCE", says="{why_not}", fix="{why_not}", remedies=(RideCounted,))
    def silence(case: Case, context: Context) -> Iterator[Lack]:
        if not case[Rides].count:
            yield Lack("ride", why_not="")

    return _with(silence, RideCounted)


@_caught_by("R6")
def voice_not_attested() -> Profile:
    """Takes a caregiver's yes from anybody."""

    @frozen(kw_only=True)
    class RideAgreed(Event):
        stored_as: ClassVar[str] = "mutant.ride_agreed"
        caregiver: PartyId
        answer: Answer

        def apply(self, case: Case, entry: Entry) -> Case:
            return case.with_record(evolve(case[Rides], agreed=(*case[Rides].agreed, self.caregiver)))

    @guard("OUR_VOICE", says="{caregiver} has not agreed.", fix="Ask.", remedies=(RideAgreed,))
    def voice(case: Case, context: Context) -> Iterator[Lack]:
        for caregiver in case.caregivers(on=context.today):
            if caregiver.id not in case[Rides].agreed:
                yield Lack(caregiver.id, caregiver=caregiver.id)

    return _with(voice, RideAgreed)


@_caught_by("R12")
def contradiction() -> Profile:
    """Can never hold: whatever is recorded, it lacks one more."""

    @guard("OUR_CONTRADICTION", says="One more.", fix="Count one more.", remedies=(RideCounted,))
    def contradicted(case: Case, context: Context) -> Iterator[Lack]:
        if case[Rides].count < 1 or case[Rides].count > 0:
            yield Lack("ride")

    return _with(contradicted, RideCounted)


@_caught_by("R11")
def remedy_that_does_not_remedy() -> Profile:
    """Names the wrong event; what can be gone past with a reason does not get stuck, and is never mended."""

    @guard("OUR_REMEDY", says="No ride.", fix="Count one.", remedies=(NeedsAsked,), waivable=Waivable.REASON)
    def remedy(case: Case, context: Context) -> Iterator[Lack]:
        if not case[Rides].count:
            yield Lack("ride")

    return _with(remedy, RideCounted)


@_caught_by("R7")
def waiver_that_leaks() -> Profile:
    """Stands back as soon as anything is waived."""

    @guard("OUR_FIRST", says="No first ride.", fix="Count one.", remedies=(RideCounted,), waivable=Waivable.REASON)
    def first(case: Case, context: Context) -> Iterator[Lack]:
        if not case[Rides].count:
            yield Lack("ride")

    @guard("OUR_LEAK", says="No second ride.", fix="Count two.", remedies=(RideCounted,))
    def leak(case: Case, context: Context) -> Iterator[Lack]:
        if case[Rides].count < 2 and not case[Waivers].waivers:
            yield Lack("ride")

    return _with(first, RideCounted).with_guard(leak, leaving=Step.PLAN_MEETING)


@_caught_by("R5")
def crashing_guard() -> Profile:
    """Takes for granted that a ride was counted."""

    @guard("OUR_CRASH", says="No ride.", fix="Count one.", remedies=(RideCounted,))
    def crash(case: Case, context: Context) -> Iterator[Lack]:
        if 1 // case[Rides].count > 1:
            yield Lack("ride")

    return _with(crash, RideCounted)


@_caught_by("R2")
def wavering_guard() -> Profile:
    """Counts how often it was asked."""
    asked: list[int] = []

    @guard("OUR_WAVERING", says="Now this, now that.", fix="Ask again.", remedies=(RideCounted,))
    def wavering(case: Case, context: Context) -> Iterator[Lack]:
        asked.append(1)
        if len(asked) % 2 and not case[Rides].count:
            yield Lack("ride")

    return _with(wavering, RideCounted)
