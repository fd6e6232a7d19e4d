"""Schemas: what an event holds, as JSON Schema, and events from plain values, for forms and other languages.

The schema is read from the same annotations that check a fact, so the two cannot part ways.
Source: JSON Schema, draft 2020-12.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated, Union, get_args, get_origin, get_type_hints

from attrs import NOTHING, fields

from collabflow.codec import Codec
from collabflow.core.errors import UnknownEvent
from collabflow.core.event import Event
from collabflow.core.fact import MAX_ID, MAX_TEXT, Fact, IdOf, Range, Shape
from collabflow.cycle.profile import DEFAULT, Profile

Json = dict[str, object]


def event_schema(name: str, *, profile: Profile = DEFAULT) -> Json:
    """The JSON Schema of the event with this stored name. Raises `UnknownEvent` when the profile has none."""
    kind = profile.event_named.get(name)
    if kind is None:
        raise UnknownEvent(name, (("event", "is not an event that the profile in force knows"),))
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"urn:collabflow:{name}", **_fact(kind)}


def parse_event(name: str, mapping: Mapping[str, object], *, profile: Profile = DEFAULT) -> Event:
    """The event of this stored name from plain JSON values. Raises `Malformed` naming each path, or `UnknownEvent`."""
    return Codec(profile.events).event(name, dict(mapping))


def _fact(kind: type[Fact]) -> Json:
    hints = get_type_hints(kind, include_extras=True)
    schema: Json = {
        "title": kind.__name__,
        "description": (kind.__doc__ or "").strip().split("\n")[0],
        "type": "object",
        "properties": {f.name: _of(hints[f.name]) for f in fields(kind)},
        "additionalProperties": False,
    }
    if required := [f.name for f in fields(kind) if f.default is NOTHING]:
        schema["required"] = required
    return schema


def _of(annotation: object) -> Json:
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *marks = get_args(annotation)
        return _marked(_of(inner), marks)
    if origin in (Union, types.UnionType):
        arms = [arm for arm in get_args(annotation) if arm is not types.NoneType]
        return {"type": "number"} if set(arms) == {int, float} else _of(arms[0])
    if origin is tuple:
        return {"type": "array", "items": _of(get_args(annotation)[0])}
    if annotation is Event:
        return _nested_event()
    if isinstance(annotation, type) and issubclass(annotation, Fact):
        return _fact(annotation)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return {"type": "string", "enum": [member.value for member in annotation]}
    return dict(_PLAIN[annotation])


def _marked(schema: Json, marks: list[object]) -> Json:
    for mark in marks:
        if isinstance(mark, IdOf):
            schema = {"type": "string", "minLength": 1, "maxLength": MAX_ID, "description": f"the id of a {mark.kind}"}
        elif isinstance(mark, Shape):
            schema = {**schema, "pattern": f"^{mark.pattern}$", "description": mark.says}
        elif isinstance(mark, Range):
            bounds = {"minimum": mark.least, "maximum": mark.most}
            schema = {**schema, **{name: bound for name, bound in bounds.items() if bound is not None}}
    return schema


def _nested_event() -> Json:
    return {
        "type": "object",
        "properties": {
            "event": {"type": "string"},
            "version": {"type": "integer", "minimum": 1},
            "fields": {"type": "object"},
        },
        "required": ["event", "fields"],
        "additionalProperties": False,
    }


_PLAIN: Mapping[object, Json] = {
    str: {"type": "string", "maxLength": MAX_TEXT},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
    Decimal: {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"},
}
