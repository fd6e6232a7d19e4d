"""The logged store: a right store on disk, in small pieces. Each change is one line of a file that only grows.

A line is what was asked, in base 64, with a digest; opening reads them all and asks again. A line that was torn
by a crash is cut off before the next one is written. One lock on the file lets several processes take turns.
"""

from __future__ import annotations

import pickle
import time
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from fcntl import LOCK_EX, LOCK_NB, LOCK_UN, flock
from hashlib import sha256
from typing import BinaryIO, cast

from collabflow.core.errors import StoreBusy
from collabflow.ports import Batch, Capabilities, Claimed, Outcome, Summary, Tracked
from collabflow.testing.mutants.plain import Plain
from collabflow.testing.places import Place

NO_SHARE = "a file has no transaction of the host's to share"

Asked = tuple[str, tuple[object, ...]]


class Logged(Plain):
    """A right store in one file, for any number of processes."""

    capabilities = Capabilities(shares_host_transaction=NO_SHARE)

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.path = place.path / "store.log"
        self.file: BinaryIO = self.path.open("a+b")
        self.end = 0
        self.depth = 0
        self.is_replaying = False

    # taking turns -----------------------------------------------------------------------------

    @contextmanager
    def at_work(self, verb: str) -> Iterator[None]:
        with super().at_work(verb):
            if self.depth == 0:
                self.lock()
            self.depth += 1
            try:
                if self.depth == 1:
                    self.catch_up()
                yield
            finally:
                self.depth -= 1
                if self.depth == 0:
                    self.unlock()

    def lock(self) -> None:
        """Keep other processes out."""
        while not self.has_locked():
            time.sleep(0.001)

    def has_locked(self) -> bool:
        """Whether it was free, and now is ours."""
        try:
            flock(self.file.fileno(), LOCK_EX | LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def unlock(self) -> None:
        """Let other processes in."""
        flock(self.file.fileno(), LOCK_UN)

    def close(self) -> None:
        super().close()
        self.file.close()

    # the file ---------------------------------------------------------------------------------

    def catch_up(self) -> None:
        """Do what others have done since this handle looked last."""
        self.file.seek(self.end)
        for line in self.file.read().splitlines(keepends=True):
            asked = self.understood(line)
            if asked is None:
                break
            self.end += len(line)
            self.do_again(asked)

    def understood(self, line: bytes) -> Asked | None:
        """What a whole line asks; None for one that was torn."""
        digest, _, text = line.rstrip(b"\n").partition(b" ")
        if not line.endswith(b"\n") or sha256(text).hexdigest().encode() != digest:
            return None
        return cast(Asked, pickle.loads(b64decode(text)))  # noqa: S301  (written by ourselves, a test store)

    def do_again(self, asked: Asked) -> None:
        """Ask again what the file says was asked."""
        verb, args = asked
        self.is_replaying = True
        try:
            getattr(self, verb)(*args)
        finally:
            self.is_replaying = False

    def note(self, verb: str, *args: object) -> None:
        """Write down what was asked, for good."""
        if self.is_replaying:
            return
        text = b64encode(pickle.dumps((verb, args)))
        self.put(sha256(text).hexdigest().encode() + b" " + text + b"\n")

    def put(self, line: bytes) -> None:
        """Add one line at the end, after cutting off what was torn."""
        self.cut_torn_tail()
        self.file.write(line)
        self.flush()
        self.end += len(line)

    def cut_torn_tail(self) -> None:
        """Nothing follows on half a line."""
        self.file.truncate(self.end)

    def flush(self) -> None:
        """What was written is there for others, and after a kill. (After a power cut it needs an fsync too.)"""
        self.file.flush()

    # what is noted ----------------------------------------------------------------------------

    def write(self, batch: Batch) -> None:
        self.note("write", batch)
        super().write(batch)

    def replaced(self, summary: Summary) -> bool:
        replaced = super().replaced(summary)
        if replaced:
            self.note("replaced", summary)
        return replaced

    def erase(self, case_id: str) -> int:
        with self.at_work("erase"):
            erased = super().erase(case_id)
            if erased:
                self.note("erase", case_id)
            return erased

    def lease(self, message: Tracked, until: datetime) -> Claimed:
        self.note("lease", message, until)
        return super().lease(message, until)

    def settled(self, outcome: Outcome, now: datetime) -> bool:
        settled = super().settled(outcome, now)
        if settled:
            self.note("settled", outcome, now)
        return settled

    def revived(self, message_id: str, now: datetime) -> bool:
        revived = super().revived(message_id, now)
        if revived:
            self.note("revived", message_id, now)
        return revived


class Alone(Logged):
    """A right store in one file, for one process; a second opener is refused."""

    capabilities = Capabilities(shares_host_transaction=NO_SHARE, multi_process="the file is locked by one process")

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        try:
            flock(self.file.fileno(), LOCK_EX | LOCK_NB)
        except BlockingIOError:
            self.file.close()
            raise StoreBusy("the file is locked by another process") from None

    def lock(self) -> None:
        """It is locked for good."""

    def unlock(self) -> None:
        """It is locked for good."""
