"""Laws Q1 to Q3: cases are found by what their summaries say, page by page, each once.

Source: the port, `find` and `summarise`.
"""

from __future__ import annotations

from datetime import date
from functools import partial

from collabflow.core.errors import Malformed
from collabflow.ports import Batch, Query, Store
from collabflow.testing.bench import Bench, write
from collabflow.testing.expect import refused, same
from collabflow.testing.law import law
from collabflow.testing.samples import batch, changed, standing

_ASKS = ("finds", "finds_at_once")
_SOON, _LATER, _FAR = date(2026, 9, 10), date(2026, 9, 20), date(2027, 1, 1)

CASES: dict[str, dict[str, object]] = {
    "ana": {"student": "s-ana", "parties": ("rosa",), "next_due": _LATER},
    "bo": {"student": "s-bo", "parties": ("lee", "rosa"), "step": "set_goals", "next_due": None},
    "cy": {"student": "s-ana", "parties": (), "status": "paused", "next_due": _SOON},
    "di": {"student": "s-di", "parties": ("lee",), "step": "set_goals", "next_due": _SOON},
}

ASKED: tuple[tuple[Query, tuple[str, ...]], ...] = (
    (Query(), ("ana", "bo", "cy", "di")),
    (Query(case_id="bo"), ("bo",)),
    (Query(case_id="nobody"), ()),
    (Query(student="s-ana"), ("ana", "cy")),
    (Query(party="rosa"), ("ana", "bo")),
    (Query(party="ros"), ()),
    (Query(step="set_goals"), ("bo", "di")),
    (Query(status="paused"), ("cy",)),
    (Query(party="lee", step="set_goals", student="s-di"), ("di",)),
    (Query(party="lee", case_id="ana"), ()),
    (Query(due_before=_SOON), ()),
    (Query(due_before=date(2026, 9, 11)), ("cy", "di")),
    (Query(due_before=_FAR), ("cy", "di", "ana")),
    (Query(due_before=_FAR, party="lee", status="open"), ("di",)),
)


def _filled(bench: Bench) -> tuple[Store, dict[str, Batch]]:
    store = bench.fresh()
    given = {}
    for case_id, facts in CASES.items():
        one = batch(case_id, '{"n":1}')
        given[case_id] = changed(one, summary=standing(one, **facts))
    write(store, *given.values())
    return store, given


@law(
    "Q1",
    "A summary comes back as it was given; all that is asked must hold; what is due comes soonest first",
    matters="a case that is not in the list is a student who is forgotten",
    usual="or instead of and, a text comparison of days, or <= instead of <",
    asks=_ASKS,
)
def all_that_is_asked_holds(bench: Bench) -> None:
    store, given = _filled(bench)
    page = store.find(Query(case_id="bo"))
    same(
        tuple(page.summaries),
        (given["bo"].summary,),
        of='find(Query(case_id="bo"))',
        law="it comes back as it was given",
    )
    for query, wanted in ASKED:
        found = tuple(one.case_id for one in store.find(query).summaries)
        same(found, wanted, of="find", law="those that match, by case id; with due_before, the soonest first")


@law(
    "Q2",
    "Pages follow each other by cursor, and see each case once; a cursor of something else is Malformed",
    matters="a list that repeats or skips a case at the page's edge hides a student",
    usual="paging by offset, or by a day that several cases share",
    asks=_ASKS,
)
def pages_see_each_case_once(bench: Bench) -> None:
    store, _ = _filled(bench)
    for query in (Query(), Query(due_before=_FAR), Query(party="rosa")):
        wanted = tuple(one.case_id for one in store.find(query).summaries)
        for size in (1, 2, 3):
            visited = _paged(store, changed(query, limit=size), most=len(wanted) + size)
            same(visited, wanted, of=f"paging by {size}", law="every case is on exactly one page")
    cursor = store.find(Query(limit=1)).cursor
    other = Query(limit=1, cursor=cursor, due_before=_FAR)
    refused(Malformed, lambda: store.find(other), law="a cursor of another kind of query is Malformed")
    for text in ("", "nonsense", "[]", "7", "null"):
        odd = Query(cursor=text)
        refused(Malformed, partial(store.find, odd), law="a cursor that this store did not give is Malformed")


def _paged(store: Store, query: Query, *, most: int) -> tuple[str, ...]:
    visited: list[str] = []
    while len(visited) <= most:
        page = store.find(query)
        visited += [one.case_id for one in page.summaries]
        if page.cursor is None:
            break
        query = changed(query, cursor=page.cursor)
    return tuple(visited)


@law(
    "Q3",
    "A new summary replaces the old one; one is recomputed only where the case stands at its version",
    matters="the list would show where a case stood last month",
    usual="adding instead of replacing, or writing a summary of another version over a newer one",
    asks=_ASKS,
)
def summaries_are_replaced(bench: Bench) -> None:
    store, given = _filled(bench)
    later = batch("bo", '{"n":2}', after=given["bo"])
    later = changed(later, summary=standing(later, student="s-bo", parties=("kim",), step="follow_up"))
    write(store, later)
    same(
        tuple(store.find(Query(case_id="bo")).summaries),
        (later.summary,),
        of="find",
        law="the new one replaces the old",
    )
    found = tuple(one.case_id for one in store.find(Query(party="lee")).summaries)
    same(found, ("di",), of='find(Query(party="lee"))', law="parties of the old summary are found no more")
    fresh = standing(given["ana"], next_due=_FAR)
    stale, unknown = standing(given["bo"], step="stale"), standing(given["cy"], case_id="nobody")
    same(store.summarise([fresh, stale, unknown]), 1, of="summarise", law="it answers how many were replaced")
    step = tuple(one.step for one in store.find(Query(case_id="bo")).summaries)
    same(step, ("follow_up",), of="the step found", law="a summary of another version is left alone")


LAWS = (all_that_is_asked_holds, pages_see_each_case_once, summaries_are_replaced)
