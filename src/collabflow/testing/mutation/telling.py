"""Telling a change that nobody noticed: seven parts, ending with a test that would notice it.

The change; what happened; what should; where; why it matters; what the tests lack and what draws it; how to repeat.
Source: testing.md, what a failure must look like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from linecache import getline
from pathlib import Path

from collabflow.testing.mutation.changes import Slip
from collabflow.testing.mutation.outcome import Tried
from collabflow.testing.telling import lines, part

MOST_LETTERS = 70
"""Of a changed expression, this much is shown."""

_MATTERS: Mapping[Slip, str] = {
    Slip.BOUNDARY: "a family who is just at the limit would be told something else than the rule means",
    Slip.NUMBER: "a family who is just at the limit would be told something else than the rule means",
    Slip.COMPARISON: "the rule would stop those whom it should let go on, and let go on those whom it should stop",
    Slip.LOGIC: "cases in which only one of the conditions holds would be judged otherwise than the rule means",
    Slip.LACK: "people would not be told what is missing, or told something that is not",
    Slip.SEVERITY: "what people should only be told of would stop them",
}


def told(one: Tried, *, repeat: str, has_been_shown: bool = False) -> Iterator[str]:
    """The lines about a change that was missed; its test is only named where it `has_been_shown` before."""
    before, after = _short(one.change.before), _short(one.change.after)
    yield f"MISSED  {one.codes[0]}  {before}  ->  {after}"
    yield from part("happened", happened(one))
    yield from part("law", law(one))
    yield from part("where", f"{_from_here(one.file)}:{one.line}, in {one.function}()")
    yield from part("matters", _MATTERS[one.change.slip])
    yield from part("usual", usual(one))
    yield from part("repeat", f"{repeat} {one.codes[0]}")
    yield from _test(one, has_been_shown=has_been_shown)


def data(one: Tried, *, repeat: str) -> dict[str, object]:
    """The same as plain JSON values."""
    shown = one.shown
    return {
        "happened": happened(one),
        "law": law(one),
        "matters": _MATTERS[one.change.slip],
        "usual": usual(one),
        "repeat": f"{repeat} {one.codes[0]}",
        "test": list(shown.test) if shown is not None else [],
    }


def happened(one: Tried) -> str:
    """How many tests come there, and that none minds."""
    if not one.tests:
        return "no test comes to this line"
    if one.tests == 1:
        return "1 test comes to this line, and it passes with the change as well"
    return f"{one.tests} tests come to this line, and they pass with the change as well"


def law(one: Tried) -> str:
    """What should be, and what the rule says in the case that was found, before and after the change."""
    shown = one.shown
    if shown is None:
        spare = "; where there is none, the rule can do without that part" if one.change.after == "left out" else ""
        return f"when a rule changes, a test fails. The search came to no case in which this change is seen{spare}"
    return f"when a rule changes, a test fails. Here {shown.code} {shown.says}; changed, it {shown.says_changed}"


def usual(one: Tried) -> str:
    """What the tests lack, and which generator draws it."""
    if one.shown is not None and one.shown.asked_by:
        return f"{one.shown.asked_by} asks with this case and does not look at what the rule says. {hint(one)}"
    return hint(one)


def _test(one: Tried, *, has_been_shown: bool) -> Iterator[str]:
    if one.shown is None:
        return
    test = one.shown.test
    if not test:
        yield from part("test", "none could be made of this case")
        return
    if has_been_shown:
        name = next(line for line in test if line.startswith("def ")).removeprefix("def ").removesuffix("():")
        yield from part("test", f"{name}, which is shown above, notices this change too")
        return
    yield from lines("test", ("notices it; for a file of your tests:",))
    yield from ("", *test)


def _from_here(file: Path) -> Path:
    return file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else Path(*file.parts[-2:])


def _short(text: str) -> str:
    return text if len(text) <= MOST_LETTERS else f"{text[:MOST_LETTERS]}… ({len(text)} letters)"


# what to draw with ------------------------------------------------------------------------------

_OF_TIME = re.compile(r"day|date|week|month|today|now|until|since|hours|\bon\b|\bat\b")


def hint(one: Tried) -> str:
    """Which generator draws the cases that tell the difference."""
    change, strategies = one.change, "collabflow.testing.strategies"
    is_limit = change.slip in (Slip.BOUNDARY, Slip.NUMBER)
    cases = f"cases_in({one.step!r}, profile=…)" if one.step else "trails(profile=…)"
    if is_limit and _is_of_time(one):
        return f"Have a case on exactly that day: {strategies}.dates_near(the day, profile=…)"
    if is_limit:
        return f"Have a case with exactly that many, and with one more and one less: {strategies}.{cases}"
    if change.slip is Slip.SEVERITY:
        return f"Look at the severity of the finding, in {strategies}.{cases}"
    if one.event:
        return f"Have each condition fail alone: {strategies}.of({one.event}).nearly_valid(), or {cases}"
    return f"Have each condition fail alone: {strategies}.{cases}"


def _is_of_time(one: Tried) -> bool:
    """Whether the change is about days or hours; of a number alone, its line tells."""
    told = getline(str(one.file), one.line) if one.change.slip is Slip.NUMBER else ""
    return any(_OF_TIME.search(text) is not None for text in (one.change.before, one.change.after, told))
