"""Needs and requests: what a family needs to take part well, and the meetings they ask for.

Everything here is asked, never inferred, and each part may stay not asked. "As last time" is an answer.
Source: cycle.md, common to every step; playbook 4.1.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import ClassVar, Self

from attrs import evolve, field, frozen

from collabflow.core.case import Case, Record
from collabflow.core.event import Context, Entry, Event
from collabflow.core.fact import Fact, altered
from collabflow.core.finding import Unsound
from collabflow.core.people import FAMILY_ROLES
from collabflow.core.values import Answer, Avoid, LangTag, MeetingId, PartyId, RequestId


class Topic(StrEnum):
    """What a family is asked about: each is a field of `Need` and of `NeedsAsked`."""

    LANGUAGES = "languages"
    INTERPRETER = "interpreter"
    ACCESS = "access"
    CULTURE = "culture"
    AVOID = "avoid"


@frozen(kw_only=True)
class Need(Fact):
    """What is known of one caregiver's needs: `asked` are the topics asked in this cycle, `silent` those unanswered."""

    caregiver: PartyId
    languages: tuple[LangTag, ...] = ()
    interpreter: Answer = Answer.NOT_ASKED
    access: tuple[str, ...] = field(default=(), repr=False)
    culture: tuple[str, ...] = field(default=(), repr=False)
    avoid: tuple[Avoid, ...] = field(default=(), repr=False)
    asked: tuple[Topic, ...] = ()
    silent: tuple[Topic, ...] = ()

    def was_asked(self, topic: Topic) -> bool:
        """Whether this was asked in this cycle; no answer counts as asked."""
        return topic in self.asked


class RequestKind(StrEnum):
    """What a family asks for."""

    ANOTHER_DATE = "another_date"
    REVIEW = "review"
    TALK = "talk"


@frozen(kw_only=True)
class Request(Fact):
    """A meeting that a caregiver or the student asked for, and whether the school has answered."""

    id: RequestId
    asker: PartyId
    kind: RequestKind
    wanted_by: date | None = None
    about: str | None = field(default=None, repr=False)
    meeting: MeetingId | None = None
    asked_on: date
    answered: bool = False


# record ---------------------------------------------------------------------------------------


@frozen(kw_only=True)
class Needs(Record):
    """The needs of each caregiver. The next cycle keeps what is known and asks again."""

    needs: tuple[Need, ...] = ()

    def of(self, caregiver: PartyId) -> Need:
        """What is known of this caregiver; when nothing is, everything stands at not asked."""
        return next((need for need in self.needs if need.caregiver == caregiver), Need(caregiver=caregiver))

    def with_need(self, need: Need) -> Self:
        """The record with this need in the place of the one of the same caregiver."""
        others = tuple(known for known in self.needs if known.caregiver != need.caregiver)
        return evolve(self, needs=(*others, need))

    def carried(self) -> Self:
        return evolve(self, needs=tuple(evolve(need, asked=(), silent=()) for need in self.needs))


@frozen(kw_only=True)
class Requests(Record):
    """The meetings that families asked for. An open one goes on into the next cycle."""

    requests: tuple[Request, ...] = ()

    def open_of(self, asker: PartyId) -> tuple[Request, ...]:
        """The requests of this person that the school has not answered yet."""
        return tuple(request for request in self.requests if request.asker == asker and not request.answered)

    def get(self, request: RequestId) -> Request | None:
        """The request with this id."""
        return next((known for known in self.requests if known.id == request), None)

    def carried(self) -> Self:
        return evolve(self, requests=tuple(request for request in self.requests if not request.answered))


# events ---------------------------------------------------------------------------------------


@frozen(kw_only=True)
class NeedsAsked(Event):
    """A caregiver was asked what they need to take part well.

    A part that is left out was not asked; an empty list means "none". `as_last_time` names the topics they
    answered that way, `no_answer` those they left open: both count as asked.
    """

    stored_as: ClassVar[str] = "case.needs_asked"
    caregiver: PartyId
    languages: tuple[LangTag, ...] | None = None
    interpreter: Answer = Answer.NOT_ASKED
    access: tuple[str, ...] | None = field(default=None, repr=False)
    culture: tuple[str, ...] | None = field(default=None, repr=False)
    avoid: tuple[Avoid, ...] | None = field(default=None, repr=False)
    as_last_time: tuple[Topic, ...] = ()
    no_answer: tuple[Topic, ...] = ()

    def faults(self) -> Iterator[tuple[str, str]]:
        for topic in Topic:
            if (topic in self._told()) + (topic in self.as_last_time) + (topic in self.no_answer) > 1:
                yield topic.value, "has more than one answer; give one"

    def voices(self) -> Iterator[PartyId]:
        silent = self.interpreter is Answer.NO_ANSWER
        if len(self._told()) > silent or self.as_last_time:
            yield self.caregiver

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        if not case.is_caregiver(self.caregiver, on=context.today):
            yield Unsound("caregiver", "is not a caregiver on this case")

    def apply(self, case: Case, entry: Entry) -> Case:
        needs = case[Needs]
        known = self._on_file(needs.of(self.caregiver), case)
        told = self._told()
        silent = {*self.no_answer, *([Topic.INTERPRETER] if self.interpreter is Answer.NO_ANSWER else [])}
        answered = {*told, *self.as_last_time} - silent
        need = evolve(
            altered(known, told),
            asked=tuple(topic for topic in Topic if topic in {*known.asked, *answered, *silent}),
            silent=tuple(topic for topic in Topic if topic in {*known.silent, *silent} - answered),
        )
        return case.with_record(needs.with_need(need))

    def _told(self) -> dict[str, object]:
        """What was said, by topic."""
        told = {topic.value: getattr(self, topic.value) for topic in Topic}
        return {topic: said for topic, said in told.items() if said is not None and said is not Answer.NOT_ASKED}

    def _on_file(self, known: Need, case: Case) -> Need:
        """What is known, filled from the school's file where "as last time" confirms it and nobody asked before."""
        member = case.member(self.caregiver)
        if member is None:
            return known
        party = member.latest
        filed = {"languages": party.languages, "interpreter": party.interpreter, "access": party.access_needs}
        blank = Need(caregiver=self.caregiver)
        confirmed = {
            topic: value
            for topic, value in filed.items()
            if topic in self.as_last_time and getattr(known, topic) == getattr(blank, topic)
        }
        return altered(known, confirmed)


@frozen(kw_only=True)
class MeetingAsked(Event):
    """A caregiver or the student asks for another date, a review or a talk; possible at any step."""

    stored_as: ClassVar[str] = "case.meeting_asked"
    request: RequestId
    asker: PartyId
    kind: RequestKind
    meeting: MeetingId | None = None
    wanted_by: date | None = None
    about: str | None = field(default=None, repr=False)

    def voices(self) -> Iterator[PartyId]:
        yield self.asker

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        asker = case.party(self.asker, on=context.today)
        if asker is None or not asker.has_role(FAMILY_ROLES):
            yield Unsound("asker", "is not a caregiver or the student on this case")
        known = case[Requests].get(self.request)
        if known is not None and known.asker != self.asker:
            yield Unsound("request", "is the id of somebody else's request; choose another")

    def apply(self, case: Case, entry: Entry) -> Case:
        request = Request(
            id=self.request,
            asker=self.asker,
            kind=self.kind,
            wanted_by=self.wanted_by,
            about=self.about,
            meeting=self.meeting,
            asked_on=entry.stamp.day,
        )
        others = tuple(known for known in case[Requests].requests if known.id != self.request)
        return case.with_record(Requests(requests=(*others, request)))


@frozen(kw_only=True)
class MeetingAskedAnswered(Event):
    """The school answers such a request: with new dates, a meeting, or why not and what instead."""

    stored_as: ClassVar[str] = "case.meeting_asked_answered"
    request: RequestId
    answer: str | None = field(default=None, repr=False)
    meeting: MeetingId | None = None

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        if case[Requests].get(self.request) is None:
            yield Unsound("request", "was never asked")

    def apply(self, case: Case, entry: Entry) -> Case:
        requests = case[Requests].requests
        return case.with_record(
            Requests(requests=tuple(evolve(r, answered=True) if r.id == self.request else r for r in requests))
        )


EVENTS = (NeedsAsked, MeetingAsked, MeetingAskedAnswered)
