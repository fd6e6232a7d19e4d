"""Every planted mistake is called by its name, with a script that runs; clean rules stay clean."""

from __future__ import annotations

from functools import cache

import pytest

from collabflow.core.values import Step
from collabflow.testing.explore import Exploration, Kind, explore
from testing.explore.faulty import FAULTY, LISTEN, SOUND, leaving, never, no_time_was_lost


@cache
def explored(name: str) -> Exploration:
    """The profile of this name, searched once for all tests, aside the way at the steps that it adds rules to."""
    profile = FAULTY[name][0] if name in FAULTY else SOUND[name]
    steps = {place.leaving for place in profile.placed if place.guard.code.startswith("OUR_") and place.leaving}
    return explore(profile, steps=steps or {Step.PLAN_MEETING})


@pytest.fixture(scope="module", params=FAULTY)
def found(request: pytest.FixtureRequest) -> tuple[str, Exploration]:
    return request.param, explored(request.param)


def test_a_planted_mistake_is_called_by_its_name_and_nothing_else_is_found(found: tuple[str, Exploration]) -> None:
    name, report = found
    _, kind, detail, codes = FAULTY[name]
    assert [(f.kind, f.detail, tuple(sorted(f.codes))) for f in report.faults] == [(kind, detail, codes)]
    assert not report.bounds
    assert not report.is_sound


def test_the_script_of_a_mistake_can_be_pasted_and_shows_it(found: tuple[str, Exploration]) -> None:
    name, report = found
    (fault,) = report.faults
    known: dict[str, object] = {"profile": FAULTY[name][0]}
    shown: set[str] = set()
    statements: list[str] = []
    for line in fault.script:
        if ".refusals" not in line:
            statements.append(line)
            continue
        exec("\n".join(statements), known)
        shown |= {finding.code for finding in eval(line, known)}
        statements = []
    assert not statements
    assert set(fault.codes) <= shown


def test_a_mistake_is_told_in_the_parts_of_every_failure(found: tuple[str, Exploration]) -> None:
    _, report = found
    text = report.text()
    parts = [line[2:11].strip() for line in text.split("\n\n")[0].splitlines()[1:] if line[2:11].strip()]
    in_order = ["happened", "law", "script", "where", "follows", "matters", "usual", "repeat"]
    assert [part for part in in_order if part in parts] == [part for part in parts if part in in_order]
    assert {"happened", "law", "script", "where", "matters", "usual", "repeat"} <= set(parts)


@pytest.mark.parametrize("name", SOUND)
def test_rules_that_can_be_met_are_sound(name: str) -> None:
    explored(name).assert_sound()


def test_what_follows_from_a_mistake_is_folded_into_it() -> None:
    (fault,) = explored("contradiction").faults
    assert "UNREACHABLE build_rapport" in fault.follows
    assert "NEVER-FIRES advance  build_rapport -> share_information" in fault.follows


def test_two_mistakes_that_do_not_know_each_other_are_both_told() -> None:
    profile = leaving(Step.PLAN_MEETING, never).with_guard(no_time_was_lost, leaving=LISTEN)
    report = explore(profile, steps=[LISTEN])
    assert [(fault.kind, fault.codes) for fault in report.faults] == [
        (Kind.NEVER_FIRES, ("OUR_NEVER",)),
        (Kind.TRAP, ("OUR_TOO_LATE",)),
    ]
    assert any('profile = without(profile, "OUR_NEVER")' in line for line in report.faults[1].script)


def test_a_trap_tells_the_last_day_with_a_way_on() -> None:
    (fault,) = explored("trap by time").faults
    assert (
        "60 days later OUR_TOO_LATE stands in the way for good; after 59 days there still is a way on" in fault.happened
    )


def test_assert_sound_raises_with_the_whole_text() -> None:
    report = explored("forced loop")
    with pytest.raises(AssertionError, match="LOOP  OUR_ROUND_AGAIN"):
        report.assert_sound()


def test_a_bound_that_was_hit_is_not_sound() -> None:
    report = explore(SOUND["a rule that can be met"], steps=[Step.PLAN_MEETING], most=3)
    assert "MEETING_NO_CAREGIVER_IDENTIFIED" in report.unheard
    assert "RAPPORT_WELCOME_MISSING" not in report.unheard, "no search was asked for at that step"
    assert not report.faults
    assert report.bounds == ("plan_meeting: only the first 3 cases beside the way were led on",)
    assert not report.is_sound
    assert report.line().endswith("no fault; a bound was hit, so this is not sound")


def test_the_bounds_of_a_search_are_told_also_where_none_was_hit(found: tuple[str, Exploration]) -> None:
    _, report = found
    text = " ".join(report.text().split())
    assert "one family (one caregiver)" in text
    assert "or up to 730 days" in text
    assert "bounds: at most 400 changed cases led on at each step, and 150 acts a way" in text
    assert "a way counts as found where it comes to a case that was already led on" in text


def test_a_family_that_is_not_known_is_an_error_that_names_those_there_are() -> None:
    with pytest.raises(ValueError, match="there is no family 'nobody'; there are: one caregiver, "):
        explore(SOUND["a rule that can be met"], family="nobody")
