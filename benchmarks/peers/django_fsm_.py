"""django-fsm-2: a state field on a Django model, with transitions as decorated methods; nothing is saved here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from benchmarks.moments import STEP, Folder, Moment
from benchmarks.peers.django_ import LABEL, set_up
from collabflow.core.values import Step
from collabflow.cycle.judge import Asked

set_up()  # models can only be declared afterwards

from django.apps.registry import Apps  # noqa: E402
from django.db import models  # noqa: E402
from django_fsm import FSMField, TransitionNotAllowed, transition  # noqa: E402

NAME = "django-fsm-2"
NAMES = (NAME,)


def desk(name: str, moment: Moment, guards: Sequence[Asked]) -> DjangoFsmDesk:
    return DjangoFsmDesk(moment, guards)


class DjangoFsmDesk:
    """A folder beside a model."""

    def __init__(self, moment: Moment, guards: Sequence[Asked]) -> None:
        self.folder = Folder(moment)
        self._model = _class(guards)(stage=STEP.value)
        self._model.folder = self.folder

    def again(self) -> None:
        self.folder.again()
        self._model.stage = STEP.value

    def move(self) -> bool:
        try:
            self._model.advance()
        except TransitionNotAllowed:
            return False
        return True

    def record(self) -> None:
        self._model.record()


def _class(guards: Sequence[Asked]) -> Any:
    after = list(Step)[STEP.number]

    class Cycle(models.Model):
        stage = FSMField(default=Step.PLAN_MEETING.value)

        class Meta:
            app_label = LABEL
            apps = Apps()  # of its own, for the class is declared again for each moment

        @transition(
            field=stage,
            source=STEP.value,
            target=after.value,
            conditions=[*map(_asking, guards), _of(Folder.nothing_stops)],
        )
        def advance(self) -> None:
            pass

        @transition(field=stage, source=STEP.value, conditions=[_of(Folder.may_record), _of(Folder.is_sound)])
        def record(self) -> None:
            self.folder.fold()

    return Cycle


def _asking(asked: Asked) -> Callable[[Any], bool]:
    return lambda model: model.folder.ask(asked)


def _of(method: Callable[[Folder], bool]) -> Callable[[Any], bool]:
    return lambda model: method(model.folder)
