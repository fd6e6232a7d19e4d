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
"""How many steps a walk has. The rare thing needs much to have gone before: of one walk of a hundred steps more is
learned than of ten walks of twenty."""


@frozen
class Step:
    """One step of a walk."""

    verb: str
    numbers: tuple[int, ...]

    def zeroed(self, place: int) -> Step:
        """The same step with 0 for this one of its numbers."""
        return Step(self.verb, (*self.numbers[:place], 0, *self.numbers[place + 1 :]))


def drawn(chance: Random) -> tuple[Step, ...]:
    """The steps of a walk."""
    return tuple(Step(chance.choice(STEPS), tuple(chance.choices(NUMBERS, k=3))) for _ in range(LENGTH))
