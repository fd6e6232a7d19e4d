"""Steps: what a walk may do, as a name and three small numbers that choose what it is done to.

A number that chooses among things counts round and round, so any number will do, and shorter walks stay walks.
"""

from __future__ import annotations

from random import Random

from attrs import frozen

STEPS = (
    *("append",) * 6,
    *("repeat",) * 3,
    *("load",) * 3,
    *("claim",) * 4,
    *("settle",) * 4,
    *("tick",) * 2,
    *("answered",) * 2,
    *("revive",) * 2,
    *("find",) * 2,
    *("summarise",) * 2,
    *("erase",) * 2,
    *("read", "dead", "messages", "reopen"),
)
"""What may be done; what is here more often is done more often."""

NUMBERS = range(12)

LENGTH = 100
"""How many steps a walk has. What is rare needs much to have gone before, so one walk of a hundred steps finds more
than ten walks of twenty (docs/adr/0020)."""


@frozen
class Step:
    """One step of a walk: what is done, and the three numbers that choose what with."""

    verb: str
    numbers: tuple[int, ...]

    def zeroed(self, place: int) -> Step:
        """The same step with 0 for this one of its numbers."""
        return Step(self.verb, (*self.numbers[:place], 0, *self.numbers[place + 1 :]))


def drawn(chance: Random) -> tuple[Step, ...]:
    """The steps of a walk."""
    return tuple(Step(chance.choice(STEPS), tuple(chance.choices(NUMBERS, k=3))) for _ in range(LENGTH))
