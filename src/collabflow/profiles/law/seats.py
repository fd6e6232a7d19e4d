"""Seats: the parts that a law wants at a meeting, and who fills each. One person may fill several.

Which seats there must be is for the profile of a place. Nobody's seat is read off a role or a title: it is named.
Source: 34 CFR 300.321(a) and (d); SEND Regulations 2014, reg 20(2).
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import ClassVar

from attrs import evolve, frozen

from collabflow.core.case import Case, Record
from collabflow.core.event import Context, Entry, Event
from collabflow.core.fact import Fact
from collabflow.core.finding import Unsound
from collabflow.core.values import Answer, MeetingId, PartyId
from collabflow.profiles.law.meetings import no_such_meeting
from collabflow.steps.s01_plan_meeting import Meeting


class Seat(StrEnum):
    """A part that somebody has at a meeting."""

    REGULAR_TEACHER = "the_class_teacher"
    SPECIAL_TEACHER = "the_special_education_teacher"
    DISTRICT = "somebody_who_speaks_for_the_district"
    EXPLAINS_RESULTS = "somebody_who_explains_results"
    HEAD = "the_head_of_the_school"
    LOCAL_AUTHORITY = "the_local_education_office"
    HEALTH = "a_health_adviser"
    SOCIAL_CARE = "social_care"


@frozen(kw_only=True)
class Seated(Fact):
    """Who fills a seat."""

    seat: Seat
    party: PartyId


@frozen(kw_only=True)
class Team(Fact):
    """Who fills which seat at one meeting. `regular_class` says whether the student is, or may be, in one."""

    meeting: MeetingId
    members: tuple[Seated, ...] = ()
    regular_class: Answer = Answer.NOT_ASKED


@frozen(kw_only=True)
class Teams(Record):
    """The teams of this cycle's meetings."""

    teams: tuple[Team, ...] = ()

    def of(self, meeting: MeetingId) -> Team:
        """The team of this meeting, empty while nobody named it."""
        return next((team for team in self.teams if team.meeting == meeting), Team(meeting=meeting))


@frozen(kw_only=True)
class TeamNamed(Event):
    """It is said who fills which seat at a meeting. Naming the team again replaces it."""

    stored_as: ClassVar[str] = "law.team_named"
    meeting: MeetingId
    members: tuple[Seated, ...] = ()
    regular_class: Answer = Answer.NOT_ASKED

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        yield from no_such_meeting(case, self.meeting)
        if any(not case.is_party(member.party, on=context.today) for member in self.members):
            yield Unsound("members", "names somebody who is not on this case")

    def apply(self, case: Case, entry: Entry) -> Case:
        team = Team(meeting=self.meeting, members=self.members, regular_class=self.regular_class)
        others = tuple(known for known in case[Teams].teams if known.meeting != self.meeting)
        return case.with_record(evolve(case[Teams], teams=(*others, team)))


def empty_seats(case: Case, meeting: Meeting, wanted: tuple[Seat, ...]) -> tuple[Seat, ...]:
    """The wanted seats that nobody fills whom this meeting brings together."""
    filled = {member.seat for member in case[Teams].of(meeting.id).members if member.party in meeting.people}
    return tuple(seat for seat in wanted if seat not in filled)


EVENTS = (TeamNamed,)
