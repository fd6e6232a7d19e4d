"""The bench: what a trial works on. It opens stores in new places, notes what is asked of them, and counts.

Everything that it opened is closed after each trial.
"""

from __future__ import annotations

import secrets
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from enum import StrEnum
from typing import Protocol, TypeVar, cast

from attrs import fields, frozen

from collabflow.ports import Batch, Capabilities, Row, Store, StoreLimits
from collabflow.ports.records import Offer
from collabflow.testing.awaiting import beneath, opened
from collabflow.testing.broken import Declines, LawBroken
from collabflow.testing.places import Place, Places
from collabflow.testing.script import Script, watched
from collabflow.testing.source import of_error

T = TypeVar("T")

KIT_OFFERS = ("kills", "append_only")
"""What a suite may decline although no store says anything of it."""


class Budget(StrEnum):
    """How much is tried."""

    FAST = "fast"
    """A few seconds: lines spread over each call, some sequences, the same ones every time."""
    FULL = "full"
    """Nearly each line, twice where a call comes to it twice; many sequences."""
    SOAK = "soak"
    """All that there is, for a night."""


class Suite(Protocol):
    """What an author gives: how to open the store, and what is to be known of it."""

    trace_files: tuple[str, ...]
    append_only: bool | Declines | None

    def open_store(self, place: Place) -> object: ...

    def open_host(self, place: Place) -> AbstractContextManager[object]: ...


@frozen(kw_only=True)
class Settings:
    """How a run is made."""

    budget: Budget = Budget.FAST
    seed: int = 0
    patience: float = 20.0
    """Seconds after which a call that has not ended is said never to end."""
    stops: int | None = None
    """At how many places of a call a sweep stops at most, and how many random schedules of a pair a soak tries; None
    leaves both to the budget."""

    def pick(self, *, fast: int, full: int, soak: int) -> int:
        """The number for this budget."""
        return {Budget.FAST: fast, Budget.FULL: full, Budget.SOAK: soak}[self.budget]

    def told(self, *, before_budget: str, before_seed: str) -> str:
        """What to write on a command line to have the same again: budget and seed, each only where it would be another
        one by itself, with these words before it."""
        said = [f"{before_budget}{self.budget}"] if self.budget is not Budget.FAST else []
        has_own_seed = self.seed != 0 or self.budget is Budget.SOAK
        return " ".join([*said, f"{before_seed}{self.seed}"] if has_own_seed else said)

    def most_stops(self, *, fast: int, full: int, soak: int) -> int:
        """At how many places a sweep stops at most, with these for the budgets."""
        return self.stops or self.pick(fast=fast, full=full, soak=soak)


def seed_for(budget: Budget, given: int | None) -> int:
    """The seed that was given; else 0, so that all comes out the same each time, but for a soak a new one."""
    if given is not None:
        return given
    return secrets.randbelow(2**32) if budget is Budget.SOAK else 0


class Bench:
    """Where stores of one suite are tried."""

    opens = "open_store"

    def __init__(self, suite: Suite, settings: Settings | None = None) -> None:
        self.suite = suite
        self.settings = settings or Settings()
        self.places = Places()
        self.counts: Counter[str] = Counter()
        self.place = self.places.new()
        self.script = Script(type(suite).__name__)
        self._opened: list[Store] = []
        self._kept: dict[object, object] = {}
        self._capabilities: Capabilities | None = None
        self.limits = StoreLimits()

    # stores -----------------------------------------------------------------------------------

    def begin(self) -> None:
        """Forget the calls of the trial before."""
        self.script = Script(type(self.suite).__name__)

    def fresh(self) -> Store:
        """A store in a new place; the script begins again."""
        self.place = self.places.new()
        self.script = Script(type(self.suite).__name__)
        return self.another()

    def another(self) -> Store:
        """One more handle on the same place."""
        return watched(self.opened(self.place), self.script)

    def reopened(self, store: Store) -> Store:
        """The same place after closing."""
        store.close()
        return self.another()

    def opened(self, place: Place) -> Store:
        """A store there, not watched."""
        store = _given(opened(self.suite, place))
        self._opened.append(store)
        return store

    def tidy(self) -> None:
        """Close what a trial opened; one that hangs is left alone."""
        opened, self._opened = self._opened, []
        closing = threading.Thread(target=_close_all, args=(opened,), daemon=True)
        closing.start()
        closing.join(self.settings.patience)

    def close(self) -> None:
        """Close everything and remove the places."""
        self.tidy()
        self.places.close()

    # what is known ----------------------------------------------------------------------------

    @property
    def capabilities(self) -> Capabilities:
        """What the store says of itself, asked once."""
        if self._capabilities is None:
            store = _given(opened(self.suite, self.places.new()))
            self._capabilities = store.capabilities
            self.limits = store.limits
            store.close()
        return self._capabilities

    def offer(self, name: str) -> Offer:
        """Whether a capability of the store, or of this kit's means, is there; else why not."""
        said = getattr(self.suite, name, None)
        if name in KIT_OFFERS:
            return said.why if isinstance(said, Declines) else True
        return said.why if isinstance(said, Declines) else cast(Offer, getattr(self.capabilities, name))

    def offers(self) -> dict[str, Offer]:
        """All capabilities of the store, and what the suite declines of the kit's means."""
        names = (*(spec.name for spec in fields(Capabilities)), *KIT_OFFERS)
        return {name: self.offer(name) for name in names}

    def kept(self, name: object, make: Callable[[], T]) -> T:
        """What is costly and judged by several laws is made once."""
        if name not in self._kept:
            self._kept[name] = make()
        found: T = self._kept[name]  # type: ignore[assignment]  # made by the same `make`
        return found

    @property
    def feeds(self) -> bool:
        """Whether the store offers the feed."""
        return self.capabilities.feeds is True

    @property
    def finds(self) -> bool:
        """Whether summaries can be found as soon as they are written."""
        return self.capabilities.finds is True and self.capabilities.finds_at_once is True


def _given(store: Store) -> Store:
    """What a suite opened. Raises `LawBroken` where it is nothing, or does not say what every store says."""
    for name in ("limits", "capabilities"):
        if not hasattr(store, name):
            given = None if store is None else type(beneath(store)).__name__
            told = f"open_store gave {given}, which has no `{name}`"
            raise LawBroken(told, "it gives the store, and a store says its `limits` and `capabilities`")
    return store


def _close_all(stores: list[Store]) -> None:
    for store in stores:
        with suppress(Exception):  # a store that cannot even be closed has been told of by law L1
            store.close()


def write(store: Store, *batches: Batch) -> None:
    """Append these; each must be answered with the case's version after it."""
    for batch in batches:
        law = f"it must answer {batch.version}, the case's version after this batch"
        try:
            answer = store.append(batch)
        except Exception as error:
            raise LawBroken(f"append raised {of_error(error)}", law) from error
        if answer != batch.version:
            raise LawBroken(f"append answered {answer!r}", law)


def rows(store: Store, case_id: str = "maya") -> tuple[Row, ...]:
    """All rows of a case."""
    return tuple(store.load(case_id))
