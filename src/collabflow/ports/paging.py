"""Paging: which summaries a query asks for, and where a page of them ended, as the opaque text that begins the next.

It names the last summary's place in the order of the query, so a page follows the last one whatever was
added or removed meanwhile. A store that looks through all its summaries needs `paged` alone.
Source: storage.md, the port, `find`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date

from attrs import frozen

from collabflow.core.errors import Malformed
from collabflow.ports.checks import check_ids
from collabflow.ports.records import Page, Query, Summary


@frozen(order=True)
class Place:
    """A place in the order of a query: the day due (empty where the query has no such order), and the case id."""

    due: str
    case_id: str


START = Place("", "")
"""Before every summary: no day is written as empty text, and no case has an empty id."""


def place_of(summary: Summary, query: Query) -> Place:
    """Where this summary stands in the order of the query."""
    ordered_by_due = query.due_before is not None and summary.next_due is not None
    return Place(summary.next_due.isoformat() if ordered_by_due and summary.next_due else "", summary.case_id)


def cursor_at(place: Place) -> str:
    """The cursor of a page that ends there."""
    return json.dumps([place.due, place.case_id])


def place_after(query: Query) -> Place:
    """Where the page asked for begins. Raises `Malformed` for a cursor that `cursor_at` did not write for it."""
    if query.cursor is None:
        return START
    try:
        due, case_id = json.loads(query.cursor)
        check_ids("Query", cursor=case_id)
        if bool(due) is (query.due_before is not None):
            return Place(date.fromisoformat(due).isoformat() if due else "", case_id)
    except (ValueError, TypeError, RecursionError):  # whoever asks may have written it
        pass
    raise Malformed("Query", (("cursor", "is not one that this store gave for this kind of query"),))


def paged(summaries: Iterable[Summary], query: Query) -> Page:
    """The page that the query asks for, of all summaries of the store. Raises `Malformed` for a foreign cursor."""
    start = place_after(query)
    found = ((place_of(summary, query), summary) for summary in summaries if matches(summary, query))
    ahead = sorted((one for one in found if one[0] > start), key=lambda one: one[0])
    page = ahead[: query.limit]
    cursor = cursor_at(page[-1][0]) if len(ahead) > query.limit else None
    return Page(summaries=tuple(summary for _, summary in page), cursor=cursor)


def matches(summary: Summary, query: Query) -> bool:
    """Whether all that the query asks for holds of this summary."""
    asked = (
        (query.case_id, summary.case_id),
        (query.student, summary.student),
        (query.step, summary.step),
        (query.status, summary.status),
    )
    if any(wanted is not None and wanted != actual for wanted, actual in asked):
        return False
    if query.party is not None and query.party not in summary.parties:
        return False
    if query.due_before is None:
        return True
    return summary.next_due is not None and summary.next_due < query.due_before
