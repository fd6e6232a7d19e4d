"""Rows: what a table shows of a measurement, and whether it is what we aim at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import frozen

from benchmarks.timing import Ratio, Timed


@frozen(kw_only=True)
class Aim:
    """What a ratio should be at least, or at most."""

    at_least: float | None = None
    at_most: float | None = None

    def is_met_by(self, value: float) -> bool:
        """Whether this value is what we aim at."""
        return (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)

    def __str__(self) -> str:
        return f"≥ {self.at_least:g}" if self.at_least is not None else f"≤ {self.at_most:g}"


@frozen(kw_only=True)
class Row:
    """One line of a table: what was done, by whom, how much it took, and the ratio that it gives."""

    what: str
    amount: str
    by: str = ""
    ratio: Ratio | None = None
    aim: Aim | None = None


@frozen(kw_only=True)
class Group:
    """One table with a few words before it, what limits it after it, and the packages that were not there."""

    title: str
    says: str
    rows: tuple[Row, ...]
    limits: str = ""
    absent: tuple[str, ...] = ()


OURS = "collabflow"


def beside(timed: Mapping[str, Timed], base: str, *, what: str, aims: Mapping[str, Aim]) -> Sequence[Row]:
    """The base's time, and under it the others' with how many times as long each took."""
    first, others = timed[base], (one for name, one in timed.items() if name != base)
    return (
        Row(what=what, amount=duration(first.median), by=base),
        *(
            Row(what="", amount=duration(o.median), by=o.name, ratio=o.over(first), aim=aims.get(o.name))
            for o in others
        ),
    )


def duration(seconds: float) -> str:
    """A time with the unit that suits it."""
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e6:.3g} µs"


def size(count: float) -> str:
    """A number of bytes with the unit that suits it."""
    return f"{count / 1024:.3g} KiB" if count >= 1024 else f"{count:.0f} B"
