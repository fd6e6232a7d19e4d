"""Profiles with one planted mistake each, as somebody might make it, and what exploring has to call it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Annotated, ClassVar

from attrs import evolve, frozen

from collabflow.core.case import Case, Record
from collabflow.core.event import Context, Entry, Event, Limit, Tighter
from collabflow.core.fact import Range
from collabflow.core.finding import Lack, Waivable
from collabflow.core.guard import Guard, Remedy, guard
from collabflow.core.values import Step, Trigger
from collabflow.cycle.profile import DEFAULT, Profile
from collabflow.steps.s01_plan_meeting import MeetingPlan
from collabflow.testing.explore import Kind


@frozen(kw_only=True)
class Rides(Record):
    """How many minutes the rides home take that were arranged, and whether the family has said no to rides."""

    minutes: tuple[int, ...] = ()
    declined: bool = False


@frozen(kw_only=True)
class RideArranged(Event):
    """A ride home is arranged."""

    stored_as: ClassVar[str] = "our_district.ride_arranged"
    minutes: Annotated[int, Range(0, 600)]

    def apply(self, case: Case, entry: Entry) -> Case:
        return case.with_record(evolve(case[Rides], minutes=(*case[Rides].minutes, self.minutes)))


@frozen(kw_only=True)
class RideDeclined(Event):
    """The family would rather walk."""

    stored_as: ClassVar[str] = "our_district.ride_declined"

    def apply(self, case: Case, entry: Entry) -> Case:
        return case.with_record(evolve(case[Rides], declined=True))


BASE = (
    DEFAULT.named("faulty")
    .with_events(RideArranged, RideDeclined)
    .with_limits(Limit(name="ride_minutes", value=45, tighter=Tighter.LOWER, source="our board"))
)


def rule(code: str, *remedies: Remedy, waivable: Waivable = Waivable.NO):  # type: ignore[no-untyped-def]
    """A guard of the district."""
    return guard(code, says="Something is missing.", fix="Mend it.", remedies=remedies, waivable=waivable)


@rule("OUR_RIDE_MISSING", RideArranged)
def a_short_ride_is_arranged(case: Case, context: Context) -> Iterator[Lack]:
    """The clean one."""
    if not any(minutes <= context.limits["ride_minutes"] for minutes in case[Rides].minutes):
        yield Lack("ride")


CLEAN = BASE.with_guard(a_short_ride_is_arranged, leaving=Step.PLAN_MEETING)


@rule("OUR_NEVER", RideArranged)
def never(case: Case, context: Context) -> Iterator[Lack]:
    """A contradiction: no ride takes less than no time."""
    if not any(minutes < 0 for minutes in case[Rides].minutes):
        yield Lack("ride")


@rule("OUR_RIDE_TOO_SHORT", RideArranged)
def every_ride_is_long(case: Case, context: Context) -> Iterator[Lack]:
    if not case[Rides].minutes or case[Rides].minutes[-1] <= context.limits["ride_minutes"]:
        yield Lack("ride")


@rule("OUR_RIDE_TOO_LONG", RideArranged)
def every_ride_is_short(case: Case, context: Context) -> Iterator[Lack]:
    if not case[Rides].minutes or case[Rides].minutes[-1] > context.limits["ride_minutes"]:
        yield Lack("ride")


@rule("OUR_RIDE_BELOW_LIMIT", RideArranged)
def the_ride_takes_at_least_the_limit(case: Case, context: Context) -> Iterator[Lack]:
    """Together with `every_ride_is_short` it is met by one number alone; `every_ride_is_long` is off by one."""
    if not case[Rides].minutes or case[Rides].minutes[-1] < context.limits["ride_minutes"]:
        yield Lack("ride")


ON_THE_LIMIT = BASE.with_guard(the_ride_takes_at_least_the_limit, leaving=Step.PLAN_MEETING).with_guard(
    every_ride_is_short, leaving=Step.PLAN_MEETING
)
"""Clean, and only just: the ride takes exactly as long as the limit."""


@rule("OUR_WALK_MISSING", RideArranged)
def the_family_walks(case: Case, context: Context) -> Iterator[Lack]:
    """Its remedy does not remedy: another event does."""
    if not case[Rides].declined:
        yield Lack("walk")


@rule("OUR_RIDE_NOT_WANTED", RideArranged)
def the_family_did_not_decline(case: Case, context: Context) -> Iterator[Lack]:
    """One honest entry, and nothing takes it back."""
    if case[Rides].declined or not case[Rides].minutes:
        yield Lack("ride")


@rule("OUR_TOO_LATE", RideArranged)
def no_time_was_lost(case: Case, context: Context) -> Iterator[Lack]:
    """A deadline written as a guard."""
    if case.opened_at is not None and context.now - case.opened_at > timedelta(days=60):
        yield Lack("days")


@rule("OUR_ROUND_AGAIN", Trigger.CONTINUE_MEETING)
def the_meeting_was_continued(case: Case, context: Context) -> Iterator[Lack]:
    """It asks to go back, and forgets that one did."""
    yield Lack("meeting")


@rule("OUR_WAY_IN", RideArranged)
def resources_were_looked_for(case: Case, context: Context) -> Iterator[Lack]:
    """Asked on the way into the step that would bring it."""
    if Step.PROVIDE_RESOURCES not in case.completed:
        yield Lack("resources")


@frozen(kw_only=True)
class Buses(Record):
    """A record that no event writes."""

    name: str | None = None


@rule("OUR_BUS_MISSING", RideArranged)
def a_bus_is_known(case: Case, context: Context) -> Iterator[Lack]:
    if case[Buses].name is None:
        yield Lack("bus")


@rule("OUR_NO_PAUSE", RideArranged)
def nobody_ever_pauses(case: Case, context: Context) -> Iterator[Lack]:
    yield Lack("pause")


@rule("OUR_WAIVABLE", RideArranged, waivable=Waivable.REASON)
def only_a_waiver_helps(case: Case, context: Context) -> Iterator[Lack]:
    """Clean: whoever cannot meet it may say why."""
    yield Lack("ride")


@rule("OUR_MEETING_SOON", RideArranged)
def a_meeting_is_planned(case: Case, context: Context) -> Iterator[Lack]:
    """Clean: another guard's remedy brings it as well."""
    if not case[MeetingPlan].standing and not case[Rides].minutes:
        yield Lack("meeting")


@frozen(kw_only=True)
class Calls(Record):
    """How many days ahead a call is promised."""

    days: int = 0


@frozen(kw_only=True)
class CallPromised(Event):
    """The school will call on that day."""

    stored_as: ClassVar[str] = "our_district.call_promised"
    on: date

    def apply(self, case: Case, entry: Entry) -> Case:
        return case.with_record(Calls(days=(self.on - entry.stamp.at.date()).days))


@rule("OUR_CALL_IN_A_WINDOW", CallPromised)
def the_call_is_three_weeks_ahead_or_a_little_more(case: Case, context: Context) -> Iterator[Lack]:
    """Clean, and met by a few days only: it tells how many they are at least."""
    if not 21 <= case[Calls].days <= 23:
        yield Lack("call", least=21)


def leaving(step: Step, *guards: Guard) -> Profile:
    """The district with these guards on leaving a step."""
    profile = BASE
    for one in guards:
        profile = profile.with_guard(one, leaving=step)
    return profile


PLAN, LISTEN, GOALS = Step.PLAN_MEETING, Step.ACTIVE_LISTENING, Step.SET_GOALS

FAULTY: Mapping[str, tuple[Profile, Kind, str, tuple[str, ...]]] = {
    "contradiction": (leaving(PLAN, never), Kind.NEVER_FIRES, "contradiction", ("OUR_NEVER",)),
    "two that exclude each other": (
        leaving(PLAN, every_ride_is_long, every_ride_is_short),
        Kind.NEVER_FIRES,
        "contradiction",
        ("OUR_RIDE_TOO_LONG", "OUR_RIDE_TOO_SHORT"),
    ),
    "limit off by one, in a later step": (
        leaving(GOALS, every_ride_is_short, every_ride_is_long),
        Kind.NEVER_FIRES,
        "contradiction",
        ("OUR_RIDE_TOO_LONG", "OUR_RIDE_TOO_SHORT"),
    ),
    "a record that no event writes": (
        leaving(LISTEN, a_bus_is_known),
        Kind.NEVER_FIRES,
        "starved",
        ("OUR_BUS_MISSING",),
    ),
    "a move that is never allowed": (
        BASE.with_guard(nobody_ever_pauses, on=Trigger.PAUSE),
        Kind.NEVER_FIRES,
        "contradiction",
        ("OUR_NO_PAUSE",),
    ),
    "remedy that does not remedy": (
        leaving(PLAN, the_family_walks),
        Kind.UNWAIVABLE_DEADLOCK,
        "",
        ("OUR_WALK_MISSING",),
    ),
    "an entry that stops for good": (
        leaving(LISTEN, the_family_did_not_decline, a_short_ride_is_arranged),
        Kind.DEAD_END,
        "",
        ("OUR_RIDE_NOT_WANTED",),
    ),
    "trap by time": (leaving(GOALS, no_time_was_lost), Kind.TRAP, "", ("OUR_TOO_LATE",)),
    "forced loop": (leaving(LISTEN, the_meeting_was_continued), Kind.LOOP, "", ("OUR_ROUND_AGAIN",)),
    "unreachable step": (
        BASE.with_guard(resources_were_looked_for, entering=Step.PROVIDE_RESOURCES),
        Kind.UNREACHABLE,
        "",
        ("OUR_WAY_IN",),
    ),
}
"""By the mistake: the profile, the kind and detail that it must be called, and the guards that are the cause."""

SOUND: Mapping[str, Profile] = {
    "a rule that can be met": CLEAN,
    "met by one number alone": ON_THE_LIMIT,
    "only a waiver helps": leaving(LISTEN, only_a_waiver_helps),
    "met by the way": leaving(PLAN, a_meeting_is_planned),
    "met by days that the finding tells": BASE.with_events(CallPromised).with_guard(
        the_call_is_three_weeks_ahead_or_a_little_more, leaving=PLAN
    ),
}
