"""Step 9, its guards: every kind was offered or looked for, and each offer can be reached, afforded and understood.

Once a caregiver has said no to an offer nothing more is asked about it for them; when everybody it was made to has,
nothing more is asked about it at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from collabflow.core.case import Case
from collabflow.core.event import Context
from collabflow.core.finding import THE_FAMILY, Basis, Lack, Phrase, Severity, Waivable
from collabflow.core.guard import guard
from collabflow.core.lifecycle.waivers import present_caregivers
from collabflow.steps.s01_plan_meeting import language_of
from collabflow.steps.s02_build_rapport.record import has_text
from collabflow.steps.s03_share_information.facts import primary
from collabflow.steps.s09_provide_resources.events import NoneFound, ResourceAnswered, ResourceChecked, ResourceOffered
from collabflow.steps.s09_provide_resources.facts import SEED_KINDS, Resource
from collabflow.steps.s09_provide_resources.record import Resources


@guard(
    "RESOURCE_KIND_NOT_OFFERED",
    says="No {kind} was offered to {caregivers}.",
    fix="Offer one, or say where you looked.",
    remedies=(ResourceOffered, NoneFound, ResourceAnswered),
    waivable=Waivable.REASON,
)
def every_kind_was_offered(case: Case, context: Context) -> Iterator[Lack]:
    """One finding a kind, naming the caregivers to whom none was offered and who did not say that they need none."""
    record = case[Resources]
    present = tuple(party.id for party in present_caregivers(case, on=context.today))
    for kind in SEED_KINDS:
        offers = tuple(offer for offer in record.offers if offer.kind is kind)
        without: tuple[str | Phrase, ...] = tuple(
            caregiver
            for caregiver in present
            if not record.declines_kind(kind, caregiver) and all(caregiver not in o.offered_to for o in offers)
        )
        if not present and not offers:
            without = (THE_FAMILY,)
        if without and not record.none_found(kind):
            yield Lack(kind, kind=kind, caregivers=without)


@guard(
    "RESOURCE_LANGUAGE_MISMATCH",
    says="Nothing says that {resource} comes in a language of {caregiver}.",
    fix="Find another, or arrange help with the language.",
    remedies=(ResourceOffered, ResourceAnswered),
    waivable=Waivable.REASON,
)
def offers_come_in_the_family_language(case: Case, context: Context) -> Iterator[Lack]:
    """Nothing is said of a caregiver whose language nobody knows: asking them is LANGUAGE_NOT_ASKED's part."""
    record = case[Resources]
    for caregiver in case.caregivers(on=context.today):
        languages = frozenset(primary(tag) for tag in language_of(case, caregiver.id, context.today))
        for offer in record.offered_to(caregiver.id):
            if languages and not offer.suits(languages) and not record.declines(offer, caregiver.id):
                yield Lack(f"{caregiver.id}/{offer.id}", resource=offer.id, caregiver=caregiver.id)


@guard(
    "RESOURCE_NO_CONTACT",
    says="It does not say how to reach {resource}.",
    fix="Add contact details.",
    remedies=(ResourceOffered, ResourceAnswered),
    severity=Severity.WARNING,
    basis=Basis.PRACTICE,
)
def offers_say_how_to_reach_them(case: Case, context: Context) -> Iterator[Lack]:
    yield from _offers_without(lambda offer: has_text(offer.contact), case, context)


@guard(
    "RESOURCE_COST_MISSING",
    says="It does not say what {resource} costs.",
    fix="Say that it is free, or state the price.",
    remedies=(ResourceOffered, ResourceAnswered),
    severity=Severity.WARNING,
    basis=Basis.PRACTICE,
)
def offers_say_what_they_cost(case: Case, context: Context) -> Iterator[Lack]:
    yield from _offers_without(lambda offer: offer.says_cost, case, context)


@guard(
    "RESOURCE_INTEREST_NOT_DECLARED",
    says="It does not say whether the staff of the school is tied to {resource}, and how.",
    fix="Declare the tie, or say that there is none.",
    remedies=(ResourceOffered, ResourceAnswered),
    severity=Severity.WARNING,
    basis=Basis.PRACTICE,
)
def staff_ties_are_declared(case: Case, context: Context) -> Iterator[Lack]:
    """Only what a family may have to pay for: nobody gains by what is free."""
    yield from _offers_without(lambda offer: offer.is_free or offer.tie_is_stated, case, context)


@guard(
    "RESOURCE_NOT_LINKED",
    says="It is not clear why {resource} was offered.",
    fix="Link it to something they said, or to a goal.",
    remedies=(ResourceOffered, ResourceAnswered),
    severity=Severity.WARNING,
    basis=Basis.PRACTICE,
)
def offers_answer_something(case: Case, context: Context) -> Iterator[Lack]:
    yield from _offers_without(lambda offer: offer.is_linked, case, context)


@guard(
    "RESOURCE_STALE",
    says="Nobody has checked lately that {resource} still exists.",
    fix="Check it.",
    remedies=(ResourceChecked, ResourceOffered, ResourceAnswered),
    severity=Severity.WARNING,
    basis=Basis.PRACTICE,
)
def offers_were_checked_lately(case: Case, context: Context) -> Iterator[Lack]:
    record = case[Resources]

    def is_fresh(offer: Resource) -> bool:
        checked = record.last_checked(offer)
        return checked is not None and (context.today - checked).days <= context.limits["resource_check_days"]

    yield from _offers_without(is_fresh, case, context)


@guard(
    "RESOURCE_RESPONSE_NOT_ASKED",
    says="We do not know what {caregiver} thinks of {resource}.",
    fix="Ask later, gently.",
    remedies=(ResourceAnswered,),
    severity=Severity.WARNING,
    basis=Basis.PRACTICE,
)
def everybody_was_asked_what_they_think(case: Case, context: Context) -> Iterator[Lack]:
    record = case[Resources]
    for caregiver in present_caregivers(case, on=context.today):
        for offer in record.offered_to(caregiver.id):
            if record.reply_to(offer, caregiver.id) is None:
                yield Lack(f"{caregiver.id}/{offer.id}", resource=offer.id, caregiver=caregiver.id)


@guard(
    "RESOURCE_TOO_MANY",
    says="{count} offers at once are a lot for {caregiver}.",
    fix="Pick a few together.",
    remedies=(ResourceAnswered,),
    severity=Severity.PROMPT,
    basis=Basis.PRACTICE,
)
def offers_are_few_enough(case: Case, context: Context) -> Iterator[Lack]:
    """What a caregiver declined, put off or knows already does not count."""
    record = case[Resources]
    for caregiver in present_caregivers(case, on=context.today):
        open_ones = [o for o in record.offered_to(caregiver.id) if not record.declines(o, caregiver.id)]
        if len(open_ones) > context.limits["resources_at_once"]:
            yield Lack(caregiver.id, caregiver=caregiver.id, count=len(open_ones))


def _offers_without(has: Callable[[Resource], bool], case: Case, context: Context) -> Iterator[Lack]:
    """The offers that lack something, less those that everybody declined to whom they were made."""
    record = case[Resources]
    caregivers = {party.id for party in case.caregivers(on=context.today)}
    for offer in record.offers:
        asked = caregivers.intersection(offer.offered_to)
        is_wanted = not asked or not all(record.declines(offer, caregiver) for caregiver in asked)
        if is_wanted and not has(offer):
            yield Lack(offer.id, resource=offer.id)
