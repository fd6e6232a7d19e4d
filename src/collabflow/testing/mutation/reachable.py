"""Reachable: cases of many families, on the ways that steering leads them through the cycle and beside these ways.

A guard is looked at where the profile asks it, with the numbers of its own code, and on the days that matter to a case.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import partial
from itertools import dropwhile, islice, product, takewhile

import attrs

from collabflow.core.case import Case, Record
from collabflow.core.event import Stamp
from collabflow.core.fact import Fact
from collabflow.core.guard import Guard
from collabflow.core.people import SYSTEM
from collabflow.core.values import Status
from collabflow.cycle.profile import Profile
from collabflow.testing.explore.domain import constants, varied, with_neighbours
from collabflow.testing.mutation.functions import codes_in, function_of
from collabflow.testing.mutation.watching import Asked
from collabflow.testing.rules.act import Act, Trail
from collabflow.testing.rules.families import FAMILIES
from collabflow.testing.rules.steering import Steering, Stuck
from collabflow.testing.rules.wander import Ways

MOST_ASIDE = 12
"""How many other things are tried from each place on the way."""

MOST_VARIED = 6
"""In how many ways the numbers and days of each of these are changed to those of the guard."""

MOST_DAYS = 10
"""On how many days a case is looked at."""


class Reachable:
    """Cases that can be reached under a profile, each made when it is first asked for; kept for one guard at a time."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._steering = Steering(profile=profile)
        ways = Ways(steering=self._steering)
        self._ways = {opening: _Way(ways.going(opening)) for opening in FAMILIES}
        self._days: dict[int, tuple[Record, frozenset[date]]] = {}
        self._last: Guard | None = None
        self._of_last: dict[tuple[str, bool], tuple[Asked, ...]] = {}

    def of(self, guard: Guard) -> Iterator[tuple[Asked, ...]]:
        """The cases in which this guard is asked: of each family until its step is past, then of each what follows."""
        if guard is not self._last:
            self._last, self._of_last = guard, {}
        for is_past, opening in product((False, True), FAMILIES):
            if (opening, is_past) not in self._of_last:
                self._of_last[opening, is_past] = tuple(self._asked(opening, guard, is_past=is_past))
            yield self._of_last[opening, is_past]

    def _asked(self, opening: str, guard: Guard, *, is_past: bool) -> Iterator[Asked]:
        numbers = numbers_of(guard, self._profile)
        ahead = partial(self._is_ahead, guard)
        on_the_way = dropwhile(ahead, self._ways[opening]) if is_past else takewhile(ahead, self._ways[opening])
        for trail in on_the_way:
            if is_asked(guard, trail.case, self._profile):
                for one in (trail, *self._beside(trail, numbers)):
                    if is_asked(guard, one.case, self._profile):
                        yield from map(asked, self._moments(one, numbers))

    def _is_ahead(self, guard: Guard, trail: Trail) -> bool:
        """Whether the way has not yet left behind the steps at which this guard is asked."""
        steps = [place.leaving for place in self._profile.placed if place.guard.code == guard.code]
        last = max((step.number for step in steps if step is not None), default=0)
        return trail.case.cycle == 1 and (guard.standing or None in steps or trail.case.step.number <= last)

    def _beside(self, trail: Trail, numbers: tuple[int, ...]) -> Iterator[Trail]:
        """The same after one other thing that the rules allow."""
        for act in self._acts(trail, numbers):
            decision = trail.decided(act)
            if not decision.refusals:
                yield trail.folded(act, decision)

    def _acts(self, trail: Trail, numbers: tuple[int, ...]) -> Iterator[Act]:
        for act in islice(self._steering.acts(trail), MOST_ASIDE):
            yield act
            yield from islice(varied(act, trail, numbers), MOST_VARIED)

    def _moments(self, trail: Trail, numbers: tuple[int, ...]) -> Iterator[Trail]:
        """Now, and the next of the days around those that a case holds, or as many after one as the guard names."""
        yield trail
        case, today = trail.case, trail.at.date()
        held = {today, *_days_in((case.opened_at, case.entered_at))}.union(*map(self._held_by, case.records.values()))
        days = {day + timedelta(days=n) for day in held for n in (-1, 0, 1, *numbers)}
        near = sorted(day for day in days if day > today)
        yield from (trail.waited(day - today) for day in near[:MOST_DAYS])

    def _held_by(self, record: Record) -> frozenset[date]:
        """The days that a record holds, worked out once: cases that come after each other share most of theirs."""
        if id(record) not in self._days:
            self._days[id(record)] = record, frozenset(_days_in(record))
        return self._days[id(record)][1]


class _Way:
    """The trails of a way, as far as it leads, each made once."""

    def __init__(self, going: Iterator[Trail]) -> None:
        self._going = going
        self._gone: list[Trail] = []

    def __iter__(self) -> Iterator[Trail]:
        yield from self._gone
        with suppress(Stuck):
            for trail in self._going:
                self._gone.append(trail)
                yield trail


def numbers_of(guard: Guard, profile: Profile) -> tuple[int, ...]:
    """The numbers in the code of a guard and the limits that it reads, each with the one before and after."""
    function = function_of(guard)
    named = {name for code in codes_in(function.__code__) for name in code.co_consts} if function else ()
    limits = (int(value) for name, value in profile.limit_values.items() if name in named)
    return with_neighbours((*constants(guard), *limits))


def asked(trail: Trail) -> Asked:
    """A rule asked of the case of a trail, at its moment."""
    context = trail.profile.context(Stamp(by=SYSTEM, at=trail.at))
    return Asked(case=trail.case, context=context, trail=trail)


def is_asked(guard: Guard, case: Case, profile: Profile) -> bool:
    """Whether the profile asks this guard of a case that stands there."""
    if case.status is not Status.OPEN:
        return False
    here = [one.guard.code for one in profile.asked_of(case.step)]
    standing = [one.guard.code for step in case.completed for one in profile.standing_of(step)]
    elsewhere = [place.guard.code for place in profile.placed if place.leaving is None]
    return guard.code in (*here, *standing, *elsewhere)


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
