"""`CollabFlow`: the verbs that embedders type.

It owns no users, no web server and no event loop. Clock, ids and salts are handed in; the defaults are the
system's clock with its offset, random ids and random salts.
Source: house.md sections 3 and 5.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from inspect import iscoroutinefunction
from typing import TypeVar

from collabflow.core.case import Case
from collabflow.core.errors import UnknownCase
from collabflow.core.event import Entry, Event, Stamp
from collabflow.core.finding import Refused
from collabflow.core.lifecycle.moves import Moved
from collabflow.core.people import SYSTEM, Acting, Party
from collabflow.core.values import CaseId, PartyId, Status, Step, StudentId, Trigger, Via
from collabflow.cycle.decide import Decision
from collabflow.cycle.explain import Board, explain
from collabflow.cycle.profile import DEFAULT, Profile
from collabflow.cycle.refusals import refusal
from collabflow.flow.hooks import Failure, Hooks, When
from collabflow.flow.outbox import Delivered, Delivery, DueIn, Outbox
from collabflow.flow.recording import Recording, exact, id_of, person_id
from collabflow.flow.writer import By, Request, Writer
from collabflow.ports import Clock, Fault, FeedItem, Notifier, Page, Query, Store, Tracked, verify

H = TypeVar("H", bound=Callable[..., object])


class CollabFlow(Recording):
    """The collaboration cycle on a store, under a profile.

    `notifiers` carry messages by channel. `clock` must answer aware times in the school's time zone; "today" is
    its date. `retries` is how often a lost race is decided afresh before `VersionConflict` is raised. `remembers` is
    how many entries, of the cases used last, stay folded in memory so that the next action need not fold them again;
    the store is asked each time whether they still stand. With 0 nothing of a case stays in memory between actions.
    A message is held for `lease` while it is being sent, and given up after so many `attempts`; `pause` is the first
    wait between them, which doubles, and is longer by up to half of it, as `jitter` (0 to 1) says.
    Raises `TypeError` for a store whose verbs are async: a flow does not await.
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
        remembers: int = 10_000,
        lease: timedelta = timedelta(minutes=5),
        attempts: int = 8,
        pause: timedelta = timedelta(minutes=1),
        jitter: Callable[[], float] | None = None,
    ) -> None:
        if iscoroutinefunction(getattr(store, "append", None)):
            raise TypeError(f"a flow does not await: {type(store).__name__}.append is async")
        self._hooks = Hooks()
        self._notifiers = dict(notifiers or {})
        self._ids = ids or (lambda: uuid.uuid4().hex)
        self._delivery = Delivery(
            lease=lease, attempts=attempts, pause=pause, jitter=jitter or secrets.SystemRandom().random
        )
        self._use(
            Writer(
                store,
                profile,
                self._hooks,
                clock=clock or _system_clock,
                salts=salts or (lambda: secrets.token_bytes(16)),
                channels=tuple(self._notifiers),
                retries=retries,
                remembers=remembers,
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

    # asking ---------------------------------------------------------------------------------------

    def would(
        self, case_id: CaseId | Case, what: Event | Trigger | str, *, by: By, via: Via | str | None = None
    ) -> Decision:
        """What `record` or `move` would answer now: the same findings, and nothing written."""
        event = what if isinstance(what, Event) else Moved(trigger=self._trigger(id_of(case_id), what))
        request = Request(
            case_id=id_of(case_id), events=(event,), by=by, via=None if via is None else exact(Via, via, "via")
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
            person = case.party(person_id(by) or "", on=at.date())
            if person is None:
                raise self._refusal(case.id, refusal("NOT_A_PARTY", str(person_id(by)), person=str(person_id(by))))
            acting = Acting(id=person.id, role=person.roles[0], name=person.name)
        return explain(case, self.profile, Stamp(by=acting, at=at))

    def case(self, case_id: CaseId | Case, *, version: int | None = None) -> Case:
        """The case as it stands, or as it stood right after the entry of that version."""
        return self._writer.load(id_of(case_id), upto=version).case

    def journal(self, case_id: CaseId | Case) -> tuple[Entry, ...]:
        """Every entry of the case, in order. Raises `UnknownCase` when there is none."""
        return self._writer.load(id_of(case_id)).journal

    def messages(self, case_id: CaseId | Case) -> tuple[Tracked, ...]:
        """Every message of the case, with where it stands."""
        return self._writer.store.messages(id_of(case_id))

    def verify(self, case_id: CaseId | Case, *, head: bytes | None = None) -> Fault | None:
        """The first place where the journal is not what was written, or None; `head` is a digest kept elsewhere."""
        rows = self._writer.store.load(id_of(case_id))
        if not rows:
            raise UnknownCase(id_of(case_id))
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
                party=person_id(party),
                step=None if step is None else exact(Step, step, "step").value,
                status=None if status is None else exact(Status, status, "status").value,
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
        """Sends waiting messages through their notifiers, at most `limit`, each claimed and settled by itself.

        Safe to call from any number of workers. A message that ended its worker each time is given up after so many
        attempts, with the code `never_settled`. Raises `Malformed` for a negative limit.
        """
        return self._outbox.deliver(limit=limit)

    def dead(self, *, limit: int = 100) -> tuple[Tracked, ...]:
        """Messages that were given up, the oldest first, each with the code of its last failure."""
        return self._writer.store.dead(limit=limit)

    def revive(self, *message_ids: str) -> int:
        """Makes messages that were given up due again, with their attempts counted afresh; answers how many were."""
        return self._writer.store.revive(message_ids, now=self._writer.clock())

    def refresh(self) -> int:
        """Recomputes every summary, for example after a change of profile; answers how many were written."""
        count = 0
        for loaded in self._outbox.standing():
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

        A sqlite3 or psycopg connection, a SQLAlchemy `Session` or `Connection` (also inside `AsyncSession.run_sync`),
        or Django's connection. After-hooks run once the host has committed, where it can say so: a SQLAlchemy `Session`
        and Django's connection can. On the others they do not run, and the outbox is what reaches the world. A lost
        race is `VersionConflict`, and is not tried again here. Raises `Declined` when the store cannot share that
        transaction.
        """
        other = object.__new__(CollabFlow)
        other._hooks, other._notifiers = self._hooks, self._notifiers
        other._ids, other._delivery = self._ids, self._delivery
        other._use(self._writer.on(self._writer.store.within(connection)))
        return other


def _system_clock() -> datetime:
    return datetime.now().astimezone()
