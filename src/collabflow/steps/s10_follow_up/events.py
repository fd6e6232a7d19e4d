"""What happens in step 10: both sides look back, goals are checked, and the summary goes round.

The next time to talk is in `times.py`. A view of working together and what a person says of a goal are their own
word. Silence is `no_answer`, which is no view. A member of the family records what they say themselves and nothing
else.
Source: playbook 2.11 (a), (c) and (d); cycle.md, room 10.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from attrs import field, frozen

from collabflow.core.case import Case
from collabflow.core.event import Context, Entry, Event
from collabflow.core.finding import Unsound
from collabflow.core.people import FAMILY_ROLES, Role
from collabflow.core.values import GoalId, LangTag, Method, PartyId
from collabflow.steps.s06_set_goals import Goals
from collabflow.steps.s10_follow_up.facts import (
    Alignment,
    FamilyFit,
    FamilySays,
    Follows,
    Instrument,
    ItemAnswer,
    PromptAnswer,
    SchoolFit,
    SummaryCopy,
    View,
)
from collabflow.steps.s10_follow_up.record import FollowUp
from collabflow.steps.s10_follow_up.times import SCHOOL_OR_SYSTEM


@frozen(kw_only=True)
class EfficacyAnswered(Event):
    """A person looks back on working together: in answer to open questions, to a questionnaire, or not at all.

    `prefers_not_to_say` is an answer; `no_answer` means asked in vain. `we_will_change` is what will be different
    because of what was said. Recorded again in the same pass it is added to what the person said before.
    """

    stored_as: ClassVar[str] = "follow_up.efficacy_answered"
    party: PartyId
    answers: tuple[PromptAnswer, ...] = ()
    instrument: Instrument | None = None
    items: tuple[ItemAnswer, ...] = ()
    prefers_not_to_say: bool = False
    no_answer: bool = False
    we_will_change: str | None = field(default=None, repr=False)

    def faults(self) -> Iterator[tuple[str, str]]:
        told = bool(self.answers or self.items)
        if told + self.prefers_not_to_say + self.no_answer > 1:
            yield "answers", "go neither with `prefers_not_to_say` nor with `no_answer`; give one of the three"
        if self.items and self.instrument is None:
            yield "instrument", "must name the questionnaire that the items belong to"
        if len({answer.prompt for answer in self.answers}) < len(self.answers):
            yield "answers", "must answer each question once"
        if len({item.item for item in self.items}) < len(self.items):
            yield "items", "must answer each item once"

    def voices(self) -> Iterator[PartyId]:
        if self._view(0, date(2000, 1, 1)).is_given:  # on which day does not matter
            yield self.party

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        if not case.is_party(self.party, on=context.today):
            yield Unsound("party", "is not on this case")

    def apply(self, case: Case, entry: Entry) -> Case:
        record = case[FollowUp]
        view = self._view(record.turn, entry.stamp.day)
        return case.with_record(record.with_view(view, entry.stamp.at))

    def _view(self, turn: int, on: date) -> View:
        return View(
            party=self.party,
            turn=turn,
            on=on,
            answers=self.answers,
            instrument=self.instrument,
            items=self.items,
            prefers_not_to_say=self.prefers_not_to_say,
            no_answer=self.no_answer,
            we_will_change=self.we_will_change,
        )


@frozen(kw_only=True)
class AlignmentChecked(Event):
    """Both sides say whether goals still fit, and what follows where one does not.

    One record may speak of several goals to which the same was said. Recorded again in the same pass it is added
    to what was said; a change to the goal ends all that was said about it before.
    """

    stored_as: ClassVar[str] = "follow_up.alignment_checked"
    goals: tuple[GoalId, ...]
    family: tuple[FamilySays, ...] = ()
    school: SchoolFit | None = None
    note: str | None = field(default=None, repr=False)
    follows: Follows | None = None

    def faults(self) -> Iterator[tuple[str, str]]:
        if not self.goals:
            yield "goals", "must name at least one goal"
        if len({said.person for said in self.family}) < len(self.family):
            yield "family", "must name each person once"

    def voices(self) -> Iterator[PartyId]:
        yield from (said.person for said in self.family if said.fit is not FamilyFit.NO_ANSWER)

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        if any(not case[Goals].is_active(goal) for goal in self.goals):
            yield Unsound("goals", "names something that is not a goal in force on this case")
        for place, said in enumerate(self.family):
            party = case.party(said.person, on=context.today)
            if party is None or not party.has_role(FAMILY_ROLES):
                yield Unsound(f"family[{place}].person", "is not a caregiver or the student on this case")
        if context.stamp.by.role in FAMILY_ROLES and not (self.school is self.note is self.follows is None):
            yield Unsound("school", "is recorded by the school; say what you think of the goal alone")

    def apply(self, case: Case, entry: Entry) -> Case:
        for goal in filter(None, map(case[Goals].get, dict.fromkeys(self.goals))):
            record = case[FollowUp]
            said = Alignment(
                goal=goal,
                turn=record.turn,
                on=entry.stamp.day,
                family=self.family,
                school=self.school,
                note=self.note,
                follows=self.follows,
            )
            case = case.with_record(record.with_alignment(said, entry.stamp.at))
        return case


@frozen(kw_only=True)
class SummaryShared(Event):
    """People were given the summary: what was agreed, what comes next, and who does what."""

    stored_as: ClassVar[str] = "follow_up.summary_shared"
    recorders: ClassVar[frozenset[Role]] = SCHOOL_OR_SYSTEM
    to: tuple[PartyId, ...]
    language: LangTag | None = None
    method: Method | None = None

    def faults(self) -> Iterator[tuple[str, str]]:
        if not self.to:
            yield "to", "must name at least one person"

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        if any(not case.is_party(person, on=context.today) for person in self.to):
            yield Unsound("to", "names somebody who is not on this case")

    def apply(self, case: Case, entry: Entry) -> Case:
        for person in dict.fromkeys(self.to):
            record = case[FollowUp]
            copy = SummaryCopy(
                party=person, turn=record.turn, on=entry.stamp.day, language=self.language, method=self.method
            )
            case = case.with_record(record.with_summary(copy, entry.stamp.at))
        return case
