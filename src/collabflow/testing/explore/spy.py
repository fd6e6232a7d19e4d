"""The recording proxy: which facts a guard reads, found by letting it judge a case that notes every look.

A spied case answers as the real one does; what it hands out is spied on as well, at any depth. A guard that then says
something else, or cannot be asked so at all, is told by its name: cases are compared by its verdicts alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from inspect import getattr_static
from types import FunctionType, MethodType
from typing import Self, TypeVar, cast

from attrs import AttrsInstance, field, fields, frozen, has

from collabflow.core.case import Case, Past
from collabflow.core.event import Context, Stamp
from collabflow.core.finding import Lack
from collabflow.core.guard import Guard

V = TypeVar("V")

Place = tuple[type, str]
"""A class and the name of one of its fields."""


@frozen(kw_only=True)
class Reads:
    """What guards read: fields of facts, limits by name, and whether the day or hour of judging."""

    places: frozenset[Place] = frozenset()
    limits: frozenset[str] = frozenset()
    unseen: frozenset[str] = field(default=frozenset())
    """Codes of guards that could not be watched."""

    def __or__(self, other: Reads) -> Reads:
        return Reads(
            places=self.places | other.places,
            limits=self.limits | other.limits,
            unseen=self.unseen | other.unseen,
        )

    @property
    def names(self) -> tuple[str, ...]:
        """The facts in words, such as `Goals.goals`, in alphabetical order."""
        return tuple(sorted(f"{owner.__name__}.{name}" for owner, name in self.places if not _is_clock(owner, name)))

    @property
    def tells_time(self) -> bool:
        """Whether the moment of judging is read."""
        return any(_is_clock(owner, name) for owner, name in self.places)


def _is_clock(owner: type, name: str) -> bool:
    return (owner is Context and name in ("today", "stamp")) or (owner is Stamp and name in ("at", "occurred"))


def reads_of(guard: Guard, case: Case, context: Context) -> Reads:
    """What this guard reads when it judges this case; everything in a record that can only be watched from outside."""
    plain = _heard(guard, case, context)
    for is_deep in (True, False):
        log = _Log(is_deep=is_deep)
        if plain is not None and _heard(guard, log.spied(case), log.spied(context)) == plain:
            return Reads(places=frozenset(log.places), limits=frozenset(log.limits))
    return Reads(unseen=frozenset({guard.code}))


def _heard(guard: Guard, case: Case, context: Context) -> list[tuple[str, object]] | None:
    """What the guard finds lacking; None when it raises, as a spied guard may."""
    try:
        return [(lack.subject, _bare(lack)) for lack in guard(case, context)]
    except Exception:  # noqa: BLE001 - whatever a rule raises, it cannot be watched
        return None


def _bare(lack: Lack) -> tuple[tuple[str, object], ...]:
    return tuple((name, value) for name, value in lack.params)


class _Log:
    """What was looked at."""

    def __init__(self, *, is_deep: bool) -> None:
        self.places: set[Place] = set()
        self.limits: set[str] = set()
        self._is_deep = is_deep

    def spied(self, value: V) -> V:
        """The value, or one that answers alike and notes what is read of it."""
        if isinstance(value, tuple) and type(value) is tuple:
            return cast(V, tuple(self.spied(one) for one in value))
        if type(value) is _Spy or not has(type(value)):
            return value
        if self._is_deep or isinstance(value, Case | Context | Stamp):
            return cast(V, _Spy(value, self))
        self.places |= set(_every_place(value))
        return value


def _every_place(value: object) -> Iterator[Place]:
    if isinstance(value, tuple):
        for one in value:
            yield from _every_place(one)
    elif has(type(value)):
        for spec in fields(cast(type[AttrsInstance], type(value))):
            yield type(value), spec.name
            yield from _every_place(getattr(value, spec.name))


class _Limits(Mapping[str, float]):
    """The limits, noting which are counted with."""

    def __init__(self, limits: Mapping[str, float], log: _Log) -> None:
        self._limits, self._log = limits, log

    def __getitem__(self, name: str) -> float:
        self._log.limits.add(name)
        return self._limits[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._limits)

    def __len__(self) -> int:
        return len(self._limits)


class _Spy:
    """Stands for a fact: its methods run on the stand-in, so that what they read is noted too."""

    __slots__ = ("_spied_log", "_spied_on")

    def __init__(self, of: object, log: _Log) -> None:
        self._spied_on, self._spied_log = of, log

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        return type(self._spied_on)

    def __getattr__(self, name: str) -> object:
        of, log = self._spied_on, self._spied_log
        found = getattr_static(type(of), name, None)
        if isinstance(found, property) and found.fget is not None:
            return found.fget(self)
        if isinstance(found, cached_property):
            return found.func(self)
        if isinstance(found, FunctionType):
            return MethodType(found, self)
        value = getattr(of, name)
        if isinstance(found, staticmethod | classmethod):
            return value
        log.places.add((type(of), name))
        return _Limits(value, log) if isinstance(of, Context) and name == "limits" else log.spied(value)

    def __getitem__(self, kind: type) -> object:
        of, log = self._spied_on, self._spied_log
        assert isinstance(of, Case | Past)
        return log.spied(of[kind])

    def __eq__(self, other: object) -> bool:
        return bool(self._spied_on == _real(other))

    def __hash__(self) -> int:
        return hash(self._spied_on)

    def __lt__(self, other: Self) -> bool:
        return bool(self._spied_on < _real(other))  # type: ignore[operator]

    def __bool__(self) -> bool:
        return bool(self._spied_on)


def _real(value: object) -> object:
    return value._spied_on if type(value) is _Spy else value
