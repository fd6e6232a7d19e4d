"""Differing: whether a change makes a difference in any case that can be reached; if none, no test could tell.

The cases are those on the ways of many families, and those that tests asked the rules with. Only cases count in which
the changed place has another value than before, so that a change is never excused by cases that have nothing to do
with it. It is a search, and no proof: how many there were is told. Where a guard says something else, that case shows
the change, and a test is made of it.
Source: testing.md, equivalents and what a failure must look like.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from types import CodeType

from attrs import frozen

from collabflow.core.guard import Guard
from collabflow.testing.broken import NotProven
from collabflow.testing.mutation.changes import BOTH, Change
from collabflow.testing.mutation.functions import Source, changed_to, globals_of
from collabflow.testing.mutation.reachable import Reachable
from collabflow.testing.mutation.running import in_a_child
from collabflow.testing.mutation.showing import Difference, Showing, Shown, answer_of
from collabflow.testing.mutation.watching import Asked, Watch

ENOUGH = 10
"""In fewer cases than this with another value, nothing is known of a change."""


@frozen(kw_only=True)
class Looked:
    """What came of looking at a change: `shown` is a case in which some guard says something else than before.

    Else `cases` is in how many cases the changed place has another value, and yet every guard says the same; 0 where
    these were fewer than `ENOUGH`: then it is the cases that are poor, and nothing is known of the change.
    """

    cases: int = 0
    shown: Shown | None = None


class Looking:
    """Looks at functions as they are and as they were changed, on the same cases."""

    def __init__(self, reachable: Reachable, asked: dict[Source, list[Asked]], showing: Showing) -> None:
        self._reachable = reachable
        self._asked = asked
        self._showing = showing

    def at(self, source: Source, change: Change, code: CodeType) -> Looked:
        """What this change makes of what the guards say. A test that was shown before and notices it is shown again."""
        try:
            known = in_a_child(lambda: self._showing.noticing(source, code))
            if known is not None:
                return Looked(shown=known)
            count = 0
            for guard, cases in self._cases(source):
                seen, shown = in_a_child(lambda: self._seen(source, change, code, guard, cases))  # noqa: B023 - at once
                if shown is not None:
                    self._showing.keep(source, shown)
                    return Looked(shown=shown)
                count += seen
        except NotProven:  # the change goes on for ever, which is a difference
            return Looked()
        return Looked(cases=count if count >= ENOUGH else 0)

    def _cases(self, source: Source) -> Iterator[tuple[Guard, Sequence[Asked]]]:
        """What each guard is asked with, some at a time; first the cases of which it is known how they come about."""
        for guard in source.guards:
            yield from ((guard, cases) for cases in self._reachable.of(guard))
        for guard in source.guards:
            yield guard, [one for known, found in self._asked.items() if guard in known.guards for one in found]

    def _seen(
        self, source: Source, change: Change, code: CodeType, guard: Guard, cases: Sequence[Asked]
    ) -> tuple[int, Shown | None]:
        """In how many cases the changed place has another value; or the first in which the guard says another thing."""
        as_it_is = [answer_of(guard, one) for one in cases]
        with changed_to(source, code):
            changed = [answer_of(guard, one) for one in cases]
        differing = [
            Difference(guard=guard, asked=one, before=before, after=after)
            for one, before, after in zip(cases, as_it_is, changed, strict=True)
            if before != after
        ]
        if differing:
            return 0, self._showing.of(min(differing, key=lambda one: one.length), source, code)
        return _with_other_value(source, change, guard, cases), None


def _with_other_value(source: Source, change: Change, guard: Guard, cases: Sequence[Asked]) -> int:
    """In how many cases the changed place has another value than before, or is run where it has none."""
    watched = source.watched(change)
    if watched is None:
        lines, watch = range(change.lines[0], change.lines[1] + 1), Watch([source])
        return sum(any((source, line) in _lines_of(watch, guard, one) for line in lines) for one in cases)
    differs = [False]

    def both(old: Callable[[], object], new: Callable[[], object]) -> object:
        value = old()
        try:
            differs[0] = differs[0] or bool(value != new())
        except Exception:  # noqa: BLE001 - what crashes has no such value
            differs[0] = True
        return value

    count = 0
    names = globals_of(source)
    names[BOTH] = both
    try:
        with changed_to(source, watched):
            for one in cases:
                differs[0] = False
                answer_of(guard, one)
                count += differs[0]
    finally:
        del names[BOTH]
    return count


def _lines_of(watch: Watch, guard: Guard, asked: Asked) -> set[tuple[Source, int]]:
    with watch.seeing() as seen:
        answer_of(guard, asked)
    return seen
