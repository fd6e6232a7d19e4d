"""The connections of a PostgreSQL store, and what keeps them right across threads and forks.

One that the server has closed meanwhile is seen by its socket and left.
"""

from __future__ import annotations

import os
import select
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from weakref import WeakSet

import psycopg
from psycopg.pq import TransactionStatus

from collabflow.core.errors import StoreError
from collabflow.stores.postgres_executor import worded
from collabflow.stores.sql.pool import Pool

_SETTINGS = b"""
SELECT set_config('lock_timeout', %s, false),
    set_config('default_transaction_isolation', 'read committed', false),
    set_config('default_transaction_read_only', 'off', false),
    CASE current_setting('synchronous_commit') WHEN 'off' THEN set_config('synchronous_commit', 'on', false) END
"""
"""Ours alone: what is acknowledged has been written, and each statement sees what others have committed."""

_ALL: WeakSet[Connections] = WeakSet()


class Connections(Pool[psycopg.Connection]):
    """Connections to one database. `timeout` is in seconds, for a lock and for a connection."""

    def __init__(self, url: str, *, timeout: float) -> None:
        super().__init__()
        self._url = url
        self._timeout = timeout
        _ALL.add(self)

    @contextmanager
    def borrowed(self) -> Iterator[psycopg.Connection]:
        """A connection for one operation. PostgreSQL's errors become ours. Raises `StoreClosed`."""
        with worded(), self.lent_out() as connection:
            yield connection

    def _opened(self) -> psycopg.Connection:
        connection = connected(self._url, timeout=self._timeout)
        try:
            connection.execute(_SETTINGS, (f"{max(1, round(self._timeout * 1000))}ms",))
        except BaseException:
            connection.close()
            raise
        return connection

    def _is_at_rest(self, connection: psycopg.Connection) -> bool:
        return connection.info.transaction_status is TransactionStatus.IDLE

    def _is_alive(self, connection: psycopg.Connection) -> bool:
        """Whether the server has left it open: an idle connection has something to say only when it was ended."""
        if not hasattr(select, "poll"):
            return not connection.closed
        poll = select.poll()
        poll.register(connection.fileno(), select.POLLIN)
        return not poll.poll(0)


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
    except psycopg.ProgrammingError:
        raise StoreError("that is no connection string; write postgresql://user@host/name") from None


def _after_fork() -> None:
    for connections in list(_ALL):
        connections.leave_behind()


_register: Callable[..., None] | None = getattr(os, "register_at_fork", None)
if _register is not None:
    _register(after_in_child=_after_fork)
