"""Journals: real ones, decided and folded by the rules, from an opening to wherever is asked.

A target is chosen first and steered to; on the way things go aside, back, wrong and right again. Nothing that is drawn
is a state made by hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from hypothesis import strategies as st

from collabflow.core.case import Case
from collabflow.core.event import Entry, Event
from collabflow.core.guard import Guard
from collabflow.core.lifecycle.moves import Moved
from collabflow.core.values import COMPLETING, Step, Trigger
from collabflow.cycle.profile import DEFAULT, Profile
from collabflow.cycle.rules import step_named
from collabflow.cycle.table import CLOSED, TABLE
from collabflow.testing.rules.act import Act, Trail
from collabflow.testing.rules.coverage import move_named
from collabflow.testing.rules.families import FAMILIES
from collabflow.testing.rules.moves import trigger_of
from collabflow.testing.rules.provoking import Provoking, lacks
from collabflow.testing.rules.steering import Steering, Stuck
from collabflow.testing.rules.wander import Chooser, Wander, Ways, ways_of
from collabflow.testing.rules.want import Maker

Stage = Step | Trigger | str

_MOST = (40, 8, 48)
"""How many guards a journal makes lack something, how many acts it wanders, and how often it moves, at most."""

_ONE_BY_ONE = 3
"""How many of those guards, that no single look made lack something, are tried by themselves; that costs much."""

_ASKING = COMPLETING | {Trigger.NEXT_REVIEW}
"""The moves that ask guards: they lead on, and are drawn more often than the others, most of which lead back."""

_FEWER = 8
"""Of so many moves only one is made where guards were made to lack something: much has to be done before each."""

_FIRST = 12
"""How much is done in order that a move is allowed, at most."""

_BEGINNING_AGAIN = {row.trigger for row in TABLE if row.target in (Step.PLAN_MEETING, CLOSED)} - {Trigger.RESUME}
"""The moves after which there is everything to do again, or nothing more."""

_SHAPES = st.binary(min_size=8, max_size=8)
"""What happens on the way is drawn from a seed, so that it is drawn evenly; its first bytes say how much there is.

One draw holds it all: of several, hypothesis likes to copy one into the other, and gave 48 different seeds in 200
examples, as measured.
"""


def trails(
    *,
    to: Step | str | None = None,
    through: Sequence[Stage] = (),
    profile: Profile = DEFAULT,
    makers: Mapping[type[Event], Maker] | None = None,
) -> st.SearchStrategy[Trail]:
    """Cases in motion that have gone `through` these steps and moves, in this order, and stand at `to`, or anywhere.

    `makers` make events of your own, where their types alone do not tell what is sound. Raises `Stuck` where the rules
    let nobody get there: that is a fault of the rules, and it says which guard.
    """
    ways = _ways(profile, makers)
    return _trails(ways, to=None if to is None else step_named(to), through=tuple(map(_stage, through)))


def journals(
    *,
    to: Step | str | None = None,
    through: Sequence[Stage] = (),
    profile: Profile = DEFAULT,
    makers: Mapping[type[Event], Maker] | None = None,
) -> st.SearchStrategy[tuple[Entry, ...]]:
    """The journals of `trails`."""
    return trails(to=to, through=through, profile=profile, makers=makers).map(lambda trail: trail.journal)


def cases_in(
    step: Step | str, *, profile: Profile = DEFAULT, makers: Mapping[type[Event], Maker] | None = None
) -> st.SearchStrategy[Case]:
    """Cases that stand at this step."""
    return trails(to=step, profile=profile, makers=makers).map(lambda trail: trail.case)


@st.composite
def acts_on(draw: st.DrawFn, trail: Trail, *, makers: Mapping[type[Event], Maker] | None = None) -> Act:
    """An act that the rules allow on this trail."""
    wander, choose = Wander(steering=_ways(trail.profile, makers).steering), Random(draw(_SHAPES)).choice  # noqa: S311
    for _ in range(8):
        acts = wander.acts(trail, choose)
        if acts and not trail.decided(acts[0]).refusals:
            return acts[0]
    return wander.steering.go_on(trail)


def _ways(profile: Profile, makers: Mapping[type[Event], Maker] | None) -> Ways:
    return ways_of(Steering(profile=profile, makers=makers or {}))


def _stage(stage: Stage) -> Step | Trigger:
    if isinstance(stage, Step | Trigger):
        return stage
    return Trigger(stage) if stage in set(Trigger) else step_named(stage)


@st.composite
def _trails(draw: st.DrawFn, ways: Ways, *, to: Step | None, through: tuple[Step | Trigger, ...]) -> Trail:
    shape = draw(_SHAPES)
    provoked, wandered, moves = (byte % (most + 1) for byte, most in zip(shape, _MOST, strict=False))
    wander, chance = Wander(steering=ways.steering), Random(shape)  # noqa: S311
    choose = chance.choice
    is_moving = choose((True, False, False))
    first = choose(_targets(ways.steering.profile, moving=is_moving)) if to is None or through else to
    trail = choose((ways.worked, ways.worked, ways.arrived))(choose(tuple(FAMILIES)), first)
    if not is_moving:
        guards = [asked.guard for asked in ways.steering.profile.asked_of(first)]
        trail = _provoked(wander.provoking, chance.sample(guards, min(provoked, len(guards))), trail)
        for _ in range(wandered):
            trail = _taken(wander.acts(trail, choose), trail)
    trail = _moved(trail, moves if is_moving else moves // _FEWER, ways.steering, choose)
    for stage in through:
        trail = _gone(ways.steering, trail, stage)
    return trail if to is None else _gone(ways.steering, trail, to)


def _provoked(provoking: Provoking, guards: Sequence[Guard], trail: Trail) -> Trail:
    """The trail after these guards were made to lack something, as far as they can be here.

    The first is tried by itself: what the others take may be in its way.
    """
    for guard in guards[:1]:
        trail = _taken(provoking.one(guard, trail), trail)
    trail = _taken(tuple(provoking.all_of(guards, trail)), trail)
    for guard in [guard for guard in guards if not lacks(guard, trail)][:_ONE_BY_ONE]:
        trail = _taken(provoking.one(guard, trail), trail)
    return trail


def _targets(profile: Profile, *, moving: bool) -> Sequence[Step]:
    """The steps, as often as guards are asked there, or moves lead from there, so that each is met alike.

    Where moves are made, late steps come more often: what is made there leads back to the others, hardly ever on.
    """
    if moving:
        left = [Step(source) for row in TABLE for source in row.sources if source in set(Step)]
        return [step for step in left for _ in range(step.number**2)]
    return [place.leaving for place in profile.placed if place.leaving is not None]


def _moved(trail: Trail, times: int, steering: Steering, choose: Chooser) -> Trail:
    """The trail after so many moves, each drawn from those that are possible and were not tried before.

    A move to where everything begins again comes seldom: hardly any other is possible after it.
    """
    made: set[str] = set()
    for left in reversed(range(times)):
        moves = steering.moves(trail)
        new = [act for act in moves if move_named(act, trail) not in made]
        last = [act for act in new if trigger_of(act) in _BEGINNING_AGAIN]
        on = [act for act in moves if trigger_of(act) not in _BEGINNING_AGAIN]
        on = [act for act in on if act in new] or on
        asking = [act for act in new if trigger_of(act) in _ASKING]
        kinds = [kind for kind in (on, asking, asking) * 3 + (last,) if kind] or [list(moves)]
        act = choose(choose(kinds) if left else last or on or moves)
        made.add(move_named(act, trail))
        trail = _made(act, trail, steering)
    return trail


def _made(move: Act, trail: Trail, steering: Steering) -> Trail:
    """The trail after what has to be done first and this move; after some of it, where that is much."""
    for _ in range(_FIRST):
        try:
            act = steering.towards(move, trail)
        except Stuck:
            return trail  # this move is merely drawn; `to` and `through` tell where nothing leads
        trail = trail.after(act)
        if isinstance(act.event, Moved):
            return trail
    return trail


def _taken(acts: Sequence[Act], trail: Trail) -> Trail:
    """The trail after those of the acts that the rules allow."""
    for act in acts:
        decision = trail.decided(act)
        if not decision.refusals:
            trail = trail.folded(act, decision)
    return trail


def _gone(steering: Steering, trail: Trail, stage: Step | Trigger) -> Trail:
    acts = steering.way_through(trail, stage) if isinstance(stage, Trigger) else steering.way_to(trail, stage)
    for act in acts:
        trail = trail.after(act)
    return trail
