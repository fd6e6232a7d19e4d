"""Recording: the verbs that write. Each is one request, recorded whole or refused whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from collabflow.core.case import Case
from collabflow.core.errors import Malformed
from collabflow.core.event import Event
from collabflow.core.finding import Finding, Refused
from collabflow.core.lifecycle.moves import Corrected, Moved
from collabflow.core.lifecycle.people import CaseOpened
from collabflow.core.lifecycle.waivers import FindingWaived
from collabflow.core.people import Acting, Party, Student
from collabflow.core.values import CaseId, Ending, Evidence, GoalId, PartyId, StudentId, Trigger, Via
from collabflow.cycle.refusals import refusal
from collabflow.flow.hooks import Hooks
from collabflow.flow.writer import By, Request, Writer, id_from_key

C = TypeVar("C", bound=StrEnum)


class Recording:
    """The verbs of a flow that write: open, record, move and its short names, waive, correct."""

    _writer: Writer
    _hooks: Hooks
    _ids: Callable[[], str]

    def open(
        self,
        *,
        student: Student | StudentId,
        parties: Sequence[Party] = (),
        by: By,
        key: str | None = None,
        case_id: CaseId | None = None,
        occurred: datetime | None = None,
    ) -> Case:
        """Opens a case and answers it. With the same key and request it answers the same case, as it stands.

        Raises `Refused` when the case is open already or `by` may not open it, and `KeyReused` when the key was
        used for another request.
        """
        about = Student(id=student) if isinstance(student, str) else student
        case_id = case_id or (self._ids() if key is None else id_from_key(key))
        event = CaseOpened(student=about, parties=tuple(parties))
        return self._writer.write(
            Request(case_id=case_id, events=(event,), by=by, occurred=occurred, key=key), opening=True
        )

    def record(
        self,
        case_id: CaseId | Case,
        *events: Event,
        by: By,
        via: Via | str | None = None,
        occurred: datetime | None = None,
        evidence: Iterable[Evidence] = (),
        key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Records events, all or none of them, and answers the case after them.

        `by` is a party or its id, an `Acting` whom the host vouches for, or `SYSTEM`. `via` says how a quoted
        person said it. `key` makes a repeat safe; `if_version` refuses when the case has moved since the form
        was shown. Raises `Refused`, `VersionConflict`, `KeyReused` or `UnknownCase`; then nothing was written.
        """
        request = Request(
            case_id=id_of(case_id),
            events=events,
            by=by,
            via=None if via is None else exact(Via, via, "via"),
            occurred=occurred,
            evidence=tuple(evidence),
            key=key,
            if_version=if_version,
        )
        return self._writer.write(request)

    def move(
        self,
        case_id: CaseId | Case,
        trigger: Trigger | str,
        *,
        by: By,
        why: str | None = None,
        asked_by: Party | PartyId | None = None,
        what: str | None = None,
        who: Party | PartyId | None = None,
        goals: Sequence[GoalId] = (),
        review_on: date | None = None,
        ending: Ending | str | None = None,
        via: Via | str | None = None,
        key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Moves the cycle. What each trigger needs is in the table; what is missing is told by `Refused`."""
        moved = Moved(
            trigger=self._trigger(id_of(case_id), trigger),
            why=why,
            asked_by=person_id(asked_by),
            what=what,
            who=person_id(who),
            goals=tuple(goals),
            review_on=review_on,
            ending=None if ending is None else exact(Ending, ending, "ending"),
        )
        return self.record(case_id, moved, by=by, via=via, key=key, if_version=if_version)

    def advance(self, case_id: CaseId | Case, *, by: By, key: str | None = None, if_version: int | None = None) -> Case:
        """Completes the step and goes on to the next."""
        return self.move(case_id, Trigger.ADVANCE, by=by, key=key, if_version=if_version)

    def next_review(self, case_id: CaseId | Case, *, by: By, key: str | None = None) -> Case:
        """Begins the next round of review."""
        return self.move(case_id, Trigger.NEXT_REVIEW, by=by, key=key)

    def keep_reviewing(self, case_id: CaseId | Case, *, by: By, key: str | None = None) -> Case:
        """Completes the follow-up and goes on reviewing in this cycle."""
        return self.move(case_id, Trigger.KEEP_REVIEWING, by=by, key=key)

    def next_cycle(self, case_id: CaseId | Case, *, by: By, key: str | None = None) -> Case:
        """Completes the follow-up and begins the next cycle."""
        return self.move(case_id, Trigger.NEXT_CYCLE, by=by, key=key)

    def complete(self, case_id: CaseId | Case, *, by: By, key: str | None = None) -> Case:
        """Completes the follow-up and ends the collaboration."""
        return self.move(case_id, Trigger.COMPLETE, by=by, key=key)

    def pause(self, case_id: CaseId | Case, *, by: By, why: str, review_on: date, key: str | None = None) -> Case:
        """Lets the case rest until it is looked at again on `review_on`."""
        return self.move(case_id, Trigger.PAUSE, by=by, why=why, review_on=review_on, key=key)

    def resume(self, case_id: CaseId | Case, *, by: By, key: str | None = None) -> Case:
        """Goes on at the step where the case was paused."""
        return self.move(case_id, Trigger.RESUME, by=by, key=key)

    def close(self, case_id: CaseId | Case, *, by: By, ending: Ending | str, why: str, key: str | None = None) -> Case:
        """Ends the case before the cycle is complete, and says how and why."""
        return self.move(case_id, Trigger.CLOSE, by=by, ending=ending, why=why, key=key)

    def reopen(self, case_id: CaseId | Case, *, by: By, why: str, key: str | None = None) -> Case:
        """Begins another cycle of a closed case."""
        return self.move(case_id, Trigger.REOPEN, by=by, why=why, key=key)

    def waive(
        self, case_id: CaseId | Case, finding: Finding | tuple[str, str], *, why: str, by: By, key: str | None = None
    ) -> Case:
        """Records an authorised decision to go on in spite of one finding (or its code and subject)."""
        code, subject = finding.key if isinstance(finding, Finding) else finding
        return self.record(case_id, FindingWaived(code=code, subject=subject, why=why), by=by, key=key)

    def correct(
        self,
        case_id: CaseId | Case,
        version: int,
        right: Event | None,
        *,
        why: str,
        by: By,
        via: Via | str | None = None,
        key: str | None = None,
    ) -> Case:
        """Puts a right event in the place of the entry at `version`, or strikes it out; the old entry stays."""
        return self.record(case_id, Corrected(version=version, right=right, why=why), by=by, via=via, key=key)

    def _trigger(self, case_id: CaseId, trigger: Trigger | str) -> Trigger:
        try:
            return Trigger(trigger)
        except ValueError:
            found = refusal("UNKNOWN_TRIGGER", trigger, triggers=tuple(Trigger))
            raise self._refusal(case_id, found) from None

    def _refusal(self, case_id: CaseId, finding: Finding) -> Refused:
        where = self._writer.load(case_id).case.state
        refused = Refused(case_id=case_id, action="move", where=where, findings=(finding,))
        self._hooks.refused(refused)
        return refused


def id_of(case: CaseId | Case) -> CaseId:
    """The id of a case, from the case or its id."""
    return case.id if isinstance(case, Case) else case


def person_id(person: Acting | Party | PartyId | None) -> PartyId | None:
    """The id of a person, from the person or their id."""
    return person if person is None or isinstance(person, str) else person.id


def exact(kind: type[C], value: str, name: str) -> C:
    """The member with exactly this value. Raises `Malformed` naming the field and what would fit."""
    try:
        return kind(value)
    except ValueError:
        raise Malformed("request", ((name, f"must be one of: {', '.join(kind)}"),)) from None
