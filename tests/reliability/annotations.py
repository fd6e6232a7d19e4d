"""What an annotation allows, read a second time and on its own: nothing here calls the code that checks facts.

`specimen` draws a JSON value that an annotation may hold; `ill_typed` names each place of a value made that does not
satisfy its annotation; `altered` says where what was written differs from what was read.
Source: RFC 8259; RFC 3339; the docstrings of `core.plain` and `core.values`.
"""

from __future__ import annotations

import math
import re
import types
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import cache
from random import Random
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints
from unicodedata import category

from attrs import NOTHING, fields

from collabflow.core.event import Event
from collabflow.core.fact import Fact, IdOf, Range, Shape

LONGEST_TEXT, LONGEST_ID, LARGEST_WHOLE, MOST_DIGITS = 20_000, 200, 2**53 - 1, 30
YEARS = range(1900, 3000)


@cache
def hints_of(kind: type) -> dict[str, Any]:
    """The annotation of each field of a class."""
    hints = get_type_hints(kind, include_extras=True)
    return {spec.name: hints[spec.name] for spec in fields(kind)}


def is_union(annotation: object) -> bool:
    return get_origin(annotation) in (Union, types.UnionType)


def is_fact(annotation: object) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Fact)


# a value that fits ------------------------------------------------------------------------------

_WORDS = ("Maya loves maps", "¿Qué te gusta?", "ما رأيك؟", "e\u0301 and é", "\U0001f5fa", " two blanks  ", "-", "7")
_SHAPED = {"sha256": "0af5" * 16, "currency": "USD", "scheme": "edfi.staffUniqueId"}
_IDS = ("rosa", "lee", "kim", "meeting-1", "goal-1", "channel-1", "remark 1", "ΛΟΓΟΣ")


def specimen(annotation: Any, chance: Random, *, name: str = "", events: tuple[type[Event], ...] = ()) -> object:
    """A JSON value that this annotation may hold, drawn at random; a fact's own rules between fields may refuse it."""
    if get_origin(annotation) is Annotated:
        inner, *marks = get_args(annotation)
        return _marked(inner, marks, chance, name)
    if is_union(annotation):
        arms = [arm for arm in get_args(annotation) if arm is not types.NoneType]
        if types.NoneType in get_args(annotation) and chance.random() < 0.3:
            return None
        return specimen(chance.choice(arms), chance, name=name, events=events)
    if get_origin(annotation) is tuple:
        inner = get_args(annotation)[0]
        return [specimen(inner, chance, name=name, events=events) for _ in range(chance.choice((0, 1, 1, 2)))]
    if annotation is Event:
        kind = chance.choice(events)
        return {"event": kind.stored_as, "fields": specimen(kind, chance, events=events)}
    if is_fact(annotation):
        return _fact(annotation, chance, events)
    if issubclass(annotation, Enum):
        return chance.choice([member.value for member in annotation])
    return _plain(annotation, chance)


def _fact(kind: type[Fact], chance: Random, events: tuple[type[Event], ...]) -> dict[str, object]:
    needed = {spec.name for spec in fields(kind) if spec.default is NOTHING}
    drawn = {
        name: specimen(hint, chance, name=name, events=events)
        for name, hint in hints_of(kind).items()
        if name in needed or chance.random() < 0.4
    }
    return {name: value for name, value in drawn.items() if value is not None}


def _marked(inner: Any, marks: list[object], chance: Random, name: str) -> object:
    for mark in marks:
        if isinstance(mark, IdOf):
            return chance.choice(_IDS)
        if isinstance(mark, Shape):
            return _SHAPED.get(name, "es-MX")
        if isinstance(mark, Range):
            whole = chance.randint(math.ceil(mark.least), min(int(mark.most or 99), 99))
            return str(whole) if inner is Decimal else whole
    return specimen(inner, chance, name=name)


def _plain(kind: type, chance: Random) -> object:
    day = date(2026, 9, 7) + timedelta(days=chance.randint(0, 60))
    return {
        str: lambda: chance.choice(_WORDS),
        int: lambda: chance.randint(1, 9),
        float: lambda: chance.choice((1, 0.5, 12.25)),
        bool: lambda: chance.random() < 0.5,
        Decimal: lambda: chance.choice(("12.50", "0", "-3", "0.001")),
        date: day.isoformat,
        datetime: lambda: f"{day}T15:30:00{chance.choice(('+02:00', '+00:00', '-03:30'))}",
    }[kind]()


# a value that was made --------------------------------------------------------------------------


def ill_typed(value: object, annotation: Any, path: str = "") -> Iterator[str]:
    """The places of a value that do not satisfy the annotation, each with what is there."""
    if get_origin(annotation) is Annotated:
        inner, *marks = get_args(annotation)
        yield from ill_typed(value, inner, path)
        yield from (f"{path} does not keep {mark}" for mark in marks if not _keeps(value, mark))
    elif is_union(annotation):
        yield from _no_arm(value, annotation, path)
    elif get_origin(annotation) is tuple:
        if type(value) is not tuple:
            yield f"{path} is a {type(value).__name__}, no tuple"
        else:
            for place, item in enumerate(value):
                yield from ill_typed(item, get_args(annotation)[0], f"{path}[{place}]")
    elif is_fact(annotation):
        yield from _ill_typed_fact(value, annotation, path)
    elif type(value) is not annotation:
        yield f"{path} is a {type(value).__name__}, no {annotation.__name__}"
    elif not _is_kept_exactly(value):
        yield f"{path} is a {annotation.__name__} that cannot be kept"


def _no_arm(value: object, annotation: Any, path: str) -> Iterator[str]:
    arms = get_args(annotation)
    tried = [tuple(ill_typed(value, arm, path)) if arm is not types.NoneType else None for arm in arms]
    if value is None and types.NoneType in arms:
        return
    if () not in tried:
        yield from next(found for found in tried if found)


def _ill_typed_fact(value: object, kind: type[Fact], path: str) -> Iterator[str]:
    if type(value) is not kind and not (kind is Event and isinstance(value, Event)):
        yield f"{path} is a {type(value).__name__}, no {kind.__name__}"
        return
    for name, hint in hints_of(type(value)).items():
        yield from ill_typed(getattr(value, name), hint, f"{path}.{name}")


def _keeps(value: object, mark: object) -> bool:
    if value is None:
        return True
    if isinstance(mark, IdOf):
        return (
            isinstance(value, str) and 0 < len(value.strip()) <= len(value) <= LONGEST_ID and not _breaks_lines(value)
        )
    if isinstance(mark, Shape):
        return isinstance(value, str) and re.fullmatch(mark.pattern, value) is not None
    if isinstance(mark, Range):
        return mark.least <= value and (mark.most is None or value <= mark.most)
    return True


def _breaks_lines(text: str) -> bool:
    return any(category(letter) in ("Cc", "Cs", "Zl", "Zp") for letter in text)


def _is_kept_exactly(value: object) -> bool:
    match value:
        case str():
            return len(value) <= LONGEST_TEXT and not re.search("[\x00\ud800-\udfff]", value)
        case bool() | Enum():
            return True
        case int():
            return abs(value) <= LARGEST_WHOLE
        case float():
            return math.isfinite(value)
        case Decimal():
            return value.is_finite() and len(format(value, "f").strip("-").replace(".", "")) <= 2 * MOST_DIGITS
        case datetime():
            return value.utcoffset() is not None and value.year in YEARS
        case date():
            return value.year in YEARS
    return False


# what was written of what was read ----------------------------------------------------------------


def altered(read: object, written: object, path: str = "") -> Iterator[str]:
    """Where a document differs from what is written of it. What it left out may be written; nothing else may change."""
    if isinstance(read, dict) and isinstance(written, dict):
        for name, inner in read.items():
            if name in written:
                yield from altered(inner, written[name], f"{path}.{name}")
            elif inner is not None:
                yield f"{path} lost a field"
    elif isinstance(read, list) and isinstance(written, list):
        if len(read) != len(written):
            yield f"{path} had {len(read)} items and has {len(written)}"
        for place, (before, after) in enumerate(zip(read, written, strict=False)):
            yield from altered(before, after, f"{path}[{place}]")
    elif type(read) is not type(written) or not (read == written or _is_same_text(read, written)):
        yield f"{path} was a {type(read).__name__} and is another {type(written).__name__}"


def _is_same_text(read: object, written: object) -> bool:
    if not isinstance(read, str) or not isinstance(written, str):
        return False
    try:
        before, after = datetime.fromisoformat(read), datetime.fromisoformat(written)
        return (before, before.utcoffset()) == (after, after.utcoffset())
    except ValueError:
        pass
    try:
        return Decimal(read) == Decimal(written)
    except InvalidOperation:
        return False
