"""Locks that tell when somebody waits for them, so that a sweep need not guess by the clock.

They take the place of `threading.Lock` and `RLock` only while a store is opened: what it makes then are its own
locks. Replacing them for good would break conditions that others make. Whoever sleeps is waiting too.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Protocol


class _Lock(Protocol):
    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool: ...
    def release(self) -> None: ...


_WAITING: dict[int, Callable[[], None]] = {}
"""Whom to tell when a thread has to wait, by the thread's id."""


class TellingLock:
    """A lock that tells when its thread has to wait."""

    def __init__(self, inner: _Lock) -> None:
        self._inner = inner

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        """As a lock does."""
        if self._inner.acquire(False):
            return True
        if not blocking:
            return False
        tell = _WAITING.get(threading.get_ident())
        if tell is not None:
            tell()
        return self._inner.acquire(blocking, timeout)

    def release(self) -> None:
        """As a lock does."""
        self._inner.release()

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    def __getattr__(self, name: str) -> object:
        return getattr(self._inner, name)


@contextmanager
def telling_locks() -> Iterator[None]:
    """Inside it, locks that are made tell when somebody waits for them."""
    lock, reentrant = threading.Lock, threading.RLock
    made: dict[str, Callable[[], TellingLock]] = {
        "Lock": lambda: TellingLock(lock()),
        "RLock": lambda: TellingLock(reentrant()),
    }
    vars(threading).update(made)
    try:
        yield
    finally:
        vars(threading).update(Lock=lock, RLock=reentrant)


@contextmanager
def told_when_waiting(tell: Callable[[], None]) -> Iterator[None]:
    """Inside it, `tell` is called when this thread has to wait for such a lock, or sleeps."""
    me = threading.get_ident()
    _WAITING[me] = tell
    sleep = time.sleep

    def telling_sleep(seconds: float) -> None:
        if threading.get_ident() == me:
            tell()
        sleep(seconds)

    vars(time).update(sleep=telling_sleep)
    try:
        yield
    finally:
        vars(time).update(sleep=sleep)
        del _WAITING[me]
