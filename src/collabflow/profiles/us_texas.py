"""Texas, on top of the federal rules: five school days' notice, one recess to think again, a copy in Spanish.

School days are counted with the profile's calendar; give your district's own with `with_calendar`.
Source: 19 TAC 89.1050, as it read at the end of 2024; playbook 2.5.1 and 2.12. The paragraph of the notice of a meeting
was not read in the source itself and is left out of its citation.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from attrs import evolve, frozen

from collabflow.core.case import Case, Record
from collabflow.core.event import Context, Entry, Event, Limit, Tighter
from collabflow.core.fact import Fact
from collabflow.core.finding import Basis, Lack, Phrase, Severity, Unsound, Waivable
from collabflow.core.guard import guard
from collabflow.core.lifecycle.contacts import not_a_caregiver
from collabflow.core.values import Answer, LangTag, PartyId, Step, StrategyId, Trigger
from collabflow.profiles.law.clocks import Clock, Milestone, Unit, reached, with_clocks
from collabflow.profiles.law.meetings import (
    MeetingNotices,
    ShorterNoticeAgreed,
    first_told_on,
    invited_caregivers,
)
from collabflow.profiles.us_idea import US_IDEA
from collabflow.profiles.us_idea.notice import given_to, is_of_the_plan, owed
from collabflow.steps.s01_plan_meeting import MeetingKind, MeetingProposed, language_of
from collabflow.steps.s05_joint_planning import (
    JointPlan,
    NoticeGiven,
    PlanShared,
    StrategyProposed,
    caregiver_positions,
)
from collabflow.steps.s05_joint_planning.facts import ADOPTING

MEETING_DAYS = Limit(name="texas_meeting_school_days", value=5, tighter=Tighter.HIGHER, source="19 TAC 89.1050")
CHANGE_DAYS = Limit(name="texas_change_school_days", value=5, tighter=Tighter.HIGHER, source="19 TAC 89.1050(h)")
RECESS_DAYS = Limit(name="texas_recess_school_days", value=10, tighter=Tighter.LOWER, source="19 TAC 89.1050(g)(1)")


# the recess -----------------------------------------------------------------------------------


@frozen(kw_only=True)
class Recess(Fact):
    """A caregiver who disagrees was offered a recess to think again, and what they said."""

    caregiver: PartyId
    strategies: tuple[StrategyId, ...]
    answer: Answer


@frozen(kw_only=True)
class Recesses(Record):
    """The recesses offered in this cycle."""

    offered: tuple[Recess, ...] = ()

    def offered_to(self, caregiver: PartyId, strategy: StrategyId) -> bool:
        """Whether this caregiver was offered one about this strategy, whatever they said to it."""
        return any(r.caregiver == caregiver and strategy in r.strategies for r in self.offered)


@frozen(kw_only=True)
class RecessOffered(Event):
    """A caregiver who disagrees is offered a recess; `answer` is theirs, and no answer counts as offered."""

    stored_as: ClassVar[str] = "us_texas.recess_offered"
    caregiver: PartyId
    strategies: tuple[StrategyId, ...]
    answer: Answer = Answer.NO_ANSWER

    def voices(self) -> Iterator[PartyId]:
        if self.answer in (Answer.YES, Answer.NO):
            yield self.caregiver

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        yield from not_a_caregiver(case, context, self.caregiver)

    def apply(self, case: Case, entry: Entry) -> Case:
        recesses = case[Recesses]
        offered = Recess(caregiver=self.caregiver, strategies=self.strategies, answer=self.answer)
        return case.with_record(evolve(recesses, offered=(*recesses.offered, offered)))


@guard(
    "TX_RECESS_NOT_OFFERED",
    says="{caregiver} disagrees about “{strategy}” and was not offered a recess.",
    fix="Offer one, agree when to go on, and record what they say.",
    remedies=(RecessOffered,),
    basis=Basis.LAW,
    waivable=Waivable.REASON,
    citation="19 TAC 89.1050(g)(1)",
)
def everyone_who_disagrees_was_offered_a_recess(case: Case, context: Context) -> Iterator[Lack]:
    """A reason is enough where the rule itself makes an exception, for everybody's safety."""
    for strategy in case[JointPlan].with_outcome(ADOPTING):
        for said in caregiver_positions(case, strategy):
            open_still = said.disagrees and is_of_the_plan(strategy)
            if open_still and not case[Recesses].offered_to(said.party, strategy.id):
                yield Lack(f"{strategy.id}/{said.party}", strategy=strategy.id, caregiver=said.party)


# notice and copy ------------------------------------------------------------------------------


@guard(
    "TX_MEETING_NOTICE_LATE",
    says="{caregiver} had notice of the {meeting} only {days} ahead; {least} are due.",
    fix="Agree on a later day with them, or record that the shorter time suits them.",
    remedies=(ShorterNoticeAgreed, MeetingProposed, Trigger.RESCHEDULE),
    basis=Basis.LAW,
    citation="19 TAC 89.1050",
)
def every_meeting_is_told_in_time(case: Case, context: Context) -> Iterator[Lack]:
    """An emergency is told of as soon as may be: then this is a warning."""
    least = int(context.limits[MEETING_DAYS.name])
    for meeting, caregiver in invited_caregivers(case, context):
        slot, told = meeting.confirmed_slot, first_told_on(case, meeting, caregiver.id)
        if slot is None or told is None or case[MeetingNotices].agreed_shorter(meeting, caregiver.id):
            continue
        days = context.calendar.school_days(told, slot.start.date())
        if days < least:
            yield Lack(
                f"{meeting.id}/{caregiver.id}",
                severity=Severity.WARNING if meeting.kind is MeetingKind.EMERGENCY else None,
                meeting=meeting.id,
                caregiver=caregiver.id,
                days=_in_words(days),
                least=least,
            )


def _in_words(days: int) -> Phrase:
    return Phrase("{n} school day", many="{n} school days", n=days)


@guard(
    "TX_NOTICE_LATE",
    says="{caregiver} has notice of “{strategy}” only {days} before it begins; {least} are due.",
    fix="Set a later start, or record that the shorter time suits them.",
    remedies=(ShorterNoticeAgreed, StrategyProposed, NoticeGiven),
    basis=Basis.LAW,
    standing=True,
    citation="19 TAC 89.1050(h)",
)
def every_change_is_told_in_time(case: Case, context: Context) -> Iterator[Lack]:
    least = int(context.limits[CHANGE_DAYS.name])
    for strategy, caregiver in owed(case, context):
        told = min((one.on for one in given_to(case, strategy, caregiver)), default=None)
        days = _school_days(told, strategy.starts, context)
        if days is not None and days < least and not case[MeetingNotices].agreed_sooner(strategy.id, caregiver):
            subject, ahead = f"{strategy.id}/{caregiver}", _in_words(days)
            yield Lack(subject, strategy=strategy.id, caregiver=caregiver, days=ahead, least=least)


def _school_days(told: date | None, starts: date | None, context: Context) -> int | None:
    return None if told is None or starts is None else context.calendar.school_days(told, starts)


@guard(
    "TX_COPY_NOT_IN_SPANISH",
    says="{caregiver} reads Spanish and has no copy of the plan in Spanish.",
    fix="Give them a copy or a recording in Spanish.",
    remedies=(PlanShared,),
    basis=Basis.LAW,
    citation="19 TAC 89.1050(i)",
)
def every_spanish_speaker_has_a_spanish_copy(case: Case, context: Context) -> Iterator[Lack]:
    """Asked where Spanish is the first language that a caregiver named and English is none of theirs."""
    for caregiver in case.caregivers(on=context.today):
        languages = [_primary(tag) for tag in language_of(case, caregiver.id, context.today)]
        copy = case[JointPlan].copy_of(caregiver.id)
        wants_spanish = languages[:1] == ["es"] and "en" not in languages
        if wants_spanish and copy is not None and _primary(copy.language or "") != "es":
            yield Lack(caregiver.id, caregiver=caregiver.id)


def _primary(tag: LangTag) -> str:
    return tag.lower().split("-")[0]


_RULES = (
    US_IDEA.named("us-texas")
    .with_events(RecessOffered)
    .with_terms({"ARD": "the meeting, with you, that writes your child's plan"})
    .with_limits(MEETING_DAYS, CHANGE_DAYS)
    .with_guard(every_meeting_is_told_in_time, leaving=Step.PLAN_MEETING)
    .with_guard(everyone_who_disagrees_was_offered_a_recess, leaving=Step.JOINT_PLANNING)
    .with_guard(every_change_is_told_in_time, leaving=Step.JOINT_PLANNING)
    .with_guard(every_spanish_speaker_has_a_spanish_copy, leaving=Step.JOINT_PLANNING)
    .with_law("PLAN_DISSENT_NOT_OFFERED", citation="19 TAC 89.1050(g)(4)", severity="blocker")
)

US_TEXAS = with_clocks(
    _RULES,
    Clock(
        kind="texas_recess",
        limit=RECESS_DAYS,
        unit=Unit.SCHOOL_DAYS,
        since=reached(Milestone.RECESS_BEGUN),
        until=reached(Milestone.RECESS_OVER),
    ),
)
"""The rules of Texas on top of the federal ones."""
