"""A want: what an event is wanted for, and what can be looked up for making it.

A maker answers a want with events, the likeliest first. It need not be sure: whoever asks decides each event by the
rules and takes the first that helps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from attrs import frozen

from collabflow.core.case import Case
from collabflow.core.event import Context, Event, Stamp
from collabflow.core.finding import Finding
from collabflow.core.lifecycle.needs import Needs
from collabflow.core.lifecycle.waivers import present_caregivers
from collabflow.core.people import EDUCATOR_ROLES, SYSTEM, Party
from collabflow.core.values import LangTag, PartyId
from collabflow.cycle.profile import Profile
from collabflow.testing.rules.known import ids_in

AHEAD = timedelta(days=28)
"""How far ahead a meeting or a beginning is set: longer than any notice that a shipped profile asks for."""


@frozen(kw_only=True)
class Want:
    """An event is wanted on this case at this moment, to remove this finding; without one, any sound event will do."""

    case: Case
    profile: Profile
    now: datetime
    finding: Finding | None = None

    @property
    def today(self) -> date:
        """The day of the moment."""
        return self.now.date()

    @property
    def context(self) -> Context:
        """What a judgement may look at now."""
        return self.profile.context(Stamp(by=SYSTEM, at=self.now))

    # what the finding says --------------------------------------------------------------------------

    @property
    def hints(self) -> tuple[str, ...]:
        """The ids and words that the finding names: the parts of its subject, and its parameters."""
        if self.finding is None:
            return ()
        named = [value for _, value in self.finding.params]
        texts = (v for value in named for v in (value if isinstance(value, tuple) else (value,)) if isinstance(v, str))
        return tuple(dict.fromkeys((*texts, *self.finding.subject.split("/"), self.finding.subject)))

    def param(self, name: str) -> object:
        """The finding's parameter of this name, or None."""
        return None if self.finding is None else self.finding.param(name)

    def is_about(self, *codes: str) -> bool:
        """Whether the finding has one of these codes."""
        return self.finding is not None and self.finding.code in codes

    # what the case knows ----------------------------------------------------------------------------

    def named(self, kind: str) -> tuple[str, ...]:
        """The known ids of this kind that the finding names."""
        hints = self.hints
        return tuple(id for id in ids_in(self.case, kind) if id in hints)

    def known(self, kind: str) -> tuple[str, ...]:
        """The known ids of this kind: those that the finding names first."""
        return tuple(dict.fromkeys((*self.named(kind), *ids_in(self.case, kind))))

    def fresh(self, kind: str) -> str:
        """An id that nothing has yet."""
        return f"{kind.lower()}-{self.case.version + 1}"

    # people -----------------------------------------------------------------------------------------

    @property
    def people(self) -> tuple[Party, ...]:
        """Who is on the case today."""
        return self.case.parties_on(self.today)

    @property
    def caregivers(self) -> tuple[PartyId, ...]:
        """The caregivers of today: those whom the finding names first, then those who can be asked."""
        ids = [party.id for party in self.case.caregivers(on=self.today)]
        present = [party.id for party in present_caregivers(self.case, on=self.today)]
        named = [id for id in ids if id in self.hints]
        return tuple(dict.fromkeys((*named, *present, *ids)))

    @property
    def educators(self) -> tuple[PartyId, ...]:
        """Who works with the student for the school, today."""
        return tuple(party.id for party in self.case.with_roles(EDUCATOR_ROLES, on=self.today))

    def party(self, person: PartyId) -> Party | None:
        """The party of this id today."""
        return self.case.party(person, on=self.today)

    def languages(self, person: PartyId) -> tuple[LangTag, ...]:
        """The languages of this person: what they said, else what is on file, else English."""
        party = self.party(person)
        filed = party.languages if party is not None else ()
        return self.case[Needs].of(person).languages or filed or ("en",)

    def day(self, days: int) -> date:
        """The day so many days from today."""
        return self.today + timedelta(days=days)


Maker = Callable[[Want], Iterator[Event]]
"""Answers a want with events, the likeliest first."""
