"""Every record under one roof, with everything that an event or a record can hold."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from importlib import import_module
from pkgutil import walk_packages
from typing import Annotated, get_args, get_origin, get_type_hints

import attrs
import pytest

import collabflow
from collabflow import records
from collabflow.core.case import Record
from collabflow.core.event import Event
from collabflow.core.fact import IdOf
from collabflow.cycle.profile import DEFAULT

PURE = ("core", "goals", "steps")
MODULES = tuple(
    import_module(module.name)
    for module in walk_packages(collabflow.__path__, "collabflow.")
    if module.name.split(".")[1] in PURE
)
RECORDS = {
    value
    for module in MODULES
    for value in vars(module).values()
    if isinstance(value, type) and issubclass(value, Record)
}
TOLD = tuple(value for roof in (collabflow, records) for name, value in vars(roof).items() if name in roof.__all__)


def held(annotation: object, seen: set[type]) -> set[type]:
    """The classes of ours that a field of this annotation can hold, and all that they hold."""
    if get_origin(annotation) is Annotated:
        return held(get_args(annotation)[0], seen)
    for inner in get_args(annotation):
        held(inner, seen)
    ours = isinstance(annotation, type) and annotation.__module__.startswith("collabflow.")
    if ours and annotation not in seen and (attrs.has(annotation) or issubclass(annotation, Enum)):
        seen.add(annotation)
        hints = get_type_hints(annotation, include_extras=True)
        for field in attrs.fields(annotation) if attrs.has(annotation) else ():
            held(hints[field.name], seen)
    return seen


def ids_in(value: object) -> Iterator[str]:
    """The kinds of things that a string of this annotation is the id of."""
    if get_origin(value) is Annotated:
        yield from (mark.kind for mark in get_args(value)[1:] if isinstance(mark, IdOf))


@pytest.mark.parametrize("event", DEFAULT.events, ids=lambda event: event.stored_as)
def test_everything_that_an_event_holds_can_be_imported_from_a_roof(event: type[Event]) -> None:
    facts = held(event, set()) - {event, Event}

    assert {fact for fact in facts if fact not in TOLD} == set()


def test_every_record_and_everything_that_it_holds_can_be_imported_from_a_roof() -> None:
    facts: set[type] = set()
    for record in RECORDS:
        held(record, facts)

    assert {fact for fact in facts if fact not in TOLD} == set()


def test_every_id_has_a_name_under_a_roof() -> None:
    ids = {kind for module in MODULES for value in vars(module).values() for kind in ids_in(value)}

    assert ids - {kind for value in TOLD for kind in ids_in(value)} == set()
