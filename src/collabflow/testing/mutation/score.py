"""The score: every change of some rules tried on the tests that come to it, and what came of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from types import CodeType
from typing import TYPE_CHECKING

from attrs import frozen

from collabflow.core.guard import Guard
from collabflow.core.values import Trigger
from collabflow.cycle.profile import DEFAULT, Profile
from collabflow.testing.mutation.changes import Change
from collabflow.testing.mutation.differing import Looked, Looking
from collabflow.testing.mutation.functions import Source, sources
from collabflow.testing.mutation.outcome import Outcome, Tried
from collabflow.testing.mutation.reachable import Reachable
from collabflow.testing.mutation.report import Report
from collabflow.testing.mutation.running import Ran, Untestable, as_they_are, judged, many_children, with_tests
from collabflow.testing.mutation.showing import Showing
from collabflow.testing.mutation.watching import Watch

if TYPE_CHECKING:
    import pytest

Progress = Callable[[str, int, int], object]
"""Told what is being done, and how many of how many are done."""


def score(
    profile: Profile,
    *,
    tests: Sequence[str],
    only: Iterable[str] = (),
    named: str | None = None,
    progress: Progress = lambda what, done, total: None,
) -> Report:
    """How well these tests notice changes of the profile's rules. `tests` are paths, as pytest takes them.

    Looks at the guards with the codes in `only`; else at those that `DEFAULT` does not have; else at all. `named` is
    where the tests that are shown import the profile from, as MODULE:NAME; without it none are. Raises `Untestable`
    when pytest is not there, a test fails with the rules as they are, or a code is unknown.
    """
    guards = _chosen(profile, tuple(only))
    found, unread = sources(guards)
    scoring = _Scoring(profile, found, named, progress)
    tried, count = with_tests(tests, scoring.run)
    return Report(
        profile=profile.id,
        tried=tried,
        tests=count,
        unread=tuple(guard.code for guard in unread),
        repeat=f"collabflow test-rules {named or 'MODULE:PROFILE'} --tests {' '.join(tests)} --only",
    )


def _chosen(profile: Profile, only: tuple[str, ...]) -> tuple[Guard, ...]:
    unknown = [code for code in only if code not in profile.codes]
    if unknown:
        raise Untestable(f"{profile.id} has no guard {', '.join(unknown)}; `collabflow guards` lists them")
    every = {guard.code: guard for guard in profile.guards}
    own = [guard for guard in every.values() if guard.code not in DEFAULT.codes]
    if only:
        return tuple(every[code] for code in dict.fromkeys(only))
    return tuple(own or every.values())


@frozen
class _Scoring:
    """One run over the changes of some functions."""

    profile: Profile
    found: tuple[Source, ...]
    named: str | None
    progress: Progress

    def run(self, items: list[pytest.Item]) -> tuple[tuple[Tried, ...], int]:
        """Everything tried, and how many tests came to any of the rules."""
        watch = Watch(self.found)
        ran = as_they_are(items, watch, lambda done, total: self.progress("running the tests", done, total))
        looking = Looking(Reachable(self.profile), watch.asked, Showing(self.profile, self.named))
        every = [(source, *changed) for source in self.found for changed in source.changes()]
        tried = []
        with many_children():
            for done, (source, change, code) in enumerate(every, start=1):
                tried.append(self._tried(source, change, code, ran, looking))
                self.progress("changing rules", done, len(every))
        return tuple(tried), sum(bool(one.lines) for one in ran)

    def _tried(self, source: Source, change: Change, code: CodeType, ran: Sequence[Ran], looking: Looking) -> Tried:
        lines = range(change.lines[0], change.lines[1] + 1)
        concerned = [one for one in ran if any((source, line) in one.lines for line in lines)]
        verdict = judged(source, code, concerned)
        outcome, looked = Outcome.CAUGHT, Looked()
        if verdict.noticed_by is None:
            looked = looking.at(source, change, code)
            outcome = Outcome.SAME if looked.cases else Outcome.MISSED
        return Tried(
            function=source.name,
            codes=source.codes,
            file=source.file,
            change=change,
            outcome=outcome,
            tests=verdict.tests,
            noticed_by=verdict.noticed_by,
            cases=looked.cases,
            shown=looked.shown,
            step=self._step_of(source.guards[0]),
            event=_event_of(source.guards[0]),
        )

    def _step_of(self, guard: Guard) -> str | None:
        return next(
            (place.leaving.value for place in self.profile.placed if place.guard is guard and place.leaving), None
        )


def _event_of(guard: Guard) -> str | None:
    """The name of the first event that can satisfy the guard."""
    return next((one.__name__ for one in guard.remedies if not isinstance(one, Trigger)), None)
