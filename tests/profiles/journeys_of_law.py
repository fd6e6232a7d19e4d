"""Journeys under the shipped profiles: the minimal honest cycle, with what each law asks for besides.

`whole_cycle_under(profile)` gives the deeds of `journeys.whole_cycle()` with more events before the move of a step, and
with what the law wants to read in an event of the ten steps. `Lawful` is a walk that works this way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from attrs import evolve

import journeys
from collabflow.core.event import Event
from collabflow.core.lifecycle.moves import Moved
from collabflow.core.lifecycle.people import PartyJoined
from collabflow.core.people import Party, Role
from collabflow.core.values import Answer, Frequency, PartyId, Per, Step
from collabflow.cycle.profile import Profile
from collabflow.profiles.england_ehcp import ENGLAND_EHCP, AdviceCirculated
from collabflow.profiles.law.meetings import MeetingNoticeGiven, NoticeItem, ShorterNoticeAgreed
from collabflow.profiles.law.seats import Seat, Seated, TeamNamed
from collabflow.profiles.us_idea import US_IDEA, PlanSection, PlanSectionWritten, RightsLeafletGiven
from collabflow.profiles.us_missouri import US_MISSOURI
from collabflow.profiles.us_texas import US_TEXAS
from collabflow.steps.s01_plan_meeting import MeetingKind, MeetingPlan, MeetingProposed
from collabflow.steps.s03_share_information import AssessmentShared
from collabflow.steps.s04_active_listening import ContributionInvited, ContributionKind, InvitationAnswer, KindAnswer
from collabflow.steps.s05_joint_planning import (
    ImplementerInformed,
    Notice,
    NoticeAction,
    NoticeGiven,
    Option,
    PlanShared,
)
from collabflow.steps.s06_set_goals import GoalDrafted
from journeys import Deed
from support import KIM, LEE, MAYA, NOW, PARTIES, ROSA
from walks import Walk

SHIPPED = (US_IDEA, US_TEXAS, US_MISSOURI, ENGLAND_EHCP)

ADE = Party(id="ade", name="Ade Nwosu", roles=(Role.AGENCY_REP,))
"""Ade advises on health and knows the local office; she comes to reviews in England."""

EARLY = NOW - timedelta(days=14)
"""When a review in England is told of: two weeks and more before the meeting."""


# what each law asks for besides ---------------------------------------------------------------


def notice_of_the_meeting(meeting: str = journeys.MEETING, to: tuple[PartyId, ...] = (ROSA.id,)) -> Event:
    """A notice that says everything but what is only for older students."""
    says = tuple(NoticeItem)[:5]
    return MeetingNoticeGiven(meeting=meeting, to=to, says=says, language="es")


def team(meeting: str = journeys.MEETING) -> Event:
    """The seats of the federal rules: Kim teaches the class, Lee fills the rest."""
    seated = {Seat.REGULAR_TEACHER: KIM, Seat.SPECIAL_TEACHER: LEE, Seat.DISTRICT: LEE, Seat.EXPLAINS_RESULTS: LEE}
    return TeamNamed(meeting=meeting, members=tuple(Seated(seat=s, party=p) for s, p in seated.items()))


def english_team(meeting: str = journeys.MEETING) -> Event:
    """The seats of a review in England: Lee leads the school, Ade fills the rest."""
    seated = {Seat.HEAD: LEE, Seat.LOCAL_AUTHORITY: ADE, Seat.HEALTH: ADE, Seat.SOCIAL_CARE: ADE}
    return TeamNamed(meeting=meeting, members=tuple(Seated(seat=s, party=p) for s, p in seated.items()))


def written_notice() -> Notice:
    """A written notice about the first strategy, with all that the federal rules want in it."""
    return Notice(
        id="notice-1",
        to=(ROSA.id,),
        strategies=("strategy-1",),
        action=NoticeAction.PROPOSE,
        description="A map club in the long break, twice a week.",
        why="Maya would like company in the long break.",
        based_on=("Reading aloud, three short texts",),
        safeguards="You have rights; the leaflet explains them.",
        help_sources=("The parent centre on Mill Street",),
        options=(Option(what="Leave the break as it is", why_not="Maya would like company."),),
        other_factors="None.",
        language="es",
    )


def in_federal_plan() -> tuple[Event, ...]:
    """The written parts of the plan, the notice, the copy, and word to those who carry it out."""
    return (
        PlanSectionWritten(section=PlanSection.PRESENT_LEVELS, statement="Maya reads 50 words in a minute."),
        PlanSectionWritten(section=PlanSection.TIME_APART, statement="None: she learns with her class."),
        PlanSectionWritten(section=PlanSection.TESTS, statement="Like her class.", other_standards=Answer.NO),
        NoticeGiven(notice=written_notice()),
        PlanShared(to=(ROSA.id,), language="es"),
        ImplementerInformed(party=KIM.id, strategies=("strategy-1",)),
    )


def student_heard() -> Event:
    """Maya was asked, and said nothing more than a hope."""
    kinds = (ContributionKind.CONCERN, ContributionKind.EXPERIENCE, ContributionKind.INSIGHT)
    answers = tuple(KindAnswer(kind=kind, answer=InvitationAnswer.NOTHING_TO_ADD) for kind in kinds)
    return ContributionInvited(party=MAYA.id, answers=answers)


def more(profile: Profile, step: Step, *, meeting: str = journeys.MEETING) -> tuple[Event, ...]:
    """What this profile asks for in a step, besides the events of the journey."""
    if profile is ENGLAND_EHCP:
        return _more_in_england(step, meeting)
    if step is Step.PLAN_MEETING:
        return (notice_of_the_meeting(meeting), team(meeting), RightsLeafletGiven(to=(ROSA.id,)))
    return in_federal_plan() if step is Step.JOINT_PLANNING else ()


def _more_in_england(step: Step, meeting: str) -> tuple[Event, ...]:
    if step is Step.PLAN_MEETING:
        return (
            notice_of_the_meeting(meeting),
            AdviceCirculated(meeting=meeting, to=(ROSA.id,)),
            english_team(meeting),
        )
    return (student_heard(),) if step is Step.ACTIVE_LISTENING else ()


Change = Callable[[Event], Event]


def _with_copy(event: Event) -> Event:
    assert isinstance(event, AssessmentShared)
    return evolve(event, assessment=evolve(event.assessment, copy_given_on=NOW.date()))


def _with_reports(event: Event) -> Event:
    assert isinstance(event, GoalDrafted)
    return evolve(event, goal=evolve(event.goal, reports=Frequency(times=1, per=Per.TERM)))


def _as_review(event: Event) -> Event:
    assert isinstance(event, MeetingProposed)
    return evolve(event, kind=MeetingKind.ANNUAL_REVIEW, invitees=(*event.invitees, ADE.id))


_FEDERAL: Mapping[type[Event], Change] = {AssessmentShared: _with_copy, GoalDrafted: _with_reports}
_ENGLISH: Mapping[type[Event], Change] = {MeetingProposed: _as_review}


def adapted(profile: Profile, event: Event) -> Event:
    """The event with what this profile wants to read in it."""
    changes = _ENGLISH if profile is ENGLAND_EHCP else _FEDERAL
    return changes[type(event)](event) if type(event) in changes else event


# journeys -------------------------------------------------------------------------------------


def opening() -> Event:
    """The case with Ade on it, whom a review in England wants there."""
    return evolve(journeys.opening(), parties=(*PARTIES, ADE))


def deeds_under(profile: Profile, step: Step) -> tuple[Deed, ...]:
    """The deeds of a step under this profile."""
    deeds = [evolve(deed, event=adapted(profile, deed.event)) for deed in journeys.deeds_of(step)]
    extra = [evolve(deeds[-1], event=event, via=_via(event)) for event in more(profile, step)]
    found = [*deeds[:-1], *extra, deeds[-1]]
    if step is Step.PLAN_MEETING:
        found[0] = evolve(found[0], event=opening())
        at = EARLY if profile is ENGLAND_EHCP else NOW
        found = [evolve(deed, at=at) for deed in found]
    assert isinstance(found[-1].event, Moved)
    return tuple(found)


def _via(event: Event) -> str | None:
    return "in_person" if any(person != LEE.id for person in event.voices()) else None


def journey_under(profile: Profile, step: Step) -> tuple[Deed, ...]:
    """Everything up to the moment when the case has come to that step under this profile."""
    return tuple(deed for before in Step if before.number < step.number for deed in deeds_under(profile, before))


def whole_cycle_under(profile: Profile) -> tuple[Deed, ...]:
    """The whole cycle under this profile, into the next one."""
    return (*journey_under(profile, Step.FOLLOW_UP), *deeds_under(profile, Step.FOLLOW_UP))


class Lawful(Walk):
    """A walk under a shipped profile that also records what its law asks for."""

    def __init__(self, profile: Profile) -> None:
        super().__init__(profile=profile)
        self.record(PartyJoined(party=ADE))

    def work(self) -> None:
        for event in self._asked_for():
            self.record(adapted(self.profile, event))
        for event in more(self.profile, self.case.step, meeting=self._planned()):
            self.record(event)
        if self.case.step is Step.PLAN_MEETING:
            self._wait()

    def _asked_for(self) -> tuple[Event, ...]:
        if self.case.step is Step.PLAN_MEETING and self.profile is ENGLAND_EHCP:
            start = self.now + timedelta(days=15)
            fresh = f"meeting-{self.case.version}"
            return (*self._open_ends(), *journeys.step_1(meeting=fresh, start=start))
        return super()._asked_for()

    def _wait(self) -> None:
        """What the law of the place wants to happen between the notice and the meeting."""
        if self.profile is US_TEXAS:
            self.record(ShorterNoticeAgreed(caregiver=ROSA.id, meeting=self._planned()))
        if self.profile is ENGLAND_EHCP:
            self.now += timedelta(days=14, hours=12)

    def _planned(self) -> str:
        meetings = self.case[MeetingPlan].meetings
        return meetings[-1].id if meetings else journeys.MEETING
