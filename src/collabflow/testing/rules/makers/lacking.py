"""Makers of events that are sound and leave something to be desired, so that guards are seen lacking as well.

A finding sends for whole events; these are what people really record: half-filled forms, hard words, a silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from attrs import evolve

from collabflow.core.event import Event
from collabflow.core.fact import altered
from collabflow.core.lifecycle.contacts import ActionAssigned, ContactLogged, Direction
from collabflow.core.lifecycle.needs import MeetingAsked, NeedsAsked
from collabflow.core.lifecycle.people import PartyChanged, PartyJoined, PartyLeft
from collabflow.core.values import Answer, Frequency, Per, Position
from collabflow.steps.s01_plan_meeting import (
    AgendaSet,
    MeetingEnded,
    MeetingProposed,
    MeetingStarted,
    NeedArranged,
)
from collabflow.steps.s02_build_rapport import PositiveRemarkShared
from collabflow.steps.s03_share_information import (
    ChallengeShared,
    ProgressShared,
    QuestionAsked,
    VisualShown,
)
from collabflow.steps.s04_active_listening import (
    ContributionAcknowledged,
    ContributionVoiced,
)
from collabflow.steps.s05_joint_planning import DecisionMade, Outcome, PositionTaken, StrategyKind, StrategyProposed
from collabflow.steps.s06_set_goals import GoalDrafted, GoalDropped, GoalPositionTaken, Goals
from collabflow.steps.s07_establish_communication import ChannelProposed, CommunicationPlan
from collabflow.steps.s08_review_and_adjust import (
    AdjustmentMade,
    GoalDecision,
    GoalReviewed,
    ProgressMeasured,
    ReviewCadenceSet,
    ReviewHeld,
)
from collabflow.steps.s09_provide_resources import Resource, ResourceKind, ResourceOffered
from collabflow.steps.s10_follow_up import (
    AlignmentChecked,
    EfficacyAnswered,
    FamilyFit,
    FamilySays,
    Prompt,
    PromptAnswer,
    SchoolFit,
)
from collabflow.testing.rules.makers import keeping_on, lacking_goals, lacking_law, lacking_talks, planning
from collabflow.testing.rules.want import AHEAD, Maker, Want

# planning -------------------------------------------------------------------------------------


def strategy(want: Want) -> Iterator[StrategyProposed]:
    """A proposal without options, a person, days or how much."""
    bare = StrategyProposed(strategy=want.fresh("strategy"), what="A map club")
    yield evolve(bare, kind=StrategyKind.SERVICE)
    yield bare
    for known in planning.strategies(want):
        yield StrategyProposed(strategy=known.id, what="A map club on Fridays", kind=known.kind)
        yield StrategyProposed(strategy=known.id, what="A map club on Fridays", kind=StrategyKind.SERVICE)


def position(want: Want) -> Iterator[PositionTaken]:
    """A caregiver disagrees, and nobody asked with what; or says so at length and was offered no statement."""
    for known in planning.strategies(want):
        for person in want.caregivers:
            no = PositionTaken(party=person, strategies=(known.id,), position=Position.DISAGREE)
            yield no
            yield evolve(no, rejected_part="The time", why="She rests then.")


def decision(want: Want) -> Iterator[DecisionMade]:
    """A decision on the spot, or one that takes everything back."""
    for known in planning.strategies(want):
        yield DecisionMade(strategy=known.id, outcome=Outcome.ADOPTED)
        yield DecisionMade(strategy=known.id, outcome=Outcome.NOT_ADOPTED)
        yield DecisionMade(strategy=known.id, outcome=Outcome.WITHDRAWN)


# keeping on -----------------------------------------------------------------------------------


def channel(want: Want) -> Iterator[ChannelProposed]:
    """A way to keep in touch that leaves something open: in the place of a known one, or for urgent news besides."""
    for known in want.case[CommunicationPlan].channels:
        for changes in _OF_CHANNELS:
            yield ChannelProposed(channel=altered(known, changes))
    for whole in keeping_on.channel(want):
        for changes in _OF_CHANNELS:
            yield ChannelProposed(channel=altered(whole.channel, changes))


_OF_CHANNELS: tuple[Mapping[str, object], ...] = (
    {"preferred": Answer.NOT_ASKED},
    {"reply_within_days": None},
    {"contact": None, "contact_post": None},
    {"direction": Direction.HOME_TO_SCHOOL},
    {"direction": Direction.SCHOOL_TO_HOME},
    {"frequency": None},
    {"frequency": Frequency(times=1, per=Per.DAY)},
    {"method": None},
    {"language": None},
    {"language": "fi"},
)


def cadence(want: Want) -> Iterator[ReviewCadenceSet]:
    """A rhythm with a day that nobody confirmed."""
    yield ReviewCadenceSet(every=Frequency(times=1, per=Per.TERM), next_on=want.day(60))


def measured(want: Want) -> Iterator[ProgressMeasured]:
    """Checks far below the line."""
    for goal in want.case[Goals].active:
        yield ProgressMeasured(goal=goal.id, value=0)


def review(want: Want) -> Iterator[ReviewHeld]:
    """A review that nobody is said to have been at, with a day that nobody confirmed."""
    yield ReviewHeld(review=want.fresh("review"), next_on=want.day(400))


def reviewed(want: Want) -> Iterator[GoalReviewed]:
    """A goal that goes on without a reason, or is to change."""
    for goal in want.case[Goals].active:
        yield GoalReviewed(goals=(goal.id,), decision=GoalDecision.CONTINUE)
        yield GoalReviewed(goals=(goal.id,), decision=GoalDecision.REVISE)


def adjustment(want: Want) -> Iterator[AdjustmentMade]:
    """A change that nobody decided together."""
    yield AdjustmentMade(adjustment=want.fresh("adjustment"), what="Shorter texts")


def offered(want: Want) -> Iterator[ResourceOffered]:
    """An offer in no language of the family, that does not say how to reach it or what it costs."""
    for kind in (ResourceKind.MATERIAL, ResourceKind.SERVICE):
        bare = Resource(id=want.fresh("resource"), kind=kind, title="Travel stories")
        yield ResourceOffered(resource=bare)
        yield ResourceOffered(resource=evolve(bare, languages=("fi",), checked_on=want.day(-700)))


def looked_back(want: Want) -> Iterator[EfficacyAnswered]:
    """Somebody tells what made it hard."""
    for person in want.caregivers:
        answers = (PromptAnswer(prompt=Prompt.MADE_IT_HARD, words="The letters came late."),)
        yield EfficacyAnswered(party=person, answers=answers)
        yield EfficacyAnswered(party=person, no_answer=True)


def aligned(want: Want) -> Iterator[AlignmentChecked]:
    """A goal no longer fits, and nothing follows yet."""
    for goal in want.case[Goals].active:
        for person in want.caregivers:
            said = FamilySays(person=person, fit=FamilyFit.NO_LONGER)
            yield AlignmentChecked(goals=(goal.id,), family=(said,), school=SchoolFit.NEEDS_CHANGE)


LATER = (timedelta(days=1), AHEAD + timedelta(days=3), timedelta(days=100), timedelta(days=250))
"""After so much time something may have become late."""

LACKING: Mapping[type[Event], Maker] = {
    NeedsAsked: lacking_talks.needs,
    PartyChanged: lacking_talks.changed,
    PartyJoined: lacking_talks.joined,
    PartyLeft: lacking_talks.left,
    MeetingAsked: lacking_talks.asked,
    ContactLogged: lacking_talks.logged,
    ActionAssigned: lacking_talks.assigned,
    MeetingProposed: lacking_talks.proposed,
    AgendaSet: lacking_talks.agenda,
    NeedArranged: lacking_talks.arranged,
    MeetingStarted: lacking_talks.started,
    MeetingEnded: lacking_talks.ended,
    PositiveRemarkShared: lacking_talks.remark,
    ProgressShared: lacking_talks.progress,
    ChallengeShared: lacking_talks.challenge,
    VisualShown: lacking_talks.visual,
    QuestionAsked: lacking_talks.question,
    ContributionVoiced: lacking_talks.voiced,
    ContributionAcknowledged: lacking_talks.acknowledged,
    StrategyProposed: strategy,
    PositionTaken: position,
    DecisionMade: decision,
    GoalDrafted: lacking_goals.drafted,
    GoalPositionTaken: lacking_goals.position,
    GoalDropped: lacking_goals.dropped,
    ChannelProposed: channel,
    ReviewCadenceSet: cadence,
    ProgressMeasured: measured,
    ReviewHeld: review,
    GoalReviewed: reviewed,
    AdjustmentMade: adjustment,
    ResourceOffered: offered,
    EfficacyAnswered: looked_back,
    AlignmentChecked: aligned,
    **lacking_law.LACKING,
}
"""What leaves something to be desired, by event."""
