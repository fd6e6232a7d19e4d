"""Contacts and actions: every attempt, call and message, and the tasks that people took on.

Informal contact is no meeting; it is logged here, at any step. An attempt to reach a caregiver counts
towards documented attempts only with its day, its way, and another way to take part offered.
Source: cycle.md, common to every step and waivers; playbook 2.1, 2.8 and 2.11.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, ClassVar, Self

from attrs import evolve, field, frozen

from collabflow.core.case import Case, Record
from collabflow.core.event import Context, Entry, Event
from collabflow.core.fact import Fact, IdOf
from collabflow.core.finding import Unsound
from collabflow.core.people import CAREGIVER_ROLES, SCHOOL_ROLES, Role
from collabflow.core.values import ActionId, GoalId, Method, Minutes, PartyId

ContactId = Annotated[str, IdOf("Contact")]


class AttemptOutcome(StrEnum):
    """What came of trying to reach somebody."""

    REACHED = "reached"
    LEFT_MESSAGE = "left_message"
    NO_ANSWER = "no_answer"
    RETURNED = "returned"
    VISITED = "visited"


class Direction(StrEnum):
    """From whom to whom."""

    SCHOOL_TO_HOME = "school_to_home"
    HOME_TO_SCHOOL = "home_to_school"
    BOTH = "both"


class Tone(StrEnum):
    """What a contact was about, so that it is not only ever difficulties."""

    GOOD_NEWS = "good_news"
    DIFFICULTY = "difficulty"
    PRACTICAL = "practical"
    MIXED = "mixed"


class Settled(StrEnum):
    """How a task ended."""

    DONE = "done"
    DROPPED = "dropped"


@frozen(kw_only=True)
class Attempt(Fact):
    """One attempt to reach a caregiver: on which day, how, and whether another way to take part was offered."""

    caregiver: PartyId
    method: Method | None = None
    outcome: AttemptOutcome | None = None
    alternative_offered: bool = False
    at: datetime


@frozen(kw_only=True)
class Contact(Fact):
    """One contact between school and home, as logged."""

    id: ContactId
    caregiver: PartyId
    direction: Direction
    method: Method | None = None
    tone: Tone | None = None
    minutes: Minutes | None = None
    goal: GoalId | None = None
    summary: str | None = field(default=None, repr=False)
    at: datetime


@frozen(kw_only=True)
class Action(Fact):
    """A task that somebody took on. `hears` is the absent caregiver whom it is there to hear."""

    id: ActionId
    what: str = field(default="", repr=False)
    owner: PartyId | None = None
    due: date | None = None
    hears: PartyId | None = None
    settled: Settled | None = None


# records --------------------------------------------------------------------------------------


@frozen(kw_only=True)
class Contacts(Record):
    """Attempts and contacts of this cycle; the next keeps each caregiver's last contact, from which it counts on."""

    attempts: tuple[Attempt, ...] = ()
    contacts: tuple[Contact, ...] = ()

    def attempts_for(self, caregiver: PartyId, *, since: datetime | None) -> tuple[Attempt, ...]:
        """The attempts to reach this caregiver since that moment, oldest first."""
        mine = (a for a in self.attempts if a.caregiver == caregiver)
        return tuple(a for a in mine if since is None or a.at >= since)

    def with_caregiver(self, caregiver: PartyId, *, since: datetime | None = None) -> tuple[Contact, ...]:
        """The contacts with this caregiver since that moment, or all of them, by the time they happened."""
        mine = (c for c in self.contacts if c.caregiver == caregiver and (since is None or c.at >= since))
        return tuple(sorted(mine, key=lambda c: c.at))

    def carried(self) -> Self:
        last = {c.caregiver: c for c in sorted(self.contacts, key=lambda c: c.at)}
        return evolve(self, attempts=(), contacts=tuple(last.values()))


@frozen(kw_only=True)
class Actions(Record):
    """Tasks. Open ones go on into the next cycle."""

    actions: tuple[Action, ...] = ()

    @property
    def open(self) -> tuple[Action, ...]:
        """The tasks that are neither done nor dropped."""
        return tuple(action for action in self.actions if action.settled is None)

    def get(self, action: ActionId) -> Action | None:
        """The task with this id."""
        return next((known for known in self.actions if known.id == action), None)

    def with_action(self, action: Action) -> Self:
        """The record with this task in the place of the one with its id, or at the end."""
        if self.get(action.id) is None:
            return evolve(self, actions=(*self.actions, action))
        return evolve(self, actions=tuple(action if a.id == action.id else a for a in self.actions))

    def carried(self) -> Self:
        return evolve(self, actions=self.open)

    def label(self, kind: str, value: str) -> str | None:
        action = self.get(value) if kind == "action" else None
        return action.what or None if action else None


# events ---------------------------------------------------------------------------------------


@frozen(kw_only=True)
class ContactAttempted(Event):
    """Somebody at school tried to reach a caregiver."""

    stored_as: ClassVar[str] = "case.contact_attempted"
    recorders: ClassVar[frozenset[Role]] = SCHOOL_ROLES | {Role.SYSTEM}
    caregiver: PartyId
    method: Method | None = None
    outcome: AttemptOutcome | None = None
    alternative_offered: bool = False
    summary: str | None = field(default=None, repr=False)

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        yield from not_a_caregiver(case, context, self.caregiver)

    def apply(self, case: Case, entry: Entry) -> Case:
        contacts = case[Contacts]
        attempt = Attempt(
            caregiver=self.caregiver,
            method=self.method,
            outcome=self.outcome,
            alternative_offered=self.alternative_offered,
            at=entry.stamp.occurred,
        )
        return case.with_record(evolve(contacts, attempts=(*contacts.attempts, attempt)))


@frozen(kw_only=True)
class ContactLogged(Event):
    """School and home were in touch. Logging the same id again completes or replaces the log."""

    stored_as: ClassVar[str] = "case.contact_logged"
    recorders: ClassVar[frozenset[Role]] = SCHOOL_ROLES | CAREGIVER_ROLES | {Role.SYSTEM}
    taken_when_closed: ClassVar[bool] = True
    contact: ContactId
    caregiver: PartyId
    direction: Direction
    method: Method | None = None
    tone: Tone | None = None
    minutes: Minutes | None = None
    goal: GoalId | None = None
    summary: str | None = field(default=None, repr=False)

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        if case.member(self.caregiver) is None:
            yield Unsound("caregiver", "was never on this case")

    def apply(self, case: Case, entry: Entry) -> Case:
        contacts = case[Contacts]
        contact = Contact(
            id=self.contact,
            caregiver=self.caregiver,
            direction=self.direction,
            method=self.method,
            tone=self.tone,
            minutes=self.minutes,
            goal=self.goal,
            summary=self.summary,
            at=entry.stamp.occurred,
        )
        others = tuple(c for c in contacts.contacts if c.id != self.contact)
        return case.with_record(evolve(contacts, contacts=(*others, contact)))


@frozen(kw_only=True)
class ActionAssigned(Event):
    """Somebody takes on a task. Assigning the same id again moves it: another owner, another day."""

    stored_as: ClassVar[str] = "case.action_assigned"
    action: ActionId
    what: str = field(default="", repr=False)
    owner: PartyId | None = None
    due: date | None = None

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        if self.owner is not None and not case.is_party(self.owner, on=context.today):
            yield Unsound("owner", "is not on this case")

    def apply(self, case: Case, entry: Entry) -> Case:
        known = case[Actions].get(self.action) or Action(id=self.action)
        action = evolve(
            known,
            what=self.what or known.what,
            owner=self.owner or known.owner,
            due=self.due or known.due,
            settled=None,
        )
        return case.with_record(case[Actions].with_action(action))


@frozen(kw_only=True)
class ActionSettled(Event):
    """A task is done, or dropped with a reason."""

    stored_as: ClassVar[str] = "case.action_settled"
    taken_when_closed: ClassVar[bool] = True
    action: ActionId
    outcome: Settled
    why: str | None = field(default=None, repr=False)

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        if case[Actions].get(self.action) is None:
            yield Unsound("action", "is not a task on this case")
        if self.outcome is Settled.DROPPED and not (self.why or "").strip():
            yield Unsound("why", "is needed when a task is dropped")

    def apply(self, case: Case, entry: Entry) -> Case:
        known = case[Actions].get(self.action)
        if known is None:
            return case
        return case.with_record(case[Actions].with_action(evolve(known, settled=self.outcome)))


def not_a_caregiver(case: Case, context: Context, caregiver: PartyId) -> Iterator[Unsound]:
    """The objection to an event about somebody who is not a caregiver on this case today."""
    if not case.is_caregiver(caregiver, on=context.today):
        yield Unsound("caregiver", "is not a caregiver on this case")


EVENTS = (ContactAttempted, ContactLogged, ActionAssigned, ActionSettled)
