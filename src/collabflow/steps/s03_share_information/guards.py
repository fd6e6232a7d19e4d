"""Step 3, its guards: everybody was told, in a language and in words that they have, and could see what was shown.

Only the school's own texts are judged, and only where there is something to judge by: terms, wording and abbreviations
in English, reading level in English texts that are long enough. A family's report or question is their word.
"""

from __future__ import annotations

from collections.abc import Iterator

from collabflow.core.case import Case
from collabflow.core.event import Context
from collabflow.core.finding import THE_FAMILY, Basis, Lack, Phrase, Severity, Waivable
from collabflow.core.guard import guard
from collabflow.core.lifecycle.waivers import present_caregivers
from collabflow.core.values import LangTag, PartyId
from collabflow.language import glossary, readability, wording
from collabflow.steps.s01_plan_meeting import NeedArranged, interpreter_arranged, language_of
from collabflow.steps.s03_share_information.access import who_needs_words
from collabflow.steps.s03_share_information.events import (
    AssessmentShared,
    ChallengeShared,
    NothingToShare,
    ProgressShared,
    QuestionAnswered,
    TermExplained,
    UnderstandingChecked,
    VisualShown,
    may_see,
)
from collabflow.steps.s03_share_information.facts import Information, InformationKind, primary
from collabflow.steps.s03_share_information.record import SharedInformation

SHARED = (ProgressShared, ChallengeShared, AssessmentShared)
RETOLD = (*SHARED, VisualShown, QuestionAnswered)
"""The events with a text of the school's, which can be recorded again in other words."""


# everybody was told -----------------------------------------------------------------------------


@guard(
    "INFO_PROGRESS_MISSING",
    says="The school has not shared any progress with {caregiver}.",
    fix="Say what has grown, with an example.",
    remedies=(ProgressShared, NothingToShare),
)
def progress_was_shared(case: Case, context: Context) -> Iterator[Lack]:
    yield from _not_told(InformationKind.PROGRESS, case, context)


@guard(
    "INFO_CHALLENGES_MISSING",
    says="The school has not shared with {caregiver} what is hard now.",
    fix="Share it, or say why there is nothing to share now.",
    remedies=(ChallengeShared, NothingToShare),
)
def challenges_were_shared(case: Case, context: Context) -> Iterator[Lack]:
    yield from _not_told(InformationKind.CHALLENGE, case, context)


@guard(
    "INFO_ASSESSMENTS_MISSING",
    says="The school has not shared any assessment results with {caregiver}.",
    fix="Share them, or say why there are none.",
    remedies=(AssessmentShared, NothingToShare),
)
def assessments_were_shared(case: Case, context: Context) -> Iterator[Lack]:
    yield from _not_told(InformationKind.ASSESSMENT, case, context)


def _not_told(kind: InformationKind, case: Case, context: Context) -> Iterator[Lack]:
    """A lack for each caregiver who could have been told and was not; for the family where there is none to tell."""
    record = case[SharedInformation]
    told = record.of_kind(kind)
    caregivers = _to_be_told(case, context)
    for caregiver in caregivers:
        if not record.has_none(kind, caregiver) and all(caregiver not in item.shared_with for item in told):
            yield Lack(caregiver, caregiver=caregiver)
    if not caregivers and not told and not record.has_none(kind):
        yield Lack("caregiver", caregiver=THE_FAMILY)


def _to_be_told(case: Case, context: Context) -> tuple[PartyId, ...]:
    """The caregivers who can be reached and whose access to the record no order restricts."""
    may = may_see(case, context.today)
    return tuple(party.id for party in present_caregivers(case, on=context.today) if party.id in may)


# in a language and in words that they have ------------------------------------------------------


@guard(
    "INFO_TERM_NOT_EXPLAINED",
    says="“{term}” is not explained.",
    fix="Use these words: “{plain}”, or explain it in your own.",
    remedies=(TermExplained, *RETOLD),
    waivable=Waivable.REASON,
)
def technical_terms_are_explained(case: Case, context: Context) -> Iterator[Lack]:
    """Terms of a place are looked for besides those of the glossary, so that they hide none of them."""
    record = case[SharedInformation]
    own = tuple(glossary.Term(names=(name,), plain=plain, technical=True) for name, plain in context.terms.items())
    for subject, text in _english(record):
        of_the_place = glossary.technical_terms_in(text, glossary=own) if own else ()
        for found in (*glossary.technical_terms_in(text), *of_the_place):
            if not record.explains(found.term):
                yield Lack(f"{subject}/{found.term}", term=found.term, plain=found.plain)


@guard(
    "INFO_LANGUAGE_MISMATCH",
    says="Some of what was shared with {caregiver} is not in a language of theirs.",
    fix="Translate it, or arrange an interpreter.",
    remedies=(*SHARED, NeedArranged),
    waivable=Waivable.REASON,
)
def everybody_is_told_in_their_language(case: Case, context: Context) -> Iterator[Lack]:
    """Nothing is said of a caregiver whose language nobody knows: asking them is LANGUAGE_NOT_ASKED's part."""
    for caregiver in case.caregivers(on=context.today):
        spoken = {primary(tag) for tag in language_of(case, caregiver.id, context.today)}
        foreign = [
            item.id
            for item in case[SharedInformation].given_to(caregiver.id)
            if spoken.isdisjoint(map(primary, item.languages))
        ]
        if spoken and foreign and not interpreter_arranged(case, caregiver.id, context.today):
            yield Lack(caregiver.id, caregiver=caregiver.id, information=tuple(foreign))


@guard(
    "INFO_VISUAL_NO_ALT_TEXT",
    says="No words describe {visual}.",
    fix="Describe what it shows.",
    remedies=(VisualShown,),
)
def visuals_are_described_in_words(case: Case, context: Context) -> Iterator[Lack]:
    """It stops only where somebody to whom it was shown needs the words; for everybody else it is a warning."""
    in_need = tuple(who_needs_words(case, on=context.today))
    for visual in case[SharedInformation].visuals:
        if not visual.is_described:
            stops = any(not visual.shown_to or party in visual.shown_to for party in in_need)
            yield Lack(visual.id, severity=None if stops else Severity.WARNING, visual=visual.id)


@guard(
    "INFO_READING_LEVEL_HIGH",
    says="Reading {information} takes school grade {grade}; the aim is {limit} or lower.",
    fix="Shorten the sentences and use everyday words.",
    remedies=SHARED,
    severity=Severity.WARNING,
)
def texts_are_easy_to_read(case: Case, context: Context) -> Iterator[Lack]:
    """Each text that is long enough is measured by itself; where all those pass, the whole of them together."""
    limit = context.limits["reading_grade"]
    for language, items in _by_language(case):
        graded = [(item, _grade(item.prose, language, context)) for item in items]
        hard = [(item, grade) for item, grade in graded if grade is not None and grade > limit]
        for item, grade in hard:
            yield Lack(item.id, information=item.id, grade=grade, limit=limit)
        whole = _grade(_joined(items), language, context)
        if not hard and whole is not None and whole > limit:
            yield Lack(f"language/{language}", information=Phrase("what was shared"), grade=whole, limit=limit)


@guard(
    "INFO_ONLY_DIFFICULTIES",
    says="Only difficulties are named in {information}.",
    fix="Add what has grown, what helps, or what was tried.",
    remedies=(ProgressShared, ChallengeShared),
    severity=Severity.WARNING,
    basis=Basis.PRACTICE,
)
def difficulties_do_not_stand_alone(case: Case, context: Context) -> Iterator[Lack]:
    record = case[SharedInformation]
    if record.challenges and not record.of_kind(InformationKind.PROGRESS):
        yield Lack("kind/progress", information=Phrase("what was shared"))
    for challenge in record.challenges:
        if not challenge.says_what_helps:
            yield Lack(challenge.id, information=challenge.id)


@guard(
    "INFO_QUESTION_OPEN",
    says="A question that {person} asked is not answered.",
    fix="Answer it, or say by which day.",
    remedies=(QuestionAnswered,),
    severity=Severity.WARNING,
    basis=Basis.PRACTICE,
)
def every_question_is_answered(case: Case, context: Context) -> Iterator[Lack]:
    for question in case[SharedInformation].questions:
        if question.is_open(context.today):
            yield Lack(question.id, person=question.asker, question=question.id)


@guard(
    "INFO_UNDERSTANDING_NOT_CHECKED",
    says="Nobody checked that all of this made sense to {caregiver}.",
    fix="Ask what they will tell others at home.",
    remedies=(UnderstandingChecked,),
    severity=Severity.WARNING,
    basis=Basis.PRACTICE,
)
def understanding_was_checked(case: Case, context: Context) -> Iterator[Lack]:
    record = case[SharedInformation]
    for caregiver in present_caregivers(case, on=context.today):
        understood = record.understood(caregiver.id)
        if any(item.id not in understood for item in record.given_to(caregiver.id)):
            yield Lack(caregiver.id, caregiver=caregiver.id)


@guard(
    "INFO_DEFICIT_WORDING",
    says="“{word}” may hurt.",
    fix="Say “{plain}”.",
    remedies=RETOLD,
    severity=Severity.WARNING,
    basis=Basis.PRACTICE,
)
def words_do_not_hurt(case: Case, context: Context) -> Iterator[Lack]:
    """The words that the student chose for themselves are never warned about."""
    accepted = case.student.preferred_terms
    for subject, text in _english(case[SharedInformation]):
        for hit in wording.deficit_words_in(text, accepted=accepted):
            yield Lack(f"{subject}/{hit.word}", word=hit.word, plain=hit.plain)


# what may help ------------------------------------------------------------------------------------


@guard(
    "INFO_VISUAL_MISSING",
    says="No picture, chart or work sample was used.",
    fix="Add one where it helps.",
    remedies=(VisualShown,),
    severity=Severity.PROMPT,
)
def something_was_shown(case: Case, context: Context) -> Iterator[Lack]:
    if not any(visual.is_told for visual in case[SharedInformation].visuals):
        yield Lack("visual")


@guard(
    "INFO_READING_LEVEL_NOT_CHECKABLE",
    says="We cannot measure how easy this is to read.",
    fix="Ask a reader whether it makes sense to them.",
    remedies=(UnderstandingChecked,),
    severity=Severity.PROMPT,
    basis=Basis.PRACTICE,
)
def texts_can_be_measured(case: Case, context: Context) -> Iterator[Lack]:
    """One prompt for each language, until a caregiver was asked about every text in it: they are the better measure."""
    record = case[SharedInformation]
    asked = {item for caregiver in case.caregivers(on=context.today) for item in record.understood(caregiver.id)}
    for language, items in _by_language(case):
        if _grade(_joined(items), language, context) is None and any(item.id not in asked for item in items):
            yield Lack(f"language/{language}", language=language)


@guard(
    "INFO_UNKNOWN_ACRONYM",
    says="“{term}” may need explaining.",
    fix="Explain it, or write it out.",
    remedies=(TermExplained, *RETOLD),
    severity=Severity.PROMPT,
    basis=Basis.PRACTICE,
)
def abbreviations_are_explained(case: Case, context: Context) -> Iterator[Lack]:
    """The subject numbers the abbreviations of a text: an unknown one may be a person's initials."""
    record = case[SharedInformation]
    for subject, text in _english(record):
        for place, acronym in enumerate(glossary.unknown_acronyms(text), start=1):
            if not record.explains(acronym):
                yield Lack(f"{subject}/{place}", term=acronym)


def _english(record: SharedInformation) -> Iterator[tuple[str, str]]:
    """The school's texts in English, the only language for which there are lists of words: subject and text."""
    return ((subject, text) for subject, language, text in record.texts() if primary(language) == "en")


def _by_language(case: Case) -> list[tuple[str, list[Information]]]:
    """What the school shared, by the primary language it was written in, in order of appearance."""
    grouped: dict[str, list[Information]] = {}
    for item in case[SharedInformation].from_school:
        grouped.setdefault(primary(item.language), []).append(item)
    return list(grouped.items())


def _joined(items: list[Information]) -> str:
    return "\n\n".join(item.prose for item in items)


def _grade(text: str, language: LangTag, context: Context) -> float | None:
    """The school grade at which a text reads, or None where it cannot be measured."""
    return readability.measure(text, language, minimum_words=int(context.limits["reading_words"])).grade
