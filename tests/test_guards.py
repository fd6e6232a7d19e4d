"""Every guard of `DEFAULT` is shown failing and holding, and what it names as its remedy removes it (law 11).

The pairs live beside the rooms, in `PAIRS` of their test files; they are collected here, so that a guard without a
pair fails even where a whole room was forgotten.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest
from attrs import evolve

from collabflow.core.case import Case
from collabflow.core.guard import Guard
from collabflow.core.values import Trigger
from collabflow.cycle.profile import DEFAULT
from support import Pair, folded, found, opened, subjects

GUARDS = {guard.code: guard for guard in DEFAULT.guards}


def loaded(file: Path) -> ModuleType:
    """The test module in this file, under a name of its own."""
    name = f"pairs_of_{file.stem}"
    if name not in sys.modules:
        spec = spec_from_file_location(name, file)
        assert spec is not None
        assert spec.loader is not None
        module = sys.modules[name] = module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules[name]


def collected() -> Iterator[Pair]:
    """The pairs of every room."""
    for file in sorted((Path(__file__).parent / "steps").glob("test_*.py")):
        yield from getattr(loaded(file), "PAIRS", ())


PAIRS = tuple(collected())
RECORDED = tuple(pair for pair in PAIRS if pair.mend)
MOVED = tuple(pair for pair in PAIRS if not pair.mend)


def named(pair: Pair) -> str:
    return f"{pair.guard.code}-{pair.subject}"


def asked_at(pair: Pair) -> datetime:
    """When the remedy comes; what lacks must lack until then, so that it is not time alone that mends it."""
    return pair.mended_at or pair.at


def lacking(pair: Pair) -> Case:
    return folded(opened(*pair.parties), *pair.given, at=pair.at)


def mended(pair: Pair) -> Case:
    return folded(lacking(pair), *pair.mend, at=asked_at(pair))


def test_every_guard_has_a_pair() -> None:
    assert set(GUARDS) - {pair.guard.code for pair in PAIRS} == set()


def test_every_pair_is_about_a_guard_in_force() -> None:
    strangers = [pair.guard.code for pair in PAIRS if GUARDS.get(pair.guard.code) is not pair.guard]

    assert strangers == []


@pytest.mark.parametrize("pair", PAIRS, ids=named)
def test_a_guard_finds_what_lacks(pair: Pair) -> None:
    assert pair.subject in subjects(pair.guard, lacking(pair), at=asked_at(pair), calendar=pair.calendar)


@pytest.mark.parametrize("pair", RECORDED, ids=named)
def test_the_remedy_that_a_guard_names_removes_what_it_found(pair: Pair) -> None:
    assert any(type(event) in pair.guard.remedies for event in pair.mend)
    assert pair.subject not in subjects(pair.guard, mended(pair), at=asked_at(pair), calendar=pair.calendar)


@pytest.mark.parametrize("pair", MOVED, ids=named)
def test_where_only_a_move_is_the_remedy_the_guard_holds_without_what_was_given(pair: Pair) -> None:
    holding = folded(opened(*pair.parties), *pair.holds, at=pair.at)

    assert any(isinstance(remedy, Trigger) for remedy in pair.guard.remedies)
    assert pair.subject not in subjects(pair.guard, holding, at=pair.at)


@pytest.mark.parametrize("pair", PAIRS, ids=named)
def test_a_finding_reads_as_plain_sentences_with_names(pair: Pair) -> None:
    case = lacking(pair)
    for finding in found(pair.guard, case, at=asked_at(pair), calendar=pair.calendar):
        text = finding.text(case)
        assert "{" not in text
        assert finding.reason(case).rstrip("”").endswith((".", "?"))
        assert finding.how_to_mend(case)[0].isupper()


@pytest.mark.parametrize("pair", PAIRS, ids=named)
def test_no_two_findings_of_one_guard_are_about_the_same_thing(pair: Pair) -> None:
    about = subjects(pair.guard, lacking(pair), at=asked_at(pair), calendar=pair.calendar)

    assert len(set(about)) == len(about)


@pytest.mark.parametrize("guard", DEFAULT.guards, ids=lambda guard: guard.code)
def test_every_guard_can_be_asked_of_a_case_with_nobody_on_it(guard: Guard) -> None:
    nobody = evolve(opened(), members=())

    assert all(subject for subject in subjects(guard, nobody))
