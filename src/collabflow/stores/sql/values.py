"""How records lie in a relational store: plain columns, times as ISO text with their offset, days as ISO text.

What comes out is what went in, code point for code point; a stored time that was tampered with into another
spelling of the same moment is refused, because the stored text is what the digests stand for.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, TypeVar

from collabflow.core.errors import StoreError
from collabflow.ports.chain import stored_time
from collabflow.ports.records import MessageState
from collabflow.stores.sql.executor import Found

R = TypeVar("R")


def moment(text: str) -> datetime:
    """The time that a column holds. Raises `StoreError` for what no store of ours has written."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise StoreError("a stored time is damaged; check the database and its backups") from None
    if stored_time(found) != text:
        raise StoreError("a stored time was rewritten; check the database and its backups")
    return found


def time_if_any(value: datetime | None) -> str | None:
    """The text of a time that may be missing."""
    return None if value is None else stored_time(value)


def _if_any(reader: Callable[[Any], object]) -> Callable[[Any], object]:
    return lambda value: None if value is None else reader(value)


_READERS: dict[str, Callable[[Any], object]] = {
    "at": moment,
    "occurred": moment,
    "lease_until": _if_any(moment),
    "next_due": _if_any(date.fromisoformat),
    "next_try": _if_any(moment),
    "not_before": _if_any(moment),
    "settled_at": _if_any(moment),
    "state": MessageState,
    "salt": _if_any(bytes),  # some drivers answer a view of the bytes
    "body_digest": bytes,
    "digest": bytes,
    "head": bytes,
}


def records(kind: Callable[..., R], found: Found) -> tuple[R, ...]:
    """All that was found, as records of that kind; columns bear the names of its fields."""
    readers = [(place, _READERS[name]) for place, name in enumerate(found.names) if name in _READERS]
    made = []
    for row in found.rows:
        values: list[object] = list(row)
        for place, reader in readers:
            values[place] = reader(values[place])
        made.append(kind(**dict(zip(found.names, values, strict=True))))
    return tuple(made)
