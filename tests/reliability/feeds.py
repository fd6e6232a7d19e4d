"""Feeds: followers read while writers write, roll back and dawdle; each entry is seen once, and none turns up late.

Source: storage.md, the port: in a feed nothing ever appears before what was already read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from multiprocessing import get_context
from multiprocessing.synchronize import Semaphore
from random import Random
from typing import Any

from collabflow.core.errors import StoreBusy, VersionConflict
from collabflow.ports import GENESIS, Batch, FeedItem, Store
from reliability.crowd import Board, crowd
from reliability.places import Place
from reliability.tally import Tally
from stores.samples import rows_after

CASES_OF_A_WRITER = 3
_SHARED = get_context("fork")
_MOST_LOOKS = 500
"""How often a slow writer looks whether the others have gone on, before it commits all the same."""

Seen = list[list[Any]]
"""What a follower saw: position, case and version, in the order in which it saw them."""


class RolledBack(Exception):
    """The host has changed its mind."""


def followed(place: Place, *, entries: int, writers: int = 8, pages: tuple[int, ...] = (7, 400)) -> Tally:
    """So many entries are written, while one follower for each of these page sizes reads the feed."""
    tally = Tally("missed", "late", "twice", "never written")
    place.open().close()
    board = Board(writers)
    looks = [[_SHARED.Semaphore(0) for _ in range(writers)] for _ in pages]
    quota = entries // writers
    works = [lambda n=n: Writer(place, board, [each[n] for each in looks], n).wrote(quota) for n in range(writers)]
    works += [lambda n=n: Follower(place, board, looks[n]).saw(pages[n], quota * writers) for n in range(len(pages))]
    answers = crowd(works)
    for done in answers[:writers]:
        for what, times in done.items():
            tally.did(what, times)
    store = place.open()
    written = set(_written(store, writers))
    again: Seen = list(_all(store))
    store.close()
    for seen in answers[writers:]:
        _judged(tally, seen, again, written)
    tally.did("followers", len(pages))
    return tally


# writing ----------------------------------------------------------------------------------------


class Writer:
    """One writer: mostly appends, now and then a conflict, a rollback, or a transaction that stays open for long."""

    def __init__(self, place: Place, board: Board, looks: list[Semaphore], number: int) -> None:
        self._place = place
        self._board = board
        self._looks = looks
        self._number = number
        self._store = place.open()
        self._chance = Random(number)
        self._heads = {f"writer-{number}-{n}": (0, GENESIS) for n in range(CASES_OF_A_WRITER)}
        self._done: Counter[str] = Counter()

    def wrote(self, quota: int) -> Counter[str]:
        """Write until so many entries are there; what was done."""
        for tries in count():
            if self._board.all()[self._number] >= quota:
                break
            if tries % 2:
                for each in self._looks:
                    each.acquire()  # followers look while others write, however busy the machine is
            batch = self._batch(most=quota - self._board.all()[self._number])
            try:
                if self._chance.choices(_WAYS, _ODDS)[0](self, batch):
                    self._heads[batch.case_id] = (batch.version, batch.rows[-1].digest)
                    self._board.add(self._number, len(batch.rows))
                    self._done["entries"] += len(batch.rows)
            except StoreBusy:
                self._done["busy"] += 1
        self._store.close()
        return self._done

    def _batch(self, *, most: int) -> Batch:
        case_id = self._chance.choice(sorted(self._heads))
        version, head = self._heads[case_id]
        bodies = ["{}"] * min(self._chance.randint(1, 24), most)
        return Batch(
            case_id=case_id, expected=version, rows=rows_after(version, bodies, case_id=case_id, previous=head)
        )

    def _at_once(self, batch: Batch) -> bool:
        self._store.append(batch)
        return True

    def _refused(self, batch: Batch) -> bool:
        """Somebody who has seen an older version is refused."""
        if batch.expected == 0:
            return False
        stale = rows_after(0, ('"stale"',), case_id=batch.case_id)
        try:
            self._store.append(Batch(case_id=batch.case_id, expected=0, rows=stale))
        except VersionConflict:
            self._done["refused"] += 1
        return False

    def _rolled_back(self, batch: Batch) -> bool:
        try:
            with self._place.lent() as connection:
                self._store.within(connection).append(batch)
                raise RolledBack
        except RolledBack:
            self._done["rolled back"] += 1
        return False

    def _slowly(self, batch: Batch) -> bool:
        """Written in a host's transaction, which stays open while the others go on, where they can."""
        with self._place.lent() as connection:
            self._store.within(connection).append(batch)
            ahead = self._board.total() + 40
            for _ in range(_MOST_LOOKS if self._place.others_write_meanwhile else 20):
                self._store.load(batch.case_id, limit=1)
                if self._board.total() >= ahead:
                    break
        self._done["slow"] += 1
        return True


_WAYS: tuple[Callable[[Writer, Batch], bool], ...] = (
    Writer._at_once,
    Writer._refused,
    Writer._rolled_back,
    Writer._slowly,
)
_ODDS = (80, 5, 10, 5)


# following --------------------------------------------------------------------------------------


class Follower:
    """One reader of the feed, from its beginning, page by page."""

    def __init__(self, place: Place, board: Board, looks: list[Semaphore]) -> None:
        self._store = place.open()
        self._board = board
        self._looks = looks

    def saw(self, page: int, entries: int) -> Seen:
        """What was there, until all that was written has been read."""
        seen, last = Seen(), 0
        while True:
            all_written = self._board.total() >= entries
            for each in self._looks:
                each.release()
            try:
                items = self._store.read(after=last, limit=page)
            except StoreBusy:
                continue
            seen.extend(map(_short, items))
            if all_written and not _goes_on(items, last):
                self._store.close()
                return seen
            last = items[-1].position if items else last


def _short(item: FeedItem) -> list[Any]:
    return [item.position, item.row.case_id, item.row.version]


def _goes_on(items: Sequence[FeedItem], last: int) -> bool:
    return bool(items) and items[-1].position > last


def _written(store: Store, writers: int) -> Iterator[tuple[str, int]]:
    for number in range(writers):
        for n in range(CASES_OF_A_WRITER):
            yield from ((row.case_id, row.version) for row in store.load(f"writer-{number}-{n}"))


def _all(store: Store) -> Iterator[list[Any]]:
    last = 0
    while _goes_on(items := store.read(after=last, limit=1_000), last):
        yield from map(_short, items)
        last = items[-1].position


def _judged(tally: Tally, seen: Seen, again: Seen, written: set[tuple[str, int]]) -> None:
    times = Counter((case_id, version) for _, case_id, version in seen)
    for entry in written - times.keys():
        tally.broke("missed", f"{entry}")
    for entry in times.keys() - written:
        tally.broke("never written", f"{entry}")
    for entry, often in times.items():
        if often > 1:
            tally.broke("twice", f"{entry} {often} times")
    last, versions = 0, Counter[str]()
    for position, case_id, version in seen:
        if position <= last or version != versions[case_id] + 1:
            tally.broke("late", f"{case_id} {version} at {position}, after {last}")
        last, versions[case_id] = position, version
    if seen != again:
        tally.broke("late", "who reads the feed again sees another one")
