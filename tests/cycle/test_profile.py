"""Profiles: what adds, what loosens, what is refused when it is built; and events from outside, end to end."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import ClassVar

import pytest
from attrs import evolve, frozen
from hypothesis import given
from hypothesis import strategies as st

import journeys
from collabflow.core.case import Case, Record
from collabflow.core.errors import ProfileError
from collabflow.core.event import Calendar, Context, Entry, Event, Limit, Stamp, Tighter
from collabflow.core.finding import Basis, Lack, Severity, Waivable
from collabflow.core.guard import Guard, guard
from collabflow.core.values import Step, Trigger
from collabflow.cycle.decide import decide
from collabflow.cycle.profile import DEFAULT, Profile
from collabflow.cycle.rules import Due
from collabflow.events import GoalDrafted, MeetingProposed, ProgressShared, TermExplained
from collabflow.flow import CollabFlow
from collabflow.steps.s03_share_information import Progress
from collabflow.stores.memory import MemoryStore
from support import LEE, NOW, PARTIES, TODAY, acting, folded, opened


@frozen(kw_only=True)
class Rides(Record):
    """Rides arranged."""

    to: tuple[str, ...] = ()


@frozen(kw_only=True)
class RideArranged(Event):
    """A ride was arranged."""

    stored_as: ClassVar[str] = "our_district.ride_arranged"
    to: str

    def apply(self, case: Case, entry: Entry) -> Case:
        return case.with_record(Rides(to=(*case[Rides].to, self.to)))


def ride(code: str = "OUR_RIDE_MISSING", **more: object) -> Guard:
    def there_is_a_ride(case: Case, context: Context) -> Iterator[Lack]:
        if not case[Rides].to:
            yield Lack("ride")

    given: dict[str, object] = {"says": "No ride is arranged.", "fix": "Ask the bus office.", "basis": Basis.LOCAL}
    return guard(code, **{**given, "remedies": (RideArranged,), **more})(there_is_a_ride)  # type: ignore[arg-type]


OURS = DEFAULT.with_events(RideArranged)
ARD = DEFAULT.with_terms({"ARD": "the meeting that writes the plan"})
RIDE_MINUTES = Limit(name="ride_minutes", value=45, tighter=Tighter.LOWER, source="Our bus office, 2026")
RIDE = ride(waivable=Waivable.REASON)


def advance(profile: Profile, case: Case) -> set[tuple[str, str]]:
    from collabflow.core.lifecycle.moves import Moved

    stamp = Stamp(by=acting(LEE), at=NOW)
    return {f.key for f in decide(case, Moved(trigger="advance"), profile.context(stamp), profile).findings}


@pytest.mark.parametrize("place", [{"leaving": "plan_meeting"}, {"entering": "build_rapport"}, {"on": "advance"}])
def test_a_guard_of_one_s_own_is_asked_where_it_was_put(place: dict[str, str]) -> None:
    profile = OURS.with_guard(ride(), **place)
    assert ("OUR_RIDE_MISSING", "ride") in advance(profile, opened())
    other = OURS.with_guard(ride(), leaving=Step.FOLLOW_UP)
    assert ("OUR_RIDE_MISSING", "ride") not in advance(other, opened())
    assert profile.loosened == ()
    assert profile.catalogue[-1].where.split()[0] in ("leaving", "entering", "on")


def test_an_event_of_one_s_own_is_recorded_stored_replayed_and_guarded() -> None:
    flow = CollabFlow(MemoryStore(), profile=OURS.with_guard(ride(), leaving="plan_meeting"))
    case = flow.open(student="maya", parties=PARTIES, by=LEE)
    assert "OUR_RIDE_MISSING" in {f.code for f in flow.would(case, "advance", by=LEE).refusals}
    flow.record(case, RideArranged(to="the library"), by=LEE)
    assert flow.case(case)[Rides].to == ("the library",)
    assert "OUR_RIDE_MISSING" not in {f.code for f in flow.would(case, "advance", by=LEE).refusals}


class NotFrozen(Event):
    """Lacks its decorator."""

    stored_as: ClassVar[str] = "our_district.not_frozen"

    def apply(self, case: Case, entry: Entry) -> Case:
        return case


@frozen(kw_only=True)
class NoEffect(Event):
    """Says no effect."""

    stored_as: ClassVar[str] = "our_district.no_effect"


@frozen(kw_only=True)
class NoName(Event):
    """Has no name."""

    def apply(self, case: Case, entry: Entry) -> Case:
        return case


@frozen(kw_only=True)
class OddField(NoName):
    """Holds what no event can."""

    stored_as: ClassVar[str] = "our_district.odd_field"
    odd: dict[str, int]


@pytest.mark.parametrize(
    "build",
    [
        lambda: DEFAULT.named(" "),
        lambda: DEFAULT.with_guard(ride(), leaving="plan_meeting"),
        lambda: OURS.with_guard(ride()),
        lambda: OURS.with_guard(ride(), leaving="plan_meeting", on="advance"),
        lambda: OURS.with_guard(ride(), leaving="fly"),
        lambda: OURS.with_guard(ride(), on="fly"),
        lambda: OURS.with_guard(ride("GOAL_NONE"), leaving="set_goals"),
        lambda: OURS.with_guard(ride("NOT_PERMITTED"), leaving="set_goals"),
        lambda: OURS.with_guard(ride(remedies=()), leaving="set_goals"),
        lambda: OURS.with_events(RideArranged),
        lambda: DEFAULT.with_events(GoalDrafted),
        lambda: DEFAULT.with_events(int),  # type: ignore[arg-type]
        lambda: DEFAULT.with_events(NotFrozen),
        lambda: DEFAULT.with_events(NoEffect),
        lambda: DEFAULT.with_events(NoName),
        lambda: DEFAULT.with_events(OddField),
        lambda: DEFAULT.with_severity("NO_SUCH", "warning"),
        lambda: DEFAULT.with_severity("GOAL_NONE", "grave"),
        lambda: DEFAULT.with_severity("GOAL_NONE", "warning"),
        lambda: DEFAULT.with_limits(no_such=1),
        lambda: DEFAULT.with_limits(goals_at_once=-1),
        lambda: DEFAULT.with_limits(goals_at_once=True),
        lambda: DEFAULT.with_limits(evolve(RIDE_MINUTES, name="ride minutes")),
        lambda: DEFAULT.with_limits(evolve(RIDE_MINUTES, source=" ")),
        lambda: DEFAULT.with_limits(evolve(RIDE_MINUTES, value=float("nan"))),
        lambda: DEFAULT.with_limits(evolve(RIDE_MINUTES, name="goals_at_once")),
        lambda: DEFAULT.with_limits(RIDE_MINUTES, RIDE_MINUTES),
        lambda: DEFAULT.with_law("NO_SUCH", citation="A law, section 1"),
        lambda: DEFAULT.with_law("LANGUAGE_NOT_ASKED", citation="A law, section 1"),
        lambda: DEFAULT.with_law("GOAL_NONE", citation=" "),
        lambda: DEFAULT.with_law("GOAL_NONE", citation="A law, section 1", severity="warning"),
        lambda: DEFAULT.with_terms({" ": "a word"}),
        lambda: DEFAULT.with_terms({"ARD": " "}),
        lambda: DEFAULT.with_terms({"IEP": "a plan"}),
        lambda: ARD.with_terms({"ARD": "another meaning"}),
        lambda: DEFAULT.with_permission("no.such", "teacher"),
        lambda: DEFAULT.with_permission(Trigger.ADVANCE),
        lambda: DEFAULT.with_permission(Trigger.ADVANCE, "king"),
        lambda: DEFAULT.with_deadline(" ", lambda case, context: iter(())),
        lambda: DEFAULT.without_practice_guard("GOAL_NONE"),
        lambda: DEFAULT.without_practice_guard("NO_SUCH"),
    ],
)
def test_a_profile_that_contradicts_itself_is_never_built(build: object) -> None:
    with pytest.raises(ProfileError):
        build()  # type: ignore[operator]


def test_a_limit_of_ones_own_is_counted_with_and_tuned_by_its_name() -> None:
    ours = DEFAULT.with_limits(RIDE_MINUTES, goals_at_once=5, ride_minutes=30)

    assert ours.context(Stamp(by=acting(LEE), at=NOW)).limits["ride_minutes"] == 30
    assert ours.limit_values["goals_at_once"] == 5
    assert ours.loosened == ()
    assert ours.with_limits(ride_minutes=60).loosened == ("ride_minutes: 30 -> 60",)


def test_a_term_of_the_place_is_to_be_explained_like_any_other_and_hides_none() -> None:
    talk = "We write the IEP at the ARD."
    case = folded(opened(), ProgressShared(progress=Progress(id="p", area="Plan", statement=talk)))
    context = ARD.context(Stamp(by=acting(LEE), at=NOW))
    asked = next(guard for guard in ARD.guards if guard.code == "INFO_TERM_NOT_EXPLAINED")

    told = [(lack.subject, dict(lack.params)["plain"]) for lack in asked(case, context)]
    explained = folded(case, TermExplained(term="ARD", plain="the meeting that writes the plan"))

    assert [subject for subject, _ in told] == ["p/IEP", "p/ARD"]
    assert told[1][1] == "the meeting that writes the plan"
    assert [lack.subject for lack in asked(explained, context)] == ["p/IEP"]


def test_a_guard_that_the_law_asks_for_as_well_cites_it_and_weighs_as_much_or_more() -> None:
    law = DEFAULT.with_law("GOAL_TOO_MANY", citation="A law, section 1", severity="warning")
    case = opened()
    (rule,) = (rule for rule in law.catalogue if rule.guard.code == "GOAL_TOO_MANY")

    assert (rule.severity, rule.guard.basis, rule.guard.citation) == ("warning", Basis.LAW, "A law, section 1")
    assert law.loosened == ()
    assert law.severities == (("GOAL_TOO_MANY", Severity.WARNING),)
    with pytest.raises(ProfileError, match="rests on law"):
        law.without_practice_guard("GOAL_TOO_MANY")
    cited = DEFAULT.with_law("MEETING_TIME_NOT_PROPOSED", citation="A law, section 2")
    assert cited.severities == ()
    both = cited.with_law("MEETING_TIME_NOT_PROPOSED", citation="A rule, section 9")
    assert {"A law, section 2; A rule, section 9"} == {guard.citation for guard in both.guards if guard.citation}
    told = cited.open_findings(case, cited.context(Stamp(by=acting(LEE), at=NOW)))
    (finding,) = (f for f in told if f.code == "MEETING_TIME_NOT_PROPOSED")
    assert finding.basis is Basis.SEED
    assert finding.text(case).endswith(" (A law, section 2)")


def test_what_is_loosened_is_listed_and_what_only_adds_is_not() -> None:
    assert DEFAULT.loosened == ()
    tight = DEFAULT.with_limits(goals_at_once=5).with_severity("GOAL_TOO_MANY", Severity.BLOCKER)
    assert tight.with_calendar(Calendar()).loosened == ()
    loose = (
        DEFAULT.with_limits(goals_at_once=12)
        .with_permission(Trigger.ADVANCE, "teacher")
        .with_permission(MeetingProposed, "caregiver")
        .with_severity("GOAL_NOT_AGREED", "prompt")
        .without_practice_guard("GOAL_TOO_MANY")
    )
    assert len(loose.loosened) == 5
    assert "GOAL_TOO_MANY" not in loose.codes


def test_a_permission_lets_others_record_and_move() -> None:
    from collabflow.core.people import Role

    profile = DEFAULT.with_permission("advance", "teacher").with_permission(MeetingProposed, "caregiver")
    assert Role.TEACHER in profile.recorders(Trigger.ADVANCE)
    assert Role.TEACHER not in DEFAULT.recorders(Trigger.ADVANCE)
    assert Role.CAREGIVER in profile.recorders(MeetingProposed)


def test_a_deadline_of_one_s_own_is_asked_too() -> None:
    from collabflow.cycle.deadlines import deadlines

    def bus(case: Case, context: Context) -> Iterator[Due]:
        yield Due(key="bus", kind="bus", subject=case.id, on=context.today)

    profile = DEFAULT.with_deadline("bus", bus)
    assert [due.kind for due in deadlines(opened(), profile, TODAY)] == ["bus"]
    with pytest.raises(ProfileError):
        profile.with_deadline("bus", bus)


CHANGES = (
    lambda p: p.with_limits(goals_at_once=5),
    lambda p: p.with_limits(RIDE_MINUTES),
    lambda p: p.with_terms({"ARD": "the meeting that writes the plan"}),
    lambda p: p.with_law("GOAL_NONE", citation="A law, section 1"),
    lambda p: p.with_severity("GOAL_TOO_MANY", "warning"),
    lambda p: p.with_calendar(Calendar()),
    lambda p: p.with_permission("advance", "teacher"),
    lambda p: p.with_events(RideArranged),
    lambda p: p.with_events(RideArranged).with_guard(ride(), leaving="set_goals"),
    lambda p: p.without_practice_guard("GOAL_TOO_MANY"),
)


def test_every_change_of_the_rules_gives_another_fingerprint() -> None:
    prints = [DEFAULT.fingerprint, *(change(DEFAULT).fingerprint for change in CHANGES)]
    assert len(set(prints)) == len(prints)
    assert DEFAULT.named("other").fingerprint == DEFAULT.fingerprint
    assert (DEFAULT.ref.id, DEFAULT.ref.fingerprint) == ("default", DEFAULT.fingerprint)


def test_the_fingerprint_is_the_same_in_every_process() -> None:
    code = "from collabflow.cycle.profile import DEFAULT; print(DEFAULT.fingerprint)"
    for seed in ("1", "2"):
        path = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": "src"}
        told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=path)
        assert told.stdout.strip() == DEFAULT.fingerprint


CASES = [journeys.decided(journeys.journey_to(step))[0] for step in Step]

additions = st.lists(
    st.sampled_from(
        [
            lambda p: p.with_limits(goals_at_once=1, resource_check_days=1, contact_overdue_factor=0.1),
            lambda p: p.with_severity("GOAL_S_SETTING_MISSING", "blocker"),
            lambda p: p.with_law("GOAL_TOO_MANY", citation="A law, section 1", severity="blocker"),
            lambda p: p if p.terms else p.with_terms({"long break": "the time after lunch", "map": "a drawing"}),
            lambda p: p.with_calendar(Calendar(breaks_from=(TODAY,), breaks_to=(TODAY.replace(year=2027),))),
            lambda p: (
                p if "OUR_RIDE_MISSING" in p.codes else p.with_guard(ride(waivable=Waivable.REASON), on="advance")
            ),
        ]
    ),
    max_size=6,
)


@given(changes=additions, case=st.sampled_from(CASES), later=st.integers(0, 400))
def test_what_a_profile_adds_never_removes_a_finding(changes: list[object], case: Case, later: int) -> None:
    """Law 5."""
    from datetime import timedelta

    stamp = Stamp(by=acting(LEE), at=journeys.REVIEW_AT + timedelta(days=later))
    profile = OURS
    before = {f.key for f in profile.open_findings(case, profile.context(stamp))}
    for change in changes:
        profile = change(profile)  # type: ignore[operator]
    assert before <= {f.key for f in profile.open_findings(case, profile.context(stamp))}
    assert profile.loosened == ()
    assert evolve(profile) == profile
