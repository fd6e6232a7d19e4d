"""Locks that tell when somebody waits for them, so that a sweep need not guess by the clock.

They take the place of `threading.Lock` and `RLock` only while a store is opened: what it makes then are its own
locks. Replacing them for good would break conditions that others make. Whoever sleeps is waiting too.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from types import TracebackType
from typing import Protocol

from attrs import frozen


class Lock(Protocol):
    """What a lock can do."""

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool: ...
    def release(self) -> None: ...


class Onlooker(Protocol):
    """Whoever is told that a thread has to wait, and may let it wait in another way."""

    def waits(self, lock: Lock, timeout: float) -> bool:
        """The thread waits for this lock, so many seconds (-1: for ever); whether it has it now."""

    def sleeps(self) -> None:
        """The thread is about to sleep."""


@frozen
class Told:
    """Calls `tell` when the thread has to wait or sleeps, and lets it."""

    tell: Callable[[], None]

    def waits(self, lock: Lock, timeout: float) -> bool:
        self.tell()
        return lock.acquire(True, timeout)

    def sleeps(self) -> None:
        self.tell()


_ONLOOKERS: dict[int, Onlooker] = {}
"""Who looks on, by the id of the thread."""


class TellingLock:
    """A lock that tells when its thread has to wait."""

    def __init__(self, inner: Lock) -> None:
        self._inner = inner

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        """As a lock does."""
        if self._inner.acquire(False):
            return True
        if not blocking:
            return False
        onlooker = _ONLOOKERS.get(threading.get_ident())
        return self._inner.acquire(True, timeout) if onlooker is None else onlooker.waits(self._inner, timeout)

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


_SLEEP = time.sleep
_COMING_AND_GOING = threading.Lock()


def _telling_sleep(seconds: float) -> None:
    onlooker = _ONLOOKERS.get(threading.get_ident())
    if onlooker is not None:
        onlooker.sleeps()
    _SLEEP(seconds)


@contextmanager
def looked_on(onlooker: Onlooker) -> Iterator[None]:
    """Inside it, the onlooker is told when this thread has to wait for such a lock, or sleeps."""
    me = threading.get_ident()
    with _COMING_AND_GOING:
        _ONLOOKERS[me] = onlooker
        vars(time).update(sleep=_telling_sleep)
    try:
        yield
    finally:
        with _COMING_AND_GOING:
            del _ONLOOKERS[me]
            if not _ONLOOKERS:
                vars(time).update(sleep=_SLEEP)


def told_when_waiting(tell: Callable[[], None]) -> AbstractContextManager[None]:
    """Inside it, `tell` is called when this thread has to wait for such a lock, or sleeps."""
    return looked_on(Told(tell))
