"""Written notice: before the school begins or refuses a change, the family reads what, why, and where help is.

It is asked for every decision of the plan that begins something or refuses something; a strategy that names no plan
counts as part of it. The notice is owed to each caregiver with a say, also to one who was absent.
Source: 34 CFR 300.503 and 300.505; playbook 2.5 (b), 2.8 (b) and 2.10 (b).
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from collabflow.core.case import Case
from collabflow.core.event import Context
from collabflow.core.finding import Basis, Lack, Waivable
from collabflow.core.guard import guard
from collabflow.core.lifecycle.papers import ElectronicNoticesAnswered, Papers
from collabflow.core.people import CAREGIVER_ROLES
from collabflow.core.values import Answer, Method, PartyId
from collabflow.steps.s01_plan_meeting import is_understood, may_confirm
from collabflow.steps.s05_joint_planning import (
    DecisionMade,
    GivenNotice,
    JointPlan,
    NoticeGiven,
    Outcome,
    PlanKind,
    Strategy,
    StrategyKind,
    StrategyProposed,
    WrittenNotices,
)
from collabflow.steps.s05_joint_planning import Notice as WrittenNotice


class NoticePart(StrEnum):
    """What a written notice says: 34 CFR 300.503(b), but for where help is, which has a guard of its own."""

    WHAT = "what_is_planned_or_refused"
    WHY = "why"
    RESTS_ON = "what_it_rests_on"
    RIGHTS = "that_the_family_has_rights"
    OPTIONS = "what_else_was_looked_at"
    FACTORS = "what_else_mattered"


_NO_CHANGE = frozenset({StrategyKind.NO_CHANGE, StrategyKind.COMMUNICATION})


def is_of_the_plan(strategy: Strategy) -> bool:
    """Whether it belongs to the plan of this law. One that names no plan does; only another plan takes it out."""
    return strategy.plan in (None, PlanKind.IEP)


def needs_notice(case: Case, strategy: Strategy) -> bool:
    """Whether its decision begins or refuses something: 34 CFR 300.503(a)."""
    if not is_of_the_plan(strategy) or strategy.decision is None or strategy.kind in _NO_CHANGE:
        return False
    if strategy.outcome is Outcome.NOT_ADOPTED:
        member = case.member(strategy.proposed_by or "")
        return member is not None and member.latest.has_role(CAREGIVER_ROLES)
    return strategy.is_to_be_done or (
        strategy.kind is StrategyKind.REFUSE_REQUEST and strategy.outcome in (Outcome.ADOPTED, Outcome.ADOPTED_IN_PART)
    )


def owed(case: Case, context: Context) -> Iterator[tuple[Strategy, PartyId]]:
    """Every decision that needs notice, with each caregiver to whom it is owed."""
    for strategy in case[JointPlan].decided:
        if needs_notice(case, strategy):
            for caregiver in case.caregivers(on=context.today):
                if may_confirm(case, caregiver.id, context.today):
                    yield strategy, caregiver.id


def given_to(case: Case, strategy: Strategy, caregiver: PartyId) -> tuple[GivenNotice, ...]:
    """The notices to this caregiver about the strategy as it reads now."""
    return tuple(given for given in case[WrittenNotices].on(strategy) if caregiver in given.notice.to)


@guard(
    "NOTICE_MISSING",
    says="{caregiver} has no written notice about “{strategy}”.",
    fix="Send it before the change begins, and record it.",
    remedies=(NoticeGiven, DecisionMade),
    basis=Basis.LAW,
    standing=True,
    citation="34 CFR 300.503(a)",
)
def every_change_has_its_notice(case: Case, context: Context) -> Iterator[Lack]:
    for strategy, caregiver in owed(case, context):
        if not given_to(case, strategy, caregiver):
            yield Lack(f"{strategy.id}/{caregiver}", strategy=strategy.id, caregiver=caregiver)


@guard(
    "NOTICE_INCOMPLETE",
    says="The written notice about “{strategy}” does not say {needs}.",
    fix="Add what is missing, and send it again.",
    remedies=(NoticeGiven,),
    basis=Basis.LAW,
    standing=True,
    citation="34 CFR 300.503(b)",
)
def every_notice_is_whole(case: Case, context: Context) -> Iterator[Lack]:
    for strategy, caregiver in owed(case, context):
        given = given_to(case, strategy, caregiver)
        needs = min((tuple(_missing(one.notice)) for one in given), key=len, default=())
        if needs:
            yield Lack(f"{strategy.id}/{caregiver}", strategy=strategy.id, caregiver=caregiver, needs=needs)


def _missing(notice: WrittenNotice) -> Iterator[NoticePart]:
    said = {
        NoticePart.WHAT: notice.action is not None and _is_said(notice.description),
        NoticePart.WHY: _is_said(notice.why),
        NoticePart.RESTS_ON: bool(notice.based_on),
        NoticePart.RIGHTS: _is_said(notice.safeguards),
        NoticePart.OPTIONS: bool(notice.options),
        NoticePart.FACTORS: _is_said(notice.other_factors),
    }
    return (part for part in NoticePart if not said[part])


def _is_said(words: str | None) -> bool:
    return bool((words or "").strip())


@guard(
    "RIGHTS_HELP_NOT_LISTED",
    says="The written notice about “{strategy}” names nobody who helps families to understand their rights.",
    fix="Add a parent centre or someone like it, and send it again.",
    remedies=(NoticeGiven,),
    basis=Basis.LAW,
    standing=True,
    citation="34 CFR 300.503(b)(5)",
)
def every_notice_says_where_help_is(case: Case, context: Context) -> Iterator[Lack]:
    for strategy, caregiver in owed(case, context):
        given = given_to(case, strategy, caregiver)
        if given and not any(one.notice.help_sources for one in given):
            yield Lack(f"{strategy.id}/{caregiver}", strategy=strategy.id, caregiver=caregiver)


@guard(
    "NOTICE_AFTER_START",
    says="“{strategy}” began before {caregiver} had written notice of it.",
    fix="Set a later start and send the notice, or say why it could not wait.",
    remedies=(StrategyProposed, NoticeGiven),
    basis=Basis.LAW,
    waivable=Waivable.REASON,
    standing=True,
    citation="34 CFR 300.503(a)",
)
def every_notice_comes_before_the_change(case: Case, context: Context) -> Iterator[Lack]:
    for strategy, caregiver in owed(case, context):
        first = min((one.on for one in given_to(case, strategy, caregiver)), default=None)
        if first is not None and strategy.starts is not None and strategy.starts <= first:
            yield Lack(f"{strategy.id}/{caregiver}", strategy=strategy.id, caregiver=caregiver)


@guard(
    "NOTICE_LANGUAGE_MISMATCH",
    says="The written notice about “{strategy}” is not in a language of {caregiver}.",
    fix="Translate it, or read it out and check that it is understood; say so if that cannot be done.",
    remedies=(NoticeGiven,),
    basis=Basis.LAW,
    waivable=Waivable.REASON,
    standing=True,
    citation="34 CFR 300.503(c)",
)
def every_notice_is_understood(case: Case, context: Context) -> Iterator[Lack]:
    for strategy, caregiver in owed(case, context):
        given = given_to(case, strategy, caregiver)
        if given and not any(_reaches(case, one.notice, caregiver, context) for one in given):
            yield Lack(f"{strategy.id}/{caregiver}", strategy=strategy.id, caregiver=caregiver)


def _reaches(case: Case, notice: WrittenNotice, caregiver: PartyId, context: Context) -> bool:
    if notice.translated_orally is Answer.YES and notice.understood is Answer.YES:
        return True
    return notice.language is not None and is_understood(case, caregiver, notice.language, context.today)


@guard(
    "COMM_ELECTRONIC_NOT_ELECTED",
    says="{caregiver} has not chosen email for formal letters, and the notice about “{strategy}” came that way.",
    fix="Ask them, or send it on paper.",
    remedies=(ElectronicNoticesAnswered, NoticeGiven),
    basis=Basis.LAW,
    standing=True,
    citation="34 CFR 300.505",
)
def email_is_used_only_where_it_was_chosen(case: Case, context: Context) -> Iterator[Lack]:
    for strategy, caregiver in owed(case, context):
        given = given_to(case, strategy, caregiver)
        by_email = given and all(one.notice.method is Method.EMAIL for one in given)
        if by_email and case[Papers].electronic_notices(caregiver) is not Answer.YES:
            yield Lack(f"{strategy.id}/{caregiver}", strategy=strategy.id, caregiver=caregiver)
