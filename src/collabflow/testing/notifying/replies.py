"""How a gateway may answer, and what a notifier must make of it: a table, because it is the contract.
Source: RFC 9110, sections 10.2.3 and 15; testing.md, law W3.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from attrs import frozen

from collabflow.ports import Delivery, Sent, TryLater, Undeliverable

_BODY = b'{"id": "reply-1"}'


@frozen(kw_only=True)
class Reply:
    """One way to answer. `name` is for people, `due` what the notifier must answer then.

    `data` is said at once, and `drips` a byte at a time after it. `accepts` says whether the peer keeps the message,
    `is_whole` whether the connection stays usable after it.
    """

    name: str
    due: type[Delivery]
    data: bytes = b""
    drips: bytes = b""
    accepts: bool = False
    is_whole: bool = False
    hangs: bool = False
    refuses: bool = False

    @property
    def is_heard(self) -> bool:
        """Whether a notifier that asks is sure to be heard, however little time it has."""
        return not self.hangs and not self.refuses and not self.drips


def status(code: int, due: type[Delivery], *, retry_after: str = "") -> Reply:
    """A whole reply with this code of HTTP."""
    hint = f"Retry-After: {retry_after}\r\n" if retry_after else ""
    head = f"HTTP/1.1 {code} .\r\n{hint}Content-Type: application/json\r\nContent-Length: {len(_BODY)}\r\n\r\n"
    name = f"{code} with Retry-After: {retry_after}" if retry_after else str(code)
    return Reply(name=name, due=due, data=head.encode() + _BODY, accepts=due is Sent, is_whole=True)


ACCEPTED = status(202, Sent)
GONE = tuple(status(code, Undeliverable) for code in (400, 404, 410))
BUSY = (*(status(code, TryLater) for code in (500, 502, 503)), status(429, TryLater, retry_after="120"))
ODD = tuple(status(code, TryLater) for code in (302, 401, 403, 409, 418))
"""Codes that gateways use in both ways; any of the three answers will do."""
SILENT = Reply(name="nothing, and the connection is closed", due=TryLater)
CUT = Reply(name="half a status line, and the connection is closed", due=TryLater, data=b"HTTP/1.1 2")
MALFORMED = Reply(name="what is not HTTP", due=TryLater, data=b"\x00\xff<<<>>>\r\n\r\n")
REFUSED = Reply(name="no connection", due=TryLater, refuses=True)
HANGING = Reply(name="nothing, for ever", due=TryLater, hangs=True)
LOST = Reply(name="nothing, though it took the message", due=TryLater, accepts=True)
_ON_AND_ON = b"." * 500
DRIPPING_HEAD = Reply(
    name="a head without end, a byte at a time",
    due=TryLater,
    drips=b"HTTP/1.1 202 .\r\nServer: " + _ON_AND_ON,
    accepts=True,
)
DRIPPING_BODY = Reply(
    name="202 and a body without end, a byte at a time",
    due=Sent,
    data=b"HTTP/1.1 202 .\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n",
    drips=b'{"id": "' + _ON_AND_ON,
    accepts=True,
)
"""Taken for sent or for silent: the status says that it was accepted, and a repeat that carries its key is dropped."""

ENDING = (ACCEPTED, *GONE, *BUSY, SILENT, CUT, MALFORMED, REFUSED)
"""All that come to an end by themselves."""


def in_ten_minutes() -> Reply:
    """A hint as a date, as RFC 9110 allows."""
    return status(503, TryLater, retry_after=format_datetime(datetime.now(UTC) + timedelta(minutes=10), usegmt=True))
