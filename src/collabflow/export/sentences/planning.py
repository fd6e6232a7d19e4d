"""Sentences for steps 5 and 6: planning together, and goals."""

from __future__ import annotations

from collabflow.core.values import Position
from collabflow.export.html import Content
from collabflow.export.sentences.sentence import Sentence, told
from collabflow.export.speech import Speech, Words
from collabflow.steps.s05_joint_planning import (
    ConsentGiven,
    ConsentRevoked,
    DecisionMade,
    ImplementerInformed,
    NoticeGiven,
    Outcome,
    PlanShared,
    PositionTaken,
    StrategyProposed,
)
from collabflow.steps.s06_set_goals import (
    Area,
    GoalAreaDeclined,
    GoalDrafted,
    GoalDropped,
    GoalEnd,
    GoalPositionTaken,
    GoalRevised,
)

# the plan -------------------------------------------------------------------------------------


def proposed(event: StrategyProposed, s: Speech) -> Words:
    if event.proposed_by is None:
        return s.say("Something was proposed for the plan.", about="record")
    return s.say("{who} proposed something for the plan.", about="record", who=s.person(event.proposed_by))


def position(event: PositionTaken, s: Speech) -> Words:
    return stands(event.position, s.person(event.party), s)


def stands(position: Position, who: Content, s: Speech) -> Words:
    """Where this person stands."""
    match position:
        case Position.AGREE:
            return s.say("{who} agrees.", about="record", who=who)
        case Position.AGREE_IN_PART:
            return s.say("{who} agrees in part.", about="record", who=who)
        case Position.DISAGREE:
            return s.say("{who} disagrees.", about="record", who=who)
        case Position.UNDECIDED:
            return s.say("{who} has not decided yet.", about="record", who=who)
    return s.say("{who} would rather not say where they stand.", about="record", who=who)


def decided(event: DecisionMade, s: Speech) -> Words:
    what = s.thing("strategy", event.strategy)
    match event.outcome:
        case Outcome.ADOPTED:
            return s.say("It was decided to do this: {what}", about="record", what=what)
        case Outcome.ADOPTED_IN_PART:
            return s.say("It was decided to do part of this: {what}", about="record", what=what)
        case Outcome.DEFERRED:
            return s.say("It was decided to come back to this later: {what}", about="record", what=what)
        case Outcome.NOT_ADOPTED:
            return s.say("It was decided not to do this: {what}", about="record", what=what)
    return s.say("This proposal was taken back: {what}", about="record", what=what)


def shared(event: PlanShared, s: Speech) -> Words:
    return s.say("{people} got a copy of the plan.", about="record", people=s.people(event.to))


def informed(event: ImplementerInformed, s: Speech) -> Words:
    return s.say("{who} was told what to do.", about="record", who=s.person(event.party))


def notice(event: NoticeGiven, s: Speech) -> Words:
    if not event.notice.to:
        return s.say("A written notice was given.", about="record")
    return s.say("A written notice was given to {people}.", about="record", people=s.people(event.notice.to))


def consent(event: ConsentGiven, s: Speech) -> Words:
    return s.say("{who} gave consent.", about="record", who=s.person(event.consent.party))


def revoked(event: ConsentRevoked, s: Speech) -> Words:
    return s.say("{who} took a consent back.", about="record", who=s.person(event.party))


# goals ----------------------------------------------------------------------------------------


def drafted(event: GoalDrafted, s: Speech) -> Words:
    return s.say("A goal was written down: {goal}", about="record", goal=s.thing("goal", event.goal.id))


def revised(event: GoalRevised, s: Speech) -> Words:
    return s.say("A goal was changed: {goal}", about="record", goal=s.thing("goal", event.goal.id))


def goal_position(event: GoalPositionTaken, s: Speech) -> Words:
    return stands(event.position, s.person(event.party), s)


def declined(event: GoalAreaDeclined, s: Speech) -> Words:
    if event.area is Area.ACADEMIC:
        return s.say("No goal for learning is needed now.", about="record")
    return s.say("No goal for being with others is needed now.", about="record")


def dropped(event: GoalDropped, s: Speech) -> Words:
    goal = s.thing("goal", event.goal)
    if event.how is GoalEnd.MASTERED:
        return s.say("A goal was reached: {goal}", about="record", goal=goal)
    return s.say("A goal is no longer worked on: {goal}", about="record", goal=goal)


SENTENCES: tuple[Sentence, ...] = (
    told(StrategyProposed, proposed, "proposed_by strategy"),
    told(PositionTaken, position, "party position"),
    told(DecisionMade, decided, "strategy outcome"),
    told(PlanShared, shared, "to"),
    told(ImplementerInformed, informed, "party"),
    told(NoticeGiven, notice),
    told(ConsentGiven, consent),
    told(ConsentRevoked, revoked, "party"),
    told(GoalDrafted, drafted),
    told(GoalRevised, revised),
    told(GoalPositionTaken, goal_position, "party position"),
    told(GoalAreaDeclined, declined, "area"),
    told(GoalDropped, dropped, "goal"),
)
