"""Lines: where an adapter's source is, and stopping a thread right before one of its lines.

A place is a line of a file and how often it was come to. Between two runs the number of lines may differ (a
wait that spins), the places do not.
"""

from __future__ import annotations

import sys
import sysconfig
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from linecache import getline
from pathlib import Path
from types import FrameType

from attrs import frozen

from collabflow.testing.awaiting import beneath
from collabflow.testing.sweeps.following import Tracer, followed


@frozen
class Spot:
    """Right before the `visit`-th time that this line is run."""

    file: str
    line: int
    visit: int = 1

    def told(self) -> str:
        """The line in words, with its source."""
        again = "" if self.visit == 1 else f" (time {self.visit})"
        return f"{Path(self.file).name}:{self.line}{again}  {getline(self.file, self.line).strip()}"


@frozen
class Files:
    """The source files of an adapter: those whose path begins or ends with one of these."""

    parts: tuple[str, ...]

    def hold(self, file: str) -> bool:
        """Whether this file is one of them."""
        return any(file.startswith(part) or file.endswith(part) for part in self.parts)


def files_of(store: object, given: tuple[str, ...]) -> Files:
    """The files that were named, or else those beside the class of the store and its bases.

    A module in a package brings the modules beside it. The standard library and what is installed for it are
    left out, as are the ports: they are ours, and every adapter's the same.
    """
    if given:
        return Files(given)
    found = (_part_of(kind) for kind in type(beneath(store)).__mro__ if kind is not object)
    return Files(tuple(dict.fromkeys(part for part in found if part)))


def _part_of(kind: type) -> str:
    module = sys.modules.get(kind.__module__)
    file = getattr(module, "__file__", None) or ""
    outside = (sysconfig.get_path("stdlib"), str(Path(__file__).parent.parent.parent / "ports"))
    if not file or file.startswith(outside):
        return ""
    package = getattr(module, "__package__", "") or ""
    return str(Path(file).parent) + "/" if package and package != "__main__" else file


@contextmanager
def traced(files: Files, at: Callable[[Spot], None]) -> Iterator[None]:
    """Inside it, `at` is called right before each line of these files, in this thread and those it has do its work."""
    visits: Counter[tuple[str, int]] = Counter()
    holds = cache(files.hold)

    def on_line(frame: FrameType, event: str, argument: object) -> Tracer:
        if event == "line":
            place = (frame.f_code.co_filename, frame.f_lineno)
            visits[place] += 1
            at(Spot(*place, visits[place]))
        return on_line

    def on_call(frame: FrameType, event: str, argument: object) -> Tracer | None:
        return on_line if holds(frame.f_code.co_filename) else None

    before = sys.gettrace()
    sys.settrace(on_call)
    try:
        with followed(on_call):
            yield
    finally:
        sys.settrace(before)


def spots(files: Files, work: Callable[[], object], *, visits: int) -> tuple[Spot, ...]:
    """The places that this work comes to, each at most so many times, in order."""
    seen: list[Spot] = []
    with traced(files, lambda spot: seen.append(spot) if spot.visit <= visits else None):
        work()
    return tuple(seen)


def spread(stops: tuple[Spot, ...], most: int) -> tuple[Spot, ...]:
    """At most so many of them, evenly chosen, with the first and the last."""
    if len(stops) <= most:
        return stops
    return tuple(stops[round(n * (len(stops) - 1) / (most - 1))] for n in range(most))
