"""Mutants of fidelity: laws F1 to F8."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import cast

from attrs import evolve

from collabflow.core.errors import LeaseLost
from collabflow.ports import Batch, Outcome, Page, Query, Row, Summary, Tracked
from collabflow.ports.checks import check_outcomes
from collabflow.testing.mutants.mutant import in_memory
from collabflow.testing.mutants.plain import Plain


class FloatNumbers(Plain):
    """A JSON column keeps numbers as floating point."""

    def shown(self, row: Row) -> Row:
        if row.body is None or not row.body.startswith("["):
            return row
        return evolve(row, body=json.dumps(json.loads(row.body, parse_int=float), separators=(",", ":")))


class DropsNulls(Plain):
    """Fields that are null are left out."""

    def shown(self, row: Row) -> Row:
        return row if row.body is None else evolve(row, body=row.body.replace('"a":null', ""))


class NfcUnicode(Plain):
    """Text is brought to one normal form (NFC)."""

    def shown(self, row: Row) -> Row:
        return row if row.by_name is None else evolve(row, by_name=unicodedata.normalize("NFC", row.by_name))


class StripsStrings(Plain):
    """Blanks at both ends of a text are cut off."""

    def shown(self, row: Row) -> Row:
        return row if row.evidence is None else evolve(row, evidence=row.evidence.strip())


class TruncateBigPayload(Plain):
    """A column of 64 KiB cuts what is longer."""

    def shown(self, row: Row) -> Row:
        return row if row.body is None else evolve(row, body=row.body[: 2**16])


class DropTz(Plain):
    """Times come back with the offset of the server."""

    def shown(self, row: Row) -> Row:
        return evolve(row, at=row.at.replace(tzinfo=UTC))


class UtcInstantShift(Plain):
    """Times are relabelled as UTC without being converted."""

    def shown(self, row: Row) -> Row:
        return evolve(row, occurred=row.occurred.replace(tzinfo=UTC))


class MillisecondClock(Plain):
    """Times are kept to the millisecond."""

    def shown(self, row: Row) -> Row:
        return evolve(row, at=row.at - timedelta(microseconds=row.at.microsecond % 1000))


class AliasOut(Plain):
    """messages gives the store's own list of a case's messages."""

    def __init__(self) -> None:
        super().__init__()
        self.lists: dict[str, list[Tracked]] = {}

    def messages(self, case_id: str) -> tuple[Tracked, ...]:
        found = super().messages(case_id)
        own = self.lists.setdefault(case_id, list(found))
        own[:] = found if own else own
        return cast(tuple[Tracked, ...], own)


class WalksTwice(Plain):
    """settle walks its argument twice: for the checks, and then for the work."""

    def settle(self, outcomes: Iterable[Outcome], *, now: datetime) -> None:
        with self.at_work("settle"):
            check_outcomes(tuple(outcomes), now=now)
            lost = [outcome.id for outcome in outcomes if not self.settled(outcome, now)]
            if lost:
                raise LeaseLost(f"the lease was lost on {lost}")


class AliasIn(Plain):
    """summarise keeps the list that it was given, and reads it again later."""

    def __init__(self) -> None:
        super().__init__()
        self.given: list[Summary] = []

    def summarise(self, summaries: Iterable[Summary]) -> int:
        self.given = summaries if isinstance(summaries, list) else []
        return super().summarise(summaries)

    def find(self, query: Query) -> Page:
        for summary in self.given:
            self.replaced(summary)
        return super().find(query)


class NarrowNumbers(Plain):
    """Versions of types are kept in 32 bits."""

    def shown(self, row: Row) -> Row:
        return evolve(row, type_version=row.type_version % 2**32)


class RoundsNumbers(Plain):
    """A number that does not fit its column is rounded by the database."""

    def append(self, batch: Batch) -> int:
        return super().append(evolve(batch, rows=tuple(map(_rounded, batch.rows))))


def _rounded(row: Row) -> Row:
    return evolve(row, type_version=int(row.type_version)) if isinstance(row.type_version, float) else row


MUTANTS = (
    in_memory(FloatNumbers, "F1"),
    in_memory(DropsNulls, "F1"),
    in_memory(NfcUnicode, "F2"),
    in_memory(StripsStrings, "F2"),
    in_memory(TruncateBigPayload, "F3"),
    in_memory(DropTz, "F4"),
    in_memory(UtcInstantShift, "F4"),
    in_memory(MillisecondClock, "F4"),
    in_memory(AliasOut, "F5"),
    in_memory(WalksTwice, "F6"),
    in_memory(AliasIn, "F6"),
    in_memory(NarrowNumbers, "F7"),
    in_memory(RoundsNumbers, "F8"),
)
