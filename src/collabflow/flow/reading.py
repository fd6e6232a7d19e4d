"""Reading: a case from its rows, without folding again what this flow has folded before.

What is remembered is never trusted. Each reading asks the store for the rows from the remembered head on: the head
must still be the row that was folded, by its digest, which vouches for all rows before it, and it must still say
something; what follows is folded on top. So a case is always as the store has it at that moment, also for a
refusal. Where the head is another one (erased, restored from a backup, rolled back by a host) everything is read anew.
Source: storage.md, rows and digests and cost; law 1, folding on equals replaying.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

from attrs import frozen

from collabflow.codec import Codec
from collabflow.core.case import Case
from collabflow.core.errors import UnknownCase
from collabflow.core.event import Entry
from collabflow.core.values import CaseId
from collabflow.cycle.fold import evolve, replay
from collabflow.ports import GENESIS, Row, Store


@frozen(kw_only=True)
class Loaded:
    """A case with the journal it was folded from and the head of its chain."""

    case: Case
    journal: tuple[Entry, ...]
    head: bytes


class Reader:
    """Reads cases from one store. `most` is how many entries it remembers, of the cases read or written last."""

    def __init__(self, store: Store, codec: Codec, *, most: int) -> None:
        self._store = store
        self._codec = codec
        self._known = _Known(most)

    def load(self, case_id: CaseId, *, upto: int | None = None) -> Loaded:
        """The case as its journal says, up to a version. Raises `UnknownCase` when it has no entries."""
        loaded = self.begun(case_id) if upto is None else self._folded(case_id, self._store.load(case_id, limit=upto))
        if not loaded.journal:
            raise UnknownCase(case_id)
        return loaded

    def begun(self, case_id: CaseId) -> Loaded:
        """The case as its journal says; one without entries is not open yet."""
        known = self._known.get(case_id)
        loaded = None if known is None else self._grown(known)
        if loaded is None:
            self._known.forget(case_id)  # also where it was erased, and there is nothing to fold
            loaded = self._folded(case_id, self._store.load(case_id))
        self.keep(loaded)
        return loaded

    def keep(self, loaded: Loaded) -> None:
        """Remember a case as it was read or written."""
        self._known.put(loaded)

    def _folded(self, case_id: CaseId, rows: Sequence[Row]) -> Loaded:
        journal = tuple(self._codec.decode(row) for row in rows)
        return Loaded(case=replay(case_id, journal), journal=journal, head=rows[-1].digest if rows else GENESIS)

    def _grown(self, known: Loaded) -> Loaded | None:
        """What is known with what has been recorded since on top; None when the store holds something else."""
        version = known.case.version
        rows = self._store.load(known.case.id, after=version - 1)
        if not rows or rows[0].version != version or rows[0].digest != known.head or rows[0].is_erased:
            return None
        if len(rows) == 1:
            return known
        case, journal = known.case, list(known.journal)
        for row in rows[1:]:
            entry = self._codec.decode(row)
            case = evolve(case, entry, journal)
            journal.append(entry)
        return Loaded(case=case, journal=tuple(journal), head=rows[-1].digest)


class _Known:
    """The cases used last, up to so many entries of them all together. Safe to use from several threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._cases: OrderedDict[CaseId, Loaded] = OrderedDict()
        self._entries = 0

    def get(self, case_id: CaseId) -> Loaded | None:
        return self._cases.get(case_id)

    def put(self, loaded: Loaded) -> None:
        with self._lock:
            self._drop(loaded.case.id)
            if not 0 < len(loaded.journal) <= self._most:
                return
            self._cases[loaded.case.id] = loaded
            self._entries += len(loaded.journal)
            while self._entries > self._most:
                self._drop(next(iter(self._cases)))

    def forget(self, case_id: CaseId) -> None:
        with self._lock:
            self._drop(case_id)

    def _drop(self, case_id: CaseId) -> None:
        gone = self._cases.pop(case_id, None)
        if gone is not None:
            self._entries -= len(gone.journal)
