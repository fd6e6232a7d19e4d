"""A law as data: what a store must hold, why that matters to a school, and how to try it.

A law is tried by a plain function that raises `LawBroken` with what happened, or `NotProven` when the trial
could not say anything. Neither is ever taken for a pass.
Source: testing.md, the laws.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum

from attrs import asdict, field, frozen

from collabflow.testing.bench import Bench

FIRST = "0.1"
"""The first version of the kits."""

VERSION = "0.1"
"""The version of the kits: the release of collabflow that they came with, without its patches."""


class Layer(IntEnum):
    """How a law is tried, the cheapest and clearest first."""

    CALLS = 1
    """One thread, one call after the other."""
    MACHINE = 2
    """Random sequences of calls, beside a reference."""
    THREADS = 3
    """One call is stopped before each of its lines while others run."""
    PROCESSES = 4
    """The same, between processes."""
    KILLS = 5
    """A process is killed before each of its lines."""
    CUTS = 6
    """The last write is cut at every byte."""


@frozen(kw_only=True)
class Promise:
    """What an adapter must hold, in words: all of a law but its trial.

    `asks` names the capabilities that it belongs to: "feeds" for a store that offers the feed, "not feeds" for
    one that declines it. A law without any is core. `usual` are the usual causes when it is broken. `since` is the
    version of the kit that it came with.
    """

    code: str
    title: str
    matters: str
    usual: str
    layer: Layer = Layer.CALLS
    asks: tuple[str, ...] = ()
    since: str = FIRST

    @property
    def is_new(self) -> bool:
        """Whether it came with this version of the kit, so that it warns; from the next one on it is an error."""
        return self.since == VERSION != FIRST

    @property
    def is_core(self) -> bool:
        """Whether every adapter must keep it."""
        return not self.asks


@frozen(kw_only=True)
class Law(Promise):
    """One promise of a store, and how to try it."""

    trial: Callable[[Bench], None] = field(repr=False)


def law(
    code: str,
    title: str,
    *,
    matters: str,
    usual: str,
    layer: Layer = Layer.CALLS,
    asks: tuple[str, ...] = (),
    since: str = FIRST,
) -> Callable[[Callable[[Bench], None]], Law]:
    """Make a law of the function that tries it."""

    def made(trial: Callable[[Bench], None]) -> Law:
        told = Promise(code=code, title=title, matters=matters, usual=usual, layer=layer, asks=asks, since=since)
        return Law(**asdict(told), trial=trial)

    return made
