"""Whose turn it is to write to a SQLite file, among threads and processes alike: first come, first served.

`BEGIN IMMEDIATE` alone starves: SQLite's waiters sleep ever longer, and of six processes in a tight loop one waited
ten seconds. So a writer draws a number, as at the baker's. The numbers are bytes of an empty file beside the
database, `-turn`, which are locked and never written: a new number is the one after the highest that is locked, and
it is up when none below it is. The system frees the locks of a process that dies, in its turn or while it waits,
and the numbers begin again when nobody is there.

They are locks of open files (`F_OFD_SETLK`), which threads do not share, on Linux. On other systems, and on a file
system without them, writers take their chances with SQLite's own locks. Those keep right what is right; this is
fairness only.
Source: storage.md, SQLite; fcntl(2), open file description locks.
"""

from __future__ import annotations

import os
import struct
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

from collabflow.core.errors import StoreBusy

if sys.platform == "linux":
    from fcntl import F_OFD_GETLK, F_OFD_SETLK, F_UNLCK, F_WRLCK, fcntl

_FLOCK = "@hhqqi0q"
"""The C library's `struct flock`: type, whence, start, length (0: to the end of all numbers), process."""

_PAUSE = 0.0003
"""Seconds between looks of the one who is next. Who stands further back looks less often."""

_MOST_PAUSES = 10


class Turn:
    """The turn to write to one database file. `timeout` is how long it is waited for, in seconds."""

    def __init__(self, path: str, *, timeout: float) -> None:
        self._path = path
        self._timeout = timeout

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Hold the turn. Raises `StoreBusy` when it does not come in time."""
        ticket = drawn(self._path)
        if ticket is None:
            yield
            return
        with closing(ticket):
            self._wait(ticket)
            yield

    def _wait(self, ticket: Ticket) -> None:
        end = time.monotonic() + self._timeout
        while ahead := ticket.ahead():
            if time.monotonic() >= end:
                raise StoreBusy("other writers are at work on the database; nothing was written, try again")
            time.sleep(_PAUSE * min(ahead, _MOST_PAUSES))


def drawn(path: str) -> Ticket | None:
    """A place at the end of the queue for that database; None where there can be no queue."""
    if sys.platform != "linux":
        return None
    try:
        file = os.open(f"{path}-turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError:
        return None  # no such folder, or no permission: SQLite says it better
    try:
        return Ticket(file)
    except OSError:
        os.close(file)
        return None  # a file system without such locks


class Ticket:
    """A place in the queue, for as long as it is not closed: one number, locked in a file opened for it alone."""

    def __init__(self, file: int) -> None:
        self._file = file
        self.number = self._end()
        while not self._is_last(self.number):
            self.number = self._end()

    def ahead(self) -> int:
        """How far away the turn is: 0 when it has come. Numbers given up in between are counted too."""
        first = self.number
        while (lower := self._locked(0, first)) is not None:
            first = lower
        return self.number - first

    def close(self) -> None:
        """Leave the queue, or end the turn."""
        self._set(F_UNLCK, self.number)  # at once, also where a child that is being born holds the file too
        os.close(self._file)

    def _end(self) -> int:
        """The number after the highest one that is locked."""
        end = 0
        while (taken := self._locked(end, None)) is not None:
            end = taken + 1
        return end

    def _is_last(self, number: int) -> bool:
        """Lock this number and be the last one by it; False when others came in between."""
        if not self._set(F_WRLCK, number):
            return False
        if self._locked(number + 1, None) is None:
            return True
        self._set(F_UNLCK, number)
        return False

    def _locked(self, start: int, end: int | None) -> int | None:
        """A number from `start` to before `end` (None: any later one) that somebody else has locked."""
        if start == end:
            return None
        asked = struct.pack(_FLOCK, F_WRLCK, os.SEEK_SET, start, 0 if end is None else end - start, 0)
        kind, _, found, _, _ = struct.unpack(_FLOCK, fcntl(self._file, F_OFD_GETLK, asked))
        return None if kind == F_UNLCK else found

    def _set(self, kind: int, number: int) -> bool:
        """Lock or unlock this number; False when somebody else has it."""
        try:
            fcntl(self._file, F_OFD_SETLK, struct.pack(_FLOCK, kind, os.SEEK_SET, number, 1, 0))
        except BlockingIOError:
            return False
        return True
