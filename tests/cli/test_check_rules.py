"""Trying the rules in force: the district of the examples with a mistake planted in it, and without."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from cli.terminal import Type

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"

PLANTED = """
from datetime import date
import collabflow as cf
from collabflow.events import NeedsAsked
from district_profile import OUR_DISTRICT, RideArranged, Rides

@cf.guard("OUR_RIDE_TOO_SHORT", says="Nobody has time to talk.", fix="Ask again.", remedies=(RideArranged,))
def every_ride_is_long(case, context):
    if not case[Rides].minutes or min(case[Rides].minutes) <= context.limits["ride_minutes"]:
        yield cf.Lack("ride")

@cf.guard("OUR_RIDE_TOO_LONG", says="The ride takes too long.", fix="Ask the bus office.", remedies=(RideArranged,))
def every_ride_is_short(case, context):
    if not case[Rides].minutes or max(case[Rides].minutes) > context.limits["ride_minutes"]:
        yield cf.Lack("ride")

@cf.guard("OUR_NEVER", says="It is never enough.", fix="Ask again.", remedies=(RideArranged,))
def never(case, context):
    yield cf.Lack("ride")

@cf.guard("OUR_CLOCK", says="It is too early.", fix="Wait.", remedies=(NeedsAsked,))
def not_too_early(case, context):
    if date.today() < date(2020, 1, 1):
        yield cf.Lack("day")

EXCLUDING = OUR_DISTRICT
for one in (every_ride_is_long, every_ride_is_short):
    EXCLUDING = EXCLUDING.with_guard(one, leaving="plan_meeting")
VAIN = OUR_DISTRICT.with_guard(never, leaving="plan_meeting")
CLOCKED = cf.DEFAULT.with_guard(not_too_early, leaving="plan_meeting")
"""

EXPLORED = ("--step", "plan_meeting", "--examples", "0")
"""Only searched, and only aside from the first step."""


@pytest.fixture(autouse=True)
def planted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "planted.py").write_text(PLANTED, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.syspath_prepend(EXAMPLES)
    for name in ("planted", "district_profile", "ill_made"):
        monkeypatch.delitem(sys.modules, name, raising=False)


def test_the_district_of_the_examples_passes(type_: Type) -> None:
    told = type_("check-rules", "district_profile:OUR_DISTRICT", *EXPLORED)

    assert told.code == 0, told.out
    assert told.out.splitlines()[-1].startswith("our-district · ")
    assert told.out.splitlines()[-1].endswith("no fault within the bounds")


def test_two_rules_that_exclude_each_other_fail_with_a_script_of_a_few_lines(type_: Type) -> None:
    told = type_("check-rules", "planted:EXCLUDING", *EXPLORED)

    assert told.code == 1
    assert told.out.startswith("NEVER-FIRES (contradiction)  OUR_RIDE_TOO_")
    script = told.out[told.out.index("script") : told.out.index("  where ")].splitlines()
    assert len(script) <= 12
    assert "from planted import EXCLUDING" in told.out
    assert "collabflow check-rules planted:EXCLUDING" in told.out


def test_a_rule_whose_remedy_never_satisfies_it_fails(type_: Type) -> None:
    told = type_("check-rules", "planted:VAIN", *EXPLORED, "--json")

    assert told.code == 1
    document = told.json
    assert document["sound"] is False
    (fault,) = document["faults"]
    assert (fault["kind"], fault["detail"], fault["codes"]) == ("NEVER-FIRES", "contradiction", ["OUR_NEVER"])
    assert "  # OUR_NEVER and " in fault["script"][-1]


def test_a_profile_of_the_package_goes_by_its_short_name(type_: Type) -> None:
    told = type_("check-rules", "england_ehcp", "--step", "build_rapport", "--examples", "0", "--json")

    assert told.code == 0, told.out
    assert told.json["profile"] == "england-ehcp"


def test_what_random_journals_came_by_and_what_they_never_reached_is_told(type_: Type) -> None:
    told = type_("check-rules", "collabflow:DEFAULT", "--step", "build_rapport", "--examples", "2")

    assert told.code == 0, told.out
    assert "COVERAGE  What 2 random journals came by" in told.out
    assert re.search(r"^  seen +10 of 10 steps\n +\d+ of 57 moves\n +\d+ of 145 guards both ways\n", told.out, re.M)
    assert "the move complete from follow_up was never made: nobody tried to" in told.out
    assert re.search(r"GOAL_T_DUE_ON_NON_SCHOOL_DAY was never seen lacking anything: it held at \d+ moments", told.out)
    assert re.search(r"^rules kit .* · 2 journals, \d+ acts · seed 0 · ", told.out.splitlines()[-1])


def test_a_promise_that_is_broken_at_random_is_a_fault_with_a_script_that_shows_it(type_: Type) -> None:
    told = type_("check-rules", "planted:CLOCKED", "--step", "build_rapport", "--examples", "2", "--json")

    assert told.code == 1
    assert told.json["sound"] is True, "exploring compares cases, and sees no clock"
    run = told.json["random_run"]
    assert run["failure"]["rule"] == "R10"
    assert "calls today() from the world outside" in run["failure"]["happened"]
    known: dict[str, object] = {}
    exec("\n".join(run["failure"]["script"]), known)
    assert "OUR_CLOCK" in known["profile"].codes  # type: ignore[attr-defined]
    assert known["flow"].case("case-1").version  # type: ignore[attr-defined]


def test_a_broken_promise_is_told_in_seven_parts_that_end_with_how_to_repeat_it(type_: Type) -> None:
    words = ("check-rules", "planted:CLOCKED", "--step", "build_rapport", "--examples", "1", "--seed", "3")
    told = type_(*words)

    assert told.code == 1
    text = told.out[told.out.index("RULE R10 BROKEN") :]
    parts = ("happened", "law", "script", "where", "matters", "usual", "repeat")
    places = [text.index(f"\n  {part} ") for part in parts]
    assert places == sorted(places)
    assert "collabflow check-rules planted:CLOCKED --seed 3 --examples 1" in text


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("nowhere:PROFILE",), "nowhere:PROFILE is not MODULE:NAME of a profile"),
        (("us_idea", "--family", "nobody"), "there is no family 'nobody'"),
        (("us_idea", "--days", "0"), "0 is no number of days from 1 to 3650"),
        (("us_idea", "--examples", "-1"), "-1 is no number of journals from 0 to 100000"),
        (("us_idea", "--examples", "many"), "many is no number of journals from 0 to 100000"),
        (("us_idea", "--step", "lunch"), "there is no step 'lunch'; there are: plan_meeting"),
    ],
)
def test_what_makes_no_sense_is_wrong_use(type_: Type, words: tuple[str, ...], why: str) -> None:
    told = type_("check-rules", *words)

    assert told.code == 2
    assert why in told.err


def test_rules_that_are_not_well_made_are_told_in_one_line(type_: Type, tmp_path: Path) -> None:
    broken = "from planted import VAIN\nBROKEN = VAIN.with_limits(no_such_limit=3)\n"
    (tmp_path / "ill_made.py").write_text(broken, encoding="utf-8")

    told = type_("check-rules", "ill_made:BROKEN")

    assert told.code == 1
    assert told.err.startswith("collabflow: there is no limit 'no_such_limit'; there are: ")
