"""What tests share: an invented school and family, and short ways to fold events and ask guards.

Maya is eight, loves reading maps and asks good questions. Rosa and Tomás are her mother and uncle; Rosa
speaks Spanish. Lee is the case manager, Kim the teacher, Sam the principal.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import reduce

from attrs import frozen

from collabflow.core.case import Case
from collabflow.core.event import EVERY_DAY, Calendar, Context, Entry, Event, Stamp
from collabflow.core.finding import Finding
from collabflow.core.guard import Guard
from collabflow.core.lifecycle.people import CaseOpened
from collabflow.core.people import Acting, Authority, Party, Role, Student
from collabflow.core.values import Via

NOW = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)
"""A Monday morning; the journal of every test starts here."""

TODAY = NOW.date()

ROSA = Party(
    id="rosa", name="Rosa Vidal", roles=(Role.CAREGIVER,), authority=Authority.RIGHTS_HOLDER, relationship="mother"
)
TOMAS = Party(id="tomas", name="Tomás Vidal", roles=(Role.CAREGIVER,), authority=Authority.SHARED)
MAYA = Party(id="maya", name="Maya Vidal", roles=(Role.STUDENT,), minor=True)
LEE = Party(id="lee", name="Lee Park", roles=(Role.CASE_MANAGER,))
KIM = Party(id="kim", name="Kim Adeyemi", roles=(Role.TEACHER,))
SAM = Party(id="sam", name="Sam Olsen", roles=(Role.SCHOOL_ADMIN,))

STUDENT = Student(id="maya", name="Maya Vidal")
PARTIES = (ROSA, LEE, KIM, SAM)


def acting(party: Party) -> Acting:
    """The party as the recorder of an entry, in its first role."""
    return Acting(id=party.id, role=party.roles[0], name=party.name)


def stamp(by: Party = LEE, *, at: datetime = NOW, occurred: datetime | None = None, via: Via | None = None) -> Stamp:
    """A stamp at `at`; `occurred` defaults to it."""
    return Stamp(by=acting(by), at=at, occurred=occurred or at, via=via)


def opened(*parties: Party) -> Case:
    """A new case about Maya with these people (default Rosa, Lee, Kim and Sam), at version 1."""
    return folded(Case.unopened("case-1"), CaseOpened(student=STUDENT, parties=parties or PARTIES))


def folded(case: Case, *events: Event, by: Party = LEE, at: datetime = NOW, via: Via | None = None) -> Case:
    """The case after these events, recorded one after the other at `at`, without asking any rule."""

    def one(before: Case, event: Event) -> Case:
        from attrs import evolve

        version = before.version + 1
        entry = Entry(event=event, stamp=stamp(by, at=at, via=via), version=version)
        return evolve(event.apply(before, entry), version=version)

    return reduce(one, events, case)


def context(
    guards: Iterable[object] = (),
    *,
    at: datetime = NOW,
    by: Party = LEE,
    calendar: Calendar = EVERY_DAY,
    **limits: float,
) -> Context:
    """A context at `at`. `limits` default to every room's own."""
    return Context(stamp=stamp(by, at=at), today=at.date(), limits={**all_limits(), **limits}, calendar=calendar)


def all_limits() -> dict[str, float]:
    """The limits that the rooms declare, by name."""
    from importlib import import_module
    from pkgutil import iter_modules

    import collabflow.steps as steps

    rooms = (import_module(f"collabflow.steps.{m.name}") for m in iter_modules(steps.__path__))
    return {limit.name: limit.value for room in rooms for limit in getattr(room, "LIMITS", ())}


def found(
    guard: Guard, case: Case, *, at: datetime = NOW, calendar: Calendar = EVERY_DAY, **limits: float
) -> list[Finding]:
    """What this guard says about the case, as findings."""
    asked = context(at=at, calendar=calendar, **limits)
    return guard.findings(case, asked, severity=guard.severity, step=case.step)


def subjects(guard: Guard, case: Case, *, at: datetime = NOW, **limits: float) -> list[str]:
    """The subjects of what this guard finds."""
    return [finding.subject for finding in found(guard, case, at=at, **limits)]


def unsound(event: Event, case: Case, *, at: datetime = NOW, by: Party = LEE) -> list[str]:
    """The fields to which this event's objections point."""
    return [objection.field for objection in event.objections(case, context(at=at, by=by))]


def days(count: float) -> timedelta:
    """So many days."""
    return timedelta(days=count)


@frozen(kw_only=True)
class Pair:
    """One guard shown failing and holding: after `given` it lacks `subject`, after `mend` as well it does not.

    At least one event of `mend` is of a class that the guard names as its remedy (a pair whose only remedy is
    a move leaves `mend` empty and gives `holds` instead: events after which, without `given`, nothing lacks).
    """

    guard: Guard
    subject: str
    given: tuple[Event, ...] = ()
    mend: tuple[Event, ...] = ()
    holds: tuple[Event, ...] = ()
    parties: tuple[Party, ...] = PARTIES
    at: datetime = NOW
    mended_at: datetime | None = None
    calendar: Calendar = EVERY_DAY
