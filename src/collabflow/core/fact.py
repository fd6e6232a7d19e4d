"""Facts: the frozen values that everything else is made of, checked against their own annotations.

A class that inherits from `Fact` says with its annotations what it may hold, and construction checks
exactly that: nothing is coerced, with three conveniences that lose nothing (an exact string becomes its
enum member, a list becomes a tuple, and a field that holds an id takes the thing itself). What is wrong
is told all at once, by field, and never by quoting the value: values are families' words.
"""

from __future__ import annotations

import re
import types
from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import Enum
from functools import cache
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
        faults: list[tuple[str, str]] = []
        for name, check in plan_of(type(self)):
            value = getattr(self, name)
            try:
                fitting = check(value)
            except Wrong as wrong:
                faults.append((below(name, wrong.path), wrong.why))
            else:
                if fitting is not value:
                    object.__setattr__(self, name, fitting)
        faults = faults or list(self.faults())
        if faults:
            raise Malformed(type(self).__name__, tuple(faults))

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
    """The check of each field of a fact class, worked out once from its annotations."""
    plan = _PLANS.get(cls)
    if plan is None:
        hints = get_type_hints(cls, include_extras=True)
        plan = _PLANS[cls] = tuple((f.name, check_for(hints[f.name])) for f in fields(cls))
    return plan


_PLANS: dict[type[Fact], tuple[tuple[str, Check], ...]] = {}


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
    check = check_for(members[0])

    def checked(value: object) -> object:
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
    """A class without fields, such as `Event`, or open to its kinds stands for all that inherit from it."""
    is_open = not fields(kind) or is_open_to_kinds(kind)

    def check(value: object) -> object:
        if type(value) is not kind and not (is_open and isinstance(value, kind)):
            raise Wrong(f"must be a {kind.__name__}, not {kind_of(value)}")
        return value

    return check
