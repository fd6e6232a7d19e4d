"""How records lie in a SQLite store: plain columns, times as ISO text with their offset, days as ISO text.

What comes out is what went in, code point for code point; a stored time that was tampered with into another
spelling of the same moment is refused, because the stored text is what the digests stand for.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import date, datetime
from typing import TypeVar

from collabflow.core.errors import StoreError
from collabflow.ports.chain import stored_time
from collabflow.ports.records import MessageState

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


def _moment_if_any(text: str | None) -> datetime | None:
    return None if text is None else moment(text)


def _day_if_any(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


_READERS: dict[str, Callable[[str], object]] = {
    "at": moment,
    "occurred": moment,
    "lease_until": _moment_if_any,
    "next_due": _day_if_any,
    "next_try": _moment_if_any,
    "not_before": _moment_if_any,
    "settled_at": _moment_if_any,
    "state": MessageState,
}


def records(kind: Callable[..., R], cursor: sqlite3.Cursor) -> tuple[R, ...]:
    """All that the cursor found, as records of that kind; columns bear the names of its fields."""
    names = [column[0] for column in cursor.description]
    readers = [(place, _READERS[name]) for place, name in enumerate(names) if name in _READERS]
    made = []
    for found in cursor.fetchall():
        values = list(found)
        for place, reader in readers:
            values[place] = reader(values[place])
        made.append(kind(**dict(zip(names, values, strict=True))))
    return tuple(made)
