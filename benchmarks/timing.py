"""Timing in turns: each round samples every contestant, and each round gives one ratio.

A machine that is busy with other things slows both sides of a round alike, so the ratio holds where the times do not.
The order turns from round to round, rubbish is collected between samples and never within one, and what a
contestant needs to be ready again is not counted.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping, Sequence
from statistics import median, quantiles
from time import perf_counter_ns

from attrs import evolve, frozen


def nothing() -> None:
    """Stands for no preparation."""


@frozen(kw_only=True)
class Contestant:
    """Something to be timed: `act` is counted, `ready` comes before each act and is not."""

    name: str
    act: Callable[[], object]
    ready: Callable[[], object] = nothing


@frozen(kw_only=True)
class Pace:
    """How much to measure: rounds, about how long a sample takes, and how large the large things are."""

    rounds: int
    sample_ms: float
    most_acts: int = 1_000
    entries: tuple[int, ...] = (20, 200, 2_000)
    cases: tuple[int, ...] = (10_000, 100_000, 1_000_000)

    def with_at_most(self, acts: int) -> Pace:
        """This pace with at most so many acts a sample: where what is measured grows by it, for all alike."""
        return evolve(self, most_acts=min(acts, self.most_acts))


FULL = Pace(rounds=31, sample_ms=20)
QUICK = Pace(rounds=2, sample_ms=0.1, most_acts=1, entries=(20, 60), cases=(50, 100))
"""Enough to see that everything still runs; its numbers say nothing."""


@frozen(kw_only=True)
class Ratio:
    """The median of paired ratios, and the quartiles that the middle half of them lies between."""

    median: float
    low: float
    high: float


@frozen(kw_only=True)
class Timed:
    """A contestant's median time of one act, in seconds, by round."""

    name: str
    rounds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The median over the rounds."""
        return median(self.rounds)

    def over(self, other: Timed) -> Ratio:
        """How many times as long as the other this took, round by round."""
        return ratio([mine / theirs for mine, theirs in zip(self.rounds, other.rounds, strict=True)])


def ratio(values: Sequence[float]) -> Ratio:
    """The median and quartiles of paired ratios."""
    if len(values) < 2:
        return Ratio(median=values[0], low=values[0], high=values[0])
    low, middle, high = quantiles(values, n=4, method="inclusive")
    return Ratio(median=middle, low=low, high=high)


def in_turns(contestants: Sequence[Contestant], pace: Pace) -> Mapping[str, Timed]:
    """Every contestant timed in every round, after one sample each to warm up."""
    acts = {one.name: _acts_for(one, pace) for one in contestants}
    times: dict[str, list[float]] = {one.name: [] for one in contestants}
    for number in range(pace.rounds):
        turn = number % len(contestants)
        for one in (*contestants[turn:], *contestants[:turn]):
            times[one.name].append(_sample(one, acts[one.name]))
    return {name: Timed(name=name, rounds=tuple(taken)) for name, taken in times.items()}


def _acts_for(one: Contestant, pace: Pace) -> int:
    """How many acts fill a sample, found while warming up."""
    _sample(one, 1)
    if pace.most_acts == 1:
        return 1
    quickest = min(_sample(one, 1) for _ in range(3))
    return max(1, min(pace.most_acts, round(pace.sample_ms / 1e3 / quickest)))


def _sample(one: Contestant, acts: int) -> float:
    """The median time of an act, in seconds."""
    taken = []
    gc.collect()
    gc.disable()
    try:
        for _ in range(acts):
            one.ready()
            begun = perf_counter_ns()
            one.act()
            taken.append(perf_counter_ns() - begun)
    finally:
        gc.enable()
    return median(taken) / 1e9
