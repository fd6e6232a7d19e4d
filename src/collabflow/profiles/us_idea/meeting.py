"""Before and at the meeting: notice, seats, absences, the student, the leaflet about rights, and open requests.

Federal law names no number of days for the notice: "early enough" that the family can come (34 CFR 300.322(a)(1)).
States do; see the overlays. The leaflet is owed once a school year, which the library does not know: it counts months.
Source: 34 CFR 300.321, 300.322, 300.504, 300.613; playbook 2.1 (b).
"""

from __future__ import annotations

from collections.abc import Iterator

from collabflow.core.case import Case
from collabflow.core.event import Context, Limit, Tighter
from collabflow.core.finding import Basis, Lack
from collabflow.core.guard import guard
from collabflow.core.lifecycle.papers import Papers, RecordsGiven
from collabflow.core.lifecycle.people import PartyJoined
from collabflow.core.people import Role
from collabflow.core.values import Answer, PartyId, Trigger
from collabflow.profiles.law.clocks import months_after
from collabflow.profiles.law.meetings import MeetingNoticeGiven, MeetingNotices, NoticeItem, invited_caregivers
from collabflow.profiles.law.seats import Seat, TeamNamed, Teams, empty_seats
from collabflow.profiles.us_idea.events import (
    Excusal,
    IdeaPapers,
    MemberExcused,
    MemberInputSent,
    RightsLeafletGiven,
)
from collabflow.steps.s01_plan_meeting import (
    Meeting,
    MeetingKind,
    MeetingPlan,
    MeetingProposed,
    MeetingStarted,
    may_confirm,
)

LEAFLET_MONTHS = Limit(
    name="rights_leaflet_months", value=12, tighter=Tighter.LOWER, source="34 CFR 300.504(a), once a school year"
)

EVERY_NOTICE = (
    NoticeItem.PURPOSE,
    NoticeItem.TIME,
    NoticeItem.PLACE,
    NoticeItem.WHO_COMES,
    NoticeItem.MAY_BRING_OTHERS,
)
"""What every notice says: 34 CFR 300.322(b)(1)."""

AFTER_SCHOOL_NOTICE = (NoticeItem.AFTER_SCHOOL, NoticeItem.STUDENT_INVITED)
"""What it says besides when life after school is a topic: 34 CFR 300.322(b)(2)(i)."""

SEATS = (Seat.REGULAR_TEACHER, Seat.SPECIAL_TEACHER, Seat.DISTRICT, Seat.EXPLAINS_RESULTS)
"""The seats of the school's side: 34 CFR 300.321(a)(2) to (5)."""

_STUDENTS = frozenset({Role.STUDENT, Role.ADULT_STUDENT})


@guard(
    "MEETING_NOTICE_MISSING",
    says="{caregiver} has had no notice of the {meeting} at this time.",
    fix="Send it early enough that they can come, and record it.",
    remedies=(MeetingNoticeGiven,),
    basis=Basis.LAW,
    citation="34 CFR 300.322(a)(1)",
)
def every_caregiver_has_notice(case: Case, context: Context) -> Iterator[Lack]:
    for meeting, caregiver in invited_caregivers(case, context):
        if not case[MeetingNotices].holding(meeting, caregiver.id):
            yield Lack(f"{meeting.id}/{caregiver.id}", meeting=meeting.id, caregiver=caregiver.id)


@guard(
    "MEETING_NOTICE_INCOMPLETE",
    says="The notice of the {meeting} does not tell {caregiver} {needs}.",
    fix="Send what is missing, and record it.",
    remedies=(MeetingNoticeGiven,),
    basis=Basis.LAW,
    citation="34 CFR 300.322(b)",
)
def every_notice_says_what_it_must(case: Case, context: Context) -> Iterator[Lack]:
    notices = case[MeetingNotices]
    for meeting, caregiver in invited_caregivers(case, context):
        needs = _wanted(case, meeting, context)
        missing = tuple(item for item in needs if item not in notices.said(meeting, caregiver.id))
        if missing and notices.holding(meeting, caregiver.id):
            yield Lack(
                f"{meeting.id}/{caregiver.id}",
                meeting=meeting.id,
                caregiver=caregiver.id,
                needs=tuple(item.value for item in missing),
            )


def _wanted(case: Case, meeting: Meeting, context: Context) -> tuple[NoticeItem, ...]:
    if not is_about_life_after_school(case, meeting):
        return EVERY_NOTICE
    agencies = case.with_roles(frozenset({Role.AGENCY_REP}), on=context.today)
    invited = any(agency.id in meeting.people for agency in agencies)
    return (*EVERY_NOTICE, *AFTER_SCHOOL_NOTICE, *((NoticeItem.OTHER_AGENCIES,) if invited else ()))


def is_about_life_after_school(case: Case, meeting: Meeting) -> bool:
    """Whether life after school is a topic of it: by its kind, or because its notice says so."""
    notices = (notice for notice in case[MeetingNotices].given if notice.meeting == meeting.id)
    return meeting.kind is MeetingKind.TRANSITION or any(NoticeItem.AFTER_SCHOOL in n.says for n in notices)


@guard(
    "MEETING_ROLE_NOT_INVITED",
    says="Nobody who is invited to the {meeting} has this part: {needs}.",
    fix="Name the person, and invite them.",
    remedies=(TeamNamed, MeetingProposed),
    basis=Basis.LAW,
    citation="34 CFR 300.321(a)",
)
def every_seat_is_filled(case: Case, context: Context) -> Iterator[Lack]:
    for meeting in case[MeetingPlan].standing:
        for seat in empty_seats(case, meeting, _seats(case, meeting)):
            yield Lack(f"{meeting.id}/{seat.value}", meeting=meeting.id, needs=(seat.value,))


def _seats(case: Case, meeting: Meeting) -> tuple[Seat, ...]:
    """None at a meeting that is said to be another kind; a class teacher where the student is in a regular class.

    A follow-up meeting may become the next cycle's meeting about the plan, so it has seats until somebody says more.
    """
    if meeting.kind is MeetingKind.OTHER:
        return ()
    without = case[Teams].of(meeting.id).regular_class is Answer.NO
    return tuple(seat for seat in SEATS if not (without and seat is Seat.REGULAR_TEACHER))


@guard(
    "STUDENT_NOT_INVITED_FOR_TRANSITION",
    says="The {meeting} is about life after school, and the student is not invited.",
    fix="Invite the student.",
    remedies=(MeetingProposed, PartyJoined),
    basis=Basis.LAW,
    citation="34 CFR 300.321(b)(1)",
)
def the_student_is_invited_to_plan_life_after_school(case: Case, context: Context) -> Iterator[Lack]:
    students = {party.id for party in case.with_roles(_STUDENTS, on=context.today)}
    for meeting in case[MeetingPlan].standing:
        if is_about_life_after_school(case, meeting) and students.isdisjoint(meeting.people):
            yield Lack(meeting.id, meeting=meeting.id)


@guard(
    "RIGHTS_LEAFLET_NOT_GIVEN",
    says="{caregiver} has not had the leaflet about their rights for {months} months.",
    fix="Give it to them, in their language, and offer to explain it.",
    remedies=(RightsLeafletGiven,),
    basis=Basis.LAW,
    citation="34 CFR 300.504(a)",
)
def every_caregiver_has_the_leaflet(case: Case, context: Context) -> Iterator[Lack]:
    months = int(context.limits[LEAFLET_MONTHS.name])
    for caregiver in case.caregivers(on=context.today):
        last = case[IdeaPapers].last_leaflet(caregiver.id)
        old = last is None or months_after(last, months) < context.today
        if old and may_confirm(case, caregiver.id, context.today):
            yield Lack(caregiver.id, caregiver=caregiver.id, months=months)


@guard(
    "INFO_RECORDS_REQUEST_OPEN",
    says="{person} asked to see the record and still waits.",
    fix="Give it to them before the meeting.",
    remedies=(RecordsGiven,),
    basis=Basis.LAW,
    citation="34 CFR 300.613(a)",
)
def nobody_waits_for_the_record(case: Case, context: Context) -> Iterator[Lack]:
    for request in case[Papers].waiting:
        yield Lack(request.id, person=request.asker)


# at the meeting -------------------------------------------------------------------------------


@guard(
    "EXCUSAL_NOT_AGREED",
    says="{person} was not at the {meeting}, and no caregiver agreed to that in writing.",
    fix="Ask the family and record their answer, or go on in another meeting.",
    remedies=(MemberExcused, MeetingStarted, Trigger.CONTINUE_MEETING),
    basis=Basis.LAW,
    citation="34 CFR 300.321(e)(1)",
)
def every_absence_was_agreed(case: Case, context: Context) -> Iterator[Lack]:
    for meeting, person in _absent(case):
        if not any(e.in_writing is Answer.YES for e in case[IdeaPapers].excusals_of(person, meeting.id)):
            yield Lack(f"{meeting.id}/{person}", meeting=meeting.id, person=person)


@guard(
    "EXCUSAL_INPUT_MISSING",
    says="The {meeting} may touch the field of {person}, who stayed away and sent no input.",
    fix="Send their written input to the family, or say that their field is no topic.",
    remedies=(MemberInputSent, MemberExcused, Trigger.CONTINUE_MEETING),
    basis=Basis.LAW,
    citation="34 CFR 300.321(e)(2)",
)
def everyone_excused_sent_input(case: Case, context: Context) -> Iterator[Lack]:
    papers = case[IdeaPapers]
    for meeting, person in _absent(case):
        excusals = papers.excusals_of(person, meeting.id)
        if _may_be_discussed(excusals) and not papers.sent_input(person, meeting.id):
            yield Lack(f"{meeting.id}/{person}", meeting=meeting.id, person=person)


def _may_be_discussed(excusals: tuple[Excusal, ...]) -> bool:
    """Whether their field may be a topic: nobody said that it is not."""
    return bool(excusals) and not any(excusal.area_discussed is Answer.NO for excusal in excusals)


def _absent(case: Case) -> Iterator[tuple[Meeting, PartyId]]:
    """Who holds a seat at a meeting that began, and was not there; each person once."""
    for meeting in case[MeetingPlan].standing:
        if meeting.started is not None:
            seated = (m.party for m in case[Teams].of(meeting.id).members if m.seat in _seats(case, meeting))
            yield from ((meeting, person) for person in dict.fromkeys(seated) if person not in meeting.attendees)
