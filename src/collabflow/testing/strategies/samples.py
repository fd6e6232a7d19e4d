"""Samples of any fact, event or record class, read off its types: valid, with just one thing wrong, and invalid.

Classes of an embedding application do as well as ours. A valid sample is one that can be made; whether an event fits a
case is for the case to say, and `acts_on` draws those that do.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated, Generic, TypeVar, Union, get_args, get_origin, get_type_hints

from attrs import NOTHING, field, fields, frozen
from hypothesis import reject
from hypothesis import strategies as st

from collabflow.core.errors import Malformed
from collabflow.core.event import Event
from collabflow.core.fact import Fact, IdOf, Range, Shape, Wrong, check_for
from collabflow.testing.strategies.values import DAYS, HOSTILE, MOMENTS

F = TypeVar("F", bound=Fact)

_MOST = 2**53 - 1
_REPAIRS = 6


@frozen(kw_only=True)
class Broken(Generic[F]):
    """Values of a class with one thing wrong: `field` names the field. `make()` raises the `Malformed` that says so."""

    kind: type[F]
    values: Mapping[str, object] = field(repr=False)
    field: str

    def make(self) -> F:
        """Try to make it. Raises `Malformed`."""
        return self.kind(**self.values)


@frozen
class Samples(Generic[F]):
    """Strategies for one class."""

    kind: type[F]

    def valid(self) -> st.SearchStrategy[F]:
        """Values that can be made, with optional fields filled or left out."""
        return _valid(self.kind)

    def nearly_valid(self) -> st.SearchStrategy[Broken[F]]:
        """Values that could be made but for one field, which alone is at fault."""
        return _nearly_valid(self.kind)

    def invalid(self) -> st.SearchStrategy[Broken[F]]:
        """Values with at least one field at fault, and often several; `field` is the first of them."""
        return _invalid(self.kind)


def of(kind: type[F]) -> Samples[F]:
    """The samples of this class."""
    return Samples(kind)


# valid ------------------------------------------------------------------------------------------


@st.composite
def _valid(draw: st.DrawFn, kind: type[F]) -> F:
    """Drawn field by field; what does not go together is mended as far as it can be, and else drawn anew."""
    strategies = _fields(kind)
    values = {name: draw(strategy) for name, strategy in strategies.items()}
    for _ in range(_REPAIRS):
        try:
            return kind(**values)
        except Malformed as malformed:
            _mend(draw, kind, values, malformed)
    return reject()


def _mend(draw: st.DrawFn, kind: type[F], values: dict[str, object], malformed: Malformed) -> None:
    """Fill a field at fault that is empty, and empty one that is full; draw anew what must not be empty."""
    hints = get_type_hints(kind, include_extras=True)
    for name in dict.fromkeys(path.partition(".")[0].partition("[")[0] for path, _ in malformed.faults):
        own = next((one for one in fields(kind) if one.name == name), None)
        if own is None:
            continue
        empty = None if own.default is NOTHING or not isinstance(own.default, tuple) else ()
        if values.get(name) in (None, (), "") or own.default is NOTHING:
            values[name] = draw(_filled(hints[name]))
        else:
            values[name] = empty if own.default in (None, ()) else own.default


def _fields(kind: type[Fact]) -> dict[str, st.SearchStrategy[object]]:
    hints = get_type_hints(kind, include_extras=True)
    return {one.name: _of(hints[one.name]) for one in fields(kind)}


def _of(annotation: object) -> st.SearchStrategy[object]:
    """What a field of this annotation may hold, None included where it may."""
    optional = get_origin(annotation) in (Union, types.UnionType) and types.NoneType in get_args(annotation)
    filled = _filled(annotation)
    return st.none() | filled if optional else filled


def _filled(annotation: object) -> st.SearchStrategy[object]:
    """The same without None."""
    if get_origin(annotation) is Annotated:
        inner, *marks = get_args(annotation)
        return _marked(inner, marks)
    if get_origin(annotation) in (Union, types.UnionType):
        members = [member for member in get_args(annotation) if member is not types.NoneType]
        return _number() if set(members) == {int, float} else _filled(members[0])
    if get_origin(annotation) is tuple:
        return st.lists(_filled(get_args(annotation)[0]), max_size=2).map(tuple)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return st.sampled_from(tuple(annotation))
    if isinstance(annotation, type) and issubclass(annotation, Fact):
        return _facts(annotation)
    return _PLAIN[annotation]


def _facts(kind: type[Fact]) -> st.SearchStrategy[object]:
    """A fact of this class; of one that stands for several, any that inherits from it and is known."""
    if fields(kind):
        return st.deferred(lambda: _valid(kind))
    from collabflow.core.lifecycle.papers import StatementAttached

    return st.deferred(lambda: _valid(StatementAttached)) if kind is Event else st.nothing()


def _marked(inner: object, marks: list[object]) -> st.SearchStrategy[object]:
    for mark in marks:
        if isinstance(mark, IdOf):
            return st.sampled_from([f"{mark.kind.lower()}-{number}" for number in (1, 2, 3)])
        if isinstance(mark, Shape):
            return st.from_regex(mark.pattern, fullmatch=True, alphabet=st.characters(codec="ascii"))
        if isinstance(mark, Range):
            return _ranged(inner, mark)
    return _filled(inner)


def _ranged(inner: object, mark: Range) -> st.SearchStrategy[object]:
    """Numbers between the bounds, and the bounds themselves often."""
    least, most = mark.least, _MOST if mark.most is None else mark.most
    if inner is Decimal:
        return st.sampled_from([Decimal(str(round(least, 2))) + 1, Decimal(int(most))])
    low, high = int(-(-least // 1)), int(most)
    whole: st.SearchStrategy[object] = st.sampled_from([low, high]) | st.integers(low, high)
    if inner is int:
        return whole
    return whole | st.floats(low, high, allow_nan=False)


def _number() -> st.SearchStrategy[object]:
    return st.integers(-1_000, 1_000) | st.floats(-1e6, 1e6, allow_nan=False)


_TEXT: st.SearchStrategy[object] = st.sampled_from(
    ("A map club in the long break", "Maya reads a new story aloud.", *HOSTILE[:10])
)
_PLAIN: Mapping[object, st.SearchStrategy[object]] = {
    str: _TEXT,
    int: st.integers(-1_000, 1_000) | st.sampled_from((0, _MOST, -_MOST)),
    float: _number(),
    bool: st.booleans(),
    Decimal: st.decimals(-1_000, 1_000, places=2),
    date: DAYS,
    datetime: MOMENTS,
}


# broken -----------------------------------------------------------------------------------------


@st.composite
def _nearly_valid(draw: st.DrawFn, kind: type[F]) -> Broken[F]:
    made = draw(_valid(kind))
    values = {one.name: getattr(made, one.name) for one in fields(kind)}
    ways = tuple(_ways_to_break(kind, values))
    if not ways:
        reject()
    name, wrong = draw(st.sampled_from(ways))
    return Broken(kind=kind, values={**values, name: wrong}, field=name)


@st.composite
def _invalid(draw: st.DrawFn, kind: type[F]) -> Broken[F]:
    broken = draw(_nearly_valid(kind))
    ways = [way for way in _ways_to_break(kind, broken.values) if way[0] != broken.field]
    more = draw(st.lists(st.sampled_from(ways), max_size=3)) if ways else []
    values = {**broken.values, **dict(more)}
    at_fault = {broken.field, *(name for name, _ in more)}
    return Broken(kind=kind, values=values, field=next(one.name for one in fields(kind) if one.name in at_fault))


WRONG: tuple[object, ...] = (
    object(),
    "no such choice",
    "",
    "nul \0 inside",
    "x" * 20_001,
    True,
    7,
    -1,
    2**60,
    float("nan"),
    date(1500, 1, 1),
    datetime(2026, 9, 7, 9),  # noqa: DTZ001 - that it has no offset is what is wrong
    ("", ""),
    [object()],
)
"""Values of many kinds; each is wrong somewhere."""


def _ways_to_break(kind: type[Fact], values: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Each field with each value that its own check refuses: nothing else is then at fault."""
    hints = get_type_hints(kind, include_extras=True)
    for one in fields(kind):
        check = check_for(hints[one.name])
        for wrong in WRONG:
            try:
                check(wrong)
            except Wrong:
                yield one.name, wrong
