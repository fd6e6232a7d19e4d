"""Missouri, on top of the federal rules: no meeting without a parent before notices in good time were tried.

The state asks for two attempts, each with ten days' notice. Two attempts is what `DEFAULT` asks for as good practice;
here each of them needs its notice as well. A family that comes gladly on shorter notice is kept waiting by no rule.
Source: questions on parent participation, Missouri education department; 5 CSR 20-300.110, which takes in the State
Plan; playbook 2.6 and 2.12.
"""

from __future__ import annotations

from collections.abc import Iterator

from collabflow.core.case import Case
from collabflow.core.event import Context, Limit, Tighter
from collabflow.core.finding import Basis, Lack
from collabflow.core.guard import guard
from collabflow.core.lifecycle.waivers import Waivers
from collabflow.core.values import PartyId, Step
from collabflow.profiles.law.meetings import MeetingNoticeGiven, MeetingNotices
from collabflow.profiles.us_idea import US_IDEA

_PLAN = "5 CSR 20-300.110, Missouri State Plan"

LIMITS = (
    Limit(name="missouri_notice_days", value=10, tighter=Tighter.HIGHER, source=_PLAN),
    Limit(name="missouri_attempts", value=2, tighter=Tighter.HIGHER, source=_PLAN),
)


@guard(
    "MO_ATTEMPT_NOTICE_TOO_SHORT",
    says="Going on without {caregiver} needs {least} notices {days} days ahead; {count} on record.",
    fix="Send another notice in good time, and record it.",
    remedies=(MeetingNoticeGiven,),
    basis=Basis.LAW,
    citation="5 CSR 20-300.110, Missouri State Plan",
)
def every_absent_caregiver_had_notice_in_time(case: Case, context: Context) -> Iterator[Lack]:
    days, least = (int(context.limits[limit.name]) for limit in LIMITS)
    for caregiver in case.caregivers(on=context.today):
        count = _in_good_time(case, caregiver.id, days)
        if case[Waivers].is_absent(caregiver.id) and count < least:
            yield Lack(caregiver.id, caregiver=caregiver.id, least=least, days=days, count=count)


def _in_good_time(case: Case, caregiver: PartyId, days: int) -> int:
    """How many notices told this caregiver of a time that many days ahead."""
    mine = (notice for notice in case[MeetingNotices].given if caregiver in notice.to)
    return sum(n.start is not None and (n.start.date() - n.on).days >= days for n in mine)


US_MISSOURI = (
    US_IDEA.named("us-missouri")
    .with_limits(*LIMITS)
    .with_guard(every_absent_caregiver_had_notice_in_time, leaving=Step.PLAN_MEETING)
)
"""The rules of Missouri on top of the federal ones."""
