"""Small pieces of Markdown: tables, links, definitions, and what a field holds in words."""

from __future__ import annotations

import types
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from inspect import cleandoc
from typing import Annotated, Union, get_args, get_origin

from collabflow.core.event import Event
from collabflow.core.fact import IdOf, Range, Shape
from collabflow.core.people import SCHOOL_ROLES, Role
from generating.names import NAMES


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; empty where there are no rows."""
    lines = [f"| {' | '.join(cell(text) for text in row)} |" for row in rows]
    return "\n".join([f"| {' | '.join(head)} |", "|---" * len(head) + "|", *lines]) if lines else ""


def cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|") or "–"


def paragraphs(*parts: str) -> str:
    """The parts that say something, with a blank line between them."""
    return "\n\n".join(part.strip("\n") for part in parts if part.strip())


def doc(thing: object) -> str:
    """What a class or function says of itself, without where the rule comes from."""
    return cleandoc(getattr(thing, "__doc__", None) or "").partition("\nSource:")[0].rstrip()


def first_sentence(text: str) -> str:
    """The first paragraph, in one line."""
    return " ".join(text.split("\n\n", maxsplit=1)[0].split())


def code(text: object) -> str:
    return f"`{text}`"


def listed(words: Iterable[object]) -> str:
    return ", ".join(code(word) for word in words)


def roles(who: frozenset[Role]) -> str:
    """Roles in words; all of the school's in one."""
    rest = sorted(who - SCHOOL_ROLES) if who >= SCHOOL_ROLES else sorted(who)
    return ", ".join([*(["the school's roles"] if who >= SCHOOL_ROLES else []), *map(code, rest)])


def reference(thing: object) -> str | None:
    """A link to where this class is described, if it is."""
    name = NAMES.get(id(thing))
    return None if name is None else f"{{py:class}}`~{name}`"


PLAIN = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "true or false",
    date: "day",
    datetime: "time with offset",
    time: "time of day",
    timedelta: "length of time",
    Decimal: "decimal number",
    bytes: "bytes",
}


def holds(annotation: object) -> str:
    """What a field of this annotation holds, in words and links."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _marked(*get_args(annotation))
    if origin in (Union, types.UnionType):
        arms = [arm for arm in get_args(annotation) if arm is not types.NoneType]
        return "number" if set(arms) == {int, float} else " or ".join(map(holds, arms))
    if origin is tuple:
        inner = [arm for arm in get_args(annotation) if arm is not Ellipsis]
        return f"list of {_together(holds(inner[0]))}" if len(inner) == 1 else f"({', '.join(map(holds, inner))})"
    if annotation is Event:
        return "event"
    return PLAIN.get(annotation) or reference(annotation) or _named(annotation)  # type: ignore[call-overload]


def _together(words: str) -> str:
    return f"({words})" if " or " in words and not words.startswith("true or") else words


def _marked(inner: object, *marks: object) -> str:
    words = holds(inner)
    for mark in marks:
        if isinstance(mark, IdOf):
            words = f"id of {'an' if mark.kind[0] in 'AEIOU' else 'a'} {mark.kind.lower()}"
        elif isinstance(mark, Shape):
            words = mark.says
        elif isinstance(mark, Range):
            bounds = f"at least {mark.least:g}" if mark.most is None else f"{mark.least:g} to {mark.most:g}"
            words = f"{words}, {bounds}"
    return words


def _named(annotation: object) -> str:
    if isinstance(annotation, str):
        return code(annotation)
    return code(annotation.__name__ if isinstance(annotation, type) else str(annotation).replace("collabflow.", ""))


def values(kind: type[Enum]) -> str:
    return listed(member.value for member in kind)
