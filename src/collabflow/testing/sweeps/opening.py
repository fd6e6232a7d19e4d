"""Opening at once: a child is stopped on the way, while this process opens the same new store."""

from __future__ import annotations

import time
from contextlib import closing
from multiprocessing.connection import Connection

from collabflow.testing.awaiting import opened
from collabflow.testing.bench import Bench
from collabflow.testing.broken import LawBroken, NotProven
from collabflow.testing.places import Place
from collabflow.testing.samples import batch
from collabflow.testing.source import of_error
from collabflow.testing.sweeps.crossing import NO_LINES, at_work, moment_for
from collabflow.testing.sweeps.forks import Child, Halt
from collabflow.testing.sweeps.lines import Files, Spot, files_of, spots, spread, traced

_LAW = "both open, both append, and both entries are there"


def opened_at_once(bench: Bench) -> None:
    """Stop at lines spread over the opening, each once. Raises `LawBroken` or `NotProven`."""
    began = time.perf_counter()
    scratch = bench.opened(bench.places.new())
    moment = moment_for(time.perf_counter() - began)
    files = files_of(scratch, bench.suite.trace_files)
    place = bench.places.new()
    stops = spots(files, lambda: bench.opened(place), visits=1)
    bench.tidy()
    if not stops:
        raise NotProven(NO_LINES)
    chosen = spread(stops, bench.settings.most_stops(fast=8, full=60, soak=1000))
    for number, spot in enumerate(chosen, start=1):
        where = f"stop {number} of {len(chosen)}, another process is opening the store, before {spot.told()}"
        _once(bench, files, spot, where=where, moment=moment)


def _once(bench: Bench, files: Files, spot: Spot, *, where: str, moment: float) -> None:
    place = bench.places.new()
    raised: list[BaseException] = []

    def open_and_append() -> None:
        try:
            _append(bench, place, "here")
        except Exception as error:  # noqa: BLE001  (judged below)
            raised.append(error)

    with closing(Child(lambda line: _work(line, bench, place, files, spot), patience=bench.settings.patience)) as child:
        said = child.hear()
        here, is_out = at_work(open_and_append)
        is_out.wait(moment)
        if said == "stopped":
            bench.counts["pauses"] += 1
            child.tell("go on")
            said = child.hear()
        here.join(bench.settings.patience)
    if here.is_alive():
        raise LawBroken("opening in this process has not ended", _LAW, where=where)
    for who, error in (("this process", raised[0] if raised else None), ("the other one", said)):
        if error is not None:
            told = of_error(error) if isinstance(error, BaseException) else str(error)
            raise LawBroken(f"{who} raised {told}", _LAW, where=where)
    _both_are_there(bench, place, where)


def _both_are_there(bench: Bench, place: Place, where: str) -> None:
    store = bench.opened(place)
    for case_id in ("here", "there"):
        if len(store.load(case_id)) != 1:
            raise LawBroken(f"the entry that was appended {case_id} is gone", _LAW, where=where)
    bench.tidy()


def _append(bench: Bench, place: Place, case_id: str) -> None:
    store = opened(bench.suite, place)
    store.append(batch(case_id, '{"n":1}'))
    store.close()


def _work(line: Connection, bench: Bench, place: Place, files: Files, spot: Spot) -> None:
    """Open and append, stopping at the spot; tell how it went."""
    halt = Halt(line, spot)
    try:
        with traced(files, halt):
            _append(bench, place, "there")
    except EOFError:
        raise
    except Exception as error:  # noqa: BLE001  (told to the parent, which judges)
        halt.over()
        line.send(of_error(error))
        return
    halt.over()
    line.send(None)
