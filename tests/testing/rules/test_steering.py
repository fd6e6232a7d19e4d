"""Steering: from any case, the acts that lead on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from attrs import evolve

from collabflow.core.case import Case
from collabflow.core.event import Context
from collabflow.core.finding import Lack, Refused
from collabflow.core.guard import guard
from collabflow.core.lifecycle.moves import Moved
from collabflow.core.lifecycle.waivers import FindingWaived
from collabflow.core.people import SCHOOL_ROLES
from collabflow.core.values import Status, Step, Trigger
from collabflow.cycle.fold import replay
from collabflow.cycle.profile import DEFAULT, Profile
from collabflow.profiles.england_ehcp import ENGLAND_EHCP
from collabflow.profiles.us_idea import US_IDEA
from collabflow.profiles.us_missouri import US_MISSOURI
from collabflow.profiles.us_texas import US_TEXAS
from collabflow.steps.s06_set_goals import GoalDrafted
from collabflow.testing.rules.act import Act, Trail, acts_of
from collabflow.testing.rules.families import FAMILIES
from collabflow.testing.rules.known import ids_in
from collabflow.testing.rules.steering import Steering, Stuck
from collabflow.testing.rules.want import Want
from testing.rules.district import OUR_DISTRICT, RideAgreed, RideArranged, Rides


def gone(steering: Steering, trail: Trail, step: Step, onward: Trigger = Trigger.NEXT_CYCLE) -> Trail:
    """The trail after the whole way to that step."""
    for act in steering.way_to(trail, step, onward=onward):
        trail = trail.after(act)
    return trail


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("profile", (DEFAULT, US_TEXAS, ENGLAND_EHCP), ids=lambda profile: profile.id)
def test_every_family_is_led_through_all_ten_steps(profile: Profile, family: str) -> None:
    trail = Trail.begin(profile=profile, opening=FAMILIES[family])
    trail = gone(Steering(profile=profile), trail, Step.FOLLOW_UP)
    trail = gone(Steering(profile=profile), trail, Step.PLAN_MEETING)
    assert (trail.case.cycle, len(trail.case.earlier[0].completed)) == (2, 10)


@pytest.mark.parametrize("profile", (US_IDEA, US_MISSOURI, OUR_DISTRICT), ids=lambda profile: profile.id)
def test_every_other_profile_can_be_gone_through_twice(profile: Profile) -> None:
    trail = Trail.begin(profile=profile)
    for _ in range(2):
        trail = gone(
            Steering(profile=profile), gone(Steering(profile=profile), trail, Step.FOLLOW_UP), Step.PLAN_MEETING
        )
    assert trail.case.cycle == 3


BACK = (Trigger.PAUSE, Trigger.CLOSE, Trigger.CONTINUE_MEETING, Trigger.HEAR_AGAIN, Trigger.INTERIM_REVIEW)


@pytest.mark.parametrize("trigger", (*BACK, Trigger.REVISE_PLAN, Trigger.REVISE_GOALS, Trigger.NEXT_REVIEW))
@pytest.mark.parametrize("step", (Step.ACTIVE_LISTENING, Step.JOINT_PLANNING, Step.REVIEW_AND_ADJUST, Step.FOLLOW_UP))
def test_after_any_move_from_any_step_the_ten_can_still_be_completed(step: Step, trigger: Trigger) -> None:
    steering = Steering(profile=DEFAULT)
    trail = gone(steering, Trail.begin(profile=DEFAULT), step)
    try:
        act = steering.move(trigger, trail)
    except Stuck:
        return  # the table has no such row
    if trail.decided(act).refusals:
        assert trigger in (Trigger.ADVANCE, *_COMPLETING), "only a completing move asks anything"
        return
    before = trail.case.cycle
    trail = trail.after(act)
    trail = gone(steering, gone(steering, trail, Step.FOLLOW_UP), Step.PLAN_MEETING)
    assert trail.case.cycle > before
    assert trail.case.status is Status.OPEN


@pytest.mark.parametrize("profile", (DEFAULT, US_TEXAS), ids=lambda profile: profile.id)
def test_a_step_that_no_single_move_leads_back_to_is_gone_back_to_by_several(profile: Profile) -> None:
    steering = Steering(profile=profile)
    trail = gone(steering, Trail.begin(profile=profile), Step.SET_GOALS)
    for trigger in (Trigger.INTERIM_REVIEW, Trigger.REVISE_COMMUNICATION):
        trail = trail.after(steering.move(trigger, trail))
    assert ("STEP_NOT_COMPLETED", "set_goals") in [finding.key for finding in steering.blockers(trail)]
    way = steering.way_to(trail, Step.FOLLOW_UP)
    moves = [act.event.trigger for act in way if isinstance(act.event, Moved)]
    assert moves == [Trigger.INTERIM_REVIEW, Trigger.REVISE_GOALS, *[Trigger.ADVANCE] * 4]


@pytest.mark.parametrize("step", Step)
def test_wherever_three_moves_lead_something_leads_on(step: Step) -> None:
    steering = Steering(profile=DEFAULT)
    trails = [gone(steering, Trail.begin(profile=DEFAULT), step)]
    seen = {(step.value, frozenset[Step]())}
    for _ in range(3):
        acts = [(trail, act) for trail in trails for act in steering.moves(trail)]
        moved = [trail.after(act) for trail, act in acts if not trail.decided(act).refusals]
        known = {(trail.case.state, frozenset(trail.case.completed)): trail for trail in moved}
        trails = [trail for key, trail in known.items() if key not in seen]
        seen |= known.keys()
        for trail in trails:
            assert steering.go_on(trail)


_COMPLETING = (Trigger.KEEP_REVIEWING, Trigger.NEXT_CYCLE, Trigger.COMPLETE, Trigger.NEXT_REVIEW)


def test_the_same_trail_always_gives_the_same_acts() -> None:
    trail = gone(Steering(profile=DEFAULT), Trail.begin(profile=DEFAULT), Step.JOINT_PLANNING)
    assert list(Steering(profile=DEFAULT).acts(trail)) == list(Steering(profile=DEFAULT).acts(trail))


def test_no_act_is_proposed_twice() -> None:
    trail = gone(Steering(profile=DEFAULT), Trail.begin(profile=DEFAULT), Step.SET_GOALS)
    acts = list(Steering(profile=DEFAULT).acts(trail))
    assert all(act not in acts[:place] for place, act in enumerate(acts))


def test_what_a_trail_folded_is_what_replay_gives() -> None:
    trail = gone(Steering(profile=US_IDEA), Trail.begin(profile=US_IDEA), Step.FOLLOW_UP)
    assert replay(trail.case.id, trail.journal) == trail.case


def test_an_act_of_an_own_event_takes_its_numbers_from_the_limits_of_the_profile() -> None:
    trail = gone(Steering(profile=OUR_DISTRICT), Trail.begin(profile=OUR_DISTRICT), Step.ACTIVE_LISTENING)
    assert 22 < trail.case[Rides].rides[0].minutes <= 45


def test_an_own_event_names_the_things_of_its_own_kind_that_the_case_knows() -> None:
    trail = gone(Steering(profile=OUR_DISTRICT), Trail.begin(profile=OUR_DISTRICT), Step.SET_GOALS)
    act = next(Steering(profile=OUR_DISTRICT).acts_with(RideAgreed, trail))
    assert isinstance(act.event, RideAgreed)
    assert act.event.ride == ids_in(trail.case, "Ride")[0]
    assert act.event.caregiver == "rosa"


def test_a_maker_that_is_handed_in_comes_first() -> None:
    def by_bike(want: Want) -> Iterator[RideArranged]:
        yield RideArranged(ride="bike", minutes=30)

    steering = Steering(profile=OUR_DISTRICT, makers={RideArranged: by_bike})
    trail = gone(steering, Trail.begin(profile=OUR_DISTRICT), Step.ACTIVE_LISTENING)
    assert [ride.id for ride in trail.case[Rides].rides] == ["bike"]


def test_a_guard_that_nothing_can_satisfy_is_told_with_its_finding() -> None:
    @guard("OUR_NEVER", says="Never.", fix="Wait.", remedies=(RideArranged,))
    def never(case: Case, context: Context) -> Iterator[Lack]:
        yield Lack("never")

    profile = OUR_DISTRICT.with_guard(never, leaving=Step.PLAN_MEETING)
    with pytest.raises(Stuck, match="stuck at plan_meeting: no remedy removes any of: OUR_NEVER never") as stuck:
        Steering(profile=profile).way_to(Trail.begin(profile=profile), Step.BUILD_RAPPORT)
    assert [finding.code for finding in stuck.value.findings] == ["OUR_NEVER"]


def test_two_events_that_only_together_satisfy_a_guard_are_found() -> None:
    @guard("OUR_TWO_RIDES", says="Two rides.", fix="Arrange two.", remedies=(RideArranged,))
    def two_rides(case: Case, context: Context) -> Iterator[Lack]:
        if len(case[Rides].rides) < 2:
            yield Lack("rides")

    profile = OUR_DISTRICT.with_guard(two_rides, leaving=Step.PLAN_MEETING)
    trail = gone(Steering(profile=profile), Trail.begin(profile=profile), Step.BUILD_RAPPORT)
    assert len(trail.case[Rides].rides) == 2


def test_what_only_time_can_satisfy_is_waited_for() -> None:
    @guard("OUR_REST", says="Ten days have to pass.", fix="Wait, and note the ride.", remedies=(RideArranged,))
    def ten_days_passed(case: Case, context: Context) -> Iterator[Lack]:
        if case.opened_at is None or (context.now - case.opened_at).days < 10:
            yield Lack("days")

    profile = OUR_DISTRICT.with_guard(ten_days_passed, leaving=Step.PLAN_MEETING)
    trail = Trail.begin(profile=profile)
    opened_at = trail.at
    assert (gone(Steering(profile=profile), trail, Step.BUILD_RAPPORT).at - opened_at).days >= 10


def test_a_waiver_after_attempts_is_reached_by_trying_on_different_days() -> None:
    steering, trail = Steering(profile=DEFAULT), Trail.begin(profile=DEFAULT)
    while (found := steering.go_on(trail)).event.stored_as != "plan_meeting.slot_answered":
        trail = trail.after(found)
    finding = next(f for f in trail.decided(steering.move(Trigger.ADVANCE, trail)).refusals if f.waivable == "attempts")
    for _ in range(2):
        attempt = next(act for act in steering.waiving(finding, trail) if not isinstance(act.event, FindingWaived))
        trail = trail.after(attempt)
    waivers = [act for act in steering.waiving(finding, trail) if isinstance(act.event, FindingWaived)]
    assert [act.by.id for act in waivers if not trail.decided(act).refusals and act.by.id != "office"] == ["sam"]


def test_whoever_records_a_person_s_word_says_how_it_was_said() -> None:
    trail = gone(Steering(profile=DEFAULT), Trail.begin(profile=DEFAULT), Step.FOLLOW_UP)
    for entry in trail.journal:
        for person in entry.event.voices():
            by = entry.stamp.by
            assert person == by.id or (by.role in SCHOOL_ROLES and entry.stamp.via is not None)


def test_an_event_is_recorded_by_the_school_by_the_person_themself_and_by_the_office() -> None:
    trail = gone(Steering(profile=OUR_DISTRICT), Trail.begin(profile=OUR_DISTRICT), Step.SET_GOALS)
    agreed = RideAgreed(ride=ids_in(trail.case, "Ride")[0], caregiver="rosa")
    who = [(act.by.id, act.via is not None) for act in acts_of(agreed, trail)]
    assert who[:4] == [("lee", True), ("kim", True), ("sam", True), ("rosa", False)]
    assert ("office", True) in who


def test_an_act_that_is_refused_does_not_move_a_trail() -> None:
    steering, trail = Steering(profile=DEFAULT), Trail.begin(profile=DEFAULT)
    with pytest.raises(Refused, match="MEETING_TIME_NOT_PROPOSED rosa"):
        trail.after(steering.move(Trigger.ADVANCE, trail))
    assert trail.case.version == 1


def test_a_paused_and_a_closed_case_are_led_on_too() -> None:
    steering, trail = Steering(profile=DEFAULT), Trail.begin(profile=DEFAULT)
    paused = trail.after(steering.move(Trigger.PAUSE, trail))
    assert gone(steering, paused, Step.PLAN_MEETING).case.status is Status.OPEN
    closed = trail.after(steering.move(Trigger.CLOSE, trail))
    assert gone(steering, closed, Step.PLAN_MEETING).case.cycle == 2


def test_a_goal_that_lacks_a_letter_is_made_whole_under_its_own_id() -> None:
    steering = Steering(profile=DEFAULT)
    trail = gone(steering, Trail.begin(profile=DEFAULT), Step.SET_GOALS)
    whole = next(steering.acts_with(GoalDrafted, trail)).event
    assert isinstance(whole, GoalDrafted)
    bare = GoalDrafted(goal=evolve(whole.goal, measure=None))
    trail = trail.after(next(acts_of(bare, trail)))
    refusals = trail.decided(steering.move(Trigger.ADVANCE, trail)).refusals
    finding = next(found for found in refusals if found.code == "GOAL_SMART_INCOMPLETE")
    again = next(steering.acts_for(finding, trail)).event
    assert isinstance(again, GoalDrafted)
    assert (again.goal.id, again.goal.measure) == (whole.goal.id, whole.goal.measure)


def test_ids_of_an_unknown_kind_are_none() -> None:
    assert ids_in(Trail.begin(profile=DEFAULT).case, "Ride") == ()


def test_an_act_says_who_and_when() -> None:
    trail = Trail.begin(profile=DEFAULT)
    act = Steering(profile=DEFAULT).go_on(trail)
    assert isinstance(act, Act)
    assert trail.after(act).journal[-1].stamp == trail.stamp(act)
