"""The workflow model: a profile under random use, with the promises of every profile and the properties of your own.

    class TestOurDistrict(WorkflowModel):
        profile = OUR_DISTRICT
        unreached = {"GOAL_T_DUE_ON_NON_SCHOOL_DAY lacking": "our calendar knows no breaks"}

        @always("nobody is asked twice for an interpreter")
        def interpreter(self, case): return ...

Run pytest, or `TestOurDistrict().run()`. With `store` set, a function that opens an empty one, everything is recorded
on it as well. What is built in cannot be overridden; what is never reached is a failure, unless `unreached` says why.
Source: testing.md, the workflow model.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import ClassVar

from collabflow.core.event import Event
from collabflow.cycle.profile import DEFAULT, Profile
from collabflow.ports import Store
from collabflow.testing.rules.journey import Terms
from collabflow.testing.rules.properties import Property, properties_of
from collabflow.testing.rules.runs import Run
from collabflow.testing.rules.steering import Steering
from collabflow.testing.rules.telling import Report
from collabflow.testing.rules.want import Maker

SETTINGS = frozenset({"profile", "store", "makers", "unreached", "examples", "seed"})
"""What a model says of itself; everything else that is here is the kit's."""

EXAMPLES = {"fast": 60, "full": 400, "soak": 5_000}
"""How many journals are tried at least, by budget; more while something was never reached."""

MORE = 3
"""As long as something is unseen, up to so many times the journals are gone."""


class WorkflowModel:
    """A profile under random use. Inherit, set `profile`, and write properties."""

    profile: Profile = DEFAULT
    store: Callable[[], Store] | None = None
    """Opens an empty store, on which everything is recorded as well. None tries some journals on one in memory."""

    makers: Mapping[type[Event], Maker] = {}
    """Makers of your own events, where their types alone do not tell what is sound."""

    unreached: Mapping[str, str] = {}
    """What need not be reached, by the name that a failure gives it, and why."""

    examples: int = EXAMPLES[os.environ.get("COLLABFLOW_TESTING_BUDGET", "fast")]
    seed: int = int(os.environ.get("COLLABFLOW_TESTING_SEED", "0"))

    _known: ClassVar[tuple[Property, ...]] = ()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        for name in vars(WorkflowModel):
            if name in SETTINGS or name.startswith("__") or name == "_known":
                continue
            if getattr(cls, name) is not getattr(WorkflowModel, name):
                raise TypeError(f"{cls.__name__}.{name} would hide a part of the kit; give your property another name")
        if not all(isinstance(why, str) and why.strip() for why in cls.unreached.values()):
            raise TypeError(f"{cls.__name__}.unreached needs a reason for each name")
        cls._known = properties_of(cls)

    def run(self) -> Report:
        """Try so many journals, and tell what came of it. Raises nothing that a profile does wrong."""
        terms = Terms(
            steering=Steering(profile=self.profile, makers=self.makers),
            properties=self._known,
            asked={one.name: getattr(self, one.name) for one in self._known},
            store=type(self).store,
            excused=self.unreached,
            place=self.place(),
            repeat=self.repeat(),
        )
        return Run(terms=terms, examples=self.examples, most=self.examples * MORE, seed=self.seed).report()

    def test_the_rules_keep_their_promises(self) -> None:
        """Fails with the whole text, when a promise or a property is broken, or something was never reached."""
        report = self.run()
        if not report.passes:
            import pytest

            pytest.fail(report.text(), pytrace=False)

    def place(self) -> str:
        """The lines that make the profile of this model in a script."""
        module, name = type(self).__module__, type(self).__qualname__
        if self.profile is DEFAULT:
            return "from collabflow import DEFAULT as profile"
        return f"from {module} import {name.partition('.')[0]}\nprofile = {name}.profile"

    def repeat(self) -> str:
        """The command that tries this model again."""
        seeded = f"COLLABFLOW_TESTING_SEED={self.seed} pytest -k {type(self).__name__}"
        try:
            file = Path(inspect.getfile(type(self)))
        except (OSError, TypeError):  # a class that was typed in, and stands in no file
            return seeded
        return f"{seeded} {file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file.name}"
