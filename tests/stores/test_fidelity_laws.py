"""Corners of fidelity that the kit does not walk into. Its laws are in `collabflow.testing`."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve, exceptions

from collabflow.core.errors import TooLarge
from collabflow.core.values import Step
from collabflow.ports import GENESIS, Batch, StoreLimits, seal, verify
from stores.samples import a_batch, a_message, a_row, a_summary, everything, rows_after, write


def test_f3_a_batch_of_a_thousand_and_a_journal_of_ten_thousand_survive(store):
    expected, head = 0, GENESIS
    for _ in range(10):
        rows = rows_after(expected, [f'{{"n":{n}}}' for n in range(1000)], previous=head)
        expected, head = store.append(Batch(case_id="maya", expected=expected, rows=rows)), rows[-1].digest

    journal = store.load("maya")

    assert [row.version for row in journal] == list(range(1, 10_001))
    assert verify(journal) is None
    assert len(store.read(limit=10_001)) == 10_000


def test_f3_exactly_at_the_limits_is_taken_and_one_above_is_refused_before_anything_is_written(open_store):
    store = open_store(limits=StoreLimits(rows_per_batch=3, bytes_per_row=100))
    exact = '"' + "x" * 98 + '"'
    write(store, bodies=[exact, exact, exact])
    before = everything(store)

    with pytest.raises(TooLarge):
        write(store, bodies=["{}"] * 4)
    with pytest.raises(TooLarge):
        write(store, bodies=["{}", exact + " "])
    with pytest.raises(TooLarge):
        store.append(evolve(a_batch(store), messages=(a_message(4, body="x" * 101),)))

    assert everything(store) == before


def test_f4_a_retry_across_a_clock_change_is_recognised(store):
    twice = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Madrid"), fold=1)
    rows = seal([a_row(at=twice, occurred=twice)])
    batch = Batch(case_id="maya", expected=0, rows=rows, messages=(a_message(not_before=twice),))

    assert (store.append(batch), store.append(batch)) == (1, 1)


def test_f5_what_is_returned_cannot_be_changed(store):
    write(store, messages=1)
    returned = (
        store.load("maya")[0],
        store.messages("maya")[0],
        store.read(limit=1)[0],
        store.limits,
        store.capabilities,
    )

    for record in returned:
        with pytest.raises(exceptions.FrozenInstanceError):
            record.body = "changed"


def test_f6_changing_what_was_passed_in_changes_nothing(store):
    rows, messages, parties = list(rows_after(0, ["{}"])), [a_message()], ["rosa"]
    summary = a_summary(tuple(rows), parties=parties)
    store.append(Batch(case_id="maya", expected=0, rows=rows, messages=messages, summary=summary))
    before = everything(store)

    rows.clear()
    messages.clear()
    parties.append("somebody")

    assert everything(store) == before
    assert len(store.load("maya")) == 1


def test_f7_words_of_an_enum_are_kept_as_their_text(store):
    rows = seal([a_row(by_role=Step.SET_GOALS)])

    store.append(Batch(case_id="maya", expected=0, rows=rows, summary=a_summary(rows, step=Step.SET_GOALS)))

    assert store.load("maya")[0].by_role == "set_goals"
    assert store.append(Batch(case_id="maya", expected=0, rows=rows)) == 1
