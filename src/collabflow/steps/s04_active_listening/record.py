"""What was heard: each contribution of the family, whether it was said back, and what became of it.

A contribution is never merged with another, also where two caregivers say opposite things. One that may not
be written down keeps no words and was heard all the same. One that was withdrawn stays, marked as such.
Source: playbook 2.4 (a) and (e); cycle.md, room 4.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Self

from attrs import evolve, field, frozen

from collabflow.core.case import Record
from collabflow.core.fact import Fact
from collabflow.core.finding import Phrase
from collabflow.core.values import ActionId, Answer, ContributionId, Count, LangTag, PartyId, StrategyId
from collabflow.steps.s02_build_rapport.record import has_text


class ContributionKind(StrEnum):
    """What a person contributes."""

    CONCERN = "concern"
    EXPERIENCE = "experience"
    INSIGHT = "insight"
    HOPE = "hope"
    PREFERENCE = "preference"
    QUESTION = "question"


ALWAYS_INVITED = (ContributionKind.CONCERN, ContributionKind.EXPERIENCE, ContributionKind.INSIGHT)
"""The kinds that the seed asks of every caregiver: concerns, experiences and insights."""


class InvitationAnswer(StrEnum):
    """What a person answered when asked for contributions of one kind. Each of them is fine; silence is `no_answer`."""

    SHARED = "shared"
    NOTHING_TO_ADD = "nothing_to_add"
    PREFERS_NOT_TO_SAY = "prefers_not_to_say"
    LATER = "later"
    NO_ANSWER = "no_answer"


class Sensitivity(StrEnum):
    """Who may read a contribution: `restricted` is for its author and the school administrator only."""

    NORMAL = "normal"
    RESTRICTED = "restricted"


class Reply(StrEnum):
    """What a person said when somebody said back what they had heard."""

    YES_THATS_IT = "yes_thats_it"
    NOT_QUITE = "not_quite"
    NO_REPLY = "no_reply"


class TraceOutcome(StrEnum):
    """What became of a contribution."""

    IN_PLAN = "in_plan"
    LATER = "later"
    NOT_TAKEN_UP = "not_taken_up"


@frozen(kw_only=True)
class KindAnswer(Fact):
    """A kind that a person was asked for, and their answer."""

    kind: ContributionKind
    answer: InvitationAnswer = InvitationAnswer.NO_ANSWER


@frozen(kw_only=True)
class Invitation(Fact):
    """One time that a person was asked; `why_not` says instead why the student was not asked."""

    party: PartyId
    answers: tuple[KindAnswer, ...] = ()
    why_not: str | None = field(default=None, repr=False)
    at: datetime

    @property
    def was_answered(self) -> bool:
        """Whether the person answered to any kind."""
        return any(answer.answer is not InvitationAnswer.NO_ANSWER for answer in self.answers)


@frozen(kw_only=True)
class Acknowledgement(Fact):
    """An educator said back what they heard.

    `feeling` is a word of the person's own. `corrected` is what they meant, in their words, where the
    paraphrase was not quite it. `reply` is None until they were asked whether it was right.
    """

    by: PartyId
    at: datetime
    paraphrase: str | None = field(default=None, repr=False)
    feeling: str | None = field(default=None, repr=False)
    reply: Reply | None = None
    corrected: str | None = field(default=None, repr=False)
    first_step: ActionId | None = None

    @property
    def is_confirmed(self) -> bool:
        """Whether the person said that it was right, or said what would be."""
        return self.reply is Reply.YES_THATS_IT or (self.reply is Reply.NOT_QUITE and has_text(self.corrected))

    @property
    def understood(self) -> str | None:
        """What the school understood in the end: the correction where there is one, else the paraphrase."""
        return self.corrected or self.paraphrase


@frozen(kw_only=True)
class Trace(Fact):
    """What became of a contribution: the strategy whose decision took it up, who looks at it when, or why not."""

    outcome: TraceOutcome
    strategy: StrategyId | None = None
    who: PartyId | None = None
    when: date | None = None
    why: str | None = field(default=None, repr=False)

    @property
    def is_complete(self) -> bool:
        """Whether it leads somewhere: to a decision, to a person and a day, or to a reason."""
        if self.strategy is not None:
            return True
        if self.outcome is TraceOutcome.LATER:
            return self.who is not None and self.when is not None
        return self.outcome is TraceOutcome.NOT_TAKEN_UP and has_text(self.why)


@frozen(kw_only=True)
class Contribution(Fact):
    """What one person said, in their words or close to them.

    `by` is the speaker; an advocate speaks `on_behalf_of` somebody, which never counts as that person's own
    word. `cycle` is the one in which it was voiced, `at` the moment. Words that may not be recorded are not here.
    """

    id: ContributionId
    by: PartyId
    kind: ContributionKind
    on_behalf_of: PartyId | None = None
    words: str | None = field(default=None, repr=False)
    topic: str | None = field(default=None, repr=False)
    lang: LangTag | None = None
    interpreted_by: PartyId | None = None
    may_record: Answer = Answer.NOT_ASKED
    sensitivity: Sensitivity = Sensitivity.NORMAL
    recorded_by: PartyId
    at: datetime
    cycle: Count
    acknowledged: Acknowledgement | None = None
    withdrawn_on: date | None = None
    trace: Trace | None = None

    @property
    def withdrawn(self) -> bool:
        """Whether its author took it back."""
        return self.withdrawn_on is not None

    @property
    def is_acknowledged(self) -> bool:
        """Whether an educator said it back; where nothing may be written down, that it was said back is enough."""
        said_back = self.acknowledged
        return said_back is not None and (self.may_record is Answer.NO or has_text(said_back.paraphrase))

    @property
    def is_confirmed(self) -> bool:
        """Whether the person has said that they were rightly understood, or what would be right."""
        return self.acknowledged is not None and self.acknowledged.is_confirmed

    @property
    def is_traced(self) -> bool:
        """Whether it is known what became of it. A trace that is only begun does not tell."""
        return self.trace is not None and self.trace.is_complete

    def is_of(self, party: PartyId) -> bool:
        """Whether this person said it, or had it said for them."""
        return party in (self.by, self.on_behalf_of)

    def says_the_same_as(self, other: Contribution) -> bool:
        """Whether what was heard is the same, so that what was answered to the other still holds."""
        heard, before = ((c.kind, c.on_behalf_of, c.words) for c in (self, other))
        return heard == before and (self.may_record is Answer.NO) == (other.may_record is Answer.NO)


# record ---------------------------------------------------------------------------------------


@frozen(kw_only=True)
class Listening(Record):
    """What was asked of whom, and what was heard. Concerns without an outcome go on into the next cycle."""

    invitations: tuple[Invitation, ...] = ()
    contributions: tuple[Contribution, ...] = ()

    def get(self, contribution: ContributionId) -> Contribution | None:
        """The contribution with this id, also one that was withdrawn."""
        return next((known for known in self.contributions if known.id == contribution), None)

    @property
    def standing(self) -> tuple[Contribution, ...]:
        """The contributions that were not withdrawn."""
        return tuple(c for c in self.contributions if not c.withdrawn)

    @property
    def concerns_open(self) -> tuple[Contribution, ...]:
        """The concerns that were not withdrawn and of which nobody has said what became."""
        return tuple(c for c in self.standing if c.kind is ContributionKind.CONCERN and not c.is_traced)

    def voiced_by(self, party: PartyId, *, cycle: int) -> tuple[Contribution, ...]:
        """What this person said themselves in that cycle, withdrawn or not."""
        return tuple(c for c in self.contributions if c.by == party and c.cycle == cycle)

    def invitations_to(self, party: PartyId, *, since: datetime | None = None) -> tuple[Invitation, ...]:
        """The times that this person was asked in this cycle, or since that moment, oldest first."""
        return tuple(i for i in self.invitations if i.party == party and (since is None or i.at >= since))

    def was_invited(self, party: PartyId, kind: ContributionKind, *, cycle: int) -> bool:
        """Whether this person was asked for this kind, or spoke of it unasked, in that cycle."""
        asked = (answer.kind for invitation in self.invitations_to(party) for answer in invitation.answers)
        return kind in asked or any(c.kind is kind for c in self.voiced_by(party, cycle=cycle))

    def with_contribution(self, contribution: Contribution) -> Self:
        """The record with this contribution in the place of the one with its id, or at the end."""
        if self.get(contribution.id) is None:
            return evolve(self, contributions=(*self.contributions, contribution))
        return self.changed((contribution.id,), lambda _: contribution)

    def changed(self, ids: Iterable[ContributionId], change: Callable[[Contribution], Contribution]) -> Self:
        """The record with the contributions of these ids changed; ids it does not know change nothing."""
        wanted = frozenset(ids)
        return evolve(self, contributions=tuple(change(c) if c.id in wanted else c for c in self.contributions))

    def traced(
        self,
        ids: Iterable[ContributionId],
        strategy: StrategyId,
        *,
        outcome: TraceOutcome = TraceOutcome.IN_PLAN,
        why: str | None = None,
    ) -> Self:
        """The record once the decision on this strategy has taken up these contributions.

        `outcome` and `why` say it where the decision was to leave them for later or not to take them up.
        """
        trace = Trace(outcome=outcome, strategy=strategy, why=why)
        return self.changed(ids, lambda c: c if c.withdrawn else evolve(c, trace=trace))

    def carried(self) -> Self:
        return evolve(self, invitations=(), contributions=self.concerns_open)

    def label(self, kind: str, value: str) -> Phrase | None:
        contribution = self.get(value) if kind in ("contribution", "contributions") else None
        return None if contribution is None else _named(contribution)


_A_KIND = {
    ContributionKind.CONCERN: Phrase("a concern"),
    ContributionKind.EXPERIENCE: Phrase("an experience"),
    ContributionKind.INSIGHT: Phrase("an insight"),
    ContributionKind.HOPE: Phrase("a hope"),
    ContributionKind.PREFERENCE: Phrase("a preference"),
    ContributionKind.QUESTION: Phrase("a question"),
}


def _named(contribution: Contribution) -> Phrase:
    """The name of a contribution for readers: its kind and topic, never its words."""
    named, topic = _A_KIND[contribution.kind], contribution.topic
    is_private = contribution.sensitivity is Sensitivity.RESTRICTED or contribution.withdrawn
    if topic is None or not has_text(topic) or is_private:
        return named
    return Phrase("{contribution} about {topic}", contribution=named, topic=topic)
