"""Step 8: what its events say, refuse and keep, and what a move does to what was reviewed."""

from __future__ import annotations

import pytest
from attrs import evolve

from collabflow.core.case import Case
from collabflow.core.errors import Malformed
from collabflow.core.event import Event
from collabflow.core.lifecycle.moves import Moved
from collabflow.core.lifecycle.people import PartyLeft
from collabflow.core.people import FAMILY_ROLES, SCHOOL_ROLES, Role
from collabflow.core.values import Frequency, Per, Step, Trigger
from collabflow.goals.goal import Baseline, Domain, Goal, Measure, MeasureKind, Target
from collabflow.steps.s05_joint_planning import StrategyProposed
from collabflow.steps.s06_set_goals import GoalDrafted, GoalDropped, GoalEnd, Goals
from collabflow.steps.s08_review_and_adjust import (
    EVENTS,
    GUARDS,
    AdjustmentMade,
    Delivery,
    GoalDecision,
    GoalReviewed,
    NoChangeNeeded,
    Participation,
    ProgressMeasured,
    ReviewCadenceSet,
    ReviewHeld,
    ReviewKind,
    Reviews,
    TookPart,
    View,
    Where,
    last_change,
)
from support import LEE, MAYA, NOW, ROSA, TODAY, TOMAS, days, folded, opened, subjects, unsound

GUARD = {guard.code: guard for guard in GUARDS}
MONTHLY = Frequency(times=1, per=Per.MONTH)
READING = Goal(
    id="reading",
    domain=Domain.ACADEMIC,
    statement="Maya reads a new story aloud",
    measure=Measure(kind=MeasureKind.PERCENT_CORRECT, unit="percent", out_of=20),
    baseline=Baseline(value=35, on=TODAY - days(7)),
    target=Target(value=90),
)
DRAFTED = GoalDrafted(goal=READING)
CHECK = ProgressMeasured(goal="reading", value=41)
CONTINUES = GoalReviewed(goals=("reading",), decision=GoalDecision.CONTINUE)
MASTERED = GoalReviewed(goals=("reading",), decision=GoalDecision.MASTERED, because="Four of four")
ROSA_SAYS = View(caregiver="rosa", words="She reads to her cousin now")
CORNER = StrategyProposed(strategy="corner", what="A quiet corner for reading")
ROSA_THERE = Participation(party="rosa", took_part=TookPart.YES)
HELD = ReviewHeld(review="autumn", parties=(ROSA_THERE,))


def reviews(case: Case) -> Reviews:
    return case[Reviews]


def moved(trigger: Trigger, target: Step, *, cycle: int = 1) -> Moved:
    return Moved(trigger=trigger, target=target.value, cycle=cycle)


ADVANCED = {step: moved(Trigger.ADVANCE, step) for step in Step}


def at_step(step: Step, *events: Event) -> Case:
    """A case with Rosa and Tomás that stands at this step, after these events."""
    return folded(opened(ROSA, TOMAS, MAYA, LEE), ADVANCED[step], *events)


# words and permissions ------------------------------------------------------------------------


def test_stored_names_are_stable() -> None:
    assert [event.stored_as for event in EVENTS] == [
        "review_and_adjust.review_cadence_set",
        "review_and_adjust.progress_measured",
        "review_and_adjust.review_held",
        "review_and_adjust.goal_reviewed",
        "review_and_adjust.adjustment_made",
        "review_and_adjust.no_change_needed",
    ]


def test_families_and_systems_bring_checks_too_and_the_school_records_the_rest() -> None:
    assert ProgressMeasured.recorders == SCHOOL_ROLES | FAMILY_ROLES | {Role.SYSTEM}
    assert all(event.recorders == SCHOOL_ROLES for event in EVENTS if event is not ProgressMeasured)


def test_attendance_is_nobodys_word_and_a_confirmed_day_is() -> None:
    assert list(HELD.voices()) == []
    assert list(evolve(HELD, next_on=TODAY + days(9), confirmed_by=("rosa",)).voices()) == ["rosa"]
    assert list(ReviewCadenceSet(every=MONTHLY, next_on=TODAY, confirmed_by=("rosa",)).voices()) == ["rosa"]


def test_a_view_is_its_caregivers_word_only_where_something_was_said() -> None:
    views = (ROSA_SAYS, View(caregiver="tomas", words=" "))

    assert list(evolve(CONTINUES, views=views).voices()) == ["rosa"]


def test_a_check_is_somebodys_word_only_when_the_family_tells_it() -> None:
    assert list(CHECK.voices()) == []
    assert list(evolve(CHECK, told_by="rosa").voices()) == ["rosa"]


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: ReviewCadenceSet(every=MONTHLY, confirmed_by=("rosa",)), "confirmed_by"),
        (lambda: ReviewHeld(review="autumn", parties=(ROSA_THERE, ROSA_THERE)), "parties"),
        (lambda: ReviewHeld(review="autumn", delivery=(Delivery(strategy="a"), Delivery(strategy="a"))), "delivery"),
        (lambda: GoalReviewed(goals=()), "goals"),
        (lambda: GoalReviewed(goals=("reading",), views=(ROSA_SAYS, ROSA_SAYS)), "views"),
        (lambda: ProgressMeasured(goal="reading", value=2.0**60), "value"),
        (lambda: Delivery(strategy="a", planned=-1), "planned"),
    ],
)
def test_contradictions_within_an_event_are_refused_when_it_is_made(make: object, field: str) -> None:
    with pytest.raises(Malformed) as refused:
        make()  # type: ignore[operator]

    assert [place for place, _ in refused.value.faults] == [field]


def test_no_word_of_a_family_is_shown_by_repr() -> None:
    said = evolve(CONTINUES, views=(ROSA_SAYS,), because="secret reason", team_view="secret view")
    held = evolve(HELD, summary="secret summary", delivery=(Delivery(strategy="a", why="secret gap"),))
    case = folded(opened(), DRAFTED, evolve(CHECK, note="secret note"), said, held)

    assert "secret" not in f"{said!r}{held!r}{case[Reviews]!r}"
    assert "cousin" not in f"{said!r}{case[Reviews]!r}"


# cadence --------------------------------------------------------------------------------------


def test_a_rhythm_alone_leaves_the_day_that_was_set() -> None:
    case = folded(opened(), ReviewCadenceSet(every=MONTHLY, next_on=TODAY + days(9)), ReviewCadenceSet(every=MONTHLY))

    assert reviews(case).next is not None
    assert reviews(case).due == TODAY + days(9)


def test_a_day_that_has_passed_is_unsound() -> None:
    assert unsound(ReviewCadenceSet(every=MONTHLY, next_on=TODAY - days(1)), opened()) == ["next_on"]
    assert unsound(ReviewCadenceSet(every=MONTHLY, next_on=TODAY), opened()) == []


def test_only_caregivers_confirm_and_only_the_school_sets_the_rhythm() -> None:
    event = ReviewCadenceSet(every=MONTHLY, next_on=TODAY, confirmed_by=("lee",))

    assert unsound(event, opened()) == ["confirmed_by"]
    assert unsound(evolve(event, confirmed_by=("rosa",)), opened(), by=ROSA) == ["every"]


# checks ---------------------------------------------------------------------------------------


def test_a_check_is_of_the_day_it_happened_unless_it_says_otherwise() -> None:
    case = folded(opened(), DRAFTED, CHECK, evolve(CHECK, on=TODAY - days(2)))

    assert [check.on for check in reviews(case).checks_of(READING)] == [TODAY - days(2), TODAY]


def test_checks_from_home_and_school_are_both_kept() -> None:
    case = folded(opened(), DRAFTED, CHECK, evolve(CHECK, value=60, where=Where.HOME, told_by="rosa"))

    assert [check.value for check in reviews(case).checks_of(READING)] == [41, 60]
    assert [check.value for check in reviews(case).checks_of(READING, Where.HOME)] == [60]


def test_what_a_check_cannot_be_is_unsound() -> None:
    case = folded(opened(), DRAFTED, GoalDrafted(goal=Goal(id="bare", domain=Domain.ACADEMIC)))

    assert unsound(evolve(CHECK, value=101), case) == ["value"]
    assert unsound(evolve(CHECK, goal="unknown"), case) == ["goal"]
    assert unsound(evolve(CHECK, on=TODAY + days(1)), case) == ["on"]
    assert unsound(evolve(CHECK, told_by="lee"), case) == ["told_by"]
    assert unsound(evolve(CHECK, told_by="nobody"), case) == ["told_by"]
    assert unsound(evolve(CHECK, told_by="rosa"), case, by=ROSA) == []
    assert unsound(evolve(CHECK, goal="bare", value=101), case) == []


def test_a_check_of_a_goal_that_nobody_knows_replays_without_harm() -> None:
    case = folded(opened(), CHECK)

    assert [check.measure for check in reviews(case).points] == [None]


# reviews --------------------------------------------------------------------------------------


def test_recording_a_review_again_completes_it() -> None:
    again = ReviewHeld(
        review="autumn",
        kind=ReviewKind.SCHEDULED,
        meeting="meeting-9",
        parties=(Participation(party="kim", took_part=TookPart.SENT_INPUT),),
        delivery=(Delivery(strategy="corner", planned=4),),
        summary="Two pages",
    )
    case = folded(folded(opened(), CORNER, HELD, again), HELD, at=NOW + days(3))

    (review,) = reviews(case).held_now

    assert [part.party for part in review.parties] == ["rosa", "kim"]
    assert (review.kind, review.meeting, review.summary) == (ReviewKind.SCHEDULED, "meeting-9", "Two pages")
    assert (review.on, len(review.delivery)) == (TODAY, 1)


def test_the_last_record_of_a_person_or_strategy_wins() -> None:
    came_late = evolve(HELD, parties=(evolve(ROSA_THERE, took_part=TookPart.NO),))
    case = folded(opened(), HELD, came_late)

    assert not reviews(case).has_part_in("rosa")


def test_a_caregiver_may_confirm_the_day_and_nothing_else() -> None:
    case = folded(opened(), evolve(HELD, next_on=TODAY + days(30)))
    confirms = ReviewHeld(review="autumn", confirmed_by=("rosa",))

    assert unsound(confirms, case, by=ROSA) == []
    assert unsound(evolve(confirms, parties=(ROSA_THERE,)), case, by=ROSA) == ["review"]
    assert unsound(HELD, case, by=ROSA) == ["review"]


def test_confirming_a_day_holds_no_review() -> None:
    day = folded(opened(), ReviewCadenceSet(every=MONTHLY, next_on=TODAY + days(30)))
    case = folded(day, ReviewHeld(review="autumn", confirmed_by=("rosa",)))

    assert reviews(case).reviews == ()
    assert reviews(case).next is not None
    assert reviews(case).next.confirmed_by == ("rosa",)


def test_there_must_be_a_day_to_confirm() -> None:
    assert unsound(ReviewHeld(review="autumn", confirmed_by=("rosa",)), opened()) == ["next_on"]
    assert unsound(evolve(HELD, confirmed_by=("rosa",)), opened()) == []


def test_a_confirmation_without_any_day_replays_without_harm() -> None:
    case = folded(opened(), evolve(HELD, confirmed_by=("rosa",)))

    assert reviews(case).next is None


def test_what_a_review_cannot_name_is_unsound() -> None:
    case = folded(opened(), CORNER)
    held = ReviewHeld(
        review="autumn",
        parties=(ROSA_THERE, evolve(ROSA_THERE, party="nobody")),
        delivery=(Delivery(strategy="corner"), Delivery(strategy="unknown")),
        next_on=TODAY,
        confirmed_by=("lee",),
    )

    assert unsound(held, case) == ["next_on", "parties[1].party", "delivery[1].strategy", "confirmed_by"]


def test_somebody_who_has_left_may_have_been_there() -> None:
    case = folded(opened(), PartyLeft(party="kim", on=TODAY - days(1)))

    assert unsound(ReviewHeld(review="autumn", parties=(Participation(party="kim", took_part="yes"),)), case) == []


def test_a_service_of_the_cycle_before_may_be_compared_too() -> None:
    case = folded(opened(), CORNER, moved(Trigger.NEXT_CYCLE, Step.PLAN_MEETING, cycle=2))

    assert unsound(ReviewHeld(review="autumn", delivery=(Delivery(strategy="corner"),)), case) == []


def test_the_same_id_in_another_round_is_another_review() -> None:
    case = at_step(Step.REVIEW_AND_ADJUST, HELD, moved(Trigger.NEXT_REVIEW, Step.REVIEW_AND_ADJUST), HELD)

    assert [review.round for review in reviews(case).reviews] == [1, 2]
    assert reviews(case).get("autumn") == reviews(case).held_now[0]
    assert reviews(case).get("winter") is None


# goals ----------------------------------------------------------------------------------------


def test_a_review_keeps_what_there_was_to_look_at() -> None:
    said = reviews(folded(opened(), DRAFTED, CHECK, CONTINUES)).said_of("reading")

    assert said is not None
    assert (said.checks, said.last_check) == (1, TODAY)


def test_recording_a_goal_again_completes_it_and_keeps_every_view() -> None:
    view_of_tomas = View(caregiver="tomas", words="He would like more maps")
    case = folded(
        opened(ROSA, TOMAS, LEE),
        DRAFTED,
        evolve(CONTINUES, because="It grows", views=(ROSA_SAYS,)),
        GoalReviewed(goals=("reading",), team_view="Longer stories", views=(view_of_tomas,)),
    )

    said = reviews(case).said_of("reading")

    assert said is not None
    assert (said.decision, said.because, said.team_view) == (GoalDecision.CONTINUE, "It grows", "Longer stories")
    assert list(said.heard) == ["rosa", "tomas"]


def test_a_view_given_before_the_decision_stays_with_it() -> None:
    case = folded(opened(), DRAFTED, GoalReviewed(goals=("reading",), views=(ROSA_SAYS,)), CONTINUES)

    said = reviews(case).said_of("reading")

    assert said is not None
    assert list(said.heard) == ["rosa"]
    assert said.continues


def test_another_decision_ends_the_views_on_the_one_before() -> None:
    case = folded(
        opened(),
        DRAFTED,
        evolve(CONTINUES, views=(ROSA_SAYS,), because="It grows"),
        GoalReviewed(goals=("reading",), decision=GoalDecision.REVISE),
    )

    said = reviews(case).said_of("reading")

    assert said is not None
    assert list(said.heard) == []
    assert said.because is None


@pytest.mark.parametrize(
    ("decision", "how"), [(GoalDecision.MASTERED, GoalEnd.MASTERED), (GoalDecision.STOP, GoalEnd.STOPPED)]
)
def test_a_goal_that_is_mastered_or_stopped_is_in_force_no_longer_and_stays_reviewed(
    decision: GoalDecision, how: GoalEnd
) -> None:
    case = folded(opened(), DRAFTED, CHECK, evolve(MASTERED, decision=decision))

    (ended,) = case[Goals].over

    assert not case[Goals].is_active("reading")
    assert (ended.how, ended.why) == (how, "Four of four")
    assert reviews(case).said_of("reading") is not None
    assert subjects(GUARD["REVIEW_GOAL_SKIPPED"], case) == []
    assert subjects(GUARD["REVIEW_OUTCOME_MISSING"], case) == ["reading"]


def test_one_record_may_speak_of_several_goals() -> None:
    writing = GoalDrafted(goal=evolve(READING, id="writing"))
    both = evolve(MASTERED, goals=("reading", "writing", "reading"))
    case = folded(opened(), DRAFTED, writing, both)

    assert [said.goal for said in reviews(case).reviewed_now] == ["reading", "writing"]
    assert case[Goals].active == ()


def test_a_goal_that_has_ended_takes_only_what_completes_its_review() -> None:
    case = folded(opened(), DRAFTED, MASTERED)
    dropped = folded(opened(), DRAFTED, GoalDropped(goal="reading"))

    assert unsound(MASTERED, case) == []
    assert unsound(GoalReviewed(goals=("reading",), views=(ROSA_SAYS,)), case) == []
    assert unsound(CONTINUES, case) == ["goals[0]"]
    assert unsound(CONTINUES, dropped) == ["goals[0]"]
    assert unsound(CONTINUES, folded(case, moved(Trigger.NEXT_REVIEW, Step.REVIEW_AND_ADJUST))) == ["goals[0]"]


def test_completing_the_review_of_a_mastered_goal_ends_it_only_once() -> None:
    case = folded(opened(), DRAFTED, MASTERED, evolve(MASTERED, views=(ROSA_SAYS,)))

    assert len(case[Goals].over) == 1


def test_what_a_look_at_goals_cannot_name_is_unsound() -> None:
    case = folded(opened(), DRAFTED)
    said = GoalReviewed(goals=("unknown",), views=(ROSA_SAYS, View(caregiver="kim", words="x")))

    assert unsound(said, case) == ["goals", "views[1].caregiver"]


def test_a_goal_that_nobody_knows_replays_without_harm() -> None:
    said = reviews(folded(opened(), CONTINUES)).said_of("reading")

    assert said is not None
    assert (said.checks, said.last_check) == (0, None)


@pytest.mark.parametrize(
    "told", [{"decision": GoalDecision.MASTERED}, {"because": "It grows"}, {"team_view": "Longer stories"}]
)
def test_who_of_the_family_records_a_view_records_that_alone(told: dict[str, object]) -> None:
    view = GoalReviewed(goals=("reading",), views=(ROSA_SAYS,))
    case = folded(opened(), DRAFTED)

    assert unsound(view, case, by=ROSA) == []
    assert unsound(evolve(view, **told), case, by=ROSA) == ["decision"]


# what changes ---------------------------------------------------------------------------------


def test_an_adjustment_points_at_what_is_known_here() -> None:
    case = folded(opened(), DRAFTED, CORNER)

    assert unsound(AdjustmentMade(adjustment="more", strategy="corner", goals=("reading",)), case) == []
    assert unsound(AdjustmentMade(adjustment="more", strategy="unknown", goals=("unknown",)), case) == [
        "goals",
        "strategy",
    ]


def test_recording_an_adjustment_again_replaces_it() -> None:
    case = folded(opened(), AdjustmentMade(adjustment="more"), AdjustmentMade(adjustment="more", what="Every day"))

    assert [adjustment.what for adjustment in reviews(case).adjusted_now] == ["Every day"]
    assert case.label("adjustment", "more") == "Every day"


def test_an_adjustment_without_words_is_called_by_its_id() -> None:
    case = folded(opened(), AdjustmentMade(adjustment="more"))

    assert case.label("adjustment", "more") == "more"
    assert case.label("adjustment", "other") == "other"
    assert case.label("review", "autumn") == "autumn"


def test_a_strategy_that_is_gone_from_the_plan_carries_no_change() -> None:
    case = folded(opened(), AdjustmentMade(adjustment="more", strategy="corner"))

    assert subjects(GUARD["REVIEW_CHANGE_WITHOUT_DECISION"], case) == ["more"]


def test_the_last_reason_for_no_change_counts() -> None:
    case = folded(opened(), NoChangeNeeded(why="All goes well"), NoChangeNeeded())

    assert not reviews(case).changes_nothing
    assert len(reviews(case).unchanged) == 1


def test_the_last_change_is_known_across_cycles() -> None:
    changed = folded(opened(), DRAFTED, evolve(CONTINUES, decision=GoalDecision.CHANGE_APPROACH))
    next_cycle = folded(changed, moved(Trigger.NEXT_CYCLE, Step.PLAN_MEETING, cycle=2))
    adjusted = folded(next_cycle, AdjustmentMade(adjustment="more", goals=("reading",)), at=NOW + days(5))

    assert last_change(opened(), "reading") is None
    assert last_change(next_cycle, "reading") == TODAY
    assert last_change(adjusted, "reading") == TODAY + days(5)


# rounds ---------------------------------------------------------------------------------------

WHOLE_ROUND = (
    DRAFTED,
    CHECK,
    ReviewCadenceSet(every=MONTHLY),
    evolve(HELD, next_on=TODAY + days(30), confirmed_by=("rosa",)),
    evolve(CONTINUES, views=(View(caregiver="tomas", words="It grows"),)),
    CORNER,
    AdjustmentMade(adjustment="more", strategy="corner"),
    NoChangeNeeded(why="All goes well"),
)


@pytest.mark.parametrize(
    ("source", "trigger", "target"),
    [
        (Step.REVIEW_AND_ADJUST, Trigger.NEXT_REVIEW, Step.REVIEW_AND_ADJUST),
        (Step.JOINT_PLANNING, Trigger.INTERIM_REVIEW, Step.REVIEW_AND_ADJUST),
        (Step.PROVIDE_RESOURCES, Trigger.INTERIM_REVIEW, Step.REVIEW_AND_ADJUST),
        (Step.FOLLOW_UP, Trigger.KEEP_REVIEWING, Step.REVIEW_AND_ADJUST),
        (Step.FOLLOW_UP, Trigger.REVISE_PLAN, Step.JOINT_PLANNING),
        (Step.FOLLOW_UP, Trigger.REVISE_GOALS, Step.SET_GOALS),
    ],
)
def test_a_new_round_asks_for_its_own_review_and_keeps_what_was_held(
    source: Step, trigger: Trigger, target: Step
) -> None:
    case = at_step(source, *WHOLE_ROUND, moved(trigger, target))

    assert (reviews(case).round, len(reviews(case).reviews), len(reviews(case).reviewed)) == (2, 1, 1)
    assert reviews(case).cadence is not None
    assert reviews(case).due == TODAY + days(30)
    assert len(reviews(case).checks_of(READING)) == 1
    assert [guard.code for guard in GUARDS if subjects(guard, case)] == [
        "REVIEW_NOT_TOGETHER",
        "REVIEW_PARTY_MISSING",
        "REVIEW_GOAL_SKIPPED",
        "REVIEW_OUTCOME_MISSING",
        "REVIEW_NEXT_DATE_MISSING",
    ]


@pytest.mark.parametrize(
    "moves",
    [
        (ADVANCED[Step.REVIEW_AND_ADJUST],),
        (moved(Trigger.REVISE_PLAN, Step.JOINT_PLANNING), ADVANCED[Step.SET_GOALS], ADVANCED[Step.REVIEW_AND_ADJUST]),
        (moved(Trigger.HEAR_AGAIN, Step.ACTIVE_LISTENING), ADVANCED[Step.REVIEW_AND_ADJUST]),
        (ADVANCED[Step.PROVIDE_RESOURCES], ADVANCED[Step.FOLLOW_UP]),
    ],
    ids=["onward", "to plan and back", "to listen and back", "past it"],
)
def test_going_back_from_here_and_coming_again_is_the_same_round(moves: tuple[Moved, ...]) -> None:
    case = at_step(Step.REVIEW_AND_ADJUST, *WHOLE_ROUND, *moves)

    assert reviews(case).round == 1
    assert len(reviews(case).held_now) == 1


def test_a_review_recorded_before_the_step_is_reached_counts_there() -> None:
    case = at_step(Step.ESTABLISH_COMMUNICATION, *WHOLE_ROUND, ADVANCED[Step.REVIEW_AND_ADJUST])

    assert subjects(GUARD["REVIEW_NOT_TOGETHER"], case) == []


def test_the_same_day_again_in_a_new_round_keeps_its_confirmations() -> None:
    next_on = TODAY + days(30)
    case = at_step(
        Step.REVIEW_AND_ADJUST,
        evolve(HELD, next_on=next_on, confirmed_by=("rosa",)),
        moved(Trigger.NEXT_REVIEW, Step.REVIEW_AND_ADJUST),
        evolve(HELD, next_on=next_on, confirmed_by=("tomas",)),
    )

    assert reviews(case).next_set_now is not None
    assert reviews(case).next_set_now.confirmed_by == ("rosa", "tomas")


def test_the_next_cycle_begins_with_the_checks_of_the_goals_that_go_on() -> None:
    writing = GoalDrafted(goal=evolve(READING, id="writing"))
    case = folded(opened(), DRAFTED, writing, CHECK, evolve(CHECK, goal="writing"), MASTERED, HELD)

    after = folded(case, moved(Trigger.NEXT_CYCLE, Step.PLAN_MEETING, cycle=2))

    assert after[Reviews] == Reviews(points=case[Reviews].points[1:])
    assert after.earlier[-1][Reviews].reviews == case[Reviews].reviews


def test_where_nothing_was_checked_the_next_cycle_begins_afresh() -> None:
    case = folded(opened(), DRAFTED, HELD)

    assert case[Reviews].carried() is None
