"""Seeded bugs: stores that each break one promise in a way that real ones have, to prove that the checks can fail.

Each wraps a good store and does one thing wrong, so the same bug can be seeded into every kind of store.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, nullcontext

from attrs import evolve

from collabflow.core.errors import StoreError, VersionConflict
from collabflow.events import Moved
from collabflow.ports import GENESIS, Batch, FeedItem, Store, seal
from collabflow.stores.sqlite_schema import APPLICATION_ID, standing, statements
from collabflow.stores.sqlite_transaction import SqliteExecutor
from reliability.places import Place, Wrapped


class Seeded(Wrapped):
    """A store with a bug."""

    def __init__(self, inner: Store, place: Place) -> None:
        super().__init__(inner)
        self.place = place


# killed in the middle ---------------------------------------------------------------------------


class SplitsCommit(Seeded):
    """Writes the messages in a second transaction."""

    def append(self, batch: Batch) -> int:
        version = self.inner.append(evolve(batch, messages=()))
        if batch.messages:
            self.inner.append(Batch(case_id=batch.case_id, expected=version, messages=batch.messages))
        return version


class CommitsEachEntry(Seeded):
    """Writes a batch entry by entry, the key with the last."""

    def append(self, batch: Batch) -> int:
        *first, last = batch.rows
        for row in first:
            self.inner.append(Batch(case_id=batch.case_id, expected=row.version - 1, rows=(row,)))
        return self.inner.append(evolve(batch, expected=last.version - 1, rows=(last,)))


class ForgetsKeys(Seeded):
    """Does not keep what a key was used for."""

    def append(self, batch: Batch) -> int:
        return self.inner.append(evolve(batch, key=None, fingerprint=None))


class CommitsLater(Seeded):
    """Acknowledges at once and commits now and then, for speed."""

    def __init__(self, inner: Store, place: Place) -> None:
        super().__init__(inner, place)
        self._connection = place.connect()
        self._within = inner.within(self._connection)
        self._waiting = 0

    def append(self, batch: Batch) -> int:
        if not self._waiting:
            self._connection.execute("BEGIN")
        version = self._within.append(batch)
        self._waiting += 1
        if self._waiting == 20:
            self._connection.execute("COMMIT")
            self._waiting = 0
        return version

    def load(self, case_id: str, **window: int | None) -> tuple[object, ...]:
        return self._within.load(case_id, **window)

    def answered(self, case_id: str, key: str) -> object:
        return self._within.answered(case_id, key)

    def close(self) -> None:
        self._connection.close()
        self.inner.close()


# in a race --------------------------------------------------------------------------------------


class LastWriterWins(Seeded):
    """Writes behind whatever is there, whatever was expected."""

    def append(self, batch: Batch) -> int:
        while True:
            try:
                return self.inner.append(batch)
            except VersionConflict as moved:
                shift = moved.actual - batch.expected
                rows = [evolve(row, version=row.version + shift) for row in batch.rows]
                sealed = seal(rows, previous=self._previous(batch.case_id, moved.actual))
                batch = Batch(case_id=batch.case_id, expected=moved.actual, rows=sealed, summary=None)

    def _previous(self, case_id: str, version: int) -> bytes:
        """The digest of what it writes behind."""
        return self.inner.load(case_id, after=version - 1, limit=1)[0].digest


class ChainsToTheBeginning(LastWriterWins):
    """Writes behind whatever is there as well, and seals its entries as if nothing were."""

    def _previous(self, case_id: str, version: int) -> bytes:
        return GENESIS


class SaysNothing(Seeded):
    """Answers a lost race as if it had been won."""

    def append(self, batch: Batch) -> int:
        try:
            return self.inner.append(batch)
        except VersionConflict:
            return batch.version


class LeaksConflicts(Seeded):
    """Tells of a lost race in the words of its driver."""

    def append(self, batch: Batch) -> int:
        try:
            return self.inner.append(batch)
        except VersionConflict as moved:
            raise RuntimeError("UNIQUE constraint failed: cf_entry.version") from moved


class BlamesTheDatabase(Seeded):
    """Tells of a lost race as of trouble with the database, so that nobody decides again."""

    def append(self, batch: Batch) -> int:
        try:
            return self.inner.append(batch)
        except VersionConflict:
            raise StoreError("the database refused; nothing was written") from None


class ComparesAfterwards(Seeded):
    """Compares the version of a case that moves when its own entry is there, and takes it for somebody else's."""

    def append(self, batch: Batch) -> int:
        version = self.inner.append(batch)
        if any(row.type == Moved.stored_as for row in batch.rows):
            raise VersionConflict(batch.case_id, batch.expected, version)
        return version


class Unqueued(Seeded):
    """Lets writers crowd at the lock of SQLite, without a queue."""

    def __init__(self, inner: Store, place: Place) -> None:
        super().__init__(inner, place)
        inner._turn.taken = nullcontext  # type: ignore[attr-defined]


# in the feed ------------------------------------------------------------------------------------


class SortsFeed(Seeded):
    """Numbers entries as they lie, by case, whenever it is asked."""

    def read(self, *, after: int = 0, limit: int) -> tuple[FeedItem, ...]:
        items = sorted(self.inner.read(limit=10_000), key=lambda item: (item.row.case_id, item.row.version))
        return tuple(evolve(item, position=n) for n, item in enumerate(items, 1))[after : after + limit]


class ReadsFromHere(Seeded):
    """Begins a page with the position that was read last."""

    def read(self, *, after: int = 0, limit: int) -> tuple[FeedItem, ...]:
        return self.inner.read(after=max(after - 1, 0), limit=limit + 1)[: 1 if limit < 2 else None]


class SkipsWhenFull(Seeded):
    """Loses an entry at the end of each full page."""

    def read(self, *, after: int = 0, limit: int) -> tuple[FeedItem, ...]:
        items = self.inner.read(after=after, limit=limit)
        return items if len(items) < limit else (*items[:-2], items[-1])


class Foretells(Seeded):
    """Shows an entry that is not written yet, and may never be."""

    def read(self, *, after: int = 0, limit: int) -> tuple[FeedItem, ...]:
        items = self.inner.read(after=after, limit=limit)
        if not 0 < len(items) < limit:
            return items
        row = evolve(items[-1].row, version=items[-1].row.version + 10_000)
        return (*items, evolve(items[-1], position=items[-1].position, row=row))


# on a bad disk ----------------------------------------------------------------------------------


class SaysAllIsWell(Seeded):
    """Logs a failing disk, and goes on."""

    def append(self, batch: Batch) -> int:
        try:
            return self.inner.append(batch)
        except StoreError:
            return batch.version


class LeaksDiskErrors(Seeded):
    """Tells of a failing disk in the words of the system."""

    def append(self, batch: Batch) -> int:
        try:
            return self.inner.append(batch)
        except StoreError as error:
            raise OSError(28, "No space left on device") from error


class GivesUp(Seeded):
    """Works no more once it has failed."""

    failed: StoreError | None = None

    def append(self, batch: Batch) -> int:
        if self.failed is not None:
            raise self.failed
        try:
            return self.inner.append(batch)
        except StoreError as error:
            self.failed = error
            raise


# half-way to another schema ---------------------------------------------------------------------


def migrates_without_transaction(connection: sqlite3.Connection, name: str, scripts: tuple[str, ...]) -> None:
    """Runs one statement after the other, each on its own."""
    for version in range(standing(SqliteExecutor(connection)).version, len(scripts)):
        for statement in statements(scripts[version]):
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {version + 1}")


def migrates_by_number_first(connection: sqlite3.Connection, name: str, scripts: tuple[str, ...]) -> None:
    """Says which version it is before it is."""
    for version in range(standing(SqliteExecutor(connection)).version, len(scripts)):
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {version + 1}")
        connection.executescript(scripts[version])


def moves_on_without_transaction(place: Place, step: str) -> None:
    """The same, by whatever statements the step has."""
    with closing(place.connect()) as connection:
        for statement in statements(step):
            connection.execute(statement)
    place.move_on("")
