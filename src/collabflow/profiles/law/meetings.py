"""Notice of a meeting: who was told of which time, what the notice says, and who agreed to a shorter one.

A notice tells of one time. When the meeting moves, it no longer holds and another is needed, as with every yes that
covers what was seen. How many days ahead, and what must be said, is for the profile of a place.
Source: 34 CFR 300.322(b); 19 TAC 89.1050; SEND Regulations 2014, reg 20(3).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Self

from attrs import evolve, frozen

from collabflow.core.case import Case, Record
from collabflow.core.event import Context, Entry, Event
from collabflow.core.fact import Fact
from collabflow.core.finding import Unsound
from collabflow.core.lifecycle.contacts import not_a_caregiver
from collabflow.core.people import SCHOOL_ROLES, Party, Role
from collabflow.core.values import LangTag, MeetingId, Method, PartyId, StrategyId
from collabflow.steps.s01_plan_meeting import Meeting, MeetingKind, MeetingPlan


class NoticeItem(StrEnum):
    """What a notice of a meeting can tell."""

    PURPOSE = "the_purpose"
    TIME = "the_time"
    PLACE = "the_place"
    WHO_COMES = "who_comes"
    MAY_BRING_OTHERS = "that_the_family_may_bring_others"
    AFTER_SCHOOL = "that_life_after_school_is_a_topic"
    STUDENT_INVITED = "that_the_student_is_invited"
    OTHER_AGENCIES = "which_other_agencies_are_invited"


@frozen(kw_only=True)
class MeetingNotice(Fact):
    """One notice of a meeting at one time, as it was given."""

    meeting: MeetingId
    to: tuple[PartyId, ...] = ()
    start: datetime | None = None
    says: tuple[NoticeItem, ...] = ()
    language: LangTag | None = None
    method: Method | None = None
    on: date


@frozen(kw_only=True)
class ShorterNotice(Fact):
    """A caregiver agreed to less time: before a meeting at that time, or before strategies begin."""

    caregiver: PartyId
    meeting: MeetingId | None = None
    start: datetime | None = None
    strategies: tuple[StrategyId, ...] = ()


# record ---------------------------------------------------------------------------------------


@frozen(kw_only=True)
class MeetingNotices(Record):
    """The notices of meetings, and the agreements to shorter ones. A follow-up meeting takes its notice along."""

    given: tuple[MeetingNotice, ...] = ()
    shorter: tuple[ShorterNotice, ...] = ()

    def holding(self, meeting: Meeting, party: PartyId) -> tuple[MeetingNotice, ...]:
        """The notices to this person of the meeting at the time that is agreed; at any, while none is."""
        slot = meeting.confirmed_slot
        mine = (n for n in self.given if n.meeting == meeting.id and party in n.to)
        return tuple(n for n in mine if slot is None or n.start == slot.start)

    def said(self, meeting: Meeting, party: PartyId) -> frozenset[NoticeItem]:
        """What this person was told of the meeting, in one notice or several."""
        return frozenset(item for notice in self.holding(meeting, party) for item in notice.says)

    def agreed_shorter(self, meeting: Meeting, caregiver: PartyId) -> bool:
        """Whether this caregiver agreed to shorter notice of the meeting at the time that is agreed."""
        slot = meeting.confirmed_slot
        mine = (s for s in self.shorter if (s.caregiver, s.meeting) == (caregiver, meeting.id))
        return any(slot is None or s.start == slot.start for s in mine)

    def agreed_sooner(self, strategy: StrategyId, caregiver: PartyId) -> bool:
        """Whether this caregiver agreed that a strategy may begin sooner after its notice."""
        return any(s.caregiver == caregiver and strategy in s.strategies for s in self.shorter)

    def carried(self) -> Self:
        return self


# events ---------------------------------------------------------------------------------------


@frozen(kw_only=True)
class MeetingNoticeGiven(Event):
    """People were given notice of a meeting at the time that is agreed, or at `start`."""

    stored_as: ClassVar[str] = "law.meeting_notice_given"
    recorders: ClassVar[frozenset[Role]] = SCHOOL_ROLES | {Role.SYSTEM}
    meeting: MeetingId
    to: tuple[PartyId, ...]
    start: datetime | None = None
    says: tuple[NoticeItem, ...] = ()
    language: LangTag | None = None
    method: Method | None = None

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        yield from no_such_meeting(case, self.meeting)
        if any(not case.is_party(person, on=context.today) for person in self.to):
            yield Unsound("to", "names somebody who is not on this case")

    def apply(self, case: Case, entry: Entry) -> Case:
        notices = case[MeetingNotices]
        given = MeetingNotice(
            meeting=self.meeting,
            to=self.to,
            start=self.start or agreed_start(case, self.meeting),
            says=self.says,
            language=self.language,
            method=self.method,
            on=entry.stamp.day,
        )
        return case.with_record(evolve(notices, given=(*notices.given, given)))


@frozen(kw_only=True)
class ShorterNoticeAgreed(Event):
    """A caregiver agrees to less time: before a meeting at the time that is agreed, or before strategies begin."""

    stored_as: ClassVar[str] = "law.shorter_notice_agreed"
    caregiver: PartyId
    meeting: MeetingId | None = None
    strategies: tuple[StrategyId, ...] = ()

    def faults(self) -> Iterator[tuple[str, str]]:
        if (self.meeting is None) == (not self.strategies):
            yield "meeting", "give a meeting or strategies: what the shorter time is for"

    def voices(self) -> Iterator[PartyId]:
        yield self.caregiver

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        yield from not_a_caregiver(case, context, self.caregiver)
        if self.meeting is not None:
            yield from no_such_meeting(case, self.meeting)

    def apply(self, case: Case, entry: Entry) -> Case:
        notices = case[MeetingNotices]
        start = None if self.meeting is None else agreed_start(case, self.meeting)
        agreed = ShorterNotice(caregiver=self.caregiver, meeting=self.meeting, start=start, strategies=self.strategies)
        return case.with_record(evolve(notices, shorter=(*notices.shorter, agreed)))


def no_such_meeting(case: Case, meeting: MeetingId) -> Iterator[Unsound]:
    """The objection to an event about a meeting that nobody proposed in this cycle."""
    if case[MeetingPlan].get(meeting) is None:
        yield Unsound("meeting", "is not a meeting of this cycle; propose it first with MeetingProposed")


def agreed_start(case: Case, meeting: MeetingId) -> datetime | None:
    """When the meeting begins, as far as a caregiver has agreed to a time."""
    slot = case[MeetingPlan].of(meeting).confirmed_slot
    return None if slot is None else slot.start


# asking ---------------------------------------------------------------------------------------


def invited_caregivers(case: Case, context: Context) -> Iterator[tuple[Meeting, Party]]:
    """Every standing meeting with each caregiver whom it brings together; who cannot come is told all the same."""
    for meeting in case[MeetingPlan].standing:
        for caregiver in case.caregivers(on=context.today):
            if caregiver.id in meeting.people:
                yield meeting, caregiver


def first_told_on(case: Case, meeting: Meeting, party: PartyId) -> date | None:
    """The day on which this person was first told of the meeting at its time; None while they were not."""
    return min((notice.on for notice in case[MeetingNotices].holding(meeting, party)), default=None)


def last_begun(case: Case, kinds: Collection[MeetingKind] | None = None) -> date | None:
    """The last day on which a meeting, of these kinds or of any, began in this cycle or an earlier one."""
    plans = (case[MeetingPlan], *(past[MeetingPlan] for past in case.earlier))
    begun = (meeting for plan in plans for meeting in plan.started if kinds is None or meeting.kind in kinds)
    return max((meeting.started.at.date() for meeting in begun if meeting.started), default=None)


EVENTS = (MeetingNoticeGiven, ShorterNoticeAgreed)
