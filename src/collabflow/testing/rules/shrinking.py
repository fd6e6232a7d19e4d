"""Shrinking the acts of a journal: an act that is left out may leave its days behind, for the next one to wait.

What was needed only by what is left out later goes in another round; so no act stays that the rules refuse.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

from attrs import evolve

from collabflow.testing.rules.act import Act
from collabflow.testing.shrinking import fewest


def shrunk(acts: Sequence[Act], fails: Callable[[Sequence[Act]], bool]) -> tuple[Act, ...]:
    """The acts with as many left out as can be, the first one kept; all of them where it does not fail again."""
    return fewest(acts, fails, left_out=_left_out, first=1)


def _left_out(acts: list[Act], start: int, size: int) -> Iterator[list[Act]]:
    """The acts without so many from there on: as if no time had passed before those, and else with that time."""
    before, rest = acts[:start], acts[start + size :]
    yield [*before, *rest]
    waited = sum((act.after for act in acts[start : start + size]), timedelta(0))
    if waited and rest:
        yield [*before, evolve(rest[0], after=rest[0].after + waited), *rest[1:]]
