"""Step 3, its facts: what can be shared, shown, asked and made sure of.

What the school shares is kept apart from reports that a family brings (`source`): theirs is their word, and no
guard judges how it is put. Only ids are needed to save a draft; a draft without words does not count as shared.
Source: playbook 2.3 (a).
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

from attrs import field, frozen

from collabflow.core.fact import Fact, IdOf
from collabflow.core.finding import Phrase
from collabflow.core.values import Answer, Evidence, InformationId, LangTag, Number, PartyId
from collabflow.steps.s02_build_rapport.record import has_text

QuestionId = Annotated[str, IdOf("Question")]
VisualId = Annotated[str, IdOf("Visual")]


class InformationKind(StrEnum):
    """The three kinds of information that the playbook names."""

    PROGRESS = "progress"
    CHALLENGE = "challenge"
    ASSESSMENT = "assessment"


class VisualKind(StrEnum):
    """How something was shown rather than said; `object` is something to hold or touch."""

    CHART = "chart"
    WORK_SAMPLE = "work_sample"
    PHOTO = "photo"
    VIDEO = "video"
    DIAGRAM = "diagram"
    SYMBOLS = "symbols"
    OBJECT = "object"


@frozen(kw_only=True)
class Information(Fact):
    """One thing that was shared; the three kinds below say more.

    `statement` says it in plain words, in `language`; `translated_into` names the languages it was also given in.
    `area` is what it is about, for example "Reading". `shared_with` left empty means every caregiver who is on the
    case when it is recorded and whose access to the record is not restricted by an order. `source` is the family
    member whose own report it is; left empty it is the school's. `sent_on` is the day it was sent ahead.
    """

    open_to_kinds: ClassVar[bool] = True
    kind: ClassVar[InformationKind]
    id: InformationId
    statement: str | None = field(default=None, repr=False)
    area: str | None = None
    language: LangTag = "en"
    translated_into: tuple[LangTag, ...] = ()
    shared_with: tuple[PartyId, ...] = ()
    source: PartyId | None = None
    sent_on: date | None = None

    @property
    def is_stated(self) -> bool:
        """Whether it says anything yet; a draft does not."""
        return has_text(self.statement)

    @property
    def languages(self) -> tuple[LangTag, ...]:
        """Every language it was given in."""
        return (self.language, *self.translated_into)

    @property
    def days(self) -> tuple[tuple[str, date | None], ...]:
        """The fields that hold days which cannot lie ahead."""
        return (("sent_on", self.sent_on),)

    @property
    def name(self) -> str | Phrase:
        """What to call it for a reader."""
        return self.area or Phrase("the {kind} that was shared", kind=self.kind)

    @property
    def prose(self) -> str:
        """All its plain words, in paragraphs."""
        headed = ": ".join(part for part in (self.area, self.statement) if part is not None and has_text(part))
        return "\n\n".join(part for part in (headed, *self._more()) if part is not None and has_text(part))

    def _more(self) -> tuple[str | None, ...]:
        return ()


@frozen(kw_only=True)
class Progress(Information):
    """What has grown: where it stood, where it stands, and how that was measured."""

    kind: ClassVar[InformationKind] = InformationKind.PROGRESS
    period: str | None = None
    measure: str | None = None
    unit: str | None = None
    before: Number | None = None
    now: Number | None = None


@frozen(kw_only=True)
class Challenge(Information):
    """What is hard, when and where, what helps, and what was tried."""

    kind: ClassVar[InformationKind] = InformationKind.CHALLENGE
    when_where: str | None = field(default=None, repr=False)
    what_helps: str | None = field(default=None, repr=False)
    tried: tuple[str, ...] = field(default=(), repr=False)

    @property
    def says_what_helps(self) -> bool:
        """Whether it names something that helps, or that was tried."""
        return has_text(self.what_helps) or any(map(has_text, self.tried))

    def _more(self) -> tuple[str | None, ...]:
        return (self.when_where, self.what_helps, *self.tried)


@frozen(kw_only=True)
class Assessment(Information):
    """What an assessment looked at, what came out (the `statement`), and what it cannot tell.

    `assessed_by` names who did it, who need not be on this case. `scores` points to the raw scores.
    """

    kind: ClassVar[InformationKind] = InformationKind.ASSESSMENT
    title: str | None = None
    assessed_on: date | None = None
    assessed_by: str | None = None
    looks_at: str | None = field(default=None, repr=False)
    limits: str | None = field(default=None, repr=False)
    scores: Evidence | None = None
    copy_given_on: date | None = None

    @property
    def name(self) -> str | Phrase:
        return self.title or self.area or Phrase("the assessment that was shared")

    @property
    def days(self) -> tuple[tuple[str, date | None], ...]:
        return (
            ("sent_on", self.sent_on),
            ("assessed_on", self.assessed_on),
            ("copy_given_on", self.copy_given_on),
        )

    def _more(self) -> tuple[str | None, ...]:
        return (self.looks_at, self.limits)


@frozen(kw_only=True)
class Nothing(Fact):
    """There is nothing of this kind to share, with one caregiver or (left empty) with anybody; `why` makes it count."""

    kind: InformationKind
    caregiver: PartyId | None = None
    why: str | None = field(default=None, repr=False)


@frozen(kw_only=True)
class Explanation(Fact):
    """A term and what it means in plain words."""

    term: str
    plain: str | None = None


@frozen(kw_only=True)
class Visual(Fact):
    """A picture, chart or work sample; `text_alternative` says in words what it shows.

    `shown_to` left empty means everybody. `about` is the information it belongs to.
    """

    id: VisualId
    kind: VisualKind | None = None
    title: str | None = None
    text_alternative: str | None = field(default=None, repr=False)
    language: LangTag = "en"
    about: InformationId | None = None
    shown_to: tuple[PartyId, ...] = ()
    file: Evidence | None = None

    @property
    def is_told(self) -> bool:
        """Whether it says what was shown; an id alone does not."""
        return self.kind is not None or self.file is not None or has_text(self.title) or has_text(self.text_alternative)

    @property
    def is_described(self) -> bool:
        """Whether words say what it shows."""
        return has_text(self.text_alternative)

    @property
    def name(self) -> str | Phrase:
        """What to call it for a reader."""
        return self.title or (Phrase("the {kind}", kind=self.kind) if self.kind else Phrase("what was shown"))


@frozen(kw_only=True)
class Question(Fact):
    """What a family asked, and what came of it: an answer, or the day for which one is promised."""

    id: QuestionId
    asker: PartyId
    text: str | None = field(default=None, repr=False)
    about: InformationId | None = None
    answer: str | None = field(default=None, repr=False)
    answered_by: PartyId | None = None
    language: LangTag = "en"
    promised_for: date | None = None

    def is_open(self, on: date) -> bool:
        """Whether on that day there is neither an answer nor a promise that still holds."""
        return not has_text(self.answer) and (self.promised_for is None or self.promised_for < on)


@frozen(kw_only=True)
class Understanding(Fact):
    """That somebody asked a caregiver whether it made sense. `covers` is what they had been given by then."""

    caregiver: PartyId
    made_sense: Answer = Answer.NOT_ASKED
    in_their_words: str | None = field(default=None, repr=False)
    how: str | None = None
    interpreter_present: Answer = Answer.NOT_ASKED
    covers: tuple[InformationId, ...] = ()

    @property
    def was_asked(self) -> bool:
        """Whether they were asked; no answer counts, a blank does not."""
        return self.made_sense is not Answer.NOT_ASKED or has_text(self.in_their_words)


def primary(tag: LangTag) -> str:
    """The language itself, without script or region: "en" for "en-GB"."""
    return tag.partition("-")[0].lower()
