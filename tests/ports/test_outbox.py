"""The life of a message as pure moves: due, claimed, settled, revived."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve

from collabflow.core.errors import StoreError
from collabflow.ports import MessageRow, MessageState, Outcome
from collabflow.ports.outbox import claimed, enqueued, fresh, given, handed, holds, is_due, revived, settled

NOW = datetime(2026, 9, 14, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
LETTER = MessageRow(id="sol-1:1:1", case_id="sol-1", version=1, n=1, channel="email", recipient="ada", body="{}")


def test_a_message_is_known_again_whatever_has_become_of_it():
    leased = claimed(enqueued(LETTER), until=LATER)

    assert given(leased) == LETTER
    assert holds([LETTER], {LETTER.id: leased})
    assert fresh([LETTER], {LETTER.id: leased}) == ()


def test_an_id_that_a_different_message_has_is_refused():
    kept = {LETTER.id: enqueued(evolve(LETTER, body='{"other":true}'))}

    assert not holds([LETTER], kept)
    with pytest.raises(StoreError, match="sol-1:1:1"):
        fresh([LETTER], kept)


def test_a_message_is_due_from_its_day_on_and_once_its_lease_has_ended():
    waiting = enqueued(evolve(LETTER, not_before=LATER))
    leased = claimed(enqueued(LETTER), until=LATER)

    assert [is_due(message, now=NOW) for message in (waiting, leased)] == [False, False]
    assert [is_due(message, now=LATER) for message in (waiting, leased)] == [True, True]


def test_what_is_handed_out_counts_this_attempt_and_bears_the_token():
    leased = claimed(enqueued(LETTER), until=LATER)
    in_hand = handed(leased, token="7")

    assert (in_hand.attempts, in_hand.token, in_hand.lease_until) == (1, "7", LATER)
    with pytest.raises(ValueError, match="claimed"):
        handed(enqueued(LETTER), token="7")


def test_an_attempt_ends_as_sent_as_given_up_or_with_another_day():
    leased = claimed(enqueued(LETTER), until=LATER)
    in_hand = handed(leased, token="7")

    sent = settled(leased, Outcome.sent(in_hand), now=NOW)
    dead = settled(leased, Outcome.dead(in_hand, error="no_address"), now=NOW)
    again = settled(leased, Outcome.again(in_hand, at=LATER, error="mail_is_down"), now=NOW)

    assert (sent.state, sent.settled_at, sent.error) == (MessageState.SENT, NOW, None)
    assert (dead.state, dead.settled_at, dead.error) == (MessageState.DEAD, NOW, "no_address")
    assert (again.state, again.next_try, again.attempts) == (MessageState.WAITING, LATER, 1)
    assert {message.lease_until for message in (sent, dead, again)} == {None}


def test_a_dead_message_begins_afresh():
    leased = claimed(enqueued(LETTER), until=LATER)
    dead = settled(leased, Outcome.dead(handed(leased, token="7"), error="no_address"), now=NOW)

    again = revived(dead, now=LATER)

    assert (again.state, again.attempts, again.settled_at) == (MessageState.WAITING, 0, None)
    assert not is_due(again, now=NOW)
    assert is_due(again, now=LATER)
