"""The summaries of a SQLite store: the SQL for finding cases, on a cursor inside somebody's transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from collabflow.ports.records import Page, Query, Summary
from collabflow.stores.paging import Place, cursor_at, place_after, place_of
from collabflow.stores.sqlite_values import records

_REPLACE = """
UPDATE cf_case SET summary_version = ?, step = ?, status = ?, cycle = ?, student = ?, next_due = ?, head = ?
WHERE tenant = ? AND case_id = ? AND version = ? AND erased = 0
"""

_PARTIES = "SELECT party FROM cf_party WHERE tenant = ? AND case_id = ? ORDER BY place"

_FORGET_PARTIES = "DELETE FROM cf_party WHERE tenant = ? AND case_id = ?"

_NAME_PARTY = "INSERT INTO cf_party (tenant, case_id, party, place) VALUES (?, ?, ?, ?)"

_FOUND = "c.case_id, summary_version AS version, step, status, cycle, student, next_due, head"

_SOURCES = {
    "party": "cf_party AS p CROSS JOIN cf_case AS c ON c.tenant = p.tenant AND c.case_id = p.case_id",
    "case_id": "cf_case AS c",
    "student": "cf_case AS c INDEXED BY cf_case_student",
    "due_before": "cf_case AS c INDEXED BY cf_case_due",
    "step": "cf_case AS c INDEXED BY cf_case_step",
    "status": "cf_case AS c INDEXED BY cf_case_status",
}
"""Where to begin, the narrowest first: left alone, SQLite walks through all cases of the tenant."""

_CONDITIONS = {
    "case_id": "c.case_id = :case_id",
    "party": "p.tenant = :tenant AND p.party = :party",
    "student": "student = :student",
    "due_before": "next_due < :due_before AND (next_due, c.case_id) > (:after_due, :after_case)",
    "step": "step = :step",
    "status": "status = :status",
}

_SUMMARY: Callable[..., Summary] = Summary
"""The columns found are its fields."""


class Summaries:
    """The summaries of one tenant."""

    def __init__(self, cursor: sqlite3.Cursor, tenant: str) -> None:
        self._cursor = cursor
        self._tenant = tenant

    def replace(self, summary: Summary) -> bool:
        """Replace a case's summary; whether the case is at its version, and not erased."""
        due = None if summary.next_due is None else summary.next_due.isoformat()
        stands = (summary.version, summary.step, summary.status, summary.cycle, summary.student, due, summary.head)
        case = (self._tenant, summary.case_id, summary.version)
        if self._cursor.execute(_REPLACE, (*stands, *case)).rowcount == 0:
            return False
        if self._parties(summary.case_id) != summary.parties:
            self._cursor.execute(_FORGET_PARTIES, (self._tenant, summary.case_id))
            named = [(self._tenant, summary.case_id, party, n) for n, party in enumerate(summary.parties)]
            self._cursor.executemany(_NAME_PARTY, named)
        return True

    def find(self, query: Query) -> Page:
        """A page of the summaries that match; one more than asked is looked for, to know whether that is all."""
        start = place_after(query)
        found = records(self._summary, self._cursor.execute(_sql(query), self._values(query, start)))
        page = found[: query.limit]
        cursor = cursor_at(place_of(page[-1], query)) if len(found) > query.limit else None
        return Page(summaries=page, cursor=cursor)

    def _values(self, query: Query, start: Place) -> dict[str, str | int | None]:
        return {
            "tenant": self._tenant,
            "case_id": query.case_id,
            "student": query.student,
            "party": query.party,
            "step": query.step,
            "status": query.status,
            "due_before": None if query.due_before is None else query.due_before.isoformat(),
            "after_due": start.due,
            "after_case": start.case_id,
            "limit": query.limit + 1,
        }

    def _summary(self, case_id: str, **facts: object) -> Summary:
        return _SUMMARY(case_id=case_id, parties=self._parties(case_id), **facts)

    def _parties(self, case_id: str) -> tuple[str, ...]:
        found = self._cursor.execute(_PARTIES, (self._tenant, case_id)).fetchall()
        return tuple(party for (party,) in found)


def _sql(query: Query) -> str:
    asked = [name for name in _SOURCES if getattr(query, name) is not None]
    source = _SOURCES[asked[0]] if asked else "cf_case AS c"
    place = "c.case_id" if query.party is None else "p.case_id"
    conditions = ["c.tenant = :tenant", "summary_version IS NOT NULL", *(_CONDITIONS[name] for name in asked)]
    if query.due_before is None:
        conditions.append(f"{place} > :after_case")
    order = place if query.due_before is None else f"next_due, {place}"
    where = " AND ".join(conditions)
    return f"SELECT {_FOUND} FROM {source} WHERE {where} ORDER BY {order} LIMIT :limit"  # noqa: S608 (all from above)
