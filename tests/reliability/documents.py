"""Documents: sound rows to begin with, and JSON text that may hold what no writer of JSON would write.

The rows are those of a whole honest cycle, and of one specimen after the other of every event.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random
from typing import Any, ClassVar

from attrs import frozen

import journeys
from collabflow.codec import Codec
from collabflow.core.case import Case
from collabflow.core.errors import Malformed
from collabflow.core.event import Entry, Event, Lift
from collabflow.cycle.profile import DEFAULT
from collabflow.ports import Row
from reliability.annotations import specimen
from support import NOW

SALT = b"0" * 16


def _renamed(fields: dict[str, object]) -> dict[str, object]:
    return {"title": fields.pop("name"), **fields}


def _counted(fields: dict[str, object]) -> dict[str, object]:
    return {**fields, "count": int(str(fields["count"]))}


@frozen(kw_only=True)
class BookLent(Event):
    """An invented event that had two other shapes before."""

    stored_as: ClassVar[str] = "our_library.book_lent"
    lifts: ClassVar[tuple[Lift, ...]] = (_renamed, _counted)
    title: str
    count: int = 1

    def apply(self, case: Case, entry: Entry) -> Case:
        return case


EVENTS: tuple[type[Event], ...] = (*DEFAULT.events, BookLent)
CODEC = Codec(EVENTS)


@frozen
class Raw:
    """Text that stands in a document as it is, JSON or not."""

    text: str


@frozen
class Twice:
    """An object in which a name stands twice."""

    pairs: tuple[tuple[str, Any], ...]


def text_of(value: object) -> str:
    """The document as text. Plain JSON is written as JSON is; half a surrogate pair as it is."""
    match value:
        case Raw():
            return value.text
        case Twice():
            return _braced(value.pairs)
        case dict():
            return _braced(tuple(value.items()))
        case list():
            return f"[{','.join(map(text_of, value))}]"
    return json.dumps(value, ensure_ascii=False)


def _braced(pairs: tuple[tuple[Any, Any], ...]) -> str:
    inside = (f"{json.dumps(name, ensure_ascii=False)}:{text_of(inner)}" for name, inner in pairs)
    return f"{{{','.join(inside)}}}"


def journal_rows() -> tuple[Row, ...]:
    """The rows of one whole cycle, as a flow would write them."""
    _, journal = journeys.decided(journeys.whole_cycle())
    return tuple(CODEC.encode(journeys.CASE, entry, salt=SALT) for entry in journal)


def specimen_row(kind: type[Event], chance: Random) -> Row:
    """A row of this event with fields drawn at random, each as its annotation asks; together they may not be sound."""
    fields = specimen(kind, chance, events=EVENTS)
    return Row(
        case_id=journeys.CASE,
        version=1,
        type=kind.stored_as,
        type_version=len(kind.lifts) + 1,
        by_id="lee",
        by_role="case_manager",
        by_name="Lee Park",
        at=NOW,
        occurred=NOW,
        body=json.dumps(fields, ensure_ascii=False),
        salt=SALT,
    )


def specimen_rows(kind: type[Event], *, many: int = 6, tries: int = 2_000) -> Iterator[Row]:
    """So many specimens of this event that its rules between fields accept. Raises `LookupError` if there are none."""
    chance = Random(kind.stored_as)
    for _ in range(tries):
        row = specimen_row(kind, chance)
        try:
            CODEC.decode(row)
        except Malformed:
            continue
        yield row
        many -= 1
        if not many:
            return
    raise LookupError(f"no specimen of {kind.stored_as} is sound")


class Sound:
    """Where documents come from before they are spoilt: the rows of the cycle, and specimens of every event."""

    def __init__(self) -> None:
        self._rows = journal_rows()
        self._specimens = tuple(row for kind in EVENTS for row in specimen_rows(kind))

    def drawn(self, chance: Random) -> Row:
        """One of them."""
        return chance.choice(self._rows if chance.random() < 0.4 else self._specimens)
