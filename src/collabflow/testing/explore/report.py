"""What exploring found: faults with the shortest script of each, what was searched, and which bounds were hit."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from enum import StrEnum

from attrs import field, frozen

from collabflow.testing.telling import lines, part

FORMAT = 1


class Kind(StrEnum):
    """What can be wrong with rules."""

    UNREACHABLE = "UNREACHABLE"
    NEVER_FIRES = "NEVER-FIRES"
    SHADOWED = "SHADOWED"
    OVERLAP = "OVERLAP"
    GAP = "GAP"
    DEAD_END = "DEAD-END"
    TRAP = "TRAP"
    LOOP = "LOOP"
    UNWAIVABLE_DEADLOCK = "UNWAIVABLE-DEADLOCK"


@frozen(kw_only=True)
class Words:
    """What is said of every fault of a kind: the law that it breaks, why it matters, and where it comes from."""

    law: str
    matters: str
    usual: str


WORDS: Mapping[Kind, Words] = {
    Kind.UNREACHABLE: Words(
        law="every step can be reached by some honest journal",
        matters="nobody would ever work on this step with a family, and nobody would be told why",
        usual="a guard asked on the way in that looks at something which only the step itself can bring",
    ),
    Kind.NEVER_FIRES: Words(
        law="every move of the table can be made from some honest journal",
        matters="a school and a family who did everything right would stand here for good",
        usual="two rules that exclude each other, a limit that is off by one, a record that no event writes",
    ),
    Kind.SHADOWED: Words(
        law="a row that is sometimes allowed is sometimes taken",
        matters="the row is never used, and what it promises never happens",
        usual="a row that fits everything stands before it; put the narrow one first",
    ),
    Kind.OVERLAP: Words(
        law="at most one row of a trigger fits a case",
        matters="the order of the table decides, which nobody reads",
        usual="selectors that are not each other's opposite",
    ),
    Kind.GAP: Words(
        law="where a trigger branches, some branch fits every case",
        matters="for these cases the move is refused without a reason that anybody could mend",
        usual="a branch that was forgotten, or a selector that is too narrow",
    ),
    Kind.DEAD_END: Words(
        law="from every case the step can still be completed",
        matters="one entry, honestly recorded, stops a family for good",
        usual="a guard that asks for something which can no longer be recorded; let a later entry mend it",
    ),
    Kind.TRAP: Words(
        law="time alone closes no way for good",
        matters="whoever was late could never go on, whatever they did",
        usual="a deadline written as a guard; make it a deadline of the profile, or let a later entry mend it",
    ),
    Kind.LOOP: Words(
        law="going back, as a finding asks for, takes the finding away",
        matters="people would be sent round for ever",
        usual="a guard that looks at what the way back empties",
    ),
    Kind.UNWAIVABLE_DEADLOCK: Words(
        law="what a finding names as its remedy can remove it",
        matters="people would do what they are told, and be stopped again",
        usual="the remedies of the guard do not name the event that changes what it reads",
    ),
}


@frozen(kw_only=True)
class Fault:
    """One root cause. `follows` are other things that are wrong only because of it."""

    kind: Kind
    detail: str = ""
    codes: tuple[str, ...] = ()
    where: str
    happened: str
    script: tuple[str, ...] = ()
    searched: str = ""
    follows: tuple[str, ...] = ()

    @property
    def is_warning(self) -> bool:
        """Whether it only deserves a look: order decides, and it may be meant so."""
        return self.kind is Kind.OVERLAP

    @property
    def heading(self) -> str:
        """Kind, detail, codes and place in one line."""
        detail = f" ({self.detail})" if self.detail else ""
        return "  ".join(filter(None, (f"{self.kind.value}{detail}", ", ".join(self.codes), self.where)))

    def text(self, *, repeat: str) -> str:
        """The fault in seven parts; `repeat` is the command that finds it again."""
        words = WORDS[self.kind]
        return "\n".join(
            (
                self.heading,
                *part("happened", self.happened),
                *part("law", words.law),
                *lines("script", self.script),
                *part("where", self.searched),
                *part("follows", _and_more(self.follows)),
                *part("matters", words.matters),
                *part("usual", words.usual),
                *part("repeat", repeat),
            )
        )

    def document(self) -> dict[str, object]:
        """The same for programs."""
        return {
            "kind": self.kind.value,
            "detail": self.detail,
            "codes": list(self.codes),
            "where": self.where,
            "happened": self.happened,
            "script": list(self.script),
            "searched": self.searched,
            "follows": list(self.follows),
            "warning": self.is_warning,
        }


def _and_more(follows: tuple[str, ...]) -> str:
    if not follows:
        return ""
    shown = ", ".join(follows[:4])
    return f"and {len(follows)} that follow from it: {shown}{', …' if len(follows) > 4 else ''}"


@frozen(kw_only=True)
class Exploration:
    """The whole answer. It is sound when nothing is wrong and no bound was hit."""

    profile: str
    faults: tuple[Fault, ...]
    bounds: tuple[str, ...] = ()
    """Bounds that were hit, each as a sentence; what lies beyond was not looked at."""
    searched: tuple[str, ...] = ()
    """What was looked at, as sentences."""
    by_verdict: tuple[str, ...] = ()
    """Codes of guards that the recording proxy could not watch: cases are compared by their verdicts alone."""
    unheard: tuple[str, ...] = ()
    """Codes of blockers that found nothing in any case of the search, of those that its steps ask."""
    counts: Mapping[str, int] = field(factory=dict)
    repeat: str = ""

    @property
    def is_sound(self) -> bool:
        """Whether nothing but warnings was found, within bounds that were not hit."""
        return not self.bounds and all(fault.is_warning for fault in self.faults)

    def assert_sound(self) -> None:
        """Raises `AssertionError` with the whole text when it is not."""
        if not self.is_sound:
            raise AssertionError(f"\n{self.text()}")

    def text(self) -> str:
        """Every fault in seven parts, then what was searched, and the verdict in the last line."""
        parts = [fault.text(repeat=self.repeat) for fault in self.faults]
        return "\n\n".join((*parts, "\n".join((*self._searched(), self.line()))))

    def _searched(self) -> Iterator[str]:
        for name, sentences in (("searched", self.searched), ("bound hit", self.bounds)):
            for sentence in sentences:
                yield from part(name, sentence)
        if self.by_verdict:
            yield from part("by verdict", f"compared by verdict alone: {', '.join(self.by_verdict)}")
        if self.unheard:
            told = f"{len(self.unheard)} blockers found nothing in any of these cases: {', '.join(self.unheard)}"
            yield from part("unheard", told)

    def line(self) -> str:
        """One line: the profile, what was counted, and the verdict."""
        counted = ", ".join(f"{number} {what}" for what, number in self.counts.items())
        wrong = sum(not fault.is_warning for fault in self.faults)
        faults = "no fault" if not wrong else "1 fault" if wrong == 1 else f"{wrong} faults"
        verdict = f"{faults}; a bound was hit, so this is not sound" if self.bounds else f"{faults} within the bounds"
        return f"{self.profile} · {counted} · {verdict}"

    def __str__(self) -> str:
        return self.text()

    def document(self) -> dict[str, object]:
        """The same for programs, as plain JSON values; `format` rises when a field changes its meaning or goes."""
        return {
            "format": FORMAT,
            "profile": self.profile,
            "sound": self.is_sound,
            "faults": [fault.document() for fault in self.faults],
            "bounds_hit": list(self.bounds),
            "searched": list(self.searched),
            "by_verdict": list(self.by_verdict),
            "unheard": list(self.unheard),
            "counts": dict(self.counts),
            "summary": self.line(),
        }

    def json(self) -> str:
        """The document as JSON text."""
        return json.dumps(self.document(), ensure_ascii=False, indent=2)
