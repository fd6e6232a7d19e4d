"""Every step: each caregiver is asked which language suits them, and nothing that happened is left without a record.

Steps 2 to 6 often happen inside one meeting, so a meeting that is going on stops nothing. It counts as going on until
its expected end, and in any case to the end of the day on which it began; after that, and when the last step is left,
its end has to be on record.
Source: cycle.md, common to every step; playbook 3.1, 3.2 and 4.1.
"""

from __future__ import annotations

from collections.abc import Iterator

from collabflow.core.case import Case
from collabflow.core.event import Context
from collabflow.core.finding import A_CAREGIVER, Basis, Lack, Phrase, Severity
from collabflow.core.guard import guard
from collabflow.core.lifecycle.contacts import ContactLogged, Contacts
from collabflow.core.lifecycle.needs import Needs, NeedsAsked, Topic
from collabflow.core.lifecycle.people import PartyJoined
from collabflow.core.lifecycle.waivers import present_caregivers
from collabflow.core.people import Authority, Party
from collabflow.core.values import Step
from collabflow.steps.s01_plan_meeting import Meeting, MeetingEnded, MeetingPlan


def _asked(case: Case, context: Context) -> Iterator[Party]:
    """The caregivers who can be asked: not those whom nobody may involve, unless a meeting covers them anyway."""
    plan = case[MeetingPlan]
    for caregiver in present_caregivers(case, on=context.today):
        barred = caregiver.authority_on(context.today) is Authority.NONE
        if not barred or plan.standing_for(caregiver.id):
            yield caregiver


@guard(
    "LANGUAGE_NOT_ASKED",
    says="Nobody asked {caregiver} which language suits them.",
    fix="Ask; no answer is fine.",
    remedies=(NeedsAsked, PartyJoined),
)
def every_caregiver_was_asked_for_a_language(case: Case, context: Context) -> Iterator[Lack]:
    """Where there is no caregiver at all nobody was asked, so that does not pass either."""
    if not case.caregivers(on=context.today):
        yield Lack("caregiver", caregiver=A_CAREGIVER)
    for caregiver in _asked(case, context):
        if not case[Needs].of(caregiver.id).was_asked(Topic.LANGUAGES):
            yield Lack(caregiver.id, caregiver=caregiver.id)


@guard(
    "RECORD_MISSING",
    says="The {kind} of {day} has no {missing} on record.",
    fix="Add the {missing}.",
    remedies=(MeetingEnded, ContactLogged),
)
def everything_that_happened_is_on_record(case: Case, context: Context) -> Iterator[Lack]:
    """A host may use one id for a meeting and a contact; then the meeting speaks first, and the contact after it."""
    unended = [meeting for meeting in case[MeetingPlan].meetings if _is_over_without_end(meeting, case, context)]
    for meeting in unended:
        day = meeting.started.at.date() if meeting.started else context.today
        yield Lack(meeting.id, kind=Phrase("meeting"), day=day, missing=Phrase("end"))
    for contact in case[Contacts].contacts:
        if not (contact.summary or "").strip() and all(meeting.id != contact.id for meeting in unended):
            yield Lack(contact.id, kind=Phrase("contact"), day=contact.at.date(), missing=Phrase("summary"))


def _is_over_without_end(meeting: Meeting, case: Case, context: Context) -> bool:
    begun = meeting.started
    if begun is None or meeting.ended is not None:
        return False
    day_is_over = begun.at.date() < context.today and begun.at + meeting.lasts < context.now
    return day_is_over or case.step is Step.FOLLOW_UP


@guard(
    "CULTURE_PREFERENCES_NOT_ASKED",
    says="{caregiver} was not asked about customs and wishes to respect.",
    fix="Ask; they need not say anything.",
    remedies=(NeedsAsked,),
    basis=Basis.PRACTICE,
    severity=Severity.WARNING,
)
def every_caregiver_was_asked_about_customs(case: Case, context: Context) -> Iterator[Lack]:
    for caregiver in _asked(case, context):
        if not case[Needs].of(caregiver.id).was_asked(Topic.CULTURE):
            yield Lack(caregiver.id, caregiver=caregiver.id)


@guard(
    "LANGUAGE_ASSUMED",
    says="The language on file for {caregiver} was not confirmed by them.",
    fix="Ask them which language suits them.",
    remedies=(NeedsAsked,),
    basis=Basis.PRACTICE,
    severity=Severity.WARNING,
)
def no_language_is_assumed(case: Case, context: Context) -> Iterator[Lack]:
    """What staff put on file counts until the caregiver tells; a caregiver who told in an earlier cycle has told."""
    for caregiver in _asked(case, context):
        if caregiver.languages and not case[Needs].of(caregiver.id).languages:
            yield Lack(caregiver.id, caregiver=caregiver.id)


GUARDS = (
    every_caregiver_was_asked_for_a_language,
    everything_that_happened_is_on_record,
    every_caregiver_was_asked_about_customs,
    no_language_is_assumed,
)
LIMITS = ()
