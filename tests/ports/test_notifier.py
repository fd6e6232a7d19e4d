"""What a notifier is asked, and what it may answer."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from collabflow.core.errors import Malformed
from collabflow.ports import Message, Sent, TryLater, Undeliverable

MESSAGE = Message(
    id="maya:1:1",
    case_id="maya",
    version=1,
    channel="email",
    recipient="rosa",
    kind="slot_offered",
    text="Does Tuesday suit?",
)


def test_the_text_of_a_message_is_not_in_its_repr():
    assert "Tuesday" not in repr(MESSAGE)
    assert "maya:1:1" in repr(MESSAGE)


@pytest.mark.parametrize("after", [timedelta(0), timedelta(seconds=-1), timedelta(days=367), timedelta.max])
def test_trying_later_needs_a_wait(after):
    with pytest.raises(Malformed) as refused:
        TryLater(after=after, reason="mailbox_full")

    assert refused.value.faults[0][0] == "after"


@pytest.mark.parametrize("reason", ["no\0address", "\ud800", None, 550])
@pytest.mark.parametrize("answer", [Undeliverable, partial(TryLater, after=timedelta(hours=1))])
def test_a_reason_that_no_store_can_keep_is_refused(answer, reason):
    with pytest.raises(Malformed, match="reason"):
        answer(reason=reason)


def test_the_three_answers_are_values():
    assert Sent() == Sent(receipt=None)
    assert TryLater(after=timedelta(hours=1), reason="mailbox_full").reason == "mailbox_full"
    assert Undeliverable(reason="no_such_address") == Undeliverable(reason="no_such_address")
