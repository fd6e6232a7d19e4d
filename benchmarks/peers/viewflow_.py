"""viewflow.fsm: a state field on a plain class, with transitions as decorated methods."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from benchmarks.moments import STEP, Folder, Moment
from benchmarks.peers.django_ import set_up
from collabflow.core.values import Step
from collabflow.cycle.judge import Asked

set_up()  # viewflow reads Django's settings when it is imported

from viewflow.fsm import State, TransitionNotAllowed  # noqa: E402

NAME = "viewflow.fsm"
NAMES = (NAME,)


def desk(name: str, moment: Moment, guards: Sequence[Asked]) -> ViewflowDesk:
    return ViewflowDesk(moment, guards)


class ViewflowDesk:
    """A folder that a flow moves about."""

    def __init__(self, moment: Moment, guards: Sequence[Asked]) -> None:
        self.folder = Folder(moment)
        self._flow = _class(guards)(self.folder)

    def again(self) -> None:
        self.folder.again()

    def move(self) -> bool:
        try:
            self._flow.advance()
        except TransitionNotAllowed:
            return False
        return True

    def record(self) -> None:
        self._flow.record()


def _class(guards: Sequence[Asked]) -> Any:
    after = list(Step)[STEP.number]

    class Cycle:
        stage = State(Step, default=Step.PLAN_MEETING)

        def __init__(self, folder: Folder) -> None:
            self.folder = folder

        @stage.setter()
        def _set(self, value: Step) -> None:
            self.folder.state = value

        @stage.getter()
        def _get(self) -> Step:
            return Step(self.folder.state)

        @stage.transition(source=STEP, target=after, conditions=[*map(_asking, guards), _of(Folder.nothing_stops)])
        def advance(self) -> None:
            pass

        @stage.transition(source=STEP, conditions=[_of(Folder.may_record), _of(Folder.is_sound)])
        def record(self) -> None:
            self.folder.fold()

    return Cycle


def _asking(asked: Asked) -> Callable[[Any], bool]:
    return lambda flow: flow.folder.ask(asked)


def _of(method: Callable[[Folder], bool]) -> Callable[[Any], bool]:
    return lambda flow: method(flow.folder)
