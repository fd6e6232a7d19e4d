"""Differing: whether a change makes a difference in any case that can be reached; if none, no test could tell.

The cases are those that tests asked the rules with, and those on the way that steering leads families through the whole
cycle, with what else may be done from there; each is looked at on the days that matter to it. A rule is looked at
where the profile asks it. Only cases count in which the changed place has another value than before, so that a change
is never excused by cases that have nothing to do with it. It is a search, and no proof: how many there were is told.
Source: testing.md, equivalents.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from types import CodeType

import attrs

from collabflow.core.case import Case, Record
from collabflow.core.event import Context, Stamp
from collabflow.core.fact import Fact
from collabflow.core.guard import Guard
from collabflow.core.people import SYSTEM
from collabflow.core.values import Status, Trigger
from collabflow.cycle.profile import Profile
from collabflow.testing.broken import NotProven
from collabflow.testing.mutation.changes import BOTH, Change
from collabflow.testing.mutation.functions import Source, changed_to, globals_of
from collabflow.testing.mutation.running import in_a_child
from collabflow.testing.mutation.watching import Asked, Watch
from collabflow.testing.rules.act import Trail
from collabflow.testing.rules.families import FAMILIES
from collabflow.testing.rules.steering import Steering, Stuck

MOST_ACTS = 150
"""How many acts a family is led on at most."""

MOST_ASIDE = 12
"""How many other things are tried from each place on the way."""

MOST_DAYS = 7
"""On how many days a case is looked at."""

ENOUGH = 10
"""In fewer cases than this with another value, nothing is known of a change."""

Answer = tuple[object, ...]


class Reachable:
    """Cases that can be reached under a profile, made when they are first asked for."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._trails: tuple[Trail, ...] | None = None

    def of(self, guard: Guard) -> Iterator[Asked]:
        """Those in which this guard is asked, each on the days that matter to it."""
        if self._trails is None:
            self._trails = tuple(_trails(self._profile))
        for trail in self._trails:
            if _is_asked(guard, trail.case, self._profile):
                for moment in _moments(trail):
                    yield trail.case, self._profile.context(Stamp(by=SYSTEM, at=moment))


def _trails(profile: Profile) -> Iterator[Trail]:
    steering = Steering(profile=profile)
    for opening in FAMILIES.values():
        trail = Trail.begin(profile=profile, opening=opening)
        for _ in range(MOST_ACTS):
            yield trail
            yield from _aside(steering, trail)
            try:
                trail = trail.after(steering.go_on(trail, onward=Trigger.COMPLETE))
            except Stuck:
                break
            if trail.case.status is Status.CLOSED:
                break


def _aside(steering: Steering, trail: Trail) -> Iterator[Trail]:
    """The same after one other thing that the rules allow."""
    for act in islice(steering.acts(trail), MOST_ASIDE):
        decision = trail.decided(act)
        if not decision.refusals:
            yield trail.folded(act, decision)


def _is_asked(guard: Guard, case: Case, profile: Profile) -> bool:
    if case.status is not Status.OPEN:
        return False
    asked = [one.guard.code for one in profile.asked_of(case.step)]
    standing = [one.guard.code for step in case.completed for one in profile.standing_of(step)]
    elsewhere = [place.guard.code for place in profile.placed if place.leaving is None]
    return guard.code in (*asked, *standing, *elsewhere)


def _moments(trail: Trail) -> Iterator[datetime]:
    """Now, and the days around those that the case holds, this one included, the next ones first."""
    yield trail.at
    days = {day + timedelta(days=n) for day in _days_in(trail.case.records) for n in (-1, 0, 1)}
    today = trail.at.date()
    near = sorted((day for day in days if day > today), key=lambda day: day - today)
    yield from (trail.at + (day - today) for day in near[:MOST_DAYS])


def _days_in(value: object) -> Iterator[date]:
    """Every day that a fact holds."""
    if isinstance(value, datetime):
        yield value.date()
    elif isinstance(value, date):
        yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _days_in(item)
    elif isinstance(value, dict):
        yield from _days_in(list(value.values()))
    elif isinstance(value, Fact | Record):
        for one in attrs.fields(type(value)):
            yield from _days_in(getattr(value, one.name))


# looking --------------------------------------------------------------------------------------


class Looking:
    """Looks at functions as they are and as they were changed, on the same cases."""

    def __init__(self, reachable: Reachable, asked: dict[Source, list[Asked]]) -> None:
        self._reachable = reachable
        self._asked = asked
        self._cases: dict[str, tuple[Asked, ...]] = {}
        self._answers: dict[str, tuple[Answer, ...]] = {}

    def cases_without_difference(self, source: Source, change: Change, code: CodeType) -> int:
        """In how many cases the changed place has another value, and yet every guard says the same as before.

        0 when in some case a guard says something else, and when fewer than `ENOUGH` give the place another value:
        then it is the cases that are poor, and nothing is known of the change.
        """
        known = [(guard, *self._as_it_is(guard)) for guard in source.guards]

        def looked() -> int:
            with changed_to(source, code):
                if any(
                    _answer(guard, *one) != was
                    for guard, cases, told in known
                    for one, was in zip(cases, told, strict=True)
                ):
                    return 0
            count = sum(_with_other_value(source, change, guard, cases) for guard, cases, _ in known)
            return count if count >= ENOUGH else 0

        try:
            return in_a_child(looked)
        except NotProven:  # the change goes on for ever, which is a difference
            return 0

    def _as_it_is(self, guard: Guard) -> tuple[Sequence[Asked], Sequence[Answer]]:
        if guard.code not in self._cases:
            asked = [one for known, found in self._asked.items() if guard in known.guards for one in found]
            self._cases[guard.code] = (*asked, *self._reachable.of(guard))
            self._answers[guard.code] = tuple(_answer(guard, *one) for one in self._cases[guard.code])
        return self._cases[guard.code], self._answers[guard.code]


def _with_other_value(source: Source, change: Change, guard: Guard, cases: Sequence[Asked]) -> int:
    """In how many cases the changed place has another value than before, or is run where it has none."""
    watched = source.watched(change)
    if watched is None:
        lines, watch = range(change.lines[0], change.lines[1] + 1), Watch([source])
        return sum(any((source, line) in _seen(watch, guard, one) for line in lines) for one in cases)
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
                _answer(guard, *one)
                count += differs[0]
    finally:
        del names[BOTH]
    return count


def _seen(watch: Watch, guard: Guard, asked: Asked) -> set[tuple[Source, int]]:
    with watch.seeing() as seen:
        _answer(guard, *asked)
    return seen


def _answer(guard: Guard, case: Case, context: Context) -> Answer:
    """What a guard says of a case: each lack, or that it crashed."""
    try:
        return tuple((lack.subject, lack.severity, lack.params) for lack in guard(case, context))
    except Exception as crash:  # noqa: BLE001 - whatever it is, a crash is an answer too
        return (type(crash).__name__,)
