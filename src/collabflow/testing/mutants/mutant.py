"""A mutant: a store with one classic mistake, and the law that must notice it first.

Most are the plain store with one piece done wrong; they show what each law is for, and prove that it looks.
Source: testing.md, proving the kit.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from attrs import frozen

from collabflow.ports import Store
from collabflow.testing.bench import Budget
from collabflow.testing.broken import Declines
from collabflow.testing.conformance import StoreConformance
from collabflow.testing.mutants.plain import Plain
from collabflow.testing.places import Place


@frozen(kw_only=True)
class Mutant:
    """One mistake. `law` is the code of the law that must be the first to notice it, tried as `budget` says."""

    name: str
    law: str
    bug: str
    make: Callable[[Place], Store]
    append_only: bool | Declines | None = None
    host: Callable[[Place], AbstractContextManager[object]] | None = None
    budget: Budget = Budget.FAST

    def suite(self) -> StoreConformance:
        """A suite that tries it."""
        return MutantSuite(self)


class MutantSuite(StoreConformance):
    """A suite that opens one mutant."""

    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant
        self.append_only = mutant.append_only

    def open_store(self, place: Place) -> Store:
        return self._mutant.make(place)

    def open_host(self, place: Place) -> AbstractContextManager[object]:
        return super().open_host(place) if self._mutant.host is None else self._mutant.host(place)


def in_memory(kind: type[Plain], law: str, *, budget: Budget = Budget.FAST) -> Mutant:
    """The mutant of a class that is the plain store but for one mistake, which its docstring tells."""
    return Mutant(name=kind.__name__, law=law, bug=_bug(kind), make=lambda place: kind(), budget=budget)


def on_disk(
    kind: Callable[[Place], Store],
    law: str,
    *,
    append_only: bool | Declines | None = None,
    host: Callable[[Place], AbstractContextManager[object]] | None = None,
) -> Mutant:
    """The mutant of a class that is opened on a place."""
    return Mutant(name=kind.__name__, law=law, bug=_bug(kind), make=kind, append_only=append_only, host=host)


def _bug(kind: object) -> str:
    return (kind.__doc__ or "").strip().rstrip(".")
