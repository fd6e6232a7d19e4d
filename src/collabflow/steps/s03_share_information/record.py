"""Step 3, its record: what was shared with whom in this cycle, and what became clear.

A change to something shared begins its audience anew: who was given the old text has not been given the new one,
and nobody has been asked yet whether it makes sense.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Self

from attrs import evolve, frozen

from collabflow.core.case import Record
from collabflow.core.finding import Phrase
from collabflow.core.values import InformationId, LangTag, PartyId
from collabflow.language import glossary
from collabflow.steps.s02_build_rapport.record import has_text
from collabflow.steps.s03_share_information.facts import (
    Challenge,
    Explanation,
    Information,
    InformationKind,
    Nothing,
    Question,
    QuestionId,
    Understanding,
    Visual,
    VisualId,
)


@frozen(kw_only=True)
class SharedInformation(Record):
    """What was shared in this cycle, with whom, the questions it raised, and whether it made sense."""

    items: tuple[Information, ...] = ()
    nothing: tuple[Nothing, ...] = ()
    explained: tuple[Explanation, ...] = ()
    visuals: tuple[Visual, ...] = ()
    questions: tuple[Question, ...] = ()
    checks: tuple[Understanding, ...] = ()

    # what is known --------------------------------------------------------------------------------

    def get(self, information: InformationId) -> Information | None:
        """The information with this id."""
        return next((item for item in self.items if item.id == information), None)

    def has(self, information: InformationId) -> bool:
        """Whether information with this id was shared."""
        return self.get(information) is not None

    def visual(self, visual: VisualId) -> Visual | None:
        """The visual with this id."""
        return next((known for known in self.visuals if known.id == visual), None)

    def question(self, question: QuestionId) -> Question | None:
        """The question with this id."""
        return next((known for known in self.questions if known.id == question), None)

    @property
    def from_school(self) -> tuple[Information, ...]:
        """What the school itself shared and said, in order; no drafts, no family's own reports."""
        return tuple(item for item in self.items if item.source is None and item.is_stated)

    def given_to(self, caregiver: PartyId) -> tuple[Information, ...]:
        """What the school shared with this person."""
        return tuple(item for item in self.from_school if caregiver in item.shared_with)

    def of_kind(self, kind: InformationKind) -> tuple[Information, ...]:
        """What the school shared of this kind."""
        return tuple(item for item in self.from_school if item.kind is kind)

    @property
    def challenges(self) -> tuple[Challenge, ...]:
        """The challenges that the school shared."""
        return tuple(item for item in self.from_school if isinstance(item, Challenge))

    def has_none(self, kind: InformationKind, caregiver: PartyId | None = None) -> bool:
        """Whether somebody said, and why, that there is nothing of this kind: for this caregiver or for anybody."""
        told = (n for n in self.nothing if n.kind is kind and has_text(n.why))
        return any(n.caregiver in (None, caregiver) for n in told)

    def explains(self, term: str) -> bool:
        """Whether this term was explained, under any name that the glossary has for it."""
        wanted = _term_key(term)
        return any(has_text(e.plain) and _term_key(e.term) == wanted for e in self.explained)

    def texts(self) -> Iterator[tuple[str, LangTag, str]]:
        """The school's own texts: subject, language, words. Information first, then visuals, then answers."""
        for item in self.from_school:
            yield item.id, item.language, item.prose
        for shown in self.visuals:
            words = (part for part in (shown.title, shown.text_alternative) if part is not None and has_text(part))
            yield f"visual/{shown.id}", shown.language, "\n\n".join(words)
        for question in self.questions:
            yield f"answer/{question.id}", question.language, question.answer or ""

    def understood(self, caregiver: PartyId) -> frozenset[InformationId]:
        """What this caregiver was asked about: whether it made sense."""
        asked = (check for check in self.checks if check.caregiver == caregiver and check.was_asked)
        return frozenset(information for check in asked for information in check.covers)

    def label(self, kind: str, value: str) -> str | Phrase | None:
        if kind == "information" and (item := self.get(value)) is not None:
            return item.name
        if kind == "visual" and (shown := self.visual(value)) is not None:
            return shown.name
        return None

    # what changes ---------------------------------------------------------------------------------

    def with_information(self, item: Information) -> Self:
        """The record with this information in the place of the one with its id, or at the end.

        The same text given to further people adds them; another text begins anew, and nobody has understood it yet.
        """
        known = self.get(item.id)
        if known is not None and evolve(known, shared_with=item.shared_with) == item:
            merged = tuple(dict.fromkeys((*known.shared_with, *item.shared_with)))
            return self._put(evolve(item, shared_with=merged))
        checks = tuple(evolve(c, covers=tuple(i for i in c.covers if i != item.id)) for c in self.checks)
        return evolve(self._put(item), checks=checks)

    def _put(self, item: Information) -> Self:
        items = tuple(item if known.id == item.id else known for known in self.items)
        items = items if self.has(item.id) else (*items, item)
        if item.source is not None or not item.is_stated:
            return evolve(self, items=items)
        outdated = (None, *item.shared_with)
        nothing = tuple(n for n in self.nothing if n.kind is not item.kind or n.caregiver not in outdated)
        return evolve(self, items=items, nothing=nothing)

    def with_nothing(self, nothing: Nothing) -> Self:
        """The record with this in the place of what was said of the same kind and caregiver."""
        about = (nothing.kind, nothing.caregiver)
        others = tuple(n for n in self.nothing if (n.kind, n.caregiver) != about)
        return evolve(self, nothing=(*others, nothing))

    def with_explanation(self, explanation: Explanation) -> Self:
        """The record with this explanation in the place of the one of the same term."""
        others = tuple(e for e in self.explained if _term_key(e.term) != _term_key(explanation.term))
        return evolve(self, explained=(*others, explanation))

    def with_visual(self, visual: Visual) -> Self:
        """The record with this visual in the place of the one with its id, or at the end."""
        visuals = tuple(visual if known.id == visual.id else known for known in self.visuals)
        return evolve(self, visuals=visuals if self.visual(visual.id) else (*visuals, visual))

    def with_question(self, question: Question) -> Self:
        """The record with this question in the place of the one with its id, or at the end."""
        questions = tuple(question if known.id == question.id else known for known in self.questions)
        return evolve(self, questions=questions if self.question(question.id) else (*questions, question))

    def with_check(self, check: Understanding) -> Self:
        """The record with one more check, covering what its caregiver has been given by now."""
        covers = tuple(item.id for item in self.given_to(check.caregiver))
        return evolve(self, checks=(*self.checks, evolve(check, covers=covers)))


def _term_key(term: str) -> str:
    """What all the names of a term share: the name that stands for it, or itself in small letters."""
    return glossary.canonical_name(term) or term.strip().casefold()
