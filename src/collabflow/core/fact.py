"""Facts: the frozen values that everything else is made of, checked against their own annotations.

A class that inherits from `Fact` says with its annotations what it may hold, and construction checks
exactly that: nothing is coerced, with three conveniences that lose nothing (an exact string becomes its
enum member, a list becomes a tuple, and a field that holds an id takes the thing itself). What is wrong
is told all at once, by field, and never by quoting the value: values are families' words.
"""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from enum import Enum
from functools import cache
from operator import attrgetter
from typing import Annotated, ClassVar, TypeVar, Union, get_args, get_origin, get_type_hints

from attrs import evolve, fields, frozen

from collabflow.core.errors import Malformed, below
from collabflow.core.plain import MAX_ID, MAX_TEXT, PLAIN, Check, Wrong, is_id, kind_of

__all__ = ["MAX_ID", "MAX_TEXT", "Fact", "IdOf", "Range", "Shape", "Wrong", "altered", "check_for", "plan_of"]


@frozen
class IdOf:
    """Marks a string as the id of a thing of this class; such a field also takes the thing itself."""

    kind: str


@frozen
class Shape:
    """Marks a string that must match a pattern; `says` tells what would."""

    pattern: str
    says: str


@frozen
class Range:
    """Marks a number with bounds, both of them allowed."""

    least: float
    most: float | None = None


@frozen(kw_only=True)
class Fact:
    """A frozen value that checks itself when it is made. Raises `Malformed`, naming every field at fault.

    A field of this class holds just this class, so that what is stored is read back as it was; a class that is
    only ever held by records, never by events, may set `open_to_kinds` to stand for those that inherit from it.
    """

    open_to_kinds: ClassVar[bool] = False

    def __attrs_post_init__(self) -> None:
        values, plan, may_disagree = _PLANS.get(type(self)) or _plan_of(type(self))  # `or` spares a call, each time
        try:
            for value, (name, check, usual) in zip(values(self), plan, strict=True):
                if value is not usual and (fitting := check(value)) is not value:
                    object.__setattr__(self, name, fitting)
        except Wrong:
            raise Malformed(type(self).__name__, tuple(_wrong_in(self))) from None
        if may_disagree and (faults := tuple(self.faults())):
            raise Malformed(type(self).__name__, faults)

    def faults(self) -> Iterator[tuple[str, str]]:
        """What is wrong between fields that are each right alone: pairs of field and why. Default none."""
        return iter(())


F = TypeVar("F", bound=Fact)


def is_open_to_kinds(kind: type[Fact]) -> bool:
    """Whether this very class, not one that it inherits from, stands for those that inherit from it."""
    return bool(vars(kind).get("open_to_kinds", False))


def altered(fact: F, changes: Mapping[str, object]) -> F:
    """The fact with other values in these fields, checked again; for changes whose names are data."""
    return evolve(fact, **changes)


def plan_of(cls: type[Fact]) -> tuple[tuple[str, Check], ...]:
    """The check of each field of a fact class, worked out from its annotations."""
    return tuple((name, check) for name, check, _ in _plan_of(cls)[1])


_Values = Callable[[Fact], Iterable[object]]
_Plan = tuple[_Values, tuple[tuple[str, Check, object], ...], bool]


def _plan_of(cls: type[Fact]) -> _Plan:
    """What gives the values of all fields at once; for each its check, and the value that needs none; and whether
    there is anything between fields that may be wrong.

    That value is the default, which is checked here. Worked out once, for a fact is made with every entry that is
    read, and many more while it is folded.
    """
    plan = _PLANS.get(cls)
    if plan is None:
        hints = get_type_hints(cls, include_extras=True)
        checks = [(f.name, check_for(hints[f.name]), f.default) for f in fields(cls)]
        judged = tuple((name, check, _usual(check, default)) for name, check, default in checks)
        plan = _PLANS[cls] = (_values([name for name, _, _ in checks]), judged, cls.faults is not Fact.faults)
    return plan


_PLANS: dict[type[Fact], _Plan] = {}

_UNUSUAL = object()
"""Stands for the default of a field that has none, or one that its own check would not keep as it is."""


def _usual(check: Check, default: object) -> object:
    try:
        return default if check(default) is default else _UNUSUAL
    except Wrong:  # also for a default that is made afresh each time
        return _UNUSUAL


def _values(names: Sequence[str]) -> _Values:
    return attrgetter(*names) if len(names) > 1 else lambda fact: [getattr(fact, name) for name in names]


def _wrong_in(fact: Fact) -> Iterator[tuple[str, str]]:
    """Every field that does not fit, with what would."""
    for name, check in plan_of(type(fact)):
        try:
            check(getattr(fact, name))
        except Wrong as wrong:
            yield below(name, wrong.path), wrong.why


@cache
def check_for(annotation: object) -> Check:
    """The check that an annotation asks for. Raises `TypeError` for an annotation that facts cannot hold."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _annotated(annotation)
    if origin in (Union, types.UnionType):
        return _union(get_args(annotation))
    if origin is tuple:
        return _sequence(get_args(annotation))
    if annotation in PLAIN:
        return PLAIN[annotation]
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return _choice(annotation)
    if isinstance(annotation, type) and issubclass(annotation, Fact):
        return _instance(annotation)
    raise TypeError(f"a fact cannot hold {annotation!r}; use str, numbers, dates, enums, facts or tuples of them")


def _annotated(annotation: object) -> Check:
    inner, *marks = get_args(annotation)
    check = check_for(inner)
    for mark in marks:
        check = _marked(check, mark)
    return check


def _marked(check: Check, mark: object) -> Check:
    if isinstance(mark, IdOf):
        return _identity(mark)
    if isinstance(mark, Shape):
        return _shaped(check, mark)
    if isinstance(mark, Range):
        return _ranged(check, mark)
    return check


def _identity(mark: IdOf) -> Check:
    def check(value: object) -> object:
        if type(value) is str and is_id(value):
            return value
        if isinstance(value, Fact) and any(kind.__name__ == mark.kind for kind in type(value).__mro__):
            value = getattr(value, "id", None)
        if not isinstance(value, str):
            raise Wrong(f"must be a {mark.kind} or its id, not {kind_of(value)}")
        if not is_id(value):
            raise Wrong(f"must be an id: 1 to {MAX_ID} characters, none of them a control character")
        return str.__str__(value)

    return check


def _shaped(check: Check, mark: Shape) -> Check:
    pattern = re.compile(mark.pattern)

    def shaped(value: object) -> object:
        text = check(value)
        if isinstance(text, str) and not pattern.fullmatch(text):  # else the other arm of a union matched
            raise Wrong(f"must be {mark.says}")
        return text

    return shaped


def _ranged(check: Check, mark: Range) -> Check:
    bounds = f"at least {mark.least:g}" if mark.most is None else f"from {mark.least:g} to {mark.most:g}"

    def ranged(value: object) -> object:
        number = check(value)
        if not isinstance(number, int | float | Decimal):  # the other arm of a union matched
            return number
        if number < mark.least or (mark.most is not None and number > mark.most):
            raise Wrong(f"must be {bounds}")
        return number

    return ranged


def _union(members: tuple[object, ...]) -> Check:
    optional = types.NoneType in members
    others = [m for m in members if m is not types.NoneType]
    if set(others) == {int, float}:
        others = [float]
    if len(others) != 1:
        raise TypeError("a fact's union may only be `X | None` or `int | float`")
    check = check_for(others[0])
    if not optional:
        return check
    return lambda value: None if value is None else check(value)


def _sequence(members: tuple[object, ...]) -> Check:
    if len(members) != 2 or members[1] is not ...:
        raise TypeError("a fact's tuples must be written tuple[X, ...]")
    check, exact = check_for(members[0]), _exact(members[0])

    def checked(value: object) -> object:
        if type(value) is tuple and exact.issuperset(map(type, value)):
            return value  # long ones are looked through again with each entry, and must not be copied each time
        if not isinstance(value, tuple | list):
            raise Wrong(f"must be a list, not {kind_of(value)}")
        out = []
        for place, item in enumerate(value):
            try:
                out.append(check(item))
            except Wrong as wrong:
                raise Wrong(wrong.why, below(f"[{place}]", wrong.path)) from None
        return tuple(out)

    return checked


def _exact(member: object) -> frozenset[object]:
    """The type whose values a check keeps just as they are, where there is one."""
    if not isinstance(member, type) or not issubclass(member, Enum | Fact):
        return frozenset()
    return frozenset() if issubclass(member, Fact) and _stands_for_several(member) else frozenset({member})


def _choice(kind: type[Enum]) -> Check:
    names = ", ".join(str(member.value) for member in kind)

    def check(value: object) -> object:
        if isinstance(value, kind):
            return value
        try:
            if isinstance(value, str) and not isinstance(value, Enum):
                return kind(value)
        except ValueError:
            pass
        raise Wrong(f"must be one of: {names}")

    return check


def _instance(kind: type[Fact]) -> Check:
    is_open = _stands_for_several(kind)

    def check(value: object) -> object:
        if type(value) is not kind and not (is_open and isinstance(value, kind)):
            raise Wrong(f"must be a {kind.__name__}, not {kind_of(value)}")
        return value

    return check


def _stands_for_several(kind: type[Fact]) -> bool:
    """Whether it has no fields, as `Event`, or is open to its kinds: then it stands for all that inherit from it."""
    return not fields(kind) or is_open_to_kinds(kind)
