"""Corners of finding cases that the kit does not walk into. Its laws are in `collabflow.testing`."""

from __future__ import annotations

from datetime import date

import pytest

from collabflow.core.errors import Malformed
from collabflow.ports import Batch, Query
from collabflow.ports.checks import MOST
from stores.samples import a_message, a_summary, rows_after, write

CASES = {
    "ana": {"student": "s-ana", "parties": ("rosa",), "next_due": date(2026, 9, 20)},
    "bo": {"student": "s-bo", "parties": ("lee", "rosa"), "step": "set_goals", "next_due": None},
    "cy": {"student": "s-ana", "parties": (), "status": "paused", "next_due": date(2026, 9, 10)},
    "di": {"student": "s-di", "parties": ("lee",), "step": "set_goals", "next_due": date(2026, 9, 10)},
}


@pytest.fixture
def filled(store):
    for case_id, facts in CASES.items():
        rows = rows_after(0, ["{}"], case_id=case_id)
        store.append(Batch(case_id=case_id, expected=0, rows=rows, summary=a_summary(rows, **facts)))
    return store


def found(store, **asked):
    return [summary.case_id for summary in store.find(Query(**asked)).summaries]


def test_a_case_that_is_added_before_the_cursor_does_not_shift_the_next_page(filled):
    first = filled.find(Query(limit=2))
    write(filled, "aaa")

    rest = filled.find(Query(limit=9, cursor=first.cursor))

    assert [summary.case_id for summary in rest.summaries] == ["cy", "di"]


def test_a_damaged_day_in_a_cursor_is_refused(filled):
    with pytest.raises(Malformed):
        filled.find(Query(due_before=date(2027, 1, 1), cursor='["2026-99-99","bo"]'))


@pytest.mark.parametrize("cursor", ['["","\\ud800"]', '["","a\\u0000"]', '["",7]', "[" * 100_000])
def test_a_cursor_that_no_store_wrote_is_refused_before_the_database_sees_it(filled, cursor):
    with pytest.raises(Malformed, match="cursor"):
        filled.find(Query(cursor=cursor))


def test_a_page_may_be_as_long_as_can_be_counted(filled):
    assert found(filled, limit=MOST) == sorted(CASES)


def test_a_query_must_ask_for_something(filled):
    with pytest.raises(Malformed):
        filled.find(Query(limit=0))


def test_a_summary_comes_back_as_it_was_given(filled):
    (summary,) = filled.find(Query(case_id="bo")).summaries

    assert summary == a_summary(filled.load("bo"), **CASES["bo"])
    assert summary.parties == ("lee", "rosa")


def test_rows_without_a_summary_leave_the_old_one_standing_with_its_version(filled):
    rows = rows_after(1, ["[]"], case_id="bo", previous=filled.load("bo")[-1].digest)

    filled.append(Batch(case_id="bo", expected=1, rows=rows))

    assert filled.find(Query(case_id="bo")).summaries[0].version == 1


def test_a_case_that_never_had_a_summary_is_not_found(store):
    rows = rows_after(0, ["{}"])
    store.append(Batch(case_id="maya", expected=0, rows=rows))

    assert found(store) == []
    assert store.summarise([a_summary(rows)]) == 1
    assert found(store) == ["maya"]


def test_messages_without_rows_may_bring_a_summary(filled):
    later = a_summary(filled.load("bo"), status="paused")

    filled.append(Batch(case_id="bo", expected=1, messages=(a_message(1, case_id="bo"),), summary=later))

    assert found(filled, status="paused") == ["bo", "cy"]


def test_a_summary_that_cannot_be_stored_is_refused(filled):
    with pytest.raises(Malformed):
        filled.summarise([a_summary(filled.load("ana"), parties=("lee", "lee"))])
