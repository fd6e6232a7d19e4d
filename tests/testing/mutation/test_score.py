"""The score: good tests notice every change, weak ones are told what they missed, and nothing counts that is not so."""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from collabflow.cycle.profile import DEFAULT, Profile
from collabflow.testing.mutation import running
from collabflow.testing.mutation.changes import Change, Slip
from collabflow.testing.mutation.differing import ENOUGH
from collabflow.testing.mutation.functions import function_of
from collabflow.testing.mutation.report import Outcome, Report, Tried, hint
from collabflow.testing.mutation.running import Untestable
from collabflow.testing.mutation.score import score

RULES = """
from collabflow.core.guard import guard
from collabflow.core.finding import Lack, Severity
from collabflow.cycle.profile import DEFAULT
from collabflow.events import ActionAssigned

def rule(code):
    return guard(code, says="It lacks.", fix="Mend it.", remedies=(ActionAssigned,))

@rule("OUR_PEOPLE")
def three_people_take_part(case, context):
    if len(case.parties) < 3:
        yield Lack("people")

@rule("OUR_WEEK")
def it_begins_within_a_week(case, context):
    days = (context.today - case.entered_at.date()).days
    if days > 7:
        yield Lack("week", severity=Severity.WARNING)

@rule("OUR_TWICE")
def one_thing_said_twice(case, context):
    if len(case.parties) < 2 or len(case.parties) < 3:
        yield Lack("people")

@rule("OUR_COUNT")
def counting_ends(case, context):
    n = 0
    while n < 3:
        n += 1
    if n > 5:
        yield Lack("count")

RULES = DEFAULT.named("ours")
for one in (three_people_take_part, it_begins_within_a_week, one_thing_said_twice, counting_ends):
    RULES = RULES.with_guard(one, leaving="plan_meeting")
"""

HELPS = """
from datetime import timedelta
import pytest
from collabflow.core.event import Stamp
from collabflow.core.people import SYSTEM
from collabflow.testing.rules.act import BEGINS, Trail
from collabflow.testing.rules.families import FAMILIES, SCHOOL
from collabflow.core.lifecycle.people import CaseOpened
from rules_to_change import RULES

def found(code, *, people=3, days=0):
    parties = (*SCHOOL, *FAMILIES["two caregivers"].parties)[:people]
    trail = Trail.begin(profile=RULES, opening=CaseOpened(student=FAMILIES["one caregiver"].student, parties=parties))
    context = RULES.context(Stamp(by=SYSTEM, at=trail.at + timedelta(days=days)))
    guard = next(guard for guard in RULES.guards if guard.code == code)
    return [(lack.subject, lack.severity) for lack in guard(trail.case, context)]
"""

GOOD = """
from helps_to_change import found

def test_two_are_too_few():
    assert found("OUR_PEOPLE", people=2) == [("people", None)]

def test_three_are_enough():
    assert found("OUR_PEOPLE", people=3) == []

def test_a_week_is_in_time():
    assert found("OUR_WEEK", days=7) == []

def test_a_week_and_a_day_is_not():
    assert found("OUR_WEEK", days=8) == [("week", "warning")]
"""

WEAK = """
import pytest
from helps_to_change import found

def test_one_is_too_few():
    assert found("OUR_PEOPLE", people=1)

def test_a_month_is_late():
    assert [subject for subject, _ in found("OUR_WEEK", days=30)] == ["week"]

@pytest.mark.skip(reason="not today")
def test_three_are_enough():
    assert found("OUR_PEOPLE", people=3) == []
"""

TWICE = """
from helps_to_change import found

def test_two_are_too_few():
    assert found("OUR_TWICE", people=2) == [("people", None)]

def test_three_are_enough():
    assert found("OUR_TWICE", people=3) == []

def test_one_is_too_few():
    assert found("OUR_TWICE", people=1) == [("people", None)]
"""


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Profile]:
    """The rules of these tests, in a folder of their own in which we are."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    before = set(sys.modules)
    for name, text in {"rules_to_change": RULES, "helps_to_change": HELPS}.items():
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
    for name, text in {"good": GOOD, "weak": WEAK, "twice": TWICE}.items():
        (tmp_path / f"test_{name}_ones.py").write_text(text, encoding="utf-8")
    yield __import__("rules_to_change").RULES
    for name in set(sys.modules) - before:
        if _is_in(tmp_path, sys.modules[name]):
            del sys.modules[name]


def _is_in(folder: Path, module: ModuleType) -> bool:
    return Path(getattr(module, "__file__", None) or "").parent == folder


def outcomes(report: Report) -> dict[tuple[str, str], Outcome]:
    return {(one.change.before, one.change.after): one.outcome for one in report.tried}


def test_tests_at_every_boundary_notice_every_change(rules: Profile) -> None:
    told = []

    report = score(
        rules,
        tests=["test_good_ones.py"],
        only=["OUR_PEOPLE", "OUR_WEEK"],
        progress=lambda what, done, total: told.append((what, done, total)),
    )

    assert {one.outcome for one in report.tried} == {Outcome.CAUGHT}
    assert report.score == 100
    assert report.tests == 4
    assert report.text().endswith("ours: 100 % of 11 changes caught, by 4 tests")
    assert told[3] == ("running the tests", 4, 4)
    assert told[-1] == ("changing rules", 11, 11)


def test_what_weak_tests_miss_is_told_by_line_and_change_with_what_to_draw(rules: Profile) -> None:
    report = score(rules, tests=["test_weak_ones.py"], only=["OUR_PEOPLE", "OUR_WEEK"])

    missed = {(one.change.before, one.change.after) for one in report.of(Outcome.MISSED)}
    assert missed == {
        ("len(case.parties) < 3", "len(case.parties) <= 3"),
        ("3", "4"),
        ("3", "2"),
        ("days > 7", "days >= 7"),
        ("7", "8"),
        ("7", "6"),
        ("Lack('week', severity=Severity.WARNING)", "Lack('week')"),
    }
    assert round(report.score) == 36
    text = report.text(repeat="again")
    assert "three_people_take_part()  5 changes, 2 caught\n  MISSED  " in text
    assert "/rules_to_change.py:12  " in text
    assert "1 test comes here, and it does not tell the difference" in text
    assert "strategies.cases_in('plan_meeting', profile=…)" in text
    assert "strategies.dates_near(" in text
    assert "  repeat  again OUR_PEOPLE" in text


def test_a_change_that_no_test_comes_to_is_missed_and_rules_that_the_package_brings_are_left_alone(
    rules: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "PATIENCE", 2.0)
    Path("test_none.py").write_text("def test_it():\n    pass\n", encoding="utf-8")

    report = score(rules, tests=["test_none.py"])

    assert {code for one in report.tried for code in one.codes} == rules.codes - DEFAULT.codes
    assert not report.of(Outcome.CAUGHT)
    assert {one.outcome for one in report.tried if one.codes == ("OUR_PEOPLE",)} == {Outcome.MISSED}
    assert report.score == 0
    assert report.text().count("no test comes here") == len(report.of(Outcome.MISSED))


def test_a_change_that_changes_a_value_and_no_answer_leaves_the_score(rules: Profile) -> None:
    """Whoever is fewer than two is fewer than three: leaving the first out changes nothing that anybody could see."""
    report = score(rules, tests=["test_twice_ones.py"], only=["OUR_TWICE"])

    found = outcomes(report)
    assert found["len(case.parties) < 3", "len(case.parties) <= 3"] is Outcome.CAUGHT
    assert found["2", "3"] is Outcome.SAME or found["2", "3"] is Outcome.MISSED
    assert all(one.cases >= ENOUGH for one in report.of(Outcome.SAME))
    assert report.least_score <= report.score
    assert len(report.tried) == sum(len(report.of(outcome)) for outcome in Outcome)


def test_a_change_after_which_a_rule_never_ends_is_noticed(rules: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "PATIENCE", 1.0)
    Path("test_counting.py").write_text(
        "from helps_to_change import found\n\ndef test_it():\n    assert found('OUR_COUNT') == []\n", encoding="utf-8"
    )

    report = score(rules, tests=["test_counting.py"], only=["OUR_COUNT"])

    endless = next(one for one in report.tried if (one.change.before, one.change.after) == ("1", "0"))
    assert endless.outcome is Outcome.CAUGHT
    assert "did not answer within" in (endless.noticed_by or "")


def test_afterwards_the_rules_are_what_they_were(rules: Profile) -> None:
    own = [function_of(guard) for guard in rules.guards if guard.code.startswith("OUR_")]
    before = [function.__code__ for function in own]

    score(rules, tests=["test_good_ones.py"], only=["OUR_PEOPLE"])

    assert [function.__code__ for function in own] == before


def test_the_data_names_every_change(rules: Profile) -> None:
    data = json.loads(json.dumps(score(rules, tests=["test_good_ones.py"], only=["OUR_WEEK"]).data()))

    assert list(data) == ["profile", "score", "least_score", "tests", "caught", "missed", "same", "unread", "changes"]
    first = data["changes"][0]
    assert list(first) == [
        "function",
        "codes",
        "file",
        "line",
        "slip",
        "before",
        "after",
        "outcome",
        "tests",
        "noticed_by",
        "cases",
        "hint",
    ]
    assert (first["function"], first["line"]) == ("it_begins_within_a_week", 18)


# what cannot be tested --------------------------------------------------------------------------


def test_tests_that_fail_as_things_are_are_told_and_nothing_is_changed(rules: Profile) -> None:
    Path("test_failing.py").write_text("def test_it():\n    assert 1 == 2\n", encoding="utf-8")

    with pytest.raises(
        Untestable, match=r"(?s)test_failing.py::test_it fails with the rules as they are.*assert 1 == 2"
    ):
        score(rules, tests=["test_failing.py"], only=["OUR_PEOPLE"])


@pytest.mark.parametrize(
    ("name", "why"), [("test_nowhere.py", "not found"), ("test_broken.py", "SyntaxError"), ("empty", "no test")]
)
def test_tests_that_cannot_be_collected_are_told(rules: Profile, name: str, why: str) -> None:
    Path("empty").mkdir()
    Path("test_broken.py").write_text("def test_it(:\n", encoding="utf-8")

    with pytest.raises(Untestable, match=why):
        score(rules, tests=[name], only=["OUR_PEOPLE"])


def test_a_code_that_is_none_is_told(rules: Profile) -> None:
    with pytest.raises(Untestable, match="ours has no guard OUR_OWN"):
        score(rules, tests=["test_good_ones.py"], only=["OUR_OWN", "OUR_WEEK"])


@pytest.mark.parametrize(
    ("lacking", "why"), [("pytest", "pip install 'collabflow\\[testing\\]'"), ("fork", "cannot fork")]
)
def test_what_is_not_there_is_told(rules: Profile, monkeypatch: pytest.MonkeyPatch, lacking: str, why: str) -> None:
    if lacking == "fork":
        monkeypatch.setattr(running, "can_fork", lambda: False)
    else:
        monkeypatch.setattr(running, "find_spec", lambda name: None)

    with pytest.raises(Untestable, match=why):
        score(rules, tests=["test_good_ones.py"], only=["OUR_PEOPLE"])


# what to draw with ------------------------------------------------------------------------------


@pytest.mark.parametrize("before", ["days > 7", "len(case.parties) < 3", "a and b"])
@pytest.mark.parametrize("slip", Slip)
@pytest.mark.parametrize(("step", "event"), [("set_goals", "GoalDrafted"), (None, None)])
def test_the_generators_that_are_named_are_there(before: str, slip: Slip, step: str | None, event: str | None) -> None:
    strategies = pytest.importorskip("collabflow.testing.strategies")
    change = Change(place=0, made=ast.Pass(), both=None, slip=slip, lines=(1, 1), before=before, after="left out")
    missed = Tried(
        function="rule",
        codes=("OUR_RULE",),
        file=Path("rules.py"),
        change=change,
        outcome=Outcome.MISSED,
        tests=1,
        step=step,
        event=event,
    )

    named = re.findall(r"(?:strategies\.| or )(\w+)\(", hint(missed))

    assert named
    assert set(named) <= set(strategies.__all__)
