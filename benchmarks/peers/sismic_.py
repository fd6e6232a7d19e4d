"""sismic: a statechart whose guards are Python expressions, run by one interpreter for each folder."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from sismic.interpreter import Interpreter
from sismic.model import BasicState, CompoundState, Statechart, Transition

from benchmarks.moments import STEP, Folder, Moment
from collabflow.core.values import Step
from collabflow.cycle.judge import Asked

READY, EACH = "sismic", "sismic, interpreter made for it"
NAMES = (READY, EACH)

ROOT = "cycle"


def desk(name: str, moment: Moment, guards: Sequence[Asked]) -> SismicDesk:
    return SismicDesk(moment, guards, makes_interpreter=name == EACH)


class SismicDesk:
    """A folder in the context of an interpreter."""

    def __init__(self, moment: Moment, guards: Sequence[Asked], *, makes_interpreter: bool) -> None:
        self.folder = Folder(moment)
        self._guards = guards
        self._chart = _chart(len(guards))
        self._made = None if makes_interpreter else self._begun()

    def again(self) -> None:
        self.folder.again()
        if self._made is not None and self._made.configuration[-1] != STEP.value:
            self._made.queue("back").execute()

    def move(self) -> bool:
        return any(step.transitions for step in self._interpreter().queue("advance").execute())

    def record(self) -> None:
        self._interpreter().queue("record").execute()

    def _interpreter(self) -> Interpreter:
        return self._made or self._begun()

    def _begun(self) -> Interpreter:
        interpreter = Interpreter(self._chart, initial_context={"folder": self.folder, "guards": self._guards})
        interpreter.execute()  # into its first state
        return interpreter


def _chart(count: int) -> Statechart:
    chart = Statechart(ROOT)
    chart.add_state(CompoundState(ROOT, initial=STEP.value), None)
    for step in Step:
        chart.add_state(BasicState(step.value), ROOT)
    asks = " and ".join([*(f"folder.ask(guards[{place}])" for place in range(count)), "folder.nothing_stops()"])
    steps = [step.value for step in Step]
    for source, target in pairwise(steps):
        guard = asks if source == STEP.value else None
        chart.add_transition(Transition(source, target, event="advance", guard=guard))
        chart.add_transition(Transition(target, source, event="back"))
    fits = "folder.may_record() and folder.is_sound()"
    chart.add_transition(Transition(STEP.value, None, event="record", guard=fits, action="folder.fold()"))
    return chart
