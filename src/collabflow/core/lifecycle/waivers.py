"""Waivers: recorded, authorised decisions to go on in spite of one finding. There is no skip.

A waiver after documented attempts stands for an absent caregiver: while it does, nobody is asked to invent
that person's presence or words, and a task to hear them stays open. It ends the moment they speak.
Source: cycle.md, waivers; playbook 2.5, the documented-attempts path.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import ClassVar, Self

from attrs import evolve, field, frozen

from collabflow.core.case import Case, Move, Record
from collabflow.core.event import Context, Entry, Event
from collabflow.core.fact import Fact
from collabflow.core.finding import Unsound, Waivable
from collabflow.core.lifecycle.contacts import Action, Actions
from collabflow.core.people import Acting, Party, Role
from collabflow.core.values import Count, PartyId, Step


@frozen(kw_only=True)
class Waiver(Fact):
    """Who decided to go on in spite of which finding, why and when. `absent` is the caregiver it stands for."""

    code: str
    subject: str
    step: Step
    kind: Waivable
    absent: PartyId | None = None
    by: Acting
    why: str = field(repr=False)
    at: datetime
    version: Count
    ended: bool = False


@frozen(kw_only=True)
class Waivers(Record):
    """The waivers of this pass. Re-entering a step drops those of it and of the steps after it."""

    waivers: tuple[Waiver, ...] = ()

    def covering(self, code: str, subject: str) -> Waiver | None:
        """The standing waiver of this finding."""
        return next((w for w in self.waivers if (w.code, w.subject) == (code, subject) and not w.ended), None)

    def is_absent(self, caregiver: PartyId) -> bool:
        """Whether a waiver after documented attempts stands for this caregiver."""
        return any(w.absent == caregiver and not w.ended for w in self.waivers)

    def heard(self, caregiver: PartyId) -> Self:
        """The record once this caregiver has spoken: the waivers that stood for them end."""
        return evolve(self, waivers=tuple(evolve(w, ended=True) if w.absent == caregiver else w for w in self.waivers))

    def after(self, move: Move) -> Self:
        kept = tuple(w for w in self.waivers if not move.reenters(w.step))
        return self if len(kept) == len(self.waivers) else evolve(self, waivers=kept)


def present_caregivers(case: Case, *, on: date) -> tuple[Party, ...]:
    """The caregivers who can be asked: those of that day, less those for whom a waiver after attempts stands."""
    waivers = case[Waivers]
    return tuple(party for party in case.caregivers(on=on) if not waivers.is_absent(party.id))


@frozen(kw_only=True)
class FindingWaived(Event):
    """Somebody with authority decides to go on in spite of one finding, and says why.

    `step`, `kind` and `absent` are filled in from the finding when it is recorded.
    """

    stored_as: ClassVar[str] = "case.finding_waived"
    recorders: ClassVar[frozenset[Role]] = frozenset({Role.CASE_MANAGER, Role.SCHOOL_ADMIN})
    correctable: ClassVar[bool] = False
    code: str
    subject: str
    why: str = field(repr=False)
    step: Step | None = None
    kind: Waivable | None = None
    absent: PartyId | None = None

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        if not self.why.strip():
            yield Unsound("why", "is needed: a waiver without a reason is a skip")

    def apply(self, case: Case, entry: Entry) -> Case:
        waiver = Waiver(
            code=self.code,
            subject=self.subject,
            step=self.step or case.step,
            kind=self.kind or Waivable.REASON,
            absent=self.absent,
            by=entry.stamp.by,
            why=self.why,
            at=entry.stamp.at,
            version=entry.version,
        )
        waivers = case[Waivers]
        case = case.with_record(evolve(waivers, waivers=(*waivers.waivers, waiver)))
        return case if self.absent is None else _with_task_to_hear(case, self.absent, entry)


def _with_task_to_hear(case: Case, caregiver: PartyId, entry: Entry) -> Case:
    """The case with an open task to hear that caregiver, owned by whoever authorised going on without them."""
    action = Action(id=f"hear-{caregiver}", what="Share what was decided and hear the family", hears=caregiver)
    owner = entry.stamp.by.id if case.member(entry.stamp.by.id) else None
    known = case[Actions].get(action.id)
    if known is not None and known.settled is None:
        return case
    return case.with_record(case[Actions].with_action(evolve(action, owner=owner)))


EVENTS = (FindingWaived,)
