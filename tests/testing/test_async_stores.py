"""Async stores: the kit awaits each verb, a right one passes, and a race between two awaits is seen."""

from __future__ import annotations

import asyncio
import os
import threading
from contextlib import closing

import pytest

from collabflow.ports.checks import check
from collabflow.stores.memory import MemoryStore
from collabflow.testing import LAWS, StoreConformance, no, prove
from collabflow.testing.awaiting import _LOOP, _Loop, beneath, opened
from collabflow.testing.bench import Bench
from collabflow.testing.conformance import trials
from collabflow.testing.mutants.logged import Logged
from collabflow.testing.mutants.plain import Plain
from collabflow.testing.samples import batch
from collabflow.testing.sweeps.forks import Child
from collabflow.testing.telling import told

VERBS = ("load", "answered", "find", "summarise", "read", "claim", "settle", "dead", "revive", "messages", "erase")


class AsyncStore:
    """The verbs of a store as coroutines, each with an await in it."""

    def __init__(self, store):
        self.store = store
        self.limits, self.capabilities = store.limits, store.capabilities

    async def append(self, batch):
        await asyncio.sleep(0)
        return self.store.append(batch)


def _awaited(verb):
    async def ask(self, *args, **named):
        await asyncio.sleep(0)
        return getattr(self.store, verb)(*args, **named)

    return ask


for _verb in (*VERBS, "within", "close"):
    setattr(AsyncStore, _verb, _awaited(_verb))


class ForgetsOverAnAwait(AsyncStore):
    """The version is compared before an await, and not again after it."""

    async def append(self, batch):
        answer = self.judged(batch)
        if answer is not None:
            return answer
        await asyncio.sleep(0)
        return self.written(batch)

    def judged(self, batch):
        with self.store.at_work("append"):
            check(batch, self.limits)
            answer = self.store.judged(batch)
            if answer is None:
                self.store.refuse_taken(batch)
            return answer

    def written(self, batch):
        with self.store.at_work("append"):
            self.store.write(batch)
        return batch.version


class ForgetsInAThread(ForgetsOverAnAwait):
    """The same mistake, all of it in a thread of the loop's pool."""

    async def append(self, batch):
        return await asyncio.to_thread(self.appended, batch)

    def appended(self, batch):
        answer = self.judged(batch)
        return self.written(batch) if answer is None else answer


class TestAsyncStore(StoreConformance):
    """A suite as the author of an async store would write it."""

    durable = no("it lives in memory")

    async def open_store(self, place):
        await asyncio.sleep(0)
        return AsyncStore(MemoryStore())


class OnDisk(StoreConformance):
    def open_store(self, place):
        return AsyncStore(Logged(place))


def test_an_async_store_on_disk_passes_between_processes_and_through_kills():
    report = prove(OnDisk(), laws=tuple(law for law in LAWS if law.code in ("S1", "L2", "L3", "T1p", "L4", "C1", "C4")))

    assert report.passes, "\n\n".join(told(trial, repeat="") for trial in report.failures)
    assert report.counts["kills"] > 0


@pytest.mark.parametrize("kind", [ForgetsOverAnAwait, ForgetsInAThread])
def test_a_version_that_is_not_compared_again_is_seen_after_an_await_and_in_a_thread_of_a_pool(kind):
    suite = type("Suite", (StoreConformance,), {"open_store": lambda self, place: kind(Plain())})()
    bench = Bench(suite)
    first = next(trial for trial in trials(suite, bench) if trial.fails)
    bench.close()

    assert first.law.code == "T1"
    assert "test_async_stores.py" in told(first, repeat="")


def test_a_suite_of_an_async_store_may_open_it_with_or_without_await():
    for suite in (TestAsyncStore(), OnDisk()):
        store = opened(suite, suite.bench().places.new())

        assert isinstance(beneath(store), AsyncStore)
        assert store.append(batch("maya", '{"n":1}')) == 1
        store.close()
        suite.teardown_class()


class Loops:
    """A suite whose store answers on which loop it is."""

    def __init__(self):
        self.loops = []

    def open_store(self, place):
        return self

    async def append(self, given):
        self.loops.append(asyncio.get_running_loop())
        return id(self.loops[-1])


class UsesAPool(Loops):
    """One that also hands work to the pool of its loop."""

    async def append(self, given):
        await super().append(given)
        return await asyncio.to_thread(lambda: given)


def test_each_thread_has_a_loop_of_its_own_which_is_closed_when_it_ends():
    suite = Loops()
    store = opened(suite, None)
    asked = [threading.Thread(target=lambda: [store.append(None) for _ in range(3)]) for _ in range(2)]
    for thread in asked:
        thread.start()
    for thread in asked:
        thread.join()

    assert len(set(suite.loops)) == 2
    assert all(loop.is_closed() for loop in suite.loops)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no forks here")
def test_a_child_has_a_loop_of_its_own_and_leaves_its_parents_alone():
    suite = Loops()
    store = opened(suite, None)
    mine = store.append(None)

    with closing(Child(lambda line: line.send((store.append(None), suite.loops[0].is_closed())), patience=20)) as child:
        theirs, is_closed = child.hear()

    assert theirs != mine
    assert not is_closed
    assert store.append(None) == mine


def test_a_loop_is_closed_without_a_thread_for_its_pool(monkeypatch):
    """One that is started when its thread or the program ends would be waited for, for ever."""
    suite = UsesAPool()
    assert opened(suite, None).append("given") == "given"
    (loop,) = suite.loops
    monkeypatch.setattr(threading.Thread, "start", lambda thread: pytest.fail("it would be waited for"))

    _LOOP.loop = None

    assert loop.is_closed()


class LeavesSomethingBehind(Loops):
    """One that goes on with something after it has answered."""

    async def append(self, given):
        await super().append(given)
        self.task = asyncio.create_task(asyncio.sleep(3600))
        await asyncio.sleep(0)


def test_what_is_still_going_on_ends_with_the_loop():
    suite = LeavesSomethingBehind()
    thread = threading.Thread(target=opened(suite, None).append, args=[None])
    thread.start()
    thread.join()

    assert suite.task.cancelled()


def test_a_loop_that_outlived_its_thread_is_closed_wherever_it_is_collected():
    left = []
    thread = threading.Thread(target=lambda: left.append(_Loop()))
    thread.start()
    thread.join()
    loop = left[0].loop

    async def collected():
        left.clear()

    asyncio.run(collected())

    assert loop.is_closed()
