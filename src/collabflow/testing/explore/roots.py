"""Roots: which guards are the cause when a move cannot be made, and what kind of fault that is.

A guard is a cause when the move could be made if it alone were not asked. Two such guards exclude each other. Where no
guard alone is the cause, several independent ones are, and each is told by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

from attrs import field, frozen

from collabflow.core.case import Record
from collabflow.core.event import Event, Stamp
from collabflow.core.finding import Finding
from collabflow.core.guard import Guard
from collabflow.core.lifecycle.moves import Moved
from collabflow.core.people import SYSTEM
from collabflow.core.values import Trigger
from collabflow.cycle.rules import Placed
from collabflow.testing.explore.domain import varied
from collabflow.testing.explore.report import Kind
from collabflow.testing.explore.spy import reads_of
from collabflow.testing.explore.ways import Led, Ways, left_after
from collabflow.testing.rules.act import Act, Trail
from collabflow.testing.rules.from_types import choices_for
from collabflow.testing.rules.want import Want

_OF_EACH = 4
_MOST_TRIED = 800


@frozen(kw_only=True)
class Root:
    """One cause: the guards together, and where leading came to when only they stand in the way."""

    codes: tuple[str, ...]
    led: Led


def roots_of(ways: Ways, trail: Trail, trigger: Trigger, led: Led) -> tuple[Root, ...]:
    """Every independent cause of not getting to that move; none where no guard of the profile is one."""
    alone = _alone(ways, trail, trigger, led)
    if alone:
        return (Root(codes=alone, led=led),)
    dropped, now = list[str](), led
    while not now.arrived:
        more = [code for code in _removable(ways, now) if code not in dropped]
        if not more:
            return ()
        dropped += more
        now = ways.without(dropped).lead(trail, trigger)
    for code in tuple(dropped):
        fewer = [other for other in dropped if other != code]
        if ways.without(fewer).lead(trail, trigger).arrived:
            dropped = fewer
    return tuple(_among(ways, trail, trigger, code, dropped) for code in dropped)


def _among(ways: Ways, trail: Trail, trigger: Trigger, code: str, dropped: list[str]) -> Root:
    """The cause to which this guard belongs, once the other causes are not asked."""
    apart = ways.without([other for other in dropped if other != code])
    led = apart.lead(trail, trigger)
    return Root(codes=_alone(apart, trail, trigger, led) or (code,), led=led)


def _alone(ways: Ways, trail: Trail, trigger: Trigger, led: Led) -> tuple[str, ...]:
    return tuple(c for c in _removable(ways, led) if ways.without([c]).lead(trail, trigger).arrived)


def _removable(ways: Ways, led: Led) -> tuple[str, ...]:
    placed = {place.guard.code for place in ways.profile.placed}
    return tuple(code for code in led.codes if code in placed)


# of what kind -------------------------------------------------------------------------------------


@frozen(kw_only=True)
class Judged:
    """What kind of fault a cause is, and what was seen of it."""

    kind: Kind
    detail: str = ""
    happened: str
    acts: tuple[Act, ...] = field(default=())
    """Acts that show it."""


def judged(root: Root, ways: Ways, trail: Trail, trigger: Trigger, *, held: bool) -> Judged:
    """The kind of a cause that never lets this move be made. `held` says that its guard held in some case at all."""
    if len(root.codes) > 1:
        both = " and ".join(root.codes)
        told = f"{both} exclude each other: each holds in some case, and no case was found in which both do"
        return Judged(kind=Kind.NEVER_FIRES, detail="contradiction", happened=told)
    place = next(one for one in ways.profile.placed if one.guard.code == root.codes[0])
    code = place.guard.code
    if place.entering is not None:
        told = f"{code} is asked on every way into {place.entering.value}, and holds in no case that comes there"
        return Judged(kind=Kind.UNREACHABLE, happened=told)
    moves = tuple(act for act in root.led.circle if isinstance(act.event, Moved))
    if moves:
        names = " and ".join(dict.fromkeys(_trigger(act) for act in moves))
        told = f"{code} asks for {names}; every time, the same finding stands there again"
        return Judged(kind=Kind.LOOP, happened=told, acts=root.led.circle)
    return _without_remedy(place, ways, trail, trigger, held=held)


def _trigger(act: Act) -> str:
    assert isinstance(act.event, Moved)
    return act.event.trigger.value


def _without_remedy(place: Placed, ways: Ways, trail: Trail, trigger: Trigger, *, held: bool) -> Judged:
    code, named = place.guard.code, ", ".join(place.guard.remedy_names) or "nothing"
    finding = _finding(place.guard, ways, trail, trigger)
    removing, tried = _what_removes(finding, ways, trail, trigger) if finding is not None else (None, ())
    if removing is not None:
        told = f"{code} names {named} as its remedy, and that never removes it; {removing} does, and is not named"
        return Judged(kind=Kind.UNWAIVABLE_DEADLOCK, happened=told, acts=tried)
    if held:
        told = f"once {code} stands in the way, neither its remedy ({named}) nor a waiver removes it"
        return Judged(kind=Kind.UNWAIVABLE_DEADLOCK, happened=told, acts=tried)
    if _is_satisfied_by_hand(place.guard, trail):
        told = f"{code} holds for values of what it reads that no event of the profile ever records"
        return Judged(kind=Kind.NEVER_FIRES, detail="starved", happened=told, acts=tried)
    told = f"{code} holds for no value of what it reads; its remedy ({named}) changes nothing"
    return Judged(kind=Kind.NEVER_FIRES, detail="contradiction", happened=told, acts=tried)


def _finding(guard: Guard, ways: Ways, trail: Trail, trigger: Trigger) -> Finding | None:
    refusals = trail.decided(ways.steering.move(trigger, trail)).refusals
    return next((finding for finding in refusals if finding.code == guard.code), None)


def _what_removes(finding: Finding, ways: Ways, trail: Trail, trigger: Trigger) -> tuple[str | None, tuple[Act, ...]]:
    """The stored name of an event that takes the finding away although it is not named; and one named that does not."""
    wanted = ways.steering.move(trigger, trail)
    named = [act for act in ways.steering.acts_for(finding, trail) if not trail.decided(act).refusals][:1]
    kinds = (
        kind for kind in reversed(ways.profile.events) if kind is not Moved and kind.stored_as not in finding.remedies
    )
    each = (act for kind in kinds for act in _some(kind, finding, ways, trail))
    for act in islice(each, _MOST_TRIED):
        left = left_after(act, wanted, trail)
        if left is not None and finding.key not in left:
            return act.event.stored_as, tuple(named)
    return None, tuple(named)


def _some(kind: type[Event], finding: Finding, ways: Ways, trail: Trail) -> Iterator[Act]:
    some = tuple(islice(ways.steering.acts_with(kind, trail, finding=finding), _OF_EACH))
    yield from some
    yield from chain.from_iterable(varied(act, trail, ways.domain.numbers) for act in some[:1])


def _is_satisfied_by_hand(guard: Guard, trail: Trail) -> bool:
    """Whether some hand-made record satisfies it; only to tell why it never holds, never as a way."""
    context = trail.profile.context(Stamp(by=SYSTEM, at=trail.at))
    want = Want(case=trail.case, profile=trail.profile, now=trail.at)
    for owner in sorted({one for one, _ in reads_of(guard, trail.case, context).places}, key=lambda one: one.__name__):
        if isinstance(owner, type) and issubclass(owner, Record):
            for record in choices_for(owner, "record", want):
                assert isinstance(record, Record)
                if not list(guard(trail.case.with_record(record), context)):
                    return True
    return False
