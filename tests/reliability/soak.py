"""The soak: every check of this folder at its full setting, and a table of what was seen.

    make soak                      all of it, some minutes
    make soak ONLY=kills,feed      some of it
    make soak SHARE=0.1            a tenth of the kills, cases, entries and documents

It ends with 1 when a promise was broken, and says which document, case or request it was; or when a check could
not be run, and says why.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from time import monotonic
from typing import Any

from attrs import frozen

import postgres
from collabflow.testing import Budget
from reliability import disks, feeds, kills, moving, proving, queueing, races
from reliability.fuzz import fuzz, fuzz_forms
from reliability.killing import can_trace
from reliability.mutate import Mutator
from reliability.nastiest import documents
from reliability.places import PostgresPlace, SqlitePlace
from reliability.tally import Tally

KILLS = {"sqlite": 1_000, "postgresql": 300}
CASES, ENTRIES, DOCUMENTS, FORMS, APPENDS = 1_000, 100_000, 200_000, 20_000, 10_000
LONGEST_WAIT = 1.0
"""Seconds that a writer among eight waits at most."""

LONGEST_PROOF = {Budget.FULL: 15.0, Budget.FAST: 5.0}
"""Seconds that the conformance kit takes at most, with our SQLite store."""

MOST_OVERTAKEN = 1_000
"""A writer that is overtaken more often than this has not been queueing."""


def _part(whole: int, share: float) -> int:
    return max(1, round(whole * share))


def _fuzzed(share: float, *, processes: int = 2) -> Tally:
    """The documents, each process its share of them, and the corpus."""
    many = _part(DOCUMENTS, share)
    tally = fuzz(document.row for document in documents())
    with ProcessPoolExecutor(processes, mp_context=get_context("fork")) as pool:
        for part in pool.map(_fuzzed_from, range(processes), [many] * processes, [processes] * processes):
            tally.add(part)
    return tally


def _fuzzed_from(start: int, many: int, step: int) -> Tally:
    mutator = Mutator(seed=2)
    return fuzz(mutator.row(number) for number in range(start, many, step))


def _formed(share: float) -> Tally:
    mutator = Mutator(seed=2)
    return fuzz_forms(mutator.form(number) for number in range(_part(FORMS, share)))


def _disk(place: SqlitePlace, share: float) -> Tally:
    """Files that may not grow, and a disk that is full where one may be mounted."""
    sizes = range(0, 24 * disks.PAGE, 2048)
    tally = disks.filled(place, disks.FileLimit(place.path), sizes=sizes)
    (small := place.folder / "small").mkdir()
    with disks.small_disk(small) as mounted:
        if mounted is None:
            print("no small disk may be mounted here; only files that may not grow were tried", file=sys.stderr)
        else:
            tally.add(disks.filled(SqlitePlace(mounted), disks.Ballast(mounted), sizes=sizes))
    return tally


def _read_only(place: SqlitePlace, share: float) -> Tally:
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        return disks.read_only(SqlitePlace(Path(name)), Path(name))


ANYWHERE: Mapping[str, Callable[[Any, float], Tally]] = {
    "kills": lambda place, share: kills.at_random(place, kills=_part(KILLS[place.name], share)),
    "kills at every call": lambda place, share: kills.at_every_call(place),
    "kills of a new store": lambda place, share: moving.at_every_call(place),
    "kills of a migration": lambda place, share: moving.on_at_every_call(place),
    "race": lambda place, share: races.same_step(place, cases=_part(CASES, share)),
    "feed": lambda place, share: feeds.followed(place, entries=_part(ENTRIES, share)),
}
"""What is asked of every kind of store."""

ON_SQLITE: Mapping[str, Callable[[Any, float], Tally]] = {
    **ANYWHERE,
    "queue": lambda place, share: queueing.overtaking(
        place, appends=_part(APPENDS, share), most=MOST_OVERTAKEN, longest=LONGEST_WAIT
    ),
    "migration": lambda place, share: moving.at_every_statement(place.folder),
    "full disk": _disk,
    "read-only": _read_only,
    "kit": lambda place, share: proving.proved(LONGEST_PROOF),
}

WITHOUT_STORE: Mapping[str, Callable[[float], Tally]] = {"fuzz": _fuzzed, "forms": _formed}


def checks(share: float) -> Iterator[tuple[str, str, Callable[[], Tally]]]:
    """The name of each check, where it runs, and how."""
    for name, run in ON_SQLITE.items():
        yield name, "sqlite", lambda run=run: _on_sqlite(run, share)
    for name, run in ANYWHERE.items():
        yield name, "postgresql", lambda run=run: _on_postgresql(run, share)
    for name, alone in WITHOUT_STORE.items():
        yield name, "codec", lambda alone=alone: alone(share)


def _on_sqlite(run: Callable[[Any, float], Tally], share: float) -> Tally:
    with tempfile.TemporaryDirectory() as folder:
        return run(SqlitePlace(Path(folder)), share)


def _on_postgresql(run: Callable[[Any, float], Tally], share: float) -> Tally:
    with postgres.fresh_database(postgres.server()) as database:
        return run(PostgresPlace(database), share)


def main() -> int:
    """Run the checks, print the table, and answer 1 when a promise was broken or a check could not be run."""
    parser = argparse.ArgumentParser(prog="make soak")
    parser.add_argument("--only", default="", help="names of checks or of where they run, with commas between")
    parser.add_argument("--share", type=float, default=1.0, help="the part of the full setting")
    given = parser.parse_args()
    wanted = [word.strip() for word in given.only.split(",") if word.strip()]
    postgres.announce()
    lines = [
        _line(name, where, run)
        for name, where, run in checks(given.share)
        if not wanted or {name, name.split()[0], where} & set(wanted)
    ]
    _print(lines)
    return int(any(line.verdict != "kept" for line in lines))


@frozen
class Line:
    """A line of the table."""

    name: str
    where: str
    seconds: float
    verdict: str
    told: tuple[str, ...]
    examples: tuple[str, ...] = ()


def _line(name: str, where: str, run: Callable[[], Tally]) -> Line:
    print(f"{name} on {where} …", file=sys.stderr, flush=True)
    began = monotonic()
    if name.startswith("kills ") and not can_trace():
        return Line(name, where, 0, "not run", ("this machine lets no process trace its child",))
    try:
        tally = run()
    except postgres.NoPostgres as why:
        return Line(name, where, 0, "not run", (str(why),))
    verdict = "BROKEN" if tally.broken else "kept"
    return Line(name, where, monotonic() - began, verdict, tally.lines(), tuple(tally.examples))


def _print(lines: list[Line]) -> None:
    print(f"\n{'check':22}{'where':12}{'took':>6}  {'':9}what was done, and how often each promise was broken")
    for line in lines:
        first, *rest = line.told
        print(f"{line.name:22}{line.where:12}{line.seconds:>4.0f} s  {line.verdict:9}{first}")
        print(*(f"{'':51}{more}" for more in rest), sep="\n")
    print(f"\n{os.cpu_count()} processors, Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}")
    for line in lines:
        for example in line.examples:
            print(f"{line.name} on {line.where}: {example}")


if __name__ == "__main__":
    sys.exit(main())
