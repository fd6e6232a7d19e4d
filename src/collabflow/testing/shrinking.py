"""Shrinking: the fewest things in a row that still fail.

Some are left out, first many at once and at last each by itself. A thing must mean something without the ones before
it; what was needed only by what is left out later goes in another round.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")

MOST_TRIES = 300

LeftOut = Callable[[list[T], int, int], Iterator[list[T]]]
"""The ways to leave out so many things from a place on, the best first: (things, place, how many)."""


def without(things: list[T], start: int, size: int) -> Iterator[list[T]]:
    """The one way that any things can be left out in: all the others stay as they are."""
    yield [*things[:start], *things[start + size :]]


def fewest(
    things: Sequence[T], fails: Callable[[Sequence[T]], bool], *, left_out: LeftOut[T] = without, first: int = 0
) -> tuple[T, ...]:
    """The things with as many left out as can be, never one of the first `first`; all of them where they do not fail.

    What is answered is what `fails` said yes to last, if it ever did.
    """
    kept, tries = list(things), 0
    if not fails(kept):
        return tuple(kept)
    size = max(len(kept) // 2, 1)
    while size and tries < MOST_TRIES:
        before, start = len(kept), len(kept) - size
        while start >= first and tries < MOST_TRIES:
            for fewer in left_out(kept, start, size):
                tries += 1
                if fails(fewer):
                    kept = fewer
                    break
            start -= size
        size = size if size == 1 and len(kept) < before else size // 2
    return tuple(kept)
