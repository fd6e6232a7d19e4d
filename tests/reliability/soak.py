"""The soak: every check of this folder at its full setting, and a table of what was seen.

    make soak                      all of it, some minutes
    make soak ONLY=kills,feed      some of it
    make soak SHARE=0.1            a tenth of the kills, cases, entries and documents

It ends with 1 when a promise was broken, and says which document, case or request it was.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from time import monotonic

from reliability import disks, feeds, kills, moving, queueing, races
from reliability.fuzz import fuzz, fuzz_forms
from reliability.killing import can_trace
from reliability.mutate import Mutator
from reliability.nastiest import documents
from reliability.places import Place, SqlitePlace
from reliability.tally import Tally

KILLS, CASES, ENTRIES, DOCUMENTS, FORMS, APPENDS = 1_000, 1_000, 100_000, 200_000, 20_000, 10_000
LONGEST_WAIT = 1.0
"""Seconds that a writer among eight waits at most."""

MOST_OVERTAKEN = 1_000
"""A writer that is overtaken more often than this has not been queueing."""

Check = Callable[[Place, Path, float], Tally]


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


def _disk(place: Place, folder: Path, share: float) -> Tally:
    tally = disks.filled(place, disks.FileLimit(place.path), sizes=range(0, 40 * disks.PAGE, 1024))
    (small := folder / "small").mkdir()
    with disks.small_disk(small) as mounted:
        if mounted is None:
            print("no small disk may be mounted here; only files that may not grow were tried", file=sys.stderr)
        else:
            on_it = SqlitePlace(mounted)
            tally.add(disks.filled(on_it, disks.Ballast(mounted), sizes=range(0, 40 * disks.PAGE, 1024)))
    return tally


def _read_only(place: Place, folder: Path, share: float) -> Tally:
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        return disks.read_only(SqlitePlace(Path(name)), Path(name))


ANYWHERE: Mapping[str, Check] = {
    "kills": lambda place, folder, share: kills.at_random(place, kills=_part(KILLS, share)),
    "kills at every call": lambda place, folder, share: kills.at_every_call(place),
    "kills of a new store": lambda place, folder, share: moving.at_every_call(place),
    "race": lambda place, folder, share: races.same_step(place, cases=_part(CASES, share)),
    "feed": lambda place, folder, share: feeds.followed(place, entries=_part(ENTRIES, share)),
}
"""What is asked of every kind of store."""

ON_SQLITE: Mapping[str, Check] = {
    **ANYWHERE,
    "queue": lambda place, folder, share: queueing.overtaking(
        place, appends=_part(APPENDS, share), most=MOST_OVERTAKEN, longest=LONGEST_WAIT
    ),
    "migration": lambda place, folder, share: moving.at_every_statement(folder),
    "full disk": _disk,
    "read-only": _read_only,
}

WITHOUT_STORE: Mapping[str, Callable[[float], Tally]] = {"fuzz": _fuzzed, "forms": _formed}


def checks(only: list[str], share: float) -> Iterator[tuple[str, str, Callable[[Path], Tally]]]:
    """The name of each check, where it runs, and how."""
    for name, on_store in ON_SQLITE.items():
        if _is_wanted(name, only) and (can_trace() or "kills " not in name):
            yield name, "sqlite", lambda folder, run=on_store: run(SqlitePlace(folder), folder, share)
    for name, alone in WITHOUT_STORE.items():
        if _is_wanted(name, only):
            yield name, "codec", lambda folder, run=alone: run(share)


def _is_wanted(name: str, only: list[str]) -> bool:
    return not only or name.split(maxsplit=1)[0] in only or name in only


def main() -> int:
    """Run the checks, print the table, and answer how many broke a promise."""
    parser = argparse.ArgumentParser(
        prog="make soak", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--only", default="", help="names of checks with commas between")
    parser.add_argument("--share", type=float, default=1.0, help="the part of the full setting")
    given = parser.parse_args()
    lines, examples, broken = [], [], 0
    for name, where, run in checks([word for word in given.only.split(",") if word], given.share):
        print(f"{name} on {where} …", file=sys.stderr, flush=True)
        began = monotonic()
        with tempfile.TemporaryDirectory() as folder:
            tally = run(Path(folder))
        lines.append((name, where, f"{monotonic() - began:.0f} s", "BROKEN" if tally.broken else "kept", tally))
        examples += [f"{name} on {where}: {example}" for example in tally.examples]
        broken += bool(tally.broken)
    _printed(lines)
    print(*examples, sep="\n")
    return min(broken, 1)


def _printed(lines: list[tuple[str, str, str, str, Tally]]) -> None:
    print(f"\n{'check':22}{'where':12}{'took':>6}  {'':8}what was done, and how often each promise was broken")
    for name, where, took, verdict, tally in lines:
        first, *rest = tally.lines()
        print(f"{name:22}{where:12}{took:>6}  {verdict:8}{first}")
        for line in rest:
            print(f"{'':50}{line}")
    print(f"\n{os.cpu_count()} processors, Python {sys.version.split()[0]}, {_engines()}")


def _engines() -> str:
    import sqlite3

    return f"SQLite {sqlite3.sqlite_version}"


if __name__ == "__main__":
    sys.exit(main())
