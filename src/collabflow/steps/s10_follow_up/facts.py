"""What a follow-up is made of: the next time to talk, how working together went, and whether goals still fit.

The five open prompts are ours. Published questionnaires are supported by name, version and item id; their items
are never kept here. Answers are about working together; nobody is scored by them.
Source: playbook 2.11 (a) and section 9.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from attrs import evolve, field, frozen

from collabflow.core.fact import Fact, IdOf
from collabflow.core.values import Count, LangTag, MeetingId, Method, PartyId, Slot
from collabflow.goals.goal import Goal
from collabflow.steps.s01_plan_meeting import Meeting, Mode, Offer, SlotAnswer

FollowUpId = Annotated[str, IdOf("Arranged")]


def is_said(words: str | None) -> bool:
    """Whether anything was written."""
    return bool((words or "").strip())


# the next time to talk ------------------------------------------------------------------------


class FollowUpKind(StrEnum):
    """How people get back to each other. A message has a time as well: the one by which it is sent."""

    MEETING = "meeting"
    CALL = "call"
    MESSAGE = "message"


@frozen(kw_only=True)
class Arranged(Fact):
    """One follow-up: its times and the answers to them. `caregivers` are those it is for; none named: all.

    `meeting` is the id that it will have as a meeting, where it differs.
    """

    id: FollowUpId
    kind: FollowUpKind = FollowUpKind.MEETING
    offers: tuple[Offer, ...] = ()
    answers: tuple[SlotAnswer, ...] = ()
    caregivers: tuple[PartyId, ...] = ()
    mode: Mode | None = None
    place: str | None = field(default=None, repr=False)
    about: str | None = field(default=None, repr=False)
    meeting: MeetingId | None = None

    def is_for(self, caregiver: PartyId) -> bool:
        """Whether it is meant for this caregiver."""
        return not self.caregivers or caregiver in self.caregivers

    def offer_at(self, start: datetime) -> Offer | None:
        """The time on offer that begins at that moment."""
        return self.as_meeting.offer_at(start)

    def ahead(self, now: datetime) -> Arranged:
        """The follow-up with those of its times that have not begun."""
        return evolve(self, offers=tuple(offer for offer in self.offers if offer.slot.start > now))

    @property
    def confirmed_slot(self) -> Slot | None:
        """The time that a caregiver with a say accepted."""
        return self.as_meeting.confirmed_slot

    @property
    def as_meeting(self) -> Meeting:
        """Its times and answers as those of a meeting, which weighs them the same way."""
        return Meeting(id=self.meeting or self.id, offers=self.offers, answers=self.answers)


# how working together went --------------------------------------------------------------------


class Prompt(StrEnum):
    """The open questions about working together, asked of both sides; their words are in `PROMPTS`."""

    WORKED_WELL = "worked_well"
    MADE_IT_HARD = "made_it_hard"
    FELT_HEARD = "felt_heard"
    DID_WHAT_WE_SAID = "did_what_we_said"
    NEXT_TIME = "next_time"


PROMPTS: tuple[tuple[Prompt, str], ...] = (
    (Prompt.WORKED_WELL, "What worked well between us?"),
    (Prompt.MADE_IT_HARD, "What made it hard?"),
    (Prompt.FELT_HEARD, "Did you feel heard? What told you so?"),
    (Prompt.DID_WHAT_WE_SAID, "Did we do what we said?"),
    (Prompt.NEXT_TIME, "What should we do differently next time?"),
)
"""The open questions in our words, in the order in which to ask them. Nobody has to answer all of them."""


@frozen(kw_only=True)
class PromptAnswer(Fact):
    """What somebody answered to one open question."""

    prompt: Prompt
    words: str = field(default="", repr=False)


@frozen(kw_only=True)
class Instrument(Fact):
    """A published questionnaire that the host uses, by the name and version under which it is licensed."""

    id: str
    version: str

    def faults(self) -> Iterator[tuple[str, str]]:
        for name in ("id", "version"):
            if not is_said(getattr(self, name)):
                yield name, "must not be blank"


@frozen(kw_only=True)
class ItemAnswer(Fact):
    """An answer to one item of a questionnaire, by the item's id; the item itself stays with the host."""

    item: str
    answer: str = field(repr=False)


@frozen(kw_only=True)
class View(Fact):
    """What one person says about working together in this pass, or that they prefer not to, or gave no answer."""

    party: PartyId
    turn: Count
    on: date
    answers: tuple[PromptAnswer, ...] = ()
    instrument: Instrument | None = None
    items: tuple[ItemAnswer, ...] = ()
    prefers_not_to_say: bool = False
    no_answer: bool = False
    we_will_change: str | None = field(default=None, repr=False)

    @property
    def is_told(self) -> bool:
        """Whether they said something."""
        return bool(self.items) or any(is_said(answer.words) for answer in self.answers)

    @property
    def is_given(self) -> bool:
        """Whether they answered; to prefer not to say is an answer."""
        return self.is_told or self.prefers_not_to_say

    @property
    def names_a_difficulty(self) -> bool:
        """Whether they answered what made it hard."""
        return any(answer.prompt is Prompt.MADE_IT_HARD and is_said(answer.words) for answer in self.answers)

    def said_again(self, other: View) -> View:
        """The view once the other one was recorded after it: what is given anew wins, silence takes nothing back."""
        answers = {answer.prompt: answer for answer in (*self.answers, *other.answers)}
        before = self.items if other.instrument in (None, self.instrument) else ()
        items = {item.item: item for item in (*before, *other.items)}
        return evolve(
            self,
            on=other.on,
            answers=tuple(answers.values()),
            instrument=other.instrument or self.instrument,
            items=tuple(items.values()),
            prefers_not_to_say=other.prefers_not_to_say or (self.prefers_not_to_say and not other.is_told),
            no_answer=(other.no_answer or self.no_answer) and not (self.is_given or other.is_given),
            we_will_change=other.we_will_change or self.we_will_change,
        )


# whether goals still fit ----------------------------------------------------------------------


class FamilyFit(StrEnum):
    """What a caregiver, or the student, says about a goal now."""

    STILL_MATTERS = "still_matters"
    CHANGED = "changed"
    NO_LONGER = "no_longer"
    PREFERS_NOT_TO_SAY = "prefers_not_to_say"
    NO_ANSWER = "no_answer"


class SchoolFit(StrEnum):
    """What the school says about a goal now."""

    FITS_PLAN = "fits_plan"
    NEEDS_CHANGE = "needs_change"


class Follows(StrEnum):
    """The next step for a goal that no longer fits."""

    BACK_TO_GOALS = "back_to_goals"
    BACK_TO_PLANNING = "back_to_planning"


NO_FIT = frozenset({FamilyFit.CHANGED, FamilyFit.NO_LONGER})
"""The answers after which a goal needs a next step."""


@frozen(kw_only=True)
class FamilySays(Fact):
    """What one member of the family says about a goal."""

    person: PartyId
    fit: FamilyFit
    words: str | None = field(default=None, repr=False)


@frozen(kw_only=True)
class Alignment(Fact):
    """Whether one goal, as it read then, still fits, as each side sees it, and what follows.

    `settled` says that its next step was taken since: the case went back, and the goal is asked about again.
    """

    goal: Goal
    turn: Count
    on: date
    family: tuple[FamilySays, ...] = ()
    school: SchoolFit | None = None
    note: str | None = field(default=None, repr=False)
    follows: Follows | None = None
    settled: bool = False

    @property
    def is_off(self) -> bool:
        """Whether somebody says that the goal no longer fits."""
        return self.school is SchoolFit.NEEDS_CHANGE or any(said.fit in NO_FIT for said in self.family)

    def said_again(self, other: Alignment) -> Alignment:
        """The alignment once the other one was recorded after it; each person's last word counts."""
        family = {said.person: said for said in (*self.family, *other.family)}
        return evolve(
            self,
            on=other.on,
            family=tuple(family.values()),
            school=other.school or self.school,
            note=other.note or self.note,
            follows=other.follows or self.follows,
        )


@frozen(kw_only=True)
class SummaryCopy(Fact):
    """Somebody was given the summary, in which language and how."""

    party: PartyId
    turn: Count
    on: date
    language: LangTag | None = None
    method: Method | None = None
