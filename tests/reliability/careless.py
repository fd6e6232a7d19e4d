"""Seeded bugs of reading: codecs that are careless in one way each, to prove that the fuzz can fail."""

from __future__ import annotations

import json
from typing import Any

from attrs import evolve

from collabflow.core.errors import Malformed
from collabflow.core.event import Entry
from collabflow.ports import Row
from reliability.annotations import hints_of
from reliability.documents import CODEC, EVENTS

_KINDS: dict[object, Any] = {kind.stored_as: kind for kind in EVENTS}


def _with_body(row: Row, change: Any) -> Row:
    """The row with another value for its body, where it is JSON at all."""
    try:
        return evolve(row, body=json.dumps(change(json.loads(row.body or "")), ensure_ascii=False))
    except (ValueError, TypeError, RecursionError):
        return row


class MergesDoubledNames:
    """Reads with Python's own reader, which lets the last of two equal names win."""

    def decode(self, row: Row) -> Entry:
        return CODEC.decode(_with_body(row, lambda value: value))


class TakesTrueForOne:
    """Counts in Python's way, where true is one."""

    def decode(self, row: Row) -> Entry:
        return CODEC.decode(_with_body(row, self._counted))

    def _counted(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: self._counted(inner) for name, inner in value.items()}
        return int(value) if isinstance(value, bool) else value


class IgnoresUnknownFields:
    """Leaves out what it does not know."""

    def decode(self, row: Row) -> Entry:
        known = hints_of(_KINDS[row.type]) if isinstance(row.type, str) and row.type in _KINDS else {}
        return CODEC.decode(_with_body(row, lambda value: {name: value[name] for name in known if name in value}))


class LeaksErrors:
    """Lets the errors of its tools through."""

    def decode(self, row: Row) -> Entry:
        json.loads(row.body)  # type: ignore[arg-type]
        return CODEC.decode(row)


class TrustsColumns:
    """Does not look at the version, because a database gave it."""

    def decode(self, row: Row) -> Entry:
        return evolve(CODEC.decode(evolve(row, version=1)), version=row.version)


class ReadsAsKindred:
    """Makes an event of a class that cannot be written again."""

    def decode(self, row: Row) -> Entry:
        entry = CODEC.decode(row)
        kindred: Any = type("Kindred", (type(entry.event),), {})
        return evolve(
            entry, event=kindred(**{name: getattr(entry.event, name) for name in hints_of(type(entry.event))})
        )


class RepeatsWords:
    """Says what it could not read."""

    def decode(self, row: Row) -> Entry:
        try:
            return CODEC.decode(row)
        except Malformed as wrong:
            raise Malformed(wrong.what, (*wrong.faults, ("", f"this was not understood: {row.body}"))) from None
