"""PostgreSQL: one contact logged and committed there, as against bare psycopg that does the same round trips.

Bare psycopg decides nothing, digests nothing and checks nothing: what it stores was made beforehand. Both ask and store
with the same statements, in the same order and the same round trips, on one connection each. On the server's own
machine a round trip takes next to nothing; most hosts have their database on another one, so a relay stands in for the
network between them (`relay`).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, closing
from itertools import count
from textwrap import fill

import psycopg

import postgres
from benchmarks.durable import CASES, FEW, JOURNEY, logging
from benchmarks.relay import away
from benchmarks.rows import OURS, Aim, Group, Row, beside, duration
from benchmarks.timing import Contestant, Pace, Timed, in_turns
from collabflow.flow import CollabFlow
from collabflow.stores.postgres import PostgresStore
from journeys import Clock, play

BARE = "bare psycopg"
ASKED = "`SELECT 1`"
AIM = Aim(at_most=1.2)
AWAY = (0.0, 0.5e-3, 1e-3)
"""Seconds that a round trip is made longer by: the server's own machine, and two networks within a data centre."""

SAYS = f"""\
Kim logs a contact with Rosa on one of {len(CASES)} cases with {len(JOURNEY)} entries each, as above, in a PostgreSQL
that waits for its disk. Bare psycopg does the same round trips: four of them with the journal, which is read whole in
“load, act, store”. “Away” is the same server behind a relay that holds back what goes either way, as a network does
between two machines. {ASKED} is what one round trip really took, measured in turns with the others."""

LIMITS = """\
What limits them is Python: it decides, checks, digests and sums up, which takes 0.3 ms of the processor when nothing
else is done. After a wait of 1 or 2 ms the same work takes longer, it seems because the processor's caches hold other
things by then (on a store in memory 0.11 ms became 0.15 and 0.29), so a case at hand took 0.7 ms more than bare psycopg
here, and 0.9 and 1.3 behind the relay. “Load, act, store” makes an event of each row besides, as on disk, which was
2.4 ms more. The longer a round trip takes, the less that counts; were there more of them, the ratio would be nearer to
1 and everything slower."""

ABSENT = "Not measured: {}. Name a server in `COLLABFLOW_TEST_POSTGRES`, or install the extra `test`."


def measured(pace: Pace) -> Group:
    """The rows of this group; without any where there is no server, with the reason."""
    try:
        at = _server()
    except postgres.NoPostgres as none:
        return Group(title="On PostgreSQL", says=SAYS, rows=(), limits=ABSENT.format(none))
    rows = tuple(row for seconds in AWAY for row in _at_a_distance(at, seconds, pace))
    return Group(title="On PostgreSQL", says=SAYS, rows=rows, limits=fill(f"{verdict(rows)} {LIMITS}", width=120))


def _server() -> str:
    if postgres.GIVEN not in os.environ:
        postgres.announce()
    return postgres.server(fsync="on", full_page_writes="on")


def _at_a_distance(at: str, seconds: float, pace: Pace) -> Iterator[Row]:
    where = f", {duration(seconds)} away" if seconds else ""
    for what, is_at_hand in (("a case at hand", True), ("load, act, store", False)):
        timed = dict(_side_by_side(at, seconds, pace, is_at_hand=is_at_hand))
        yield Row(what=f"{what}{where}", by=ASKED, amount=duration(timed.pop(ASKED).median))
        yield from beside(timed, BARE, what="", aims={OURS: AIM})


def verdict(rows: Iterable[Row]) -> str:
    """Which rows meet the aim, and which do not, by name."""
    what, met, missed = "", list[str](), list[str]()
    for row in rows:
        what = row.what or what
        if row.ratio is not None:
            (met if AIM.is_met_by(row.ratio.median) else missed).append(f"“{what}”")
    return f"These meet the aim: {'; '.join(met) or 'none'}. These do not: {'; '.join(missed) or 'none'}."


def _side_by_side(at: str, seconds: float, pace: Pace, *, is_at_hand: bool) -> Mapping[str, Timed]:
    with ExitStack() as stack:
        ours, other = (stack.enter_context(postgres.fresh_database(at)) for _ in range(2))
        for url in (ours, other):
            _fill(url)
        if seconds:
            ours, other = (stack.enter_context(away(url, seconds)) for url in (ours, other))
        store = stack.enter_context(closing(PostgresStore(ours)))
        flow = CollabFlow(store, clock=Clock(JOURNEY[-1].at), remembers=10_000 if is_at_hand else 0)
        bare = stack.enter_context(closing(Bare(other, reads_all=not is_at_hand)))
        contestants = (
            Contestant(name=OURS, act=logging(flow)),
            Contestant(name=BARE, act=bare.write),
            Contestant(name=ASKED, act=bare.ask),
        )
        return in_turns(contestants, pace if is_at_hand else pace.with_at_most(FEW))


def _fill(url: str) -> None:
    """A database with the cases, and one contact logged on each, all in one transaction of ours."""
    clock = Clock()
    with closing(PostgresStore(url)) as store, psycopg.connect(url) as connection:
        flow = CollabFlow(store, clock=clock).within(connection)
        for case_id in CASES:
            play(flow, clock, JOURNEY, case_id=case_id)
        log = logging(flow)
        for _ in CASES:
            log()


class Bare:
    """Bare psycopg on a database of ours: the last entry of each case, again and again under the next version."""

    def __init__(self, url: str, *, reads_all: bool) -> None:
        self._connection = psycopg.connect(url, autocommit=True)
        self._reads_all = reads_all
        self._standing = {case_id: self._last(case_id) for case_id in CASES}
        self._numbers = count()

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def ask(self) -> None:
        """One round trip for next to nothing."""
        self._connection.execute("SELECT 1").fetchall()

    def write(self) -> None:
        """Read the journal, or whether it has grown, and write one entry with its summary and its place in the feed."""
        case_id = CASES[next(self._numbers) % len(CASES)]
        version, entry, summary = self._standing[case_id]
        run = self._connection.execute
        run(_JOURNAL, (case_id, 0 if self._reads_all else version - 1)).fetchall()
        with self._connection.pipeline():
            run("BEGIN")
            held = run(_HOLD, (case_id,))
        held.fetchall()
        with self._connection.pipeline():
            run(_GROW, (version + 1, version + 1, *summary, case_id, version))
            run(_ENTRY, (case_id, version + 1, *entry))
            run(_UNFED, (version + 1, case_id))
            parties = run(_PARTIES, (case_id,))
        parties.fetchall()
        run("COMMIT")
        self._standing[case_id] = version + 1, entry, summary

    def _last(self, case_id: str) -> tuple[int, tuple[object, ...], tuple[object, ...]]:
        last = "SELECT * FROM cf_entry WHERE case_id = %s ORDER BY version DESC LIMIT 1"
        ((_, _, version, *entry),) = self._connection.execute(last, (case_id,)).fetchall()
        shown = "SELECT step, status, cycle, student, next_due, head FROM cf_case WHERE case_id = %s"
        (summary,) = self._connection.execute(shown, (case_id,)).fetchall()
        return version, tuple(entry), summary


_JOURNAL = "SELECT * FROM cf_entry WHERE tenant = 'default' AND case_id = %s AND version > %s ORDER BY version"

_HOLD = "SELECT version, erased FROM cf_case WHERE tenant = 'default' AND case_id = %s FOR UPDATE"

_GROW = """
UPDATE cf_case
SET version = %s, summary_version = %s, step = %s, status = %s, cycle = %s, student = %s, next_due = %s, head = %s
WHERE tenant = 'default' AND case_id = %s AND version = %s AND erased = 0
"""

_ENTRY = "INSERT INTO cf_entry VALUES ('default', %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"

_UNFED = "INSERT INTO cf_unfed (tenant, version, case_id) VALUES ('default', %s, %s)"

_PARTIES = "SELECT party FROM cf_party WHERE tenant = 'default' AND case_id = %s ORDER BY place"
