"""What a suite is to pytest: one test for each law, on one bench for all; and what no author may say otherwise.

Source: testing.md, the public API.
"""

from __future__ import annotations

import inspect
import os
import warnings
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from collabflow.testing.bench import Budget, Settings, seed_for
from collabflow.testing.law import Promise
from collabflow.testing.telling import told
from collabflow.testing.trying import Status, Trial, Workbench, judged


class Bench(Workbench, Protocol):
    """What trying needs, and what it leaves behind."""

    def close(self) -> None: ...


B = TypeVar("B", bound=Bench)


class Parametrized(Protocol):
    """The part of pytest's `Metafunc` that is used."""

    fixturenames: list[str]

    def parametrize(self, argnames: str, argvalues: Sequence[Promise], *, ids: list[str]) -> None: ...


class UnderPytest(ABC, Generic[B]):
    """The part of a suite that every kit shares. A kit names its laws and sets up their bench."""

    waive: Mapping[str, str] = {}
    budget: str = os.environ.get("COLLABFLOW_TESTING_BUDGET", "fast")
    seed: int | None = int(os.environ["COLLABFLOW_TESTING_SEED"]) if "COLLABFLOW_TESTING_SEED" in os.environ else None
    """Where chance begins. None is 0, and another one each time with the budget `soak`."""

    _laws: ClassVar[tuple[Any, ...]]
    _bench: ClassVar[Any] = None

    @abstractmethod
    def _set_up(self, settings: Settings) -> B:
        """A bench for the laws of this suite."""

    @property
    def _settings(self) -> Settings:
        """How a run of this suite is made, unless it is told otherwise."""
        budget = Budget(self.budget)
        return Settings(budget=budget, seed=seed_for(budget, self.seed))

    def pytest_generate_tests(self, metafunc: Parametrized) -> None:
        """One test for each law."""
        if "law" in metafunc.fixturenames:
            metafunc.parametrize("law", self._laws, ids=[name_of(law, law.trial) for law in self._laws])

    def test_law(self, law: Any) -> None:
        """Fails with the whole text when the law is broken, not proven, or waived for nothing."""
        __tracebackhide__ = True
        bench = self.bench()
        tell_pytest(judged(law, partial(law.trial, bench), bench, self.waive), repeat=self.repeat(law))

    @classmethod
    def teardown_class(cls) -> None:
        """Remove what the laws left behind."""
        if cls._bench is not None:
            cls._bench.close()
            cls._bench = None

    def bench(self) -> B:
        """Where the laws of this suite are tried; one for all, because some trials serve several laws."""
        cls = type(self)
        if cls._bench is None:
            cls._bench = self._set_up(self._settings)
        bench: B = cls._bench
        return bench

    def repeat(self, law: Promise) -> str:
        """The command that tries this law again."""
        return repetition(type(self), law, self.bench().settings)


KEPT = ("pytest_generate_tests", "test_law", "bench", "repeat")
"""What no author may say otherwise."""


def check_suite(suite: type, kit: type, waive: Mapping[str, str], laws: Sequence[Promise]) -> None:
    """Raises `TypeError` when a suite hides a part of its kit, or waives what is no law, or without a reason."""
    for name in KEPT:
        if getattr(suite, name) is not getattr(kit, name):
            raise TypeError(f"{suite.__name__}.{name} would hide a part of the kit; to accept a broken law, waive it")
    unknown = sorted(set(waive) - {law.code for law in laws})
    if unknown:
        raise TypeError(f"{suite.__name__}.waive names no law: {', '.join(unknown)}")
    if not all(isinstance(why, str) and why.strip() for why in waive.values()):
        raise TypeError(f"{suite.__name__}.waive needs a reason for each law")


class NewLaw(FutureWarning):
    """A law that is new in this version of the kit does not hold; with the next version that is an error."""


def tell_pytest(trial: Trial, *, repeat: str) -> None:
    """Fail, skip or warn by what came of a law."""
    import pytest

    __tracebackhide__ = True
    if trial.fails:
        pytest.fail(told(trial, repeat=repeat), pytrace=False)
    if trial.status is Status.WARNED:
        warnings.warn(NewLaw(told(trial, repeat=repeat)), stacklevel=2)
        pytest.xfail(f"new in {trial.law.since}")
    if trial.status in (Status.APART, Status.WAIVED):
        pytest.skip(f"{trial.status}: {trial.why}")


def repetition(suite: type, law: Promise, settings: Settings) -> str:
    """The command that tries this law of a suite again."""
    file = Path(inspect.getfile(suite))
    shown = file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file.name
    said = settings.told(before_budget="COLLABFLOW_TESTING_BUDGET=", before_seed="COLLABFLOW_TESTING_SEED=")
    return f"{said} pytest -k {law.code} {shown}".strip()


def name_of(law: Promise, trial: object) -> str:
    """The name of a law's test: its code and the name of its trial."""
    return f"{law.code}-{getattr(trial, '__name__', '').strip('_').replace('_', '-')}"
