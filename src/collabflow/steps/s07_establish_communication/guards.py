"""What step 7 needs: a way and a rhythm, both ways, in a language that suits, agreed by each caregiver."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from collabflow.core.case import Case
from collabflow.core.event import EVERY_DAY, Context
from collabflow.core.finding import Basis, Lack, Severity, Waivable
from collabflow.core.guard import guard
from collabflow.core.lifecycle.contacts import ContactLogged, Contacts, Direction, Tone
from collabflow.core.lifecycle.people import PartyChanged
from collabflow.core.lifecycle.waivers import present_caregivers
from collabflow.core.people import Authority, Party
from collabflow.core.values import Answer, PartyId
from collabflow.steps.s01_plan_meeting import language_of
from collabflow.steps.s07_establish_communication.events import ChannelEnded, ChannelProposed, CommunicationAnswered
from collabflow.steps.s07_establish_communication.record import Channel, CommunicationPlan, Purpose, contact_due


def _covered(case: Case, context: Context) -> Iterator[Party]:
    """The caregivers of today who have at least one channel."""
    plan = case[CommunicationPlan]
    return (caregiver for caregiver in case.caregivers(on=context.today) if plan.of(caregiver.id))


@guard(
    "COMM_METHOD_MISSING",
    says="There is no agreed way to keep in touch.",
    fix="Choose at least one method.",
    remedies=(ChannelProposed,),
)
def there_is_a_way_to_keep_in_touch(case: Case, context: Context) -> Iterator[Lack]:
    channels = case[CommunicationPlan].channels
    if not channels:
        yield Lack("channels")
    for channel in channels:
        if channel.method is None:
            yield Lack(channel.id)


@guard(
    "COMM_FREQUENCY_MISSING",
    says="It does not say how often {caregiver} and the school are in touch.",
    fix="Set a number, for example once a week.",
    remedies=(ChannelProposed,),
)
def routine_contact_says_how_often(case: Case, context: Context) -> Iterator[Lack]:
    plan = case[CommunicationPlan]
    for caregiver in _covered(case, context):
        routine = [channel for channel in plan.of(caregiver.id) if channel.is_routine]
        if not routine:
            yield Lack(caregiver.id, caregiver=caregiver.id)
        for channel in routine:
            if channel.frequency is None:
                yield Lack(channel.id, caregiver=caregiver.id)


@guard(
    "COMM_SCHOOL_TO_HOME_MISSING",
    says="The school has no way set to reach {caregiver}.",
    fix="Add one.",
    remedies=(ChannelProposed,),
)
def the_school_can_reach_home(case: Case, context: Context) -> Iterator[Lack]:
    yield from _without_direction(case, context, Direction.SCHOOL_TO_HOME)


@guard(
    "COMM_HOME_TO_SCHOOL_MISSING",
    says="{caregiver} has no way set to reach the school.",
    fix="Add a contact they can start.",
    remedies=(ChannelProposed,),
)
def home_can_reach_the_school(case: Case, context: Context) -> Iterator[Lack]:
    yield from _without_direction(case, context, Direction.HOME_TO_SCHOOL)


def _without_direction(case: Case, context: Context, direction: Direction) -> Iterator[Lack]:
    plan = case[CommunicationPlan]
    for caregiver in _covered(case, context):
        if not any(channel.goes(direction) for channel in plan.of(caregiver.id)):
            yield Lack(caregiver.id, caregiver=caregiver.id)


@guard(
    "COMM_PREFERENCE_NOT_ASKED",
    says="{caregiver} was not asked how they like to be reached.",
    fix="Ask; no answer is fine.",
    remedies=(ChannelProposed,),
)
def every_caregiver_was_asked_how(case: Case, context: Context) -> Iterator[Lack]:
    plan = case[CommunicationPlan]
    for caregiver in present_caregivers(case, on=context.today):
        if not any(channel.preferred is not Answer.NOT_ASKED for channel in plan.of(caregiver.id)):
            yield Lack(caregiver.id, caregiver=caregiver.id)


@guard(
    "COMM_CAREGIVER_NOT_COVERED",
    says="{caregiver} is not in the plan for keeping in touch.",
    fix="Add their own method, or record why not.",
    remedies=(ChannelProposed,),
    waivable=Waivable.REASON,
)
def every_caregiver_is_covered(case: Case, context: Context) -> Iterator[Lack]:
    plan = case[CommunicationPlan]
    for caregiver in case.caregivers(on=context.today):
        if caregiver.authority_on(context.today) is not Authority.NONE and not plan.of(caregiver.id):
            yield Lack(caregiver.id, caregiver=caregiver.id)


@guard(
    "COMM_NOT_AGREED_BY_CAREGIVER",
    says="{caregiver} has not said that this way of keeping in touch suits them.",
    fix="Ask if it suits them; if it does not, change it together.",
    remedies=(CommunicationAnswered,),
    waivable=Waivable.ATTEMPTS,
)
def every_caregiver_says_it_suits(case: Case, context: Context) -> Iterator[Lack]:
    plan = case[CommunicationPlan]
    for caregiver in present_caregivers(case, on=context.today):
        if plan.of(caregiver.id) and caregiver.id not in plan.suits:
            yield Lack(caregiver.id, caregiver=caregiver.id)


@guard(
    "COMM_LANGUAGE_MISSING",
    says="The language for {caregiver} is not set, or is not theirs and nobody interprets.",
    fix="Set their language, or book interpreting.",
    remedies=(ChannelProposed,),
)
def every_channel_speaks_the_family_language(case: Case, context: Context) -> Iterator[Lack]:
    for channel in case[CommunicationPlan].channels:
        if not _is_understood(channel, case, context):
            yield Lack(channel.id, caregiver=channel.caregiver)


def _is_understood(channel: Channel, case: Case, context: Context) -> bool:
    if channel.language is None:
        return False
    theirs = {_primary(tag) for tag in language_of(case, channel.caregiver, context.today)}
    return channel.interpreter or not theirs or _primary(channel.language) in theirs


def _primary(tag: str) -> str:
    return tag.lower().split("-")[0]


@guard(
    "COMM_CHANNEL_RESTRICTED",
    says="Contact by {channel} must not be used for {caregiver}.",
    fix="Choose another way.",
    remedies=(ChannelEnded, ChannelProposed, PartyChanged),
    basis=Basis.PRACTICE,
    standing=True,
)
def no_channel_breaks_a_restriction(case: Case, context: Context) -> Iterator[Lack]:
    for channel in case[CommunicationPlan].channels:
        caregiver = case.party(channel.caregiver, on=context.today)
        if caregiver and channel.method and not caregiver.reachable_by(channel.method, context.today):
            yield Lack(channel.id, channel=channel.id, caregiver=channel.caregiver)


@guard(
    "COMM_SCHOOL_CONTACT_MISSING",
    says="Nobody at school is named for contact by {channel} with {caregiver}.",
    fix="Name a person and a backup.",
    remedies=(ChannelProposed,),
    basis=Basis.PRACTICE,
    severity=Severity.WARNING,
)
def every_channel_names_somebody_at_school(case: Case, context: Context) -> Iterator[Lack]:
    for channel in case[CommunicationPlan].channels:
        if channel.contact is None and not (channel.contact_post or "").strip():
            yield Lack(channel.id, channel=channel.id, caregiver=channel.caregiver)


@guard(
    "COMM_URGENT_PATH_MISSING",
    says="There is no way set for urgent news to {caregiver}.",
    fix="Add one.",
    remedies=(ChannelProposed,),
    basis=Basis.PRACTICE,
    severity=Severity.WARNING,
    waivable=Waivable.REASON,
)
def every_caregiver_has_an_urgent_path(case: Case, context: Context) -> Iterator[Lack]:
    plan = case[CommunicationPlan]
    for caregiver in _covered(case, context):
        if not any(channel.purpose is Purpose.URGENT for channel in plan.of(caregiver.id)):
            yield Lack(caregiver.id, caregiver=caregiver.id)


@guard(
    "COMM_REPLY_TIME_MISSING",
    says="Nobody knows when to expect an answer by {channel}.",
    fix="Agree a time.",
    remedies=(ChannelProposed,),
    basis=Basis.PRACTICE,
    severity=Severity.WARNING,
    waivable=Waivable.REASON,
)
def every_channel_says_when_to_expect_an_answer(case: Case, context: Context) -> Iterator[Lack]:
    for channel in case[CommunicationPlan].channels:
        if channel.reply_within_days is None:
            yield Lack(channel.id, channel=channel.id)


@guard(
    "COMM_OVERDUE",
    says="Contact with {caregiver} is late; it was due by {due}.",
    fix="Make contact; log it.",
    remedies=(ContactLogged,),
    severity=Severity.WARNING,
)
def contact_is_in_time(case: Case, context: Context) -> Iterator[Lack]:
    factor = context.limits["contact_overdue_factor"]
    for caregiver in _covered(case, context):
        plain = contact_due(case, caregiver.id, factor=factor, calendar=EVERY_DAY)
        due = contact_due(case, caregiver.id, factor=factor, calendar=context.calendar)
        if plain is not None and due is not None and context.today > plain:
            resting = context.today <= due  # a school break softens it, and never makes it disappear
            yield Lack(caregiver.id, severity=Severity.PROMPT if resting else None, caregiver=caregiver.id, due=due)


@guard(
    "COMM_ONE_SIDED",
    says="Contact with {caregiver} goes one way.",
    fix="Ask if the method suits them.",
    remedies=(ContactLogged, ChannelProposed),
    basis=Basis.PRACTICE,
    severity=Severity.PROMPT,
)
def contact_goes_both_ways(case: Case, context: Context) -> Iterator[Lack]:
    for caregiver in _covered(case, context):
        frequency = case[CommunicationPlan].frequency_for(caregiver.id)
        if frequency is None:
            continue
        since = context.now - timedelta(days=frequency.every_days * context.limits["one_sided_periods"])
        directions = [c.direction for c in case[Contacts].with_caregiver(caregiver.id) if c.at > since]
        if len(directions) >= context.limits["one_sided_periods"] and set(directions) == {Direction.SCHOOL_TO_HOME}:
            yield Lack(caregiver.id, caregiver=caregiver.id)


@guard(
    "COMM_ONLY_DIFFICULTIES",
    says="Recent messages to {caregiver} were all about difficulties.",
    fix="Share some good news.",
    remedies=(ContactLogged,),
    basis=Basis.PRACTICE,
    severity=Severity.PROMPT,
)
def contact_is_not_only_about_difficulties(case: Case, context: Context) -> Iterator[Lack]:
    window = int(context.limits["contacts_looked_at"])
    for caregiver in case.caregivers(on=context.today):
        recent = _started_by_school(case, caregiver.id)[-window:]
        if len(recent) == window and set(recent) == {Tone.DIFFICULTY}:
            yield Lack(caregiver.id, caregiver=caregiver.id)


def _started_by_school(case: Case, caregiver: PartyId) -> list[Tone | None]:
    contacts = case[Contacts].with_caregiver(caregiver)
    return [contact.tone for contact in contacts if contact.direction is not Direction.HOME_TO_SCHOOL]
