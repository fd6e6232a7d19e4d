"""Comparing two profiles on the cases of a store, before the new one comes into force. Nothing is written.

The store is only asked: for its summaries, page by page, and for the rows of each case. A case that one of the
profiles cannot read is told with what it stumbles over, and is not compared; none is left out in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from collabflow.codec import Codec
from collabflow.core.errors import Malformed, UnknownEvent
from collabflow.core.event import Entry
from collabflow.core.values import CaseId, Status
from collabflow.cycle.compare import Side, Under, compared
from collabflow.cycle.profile import Profile
from collabflow.flow.comparison import Compared, Comparison, Unread
from collabflow.ports import Query, Row, Store

PAGE = 100

LIVE = (Status.OPEN, Status.PAUSED)

Progress = Callable[[int, int], object]
"""Told how many cases have been looked at, of how many."""


def compare(
    store: Store,
    old: Profile,
    new: Profile,
    *,
    at: datetime,
    with_closed: bool = False,
    progress: Progress | None = None,
) -> Comparison:
    """Compares the profiles on every live case of the store, and on closed ones if that is asked for.

    `at` is the moment at which cases are judged where they stand, aware. Writes nothing. Raises what the store does.
    """
    found = tuple(dict.fromkeys(_cases(store, (None,) if with_closed else LIVE)))
    comparing = _Comparing(old, new, at)
    cases = []
    for done, case_id in enumerate(found, start=1):
        rows = store.load(case_id)
        if rows and not rows[-1].is_erased:  # since it was found, it may have been erased
            cases.append(comparing.case(case_id, rows))
        if progress is not None:
            progress(done, len(found))
    return Comparison(old=old.ref, new=new.ref, at=at, cases=tuple(cases))


def _cases(store: Store, statuses: Sequence[Status | None]) -> Iterator[CaseId]:
    """The cases with these statuses; None stands for all."""
    for status in statuses:
        cursor = None
        while True:
            page = store.find(Query(status=status, limit=PAGE, cursor=cursor))
            yield from (summary.case_id for summary in page.summaries)
            cursor = page.cursor
            if cursor is None:
                break


class _Comparing:
    """Reads cases as both profiles do, and compares."""

    def __init__(self, old: Profile, new: Profile, at: datetime) -> None:
        self._old, self._new, self._at = old, new, at
        self._old_codec = Codec(old.events)
        self._new_codec = self._old_codec if old.events == new.events else Codec(new.events)

    def case(self, case_id: CaseId, rows: Sequence[Row]) -> Compared:
        """One case, from all of its rows."""
        journal, unread_by_old = _read(self._old_codec, rows, Under.OLD)
        is_one_reading = self._new_codec is self._old_codec and not unread_by_old
        as_new, unread_by_new = (journal, ()) if is_one_reading else _read(self._new_codec, rows, Under.NEW)
        if unread_by_old or unread_by_new:
            return Compared(case_id=case_id, entries=len(rows), unread=(*unread_by_old, *unread_by_new))
        old = Side.of(self._old, case_id, journal)
        new = old.under(self._new) if is_one_reading else Side.of(self._new, case_id, as_new)
        past, standing = compared(old, new, at=self._at)
        return Compared(case_id=case_id, entries=len(rows), past=past, standing=standing)


def _read(codec: Codec, rows: Sequence[Row], by: Under) -> tuple[tuple[Entry, ...], tuple[Unread, ...]]:
    """The journal, and everything in it that cannot be read."""
    journal, unread = [], []
    for row in rows:
        try:
            journal.append(codec.decode(row))
        except Malformed as wrong:
            unread.append(_unread(row, by, wrong))
    return tuple(journal), tuple(unread)


def _unread(row: Row, by: Under, wrong: Malformed) -> Unread:
    why = "; ".join(f"{path} {what}".strip() for path, what in wrong.faults)
    return Unread(
        case_id=row.case_id,
        version=row.version,
        event=row.type,
        by=by,
        why=why,
        is_unknown=isinstance(wrong, UnknownEvent),
    )
