"""Laws L1 and L6, and what a store says of itself: closing is final, erasing is thorough, a no has a reason."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve, fields

from collabflow.core.errors import CaseErased, Declined, LeaseLost, StoreClosed
from collabflow.ports import Batch, Capabilities, Outcome, Query, verify
from stores.samples import MINUTE, NOW, a_batch, a_summary, claim, everything, give_up, write

VERBS = {
    "append": lambda store: store.append(Batch(case_id="maya", expected=0)),
    "append nonsense": lambda store: store.append(Batch(case_id="", expected=-1)),
    "load": lambda store: store.load("maya"),
    "answered": lambda store: store.answered("maya", "k"),
    "find": lambda store: store.find(Query()),
    "summarise": lambda store: store.summarise([]),
    "read": lambda store: store.read(limit=1),
    "claim": lambda store: store.claim(now=NOW, lease=MINUTE, limit=1),
    "settle": lambda store: store.settle([], now=NOW),
    "dead": lambda store: store.dead(limit=1),
    "revive": lambda store: store.revive([], now=NOW),
    "messages": lambda store: store.messages("maya"),
    "erase": lambda store: store.erase("maya"),
    "within": lambda store: store.within(None),
}


@pytest.mark.parametrize("verb", VERBS)
def test_l1_after_close_every_verb_says_so(store, verb):
    write(store)
    store.close()

    with pytest.raises(StoreClosed):
        VERBS[verb](store)


def test_l1_closing_twice_is_fine(store):
    store.close()
    store.close()

    with pytest.raises(StoreClosed):
        store.load("maya")


def test_l6_nothing_of_an_erased_case_can_be_read_and_the_chain_still_verifies(store):
    batch = write(store, "maya", ["{}", "[]"], messages=2, key="k", fingerprint="f")
    head = batch.rows[-1].digest

    assert store.erase("maya") == 2

    rows = store.load("maya")
    assert [(row.body, row.salt, row.by_name, row.evidence, row.key) for row in rows] == [(None,) * 5] * 2
    assert verify(rows, head=head) is None
    assert [row.version for row in rows] == [1, 2]
    assert store.messages("maya") == ()
    assert store.answered("maya", "k") is None
    assert store.find(Query()).summaries == ()
    assert store.find(Query(party="rosa")).summaries == ()
    assert claim(store) == ()
    assert all(item.row.is_erased for item in store.read(limit=9))


def test_l6_no_other_case_changes(store):
    write(store, "maya", messages=1)
    write(store, "noor", messages=1, key="k", fingerprint="f")
    before = (
        store.load("noor"),
        store.messages("noor"),
        store.answered("noor", "k"),
        store.find(Query(case_id="noor")),
    )

    store.erase("maya")

    assert before == (
        store.load("noor"),
        store.messages("noor"),
        store.answered("noor", "k"),
        store.find(Query(case_id="noor")),
    )
    assert [message.case_id for message in claim(store)] == ["noor"]


def test_l6_an_erased_case_takes_nothing_more(store):
    batch = write(store, messages=1, key="k", fingerprint="f")
    store.erase("maya")
    before = everything(store)

    for late in (batch, evolve(batch, key=None, fingerprint=None), Batch(case_id="maya", expected=1)):
        with pytest.raises(CaseErased) as refused:
            store.append(late)
        assert refused.value.case_id == "maya"

    assert store.summarise([a_summary(batch.rows)]) == 0
    assert everything(store) == before


def test_l6_erasing_twice_or_something_unknown_destroys_nothing(store):
    write(store)

    assert (store.erase("maya"), store.erase("maya"), store.erase("Maya")) == (1, 0, 0)


def test_l6_a_worker_that_holds_a_message_of_an_erased_case_has_lost_it(store):
    write(store, messages=1)
    (claimed,) = claim(store)
    store.erase("maya")

    with pytest.raises(LeaseLost):
        store.settle([Outcome.sent(claimed)], now=NOW)


def test_l6_messages_that_were_given_up_go_too(store):
    write(store, messages=1)
    give_up(store)
    store.erase("maya")

    assert store.dead(limit=9) == ()
    assert store.revive(["maya:1:1"], now=NOW) == 0


def test_what_a_store_declares_is_true_or_a_reason(store):
    for spec in fields(Capabilities):
        offered = getattr(store.capabilities, spec.name)
        assert offered is True or len(offered) > 10


def test_what_is_declined_is_refused_with_the_reason(store):
    with pytest.raises(Declined) as refused:
        store.within(object())

    if store.capabilities.shares_host_transaction is not True:
        assert refused.value.message == store.capabilities.shares_host_transaction


def test_a_store_reads_no_clock(store):
    """All times that a store keeps were given to it."""
    write(store, messages=1)
    far = NOW - timedelta(days=15_000)
    (claimed,) = store.claim(now=far, lease=MINUTE, limit=1)
    store.settle([Outcome.dead(claimed, error="x")], now=far)

    assert store.dead(limit=1)[0].settled_at == far
    assert claimed.lease_until == far + MINUTE


def test_a_batch_for_the_next_version_can_be_made_from_what_is_loaded(store):
    write(store)

    assert store.append(a_batch(store, bodies=["{}"])) == 2
    assert verify(store.load("maya")) is None
