"""Strategies: sound values, values with one thing wrong, families, and journals that get everywhere."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from collabflow.codec import Codec
from collabflow.core.case import Case
from collabflow.core.errors import Malformed
from collabflow.core.event import Calendar, Event
from collabflow.core.fact import Fact
from collabflow.core.lifecycle.people import CaseOpened
from collabflow.core.people import Party
from collabflow.core.values import Status, Step, Trigger
from collabflow.cycle import fold
from collabflow.cycle.fold import replay
from collabflow.cycle.profile import DEFAULT
from collabflow.profiles.us_texas import US_TEXAS
from collabflow.steps.s06_set_goals import GoalDrafted
from collabflow.testing import strategies as cf
from collabflow.testing.rules.act import Act, Trail
from collabflow.testing.rules.coverage import Coverage
from collabflow.testing.rules.nearly import nearly_valid
from collabflow.testing.rules.steering import Steering
from testing.rules.district import OUR_DISTRICT, RideArranged, Rides

few = settings(max_examples=6, suppress_health_check=list(HealthCheck))
SCHOOL_YEAR = DEFAULT.with_calendar(Calendar(breaks_from=(date(2026, 12, 19),), breaks_to=(date(2027, 1, 4),)))

EVENTS = tuple(dict.fromkeys((*US_TEXAS.events, RideArranged)))
FACTS = (Party, Rides, *(kind for kind in Fact.__subclasses__() if kind.__module__.startswith("collabflow.steps.")))


# values -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", (*EVENTS, *FACTS), ids=lambda kind: kind.__name__)
def test_a_valid_sample_can_be_made_and_one_with_one_thing_wrong_says_which(kind: type[Fact]) -> None:
    @settings(few, max_examples=3)
    @given(st.data())
    def tried(data: st.DataObject) -> None:
        assert type(data.draw(cf.of(kind).valid())) is kind
        broken = data.draw(cf.of(kind).nearly_valid())
        with pytest.raises(Malformed) as malformed:
            broken.make()
        assert {path.partition(".")[0].partition("[")[0] for path, _ in malformed.value.faults} == {broken.field}

    tried()


@few
@given(broken=cf.of(GoalDrafted).invalid())
def test_an_invalid_sample_names_a_field_that_is_at_fault(broken: cf.Broken[GoalDrafted]) -> None:
    with pytest.raises(Malformed, match=broken.field):
        broken.make()


@few
@given(text=cf.hostile_text())
def test_hostile_text_may_be_stored_and_comes_back_as_it_was(text: str) -> None:
    party = Party(id="ana", name=text, roles=("caregiver",))  # type: ignore[arg-type]
    assert party.name == text


def test_days_near_a_deadline_are_the_day_and_its_neighbours() -> None:
    found = drawn_of(cf.dates_near(date(2026, 10, 1)))
    assert found == {date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 2)}


def test_days_near_the_limits_of_a_profile_are_found_by_number() -> None:
    days = drawn_of(cf.dates_near(date(2026, 10, 1), profile=US_TEXAS), of=1_500)
    assert {date(2026, 10, 1) + timedelta(days=n) for n in (4, 5, 6, 44, 45, 46)} <= days


def test_moments_near_one_are_a_microsecond_away() -> None:
    now = datetime(2026, 10, 1, tzinfo=UTC)
    assert {now, now + timedelta(microseconds=1)} <= drawn_of(cf.moments_near(now))


def drawn_of(strategy: st.SearchStrategy[object], *, of: int = 200) -> set[object]:
    """What a strategy gives, of so many examples."""
    found: set[object] = set()

    @settings(max_examples=of, database=None)
    @seed(1)
    @given(strategy)
    def tried(value: object) -> None:
        found.add(value)

    tried()
    return found


# journals -----------------------------------------------------------------------------------------


@settings(few, max_examples=30)
@given(family=cf.families())
def test_a_case_can_be_opened_with_every_family(family: CaseOpened) -> None:
    assert Trail.begin(profile=DEFAULT, opening=family).case.version == 1


@pytest.mark.parametrize("step", (Step.BUILD_RAPPORT, "set_goals", Step.FOLLOW_UP))
def test_a_case_in_a_step_stands_there(step: Step | str) -> None:
    @settings(few, max_examples=4)
    @given(case=cf.cases_in(step))
    def tried(case: Case) -> None:
        assert (case.status, case.step) == (Status.OPEN, Step(step))

    tried()


@few
@given(trail=cf.trails(through=("hear_again", Trigger.PAUSE), to="review_and_adjust"))
def test_a_journal_goes_through_what_is_asked_and_replays_to_its_case(trail: Trail) -> None:
    taken = [getattr(entry.event, "trigger", None) for entry in trail.journal]
    assert taken.index(Trigger.HEAR_AGAIN) < len(taken) - taken[::-1].index(Trigger.PAUSE)
    assert trail.case.step is Step.REVIEW_AND_ADJUST
    codec = Codec(DEFAULT.events)
    rows = [codec.encode(trail.case.id, entry, salt=b"0" * 16) for entry in trail.journal]
    assert replay(trail.case.id, [codec.decode(row) for row in rows]) == trail.case


@few
@given(case=cf.cases_in("active_listening", profile=OUR_DISTRICT))
def test_the_guards_and_events_of_an_own_profile_are_led_on_from(case: Case) -> None:
    assert case[Rides].rides


@settings(few, max_examples=30)
@given(data=st.data(), trail=cf.trails())
def test_an_act_with_one_thing_wrong_is_refused_for_that_alone(data: st.DataObject, trail: Trail) -> None:
    act = data.draw(cf.acts_on(trail))
    assert not trail.decided(act).refusals
    for near in nearly_valid(act, trail):
        refusals = trail.decided(near.act).refusals
        assert {finding.code for finding in refusals} == {near.breaks}, near
        if near.breaks in ("EVENT_UNSOUND", "MOVE_FIELD_MISSING"):
            assert {finding.subject.partition("[")[0] for finding in refusals} == {near.field}


def test_within_two_hundred_journals_every_step_move_and_guard_is_seen_both_ways() -> None:
    coverage, known, kept = Coverage(SCHOOL_YEAR), set[int](), list[Trail]()

    @settings(max_examples=200, database=None, suppress_health_check=list(HealthCheck))
    @seed(3)
    @given(trail=cf.trails(profile=SCHOOL_YEAR))
    def tried(trail: Trail) -> None:
        kept.append(trail)
        note(trail, coverage, known)

    tried()
    unseen = sorted(name for name in coverage.unseen() if not name.isupper())
    assert not unseen, " ".join(unseen)


def note(trail: Trail, coverage: Coverage, known: set[int]) -> None:
    """Go along the journal again, and note what is seen at each of its moments that was not gone to before."""
    now = Trail(profile=trail.profile, case=Case.unopened(trail.case.id), at=trail.at)
    for entry in trail.journal:
        is_new = id(entry) not in known  # the straight ways are shared by many journals, and kept
        known.add(id(entry))
        if is_new and now.case.version:
            coverage.look(evolve(now, at=entry.stamp.at))
        coverage.moved(Act(event=entry.event, by=entry.stamp.by), now)
        case = fold.evolve(now.case, entry, now.journal)
        now = evolve(now, case=case, journal=(*now.journal, entry), at=entry.stamp.at)
        if is_new:
            coverage.look(now)


# hypothesis by itself -----------------------------------------------------------------------------

ASKED = """
import os, sys
from hypothesis import given, settings, strategies as st
import _collabflow_hypothesis
if "twice" in sys.argv:
    _collabflow_hypothesis.register()
from collabflow.core.case import Case
from collabflow.goals.goal import Goal
seen = []
@settings(max_examples=3, database=None, deadline=None)
@given(st.from_type(Goal), st.from_type(Case))
def tried(goal, case):
    assert case.version >= 1
    seen.append(goal)
tried()
print(len(seen) > 0)
"""


def run(code: str, *args: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a program of its own, with the sources on its path and no bytecode written."""
    import os

    source = str(Path(__file__).parents[3] / "src")
    env = {**os.environ, "PYTHONPATH": source, **environment}
    return subprocess.run([sys.executable, "-c", code, *args], capture_output=True, text=True, env=env, check=False)


def test_hypothesis_is_told_of_our_classes() -> None:
    told = run(ASKED, "twice")
    assert told.stdout.strip() == "True", told.stderr


@pytest.mark.parametrize("module", ("collabflow", "collabflow.core.fact", "attrs", "hypothesis.strategies"))
def test_whatever_is_broken_in_us_import_hypothesis_works(module: str) -> None:
    code = f"""
import sys, hypothesis
sys.modules[{module!r}] = None                      # importing it now raises
for name in [name for name in sys.modules if name.startswith("collabflow")]:
    sys.modules[name] = None
import _collabflow_hypothesis
_collabflow_hypothesis.register()
print("fine")
"""
    assert run(code).stdout.strip() == "fine"


def test_what_hypothesis_calls_opens_no_file_of_its_own_and_raises_nothing() -> None:
    import _collabflow_hypothesis

    assert _collabflow_hypothesis.register() is None


def test_hypothesis_finds_it_by_the_name_in_the_project_and_may_be_told_not_to() -> None:
    project = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text())
    assert project["project"]["entry-points"]["hypothesis"] == {"collabflow": "_collabflow_hypothesis:register"}
    quiet = run("import hypothesis, sys; print('collabflow' in sys.modules)", HYPOTHESIS_NO_PLUGINS="1")
    assert quiet.stdout.strip() == "False"


def test_the_kit_is_imported_without_hypothesis() -> None:
    code = "import sys; sys.modules['hypothesis'] = None; import collabflow.testing; print('fine')"
    assert run(code).stdout.strip() == "fine"


def test_steering_needs_no_hypothesis() -> None:
    assert Steering(profile=DEFAULT).go_on(Trail.begin(profile=DEFAULT))
    assert issubclass(RideArranged, Event)
