"""A right notifier that posts JSON to a gateway, in as few lines as the laws allow; mutants are made of it.

One connection for each message. A timeout of a socket is for one read, so what is left is counted before each of them,
and the body is not read: the status says it all. Looking up a name takes what the system takes.
"""

from __future__ import annotations

import io
import json
import time
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPException, HTTPResponse
from socket import socket
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from collabflow.ports import Delivery, Message, Sent, TryLater, Undeliverable

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

_WAIT = timedelta(minutes=1)
_LONGEST = timedelta(days=1)
_FOR_NOW = frozenset({408, 425, 429})
"""Codes below 500 that say: not now."""


class Posting:
    """Posts to `url`; the gateway knows addresses, and drops repeats of a key."""

    def __init__(self, url: str) -> None:
        self.where = urlsplit(url)

    def send(self, message: Message, *, key: str, deadline: datetime) -> Delivery:
        """Post the message, and read the gateway's answer."""
        try:
            return self.judged(message, self.posted(message, key=key, deadline=deadline))
        except TimeoutError:
            return self.timed_out()
        except (OSError, HTTPException, ValueError):
            return TryLater(after=_WAIT, reason="gateway_failed")

    def posted(self, message: Message, *, key: str, deadline: datetime) -> HTTPResponse:
        """The head of the reply; the connection is closed."""
        seconds = self.seconds(deadline)
        ends = time.monotonic() + seconds
        connection = HTTPConnection(str(self.where.hostname), self.where.port, timeout=seconds)
        try:
            connection.connect()
            connection.sock = InTime(connection.sock, ends=ends)
            connection.request("POST", "/messages", self.body(message), self.headers(message, key=key))
            return self.heard(connection)
        finally:
            connection.close()

    def heard(self, connection: HTTPConnection) -> HTTPResponse:
        """The reply, as far as it is read."""
        return connection.getresponse()

    def seconds(self, deadline: datetime) -> float:
        """The seconds for all of it: what is left, less a little for answering."""
        left = (deadline - datetime.now(UTC)).total_seconds() * 0.7
        if left <= 0:
            raise TimeoutError
        return left

    def body(self, message: Message) -> bytes:
        """What the gateway is given."""
        return json.dumps({"text": message.text}, ensure_ascii=False).encode()

    def headers(self, message: Message, *, key: str) -> dict[str, str]:
        """A recipient is quoted: a line end in it is no line end."""
        return {"Content-Type": "application/json", "Idempotency-Key": key, "To": quote(message.recipient)}

    def judged(self, message: Message, reply: HTTPResponse) -> Delivery:
        """What the status means."""
        if 200 <= reply.status < 300:
            return Sent()
        if reply.status >= 500 or reply.status in _FOR_NOW:
            return TryLater(after=self.hint(reply.getheader("Retry-After", "")), reason=f"gateway_{reply.status}")
        return Undeliverable(reason=f"gateway_{reply.status}")

    def timed_out(self) -> Delivery:
        """What is answered when the gateway was silent."""
        return TryLater(after=_WAIT, reason="gateway_silent")

    def hint(self, text: str) -> timedelta:
        """How long the gateway asks to wait, between a minute and a day."""
        return min(max(_WAIT, _asked(text)), _LONGEST)


class InTime(io.RawIOBase):
    """A socket, plain or TLS, whose every step is given what is left until `ends`, of `time.monotonic()`."""

    def __init__(self, sock: socket, *, ends: float) -> None:
        self.sock = sock
        self.ends = ends

    def sendall(self, data: ReadableBuffer) -> None:
        """Send all of it. Raises `TimeoutError` when the time is over."""
        self._timed().sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        """What `http.client` reads the reply from."""
        return io.BufferedReader(self)

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Read what is there. Raises `TimeoutError` when the time is over."""
        return self._timed().recv_into(buffer)

    def close(self) -> None:
        """Close the socket, and not the file: `http.client` flushes what it read from when it has closed this."""
        self.sock.close()

    def _timed(self) -> socket:
        left = self.ends - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self.sock.settimeout(left)
        return self.sock


def _asked(text: str) -> timedelta:
    if text.isdecimal():
        return timedelta(seconds=int(text)) if len(text) <= 6 else _LONGEST
    try:
        return parsedate_to_datetime(text) - datetime.now(UTC)
    except (ValueError, TypeError):
        return _WAIT
