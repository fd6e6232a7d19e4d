"""Scripts: acts as calls of collabflow that can be pasted and run.

now = datetime.fromisoformat("2026-09-07T09:00:00+00:00")
flow = CollabFlow(MemoryStore(), profile=profile, clock=lambda: now)
flow.open(student=Student(id="maya", name="Maya Vidal"), parties=(...), by="lee", case_id="case-1")
flow.record("case-1", NeedsAsked(caregiver="rosa", languages=("uk",)), by="lee", via="phone")
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import cast

from attrs import NOTHING, Attribute, AttrsInstance, fields, has

from collabflow.core.case import Case
from collabflow.core.event import Event
from collabflow.core.lifecycle.moves import Moved
from collabflow.core.lifecycle.people import CaseOpened
from collabflow.core.people import Acting
from collabflow.cycle.profile import DEFAULT
from collabflow.testing.rules.act import BEGINS, ONE_AFTER_THE_OTHER, Act, Trail

_FILLED_IN = frozenset({"source", "target", "cycle", "profile", "warnings", "waivers"})
"""What a move is given when it is decided."""


def source(value: object) -> str:
    """The source text that makes a value; enum members as the strings that stand for them."""
    if isinstance(value, Enum):
        return repr(value.value)
    if isinstance(value, datetime):
        return f"datetime.fromisoformat({value.isoformat()!r})"
    if isinstance(value, date):
        return f"date({value.year}, {value.month}, {value.day})"
    if isinstance(value, Decimal):
        return f"Decimal({str(value)!r})"
    if isinstance(value, tuple):
        inside = ", ".join(map(source, value))
        return f"({inside},)" if len(value) == 1 else f"({inside})"
    return _fact(value) if has(type(value)) else repr(value)


def _fact(value: object) -> str:
    given = []
    for one in _fields(value):
        held = getattr(value, one.name)
        filled_in = isinstance(value, Moved) and one.name in _FILLED_IN
        if not filled_in and (one.default is NOTHING or held != one.default):
            given.append(f"{one.name}={source(held)}")
    return f"{type(value).__name__}({', '.join(given)})"


def _fields(value: object) -> tuple[Attribute[object], ...]:
    own: tuple[Attribute[object], ...] = fields(cast("type[AttrsInstance]", type(value)))
    return own


def script(acts: Sequence[Act], *, where: str, at: datetime = BEGINS) -> tuple[str, ...]:
    """The acts from the opening on, as lines. `where` is the source text of the profile, with its import before it."""
    return tuple(_lines(acts, where, at))


def _lines(acts: Sequence[Act], where: str, at: datetime) -> Iterator[str]:
    yield from imports([act.event for act in acts])
    yield from where.splitlines()
    yield f"now = {source(at + ONE_AFTER_THE_OTHER)}"
    yield "flow = CollabFlow(MemoryStore(), profile=profile, clock=lambda: now)"
    case = Case.unopened("case-1")
    for act in acts:
        at += act.after + ONE_AFTER_THE_OTHER
        if act.after:
            yield f"now = {source(at)}"
        yield _call(act, case, at)
        if isinstance(act.event, CaseOpened):
            case = Trail.begin(profile=DEFAULT, opening=act.event).case


def _call(act: Act, case: Case, at: datetime) -> str:
    by = _recorder(act.by, case, at)
    event = act.event
    if isinstance(event, CaseOpened):
        people = f"student={source(event.student)}, parties={source(event.parties)}"
        return f"flow.open({people}, by={by}, case_id='case-1')"
    via = f", via={act.via.value!r}" if act.via is not None else ""
    return f"flow.record('case-1', {source(event)}, by={by}{via})"


def _recorder(by: Acting, case: Case, at: datetime) -> str:
    member = case.member(by.id)
    if (member is not None and member.latest.roles == (by.role,)) or not case.version:
        return repr(by.id)
    return source(by)


# imports ----------------------------------------------------------------------------------------


def imports(events: Sequence[Event]) -> tuple[str, ...]:
    """The lines that import all that a script with these events names."""
    names = {("collabflow", "CollabFlow"), ("collabflow.stores.memory", "MemoryStore"), ("datetime", "datetime")}
    for event in events:
        names |= set(_names(event))
    modules = sorted({module for module, _ in names})
    return tuple(
        f"from {module} import {', '.join(sorted(name for known, name in names if known == module))}"
        for module in modules
    )


def _names(value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, tuple):
        for item in value:
            yield from _names(item)
    elif isinstance(value, datetime):
        yield "datetime", "datetime"
    elif isinstance(value, date):
        yield "datetime", "date"
    elif isinstance(value, Decimal):
        yield "decimal", "Decimal"
    elif has(type(value)) and not isinstance(value, Enum | timedelta):
        yield type(value).__module__, type(value).__name__
        for one in _fields(value):
            yield from _names(getattr(value, one.name))
