"""What listening needs: everybody was asked, everything was said back, and nobody absent was forgotten.

Speaking unasked counts as having been asked, and "nothing to add" is an answer. Only the school's own words are ever
looked at for blame. The duty to reach out to an absent caregiver is the school's own, so a waiver of that caregiver's
presence does not end it; it has a waiver of its own.
Source: playbook 2.4 (b) and 2.1 (e); cycle.md, room 4.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from collabflow.core.case import Case
from collabflow.core.event import Context
from collabflow.core.finding import THE_FAMILY, Basis, Lack, Severity, Waivable
from collabflow.core.guard import guard
from collabflow.core.lifecycle.contacts import AttemptOutcome, ContactAttempted, ContactLogged, Contacts
from collabflow.core.lifecycle.waivers import present_caregivers
from collabflow.core.values import Answer, PartyId
from collabflow.language.wording import judging_words_in
from collabflow.steps.s01_plan_meeting import MeetingPlan
from collabflow.steps.s02_build_rapport.guards import NOBODY
from collabflow.steps.s02_build_rapport.record import has_text
from collabflow.steps.s04_active_listening.events import (
    ContributionInvited,
    ContributionTraced,
    ContributionVoiced,
    is_student,
)
from collabflow.steps.s04_active_listening.record import ALWAYS_INVITED, Contribution, Listening
from collabflow.steps.s04_active_listening.saying_back import ContributionAcknowledged


@guard(
    "LISTEN_KIND_NOT_INVITED",
    says="Nobody asked {caregiver} whether they have any {kind} to share.",
    fix="Ask; “nothing to add” is fine.",
    remedies=(ContributionInvited, ContributionVoiced),
)
def every_caregiver_was_asked_for_every_kind(case: Case, context: Context) -> Iterator[Lack]:
    listening = case[Listening]
    for caregiver in present_caregivers(case, on=context.today):
        for kind in ALWAYS_INVITED:
            if not listening.was_invited(caregiver.id, kind, cycle=case.cycle):
                yield Lack(f"{caregiver.id}/{kind}", caregiver=caregiver.id, kind=kind.value)
    if not case.caregivers(on=context.today):
        for kind in ALWAYS_INVITED:
            yield Lack(f"{NOBODY}/{kind}", caregiver=THE_FAMILY, kind=kind.value)


@guard(
    "LISTEN_NOT_ACKNOWLEDGED",
    says="{party} shared {contribution}, and nobody has said it back yet.",
    fix="Say back what you heard.",
    remedies=(ContributionAcknowledged,),
    standing=True,
)
def every_contribution_was_said_back(case: Case, context: Context) -> Iterator[Lack]:
    for contribution in case[Listening].standing:
        if not contribution.is_acknowledged:
            yield _lack(contribution)


@guard(
    "LISTEN_CAREGIVER_ABSENT_NO_OUTREACH",
    says="{caregiver} was not there and has not been asked since.",
    fix="Call or write before planning.",
    remedies=(ContributionInvited, ContributionVoiced, ContactAttempted, ContactLogged),
    waivable=Waivable.ATTEMPTS,
)
def absent_caregivers_were_asked_afterwards(case: Case, context: Context) -> Iterator[Lack]:
    plan, listening = case[MeetingPlan], case[Listening]
    missed_at = plan.first_started_at
    for caregiver in case.caregivers(on=context.today):
        spoke = listening.voiced_by(caregiver.id, cycle=case.cycle) or plan.attended(caregiver.id)
        if not spoke and not _reached_out(case, caregiver.id, since=missed_at or _cycle_began_at(case)):
            yield Lack(caregiver.id, caregiver=caregiver.id)


def _reached_out(case: Case, caregiver: PartyId, *, since: datetime | None) -> bool:
    """Whether the caregiver answered an invitation, or was asked or spoken with since that moment."""
    contacts, listening = case[Contacts], case[Listening]
    attempts = contacts.attempts_for(caregiver, since=since)
    return (
        any(invitation.was_answered for invitation in listening.invitations_to(caregiver))
        or any(invitation.answers for invitation in listening.invitations_to(caregiver, since=since))
        or any(attempt.outcome is AttemptOutcome.REACHED for attempt in attempts)
        or bool(contacts.with_caregiver(caregiver, since=since))
    )


def _cycle_began_at(case: Case) -> datetime | None:
    return case.earlier[-1].ended_at if case.earlier else case.opened_at


@guard(
    "LISTEN_PARAPHRASE_NOT_CONFIRMED",
    says="{party} has not said whether {contribution} was rightly understood.",
    fix="Ask “did I get that right?”",
    remedies=(ContributionAcknowledged,),
    basis=Basis.PRACTICE,
    severity=Severity.WARNING,
)
def every_paraphrase_was_confirmed(case: Case, context: Context) -> Iterator[Lack]:
    for contribution in case[Listening].standing:
        if contribution.is_acknowledged and not contribution.is_confirmed:
            yield _lack(contribution)


@guard(
    "LISTEN_JUDGING_WORDS",
    says="“{words}”, in reply to {contribution}, may sound like blame.",
    fix="Describe what was said or done.",
    remedies=(ContributionAcknowledged, ContributionTraced),
    severity=Severity.WARNING,
)
def the_school_writes_without_blame(case: Case, context: Context) -> Iterator[Lack]:
    for contribution in case[Listening].standing:
        own = [hit.word for hit in judging_words_in(contribution.words or "")]  # to say these back is no blame
        accepted = (*case.student.preferred_terms, *own)
        hits = (hit for text in _of_the_school(contribution) for hit in judging_words_in(text, accepted=accepted))
        words = tuple(dict.fromkeys(hit.word for hit in hits))
        if words:
            yield Lack(contribution.id, contribution=contribution.id, words=words)


def _of_the_school(contribution: Contribution) -> Iterator[str]:
    """What the school wrote about a contribution: its paraphrase, and why it was not taken up."""
    if contribution.acknowledged is not None:
        yield contribution.acknowledged.paraphrase or ""
    if contribution.trace is not None:
        yield contribution.trace.why or ""


@guard(
    "LISTEN_PERMISSION_NOT_ASKED",
    says="Nobody asked {party} whether {contribution} may be written down.",
    fix="Ask before writing it down.",
    remedies=(ContributionVoiced,),
    basis=Basis.PRACTICE,
    severity=Severity.WARNING,
)
def people_were_asked_before_writing_down(case: Case, context: Context) -> Iterator[Lack]:
    for contribution in case[Listening].standing:
        wrote_it_themselves = contribution.recorded_by == contribution.by
        if contribution.may_record is Answer.NOT_ASKED and not wrote_it_themselves:
            yield _lack(contribution)


def _lack(contribution: Contribution) -> Lack:
    return Lack(contribution.id, contribution=contribution.id, party=contribution.by)


@guard(
    "LISTEN_STUDENT_VOICE_NOT_SOUGHT",
    says="The student’s view is missing.",
    fix="Ask in a way that suits them, or say why not now.",
    remedies=(ContributionInvited, ContributionVoiced),
    basis=Basis.PRACTICE,
    severity=Severity.PROMPT,
)
def the_student_was_asked(case: Case, context: Context) -> Iterator[Lack]:
    listening = case[Listening]
    asked = [i.party for i in listening.invitations if i.answers or has_text(i.why_not)]
    spoke = [c.by for c in listening.contributions if c.cycle == case.cycle]
    if not any(is_student(case, party, on=context.today) for party in (*asked, *spoke)):
        yield Lack(case.student.id)


GUARDS = (
    every_caregiver_was_asked_for_every_kind,
    every_contribution_was_said_back,
    absent_caregivers_were_asked_afterwards,
    every_paraphrase_was_confirmed,
    the_school_writes_without_blame,
    people_were_asked_before_writing_down,
    the_student_was_asked,
)
