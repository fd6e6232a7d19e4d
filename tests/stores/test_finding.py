"""Finding cases: by student, party, step, status and what is due, page by page, from summaries."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve

from collabflow.core.errors import Malformed
from collabflow.ports import Batch, Query
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


@pytest.mark.parametrize(
    ("asked", "cases"),
    [
        ({}, ["ana", "bo", "cy", "di"]),
        ({"case_id": "bo"}, ["bo"]),
        ({"case_id": "nobody"}, []),
        ({"student": "s-ana"}, ["ana", "cy"]),
        ({"party": "rosa"}, ["ana", "bo"]),
        ({"party": "ros"}, []),
        ({"step": "set_goals"}, ["bo", "di"]),
        ({"status": "paused"}, ["cy"]),
        ({"party": "lee", "step": "set_goals", "student": "s-di"}, ["di"]),
        ({"party": "lee", "case_id": "bo"}, ["bo"]),
        ({"party": "lee", "case_id": "ana"}, []),
        ({"due_before": date(2026, 9, 10)}, []),
        ({"due_before": date(2026, 9, 11)}, ["cy", "di"]),
        ({"due_before": date(2027, 1, 1)}, ["cy", "di", "ana"]),
        ({"due_before": date(2027, 1, 1), "party": "lee", "status": "open"}, ["di"]),
        ({"due_before": date(2027, 1, 1), "case_id": "cy", "student": "s-ana"}, ["cy"]),
    ],
)
def test_all_that_is_asked_must_hold_and_what_is_due_comes_soonest_first(filled, asked, cases):
    assert found(filled, **asked) == cases


@pytest.mark.parametrize("size", [1, 2, 3, 4, 9])
@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"due_before": date(2027, 1, 1)},
        {"party": "rosa"},
        {"party": "lee", "due_before": date(2027, 1, 1)},
        {"student": "s-ana"},
    ],
)
def test_pages_follow_each_other_and_see_each_case_once(filled, size, asked):
    visited, query = [], Query(limit=size, **asked)
    while True:
        page = filled.find(query)
        visited += [summary.case_id for summary in page.summaries]
        if page.cursor is None:
            break
        query = evolve(query, cursor=page.cursor)

    assert visited == found(filled, **asked)


def test_a_case_that_is_added_before_the_cursor_does_not_shift_the_next_page(filled):
    first = filled.find(Query(limit=2))
    write(filled, "aaa")

    rest = filled.find(Query(limit=9, cursor=first.cursor))

    assert [summary.case_id for summary in rest.summaries] == ["cy", "di"]


@pytest.mark.parametrize(
    "cursor",
    ["", "nonsense", "[]", "{}", "7", '["","bo",1]', '["2026-09-10","bo"]', '["",7]', '["no day","bo"]', "null"],
)
def test_a_cursor_of_something_else_is_refused(filled, cursor):
    with pytest.raises(Malformed) as refused:
        filled.find(Query(cursor=cursor))

    assert refused.value.faults[0][0] == "cursor"


def test_a_cursor_belongs_to_its_kind_of_query(filled):
    cursor = filled.find(Query(limit=1)).cursor

    with pytest.raises(Malformed):
        filled.find(Query(limit=1, cursor=cursor, due_before=date(2027, 1, 1)))


def test_a_damaged_day_in_a_cursor_is_refused(filled):
    with pytest.raises(Malformed):
        filled.find(Query(due_before=date(2027, 1, 1), cursor='["2026-99-99","bo"]'))


def test_a_query_must_ask_for_something(filled):
    with pytest.raises(Malformed):
        filled.find(Query(limit=0))


def test_a_summary_comes_back_as_it_was_given(filled):
    (summary,) = filled.find(Query(case_id="bo")).summaries

    assert summary == a_summary(filled.load("bo"), **CASES["bo"])
    assert summary.parties == ("lee", "rosa")


def test_a_new_summary_replaces_the_old_one_and_its_parties(filled):
    rows = rows_after(1, ["[]"], case_id="bo", previous=filled.load("bo")[-1].digest)
    later = a_summary(rows, student="s-bo", parties=("kim",), step="follow_up")

    filled.append(Batch(case_id="bo", expected=1, rows=rows, summary=later))

    assert filled.find(Query(case_id="bo")).summaries == (later,)
    assert found(filled, party="lee") == ["di"]
    assert found(filled, step="set_goals") == ["di"]


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


def test_summaries_are_recomputed_only_where_the_case_stands_at_their_version(filled):
    fresh = [
        a_summary(filled.load("ana"), next_due=date(2026, 12, 1)),
        evolve(a_summary(filled.load("bo")), version=2),
        evolve(a_summary(filled.load("cy")), case_id="nobody"),
    ]

    assert filled.summarise(fresh) == 1

    assert filled.find(Query(case_id="ana")).summaries == (fresh[0],)
    assert filled.find(Query(case_id="bo")).summaries[0].step == "set_goals"
    assert filled.find(Query(case_id="nobody")).summaries == ()
    assert filled.load("nobody") == ()


def test_a_summary_that_cannot_be_stored_is_refused(filled):
    with pytest.raises(Malformed):
        filled.summarise([a_summary(filled.load("ana"), parties=("lee", "lee"))])
