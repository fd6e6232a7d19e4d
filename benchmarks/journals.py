"""Journals: how long it takes to load a case with a long journal, and what a case holds in memory."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import count, islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.moments import STEP
from benchmarks.rows import OURS, Group, Row, beside, size
from benchmarks.timing import Contestant, Pace, in_turns
from collabflow.core.event import Event
from collabflow.core.lifecycle.contacts import ActionAssigned, ContactLogged, Direction
from collabflow.core.values import Via
from collabflow.flow import CollabFlow
from collabflow.steps.s04_active_listening import ContributionKind, ContributionVoiced
from collabflow.stores.memory import MemoryStore
from collabflow.stores.sqlite import SqliteStore
from journeys import CASE, Clock, Deed, journey_to, play, whole_cycle
from support import LEE, NOW, ROSA

AT_HAND = "collabflow, the case at hand"

SAYS = """\
A case in a SQLite file, loaded by a flow that knows nothing of it: every row is read, its JSON checked and made an
event again, and all are folded. “At hand” is the same case for a flow that remembers it, which reads the last row to
see that it still stands; the ratio is over that. The longer journals go on with contacts, tasks and words of the family
in turn. Below them, what Python's allocator gave for one more case that a flow holds: the case with every record, and
its journal."""

LIMITS = """\
Loading grows with the journal, and a little more, because a record that grows is made anew with each entry. No
snapshot is kept: it would have to be versioned and lifted like events are, and a case of several years has some
hundreds of entries."""


def measured(pace: Pace) -> Group:
    """The rows of this group."""
    loaded = [row for entries in pace.entries for row in _loading(entries, pace)]
    held = [_held("held in memory: a case at step 6", journey_to(STEP)), _held("a whole cycle", whole_cycle())]
    return Group(title="Long journals", says=SAYS, rows=(*loaded, *held), limits=LIMITS)


def _loading(entries: int, pace: Pace) -> Sequence[Row]:
    with TemporaryDirectory() as folder, closing(SqliteStore(Path(folder) / "cases.db")) as store:
        knowing = CollabFlow(store, clock=Clock())
        _grow(knowing, entries)
        afresh = CollabFlow(store, clock=Clock(), remembers=0)
        contestants = (
            Contestant(name=OURS, act=lambda: afresh.case(CASE)),
            Contestant(name=AT_HAND, act=lambda: knowing.case(CASE)),
        )
        return beside(in_turns(contestants, pace), AT_HAND, what=f"a case of {entries:,} entries", aims={})


def _grow(flow: CollabFlow, entries: int) -> None:
    """A case of so many entries: on the way to the sixth step, and then whatever comes in a long time."""
    clock = Clock()
    begun = CollabFlow(flow.store, clock=clock)
    case = play(begun, clock, journey_to(STEP)[:entries])
    more = islice(_everyday(), entries - case.version)
    for batch in iter(lambda: tuple(islice(more, 500)), ()):
        begun.record(CASE, *batch, by=LEE, via=Via.PHONE)


def _everyday() -> Iterator[Event]:
    for n in count():
        yield ContactLogged(contact=f"c{n}", caregiver=ROSA.id, direction=Direction.BOTH, summary="We read together.")
        yield ActionAssigned(action=f"a{n}", what="Send the new maps", owner=LEE.id, due=NOW.date())
        yield ContributionVoiced(
            contribution=f"s{n}", by=ROSA.id, kind=ContributionKind.INSIGHT, words="She reads more when it is quiet."
        )


def _held(what: str, deeds: Sequence[Deed]) -> Row:
    """What one more case takes in the memory of a flow, the median of a few."""
    clock = Clock()
    store = MemoryStore()
    writer = CollabFlow(store, clock=clock, remembers=0)
    names = [f"case-{number}" for number in range(6)]
    for name in names:
        play(writer, clock, deeds, case_id=name)
    flow = CollabFlow(store, clock=clock)
    flow.case(names[0])  # what all cases share is there now
    return Row(what=what, amount=size(median(_taken_by(flow, name) for name in names[1:])), by=f"{len(deeds)} entries")


def _taken_by(flow: CollabFlow, name: str) -> int:
    gc.collect()
    tracemalloc.start()
    try:
        flow.case(name)
        gc.collect()
        return tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
