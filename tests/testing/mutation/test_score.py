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

from collabflow.cycle.profile import Profile
from collabflow.testing.mutation import reachable, running
from collabflow.testing.mutation.changes import Change, Slip
from collabflow.testing.mutation.differing import ENOUGH
from collabflow.testing.mutation.functions import function_of
from collabflow.testing.mutation.outcome import Outcome, Tried
from collabflow.testing.mutation.report import Report
from collabflow.testing.mutation.running import Untestable
from collabflow.testing.mutation.score import score
from collabflow.testing.mutation.telling import hint
from collabflow.testing.rules.families import FAMILIES

RULES = """
from collabflow.core.guard import guard
from collabflow.core.finding import Lack, Severity
from collabflow.cycle.profile import DEFAULT
from collabflow.events import ActionAssigned

def rule(code):
    return guard(code, says="It lacks.", fix="Mend it.", remedies=(ActionAssigned,))

@rule("OUR_PEOPLE")
def four_people_take_part(case, context):
    if len(case.parties) < 4:
        yield Lack("people")

@rule("OUR_WEEK")
def it_begins_within_a_week(case, context):
    days = (context.today - case.entered_at.date()).days
    if days > 7:
        yield Lack("week", severity=Severity.WARNING)

@rule("OUR_TWICE")
def one_thing_said_twice(case, context):
    if len(case.parties) < 4 or len(case.parties) < 5:
        yield Lack("people")

@rule("OUR_COUNT")
def counting_ends(case, context):
    n = 0
    while n < 3:
        n += 1
    if n > 5:
        yield Lack("count")

@rule("OUR_PAIR")
def somebody_comes_along(case, context):
    if len(case.parties) < 2:
        yield Lack("company")

FEW = DEFAULT.named("few").with_guard(four_people_take_part, leaving="plan_meeting")
RULES = DEFAULT.named("ours")
OURS = (four_people_take_part, it_begins_within_a_week, one_thing_said_twice, counting_ends, somebody_comes_along)
for one in OURS:
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

def found(code, *, people=4, days=0):
    parties = (*SCHOOL, *FAMILIES["two caregivers"].parties)[:people]
    trail = Trail.begin(profile=RULES, opening=CaseOpened(student=FAMILIES["one caregiver"].student, parties=parties))
    context = RULES.context(Stamp(by=SYSTEM, at=trail.at + timedelta(days=days)))
    guard = next(guard for guard in RULES.guards if guard.code == code)
    return [(lack.subject, lack.severity) for lack in guard(trail.case, context)]
"""

GOOD = """
from helps_to_change import found

def test_three_are_too_few():
    assert found("OUR_PEOPLE", people=3) == [("people", None)]

def test_four_are_enough():
    assert found("OUR_PEOPLE", people=4) == []

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
def test_four_are_enough():
    assert found("OUR_PEOPLE", people=4) == []
"""

TWICE = """
from helps_to_change import found

def test_four_are_too_few():
    assert found("OUR_TWICE", people=4) == [("people", None)]

def test_five_are_enough():
    assert found("OUR_TWICE", people=5) == []

def test_three_are_too_few():
    assert found("OUR_TWICE", people=3) == [("people", None)]
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


@pytest.fixture
def one_family(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not seen in the cases of one family is not looked for in those of all others."""
    monkeypatch.setattr(reachable, "FAMILIES", {"one caregiver": FAMILIES["one caregiver"]})


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


def test_what_weak_tests_miss_is_told_in_seven_parts_and_each_test_that_is_shown_notices_it(rules: Profile) -> None:
    report = score(rules, tests=["test_weak_ones.py"], only=["OUR_PEOPLE", "OUR_WEEK"], named="rules_to_change:RULES")

    missed = {(one.change.before, one.change.after) for one in report.of(Outcome.MISSED)}
    assert missed == {
        ("len(case.parties) < 4", "len(case.parties) <= 4"),
        ("4", "5"),
        ("4", "3"),
        ("days > 7", "days >= 7"),
        ("7", "8"),
        ("7", "6"),
        ("Lack('week', severity=Severity.WARNING)", "Lack('week')"),
    }
    assert round(report.score) == 36
    assert report.text() == (Path(__file__).parent / "missed.txt").read_text(encoding="utf-8").rstrip("\n")

    for number, test in enumerate(dict.fromkeys(one.shown.test for one in report.of(Outcome.MISSED) if one.shown)):
        Path(f"test_shown_{number}.py").write_text("\n".join(test), encoding="utf-8")
    shown = sorted(str(path) for path in Path().glob("test_shown_*.py"))
    again = score(rules, tests=["test_weak_ones.py", *shown], only=["OUR_PEOPLE", "OUR_WEEK"])
    assert {one.outcome for one in again.tried} == {Outcome.CAUGHT}


def test_a_change_that_no_test_comes_to_is_missed_and_rules_that_the_package_brings_are_left_alone(
    rules: Profile,
) -> None:
    Path("test_none.py").write_text("def test_it():\n    pass\n", encoding="utf-8")

    report = score(sys.modules["rules_to_change"].FEW, tests=["test_none.py"])

    assert {(one.codes, one.outcome) for one in report.tried} == {(("OUR_PEOPLE",), Outcome.MISSED)}
    assert report.score == 0
    assert report.text().count("no test comes to this line") == len(report.tried) == 5


@pytest.mark.usefixtures("one_family")
def test_a_change_that_changes_a_value_and_no_answer_leaves_the_score(rules: Profile) -> None:
    """Four are fewer than five: whether they are too few for the first limit too changes nothing that can be seen."""
    report = score(rules, tests=["test_twice_ones.py"], only=["OUR_TWICE"])

    found = outcomes(report)
    assert found["len(case.parties) < 5", "len(case.parties) <= 5"] is Outcome.CAUGHT
    assert found["len(case.parties) < 4", "len(case.parties) <= 4"] is Outcome.SAME
    assert found["len(case.parties) < 4", "left out"] is Outcome.MISSED
    assert "the rule can do without that part" in " ".join(report.text().split())
    assert all(one.cases >= ENOUGH for one in report.of(Outcome.SAME))
    assert report.least_score <= report.score
    assert len(report.tried) == sum(len(report.of(outcome)) for outcome in Outcome)


@pytest.mark.usefixtures("one_family")
def test_a_change_after_which_a_rule_never_ends_is_noticed(rules: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "PATIENCE", 1.0)
    Path("test_counting.py").write_text(
        "from helps_to_change import found\n\ndef test_it():\n    assert found('OUR_COUNT') == []\n", encoding="utf-8"
    )

    report = score(rules, tests=["test_counting.py"], only=["OUR_COUNT"])

    endless = next(one for one in report.tried if (one.change.before, one.change.after) == ("1", "0"))
    assert endless.outcome is Outcome.CAUGHT
    assert "did not answer within" in (endless.noticed_by or "")


@pytest.mark.usefixtures("one_family")
def test_a_test_that_asks_with_the_case_that_matters_and_does_not_look_is_named(rules: Profile) -> None:
    Path("test_pair.py").write_text(
        "from helps_to_change import found\n\ndef test_two_are_enough():\n    found('OUR_PAIR', people=2)\n",
        encoding="utf-8",
    )

    report = score(rules, tests=["test_pair.py"], only=["OUR_PAIR"], named="rules_to_change:RULES")

    boundary = next(one for one in report.tried if one.change.after == "len(case.parties) <= 2")
    assert boundary.shown is not None
    assert (boundary.shown.says, boundary.shown.says_changed) == ("finds nothing", "finds company")
    assert (boundary.shown.asked_by, boundary.shown.test) == ("test_pair.py::test_two_are_enough", ())
    assert "test_pair.py::test_two_are_enough asks with this case and does not look" in " ".join(report.text().split())


@pytest.mark.usefixtures("one_family")
def test_where_nobody_says_where_the_profile_is_differences_are_told_in_words_alone(rules: Profile) -> None:
    Path("test_none.py").write_text("def test_it():\n    pass\n", encoding="utf-8")

    report = score(rules, tests=["test_none.py"], only=["OUR_PEOPLE"])

    shown = [one.shown for one in report.tried if one.shown is not None]
    assert shown
    assert {(one.says, one.test) for one in shown} == {("finds nothing", ())}


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
        "missed",
    ]
    assert (first["function"], first["line"], first["missed"]) == ("it_begins_within_a_week", 18, None)


def test_the_data_tells_of_a_missed_change_what_the_text_tells(rules: Profile) -> None:
    report = score(rules, tests=["test_weak_ones.py"], only=["OUR_WEEK"], named="rules_to_change:RULES")

    [missed, *_] = [one["missed"] for one in json.loads(json.dumps(report.data()))["changes"] if one["missed"]]

    assert list(missed) == ["happened", "law", "matters", "usual", "repeat", "test"]
    assert "\n".join(missed.pop("test")) in report.text()
    assert all(part in " ".join(report.text().split()) for part in missed.values())


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
