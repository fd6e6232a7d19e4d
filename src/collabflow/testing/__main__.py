"""The kit at the command line, without pytest: python -m collabflow.testing store MODULE:FACTORY.

FACTORY is a `StoreConformance` suite, or a callable that is given a place and gives the store there (one that
takes nothing gives a store in memory). The exit code is 0 when the store passes, 1 when it does not, 2 when it
could not be tried.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import cast

from collabflow.ports import Store
from collabflow.testing.bench import Budget, Settings
from collabflow.testing.conformance import StoreConformance, prove
from collabflow.testing.laws import LAWS
from collabflow.testing.places import Place
from collabflow.testing.summary import Report
from collabflow.testing.telling import told

Factory = Callable[..., Store]


class Unusable(Exception):
    """What was named cannot be tried; the text says why and what to name instead."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the kit; the exit code."""
    given = _parser().parse_args(arguments)
    try:
        suite = suite_of(given.factory)
        laws = tuple(law for law in LAWS if not given.only or law.code in given.only)
        if not laws:
            raise Unusable(f"no law has one of these codes: {', '.join(given.only)}")
    except Unusable as unusable:
        sys.stderr.write(f"{unusable}\n")
        return 2
    report = prove(suite, Settings(budget=Budget(given.budget), seed=given.seed), laws=laws)
    _print(report, given.factory)
    if given.json:
        text = json.dumps(report.document(), indent=2, ensure_ascii=False) + "\n"
        Path(given.json).write_text(text, encoding="utf-8")
    return 0 if report.passes else 1


def _print(report: Report, factory: str) -> None:
    for trial in report.failures:
        repeat = f"python -m collabflow.testing store {factory} --only {trial.law.code}"
        sys.stdout.write(told(trial, repeat=repeat) + "\n\n")
    verdict = "passes" if report.passes else f"does not pass: {len(report.failures)} laws"
    sys.stdout.write(f"{report.suite} {verdict}\n{report.line()}\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m collabflow.testing", description="Prove an adapter.")
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    store = what.add_parser("store", help="prove a store", description="Prove a store.")
    store.add_argument("factory", metavar="MODULE:FACTORY", help="a suite, or what opens a store at a place")
    store.add_argument("--json", metavar="FILE", help="write the report there")
    store.add_argument(
        "--budget", choices=[str(one) for one in Budget], default=str(Budget.FAST), help="how much is tried"
    )
    store.add_argument("--seed", type=int, default=0, help="begin random sequences elsewhere")
    store.add_argument("--only", metavar="CODE", action="append", default=[], help="try this law only; may be repeated")
    return parser


def suite_of(named: str) -> StoreConformance:
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
    if isinstance(found, type) and issubclass(found, StoreConformance):
        return found()
    if not callable(found):
        raise Unusable(f"{named} is a {type(found).__name__}; name a suite, or a callable that opens a store")
    return _suite_around(cast(Factory, found), name)


def _suite_around(factory: Factory, name: str) -> StoreConformance:
    takes_place = _takes_something(factory)

    class Suite(StoreConformance):
        def open_store(self, place: Place) -> Store:
            return factory(place) if takes_place else factory()

    Suite.__name__ = Suite.__qualname__ = name
    return Suite()


def _takes_something(factory: Factory) -> bool:
    """Whether it must be given something: a place."""
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    given = inspect.signature(factory).parameters.values()
    return any(one.kind in kinds and one.default is inspect.Parameter.empty for one in given)


if __name__ == "__main__":
    sys.exit(main())
