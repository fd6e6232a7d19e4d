"""A district's own profile: a fact of its own, a rule about it, tighter limits and a school calendar.

Run it: python examples/district_profile.py
"""

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from attrs import evolve, frozen

import collabflow as cf
from collabflow import events as did
from collabflow import records as of
from collabflow.stores.memory import MemoryStore


@frozen(kw_only=True)
class Rides(cf.Record):
    """The meetings for which this district has arranged a ride."""

    meetings: tuple[str, ...] = ()


@frozen(kw_only=True)
class RideArranged(cf.Event):
    """The district brings a family to a meeting."""

    stored_as: ClassVar[str] = "our_district.ride_arranged"
    meeting: str

    def apply(self, case: cf.Case, entry: cf.Entry) -> cf.Case:
        rides = case[Rides]
        return case.with_record(evolve(rides, meetings=(*rides.meetings, self.meeting)))


@cf.guard(
    "OUR_RIDE_MISSING",
    says="No ride to {meeting} is arranged yet.",
    fix="Ask the bus office.",
    remedies=(RideArranged,),
    basis=cf.Basis.LOCAL,
    waivable=cf.Waivable.REASON,
)
def every_meeting_on_site_has_a_ride(case: cf.Case, context: cf.Context) -> Iterator[cf.Lack]:
    for meeting in case[of.MeetingPlan].standing:
        if meeting.mode is of.Mode.IN_PERSON and meeting.id not in case[Rides].meetings:
            yield cf.Lack(meeting.id, meeting=meeting.id)


OUR_DISTRICT = (
    cf.DEFAULT.named("our-district", "2026.1")
    .with_events(RideArranged)
    .with_guard(every_meeting_on_site_has_a_ride, leaving=cf.Step.PLAN_MEETING)
    .with_limits(goals_at_once=5, attempts_minimum=3)
    .with_calendar(cf.Calendar(breaks_from=(date(2026, 12, 21),), breaks_to=(date(2027, 1, 4),)))
)

if __name__ == "__main__":
    lee = cf.Party(id="lee", name="Lee Park", roles=(cf.Role.CASE_MANAGER,))
    flow = cf.CollabFlow(MemoryStore(), profile=OUR_DISTRICT)
    case = flow.open(student="maya", parties=[lee], by=lee)
    case = flow.record(case, did.MeetingProposed(meeting="m1", mode=of.Mode.IN_PERSON), by=lee)
    codes = {finding.code for finding in flow.explain(case)[cf.Step.PLAN_MEETING].blockers}
    print("OUR_RIDE_MISSING" in codes, OUR_DISTRICT.loosened)
    case = flow.record(case, RideArranged(meeting="m1"), by=lee)
    print(case[Rides].meetings)
