"""Whether a finding may be waived: open now, waivable at all, by this person, and after enough was tried.

Source: cycle.md, waivers; playbook 2.5, the documented-attempts path.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from collabflow.core.case import Case
from collabflow.core.event import Context
from collabflow.core.finding import Finding, Phrase, Waivable
from collabflow.core.lifecycle.contacts import Contacts
from collabflow.core.lifecycle.needs import Requests
from collabflow.core.lifecycle.waivers import FindingWaived
from collabflow.core.people import Role
from collabflow.core.values import PartyId, Trigger
from collabflow.cycle.profile import Profile
from collabflow.cycle.refusals import refusal

ATTEMPTED, ANSWERED = "case.contact_attempted", "case.meeting_asked_answered"


def waivable(
    event: FindingWaived, case: Case, context: Context, profile: Profile
) -> tuple[FindingWaived, tuple[Finding, ...]]:
    """The event with what the finding says of itself filled in, and what stands against waiving it."""
    found = next((f for f in profile.open_findings(case, context) if f.key == (event.code, event.subject)), None)
    if found is None or not found.severity.weight or found.waived:
        is_waived = found is not None and found.waived
        why = Phrase("it has been waived already") if is_waived else Phrase("it does not stand in the way now")
        return event, (_no("NOT_OPEN", why, Phrase("See what does, with explain, and waive that.")),)
    absent = found.param("caregiver") if found.waivable is Waivable.ATTEMPTS else None
    filled = attrs.evolve(
        event,
        step=found.step or case.step,
        kind=found.waivable,
        absent=absent if isinstance(absent, str) and absent else None,
    )
    return filled, tuple(_against(found, filled.absent, case, context))


def _against(found: Finding, absent: PartyId | None, case: Case, context: Context) -> Iterator[Finding]:
    if found.waivable is Waivable.NO:
        yield _no(
            "NEVER",
            Phrase("it rests on a promise that cannot be given up"),
            Phrase("Do what it asks for."),
            found.remedies,
        )
    elif found.waivable is Waivable.ATTEMPTS:
        yield from _attempts_lacking(absent, case, context)
        if context.stamp.by.role is not Role.SCHOOL_ADMIN:
            yield _no(
                "NOT_AUTHORISED",
                Phrase("it needs a school administrator"),
                Phrase("Ask a school administrator to decide."),
            )


def _attempts_lacking(absent: PartyId | None, case: Case, context: Context) -> Iterator[Finding]:
    if absent is None:
        yield _no(
            "NOBODY_NAMED", Phrase("it names no caregiver who could not be reached"), Phrase("Do what it asks for.")
        )
        return
    attempts = case[Contacts].attempts_for(absent, since=case.entered_at)
    limits = context.limits
    enough = (
        len(attempts) >= limits["attempts_minimum"]
        and len({a.method for a in attempts if a.method}) >= limits["attempts_ways"]
        and len({a.at.date() for a in attempts}) >= limits["attempts_days"]
    )
    if not enough:
        yield _no(
            "PROCEED_ATTEMPTS_INSUFFICIENT",
            Phrase("there is not enough record of trying to include the family"),
            Phrase("Try another way and another day; log it."),
            (ATTEMPTED,),
        )
    if not any(attempt.alternative_offered for attempt in attempts):
        yield _no(
            "PROCEED_ALTERNATIVE_NOT_OFFERED",
            Phrase("no other way to take part was offered"),
            Phrase("Offer phone, video or writing, and log it."),
            (ATTEMPTED,),
        )
    if case[Requests].open_of(absent):
        yield _no(
            "PROCEED_WHILE_RESCHEDULE_OPEN",
            Phrase("the family asked for another date or a talk and waits for an answer"),
            Phrase("Offer dates; a deadline is no reason to go on without them."),
            (ANSWERED, Trigger.RESCHEDULE.value),
        )


def _no(subject: str, why: Phrase, mend: Phrase, remedies: tuple[str, ...] = ()) -> Finding:
    return refusal("WAIVER_NOT_ALLOWED", subject, remedies=remedies, why=why, mend=mend)
