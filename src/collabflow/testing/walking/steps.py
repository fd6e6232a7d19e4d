"""Steps: what a walk may do, as a name and three small numbers that choose what it is done to.

A number that chooses among things counts round and round, so any number will do, and shorter walks stay walks.
"""

from __future__ import annotations

from attrs import frozen

STEPS = (
    "nothing",
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
"""What may be done; what is here more often is done more often. A walk is made shorter by doing nothing."""


@frozen
class Step:
    """One step of a walk."""

    verb: str
    a: int
    b: int
    c: int
