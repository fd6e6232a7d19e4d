"""A network in between: a relay on this machine that hands on later what it is handed, in a process of its own.

What comes is sent on after half a round trip, in order, and meanwhile more is taken in: it adds a delay and takes no
bandwidth. Passing through it takes some 0.1 ms more, so measure what a round trip really takes, and tell that number.
"""

from __future__ import annotations

import ctypes
import select
import socket
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from time import perf_counter

from psycopg.conninfo import conninfo_to_dict, make_conninfo

_PR_SET_TIMERSLACK = 29
"""Linux wakes sleepers up to 50 µs late to save power, unless told otherwise (man 2 prctl)."""

Address = str | tuple[str, int]


@contextmanager
def away(url: str, seconds: float) -> Iterator[str]:
    """The URL under which the PostgreSQL at `url` is so many seconds of round trip further away."""
    told = conninfo_to_dict(url)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        relay = get_context("spawn").Process(target=_relay, args=(listener, _address(told), seconds / 2), daemon=True)
        relay.start()
        try:
            here = {"host": "127.0.0.1", "port": listener.getsockname()[1], "sslmode": "disable"}
            yield make_conninfo(url, **here, gssencmode="disable")
        finally:
            relay.terminate()
            relay.join()


def _address(told: dict[str, object]) -> Address:
    """Where the server listens: a socket in a folder, or a port."""
    host, port = str(told.get("host", "localhost")), int(str(told.get("port", 5432)))
    return f"{host}/.s.PGSQL.{port}" if host.startswith("/") else (host, port)


def _relay(listener: socket.socket, server: Address, delay: float) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_TIMERSLACK, 1)
    other: dict[socket.socket, socket.socket] = {}
    under_way: deque[tuple[float, socket.socket, bytes]] = deque()
    while True:
        left = max(0.0, under_way[0][0] - perf_counter()) if under_way else None
        for ready in select.select([listener, *other], [], [], left)[0]:
            if ready is listener:
                client, upstream = _joined(listener, server)
                other[client], other[upstream] = upstream, client
                continue
            said = _received(ready)
            under_way.append((perf_counter() + delay, other[ready], said))
            if not said:
                del other[ready]
        while under_way and under_way[0][0] <= perf_counter():
            _, to, said = under_way.popleft()
            _hand_on(to, said)


def _joined(listener: socket.socket, server: Address) -> tuple[socket.socket, socket.socket]:
    client, _ = listener.accept()
    upstream = _connected(server)
    for end in (client, upstream):
        if end.family != socket.AF_UNIX:
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return client, upstream


def _connected(server: Address) -> socket.socket:
    if not isinstance(server, str):
        return socket.create_connection(server)
    upstream = socket.socket(socket.AF_UNIX)
    upstream.connect(server)
    return upstream


def _received(end: socket.socket) -> bytes:
    """What has come; nothing when the other side is gone."""
    try:
        return end.recv(2**16)
    except ConnectionError:
        return b""


def _hand_on(to: socket.socket, said: bytes) -> None:
    try:
        if said:
            to.sendall(said)
        else:
            to.shutdown(socket.SHUT_WR)
    except OSError:
        return  # it is gone, and hears no more
