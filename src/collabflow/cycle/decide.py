"""Deciding: whether an event may be recorded now, naming everything that stands in its way.

Three questions in this order: may this person record it, is it sound on this case, and, if it moves the cycle,
waives or corrects something, do the rules let it. The first question that finds something answers alone, so
that nobody learns about a case by trying; within a question everything is told.
Source: house.md section 3; cycle.md, refusals and common to every step.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import attrs
from attrs import frozen

from collabflow.core.case import Case
from collabflow.core.event import Context, Entry, Event
from collabflow.core.finding import Finding, Phrase, Severity, Unsound
from collabflow.core.lifecycle.moves import Corrected, FindingRef, Moved
from collabflow.core.lifecycle.people import CaseOpened
from collabflow.core.lifecycle.waivers import FindingWaived, Waivers
from collabflow.core.values import Status, Trigger
from collabflow.cycle.fold import corrections_in, evolve, folding, replay
from collabflow.cycle.judge import blockers_first
from collabflow.cycle.permit import permitted
from collabflow.cycle.profile import Profile
from collabflow.cycle.refusals import refusal
from collabflow.cycle.table import Row, rows_of
from collabflow.cycle.waive import waivable

__all__ = ["Decision", "decide", "evolve", "replay"]


@frozen(kw_only=True)
class Decision:
    """The event as it would be stored, and everything that was found; `refusals` is what stops it."""

    event: Event
    findings: tuple[Finding, ...] = ()

    @property
    def refusals(self) -> tuple[Finding, ...]:
        """The findings that stand in the way. When there are none, the event may be recorded."""
        return tuple(finding for finding in self.findings if finding.stops)

    @property
    def also(self) -> tuple[Finding, ...]:
        """Warnings, prompts and waived blockers."""
        return tuple(finding for finding in self.findings if not finding.stops)


def decide(case: Case, event: Event, context: Context, profile: Profile, journal: Sequence[Entry] = ()) -> Decision:
    """Whether this event may be recorded on this case now. A correction needs the journal; nothing is changed."""
    refused = tuple(_barred(case, event)) or tuple(permitted(event, context.stamp, case, profile, journal))
    refused = refused or tuple(_unsound(case, event, context))
    if refused:
        return Decision(event=event, findings=refused)
    if isinstance(event, Moved):
        return _move(case, event, context, profile)
    if isinstance(event, FindingWaived):
        filled, findings = waivable(event, case, context, profile)
        return Decision(event=filled, findings=findings)
    if isinstance(event, Corrected):
        return _correction(case, event, profile, journal)
    return Decision(event=event)


def _barred(case: Case, event: Event) -> Iterator[Finding]:
    if case.status is Status.CLOSED and not event.taken_when_closed:
        yield refusal("CASE_CLOSED", case.id, remedies=(Trigger.REOPEN.value,))
    if not case.version and not isinstance(event, CaseOpened):
        yield _refused(Unsound("case", "is not open yet"))


def _unsound(case: Case, event: Event, context: Context) -> Iterator[Finding]:
    for objection in event.objections(case, context):
        yield _refused(objection, event.stored_as)


def _refused(objection: Unsound, *remedies: str) -> Finding:
    field = objection.field
    return refusal("EVENT_UNSOUND", field, remedies=remedies, field=field, why=objection.phrase)


# moves ----------------------------------------------------------------------------------------


def _move(case: Case, moved: Moved, context: Context, profile: Profile) -> Decision:
    machine = profile.machine
    if not machine.leads_from(moved.trigger, case.state):
        return Decision(event=moved, findings=(_out_of_place(case, moved.trigger),))
    missing = tuple(_missing_fields(case, moved))
    if missing:
        return Decision(event=moved, findings=missing)
    asked = machine.ask(moved.trigger, case, context)
    if asked.row is None:
        return Decision(event=moved, findings=(refusal("CASE_CLOSED", case.id),))
    findings = blockers_first(asked.findings)
    return Decision(event=_completed(moved, asked.row, case, findings, profile), findings=findings)


def _out_of_place(case: Case, trigger: Trigger) -> Finding:
    if case.status is Status.CLOSED:
        return refusal("CASE_CLOSED", case.id, remedies=(Trigger.REOPEN.value,))
    if case.status is Status.PAUSED:
        return refusal("CASE_PAUSED", case.id, remedies=(Trigger.RESUME.value,))
    states = dict.fromkeys(str(source) for row in rows_of(trigger) for source in row.sources)
    return refusal("WRONG_STEP", trigger.value, states=tuple(states))


def _missing_fields(case: Case, moved: Moved) -> Iterator[Finding]:
    rows = [row for row in rows_of(moved.trigger) if case.state in row.sources]
    for name, words in rows[0].needs:
        value = getattr(moved, name)
        if value is None or value == () or (isinstance(value, str) and not value.strip()):
            yield refusal(
                "MOVE_FIELD_MISSING",
                name,
                remedies=(moved.trigger.value,),
                field=name,
                needed=Phrase(words, about="needed"),
            )


def _completed(moved: Moved, row: Row, case: Case, findings: Sequence[Finding], profile: Profile) -> Moved:
    """The move with everything that it keeps about how it was decided."""
    return attrs.evolve(
        moved,
        source=case.state,
        target=str(row.target),
        cycle=case.cycle + row.again,
        profile=profile.ref,
        warnings=_refs(f for f in findings if f.severity is Severity.WARNING),
        waivers=_waived(case, findings),
    )


def _waived(case: Case, findings: Sequence[Finding]) -> tuple[FindingRef, ...]:
    """The waivers that this move rests on: of what was found, and those that stand for an absent caregiver."""
    absent = (w for w in case[Waivers].waivers if w.absent is not None and not w.ended and w.step is case.step)
    standing = (FindingRef(code=waiver.code, subject=waiver.subject) for waiver in absent)
    return tuple(dict.fromkeys((*_refs(f for f in findings if f.waived), *standing)))


def _refs(findings: Iterator[Finding]) -> tuple[FindingRef, ...]:
    return tuple(FindingRef(code=finding.code, subject=finding.subject) for finding in findings)


# corrections ----------------------------------------------------------------------------------


def _correction(case: Case, event: Corrected, profile: Profile, journal: Sequence[Entry]) -> Decision:
    """Whether a correction may stand: the same kind of event, sound where it stands, and nothing later unsettled."""
    original = journal[event.version - 1]
    filled = attrs.evolve(event, about=original.event.stored_as)
    if not original.event.correctable:
        why = Unsound("version", "is of a kind that cannot be corrected; record what is right as something new")
        return Decision(event=filled, findings=(_refused(why),))
    if event.right is not None and type(event.right) is not type(original.event):
        kind = type(original.event).__name__
        why = Unsound("right", "must be a {event}, like the entry that it corrects", event=kind)
        return Decision(event=filled, findings=(_refused(why),))
    return Decision(event=filled, findings=tuple(_unsettled(case, filled, profile, journal)))


def _unsettled(case: Case, event: Corrected, profile: Profile, journal: Sequence[Entry]) -> Iterator[Finding]:
    """What would be unsound in the corrected journal and is not in the one that stands."""
    before = _objections(case, journal, profile, corrections_in(journal))
    right = {**corrections_in(journal), event.version: event.right}
    after = _objections(case, journal, profile, right)
    for version in sorted(after):
        for objection in after[version]:
            field = objection.field
            if field in {known.field for known in before.get(version, ())}:
                continue
            if version == event.version:
                yield refusal("EVENT_UNSOUND", f"right.{field}", field=f"right.{field}", why=objection.phrase)
            else:
                yield refusal(
                    "CORRECTION_UNSETTLES", f"{version}/{field}", version=version, remedies=(event.stored_as,)
                )


def _objections(
    case: Case, journal: Sequence[Entry], profile: Profile, right: Mapping[int, Event | None]
) -> Mapping[int, tuple[Unsound, ...]]:
    """The objections to each entry of a journal as corrected, on the case that its predecessors left."""
    return {
        now.version: tuple(now.event.objections(before, profile.context(now.stamp)))
        for before, now, _ in folding(case.id, journal, right)
        if now is not None
    }
