"""The journals of a relational store: the SQL for entries, keys and erasure, inside somebody's transaction.

A writer first holds its case, and no other: on SQLite the transaction holds the whole file, on PostgreSQL the
case's row is locked when it is looked at. A case that is just being opened has no row yet: the first to insert it
wins, and the other finds it there, without an error that would end the host's transaction. Everything that can
refuse a batch is asked before the first row is written: nothing of ours could take back half a batch.
Source: storage.md, the port, the host's own transaction and the relational schema.
"""

from __future__ import annotations

from collabflow.core.errors import StoreBusy
from collabflow.ports.chain import stored_time
from collabflow.ports.checks import MOST, judge
from collabflow.ports.records import Answered, Batch, Row
from collabflow.stores.sql.executor import Dialect, Executor, Value, insert, insert_new
from collabflow.stores.sql.feed import Feed
from collabflow.stores.sql.outbox import Outbox
from collabflow.stores.sql.summaries import STANDS, Summaries, standing
from collabflow.stores.sql.values import records

_COLUMNS = """case_id, version, type, type_version, by_id, by_role, by_name, at, occurred, via, evidence, key,
    body, salt, body_digest, digest"""

_ROWS = f"""
SELECT {_COLUMNS} FROM cf_entry WHERE tenant = ? AND case_id = ? AND version > ? ORDER BY version LIMIT ?
"""  # noqa: S608 (names of ours only)

_STANDING = {
    Dialect.SQLITE: "SELECT version, erased FROM cf_case WHERE tenant = ? AND case_id = ?",
    Dialect.POSTGRESQL: "SELECT version, erased FROM cf_case WHERE tenant = ? AND case_id = ? FOR UPDATE",
}

_GROW = "UPDATE cf_case SET version = ?{also} WHERE tenant = ? AND case_id = ? AND version = ? AND erased = 0"

_CASE = "tenant, case_id, version, summary_version, step, status, cycle, student, next_due, head"

_KEY = "SELECT fingerprint, version, entries FROM cf_key WHERE tenant = ? AND case_id = ? AND key = ?"

_MARK_ERASED = """
UPDATE cf_case SET erased = 1, summary_version = NULL, step = NULL, status = NULL, cycle = NULL,
    student = NULL, next_due = NULL, head = NULL
WHERE tenant = ? AND case_id = ? AND erased = 0
"""

_ERASE = """
UPDATE cf_entry SET body = NULL, salt = NULL, by_name = NULL, evidence = NULL, key = NULL
WHERE tenant = ? AND case_id = ?
"""


class Journal:
    """The journals of one tenant."""

    def __init__(self, sql: Executor, tenant: str) -> None:
        self._sql = sql
        self._tenant = tenant
        self._outbox = Outbox(sql, tenant)
        self._summaries = Summaries(sql, tenant)

    def append(self, batch: Batch) -> int:
        """Judge the batch by the case as it stands, and write it; the case's version, or the first answer."""
        answer = self._judged(batch)
        if answer is None:
            fresh = self._outbox.fresh(batch.messages)
            if self._grown(batch):
                self._write(batch)
                self._outbox.enqueue(fresh)
                return batch.version
            answer = self._judged(batch)  # somebody has just opened the same case
        if answer is None:
            raise StoreBusy("the case was changed by somebody else in the same transaction; nothing was written")
        return answer

    def load(self, case_id: str, *, after: int, limit: int | None) -> tuple[Row, ...]:
        """The rows of a case after a version."""
        most = MOST if limit is None else limit
        return records(Row, self._sql.run(_ROWS, (self._tenant, case_id, after, most)))

    def answered(self, case_id: str, key: str) -> Answered | None:
        """What a key was used for."""
        for fingerprint, version, entries in self._sql.run(_KEY, (self._tenant, case_id, key)).rows:
            last, most = int(version or 0), int(entries or 0)
            versions = tuple(range(last - most + 1, last + 1))
            return Answered(fingerprint=str(fingerprint), version=last, versions=versions)
        return None

    def erase(self, case_id: str) -> int:
        """Destroy what a case holds; the mark comes first, because only a marked case lets it go."""
        case = (self._tenant, case_id)
        if self._sql.run(_MARK_ERASED, case).count == 0:
            return 0
        self._outbox.forget(case_id)
        self._sql.run("DELETE FROM cf_party WHERE tenant = ? AND case_id = ?", case)
        self._sql.run("DELETE FROM cf_key WHERE tenant = ? AND case_id = ?", case)
        return self._sql.run(_ERASE, case).count

    def _judged(self, batch: Batch) -> int | None:
        version, erased = self._standing(batch.case_id)
        return judge(
            batch,
            erased=erased,
            seen=None if batch.key is None else self.answered(batch.case_id, batch.key),
            actual=version,
            stored=lambda: self._is_stored(batch),
        )

    def _standing(self, case_id: str) -> tuple[int, bool]:
        for version, erased in self._sql.run(_STANDING[self._sql.dialect], (self._tenant, case_id)).rows:
            return int(version or 0), bool(erased)
        return 0, False

    def _is_stored(self, batch: Batch) -> bool:
        rows = self.load(batch.case_id, after=batch.expected, limit=len(batch.rows))
        return rows == batch.rows and self._outbox.holds(batch.messages)

    def _grown(self, batch: Batch) -> bool:
        """Move the case on from where the batch expects it, with its summary; False where another has just opened it.

        One that was open is held, and stands where the batch expects it: that was judged.
        """
        case = (self._tenant, batch.case_id)
        stands = () if batch.summary is None else standing(batch.summary)
        if batch.expected == 0:
            row = (*case, batch.version, *(stands or (None,) * 7))
            return insert_new(self._sql, "cf_case", _CASE, [row]) == 1
        sql = _GROW.format(also=f", {STANDS}" if stands else "")
        self._sql.post(sql, (batch.version, *stands, *case, batch.expected))
        return True

    def _write(self, batch: Batch) -> None:
        rows = [(self._tenant, *_written(row)) for row in batch.rows]
        insert(self._sql, "cf_entry", f"tenant, {_COLUMNS}", rows)
        if rows:
            Feed(self._sql, self._tenant).announce(batch)
        if batch.key is not None:
            use = (self._tenant, batch.case_id, batch.key, batch.fingerprint, batch.version, len(rows))
            insert(self._sql, "cf_key", "tenant, case_id, key, fingerprint, version, entries", [use])
        if batch.summary is not None:
            self._summaries.name_parties(batch.summary)


def _written(row: Row) -> tuple[Value, ...]:
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
