"""Mutants of the journal: laws S1 to S8, V1 to V7, K1 to K3."""

from __future__ import annotations

from typing import cast

from attrs import evolve

from collabflow.core.errors import KeyReused, Malformed, StoreBusy, StoreError, VersionConflict
from collabflow.ports import Answered, Batch, Page, Query, Row, Summary, Tracked
from collabflow.ports.checks import check
from collabflow.testing.mutants.mutant import in_memory
from collabflow.testing.mutants.plain import Plain
from collabflow.testing.mutants.plain_outbox import Case


class LazyLoad(Plain):
    """load gives a generator over the stored rows instead of a finished tuple."""

    def load(self, case_id: str, *, after: int = 0, limit: int | None = None) -> tuple[Row, ...]:
        return cast(tuple[Row, ...], iter(super().load(case_id, after=after, limit=limit)))


class PhantomCase(Plain):
    """Asking for an unknown case puts it on the list of cases."""

    def case(self, case_id: str) -> Case:
        nobody = Summary(case_id=case_id, version=0, step="", status="", cycle=1, student="", head=b"")
        return self.kept.cases.setdefault(case_id, Case(summary=nobody))


class EmptyAppendBumps(Plain):
    """A batch with neither rows nor messages uses up its key."""

    def judged(self, batch: Batch) -> int | None:
        answer = super().judged(batch)
        return None if batch.is_empty and batch.key is not None else answer


class ReorderByTime(Plain):
    """load sorts by the time of recording instead of the version."""

    def window(self, rows: tuple[Row, ...], after: int, limit: int | None) -> tuple[Row, ...]:
        return super().window(tuple(sorted(rows, key=lambda row: row.at)), after, limit)


class AfterInclusive(Plain):
    """load gives the row at `after` too: >= instead of >."""

    def window(self, rows: tuple[Row, ...], after: int, limit: int | None) -> tuple[Row, ...]:
        return super().window(rows, max(0, after - 1), limit)


class PhantomPrefixRead(Plain):
    """Messages are found by the beginning of the case id, as LIKE 'id%' would."""

    def messages(self, case_id: str) -> tuple[Tracked, ...]:
        super().messages(case_id)
        return tuple(m for m in self.kept.messages.values() if m.case_id.startswith(case_id))


class CaseFoldedIds(Plain):
    """A collation takes ids that differ in letter case for the same case."""

    def name_of(self, case_id: str) -> str:
        return case_id.lower()


class TrailingSpaceIds(Plain):
    """Blanks at the end of an id are trimmed, as a CHAR column does."""

    def name_of(self, case_id: str) -> str:
        return case_id.rstrip(" ")


class FileNamedIds(Plain):
    """A case's file is named after it; a slash, which no name of a file may hold, becomes a line below."""

    def name_of(self, case_id: str) -> str:
        return case_id.replace("/", "_")


class LivePage(Plain):
    """A page of summaries looks at the store when it is read, not when it was asked for."""

    def find(self, query: Query) -> Page:
        page, finds = super().find(query), super().find

        class Live(Page):
            def __getattribute__(self, name: str) -> object:
                return finds(query).summaries if name == "summaries" else super().__getattribute__(name)

        return Live(summaries=page.summaries, cursor=page.cursor)


class MessagesNeedRows(Plain):
    """Messages are enqueued only where rows are written."""

    def write(self, batch: Batch) -> None:
        super().write(batch if batch.rows else evolve(batch, messages=()))


class MessageOverwritten(Plain):
    """A message takes the place of another one with the same id."""

    def refuse_taken(self, batch: Batch) -> None:
        for message in batch.messages:
            self.kept.messages.pop(message.id, None)


class MessageIdsOfEachCase(Plain):
    """Messages are kept with their case, and an id is looked up there only."""

    def refuse_taken(self, batch: Batch) -> None:
        for message in self.of_case(batch.case_id):
            if any(one.id == message.id and not self.holds(one) for one in batch.messages):
                raise StoreError("this id is taken by another message of the case")


# versions -----------------------------------------------------------------------------------------


class SwallowConflict(Plain):
    """A stale batch is dropped, and the version of the case is answered."""

    def judged(self, batch: Batch) -> int | None:
        try:
            return super().judged(batch)
        except VersionConflict as conflict:
            return conflict.actual


class LastWriterWins(Plain):
    """`expected` is not compared: what comes last is written at the end, whatever it followed on."""

    def judged(self, batch: Batch) -> int | None:
        try:
            return super().judged(batch)
        except VersionConflict:
            return None


class ConflictLeavesSummary(Plain):
    """The summary is written before the version is compared."""

    def judged(self, batch: Batch) -> int | None:
        case = self.case(batch.case_id)
        if case.rows and not case.erased and batch.key is not None and batch.expected < len(case.rows):
            case.summary = batch.summary if batch.key not in case.keys else case.summary
        return super().judged(batch)


class OffByOneVersion(Plain):
    """A version one ahead of the case is accepted."""

    def judged(self, batch: Batch) -> int | None:
        actual = len(self.case(batch.case_id).rows)
        return None if batch.expected == actual + 1 else super().judged(batch)


class WrongActual(Plain):
    """A conflict tells the version that was expected as the actual one."""

    def judged(self, batch: Batch) -> int | None:
        try:
            return super().judged(batch)
        except VersionConflict as conflict:
            raise VersionConflict(conflict.case_id, conflict.expected, conflict.expected) from None


class WedgedAfterConflict(Plain):
    """After a conflict the aborted transaction stays open, and the case locked."""

    def __init__(self) -> None:
        super().__init__()
        self.wedged: set[str] = set()

    def judged(self, batch: Batch) -> int | None:
        if batch.case_id in self.wedged:
            raise StoreBusy("the transaction was aborted")
        try:
            return super().judged(batch)
        except VersionConflict:
            self.wedged.add(batch.case_id)
            raise


class RetryNotIdempotent(Plain):
    """An identical retry is a conflict."""

    def is_stored(self, batch: Batch) -> bool:
        return False


class RetryOnlyIfHead(Plain):
    """An identical retry is recognised only while nothing came after it."""

    def is_stored(self, batch: Batch) -> bool:
        return batch.version == len(self.case(batch.case_id).rows) and super().is_stored(batch)


class RetryTooIdempotent(Plain):
    """A retry is recognised by who and when; what the rows say is not compared."""

    def is_stored(self, batch: Batch) -> bool:
        stored = self.case(batch.case_id).rows[batch.expected : batch.version]
        alike = [(row.by_id, row.at) for row in stored] == [(row.by_id, row.at) for row in batch.rows]
        return alike and all(self.holds(message) for message in batch.messages)


class NonAtomicBatch(Plain):
    """Rows are checked and written one by one, so those before a bad one stay."""

    def append(self, batch: Batch) -> int:
        try:
            check(batch, self.limits)
        except Malformed as malformed:
            bad = int(malformed.faults[0][0].partition("rows[")[2].partition("]")[0] or 0)
            if bad:
                super().append(evolve(batch, rows=batch.rows[:bad], messages=(), summary=None))
            raise
        return super().append(batch)


# keys ---------------------------------------------------------------------------------------------


class VersionBeforeKey(Plain):
    """The version is compared before the key is looked up, so a late repeat is recorded again."""

    def judged(self, batch: Batch) -> int | None:
        actual = len(self.case(batch.case_id).rows)
        return None if batch.rows and batch.expected == actual else super().judged(batch)


class FingerprintIgnored(Plain):
    """A key that was seen answers, whatever it is used for now."""

    def judged(self, batch: Batch) -> int | None:
        try:
            return super().judged(batch)
        except KeyReused:
            return self.case(batch.case_id).keys[batch.key or ""].version


class KeysOfAll(Plain):
    """Keys are kept for the whole store instead of for each case; the last use wins."""

    def __init__(self) -> None:
        super().__init__()
        self.last: dict[str, Answered] = {}

    def write(self, batch: Batch) -> None:
        super().write(batch)
        if batch.key is not None:
            self.last[batch.key] = self.case(batch.case_id).keys[batch.key]

    def answered(self, case_id: str, key: str) -> Answered | None:
        own = super().answered(case_id, key)
        return own and self.last[key]


MUTANTS = (
    in_memory(LazyLoad, "S1"),
    in_memory(PhantomCase, "S2"),
    in_memory(EmptyAppendBumps, "S3"),
    in_memory(ReorderByTime, "S4"),
    in_memory(AfterInclusive, "S5"),
    in_memory(PhantomPrefixRead, "S6"),
    in_memory(CaseFoldedIds, "S6"),
    in_memory(TrailingSpaceIds, "S6"),
    in_memory(FileNamedIds, "S6"),
    in_memory(LivePage, "S7"),
    in_memory(MessagesNeedRows, "S8"),
    in_memory(MessageOverwritten, "S8"),
    in_memory(MessageIdsOfEachCase, "S8"),
    in_memory(SwallowConflict, "V1"),
    in_memory(LastWriterWins, "V1"),
    in_memory(ConflictLeavesSummary, "V1"),
    in_memory(OffByOneVersion, "V2"),
    in_memory(WrongActual, "V3"),
    in_memory(WedgedAfterConflict, "V4"),
    in_memory(RetryNotIdempotent, "V5"),
    in_memory(RetryOnlyIfHead, "V5"),
    in_memory(RetryTooIdempotent, "V6"),
    in_memory(NonAtomicBatch, "V7"),
    in_memory(VersionBeforeKey, "K1"),
    in_memory(FingerprintIgnored, "K2"),
    in_memory(KeysOfAll, "K3"),
)
