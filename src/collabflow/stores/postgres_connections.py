"""The connections of a PostgreSQL store, and what keeps them right across threads and forks.

A connection is never used by two operations at once; it is handed on when it is free, and no more are opened than
work at the same time. One that the server has closed meanwhile is seen by its socket and left. A forked child leaves
its parent's connections behind, unclosed, and opens its own.
"""

from __future__ import annotations

import os
import select
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from weakref import WeakSet

import psycopg
from psycopg.pq import TransactionStatus

from collabflow.core.errors import StoreClosed, StoreError
from collabflow.stores.postgres_executor import worded

_SETTINGS = b"""
SELECT set_config('lock_timeout', %s, false),
    set_config('default_transaction_isolation', 'read committed', false),
    set_config('default_transaction_read_only', 'off', false),
    CASE current_setting('synchronous_commit') WHEN 'off' THEN set_config('synchronous_commit', 'on', false) END
"""
"""Ours alone: what is acknowledged has been written, and each statement sees what others have committed."""

_LEFT_BEHIND: list[psycopg.Connection] = []
"""The parent's connections, in a child: held, so that nothing closes them."""

_ALL: WeakSet[Connections] = WeakSet()


class Connections:
    """Connections to one database. `timeout` is in seconds, for a lock and for a connection."""

    def __init__(self, url: str, *, timeout: float) -> None:
        self._url = url
        self._timeout = timeout
        self._lock = threading.Lock()
        self._idle: list[psycopg.Connection] = []
        self._is_closed = False
        _ALL.add(self)

    @contextmanager
    def borrowed(self) -> Iterator[psycopg.Connection]:
        """A connection for one operation. PostgreSQL's errors become ours. Raises `StoreClosed`."""
        with worded():
            connection = self._take()
            try:
                yield connection
            finally:
                self._give_back(connection)

    def check_open(self) -> None:
        """Raises `StoreClosed` after `close`."""
        if self._is_closed:
            raise StoreClosed("this store was closed; open a new one")

    def close(self) -> None:
        """Close those that are free now, and the others when they come back."""
        with self._lock:
            self._is_closed = True
            while self._idle:
                self._idle.pop().close()

    def leave_behind(self) -> None:
        """In a forked child: begin again without the parent's connections."""
        _LEFT_BEHIND.extend(self._idle)
        self._idle = []
        self._lock = threading.Lock()

    def _take(self) -> psycopg.Connection:
        with self._lock:
            self.check_open()
            while self._idle:
                connection = self._idle.pop()
                if not _was_closed(connection):
                    return connection
                connection.close()
        return self._opened()

    def _opened(self) -> psycopg.Connection:
        connection = connected(self._url, timeout=self._timeout)
        try:
            connection.execute(_SETTINGS, (f"{round(self._timeout * 1000)}ms",))
        except BaseException:
            connection.close()
            raise
        return connection

    def _give_back(self, connection: psycopg.Connection) -> None:
        with self._lock:
            if self._is_closed or connection.info.transaction_status is not TransactionStatus.IDLE:
                connection.close()
            else:
                self._idle.append(connection)


def connected(url: str, *, timeout: float) -> psycopg.Connection:
    """A new connection that commits each statement. Raises `StoreError` where the database cannot be reached."""
    try:
        return psycopg.connect(
            url,
            autocommit=True,
            connect_timeout=max(2, round(timeout)),
            client_encoding="utf8",
            application_name="collabflow",
        )
    except psycopg.OperationalError as error:
        words = "the database cannot be reached; check that it runs, its address, and the user's rights"
        raise StoreError(words, error.sqlstate) from None


def _was_closed(connection: psycopg.Connection) -> bool:
    """Whether the server has closed it: an idle connection has something to say only then."""
    if not hasattr(select, "poll"):
        return connection.closed
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    return bool(poll.poll(0))


def _after_fork() -> None:
    for connections in list(_ALL):
        connections.leave_behind()


_register: Callable[..., None] | None = getattr(os, "register_at_fork", None)
if _register is not None:
    _register(after_in_child=_after_fork)
