"""Telling a failure: seven parts, always in the same order, in words that lead to the mistake.

Law and title; what happened; what the law says; the shortest script; where; why it matters and usual causes;
how to repeat and how to waive.
Source: testing.md, what a failure must look like.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from collabflow.testing.trying import Status, Trial

_WIDTH = 118


def told(trial: Trial, *, repeat: str) -> str:
    """The whole text of a trial that fails. `repeat` is the command that tries this law again."""
    code = trial.law.code
    new = f", NEW IN {trial.law.since}: A WARNING NOW, AN ERROR IN THE NEXT VERSION" if trial.law.is_new else ""
    if trial.broken is None:
        heading = "WAIVED FOR NOTHING" if trial.status is Status.NEEDLESS else f"NOT PROVEN{new}"
        parts = [f"LAW {code} {heading}  {trial.law.title}", *part("happened", trial.why)]
        return "\n".join((*parts, *part("repeat", repeat)))
    broken = trial.broken
    return "\n".join(
        (
            f"LAW {code} BROKEN{new}  {trial.law.title}",
            *part("happened", broken.happened),
            *part("law", broken.law),
            *lines("script", broken.script),
            *lines("where", tuple(broken.where.splitlines())),
            *part("matters", trial.law.matters),
            *part("usual", trial.law.usual),
            *part("repeat", f'{repeat}        waive  waive = {{"{code}": "<reason>"}}'),
        )
    )


def part(name: str, text: str) -> Iterator[str]:
    """A part of a text of this name, folded."""
    wrapped = textwrap.wrap(text, _WIDTH - 13, break_long_words=False, break_on_hyphens=False) if text else []
    yield from lines(name, tuple(wrapped))


def lines(name: str, told: tuple[str, ...]) -> Iterator[str]:
    """A part of a text of this name, line by line as it is."""
    for place, line in enumerate(told):
        yield f"  {name if place == 0 else '':11}{line}".rstrip()
