"""What only this law asks to record: an absence that the family agreed to, the rights leaflet, parts of the plan.

Source: 34 CFR 300.321(e), 300.504(a), 300.320(a) and (b).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import ClassVar, Self

from attrs import evolve, field, frozen

from collabflow.core.case import Case, Record
from collabflow.core.event import Context, Entry, Event
from collabflow.core.fact import Fact
from collabflow.core.finding import Unsound
from collabflow.core.lifecycle.contacts import not_a_caregiver
from collabflow.core.people import SCHOOL_ROLES, Role
from collabflow.core.values import Answer, MeetingId, PartyId
from collabflow.profiles.law.meetings import no_such_meeting

SCHOOL_OR_SYSTEM = SCHOOL_ROLES | {Role.SYSTEM}


class PlanSection(StrEnum):
    """A part of the written plan that no step records."""

    PRESENT_LEVELS = "what_the_student_can_do_now"
    TIME_APART = "the_time_away_from_other_students"
    TESTS = "how_the_student_takes_tests"
    AFTER_SCHOOL = "life_after_school"


# facts and record -----------------------------------------------------------------------------


@frozen(kw_only=True)
class Excusal(Fact):
    """A caregiver agreed that a team member stays away from a meeting. `area_discussed`: is their field a topic?"""

    meeting: MeetingId
    party: PartyId
    caregiver: PartyId
    in_writing: Answer = Answer.NOT_ASKED
    area_discussed: Answer = Answer.NOT_ASKED


@frozen(kw_only=True)
class MemberInput(Fact):
    """A team member sent their written input for a meeting."""

    meeting: MeetingId
    party: PartyId


@frozen(kw_only=True)
class LeafletGiven(Fact):
    """A caregiver was given the leaflet about their rights on a day."""

    party: PartyId
    on: date


@frozen(kw_only=True)
class Section(Fact):
    """A part of the plan as written."""

    section: PlanSection
    statement: str = field(default="", repr=False)
    other_standards: Answer = Answer.NOT_ASKED


@frozen(kw_only=True)
class IdeaPapers(Record):
    """What this law asks to record. Only the leaflets go on into the next cycle."""

    excusals: tuple[Excusal, ...] = ()
    inputs: tuple[MemberInput, ...] = ()
    leaflets: tuple[LeafletGiven, ...] = ()
    sections: tuple[Section, ...] = ()

    def excusals_of(self, party: PartyId, meeting: MeetingId) -> tuple[Excusal, ...]:
        """The agreements that this person may stay away from that meeting."""
        return tuple(e for e in self.excusals if (e.party, e.meeting) == (party, meeting))

    def sent_input(self, party: PartyId, meeting: MeetingId) -> bool:
        """Whether this person sent their input for that meeting."""
        return MemberInput(meeting=meeting, party=party) in self.inputs

    def last_leaflet(self, party: PartyId) -> date | None:
        """The last day on which this caregiver was given the leaflet."""
        return max((leaflet.on for leaflet in self.leaflets if leaflet.party == party), default=None)

    def section(self, section: PlanSection) -> Section:
        """This part of the plan, blank while nobody wrote it."""
        return next((known for known in self.sections if known.section is section), Section(section=section))

    def carried(self) -> Self:
        return type(self)(leaflets=self.leaflets)


# events ---------------------------------------------------------------------------------------


@frozen(kw_only=True)
class MemberExcused(Event):
    """A caregiver agrees that a team member stays away from a meeting, or from a part of it."""

    stored_as: ClassVar[str] = "us_idea.member_excused"
    meeting: MeetingId
    party: PartyId
    caregiver: PartyId
    in_writing: Answer = Answer.NOT_ASKED
    area_discussed: Answer = Answer.NOT_ASKED

    def voices(self) -> Iterator[PartyId]:
        yield self.caregiver

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        yield from no_such_meeting(case, self.meeting)
        yield from not_a_caregiver(case, context, self.caregiver)
        yield from nobody_here(case, context, self.party)

    def apply(self, case: Case, entry: Entry) -> Case:
        excusal = Excusal(
            meeting=self.meeting,
            party=self.party,
            caregiver=self.caregiver,
            in_writing=self.in_writing,
            area_discussed=self.area_discussed,
        )
        papers = case[IdeaPapers]
        mine = (self.meeting, self.party, self.caregiver)
        others = tuple(e for e in papers.excusals if (e.meeting, e.party, e.caregiver) != mine)
        return case.with_record(evolve(papers, excusals=(*others, excusal)))


@frozen(kw_only=True)
class MemberInputSent(Event):
    """A team member sent written input for a meeting to the family and the team."""

    stored_as: ClassVar[str] = "us_idea.member_input_sent"
    recorders: ClassVar[frozenset[Role]] = SCHOOL_OR_SYSTEM
    meeting: MeetingId
    party: PartyId

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        yield from no_such_meeting(case, self.meeting)
        yield from nobody_here(case, context, self.party)

    def apply(self, case: Case, entry: Entry) -> Case:
        papers = case[IdeaPapers]
        sent = MemberInput(meeting=self.meeting, party=self.party)
        return case.with_record(evolve(papers, inputs=(*papers.inputs, sent)))


@frozen(kw_only=True)
class RightsLeafletGiven(Event):
    """Caregivers were given the leaflet about their rights."""

    stored_as: ClassVar[str] = "us_idea.rights_leaflet_given"
    recorders: ClassVar[frozenset[Role]] = SCHOOL_OR_SYSTEM
    to: tuple[PartyId, ...]

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        if any(not case.is_caregiver(person, on=context.today) for person in self.to):
            yield Unsound("to", "names somebody who is not a caregiver on this case")

    def apply(self, case: Case, entry: Entry) -> Case:
        papers = case[IdeaPapers]
        given = tuple(LeafletGiven(party=person, on=entry.stamp.day) for person in self.to)
        return case.with_record(evolve(papers, leaflets=(*papers.leaflets, *given)))


@frozen(kw_only=True)
class PlanSectionWritten(Event):
    """A part of the plan is written; writing it again replaces it.

    With the part about tests, `other_standards` says whether the student takes them against other standards.
    """

    stored_as: ClassVar[str] = "us_idea.plan_section_written"
    section: PlanSection
    statement: str = field(default="", repr=False)
    other_standards: Answer = Answer.NOT_ASKED

    def faults(self) -> Iterator[tuple[str, str]]:
        if self.other_standards is not Answer.NOT_ASKED and self.section is not PlanSection.TESTS:
            yield "other_standards", "belongs to the part about tests"

    def apply(self, case: Case, entry: Entry) -> Case:
        papers = case[IdeaPapers]
        written = Section(section=self.section, statement=self.statement, other_standards=self.other_standards)
        others = tuple(known for known in papers.sections if known.section is not self.section)
        return case.with_record(evolve(papers, sections=(*others, written)))


def nobody_here(case: Case, context: Context, party: PartyId) -> Iterator[Unsound]:
    """The objection to an event about somebody who is not on this case today."""
    if not case.is_party(party, on=context.today):
        yield Unsound("party", "is not on this case")


EVENTS = (MemberExcused, MemberInputSent, RightsLeafletGiven, PlanSectionWritten)
