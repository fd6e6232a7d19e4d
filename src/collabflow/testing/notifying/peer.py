"""The fake peer: a gateway on this machine that answers as the kit says, for trying a notifier that speaks HTTP.

It listens on 127.0.0.1 only, and everything about it is bounded: how long it waits, how much it reads. A message
counts as delivered when it was accepted; one that carries a key that was accepted before is dropped, as a gateway
with idempotency keys would do.
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

from attrs import frozen

from collabflow.testing.notifying.replies import ACCEPTED, Reply

_PATIENCE = 15.0
"""Seconds for which a connection is kept open at most when nobody says anything."""
_PAUSE = 0.05
"""Seconds between the bytes of a reply that drips: less than any read waits, so that none of them times out."""
_MOST_BYTES = 2**20
_END = b"\r\n\r\n"


@frozen(kw_only=True)
class Heard:
    """One request: its first line, its headers in order, its body, and whether it was accepted."""

    first: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    accepted: bool

    def holds(self, words: str) -> bool:
        """Whether these words are anywhere in it."""
        head = "\n".join((self.first, *(value for _, value in self.headers)))
        return words in head or words.encode() in self.body


class FakePeer:
    """Listens at `url` until it is closed, and answers every request with the reply set last."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._reply = ACCEPTED
        self._heard: list[Heard] = []
        self._keys: set[str] = set()
        self._open: set[socket.socket] = set()
        self._changed = threading.Condition()
        self._released = threading.Event()
        self._accepting = threading.Thread(target=self._accept, name="fake-peer", daemon=True)
        self._accepting.start()

    # what the kit says ------------------------------------------------------------------------

    def answers(self, reply: Reply) -> None:
        """Answer like this from now on; one that refuses stops listening for good."""
        with self._changed:
            self._reply = reply
        if reply.refuses:
            self._stop_listening()

    def knows(self, key: str) -> None:
        """A key by which repeats are dropped."""
        self._keys.add(key)

    def release(self) -> None:
        """Give up the connections that were never answered, or never to the end."""
        self._released.set()

    def close(self) -> None:
        """Stop listening, and end every connection."""
        self.release()
        self._stop_listening()
        with self._changed:
            for connection in self._open:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    # what was heard ---------------------------------------------------------------------------

    @property
    def heard(self) -> tuple[Heard, ...]:
        """Every request, in order."""
        with self._changed:
            return tuple(self._heard)

    @property
    def delivered(self) -> tuple[Heard, ...]:
        """The requests that were accepted, without the repeats of a key."""
        seen: set[str] = set()
        found = []
        for request in (one for one in self.heard if one.accepted):
            keys = {key for key in self._keys if request.holds(key)}
            if not keys or keys - seen:
                found.append(request)
            seen |= keys
        return tuple(found)

    def bodies(self) -> tuple[bytes, ...]:
        """The bodies of what was delivered, in order."""
        return tuple(request.body for request in self.delivered)

    def is_left_alone(self, *, within: float) -> bool:
        """Whether every connection is ended by the other side within these seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._open, timeout=within)

    # at work ----------------------------------------------------------------------------------

    def _stop_listening(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._accepting.join(_PATIENCE)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return  # it was closed
            with self._changed:
                self._open.add(connection)
            threading.Thread(target=self._serve, args=(connection,), name="fake-peer", daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(_PATIENCE)
        try:
            with suppress(OSError):  # the other side went away
                while self._served_one(connection):
                    pass
        finally:
            connection.close()
            with self._changed:
                self._open.discard(connection)
                self._changed.notify_all()

    def _served_one(self, connection: socket.socket) -> bool:
        """Hear one request and answer it; whether another may follow."""
        request = _read(connection)
        if request is None:
            return False
        with self._changed:
            reply = self._reply
            self._heard.append(_heard(*request, accepted=reply.accepts))
            self._changed.notify_all()
        if reply.hangs:
            self._released.wait(_PATIENCE)
            return False
        connection.sendall(reply.data)
        if reply.drips:
            self._drip(connection, reply.drips)
        return reply.is_whole and b"\r\nconnection: close" not in request[0].lower()

    def _drip(self, connection: socket.socket, data: bytes) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # no byte waits for the one before it
        for byte in data:
            if self._released.wait(_PAUSE):
                return
            connection.sendall(bytes((byte,)))


def _read(connection: socket.socket) -> tuple[bytes, bytes] | None:
    """The head and the body of a request; nothing when the other side ends before it is whole."""
    data = b""
    while _END not in data:
        more = connection.recv(65536)
        data += more
        if not more or len(data) > _MOST_BYTES:
            return None
    head, _, body = data.partition(_END)
    while not _is_whole(head, body):
        more = connection.recv(65536)
        body += more
        if not more or len(body) > _MOST_BYTES:
            return None
    return head, body


def _is_whole(head: bytes, body: bytes) -> bool:
    headers = dict(_headers(head))
    if headers.get("transfer-encoding", "").lower() == "chunked":
        return body.endswith(b"0\r\n\r\n")
    length = headers.get("content-length", "0")
    return len(body) >= (int(length) if length.isdecimal() else 0)


def _headers(head: bytes) -> tuple[tuple[str, str], ...]:
    lines = head.decode("latin-1").split("\r\n")[1:]
    pairs = (line.partition(":") for line in lines)
    return tuple((name.strip().lower(), value.strip()) for name, _, value in pairs)


def _heard(head: bytes, body: bytes, *, accepted: bool) -> Heard:
    first = head.decode("latin-1").split("\r\n", 1)[0]
    return Heard(first=first, headers=_headers(head), body=body, accepted=accepted)
