"""Writing: one action from load to append, decided afresh when somebody else was faster.

Everything slow (load, decide, encode, digest) happens before the store is asked to write; the write is one
atomic batch of entries, messages, summary and key.
Source: house.md section 3; storage.md, what it must hold.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import partial

from attrs import frozen

from collabflow.codec import Codec
from collabflow.core.case import Case
from collabflow.core.errors import KeyReused, StoreError, TooLarge, VersionConflict
from collabflow.core.event import Entry, Event, Stamp
from collabflow.core.finding import Refused
from collabflow.core.lifecycle.moves import Moved
from collabflow.core.people import Acting, Party
from collabflow.core.values import CaseId, Evidence, PartyId, Via
from collabflow.cycle.deadlines import deadlines
from collabflow.cycle.decide import Decision, decide
from collabflow.cycle.fold import evolve
from collabflow.cycle.notices import notices
from collabflow.cycle.permit import recorder_of
from collabflow.cycle.profile import Profile
from collabflow.cycle.refusals import refusal
from collabflow.flow.addressing import address
from collabflow.flow.hooks import Hooks, Recorded
from collabflow.flow.reading import Loaded, Reader
from collabflow.ports import Batch, Clock, Lent, MessageRow, Store, Summary, seal
from collabflow.ports.json_text import canonical

By = Acting | Party | PartyId
AfterCommit = Callable[[Callable[[], object]], bool]
"""Has something done once what was written is there for good; False where that moment is not known."""


def _at_once(work: Callable[[], object]) -> bool:
    work()
    return True


def _never(work: Callable[[], object]) -> bool:
    return False


@frozen(kw_only=True)
class Request:
    """What a caller asks to be recorded. `key` and `if_version` are the caller's promises about it."""

    case_id: CaseId
    events: tuple[Event, ...]
    by: By
    via: Via | None = None
    occurred: datetime | None = None
    evidence: tuple[Evidence, ...] = ()
    key: str | None = None
    if_version: int | None = None


class Writer:
    """Loads cases and records requests, for one flow."""

    def __init__(
        self,
        store: Store,
        profile: Profile,
        hooks: Hooks,
        *,
        clock: Clock,
        salts: Callable[[], bytes],
        channels: Sequence[str],
        retries: int,
        remembers: int,
        after_commit: AfterCommit | None = None,
    ) -> None:
        self.store = store
        self.profile = profile
        self.hooks = hooks
        self.clock = clock
        self.codec = Codec(profile.events)
        self._salts = salts
        self._channels = tuple(channels)
        self._retries = retries
        self._remembers = remembers
        self._reader = Reader(store, self.codec, most=remembers)
        self._after_commit = after_commit or _at_once

    def on(self, store: Store) -> Writer:
        """This writer on a store that shares the host's transaction: it never retries, and its after-hooks run once
        the host has committed, or not at all where nobody can say when that is."""
        return Writer(
            store,
            self.profile,
            self.hooks,
            clock=self.clock,
            salts=self._salts,
            channels=self._channels,
            retries=0,
            remembers=self._remembers,
            after_commit=store.after_commit if isinstance(store, Lent) else _never,
        )

    # reading --------------------------------------------------------------------------------------

    def load(self, case_id: CaseId, *, upto: int | None = None) -> Loaded:
        """The case as its journal says, up to a version. Raises `UnknownCase` when it has no entries."""
        return self._reader.load(case_id, upto=upto)

    # deciding -------------------------------------------------------------------------------------

    def decided(self, request: Request, loaded: Loaded) -> tuple[list[Recorded], list[Decision]]:
        """The request judged event by event, each on the case its predecessors left, until one is refused."""
        at = self.clock()
        case, journal = loaded.case, list(loaded.journal)
        recorded: list[Recorded] = []
        decisions: list[Decision] = []
        for event in request.events:
            stamp = self._stamp(request, event, case, journal, at)
            if stamp is None:
                person = request.by if isinstance(request.by, str) else request.by.id
                decisions.append(Decision(event=event, findings=(refusal("NOT_A_PARTY", person, person=person),)))
                break
            decision = decide(case, event, self.profile.context(stamp), self.profile, journal)
            decisions.append(decision)
            if decision.refusals:
                break
            entry = Entry(event=decision.event, stamp=stamp, version=case.version + 1)
            after = evolve(case, entry, journal)
            recorded.append(Recorded(entry=entry, before=case, after=after))
            case = after
            journal.append(entry)
        return recorded, decisions

    def _stamp(
        self, request: Request, event: Event, case: Case, journal: Sequence[Entry], at: datetime
    ) -> Stamp | None:
        by = recorder_of(request.by, event, case, on=at.date(), profile=self.profile, journal=journal)
        if by is None:
            return None
        return Stamp(
            by=by,
            at=at,
            occurred=request.occurred or at,
            via=request.via,
            evidence=request.evidence,
            key=request.key,
        )

    # writing --------------------------------------------------------------------------------------

    def write(self, request: Request, *, opening: bool = False) -> Case:
        """Records the request, all of it or nothing, and answers the case as it then stands.

        Raises `Refused`, `VersionConflict` (the form was filled in at another version, or the race was lost too
        often), `KeyReused`, `UnknownCase`, `TooLarge`, or what a before-hook raises. Nothing is written then.
        """
        fingerprint = None if request.key is None else self._fingerprint(request)
        tries = 0
        while True:
            loaded = self._reader.begun(request.case_id) if opening else self.load(request.case_id)
            if fingerprint is not None and self._is_repeat(request, fingerprint):
                return loaded.case
            if request.if_version is not None and loaded.case.version != request.if_version:
                raise VersionConflict(request.case_id, request.if_version, loaded.case.version)
            recorded = self._accepted(request, loaded)
            if not recorded:
                return loaded.case
            batch = self._batch(request, loaded, recorded, fingerprint)
            self.hooks.before(recorded)
            try:
                self.store.append(batch)
            except VersionConflict:
                tries += 1
                if tries > self._retries:
                    raise
                continue
            if request.key is not None and not self._is_stored(batch):
                return self.load(request.case_id).case
            self._reader.keep(self._grown(loaded, recorded, batch))
            self._after_commit(partial(self.hooks.after, recorded))
            return recorded[-1].after

    def _grown(self, loaded: Loaded, recorded: Sequence[Recorded], batch: Batch) -> Loaded:
        journal = (*loaded.journal, *(one.entry for one in recorded))
        return Loaded(case=recorded[-1].after, journal=journal, head=batch.rows[-1].digest)

    def _accepted(self, request: Request, loaded: Loaded) -> list[Recorded]:
        recorded, decisions = self.decided(request, loaded)
        if decisions and decisions[-1].refusals:
            refused = self._refused(request, loaded, recorded, decisions)
            self.hooks.refused(refused)
            raise refused
        return recorded

    def _refused(
        self, request: Request, loaded: Loaded, recorded: Sequence[Recorded], decisions: Sequence[Decision]
    ) -> Refused:
        event = decisions[-1].event
        return Refused(
            case_id=request.case_id,
            action=event.trigger.value if isinstance(event, Moved) else event.stored_as,
            where=(recorded[-1].after if recorded else loaded.case).state,
            findings=decisions[-1].refusals,
            also=decisions[-1].also,
            index=len(decisions) - 1,
        )

    def _is_repeat(self, request: Request, fingerprint: str) -> bool:
        known = self.store.answered(request.case_id, request.key or "")
        if known is None:
            return False
        if known.fingerprint != fingerprint:
            raise KeyReused(request.case_id, request.key or "")
        return True

    def _is_stored(self, batch: Batch) -> bool:
        """Whether the store took this batch: it may have answered for the same request, which came a hair earlier."""
        try:
            stored = self.store.load(batch.case_id, after=batch.version - 1, limit=1)
        except StoreError:
            if self._after_commit is not _at_once:  # the host's transaction is over
                raise
            return True  # it was taken, most likely from us; nobody must be told that it was not
        return [row.digest for row in stored] == [batch.rows[-1].digest]

    def _fingerprint(self, request: Request) -> str:
        """A digest of what the caller gave: case, events, by, via, occurred. Never when, nor where the case stood."""
        by = request.by if isinstance(request.by, str) else request.by.id
        given = {
            "case": request.case_id,
            "events": [[event.stored_as, self.codec.fields_of(event)] for event in request.events],
            "by": by,
            "via": request.via,
            "occurred": None if request.occurred is None else request.occurred.isoformat(),
            "evidence": [[item.kind, item.ref, item.sha256] for item in request.evidence],
        }
        return hashlib.sha256(canonical(given).encode()).hexdigest()

    def _batch(self, request: Request, loaded: Loaded, recorded: Sequence[Recorded], fingerprint: str | None) -> Batch:
        rows = seal(
            [self.codec.encode(request.case_id, one.entry, salt=self._salts()) for one in recorded],
            previous=loaded.head,
        )
        most = self.store.limits.rows_per_batch
        if most is not None and len(rows) > most:
            raise TooLarge(f"{len(rows)} entries at once are more than this store takes ({most}); record them in parts")
        case = recorded[-1].after
        return Batch(
            case_id=request.case_id,
            expected=loaded.case.version,
            rows=rows,
            messages=tuple(self.messages(recorded)),
            summary=self.summary(case, rows[-1].digest, recorded[-1].entry.stamp.at.date()),
            key=request.key,
            fingerprint=fingerprint,
        )

    def messages(self, recorded: Iterable[Recorded]) -> Iterable[MessageRow]:
        """The messages that what was recorded gives rise to."""
        for one in recorded:
            told = notices(one.entry, one.after)
            day = one.entry.stamp.at.date()
            for n, notice in enumerate(told, start=1):
                message_id = f"{one.after.id}:{one.entry.version}:{n}"
                version = one.entry.version
                yield address(notice, one.after, day, self._channels, message_id=message_id, version=version, n=n)

    def summary(self, case: Case, head: bytes, today: date) -> Summary:
        """What lists show of the case."""
        due = [item.on for item in deadlines(case, self.profile, today)]
        return Summary(
            case_id=case.id,
            version=case.version,
            step=case.step.value,
            status=case.status.value,
            cycle=case.cycle,
            student=case.student.id,
            parties=tuple(party.id for party in case.parties),
            next_due=min(due, default=None),
            head=head,
        )


def id_from_key(key: str) -> CaseId:
    """The id of the case that `open(key=…)` opens: the same key always gives the same case."""
    return f"case-{hashlib.sha256(key.encode()).hexdigest()[:20]}"
