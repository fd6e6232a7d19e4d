"""Makers of what is shared and what is listened to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TypeVar

from collabflow.core.event import Event
from collabflow.core.fact import altered
from collabflow.core.values import Answer, LangTag, PartyId
from collabflow.steps.s03_share_information import (
    Assessment,
    AssessmentShared,
    Challenge,
    ChallengeShared,
    Information,
    Progress,
    ProgressShared,
    SharedInformation,
)
from collabflow.steps.s03_share_information.events import may_see
from collabflow.steps.s04_active_listening import (
    ContributionAcknowledged,
    ContributionInvited,
    ContributionKind,
    ContributionVoiced,
    InvitationAnswer,
    KindAnswer,
    Listening,
    Reply,
)
from collabflow.testing.rules.want import Maker, Want

Kind = TypeVar("Kind", bound=Information)


def progress(want: Want) -> Iterator[ProgressShared]:
    """What has grown, for everybody who may know, in a language of theirs."""
    for item in _again(want, Progress):
        yield ProgressShared(progress=item)
    yield ProgressShared(
        progress=Progress(
            id=want.fresh("progress"),
            area="Reading",
            statement="Maya now reads a short story by herself.",
            translated_into=_languages(want),
            shared_with=_everyone(want),
        )
    )


def challenge(want: Want) -> Iterator[ChallengeShared]:
    """What is hard now and what helps."""
    for item in _again(want, Challenge):
        yield ChallengeShared(challenge=altered(item, {"what_helps": "A friend who asks her."}))
    yield ChallengeShared(
        challenge=Challenge(
            id=want.fresh("challenge"),
            area="Break time",
            statement="Maya would like to play with others and waits at the side.",
            what_helps="A friend who asks her.",
            translated_into=_languages(want),
            shared_with=_everyone(want),
        )
    )


def assessment(want: Want) -> Iterator[AssessmentShared]:
    """What was found, with a copy for the family."""
    for item in _again(want, Assessment):
        yield AssessmentShared(assessment=altered(item, {"copy_given_on": want.today}))
    yield AssessmentShared(
        assessment=Assessment(
            id=want.fresh("assessment"),
            title="Reading aloud, three short texts",
            statement="Maya reads 50 words in a minute, and tells the story well.",
            assessed_on=want.today - timedelta(days=3),
            assessed_by="Kim Adeyemi",
            looks_at="How many words she reads aloud in one minute.",
            limits="It does not show how much she enjoys it.",
            copy_given_on=want.today,
            translated_into=_languages(want),
            shared_with=_everyone(want),
        )
    )


def _again(want: Want, kind: type[Kind]) -> Iterator[Kind]:
    """What was shared before, told again in plain words and in every language."""
    named = want.named("Information")
    for item in want.case[SharedInformation].items:
        if isinstance(item, kind) and item.id in named:
            plain = {"statement": "Maya now reads a short story by herself.", "area": "Reading"}
            yield altered(item, {"translated_into": _languages(want), "shared_with": _everyone(want)})
            yield altered(item, {**plain, "translated_into": _languages(want), "shared_with": _everyone(want)})


def _everyone(want: Want) -> tuple[PartyId, ...]:
    return may_see(want.case, want.today)


def _languages(want: Want) -> tuple[LangTag, ...]:
    tags = (tag for person in want.caregivers for tag in want.languages(person))
    return tuple(tag for tag in dict.fromkeys(tags) if tag != "en")


def invited(want: Want) -> Iterator[ContributionInvited]:
    """Somebody is asked for every kind, and has nothing to add."""
    answers = tuple(KindAnswer(kind=kind, answer=InvitationAnswer.NOTHING_TO_ADD) for kind in ContributionKind)
    people = want.caregivers if not want.is_about("LISTEN_STUDENT_VOICE_NOT_SOUGHT") else ()
    for person in (*people, want.case.student.id):
        yield ContributionInvited(party=person, answers=answers)
    yield ContributionInvited(party=want.case.student.id, why_not="We ask on a walk next week.")


def voiced(want: Want) -> Iterator[ContributionVoiced]:
    """A concern, an experience or an insight in somebody's own words; or leave to write down what was said before."""
    for known in want.case[Listening].standing:
        if known.id in want.hints:
            yield ContributionVoiced(
                contribution=known.id,
                by=known.by,
                kind=known.kind,
                on_behalf_of=known.on_behalf_of,
                words=known.words,
                topic=known.topic,
                may_record=Answer.YES,
            )
    for person in want.caregivers:
        for kind in ContributionKind:
            yield ContributionVoiced(
                contribution=want.fresh("contribution"),
                by=person,
                kind=kind,
                words="She comes home quiet after the long break.",
                may_record=Answer.YES,
            )


def acknowledged(want: Want) -> Iterator[ContributionAcknowledged]:
    """What somebody said is said back, and they say whether that was right."""
    by = next(iter(want.educators), None)
    waiting = sorted(want.case[Listening].standing, key=lambda said: (said.id not in want.hints, said.is_acknowledged))
    for said in waiting:
        silent = said.may_record is Answer.NO
        yield ContributionAcknowledged(
            contributions=(said.id,),
            by=by,
            paraphrase=None if silent else "After the long break there is little to tell at home.",
            reply=Reply.YES_THATS_IT,
            replied_by=said.by,
        )


MAKERS: dict[type[Event], Maker] = {
    ProgressShared: progress,
    ChallengeShared: challenge,
    AssessmentShared: assessment,
    ContributionInvited: invited,
    ContributionVoiced: voiced,
    ContributionAcknowledged: acknowledged,
}
