"""Shrinking: the fewest acts that still fail, by leaving some out, first many at once and at last each by itself.

What was needed only by what is left out later goes in another round; so no act stays that the rules refuse. Where the
days matter that passed before an act, the next one waits them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

from attrs import evolve

from collabflow.testing.rules.act import Act

MOST_TRIES = 300


def shrunk(acts: Sequence[Act], fails: Callable[[Sequence[Act]], bool]) -> tuple[Act, ...]:
    """The acts with as many left out as can be, the first one kept; all of them where it does not fail again."""
    kept, tries = list(acts), 0
    if not fails(kept):
        return tuple(kept)
    size = max(len(kept) // 2, 1)
    while size and tries < MOST_TRIES:
        before, start = len(kept), len(kept) - size
        while start >= 1 and tries < MOST_TRIES:
            for fewer in _left_out(kept, start, size):
                tries += 1
                if fails(fewer):
                    kept = fewer
                    break
            start -= size
        size = size if size == 1 and len(kept) < before else size // 2
    return tuple(kept)


def _left_out(acts: list[Act], start: int, size: int) -> Iterator[list[Act]]:
    """The acts without so many from there on: as if no time had passed before those, and else with that time."""
    before, rest = acts[:start], acts[start + size :]
    yield [*before, *rest]
    waited = sum((act.after for act in acts[start : start + size]), timedelta(0))
    if waited and rest:
        yield [*before, evolve(rest[0], after=rest[0].after + waited), *rest[1:]]
