"""Facts: the frozen values that everything else is made of, checked against their own annotations.

A class that inherits from `Fact` says with its annotations what it may hold, and construction checks
exactly that: nothing is coerced, with three conveniences that lose nothing (an exact string becomes its
enum member, a list becomes a tuple, and a field that holds an id takes the thing itself). What is wrong
is told all at once, by field, and never by quoting the value: values are families' words.
"""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from math import isfinite
from typing import Annotated, TypeVar, Union, get_args, get_origin, get_type_hints

from attrs import evolve, fields, frozen

from collabflow.core.errors import Malformed

MAX_TEXT = 20_000
"""Longest text of one field, in code points: about seven printed pages."""

MAX_ID = 200
"""Longest id, in code points."""

Check = Callable[[object], object]

_UNSTORABLE = re.compile("[\ud800-\udfff\x00]")
_UNFIT_FOR_ID = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


class Wrong(Exception):
    """One field does not fit; `path` is where below the field, `why` is what would fit."""

    def __init__(self, why: str, path: str = "") -> None:
        self.why = why
        self.path = path
        super().__init__(why)


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
    """A frozen value that checks itself when it is made. Raises `Malformed`, naming every field at fault."""

    def __attrs_post_init__(self) -> None:
        faults: list[tuple[str, str]] = []
        for name, check in plan_of(type(self)):
            value = getattr(self, name)
            try:
                fitting = check(value)
            except Wrong as wrong:
                faults.append((_join(name, wrong.path), wrong.why))
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


def altered(fact: F, changes: Mapping[str, object]) -> F:
    """The fact with other values in these fields, checked again; for changes whose names are data."""
    return evolve(fact, **changes)


def _join(name: str, path: str) -> str:
    if not path or path.startswith("["):
        return name + path
    return f"{name}.{path}"


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
    if annotation in _PLAIN:
        return _PLAIN[annotation]
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return _choice(annotation)
    if isinstance(annotation, type):
        return _instance(annotation)
    raise TypeError(f"a fact cannot hold {annotation!r}; use str, numbers, dates, enums, facts or tuples of them")


def _text(value: object) -> object:
    if not isinstance(value, str):
        raise Wrong(f"must be text, not {_kind(value)}")
    if len(value) > MAX_TEXT:
        raise Wrong(f"must be at most {MAX_TEXT} characters long; shorten it or point to a document")
    if (not value.isascii() and _UNSTORABLE.search(value)) or "\x00" in value:
        raise Wrong("must not hold a NUL character or half a surrogate pair")
    return str(value) if type(value) is not str else value


def _whole(value: object) -> object:
    if type(value) is not int:
        raise Wrong(f"must be a whole number, not {_kind(value)}")
    return value


def _number(value: object) -> object:
    if type(value) is int:
        return value
    if type(value) is not float:
        raise Wrong(f"must be a number, not {_kind(value)}")
    if not isfinite(value):
        raise Wrong("must be a finite number")
    return value


def _flag(value: object) -> object:
    if type(value) is not bool:
        raise Wrong(f"must be true or false, not {_kind(value)}")
    return value


def _amount(value: object) -> object:
    if type(value) is int:
        return Decimal(value)
    if not isinstance(value, Decimal) or not value.is_finite():
        raise Wrong(f"must be a finite decimal number, not {_kind(value)}")
    return value


def _day(value: object) -> object:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise Wrong(f"must be a date without a time, not {_kind(value)}")
    return value


def _moment(value: object) -> object:
    if not isinstance(value, datetime):
        raise Wrong(f"must be a date with a time, not {_kind(value)}")
    if value.utcoffset() is None:
        raise Wrong("has no time zone; add one, for example tzinfo=ZoneInfo('Europe/Madrid')")
    return value


def _bytes(value: object) -> object:
    if type(value) is not bytes:
        raise Wrong(f"must be bytes, not {_kind(value)}")
    return value


_PLAIN: dict[object, Check] = {
    str: _text,
    int: _whole,
    float: _number,
    bool: _flag,
    Decimal: _amount,
    date: _day,
    datetime: _moment,
    bytes: _bytes,
}


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
            raise Wrong(f"must be a {mark.kind} or its id, not {_kind(value)}")
        if not value.strip() or len(value) > MAX_ID or _UNFIT_FOR_ID.search(value):
            raise Wrong(f"must be an id: 1 to {MAX_ID} characters, none of them a control character")
        return str(value)

    return check


def _shaped(check: Check, mark: Shape) -> Check:
    pattern = re.compile(mark.pattern)

    def shaped(value: object) -> object:
        text = check(value)
        if not pattern.fullmatch(str(text)):
            raise Wrong(f"must be {mark.says}")
        return text

    return shaped


def _ranged(check: Check, mark: Range) -> Check:
    bounds = f"at least {mark.least:g}" if mark.most is None else f"from {mark.least:g} to {mark.most:g}"

    def ranged(value: object) -> object:
        number = check(value)
        if not isinstance(number, int | float | Decimal):  # a mark on a union whose other arm matched
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
            raise Wrong(f"must be a list, not {_kind(value)}")
        out = []
        for place, item in enumerate(value):
            try:
                out.append(check(item))
            except Wrong as wrong:
                raise Wrong(wrong.why, _join(f"[{place}]", wrong.path)) from None
        return tuple(out)

    return checked


def _choice(kind: type[Enum]) -> Check:
    names = ", ".join(str(member.value) for member in kind)

    def check(value: object) -> object:
        if isinstance(value, kind):
            return value
        try:
            if isinstance(value, str):
                return kind(value)
        except ValueError:
            pass
        raise Wrong(f"must be one of: {names}")

    return check


def _instance(kind: type) -> Check:
    def check(value: object) -> object:
        if not isinstance(value, kind):
            raise Wrong(f"must be a {kind.__name__}, not {_kind(value)}")
        return value

    return check


def _kind(value: object) -> str:
    if value is None:
        return "nothing"
    return type(value).__name__
