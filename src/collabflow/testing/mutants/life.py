"""Mutants of life and of declining: laws L1, L5, L6, D1 to D6. Those that need a disk are in `disk`."""

from __future__ import annotations

from typing import ClassVar

from attrs import evolve

from collabflow.core.errors import Declined
from collabflow.ports import Answered, FeedItem, Page, Query, Row, Store, Tracked
from collabflow.testing.mutants.mutant import Mutant, in_memory, on_disk
from collabflow.testing.mutants.plain import IN_MEMORY, Plain
from collabflow.testing.mutants.plain_outbox import Case
from collabflow.testing.places import Place

NO_LISTS = "this shelf keeps no lists of cases"
NO_FEED = "this shelf keeps no feed of entries"
NO_ERASURE = "this shelf is emptied by ending the process"


class WorksAfterClose(Plain):
    """Closing does nothing, so all verbs work on."""

    def close(self) -> None:
        return


class DriverErrorEscapes(Plain):
    """A question that makes no sense raises the driver's own error."""

    def load(self, case_id: str, *, after: int = 0, limit: int | None = None) -> tuple[Row, ...]:
        if limit is not None and limit >= 2**63:
            raise OverflowError("Python int too large to convert to SQLite INTEGER")
        return super().load(case_id, after=after, limit=limit)


class ErasedKeyStays(Plain):
    """The keys of an erased case, which a person may have chosen, can still be asked for."""

    def answered(self, case_id: str, key: str) -> Answered | None:
        found = super().answered(case_id, key)
        erased = self.case(case_id).erased
        return Answered(fingerprint="f", version=1) if erased else found


class ErasesNeighbour(Plain):
    """Erasing a case lets the messages of the next one go too."""

    def destroy(self, case: Case) -> None:
        super().destroy(case)
        self.kept.messages.clear()


# declining ----------------------------------------------------------------------------------------


class SaysNothing(Plain):
    """A capability that is not there is declared without a reason."""

    capabilities = evolve(IN_MEMORY, shares_host_transaction="")


class FindsNothing(Plain):
    """A store that keeps no lists answers that there are no cases."""

    capabilities = evolve(IN_MEMORY, finds=NO_LISTS, finds_at_once=NO_LISTS)

    def find(self, query: Query) -> Page:
        super().find(query)
        return Page(summaries=())


class ReadsNothing(Plain):
    """A store without a feed answers that nothing happened."""

    capabilities = evolve(IN_MEMORY, feeds=NO_FEED)

    def read(self, *, after: int = 0, limit: int) -> tuple[FeedItem, ...]:
        super().read(after=after, limit=limit)
        return ()


class ErasesNothing(Plain):
    """A store that cannot erase answers as if there was nothing to erase."""

    capabilities = evolve(IN_MEMORY, erases=NO_ERASURE)

    def erase(self, case_id: str) -> int:
        super().load(case_id)
        return 0


class SharesNothing(Plain):
    """A store without transactions gives itself as if it were inside the host's."""

    def within(self, connection: object) -> Store:
        super().load("maya")
        return self


class HalfKept(Plain):
    """A store that does not last keeps its messages all the same, under the name of its place."""

    left: ClassVar[dict[str, dict[str, Tracked]]] = {}

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.kept.messages = self.left.setdefault(place.name, {})


class DeclinesInItsOwnWords(Plain):
    """A capability is declined with another reason than the one that was declared."""

    def within(self, connection: object) -> Store:
        with self.at_work("within"):
            raise Declined("not here")


MUTANTS: tuple[Mutant, ...] = (
    in_memory(WorksAfterClose, "L1"),
    in_memory(DriverErrorEscapes, "L5"),
    in_memory(ErasedKeyStays, "L6"),
    in_memory(ErasesNeighbour, "L6"),
    in_memory(SaysNothing, "D1"),
    in_memory(FindsNothing, "D2"),
    in_memory(ReadsNothing, "D3"),
    in_memory(ErasesNothing, "D4"),
    in_memory(SharesNothing, "D5"),
    in_memory(DeclinesInItsOwnWords, "D5"),
    on_disk(HalfKept, "D6"),
)
