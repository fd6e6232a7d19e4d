"""What happens while listening: asking, hearing, taking back, and telling what became of it.

Every contribution is its speaker's own word; what the school says back is in `saying_back`. A person who tells of
harm is not served by this record: the school's own procedure for that comes first, and nothing of it is kept here.
Source: playbook 2.4 (c) to (e); cycle.md, room 4.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from attrs import evolve, field, frozen

from collabflow.core.case import Case
from collabflow.core.event import Context, Entry, Event
from collabflow.core.finding import Unsound
from collabflow.core.people import FAMILY_ROLES, Role
from collabflow.core.values import Answer, ContributionId, LangTag, PartyId, StrategyId
from collabflow.steps.s04_active_listening.record import (
    Contribution,
    ContributionKind,
    Invitation,
    InvitationAnswer,
    KindAnswer,
    Listening,
    Sensitivity,
    Trace,
    TraceOutcome,
)

STUDENT_ROLES = frozenset({Role.STUDENT, Role.ADULT_STUDENT})


@frozen(kw_only=True)
class ContributionInvited(Event):
    """A caregiver or the student was asked what they have to share; `answers` holds the kinds asked for.

    Where the student was not asked, `why_not` says why; nothing stands for asking a caregiver. A student may be asked
    who is no party of the case; to take part with contributions of their own they join it.
    """

    stored_as: ClassVar[str] = "active_listening.contribution_invited"
    party: PartyId
    answers: tuple[KindAnswer, ...] = ()
    why_not: str | None = field(default=None, repr=False)

    def faults(self) -> Iterator[tuple[str, str]]:
        kinds = [answer.kind for answer in self.answers]
        if len(set(kinds)) < len(kinds):
            yield "answers", "has more than one answer to a kind; give one"
        if self.answers and self.why_not is not None:
            yield "why_not", "is for a student who was not asked; leave it out where there are answers"

    def voices(self) -> Iterator[PartyId]:
        if any(answer.answer is not InvitationAnswer.NO_ANSWER for answer in self.answers):
            yield self.party

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        student = is_student(case, self.party, on=context.today)
        if not (student or _is_family(case, self.party, on=context.today)):
            yield Unsound("party", "is not a caregiver or the student on this case")
        elif self.why_not is not None and not student:
            yield Unsound("why_not", "is only for the student; a caregiver is always asked")

    def apply(self, case: Case, entry: Entry) -> Case:
        listening = case[Listening]
        at = entry.stamp.occurred
        invitation = Invitation(party=self.party, answers=self.answers, why_not=self.why_not, at=at)
        return case.with_record(evolve(listening, invitations=(*listening.invitations, invitation)))


@frozen(kw_only=True)
class ContributionVoiced(Event):
    """A caregiver, the student or an advocate says something, in their words or close to them.

    `may_record` is what they said when asked whether it may be written down; after a no, neither words nor
    topic are kept. Voicing the same id again replaces it; where that changes what was heard, it waits for an
    acknowledgement and an outcome once more. An advocate names the person `on_behalf_of` whom they speak.
    """

    stored_as: ClassVar[str] = "active_listening.contribution_voiced"
    contribution: ContributionId
    by: PartyId
    kind: ContributionKind
    on_behalf_of: PartyId | None = None
    words: str | None = field(default=None, repr=False)
    topic: str | None = field(default=None, repr=False)
    lang: LangTag | None = None
    interpreted_by: PartyId | None = None
    may_record: Answer = Answer.NOT_ASKED
    sensitivity: Sensitivity = Sensitivity.NORMAL

    def faults(self) -> Iterator[tuple[str, str]]:
        if self.may_record is Answer.NO:
            for name in ("words", "topic"):
                if getattr(self, name) is not None:
                    yield name, "must be left out: the person said no to writing it down"

    def voices(self) -> Iterator[PartyId]:
        yield self.by

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        yield from self._about_speaker(case, context)
        if self.interpreted_by is not None and not case.is_party(self.interpreted_by, on=context.today):
            yield Unsound("interpreted_by", "is not on this case")
        known = case[Listening].get(self.contribution)
        if known is not None and known.by != self.by:
            yield Unsound("contribution", "is the id of what somebody else said; choose another")
        if known is not None and known.withdrawn:
            yield Unsound("contribution", "was withdrawn and stays so; use a new id")

    def _about_speaker(self, case: Case, context: Context) -> Iterator[Unsound]:
        if _is_family(case, self.by, on=context.today):
            if self.on_behalf_of is not None:
                yield Unsound("on_behalf_of", "is only for an advocate; family members speak for themselves")
            return
        speaker = case.party(self.by, on=context.today)
        if speaker is None or Role.ADVOCATE not in speaker.roles:
            yield Unsound("by", "is not a caregiver, the student or an advocate on this case")
        elif self.on_behalf_of is None or not _is_family(case, self.on_behalf_of, on=context.today):
            yield Unsound("on_behalf_of", "must name the caregiver or student for whom the advocate speaks")

    def apply(self, case: Case, entry: Entry) -> Case:
        listening = case[Listening]
        voiced = self._contribution(case, entry)
        known = listening.get(self.contribution)
        if known is not None and voiced.says_the_same_as(known):
            voiced = evolve(voiced, acknowledged=known.acknowledged, trace=known.trace)
        return case.with_record(listening.with_contribution(voiced))

    def _contribution(self, case: Case, entry: Entry) -> Contribution:
        return Contribution(
            id=self.contribution,
            by=self.by,
            kind=self.kind,
            on_behalf_of=self.on_behalf_of,
            words=self.words,
            topic=self.topic,
            lang=self.lang,
            interpreted_by=self.interpreted_by,
            may_record=self.may_record,
            sensitivity=self.sensitivity,
            recorded_by=entry.stamp.by.id,
            at=entry.stamp.occurred,
            cycle=case.cycle,
        )


@frozen(kw_only=True)
class ContributionWithdrawn(Event):
    """A person takes back what they said. It stays readable as withdrawn, and nothing more is asked about it."""

    stored_as: ClassVar[str] = "active_listening.contribution_withdrawn"
    contribution: ContributionId
    by: PartyId
    why: str | None = field(default=None, repr=False)

    def voices(self) -> Iterator[PartyId]:
        yield self.by

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        known = case[Listening].get(self.contribution)
        if known is None:
            yield Unsound("contribution", "was never voiced")
        elif known.withdrawn:
            yield Unsound("contribution", "is withdrawn already")
        elif not known.is_of(self.by):
            yield Unsound("by", "is not the person who said this")

    def apply(self, case: Case, entry: Entry) -> Case:
        day = entry.stamp.day
        return case.with_record(
            case[Listening].changed((self.contribution,), lambda c: evolve(c, withdrawn_on=day)),
        )


@frozen(kw_only=True)
class ContributionTraced(Event):
    """The school says what became of a contribution: in which strategy it is, who looks at it when, or why not."""

    stored_as: ClassVar[str] = "active_listening.contribution_traced"
    contribution: ContributionId
    outcome: TraceOutcome
    strategy: StrategyId | None = None
    who: PartyId | None = None
    when: date | None = None
    why: str | None = field(default=None, repr=False)

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        known = case[Listening].get(self.contribution)
        if known is None:
            yield Unsound("contribution", "was never voiced")
        elif known.withdrawn:
            yield Unsound("contribution", "was withdrawn")
        if self.who is not None and not case.is_party(self.who, on=context.today):
            yield Unsound("who", "is not on this case")

    def apply(self, case: Case, entry: Entry) -> Case:
        trace = Trace(outcome=self.outcome, strategy=self.strategy, who=self.who, when=self.when, why=self.why)
        return case.with_record(case[Listening].changed((self.contribution,), lambda c: evolve(c, trace=trace)))


def is_student(case: Case, party: PartyId, *, on: date) -> bool:
    """Whether this is the student whom the case is about, also where they are no party of it."""
    found = case.party(party, on=on)
    return party == case.student.id or (found is not None and found.has_role(STUDENT_ROLES))


def _is_family(case: Case, party: PartyId, *, on: date) -> bool:
    found = case.party(party, on=on)
    return found is not None and found.has_role(FAMILY_ROLES)
