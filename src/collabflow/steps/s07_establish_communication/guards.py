"""What step 7 needs: a way to keep in touch with each caregiver, both ways, in a language of theirs, that suits them.

How often is not decided here but in `how_often`. A channel to somebody who is no longer a caregiver on the case asks
for nothing, and makes nothing hold either.
Source: playbook 2.8; cycle.md, room 7.
"""

from __future__ import annotations

from collections.abc import Iterator

from collabflow.core.case import Case
from collabflow.core.event import Context
from collabflow.core.finding import Basis, Lack, Phrase, Severity, Waivable
from collabflow.core.guard import guard
from collabflow.core.lifecycle.contacts import ContactLogged, Contacts, Direction, Tone
from collabflow.core.lifecycle.people import PartyChanged
from collabflow.core.lifecycle.waivers import present_caregivers
from collabflow.core.people import Authority, Party, RestrictionKind
from collabflow.core.values import Answer, PartyId
from collabflow.steps.s01_plan_meeting import language_of
from collabflow.steps.s07_establish_communication.events import (
    ChannelEnded,
    ChannelProposed,
    CommunicationAnswered,
    is_at_school,
)
from collabflow.steps.s07_establish_communication.record import (
    Channel,
    CommunicationPlan,
    Purpose,
    in_plan,
    in_use,
    way_in_words,
)


@guard(
    "COMM_METHOD_MISSING",
    says="There is no agreed way to keep in touch.",
    fix="Choose at least one method.",
    remedies=(ChannelProposed,),
)
def there_is_a_way_to_keep_in_touch(case: Case, context: Context) -> Iterator[Lack]:
    channels = in_use(case, context.today)
    if not channels:
        yield Lack("channels")
    for channel in channels:
        if channel.method is None:
            yield Lack(channel.id, channel=channel.id, caregiver=channel.caregiver)


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
    for caregiver in in_plan(case, context.today):
        if not any(channel.goes(direction) for channel in plan.of(caregiver.id)):
            yield Lack(caregiver.id, caregiver=caregiver.id)


@guard(
    "COMM_PREFERENCE_NOT_ASKED",
    says="{caregiver} was not asked how they like to be reached.",
    fix="Ask; no answer is fine.",
    remedies=(ChannelProposed,),
)
def every_caregiver_was_asked_how(case: Case, context: Context) -> Iterator[Lack]:
    """Who has no channel at all is told by `COMM_CAREGIVER_NOT_COVERED`, once."""
    plan = case[CommunicationPlan]
    for caregiver in _to_be_asked(case, context):
        if all(channel.preferred is Answer.NOT_ASKED for channel in plan.of(caregiver.id)):
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
    suits = case[CommunicationPlan].suits
    for caregiver in _to_be_asked(case, context):
        if caregiver.id not in suits:
            yield Lack(caregiver.id, caregiver=caregiver.id)


def _to_be_asked(case: Case, context: Context) -> Iterator[Party]:
    """The caregivers in the plan who can be asked about it."""
    plan = case[CommunicationPlan]
    return (party for party in present_caregivers(case, on=context.today) if plan.of(party.id))


@guard(
    "COMM_LANGUAGE_MISSING",
    says="The language for {caregiver} is not set, or is not theirs and nobody interprets.",
    fix="Set their language, or book interpreting.",
    remedies=(ChannelProposed,),
)
def every_channel_speaks_the_family_language(case: Case, context: Context) -> Iterator[Lack]:
    """Where nobody knows a caregiver's language, asking them is `LANGUAGE_NOT_ASKED`'s part."""
    for channel in in_use(case, context.today):
        if not _is_understood(channel, case, context):
            yield Lack(channel.id, channel=channel.id, caregiver=channel.caregiver)


def _is_understood(channel: Channel, case: Case, context: Context) -> bool:
    if channel.language is None:
        return False
    theirs = {_primary(tag) for tag in language_of(case, channel.caregiver, context.today)}
    return channel.interpreter or not theirs or _primary(channel.language) in theirs


def _primary(tag: str) -> str:
    return tag.lower().split("-")[0]


@guard(
    "COMM_CHANNEL_RESTRICTED",
    says="The school must not contact {caregiver} in this way: {ways}.",
    fix="Choose another way, or another person at school.",
    remedies=(ChannelEnded, ChannelProposed, PartyChanged),
    basis=Basis.PRACTICE,
    standing=True,
)
def no_channel_breaks_a_restriction(case: Case, context: Context) -> Iterator[Lack]:
    for caregiver in in_plan(case, context.today):
        for channel in case[CommunicationPlan].of(caregiver.id):
            ways = _barred_ways(channel, caregiver, case, context)
            if ways:
                yield Lack(channel.id, channel=channel.id, caregiver=caregiver.id, ways=ways)


def _barred_ways(channel: Channel, caregiver: Party, case: Case, context: Context) -> tuple[Phrase, ...]:
    """What of a channel must not be used: its method, its backup, or all of it where these two must have no contact."""
    if _are_kept_apart(channel.contact, caregiver, case, context):
        return (channel.name,)
    methods = dict.fromkeys((channel.method, channel.backup))
    return tuple(way_in_words(m) for m in methods if m is not None and not caregiver.reachable_by(m, context.today))


def _are_kept_apart(contact: PartyId | None, caregiver: Party, case: Case, context: Context) -> bool:
    person = case.party(contact, on=context.today) if contact is not None else None
    return person is not None and (_must_avoid(person, caregiver, context) or _must_avoid(caregiver, person, context))


def _must_avoid(person: Party, other: Party, context: Context) -> bool:
    return any(r.other == other.id for r in person.restricted(RestrictionKind.NO_CONTACT_WITH, context.today))


# what makes it work ---------------------------------------------------------------------------


@guard(
    "COMM_SCHOOL_CONTACT_MISSING",
    says="Nobody at school is named for contact by {channel} with {caregiver}.",
    fix="Name a person, or a post that somebody always holds.",
    remedies=(ChannelProposed,),
    basis=Basis.PRACTICE,
    severity=Severity.WARNING,
)
def every_channel_names_somebody_at_school(case: Case, context: Context) -> Iterator[Lack]:
    """Somebody who has left the school is nobody to call."""
    for channel in in_use(case, context.today):
        named = is_at_school(case, channel.contact, context.today)
        if not named and not (channel.contact_post or "").strip():
            yield Lack(channel.id, channel=channel.id, caregiver=channel.caregiver)


@guard(
    "COMM_URGENT_PATH_MISSING",
    says="There is no way set for urgent news to {caregiver}.",
    fix="Add one.",
    remedies=(ChannelProposed,),
    basis=Basis.PRACTICE,
    severity=Severity.WARNING,
)
def every_caregiver_has_an_urgent_path(case: Case, context: Context) -> Iterator[Lack]:
    """A channel that only home may start brings no urgent news there."""
    plan = case[CommunicationPlan]
    for caregiver in in_plan(case, context.today):
        urgent = (channel for channel in plan.of(caregiver.id) if channel.purpose is Purpose.URGENT)
        if all(channel.direction is Direction.HOME_TO_SCHOOL for channel in urgent):
            yield Lack(caregiver.id, caregiver=caregiver.id)


@guard(
    "COMM_REPLY_TIME_MISSING",
    says="Nobody knows when to expect an answer by {channel}.",
    fix="Agree a time.",
    remedies=(ChannelProposed,),
    basis=Basis.PRACTICE,
    severity=Severity.WARNING,
)
def every_channel_says_when_to_expect_an_answer(case: Case, context: Context) -> Iterator[Lack]:
    for channel in in_use(case, context.today):
        if channel.reply_within_days is None:
            yield Lack(channel.id, channel=channel.id, caregiver=channel.caregiver)


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
        if len(recent) >= window and set(recent) == {Tone.DIFFICULTY}:
            yield Lack(caregiver.id, caregiver=caregiver.id)


def _started_by_school(case: Case, caregiver: PartyId) -> list[Tone | None]:
    contacts = case[Contacts].with_caregiver(caregiver)
    return [contact.tone for contact in contacts if contact.direction is not Direction.HOME_TO_SCHOOL]
