"""Findings: what is missing, in data that any screen can show and any program can read.

A finding holds codes, ids and parameters; names and words are put in by `text`, for the person who reads.
`Refused` carries every finding that stopped an action; its `str` is safe for a log.
Source: playbook 1.3; cycle.md, refusals and waivers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Protocol

from attrs import evolve, field, frozen

from collabflow.core.errors import CollabflowError
from collabflow.core.tongue import Lang, tongue
from collabflow.core.values import Step


@frozen(init=False)
class Phrase:
    """English words that the library itself puts in, such as "the family": said in the reader's tongue when read.

    `template` may hold parameters in braces, filled as those of a finding are. With `many` it is the wording for one,
    and the parameter `n` is the number. `about` is the context in the catalogue.
    """

    template: str
    about: str
    many: str | None
    words: tuple[tuple[str, Param], ...]

    def __init__(self, template: str, /, *, about: str = "phrase", many: str | None = None, **words: Param) -> None:
        if many is not None and not isinstance(words.get("n"), int):
            raise TypeError("a phrase for one or many needs its number: n=…")
        self.__attrs_init__(template, about, many, tuple(words.items()))

    def text(self, names: Names, lang: Lang = "en") -> str:
        """The words for this reader."""
        words = worded(self.words, names, lang)
        if self.many is None:
            return tongue(lang).fill(self.template, words, about=self.about)
        n = dict(self.words)["n"]
        assert isinstance(n, int)
        return tongue(lang).count(n, self.template, self.many, about=self.about, **words)


Param = str | int | float | bool | date | Phrase | tuple[str | Phrase, ...]

THE_FAMILY = Phrase("the family")
THE_FAMILY_FIRST = Phrase("The family", about="first in a sentence")
A_CAREGIVER = Phrase("a caregiver")
"""Whom to name where nobody is known yet."""


class Severity(StrEnum):
    """How much a finding weighs: a blocker stops a move, a warning is kept with it, a prompt only suggests."""

    BLOCKER = "blocker"
    WARNING = "warning"
    PROMPT = "prompt"

    @property
    def weight(self) -> int:
        """Higher weighs more."""
        return {"blocker": 2, "warning": 1, "prompt": 0}[self.value]


class Basis(StrEnum):
    """Where a rule comes from."""

    SEED = "seed"
    """It follows from the ten steps themselves and is always on."""
    PRACTICE = "practice"
    """Good practice, on by default."""
    LAW = "law"
    """A statute or regulation, cited; only in the profile of its place."""
    LOCAL = "local"
    """A district's or school's own rule."""
    LIBRARY = "library"
    """How the record keeps its promises: who may record what, what can follow what."""


class Waivable(StrEnum):
    """How a finding can be gone past, if at all."""

    NO = "no"
    REASON = "reason"
    """The case manager or a school administrator records why."""
    ATTEMPTS = "attempts"
    """A school administrator, after documented attempts to include the caregiver."""


class Names(Protocol):
    """Something that can name people and things for a reader: a case."""

    def label(self, kind: str, value: str, lang: Lang = "en") -> str:
        """The name of the thing of this kind with this id, or the value in plain words, for this reader."""
        ...


class Lack:
    """What a guard yields: the finest thing that lacks something, and parameters for the words.

    `subject` is an id, or ids joined by "/" (caregiver and kind). A parameter that is named after a kind of
    thing (`caregiver`, `goal`, `channel`) holds its id; the reader sees the name. `severity` lowers the guard's own.
    """

    __slots__ = ("params", "severity", "subject")

    def __init__(self, subject: str, /, *, severity: Severity | None = None, **params: Param | None) -> None:
        self.subject = subject
        self.severity = severity
        self.params = tuple((name, "" if value is None else value) for name, value in params.items())


class Unsound:
    """What an event's objections yield: the field, and why it does not fit this case, in plain words.

    `why` goes on from the name of the field; it may hold parameters in braces.
    """

    __slots__ = ("field", "params", "why")

    def __init__(self, field: str, why: str, /, **params: Param) -> None:
        self.field = field
        self.why = why
        self.params = params

    @property
    def phrase(self) -> Phrase:
        """Why it does not fit, as a refusal holds it."""
        return Phrase(self.why, about="objection", many=None, **self.params)


@frozen(kw_only=True)
class Finding:
    """One thing that is missing or stands in the way.

    `remedies` name the events (by stored name) or triggers that can remove it. `waived` says that a standing
    waiver covers it: it is then told, and does not stop anything.
    """

    code: str
    subject: str
    says: str = field(repr=False)
    fix: str = field(repr=False)
    severity: Severity = Severity.BLOCKER
    basis: Basis = Basis.LIBRARY
    waivable: Waivable = Waivable.NO
    remedies: tuple[str, ...] = ()
    citation: str | None = None
    params: tuple[tuple[str, Param], ...] = field(default=(), repr=False)
    step: Step | None = None
    waived: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """Code and subject: what a waiver names. No two findings of one judgement share it."""
        return self.code, self.subject

    @property
    def stops(self) -> bool:
        """Whether it stands in the way: a blocker that no waiver covers."""
        return self.severity is Severity.BLOCKER and not self.waived

    def param(self, name: str) -> Param | None:
        """The parameter of this name, or None."""
        return dict(self.params).get(name)

    def reason(self, names: Names, lang: Lang = "en") -> str:
        """What is missing, in plain words, with names."""
        return self._worded(self.says, "says", names, lang)

    def how_to_mend(self, names: Names, lang: Lang = "en") -> str:
        """What to do about it, in plain words, beginning with a verb."""
        return self._worded(self.fix, "fix", names, lang)

    def text(self, names: Names, lang: Lang = "en") -> str:
        """Reason, remedy and, where law stands behind it, the citation."""
        cited = f" ({self.citation})" if self.citation else ""
        return f"{self.reason(names, lang)} {self.how_to_mend(names, lang)}{cited}".strip()

    def covered(self) -> Finding:
        """The same finding, marked as covered by a waiver."""
        return evolve(self, waived=True)

    def _worded(self, template: str, part: str, names: Names, lang: Lang) -> str:
        return tongue(lang).fill(template, worded(self.params, names, lang), about=f"{self.code}.{part}")

    def __str__(self) -> str:
        letters = self.param("letters")
        detail = f" ({', '.join(map(str, letters))})" if isinstance(letters, tuple) else ""
        return f"{self.code} {self.subject}{detail}".rstrip()


def worded(params: Iterable[tuple[str, Param]], names: Names, lang: Lang) -> dict[str, str]:
    """Parameters as a reader sees them, by name."""
    return {name: in_words(name, value, names, lang) for name, value in params}


def in_words(kind: str, value: Param, names: Names, lang: Lang = "en") -> str:
    """A parameter as a reader sees it: ids become names, lists "a, b and c", days are written as the reader does."""
    reader = tongue(lang)
    if isinstance(value, tuple):
        return reader.listed([in_words(kind, item, names, reader) for item in value])
    if isinstance(value, str):
        return names.label(kind, value, reader)
    if isinstance(value, Phrase):
        return value.text(names, reader)
    if isinstance(value, date):
        return reader.day(value)
    return reader.number(value) if isinstance(value, float) else str(value)


class Refused(CollabflowError):
    """An event or a move was refused and nothing was written.

    `index` is the place of the refused event in the batch, `action` its stored name or trigger, `where` the
    state of the case. `findings` is everything that stands in the way; `also` the warnings and prompts that
    were found with it.
    """

    def __init__(
        self,
        *,
        case_id: str,
        action: str,
        where: str,
        findings: tuple[Finding, ...],
        also: tuple[Finding, ...] = (),
        index: int = 0,
    ) -> None:
        self.case_id = case_id
        self.action = action
        self.where = where
        self.findings = findings
        self.also = also
        self.index = index
        super().__init__(f"cannot {action} from {where}: {', '.join(map(str, findings))}")

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of what stands in the way, in order."""
        return tuple(finding.code for finding in self.findings)

    def text(self, names: Names, lang: Lang = "en") -> str:
        """What to show on a screen: everything that is missing and how to mend it."""
        return "\n".join([self.opening(lang), *(f"- {finding.text(names, lang)}" for finding in self.findings)])

    def opening(self, lang: Lang = "en") -> str:
        """The line before what is missing: how many things there are."""
        reader, count = tongue(lang), len(self.findings)
        number = reader.template(COUNTS[count], about="number") if count in COUNTS else str(count)
        return reader.count(
            count, "One thing is in the way:", "{number} things are in the way:", about="refused", number=number
        )

    def __reduce__(self) -> tuple[object, ...]:
        facts: Mapping[str, object] = {
            "case_id": self.case_id,
            "action": self.action,
            "where": self.where,
            "findings": self.findings,
            "also": self.also,
            "index": self.index,
        }
        return _refused_again, (facts,)


def _refused_again(facts: dict[str, object]) -> Refused:
    return Refused(**facts)  # type: ignore[arg-type]


COUNTS = {2: "Two", 3: "Three", 4: "Four", 5: "Five", 6: "Six", 7: "Seven", 8: "Eight", 9: "Nine", 10: "Ten"}
"""Small numbers in words, as a sentence begins with them."""
