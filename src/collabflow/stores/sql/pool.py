"""The connections of a store to one database: handed on when they are free, and never used by two at once.

No more are opened than work at the same time. A forked child leaves its parent's connections behind, unclosed, for
closing them would end the parent's session or drop its locks, and opens its own.
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Generic, Protocol, TypeVar

from collabflow.core.errors import StoreClosed


class Closable(Protocol):
    """A connection, as far as this file needs to know."""

    def close(self) -> None: ...


C = TypeVar("C", bound=Closable)

_LEFT_BEHIND: list[Closable] = []
"""The parent's connections, in a child: held, so that nothing closes them."""


class Pool(ABC, Generic[C]):
    """Connections of one kind."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[C] = []
        self._is_closed = False

    @abstractmethod
    def _opened(self) -> C:
        """A new connection, ready for work."""

    @abstractmethod
    def _is_at_rest(self, connection: C) -> bool:
        """Whether an operation has left it so that the next one may have it."""

    def _is_alive(self, connection: C) -> bool:
        """Whether one that has rested can still be used."""
        return True

    @contextmanager
    def lent_out(self) -> Iterator[C]:
        """A connection for one operation. Raises `StoreClosed`."""
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

    def _take(self) -> C:
        with self._lock:
            self.check_open()
            while self._idle:
                connection = self._idle.pop()
                if self._is_alive(connection):
                    return connection
                connection.close()
        return self._opened()

    def _give_back(self, connection: C) -> None:
        with self._lock:
            if self._is_closed or not self._is_at_rest(connection):
                connection.close()
            else:
                self._idle.append(connection)
