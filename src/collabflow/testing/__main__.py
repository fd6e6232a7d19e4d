"""The kit at the command line, without pytest: python -m collabflow.testing store MODULE:FACTORY, or notifier.

FACTORY is a `StoreConformance` or `NotifierConformance` suite, or a callable that is given a place and gives what is
there (one that takes nothing gives a store in memory, or a notifier that needs no network). The exit code is 0 when
it passes, 1 when it does not, 2 when it could not be tried.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from collabflow.ports import Notifier, Store
from collabflow.testing.bench import Budget, Settings, seed_for
from collabflow.testing.broken import no
from collabflow.testing.conformance import StoreConformance, prove
from collabflow.testing.law import Promise
from collabflow.testing.laws import LAWS
from collabflow.testing.notifying.bench import NotifierPlace
from collabflow.testing.notifying.conformance import NotifierConformance, prove_notifier
from collabflow.testing.notifying.laws import NOTIFIER_LAWS
from collabflow.testing.places import Place
from collabflow.testing.summary import Report
from collabflow.testing.telling import told

P = TypeVar("P", bound=Promise)
Suite = StoreConformance | NotifierConformance

_KITS: dict[str, type[Suite]] = {"store": StoreConformance, "notifier": NotifierConformance}


class Unusable(Exception):
    """What was named cannot be tried; the text says why and what to name instead."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the kit; the exit code."""
    given = _parser().parse_args(arguments)
    try:
        report = _proved(suite_of(given.factory, given.what), given)
    except Unusable as unusable:
        sys.stderr.write(f"{unusable}\n")
        return 2
    _print(report, given)
    if given.json:
        text = json.dumps(report.document(), indent=2, ensure_ascii=False) + "\n"
        Path(given.json).write_text(text, encoding="utf-8")
    return 0 if report.passes else 1


def _proved(suite: Suite, given: argparse.Namespace) -> Report:
    budget = Budget(given.budget)
    settings = Settings(budget=budget, seed=seed_for(budget, given.seed))
    if isinstance(suite, NotifierConformance):
        return prove_notifier(suite, settings, laws=_chosen(NOTIFIER_LAWS, given.only))
    return prove(suite, settings, laws=_chosen(LAWS, given.only))


def _chosen(laws: tuple[P, ...], only: Sequence[str]) -> tuple[P, ...]:
    chosen = tuple(law for law in laws if not only or law.code in only)
    if not chosen:
        raise Unusable(f"no law has one of these codes: {', '.join(only)}")
    return chosen


def _print(report: Report, given: argparse.Namespace) -> None:
    for trial in (*report.failures, *report.warnings):
        repeat = f"python -m collabflow.testing {given.what} {given.factory} --only {trial.law.code}"
        more = report.settings.told(before_budget="--budget ", before_seed="--seed ")
        sys.stdout.write(told(trial, repeat=f"{repeat} {more}".strip()) + "\n\n")
    broken = len(report.failures)
    verdict = "passes" if report.passes else f"does not pass: {broken} law{'s' * (broken != 1)}"
    sys.stdout.write(f"{report.suite} {verdict}\n{report.line()}\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m collabflow.testing", description="Prove an adapter.")
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    for name in _KITS:
        _add_options(what.add_parser(name, help=f"prove a {name}", description=f"Prove a {name}."), name)
    return parser


def _add_options(kit: argparse.ArgumentParser, name: str) -> None:
    kit.add_argument("factory", metavar="MODULE:FACTORY", help=f"a suite, or what opens a {name} at a place")
    kit.add_argument("--json", metavar="FILE", help="write the report there")
    kit.add_argument(
        "--budget", choices=[str(one) for one in Budget], default=str(Budget.FAST), help="how much is tried"
    )
    kit.add_argument("--seed", type=int, help="where chance begins (default: 0; for a soak another one each time)")
    kit.add_argument("--only", metavar="CODE", action="append", default=[], help="try this law only; may be repeated")


def suite_of(named: str, what: str = "store") -> Suite:
    """The suite that is named, or one made of the factory that is named. Raises `Unusable`."""
    module_name, _, name = named.partition(":")
    if not name:
        raise Unusable(f"{named!r} names no factory; write MODULE:FACTORY, for example mypackage.store:open_store")
    sys.path.insert(0, str(Path.cwd()))
    try:
        found = getattr(importlib.import_module(module_name), name)
    except ImportError as error:
        raise Unusable(f"{module_name} cannot be imported: {error}") from None
    except AttributeError:
        raise Unusable(f"{module_name} has no {name}") from None
    finally:
        del sys.path[0]
    if isinstance(found, type) and issubclass(found, (StoreConformance, NotifierConformance)):
        if not issubclass(found, _KITS[what]):
            raise Unusable(f"{named} is a suite of the other kit; name one that opens a {what}")
        return found()
    if not callable(found):
        raise Unusable(f"{named} is a {type(found).__name__}; name a suite, or a callable that opens a {what}")
    return _around_notifier(found, name) if what == "notifier" else _around_store(found, name)


def _around_store(factory: Callable[..., Store], name: str) -> StoreConformance:
    takes_place = _takes_something(factory)

    class Named(StoreConformance):
        def open_store(self, place: Place) -> Store:
            return factory(place) if takes_place else factory()

    Named.__name__ = Named.__qualname__ = name
    return Named()


def _around_notifier(factory: Callable[..., Notifier], name: str) -> NotifierConformance:
    takes_place = _takes_something(factory)

    class Named(NotifierConformance):
        peer = None if takes_place else no("what opens it takes no place, and so knows no gateway")

        def open_notifier(self, place: NotifierPlace) -> Notifier:
            return factory(place) if takes_place else factory()

    Named.__name__ = Named.__qualname__ = name
    return Named()


def _takes_something(factory: Callable[..., object]) -> bool:
    """Whether it must be given something: a place."""
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    given = inspect.signature(factory).parameters.values()
    return any(one.kind in kinds and one.default is inspect.Parameter.empty for one in given)


if __name__ == "__main__":
    sys.exit(main())
