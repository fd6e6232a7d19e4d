"""The pause sweep between processes: A works in a child with a handle of its own, B in this process.

Locks that only threads of one process can see do not count here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from multiprocessing.connection import Connection
from typing import cast

from collabflow.ports import Store
from collabflow.testing.awaiting import opened
from collabflow.testing.bench import Bench
from collabflow.testing.broken import NotProven
from collabflow.testing.places import Place
from collabflow.testing.sweeps.crossing import NO_LINES, Crossing, beside, look_after, undisturbed
from collabflow.testing.sweeps.forks import Child, Halt, portable
from collabflow.testing.sweeps.history import Deed, History, Memory, attempted
from collabflow.testing.sweeps.lines import Files, Spot, files_of, spots, spread, traced
from collabflow.testing.sweeps.pairs import Pair, Round

Order = tuple[str, Spot | None, Memory]
"""What a child is asked: the case, where to stop (None: nowhere, but tell all the places), what is known."""


def between_processes(bench: Bench, pair: Pair) -> Iterator[Crossing]:
    """All rounds of a pair between two processes. Raises `NotProven` when A never comes to a line of the adapter."""
    place = bench.places.new()
    visits = bench.settings.pick(fast=1, full=2, soak=20)
    patience = bench.settings.patience
    with closing(Child(lambda line: _work(line, bench, pair, place, visits), patience=patience)) as child:
        store = bench.opened(place)
        stops, moment = _stops(child, pair, store)
        chosen = spread(stops, bench.settings.most_stops(fast=8, full=50, soak=1000))
        for number, spot in enumerate(chosen, start=1):
            work = pair.round(f"case-{number}")
            order = (f"case-{number}", spot)
            history, was_reached = _crossed(child, store, work, order, moment=moment, patience=patience)
            bench.counts["pauses"] += was_reached
            where = f"pause sweep between processes, stop {number} of {len(chosen)}"
            yield Crossing(pair=pair, round=work, spot=spot, place=where, history=history)
            if not history.is_over:
                return  # a call hangs: nobody can go on with this store


def _stops(child: Child, pair: Pair, store: Store) -> tuple[tuple[Spot, ...], float]:
    """Where A comes by in a round in which it is not disturbed, and how many seconds B is waited for in the others."""
    work, history = pair.round("case-0"), History()
    history.do_all("before", work.before, store)
    child.tell(("case-0", None, history.memory))
    stops, answer = cast(tuple[tuple[Spot, ...], object], child.hear())
    history.memory[work.first.name] = answer
    moment = undisturbed(work, history, store)
    if not stops:
        raise NotProven(NO_LINES)
    return stops, moment


def _crossed(
    child: Child, store: Store, work: Round, order: tuple[str, Spot], *, moment: float, patience: float
) -> tuple[History, bool]:
    """One round; the history, and whether A came to the spot."""
    history = History()
    history.do_all("before", work.before, store)
    first = history.begun("A", work.first)
    child.tell((*order, history.memory))
    said = child.hear()
    was_reached = said == "stopped"
    b, b_is_out = beside(work, history, store)
    if was_reached:
        b_is_out.wait(moment)
        child.tell("go on")
        said = child.hear()
    history.ended(first, *cast(tuple[object, BaseException | None], said))
    look_after((b,), work, history, store, patience=patience)
    return history, was_reached


# the child ----------------------------------------------------------------------------------------


def _work(line: Connection, bench: Bench, pair: Pair, place: Place, visits: int) -> None:
    """Do A's part of each round, until the parent hangs up."""
    store = opened(bench.suite, place)
    files = files_of(store, bench.suite.trace_files)
    while True:
        case_id, spot, memory = cast(Order, line.recv())
        deed = pair.round(case_id).first
        if spot is None:
            line.send(_all_stops(deed, store, memory, files, visits))
        else:
            line.send(_stopped(line, deed, store, memory, files, spot))


def _all_stops(deed: Deed, store: Store, memory: Memory, files: Files, visits: int) -> tuple[tuple[Spot, ...], object]:
    came: list[object] = []
    stops = spots(files, lambda: came.append(attempted(deed, store, memory)[0]), visits=visits)
    return stops, came[0]


def _stopped(
    line: Connection, deed: Deed, store: Store, memory: Memory, files: Files, spot: Spot
) -> tuple[object, BaseException | None]:
    halt = Halt(line, spot)
    with traced(files, halt):
        answer, error = attempted(deed, store, memory)
    halt.over()
    return answer, portable(error)
