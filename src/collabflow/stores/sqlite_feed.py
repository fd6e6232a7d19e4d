"""The feed of a SQLite store: entries are announced as they are written, and numbered when they are read.

Numbering what was committed, in a short transaction of its own, keeps appends free of a counter that all cases
share, also inside a host's long transaction; and nothing ever turns up below a position that was read.
Source: storage.md, the host's own transaction and the relational schema.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from collabflow.ports.records import Batch, FeedItem, Row
from collabflow.stores.sqlite_values import records

_ITEMS = """
SELECT position, e.case_id, e.version, type, type_version, by_id, by_role, by_name, at, occurred, via, evidence,
    key, body, salt, body_digest, digest
FROM cf_feed AS f
JOIN cf_entry AS e ON e.tenant = f.tenant AND e.case_id = f.case_id AND e.version = f.version
WHERE f.tenant = ? AND position > ? ORDER BY position LIMIT ?
"""

_UNFED = "SELECT place, version, case_id FROM cf_unfed WHERE tenant = ? ORDER BY place, version LIMIT ?"


class Feed:
    """The feed of one tenant."""

    def __init__(self, cursor: sqlite3.Cursor, tenant: str) -> None:
        self._cursor = cursor
        self._tenant = tenant

    def announce(self, batch: Batch) -> None:
        """Note the rows of a batch that is just being written, behind those that wait already."""
        last = "SELECT coalesce(max(place), 0) FROM cf_unfed WHERE tenant = ?"
        ((place,),) = self._cursor.execute(last, (self._tenant,)).fetchall()
        self._cursor.executemany(
            "INSERT INTO cf_unfed (tenant, place, version, case_id) VALUES (?, ?, ?, ?)",
            [(self._tenant, place + 1, row.version, row.case_id) for row in batch.rows],
        )

    def has_unfed(self) -> bool:
        """Whether entries wait for their position; asked first, so that an idle reader does not lock the file."""
        return bool(self._cursor.execute(_UNFED, (self._tenant, 1)).fetchall())

    def number(self, most: int) -> None:
        """Give positions to that many entries, in the order in which they were written."""
        unfed = self._cursor.execute(_UNFED, (self._tenant, most)).fetchall()
        last = "SELECT coalesce(max(position), 0) FROM cf_feed WHERE tenant = ?"
        ((position,),) = self._cursor.execute(last, (self._tenant,)).fetchall()
        self._cursor.executemany(
            "INSERT INTO cf_feed (tenant, position, case_id, version) VALUES (?, ?, ?, ?)",
            [(self._tenant, position + n, case_id, version) for n, (_, version, case_id) in enumerate(unfed, 1)],
        )
        self._cursor.executemany(
            "DELETE FROM cf_unfed WHERE tenant = ? AND place = ? AND version = ?",
            [(self._tenant, place, version) for place, version, _ in unfed],
        )

    def read(self, *, after: int, limit: int) -> tuple[FeedItem, ...]:
        """The numbered entries after a position."""
        return records(_item, self._cursor.execute(_ITEMS, (self._tenant, after, limit)))


_ROW: Callable[..., Row] = Row
"""The columns found are its fields."""


def _item(position: int, **row: object) -> FeedItem:
    return FeedItem(position=position, row=_ROW(**row))
