"""Mutants of the feed and of lists: laws G1, G2, G4, Q1 to Q3."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from collabflow.core.errors import Malformed
from collabflow.ports import Batch, FeedItem, Page, Query, Summary
from collabflow.testing.mutants.mutant import in_memory
from collabflow.testing.mutants.plain import Plain
from collabflow.testing.mutants.plain_outbox import Case


class PositionPerCase(Plain):
    """The position is the version within the case."""

    def fed(self) -> Iterator[FeedItem]:
        return (evolve(item, position=item.row.version) for item in super().fed())


class FeedLeavesOut(Plain):
    """The feed keeps a copy of each entry, without the name of who said it."""

    def fed(self) -> Iterator[FeedItem]:
        return (evolve(item, row=evolve(item.row, by_name=None)) for item in super().fed())


class ReadAfterInclusive(Plain):
    """read gives the entry at `after` too: >= instead of >."""

    def read(self, *, after: int = 0, limit: int) -> tuple[FeedItem, ...]:
        return super().read(after=after - 1 if after > 0 else after, limit=limit)


class ReadAllLimitPerCase(Plain):
    """The limit is applied before the filter, so later pages come up empty."""

    def read(self, *, after: int = 0, limit: int) -> tuple[FeedItem, ...]:
        return tuple(item for item in super().read(after=min(after, 0), limit=limit) if item.position > after)


class PositionsCounted(Plain):
    """Positions are counted when asked for, so an erased case gives its own back."""

    def fed(self) -> Iterator[FeedItem]:
        left = [item for item in super().fed() if not item.row.is_erased]
        return (evolve(item, position=place) for place, item in enumerate(left, start=1))


# lists --------------------------------------------------------------------------------------------


class PartyIgnored(Plain):
    """The party that is asked for is not looked at when a case is named too."""

    def find(self, query: Query) -> Page:
        return super().find(query if query.case_id is None else evolve(query, party=None))


class CursorSkipsOne(Plain):
    """The next page begins one case too late."""

    def find(self, query: Query) -> Page:
        page = super().find(query)
        return page if query.cursor is None else evolve(page, summaries=page.summaries[1:])


class AnyCursorWillDo(Plain):
    """A cursor that makes no sense begins at the beginning."""

    def find(self, query: Query) -> Page:
        try:
            return super().find(query)
        except Malformed:
            if query.cursor is None:
                raise
            return super().find(evolve(query, cursor=None))


class StaleSummaryWins(Plain):
    """summarise replaces whatever is there, also by a summary of another version."""

    def replaced(self, summary: Summary) -> bool:
        case = self.case(summary.case_id)
        if case.rows and not case.erased and summary.version < len(case.rows):
            case.summary = summary
            return False
        return super().replaced(summary)


class PartiesPileUp(Plain):
    """A new summary adds its parties to those before."""

    def write(self, batch: Batch) -> None:
        before = self.kept.cases.get(batch.case_id, Case()).summary
        super().write(batch)
        after = self.kept.cases[batch.case_id].summary
        if before is not None and after is not None and after is not before:
            added = tuple(party for party in before.parties if party not in after.parties)
            self.kept.cases[batch.case_id].summary = evolve(after, parties=(*after.parties, *added))


MUTANTS = (
    in_memory(PositionPerCase, "G1"),
    in_memory(FeedLeavesOut, "G1"),
    in_memory(ReadAfterInclusive, "G2"),
    in_memory(ReadAllLimitPerCase, "G2"),
    in_memory(PositionsCounted, "G4"),
    in_memory(PartyIgnored, "Q1"),
    in_memory(CursorSkipsOne, "Q2"),
    in_memory(AnyCursorWillDo, "Q2"),
    in_memory(StaleSummaryWins, "Q3"),
    in_memory(PartiesPileUp, "Q3"),
)
