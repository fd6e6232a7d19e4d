"""Turns: threads of which one goes on at a time, some lines each, as chance says.

Each thread waits before every line of the adapter for its turn, and a turn is so many lines. Who waits for a lock of
the store's gives its turn away and tries again when it comes; who waits for one that nobody can see is passed over
until it comes to a line. With locks that can be seen the same chance gives the same turns.
Source: testing.md, the pause sweep; on switching at random, Burckhardt and others, "A randomized scheduler with
probabilistic guarantees of finding bugs" (2010).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from enum import Enum
from random import Random

from attrs import Factory, define, field

from collabflow.testing.sweeps.lines import Files, Spot, traced
from collabflow.testing.sweeps.locks import Lock, looked_on

_LONGEST = (1, 3, 10, 40)
"""How many lines a turn may have at most, one of them for all turns: some mistakes need short turns, others long."""

MOST_VAIN_TURNS = 200
"""After so many turns in a row that were given away, all wait for each other."""


class Stage(Enum):
    """What a thread is doing."""

    WAITS = "waits for its turn"
    GOES = "has its turn"
    AWAY = "waits for something that nobody can see"
    DONE = "has ended"


@define(eq=False)
class Actor:
    """A thread that takes turns. `lines` is how many more its turn has, `at` the line before which it waits."""

    name: str
    turns: Turns
    stage: Stage = Stage.AWAY
    lines: int = 0
    at: Spot | None = None

    def comes_to(self, spot: Spot) -> None:
        """It is about to run this line: it goes on, or waits for its turn."""
        if self.stage is Stage.GOES and self.lines > 0:
            self.lines -= 1
        else:
            self.turns.await_turn(self, spot)

    def waits(self, lock: Lock, timeout: float) -> bool:
        """It waits for a lock of the store's: it tries at each of its turns."""
        end = time.monotonic() + timeout
        while not lock.acquire(False):
            if self.turns.are_over:
                return lock.acquire(True, timeout)
            if timeout >= 0 and end < time.monotonic():
                return False
            self.turns.await_turn(self, self.at, in_vain=True)
        return True

    def sleeps(self) -> None:
        """It sleeps: others go on."""
        self.turns.await_turn(self, self.at)


@define(eq=False)
class Turns:
    """Gives the turns. `moment` is how many seconds a turn may take, `patience` how many all of them together.

    `on_turn` is told whose turn it is when it is another's than before.
    """

    chance: Random
    moment: float
    patience: float
    on_turn: Callable[[Actor], None]
    actors: list[Actor] = Factory(list)
    are_over: bool = False
    _changed: threading.Condition = field(factory=threading.Condition, init=False)
    _vain: int = field(default=0, init=False)

    def add(self, name: str, work: Callable[[], object], files: Files) -> threading.Thread:
        """A thread that does this work in its turns; it waits for its first one."""
        actor = Actor(name, self)
        self.actors.append(actor)

        def do() -> None:
            with ExitStack() as leaving:
                leaving.callback(self._leaves, actor)
                self.await_turn(actor, None)
                leaving.enter_context(looked_on(actor))
                leaving.enter_context(traced(files, actor.comes_to))
                work()

        thread = threading.Thread(target=do, daemon=True)
        thread.start()
        return thread

    def give(self) -> None:
        """Give turns until all have ended, or nobody goes on."""
        longest, last, end = self.chance.choice(_LONGEST), None, time.monotonic() + self.patience
        with self._changed:
            self._changed.wait_for(lambda: all(actor.stage is Stage.WAITS for actor in self.actors), self.patience)
            while self._vain < MOST_VAIN_TURNS and time.monotonic() < end and self._somebody_waits():
                chosen = self.chance.choice([actor for actor in self.actors if actor.stage is Stage.WAITS])
                if chosen is not last:
                    self.on_turn(chosen)
                last = chosen
                chosen.stage, chosen.lines = Stage.GOES, self.chance.randint(1, longest)
                self._changed.notify_all()
                if not self._changed.wait_for(lambda: chosen.stage is not Stage.GOES, self.moment):  # noqa: B023
                    chosen.stage = Stage.AWAY
            self.are_over = True
            self._changed.notify_all()

    def await_turn(self, actor: Actor, spot: Spot | None, *, in_vain: bool = False) -> None:
        """Called by the actor's thread: it waits until it may go on."""
        with self._changed:
            self._vain = self._vain + 1 if in_vain else 0
            actor.stage, actor.at = Stage.WAITS, spot
            self._changed.notify_all()
            self._changed.wait_for(lambda: actor.stage is Stage.GOES or self.are_over)
            actor.lines -= 1

    def _leaves(self, actor: Actor) -> None:
        with self._changed:
            self._vain = 0
            actor.stage = Stage.DONE
            self._changed.notify_all()

    def _somebody_waits(self) -> bool:
        """Whether there is somebody to give a turn to; those who are away are waited for. False when all have ended."""

        def is_known() -> bool:
            stages = {actor.stage for actor in self.actors}
            return Stage.WAITS in stages or stages == {Stage.DONE}

        self._changed.wait_for(is_known, self.patience)
        return any(actor.stage is Stage.WAITS for actor in self.actors)
