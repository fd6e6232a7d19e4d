"""Step 3, its events: what the school and the family share, ask, answer and make sure of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from attrs import evolve, field, frozen

from collabflow.core.case import Case
from collabflow.core.event import Context, Entry, Event
from collabflow.core.finding import Unsound
from collabflow.core.lifecycle.contacts import not_a_caregiver
from collabflow.core.people import FAMILY_ROLES, RestrictionKind, Role
from collabflow.core.values import Answer, InformationId, LangTag, PartyId
from collabflow.steps.s02_build_rapport.record import has_text
from collabflow.steps.s03_share_information.facts import (
    Assessment,
    Challenge,
    Explanation,
    Information,
    InformationKind,
    Nothing,
    Progress,
    Question,
    QuestionId,
    Understanding,
    Visual,
)
from collabflow.steps.s03_share_information.record import SharedInformation


@frozen(kw_only=True)
class ProgressShared(Event):
    """What has grown is shared. The same id again completes or replaces it, or gives it to further people."""

    stored_as: ClassVar[str] = "share_information.progress_shared"
    progress: Progress

    def voices(self) -> Iterator[PartyId]:
        yield from _source(self.progress)

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        yield from _misfits("progress", self.progress, case, context)

    def apply(self, case: Case, entry: Entry) -> Case:
        return _with_information(case, self.progress, entry)


@frozen(kw_only=True)
class ChallengeShared(Event):
    """What is hard is shared, with what helps. The same id again completes or replaces it."""

    stored_as: ClassVar[str] = "share_information.challenge_shared"
    challenge: Challenge

    def voices(self) -> Iterator[PartyId]:
        yield from _source(self.challenge)

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        yield from _misfits("challenge", self.challenge, case, context)

    def apply(self, case: Case, entry: Entry) -> Case:
        return _with_information(case, self.challenge, entry)


@frozen(kw_only=True)
class AssessmentShared(Event):
    """The result of an assessment is shared: the school's, or a report that a family brings."""

    stored_as: ClassVar[str] = "share_information.assessment_shared"
    assessment: Assessment

    def voices(self) -> Iterator[PartyId]:
        yield from _source(self.assessment)

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        yield from _misfits("assessment", self.assessment, case, context)

    def apply(self, case: Case, entry: Entry) -> Case:
        return _with_information(case, self.assessment, entry)


@frozen(kw_only=True)
class NothingToShare(Event):
    """There is nothing of this kind to share now, with one caregiver or with anybody; it counts once it says why."""

    stored_as: ClassVar[str] = "share_information.nothing_to_share"
    kind: InformationKind
    caregiver: PartyId | None = None
    why: str | None = field(default=None, repr=False)

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        if self.caregiver is not None:
            yield from not_a_caregiver(case, context, self.caregiver)
        shared = case[SharedInformation].of_kind(self.kind)
        if any(self.caregiver is None or self.caregiver in item.shared_with for item in shared):
            yield Unsound("kind", "was shared already; correct that entry if it was a mistake")

    def apply(self, case: Case, entry: Entry) -> Case:
        nothing = Nothing(kind=self.kind, caregiver=self.caregiver, why=self.why)
        return case.with_record(case[SharedInformation].with_nothing(nothing))


@frozen(kw_only=True)
class TermExplained(Event):
    """A technical term or abbreviation was explained, in words that anybody knows."""

    stored_as: ClassVar[str] = "share_information.term_explained"
    term: str
    plain: str | None = None

    def faults(self) -> Iterator[tuple[str, str]]:
        if not has_text(self.term):
            yield "term", "must not be blank"

    def apply(self, case: Case, entry: Entry) -> Case:
        explanation = Explanation(term=self.term, plain=self.plain)
        return case.with_record(case[SharedInformation].with_explanation(explanation))


@frozen(kw_only=True)
class VisualShown(Event):
    """Something was shown: a chart, a work sample, a photo. The same id again completes or replaces it."""

    stored_as: ClassVar[str] = "share_information.visual_shown"
    visual: Visual

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        if any(not case.is_party(party, on=context.today) for party in self.visual.shown_to):
            yield Unsound("visual.shown_to", "names somebody who is not on this case")
        yield from _unknown_information("visual.about", self.visual.about, case)

    def apply(self, case: Case, entry: Entry) -> Case:
        return case.with_record(case[SharedInformation].with_visual(self.visual))


@frozen(kw_only=True)
class QuestionAsked(Event):
    """A caregiver, the student or their advocate asks something. The same id again asks anew: it is open again."""

    stored_as: ClassVar[str] = "share_information.question_asked"
    question: QuestionId
    asker: PartyId
    text: str | None = field(default=None, repr=False)
    about: InformationId | None = None

    def voices(self) -> Iterator[PartyId]:
        yield self.asker

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        asker = case.party(self.asker, on=context.today)
        if asker is None or not asker.has_role(FAMILY_ROLES | {Role.ADVOCATE}):
            yield Unsound("asker", "is not a caregiver, the student or their advocate on this case")
        known = case[SharedInformation].question(self.question)
        if known is not None and known.asker != self.asker:
            yield Unsound("question", "is the id of somebody else's question; choose another")
        yield from _unknown_information("about", self.about, case)

    def apply(self, case: Case, entry: Entry) -> Case:
        question = Question(id=self.question, asker=self.asker, text=self.text, about=self.about)
        return case.with_record(case[SharedInformation].with_question(question))


@frozen(kw_only=True)
class QuestionAnswered(Event):
    """The school answers a question, or says for which day the answer is promised.

    `answered_by` is who gave it, for example the person who did the assessment.
    """

    stored_as: ClassVar[str] = "share_information.question_answered"
    question: QuestionId
    answer: str | None = field(default=None, repr=False)
    answered_by: PartyId | None = None
    language: LangTag = "en"
    promised_for: date | None = None

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        if case[SharedInformation].question(self.question) is None:
            yield Unsound("question", "was never asked")
        if self.answered_by is not None:
            person = case.party(self.answered_by, on=context.today)
            if person is None or person.has_role(FAMILY_ROLES):
                yield Unsound("answered_by", "is not somebody on this case who answers for the school or a service")
        if self.promised_for is not None and self.promised_for < context.today:
            yield Unsound("promised_for", "has passed; choose a day to come")

    def apply(self, case: Case, entry: Entry) -> Case:
        record = case[SharedInformation]
        known = record.question(self.question)
        if known is None:
            return case
        answered = evolve(
            known,
            answer=self.answer if has_text(self.answer) else known.answer,
            language=self.language if has_text(self.answer) else known.language,
            answered_by=self.answered_by or known.answered_by,
            promised_for=self.promised_for or known.promised_for,
        )
        return case.with_record(record.with_question(answered))


@frozen(kw_only=True)
class UnderstandingChecked(Event):
    """A caregiver was asked whether what they were given made sense, best by telling it in their own words."""

    stored_as: ClassVar[str] = "share_information.understanding_checked"
    caregiver: PartyId
    made_sense: Answer = Answer.NOT_ASKED
    in_their_words: str | None = field(default=None, repr=False)
    how: str | None = None
    interpreter_present: Answer = Answer.NOT_ASKED

    def voices(self) -> Iterator[PartyId]:
        if self.made_sense in (Answer.YES, Answer.NO) or has_text(self.in_their_words):
            yield self.caregiver

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        yield from not_a_caregiver(case, context, self.caregiver)

    def apply(self, case: Case, entry: Entry) -> Case:
        check = Understanding(
            caregiver=self.caregiver,
            made_sense=self.made_sense,
            in_their_words=self.in_their_words,
            how=self.how,
            interpreter_present=self.interpreter_present,
        )
        return case.with_record(case[SharedInformation].with_check(check))


def may_see(case: Case, on: date) -> tuple[PartyId, ...]:
    """The caregivers of that day whose access to the record is not restricted by an order."""
    barred = RestrictionKind.RECORDS_RESTRICTED_BY_ORDER
    return tuple(party.id for party in case.caregivers(on=on) if not party.restricted(barred, on))


def _source(item: Information) -> Iterator[PartyId]:
    """A report that a family brings is their word."""
    if item.source is not None:
        yield item.source


def _misfits(name: str, item: Information, case: Case, context: Context) -> Iterator[Unsound]:
    if item.source is not None:
        source = case.party(item.source, on=context.today)
        if source is None or not source.has_role(FAMILY_ROLES):
            yield Unsound(f"{name}.source", "is not a caregiver or the student; leave it out for the school's own")
    if any(not case.is_party(party, on=context.today) for party in item.shared_with):
        yield Unsound(f"{name}.shared_with", "names somebody who is not on this case")
    known = case[SharedInformation].get(item.id)
    if known is not None and (known.kind, known.source) != (item.kind, item.source):
        yield Unsound(f"{name}.id", "is the id of other information; choose another")
    for field_name, day in item.days:
        if day is not None and day > context.today:
            yield Unsound(f"{name}.{field_name}", "has not come yet")


def _unknown_information(name: str, information: InformationId | None, case: Case) -> Iterator[Unsound]:
    if information is not None and not case[SharedInformation].has(information):
        yield Unsound(name, "is not information that was shared")


def _with_information(case: Case, item: Information, entry: Entry) -> Case:
    """The case with this information, given to whom it names or to every caregiver of the day who may see it."""
    if not item.shared_with:
        item = evolve(item, shared_with=may_see(case, entry.stamp.at.date()))
    return case.with_record(case[SharedInformation].with_information(item))
