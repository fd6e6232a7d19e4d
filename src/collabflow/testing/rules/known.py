"""The ids that a case knows, by the kind of thing that they name.

A field says with its type what its id names; so the ids in the facts of an embedding application's own records are
found just as those of the ten rooms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, get_args, get_origin, get_type_hints

from attrs import fields

from collabflow.core.case import Case, Record
from collabflow.core.fact import Fact, IdOf, is_open_to_kinds


def ids_in(case: Case, kind: str) -> tuple[str, ...]:
    """The ids of things of this kind in the case: its people, or what its records hold, the latest first."""
    if kind == "Party":
        return tuple(member.latest.id for member in case.members)
    if kind == "Student":
        return (case.student.id,)
    found: dict[str, None] = {}
    for records in (case.records, *(past.records for past in reversed(case.earlier))):
        found |= dict.fromkeys(reversed(tuple(_ids_of(records, kind))))
    return tuple(found)


def _ids_of(records: Mapping[type[Record], Record], kind: str) -> Iterator[str]:
    for record in records.values():
        yield from _named(record, kind)


def _named(value: object, kind: str) -> Iterator[str]:
    if isinstance(value, tuple):
        for item in value:
            yield from _named(item, kind)
    elif isinstance(value, Fact):
        for name, is_id in _leads(type(value), kind):
            held = getattr(value, name)
            if not is_id:
                yield from _named(held, kind)
            elif held is not None:
                yield from held if isinstance(held, tuple) else (held,)


_LEADS: dict[tuple[type[Fact], str], tuple[tuple[str, bool], ...]] = {}


def _leads(fact: type[Fact], kind: str) -> tuple[tuple[str, bool], ...]:
    """The fields of a fact class that hold such ids (true), or facts in which there may be some (false)."""
    known = _LEADS.get((fact, kind))
    if known is None:
        hints = get_type_hints(fact, include_extras=True)
        names = [field.name for field in fields(fact)]
        ids = [name for name in names if kind_of_id(hints[name]) == kind]
        below = [name for name in names if name not in ids and _may_hold(hints[name], kind, (fact,))]
        known = _LEADS[fact, kind] = (*((name, True) for name in ids), *((name, False) for name in below))
    return known


def _may_hold(annotation: object, kind: str, above: tuple[object, ...]) -> bool:
    """Whether facts of this annotation may hold such an id, at any depth."""
    if kind_of_id(annotation) == kind:
        return True
    if isinstance(annotation, type) and issubclass(annotation, Fact):
        if annotation in above or is_open_to_kinds(annotation) or not fields(annotation):
            return True
        hints = get_type_hints(annotation, include_extras=True)
        return any(_may_hold(hints[field.name], kind, (*above, annotation)) for field in fields(annotation))
    return any(_may_hold(part, kind, above) for part in get_args(annotation))


def id_fields(fact: type[Fact]) -> Mapping[str, str]:
    """The fields of a fact class that hold an id or several, and the kind of thing that each names."""
    hints = get_type_hints(fact, include_extras=True)
    kinds = {field.name: kind_of_id(hints[field.name]) for field in fields(fact)}
    return {name: kind for name, kind in kinds.items() if kind is not None}


def kind_of_id(annotation: object) -> str | None:
    """The kind of thing that an annotation's id names, also where it may be left out or there may be several."""
    if get_origin(annotation) is Annotated:
        return next((mark.kind for mark in get_args(annotation)[1:] if isinstance(mark, IdOf)), None)
    inner = [kind_of_id(part) for part in get_args(annotation)]
    return next((kind for kind in inner if kind is not None), None)
