"""Showing: a case that tells a change apart, in words and as a test that can be pasted and run.

The case is built by acts on a trail: first the way on which findings lead, in one line, then what is particular about
it, without what takes no part in it. A test is shown only once it has been run: it passes with the rule as it is, and
fails with the change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from types import CodeType

from attrs import evolve, frozen

from collabflow.core.case import Case
from collabflow.core.finding import Severity
from collabflow.core.guard import Guard
from collabflow.cycle.profile import Profile
from collabflow.testing.explore.scripts import Opening, Scene, played, script_of, shortened_acts, since_the_step
from collabflow.testing.mutation.functions import Source, changed_to
from collabflow.testing.mutation.reachable import asked, is_asked
from collabflow.testing.mutation.watching import Asked
from collabflow.testing.rules.act import Act, Trail
from collabflow.testing.rules.families import FAMILIES
from collabflow.testing.rules.journey import acts_of_journal
from collabflow.testing.rules.script import source as source_of
from collabflow.testing.rules.steering import Steering, Stuck

Said = tuple[str, Severity | None, tuple[tuple[str, object], ...]]
"""A lack: its subject, its severity where that is lowered, and its parameters."""

Answer = tuple[Said, ...] | str
"""What a guard says of a case: each lack, or by which error it crashes."""

_TOLD_BY: tuple[tuple[str, Callable[[Said], object]], ...] = (
    ("lack.subject", lambda said: said[0]),
    ("(lack.subject, lack.severity)", lambda said: said[:2]),
    ("(lack.subject, lack.params)", lambda said: (said[0], said[2])),
)
"""What may tell two answers apart, the plainest first: as it stands in a test, and its value."""


@frozen(kw_only=True)
class Difference:
    """A case in which a changed guard says something else than before."""

    guard: Guard
    asked: Asked
    before: Answer
    after: Answer

    @property
    def length(self) -> int:
        """How long its journal is."""
        return self.asked.case.version


@frozen(kw_only=True)
class Shown:
    """A case that tells a change apart: what the guard with this code says there, and what it says once changed.

    `asked_by` is the test that asks it with this case, where it is a case of a test. `test` are the lines of a test
    that notices the change; none where the case could not be built again.
    """

    code: str
    says: str
    says_changed: str
    asked_by: str = ""
    test: tuple[str, ...] = ()


def answer_of(guard: Guard, asked: Asked) -> Answer:
    """What a guard says of a case."""
    try:
        return tuple((lack.subject, lack.severity, lack.params) for lack in guard(asked.case, asked.context))
    except Exception as crash:  # noqa: BLE001 - whatever it is, a crash is an answer too
        return type(crash).__name__


class Showing:
    """Makes tests under a profile; keeps those that were made. `named` is where they import it from, as MODULE:NAME.

    Where that is not known, differences are told in words alone.
    """

    def __init__(self, profile: Profile, named: str | None) -> None:
        self._profile = profile
        self._module, _, self._name = (named or "").partition(":")
        self._made: dict[Source, list[Shown]] = {}

    def noticing(self, source: Source, code: CodeType) -> Shown | None:
        """What was shown for a change of this function before, and notices this one as well."""
        with changed_to(source, code):
            found = next((shown for shown in self._made.get(source, ()) if not _passes(shown.test)), None)
        return None if found is None else evolve(found, says_changed="says something else")

    def keep(self, source: Source, shown: Shown) -> None:
        """Keeps what was shown for a change of this function, if there is a test."""
        if shown.test:
            self._made.setdefault(source, []).append(shown)

    def of(self, difference: Difference, source: Source, code: CodeType) -> Shown:
        """This difference in words, with a test if one can be made."""
        says, says_changed = _in_words(difference)
        return Shown(
            code=difference.guard.code,
            says=says,
            says_changed=says_changed,
            asked_by=difference.asked.test,
            test=self._test(difference, source, code),
        )

    def _test(self, difference: Difference, source: Source, code: CodeType) -> tuple[str, ...]:
        trail, guard = difference.asked.trail, difference.guard
        if trail is None or not self._name:
            return ()
        pair = _Pair(guard, source, code)
        days = (trail.at - trail.journal[-1].stamp.at).days
        found = _shortest(trail, lambda after: pair.differs(after.waited(timedelta(days=days))))
        if found is None:
            return ()
        here, acts = found
        ends = _assertion(pair, played(acts, here), days)
        if ends is None:
            return ()
        family = next(name for name, opening in FAMILIES.items() if opening == trail.journal[0].event)
        opening = Opening(
            profile=self._profile, name=self._name, preface=(f"from {self._module} import {self._name}",), family=family
        )
        lines = script_of(opening, here, [Scene(acts=acts, waits=days, ends=ends)], dropped=())
        test = tuple(_as_a_test(self._named(source), lines))
        with changed_to(source, code):
            is_noticed = not _passes(test)
        return test if is_noticed and _passes(test) else ()

    def _named(self, source: Source) -> str:
        """A name that no other test of these has."""
        plain = source.name.strip("_")
        before = sum(len(made) for known, made in self._made.items() if known.name.strip("_") == plain)
        return f"test_{plain}_{before + 1}" if before else f"test_{plain}"


# in words ---------------------------------------------------------------------------------------


def _in_words(difference: Difference) -> tuple[str, str]:
    says, says_changed = _words(difference.before), _words(difference.after)
    if says == says_changed:
        return says, f"{says_changed}, with other parameters"
    return says, says_changed


def _words(answer: Answer) -> str:
    if isinstance(answer, str):
        return f"crashes ({answer})"
    said = (f"{subject} ({severity.value})" if severity else subject for subject, severity, _ in answer)
    return f"finds {', '.join(said)}" if answer else "finds nothing"


# as a test --------------------------------------------------------------------------------------


@frozen
class _Pair:
    """A guard as it is and as a change makes it."""

    guard: Guard
    source: Source
    code: CodeType

    def answers(self, trail: Trail) -> tuple[Answer, Answer]:
        before = answer_of(self.guard, asked(trail))
        with changed_to(self.source, self.code):
            return before, answer_of(self.guard, asked(trail))

    def differs(self, trail: Trail) -> bool:
        """Whether the guard is asked there, and a test could tell the two apart."""
        before, after = self.answers(trail)
        return before != after and not isinstance(before, str) and is_asked(self.guard, trail.case, trail.profile)


def _shortest(trail: Trail, holds: Callable[[Trail], bool]) -> tuple[Trail, tuple[Act, ...]] | None:
    """Where a script may begin, and the acts from there after which it still holds, without those that take no part."""
    for here, acts in _beginnings(trail):
        kept = shortened_acts(acts, here, holds)
        after = played(kept, here)
        if after is not None and holds(after):
            return here, kept
    return None


def _beginnings(trail: Trail) -> Iterator[tuple[Trail, tuple[Act, ...]]]:
    """The plain way to the step where it stands, with what was done since; then the opening, with all that was done."""
    there = evolve(trail, at=trail.journal[-1].stamp.at)
    entry, since = since_the_step(there)
    first, *rest = acts_of_journal(there)
    begun = Trail(profile=trail.profile, case=Case.unopened(trail.case.id)).after(first)
    try:
        plain = played(Steering(profile=trail.profile).way_to(begun, entry.case.step), begun)
    except Stuck:
        plain = None
    if plain is not None:
        yield plain, since
    yield begun, tuple(rest)


def _assertion(pair: _Pair, trail: Trail | None, days: int) -> Callable[[str], str] | None:
    """The line that says what the guard finds there, by what tells it apart."""
    assert trail is not None
    before, after = pair.answers(trail.waited(timedelta(days=days)))
    if isinstance(before, str):
        return None
    for told, value in _TOLD_BY:
        found = [value(said) for said in before]
        if isinstance(after, str) or found != [value(said) for said in after]:
            listed = f"[{', '.join(map(source_of, found))}]"
            return lambda name: f"assert [{told} for lack in {name}.lacking({pair.guard.code!r})] == {listed}"
    return None


def _as_a_test(name: str, lines: Sequence[str]) -> Iterator[str]:
    imports = [line for line in lines if line.startswith(("from ", "import "))]
    yield from sorted(set(imports))
    yield ""
    yield ""
    yield f"def {name}():"
    yield from (f"    {line}" for line in lines if line not in imports)


def _passes(test: Sequence[str]) -> bool:
    """Whether the test passes with the rules as they are now."""
    names: dict[str, object] = {}
    try:
        exec(compile("\n".join(test), "<a test that was made>", "exec"), names)  # noqa: S102 - we have just written it
        for name, made in names.items():
            if name.startswith("test_") and callable(made):
                made()
    except Exception:  # noqa: BLE001 - by whatever it fails
        return False
    return True
