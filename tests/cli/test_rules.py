"""Reading the rules in force: the catalogue of guards, a profile of one's own, and the cycle drawn."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from cli.terminal import Type, demo_entries, written
from collabflow.core.values import Step, Trigger
from collabflow.cycle.profile import DEFAULT

LOCAL = """
from collabflow.core.guard import guard
from collabflow.cycle.profile import DEFAULT
from collabflow.events import ActionAssigned
from collabflow.core.finding import Lack

@guard("BUS_NOT_ARRANGED", says="No bus is arranged.", fix="Arrange one.", remedies=(ActionAssigned,))
def there_is_a_bus(case, context):
    yield Lack("bus")

LOCAL = DEFAULT.named("our-district").with_guard(there_is_a_bus, leaving="plan_meeting")
OTHER = "no profile"
"""


@pytest.fixture
def local(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "our_rules.py").write_text(LOCAL, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "our_rules", raising=False)


def test_every_guard_is_in_the_catalogue(type_: Type) -> None:
    told = type_("guards")

    assert told.code == 0
    assert {word for word in told.out.split() if word in DEFAULT.codes} == DEFAULT.codes
    assert "\nevery step\n" in told.out
    assert "\nleaving set goals\n" in told.out
    assert "  GOAL_NONE  (blocker, waiver: no)\n      There are no goals yet. Add at least one.\n" in told.out
    assert max(map(len, told.out.splitlines())) <= 100


def test_the_catalogue_gives_a_program_every_guard(type_: Type) -> None:
    rows = type_("guards", "--json").json

    assert len(rows) == len(DEFAULT.catalogue)
    assert next(row for row in rows if row["code"] == "GOAL_NONE") == {
        "code": "GOAL_NONE",
        "where": "leaving set_goals",
        "severity": "blocker",
        "waivable": "no",
        "standing": False,
        "basis": "seed",
        "citation": None,
        "says": "There are no goals yet.",
        "fix": "Add at least one.",
        "remedies": ["set_goals.goal_drafted"],
    }


@pytest.mark.usefixtures("local")
def test_a_profile_of_ones_own_is_read(type_: Type) -> None:
    told = type_("guards", "--profile", "our_rules:LOCAL")

    assert "BUS_NOT_ARRANGED" in told.out


@pytest.mark.usefixtures("local")
def test_a_profile_of_ones_own_is_in_force_where_a_case_is_judged(type_: Type, tmp_path: Path) -> None:
    script, database = written(tmp_path, demo_entries(1)), tmp_path / "a.db"
    type_("run", script, "--db", database, "--profile", "our_rules:LOCAL")

    assert "No bus is arranged." in type_("explain", "maya", "--db", database, "--profile", "our_rules:LOCAL").out
    assert "No bus is arranged." not in type_("explain", "maya", "--db", database).out


def test_a_profile_of_the_package_goes_by_its_file_and_its_guards_show_their_sections(type_: Type) -> None:
    told = type_("guards", "--profile", "us_idea")
    by_path = type_("guards", "--profile", "collabflow.profiles.us_idea:US_IDEA")

    assert told.code == 0
    assert told.out == by_path.out
    text = " ".join(told.out.split())
    assert "MEETING_NOTICE_INCOMPLETE" in text
    assert "Send what is missing, and record it. (34 CFR 300.322(b))" in text
    assert told.out.count("leaving plan meeting") == 1
    assert "CFR" not in type_("guards").out


def test_under_a_law_each_reason_shows_its_section_and_without_one_none_does(type_: Type, tmp_path: Path) -> None:
    script, database = written(tmp_path, demo_entries(1)), tmp_path / "a.db"
    type_("run", script, "--db", database)

    assert "34 CFR 300.504(a)" in type_("explain", "maya", "--db", database, "--profile", "us_texas").out
    assert "CFR" not in type_("explain", "maya", "--db", database).out


@pytest.mark.usefixtures("local")
@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("our_rules:NOWHERE", "our_rules:NOWHERE is not MODULE:NAME of a profile"),
        ("nowhere_at_all:LOCAL", "nowhere_at_all:LOCAL is not MODULE:NAME of a profile"),
        ("our_rules", "our_rules is not MODULE:NAME of a profile"),
        (":LOCAL", ":LOCAL is not MODULE:NAME of a profile"),
        ("our_rules:OTHER", "our_rules:OTHER is no Profile"),
    ],
)
def test_a_profile_that_is_none_is_wrong_use(type_: Type, name: str, why: str) -> None:
    told = type_("guards", "--profile", name)

    assert told.code == 2
    assert why in told.err


def test_the_diagram_draws_every_step_and_every_move(type_: Type) -> None:
    told = type_("diagram")

    assert told.code == 0
    assert told.out.startswith("```mermaid\nstateDiagram-v2\n")
    assert all(step.value in told.out for step in Step)
    assert all(f"`{trigger.value}`" in told.out for trigger in Trigger)
