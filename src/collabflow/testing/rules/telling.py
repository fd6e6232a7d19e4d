"""What came of a run, in words: the first failure in seven parts, what was never reached, and one line of summary.

Law and title; what happened; what the law says; the shortest script; where; why it matters and usual causes; how to
repeat and how to excuse.
Source: testing.md, what a failure must look like.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import frozen

from collabflow.testing.rules.act import Act
from collabflow.testing.rules.journey import Broken, Terms
from collabflow.testing.rules.script import script
from collabflow.testing.telling import lines, part

KIT = "rules kit 0.1"
FORMAT = 1


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
        return "\n".join(
            (
                f"RULE {self.code} BROKEN  {self.title}",
                *part("happened", self.happened),
                *part("law", self.law),
                *lines("script", self.script),
                *part("where", self.where),
                *part("matters", self.matters),
                *part("usual", self.usual),
                *part("repeat", self.repeat),
            )
        )

    def document(self) -> dict[str, object]:
        """The same for programs."""
        return {
            "rule": self.code,
            "title": self.title,
            "happened": self.happened,
            "law": self.law,
            "script": list(self.script),
            "where": self.where,
            "matters": self.matters,
            "usual": self.usual,
        }


@frozen(kw_only=True)
class Report:
    """What came of a run. `unseen` are names and words; `seen_after_all` were excused and need not be."""

    failure: Failure | None
    unseen: tuple[tuple[str, str], ...]
    seen_after_all: tuple[str, ...]
    seen: Mapping[str, tuple[int, int]]
    """How many of all were seen, by what it is."""
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
        """Everything for people, where what was never reached is a failure."""
        return "\n".join([*self._parts(), self.line()])

    def _parts(self) -> Iterator[str]:
        if self.failure is not None:
            yield self.failure.text()
            return
        if self.unseen:
            yield "NOT REACHED  What was never seen was never tested"
            yield from lines("never", tuple(words for _, words in self.unseen))
            excuse = ", ".join(f'"{name}": "<reason>"' for name, _ in self.unseen[:3])
            yield from lines("excuse", (f"unreached = {{{excuse}}}",))
            yield from lines("repeat", (self.repeat,))
        for name in self.seen_after_all:
            yield f"EXCUSED FOR NOTHING  {name} was seen, or there is no such thing; take it out of `unreached`"

    def told(self) -> str:
        """Everything for people, where what was never reached is only told."""
        if self.failure is not None:
            return f"{self.failure.text()}\n{self.line()}"
        journals = "1 random journal" if self.journals == 1 else f"{self.journals} random journals"
        return "\n".join(
            (
                f"COVERAGE  What {journals} came by",
                *lines("seen", tuple(f"{seen} of {every} {what}" for what, (seen, every) in self.seen.items())),
                *lines("never", tuple(words for _, words in self.unseen)),
                self.line(),
            )
        )

    def line(self) -> str:
        """One line of summary."""
        excused = f" ({self.excused} excused)" if self.excused else ""
        seen = " · ".join(f"{seen} of {every} {what}" for what, (seen, every) in self.seen.items())
        counted = f"{self.journals} journals, {self.acts} acts"
        return f"{KIT} · {seen}{excused} · {counted} · seed {self.seed} · {self.seconds:.1f} s"

    def document(self) -> dict[str, object]:
        """The same for programs, as plain JSON values; `format` rises when a field changes its meaning or goes."""
        return {
            "format": FORMAT,
            "failure": None if self.failure is None else self.failure.document(),
            "seen": {what: {"seen": seen, "of": every} for what, (seen, every) in self.seen.items()},
            "never": [{"name": name, "words": words} for name, words in self.unseen],
            "journals": self.journals,
            "acts": self.acts,
            "seed": self.seed,
            "summary": self.line(),
        }
