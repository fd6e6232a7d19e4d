"""A crowd: several processes that work on one place at once, what they answer, and a board they can all see."""

from __future__ import annotations

import json
import mmap
import os
import signal
import struct
from collections.abc import Callable, Sequence
from selectors import EVENT_READ, DefaultSelector
from typing import Any

from stores.processes import ended, fork


def crowd(works: Sequence[Callable[[], object]]) -> list[Any]:
    """Do these in one process each, all let go at the same moment; what each answers, as JSON carries it.

    When one of them fails the others are ended too, for they may wait for it, and `AssertionError` is raised; its
    traceback is on standard error.
    """
    gate, handle = os.pipe()
    members = [_Member(work, gate, handle) for work in works]
    os.close(gate)
    os.close(handle)
    _listen(members)
    endings = [ended(member.process) for member in members]
    assert set(endings) == {0}, f"of a crowd these did not end well: {endings}"
    return [json.loads(member.heard) for member in members]


class _Member:
    def __init__(self, work: Callable[[], object], gate: int, handle: int) -> None:
        self.answers, writing = os.pipe()
        self.heard = b""

        def held() -> None:
            os.close(handle)
            os.read(gate, 1)  # returns when the last one closes its end
            answer = json.dumps(work())
            with os.fdopen(writing, "w") as file:
                file.write(answer)

        self.process = fork(held)
        os.close(writing)


def _listen(members: list[_Member]) -> None:
    """Hear all answers; an answer that is no answer ends everybody."""
    with DefaultSelector() as selector:
        for member in members:
            selector.register(member.answers, EVENT_READ, member)
        while waiting := selector.get_map():
            for key, _ in selector.select():
                if part := os.read(key.fd, 1 << 20):
                    key.data.heard += part
                    continue
                selector.unregister(key.fd)
                os.close(key.fd)
                if not key.data.heard:
                    for other in waiting.values():
                        os.kill(other.data.process, signal.SIGKILL)


class Board:
    """Counters in memory that all processes forked later share; each process writes only its own."""

    def __init__(self, counters: int) -> None:
        self._counters = counters
        self._shared = mmap.mmap(-1, counters * 8)

    def add(self, place: int, many: int = 1) -> None:
        """Count on one's own counter."""
        (now,) = struct.unpack_from("q", self._shared, place * 8)
        struct.pack_into("q", self._shared, place * 8, now + many)

    def all(self) -> tuple[int, ...]:
        """Every counter."""
        return struct.unpack_from(f"{self._counters}q", self._shared)

    def total(self) -> int:
        """The sum of them."""
        return sum(self.all())
