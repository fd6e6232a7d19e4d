"""Which names are promised, and where each is described: `collabflow`, `collabflow.events`, `collabflow.records` …"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import get_args, get_type_hints

from attrs import has

from collabflow import DEFAULT, Event, Profile

ROOFS = ("collabflow", "collabflow.events", "collabflow.records")
"""Where users import from; a name is described under the first roof that has it."""

ALSO = (
    "collabflow.ports",
    "collabflow.ports.checks",
    "collabflow.ports.outbox",
    "collabflow.ports.paging",
    "collabflow.goals.goal",
    "collabflow.goals.smart",
    "collabflow.goals.progress",
    "collabflow.language.glossary",
    "collabflow.language.readability",
    "collabflow.language.wording",
    "collabflow.export",
    "collabflow.stores.sqlalchemy",
    "collabflow.stores.django",
    "collabflow.testing",
)
"""Modules with promised names besides; one that is not there yet is left out."""

PACKAGES = ("collabflow.stores", "collabflow.notify", "collabflow.profiles")
"""Adapters and profiles, each imported by its path."""

ADAPTERS = {"collabflow.stores": "Store", "collabflow.notify": "Notifier"}
"""How the class of an adapter ends; a module without one is a part of another."""


def _is_there(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False


@cache
def modules() -> tuple[str, ...]:
    """The modules whose names are promised, in the order in which they may describe a name."""
    return (*ROOFS, *(name for name in ALSO if _is_there(name)), *(name for one in PACKAGES for name in inside(one)))


def inside(package: str) -> Iterator[str]:
    """The modules of a package that others import from: each profile, and each adapter without its parts."""
    ending = ADAPTERS.get(package, "")
    for found in sorted(iter_modules(import_module(package).__path__), key=lambda one: one.name):
        module = f"{package}.{found.name}"
        if not found.name.startswith("_") and any(name.endswith(ending) for name in exported(module)):
            yield module


def exported(module: str) -> tuple[str, ...]:
    """The names that a module promises: its `__all__`, or else the public names that it defines itself."""
    loaded = import_module(module)
    return tuple(sorted(getattr(loaded, "__all__", None) or _defined(loaded), key=str.lower))


def _defined(module: ModuleType) -> Iterator[str]:
    for node in tree(module.__name__).body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_"):
            yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if isinstance(target, ast.Name) and target.id.isupper() and not target.id.startswith("_"):
                yield target.id


@cache
def tree(module: str) -> ast.Module:
    """The source of a module."""
    spec = find_spec(module)
    assert spec is not None and spec.origin is not None
    return ast.parse(Path(spec.origin).read_text(encoding="utf-8"))


# profiles -------------------------------------------------------------------------------------

Shipped = tuple[str, str, Profile]
"""A profile of the package: the module to import it from, its name there, and itself."""


@cache
def shipped() -> tuple[Shipped, ...]:
    """Every profile of the package."""
    found = (
        (module, name, getattr(import_module(module), name))
        for module in inside("collabflow.profiles")
        for name in exported(module)
    )
    return tuple(one for one in found if isinstance(one[2], Profile) and one[2] is not DEFAULT)


@cache
def classes_of_law() -> tuple[type, ...]:
    """The events that profiles of the package add, and the facts and choices that their fields hold, each once."""
    added = dict.fromkeys(kind for _, _, profile in shipped() for kind in profile.events if kind not in DEFAULT.events)
    held = dict.fromkeys(part for kind in added for part in _held(kind))
    return (*added, *held)


def _held(annotation: object) -> Iterator[type]:
    """The classes of profiles that a class of facts, or an annotation, holds."""
    if isinstance(annotation, type) and has(annotation):
        for hint in get_type_hints(annotation).values():
            yield from _held(hint)
    for inner in get_args(annotation):
        yield from _held(inner)
    if isinstance(annotation, type) and not issubclass(annotation, Event):
        yield from [annotation] if annotation.__module__.startswith("collabflow.profiles") else []


# where each name is described -----------------------------------------------------------------


def _named() -> Mapping[int, str]:
    """A class of a profile goes by the module that promises it, or else by the one that defines it."""
    found: dict[int, str] = {}
    for module in modules():
        for name in exported(module):
            thing = getattr(import_module(module), name)
            if isinstance(thing, type):
                found.setdefault(id(thing), f"{module}.{name}")
    for kind in classes_of_law():
        found.setdefault(id(kind), f"{kind.__module__}.{kind.__name__}")
    return found


NAMES = _named()
"""Each promised class by its identity, with its full name."""


def described(module: str) -> tuple[str, ...]:
    """The names that are described under this module, and not under one before it."""
    loaded = import_module(module)
    return tuple(
        name
        for name in exported(module)
        if not isinstance(thing := getattr(loaded, name), type) or NAMES[id(thing)] == f"{module}.{name}"
    )


def home(module: str, name: str) -> str:
    """The module from which this one has the name, by its import; itself where it defines it."""
    for node in tree(module).body:
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                if (alias.asname or alias.name) == name:
                    return node.module
    return module
