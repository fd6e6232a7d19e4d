"""The domain: which numbers and differences of days are worth trying, taken from the guards themselves.

Constants in the code of a guard and of what it calls beside it, and the limits of the profile, each with the number
before and after. Days on which a verdict changes are not listed but found, by halving the time between two verdicts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import chain, pairwise
from types import CodeType, FunctionType

from attrs import Attribute, evolve, fields, frozen

from collabflow.core.errors import Malformed
from collabflow.core.event import Event
from collabflow.core.fact import Fact
from collabflow.core.finding import Finding
from collabflow.core.guard import Guard
from collabflow.testing.rules.act import Act, Trail

_MOST = 3650
_HOW_DEEP = 3

Key = tuple[str, str]


@frozen(kw_only=True)
class Domain:
    """Numbers worth trying, and how many days a search looks ahead."""

    numbers: tuple[int, ...]
    until: int

    @classmethod
    def of(cls, guards: Iterable[Guard], limits: Iterable[float], *, until: int) -> Domain:
        """The domain of some guards and limits: constants in their code, and those limits, each with its neighbours."""
        own = (number for guard in guards for number in constants(guard))
        return cls(numbers=with_neighbours(chain(own, map(int, limits))), until=until)

    @property
    def days(self) -> tuple[int, ...]:
        """Where a search over days looks first: the numbers that lie in reach, and twice as far each time."""
        doubled = (2**power for power in range(12))
        return tuple(sorted({day for day in (*self.numbers, *doubled, self.until) if 0 < day <= self.until}))


def with_neighbours(numbers: Iterable[int]) -> tuple[int, ...]:
    """The numbers, each with the one before and after."""
    return tuple(sorted({near for n in numbers for near in (n - 1, n, n + 1) if 0 <= near <= _MOST}))


# constants ----------------------------------------------------------------------------------------


def constants(guard: Guard) -> tuple[int, ...]:
    """The whole numbers and days in the code of a guard, and of the functions that it calls in its own module."""
    function = guard.condition
    if not isinstance(function, FunctionType):
        return ()
    return tuple(sorted(set(_constants(function, _HOW_DEEP))))


def _constants(function: FunctionType, deep: int) -> Iterator[int]:
    for code in _codes(function.__code__):
        yield from (number for constant in code.co_consts if (number := _number(constant)) is not None)
        for name in code.co_names:
            known = function.__globals__.get(name)
            if (number := _number(known)) is not None:
                yield number
            elif deep and isinstance(known, FunctionType) and known.__module__ == function.__module__:
                yield from _constants(known, deep - 1)


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def _number(value: object) -> int | None:
    if isinstance(value, timedelta):
        return value.days
    if isinstance(value, bool) or not isinstance(value, int | float) or not -_MOST <= value <= _MOST:
        return None
    return int(value)


# acts with other values ---------------------------------------------------------------------------


def varied(act: Act, trail: Trail, numbers: Sequence[int]) -> Iterator[Act]:
    """The act with each number, and each day or hour, of its event replaced by one of the domain."""
    for event in _variants(act.event, numbers, trail.at):
        assert isinstance(event, Event)
        yield evolve(act, event=event)


def _variants(fact: Fact, numbers: Sequence[int], now: datetime) -> Iterator[Fact]:
    for spec in fields(type(fact)):
        for value in _others(getattr(fact, spec.name), numbers, now):
            made = _with(fact, spec, value)
            if made is not None and made != fact:
                yield made


def _with(fact: Fact, spec: Attribute[object], value: object) -> Fact | None:
    try:
        return evolve(fact, **{spec.alias or spec.name: value})
    except (Malformed, TypeError, ValueError):
        return None


def _others(value: object, numbers: Sequence[int], now: datetime) -> Iterator[object]:
    if isinstance(value, bool):
        return
    if isinstance(value, int):
        yield from numbers
    elif isinstance(value, float | Decimal):
        yield from (type(value)(number) for number in numbers)
    elif isinstance(value, datetime):
        yield from (_at_the_hour_of(value, now + timedelta(days=days)) for days in _around(numbers))
    elif isinstance(value, date):
        yield from (now.date() + timedelta(days=days) for days in _around(numbers))
    elif isinstance(value, Fact):
        yield from _variants(value, numbers, now)
    elif isinstance(value, tuple) and value and isinstance(value[0], Fact):
        yield from ((one,) for one in _variants(value[0], numbers, now))


def _at_the_hour_of(value: datetime, day: datetime) -> datetime:
    return datetime.combine(day.date(), value.timetz())


def _around(numbers: Sequence[int]) -> Iterator[int]:
    yield from numbers
    yield from (-number for number in numbers if number)


# days on which something changes -------------------------------------------------------------------


def turning_days(act: Act, trail: Trail, domain: Domain) -> Iterator[int]:
    """How many days from now the rules begin to say something else of this act, when nothing but time passes."""
    known = {days: _said(act, trail, days) for days in (0, *domain.days)}
    for first, last in pairwise(sorted(known)):
        if known[first] != known[last]:
            yield _turn(act, trail, first, last)


def _turn(act: Act, trail: Trail, first: int, last: int) -> int:
    before = _said(act, trail, first)
    while last - first > 1:
        middle = (first + last) // 2
        first, last = (middle, last) if _said(act, trail, middle) == before else (first, middle)
    return last


def _said(act: Act, trail: Trail, days: int) -> frozenset[Key]:
    found: tuple[Finding, ...] = trail.waited(timedelta(days=days)).decided(act).refusals
    return frozenset(finding.key for finding in found)
