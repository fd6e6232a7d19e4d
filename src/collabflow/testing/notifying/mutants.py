"""Mutants of a notifier: the right one with one classic mistake each, and the law that must notice it first.

Source: testing.md, notifier mutants.
"""

from __future__ import annotations

import json
import logging
import socket
import threading
import time
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from http.client import HTTPConnection, HTTPException, HTTPResponse

from attrs import frozen

from collabflow.ports import Delivery, Message, Sent, TryLater, Undeliverable
from collabflow.testing.broken import Declines, no
from collabflow.testing.notifying.bench import NotifierPlace
from collabflow.testing.notifying.conformance import NotifierConformance
from collabflow.testing.notifying.posting import InTime, Posting


@frozen(kw_only=True)
class NotifierMutant:
    """One mistake. `law` is the code of the law that must be the first to notice it."""

    kind: type[Posting]
    law: str
    peer: Declines | None = None
    idempotent: Declines | None = None

    @property
    def name(self) -> str:
        """The name of its class."""
        return self.kind.__name__

    @property
    def bug(self) -> str:
        """What it does wrong."""
        return (self.kind.__doc__ or "").strip().rstrip(".")

    def suite(self) -> NotifierConformance:
        """A suite that tries it."""
        return PostingSuite(self.kind, peer=self.peer, idempotent=self.idempotent)


class PostingSuite(NotifierConformance):
    """A suite for the right notifier, or for a mutant of it."""

    private = ("kim@school.example",)
    trace_files = ("notifying/posting.py", "notifying/mutants.py")

    def __init__(
        self,
        kind: type[Posting] = Posting,
        *,
        peer: Declines | None = None,
        idempotent: Declines | None = None,
    ) -> None:
        self._kind = kind
        self.peer = peer
        self.idempotent = idempotent

    def open_notifier(self, place: NotifierPlace) -> Posting:
        return self._kind(place.fake_http.url)

    def received(self, place: NotifierPlace) -> Sequence[str]:
        return [json.loads(body)["text"] for body in place.fake_http.bodies()]


class SwallowTimeout(Posting):
    """A timeout is passed over, and nothing is answered."""

    def send(self, message: Message, *, key: str, deadline: datetime) -> Delivery:
        try:
            return self.judged(message, self.posted(message, key=key, deadline=deadline))
        except TimeoutError:
            pass
        except (OSError, HTTPException):
            return TryLater(after=timedelta(minutes=1), reason="gateway_failed")
        return None  # type: ignore[return-value]  # the mistake


class UnknownCode(Posting):
    """A code that its table does not have raises KeyError."""

    def judged(self, message: Message, reply: HTTPResponse) -> Delivery:
        said = {202: super().judged, **dict.fromkeys((400, 404, 410, 429, 500, 502, 503), super().judged)}
        return said[reply.status](message, reply)


class DoubleSend(Posting):
    """Each attempt has a key of its own."""

    def headers(self, message: Message, *, key: str) -> dict[str, str]:
        return super().headers(message, key=uuid.uuid4().hex)


class DropsRepeats(Posting):
    """The suite says that it cannot drop a repeat, and it hands on the key."""


class PermanentAsTransient(Posting):
    """An address that does not exist is tried again for ever."""

    def judged(self, message: Message, reply: HTTPResponse) -> Delivery:
        answer = super().judged(message, reply)
        return self.timed_out() if isinstance(answer, Undeliverable) else answer


class TransientAsPermanent(Posting):
    """A gateway that is down for a minute ends the message."""

    def judged(self, message: Message, reply: HTTPResponse) -> Delivery:
        answer = super().judged(message, reply)
        return Undeliverable(reason=answer.reason) if isinstance(answer, TryLater) else answer


class ForgetsHint(Posting):
    """Retry-After is not read."""

    def hint(self, text: str) -> timedelta:
        return super().hint("")


class NoDeadline(Posting):
    """The deadline is not looked at, and a silent gateway is waited for."""

    def seconds(self, deadline: datetime) -> float:
        return 60.0


class TimeoutForEachRead(Posting):
    """What is left is given to each read anew, and a gateway that says a byte now and then is waited for."""

    def posted(self, message: Message, *, key: str, deadline: datetime) -> HTTPResponse:
        connection = HTTPConnection(str(self.where.hostname), self.where.port, timeout=self.seconds(deadline))
        try:
            connection.request("POST", "/messages", self.body(message), self.headers(message, key=key))
            return connection.getresponse()
        finally:
            connection.close()


class ReadsBodyToTheEnd(Posting):
    """The deadline is kept until the status is read, and then the body is waited for."""

    def heard(self, connection: HTTPConnection) -> HTTPResponse:
        reply = connection.getresponse()
        if isinstance(connection.sock, InTime):
            connection.sock.ends += 60.0
        reply.read()
        return reply


class SuccessOnClosedSocket(Posting):
    """The request was written, so it counts as sent, whatever becomes of the connection."""

    def send(self, message: Message, *, key: str, deadline: datetime) -> Delivery:
        try:
            return self.judged(message, self.posted(message, key=key, deadline=deadline))
        except TimeoutError:
            return self.timed_out()
        except ConnectionRefusedError:
            return TryLater(after=timedelta(minutes=1), reason="gateway_failed")
        except (OSError, HTTPException, ValueError):
            return Sent()


class TidiesText(Posting):
    """Blanks are stripped from the text of the message that was given."""

    def body(self, message: Message) -> bytes:
        object.__setattr__(message, "text", message.text.strip())
        return super().body(message)


class AsciiText(Posting):
    """What ASCII does not have becomes a question mark."""

    def body(self, message: Message) -> bytes:
        return json.dumps({"text": message.text.encode("ascii", errors="replace").decode()}).encode()


class CrlfInjection(Posting):
    """The request is put together from strings, line ends and all."""

    def posted(self, message: Message, *, key: str, deadline: datetime) -> HTTPResponse:
        body = self.body(message)
        head = f"POST /messages HTTP/1.1\r\nHost: kit\r\nIdempotency-Key: {key}\r\nTo: {message.recipient}\r\n"
        address, seconds = (str(self.where.hostname), self.where.port or 80), self.seconds(deadline)
        ends = time.monotonic() + seconds
        with InTime(socket.create_connection(address, timeout=seconds), ends=ends) as connection:
            connection.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
            reply = HTTPResponse(connection)  # type: ignore[arg-type]  # it asks for a file, and for nothing else
            try:
                reply.begin()
            finally:
                reply.close()
            return reply


class LeaksNameInLog(Posting):
    """What is sent is written to the log, for finding faults."""

    def body(self, message: Message) -> bytes:
        logging.getLogger("gateway").debug("posting %s", message.text)
        return super().body(message)


class SharedBuffer(Posting):
    """The body is kept on the notifier until it is posted."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.buffer = b""

    def posted(self, message: Message, *, key: str, deadline: datetime) -> HTTPResponse:
        self.buffer = super().body(message)
        return super().posted(message, key=key, deadline=deadline)

    def body(self, message: Message) -> bytes:
        return self.buffer


class GivesUpAll(Posting):
    """Three refusals, and the gateway counts as broken."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.refused = 0

    def judged(self, message: Message, reply: HTTPResponse) -> Delivery:
        answer = super().judged(message, reply)
        self.refused += isinstance(answer, Undeliverable)
        return self.timed_out() if self.refused > 3 else answer


class ZombieThread(Posting):
    """A thread waits for more to send, and nobody ends it."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.more = threading.Event()
        threading.Thread(target=self.more.wait, args=(10.0,), name="sender", daemon=True).start()


class PostsAfterAll(Posting):
    """The suite says that it needs no peer, and it posts to one."""


NOTIFIER_MUTANTS = (
    NotifierMutant(kind=SwallowTimeout, law="W1"),
    NotifierMutant(kind=UnknownCode, law="W1"),
    NotifierMutant(kind=DoubleSend, law="W2"),
    NotifierMutant(kind=DropsRepeats, law="W2n", idempotent=no("the gateway knows no keys")),
    NotifierMutant(kind=PermanentAsTransient, law="W3"),
    NotifierMutant(kind=TransientAsPermanent, law="W3"),
    NotifierMutant(kind=ForgetsHint, law="W4"),
    NotifierMutant(kind=NoDeadline, law="W5"),
    NotifierMutant(kind=TimeoutForEachRead, law="W5"),
    NotifierMutant(kind=ReadsBodyToTheEnd, law="W5"),
    NotifierMutant(kind=SuccessOnClosedSocket, law="W6"),
    NotifierMutant(kind=TidiesText, law="W7"),
    NotifierMutant(kind=AsciiText, law="W8"),
    NotifierMutant(kind=CrlfInjection, law="W8h"),
    NotifierMutant(kind=LeaksNameInLog, law="W9"),
    NotifierMutant(kind=SharedBuffer, law="W10"),
    NotifierMutant(kind=GivesUpAll, law="W11"),
    NotifierMutant(kind=ZombieThread, law="W12"),
    NotifierMutant(kind=PostsAfterAll, law="W13", peer=no("it prints")),
)
