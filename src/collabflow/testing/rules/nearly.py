"""Nearly valid: an allowed act with exactly one thing wrong, and the refusal that it should meet.

Source: cycle.md, refusals that are not guards.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve, field, frozen

from collabflow.core.errors import Malformed
from collabflow.core.event import Event
from collabflow.core.fact import altered
from collabflow.core.lifecycle.moves import Moved
from collabflow.core.people import SCHOOL_ROLES, Acting, Role
from collabflow.core.values import Status, Trigger
from collabflow.cycle.table import rows_of
from collabflow.testing.rules.act import Act, Trail
from collabflow.testing.rules.known import id_fields


@frozen(kw_only=True)
class Nearly:
    """An act with one thing wrong. `breaks` is the code of the refusal, `field` what it is about, where that is one."""

    act: Act
    breaks: str
    field: str = field(default="")


def nearly_valid(act: Act, trail: Trail) -> Iterator[Nearly]:
    """Every way to get just one thing wrong in this act, which the rules allow, in a fixed order."""
    stranger = Acting(id="nobody-here", role=Role.CAREGIVER, name="Nobody")
    yield Nearly(act=evolve(act, by=stranger), breaks="NOT_A_PARTY", field="by")
    if act.via is not None:
        yield Nearly(act=evolve(act, via=None), breaks="VIA_MISSING", field="via")
    yield from _by_somebody_else(act, trail)
    if isinstance(act.event, Moved):
        yield from _moves(act, act.event, trail)
    elif trail.case.status is not Status.CLOSED:
        yield from _about_nobody(act, trail)


def _by_somebody_else(act: Act, trail: Trail) -> Iterator[Nearly]:
    """The same by a party whose role may not record it and whose word it is not."""
    may, voices = trail.profile.recorders(act.event), tuple(act.event.voices())
    for party in trail.case.parties_on(trail.stamp(act).at.date()):
        for role in party.roles:
            if role not in may and party.id not in voices and role is not act.by.role:
                by = Acting(id=party.id, role=role, name=party.name)
                via = act.via if role in SCHOOL_ROLES else None
                yield Nearly(act=evolve(act, by=by, via=via), breaks="NOT_PERMITTED", field="by")


def _moves(act: Act, moved: Moved, trail: Trail) -> Iterator[Nearly]:
    rows = [row for row in rows_of(moved.trigger) if trail.case.state in row.sources]
    for name, _ in rows[0].needs if rows else ():
        bare = altered(moved, {name: () if name == "goals" else None})
        via = act.via if tuple(bare.voices()) else None
        yield Nearly(act=evolve(act, event=bare, via=via), breaks="MOVE_FIELD_MISSING", field=name)
    if trail.case.status is Status.OPEN:
        for trigger in Trigger:
            if not trail.profile.machine.leads_from(trigger, trail.case.state) and act.by.role in (
                trail.profile.recorders(trigger)
            ):
                lost = Moved(trigger=trigger)
                yield Nearly(act=evolve(act, event=lost, via=None), breaks="WRONG_STEP", field=trigger.value)


def _about_nobody(act: Act, trail: Trail) -> Iterator[Nearly]:
    """The same about a thing that nobody knows, where its objections then name that field."""
    event = act.event
    for name, kind in id_fields(type(event)).items():
        if kind == "Party" or getattr(event, name) in (None, ()):
            continue
        unknown = "unknown-thing"
        value = (unknown,) if isinstance(getattr(event, name), tuple) else unknown
        broken = _altered(event, name, value)
        if broken is None:
            continue
        near = evolve(act, event=broken)
        context = trail.profile.context(trail.stamp(near))
        objected = {objection.field.partition("[")[0] for objection in broken.objections(trail.case, context)}
        if objected == {name}:
            yield Nearly(act=near, breaks="EVENT_UNSOUND", field=name)


def _altered(event: Event, name: str, value: object) -> Event | None:
    try:
        return altered(event, {name: value})
    except Malformed:
        return None
