"""Durable: one contact logged and on disk, as against bare SQL that stores the same bytes in the same tables.

Bare SQL decides nothing, digests nothing and checks nothing: what it stores was made beforehand. Both commit once,
with `synchronous=FULL` and the same journal mode.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import ExitStack, closing
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.moments import STEP
from benchmarks.rows import OURS, Aim, Group, beside
from benchmarks.timing import Contestant, Pace, Timed, in_turns
from collabflow.core.lifecycle.contacts import ContactLogged, Direction
from collabflow.core.values import Method
from collabflow.flow import CollabFlow
from collabflow.stores.sqlite import SqliteStore
from journeys import Clock, journey_to, play
from support import KIM, ROSA

CASES = tuple(f"case-{number}" for number in range(20))
JOURNEY = journey_to(STEP)
BARE = "bare SQL"
FEW = 4
"""Acts a sample where the whole journal is read: each makes it longer, and the quicker must not read a longer one."""

SAYS = f"""\
Kim logs a contact with Rosa on one of {len(CASES)} cases that stand at the sixth step with {len(JOURNEY)} entries each,
and it is on disk. “A case at hand” is one that the flow remembers; it still asks the store whether anything was added
since. “Load, act, store” begins with nothing in memory, so the whole journal is read, checked and folded first, and
bare SQL reads the same rows. The ratio is collabflow's time over that of bare SQL: 1 would be free of charge."""

LIMITS = """\
What limits “a case at hand” is that deciding, digesting and summing up take some 0.3 ms of the processor, and this disk
answers a commit in little more; on a slower one the ratio comes nearer to 1. What limits “load, act, store” is Python:
a row is checked, made an event and folded in some fifty microseconds, where SQLite hands it over in two. A flow that
remembers its cases pays this once for each."""


def measured(pace: Pace) -> Group:
    """The rows of this group."""
    at_hand, loaded = _side_by_side(pace, is_at_hand=True), _side_by_side(pace, is_at_hand=False)
    rows = (
        *beside(at_hand, BARE, what="a case at hand", aims={OURS: Aim(at_most=1.6)}),
        *beside(loaded, BARE, what="load, act, store", aims={OURS: Aim(at_most=1.9)}),
    )
    return Group(title="On disk", says=SAYS, rows=rows, limits=LIMITS)


def _side_by_side(pace: Pace, *, is_at_hand: bool) -> Mapping[str, Timed]:
    with TemporaryDirectory() as folder, ExitStack() as stack:
        ours, other = Path(folder) / "ours.db", Path(folder) / "bare.db"
        _fill(ours)
        shutil.copy(ours, other)
        store = stack.enter_context(closing(SqliteStore(ours)))
        flow = CollabFlow(store, clock=Clock(JOURNEY[-1].at), remembers=10_000 if is_at_hand else 0)
        bare = stack.enter_context(closing(Bare(other)))
        act = bare.write if is_at_hand else bare.read_and_write
        contestants = (Contestant(name=OURS, act=logging(flow)), Contestant(name=BARE, act=act))
        return in_turns(contestants, pace if is_at_hand else pace.with_at_most(FEW))


def _fill(path: Path) -> None:
    """A file with the cases, and one contact logged on each, all in one transaction of ours."""
    clock = Clock()
    with closing(SqliteStore(path)) as store, closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        flow = CollabFlow(store, clock=clock).within(connection)
        for case_id in CASES:
            play(flow, clock, JOURNEY, case_id=case_id)
        log = logging(flow)
        for _ in CASES:
            log()
        connection.execute("COMMIT")


def logging(flow: CollabFlow) -> Callable[[], object]:
    """Logs a contact, on one case after the other."""
    numbers = count()

    def log() -> object:
        number = next(numbers)
        contact = ContactLogged(
            contact=f"contact-{number}",
            caregiver=ROSA.id,
            direction=Direction.BOTH,
            method=Method.PHONE,
            summary="Maya read her new story to her cousin, and asked for another one.",
        )
        return flow.record(CASES[number % len(CASES)], contact, by=KIM.id)

    return log


class Bare:
    """Bare SQL on a file of ours: the last entry of each case, written again and again under the next version."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA synchronous = FULL")
        self._standing = {case_id: self._last(case_id) for case_id in CASES}
        ((self._place,),) = self._connection.execute("SELECT max(place) FROM cf_unfed").fetchall()
        self._numbers = count()

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def write(self) -> None:
        """Write one entry, with its summary and its place in the feed."""
        self._write(self._next_case())

    def read_and_write(self) -> None:
        """The same, after the whole journal was read."""
        case_id = self._next_case()
        self._connection.execute(_JOURNAL, (case_id,)).fetchall()
        self._write(case_id)

    def _next_case(self) -> str:
        return CASES[next(self._numbers) % len(CASES)]

    def _write(self, case_id: str) -> None:
        version, entry, summary = self._standing[case_id]
        version, self._place = version + 1, self._place + 1
        run = self._connection.execute
        run("BEGIN IMMEDIATE")
        run(_ENTRY, (case_id, version, *entry))
        run(_SUMMARY, (version, version, *summary, case_id, version - 1))
        run(_UNFED, (self._place, version, case_id))
        run("COMMIT")
        self._standing[case_id] = version, entry, summary

    def _last(self, case_id: str) -> tuple[int, tuple[object, ...], tuple[object, ...]]:
        last = "SELECT * FROM cf_entry WHERE case_id = ? ORDER BY version DESC LIMIT 1"
        ((_, _, version, *entry),) = self._connection.execute(last, (case_id,)).fetchall()
        shown = "SELECT step, status, cycle, student, next_due, head FROM cf_case WHERE case_id = ?"
        (summary,) = self._connection.execute(shown, (case_id,)).fetchall()
        return version, tuple(entry), summary


_JOURNAL = "SELECT * FROM cf_entry WHERE tenant = 'default' AND case_id = ? ORDER BY version"

_ENTRY = "INSERT INTO cf_entry VALUES ('default', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"

_SUMMARY = """
UPDATE cf_case
SET version = ?, summary_version = ?, step = ?, status = ?, cycle = ?, student = ?, next_due = ?, head = ?
WHERE tenant = 'default' AND case_id = ? AND version = ?
"""

_UNFED = "INSERT INTO cf_unfed VALUES ('default', ?, ?, ?)"
