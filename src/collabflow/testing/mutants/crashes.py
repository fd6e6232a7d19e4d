"""Mutants that a kill or a torn write brings out: laws C1 to C7 and D7."""

from __future__ import annotations

import os
from collections.abc import Iterator

from attrs import evolve

from collabflow.core.errors import StoreBusy
from collabflow.ports import Batch, Capabilities, FeedItem, MessageState, Tracked
from collabflow.testing.mutants.disk import row_by_row
from collabflow.testing.mutants.logged import NO_SHARE, Alone, Asked, Logged
from collabflow.testing.mutants.mutant import on_disk
from collabflow.testing.places import Place

ALONE = Capabilities(shares_host_transaction=NO_SHARE, multi_process="the file belongs to one process")


class LetsTwoIn(Logged):
    """A store for one process does not lock its file."""

    capabilities = ALONE


class LockFileStays(Logged):
    """The store is locked by a file that is removed when it is closed, and stays when the process dies."""

    capabilities = ALONE

    def __init__(self, place: Place) -> None:
        self.mark = place.path / "locked"
        try:
            os.close(os.open(self.mark, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            raise StoreBusy("the file is locked by another process") from None
        super().__init__(place)

    def close(self) -> None:
        super().close()
        self.mark.unlink(missing_ok=True)


class AckBeforeDurable(Alone):
    """The answer is given before the line has left the process."""

    def flush(self) -> None:
        """It is written when the buffer is full, or when the store is closed."""


class EventPerCommit(Logged):
    """Each row of a batch is a line of its own."""

    def write(self, batch: Batch) -> None:
        for part in row_by_row(batch) if batch.key == "second" else (batch,):
            super().write(part)


class SplitCommit(Logged):
    """The messages of a batch are a line of their own."""

    def write(self, batch: Batch) -> None:
        if batch.messages and batch.rows:
            super().write(evolve(batch, messages=()))
            batch = evolve(batch, expected=batch.version, rows=(), key=None, fingerprint=None)
        super().write(batch)


class Marked(Alone):
    """A right store that notices when it was not closed; for mutants that recover wrongly."""

    def __init__(self, place: Place) -> None:
        self.mark = place.path / "open"
        self.was_killed = self.mark.exists()
        self.mark.touch()
        super().__init__(place)

    def close(self) -> None:
        super().close()
        self.mark.unlink(missing_ok=True)


class LeasedTakenForSent(Marked):
    """Recovery takes what was leased for sent."""

    def catch_up(self) -> None:
        begins = self.end == 0
        super().catch_up()
        if begins and self.was_killed:
            for message in list(self.kept.messages.values()):
                if message.lease_until is not None:
                    self.kept.messages[message.id] = _sent(message)


def _sent(message: Tracked) -> Tracked:
    return evolve(message, state=MessageState.SENT)


class RenumberedFeed(Marked):
    """Recovery gives positions afresh, by case."""

    def fed(self) -> Iterator[FeedItem]:
        items = list(super().fed())
        if self.was_killed:
            items.sort(key=lambda item: item.row.case_id, reverse=True)
        return (evolve(item, position=place) for place, item in enumerate(items, start=1))


class TornTailCrashes(Logged):
    """A line that was torn stops the store from opening."""

    def understood(self, line: bytes) -> Asked | None:
        asked = super().understood(line)
        if asked is None:
            raise ValueError("Extra data")
        return asked


class TornTailGlued(Logged):
    """The next line is glued to one that was torn."""

    def cut_torn_tail(self) -> None:
        """Not thought of."""


MUTANTS = (
    on_disk(LetsTwoIn, "D7"),
    on_disk(LockFileStays, "C4"),
    on_disk(AckBeforeDurable, "C1"),
    on_disk(EventPerCommit, "C2"),
    on_disk(SplitCommit, "C3"),
    on_disk(LeasedTakenForSent, "C5"),
    on_disk(RenumberedFeed, "C6"),
    on_disk(TornTailCrashes, "C7"),
    on_disk(TornTailGlued, "C7"),
)
