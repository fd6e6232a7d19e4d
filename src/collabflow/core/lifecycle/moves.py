"""Moves and corrections: the two events that are about the case itself.

`Moved` says where the cycle went and under which rules it was decided; replay follows it without asking the
table again. `Corrected` puts a right event in the place of a wrong one; the old entry stays in the journal.
Source: cycle.md, the table and common to every step; house.md section 3.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, ClassVar

from attrs import evolve, field, frozen

from collabflow.core.case import Case, Completion, Move, Past, Record
from collabflow.core.errors import Malformed
from collabflow.core.event import Context, Entry, Event
from collabflow.core.fact import Fact, Range
from collabflow.core.finding import Unsound
from collabflow.core.people import FAMILY_ROLES, SCHOOL_ROLES, Role
from collabflow.core.values import COMPLETING, Ending, GoalId, PartyId, Status, Step, Trigger

Version = Annotated[int, Range(1)]


@frozen(kw_only=True)
class FindingRef(Fact):
    """A finding as a move keeps it: its code and subject."""

    code: str
    subject: str


@frozen(kw_only=True)
class ProfileRef(Fact):
    """The profile under which a move was decided."""

    id: str
    version: str
    fingerprint: str


@frozen(kw_only=True)
class Moved(Event):
    """The cycle moved.

    The caller gives `trigger` and what that row of the table needs: `why`; `asked_by`; `what` is left,
    missing, new or not working; `who` brings it; `goals`; `review_on`; `ending`. The rest is filled in when
    the move is decided: source and target (a step, `paused` or `closed`), the cycle that follows, the profile,
    the warnings that were open and the waivers that were used.
    """

    stored_as: ClassVar[str] = "case.moved"
    recorders: ClassVar[frozenset[Role]] = SCHOOL_ROLES | FAMILY_ROLES
    taken_when_closed: ClassVar[bool] = True
    correctable: ClassVar[bool] = False
    trigger: Trigger
    why: str | None = field(default=None, repr=False)
    asked_by: PartyId | None = None
    what: str | None = field(default=None, repr=False)
    who: PartyId | None = None
    goals: tuple[GoalId, ...] = ()
    review_on: date | None = None
    ending: Ending | None = None
    source: str | None = None
    target: str | None = None
    cycle: Version | None = None
    profile: ProfileRef | None = None
    warnings: tuple[FindingRef, ...] = ()
    waivers: tuple[FindingRef, ...] = ()

    def voices(self) -> Iterator[PartyId]:
        if self.asked_by is not None:
            yield self.asked_by

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        for name in ("asked_by", "who"):
            person = getattr(self, name)
            if person is not None and not case.is_party(person, on=context.today):
                yield Unsound(name, "is not on this case")
        if self.review_on is not None and self.review_on < context.today:
            yield Unsound("review_on", "has passed; choose a day to come")

    def apply(self, case: Case, entry: Entry) -> Case:
        if self.target is None or self.cycle is None:
            raise Malformed("Moved", (("target", "is filled in when a move is decided; record it through decide"),))
        at = entry.stamp.at
        if self.target == Status.CLOSED:
            case = self._completing(case, entry)
            return evolve(case, status=Status.CLOSED, ending=self.ending or Ending.COMPLETED, review_on=None)
        if self.target == Status.PAUSED:
            return evolve(case, status=Status.PAUSED, review_on=self.review_on)
        step = Step(self.target)
        if self.trigger is Trigger.RESUME:
            return evolve(case, status=Status.OPEN, step=step, review_on=None)
        case = self._completing(case, entry)
        case = _next_cycle(case, self.cycle, at) if self.cycle > case.cycle else self._entering(case, step, entry)
        return evolve(case, status=Status.OPEN, ending=None, step=step, entered_at=at)

    def _completing(self, case: Case, entry: Entry) -> Case:
        if self.trigger not in COMPLETING:
            return case
        done = Completion(step=case.step, version=entry.version, at=entry.stamp.at)
        kept = tuple(completion for completion in case.completions if completion.step is not case.step)
        return evolve(case, completions=(*kept, done))

    def _entering(self, case: Case, step: Step, entry: Entry) -> Case:
        """Takes the step and all after it out of the completed ones, and tells every record of the move."""
        move = Move(trigger=self.trigger, source=case.step, target=step, at=entry.stamp.at, version=entry.version)
        kept = tuple(c for c in case.completions if c.step.number < step.number)
        records = {kind: record.after(move) for kind, record in case.records.items()}
        return evolve(case, completions=kept, records=records)


def _next_cycle(case: Case, cycle: int, at: datetime) -> Case:
    """The case at the start of another cycle: what carries over, and the cycle before for reading."""
    past = Past(cycle=case.cycle, ended_at=at, completed=case.completed, records=case.records)
    carried = [record.carried() for record in case.records.values()]
    records: dict[type[Record], Record] = {type(record): record for record in carried if record is not None}
    return evolve(case, cycle=cycle, completions=(), records=records, earlier=(*case.earlier, past))


# corrections ----------------------------------------------------------------------------------


@frozen(kw_only=True)
class Correction(Fact):
    """One correction: which entry it corrects, and at which version it was recorded."""

    corrects: Version
    version: Version
    about: str
    struck_out: bool


@frozen(kw_only=True)
class Corrections(Record):
    """The corrections of this case, in order. The last one of an entry wins."""

    corrections: tuple[Correction, ...] = ()

    def carried(self) -> Corrections:
        return self


@frozen(kw_only=True)
class Corrected(Event):
    """An earlier entry was wrong: `right` takes its place, or nothing does (struck out). The old entry stays.

    `about` is the stored name of what it corrects, filled in when it is recorded.
    """

    stored_as: ClassVar[str] = "case.corrected"
    recorders: ClassVar[frozenset[Role]] = frozenset(Role)
    taken_when_closed: ClassVar[bool] = True
    correctable: ClassVar[bool] = False
    version: Version
    right: Event | None = None
    why: str = field(repr=False)
    about: str | None = None

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        if self.version > case.version:
            yield Unsound("version", "is not the version of an entry of this case")
        if not self.why.strip():
            yield Unsound("why", "is needed: say what was wrong")

    def apply(self, case: Case, entry: Entry) -> Case:
        done = case[Corrections]
        correction = Correction(
            corrects=self.version, version=entry.version, about=self.about or "", struck_out=self.right is None
        )
        return case.with_record(evolve(done, corrections=(*done.corrections, correction)))


EVENTS = (Moved, Corrected)
