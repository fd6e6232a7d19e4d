"""Makers of what people record under a law that leaves something to be desired; and stories of several events.

Some guards only speak of several things together: a report without a copy, in a cycle that meets about an evaluation.
A story tells them in their order. One whose events a profile does not know is not told under it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta

from attrs import evolve

from collabflow.core.event import Event
from collabflow.core.fact import altered
from collabflow.core.lifecycle.contacts import AttemptOutcome, ContactAttempted, ContactLogged, Direction
from collabflow.core.lifecycle.needs import MeetingAsked, NeedsAsked, RequestKind
from collabflow.core.lifecycle.papers import RecordsAskedFor
from collabflow.core.lifecycle.people import PartyChanged
from collabflow.core.lifecycle.waivers import FindingWaived
from collabflow.core.people import Restriction, RestrictionKind
from collabflow.core.values import Answer, Method, Slot
from collabflow.goals.goal import Domain
from collabflow.profiles.law.clocks import Milestone, MilestoneReached
from collabflow.profiles.law.meetings import MeetingNoticeGiven, NoticeItem
from collabflow.profiles.us_idea.events import MemberExcused, PlanSection, PlanSectionWritten
from collabflow.steps.s01_plan_meeting import (
    MeetingKind,
    MeetingPlan,
    MeetingProposed,
    MeetingStarted,
    SlotAnswered,
    SlotReply,
)
from collabflow.steps.s03_share_information import Assessment, AssessmentShared
from collabflow.steps.s05_joint_planning import (
    Consent,
    ConsentGiven,
    ConsentKind,
    ConsentRevoked,
    DecisionMade,
    NoticeGiven,
    Outcome,
    PlanShared,
    StrategyKind,
    StrategyProposed,
)
from collabflow.steps.s06_set_goals import GoalDrafted, Goals
from collabflow.steps.s08_review_and_adjust import ProgressMeasured, ReviewHeld, ReviewKind
from collabflow.testing.rules.makers.planning import notice, whole_goal
from collabflow.testing.rules.want import Maker, Want

Story = tuple[Event | timedelta, ...]
"""Events in their order; a time between two of them passes."""

Teller = Callable[[Want], Iterator[Story]]
"""Answers a want with stories."""


def told(want: Want) -> Iterator[MeetingNoticeGiven]:
    """Notice of a meeting about life after school, to which nobody has asked the student."""
    for meeting in want.case[MeetingPlan].standing:
        yield MeetingNoticeGiven(meeting=meeting.id, to=want.caregivers, says=(NoticeItem.AFTER_SCHOOL,))


def asked_for(want: Want) -> Iterator[RecordsAskedFor]:
    """A caregiver asks to see the record, and waits."""
    for person in want.caregivers:
        yield RecordsAskedFor(request=want.fresh("request"), asker=person)


def agreed(want: Want) -> Iterator[ConsentGiven]:
    """A yes of which nobody noted what it was for, or in which language it was explained."""
    for person in want.caregivers:
        yield ConsentGiven(consent=Consent(id=want.fresh("consent"), party=person, kind=ConsentKind.OTHER))


LACKING: Mapping[type[Event], Maker] = {
    MeetingNoticeGiven: told,
    RecordsAskedFor: asked_for,
    ConsentGiven: agreed,
}
"""What leaves something to be desired, by event."""

# stories --------------------------------------------------------------------------------------


def letters_without_an_answer(want: Want) -> Iterator[Story]:
    """For two months home is silent, and then the school writes again."""
    for person in want.caregivers:
        letter = ContactLogged(contact=want.fresh("contact"), caregiver=person, direction=Direction.SCHOOL_TO_HOME)
        yield (timedelta(days=60), letter)


def checks_below_the_line(want: Want) -> Iterator[Story]:
    """Week after week a goal is checked, and stays where it was."""
    for goal in want.case[Goals].active:
        check = ProgressMeasured(goal=goal.id, value=0)
        yield (*(part for _ in range(6) for part in (timedelta(days=7), check)),)


def away_from_the_meeting(want: Want) -> Iterator[Story]:
    """Nobody of the school came, the family said yes to that, and nobody sent what they would have said."""
    for meeting in want.case[MeetingPlan].standing:
        came = MeetingStarted(meeting=meeting.id, present=want.caregivers)
        for caregiver in want.caregivers:
            excused = (MemberExcused(meeting=meeting.id, party=one, caregiver=caregiver) for one in want.educators)
            yield (came, *excused)


def a_meeting_without_a_welcome(want: Want) -> Iterator[Story]:
    """A meeting besides begins, and nobody says who is there and what they do."""
    proposed = MeetingProposed(meeting=want.fresh("meeting"), invitees=(*want.caregivers, *want.educators))
    yield (proposed, MeetingStarted(meeting=proposed.meeting, present=want.educators))


def a_meeting_for_two_kept_apart(want: Want) -> Iterator[Story]:
    """A caregiver and somebody of the school must not meet, and are asked to the same meeting."""
    for person in want.caregivers:
        for other in want.educators[:1]:
            apart = (Restriction(kind=RestrictionKind.NO_CONTACT_WITH, other=other),)
            both = MeetingProposed(meeting=want.fresh("meeting"), invitees=(person, other))
            yield (PartyChanged(party=person, restrictions=apart), both)


def after_a_long_while(want: Want) -> Iterator[Story]:
    """For a season nobody does anything, and then a caregiver asks for another date."""
    for person in want.caregivers:
        asked = MeetingAsked(request=want.fresh("request"), asker=person, kind=RequestKind.ANOTHER_DATE)
        yield (timedelta(days=100), asked)
        yield (timedelta(days=250), asked)


def a_meeting_told_late(want: Want) -> Iterator[Story]:
    """A caregiver agrees to a meeting in two days, and is told of it in writing only then."""
    slot = Slot(start=want.now + timedelta(days=2), minutes=60)
    for person in want.caregivers:
        proposed = MeetingProposed(meeting=want.fresh("meeting"), slots=(slot,), invitees=(person,))
        answered = SlotAnswered(meeting=proposed.meeting, caregiver=person, start=slot.start, reply=SlotReply.ACCEPTED)
        yield (proposed, answered, MeetingNoticeGiven(meeting=proposed.meeting, to=(person,)))


def a_report_without_a_copy(want: Want) -> Iterator[Story]:
    """The cycle meets about an evaluation, and its report is told and not given."""
    report = Assessment(id=want.fresh("assessment"), title="Reading aloud", statement="Maya reads the story well.")
    yield (
        MeetingProposed(meeting=want.fresh("meeting"), kind=MeetingKind.INITIAL),
        AssessmentShared(assessment=report),
    )


def a_notice_of_something_new(want: Want) -> Iterator[Story]:
    """Something is decided, and the notice of it is half-filled, late, by email, or in a language that few read."""
    begins = _decided(want, StrategyKind.STRATEGY, want.day(60))
    for whole in notice(evolve(want, finding=None)):
        about = evolve(whole.notice, strategies=(want.fresh("strategy"),))
        yield (*begins, NoticeGiven(notice=altered(about, {"help_sources": (), "why": None})))
        yield (*begins, NoticeGiven(notice=altered(about, {"language": "fi", "understood": Answer.NOT_ASKED})))
        yield (*begins, NoticeGiven(notice=altered(about, {"method": Method.EMAIL})))
        for starts in (want.day(0), want.day(3)):
            yield (*_decided(want, StrategyKind.STRATEGY, starts), NoticeGiven(notice=about))


def a_yes_to_something_else(want: Want) -> Iterator[Story]:
    """An assessment is decided; the yes that the family gave was to another."""
    other = StrategyProposed(strategy=want.fresh("other"), kind=StrategyKind.ASSESSMENT, what="Listening to a story")
    for person in want.caregivers:
        about = (other.strategy,)
        yes = Consent(id=want.fresh("consent"), party=person, kind=ConsentKind.EVALUATION, strategies=about)
        yield (other, *_decided(want, StrategyKind.ASSESSMENT, want.day(60)), ConsentGiven(consent=yes))


def a_yes_taken_back(want: Want) -> Iterator[Story]:
    """A caregiver agrees to services and takes it back."""
    for person in want.caregivers:
        yes = Consent(id=want.fresh("consent"), party=person, kind=ConsentKind.SERVICES)
        yield (ConsentGiven(consent=yes), ConsentRevoked(consent=yes.id, party=person))


def _decided(want: Want, kind: StrategyKind, starts: date) -> Story:
    id = want.fresh("strategy")
    proposed = StrategyProposed(strategy=id, kind=kind, what="A map club in the park", starts=starts)
    return (proposed, DecisionMade(strategy=id, outcome=Outcome.ADOPTED))


def a_copy_in_another_language(want: Want) -> Iterator[Story]:
    """A caregiver reads Spanish, and the plan that they get is in English."""
    for person in want.caregivers:
        yield (NeedsAsked(caregiver=person, languages=("es",)), PlanShared(to=(person,), language="en"))


def other_standards(want: Want) -> Iterator[Story]:
    """The student takes tests against other standards, and a goal has no smaller steps."""
    tests = PlanSectionWritten(section=PlanSection.TESTS, statement="With a reader.", other_standards=Answer.YES)
    goal = altered(whole_goal(want, want.fresh("goal"), Domain.ACADEMIC), {"milestones": ()})
    yield (tests, GoalDrafted(goal=goal))


def a_review_far_ahead(want: Want) -> Iterator[Story]:
    """The plan was made final or looked at as a whole, and the next review is years away."""
    held = ReviewHeld(review=want.fresh("review"), kind=ReviewKind.ANNUAL, next_on=want.day(800))
    yield (MilestoneReached(milestone=Milestone.PLAN_FINAL), held)


def without_a_caregiver(want: Want) -> Iterator[Story]:
    """A caregiver was tried on two days without notice in good time, and it is decided to go on without them."""
    for person in want.caregivers:
        why = "We tried on two days, and would rather begin."
        waived = FindingWaived(code="MEETING_TIME_NOT_CONFIRMED_BY_CAREGIVER", subject=person, why=why)
        yield (_tried(person, Method.PHONE), timedelta(days=1), _tried(person, Method.LETTER), waived)


def _tried(person: str, method: Method) -> ContactAttempted:
    return ContactAttempted(caregiver=person, method=method, outcome=AttemptOutcome.NO_ANSWER, alternative_offered=True)


STORIES: tuple[Teller, ...] = (
    letters_without_an_answer,
    checks_below_the_line,
    away_from_the_meeting,
    a_meeting_without_a_welcome,
    a_meeting_for_two_kept_apart,
    a_meeting_told_late,
    a_report_without_a_copy,
    a_notice_of_something_new,
    a_yes_to_something_else,
    a_yes_taken_back,
    a_copy_in_another_language,
    other_standards,
    a_review_far_ahead,
    without_a_caregiver,
    after_a_long_while,
)
"""What several events tell together."""
