"""The journals of a SQLite store: the SQL for entries, keys and erasure, on a cursor inside somebody's transaction.

Everything that can refuse a batch is asked before the first row is written: inside the host's transaction
nothing of ours could take back half a batch.
Source: storage.md, the port and the relational schema.
"""

from __future__ import annotations

import sqlite3

from collabflow.ports.chain import stored_time
from collabflow.ports.checks import judge
from collabflow.ports.records import Answered, Batch, Row
from collabflow.stores.sqlite_feed import Feed
from collabflow.stores.sqlite_outbox import Outbox
from collabflow.stores.sqlite_summaries import Summaries
from collabflow.stores.sqlite_values import records

_ROWS = """
SELECT case_id, version, type, type_version, by_id, by_role, by_name, at, occurred, via, evidence, key,
    body, salt, body_digest, digest
FROM cf_entry WHERE tenant = ? AND case_id = ? AND version > ? ORDER BY version LIMIT ?
"""

_WRITE = """
INSERT INTO cf_entry
    (tenant, case_id, version, type, type_version, by_id, by_role, by_name, at, occurred, via, evidence, key,
    body, salt, body_digest, digest)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""

_STANDING = "SELECT version, erased FROM cf_case WHERE tenant = ? AND case_id = ?"

_GROW = """
INSERT INTO cf_case (tenant, case_id, version) VALUES (?, ?, ?)
ON CONFLICT (tenant, case_id) DO UPDATE SET version = excluded.version
"""

_KEY = "SELECT fingerprint, version, entries FROM cf_key WHERE tenant = ? AND case_id = ? AND key = ?"

_USE_KEY = """
INSERT INTO cf_key (tenant, case_id, key, fingerprint, version, entries) VALUES (?, ?, ?, ?, ?, ?)
"""

_MARK_ERASED = """
UPDATE cf_case SET erased = 1, summary_version = NULL, step = NULL, status = NULL, cycle = NULL,
    student = NULL, next_due = NULL, head = NULL
WHERE tenant = ? AND case_id = ? AND erased = 0
"""

_ERASE = """
UPDATE cf_entry SET body = NULL, salt = NULL, by_name = NULL, evidence = NULL, key = NULL
WHERE tenant = ? AND case_id = ?
"""

NO_LIMIT = -1


class Journal:
    """The journals of one tenant."""

    def __init__(self, cursor: sqlite3.Cursor, tenant: str) -> None:
        self._cursor = cursor
        self._tenant = tenant
        self._outbox = Outbox(cursor, tenant)

    def append(self, batch: Batch) -> int:
        """Judge the batch by the case as it stands, and write it; the case's version, or the first answer."""
        version, erased = self._standing(batch.case_id)
        answer = judge(
            batch,
            erased=erased,
            seen=None if batch.key is None else self.answered(batch.case_id, batch.key),
            actual=version,
            stored=lambda: self._is_stored(batch),
        )
        if answer is not None:
            return answer
        fresh = self._outbox.fresh(batch.messages)
        if batch.rows:
            self._write(batch)
        self._use_key(batch)
        if batch.summary is not None:
            Summaries(self._cursor, self._tenant).replace(batch.summary)
        if fresh:
            self._outbox.enqueue(fresh)
        return batch.version

    def load(self, case_id: str, *, after: int, limit: int | None) -> tuple[Row, ...]:
        """The rows of a case after a version."""
        most = NO_LIMIT if limit is None else limit
        return records(Row, self._cursor.execute(_ROWS, (self._tenant, case_id, after, most)))

    def answered(self, case_id: str, key: str) -> Answered | None:
        """What a key was used for."""
        for fingerprint, version, entries in self._cursor.execute(_KEY, (self._tenant, case_id, key)).fetchall():
            versions = tuple(range(version - entries + 1, version + 1))
            return Answered(fingerprint=fingerprint, version=version, versions=versions)
        return None

    def erase(self, case_id: str) -> int:
        """Destroy what a case holds; the mark comes first, because only a marked case lets it go."""
        case = (self._tenant, case_id)
        if self._cursor.execute(_MARK_ERASED, case).rowcount == 0:
            return 0
        self._outbox.forget(case_id)
        self._cursor.execute("DELETE FROM cf_party WHERE tenant = ? AND case_id = ?", case)
        self._cursor.execute("DELETE FROM cf_key WHERE tenant = ? AND case_id = ?", case)
        return self._cursor.execute(_ERASE, case).rowcount

    def _standing(self, case_id: str) -> tuple[int, bool]:
        for version, erased in self._cursor.execute(_STANDING, (self._tenant, case_id)).fetchall():
            return version, bool(erased)
        return 0, False

    def _is_stored(self, batch: Batch) -> bool:
        rows = self.load(batch.case_id, after=batch.expected, limit=len(batch.rows))
        return rows == batch.rows and self._outbox.holds(batch.messages)

    def _write(self, batch: Batch) -> None:
        self._cursor.executemany(_WRITE, [(self._tenant, *_written(row)) for row in batch.rows])
        self._cursor.execute(_GROW, (self._tenant, batch.case_id, batch.version))
        Feed(self._cursor, self._tenant).announce(batch)

    def _use_key(self, batch: Batch) -> None:
        if batch.key is not None:
            use = (batch.key, batch.fingerprint, batch.version, len(batch.rows))
            self._cursor.execute(_USE_KEY, (self._tenant, batch.case_id, *use))


def _written(row: Row) -> tuple[str | int | bytes | None, ...]:
    return (
        row.case_id,
        row.version,
        row.type,
        row.type_version,
        row.by_id,
        row.by_role,
        row.by_name,
        stored_time(row.at),
        stored_time(row.occurred),
        row.via,
        row.evidence,
        row.key,
        row.body,
        row.salt,
        row.body_digest,
        row.digest,
    )
