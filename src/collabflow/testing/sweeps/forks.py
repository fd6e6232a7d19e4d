"""Children: other processes that work on the same store, can be stopped at a line, and can be killed there.

A child is forked and ends without cleaning up, as a killed one would. What goes wrong in it is told to its
parent; a child that ends early or answers nothing is never taken for a good one.
"""

from __future__ import annotations

import os
import pickle
import signal
import threading
import traceback
import warnings
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection, Pipe
from typing import Never

from collabflow.testing.broken import NotProven

KILLED = -getattr(signal, "SIGKILL", 9)


class ChildFailed(Exception):
    """Something went wrong in a child; the text is its traceback."""


def can_fork() -> bool:
    """Whether this platform has children that begin as copies of their parent."""
    return hasattr(os, "fork")


class Child:
    """A child at work, and the line to it. Raises `NotProven` where there are no children."""

    def __init__(self, work: Callable[[Connection], object], *, patience: float) -> None:
        if not can_fork():
            raise NotProven("this platform cannot fork; run the kit on Linux or macOS to prove this law")
        self._patience = patience
        self._line, theirs = Pipe()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of forks beside threads, which may be there
            self.pid = os.fork()
        if self.pid == 0:
            self._line.close()
            _work_and_exit(work, theirs)
        theirs.close()
        self._ending: int | None = None

    def tell(self, message: object) -> None:
        """Say something to the child."""
        try:
            self._line.send(message)
        except OSError:
            self._failed()

    def hear(self) -> object:
        """What it says next. Raises `NotProven` when it has ended, or says nothing in time."""
        try:
            if self._line.poll(self._patience):
                return self._said()
        except (EOFError, OSError):
            self._failed()
        self.kill()
        raise NotProven(f"the other process did not answer within {self._patience:g} seconds")

    def heard(self) -> list[object]:
        """All that it said until it ended."""
        said: list[object] = []
        try:
            while self._line.poll(self._patience):
                said.append(self._line.recv())
        except (EOFError, OSError):
            return said
        self.kill()
        raise NotProven(f"the other process did not end within {self._patience:g} seconds")

    def _said(self) -> object:
        said = self._line.recv()
        if isinstance(said, ChildFailed):
            raise NotProven(f"the other process failed: {said}")
        return said

    def _failed(self) -> Never:
        """It takes no words any more; what it said before it ended may still be there."""
        with suppress(EOFError, OSError):
            while self._line.poll():
                self._said()
        raise NotProven(f"the other process ended early ({_in_words(self.ended())})")

    def ended(self) -> int:
        """How it ended: 0 when all went well, minus the signal that killed it."""
        if self._ending is None:
            self._ending = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self._ending

    def kill(self) -> None:
        """End it now."""
        if self._ending is None:
            os.kill(self.pid, signal.SIGKILL)
            self.ended()

    def close(self) -> None:
        """Hang up; it ends when it has nothing more to do, or is ended."""
        self._line.close()
        self.kill()


class Halt:
    """In a child: halts at a place once and tells the parent, which says when to go on; never after `over`."""

    def __init__(self, line: Connection, spot: object) -> None:
        self._line = line
        self._spot = spot
        self._halting = threading.Lock()
        self._is_over = False

    def __call__(self, at: object) -> None:
        """Called by any of the store's threads, wherever it comes: it halts if this is the place."""
        if at != self._spot:
            return
        with self._halting:
            if not self._is_over:
                self._is_over = True
                self._line.send("stopped")
                self._line.recv()

    def over(self) -> None:
        """The work is done, so the line is for its answer: a thread that comes to the place now does not halt."""
        with self._halting:
            self._is_over = True


def _work_and_exit(work: Callable[[Connection], object], line: Connection) -> Never:
    code = 0
    try:
        work(line)
    except EOFError:
        code = 0  # the parent has hung up
    except BaseException:  # noqa: BLE001  (told to the parent, whatever it is)
        code = 1
        _told(line, traceback.format_exc(limit=-3))
    finally:
        os._exit(code)


def _told(line: Connection, text: str) -> None:
    try:
        line.send(ChildFailed(text))
    except OSError:
        os.write(2, text.encode())


def _in_words(ending: int) -> str:
    return f"killed by signal {-ending}" if ending < 0 else f"exit code {ending}"


def portable(error: BaseException | None) -> BaseException | None:
    """The error as it can be sent to another process; one that cannot is told by its name."""
    try:
        again: BaseException | None = pickle.loads(pickle.dumps(error))  # noqa: S301  (made here, a moment ago)
    except Exception:  # noqa: BLE001  (whatever keeps it from travelling)
        return RuntimeError(f"{type(error).__name__}: {error}")
    return again
