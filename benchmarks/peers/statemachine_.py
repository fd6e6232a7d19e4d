"""python-statemachine: a machine class whose instance holds the folder as its model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from statemachine import State, StateMachine
from statemachine.exceptions import TransitionNotAllowed

from benchmarks.moments import STEP, Folder, Moment
from collabflow.core.values import Step
from collabflow.cycle.judge import Asked

READY, EACH = "python-statemachine", "python-statemachine, machine made for it"
NAMES = (READY, EACH)


def desk(name: str, moment: Moment, guards: Sequence[Asked]) -> StateMachineDesk:
    return StateMachineDesk(moment, guards, makes_machine=name == EACH)


class StateMachineDesk:
    """A folder as the model of a state machine."""

    def __init__(self, moment: Moment, guards: Sequence[Asked], *, makes_machine: bool) -> None:
        self.folder = Folder(moment)
        self._kind = _class(guards)
        self._made = None if makes_machine else self._kind(self.folder)

    def again(self) -> None:
        self.folder.again()

    def move(self) -> bool:
        try:
            self._machine().send("advance")
        except TransitionNotAllowed:
            return False
        return True

    def record(self) -> None:
        self._machine().send("record")

    def _machine(self) -> StateMachine:
        return self._made or self._kind(self.folder)


def _class(guards: Sequence[Asked]) -> type[StateMachine]:
    first, last = Step.PLAN_MEETING, Step.FOLLOW_UP
    states = {step.value: State(value=step.value, initial=step is first, final=step is last) for step in Step}
    conditions = [*(_asking(asked) for asked in guards), _nothing_stops]
    steps = list(Step)
    advance = states[STEP.value].to(states[steps[STEP.number].value], cond=conditions)
    record = states[STEP.value].to.itself(internal=True, cond=[_may_record, _is_sound], on=_fold)
    for source, target in pairwise(steps):
        if source is not STEP:
            advance |= states[source.value].to(states[target.value])
    return type("Cycle", (StateMachine,), {**states, "advance": advance, "record": record})


def _asking(asked: Asked) -> Callable[[Folder], bool]:
    return lambda model: model.ask(asked)


def _nothing_stops(model: Folder) -> bool:
    return model.nothing_stops()


def _may_record(model: Folder) -> bool:
    return model.may_record()


def _is_sound(model: Folder) -> bool:
    return model.is_sound()


def _fold(model: Folder) -> None:
    model.fold()
