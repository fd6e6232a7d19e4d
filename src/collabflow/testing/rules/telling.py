"""What came of a run, in words: the first failure in seven parts, what was never reached, and one line of summary.

Law and title; what happened; what the law says; the shortest script; where; why it matters and usual causes; how to
repeat and how to excuse.
Source: testing.md, what a failure must look like.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from attrs import frozen

from collabflow.testing.rules.act import Act
from collabflow.testing.rules.journey import Broken, Terms
from collabflow.testing.rules.script import script

KIT = "rules kit 0.1"
_WIDTH = 118


@frozen(kw_only=True)
class Failure:
    """What is broken, with the acts that show it. `acts` begin with the opening; none where no journal shows it."""

    code: str
    title: str
    happened: str
    law: str
    matters: str
    usual: str
    acts: tuple[Act, ...] = ()
    script: tuple[str, ...] = ()
    where: str = ""
    repeat: str = ""

    @classmethod
    def of(cls, broken: Broken, acts: Sequence[Act], terms: Terms) -> Failure:
        """The failure of a promise or property, told by these acts."""
        lines = script(acts, where=terms.place) if acts else ()
        where = f"profile {terms.profile.id} {terms.profile.version}, {len(acts)} acts" if acts else ""
        return cls(
            code=broken.code,
            title=broken.title,
            happened=broken.happened,
            law=broken.law,
            matters=broken.matters,
            usual=broken.usual,
            acts=tuple(acts),
            script=(*lines[:-1], f"{lines[-1]}   # <-- here") if lines else (),
            where=where,
            repeat=terms.repeat,
        )

    def text(self) -> str:
        """The seven parts."""
        parts = (
            (f"RULE {self.code} BROKEN  {self.title}",),
            _wrapped("happened", self.happened),
            _wrapped("law", self.law),
            _lines("script", self.script),
            _wrapped("where", self.where),
            _wrapped("matters", self.matters),
            _wrapped("usual", self.usual),
            _lines("repeat", (self.repeat,) if self.repeat else ()),
        )
        return "\n".join(line for part in parts for line in part)


@frozen(kw_only=True)
class Report:
    """What came of a run. `unseen` are names and words; `seen_after_all` were excused and need not be."""

    failure: Failure | None
    unseen: tuple[tuple[str, str], ...]
    seen_after_all: tuple[str, ...]
    seen: str
    journals: int
    acts: int
    seed: int
    seconds: float
    excused: int
    repeat: str

    @property
    def passes(self) -> bool:
        """Whether nothing is broken, everything was reached, and nothing was excused for nothing."""
        return self.failure is None and not self.unseen and not self.seen_after_all

    def text(self) -> str:
        """Everything for people."""
        return "\n".join([*self._parts(), self.line()])

    def _parts(self) -> Iterator[str]:
        if self.failure is not None:
            yield self.failure.text()
            return
        if self.unseen:
            yield "NOT REACHED  What was never seen was never tested"
            yield from _lines("never", tuple(words for _, words in self.unseen))
            excuse = ", ".join(f'"{name}": "<reason>"' for name, _ in self.unseen[:3])
            yield from _lines("excuse", (f"unreached = {{{excuse}}}",))
            yield from _lines("repeat", (self.repeat,))
        for name in self.seen_after_all:
            yield f"EXCUSED FOR NOTHING  {name} was seen, or there is no such thing; take it out of `unreached`"

    def line(self) -> str:
        """One line of summary."""
        excused = f" ({self.excused} excused)" if self.excused else ""
        counted = f"{self.journals} journals, {self.acts} acts"
        return f"{KIT} · {self.seen}{excused} · {counted} · seed {self.seed} · {self.seconds:.1f} s"


def _wrapped(name: str, text: str) -> tuple[str, ...]:
    wrapped = textwrap.wrap(text, _WIDTH - 13, break_long_words=False, break_on_hyphens=False) if text else []
    return _lines(name, tuple(wrapped))


def _lines(name: str, lines: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"  {name if place == 0 else '':11}{line}".rstrip() for place, line in enumerate(lines))
