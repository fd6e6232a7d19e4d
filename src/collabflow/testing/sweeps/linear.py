"""Linearizability: whether some order of calls that overlap explains what each of them answered.

The search of Wing, Gong and Lowe: take any call that could have come first, see whether its answer fits, go on
with the rest; what was tried once (the same calls done, the same state) is not tried again. Calls on different
cases are judged apart, because a history is linearizable when each of its cases is (Herlihy and Wing 1990).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from math import inf
from typing import Protocol, TypeVar


class Timed(Protocol):
    """A call with when it began and ended, in ticks; one that never ended has `inf`."""

    @property
    def begin(self) -> float: ...

    @property
    def end(self) -> float: ...


C = TypeVar("C", bound=Timed)
S = TypeVar("S", bound=Hashable)

Step = Callable[[S, C], Iterable[S]]
"""The states in which this call may leave that state, given what it answered; none where it cannot."""

MOST_STEPS = 200_000
"""After so many steps the answer is: unknown."""


class Unknown(Exception):
    """The search was given up; nothing is said."""


def explained(calls: Sequence[C], start: S, step: Step[S, C]) -> tuple[C, ...] | None:
    """An order of these calls that explains their answers, or None. Raises `Unknown` when it takes too long.

    Calls that never ended may have happened or not.
    """
    every = frozenset(range(len(calls)))
    tried: set[tuple[frozenset[int], S]] = set()

    def search(left: frozenset[int], state: S) -> tuple[C, ...] | None:
        if all(calls[n].end == inf for n in left):
            return ()
        if (left, state) in tried:
            return None
        if len(tried) > MOST_STEPS:
            raise Unknown
        tried.add((left, state))
        first_end = min(calls[n].end for n in left)
        for n in sorted(left):
            if calls[n].begin > first_end:
                continue
            for after in step(state, calls[n]):
                order = search(left - {n}, after)
                if order is not None:
                    return (calls[n], *order)
        return None

    return search(every, start)
