"""What came of one change: whether a test noticed it, and if none did, a case that shows it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from attrs import frozen

from collabflow.testing.mutation.changes import Change
from collabflow.testing.mutation.showing import Shown


class Outcome(StrEnum):
    """What came of a change."""

    CAUGHT = "caught"
    MISSED = "missed"
    SAME = "same"
    """It makes no difference to what guards say in any case that was looked at, and leaves the score."""


@frozen(kw_only=True)
class Tried:
    """One change and what came of it.

    `tests` is how many come to its line, `noticed_by` the first that failed; `cases` is in how many cases it changed a
    value and no answer, where it left the score. `shown` is a case in which it can be seen, if it was missed and one
    was found. `step` and `event` are where its rule is asked and what satisfies it.
    """

    function: str
    codes: tuple[str, ...]
    file: Path
    change: Change
    outcome: Outcome
    tests: int
    noticed_by: str | None = None
    cases: int = 0
    shown: Shown | None = None
    step: str | None = None
    event: str | None = None

    @property
    def line(self) -> int:
        """The line that was changed."""
        return getattr(self.change.made, "lineno", self.change.lines[0])
