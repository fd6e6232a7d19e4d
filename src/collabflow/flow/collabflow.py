"""`CollabFlow`: the verbs that embedders type.

It owns no users, no web server and no event loop. Clock, ids and salts are handed in; the defaults are the
system's clock with its offset, random ids and random salts.
Source: house.md sections 3 and 5.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from collabflow.core.case import Case
from collabflow.core.errors import Malformed, UnknownCase
from collabflow.core.event import Entry, Event, Stamp
from collabflow.core.finding import Finding, Param, Refused
from collabflow.core.lifecycle.moves import Corrected, Moved
from collabflow.core.lifecycle.people import CaseOpened
from collabflow.core.lifecycle.waivers import FindingWaived
from collabflow.core.people import SYSTEM, Acting, Party, Student
from collabflow.core.values import CaseId, Ending, Evidence, GoalId, PartyId, Status, Step, StudentId, Trigger, Via
from collabflow.cycle.decide import Decision
from collabflow.cycle.explain import Board, explain
from collabflow.cycle.profile import DEFAULT, Profile
from collabflow.cycle.refusals import refusal
from collabflow.flow.hooks import Failure, Hooks, When
from collabflow.flow.outbox import Delivered, Delivery, DueIn, Outbox
from collabflow.flow.writer import By, Request, Writer, id_from_key
from collabflow.ports import Clock, Fault, FeedItem, Notifier, Page, Query, Store, Tracked, verify

C = TypeVar("C", bound=StrEnum)
H = TypeVar("H", bound=Callable[..., object])


class CollabFlow:
    """The collaboration cycle on a store, under a profile.

    `notifiers` carry messages by channel. `clock` must answer aware times in the school's time zone; "today" is
    its date. `retries` is how often a lost race is decided afresh before `VersionConflict` is raised.
    """

    def __init__(
        self,
        store: Store,
        *,
        profile: Profile = DEFAULT,
        notifiers: Mapping[str, Notifier] | None = None,
        clock: Clock | None = None,
        ids: Callable[[], str] | None = None,
        salts: Callable[[], bytes] | None = None,
        retries: int = 5,
        lease: timedelta = timedelta(minutes=5),
        attempts: int = 8,
        pause: timedelta = timedelta(minutes=1),
    ) -> None:
        self._hooks = Hooks()
        self._notifiers = dict(notifiers or {})
        self._ids = ids or (lambda: uuid.uuid4().hex)
        self._delivery = Delivery(lease=lease, attempts=attempts, pause=pause)
        self._use(
            Writer(
                store,
                profile,
                self._hooks,
                clock=clock or _system_clock,
                salts=salts or (lambda: secrets.token_bytes(16)),
                channels=tuple(self._notifiers),
                retries=retries,
            )
        )

    def _use(self, writer: Writer) -> None:
        self._writer = writer
        self._outbox = Outbox(writer, self._notifiers, self._delivery)

    @property
    def profile(self) -> Profile:
        """The rules in force."""
        return self._writer.profile

    @property
    def store(self) -> Store:
        """Where cases are kept."""
        return self._writer.store

    @property
    def failures(self) -> tuple[Failure, ...]:
        """What after-hooks and notifiers failed at, oldest first; nothing recorded was undone by it."""
        return tuple(self._hooks.failures)

    # recording ------------------------------------------------------------------------------------

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
            case_id=_id(case_id),
            events=events,
            by=by,
            via=None if via is None else _exact(Via, via, "via"),
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
            trigger=self._trigger(_id(case_id), trigger),
            why=why,
            asked_by=_person(asked_by),
            what=what,
            who=_person(who),
            goals=tuple(goals),
            review_on=review_on,
            ending=None if ending is None else _exact(Ending, ending, "ending"),
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

    # asking ---------------------------------------------------------------------------------------

    def would(
        self, case_id: CaseId | Case, what: Event | Trigger | str, *, by: By, via: Via | str | None = None
    ) -> Decision:
        """What `record` or `move` would answer now: the same findings, and nothing written."""
        event = what if isinstance(what, Event) else Moved(trigger=self._trigger(_id(case_id), what))
        request = Request(
            case_id=_id(case_id), events=(event,), by=by, via=None if via is None else _exact(Via, via, "via")
        )
        _, decisions = self._writer.decided(request, self._writer.load(request.case_id))
        return decisions[-1]

    def explain(self, case_id: CaseId | Case, *, by: By = SYSTEM) -> Board:
        """Where the case stands, what each step needs, and what this person may do next."""
        case = self.case(case_id)
        at = self._writer.clock()
        if isinstance(by, Acting):
            acting = by
        else:
            person = case.party(_person(by) or "", on=at.date())
            if person is None:
                raise self._refusal(case.id, "NOT_A_PARTY", str(_person(by)), person=str(_person(by)))
            acting = Acting(id=person.id, role=person.roles[0], name=person.name)
        return explain(case, self.profile, Stamp(by=acting, at=at))

    def case(self, case_id: CaseId | Case, *, version: int | None = None) -> Case:
        """The case as it stands, or as it stood right after the entry of that version."""
        return self._writer.load(_id(case_id), upto=version).case

    def journal(self, case_id: CaseId | Case) -> tuple[Entry, ...]:
        """Every entry of the case, in order. Raises `UnknownCase` when there is none."""
        return self._writer.load(_id(case_id)).journal

    def messages(self, case_id: CaseId | Case) -> tuple[Tracked, ...]:
        """Every message of the case, with where it stands."""
        return self._writer.store.messages(_id(case_id))

    def verify(self, case_id: CaseId | Case, *, head: bytes | None = None) -> Fault | None:
        """The first place where the journal is not what was written, or None; `head` is a digest kept elsewhere."""
        rows = self._writer.store.load(_id(case_id))
        if not rows:
            raise UnknownCase(_id(case_id))
        return verify(rows, head=head)

    def find(
        self,
        *,
        student: StudentId | None = None,
        party: Party | PartyId | None = None,
        step: Step | str | None = None,
        status: Status | str | None = None,
        due_before: date | None = None,
        limit: int = 100,
        cursor: str | None = None,
    ) -> Page:
        """Summaries of the cases that match all of what is given; pass the page's cursor on for the next page."""
        return self._writer.store.find(
            Query(
                student=student,
                party=_person(party),
                step=None if step is None else _exact(Step, step, "step").value,
                status=None if status is None else _exact(Status, status, "status").value,
                due_before=due_before,
                limit=limit,
                cursor=cursor,
            )
        )

    def feed(self, *, after: int = 0, limit: int = 100) -> tuple[FeedItem, ...]:
        """The entries of all cases after a position, each once, in an order that never changes."""
        return self._writer.store.read(after=after, limit=limit)

    # time and messages ----------------------------------------------------------------------------

    def due(self, *, on: date) -> tuple[DueIn, ...]:
        """What is due by that day, in any case."""
        return self._outbox.due(on)

    def remind(self, *, on: date) -> int:
        """Queues a notice for each thing due by that day, once; answers how many were queued."""
        return self._outbox.remind(on)

    def deliver(self, *, limit: int = 100) -> Delivered:
        """Sends waiting messages through their notifiers. Safe to call from any number of workers."""
        return self._outbox.deliver(limit=limit)

    def refresh(self) -> int:
        """Recomputes every summary, for example after a change of profile; answers how many were written."""
        count = 0
        for summary in list(self._outbox.cases()):
            loaded = self._writer.load(summary.case_id)
            fresh = self._writer.summary(loaded.case, loaded.head, self._writer.clock().date())
            count += self._writer.store.summarise((fresh,))
        return count

    # around it ------------------------------------------------------------------------------------

    def on(self, kind: type[Event] | type[Refused], *, when: When = "after") -> Callable[[H], H]:
        """Registers a hook: `@flow.on(GoalDrafted, when="after")`. `Event` is for all events, `Refused` for refusals.

        "before" the write a hook may raise, which refuses it; it may be called again after a lost race. "after" it,
        a failure is reported in `failures` and undoes nothing.
        """

        def keep(hook: H) -> H:
            self._hooks.add(kind, when, hook)
            return hook

        return keep

    def within(self, connection: object) -> CollabFlow:
        """This flow on the host's connection and in its transaction, which the host commits or rolls back.

        After-hooks do not run there, because nobody tells us of the commit; the outbox is what reaches the world.
        Raises `Declined` when the store cannot share a transaction.
        """
        other = object.__new__(CollabFlow)
        other._hooks, other._notifiers = self._hooks, self._notifiers
        other._ids, other._delivery = self._ids, self._delivery
        other._use(self._writer.on(self._writer.store.within(connection)))
        return other

    def _trigger(self, case_id: CaseId, trigger: Trigger | str) -> Trigger:
        try:
            return Trigger(trigger)
        except ValueError:
            raise self._refusal(case_id, "UNKNOWN_TRIGGER", trigger, triggers=tuple(Trigger)) from None

    def _refusal(self, case_id: CaseId, code: str, subject: str, **params: Param) -> Refused:
        found = refusal(code, subject, **params)
        refused = Refused(case_id=case_id, action="move", where=self.case(case_id).state, findings=(found,))
        self._hooks.refused(refused)
        return refused


def _id(case: CaseId | Case) -> CaseId:
    return case.id if isinstance(case, Case) else case


def _person(person: Acting | Party | PartyId | None) -> PartyId | None:
    return person if person is None or isinstance(person, str) else person.id


def _exact(kind: type[C], value: str, name: str) -> C:
    """The member with exactly this value. Raises `Malformed` naming the field and what would fit."""
    try:
        return kind(value)
    except ValueError:
        raise Malformed("request", ((name, f"must be one of: {', '.join(kind)}"),)) from None


def _system_clock() -> datetime:
    return datetime.now().astimezone()
