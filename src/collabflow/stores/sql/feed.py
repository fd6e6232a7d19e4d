"""The feed of a relational store: entries are announced as they are written, and numbered when they are read.

Numbering what was committed, in a short transaction of its own, keeps appends free of a counter that all cases
share, also inside a host's long transaction; and nothing ever turns up below a position that was read.
Source: storage.md, the host's own transaction and the relational schema.
"""

from __future__ import annotations

from collections.abc import Callable
from zlib import crc32

from collabflow.ports.records import Batch, FeedItem, Row
from collabflow.stores.sql.executor import Dialect, Executor, insert
from collabflow.stores.sql.values import records

_ITEMS = """
SELECT position, e.case_id, e.version, type, type_version, by_id, by_role, by_name, at, occurred, via, evidence,
    key, body, salt, body_digest, digest
FROM cf_feed AS f
JOIN cf_entry AS e ON e.tenant = f.tenant AND e.case_id = f.case_id AND e.version = f.version
WHERE f.tenant = ? AND position > ? ORDER BY position LIMIT ?
"""

_UNFED = "SELECT place, version, case_id FROM cf_unfed WHERE tenant = ? ORDER BY place, version LIMIT ?"

_LAST_PLACE = "SELECT coalesce(max(place), 0) FROM cf_unfed WHERE tenant = ?"

_LAST_POSITION = "SELECT coalesce(max(position), 0) FROM cf_feed WHERE tenant = ?"

_FED = """
DELETE FROM cf_unfed WHERE tenant = ? AND (place, version) <= (?, ?) AND EXISTS (
    SELECT 1 FROM cf_feed AS f
    WHERE f.tenant = cf_unfed.tenant AND f.case_id = cf_unfed.case_id AND f.version = cf_unfed.version
)
"""
"""What was committed meanwhile with an earlier place is not there yet, and stays."""

_LOCK_TENANT = "SELECT pg_advisory_xact_lock(1128680535, ?)"
"""The first number is `CFLW` in ASCII, the second stands for the tenant; held until our own short transaction ends."""


class Feed:
    """The feed of one tenant."""

    def __init__(self, sql: Executor, tenant: str) -> None:
        self._sql = sql
        self._tenant = tenant

    def announce(self, batch: Batch) -> None:
        """Note the rows of a batch that is just being written, behind those of the same case that wait already.

        On PostgreSQL a sequence gives the place: it locks nobody, and writers of one case wait for each other.
        """
        if self._sql.dialect is Dialect.POSTGRESQL:
            rows = [(self._tenant, row.version, row.case_id) for row in batch.rows]
            insert(self._sql, "cf_unfed", "tenant, version, case_id", rows)
            return
        place = self._number(_LAST_PLACE) + 1
        placed = [(self._tenant, place, row.version, row.case_id) for row in batch.rows]
        insert(self._sql, "cf_unfed", "tenant, place, version, case_id", placed)

    def has_unfed(self) -> bool:
        """Whether entries wait for their position; asked first, so that an idle reader locks nobody."""
        return bool(self._sql.run(_UNFED, (self._tenant, 1)).rows)

    def number(self, most: int) -> None:
        """Give positions to that many entries, in the order in which they were written, one reader at a time."""
        self._lock()
        unfed = self._sql.run(_UNFED, (self._tenant, most)).rows
        if not unfed:
            return
        position = self._number(_LAST_POSITION)
        rows = [(self._tenant, position + n, case_id, version) for n, (_, version, case_id) in enumerate(unfed, 1)]
        insert(self._sql, "cf_feed", "tenant, position, case_id, version", rows)
        place, version, _ = unfed[-1]
        self._sql.run(_FED, (self._tenant, place, version))

    def read(self, *, after: int, limit: int) -> tuple[FeedItem, ...]:
        """The numbered entries after a position."""
        return records(_item, self._sql.run(_ITEMS, (self._tenant, after, limit)))

    def _lock(self) -> None:
        """Wait for our turn; on SQLite a writing transaction has it already."""
        if self._sql.dialect is Dialect.POSTGRESQL:
            self._sql.run(_LOCK_TENANT, (crc32(self._tenant.encode()) - 2**31,))

    def _number(self, sql: str) -> int:
        ((number,),) = self._sql.run(sql, (self._tenant,)).rows
        return int(number or 0)


_ROW: Callable[..., Row] = Row
"""The columns found are its fields."""


def _item(position: int, **row: object) -> FeedItem:
    return FeedItem(position=position, row=_ROW(**row))
