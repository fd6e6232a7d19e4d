"""The summaries of a relational store: the SQL for finding cases, inside somebody's transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from collabflow.ports.checks import MOST
from collabflow.ports.paging import Place, cursor_at, place_after, place_of
from collabflow.ports.records import Page, Query, Summary
from collabflow.stores.sql.executor import Dialect, Executor, Found, Value, insert
from collabflow.stores.sql.values import records

STANDS = "summary_version = ?, step = ?, status = ?, cycle = ?, student = ?, next_due = ?, head = ?"

_REPLACE = f"UPDATE cf_case SET {STANDS} WHERE tenant = ? AND case_id = ? AND version = ? AND erased = 0"  # noqa: S608

_PARTIES = "SELECT party FROM cf_party WHERE tenant = ? AND case_id = ? ORDER BY place"

_FORGET_PARTIES = "DELETE FROM cf_party WHERE tenant = ? AND case_id = ?"

_PAGE = """
SELECT f.case_id, f.version, f.step, f.status, f.cycle, f.student, f.next_due, f.head, named.party
FROM ({page}) AS f LEFT JOIN cf_party AS named ON named.tenant = f.tenant AND named.case_id = f.case_id
ORDER BY {order}, named.place
"""

_FOUND = "c.tenant, c.case_id, summary_version AS version, step, status, cycle, student, next_due, head"

_SOURCES = {
    "party": "cf_party AS p CROSS JOIN cf_case AS c",
    "case_id": "cf_case AS c",
    "student": "cf_case AS c INDEXED BY cf_case_student",
    "due_before": "cf_case AS c INDEXED BY cf_case_due",
    "step": "cf_case AS c INDEXED BY cf_case_step",
    "status": "cf_case AS c INDEXED BY cf_case_status",
}
"""Where to begin, the narrowest first: left alone, SQLite walks through all cases of the tenant."""

_CONDITIONS = {
    "case_id": "c.case_id = ?",
    "party": "c.tenant = p.tenant AND c.case_id = p.case_id AND p.tenant = ? AND p.party = ?",
    "student": "student = ?",
    "due_before": "next_due < ? AND (next_due, c.case_id) > (?, ?)",
    "step": "step = ?",
    "status": "status = ?",
}

_SUMMARY: Callable[..., Summary] = Summary
_FACTS: Callable[..., dict[str, Any]] = dict
"""The columns found are their fields."""


class Summaries:
    """The summaries of one tenant."""

    def __init__(self, sql: Executor, tenant: str) -> None:
        self._sql = sql
        self._tenant = tenant

    def replace(self, summary: Summary) -> bool:
        """Replace a case's summary; whether the case is at its version, and not erased."""
        case = (self._tenant, summary.case_id, summary.version)
        if self._sql.run(_REPLACE, (*standing(summary), *case)).count == 0:
            return False
        self.name_parties(summary)
        return True

    def name_parties(self, summary: Summary) -> None:
        """Keep the parties that the summary names, in its order."""
        case = (self._tenant, summary.case_id)
        if tuple(party for (party,) in self._sql.run(_PARTIES, case).rows) == summary.parties:
            return
        self._sql.post(_FORGET_PARTIES, case)
        named = [(*case, party, n) for n, party in enumerate(summary.parties)]
        insert(self._sql, "cf_party", "tenant, case_id, party, place", named)

    def find(self, query: Query) -> Page:
        """A page of the summaries that match; one more than asked is looked for, to know whether that is all."""
        sql, values = asked(query, self._tenant, self._sql.dialect)
        found = tuple(_summaries(self._sql.run(sql, values)))
        page = found[: query.limit]
        cursor = cursor_at(place_of(page[-1], query)) if len(found) > query.limit else None
        return Page(summaries=page, cursor=cursor)


def standing(summary: Summary) -> tuple[Value, ...]:
    """The values of `STANDS`."""
    due = None if summary.next_due is None else summary.next_due.isoformat()
    return summary.version, summary.step, summary.status, summary.cycle, summary.student, due, summary.head


def asked(query: Query, tenant: str, dialect: Dialect) -> tuple[str, tuple[Value, ...]]:
    """The statement that a query asks, and its values."""
    names = [name for name in _SOURCES if getattr(query, name) is not None]
    source = _SOURCES[names[0]] if names else "cf_case AS c"
    if dialect is not Dialect.SQLITE:
        source = source.partition(" INDEXED BY ")[0]
    start = place_after(query)
    conditions = ["c.tenant = ?", "summary_version IS NOT NULL", *(_CONDITIONS[name] for name in names)]
    values = [tenant, *(value for name in names for value in _values(name, query, tenant, start))]
    place = "c.case_id" if query.party is None else "p.case_id"
    if query.due_before is None:
        conditions.append(f"{place} > ?")
        values.append(start.case_id)
    order = place if query.due_before is None else f"next_due, {place}"
    where = " AND ".join(conditions)
    page = f"SELECT {_FOUND} FROM {source} WHERE {where} ORDER BY {order} LIMIT ?"  # noqa: S608 (all from above)
    again = "f.case_id" if query.due_before is None else "f.next_due, f.case_id"
    return _PAGE.format(page=page, order=again), (*values, min(query.limit + 1, MOST))


def _values(name: str, query: Query, tenant: str, start: Place) -> Iterator[Value]:
    if name == "party":
        yield tenant
    if name == "due_before" and query.due_before is not None:
        yield from (query.due_before.isoformat(), start.due, start.case_id)
    else:
        yield getattr(query, name)


def _summaries(found: Found) -> Iterator[Summary]:
    """One summary for all rows of a case, which differ in the party that they name."""
    for _, group in groupby(found.rows, key=itemgetter(0)):
        rows = list(group)
        parties = tuple(row[-1] for row in rows if row[-1] is not None)
        (facts,) = records(_FACTS, Found(found.names[:-1], [rows[0][:-1]], 1))
        yield _SUMMARY(parties=parties, **facts)
