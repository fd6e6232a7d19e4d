"""Histories: who did what to a store, when it began and ended, and what it answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from itertools import count
from math import inf
from typing import cast

from attrs import Factory, define, field, frozen

from collabflow.ports import Batch, Claimed, Store
from collabflow.testing.source import of_error, shortened, source

Memory = Mapping[str, object]
"""What was answered so far, by the names of deeds."""


class Kind(Enum):
    """What a deed is."""

    APPEND = "append"
    LOAD = "load"
    MESSAGES = "messages"
    CLAIM = "claim"
    SETTLE = "settle"
    READ = "read"


@frozen(kw_only=True)
class Deed:
    """Something to do to a store. `told` is its source; `do` is given what was answered before.

    `batch` is what an append appends, `limit` and `minutes` how much is claimed and when, `settles` the name of
    the deed whose claims are settled.
    """

    kind: Kind
    name: str
    told: str
    do: Callable[[Store, Memory], object] = field(eq=False, repr=False)
    batch: Batch | None = None
    limit: int = 0
    minutes: int = 0
    settles: str = ""


@define(eq=False)
class Done:
    """A deed that was begun by somebody, and what came of it. One that did not end has `inf` as its end."""

    who: str
    deed: Deed
    begin: float
    end: float = inf
    answer: object = None
    error: BaseException | None = None

    def outcome(self) -> str:
        """What came of it, in words."""
        if self.end == inf:
            return "never ended"
        return shortened(of_error(self.error) if self.error is not None else source(self.answer), 160)


@define(eq=False)
class History:
    """What was done to one store, by everybody. Adding to it is safe between threads."""

    done: list[Done] = Factory(list)
    memory: dict[str, object] = Factory(dict)
    _ticks: Iterator[int] = field(factory=count, init=False)

    def tick(self) -> int:
        """A moment after all moments before."""
        return next(self._ticks)

    def begun(self, who: str, deed: Deed) -> Done:
        """Note that somebody begins."""
        done = Done(who, deed, self.tick())
        self.done.append(done)
        return done

    def ended(self, done: Done, answer: object, error: BaseException | None) -> None:
        """Note what came of it."""
        done.answer, done.error = answer, error
        self.memory[done.deed.name] = answer
        done.end = self.tick()

    @property
    def is_over(self) -> bool:
        """Whether all that was begun has ended."""
        return all(done.end != inf for done in self.done)

    def do(self, who: str, deed: Deed, store: Store) -> None:
        """Do it now, whatever comes of it."""
        done = self.begun(who, deed)
        answer, error = attempted(deed, store, self.memory)
        self.ended(done, answer, error)

    def do_all(self, who: str, deeds: Iterable[Deed], store: Store) -> None:
        """Do them now, one after the other, whatever comes of each."""
        for deed in deeds:
            self.do(who, deed, store)

    def of(self, *kinds: Kind) -> list[Done]:
        """The deeds of these kinds, in the order in which they began."""
        return sorted((done for done in self.done if done.deed.kind in kinds), key=lambda done: done.begin)

    def tokens(self, deed: Deed) -> tuple[tuple[str, str], ...]:
        """The ids and tokens that this deed settles."""
        claimed = cast(tuple[Claimed, ...], self.memory.get(deed.settles) or ())
        return tuple((one.id, one.token) for one in claimed)


def attempted(deed: Deed, store: Store, memory: Memory) -> tuple[object, BaseException | None]:
    """What a deed answers, or raises."""
    try:
        return deed.do(store, memory), None
    except Exception as error:  # noqa: BLE001  (the laws judge it)
        return None, error
