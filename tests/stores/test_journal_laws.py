"""Reminders without rows, a corner that the kit does not walk into. The laws are in `collabflow.testing`."""

from __future__ import annotations

from attrs import evolve

from collabflow.ports import Answered, Batch
from stores.samples import a_message, write


def test_messages_can_be_enqueued_without_rows_once_by_their_key(store):
    write(store)
    reminder = Batch(case_id="maya", expected=1, messages=(a_message(1, 7),), key="due", fingerprint="due")

    assert store.append(reminder) == 1
    assert store.append(reminder) == 1
    assert store.answered("maya", "due") == Answered(fingerprint="due", version=1, versions=())
    assert len(store.messages("maya")) == 1
    assert len(store.load("maya")) == 1


def test_messages_without_rows_are_not_enqueued_twice_without_a_key_either(store):
    write(store)
    reminder = Batch(case_id="maya", expected=1, messages=(a_message(1, 7),))
    store.append(reminder)

    assert store.append(reminder) == 1
    assert store.append(evolve(reminder, messages=(a_message(1, 7), a_message(1, 8)))) == 1
    write(store)
    assert store.append(reminder) == 1

    assert [message.n for message in store.messages("maya")] == [7, 8]
