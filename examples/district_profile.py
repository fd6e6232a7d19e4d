"""A district's own profile on top of its state's: a fact of its own, a rule about it, limits and a school calendar.

Run it: python examples/district_profile.py
"""

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from attrs import evolve, frozen

import collabflow as cf
from collabflow import events as did
from collabflow import records as of
from collabflow.profiles.us_texas import US_TEXAS
from collabflow.stores.memory import MemoryStore


@frozen(kw_only=True)
class Rides(cf.Record):
    """The meetings for which this district has arranged a ride, and how many minutes each ride takes."""

    meetings: tuple[str, ...] = ()
    minutes: tuple[int, ...] = ()


@frozen(kw_only=True)
class RideArranged(cf.Event):
    """The district brings a family to a meeting."""

    stored_as: ClassVar[str] = "our_district.ride_arranged"
    meeting: str
    minutes: int

    def apply(self, case: cf.Case, entry: cf.Entry) -> cf.Case:
        rides = case[Rides]
        meetings, minutes = (*rides.meetings, self.meeting), (*rides.minutes, self.minutes)
        return case.with_record(evolve(rides, meetings=meetings, minutes=minutes))


RIDE_MINUTES = cf.Limit(name="ride_minutes", value=45, tighter=cf.Tighter.LOWER, source="Our bus office, 2026")


@cf.guard(
    "OUR_RIDE_MISSING",
    says="No ride of {most} minutes or less to the {meeting} is arranged yet.",
    fix="Ask the bus office.",
    remedies=(RideArranged,),
    basis=cf.Basis.LOCAL,
    waivable=cf.Waivable.REASON,
)
def every_meeting_on_site_has_a_short_ride(case: cf.Case, context: cf.Context) -> Iterator[cf.Lack]:
    most, rides = context.limits["ride_minutes"], case[Rides]
    short = {to for to, minutes in zip(rides.meetings, rides.minutes, strict=True) if minutes <= most}
    for meeting in case[of.MeetingPlan].standing:
        if meeting.mode is of.Mode.IN_PERSON and meeting.id not in short:
            yield cf.Lack(meeting.id, meeting=meeting.id, most=most)


OUR_DISTRICT = (
    US_TEXAS.named("our-district", "2026.1")
    .with_events(RideArranged)
    .with_limits(RIDE_MINUTES, goals_at_once=5, texas_meeting_school_days=7)
    .with_guard(every_meeting_on_site_has_a_short_ride, leaving=cf.Step.PLAN_MEETING)
    .with_calendar(cf.Calendar(breaks_from=(date(2026, 12, 21),), breaks_to=(date(2027, 1, 4),)))
)

if __name__ == "__main__":
    lee = cf.Party(id="lee", name="Lee Park", roles=(cf.Role.CASE_MANAGER,))
    flow = cf.CollabFlow(MemoryStore(), profile=OUR_DISTRICT)
    case = flow.open(student="maya", parties=[lee], by=lee)
    case = flow.record(case, did.MeetingProposed(meeting="m1", mode=of.Mode.IN_PERSON), by=lee)
    case = flow.record(case, RideArranged(meeting="m1", minutes=60), by=lee)
    for finding in flow.explain(case)[cf.Step.PLAN_MEETING].blockers:
        print(finding.text(case))  # from the ten steps, from the law with its section, and from the district
    print("loosened:", OUR_DISTRICT.loosened)
