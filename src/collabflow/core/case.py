"""The case: one student's collaboration, as a frozen value folded from its journal.

A case knows who takes part and since when, where the cycle stands, and what each room has recorded:
`case[Goals]` is the `Goals` of this pass, empty when nothing was recorded. It never changes; every event
makes a new one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Self, TypeVar

from attrs import evolve, field, frozen

from collabflow.core.fact import Fact
from collabflow.core.finding import Phrase
from collabflow.core.people import CAREGIVER_ROLES, EDUCATOR_ROLES, Party, Role, Student
from collabflow.core.tongue import Lang, tongue
from collabflow.core.values import CaseId, Ending, PartyId, Status, Step, Trigger

R = TypeVar("R", bound="Record")


@frozen(kw_only=True)
class Move(Fact):
    """What a move did, told to every record: the trigger, from which step to which (None: paused or closed)."""

    trigger: Trigger
    source: Step
    target: Step | None = None
    at: datetime
    version: int

    def reenters(self, step: Step) -> bool:
        """Whether this move asks for that step again: it goes to it, or to a step before it."""
        return self.target is not None and self.trigger is not Trigger.RESUME and step.number >= self.target.number


@frozen(kw_only=True)
class Record(Fact):
    """What one step knows, folded from its events. Made without arguments it is empty, which never passes."""

    def after(self, move: Move) -> Self:
        """The record after a move; default the same."""
        return self

    def carried(self) -> Record | None:
        """What the next cycle begins with: a record of this class or of the one where it goes on. Default nothing."""
        return None

    def label(self, kind: str, value: str) -> str | Phrase | None:
        """The name for readers of the thing of this kind with this id, if this record knows it.

        Text is what people wrote and stays as it is; a `Phrase` is the library's own, said in the reader's tongue.
        """
        return None


@frozen(kw_only=True)
class Member:
    """A party over time: what was known of them from which day on, and when they joined and left."""

    versions: tuple[tuple[date, Party], ...]
    joined: date
    left: date | None = None

    @property
    def latest(self) -> Party:
        """The party as last recorded, even if it takes effect later."""
        return self.versions[-1][1]

    def on(self, day: date) -> Party:
        """The party as it holds on that day."""
        if len(self.versions) == 1:
            return self.versions[0][1]
        holding = [party for since, party in self.versions if since <= day]
        return holding[-1] if holding else self.versions[0][1]

    def takes_part(self, day: date) -> bool:
        """Whether the party is on the case on that day; the day of leaving still counts."""
        return self.joined <= day and (self.left is None or day <= self.left)

    def changed(self, party: Party, *, since: date) -> Member:
        """The member with another version that holds from a day on; a later recording wins on the same day."""
        kept = [(day, known) for day, known in self.versions if day != since]
        return evolve(self, versions=tuple(sorted([*kept, (since, party)], key=lambda version: version[0])))


@frozen(kw_only=True)
class Completion:
    """A step completed in this pass: by the entry of which version, and when."""

    step: Step
    version: int
    at: datetime


@frozen(kw_only=True)
class Past:
    """An earlier cycle, as it stood when the next one began."""

    cycle: int
    ended_at: datetime
    completed: tuple[Step, ...]
    records: Mapping[type[Record], Record] = field(repr=False)

    def __getitem__(self, record: type[R]) -> R:
        found = self.records.get(record)
        return found if isinstance(found, record) else _empty(record)


@frozen(kw_only=True)
class Case:
    """One student's collaboration as it stands at `version`."""

    id: CaseId
    student: Student
    step: Step = Step.PLAN_MEETING
    status: Status = Status.OPEN
    ending: Ending | None = None
    cycle: int = 1
    version: int = 0
    opened_at: datetime | None = None
    entered_at: datetime | None = None
    review_on: date | None = None
    members: tuple[Member, ...] = field(default=(), repr=False)
    completions: tuple[Completion, ...] = ()
    records: Mapping[type[Record], Record] = field(factory=dict, repr=False)
    earlier: tuple[Past, ...] = field(default=(), repr=False)

    @classmethod
    def unopened(cls, case_id: CaseId) -> Case:
        """The case before its first entry: about nobody yet, at version 0."""
        return cls(id=case_id, student=Student(id="nobody"))

    # where the cycle stands ---------------------------------------------------------------------

    @property
    def state(self) -> str:
        """The step it stands at, or `paused` or `closed`: the state of the machine."""
        return self.step.value if self.status is Status.OPEN else self.status.value

    @property
    def completed(self) -> tuple[Step, ...]:
        """The steps completed in this pass, in order."""
        return tuple(completion.step for completion in self.completions)

    # records ------------------------------------------------------------------------------------

    def __getitem__(self, record: type[R]) -> R:
        found = self.records.get(record)
        return found if isinstance(found, record) else _empty(record)

    def with_record(self, record: Record) -> Case:
        """The case with this record in the place of the one of its class."""
        return evolve(self, records={**self.records, type(record): record})

    # people -------------------------------------------------------------------------------------

    @property
    def parties(self) -> tuple[Party, ...]:
        """Everyone who was ever on this case, as last recorded."""
        return tuple(member.latest for member in self.members)

    def member(self, party: PartyId | None) -> Member | None:
        """The member with this id, also one who has left; no id is nobody's."""
        return next((member for member in self.members if member.latest.id == party), None)

    def party(self, party: PartyId | None, *, on: date) -> Party | None:
        """The party with this id as it holds on that day, if it is on the case then."""
        member = self.member(party)
        return member.on(on) if member is not None and member.takes_part(on) else None

    def parties_on(self, day: date) -> tuple[Party, ...]:
        """Who is on the case on that day, in the order of joining."""
        return tuple(member.on(day) for member in self.members if member.takes_part(day))

    def with_roles(self, roles: frozenset[Role], *, on: date) -> tuple[Party, ...]:
        """The parties who have any of these roles on that day."""
        return tuple(party for party in self.parties_on(on) if party.has_role(roles))

    def caregivers(self, *, on: date) -> tuple[Party, ...]:
        """Caregivers, surrogates and adult students on that day."""
        return self.with_roles(CAREGIVER_ROLES, on=on)

    def is_party(self, party: PartyId | None, *, on: date) -> bool:
        """Whether this person is on the case on that day."""
        return self.party(party, on=on) is not None

    def is_caregiver(self, party: PartyId | None, *, on: date) -> bool:
        """Whether this person is a caregiver, surrogate or adult student on the case on that day."""
        found = self.party(party, on=on)
        return found is not None and found.has_role(CAREGIVER_ROLES)

    def is_educator(self, party: PartyId | None, *, on: date) -> bool:
        """Whether this person works with the student for the school on that day."""
        found = self.party(party, on=on)
        return found is not None and found.has_role(EDUCATOR_ROLES)

    # words --------------------------------------------------------------------------------------

    def label(self, kind: str, value: str, lang: Lang = "en") -> str:
        """The name for readers of a thing, asked by kind (`caregiver`, `goal`, …) and id; else its own words."""
        if kind in PERSON_KINDS and (member := self.member(value)) is not None:
            return member.latest.name
        for record in self._labelled():
            if (known := record.label(kind, value)) is not None:
                return known.text(self, lang) if isinstance(known, Phrase) else known
        if kind in TEXT_KINDS:
            return tongue(lang).template(value, about=TEXT_KINDS[kind])
        return tongue(lang).word(value, about=CODE_KINDS[kind]) if kind in CODE_KINDS else value

    def _labelled(self) -> Iterator[Record]:
        yield from self.records.values()
        for past in reversed(self.earlier):
            yield from past.records.values()


_EMPTY: dict[type[Record], Record] = {}


def _empty(kind: type[R]) -> R:
    """The record of this class in which nothing is recorded; one for all, for records never change."""
    found = _EMPTY.get(kind)
    if not isinstance(found, kind):
        found = _EMPTY[kind] = kind()
    return found


PERSON_KINDS = frozenset({"caregiver", "party", "person", "name", "other", "owner", "people", "caregivers", "who"})
"""Parameter names that hold the id of a person (or a tuple of them)."""

_WORDS = "kind kinds step trigger triggers method purpose state states role roles needs"
CODE_KINDS: Mapping[str, str] = {**dict.fromkeys(_WORDS.split(), "word"), "field": "field"}
"""Parameter names that hold a code word, such as `support_group`, shown with blanks; and its context in catalogues."""

TEXT_KINDS: Mapping[str, str] = {"plain": "term"}
"""Parameter names that hold words which catalogues may know, such as those of the glossary; and their context there."""
