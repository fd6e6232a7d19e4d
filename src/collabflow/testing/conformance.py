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

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager

from collabflow.ports.records import Offer
from collabflow.testing.bench import Bench, Settings
from collabflow.testing.broken import Declines, NotProven
from collabflow.testing.law import Law
from collabflow.testing.laws import LAWS
from collabflow.testing.places import Place
from collabflow.testing.summary import Report
from collabflow.testing.trying import Trial, tried
from collabflow.testing.under_pytest import UnderPytest, check_suite

Said = bool | Declines | None


class StoreConformance(UnderPytest[Bench]):
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

    _laws = LAWS

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

    def _set_up(self, settings: Settings) -> Bench:
        return Bench(self, settings)


def trials(suite: StoreConformance, bench: Bench, laws: tuple[Law, ...] = LAWS) -> Iterator[Trial]:
    """The trials of these laws, one after the other, as they are made."""
    return (tried(law, bench, suite.waive) for law in laws)


def prove(suite: StoreConformance, settings: Settings | None = None, *, laws: tuple[Law, ...] = LAWS) -> Report:
    """Try these laws on the suite's store."""
    began = time.perf_counter()
    settings = settings or suite._settings
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
