"""Corners of the feed that the kit does not walk into. Its laws are in `collabflow.testing`."""

from __future__ import annotations

from stores.samples import write


def positions(store, **window):
    return [item.position for item in store.read(**{"limit": 1000, **window})]


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


def test_an_entry_that_is_erased_before_it_was_read_still_has_its_place(store):
    write(store, "maya")
    write(store, "noor")
    store.erase("maya")

    feed = store.read(limit=1000)

    assert [(item.row.case_id, item.row.body) for item in feed] == [("maya", None), ("noor", '{"n":1}')]
