"""Whose turn it is to write to a SQLite file, among threads and processes alike.

`BEGIN IMMEDIATE` alone starves: SQLite's waiters sleep ever longer, and of six processes in a tight loop one
waited ten seconds. So writers queue by two locked files beside the database. Whoever is next stands in `-queue`
alone and watches `-turn`; a writer that comes straight back finds the next one already there. The longest wait
fell to a tenth of a second, at three quarters of the throughput. The system frees the locks of a process
that dies; the files stay and hold nothing.

This is fairness only: what is right is kept right by SQLite's own locks. Where a file system or platform
has no `flock`, writers take their chances with those.
Source: storage.md, SQLite.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from collabflow.core.errors import StoreBusy

try:
    from fcntl import LOCK_EX, LOCK_NB, LOCK_UN, flock

    HAS_LOCKS = True
except ImportError:  # Windows
    HAS_LOCKS = False

_QUEUE_PAUSE = 0.001
_TURN_PAUSE = 0.0003
"""Seconds between looks; only the one who is next looks this often."""


class Turn:
    """The turn to write to one database file. `timeout` is in seconds, for each of the two waits."""

    def __init__(self, path: str, *, timeout: float) -> None:
        self._path = path
        self._timeout = timeout

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Hold the turn. Raises `StoreBusy` when it does not come in time."""
        if not HAS_LOCKS:
            yield
            return
        queue = self._locked("-queue", _QUEUE_PAUSE)
        try:
            turn = self._locked("-turn", _TURN_PAUSE)
        finally:
            _release(queue)
        try:
            yield
        finally:
            _release(turn)

    def _locked(self, suffix: str, pause: float) -> int | None:
        try:
            file = os.open(self._path + suffix, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError:
            return None  # no such folder, or no permission: SQLite says it better
        for _ in range(1 + int(self._timeout / pause)):
            if _try_lock(file):
                return file
            time.sleep(pause)
        os.close(file)
        raise StoreBusy("other writers are at work on the database; nothing was written, try again")


def _try_lock(file: int) -> bool:
    try:
        flock(file, LOCK_EX | LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True  # a file system without locks: nothing to wait for
    return True


def _release(file: int | None) -> None:
    if file is not None:
        flock(file, LOCK_UN)  # at once, also where a child that is being born holds the file too
        os.close(file)
