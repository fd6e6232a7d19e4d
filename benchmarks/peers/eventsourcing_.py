"""eventsourcing: the same journal of the same bodies, as events of an aggregate; no guard is asked, nobody is told.

Its SQLite recorder uses a write-ahead log with `synchronous=FULL`, SQLite's default. “Its cache on” keeps aggregates
between actions, as collabflow does, and reads only what was added.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

from benchmarks.moments import Written


class Collaboration(Aggregate):
    """What was recorded, by kind, and the step."""

    def __init__(self) -> None:
        self.step = ""
        self.records: dict[str, list[dict[str, object]]] = {}

    @event("Recorded")
    def record(self, kind: str, body: dict[str, object], by: str, via: str | None, at: datetime) -> None:
        """Keeps what was recorded; a move also moves."""
        self.records.setdefault(kind, []).append(body)
        if kind == "case.moved":
            self.step = str(body["target"])


class Cycle:
    """A whole cycle: each entry loads the aggregate, records, and saves it."""

    def __init__(self, path: Path | None, written: Sequence[Written], *, has_cache: bool) -> None:
        settings = {"AGGREGATE_CACHE_MAXSIZE": "100"} if has_cache else {}
        if path is not None:
            settings |= {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(path)}
        self._application: Application = Application(settings)
        self._written = written

    def play(self) -> None:
        """The cycle of another student."""
        begun = Collaboration()
        self._application.save(begun)
        for one in self._written:
            collaboration: Collaboration = self._application.repository.get(begun.id)
            collaboration.record(one.kind, dict(one.body), one.by, one.via, one.at)
            self._application.save(collaboration)

    def close(self) -> None:
        """Close the application."""
        self._application.close()
