"""The connections of a SQLite store, and what keeps them right across threads and forks.

A connection is never used by two operations at once, so never by two threads. Each new one looks again whose file
it is.

Connections do not survive a fork. The child leaves them behind unclosed (closing would drop the parent's
locks) and opens its own; and a fork waits until no operation is under way, because SQLite's notes of the
locks it holds are copied with the process (sqlite.org/howtocorrupt.html, 2.6).
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Protocol
from weakref import WeakSet

from collabflow.core.errors import StoreError
from collabflow.stores.sql.pool import Pool
from collabflow.stores.sqlite_schema import migrate
from collabflow.stores.sqlite_transaction import worded


class _AtFork(Protocol):
    def __call__(
        self,
        *,
        before: Callable[[], object],
        after_in_parent: Callable[[], object],
        after_in_child: Callable[[], object],
    ) -> None: ...


_SHORT = 0.02
"""Seconds that a connection waits for SQLite's locks where nothing is said: who reads then stands in the queue."""

_PATIENCE = 10.0
"""How many seconds a fork waits for operations that are going on; one of them may be the forking thread's own."""


class ForkGate:
    """Operations pass through; a fork waits until none is inside and lets none in until it is done."""

    def __init__(self) -> None:
        self._quiet = threading.Condition(threading.Lock())
        self._inside = 0
        self._is_closing = False
        self._connections: WeakSet[Connections] = WeakSet()
        self._is_watching = False

    def watch(self, connections: Connections) -> None:
        """Tell these connections when the process has forked."""
        with self._quiet:
            self._connections.add(connections)
            if not self._is_watching:
                at_fork: _AtFork = getattr(os, "register_at_fork", _no_forks)
                at_fork(before=self.close, after_in_parent=self.reopen, after_in_child=self.restart)
                self._is_watching = True

    def __enter__(self) -> None:
        with self._quiet:
            self._quiet.wait_for(lambda: not self._is_closing)
            self._inside += 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._quiet:
            self._inside -= 1
            self._quiet.notify_all()

    def close(self) -> None:
        """Before a fork: let nobody else in, wait for those inside (not for ever), and keep the lock."""
        self._quiet.acquire()
        self._is_closing = True
        self._quiet.wait_for(lambda: self._inside == 0, timeout=_PATIENCE)

    def reopen(self) -> None:
        """After a fork, in the parent."""
        self._is_closing = False
        self._quiet.notify_all()
        self._quiet.release()

    def restart(self) -> None:
        """After a fork, in the child, where no other thread exists."""
        self._quiet = threading.Condition(threading.Lock())
        self._inside, self._is_closing = 0, False
        for connections in self._connections:
            connections.leave_behind()


def _no_forks(**hooks: Callable[[], object]) -> None:
    """Stands for `os.register_at_fork` on systems that do not fork."""


GATE = ForkGate()
"""One for the process, as a fork concerns all stores in it."""


class _Connection(sqlite3.Connection):
    """A connection that knows which file it is open on."""

    file: tuple[int, int] | None = None


class Connections(Pool[_Connection]):
    """Connections to one database file. `timeout` is in seconds; `journal` is `wal` or `truncate`."""

    def __init__(self, path: str, *, timeout: float, journal: str, scripts: tuple[str, ...]) -> None:
        super().__init__()
        self._path = path
        self._timeout = timeout
        self._journal = journal
        self._scripts = scripts
        GATE.watch(self)

    @contextmanager
    def borrowed(self) -> Iterator[sqlite3.Connection]:
        """A connection for one operation. SQLite's errors become ours. Raises `StoreClosed`."""
        with GATE, worded(), self.lent_out() as connection:
            yield connection

    @contextmanager
    def patient(self, connection: sqlite3.Connection) -> Iterator[None]:
        """Inside it, this connection waits for SQLite's locks as long as it may."""
        self._wait_for(connection, self._timeout)
        try:
            yield
        finally:
            self._wait_for(connection, _SHORT)

    def close(self) -> None:
        with GATE:
            super().close()

    def _opened(self) -> _Connection:
        before = _file_at(self._path)
        connection = sqlite3.connect(
            self._path, timeout=self._timeout, isolation_level=None, check_same_thread=False, factory=_Connection
        )
        try:
            self._prepare(connection)
        except BaseException:
            connection.close()
            raise
        connection.file = before or _file_at(self._path)  # if it is replaced just now, that is seen before the next use
        return connection

    def _is_at_rest(self, connection: _Connection) -> bool:
        return not connection.in_transaction

    def _is_alive(self, connection: _Connection) -> bool:
        """Whether no other file has been put in the place of the one it is open on, such as a backup."""
        return _file_at(self._path) in (None, connection.file)

    def _prepare(self, connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")
        migrate(connection, Path(self._path).name, self._scripts)
        self._choose_journal(connection)
        self._wait_for(connection, _SHORT)

    def _choose_journal(self, connection: sqlite3.Connection) -> None:
        try:
            ((journal,),) = connection.execute(f"PRAGMA journal_mode = {self._journal}").fetchall()
        except sqlite3.OperationalError:
            if connection.execute("PRAGMA journal_mode").fetchall() != [("wal",)]:
                raise
            words = "somebody has the file open in WAL mode, where this SQLite may lose what is written"
            raise StoreError(f"{words}; run `collabflow doctor`") from None
        if journal != self._journal:
            raise StoreError(f"the database stays in journal mode {journal!r}; keep it on a local disk")

    def _wait_for(self, connection: sqlite3.Connection, seconds: float) -> None:
        connection.execute(f"PRAGMA busy_timeout = {round(1000 * min(seconds, self._timeout))}")


def _file_at(path: str) -> tuple[int, int] | None:
    """Which file is there, however it is called; None where there is none."""
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
