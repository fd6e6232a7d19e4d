"""Many cases: whether a store of a million is as quick as one of ten thousand.

The cases are copies of one that was really recorded, under other names and with other due days, put straight into the
tables: recording a million by themselves would take an hour. Their digests are the copied ones, which nothing
that is timed here looks at.
"""

from __future__ import annotations

import os
import random
import sqlite3
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from datetime import timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.rows import Aim, Group, Row, beside, size
from benchmarks.timing import Contestant, Pace, in_turns
from collabflow.core.lifecycle.contacts import ContactLogged, Direction
from collabflow.core.values import Step
from collabflow.flow import CollabFlow
from collabflow.stores.sqlite import SqliteStore
from journeys import CASE, Clock, deeds_of, play
from support import KIM, NOW, ROSA

ENTRIES, DAYS, PAGE = 4, 1_000, 50
AT_ONCE = 10_000

SAYS = f"""\
Three SQLite files in turns. Each case has {ENTRIES} entries, four people and a message; their due days are spread over
{DAYS:,} days. “Due” is the first page of {PAGE} cases that are due, soonest first; “load” and “append” take a case at
random that the flow does not remember, and an append is on disk. The ratio is over the smallest file: 1 is flat."""


def measured(pace: Pace) -> Group:
    """The rows of this group."""
    with TemporaryDirectory() as folder, ExitStack() as stack:
        files = {cases: _filled(Path(folder) / f"{cases}.db", cases) for cases in pace.cases}
        flows = {
            cases: CollabFlow(stack.enter_context(closing(SqliteStore(path))), clock=Clock(), remembers=0)
            for cases, path in files.items()
        }
        acts = {"due": _due, "load": _load, "append": _append}
        timed = [row for what, act in acts.items() for row in _side_by_side(what, act, flows, pace)]
        held = [
            Row(what="on disk, a case" if not place else "", by=_named(cases), amount=size(path.stat().st_size / cases))
            for place, (cases, path) in enumerate(files.items())
        ]
    return Group(title="Many cases", says=SAYS, rows=(*timed, *held))


Act = Callable[[CollabFlow, int], Callable[[], object]]


def _side_by_side(what: str, act: Act, flows: Mapping[int, CollabFlow], pace: Pace) -> Iterator[Row]:
    contestants = [Contestant(name=_named(cases), act=act(flow, cases)) for cases, flow in flows.items()]
    smallest, *_, largest = contestants
    aims = {largest.name: Aim(at_most=1.3)} if what == "due" else {}
    yield from beside(in_turns(contestants, pace), smallest.name, what=what, aims=aims)


def _named(cases: int) -> str:
    return f"{cases:,} cases"


def _due(flow: CollabFlow, cases: int) -> Callable[[], object]:
    soon = NOW.date() + timedelta(days=DAYS)
    return lambda: flow.find(due_before=soon, limit=PAGE)


def _load(flow: CollabFlow, cases: int) -> Callable[[], object]:
    chance = random.Random(cases)
    return lambda: flow.case(_id(chance.randrange(cases)))


def _append(flow: CollabFlow, cases: int) -> Callable[[], object]:
    chance, numbers = random.Random(cases), count()

    def append() -> object:
        contact = ContactLogged(contact=f"c{next(numbers)}", caregiver=ROSA.id, direction=Direction.BOTH)
        return flow.record(_id(chance.randrange(cases)), contact, by=KIM.id)

    return append


def _id(number: int) -> str:
    return f"case-{number:07}"


# filling a file -------------------------------------------------------------------------------


def _filled(path: Path, cases: int) -> Path:
    """A store with so many copies of one case, beside that case itself."""
    with closing(SqliteStore(path)) as store:
        clock = Clock()
        flow = CollabFlow(store, clock=clock)
        play(flow, clock, deeds_of(Step.PLAN_MEETING)[:ENTRIES])
        flow.feed()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")  # nothing is lost that could not be made again
        connection.execute("PRAGMA cache_size = -400000")
        model = {table: _model(connection, table) for table in _COPIED}
        for start in range(0, cases, AT_ONCE):
            numbers = range(start, min(start + AT_ONCE, cases))
            connection.execute("BEGIN")
            for table, rows in model.items():
                _copy(connection, table, rows, numbers)
            connection.execute("COMMIT")
            _show(numbers.stop, cases)
    with path.open("rb+") as file:
        os.fsync(file.fileno())  # what is still to be written would be written while others are timed
    return path


def _model(connection: sqlite3.Connection, table: str) -> list[Columns]:
    found = connection.execute(f"SELECT * FROM {table} WHERE case_id = ?", (CASE,))
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _copy(connection: sqlite3.Connection, table: str, rows: Sequence[Columns], numbers: range) -> None:
    changes = {"case_id": lambda row, number: _id(number), **_COPIED[table]}
    same = [name for name in rows[0] if name not in changes]
    kept = [tuple(row[name] for name in same) for row in rows]
    columns, marks = ", ".join([*same, *changes]), ", ".join("?" * len(rows[0]))
    connection.executemany(
        f"INSERT INTO {table} ({columns}) VALUES ({marks})",
        (
            (*held, *(change(row, number) for change in changes.values()))
            for number in numbers
            for row, held in zip(rows, kept, strict=True)
        ),
    )


Columns = dict[str, object]
Change = Callable[[Columns, int], object]


def _behind(name: str) -> Change:
    """Behind the places of all copies before it."""
    return lambda row, number: int(str(row[name])) + (number + 1) * ENTRIES


_COPIED: Mapping[str, Mapping[str, Change]] = {
    "cf_case": {
        "student": lambda row, number: f"student-{number}",
        "next_due": lambda row, number: (NOW.date() + timedelta(days=number * 7919 % DAYS)).isoformat(),
    },
    "cf_party": {},
    "cf_entry": {},
    "cf_feed": {"position": _behind("position")},
    "cf_message": {
        "id": lambda row, number: f"{_id(number)}:{row['version']}:{row['n']}",
        "place": _behind("place"),
    },
}
"""The tables that are copied, and what is another's in each copy besides the case's id."""


def _show(done: int, cases: int) -> None:
    """A bar on the terminal."""
    filled = 30 * done // cases
    end = "\n" if done == cases else ""
    print(
        f"\r  [{'#' * filled}{' ' * (30 - filled)}] {done:,} of {_named(cases)}", end=end, file=sys.stderr, flush=True
    )
