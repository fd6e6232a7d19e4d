"""Makers of what keeps a collaboration going: ways to keep in touch, reviews, resources and the next time to talk."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from collabflow.core.event import Event
from collabflow.core.lifecycle.contacts import Direction
from collabflow.core.people import RestrictionKind, Role
from collabflow.core.values import Answer, Frequency, Method, PartyId, Per
from collabflow.steps.s01_plan_meeting import SlotReply
from collabflow.steps.s05_joint_planning import JointPlan
from collabflow.steps.s06_set_goals import Goals
from collabflow.steps.s07_establish_communication import Channel, ChannelProposed, CommunicationPlan, Purpose
from collabflow.steps.s08_review_and_adjust import (
    AdjustmentMade,
    Delivery,
    GoalDecision,
    GoalReviewed,
    Participation,
    ProgressMeasured,
    ReviewCadenceSet,
    ReviewHeld,
    ReviewKind,
    Reviews,
    TookPart,
)
from collabflow.steps.s08_review_and_adjust import Target as AdjustmentTarget
from collabflow.steps.s09_provide_resources import Resource, ResourceKind, ResourceOffered, Resources
from collabflow.steps.s10_follow_up import (
    AlignmentChecked,
    EfficacyAnswered,
    FamilyFit,
    FamilySays,
    Follows,
    FollowUp,
    FollowUpAnswered,
    FollowUpKind,
    FollowUpProposed,
    Prompt,
    PromptAnswer,
    SchoolFit,
)
from collabflow.testing.rules.makers.meeting import invited, slots
from collabflow.testing.rules.want import Maker, Want

WEEKLY = Frequency(times=1, per=Per.WEEK)

# keeping in touch -----------------------------------------------------------------------------


def channel(want: Want) -> Iterator[ChannelProposed]:
    """A way to keep in touch that says everything: one that is known, made whole; a new one; or one for urgent news."""
    plan = want.case[CommunicationPlan]
    for known in plan.channels:
        if known.id in want.hints or known.caregiver in want.hints:
            yield ChannelProposed(channel=_channel(want, known.id, known.caregiver, known.purpose or Purpose.ROUTINE))
    for person in want.caregivers:
        urgent = want.is_about("COMM_URGENT_PATH_MISSING")
        for purpose in (Purpose.URGENT, Purpose.ROUTINE) if urgent else (Purpose.ROUTINE, Purpose.URGENT):
            yield ChannelProposed(channel=_channel(want, want.fresh("channel"), person, purpose))


def _channel(want: Want, id: str, person: PartyId, purpose: Purpose) -> Channel:
    party, contact = want.party(person), _contact(want, person)
    ways = [method for method in Method if party is None or party.reachable_by(method, want.today)]
    return Channel(
        id=id,
        caregiver=person,
        preferred=Answer.YES,
        purpose=purpose,
        direction=Direction.BOTH,
        method=Method.PHONE if Method.PHONE in ways or not ways else ways[0],
        language=want.languages(person)[0],
        frequency=WEEKLY,
        reply_within_days=2,
        contact=contact,
        contact_post=None if contact else "The office",
    )


def _contact(want: Want, person: PartyId) -> PartyId | None:
    """Somebody at school who may be in touch with this person."""
    party, apart = want.party(person), RestrictionKind.NO_CONTACT_WITH
    for id in want.educators:
        at_school = want.party(id)
        if at_school is None or party is None:
            continue
        barred = (
            *((r, person) for r in at_school.restricted(apart, want.today)),
            *((r, id) for r in party.restricted(apart, want.today)),
        )
        if not any(restriction.other == other for restriction, other in barred):
            return id
    return None


# reviews --------------------------------------------------------------------------------------


def cadence(want: Want) -> Iterator[ReviewCadenceSet]:
    """A review each term, on a day that the caregivers confirm."""
    every = Frequency(times=1, per=Per.TERM)
    yield ReviewCadenceSet(every=every, next_on=want.day(91), confirmed_by=want.caregivers)
    yield ReviewCadenceSet(every=every)


def measured(want: Want) -> Iterator[ProgressMeasured]:
    """A goal is checked; what is found lies on its line, as far as that is known."""
    goals = sorted(want.case[Goals].active, key=lambda goal: goal.id not in want.hints)
    for goal in goals:
        values = [part.value for part in (goal.target, goal.baseline) if part is not None]
        for value in (*values, 1, 0):
            yield ProgressMeasured(goal=goal.id, value=value)


def review(want: Want) -> Iterator[ReviewHeld]:
    """Everybody takes part, what was planned took place, and caregivers confirm the day of the next."""
    relevant = [party.id for party in want.people if party.roles != (Role.INTERPRETER,)]
    services = tuple(s.id for s in want.case[JointPlan].strategies if s.is_to_be_done)
    held = ReviewHeld(
        review=want.fresh("review"),
        kind=ReviewKind.ANNUAL
        if want.is_about("EHCP_NEXT_REVIEW_TOO_LATE", "REVIEW_NEXT_TOO_LATE")
        else ReviewKind.SCHEDULED,
        parties=tuple(Participation(party=person, took_part=TookPart.YES) for person in relevant),
        delivery=tuple(Delivery(strategy=strategy, planned=4, delivered=4) for strategy in services),
        next_on=want.day(91),
        confirmed_by=want.caregivers,
    )
    yield held
    yield evolve(held, next_on=want.day(7))
    yield evolve(held, confirmed_by=())


def reviewed(want: Want) -> Iterator[GoalReviewed]:
    """A goal goes on, with a reason; or another decision is taken about it."""
    goals = [goal.id for goal in want.case[Goals].active]
    ended = [ended.goal.id for ended in want.case[Goals].over]
    for goal in sorted((*goals, *ended), key=lambda id: id not in want.hints):
        for decision in GoalDecision:
            yield GoalReviewed(goals=(goal,), decision=decision, because="It goes well, and we keep an eye on it.")


def adjustment(want: Want) -> Iterator[AdjustmentMade]:
    """Something changes: for a goal, on what was decided together, or with a goal on which caregivers have spoken."""
    ids = [known.id for known in want.case[Reviews].adjustments if known.id in want.hints]
    goals = tuple(goal.id for goal in want.case[Goals].active)
    named = tuple(goal for goal in want.named("Goal"))
    decided = [strategy.id for strategy in want.case[JointPlan].decided]
    for id in (*ids, want.fresh("adjustment")):
        for about in dict.fromkeys((named, goals, ())):
            for strategy in (*decided, None):
                yield AdjustmentMade(
                    adjustment=id,
                    strategy=strategy,
                    goals=about,
                    target=AdjustmentTarget.PLAN,
                    what="A shorter text each day",
                    because="Small steps go better.",
                )


# resources ------------------------------------------------------------------------------------


def offered(want: Want) -> Iterator[ResourceOffered]:
    """Something to read, to meet at or to learn from, in the languages of everybody to whom it is offered."""
    for known in want.case[Resources].resources:
        if known.id in want.hints:
            yield ResourceOffered(resource=_resource(want, known.id, known.kind or ResourceKind.MATERIAL))
    kinds = sorted(ResourceKind, key=lambda kind: kind.value not in want.hints)
    for kind in kinds:
        yield ResourceOffered(resource=_resource(want, want.fresh("resource"), kind))


def _resource(want: Want, id: str, kind: ResourceKind) -> Resource:
    tags = (tag for person in want.caregivers for tag in want.languages(person))
    return Resource(
        id=id,
        kind=kind,
        title="Travel stories",
        what="A box of short travel stories to take home",
        languages=tuple(dict.fromkeys(tags)),
        free=True,
        contact="At the library desk",
        checked_on=want.today,
        staff_tie=Answer.NO,
        because_goals=tuple(goal.id for goal in want.case[Goals].active),
        offered_to=want.caregivers,
    )


# the next time to talk ------------------------------------------------------------------------


def follow_up(want: Want) -> Iterator[FollowUpProposed]:
    """A meeting, for everybody who may meet; or a call with one caregiver."""
    together = tuple(person for person in invited(want, want.caregivers[:1]) if person in want.caregivers)
    yield FollowUpProposed(
        follow_up=want.fresh("arranged"), kind=FollowUpKind.MEETING, slots=slots(want, together), caregivers=together
    )
    for person in want.caregivers:
        yield FollowUpProposed(
            follow_up=want.fresh("arranged"), kind=FollowUpKind.CALL, slots=slots(want, (person,)), caregivers=(person,)
        )


def follow_up_answered(want: Want) -> Iterator[FollowUpAnswered]:
    """A caregiver accepts a time that is still to come."""
    for person in want.caregivers:
        for coming in want.case[FollowUp].ahead(want.now):
            for offer in coming.offers:
                yield FollowUpAnswered(
                    follow_up=coming.id, caregiver=person, start=offer.slot.start, reply=SlotReply.ACCEPTED
                )


def looked_back(want: Want) -> Iterator[EfficacyAnswered]:
    """Somebody of each side says what worked well."""
    school = want.is_about("FOLLOWUP_EDUCATOR_VIEW_MISSING")
    sides = (want.educators, want.caregivers) if school else (want.caregivers, want.educators)
    answers = (PromptAnswer(prompt=Prompt.WORKED_WELL, words="You called when you said you would."),)
    for person in (*sides[0], *sides[1]):
        yield EfficacyAnswered(party=person, answers=answers)
        yield EfficacyAnswered(party=person, answers=answers, we_will_change="We call on Fridays.")


def aligned(want: Want) -> Iterator[AlignmentChecked]:
    """Both sides say that goals still fit; or what follows."""
    goals = sorted(want.case[Goals].active, key=lambda goal: goal.id not in want.hints)
    family = tuple(FamilySays(person=person, fit=FamilyFit.STILL_MATTERS) for person in want.caregivers)
    for goal in goals:
        yield AlignmentChecked(goals=(goal.id,), family=family, school=SchoolFit.FITS_PLAN)
        yield AlignmentChecked(
            goals=(goal.id,), family=family, school=SchoolFit.NEEDS_CHANGE, follows=Follows.BACK_TO_GOALS
        )


MAKERS: dict[type[Event], Maker] = {
    ChannelProposed: channel,
    ReviewCadenceSet: cadence,
    ProgressMeasured: measured,
    ReviewHeld: review,
    GoalReviewed: reviewed,
    AdjustmentMade: adjustment,
    ResourceOffered: offered,
    FollowUpProposed: follow_up,
    FollowUpAnswered: follow_up_answered,
    EfficacyAnswered: looked_back,
    AlignmentChecked: aligned,
}
