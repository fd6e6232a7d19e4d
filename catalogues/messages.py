"""Every message that people read, in the order of a catalogue: from the rules themselves, and from literals."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

from attrs import fields_dict

import collabflow
from catalogues.literals import field_words, literals
from catalogues.message import Message
from collabflow import profiles
from collabflow.core.fact import Fact
from collabflow.core.finding import COUNTS
from collabflow.core.values import Step
from collabflow.cycle.notices import TEXTS
from collabflow.cycle.profile import DEFAULT, Profile
from collabflow.cycle.refusals import WORDS
from collabflow.cycle.table import TABLE, Asks
from collabflow.goals.progress import trend
from collabflow.goals.smart import CHECKS
from collabflow.language.terms import GLOSSARY
from collabflow.steps.s10_follow_up import PROMPTS

HOUSE = Path(collabflow.__file__).parent

_FLOORS = ("core", "goals", "steps", "cycle", "profiles")
"""Where the code words stand that people read."""


def messages() -> tuple[Message, ...]:
    """Every message, each once, in the order of a catalogue."""
    return tuple(sorted({*_of_codes(), *_of_words(), *_of_texts(), *_of_literals()}, key=lambda one: one.order))


def known_profiles() -> tuple[Profile, ...]:
    """`DEFAULT` and every profile that the package brings."""
    modules = [import_module(found.name) for found in walk_packages(profiles.__path__, "collabflow.profiles.")]
    brought = [value for module in modules for value in vars(module).values() if isinstance(value, Profile)]
    return tuple({one.fingerprint: one for one in (DEFAULT, *brought)}.values())


def codes() -> frozenset[str]:
    """The code of everything that can stand in somebody's way: guards, refusals, SMART checks."""
    guards = {guard.code for profile in known_profiles() for guard in profile.guards}
    return frozenset({*guards, *WORDS, *(check.code for check in CHECKS)})


def _of_codes() -> Iterator[Message]:
    for profile in known_profiles():
        for guard in profile.guards:
            yield from _spoken(guard.code, guard.says, guard.fix)
    for code, (says, fix) in WORDS.items():
        yield from _spoken(code, says, fix)
    for check in CHECKS:
        yield Message(f"{check.code}.part", check.part)


def _spoken(code: str, says: str, fix: str) -> Iterator[Message]:
    yield Message(f"{code}.says", says)
    yield Message(f"{code}.fix", fix)


def _of_words() -> Iterator[Message]:
    kinds = (value for name in _modules() for value in vars(import_module(name)).values())
    words = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, StrEnum) and kind is not Asks]
    yield from _each("word", (member.value.replace("_", " ") for kind in words for member in kind))
    yield from _each("word", (name.replace("_", " ") for kind in TEXTS for name in (kind, kind.removesuffix("_due"))))
    yield from _each("word", (name.replace("_", " ") for one in known_profiles() for name, _ in one.deadlines))
    events = (event.stored_as.split(".")[1] for profile in known_profiles() for event in profile.events)
    methods = (method for method in vars(trend).values() if isinstance(method, trend.TrendMethod))
    yield from _each("word", (method.name.replace("_", " ") for method in methods))
    yield from _each("event", (name.replace("_", " ") for name in events))
    yield from _each("step", (step.heading for step in Step))
    yield from _each("number", COUNTS.values())


def _modules() -> Iterator[str]:
    for floor in _FLOORS:
        package = import_module(f"collabflow.{floor}")
        yield package.__name__
        yield from (found.name for found in walk_packages(package.__path__, f"{package.__name__}."))


def _of_texts() -> Iterator[Message]:
    needs = [need for row in TABLE for need in row.needs]
    yield from _each("needed", (words for _, words in needs))
    yield from _each("field", (name.replace("_", " ") for name, _ in needs))
    yield from _each("notice", TEXTS.values())
    yield from _each("prompt", (question for _, question in PROMPTS))
    yield from _each("term", (term.plain for term in GLOSSARY))
    yield from _each("term", (plain for one in known_profiles() for plain in one.term_words.values()))
    story = json.loads((HOUSE / "cli" / "demo.json").read_text(encoding="utf-8"))
    yield from _each("demo", (entry["note"] for entry in story["entries"] if "note" in entry))


def _of_literals() -> Iterator[Message]:
    ours = (fact for fact in _kinds_of(Fact) if fact.__module__.startswith("collabflow."))
    fields = {name.replace("_", " ") for fact in ours for name in fields_dict(fact)}
    for file in sorted(HOUSE.rglob("*.py")):
        yield from literals(file)
        yield from _each("field", fields.intersection(field_words(file)))


def _kinds_of(kind: type[Fact]) -> Iterator[type[Fact]]:
    for inheriting in kind.__subclasses__():
        yield inheriting
        yield from _kinds_of(inheriting)


def _each(context: str, texts: Iterable[str]) -> Iterator[Message]:
    return (Message(context, text) for text in texts)
