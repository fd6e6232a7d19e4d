"""What a store says of itself, beside the laws in `collabflow.testing`."""

from __future__ import annotations

from datetime import timedelta

import pytest

from collabflow.core.errors import Declined
from collabflow.ports import Outcome, verify
from stores.samples import MINUTE, NOW, a_batch, write


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
