"""The conformance suite: six lines by an author, and the verdict on a store.

    class TestShelfStore(StoreConformance):
        def open_store(self, place):            # the same place twice is the same store
            return ShelfStore(place.path / "cases")

What a store declines is read from its `capabilities`; a suite may state it too (`feeds = no("...")`), and then
both must agree. A law may be waived with a reason (`waive = {"F3": "the provider caps an item at 400 KiB"}`);
it is tried all the same, and fails the suite when it holds. Laws cannot be overridden.
Source: testing.md, the public API.
"""

from __future__ import annotations

import inspect
import os
import time
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import ClassVar, Protocol

from collabflow.ports.records import Offer
from collabflow.testing.bench import Bench, Budget, Settings
from collabflow.testing.broken import Declines, NotProven
from collabflow.testing.law import Law, Promise
from collabflow.testing.laws import LAWS
from collabflow.testing.places import Place
from collabflow.testing.summary import Report
from collabflow.testing.telling import told
from collabflow.testing.trying import Status, Trial, tried

Said = bool | Declines | None


class Parametrized(Protocol):
    """The part of pytest's `Metafunc` that is used."""

    fixturenames: list[str]

    def parametrize(self, argnames: str, argvalues: Sequence[Promise], *, ids: list[str]) -> None: ...


class StoreConformance:
    """Proves one store. Inherit, say how to open it, and run pytest; or `prove(suite)` without pytest."""

    durable: Said = None
    multi_process: Said = None
    shares_host_transaction: Said = None
    finds: Said = None
    finds_at_once: Said = None
    feeds: Said = None
    erases: Said = None

    append_only: Said = None
    """Whether what is written is added to the end of a file, which can then be cut. None finds out."""
    kills: Said = None
    """Whether a process at work on it may be killed at any line. None means: where the store is durable."""

    trace_files: tuple[str, ...] = ()
    """Parts of the paths of the adapter's source files; empty means those beside its class and its bases."""
    waive: Mapping[str, str] = {}
    budget: str = os.environ.get("COLLABFLOW_TESTING_BUDGET", "fast")
    seed: int = int(os.environ.get("COLLABFLOW_TESTING_SEED", "0"))

    _bench: ClassVar[Bench | None] = None

    def open_store(self, place: Place) -> object:
        """The store at this place. The same place again is a second handle, a reopening or another process.

        It may be an async store, and this an async function: each thread awaits what it calls, on a loop of its own.
        """
        raise NotImplementedError(f"{type(self).__name__} must say how to open its store: def open_store(self, place)")

    def open_host(self, place: Place) -> AbstractContextManager[object]:
        """A connection of the host's with a transaction begun, for a store that shares it; closed at the end."""
        raise NotProven("the store offers `within`; say how a host connects: def open_host(self, place)")

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        check_suite(cls, StoreConformance, cls.waive, LAWS)

    # under pytest -----------------------------------------------------------------------------

    def pytest_generate_tests(self, metafunc: Parametrized) -> None:
        """One test for each law."""
        if "law" in metafunc.fixturenames:
            metafunc.parametrize("law", LAWS, ids=[name_of(law, law.trial) for law in LAWS])

    def test_law(self, law: Law) -> None:
        """Fails with the whole text when the law is broken, not proven, or waived for nothing."""
        __tracebackhide__ = True
        tell_pytest(tried(law, self.bench(), self.waive), repeat=self.repeat(law))

    @classmethod
    def teardown_class(cls) -> None:
        """Remove what the laws left behind."""
        if cls._bench is not None:
            cls._bench.close()
            cls._bench = None

    def bench(self) -> Bench:
        """Where the laws of this suite are tried; one for all, because some trials serve several laws."""
        cls = type(self)
        if cls._bench is None:
            cls._bench = Bench(self, Settings(budget=Budget(self.budget), seed=self.seed))
        return cls._bench

    def repeat(self, law: Law) -> str:
        """The command that tries this law again."""
        return repetition(type(self), law)


KEPT = ("pytest_generate_tests", "test_law", "bench", "repeat")
"""What no author may say otherwise."""


def check_suite(suite: type, kit: type, waive: Mapping[str, str], laws: Sequence[Promise]) -> None:
    """Raises `TypeError` when a suite hides a part of its kit, or waives what is no law, or without a reason."""
    for name in KEPT:
        if getattr(suite, name) is not getattr(kit, name):
            raise TypeError(f"{suite.__name__}.{name} would hide a part of the kit; to accept a broken law, waive it")
    unknown = sorted(set(waive) - {law.code for law in laws})
    if unknown:
        raise TypeError(f"{suite.__name__}.waive names no law: {', '.join(unknown)}")
    if not all(isinstance(why, str) and why.strip() for why in waive.values()):
        raise TypeError(f"{suite.__name__}.waive needs a reason for each law")


class NewLaw(FutureWarning):
    """A law that is new in this version of the kit does not hold; with the next version that is an error."""


def tell_pytest(trial: Trial, *, repeat: str) -> None:
    """Fail, skip or warn by what came of a law."""
    import pytest

    __tracebackhide__ = True
    if trial.fails:
        pytest.fail(told(trial, repeat=repeat), pytrace=False)
    if trial.status is Status.WARNED:
        warnings.warn(NewLaw(told(trial, repeat=repeat)), stacklevel=2)
        pytest.xfail(f"new in {trial.law.since}")
    if trial.status in (Status.APART, Status.WAIVED):
        pytest.skip(f"{trial.status}: {trial.why}")


def repetition(suite: type, law: Promise) -> str:
    """The command that tries this law of a suite again."""
    file = Path(inspect.getfile(suite))
    shown = file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file.name
    return f"pytest -k {law.code} {shown}"


def name_of(law: Promise, trial: object) -> str:
    """The name of a law's test: its code and the name of its trial."""
    return f"{law.code}-{getattr(trial, '__name__', '').strip('_').replace('_', '-')}"


def trials(suite: StoreConformance, bench: Bench, laws: tuple[Law, ...] = LAWS) -> Iterator[Trial]:
    """The trials of these laws, one after the other, as they are made."""
    return (tried(law, bench, suite.waive) for law in laws)


def prove(suite: StoreConformance, settings: Settings | None = None, *, laws: tuple[Law, ...] = LAWS) -> Report:
    """Try these laws on the suite's store."""
    began = time.perf_counter()
    settings = settings or Settings(budget=Budget(suite.budget), seed=suite.seed)
    bench = Bench(suite, settings)
    try:
        done = tuple(trials(suite, bench, laws))
        return Report(
            suite=type(suite).__name__,
            trials=done,
            offers=_offers(bench),
            counts=dict(bench.counts),
            settings=settings,
            seconds=time.perf_counter() - began,
        )
    finally:
        bench.close()


def _offers(bench: Bench) -> dict[str, Offer]:
    """What is offered; nothing is known of a store that cannot even be opened, and its laws say so."""
    try:
        return bench.offers()
    except Exception:  # noqa: BLE001  (told by every trial)
        return {}
