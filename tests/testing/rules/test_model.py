"""The workflow model: clean profiles pass, each mistake is caught by name, and a failure can be pasted and run."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Sequence
from datetime import timedelta

import pytest
from attrs import frozen

from collabflow.core.case import Case
from collabflow.core.values import Status
from collabflow.cycle.profile import DEFAULT, Profile
from collabflow.profiles.england_ehcp import ENGLAND_EHCP
from collabflow.profiles.us_idea import US_IDEA
from collabflow.profiles.us_missouri import US_MISSOURI
from collabflow.profiles.us_texas import US_TEXAS
from collabflow.stores.memory import MemoryStore
from collabflow.testing import WorkflowModel, always, leads_to, school_days, sometimes
from collabflow.testing.rules.mutants import MUTANTS
from collabflow.testing.rules.outside import called_outside
from collabflow.testing.rules.shrinking import shrunk
from collabflow.testing.rules.telling import Report

SEEDS = range(1, 101) if os.environ.get("COLLABFLOW_TESTING_BUDGET") == "full" else ()
PROFILES = (DEFAULT, US_IDEA, US_TEXAS, US_MISSOURI, ENGLAND_EHCP)
NO_HOLIDAYS = {"GOAL_T_DUE_ON_NON_SCHOOL_DAY lacking": "the calendar of this profile knows no days without school"}


def run(profile: Profile, *, journals: int, seed: int = 0, **settings: object) -> Report:
    """A short run of a model of this profile."""
    kind = type("Model", (WorkflowModel,), {"profile": profile, "examples": journals, "seed": seed, **settings})
    return kind().run()


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.id)
def test_every_guard_that_we_ship_is_seen_both_ways_and_every_move_is_made(profile: Profile) -> None:
    report = run(profile, journals=20, unreached=NO_HOLIDAYS if profile in (DEFAULT, ENGLAND_EHCP) else {})
    assert report.passes, report.text()


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.id)
def test_a_clean_profile_stays_clean(profile: Profile, seed: int) -> None:
    report = run(profile, journals=1, seed=seed)
    assert report.failure is None, report.text()


@pytest.mark.parametrize("name", MUTANTS)
def test_each_mutant_is_caught_by_the_promise_that_it_breaks(name: str) -> None:
    code, make = MUTANTS[name]
    report = run(make(), journals=2)
    assert report.failure is not None, report.text()
    assert report.failure.code == code, report.text()


def test_the_script_of_a_failure_can_be_pasted_and_run() -> None:
    report = run(DEFAULT, journals=6, never=always("a case is never paused")(not_paused))
    assert report.failure is not None
    names: dict[str, object] = {}
    script = "\n".join(line for line in report.failure.script if not line.startswith("from " + __name__))
    exec(script.replace("profile = Model.profile", ""), names)
    case = names["flow"].case("case-1")  # type: ignore[attr-defined]
    assert case.status is Status.PAUSED
    assert len(report.failure.acts) == 2, "the opening and the pause are enough"


def not_paused(self: object, case: Case) -> bool:
    """A property that is broken by pausing."""
    return case.status is not Status.PAUSED


def test_a_property_that_raises_is_told_with_the_acts_that_bring_it_about() -> None:
    def asks_too_early(self: object, case: Case) -> bool:
        return case.members[9].joined == case.opened_at

    report = run(DEFAULT, journals=1, early=always("the tenth person joins first")(asks_too_early))
    assert report.failure is not None
    assert report.failure.code == "early"
    assert "the property itself raised IndexError" in report.failure.happened
    assert len(report.failure.acts) <= 2


def test_a_model_that_was_typed_in_and_stands_in_no_file_can_be_run() -> None:
    names: dict[str, object] = {"__name__": "typed_in"}
    exec("from collabflow.testing import WorkflowModel\nclass Typed(WorkflowModel): examples = 1", names)
    typed = names["Typed"]()  # type: ignore[operator]
    assert typed.repeat() == "COLLABFLOW_TESTING_SEED=0 pytest -k Typed"


def test_a_failure_is_told_in_seven_parts() -> None:
    text = run(DEFAULT, journals=6, never=always("a case is never paused")(not_paused)).text()
    parts = ("RULE never BROKEN", "happened", "law", "script", "where", "matters", "usual", "repeat")
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert "hypothesis" not in text
    assert text.splitlines()[-1].startswith("rules kit 0.1 · ")


def test_what_should_happen_sometimes_and_never_does_fails() -> None:
    report = run(DEFAULT, journals=2, never=sometimes("a case is older than its school")(lambda self, case: False))
    assert report.failure is not None
    assert report.failure.title == "a case is older than its school"


def test_what_must_follow_in_time_and_does_not_fails() -> None:
    late = leads_to("a pause ends within a day", within=timedelta(days=1))(paused)
    report = run(DEFAULT, journals=20, late=late)
    assert report.failure is not None
    assert "has waited since" in report.failure.happened


@pytest.mark.parametrize("within", (timedelta(days=21), school_days(15)))
def test_what_is_answered_too_late_fails_as_well(within: timedelta) -> None:
    report = run(DEFAULT, journals=12, late=leads_to("a pause ends in time", within=within)(rests))
    assert report.failure is not None
    assert report.failure.happened.startswith("after resume: it has waited since")


def rests(self: object, case: Case) -> tuple[bool, bool]:
    """Waits while it is paused, and is answered by whatever ends that."""
    return case.status is Status.PAUSED, case.status is not Status.PAUSED


@frozen
class Named:
    """An act for shrinking, which looks at the time before it alone."""

    name: str
    after: timedelta = timedelta(0)


def test_what_only_an_act_needed_that_is_left_out_is_left_out_too() -> None:
    def fails(acts: Sequence[Named]) -> bool:
        names = [act.name for act in acts]
        return "last" in names and ("answered" in names or "asked" not in names)

    kept = shrunk([Named("opened"), Named("asked"), Named("answered"), Named("last")], fails)  # type: ignore[arg-type]
    assert [act.name for act in kept] == ["opened", "last"]  # type: ignore[attr-defined]


def test_the_days_before_an_act_that_is_left_out_pass_before_the_next_where_they_matter() -> None:
    def fails(acts: Sequence[Named]) -> bool:
        return acts[-1].name == "last" and sum(act.after.days for act in acts) >= 30

    acts = [Named("opened"), *(Named(str(week), timedelta(days=7)) for week in range(5)), Named("last")]
    kept = shrunk(acts, fails)  # type: ignore[arg-type]
    assert kept == (Named("opened"), Named("last", timedelta(days=35)))


def paused(self: object, case: Case) -> tuple[bool, bool]:
    """Waits while it is paused."""
    return case.status is Status.PAUSED, False


def test_what_was_never_reached_is_told_and_excused_by_name_and_what_is_seen_after_all_too() -> None:
    report = run(DEFAULT, journals=1)
    assert not report.passes
    assert "NOT REACHED" in report.text()
    name = report.unseen[0][0]
    excused = run(DEFAULT, journals=1, unreached={name: "not in one journal", "plan_meeting": "nobody plans"})
    assert name not in dict(excused.unseen)
    assert excused.seen_after_all == ("plan_meeting",)
    assert not excused.passes


def test_what_is_built_in_cannot_be_overridden() -> None:
    with pytest.raises(TypeError, match="would hide a part of the kit"):

        class Blank(WorkflowModel):
            def run(self) -> Report:  # type: ignore[override]
                raise NotImplementedError


def test_an_excuse_needs_a_reason() -> None:
    with pytest.raises(TypeError, match="needs a reason"):

        class Lazy(WorkflowModel):
            unreached = {"step": " "}  # noqa: RUF012


def test_a_property_needs_a_sentence() -> None:
    with pytest.raises(TypeError, match="needs a sentence"):
        always(" ")


def test_everything_is_recorded_on_a_store_that_is_given() -> None:
    opened: list[MemoryStore] = []

    def one() -> MemoryStore:
        opened.append(MemoryStore())
        return opened[-1]

    report = run(DEFAULT, journals=2, store=staticmethod(one))
    assert report.failure is None, report.text()
    assert len(opened) == report.journals
    assert all(store.load("case-1") for store in opened)


def test_school_days_are_days_of_the_calendar() -> None:
    assert school_days(10).count == 10


# what a guard is said to look at -----------------------------------------------------------------


class EndsLate:
    """Looks at the clock when Python comes to clean it up."""

    def __init__(self) -> None:
        self.me = self

    def __del__(self) -> None:
        time.monotonic()


def test_what_is_cleaned_up_while_a_guard_is_asked_is_not_its_doing():
    EndsLate()

    assert called_outside(lambda: [[] for _ in range(10_000)]) == []
    assert called_outside(lambda: [time.monotonic()]) == ["monotonic"]
    assert gc.isenabled()
