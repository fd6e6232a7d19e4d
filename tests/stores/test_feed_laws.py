"""Laws G1, G2 and G4: the feed shows each entry once, in the order it was committed, at a position for ever."""

from __future__ import annotations

import pytest

from collabflow.core.errors import VersionConflict
from collabflow.ports import Batch
from stores.samples import rows_after, write


def positions(store, **window):
    return [item.position for item in store.read(**{"limit": 1000, **window})]


def test_g1_positions_rise_in_commit_order_over_all_cases(store):
    written = []
    for case_id, bodies in (("maya", ["{}", "[]"]), ("noor", ["{}"]), ("maya", ["1"]), ("ana", ["2", "3"])):
        written += [(case_id, row.version) for row in write(store, case_id, bodies).rows]

    feed = store.read(limit=1000)

    assert [(item.row.case_id, item.row.version) for item in feed] == written
    assert [item.position for item in feed] == sorted({item.position for item in feed})
    for case_id in ("maya", "noor", "ana"):
        assert tuple(item.row for item in feed if item.row.case_id == case_id) == store.load(case_id)


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_g2_pages_of_any_size_visit_each_entry_once(store, size):
    for n in range(5):
        write(store, f"case-{n}", ["{}", "[]"])

    visited, last = [], 0
    while page := store.read(after=last, limit=size):
        assert len(page) <= size
        visited += page
        last = page[-1].position

    assert tuple(visited) == store.read(limit=1000)
    assert len(visited) == 10


def test_g2_a_follower_sees_what_comes_between_its_pages(store):
    write(store, "maya", ["{}", "[]"])
    first = store.read(limit=1)
    write(store, "noor")
    rest = store.read(after=first[-1].position, limit=1000)
    write(store, "maya")
    last = store.read(after=rest[-1].position, limit=1000)

    seen = [(item.row.case_id, item.row.version) for item in first + rest + last]

    assert seen == [("maya", 1), ("maya", 2), ("noor", 1), ("maya", 3)]


def test_reading_nothing_or_beyond_the_end_is_empty(store):
    write(store)

    assert store.read(limit=0) == ()
    assert store.read(after=99, limit=10) == ()
    assert positions(store) == [1]


def test_g4_a_position_is_never_given_twice(store):
    write(store, "maya")
    write(store, "noor")
    before = store.read(limit=1000)
    with pytest.raises(VersionConflict):
        store.append(Batch(case_id="maya", expected=9, rows=rows_after(9, ["{}"])))
    store.erase("noor")
    write(store, "ana")

    after = store.read(limit=1000)

    assert [item.position for item in after[:2]] == [item.position for item in before]
    assert after[2].position > before[-1].position
    assert after[1].row.is_erased
    assert after[2].row.case_id == "ana"


def test_an_entry_that_is_erased_before_it_was_read_still_has_its_place(store):
    write(store, "maya")
    write(store, "noor")
    store.erase("maya")

    feed = store.read(limit=1000)

    assert [(item.row.case_id, item.row.body) for item in feed] == [("maya", None), ("noor", '{"n":1}')]
