"""An invented district with a rule and events of its own, as an embedding application would write them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

from attrs import evolve, frozen

from collabflow.core.case import Case, Record
from collabflow.core.event import Context, Entry, Event, Limit, Tighter
from collabflow.core.fact import Fact, IdOf, Range
from collabflow.core.finding import Basis, Lack, Unsound
from collabflow.core.guard import guard
from collabflow.core.values import PartyId
from collabflow.cycle.profile import DEFAULT
from collabflow.steps.s06_set_goals import Goals

RideId = Annotated[str, IdOf("Ride")]


@frozen(kw_only=True)
class Ride(Fact):
    """A ride home after the club."""

    id: RideId
    minutes: Annotated[int, Range(0, 600)]
    tried_on: date | None = None
    agreed_by: PartyId | None = None


@frozen(kw_only=True)
class Rides(Record):
    """The rides that were arranged."""

    rides: tuple[Ride, ...] = ()


@frozen(kw_only=True)
class RideArranged(Event):
    """A ride is arranged."""

    stored_as: ClassVar[str] = "our_district.ride_arranged"
    ride: RideId
    minutes: Annotated[int, Range(0, 600)]

    def apply(self, case: Case, entry: Entry) -> Case:
        others = tuple(ride for ride in case[Rides].rides if ride.id != self.ride)
        return case.with_record(Rides(rides=(*others, Ride(id=self.ride, minutes=self.minutes))))


@frozen(kw_only=True)
class RideAgreed(Event):
    """A caregiver says that a ride suits, after it was tried."""

    stored_as: ClassVar[str] = "our_district.ride_agreed"
    ride: RideId
    caregiver: PartyId
    tried_on: date | None = None

    def voices(self) -> Iterator[PartyId]:
        yield self.caregiver

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        if all(ride.id != self.ride for ride in case[Rides].rides):
            yield Unsound("ride", "was never arranged")
        if self.tried_on is not None and self.tried_on > context.today:
            yield Unsound("tried_on", "has not come yet")

    def apply(self, case: Case, entry: Entry) -> Case:
        rides = tuple(
            evolve(ride, agreed_by=self.caregiver, tried_on=self.tried_on) if ride.id == self.ride else ride
            for ride in case[Rides].rides
        )
        return case.with_record(Rides(rides=rides))


@guard(
    "OUR_RIDE_TOO_LONG",
    says="The ride home takes {minutes} minutes, or there is none; {most} are the most.",
    fix="Arrange a shorter one.",
    basis=Basis.LOCAL,
    remedies=(RideArranged,),
)
def every_ride_is_short(case: Case, context: Context) -> Iterator[Lack]:
    """The limit is the district's own."""
    most = int(context.limits["ride_minutes"])
    rides = case[Rides].rides
    if not rides:
        yield Lack("ride", minutes=0, most=most)
    for ride in rides:
        if not most // 2 < ride.minutes <= most:
            yield Lack(ride.id, minutes=ride.minutes, most=most)


@guard(
    "OUR_RIDE_NOT_AGREED",
    says="{caregiver} has not said that the ride suits, since it was tried.",
    fix="Try it, and ask.",
    basis=Basis.LOCAL,
    remedies=(RideAgreed,),
)
def every_ride_is_agreed(case: Case, context: Context) -> Iterator[Lack]:
    """Asked once there is a goal that a ride could help with."""
    for ride in case[Rides].rides:
        if case[Goals].active and (ride.agreed_by is None or ride.tried_on is None):
            yield Lack(ride.id)


OUR_DISTRICT = (
    DEFAULT.named("our-district")
    .with_events(RideArranged, RideAgreed)
    .with_limits(Limit(name="ride_minutes", value=45, tighter=Tighter.LOWER, source="our board"))
    .with_guard(every_ride_is_short, leaving="share_information")
    .with_guard(every_ride_is_agreed, leaving="set_goals")
)
"""The ten steps, with a ride home."""
