"""A right notifier that posts JSON to a gateway, in as few lines as the laws allow; mutants are made of it.

One connection for each message; what is left until the deadline is given to connecting, and then to the reply.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import quote, urlsplit

from collabflow.ports import Delivery, Message, Sent, TryLater, Undeliverable

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
        connection = HTTPConnection(str(self.where.hostname), self.where.port, timeout=self.seconds(deadline))
        try:
            connection.request("POST", "/messages", self.body(message), self.headers(message, key=key))
            if connection.sock is not None:
                connection.sock.settimeout(self.seconds(deadline))
            return connection.getresponse()
        finally:
            connection.close()

    def seconds(self, deadline: datetime) -> float:
        """The seconds that are left, less a little for answering."""
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


def _asked(text: str) -> timedelta:
    if text.isdecimal():
        return timedelta(seconds=int(text)) if len(text) <= 6 else _LONGEST
    try:
        return parsedate_to_datetime(text) - datetime.now(UTC)
    except (ValueError, TypeError):
        return _WAIT
