"""Corners of the outbox that the kit does not walk into. Its laws are in `collabflow.testing`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from collabflow.ports import Outcome
from stores.samples import (
    MICROSECOND,
    MINUTE,
    NOW,
    claim,
    write,
)

YEARS_AWAY = datetime(2091, 2, 3, 4, 5, tzinfo=UTC)


def ids(messages):
    return [message.id for message in messages]


def test_o4_now_may_come_with_any_offset(store):
    write(store, messages=1)
    claim(store, now=NOW)
    west = timezone(timedelta(hours=-7))

    assert claim(store, now=(NOW + MINUTE - MICROSECOND).astimezone(west)) == ()
    assert len(claim(store, now=(NOW + MINUTE).astimezone(west))) == 1


def test_o6_a_lease_that_ran_out_unnoticed_still_settles(store):
    write(store, messages=1)
    (late,) = claim(store)

    store.settle([Outcome.sent(late)], now=YEARS_AWAY)

    assert claim(store, now=YEARS_AWAY) == ()


def test_o7_a_message_that_comes_back_is_handed_out_before_later_ones(store):
    write(store, messages=2)
    claim(store, limit=1)

    assert ids(claim(store, now=NOW + MINUTE)) == ["maya:1:1", "maya:1:2"]


def test_settling_nothing_is_fine(store):
    store.settle([], now=NOW)

    assert store.dead(limit=1) == ()
