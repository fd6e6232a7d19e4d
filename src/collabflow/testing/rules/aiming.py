"""Aiming: what was not seen yet is gone to, what was aimed at least often first.

What is merely likely is seldom seen. So a journal begins at a step where something is unseen; there the guards that
never lacked anything are made to, and moves that nobody made are made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from random import Random

from attrs import Factory, define

from collabflow.core.guard import Guard
from collabflow.core.lifecycle.moves import Moved
from collabflow.core.values import Status, Step, Trigger
from collabflow.cycle.table import CLOSED, PAUSED
from collabflow.testing.rules.act import Act, Trail
from collabflow.testing.rules.coverage import Coverage, move_named
from collabflow.testing.rules.provoking import Provoking
from collabflow.testing.rules.steering import MOST_ACTS, Steering, Stuck

GUARDS = 2
"""At how many guards that no single look made lack something a journal aims one by one; that costs much."""

MOVES = 8
"""How many moves that nobody made yet are made in one journal, at most."""

Standing = Callable[[], Trail]
"""Where a journal stands; it has moved on whenever an act was taken."""


@define(kw_only=True)
class Aiming:
    """Aims at what a coverage has not seen. `excused` are names that nobody need aim at."""

    steering: Steering
    coverage: Coverage
    excused: frozenset[str]
    chance: Random
    aimed: Counter[str] = Factory(Counter)
    """How often it was aimed at something, by its name."""

    def unseen(self) -> tuple[str, ...]:
        """The names of what is worth aiming at, those that it was aimed at least often first."""
        names = [name for name in self.coverage.unseen() if name not in self.excused]
        self.chance.shuffle(names)
        return tuple(sorted(names, key=lambda name: self.aimed[name]))

    def step(self) -> Step:
        """A step where something is unseen; any, where nothing is."""
        where = {f"{place.guard.code} lacking": place.leaving for place in self.steering.profile.placed}
        where |= {name: Step(source) for name in self.unseen() if (source := name.rpartition(" ")[2]) in set(Step)}
        for name in self.unseen():
            step = where.get(name)
            if step is not None:
                self.aimed[name] += 1
                return step
        return self.chance.choice(tuple(Step))

    def acts(self, standing: Standing) -> Iterator[Act]:
        """Acts towards what is unseen where the journal stands: guards that are to lack something, then moves."""
        yield from self._lacking(standing)
        for _ in range(MOVES):
            move = self._unmade(standing())
            if move is None:
                return
            yield from self._as_far_as(move, standing)

    def _lacking(self, standing: Standing) -> Iterator[Act]:
        provoking = Provoking(steering=self.steering)
        guards = self._guards(standing())
        yield from provoking.all_of(guards, standing())
        for guard in self._guards(standing())[:GUARDS]:
            self.aimed[f"{guard.code} lacking"] += 1
            yield from provoking.one(guard, standing())

    def _guards(self, trail: Trail) -> Sequence[Guard]:
        """The guards that may be asked here and never lacked anything."""
        names = self.unseen()
        placed = self.steering.profile.placed
        here = {place.guard.code: place.guard for place in placed if place.leaving in (None, trail.case.step)}
        return [here[code] for name in names if (code := name.removesuffix(" lacking")) in here and code != name]

    def _unmade(self, trail: Trail) -> Act | None:
        """A move from here that nobody made yet, closing last; or one to where there is such a move."""
        moves = {move_named(act, trail): act for act in self.steering.moves(trail)}
        unseen = sorted(self.unseen(), key=lambda name: name.startswith(Trigger.CLOSE.value))
        found = next((name for name in unseen if name in moves), None)
        if found is not None:
            self.aimed[found] += 1
            return moves[found]
        ends = {PAUSED: Trigger.PAUSE, CLOSED: Trigger.CLOSE}
        beyond = (ends[source] for name in unseen if (source := name.rpartition(" ")[2]) in ends)
        through = next(beyond, None) if trail.case.status is Status.OPEN else None
        return None if through is None else moves.get(f"{through.value} from {trail.case.state}")

    def _as_far_as(self, move: Act, standing: Standing) -> Iterator[Act]:
        """What has to be done before the move is allowed, and the move."""
        for _ in range(MOST_ACTS):
            try:
                act = self.steering.towards(move, standing())
            except Stuck:
                return  # whether anything leads on from here is tried by itself
            yield act
            if isinstance(act.event, Moved):
                return
