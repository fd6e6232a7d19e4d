"""Laws O1 to O10: messages are handed out once, in order, to one worker at a time, and never lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from attrs import evolve

from collabflow.core.errors import LeaseLost, Malformed, VersionConflict
from collabflow.ports import Batch, MessageState, Outcome, Verdict
from stores.samples import (
    MICROSECOND,
    MINUTE,
    NOW,
    a_batch,
    a_message,
    claim,
    give_up,
    rows_after,
    write,
)

YEARS_AWAY = datetime(2091, 2, 3, 4, 5, tzinfo=UTC)


def ids(messages):
    return [message.id for message in messages]


def test_o1_every_message_is_claimed_once_in_the_order_it_was_enqueued(store):
    write(store, "maya", messages=2)
    write(store, "noor", messages=1)
    write(store, "maya", messages=1)

    claimed = claim(store)

    assert ids(claimed) == ["maya:1:1", "maya:1:2", "noor:1:1", "maya:2:1"]
    assert claim(store) == ()
    assert (claimed[0].body, claimed[0].recipient, claimed[0].channel) == (a_message().body, "rosa", "email")


def test_o2_a_refused_append_enqueues_nothing(store):
    with pytest.raises(VersionConflict):
        store.append(Batch(case_id="maya", expected=1, rows=rows_after(1, ["{}"]), messages=(a_message(2),)))

    assert claim(store) == ()


def test_o3_an_identical_retry_enqueues_nothing_also_after_the_message_was_sent(store):
    batch = write(store, messages=1)
    store.append(batch)
    (sent,) = claim(store)
    store.settle([Outcome.sent(sent)], now=NOW)

    store.append(batch)

    assert claim(store, now=YEARS_AWAY) == ()
    assert [message.state for message in store.messages("maya")] == [MessageState.SENT]


@pytest.mark.parametrize("now", [NOW, YEARS_AWAY, datetime(1971, 1, 1, tzinfo=UTC)])
def test_o4_a_lease_ends_exactly_when_it_was_said_to_and_each_claim_counts(store, now):
    write(store, messages=1)
    (first,) = claim(store, now=now)

    assert claim(store, now=now + MINUTE - MICROSECOND) == ()
    (second,) = claim(store, now=now + MINUTE)

    assert (first.attempts, second.attempts) == (1, 2)
    assert first.lease_until == now + MINUTE
    assert first.token != second.token


def test_o4_now_may_come_with_any_offset(store):
    write(store, messages=1)
    claim(store, now=NOW)
    west = timezone(timedelta(hours=-7))

    assert claim(store, now=(NOW + MINUTE - MICROSECOND).astimezone(west)) == ()
    assert len(claim(store, now=(NOW + MINUTE).astimezone(west))) == 1


def test_o5_a_message_that_was_sent_never_returns_and_settles_once(store):
    write(store, messages=1)
    (claimed,) = claim(store)
    store.settle([Outcome.sent(claimed)], now=NOW + MINUTE)

    with pytest.raises(LeaseLost, match="maya:1:1"):
        store.settle([Outcome.sent(claimed)], now=NOW + MINUTE)

    assert claim(store, now=YEARS_AWAY) == ()
    told = store.messages("maya")[0]
    assert (told.state, told.settled_at, told.lease_until) == (MessageState.SENT, NOW + MINUTE, None)


def test_o6_after_a_new_claim_the_old_token_is_refused(store):
    write(store, messages=1)
    (old,) = claim(store)
    (new,) = claim(store, now=NOW + MINUTE)

    for outcome in (Outcome.sent(old), Outcome.again(old, at=NOW, error="late"), Outcome.dead(old, error="x")):
        with pytest.raises(LeaseLost):
            store.settle([outcome], now=NOW + MINUTE)

    store.settle([Outcome.sent(new)], now=NOW + MINUTE)
    assert store.messages("maya")[0].attempts == 2


def test_o6_a_lease_that_ran_out_unnoticed_still_settles(store):
    write(store, messages=1)
    (late,) = claim(store)

    store.settle([Outcome.sent(late)], now=YEARS_AWAY)

    assert claim(store, now=YEARS_AWAY) == ()


def test_o6_a_message_that_is_not_known_is_a_lost_one(store):
    with pytest.raises(LeaseLost, match="nobody:1:1"):
        store.settle([Outcome(id="nobody:1:1", token="nobody:1:1#1", verdict=Verdict.SENT)], now=NOW)


def test_o6_the_live_outcomes_are_settled_beside_the_lost_ones(store):
    write(store, messages=3)
    first, second, third = claim(store)
    store.settle([Outcome.sent(second)], now=NOW)

    with pytest.raises(LeaseLost) as refused:
        store.settle([Outcome.sent(each) for each in (first, second, third)], now=NOW)

    assert "maya:1:2" in str(refused.value)
    assert "maya:1:1" not in str(refused.value)
    assert {message.state for message in store.messages("maya")} == {MessageState.SENT}


def test_o7_a_leased_head_holds_nobody_up_and_limit_is_kept(store):
    write(store, messages=3)

    assert ids(claim(store, limit=0)) == []
    assert ids(claim(store, limit=1)) == ["maya:1:1"]
    assert ids(claim(store, limit=1)) == ["maya:1:2"]
    assert ids(claim(store, limit=5)) == ["maya:1:3"]


def test_o7_a_message_that_comes_back_is_handed_out_before_later_ones(store):
    write(store, messages=2)
    claim(store, limit=1)

    assert ids(claim(store, now=NOW + MINUTE)) == ["maya:1:1", "maya:1:2"]


def test_o8_a_failed_message_rests_until_its_next_try_and_keeps_attempts_and_error(store):
    write(store, messages=1)
    (claimed,) = claim(store)
    at = NOW + timedelta(hours=1)
    store.settle([Outcome.again(claimed, at=at, error="mailbox_full")], now=NOW)

    resting = store.messages("maya")[0]
    assert (resting.state, resting.attempts, resting.error) == (MessageState.WAITING, 1, "mailbox_full")
    assert (resting.next_try, resting.lease_until) == (at, None)
    assert claim(store, now=at - MICROSECOND) == ()
    (again,) = claim(store, now=at)
    assert again.attempts == 2
    assert store.messages("maya")[0].next_try is None
    with pytest.raises(LeaseLost):
        store.settle([Outcome.sent(claimed)], now=at)


def test_o9_a_message_that_was_given_up_is_listed_and_never_claimed(store):
    write(store, "maya", messages=2)
    write(store, "noor", messages=1)
    give_up(store)

    assert claim(store, now=YEARS_AWAY) == ()
    assert ids(store.dead(limit=10)) == ["maya:1:1", "maya:1:2", "noor:1:1"]
    assert ids(store.dead(limit=1)) == ["maya:1:1"]
    assert store.dead(limit=0) == ()
    assert {(one.state, one.error, one.settled_at) for one in store.dead(limit=10)} == {
        (MessageState.DEAD, "no_such_address", NOW)
    }


def test_o9_a_revived_message_is_due_again_with_its_attempts_counted_afresh(store):
    write(store, messages=2)
    old = claim(store)
    store.settle([Outcome.dead(one, error="no_such_address") for one in old], now=NOW)

    assert store.revive(["maya:1:1", "nobody:1:1"], now=NOW + MINUTE) == 1
    assert store.revive(["maya:1:1"], now=NOW + MINUTE) == 0
    assert store.revive([], now=NOW) == 0

    revived = store.messages("maya")[0]
    assert (revived.state, revived.attempts, revived.next_try) == (MessageState.WAITING, 0, NOW + MINUTE)
    assert (revived.error, revived.settled_at) == ("no_such_address", None)
    assert claim(store, now=NOW + MINUTE - MICROSECOND) == ()
    (new,) = claim(store, now=NOW + MINUTE)
    assert (new.id, new.attempts) == ("maya:1:1", 1)
    assert new.token != old[0].token
    with pytest.raises(LeaseLost):
        store.settle([Outcome.sent(old[0])], now=NOW + MINUTE)
    assert ids(store.dead(limit=9)) == ["maya:1:2"]


def test_o10_a_now_that_goes_backwards_neither_revives_nor_doubles_a_lease(store):
    write(store, messages=1)
    (claimed,) = claim(store, now=NOW)

    for earlier in (NOW - MINUTE, NOW - timedelta(days=9000), NOW):
        assert claim(store, now=earlier) == ()
    store.settle([Outcome.sent(claimed)], now=NOW - MINUTE)

    assert claim(store, now=YEARS_AWAY) == ()


def test_a_message_is_not_handed_out_before_its_time(store):
    later = NOW + timedelta(days=1)
    batch = a_batch(store)
    store.append(evolve(batch, messages=(a_message(1, 1, not_before=later), a_message(1, 2))))

    assert ids(claim(store)) == ["maya:1:2"]
    assert claim(store, now=later - MICROSECOND, lease=timedelta(days=2)) != ()
    assert ids(claim(store, now=later)) == ["maya:1:1"]


def test_what_is_due_again_comes_in_the_order_of_enqueueing_not_of_waiting(store):
    batch = a_batch(store)
    store.append(evolve(batch, messages=(a_message(1, 1, not_before=NOW + MINUTE), a_message(1, 2))))

    assert ids(claim(store, now=NOW + MINUTE)) == ["maya:1:1", "maya:1:2"]


def test_settling_nothing_is_fine(store):
    store.settle([], now=NOW)

    assert store.dead(limit=1) == ()


@pytest.mark.parametrize("lease", [timedelta(0), -MINUTE])
def test_a_lease_must_last(store, lease):
    write(store, messages=1)

    with pytest.raises(Malformed):
        claim(store, lease=lease)

    assert len(claim(store)) == 1


def test_a_time_without_an_offset_is_refused(store):
    naive = datetime(2026, 9, 7)
    for ask in (
        lambda: store.claim(now=naive, lease=MINUTE, limit=1),
        lambda: store.settle([], now=naive),
        lambda: store.revive(["maya:1:1"], now=naive),
    ):
        with pytest.raises(Malformed):
            ask()
