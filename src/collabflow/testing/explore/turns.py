"""Turns aside: what else might be done at a case on the way, and what may undo what holds there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice

from collabflow.core.lifecycle.moves import Corrected, Moved
from collabflow.core.values import Trigger
from collabflow.testing.explore.domain import varied
from collabflow.testing.explore.ways import Ways
from collabflow.testing.rules.act import Act, Trail, act_of

_OF_EACH_KIND = 6


def turns(ways: Ways, node: Trail, *, is_entry: bool, is_ready: bool) -> Iterator[Act]:
    """What else might be done here; on the way between, only a few acts of each kind."""
    met: Counter[str] = Counter()
    for act in ways.steering.acts(node):
        met[act.event.stored_as] += 1
        is_one_of_few = met[act.event.stored_as] <= _OF_EACH_KIND
        if not isinstance(act.event, Moved) and (is_entry or is_ready or is_one_of_few):
            yield act
    if is_ready:
        yield from _breaking(ways, node)


def _breaking(ways: Ways, node: Trail) -> Iterator[Act]:
    """What may undo what holds: remedies of guards that hold, with other values, and entries struck out."""
    remedies = dict.fromkeys(
        remedy
        for asked in node.profile.asked_of(node.case.step)
        for remedy in asked.guard.remedies
        if not isinstance(remedy, Trigger) and remedy is not Moved
    )
    for kind in remedies:
        some = tuple(islice(ways.steering.acts_with(kind, node), _OF_EACH_KIND))
        yield from some
        yield from chain.from_iterable(varied(act, node, ways.domain.numbers) for act in some[:1])
    for kind in node.profile.events:
        if kind is not Moved and kind not in remedies:
            yield from islice(ways.steering.acts_with(kind, node), 1)
    for entry in reversed(node.journal):
        if isinstance(entry.event, Moved):
            return
        if entry.event.correctable:
            struck = Corrected(version=entry.version, right=None, why="This was noted by mistake.")
            yield act_of(struck, node)
