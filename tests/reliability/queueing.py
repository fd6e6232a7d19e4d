"""Queueing: of several writers none is overtaken for long, and none waits long.

A test does not measure time, so it counts how many others wrote while one waited for its turn. The soak also
measures the wait, and beside it the longest turn of a single writer: when a disk holds one of them up for seconds,
all who stand behind it wait as long.
Source: storage.md, SQLite: plain `BEGIN IMMEDIATE` starves.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

from collabflow.core.errors import StoreBusy
from collabflow.ports import GENESIS, Batch, Store
from reliability.crowd import Board, crowd
from reliability.places import Place
from reliability.tally import Tally
from stores.samples import rows_after


def overtaking(place: Place, *, appends: int, most: int, writers: int = 8, longest: float | None = None) -> Tally:
    """Writers in a tight loop, each on its own case, until so many appends are done in all.

    `most` is how often a waiting one may be overtaken; `longest` how many seconds it may wait.
    """
    tally = Tally("overtaken too often", "waited too long")
    place.open().close()
    board = Board(writers)
    for done, *measured in crowd([lambda n=n: _written(place, board, n, appends) for n in range(writers)]):
        tally.did("appends", done)
        for what, value in zip(("most overtaken", "longest wait in s", "longest turn in s"), measured, strict=True):
            tally.measured(what, value)
    tally.did("writers", writers)
    if tally.most["most overtaken"] > most:
        tally.broke("overtaken too often", f"{tally.most['most overtaken']:.0f} times, and {most} are allowed")
    if longest is not None and tally.most["longest wait in s"] > longest:
        tally.broke("waited too long", f"{tally.most['longest wait in s']:.2f} s, and {longest} s are allowed")
    return tally


def _written(place: Place, board: Board, mine: int, appends: int) -> tuple[int, int, float, float]:
    """How often this writer wrote; at most, how often it was overtaken, how long it waited, how long its turn was."""
    store, head, version = place.open(), GENESIS, 0
    most, longest = 0, 0.0
    turns = _timed(store)
    while board.total() < appends:
        rows = rows_after(version, ("{}",), case_id=f"writer-{mine}", previous=head)
        before, began = board.total(), monotonic()
        done = _has_written(store, Batch(case_id=f"writer-{mine}", expected=version, rows=rows), board, appends)
        longest = max(longest, monotonic() - began)
        most = max(most, board.total() - before)
        board.add(mine, done)
        head, version = rows[-1].digest, version + done
    store.close()
    return version, most, longest, max(turns, default=0.0)


def _timed(store: Any) -> list[float]:
    """How many seconds each turn of this store takes from now on."""
    turns: list[float] = []
    taken = store._turn.taken

    @contextmanager
    def timed() -> Iterator[None]:
        with taken():
            began = monotonic()
            yield
            turns.append(monotonic() - began)

    store._turn.taken = timed
    return turns


def _has_written(store: Store, batch: Batch, board: Board, appends: int) -> bool:
    """Whether its turn came before all was written; who is sent away stands in the queue again."""
    while board.total() < appends:
        try:
            store.append(batch)
        except StoreBusy:
            continue
        return True
    return False
