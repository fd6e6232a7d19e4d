"""Consent: a parent's yes comes before the first services and before an evaluation, and can be taken back.

A signature of every year is no federal law: consent is asked for evaluations and for the first services alone.
Taking it back erases nothing and closes nothing; the school gives notice and then stops the services.
Source: 34 CFR 300.9 and 300.300; playbook 2.5 (b), 2.5.1 and 2.6.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from collabflow.core.case import Case
from collabflow.core.event import Context
from collabflow.core.finding import Basis, Lack
from collabflow.core.guard import guard
from collabflow.core.lifecycle.contacts import AttemptOutcome, Contacts
from collabflow.core.values import Answer, PartyId
from collabflow.profiles.us_idea.notice import is_of_the_plan
from collabflow.steps.s01_plan_meeting import MeetingKind, MeetingPlan, may_confirm
from collabflow.steps.s05_joint_planning import (
    Consent,
    ConsentGiven,
    ConsentKind,
    Consents,
    DecisionMade,
    GivenConsent,
    JointPlan,
    NoticeGiven,
    Strategy,
    StrategyKind,
    WrittenNotices,
)


class ConsentPart(StrEnum):
    """What makes a yes an informed one: 34 CFR 300.9."""

    WHAT_FOR = "what_it_is_for"
    LANGUAGE = "in_which_language_it_was_explained"
    FREE = "that_it_is_their_free_choice"
    IN_WRITING = "their_yes_in_writing"
    RECORDS = "which_records_go_to_whom"


EVALUATING = frozenset({ConsentKind.EVALUATION, ConsentKind.REEVALUATION})
SERVING = frozenset({ConsentKind.SERVICES})


@guard(
    "CONSENT_MISSING",
    says="Nobody has agreed in writing to “{strategy}”, which needs it first.",
    fix="Ask for it, or put the decision off until they have answered.",
    remedies=(ConsentGiven, DecisionMade),
    basis=Basis.LAW,
    standing=True,
    citation="34 CFR 300.300",
)
def consent_comes_first(case: Case, context: Context) -> Iterator[Lack]:
    for strategy, kinds in _needing(case, context):
        if not _in_force(case, kinds, context):
            yield Lack(strategy.id, strategy=strategy.id)


@guard(
    "CONSENT_OUT_OF_SCOPE",
    says="What the family agreed to does not cover “{strategy}” as it reads now.",
    fix="Ask about this too, or put the decision off until they have answered.",
    remedies=(ConsentGiven, DecisionMade),
    basis=Basis.LAW,
    standing=True,
    citation="34 CFR 300.9(b)",
)
def consent_covers_what_is_planned(case: Case, context: Context) -> Iterator[Lack]:
    """Consent to services is to services as a whole (34 CFR 300.300(b)); one to an evaluation is to what it names."""
    for strategy, kinds in _needing(case, context):
        given = _in_force(case, kinds, context)
        covering = case[Consents].covering(strategy)
        if kinds is EVALUATING and given and not any(one in covering or not one.consent.strategies for one in given):
            yield Lack(strategy.id, strategy=strategy.id)


@guard(
    "CONSENT_NOT_INFORMED",
    says="It is not on record that {caregiver} agreed with full knowledge: {needs}.",
    fix="Explain it in their language, ask again, and record what was said.",
    remedies=(ConsentGiven,),
    basis=Basis.LAW,
    standing=True,
    citation="34 CFR 300.9",
)
def every_consent_is_informed(case: Case, context: Context) -> Iterator[Lack]:
    for given in case[Consents].in_force:
        needs = tuple(_unsaid(given.consent))
        if needs:
            yield Lack(given.consent.id, caregiver=given.consent.party, needs=needs)


def _unsaid(consent: Consent) -> Iterator[ConsentPart]:
    releases = consent.kind is ConsentKind.RELEASE_OF_RECORDS
    said = {
        ConsentPart.WHAT_FOR: bool((consent.activity or "").strip()),
        ConsentPart.LANGUAGE: consent.informed_in is not None,
        ConsentPart.FREE: consent.voluntary_explained is Answer.YES,
        ConsentPart.IN_WRITING: consent.in_writing is Answer.YES,
        ConsentPart.RECORDS: not releases or bool(consent.records_to_release and consent.release_to),
    }
    return (part for part in ConsentPart if not said[part])


@guard(
    "CONSENT_REVOKED",
    says="{caregiver} took back their agreement on {day}, and no written notice followed.",
    fix="Send the notice, then stop the services. Nothing is erased.",
    remedies=(NoticeGiven,),
    basis=Basis.LAW,
    standing=True,
    citation="34 CFR 300.300(b)(4)",
)
def notice_follows_when_consent_is_taken_back(case: Case, context: Context) -> Iterator[Lack]:
    for given in case[Consents].given:
        if given.consent.kind is not ConsentKind.SERVICES:
            continue
        for revocation in given.revocations[:1]:
            notices = case[WrittenNotices].on_consent(given.consent.id)
            if not any(notice.version > revocation.version for notice in notices):
                yield Lack(given.consent.id, caregiver=revocation.party, day=revocation.on)


def _needing(case: Case, context: Context) -> Iterator[tuple[Strategy, frozenset[ConsentKind]]]:
    """The strategies that are to be done and need consent first, with the kinds that would do."""
    for strategy in case[JointPlan].decided:
        if not (strategy.is_to_be_done and is_of_the_plan(strategy)):
            continue
        if strategy.kind is StrategyKind.ASSESSMENT and not _nobody_answers(case, context):
            yield strategy, EVALUATING
        elif strategy.kind is StrategyKind.SERVICE and _services_need_consent(case):
            yield strategy, SERVING


def _nobody_answers(case: Case, context: Context) -> bool:
    """Whether a new evaluation may go on because nobody answered in spite of efforts: 34 CFR 300.300(c)(2).

    The law names no number of efforts; they are counted as `DEFAULT` counts attempts, for each caregiver with a say.
    A caregiver who was reached has answered, whatever they said. A first evaluation always needs a yes.
    """
    again = any(meeting.kind is MeetingKind.REEVALUATION for meeting in case[MeetingPlan].meetings)
    people = [p.id for p in case.caregivers(on=context.today) if may_confirm(case, p.id, context.today)]
    return again and bool(people) and all(_did_not_answer(case, person, context) for person in people)


def _did_not_answer(case: Case, person: PartyId, context: Context) -> bool:
    attempts = case[Contacts].attempts_for(person, since=None)
    return (
        len(attempts) >= context.limits["attempts_minimum"]
        and len({attempt.method for attempt in attempts if attempt.method}) >= context.limits["attempts_ways"]
        and len({attempt.at.date() for attempt in attempts}) >= context.limits["attempts_days"]
        and all(attempt.outcome is not AttemptOutcome.REACHED for attempt in attempts)
    )


def _services_need_consent(case: Case) -> bool:
    """The first services need it, and services after it was taken back; later years do not."""
    first = any(meeting.kind is MeetingKind.INITIAL for meeting in case[MeetingPlan].meetings)
    services = (given for given in case[Consents].given if given.consent.kind is ConsentKind.SERVICES)
    return first or any(given.revocations for given in services)


def _in_force(case: Case, kinds: frozenset[ConsentKind], context: Context) -> tuple[GivenConsent, ...]:
    """The consents of these kinds that nobody took back, given by somebody with a say."""
    found = (given for given in case[Consents].in_force if given.consent.kind in kinds)
    return tuple(given for given in found if may_confirm(case, given.consent.party, context.today))
