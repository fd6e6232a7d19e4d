"""Journeys: the events of one honest cycle, step by step, for every test and benchmark that needs a case in motion.

Maya's mother Rosa and the school go through the ten steps with as few events as the rules allow: one caregiver, two
goals, one concern, no special needs. `step_1()` … `step_10()` give the events that each step asks for, without its
move; `deeds_of(step)` adds who records them, how it was said, when, and the move that leaves the step;
`whole_cycle()` is all of it, from opening the case to the start of the next cycle. `play` takes deeds through a flow,
`decided` through the rules alone:

    clock = Clock()
    flow = CollabFlow(MemoryStore(), clock=clock)
    case = play(flow, clock, whole_cycle())
    case, journal = decided(journey_to(Step.SET_GOALS))

Every step has its own moment, so a journey needs a clock that follows `deed.at`, as `Clock` does in `play`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta

from attrs import frozen

from collabflow.core.case import Case
from collabflow.core.event import Entry, Event, Stamp
from collabflow.core.finding import Refused
from collabflow.core.lifecycle.contacts import Direction
from collabflow.core.lifecycle.moves import Moved
from collabflow.core.lifecycle.needs import NeedsAsked
from collabflow.core.lifecycle.people import CaseOpened
from collabflow.core.values import Answer, Frequency, Method, PartyId, Per, Position, Slot, Step, Trigger, Via
from collabflow.cycle.decide import decide
from collabflow.cycle.fold import evolve
from collabflow.cycle.profile import DEFAULT, Profile
from collabflow.flow import CollabFlow
from collabflow.goals.goal import (
    Baseline,
    Criterion,
    Domain,
    Goal,
    Measure,
    MeasureKind,
    RateBasis,
    RateSource,
    Target,
)
from collabflow.steps.s01_plan_meeting import (
    AgendaItem,
    AgendaSet,
    AgendaShared,
    MeetingEnded,
    MeetingKind,
    MeetingOutcome,
    MeetingProposed,
    MeetingStarted,
    Mode,
    SlotAnswered,
    SlotReply,
)
from collabflow.steps.s02_build_rapport import About, InterestShown, PositiveRemarkShared
from collabflow.steps.s03_share_information import (
    Assessment,
    AssessmentShared,
    Challenge,
    ChallengeShared,
    Progress,
    ProgressShared,
)
from collabflow.steps.s04_active_listening import (
    ContributionAcknowledged,
    ContributionInvited,
    ContributionKind,
    ContributionVoiced,
    InvitationAnswer,
    KindAnswer,
    Reply,
)
from collabflow.steps.s05_joint_planning import DecisionMade, Option, Outcome, PositionTaken, StrategyProposed
from collabflow.steps.s06_set_goals import GoalDrafted, GoalPositionTaken
from collabflow.steps.s07_establish_communication import (
    Channel,
    ChannelProposed,
    CommunicationAnswered,
    Purpose,
    Suits,
)
from collabflow.steps.s08_review_and_adjust import (
    GoalDecision,
    GoalReviewed,
    Participation,
    ProgressMeasured,
    ReviewCadenceSet,
    ReviewHeld,
    ReviewKind,
    TookPart,
)
from collabflow.steps.s09_provide_resources import Resource, ResourceKind, ResourceOffered
from collabflow.steps.s10_follow_up import (
    AlignmentChecked,
    EfficacyAnswered,
    FamilyFit,
    FamilySays,
    FollowUpAnswered,
    FollowUpKind,
    FollowUpProposed,
    Prompt,
    PromptAnswer,
    SchoolFit,
)
from support import KIM, LEE, NOW, PARTIES, ROSA, STUDENT, acting

CASE = "case-1"
MEETING = "meeting-1"
MEETING_AT = NOW + timedelta(days=7, hours=7)
"""The Monday after, at four in the afternoon."""

REVIEW_AT = MEETING_AT + timedelta(weeks=9)

MOMENTS: Mapping[Step, datetime] = {
    Step.PLAN_MEETING: NOW,
    Step.BUILD_RAPPORT: MEETING_AT,
    Step.SHARE_INFORMATION: MEETING_AT + timedelta(minutes=10),
    Step.ACTIVE_LISTENING: MEETING_AT + timedelta(minutes=25),
    Step.JOINT_PLANNING: MEETING_AT + timedelta(minutes=45),
    Step.SET_GOALS: MEETING_AT + timedelta(minutes=60),
    Step.ESTABLISH_COMMUNICATION: MEETING_AT + timedelta(minutes=80),
    Step.REVIEW_AND_ADJUST: REVIEW_AT,
    Step.PROVIDE_RESOURCES: REVIEW_AT + timedelta(minutes=30),
    Step.FOLLOW_UP: REVIEW_AT + timedelta(minutes=45),
}
"""When each step is worked on: the first by phone, the next six in one meeting, the last three in one review."""


@frozen(kw_only=True)
class Deed:
    """One event with who records it, when, and how a quoted person said it."""

    event: Event
    at: datetime
    by: PartyId = LEE.id
    via: Via | None = None


# the events of each step ----------------------------------------------------------------------


def opening() -> CaseOpened:
    """The school opens a case about Maya."""
    return CaseOpened(student=STUDENT, parties=PARTIES)


def step_1(*, caregiver: PartyId = ROSA.id, meeting: str = MEETING, start: datetime = MEETING_AT) -> tuple[Event, ...]:
    """A meeting at a time that suits, with an agenda; the caregiver was asked what they need."""
    return (
        NeedsAsked(caregiver=caregiver, languages=("es", "en"), interpreter=Answer.NO, access=(), culture=(), avoid=()),
        MeetingProposed(
            meeting=meeting,
            kind=MeetingKind.INITIAL,
            slots=(Slot(start=start, minutes=90), Slot(start=start + timedelta(days=1), minutes=90)),
            mode=Mode.IN_PERSON,
            place="The library",
            invitees=(caregiver, LEE.id, KIM.id),
        ),
        SlotAnswered(meeting=meeting, caregiver=caregiver, start=start, reply=SlotReply.ACCEPTED),
        AgendaSet(
            meeting=meeting,
            items=(AgendaItem(title="What Maya enjoys, and what comes next", minutes=60, led_by=LEE.id),),
            family_topics=Answer.YES,
        ),
        AgendaShared(meeting=meeting, to=(caregiver,), language="es"),
    )


def step_2(*, caregiver: PartyId = ROSA.id, meeting: str = MEETING) -> tuple[Event, ...]:
    """The meeting begins with a welcome, an open question and a true strength."""
    return (
        MeetingStarted(
            meeting=meeting,
            present=(caregiver, LEE.id, KIM.id),
            introductions=(LEE.id, KIM.id),
            welcomed_by=LEE.id,
            welcome="Tea, and a walk past the maps that Maya has drawn",
        ),
        InterestShown(caregiver=caregiver, topic="What Maya does on a free afternoon"),
        PositiveRemarkShared(
            remark="remark-1",
            said_by=KIM.id,
            about=About.STUDENT,
            text="Maya led the class to the park with her own map.",
            example="On Friday she drew every corner and nobody got lost.",
        ),
    )


def step_3() -> tuple[Event, ...]:
    """What has grown, what is hard now and what helps, and what was found."""
    return (
        ProgressShared(
            progress=Progress(
                id="progress-1",
                area="Reading",
                statement="Maya now reads a short story by herself.",
                measure="words read aloud",
                unit="words per minute",
                before=30,
                now=50,
            )
        ),
        ChallengeShared(
            challenge=Challenge(
                id="challenge-1",
                area="Break time",
                statement="Maya would like to play with others and waits at the side.",
                what_helps="A friend who asks her.",
            )
        ),
        AssessmentShared(
            assessment=Assessment(
                id="assessment-1",
                title="Reading aloud, three short texts",
                statement="Maya reads 50 words in a minute, and tells the story well.",
                assessed_on=NOW.date() - timedelta(days=3),
                assessed_by="Kim Adeyemi",
                looks_at="How many words she reads aloud in one minute.",
                limits="It does not show how much she enjoys it.",
            )
        ),
    )


def step_4(*, caregiver: PartyId = ROSA.id) -> tuple[Event, ...]:
    """One concern, told and said back; nothing to add to the rest."""
    return (
        ContributionVoiced(
            contribution="concern-1",
            by=caregiver,
            kind=ContributionKind.CONCERN,
            words="She comes home quiet after the long break.",
            may_record=Answer.YES,
        ),
        ContributionInvited(
            party=caregiver,
            answers=(
                KindAnswer(kind=ContributionKind.EXPERIENCE, answer=InvitationAnswer.NOTHING_TO_ADD),
                KindAnswer(kind=ContributionKind.INSIGHT, answer=InvitationAnswer.NOTHING_TO_ADD),
            ),
        ),
        ContributionAcknowledged(
            contributions=("concern-1",),
            by=LEE.id,
            paraphrase="After the long break Maya has little to tell at home.",
            reply=Reply.YES_THATS_IT,
            replied_by=caregiver,
        ),
    )


def step_5(*, caregiver: PartyId = ROSA.id) -> tuple[Event, ...]:
    """One strategy that answers the concern, the caregiver's own word on it, and a decision."""
    return (
        StrategyProposed(
            strategy="strategy-1",
            what="A map club in the long break, twice a week",
            options=(
                Option(what="A map club in the long break"),
                Option(what="Leave the break as it is", why_not="Maya would like company."),
            ),
            because_contributions=("concern-1",),
            because_information=("challenge-1",),
            responsible=KIM.id,
            starts=MEETING_AT.date() + timedelta(days=7),
            review_on=REVIEW_AT.date(),
        ),
        PositionTaken(party=caregiver, strategies=("strategy-1",), position=Position.AGREE),
        DecisionMade(strategy="strategy-1", outcome=Outcome.ADOPTED, under=LEE.id, time_offered=Answer.YES),
    )


def reading_goal() -> Goal:
    """An academic goal with all five letters."""
    return Goal(
        id="goal-1",
        domain=Domain.ACADEMIC,
        statement="Maya reads a new story aloud with ease.",
        verb="reads aloud",
        what="a new story of her grade",
        condition="Given a story that she has not seen",
        settings=("Reading lesson",),
        measure=Measure(kind=MeasureKind.RATE, unit="words per minute"),
        baseline=Baseline(value=50, on=NOW.date() - timedelta(days=3), observations=3),
        target=Target(value=80),
        criterion=Criterion(times=3, of=4),
        tool="One-minute reading record",
        collector="Kim",
        schedule=Frequency(times=1, per=Per.WEEK),
        starts_on=MEETING_AT.date(),
        due_on=date(2027, 6, 11),
        owner=KIM.id,
        need="Longer stories come in grade four.",
        because_of=("assessment-1",),
        matters="She wants to read travel stories by herself.",
        hopes=("concern-1",),
        rate_basis=RateBasis(source=RateSource.OWN_PAST_RATE, value=1),
        strategies=("strategy-1",),
    )


def playing_goal() -> Goal:
    """A social goal with all five letters."""
    return Goal(
        id="goal-2",
        domain=Domain.SOCIAL_EMOTIONAL,
        statement="Maya asks to join a game in the long break.",
        verb="asks",
        what="others to let her join a game",
        condition="When the long break begins",
        settings=("School yard",),
        measure=Measure(kind=MeasureKind.COUNT, unit="times a week"),
        baseline=Baseline(value=1, on=NOW.date() - timedelta(days=3), observations=3),
        target=Target(value=5),
        criterion=Criterion(times=3, of=4),
        tool="Tally sheet",
        collector="Kim",
        schedule=Frequency(times=1, per=Per.WEEK),
        starts_on=MEETING_AT.date(),
        due_on=date(2027, 6, 11),
        owner=KIM.id,
        need="She would like company in the break.",
        because_of=("challenge-1",),
        matters="She wants to play with her class.",
        hopes=("concern-1",),
        rate_basis=RateBasis(source=RateSource.TEAM_JUDGEMENT, note="The map club gives her a reason to ask."),
        strategies=("strategy-1",),
    )


def step_6(*, caregiver: PartyId = ROSA.id) -> tuple[Event, ...]:
    """Two goals, and one word of the caregiver on both."""
    return (
        GoalDrafted(goal=reading_goal()),
        GoalDrafted(goal=playing_goal()),
        GoalPositionTaken(party=caregiver, goals=("goal-1", "goal-2"), position=Position.AGREE),
    )


def step_7(*, caregiver: PartyId = ROSA.id, meeting: str = MEETING) -> tuple[Event, ...]:
    """One way to keep in touch, both ways and every week, that suits; then the meeting ends."""
    return (
        ChannelProposed(
            channel=Channel(
                id="channel-1",
                caregiver=caregiver,
                preferred=Answer.YES,
                purpose=Purpose.ROUTINE,
                direction=Direction.BOTH,
                method=Method.PHONE,
                language="es",
                frequency=Frequency(times=1, per=Per.WEEK),
                reply_within_days=2,
                contact=KIM.id,
            )
        ),
        CommunicationAnswered(caregiver=caregiver, answer=Suits.SUITS),
        MeetingEnded(meeting=meeting, outcome=MeetingOutcome.HELD, stayed=(caregiver, LEE.id, KIM.id)),
    )


def step_8(*, caregiver: PartyId = ROSA.id, at: datetime = REVIEW_AT) -> tuple[Event, ...]:
    """A rhythm, one check of each goal, and a review in which both go on."""
    return (
        ReviewCadenceSet(every=Frequency(times=1, per=Per.TERM)),
        ProgressMeasured(goal="goal-1", value=59),
        ProgressMeasured(goal="goal-2", value=3),
        ReviewHeld(
            review="review-1",
            kind=ReviewKind.SCHEDULED,
            parties=tuple(Participation(party=p, took_part=TookPart.YES) for p in (caregiver, LEE.id, KIM.id)),
            next_on=at.date() + timedelta(weeks=13),
            confirmed_by=(caregiver,),
        ),
        GoalReviewed(goals=("goal-1", "goal-2"), decision=GoalDecision.CONTINUE),
    )


def step_9() -> tuple[Event, ...]:
    """One offer of each kind, linked to what was heard."""
    return tuple(
        ResourceOffered(
            resource=Resource(
                id=id,
                kind=kind,
                title=title,
                what=what,
                languages=("es",),
                free=True,
                contact="At the library desk",
                checked_on=NOW.date(),
                because_goals=("goal-1",),
            )
        )
        for id, kind, title, what in (
            ("resource-1", ResourceKind.MATERIAL, "Travel stories", "A box of short travel stories to take home"),
            ("resource-2", ResourceKind.SUPPORT_GROUP, "Parents' evening", "Parents who meet on the first Friday"),
            ("resource-3", ResourceKind.TRAINING, "Reading together", "An evening on reading aloud at home"),
        )
    )


def step_10(*, caregiver: PartyId = ROSA.id, at: datetime = REVIEW_AT) -> tuple[Event, ...]:
    """The next meeting, how working together went from both sides, and whether the goals still fit."""
    start = at + timedelta(weeks=13)
    return (
        FollowUpProposed(
            follow_up="follow-up-1",
            kind=FollowUpKind.MEETING,
            slots=(Slot(start=start), Slot(start=start + timedelta(days=1))),
            meeting="meeting-2",
        ),
        FollowUpAnswered(follow_up="follow-up-1", caregiver=caregiver, reply=SlotReply.ACCEPTED, start=start),
        EfficacyAnswered(
            party=caregiver,
            answers=(PromptAnswer(prompt=Prompt.WORKED_WELL, words="You called when you said you would."),),
        ),
        EfficacyAnswered(
            party=LEE.id,
            answers=(PromptAnswer(prompt=Prompt.WORKED_WELL, words="Rosa's idea about maps changed our plan."),),
        ),
        AlignmentChecked(
            goals=("goal-1", "goal-2"),
            family=(FamilySays(person=caregiver, fit=FamilyFit.STILL_MATTERS),),
            school=SchoolFit.FITS_PLAN,
        ),
    )


# the journey ----------------------------------------------------------------------------------

EVENTS_OF: Mapping[Step, Callable[[], tuple[Event, ...]]] = {
    Step.PLAN_MEETING: step_1,
    Step.BUILD_RAPPORT: step_2,
    Step.SHARE_INFORMATION: step_3,
    Step.ACTIVE_LISTENING: step_4,
    Step.JOINT_PLANNING: step_5,
    Step.SET_GOALS: step_6,
    Step.ESTABLISH_COMMUNICATION: step_7,
    Step.REVIEW_AND_ADJUST: step_8,
    Step.PROVIDE_RESOURCES: step_9,
    Step.FOLLOW_UP: step_10,
}


def deeds_of(step: Step) -> tuple[Deed, ...]:
    """What the step asks for, and the move that leaves it; before the first step the case is opened."""
    at = MOMENTS[step]
    move = Trigger.NEXT_CYCLE if step is Step.FOLLOW_UP else Trigger.ADVANCE
    first = (opening(),) if step is Step.PLAN_MEETING else ()
    events = (*first, *EVENTS_OF[step](), Moved(trigger=move))
    said = Via.PHONE if step is Step.PLAN_MEETING else Via.IN_PERSON
    return tuple(Deed(event=e, at=at, via=said if _quotes(e) else None) for e in events)


def _quotes(event: Event) -> bool:
    """Whether the recorder writes down what somebody else said."""
    return any(person != LEE.id for person in event.voices())


def journey_to(step: Step) -> tuple[Deed, ...]:
    """Everything up to the moment when the case has come to that step."""
    return tuple(deed for before in Step if before.number < step.number for deed in deeds_of(before))


def whole_cycle() -> tuple[Deed, ...]:
    """The whole minimal cycle, moves included: it ends at the first step of the second cycle."""
    return (*journey_to(Step.FOLLOW_UP), *deeds_of(Step.FOLLOW_UP))


class Clock:
    """A clock that stands where it was set."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def play(flow: CollabFlow, clock: Clock, deeds: Iterable[Deed], *, case_id: str = CASE) -> Case:
    """Records these deeds through a flow that tells the time by `clock`, and answers the case after them."""
    case = Case.unopened(case_id)
    for deed in deeds:
        clock.now = deed.at
        event = deed.event
        if isinstance(event, CaseOpened):
            case = flow.open(student=event.student, parties=event.parties, by=deed.by, case_id=case_id)
        else:
            case = flow.record(case_id, event, by=deed.by, via=deed.via)
    return case


def decided(deeds: Iterable[Deed], *, profile: Profile = DEFAULT, case_id: str = CASE) -> tuple[Case, list[Entry]]:
    """The case and journal after these deeds of Lee's, judged and folded without flow or store. Raises `Refused`."""
    case, journal = Case.unopened(case_id), list[Entry]()
    for deed in deeds:
        stamp = Stamp(by=acting(LEE), at=deed.at, via=deed.via)
        decision = decide(case, deed.event, profile.context(stamp), profile, journal)
        if decision.refusals:
            raise Refused(case_id=case_id, action=deed.event.stored_as, where=case.state, findings=decision.refusals)
        entry = Entry(event=decision.event, stamp=stamp, version=case.version + 1)
        case = evolve(case, entry, journal)
        journal.append(entry)
    return case, journal
