"""The console notifier: one plain block a message."""

from __future__ import annotations

import io

from collabflow.notify.console import ConsoleNotifier
from collabflow.notify.recording import RecordingNotifier
from collabflow.ports import Message, Sent, Undeliverable
from support import NOW

MESSAGE = Message(
    id="m",
    case_id="case-1",
    version=1,
    channel="console",
    recipient="rosa",
    kind="plan_shared",
    text="A copy is ready.",
)


def test_a_message_is_printed_and_counts_as_sent() -> None:
    stream = io.StringIO()
    assert isinstance(ConsoleNotifier(stream).send(MESSAGE, key="m", deadline=NOW), Sent)
    assert "A copy is ready." in stream.getvalue()
    assert "rosa" in stream.getvalue()


def test_the_recording_notifier_answers_for_good_once_a_key() -> None:
    notifier = RecordingNotifier([Undeliverable(reason="no_address")])
    first, second = (notifier.send(MESSAGE, key="m", deadline=NOW) for _ in range(2))
    assert first == second
    assert len(notifier.given) == 2
    assert notifier.sent == ()
