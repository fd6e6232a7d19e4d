"""Opening a case, and who is on it: joining, changing and leaving.

A change holds from a day on; what was true before stays true of the days before.
Source: cycle.md, common to every step; playbook 1.1.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from attrs import evolve, field, fields, frozen

from collabflow.core.case import Case, Member
from collabflow.core.event import Context, Entry, Event
from collabflow.core.fact import altered
from collabflow.core.finding import Unsound
from collabflow.core.people import SCHOOL_ROLES, Authority, ContactPreference, Party, Restriction, Role, Student
from collabflow.core.values import Answer, ExternalId, LangTag, PartyId

SCHOOL_OR_SYSTEM = SCHOOL_ROLES | {Role.SYSTEM}
"""The school, or the embedding application importing what the school already knows."""


@frozen(kw_only=True)
class CaseOpened(Event):
    """A case begins: about which student, and who takes part from the first day."""

    stored_as: ClassVar[str] = "case.case_opened"
    recorders: ClassVar[frozenset[Role]] = SCHOOL_OR_SYSTEM
    correctable: ClassVar[bool] = False
    student: Student
    parties: tuple[Party, ...] = ()

    def faults(self) -> Iterator[tuple[str, str]]:
        ids = [party.id for party in self.parties]
        if len(set(ids)) < len(ids):
            yield "parties", "must have different ids"

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        if case.version:
            yield Unsound("student", "already has this case open")

    def apply(self, case: Case, entry: Entry) -> Case:
        at = entry.stamp.at
        members = tuple(Member(versions=((at.date(), party),), joined=at.date()) for party in self.parties)
        return evolve(case, student=self.student, members=members, opened_at=at, entered_at=at)


@frozen(kw_only=True)
class PartyJoined(Event):
    """Somebody takes part from now on, or again after having left."""

    stored_as: ClassVar[str] = "case.party_joined"
    recorders: ClassVar[frozenset[Role]] = SCHOOL_OR_SYSTEM
    party: Party

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        if case.is_party(self.party.id, on=context.today):
            yield Unsound("party.id", "is already on this case; record what changed with PartyChanged")

    def apply(self, case: Case, entry: Entry) -> Case:
        day = entry.stamp.at.date()
        joined = Member(versions=((day, self.party),), joined=day)
        known = case.member(self.party.id)
        if known is not None:
            joined = evolve(known.changed(self.party, since=day), left=None)
        return evolve(case, members=_put(case.members, joined))


@frozen(kw_only=True)
class PartyChanged(Event):
    """Something about a person changed, from `effective` on (default: today). What is left out stays as it was."""

    stored_as: ClassVar[str] = "case.party_changed"
    recorders: ClassVar[frozenset[Role]] = SCHOOL_OR_SYSTEM
    taken_when_closed: ClassVar[bool] = True
    party: PartyId
    effective: date | None = None
    name: str | None = field(default=None, repr=False)
    roles: tuple[Role, ...] | None = None
    authority: Authority | None = None
    authority_basis: str | None = field(default=None, repr=False)
    authority_from: date | None = None
    authority_to: date | None = None
    name_as_spoken: str | None = field(default=None, repr=False)
    form_of_address: str | None = field(default=None, repr=False)
    pronouns: str | None = field(default=None, repr=False)
    household: str | None = field(default=None, repr=False)
    languages: tuple[LangTag, ...] | None = None
    interpreter: Answer | None = None
    access_needs: tuple[str, ...] | None = field(default=None, repr=False)
    contact_preferences: tuple[ContactPreference, ...] | None = None
    restrictions: tuple[Restriction, ...] | None = field(default=None, repr=False)
    external_ids: tuple[ExternalId, ...] | None = field(default=None, repr=False)

    def faults(self) -> Iterator[tuple[str, str]]:
        if self.roles == () or (self.roles and Role.SYSTEM in self.roles):
            yield "roles", "must name at least one role, and never 'system'"
        if self.authority_from and self.authority_to and self.authority_to < self.authority_from:
            yield "authority_to", "must not be before `authority_from`"

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        known = case.member(self.party)
        if known is None:
            yield Unsound("party", "is not on this case; add the person with PartyJoined")
            return
        party = known.on(self.effective or context.today)
        begins, ends = self.authority_from or party.authority_from, self.authority_to or party.authority_to
        if begins and ends and ends < begins:
            yield Unsound("authority_to", "would lie before the day from which the authority holds")

    def apply(self, case: Case, entry: Entry) -> Case:
        known = case.member(self.party)
        if known is None:
            return case
        since = self.effective or entry.stamp.at.date()
        before = [(day, party) for day, party in known.versions if day <= since]
        as_it_was = (before or known.versions)[-1 if before else 0][1]
        kept = tuple((day, party) for day, party in before if day != since)
        now = (since, altered(as_it_was, self._changes()))
        after = tuple((day, altered(party, self._changes())) for day, party in known.versions if day > since)
        return evolve(case, members=_put(case.members, evolve(known, versions=(*kept, now, *after))))

    def _changes(self) -> dict[str, object]:
        own = (f.name for f in fields(type(self)) if f.name not in {"party", "effective"})
        return {name: value for name in own if (value := getattr(self, name)) is not None}


@frozen(kw_only=True)
class PartyLeft(Event):
    """Somebody no longer takes part; their last day is `on` (default: today)."""

    stored_as: ClassVar[str] = "case.party_left"
    recorders: ClassVar[frozenset[Role]] = SCHOOL_OR_SYSTEM
    party: PartyId
    on: date | None = None
    why: str | None = field(default=None, repr=False)

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        if not case.is_party(self.party, on=context.today):
            yield Unsound("party", "is not on this case today")

    def apply(self, case: Case, entry: Entry) -> Case:
        known = case.member(self.party)
        if known is None:
            return case
        return evolve(case, members=_put(case.members, evolve(known, left=self.on or entry.stamp.at.date())))


def _put(members: tuple[Member, ...], member: Member) -> tuple[Member, ...]:
    """The members with this one in the place of the one with its id, or at the end."""
    same = member.latest.id
    if all(known.latest.id != same for known in members):
        return (*members, member)
    return tuple(member if known.latest.id == same else known for known in members)


EVENTS = (CaseOpened, PartyJoined, PartyChanged, PartyLeft)
