"""The console notifier: prints each message as a plain block, for trying things out.

A block is indented, so that no text can pass for the head of another block, and control characters are
shown as their codes, so that none can steer the terminal. It remembers nothing: after a crash a message is
printed again. What is printed is what the family would read; mind who looks at the screen.
"""

from __future__ import annotations

import sys
import threading
from datetime import datetime, timedelta
from typing import TextIO

from collabflow.ports.notifier import Delivery, Message, Sent, TryLater, Undeliverable

_WAIT = timedelta(minutes=1)


class ConsoleNotifier:
    """Prints to `stream`, or to whatever `sys.stdout` is at the time."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream
        self._lock = threading.Lock()

    def send(self, message: Message, *, key: str, deadline: datetime) -> Delivery:
        """Print the message. A stream that was closed is `Undeliverable`, one that fails is `TryLater`."""
        stream = sys.stdout if self._stream is None else self._stream
        block = _fitting(_block(message), stream.encoding)
        try:
            with self._lock:
                stream.write(block)
                stream.flush()
        except OSError:
            return TryLater(after=_WAIT, reason="console_failed")
        except ValueError:
            return Undeliverable(reason="console_closed")
        return Sent()


def _block(message: Message) -> str:
    head = (
        f"To {message.recipient} by {message.channel}: {message.kind}"
        f" (case {message.case_id}, message {message.id}, attempt {message.attempts})"
    )
    lines = (f"    {_shown(line)}".rstrip() for line in message.text.splitlines())
    return "\n".join((_shown(head), *lines)) + "\n\n"


def _shown(line: str) -> str:
    return "".join(_visible(character) for character in line)


def _visible(character: str) -> str:
    is_control = character < " " or "\x7f" <= character < "\xa0" or character in "\u2028\u2029"
    return f"\\x{ord(character):02x}" if is_control and character != "\t" else character


def _fitting(text: str, encoding: str | None) -> str:
    """The text as that encoding can show it; what it cannot show becomes its code."""
    known = encoding or "utf-8"
    return text.encode(known, errors="backslashreplace").decode(known)
