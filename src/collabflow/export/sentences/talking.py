"""Sentences for steps 3 and 4: sharing information, and listening."""

from __future__ import annotations

from collabflow.export.html import Content
from collabflow.export.sentences.sentence import Sentence, told
from collabflow.export.speech import Speech, Words
from collabflow.steps.s03_share_information import (
    AssessmentShared,
    ChallengeShared,
    NothingToShare,
    ProgressShared,
    QuestionAnswered,
    QuestionAsked,
    TermExplained,
    UnderstandingChecked,
    VisualShown,
)
from collabflow.steps.s04_active_listening import (
    ContributionAcknowledged,
    ContributionInvited,
    ContributionKind,
    ContributionTraced,
    ContributionVoiced,
    ContributionWithdrawn,
    TraceOutcome,
)

# sharing --------------------------------------------------------------------------------------


def progress(event: ProgressShared, s: Speech) -> Words:
    if event.progress.source is None:
        return s.say("The school shared what has grown.", about="record")
    return s.say("{who} shared what has grown.", about="record", who=s.person(event.progress.source))


def challenge(event: ChallengeShared, s: Speech) -> Words:
    if event.challenge.source is None:
        return s.say("The school shared what is hard, and what helps.", about="record")
    return s.say("{who} shared what is hard, and what helps.", about="record", who=s.person(event.challenge.source))


def assessment(event: AssessmentShared, s: Speech) -> Words:
    if event.assessment.source is None:
        return s.say("The school shared what an assessment found.", about="record")
    return s.say("{who} brought a report.", about="record", who=s.person(event.assessment.source))


def nothing(event: NothingToShare, s: Speech) -> Words:
    return s.say("There is nothing of this kind to share now: {kind}.", about="record", kind=s.word(event.kind))


def term(event: TermExplained, s: Speech) -> Words:
    return s.say("A term was explained: {term}.", about="record", term=s.free(event.term))


def shown(event: VisualShown, s: Speech) -> Words:
    return s.say("Something was shown.", about="record")


def question(event: QuestionAsked, s: Speech) -> Words:
    return s.say("{who} asked a question.", about="record", who=s.person(event.asker))


def answer(event: QuestionAnswered, s: Speech) -> Words:
    if event.answer is None and event.promised_for is not None:
        day = s.day(event.promised_for)
        return s.say("An answer to the question was promised for {day}.", about="record", day=day)
    return s.say("The question was answered.", about="record")


def understood(event: UnderstandingChecked, s: Speech) -> Words:
    return s.say("{who} was asked whether it all made sense.", about="record", who=s.person(event.caregiver))


# listening ------------------------------------------------------------------------------------


def invited(event: ContributionInvited, s: Speech) -> Words:
    who = s.person(event.party)
    if event.why_not is not None:
        return s.say("{who} was not asked what they would like to say.", about="record", who=who)
    return s.say("{who} was asked what they would like to say.", about="record", who=who)


def voiced(event: ContributionVoiced, s: Speech) -> Words:
    return voiced_by(event.kind, s.person(event.by), s)


def voiced_by(kind: ContributionKind, who: Content, s: Speech) -> Words:
    """That this person said something of this kind."""
    match kind:
        case ContributionKind.CONCERN:
            return s.say("{who} has a concern.", about="record", who=who)
        case ContributionKind.EXPERIENCE:
            return s.say("{who} told of an experience.", about="record", who=who)
        case ContributionKind.INSIGHT:
            return s.say("{who} shared an insight.", about="record", who=who)
        case ContributionKind.HOPE:
            return s.say("{who} has a hope.", about="record", who=who)
        case ContributionKind.PREFERENCE:
            return s.say("{who} told what they would like.", about="record", who=who)
    return s.say("{who} has a question.", about="record", who=who)


def said_back(event: ContributionAcknowledged, s: Speech) -> Words:
    if event.by is None:
        return s.say("What was heard was said back.", about="record")
    return s.say("{who} said back what they heard.", about="record", who=s.person(event.by))


def withdrawn(event: ContributionWithdrawn, s: Speech) -> Words:
    return s.say("{who} took back what they had said.", about="record", who=s.person(event.by))


def traced(event: ContributionTraced, s: Speech) -> Words:
    said = s.thing("contribution", event.contribution)
    if event.outcome is TraceOutcome.IN_PLAN:
        return s.say("It is in the plan: {said}.", about="record", said=said)
    if event.outcome is TraceOutcome.LATER:
        return s.say("It will be looked at later: {said}.", about="record", said=said)
    return s.say("It was not taken up: {said}.", about="record", said=said)


SENTENCES: tuple[Sentence, ...] = (
    told(ProgressShared, progress),
    told(ChallengeShared, challenge),
    told(AssessmentShared, assessment),
    told(NothingToShare, nothing, "kind"),
    told(TermExplained, term, "term"),
    told(VisualShown, shown),
    told(QuestionAsked, question, "asker question"),
    told(QuestionAnswered, answer, "question"),
    told(UnderstandingChecked, understood, "caregiver"),
    told(ContributionInvited, invited, "party"),
    told(ContributionVoiced, voiced, "by kind contribution"),
    told(ContributionAcknowledged, said_back, "by"),
    told(ContributionWithdrawn, withdrawn, "by"),
    told(ContributionTraced, traced, "outcome contribution"),
)
