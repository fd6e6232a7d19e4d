"""The tally of a check: what it did, and which promises were broken, each by its name.

A check never raises when a promise breaks. It counts it by name, so that a test can say not only that a seeded bug
was found but as what, and the table of the soak can show the zeros.
"""

from __future__ import annotations

from collections import Counter

KEPT_EXAMPLES = 3


class Tally:
    """What one check did (`done`), and how often each of its promises was broken (`broken`), with some examples."""

    def __init__(self, *promises: str) -> None:
        self.done: Counter[str] = Counter()
        self.most: dict[str, float] = {}
        self._broken: dict[str, int] = dict.fromkeys(promises, 0)
        self.examples: list[str] = []

    def did(self, what: str, times: int = 1) -> None:
        """Count something that the check did."""
        self.done[what] += times

    def measured(self, what: str, value: float) -> None:
        """Keep the largest of these measurements, in the unit that its name says."""
        self.most[what] = max(self.most.get(what, value), value)

    def broke(self, promise: str, example: str) -> None:
        """A promise was broken; it must be one that this tally was made for."""
        self._broken[promise] += 1
        if self._broken[promise] <= KEPT_EXAMPLES:
            self.examples.append(f"{promise}: {example}")

    @property
    def broken(self) -> set[str]:
        """The promises that were broken."""
        return {promise for promise, times in self._broken.items() if times}

    def add(self, other: Tally) -> None:
        """Count what another tally of the same promises has counted."""
        self.done.update(other.done)
        for what, value in other.most.items():
            self.measured(what, value)
        for promise, times in other._broken.items():
            self._broken[promise] += times
        self.examples += other.examples

    def lines(self) -> tuple[str, str]:
        """What was done, and how often each promise was broken."""
        done = [f"{times:,} {what}" for what, times in self.done.items()]
        measured = [f"{what} {value:.3g}" for what, value in self.most.items()]
        return ", ".join(done + measured), ", ".join(f"{times:,} {promise}" for promise, times in self._broken.items())
