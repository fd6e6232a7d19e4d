"""Papers: a person's own statement, requests to see the record, and how formal notices may be sent.

They are taken even when a case is closed: the right to read and to answer does not end with the cycle.
Source: cycle.md, common to every step; playbook 8.1, 8.2; electronic notices, playbook 2.8.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar, Self

from attrs import evolve, field, frozen

from collabflow.core.case import Case, Record
from collabflow.core.event import Context, Entry, Event
from collabflow.core.fact import Fact
from collabflow.core.finding import Unsound
from collabflow.core.lifecycle.contacts import not_a_caregiver
from collabflow.core.people import FAMILY_ROLES, SCHOOL_ROLES, Role
from collabflow.core.values import Answer, Count, PartyId, RequestId


@frozen(kw_only=True)
class Statement(Fact):
    """A person's own words, kept beside what they are about: an entry of this version, or the whole case."""

    party: PartyId
    text: str = field(repr=False)
    about: Count | None = None
    on: date


@frozen(kw_only=True)
class RecordsRequest(Fact):
    """Somebody asked to see the record; `given_on` is empty while they wait."""

    id: RequestId
    asker: PartyId
    asked_on: date
    given_on: date | None = None


@frozen(kw_only=True)
class Election(Fact):
    """What one caregiver said about formal notices by electronic mail."""

    caregiver: PartyId
    answer: Answer


# record ---------------------------------------------------------------------------------------


@frozen(kw_only=True)
class Papers(Record):
    """Statements, requests to see the record, and answers about electronic notices. All of it carries over."""

    statements: tuple[Statement, ...] = ()
    requests: tuple[RecordsRequest, ...] = ()
    elections: tuple[Election, ...] = ()

    def electronic_notices(self, caregiver: PartyId) -> Answer:
        """What this caregiver said about electronic notices; not asked when nothing is recorded."""
        mine = (e.answer for e in self.elections if e.caregiver == caregiver)
        return next(mine, Answer.NOT_ASKED)

    @property
    def waiting(self) -> tuple[RecordsRequest, ...]:
        """The requests to see the record that nobody has met yet."""
        return tuple(request for request in self.requests if request.given_on is None)

    def carried(self) -> Self:
        return self


# events ---------------------------------------------------------------------------------------


@frozen(kw_only=True)
class StatementAttached(Event):
    """A person adds their own statement, about one entry (by version) or the case as a whole."""

    stored_as: ClassVar[str] = "case.statement_attached"
    taken_when_closed: ClassVar[bool] = True
    party: PartyId
    text: str = field(repr=False)
    about: Count | None = None

    def voices(self) -> Iterator[PartyId]:
        yield self.party

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        if case.member(self.party) is None:
            yield Unsound("party", "was never on this case")
        if not self.text.strip():
            yield Unsound("text", "is empty")
        if self.about is not None and not 1 <= self.about <= case.version:
            yield Unsound("about", "is not the version of an entry of this case")

    def apply(self, case: Case, entry: Entry) -> Case:
        papers = case[Papers]
        statement = Statement(party=self.party, text=self.text, about=self.about, on=entry.stamp.day)
        return case.with_record(evolve(papers, statements=(*papers.statements, statement)))


@frozen(kw_only=True)
class RecordsAskedFor(Event):
    """Somebody with a right to it asks to see the record."""

    stored_as: ClassVar[str] = "case.records_asked_for"
    taken_when_closed: ClassVar[bool] = True
    request: RequestId
    asker: PartyId
    what: str | None = field(default=None, repr=False)

    def voices(self) -> Iterator[PartyId]:
        yield self.asker

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        member = case.member(self.asker)
        if member is None or not member.latest.has_role(FAMILY_ROLES | {Role.ADVOCATE}):
            yield Unsound("asker", "is not a caregiver, the student or their advocate on this case")

    def apply(self, case: Case, entry: Entry) -> Case:
        papers = case[Papers]
        request = RecordsRequest(id=self.request, asker=self.asker, asked_on=entry.stamp.day)
        others = tuple(r for r in papers.requests if r.id != self.request)
        return case.with_record(evolve(papers, requests=(*others, request)))


@frozen(kw_only=True)
class RecordsGiven(Event):
    """The record was given to the person who asked; `left_out` says what was not, and why."""

    stored_as: ClassVar[str] = "case.records_given"
    taken_when_closed: ClassVar[bool] = True
    recorders: ClassVar[frozenset[Role]] = SCHOOL_ROLES
    request: RequestId
    left_out: str | None = field(default=None, repr=False)

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        if all(request.id != self.request for request in case[Papers].requests):
            yield Unsound("request", "was never made")

    def apply(self, case: Case, entry: Entry) -> Case:
        papers = case[Papers]
        given = entry.stamp.day
        requests = tuple(evolve(r, given_on=given) if r.id == self.request else r for r in papers.requests)
        return case.with_record(evolve(papers, requests=requests))


@frozen(kw_only=True)
class ElectronicNoticesAnswered(Event):
    """A caregiver says whether formal notices may come by electronic mail; it can be taken back."""

    stored_as: ClassVar[str] = "case.electronic_notices_answered"
    caregiver: PartyId
    answer: Answer

    def voices(self) -> Iterator[PartyId]:
        if self.answer in (Answer.YES, Answer.NO):
            yield self.caregiver

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        yield from not_a_caregiver(case, context, self.caregiver)

    def apply(self, case: Case, entry: Entry) -> Case:
        papers = case[Papers]
        others = tuple(e for e in papers.elections if e.caregiver != self.caregiver)
        election = Election(caregiver=self.caregiver, answer=self.answer)
        return case.with_record(evolve(papers, elections=(*others, election)))


EVENTS = (StatementAttached, RecordsAskedFor, RecordsGiven, ElectronicNoticesAnswered)
