"""Events from their types: what a field may hold, tried in an order that mostly leads on.

What the finding names is taken first: a known id of the kind that a field asks for, a choice with that name, a number
or day beside the one it tells. Then come fuller events before barer ones, and each field by itself is left out or
changed. Everything is in one fixed order.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from itertools import chain, islice
from typing import Annotated, TypeVar, Union, get_args, get_origin, get_type_hints

from attrs import NOTHING, fields

from collabflow.core.errors import Malformed
from collabflow.core.event import Event
from collabflow.core.fact import Fact, IdOf, Range, Shape, Wrong, check_for
from collabflow.testing.rules.want import AHEAD, Want

MOST_EVENTS = 120
"""How many events of one class are tried for one want."""

_MOST_CHOICES = 8
_MOST_FACTS = 6
_MOST_DAYS = 3650

GOOD = ("yes", "accepted", "confirmed", "adopted", "agree", "held", "done", "suits", "interested", "continue")
"""Choices that let people go on, tried before the others."""

WORDS: Mapping[str, str] = {
    "what_helps": "A friend who asks.",
    "statement": "Maya now reads a short story by herself.",
    "text": "Maya led the class to the park with her own map.",
    "why": "We talked about it together.",
    "summary": "We talked about the week.",
}
"""What to write into a field of this name; elsewhere a short sentence will do."""

_SHAPED = ("en", "USD", "0" * 64, "local.id", "A1", "a", "1")

F = TypeVar("F", bound=Fact)


def events_from_types(kind: type[Event], want: Want) -> Iterator[Event]:
    """Events of this class for the want, each once."""
    return islice(_facts(kind, want), MOST_EVENTS)


_ANNOTATIONS: dict[type[Fact], Mapping[str, object]] = {}


def _annotations(kind: type[Fact]) -> Mapping[str, object]:
    """What each field of a fact class may hold; worked out once."""
    known = _ANNOTATIONS.get(kind)
    if known is None:
        hints = get_type_hints(kind, include_extras=True)
        known = _ANNOTATIONS[kind] = {field.name: hints[field.name] for field in fields(kind)}
    return known


def _required(kind: type[Fact]) -> frozenset[str]:
    return frozenset(field.name for field in fields(kind) if field.default is NOTHING)


def _facts(kind: type[F], want: Want) -> Iterator[F]:
    seen: list[F] = []
    for values in _fillings(kind, want):
        try:
            made = kind(**values)
        except Malformed:
            continue
        if made not in seen:
            seen.append(made)
            yield made


def _fillings(kind: type[Fact], want: Want) -> Iterator[dict[str, object]]:
    """Full, less one field, bare, bare and one field, and then each field with its other choices."""
    choices = {name: tuple(choices_for(hint, name, want)) for name, hint in _annotations(kind).items()}
    required = _required(kind)
    if any(not choices[name] for name in required):
        return
    full: dict[str, object] = {name: some[0] for name, some in choices.items() if some}
    bare = {name: value for name, value in full.items() if name in required}
    optional = [name for name in full if name not in required]
    yield full
    yield from ({k: v for k, v in full.items() if k != name} for name in optional)
    yield bare
    yield from ({**bare, name: full[name]} for name in optional)
    for name, some in choices.items():
        for value in some[1:]:
            yield {**full, name: value}
            yield {**bare, name: value}


def choices_for(annotation: object, name: str, want: Want) -> Iterator[object]:
    """What a field may hold, the likeliest first; None is not among it."""
    inner, marks = _without_marks(annotation)
    check = check_for(annotation)
    found: list[object] = []
    for value in _raw(inner, marks, name, want):
        try:
            fitting = check(value)
        except Wrong:
            continue
        if not any(fitting == known and type(fitting) is type(known) for known in found):
            found.append(fitting)
    yield from found[:_MOST_CHOICES]


def _without_marks(annotation: object) -> tuple[object, tuple[object, ...]]:
    """The type itself and its marks, of what may be left out as well."""
    if get_origin(annotation) is Annotated:
        inner, *marks = get_args(annotation)
        plain, more = _without_marks(inner)
        return plain, (*marks, *more)
    if get_origin(annotation) in (Union, types.UnionType):
        members = [member for member in get_args(annotation) if member is not types.NoneType]
        return (float, ()) if set(members) == {int, float} else _without_marks(members[0])
    return annotation, ()


def _raw(inner: object, marks: tuple[object, ...], name: str, want: Want) -> Iterator[object]:
    named = next((mark for mark in marks if isinstance(mark, IdOf)), None)
    if named is not None:
        return _ids(named.kind, name, want)
    if get_origin(inner) is tuple:
        return _lists(get_args(inner)[0], name, want)
    if inner is str:
        return iter(_texts(name, want, is_shaped=any(isinstance(mark, Shape) for mark in marks)))
    if inner in (int, float, Decimal):
        return _numbers(marks, want)
    if inner in (date, datetime):
        return _days(want) if inner is date else _moments(want)
    return _of_a_class(inner, want)


def _of_a_class(inner: object, want: Want) -> Iterator[object]:
    if inner is bool:
        return iter((True, False))
    if isinstance(inner, type) and issubclass(inner, Enum):
        return iter(_choices(inner, want))
    if isinstance(inner, type) and issubclass(inner, Fact) and fields(inner):
        return islice(_facts(inner, want), _MOST_FACTS)
    return iter(())  # `Event`: nothing is known of which


def _ids(kind: str, name: str, want: Want) -> Iterator[str]:
    if kind != "Party":
        return iter((*want.known(kind), want.fresh(kind)))
    named, everyone = want.named(kind), tuple(party.id for party in want.people)
    family_first = name in ("caregiver", "caregivers", "asker", "agreed_by", "confirmed_by", "to")
    sides = (want.caregivers, want.educators) if family_first else (want.educators, want.caregivers)
    return iter((*named, *chain(*sides), *everyone))


def _lists(member: object, name: str, want: Want) -> Iterator[tuple[object, ...]]:
    some = tuple(choices_for(member, name, want))
    inner, _ = _without_marks(member)
    if isinstance(inner, type) and issubclass(inner, Enum):
        some = _choices(inner, want)
        yield tuple(choice for choice in some if str(choice.value) in want.hints)
    elif isinstance(inner, type) and issubclass(inner, Fact) and some:
        yield tuple(_one_of_each(inner, some[0], want))
    yield some[:1] if inner is str else some
    yield from ((one,) for one in some)
    yield ()


def _one_of_each(kind: type[Fact], first: object, want: Want) -> Iterator[object]:
    """The fact once for each choice of its first field that has choices: a seat each, a kind each."""
    for name, hint in _annotations(kind).items():
        inner, _ = _without_marks(hint)
        if isinstance(inner, type) and issubclass(inner, Enum):
            values = {own: getattr(first, own) for own in _annotations(kind)}
            for choice in inner:
                try:
                    yield kind(**{**values, name: choice})
                except Malformed:
                    continue
            return
    yield first


def _choices(kind: type[Enum], want: Want) -> tuple[Enum, ...]:
    hints = want.hints
    named = [member for member in kind if str(member.value) in hints]
    good = [member for member in kind if str(member.value) in GOOD]
    return tuple(dict.fromkeys((*named, *good, *kind)))


def _texts(name: str, want: Want, *, is_shaped: bool) -> tuple[str, ...]:
    told = want.param(name)
    if is_shaped:
        theirs = (tag for person in want.caregivers for tag in want.languages(person))
        return (*(h for h in want.hints if h), *theirs, *_SHAPED)
    own = WORDS.get(name, "A map club in the long break")
    return (told, own) if isinstance(told, str) and told else (own,)


def _numbers(marks: tuple[object, ...], want: Want) -> Iterator[object]:
    """What the finding counts and its neighbours, the limits of the profile's own, small numbers, and the bounds."""
    told = [value for _, value in want.finding.params if _is_number(value)] if want.finding is not None else []
    own = [int(limit.value) for limit in want.profile.limits if limit.value == int(limit.value)][-3:]
    bounds = [
        bound for mark in marks if isinstance(mark, Range) for bound in (mark.least, mark.most) if bound is not None
    ]
    for value in (*told, 1, *own):
        yield from (value, value + 1, value - 1)  # type: ignore[operator]
    yield 0
    yield from (int(bound) for bound in bounds)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _days(want: Want) -> Iterator[date]:
    """A few days, and those beside what the finding tells: a day, or a number, which may be of days from today."""
    told = [value for _, value in want.finding.params] if want.finding is not None else []
    yield from (want.day(days) for days in (7, 30, 0))
    for value in told:
        day = want.day(int(value)) if _is_number(value) and abs(value) < _MOST_DAYS else value  # type: ignore[arg-type]
        if isinstance(day, date):
            yield from (day, day + timedelta(days=1), day - timedelta(days=1))
    yield from (want.day(days) for days in (180, 364, -1))


def _moments(want: Want) -> Iterator[datetime]:
    for hint in want.hints:
        try:
            yield datetime.fromisoformat(hint)
        except ValueError:
            continue
    yield from (want.now + AHEAD, want.now, want.now + timedelta(days=1))
