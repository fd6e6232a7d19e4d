"""What testing the rules by changing them came to: the score, and each change that nobody noticed.

A missed change is told by its line, what was changed, how many tests come there, and what to draw cases with so that
one of them tells the difference.
Source: testing.md, mutation score of user rules and what a failure must look like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from itertools import groupby
from pathlib import Path

from attrs import frozen

from collabflow.testing.mutation.changes import Change, Slip


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
    value and no answer, where it left the score. `step` and `event` are where its rule is asked and what satisfies it.
    """

    function: str
    codes: tuple[str, ...]
    file: Path
    change: Change
    outcome: Outcome
    tests: int
    noticed_by: str | None = None
    cases: int = 0
    step: str | None = None
    event: str | None = None

    @property
    def line(self) -> int:
        """The line that was changed."""
        return getattr(self.change.made, "lineno", self.change.lines[0])


@frozen(kw_only=True)
class Report:
    """All changes with their outcomes. `unread` are codes of guards whose function cannot be changed."""

    profile: str
    tried: tuple[Tried, ...]
    tests: int
    unread: tuple[str, ...] = ()

    def of(self, outcome: Outcome) -> tuple[Tried, ...]:
        """The changes with this outcome."""
        return tuple(one for one in self.tried if one.outcome is outcome)

    @property
    def score(self) -> float:
        """How many of the changes that make a difference were caught, of a hundred; 100 where none makes one."""
        caught, missed = len(self.of(Outcome.CAUGHT)), len(self.of(Outcome.MISSED))
        return 100 * caught / (caught + missed) if caught + missed else 100.0

    @property
    def least_score(self) -> float:
        """The score if every change that left it were counted as missed: it is no lower than this."""
        return 100 * len(self.of(Outcome.CAUGHT)) / len(self.tried) if self.tried else 100.0

    def text(self, *, repeat: str = "collabflow test-rules … --only") -> str:
        """For a terminal: each function with what was missed in it, and the score."""
        return "\n".join((*_functions(self, repeat), *_end(self)))

    def data(self) -> dict[str, object]:
        """All of it as plain JSON values; keys are only ever added."""
        return {
            "profile": self.profile,
            "score": round(self.score, 1),
            "least_score": round(self.least_score, 1),
            "tests": self.tests,
            **{outcome.value: len(self.of(outcome)) for outcome in Outcome},
            "unread": list(self.unread),
            "changes": [_data(one) for one in self.tried],
        }


def _data(one: Tried) -> dict[str, object]:
    return {
        "function": one.function,
        "codes": list(one.codes),
        "file": str(one.file),
        "line": one.line,
        "slip": one.change.slip.value,
        "before": one.change.before,
        "after": one.change.after,
        "outcome": one.outcome.value,
        "tests": one.tests,
        "noticed_by": one.noticed_by,
        "cases": one.cases,
        "hint": hint(one) if one.outcome is Outcome.MISSED else None,
    }


# in words -------------------------------------------------------------------------------------

MOST_LETTERS = 70
"""Of a changed expression, this much is shown."""


def _functions(report: Report, repeat: str) -> Iterator[str]:
    for (function, file), group in groupby(report.tried, key=lambda one: (one.function, one.file)):
        tried = tuple(group)
        counts = {outcome: sum(one.outcome is outcome for one in tried) for outcome in Outcome}
        same = f", {counts[Outcome.SAME]} without difference" if counts[Outcome.SAME] else ""
        changes = f"{len(tried)} change{'' if len(tried) == 1 else 's'}"
        yield f"{function}()  {changes}, {counts[Outcome.CAUGHT]} caught{same}"
        missed = [one for one in tried if one.outcome is Outcome.MISSED]
        for one in missed:
            where, before, after = Path(*file.parts[-2:]), _short(one.change.before), _short(one.change.after)
            yield f"  MISSED  {where}:{one.line}  {before}  ->  {after}"
            yield f"          {_happened(one)}"
            yield f"          {hint(one)}"
        if missed:
            yield f"  repeat  {repeat} {missed[0].codes[0]}"


def _end(report: Report) -> Iterator[str]:
    same = report.of(Outcome.SAME)
    if same:
        least = min(one.cases for one in same)
        yield f"\n{len(same)} change a value and yet no answer, in at least {least} cases each, and leave the score."
        yield f"A search is no proof: with them as missed it would be {report.least_score:.0f} %. --json names them."
    if report.unread:
        yield f"\nCould not be changed, since they are no plain functions of a file: {', '.join(report.unread)}"
    caught, missed = len(report.of(Outcome.CAUGHT)), len(report.of(Outcome.MISSED))
    yield f"\n{report.profile}: {report.score:.0f} % of {caught + missed} changes caught, by {report.tests} tests"


def _happened(one: Tried) -> str:
    if not one.tests:
        return "no test comes here"
    if one.tests == 1:
        return "1 test comes here, and it does not tell the difference"
    return f"{one.tests} tests come here, and none tells the difference"


def _short(text: str) -> str:
    return text if len(text) <= MOST_LETTERS else f"{text[:MOST_LETTERS]}… ({len(text)} letters)"


_OF_TIME = re.compile(r"day|date|week|month|today|now|until|since|hours|\bon\b|\bat\b")


def hint(one: Tried) -> str:
    """Which generator draws the cases that tell the difference."""
    change = one.change
    is_of_time = _OF_TIME.search(change.before) or _OF_TIME.search(change.after)
    cases = f"cases_in({one.step!r}, profile=…)" if one.step else "trails(profile=…)"
    if change.slip in (Slip.BOUNDARY, Slip.NUMBER) and is_of_time:
        return "Have a case on exactly that day: collabflow.testing.strategies.dates_near(the day, profile=…)"
    if change.slip in (Slip.BOUNDARY, Slip.NUMBER):
        return (
            f"Have a case with exactly that many, and with one more and one less: collabflow.testing.strategies.{cases}"
        )
    if change.slip is Slip.SEVERITY:
        return f"Look at the severity of the finding, in collabflow.testing.strategies.{cases}"
    if one.event:
        return (
            f"Have each condition fail alone: collabflow.testing.strategies.of({one.event}).nearly_valid(), or {cases}"
        )
    return f"Have each condition fail alone: collabflow.testing.strategies.{cases}"
