"""Sentences for steps 7 to 10: keeping in touch, reviews, help, and looking back."""

from __future__ import annotations

from collabflow.core.values import Answer
from collabflow.export.html import Content
from collabflow.export.sentences.sentence import Sentence, told
from collabflow.export.speech import Speech, Words
from collabflow.steps.s01_plan_meeting import SlotReply
from collabflow.steps.s07_establish_communication import ChannelEnded, ChannelProposed, CommunicationAnswered, Suits
from collabflow.steps.s08_review_and_adjust import (
    AdjustmentMade,
    GoalReviewed,
    NoChangeNeeded,
    ProgressMeasured,
    ReviewCadenceSet,
    ReviewHeld,
)
from collabflow.steps.s09_provide_resources import (
    NoneFound,
    OfferReply,
    ResourceAnswered,
    ResourceChecked,
    ResourceOffered,
)
from collabflow.steps.s10_follow_up import (
    AlignmentChecked,
    EfficacyAnswered,
    FollowUpAnswered,
    FollowUpKind,
    FollowUpProposed,
    SummaryShared,
)

# keeping in touch -----------------------------------------------------------------------------


def channel(event: ChannelProposed, s: Speech) -> Words:
    who = s.person(event.channel.caregiver)
    return s.say("The school proposed a way to keep in touch with {who}.", about="record", who=who)


def channel_ended(event: ChannelEnded, s: Speech) -> Words:
    return s.say("A way to keep in touch is no longer used.", about="record")


def communication(event: CommunicationAnswered, s: Speech) -> Words:
    return suits(event.answer, s.person(event.caregiver), s)


def suits(answer: Suits, who: Content, s: Speech) -> Words:
    """What this person says about the plan for keeping in touch."""
    match answer:
        case Suits.SUITS:
            return s.say("{who} said that the plan for keeping in touch suits them.", about="record", who=who)
        case Suits.IN_PART:
            return s.say("{who} said that the plan for keeping in touch suits them in part.", about="record", who=who)
    return s.say("{who} said that the plan for keeping in touch does not suit them.", about="record", who=who)


# reviews --------------------------------------------------------------------------------------


def cadence(event: ReviewCadenceSet, s: Speech) -> Words:
    return s.say("We review together {often}.", about="record", often=s.frequency(event.every))


def measured(event: ProgressMeasured, s: Speech) -> Words:
    goal, value = s.thing("goal", event.goal), s.number(event.value)
    return s.say("A check of a goal: {value} ({goal})", about="record", value=value, goal=goal)


def reviewed(event: ReviewHeld, s: Speech) -> Words:
    if event.kind is None and not event.parties and event.confirmed_by:
        return s.say("The day of the next review was confirmed.", about="record")
    return s.say("People reviewed together.", about="record")


def goal_reviewed(event: GoalReviewed, s: Speech) -> Words:
    goals = s.listed(s.thing("goal", goal) for goal in event.goals)
    return s.say("We looked at how it goes: {goals}", about="record", goals=goals)


def adjusted(event: AdjustmentMade, s: Speech) -> Words:
    return s.say("Something changes after the review.", about="record")


def unchanged(event: NoChangeNeeded, s: Speech) -> Words:
    return s.say("The review found that nothing needs to change.", about="record")


# help -----------------------------------------------------------------------------------------


def offered(event: ResourceOffered, s: Speech) -> Words:
    if event.resource.suggested_by is None:
        return s.say("The school offered help.", about="record")
    return s.say("{who} suggested something that may help.", about="record", who=s.person(event.resource.suggested_by))


def offer_answered(event: ResourceAnswered, s: Speech) -> Words:
    who = s.person(event.caregiver)
    match event.reply:
        case OfferReply.INTERESTED:
            return s.say("{who} is interested in what was offered.", about="record", who=who)
        case OfferReply.ALREADY_KNOW:
            return s.say("{who} already knows what was offered.", about="record", who=who)
        case OfferReply.NOT_NOW:
            return s.say("{who} does not need what was offered now.", about="record", who=who)
        case OfferReply.NO:
            return s.say("{who} said no to what was offered.", about="record", who=who)
    return s.say("{who} was asked about what was offered and has not answered.", about="record", who=who)


def checked(event: ResourceChecked, s: Speech) -> Words:
    offer = s.thing("resource", event.resource)
    if event.still_there is Answer.YES:
        return s.say("Somebody made sure that it still exists: {offer}.", about="record", offer=offer)
    if event.still_there is Answer.NO:
        return s.say("It no longer exists: {offer}.", about="record", offer=offer)
    return s.say("Somebody looked whether it still exists: {offer}.", about="record", offer=offer)


def none_found(event: NoneFound, s: Speech) -> Words:
    return s.say("We looked for this and found nothing: {kind}.", about="record", kind=s.word(event.kind))


# looking back ---------------------------------------------------------------------------------


def follow_up(event: FollowUpProposed, s: Speech) -> Words:
    match event.kind:
        case FollowUpKind.CALL:
            return s.say("The school proposed a call to follow up.", about="record")
        case FollowUpKind.MESSAGE:
            return s.say("The school proposed a message to follow up.", about="record")
    return s.say("The school proposed a meeting to follow up.", about="record")


def follow_up_answered(event: FollowUpAnswered, s: Speech) -> Words:
    who = s.person(event.caregiver)
    match event.reply:
        case SlotReply.ACCEPTED:
            return s.say("{who} said yes to a time for the follow-up.", about="record", who=who)
        case SlotReply.DECLINED:
            return s.say("{who} said that the time of the follow-up does not suit.", about="record", who=who)
        case SlotReply.COUNTER:
            return s.say("{who} named a time of their own for the follow-up.", about="record", who=who)
    return s.say("{who} was asked about the follow-up and has not answered.", about="record", who=who)


def efficacy(event: EfficacyAnswered, s: Speech) -> Words:
    who = s.person(event.party)
    if event.prefers_not_to_say:
        return s.say("{who} would rather not say how working together went.", about="record", who=who)
    if event.no_answer:
        return s.say("{who} was asked how working together went and has not answered.", about="record", who=who)
    return s.say("{who} looked back on working together.", about="record", who=who)


def alignment(event: AlignmentChecked, s: Speech) -> Words:
    goals = s.listed(s.thing("goal", goal) for goal in event.goals)
    return s.say("Does the goal still fit? {goals}", about="record", goals=goals)


def summary(event: SummaryShared, s: Speech) -> Words:
    return s.say("{people} got a summary of what was agreed.", about="record", people=s.people(event.to))


SENTENCES: tuple[Sentence, ...] = (
    told(ChannelProposed, channel),
    told(ChannelEnded, channel_ended),
    told(CommunicationAnswered, communication, "caregiver answer"),
    told(ReviewCadenceSet, cadence, "every"),
    told(ProgressMeasured, measured, "goal value"),
    told(ReviewHeld, reviewed, "review"),
    told(GoalReviewed, goal_reviewed, "goals"),
    told(AdjustmentMade, adjusted, "adjustment"),
    told(NoChangeNeeded, unchanged),
    told(ResourceOffered, offered),
    told(ResourceAnswered, offer_answered, "caregiver reply"),
    told(ResourceChecked, checked, "resource still_there"),
    told(NoneFound, none_found, "kind"),
    told(FollowUpProposed, follow_up, "kind follow_up"),
    told(FollowUpAnswered, follow_up_answered, "caregiver reply follow_up"),
    told(EfficacyAnswered, efficacy, "party prefers_not_to_say no_answer"),
    told(AlignmentChecked, alignment, "goals"),
    told(SummaryShared, summary, "to"),
)
