"""What testing the rules by changing them came to: the score, and each change that nobody noticed.

Source: testing.md, mutation score of user rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from attrs import frozen

from collabflow.testing.mutation import telling
from collabflow.testing.mutation.outcome import Outcome, Tried


@frozen(kw_only=True)
class Report:
    """All changes with their outcomes. `unread` are codes of guards whose function cannot be changed.

    `repeat` is the command that looks at one guard again, up to its code.
    """

    profile: str
    tried: tuple[Tried, ...]
    tests: int
    unread: tuple[str, ...]
    repeat: str

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

    def text(self) -> str:
        """For a terminal: each function with what was missed in it, and the score."""
        return "\n".join((*_functions(self), *_end(self)))

    def data(self) -> dict[str, object]:
        """All of it as plain JSON values; keys are only ever added."""
        return {
            "profile": self.profile,
            "score": round(self.score, 1),
            "least_score": round(self.least_score, 1),
            "tests": self.tests,
            **{outcome.value: len(self.of(outcome)) for outcome in Outcome},
            "unread": list(self.unread),
            "changes": [_data(one, self.repeat) for one in self.tried],
        }


def _data(one: Tried, repeat: str) -> dict[str, object]:
    missed = one.outcome is Outcome.MISSED
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
        "hint": telling.hint(one) if missed else None,
        "missed": telling.data(one, repeat=repeat) if missed else None,
    }


# in words -------------------------------------------------------------------------------------


def _functions(report: Report) -> Iterator[str]:
    for (function, _), group in groupby(report.tried, key=lambda one: (one.function, one.file)):
        tried = tuple(group)
        counts = {outcome: sum(one.outcome is outcome for one in tried) for outcome in Outcome}
        same = f", {counts[Outcome.SAME]} without difference" if counts[Outcome.SAME] else ""
        changes = f"{len(tried)} change{'' if len(tried) == 1 else 's'}"
        yield f"{function}()  {changes}, {counts[Outcome.CAUGHT]} caught{same}"
        yield from _missed([one for one in tried if one.outcome is Outcome.MISSED], report.repeat)


def _missed(missed: list[Tried], repeat: str) -> Iterator[str]:
    told = set[tuple[str, ...]]()
    for one in missed:
        test = one.shown.test if one.shown is not None else ()
        yield ""
        yield from telling.told(one, repeat=repeat, has_been_shown=test in told)
        told.add(test)
    if missed:
        yield ""


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
