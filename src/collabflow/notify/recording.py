"""The recording notifier: keeps what it was given and answers what it was told to, for tests and rehearsals."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from datetime import datetime

from attrs import frozen

from collabflow.ports.notifier import Delivery, Message, Sent, TryLater


@frozen(kw_only=True)
class Given:
    """One call: what was asked, and what was answered."""

    message: Message
    key: str
    deadline: datetime
    answer: Delivery


class RecordingNotifier:
    """Answers with `answers`, one after the other, and then `Sent` for ever.

    A key that was answered for good, with `Sent` or `Undeliverable`, gets the same answer again and uses up none
    of `answers`. Safe between threads.
    """

    def __init__(self, answers: Iterable[Delivery] = ()) -> None:
        self._answers = iter(answers)
        self._final: dict[str, Delivery] = {}
        self._given: list[Given] = []
        self._sent: list[Message] = []
        self._lock = threading.Lock()

    @property
    def given(self) -> tuple[Given, ...]:
        """Every call, in order."""
        with self._lock:
            return tuple(self._given)

    @property
    def sent(self) -> tuple[Message, ...]:
        """Every message that reached its person, once, in order."""
        with self._lock:
            return tuple(self._sent)

    def send(self, message: Message, *, key: str, deadline: datetime) -> Delivery:
        """Keep the message, and answer."""
        with self._lock:
            answer = self._final.get(key) or self._next(message, key)
            self._given.append(Given(message=message, key=key, deadline=deadline, answer=answer))
            return answer

    def _next(self, message: Message, key: str) -> Delivery:
        answer = next(self._answers, Sent())
        if not isinstance(answer, TryLater):
            self._final[key] = answer
        if isinstance(answer, Sent):
            self._sent.append(message)
        return answer
