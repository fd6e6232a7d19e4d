"""The teller: turns what the search could not do into faults, each with its cause, its script and what follows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import timedelta

from attrs import Factory, define, evolve

from collabflow.core.errors import CollabflowError
from collabflow.core.event import Stamp
from collabflow.core.guard import Guard
from collabflow.core.lifecycle.moves import Moved
from collabflow.core.people import SYSTEM
from collabflow.core.values import Step, Trigger
from collabflow.cycle.table import TABLE, Asks
from collabflow.testing.explore.domain import constants, with_neighbours
from collabflow.testing.explore.following import Edge, edges_of, made_without, steps_in
from collabflow.testing.explore.report import Fault, Kind
from collabflow.testing.explore.roots import Root, judged, roots_of
from collabflow.testing.explore.scripts import Opening, Scene, script_of, shortened_acts, since_the_step
from collabflow.testing.explore.spy import reads_of
from collabflow.testing.explore.ways import Led, Ways
from collabflow.testing.rules.act import Act, Trail
from collabflow.testing.rules.steering import Stuck

Holds = Callable[[Trail], bool]


class Lost(CollabflowError):
    """No guard of the profile is the cause of not getting on; what lies beyond cannot be looked at."""


@define(kw_only=True)
class Teller:
    """Collects the faults of one search."""

    opening: Opening
    faults: list[Fault] = Factory(list)
    dropped: list[str] = Factory(list)
    """Codes of guards that are not asked any more, so that the rest can be searched."""

    # what the search could not do -----------------------------------------------------------------

    def never(self, ways: Ways, trail: Trail, trigger: Trigger, led: Led, *, held: Collection[str]) -> tuple[str, ...]:
        """The move can never be made. Answers the guards that are the cause. Raises `Lost` when none is."""
        for root, alone, here in _roots(ways, trail, trigger, led):
            seen = judged(root, alone, here, trigger, held=bool(set(root.codes) & set(held)))
            scenes = _scenes(root, alone, here, trigger, seen.acts)
            fault = Fault(
                kind=seen.kind,
                detail=seen.detail,
                codes=root.codes,
                where=_where(trigger, here),
                happened=seen.happened,
            )
            self._add(fault, here, scenes, follows=tuple(_following(root, ways, here, trigger)))
        return tuple(self.dropped)

    def dead_end(
        self, ways: Ways, after: Trail, trigger: Trigger, led: Led, *, mended: Collection[str]
    ) -> tuple[str, ...]:
        """The last act closed the way for good. `mended` are codes that a remedy was seen to remove elsewhere."""
        for root, alone, here in _roots(ways, after, trigger, led):
            is_curable = bool(set(root.codes) & set(mended))
            codes, act = ", ".join(root.codes), after.journal[-1].event.stored_as
            told = f"after {act}, {codes} stands in the way, and no remedy or waiver was found that removes it"
            kind = Kind.DEAD_END if is_curable else Kind.UNWAIVABLE_DEADLOCK
            fault = Fault(kind=kind, codes=root.codes, where=_where(trigger, here), happened=told)
            self._add(fault, here, _scenes(root, alone, here, trigger, ()))
        return tuple(self.dropped)

    def trap(self, ways: Ways, node: Trail, led: Led, days: int, trigger: Trigger) -> tuple[str, ...]:
        """After so many days there is no way on, although one day earlier there was."""
        later = node.waited(timedelta(days=days))
        for root, alone, _ in _roots(ways, later, trigger, led):
            here = evolve(node, profile=alone.profile)
            codes = ", ".join(root.codes)
            told = (
                f"{days} days later {codes} stands in the way for good; after {days - 1} days there still is a way on"
            )
            entry, acts = since_the_step(here)
            kept = shortened_acts(acts, entry, _stands(root, alone, trigger, days))
            fault = Fault(kind=Kind.TRAP, codes=root.codes, where=_where(trigger, here), happened=told)
            self._add(fault, here, (Scene(acts=kept, waits=days, move=trigger, codes=root.codes),))
        return tuple(self.dropped)

    def _add(self, fault: Fault, here: Trail, scenes: Sequence[Scene], *, follows: tuple[str, ...] = ()) -> None:
        """Keeps the fault, and asks its guards no more."""
        script = script_of(self.opening, here, scenes, dropped=self.dropped)
        self.faults.append(evolve(fault, script=script, searched=_searched(fault.codes, here), follows=follows))
        self.dropped += [code for code in fault.codes if code not in self.dropped]


def _roots(ways: Ways, trail: Trail, trigger: Trigger, led: Led) -> Iterator[tuple[Root, Ways, Trail]]:
    """Each cause, the ways where only it stands in the way, and the trail under those rules."""
    roots = roots_of(ways, trail, trigger, led)
    if not roots:
        codes = ", ".join(led.codes) or "too many acts"
        raise Lost(f"from {trail.case.state} no way was found to {trigger.value} ({codes}), and no guard is the cause")
    for root in roots:
        alone = ways.without([code for other in roots if other is not root for code in other.codes])
        yield root, alone, evolve(trail, profile=alone.profile)


# scenes -------------------------------------------------------------------------------------------


def _scenes(root: Root, ways: Ways, trail: Trail, trigger: Trigger, shown: Sequence[Act]) -> tuple[Scene, ...]:
    """The shortest acts since the step was entered that show the cause; two scenes where two guards exclude each other.

    `shown` are acts that ought to be seen, such as a remedy that is tried in vain.
    """
    entry, acts = since_the_step(trail)
    if len(root.codes) > 1:
        return tuple(_where_it_holds(code, root, ways, entry, trigger) for code in root.codes[:2])
    stands, scene = _stands(root, ways, trigger, 0, closed=trail), Scene(move=trigger, codes=root.codes)
    if any(isinstance(act.event, Moved) for act in shown):
        stands, acts, shown = _after_a_move(entry, stands), (*acts, *root.led.acts), ()
    for first in ((), acts, root.led.acts):
        if shown and _shows((*first, *shown), entry, stands):
            kept = shortened_acts(first, entry, _and_then(shown, stands))
            return (evolve(scene, acts=(*kept, *shown)),)
    every = next((some for some in ((), acts, root.led.acts) if _shows(some, entry, stands)), acts)
    return (evolve(scene, acts=shortened_acts(every, entry, stands)),)


def _after_a_move(entry: Trail, holds: Holds) -> Holds:
    """Whether a move was made since the step was entered, and it still holds."""

    def moved_and_holds(trail: Trail) -> bool:
        since = trail.journal[len(entry.journal) :]
        return any(isinstance(one.event, Moved) for one in since) and holds(trail)

    return moved_and_holds


def _where_it_holds(code: str, root: Root, ways: Ways, entry: Trail, trigger: Trigger) -> Scene:
    """How one of two guards that exclude each other is satisfied; what then stands in the way is the other."""
    others = [other for other in root.codes if other != code]
    led = ways.without(others).lead(entry, trigger)

    def holds(trail: Trail) -> bool:
        lacking = _in_the_way(ways, trail, trigger)
        return code not in lacking and bool(lacking & set(others))

    return Scene(acts=shortened_acts(led.acts[:-1], entry, holds), move=trigger, codes=tuple(others))


def _stands(root: Root, ways: Ways, trigger: Trigger, days: int, closed: Trail | None = None) -> Holds:
    """Whether a guard of the cause stands in the way after so many days, and no way leads on.

    That is slow to see, so no trail is looked at twice; from `closed` it was seen before that none does.
    """
    seen = [] if closed is None else [closed.journal]

    def stands(trail: Trail) -> bool:
        later = trail.waited(timedelta(days=days))
        if not set(root.codes) & _in_the_way(ways, later, trigger):
            return False
        if trail.journal not in seen:
            if ways.lead(later, trigger).arrived:
                return False
            seen.append(trail.journal)
        return True

    return stands


def _and_then(acts: Sequence[Act], holds: Holds) -> Holds:
    return lambda trail: _shows(acts, trail, holds)


def _shows(acts: Sequence[Act], trail: Trail, holds: Holds) -> bool:
    for act in acts:
        decision = trail.decided(act)
        if decision.refusals:
            return False
        trail = trail.folded(act, decision)
    return holds(trail)


def _in_the_way(ways: Ways, trail: Trail, trigger: Trigger) -> set[str]:
    trail = evolve(trail, profile=ways.profile)
    try:
        refusals = trail.decided(ways.steering.move(trigger, trail)).refusals
    except Stuck:
        return set()
    return {finding.code for finding in refusals}


# words --------------------------------------------------------------------------------------------


def _where(trigger: Trigger, trail: Trail) -> str:
    rows = (row for row in TABLE if row.trigger is trigger and trail.case.state in row.sources)
    return next((str(Edge(trigger, trail.case.state, str(row.target))) for row in rows), trigger.value)


def _following(root: Root, ways: Ways, trail: Trail, trigger: Trigger) -> Iterator[str]:
    """What is lost besides the blocked moves themselves: steps first, then moves, in the order of the table."""
    blocked, every = _blocked(root, ways, trail, trigger), made_without(())
    left = made_without(blocked)
    steps = steps_in(every) - steps_in(left)
    yield from (f"{Kind.UNREACHABLE.value} {step.value}" for step in Step if step.value in steps)
    lost = every - left - blocked
    yield from (f"{Kind.NEVER_FIRES.value} {edge}" for row in TABLE for edge in edges_of(row) if edge in lost)


def _blocked(root: Root, ways: Ways, trail: Trail, trigger: Trigger) -> frozenset[Edge]:
    places = [place for place in ways.profile.placed if place.guard.code in root.codes]
    edges = [(row, edge) for row in TABLE for edge in edges_of(row)]
    if any(place.on for place in places):
        return frozenset(edge for row, edge in edges if row.trigger is trigger)
    into = {place.entering.value for place in places if place.entering is not None}
    if into:
        return frozenset(edge for _, edge in edges if edge.target in into)
    return frozenset(e for row, e in edges if e.source == trail.case.state and row.asks is not Asks.NOTHING)


def _searched(codes: Sequence[str], trail: Trail) -> str:
    guards = {guard.code: guard for guard in trail.profile.guards}
    return "; ".join(_domain_of(guards[code], trail) for code in codes if code in guards)


def _domain_of(guard: Guard, trail: Trail) -> str:
    reads = reads_of(guard, trail.case, trail.profile.context(Stamp(by=SYSTEM, at=trail.at)))
    if reads.unseen:
        return f"{guard.code} cannot be watched while it judges; only its verdicts were compared"
    limits = [int(trail.profile.limit_values[name]) for name in sorted(reads.limits)]
    tried = ", ".join(map(str, with_neighbours((*constants(guard), *limits)))) or "none"
    facts = ", ".join(reads.names) or "nothing of the case"
    named = f" and the limits {', '.join(sorted(reads.limits))}" if reads.limits else ""
    time = ", and the day of judging" if reads.tells_time else ""
    return f"{guard.code} reads {facts}{named}{time}; numbers tried: {tried}"
