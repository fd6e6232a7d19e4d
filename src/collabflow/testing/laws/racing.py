"""Laws T1 to T5, G3 and L4: what holds when several are at work, in threads and between processes.

Every round of a sweep is run once and judged by each law that it concerns.
Source: testing.md, laws T1 to T5, G3 and L4.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

from collabflow.ports import Store
from collabflow.testing.bench import Bench, rows, write
from collabflow.testing.expect import same, so
from collabflow.testing.law import Law, Layer, law
from collabflow.testing.samples import batch
from collabflow.testing.sweeps import pairs
from collabflow.testing.sweeps.between import between_processes
from collabflow.testing.sweeps.crossing import crossings
from collabflow.testing.sweeps.judging import (
    Judged,
    batches_are_whole,
    claims_are_linear,
    each,
    every_call_ends_well,
    journals_are_linear,
    readers_miss_nothing,
)
from collabflow.testing.sweeps.opening import opened_at_once
from collabflow.testing.sweeps.pairs import Pair
from collabflow.testing.sweeps.shuffling import shuffles

Sweep = Callable[[Bench, Pair], Iterator[Judged]]
Judge = Callable[[Judged], None]

_PROCESSES = ("durable", "multi_process", "kills")


def _in_threads(bench: Bench, pair: Pair) -> Iterator[Judged]:
    """The pause sweep, and with the budget `soak` random schedules."""
    yield from crossings(bench, pair)
    yield from shuffles(bench, pair)


def _judged(sweep: Sweep, chosen: tuple[Pair, ...], judge: Judge) -> Callable[[Bench], None]:
    """A trial that runs these pairs, or takes the rounds that were run before, and judges each."""

    def trial(bench: Bench) -> None:
        asked = [pair for pair in chosen if not pair.asks or bench.offer(pair.asks) is True]
        for pair in asked:
            rounds = bench.kept((sweep, pair.name), lambda: tuple(sweep(bench, pair)))  # noqa: B023
            for crossing in each(rounds):
                judge(crossing)

    return trial


@law(
    "T5",
    "A handle that was made in one thread works in another, also when the first has ended",
    matters="a web server opens the store in one thread and serves families in others",
    usual="a connection that belongs to its thread; keep one for each thread, or a pool",
    layer=Layer.THREADS,
)
def handles_work_in_any_thread(bench: Bench) -> None:
    made: list[Store] = []
    maker = threading.Thread(target=lambda: made.append(bench.fresh()))
    maker.start()
    maker.join()
    so(len(made) == 1, "open_store failed in another thread", "a store can be opened in any thread")
    given = batch("maya", '{"n":1}')
    write(made[0], given)
    same(rows(made[0]), given.rows, of='load("maya")', law="the handle works in any thread")


def _law(
    code: str, title: str, trial: Callable[[Bench], None], *, matters: str, usual: str, asks: tuple[str, ...] = ()
) -> Law:
    layer = Layer.PROCESSES if code.endswith("p") else Layer.THREADS
    between = _PROCESSES if code.endswith("p") else ()
    return law(code, title, matters=matters, usual=usual, layer=layer, asks=(*between, *asks))(trial)


def _laws(suffix: str, where: str, sweep: Sweep) -> tuple[Law, ...]:
    """The laws of one sweep."""
    return (
        _law(
            f"T4{suffix}",
            f"Every call ends once the others end, and raises nothing but what it may{where}",
            _judged(sweep, pairs.EVERY, every_call_ends_well),
            matters="a page that hangs, or a driver's error in front of a parent",
            usual="two locks taken in different orders, or a driver's error (locked, serialization) that comes out",
        ),
        _law(
            f"T1{suffix}",
            f"Appends and loads on one case are linearizable{where}",
            _judged(sweep, pairs.JOURNAL, journals_are_linear),
            matters="two people are told that their word was recorded, and one of them is not there",
            usual="the version is compared outside the lock or transaction that writes",
        ),
        _law(
            f"T2{suffix}",
            f"A reader sees a batch whole or not at all{where}",
            _judged(sweep, pairs.BATCHES, batches_are_whole),
            matters="somebody reads half of a meeting's decisions and acts on them",
            usual="reading without the lock or transaction that writers hold, or writing in several transactions",
        ),
        _law(
            f"T3{suffix}",
            f"Claims and settlings are linearizable: never two live leases on a message{where}",
            _judged(sweep, pairs.CLAIMS, claims_are_linear),
            matters="the same letter goes out twice, or is never sent",
            usual="select, then mark, without a lock in between; use SKIP LOCKED or one UPDATE",
        ),
        _law(
            f"G3{suffix}",
            f"Once a reader has seen a position, nothing appears below it, and nothing is missed{where}",
            _judged(sweep, pairs.FEED, readers_miss_nothing),
            matters="a register that follows the feed would never learn of an entry",
            usual="positions are taken before the commit (a sequence, bigserial); number what has been committed",
            asks=("feeds",),
        ),
    )


@law(
    "L4",
    "Two processes may open a brand-new store at the same moment",
    matters="on the first day everybody starts at once",
    usual="the file or the schema is made without a lock, and the second one makes it again",
    layer=Layer.PROCESSES,
    asks=_PROCESSES,
)
def a_new_store_may_be_opened_twice(bench: Bench) -> None:
    opened_at_once(bench)


LAWS = (
    handles_work_in_any_thread,
    *_laws("", "", _in_threads),
    *_laws("p", ", between processes", between_processes),
    a_new_store_may_be_opened_twice,
)
