"""The same move and the same recording, done by other libraries, each in its own idiom.

A peer gets a `Folder` and the guards that collabflow asks. Every guard is a condition of its own that notes what it
finds, and the last condition says whether anything stops, so that each library evaluates all of them and could
tell everything, as collabflow does. That a peer finds the same is checked before anything is timed.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Protocol

from benchmarks.moments import Folder, Moment
from collabflow.cycle.judge import Asked


class Desk(Protocol):
    """A moment in the hands of a library; `folder` is what it moves about."""

    folder: Folder

    def move(self) -> bool:
        """Ask to go on; whether it did."""
        ...

    def record(self) -> None:
        """Record the event, if it may be recorded and is sound."""
        ...

    def again(self) -> None:
        """Back to where it stood."""
        ...


class Library(Protocol):
    """A module of this folder."""

    NAMES: Sequence[str]

    def desk(self, name: str, moment: Moment, guards: Sequence[Asked]) -> Desk:
        """That moment, for the contestant of that name."""
        ...


_MODULES = {
    "transitions_": "transitions",
    "statemachine_": "python-statemachine",
    "sismic_": "sismic",
    "viewflow_": "django-viewflow",
    "django_fsm_": "django-fsm-2",
}


def installed() -> tuple[dict[str, Library], tuple[str, ...]]:
    """The libraries that are here by the names of their contestants, and the packages that are not."""
    here: dict[str, Library] = {}
    absent = []
    for module, package in _MODULES.items():
        try:
            library: Library = import_module(f"benchmarks.peers.{module}")
        except ImportError:
            absent.append(package)
        else:
            here |= dict.fromkeys(library.NAMES, library)
    return here, tuple(absent)
