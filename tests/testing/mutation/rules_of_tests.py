"""Rules to be changed: plain ones, one made by a function, a partial one, one with helpers, and one without a file."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from collabflow.core.case import Case
from collabflow.core.event import Context
from collabflow.core.finding import Lack
from collabflow.core.guard import Condition, Guard, guard
from collabflow.events import ActionAssigned


def rule(code: str, condition: Condition) -> Guard:
    return guard(code, says="It lacks.", fix="Mend it.", remedies=(ActionAssigned,))(condition)


def three_people_take_part(case: Case, context: Context) -> Iterator[Lack]:
    if len(case.parties) < 3:
        yield Lack("people")


def some_people_take_part(least: int) -> Condition:
    def enough(case: Case, context: Context) -> Iterator[Lack]:
        if len(case.parties) < least:
            yield Lack("people")

    return enough


def _so_many(case: Case, context: Context, *, least: int) -> Iterator[Lack]:
    if is_too_few(case, least):
        yield Lack("people")


def is_too_few(case: Case, least: int) -> bool:
    return len(case.parties) < least


THREE = rule("THREE", three_people_take_part)
MADE = rule("MADE", some_people_take_part(3))
PARTIAL = rule("PARTIAL", partial(_so_many, least=3))
LAMBDA = rule("LAMBDA", lambda case, context: iter(()))
