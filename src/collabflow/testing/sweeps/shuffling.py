"""Random schedules, for the night: A and B in threads that take turns at every line, as a seed says.

The pause sweep interrupts A once, wherever it may be. A mistake that needs two interruptions, such as a lock that is
looked at first and taken then, is met here. The same seed tries the same schedules.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from attrs import define, field

from collabflow.ports import Store
from collabflow.testing.bench import Bench, Budget
from collabflow.testing.sweeps.crossing import in_order, look_after, undisturbed
from collabflow.testing.sweeps.history import History
from collabflow.testing.sweeps.lines import Files, Spot, files_of
from collabflow.testing.sweeps.locks import telling_locks
from collabflow.testing.sweeps.pairs import Pair, Round
from collabflow.testing.sweeps.turns import Actor, Turns

SCHEDULES = 1000
"""For each pair, with the budget `soak`."""

_MOST_TURNS_TOLD = 20


@define(kw_only=True, eq=False)
class Shuffle:
    """One round in turns, and all that was done. `turns` are the changes: when, who went on, and where."""

    pair: Pair
    round: Round
    place: str
    history: History
    turns: list[tuple[float, str, Spot | None]] = field(factory=list)

    def told(self) -> str:
        """The round in two columns: who went on from which line, the last changes only."""
        told = [(at, who, f"   goes on at {spot.told()}") for at, who, spot in self.turns if spot is not None]
        hidden = len(told) - _MOST_TURNS_TOLD
        head = f"{self.place}, pair {self.pair.name}" + (f"; {hidden} changes before these" if hidden > 0 else "")
        return "\n".join([head, *in_order(self.history, told[-_MOST_TURNS_TOLD:])])


def shuffles(bench: Bench, pair: Pair) -> Iterator[Shuffle]:
    """The random rounds of a pair; none but with the budget `soak`."""
    if bench.settings.budget is not Budget.SOAK:
        return
    with telling_locks():
        store = bench.opened(bench.places.new())
    files, moment = files_of(store, bench.suite.trace_files), _moment(pair, store)
    for number in range(1, (bench.settings.stops or SCHEDULES) + 1):
        chance = Random(f"{bench.settings.seed} {pair.name} {number}")  # noqa: S311  (no secret)
        place = f"random schedule {number} of seed {bench.settings.seed}"
        shuffle = Shuffle(pair=pair, round=pair.round(f"random-{number}"), place=place, history=History())
        shuffled(shuffle, store, files, chance, moment=moment, patience=bench.settings.patience)
        bench.counts["schedules"] += 1
        yield shuffle
        if not shuffle.history.is_over:
            return  # a call hangs: nobody can go on with this store


def _moment(pair: Pair, store: Store) -> float:
    """How many seconds a turn may take."""
    work, history = pair.round("random-0"), History()
    history.do_all("before", (*work.before, work.first), store)
    return undisturbed(work, history, store)


def shuffled(shuffle: Shuffle, store: Store, files: Files, chance: Random, *, moment: float, patience: float) -> None:
    """Do the round in turns that are drawn by chance, and note all of it."""
    work, history = shuffle.round, shuffle.history
    history.do_all("before", work.before, store)

    def noted(actor: Actor) -> None:
        shuffle.turns.append((history.tick(), actor.name, actor.at))

    turns = Turns(chance, moment=moment, patience=patience, on_turn=noted)
    a = turns.add("A", lambda: history.do("A", work.first, store), files)
    b = turns.add("B", lambda: history.do_all("B", work.second, store), files)
    turns.give()
    look_after((a, b), work, history, store, patience=patience)
