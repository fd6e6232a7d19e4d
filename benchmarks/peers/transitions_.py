"""transitions, in two ways: one machine that all folders are registered with, and a machine made for each folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from typing import cast

from transitions import EventData, Machine

from benchmarks.moments import STEP, Folder, Moment
from collabflow.core.values import Step
from collabflow.cycle.judge import Asked

SHARED, EACH = "transitions, shared machine", "transitions, machine made for it"
NAMES = (SHARED, EACH)


def desk(name: str, moment: Moment, guards: Sequence[Asked]) -> TransitionsDesk:
    return TransitionsDesk(moment, guards, makes_machine=name == EACH)


class TransitionsDesk:
    """A folder as a model of a machine."""

    def __init__(self, moment: Moment, guards: Sequence[Asked], *, makes_machine: bool) -> None:
        self.folder = Folder(moment)
        self._makes_machine = makes_machine
        self._rows = _rows(guards)
        self._machine = _machine(self.folder, self._rows)

    def again(self) -> None:
        self.folder.again()
        if self._makes_machine:  # a machine cannot be made twice for an object
            self.folder = Folder(self.folder.moment)

    def move(self) -> bool:
        return bool(self._fire("advance"))

    def record(self) -> None:
        self._fire("record")

    def _fire(self, trigger: str) -> object:
        if self._makes_machine:
            _machine(self.folder, self._rows)
        return getattr(self.folder, trigger)()


def _machine(folder: Folder, rows: Sequence[dict[str, object]]) -> Machine:
    return Machine(
        model=folder,
        states=[step.value for step in Step],
        initial=folder.state,
        transitions=rows,
        auto_transitions=False,
        send_event=True,
    )


def _rows(guards: Sequence[Asked]) -> list[dict[str, object]]:
    steps = [step.value for step in Step]
    rows: list[dict[str, object]] = [
        {"trigger": "advance", "source": source, "dest": target} for source, target in pairwise(steps)
    ]
    rows[STEP.number - 1]["conditions"] = [*(partial(_ask, asked) for asked in guards), _of(Folder.nothing_stops)]
    conditions = [_of(Folder.may_record), _of(Folder.is_sound)]
    rows.append(
        {"trigger": "record", "source": steps, "dest": None, "conditions": conditions, "after": _of(Folder.fold)}
    )
    return rows


def _ask(asked: Asked, event: EventData) -> bool:
    return cast("Folder", event.model).ask(asked)


def _of(method: Callable[[Folder], object]) -> Callable[[EventData], object]:
    return lambda event: method(cast("Folder", event.model))
