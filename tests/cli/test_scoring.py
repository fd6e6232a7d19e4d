"""`test-rules`: changes that no test notices, the score, and what a build looks at."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from cli.terminal import Type

RULES = """
from collabflow.core.guard import guard
from collabflow.cycle.profile import DEFAULT
from collabflow.events import PartyJoined
from collabflow.core.finding import Lack

@guard("OUR_PEOPLE", says="Few take part.", fix="Ask more people.", remedies=(PartyJoined,))
def three_people_take_part(case, context):
    if len(case.parties) < 3:
        yield Lack("people")

OURS = DEFAULT.named("ours").with_guard(three_people_take_part, leaving="plan_meeting")
"""

TESTS = """
from types import SimpleNamespace
from rules_to_score import three_people_take_part

def lacking(people):
    return list(three_people_take_part(SimpleNamespace(parties=range(people)), None))

def test_two_are_too_few():
    assert lacking(2)

def test_three_are_enough():
    assert not lacking(3)
"""


@pytest.fixture(autouse=True)
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    for name in ("rules_to_score", "test_rules_to_score"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    Path("rules_to_score.py").write_text(RULES, encoding="utf-8")
    Path("test_rules_to_score.py").write_text(TESTS, encoding="utf-8")


WORDS = ("test-rules", "rules_to_score:OURS", "--tests", "test_rules_to_score.py")


def test_the_score_is_told(type_: Type) -> None:
    told = type_(*WORDS, "--least", "100")

    assert told.code == 0
    assert told.out == "three_people_take_part()  5 changes, 5 caught\n\nours: 100 % of 5 changes caught, by 2 tests\n"
    assert told.err == ""


def test_a_program_gets_every_change(type_: Type) -> None:
    data = type_(*WORDS, "--only", "OUR_PEOPLE", "--json").json

    assert [one["outcome"] for one in data["changes"]] == ["caught"] * 5  # type: ignore[index]


def test_fewer_than_the_least_end_with_one(type_: Type) -> None:
    Path("test_rules_to_score.py").write_text(TESTS.replace("lacking(2)", "lacking(1)"), encoding="utf-8")

    told = type_(*WORDS, "--least", "90")

    assert told.code == 1
    assert (
        "  repeat     collabflow test-rules rules_to_score:OURS --tests test_rules_to_score.py --only OUR_PEOPLE"
        in told.out
    )


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("test-rules", "rules_to_score:OURS"), "--tests"),
        (("test-rules", "rules_to_score:OURS", "--tests", "nowhere.py"), "could not collect the tests"),
        ((*WORDS, "--only", "OUR_OWN"), "ours has no guard OUR_OWN"),
        (("test-rules", "rules_nowhere:OURS", "--tests", "x.py"), "is not MODULE:NAME of a profile"),
    ],
)
def test_what_cannot_be_tested_is_wrong_use(type_: Type, words: tuple[str, ...], why: str) -> None:
    told = type_(*words)

    assert told.code == 2
    assert why in told.err
