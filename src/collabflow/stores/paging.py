"""Paging: where a page of summaries ended, as the opaque text that begins the next one.

It names the last summary's place in the order of the query, so a page follows the last one whatever was
added or removed meanwhile.
"""

from __future__ import annotations

import json
from datetime import date

from attrs import frozen

from collabflow.core.errors import Malformed
from collabflow.ports.records import Query, Summary


@frozen
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
        if bool(due) is (query.due_before is not None) and isinstance(case_id, str):
            return Place(date.fromisoformat(due).isoformat() if due else "", case_id)
    except (ValueError, TypeError):
        pass
    raise Malformed("Query", (("cursor", "is not one that this store gave for this kind of query"),))
