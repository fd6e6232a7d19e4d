"""Seeded bugs: stores that each break one promise in a way that real ones have, to prove that the checks can fail.

Each wraps a good store and does one thing wrong, so the same bug can be seeded into every kind of store.
"""

from __future__ import annotations

from attrs import evolve

from collabflow.ports import Batch, Store
from reliability.places import Place


class Seeded:
    """A store that does all as the one inside it does, but for what a bug changes."""

    def __init__(self, inner: Store, place: Place) -> None:
        self.inner = inner
        self.place = place

    def __getattr__(self, name: str) -> object:
        return getattr(self.inner, name)


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
