"""What rapport needs: every caregiver met, welcomed and asked with interest, and something true and good said.

Each caregiver counts for themselves: a welcome is the one of a meeting at which that caregiver was. Where a family
keeps in touch by letter or phone, their answer to the school's interest is the meeting, and no other welcome is asked.
Source: playbook 2.2 (b) and (e); cycle.md, room 2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from collabflow.core.case import Case
from collabflow.core.event import Context
from collabflow.core.finding import THE_FAMILY, Basis, Lack, Severity, Waivable
from collabflow.core.guard import guard
from collabflow.core.lifecycle.waivers import present_caregivers
from collabflow.core.people import FAMILY_ROLES
from collabflow.core.values import PartyId
from collabflow.language.wording import is_backhanded, is_generic_praise
from collabflow.steps.s01_plan_meeting import MeetingPlan, MeetingStarted
from collabflow.steps.s02_build_rapport.events import InterestShown, PositiveRemarkShared
from collabflow.steps.s02_build_rapport.record import Rapport, Remark, has_text

NOBODY = "caregiver"
"""The subject where a case has no caregiver at all, so that nothing passes because nobody could be asked."""


@guard(
    "RAPPORT_CAREGIVER_NOT_PRESENT",
    says="The school has not met {caregiver} yet.",
    fix="Build contact in their own way, for example by phone or letter, and note it.",
    remedies=(MeetingStarted, InterestShown),
    waivable=Waivable.ATTEMPTS,
)
def every_caregiver_was_met(case: Case, context: Context) -> Iterator[Lack]:
    for caregiver in _to_be_met(case, context):
        if not (case[MeetingPlan].attended(caregiver) or case[Rapport].is_in_touch(caregiver)):
            yield _lack(caregiver)


@guard(
    "RAPPORT_WELCOME_MISSING",
    says="No welcome of {caregiver} was recorded.",
    fix="Note who welcomed them and how.",
    remedies=(MeetingStarted,),
    waivable=Waivable.ATTEMPTS,
)
def every_caregiver_was_welcomed(case: Case, context: Context) -> Iterator[Lack]:
    plan, rapport = case[MeetingPlan], case[Rapport]
    for caregiver in _to_be_met(case, context):
        met_elsewhere = rapport.is_in_touch(caregiver) and not plan.attended(caregiver)
        if not (met_elsewhere or _was_welcomed(case, caregiver)):
            yield _lack(caregiver)


def _was_welcomed(case: Case, caregiver: PartyId) -> bool:
    """Whether somebody welcomed this caregiver to a meeting at which they were; the family does not welcome itself."""
    return any(caregiver in w.present and not _is_family(case, w.by) for w in case[MeetingPlan].welcomes)


@guard(
    "RAPPORT_INTEREST_MISSING",
    says="Nobody asked {caregiver} about themselves or the student.",
    fix="Ask an open question; not sharing is fine.",
    remedies=(InterestShown,),
    waivable=Waivable.ATTEMPTS,
)
def every_caregiver_was_shown_interest(case: Case, context: Context) -> Iterator[Lack]:
    for caregiver in _to_be_met(case, context):
        if not case[Rapport].interest_in(caregiver):
            yield _lack(caregiver)


@guard(
    "RAPPORT_POSITIVE_MISSING",
    says="No positive remark was recorded.",
    fix="Share one real strength.",
    remedies=(PositiveRemarkShared,),
)
def something_positive_was_said(case: Case, context: Context) -> Iterator[Lack]:
    if not case[Rapport].by_educators:
        yield Lack("positive_remark")


@guard(
    "RAPPORT_POSITIVE_GENERIC",
    says="“{remark}” is general.",
    fix="Add what the student did and when.",
    remedies=(PositiveRemarkShared,),
    basis=Basis.PRACTICE,
    severity=Severity.WARNING,
)
def every_remark_is_about_this_student(case: Case, context: Context) -> Iterator[Lack]:
    heard = {_plainly(remark.whole) for past in case.earlier for remark in past[Rapport].remarks}
    for remark in _said(case):
        if _is_generic(remark) or _plainly(remark.whole) in heard:
            yield Lack(remark.id, remark=remark.id)
        heard.add(_plainly(remark.whole))


def _is_generic(remark: Remark) -> bool:
    """Whether the remark would fit anybody; an example of its own makes up for a general word."""
    lang = remark.lang or "en"
    return all(is_generic_praise(part, lang) for part in (remark.text, remark.example or ""))


def _plainly(text: str) -> str:
    """The text without case and punctuation, so that the same remark is known again."""
    return " ".join(re.findall(r"\w+", text.casefold()))


@guard(
    "RAPPORT_POSITIVE_BACKHANDED",
    says="“{remark}” turns into a criticism.",
    fix="Keep the strength on its own.",
    remedies=(PositiveRemarkShared,),
    basis=Basis.PRACTICE,
    severity=Severity.WARNING,
)
def every_remark_stays_positive(case: Case, context: Context) -> Iterator[Lack]:
    for remark in _said(case):
        if is_backhanded(remark.text) or is_backhanded(remark.example or ""):
            yield Lack(remark.id, remark=remark.id)


@guard(
    "RAPPORT_INTRODUCTIONS_INCOMPLETE",
    says="The role of {party} was not explained.",
    fix="Say what each person does.",
    remedies=(MeetingStarted,),
    basis=Basis.PRACTICE,
    severity=Severity.WARNING,
)
def everybody_was_introduced(case: Case, context: Context) -> Iterator[Lack]:
    plan = case[MeetingPlan]
    for person in plan.attendees:
        if not (_is_family(case, person) or plan.introduced(person)):
            yield Lack(person, party=person)


def _is_family(case: Case, person: PartyId) -> bool:
    """Whether this is a caregiver or the student, who have no role to explain; an interpreter has."""
    member = case.member(person)
    return person == case.student.id or (member is not None and member.latest.has_role(FAMILY_ROLES))


def _said(case: Case) -> Iterator[Remark]:
    return (remark for remark in case[Rapport].remarks if has_text(remark.text))


def _to_be_met(case: Case, context: Context) -> tuple[PartyId, ...]:
    """The caregivers who can be asked; where a case has none at all, nothing passes because of that."""
    if not case.caregivers(on=context.today):
        return (NOBODY,)
    return tuple(caregiver.id for caregiver in present_caregivers(case, on=context.today))


def _lack(caregiver: PartyId) -> Lack:
    return Lack(caregiver, caregiver=THE_FAMILY if caregiver == NOBODY else caregiver)


GUARDS = (
    every_caregiver_was_met,
    every_caregiver_was_welcomed,
    every_caregiver_was_shown_interest,
    something_positive_was_said,
    every_remark_is_about_this_student,
    every_remark_stays_positive,
    everybody_was_introduced,
)
