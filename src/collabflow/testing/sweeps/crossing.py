"""The pause sweep: A is stopped right before each of its lines while B runs, in threads of one process.

B has ended, or waits for a lock of the store's, or has not ended in many times the time that it takes undisturbed (a
lock that is not Python's); then A goes on. What they did is a history for the laws to judge; nothing is judged here.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack

from attrs import frozen

from collabflow.ports import Store
from collabflow.testing.bench import Bench
from collabflow.testing.broken import NotProven
from collabflow.testing.sweeps.history import History
from collabflow.testing.sweeps.lines import Files, Spot, files_of, spots, spread, traced
from collabflow.testing.sweeps.locks import telling_locks, told_when_waiting
from collabflow.testing.sweeps.pairs import Pair, Round

_MOMENTS = (0.01, 1.0)
"""The least and the most seconds without an end after which B is taken to wait for a lock that nobody can see."""

NO_LINES = (
    "no line of the adapter was reached (0 lines traced). Is it in a compiled module, or does another module do the "
    "work? Name its source files: trace_files = ('mypackage/store.py',)"
)


@frozen(kw_only=True)
class Crossing:
    """One round: where A was stopped, and all that was done. `place` tells which stop of how many it was."""

    pair: Pair
    round: Round
    spot: Spot
    place: str
    history: History

    def told(self) -> str:
        """The round in two columns, with the line at which A was stopped."""
        a = next(done for done in self.history.done if done.who == "A")
        stopped = (a.begin, "A", f"   stopped before {self.spot.told()}")
        return "\n".join([f"{self.place}, pair {self.pair.name}", *in_order(self.history, [stopped])])


def in_order(history: History, more: Sequence[tuple[float, str, str]]) -> Iterator[str]:
    """What was asked and answered, and what else happened: when, to whom, in words. What B does stands apart."""
    asked = [(done.begin, done.who, f"{done.who}: {done.deed.told}") for done in history.done]
    came = [(done.end, done.who, f"   -> {done.outcome()}") for done in history.done]
    for _, who, told in sorted((*asked, *more, *came), key=lambda event: event[0]):
        yield f"{'':58}{told}" if who == "B" else told


def crossings(bench: Bench, pair: Pair) -> Iterator[Crossing]:
    """All rounds of a pair in threads. Raises `NotProven` when A never comes to a line of the adapter."""
    place = bench.places.new()
    with telling_locks():
        store = bench.opened(place)
    files = files_of(store, bench.suite.trace_files)
    stops, moment = _stops(bench, pair, store, files)
    for number, spot in enumerate(stops, start=1):
        work = pair.round(f"case-{number}")
        history, was_reached = crossed(store, work, spot, files, moment=moment, patience=bench.settings.patience)
        bench.counts["pauses"] += was_reached
        where = f"pause sweep, stop {number} of {len(stops)}"
        yield Crossing(pair=pair, round=work, spot=spot, place=where, history=history)
        if not history.is_over:
            return  # a call hangs: nobody can go on with this store


def _stops(bench: Bench, pair: Pair, store: Store, files: Files) -> tuple[tuple[Spot, ...], float]:
    """Where A comes by in a round in which it is not disturbed, and how many seconds B is waited for in the others."""
    work, history = pair.round("case-0"), History()
    history.do_all("before", work.before, store)
    visits = bench.settings.pick(fast=1, full=2, soak=50)
    stops = spots(files, lambda: history.do("A", work.first, store), visits=visits)
    moment = undisturbed(work, history, store)
    if not stops:
        raise NotProven(NO_LINES)
    return spread(stops, bench.settings.most_stops(fast=24, full=150, soak=5000)), moment


def undisturbed(work: Round, history: History, store: Store) -> float:
    """Do what comes after A with nobody beside it: how many seconds B is waited for, in rounds where it may be held."""
    began = time.perf_counter()
    history.do_all("B", work.second, store)
    took = time.perf_counter() - began
    history.do_all("after", work.after, store)
    return moment_for(took)


def moment_for(seconds: float) -> float:
    """How long to wait for what takes so many seconds undisturbed, before it is taken to be held: ten times as long."""
    least, most = _MOMENTS
    return min(max(10 * seconds, least), most)


def crossed(
    store: Store, work: Round, spot: Spot, files: Files, *, moment: float, patience: float
) -> tuple[History, bool]:
    """One round; the history, and whether A came to the spot."""
    history = History()
    history.do_all("before", work.before, store)
    stopped, going_on = threading.Event(), threading.Event()
    reached: list[Spot] = []

    def stop(at: Spot) -> None:
        if at == spot and not reached:
            reached.append(at)
            stopped.set()
            going_on.wait(patience)

    def do_a() -> None:
        with ExitStack() as leaving:
            leaving.callback(stopped.set)
            leaving.enter_context(traced(files, stop))
            history.do("A", work.first, store)

    a = _started(do_a)
    stopped.wait(patience)
    b, b_is_out = beside(work, history, store)
    b_is_out.wait(moment)
    going_on.set()
    look_after((a, b), work, history, store, patience=patience)
    return history, bool(reached)


def look_after(
    threads: Sequence[threading.Thread], work: Round, history: History, store: Store, *, patience: float
) -> None:
    """Wait for these, and look at what is left; not where one hangs, for nobody can go on with the store then."""
    for thread in threads:
        thread.join(patience)
    if not any(thread.is_alive() for thread in threads):
        history.do_all("after", work.after, store)


def beside(work: Round, history: History, store: Store) -> tuple[threading.Thread, threading.Event]:
    """B at work in a thread; the event is set when it has ended, or is seen to wait."""

    return at_work(lambda: history.do_all("B", work.second, store))


def at_work(work: Callable[[], object]) -> tuple[threading.Thread, threading.Event]:
    """This work in a thread; the event is set when it has ended, or is seen to wait."""
    is_out = threading.Event()

    def do() -> None:
        with ExitStack() as leaving:
            leaving.callback(is_out.set)
            leaving.enter_context(told_when_waiting(is_out.set))
            work()

    return _started(do), is_out


def _started(work: Callable[[], None]) -> threading.Thread:
    def do() -> None:
        sys.settrace(None)  # it is none of the store's threads, which are followed
        work()

    thread = threading.Thread(target=do, daemon=True)
    thread.start()
    return thread
