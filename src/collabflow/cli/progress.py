"""A bar for long work, on the terminal of the person who waits; nothing is drawn where nobody looks."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

WIDTH = 30


class Bar:
    """Draws how far the work has come, on one line, each time another hundredth is done."""

    def __init__(self, stream: TextIO, what: str) -> None:
        self._stream = stream
        self._what = what
        self._is_seen = stream.isatty()
        self._drawn = -1

    def __call__(self, done: int, total: int) -> None:
        """So many are done, of so many."""
        hundredths = 100 if not total else 100 * done // total
        if not self._is_seen or hundredths == self._drawn:
            return
        self._drawn = hundredths
        filled = "#" * (WIDTH * hundredths // 100)
        self._stream.write(f"\r\x1b[K{self._what} [{filled:<{WIDTH}}] {done:,} of {total:,}")
        self._stream.flush()

    def at(self, what: str, done: int, total: int) -> None:
        """So many are done of something else than before."""
        if what != self._what:
            self._what, self._drawn = what, -1
        self(done, total)

    def wipe(self) -> None:
        """Takes the line away, so that what is printed next begins on a clean one."""
        if self._drawn >= 0:
            self._stream.write("\r\x1b[K")
            self._stream.flush()


@contextmanager
def bar(what: str) -> Iterator[Bar]:
    """A bar on standard error, gone when the work is done or has failed."""
    drawn = Bar(sys.stderr, what)
    try:
        yield drawn
    finally:
        drawn.wipe()
