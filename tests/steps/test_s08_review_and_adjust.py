"""Step 8: what a review together needs, guard by guard, round by round, and what must not be asked of anybody."""

from __future__ import annotations

import pytest
from attrs import evolve

from collabflow.core.case import Case
from collabflow.core.event import Calendar, Event
from collabflow.core.finding import Severity, Waivable
from collabflow.core.lifecycle.moves import Moved
from collabflow.core.lifecycle.people import PartyChanged, PartyJoined, PartyLeft
from collabflow.core.lifecycle.waivers import FindingWaived
from collabflow.core.people import Authority
from collabflow.core.values import Frequency, Per, Position, Step, Trigger
from collabflow.goals.goal import Baseline, Domain, Goal, Measure, MeasureKind, Target
from collabflow.goals.progress import Direction, Verdict
from collabflow.steps import s08_review_and_adjust as room
from collabflow.steps.s01_plan_meeting import MeetingProposed
from collabflow.steps.s05_joint_planning import (
    DecisionMade,
    Outcome,
    PositionTaken,
    StrategyKind,
    StrategyProposed,
)
from collabflow.steps.s06_set_goals import GoalDrafted, GoalDropped, GoalPositionTaken, GoalRevised
from collabflow.steps.s08_review_and_adjust import (
    AdjustmentMade,
    Delivery,
    GoalDecision,
    GoalReviewed,
    NoChangeNeeded,
    Participation,
    ProgressMeasured,
    ReviewCadenceSet,
    ReviewHeld,
    Reviews,
    TookPart,
    View,
    Where,
    delivered_share,
    line_of,
    relevant_parties,
    rule_of,
    suggestions,
)
from support import (
    KIM,
    LEE,
    MAYA,
    NOW,
    ROSA,
    SAM,
    TODAY,
    TOMAS,
    Pair,
    context,
    days,
    folded,
    found,
    opened,
    subjects,
)

GUARD = {guard.code: guard for guard in room.GUARDS}
REVIEW_AT = NOW + days(60)
REVIEW_DAY = REVIEW_AT.date()
WEEKLY = Frequency(times=1, per=Per.WEEK)

READING = Goal(
    id="reading",
    domain=Domain.ACADEMIC,
    statement="Maya reads a new story aloud",
    measure=Measure(kind=MeasureKind.RATE, unit="words per minute"),
    baseline=Baseline(value=35, on=TODAY),
    target=Target(value=90),
    schedule=WEEKLY,
    due_on=TODAY + days(140),
)
"""Goal and numbers of the playbook's test vectors: from 35 to 90 words in 20 weeks."""

DRAFTED = GoalDrafted(goal=READING)
SLOW = tuple(
    ProgressMeasured(goal="reading", value=value, on=TODAY + days(7 * week))
    for week, value in enumerate((36, 39, 41, 40, 44, 45, 46, 49), start=1)
)
"""Eight weekly checks, the last four all behind the line."""

STEADY = tuple(
    ProgressMeasured(goal="reading", value=value, on=TODAY + days(7 * week))
    for week, value in enumerate((38, 40, 44, 45, 50, 51, 53, 58), start=1)
)
"""Eight weekly checks around the line."""

SPEECH = StrategyProposed(strategy="speech", kind=StrategyKind.SERVICE, what="Time with the speech therapist")
SPEECH_ADOPTED = DecisionMade(strategy="speech", outcome=Outcome.ADOPTED)
CORNER = StrategyProposed(strategy="corner", what="A quiet corner for reading", responsible="kim")
CORNER_ADOPTED = DecisionMade(strategy="corner", outcome=Outcome.ADOPTED)
ROSA_AGREES = PositionTaken(party="rosa", strategies=("corner",), position=Position.AGREE)
MORE_CORNER = AdjustmentMade(adjustment="more", strategy="corner", what="The corner every day", goals=("reading",))
CONTINUES = GoalReviewed(goals=("reading",), decision=GoalDecision.CONTINUE)
CHANGES = GoalReviewed(goals=("reading",), decision=GoalDecision.CHANGE_APPROACH)
CADENCE = ReviewCadenceSet(every=Frequency(times=1, per=Per.MONTH))
NEXT_DAY = REVIEW_DAY + days(30)


def there(*people: str, how: TookPart = TookPart.YES) -> ReviewHeld:
    """A review with these people."""
    return ReviewHeld(review="autumn", parties=tuple(Participation(party=p, took_part=how) for p in people))


HELD = evolve(there("rosa", "lee", "kim"), next_on=NEXT_DAY, confirmed_by=("rosa",))

PAIRS = (
    Pair(guard=GUARD["REVIEW_CADENCE_MISSING"], subject="cadence", mend=(CADENCE,)),
    Pair(guard=GUARD["REVIEW_NOT_TOGETHER"], subject="rosa", mend=(there("rosa"),)),
    Pair(
        guard=GUARD["REVIEW_NOT_TOGETHER"],
        subject="rosa",
        given=(there("rosa", how=TookPart.NO),),
        mend=(there("rosa", how=TookPart.SENT_INPUT),),
    ),
    Pair(
        guard=GUARD["REVIEW_NOT_TOGETHER"],
        subject="rosa",
        given=(DRAFTED, CONTINUES),
        mend=(evolve(CONTINUES, views=(View(caregiver="rosa", words="She reads to her cousin now"),)),),
    ),
    Pair(
        guard=GUARD["REVIEW_NOT_TOGETHER"],
        subject="caregiver",
        given=(there("lee"),),
        mend=(PartyJoined(party=ROSA), there("rosa")),
        parties=(LEE, KIM),
    ),
    Pair(
        guard=GUARD["REVIEW_PARTY_MISSING"],
        subject="kim",
        given=(GoalDrafted(goal=evolve(READING, owner="kim")),),
        mend=(there("kim"),),
    ),
    Pair(guard=GUARD["REVIEW_GOAL_SKIPPED"], subject="reading", given=(DRAFTED,), mend=(CONTINUES,)),
    Pair(
        guard=GUARD["REVIEW_GOAL_SKIPPED"],
        subject="reading",
        given=(DRAFTED, GoalReviewed(goals=("reading",), team_view="She chooses longer stories")),
        mend=(GoalDropped(goal="reading"),),
    ),
    Pair(guard=GUARD["REVIEW_NO_DATA"], subject="reading", given=(DRAFTED,), mend=SLOW[:1], at=REVIEW_AT),
    Pair(
        guard=GUARD["REVIEW_SLOW_PROGRESS_UNADDRESSED"],
        subject="reading",
        given=(DRAFTED, *SLOW, CONTINUES),
        mend=(evolve(CONTINUES, because="The reading corner opened only last week"),),
        at=REVIEW_AT,
    ),
    Pair(
        guard=GUARD["REVIEW_SLOW_PROGRESS_UNADDRESSED"],
        subject="reading",
        given=(DRAFTED, *SLOW, CONTINUES),
        mend=(CHANGES,),
        at=REVIEW_AT,
    ),
    Pair(
        guard=GUARD["REVIEW_SLOW_PROGRESS_UNADDRESSED"],
        subject="reading",
        given=(DRAFTED, *SLOW, CONTINUES, CORNER),
        mend=(MORE_CORNER,),
        at=REVIEW_AT,
    ),
    Pair(
        guard=GUARD["REVIEW_CHANGE_WITHOUT_DECISION"],
        subject="more",
        given=(DRAFTED, AdjustmentMade(adjustment="more", what="The corner every day")),
        mend=(CORNER, ROSA_AGREES, CORNER_ADOPTED, MORE_CORNER),
    ),
    Pair(
        guard=GUARD["REVIEW_CHANGE_WITHOUT_DECISION"],
        subject="more",
        given=(DRAFTED, CORNER, ROSA_AGREES, MORE_CORNER),
        mend=(CORNER_ADOPTED,),
    ),
    Pair(
        guard=GUARD["REVIEW_CHANGE_WITHOUT_DECISION"],
        subject="more",
        given=(DRAFTED, CORNER, CORNER_ADOPTED, MORE_CORNER),
        mend=(ROSA_AGREES,),
    ),
    Pair(
        guard=GUARD["REVIEW_CHANGE_WITHOUT_DECISION"],
        subject="raised",
        given=(
            DRAFTED,
            GoalReviewed(goals=("reading",), decision=GoalDecision.RAISE),
            AdjustmentMade(adjustment="raised", goals=("reading",)),
        ),
        mend=(GoalPositionTaken(party="rosa", goals=("reading",), position=Position.AGREE),),
    ),
    Pair(guard=GUARD["REVIEW_OUTCOME_MISSING"], subject="review", mend=(NoChangeNeeded(why="All goes well"),)),
    Pair(
        guard=GUARD["REVIEW_OUTCOME_MISSING"],
        subject="reading",
        given=(DRAFTED, CHANGES),
        mend=(CORNER, MORE_CORNER),
    ),
    Pair(
        guard=GUARD["REVIEW_OUTCOME_MISSING"],
        subject="reading",
        given=(DRAFTED, GoalReviewed(goals=("reading",), decision=GoalDecision.MASTERED), NoChangeNeeded(why=" ")),
        mend=(NoChangeNeeded(why="She reached it, and the rest goes on"),),
    ),
    Pair(
        guard=GUARD["REVIEW_NEXT_DATE_MISSING"],
        subject="next_review",
        given=(there("rosa"),),
        mend=(evolve(there("rosa"), next_on=TODAY + days(30)),),
    ),
    Pair(
        guard=GUARD["REVIEW_NEXT_DATE_MISSING"],
        subject="next_review",
        given=(there("rosa"),),
        mend=(evolve(CADENCE, next_on=TODAY + days(30)),),
    ),
    Pair(
        guard=GUARD["REVIEW_OVERDUE"],
        subject="review",
        given=(CADENCE,),
        mend=(there("rosa"),),
        mended_at=NOW + days(31),
    ),
    Pair(
        guard=GUARD["REVIEW_OVERDUE"],
        subject="review",
        given=(evolve(CADENCE, next_on=TODAY + days(7)),),
        mend=(evolve(CADENCE, next_on=TODAY + days(21)),),
        mended_at=NOW + days(8),
    ),
    Pair(
        guard=GUARD["REVIEW_DATA_STALE"],
        subject="reading",
        given=(DRAFTED, *SLOW),
        mend=(ProgressMeasured(goal="reading", value=55, on=REVIEW_DAY + days(14)),),
        at=REVIEW_AT + days(15),
    ),
    Pair(
        guard=GUARD["REVIEW_DELIVERY_NOT_CHECKED"],
        subject="speech",
        given=(SPEECH, SPEECH_ADOPTED, ReviewHeld(review="autumn", delivery=(Delivery(strategy="speech", planned=8),))),
        mend=(ReviewHeld(review="autumn", delivery=(Delivery(strategy="speech", planned=8, delivered=6),)),),
    ),
    Pair(
        guard=GUARD["REVIEW_NEXT_DATE_NOT_CONFIRMED"],
        subject="next_review",
        given=(evolve(there("rosa"), next_on=TODAY + days(30)),),
        mend=(ReviewHeld(review="autumn", confirmed_by=("rosa",)),),
    ),
)


def named(pair: Pair) -> str:
    return f"{pair.guard.code} {pair.subject}"


def before(pair: Pair) -> Case:
    return folded(opened(*pair.parties), *pair.given, at=pair.at)


def absent(caregiver: str) -> Event:
    """A waiver after documented attempts that stands for this caregiver."""
    return FindingWaived(
        code="REVIEW_NOT_TOGETHER",
        subject=caregiver,
        why="Three attempts on three days, and video was offered",
        step=Step.REVIEW_AND_ADJUST,
        kind=Waivable.ATTEMPTS,
        absent=caregiver,
    )


def moved(trigger: Trigger, target: Step = Step.REVIEW_AND_ADJUST) -> Moved:
    """The cycle moves there."""
    return Moved(trigger=trigger, target=target.value, cycle=1)


def reviewed(*events: Event) -> Case:
    """The case after these events, all recorded on the day of the review."""
    return folded(opened(), *events, at=REVIEW_AT)


def lacks(code: str, case: Case, **limits: float) -> list[str]:
    """What this guard finds on the day of the review."""
    return subjects(GUARD[code], case, at=REVIEW_AT, **limits)


@pytest.mark.parametrize("pair", PAIRS, ids=named)
def test_a_guard_finds_what_lacks_and_its_remedy_removes_it(pair: Pair) -> None:
    at = pair.mended_at or pair.at
    lacking = before(pair)

    mended = folded(lacking, *pair.mend, at=at)

    assert pair.subject in subjects(pair.guard, lacking, at=at)
    assert pair.subject not in subjects(pair.guard, mended, at=at)
    assert any(type(event) in pair.guard.remedies for event in pair.mend)


@pytest.mark.parametrize("pair", PAIRS, ids=named)
def test_every_finding_reads_as_a_short_plain_sentence_with_its_remedy(pair: Pair) -> None:
    case = before(pair)

    for finding in found(pair.guard, case, at=pair.mended_at or pair.at):
        assert finding.reason(case).endswith(".")
        assert finding.reason(case)[0].isupper() or finding.reason(case).startswith("“")
        assert len(finding.reason(case)) <= 160
        assert finding.how_to_mend(case)[0].isupper()
        assert "{" not in finding.text(case)


def test_every_guard_has_a_pair() -> None:
    assert {guard.code for guard in room.GUARDS} == {pair.guard.code for pair in PAIRS}


def test_severities_and_waivers_are_those_of_the_cycle() -> None:
    reason = [g.code for g in room.GUARDS if g.waivable is Waivable.REASON]

    assert [guard.severity for guard in room.GUARDS] == [Severity.BLOCKER] * 9 + [Severity.WARNING] * 4
    assert reason == ["REVIEW_PARTY_MISSING", "REVIEW_NO_DATA", "REVIEW_SLOW_PROGRESS_UNADDRESSED"]
    assert [g.code for g in room.GUARDS if g.waivable is Waivable.ATTEMPTS] == ["REVIEW_NOT_TOGETHER"]
    assert not any(guard.standing for guard in room.GUARDS)


def test_an_empty_record_never_passes_for_a_review() -> None:
    case = opened()

    assert [guard.code for guard in room.GUARDS if subjects(guard, case)] == [
        "REVIEW_CADENCE_MISSING",
        "REVIEW_NOT_TOGETHER",
        "REVIEW_PARTY_MISSING",
        "REVIEW_OUTCOME_MISSING",
        "REVIEW_NEXT_DATE_MISSING",
    ]


def test_a_review_held_together_in_which_every_goal_continues_lacks_nothing() -> None:
    case = reviewed(DRAFTED, *STEADY, CADENCE, HELD, CONTINUES)

    assert [guard.code for guard in room.GUARDS if subjects(guard, case, at=REVIEW_AT)] == []


# together -------------------------------------------------------------------------------------


def test_one_caregiver_is_enough_for_together_but_each_who_decides_is_asked_for() -> None:
    case = folded(opened(ROSA, TOMAS, LEE), there("rosa"))

    assert subjects(GUARD["REVIEW_NOT_TOGETHER"], case) == []
    assert subjects(GUARD["REVIEW_PARTY_MISSING"], case) == ["tomas"]


def test_a_review_without_any_caregiver_names_each_of_them_for_the_waiver() -> None:
    case = folded(opened(ROSA, TOMAS, LEE), there("lee"))

    findings = found(GUARD["REVIEW_NOT_TOGETHER"], case)

    assert [finding.param("caregiver") for finding in findings] == ["rosa", "tomas"]
    assert findings[0].reason(case) == "Rosa Vidal has not been part of this review."


def test_who_is_there_is_asked_although_another_caregiver_is_absent() -> None:
    case = folded(opened(ROSA, TOMAS, LEE), absent("rosa"))

    assert subjects(GUARD["REVIEW_NOT_TOGETHER"], case) == ["tomas"]


def test_nothing_is_asked_of_a_family_that_could_not_be_reached() -> None:
    case = folded(
        opened(),
        evolve(there("lee"), next_on=TODAY + days(30)),
        CORNER,
        CORNER_ADOPTED,
        AdjustmentMade(adjustment="more", strategy="corner"),
        absent("rosa"),
    )

    assert subjects(GUARD["REVIEW_NOT_TOGETHER"], case) == []
    assert "rosa" not in subjects(GUARD["REVIEW_PARTY_MISSING"], case)
    assert subjects(GUARD["REVIEW_NEXT_DATE_NOT_CONFIRMED"], case) == []
    assert subjects(GUARD["REVIEW_CHANGE_WITHOUT_DECISION"], case) == []


def test_an_absent_family_replaces_no_decision() -> None:
    case = folded(opened(), CORNER, AdjustmentMade(adjustment="more", strategy="corner"), absent("rosa"))

    assert subjects(GUARD["REVIEW_CHANGE_WITHOUT_DECISION"], case) == ["more"]


def test_a_caregiver_without_a_say_is_not_made_to_come() -> None:
    barred = evolve(TOMAS, authority=Authority.NONE)
    case = folded(opened(ROSA, barred, LEE), absent("rosa"))

    assert subjects(GUARD["REVIEW_NOT_TOGETHER"], case) == []


def test_where_no_caregiver_has_a_say_the_family_is_asked_all_the_same() -> None:
    case = opened(evolve(ROSA, authority=Authority.INFORMED_ONLY), LEE)

    assert subjects(GUARD["REVIEW_NOT_TOGETHER"], case) == ["rosa"]


def test_where_no_caregiver_has_a_say_those_whom_a_meeting_covers_are_asked_for_the_family() -> None:
    informed = (evolve(person, authority=Authority.INFORMED_ONLY) for person in (ROSA, TOMAS))
    case = folded(opened(*informed, LEE), MeetingProposed(meeting="m1", invitees=("rosa",)))

    assert subjects(GUARD["REVIEW_NOT_TOGETHER"], case) == ["rosa"]


def test_a_view_without_words_is_no_part_in_a_review() -> None:
    silent = evolve(CONTINUES, views=(View(caregiver="rosa", words="  "),))
    case = folded(opened(), DRAFTED, silent)

    assert subjects(GUARD["REVIEW_NOT_TOGETHER"], case) == ["rosa"]


# relevant people ------------------------------------------------------------------------------


def test_relevant_are_owners_those_who_carry_out_deciding_caregivers_and_the_student() -> None:
    therapist = evolve(SAM, id="ida", name="Ida Moen")
    case = folded(
        opened(ROSA, evolve(TOMAS, authority=Authority.UNKNOWN), MAYA, LEE, KIM, therapist),
        GoalDrafted(goal=evolve(READING, owner="ida")),
        CORNER,
        CORNER_ADOPTED,
    )

    assert relevant_parties(case, TODAY) == ("ida", "kim", "rosa", "maya")


def test_each_relevant_person_is_named_once() -> None:
    case = folded(opened(), GoalDrafted(goal=evolve(READING, owner="kim")), CORNER, CORNER_ADOPTED)

    assert relevant_parties(case, TODAY) == ("kim", "rosa")


def test_who_left_or_proposed_something_that_is_not_done_is_not_relevant() -> None:
    case = folded(
        opened(),
        GoalDrafted(goal=evolve(READING, owner="kim")),
        evolve(CORNER, responsible="sam"),
        DecisionMade(strategy="corner", outcome=Outcome.NOT_ADOPTED),
        PartyLeft(party="kim"),
    )

    assert relevant_parties(case, TODAY + days(1)) == ("rosa",)


def test_an_absent_caregiver_is_not_relevant_even_where_they_carry_something_out() -> None:
    case = folded(opened(), evolve(CORNER, responsible="rosa"), CORNER_ADOPTED, absent("rosa"))

    assert relevant_parties(case, TODAY) == ()


def test_people_heard_apart_are_part_of_the_same_review() -> None:
    apart = evolve(there("tomas"), review="autumn, second talk")
    case = folded(opened(ROSA, TOMAS, LEE), there("rosa"), apart)

    assert subjects(GUARD["REVIEW_PARTY_MISSING"], case) == []


# progress -------------------------------------------------------------------------------------


def test_a_check_on_the_day_of_the_baseline_is_no_progress_information() -> None:
    case = reviewed(DRAFTED, ProgressMeasured(goal="reading", value=35, on=TODAY))

    assert lacks("REVIEW_NO_DATA", case) == ["reading"]


def test_a_check_of_another_measure_is_no_progress_information() -> None:
    counted = evolve(READING, measure=Measure(kind=MeasureKind.COUNT, unit="stories"))
    case = reviewed(DRAFTED, *SLOW, GoalRevised(goal=counted))

    assert lacks("REVIEW_NO_DATA", case) == ["reading"]


def test_a_goal_without_baseline_or_measure_counts_every_check_of_it() -> None:
    bare = evolve(READING, measure=None, baseline=None)
    case = reviewed(GoalDrafted(goal=bare), ProgressMeasured(goal="reading", value=35, on=TODAY))

    assert lacks("REVIEW_NO_DATA", case) == []


def test_checks_made_while_the_goal_had_no_measure_stay_with_it() -> None:
    case = reviewed(GoalDrafted(goal=evolve(READING, measure=None)), *SLOW, GoalRevised(goal=READING))

    assert lacks("REVIEW_NO_DATA", case) == []


def test_a_check_of_another_goal_is_no_progress_information_for_this_one() -> None:
    case = reviewed(DRAFTED, GoalDrafted(goal=evolve(READING, id="writing")), *SLOW)

    assert lacks("REVIEW_NO_DATA", case) == ["writing"]


def test_a_goal_that_was_reviewed_with_checks_and_then_raised_is_not_asked_for_more_in_this_round() -> None:
    raised = evolve(READING, baseline=Baseline(value=49, on=REVIEW_DAY), target=Target(value=110))
    case = reviewed(DRAFTED, *SLOW, GoalReviewed(goals=("reading",), decision=GoalDecision.RAISE))

    assert lacks("REVIEW_NO_DATA", folded(case, GoalRevised(goal=raised), at=REVIEW_AT)) == []


def test_a_goal_that_was_reviewed_without_checks_still_has_none() -> None:
    assert lacks("REVIEW_NO_DATA", reviewed(DRAFTED, CONTINUES)) == ["reading"]


def test_an_old_check_counts_from_twice_the_interval_on() -> None:
    case = reviewed(DRAFTED, *SLOW)
    last = TODAY + days(56)

    assert subjects(GUARD["REVIEW_DATA_STALE"], case, at=NOW + days(70)) == []
    assert subjects(GUARD["REVIEW_DATA_STALE"], case, at=NOW + days(71)) == ["reading"]
    assert found(GUARD["REVIEW_DATA_STALE"], case, at=NOW + days(71))[0].param("day") == last


def test_a_school_break_softens_an_old_check_and_never_hides_it() -> None:
    case = reviewed(DRAFTED, *SLOW)
    holidays = Calendar(breaks_from=(TODAY + days(57),), breaks_to=(TODAY + days(70),))

    resting = found(GUARD["REVIEW_DATA_STALE"], case, at=NOW + days(80), calendar=holidays)
    late = found(GUARD["REVIEW_DATA_STALE"], case, at=NOW + days(85), calendar=holidays)

    assert [finding.severity for finding in resting] == [Severity.PROMPT]
    assert [finding.severity for finding in late] == [Severity.WARNING]


def test_without_a_schedule_no_check_is_old() -> None:
    case = reviewed(GoalDrafted(goal=evolve(READING, schedule=None)), *SLOW)

    assert subjects(GUARD["REVIEW_DATA_STALE"], case, at=NOW + days(300)) == []


def test_a_goal_that_was_never_checked_has_no_old_check() -> None:
    assert subjects(GUARD["REVIEW_DATA_STALE"], reviewed(DRAFTED), at=NOW + days(300)) == []


# slow progress --------------------------------------------------------------------------------

UNADDRESSED = "REVIEW_SLOW_PROGRESS_UNADDRESSED"


def test_steady_progress_needs_no_reason_to_continue() -> None:
    assert lacks(UNADDRESSED, reviewed(DRAFTED, *STEADY, CONTINUES)) == []


def test_too_few_checks_never_say_slow() -> None:
    assert lacks(UNADDRESSED, reviewed(DRAFTED, *SLOW[:3], CONTINUES)) == []


def test_slow_progress_asks_nothing_before_the_goal_is_reviewed() -> None:
    assert lacks(UNADDRESSED, reviewed(DRAFTED, *SLOW)) == []


def test_slow_progress_asks_nothing_while_the_review_has_heard_views_and_decided_nothing() -> None:
    case = reviewed(DRAFTED, *SLOW, GoalReviewed(goals=("reading",), team_view="She chooses longer stories"))

    assert lacks(UNADDRESSED, case) == []
    assert lacks("REVIEW_GOAL_SKIPPED", case) == ["reading"]


def test_the_number_of_checks_is_a_limit() -> None:
    case = reviewed(DRAFTED, *SLOW[-3:], CONTINUES)

    assert lacks(UNADDRESSED, case) == []
    assert lacks(UNADDRESSED, case, rule_points=3) == ["reading"]


def test_the_weeks_before_there_is_a_verdict_are_a_limit() -> None:
    case = reviewed(DRAFTED, *SLOW, CONTINUES)

    assert lacks(UNADDRESSED, case, rule_weeks=8) == ["reading"]
    assert lacks(UNADDRESSED, case, rule_weeks=9) == []


def test_one_check_alone_never_decides_whatever_the_limit_says() -> None:
    assert rule_of({"rule_points": 1, "rule_points_above": 0, "rule_weeks": 0}).below == 2


def test_checks_before_the_last_change_of_approach_do_not_count() -> None:
    changed = folded(opened(), DRAFTED, CHANGES, at=NOW + days(40))
    next_round = folded(changed, *SLOW, moved(Trigger.NEXT_REVIEW), CONTINUES, at=REVIEW_AT)

    assert lacks(UNADDRESSED, next_round) == []


def test_four_slow_checks_after_the_last_change_count() -> None:
    changed = folded(opened(), DRAFTED, CHANGES, at=NOW + days(20))
    next_round = folded(changed, *SLOW, moved(Trigger.NEXT_REVIEW), CONTINUES, at=REVIEW_AT)

    assert lacks(UNADDRESSED, next_round) == ["reading"]


def test_checks_from_home_and_school_are_judged_apart() -> None:
    half = [evolve(check, where=Where.HOME) if place % 2 else check for place, check in enumerate(SLOW[-6:])]

    mixed = reviewed(DRAFTED, *half, CONTINUES)
    at_home = reviewed(DRAFTED, *STEADY, *(evolve(check, where=Where.HOME) for check in SLOW), CONTINUES)

    assert lacks(UNADDRESSED, mixed) == []
    assert lacks(UNADDRESSED, at_home) == ["reading"]


def test_a_goal_slow_only_where_breaks_count_as_teaching_is_told_as_a_warning() -> None:
    holidays = Calendar(breaks_from=(TODAY + days(7),), breaks_to=(TODAY + days(48),))
    slow_start = evolve(READING, due_on=TODAY + days(140))
    checks = tuple(
        ProgressMeasured(goal="reading", value=value, on=TODAY + days(day))
        for day, value in ((50, 43), (52, 44), (54, 45), (56, 46))
    )
    case = reviewed(GoalDrafted(goal=slow_start), *checks, CONTINUES)

    softened = found(GUARD[UNADDRESSED], case, at=REVIEW_AT, calendar=holidays)

    assert [finding.severity for finding in found(GUARD[UNADDRESSED], case, at=REVIEW_AT)] == [Severity.BLOCKER]
    assert [finding.severity for finding in softened] == [Severity.WARNING]


@pytest.mark.parametrize(
    "change",
    [
        {"measure": None},
        {"baseline": None},
        {"target": None},
        {"due_on": None},
        {"due_on": TODAY},
        {"target": Target(value=20)},
        {"measure": Measure(kind=MeasureKind.RATE, unit="words per minute", direction=Direction.DECREASE)},
    ],
    ids=["no measure", "no baseline", "no target", "no end", "no time", "downwards", "other way"],
)
def test_a_goal_whose_parts_make_no_line_has_no_verdict(change: dict[str, object]) -> None:
    goal = evolve(READING, **change)
    case = reviewed(GoalDrafted(goal=goal), *SLOW, CONTINUES)

    assert line_of(goal) is None
    assert suggestions(case, goal, context(at=REVIEW_AT)) == ()
    assert lacks(UNADDRESSED, case) == []


def test_a_goal_whose_whole_time_is_a_break_has_no_line() -> None:
    holidays = Calendar(breaks_from=(TODAY,), breaks_to=(TODAY + days(150),))

    assert line_of(READING, holidays) is None


def test_a_goal_to_maintain_is_slow_only_outside_its_tolerance() -> None:
    keeps = Measure(kind=MeasureKind.RATE, unit="words per minute", direction=Direction.MAINTAIN)
    goal = evolve(READING, measure=keeps, baseline=Baseline(value=50, on=TODAY), target=Target(value=50))
    near = tuple(ProgressMeasured(goal="reading", value=46, on=TODAY + days(7 * week)) for week in range(1, 6))
    away = tuple(ProgressMeasured(goal="reading", value=40, on=TODAY + days(7 * week)) for week in range(1, 6))

    assert lacks(UNADDRESSED, reviewed(GoalDrafted(goal=goal), *near, CONTINUES)) == []
    assert lacks(UNADDRESSED, reviewed(GoalDrafted(goal=goal), *away, CONTINUES)) == ["reading"]


def test_a_suggestion_leads_with_delivery_where_little_of_it_took_place() -> None:
    goal = evolve(READING, strategies=("speech", "corner", "unknown"))
    delivery = (Delivery(strategy="speech", planned=10, delivered=4), Delivery(strategy="corner", planned=5))
    held = ReviewHeld(review="autumn", delivery=delivery)
    case = reviewed(GoalDrafted(goal=goal), SPEECH, CORNER, *SLOW, held)

    ((where, suggestion),) = suggestions(case, goal, context(at=REVIEW_AT))

    assert (where, suggestion.verdict) == (Where.SCHOOL, Verdict.CHANGE_TEACHING)
    assert delivered_share(case[Reviews], goal) == 0.4
    assert suggestion.delivery_first


def test_nothing_planned_says_nothing_about_delivery() -> None:
    goal = evolve(READING, strategies=("speech",))
    held = ReviewHeld(review="autumn", delivery=(Delivery(strategy="speech", planned=0, delivered=0),))
    case = reviewed(GoalDrafted(goal=goal), SPEECH, held)

    assert delivered_share(case[Reviews], goal) is None


# delivery -------------------------------------------------------------------------------------


def test_only_services_that_are_to_be_done_and_have_begun_are_checked_for_delivery() -> None:
    later = evolve(SPEECH, strategy="later", starts=TODAY + days(5))
    refused = evolve(SPEECH, strategy="refused")
    case = folded(
        opened(),
        CORNER,
        CORNER_ADOPTED,
        later,
        DecisionMade(strategy="later", outcome=Outcome.ADOPTED),
        refused,
        DecisionMade(strategy="refused", outcome=Outcome.NOT_ADOPTED),
        evolve(SPEECH, starts=TODAY),
        SPEECH_ADOPTED,
    )

    assert subjects(GUARD["REVIEW_DELIVERY_NOT_CHECKED"], case) == ["speech"]


def test_a_later_talk_of_the_round_may_complete_what_was_delivered() -> None:
    first = ReviewHeld(review="first", delivery=(Delivery(strategy="speech", planned=8, delivered=6),))
    second = ReviewHeld(review="second", delivery=(Delivery(strategy="speech", planned=8, delivered=7),))
    case = folded(opened(), SPEECH, first, second)

    found_now = case[Reviews].delivery_now("speech")

    assert found_now is not None
    assert found_now.delivered == 7


# result ---------------------------------------------------------------------------------------


def test_an_adjustment_that_names_no_goal_is_the_result_for_all_of_them() -> None:
    case = folded(opened(), DRAFTED, CHANGES, CORNER, AdjustmentMade(adjustment="more", strategy="corner"))

    assert subjects(GUARD["REVIEW_OUTCOME_MISSING"], case) == []


def test_an_adjustment_for_one_goal_is_no_result_for_another() -> None:
    writing = GoalDrafted(goal=evolve(READING, id="writing"))
    both = evolve(CHANGES, goals=("reading", "writing"))
    case = folded(opened(), DRAFTED, writing, both, CORNER, MORE_CORNER)

    assert subjects(GUARD["REVIEW_OUTCOME_MISSING"], case) == ["writing"]


def test_an_adjustment_is_a_result_even_before_any_goal_is_reviewed() -> None:
    case = folded(opened(), CORNER, AdjustmentMade(adjustment="more", strategy="corner"))

    assert subjects(GUARD["REVIEW_OUTCOME_MISSING"], case) == []


def test_a_view_alone_is_no_result() -> None:
    view = GoalReviewed(goals=("reading",), views=(View(caregiver="rosa", words="It grows"),))

    assert subjects(GUARD["REVIEW_OUTCOME_MISSING"], folded(opened(), DRAFTED, view)) == ["review"]


def test_a_position_on_a_goal_before_its_review_is_no_joint_decision_about_a_change() -> None:
    agreed = folded(
        opened(), DRAFTED, GoalPositionTaken(party="rosa", goals=("reading",), position=Position.AGREE), at=NOW
    )
    case = folded(agreed, CHANGES, AdjustmentMade(adjustment="more", goals=("reading",)), at=REVIEW_AT)

    assert lacks("REVIEW_CHANGE_WITHOUT_DECISION", case) == ["more"]


def test_a_change_of_two_goals_needs_a_caregivers_word_on_each() -> None:
    two = folded(opened(), DRAFTED, GoalDrafted(goal=evolve(READING, id="maps", statement="Maya draws a map")))
    reviewed = folded(two, evolve(CHANGES, goals=("reading", "maps")))
    case = folded(reviewed, AdjustmentMade(adjustment="more", goals=("reading", "maps")))
    one = GoalPositionTaken(party="rosa", goals=("reading",), position=Position.AGREE)

    assert lacks("REVIEW_CHANGE_WITHOUT_DECISION", folded(case, one)) == ["more"]
    assert lacks("REVIEW_CHANGE_WITHOUT_DECISION", folded(case, one, evolve(one, goals=("maps",)))) == []


def test_a_teachers_word_on_a_goal_is_no_joint_decision_about_a_change() -> None:
    case = folded(
        opened(),
        DRAFTED,
        CHANGES,
        AdjustmentMade(adjustment="more", goals=("reading",)),
        GoalPositionTaken(party="kim", goals=("reading",), position=Position.AGREE),
    )

    assert lacks("REVIEW_CHANGE_WITHOUT_DECISION", case) == ["more"]


def test_where_no_caregiver_is_known_a_decision_of_the_school_is_no_joint_one() -> None:
    case = folded(opened(LEE, KIM), CORNER, CORNER_ADOPTED, evolve(MORE_CORNER, goals=()))

    assert lacks("REVIEW_CHANGE_WITHOUT_DECISION", case) == ["more"]


def test_a_change_to_a_goal_that_nobody_reviewed_has_no_joint_decision() -> None:
    case = folded(
        opened(),
        DRAFTED,
        GoalPositionTaken(party="rosa", goals=("reading",), position=Position.AGREE),
        AdjustmentMade(adjustment="more", goals=("reading",)),
    )

    assert subjects(GUARD["REVIEW_CHANGE_WITHOUT_DECISION"], case) == ["more"]


def test_a_strategy_that_changed_after_its_decision_no_longer_carries_a_change() -> None:
    decided = folded(opened(), DRAFTED, CORNER, ROSA_AGREES, CORNER_ADOPTED, MORE_CORNER)
    changed = folded(decided, evolve(CORNER, what="A quiet corner, all day"))

    assert subjects(GUARD["REVIEW_CHANGE_WITHOUT_DECISION"], decided) == []
    assert subjects(GUARD["REVIEW_CHANGE_WITHOUT_DECISION"], changed) == ["more"]


def test_a_change_is_named_by_its_words() -> None:
    case = folded(opened(), CORNER, evolve(MORE_CORNER, goals=()))
    (finding,) = found(GUARD["REVIEW_CHANGE_WITHOUT_DECISION"], case)

    assert finding.reason(case) == "The change “The corner every day” has no joint decision."


# the next one ---------------------------------------------------------------------------------


def test_a_review_is_due_as_the_rhythm_says_from_the_last_one_on() -> None:
    case = folded(folded(opened(), CADENCE), there("rosa"), at=NOW + days(10))

    assert case[Reviews].due == TODAY + days(40)
    assert subjects(GUARD["REVIEW_OVERDUE"], case, at=NOW + days(40)) == []
    assert subjects(GUARD["REVIEW_OVERDUE"], case, at=NOW + days(41)) == ["review"]


def test_the_day_that_was_set_goes_before_the_rhythm() -> None:
    case = folded(opened(), CADENCE, evolve(there("rosa"), next_on=TODAY + days(90)))

    assert case[Reviews].due == TODAY + days(90)
    assert subjects(GUARD["REVIEW_OVERDUE"], case, at=NOW + days(89)) == []


def test_agreeing_on_the_same_rhythm_again_does_not_put_off_a_review() -> None:
    case = folded(folded(opened(), CADENCE), CADENCE, at=NOW + days(29))
    changed = folded(case, evolve(CADENCE, every=WEEKLY), at=NOW + days(29))

    assert case[Reviews].due == TODAY + days(30)
    assert changed[Reviews].due == TODAY + days(36)


def test_without_rhythm_or_day_nothing_is_late() -> None:
    case = folded(opened(), there("rosa"))

    assert case[Reviews].due is None
    assert subjects(GUARD["REVIEW_OVERDUE"], case, at=NOW + days(900)) == []


def test_a_day_is_set_only_when_it_comes_after_the_review() -> None:
    agreed = folded(opened(), evolve(CADENCE, next_on=TODAY + days(10)))
    held = folded(agreed, there("rosa"), at=NOW + days(10))

    assert subjects(GUARD["REVIEW_NEXT_DATE_MISSING"], agreed) == ["next_review"]
    assert subjects(GUARD["REVIEW_NEXT_DATE_MISSING"], held, at=NOW + days(10)) == ["next_review"]


def test_another_day_ends_the_confirmation_of_the_day_before() -> None:
    case = folded(opened(), evolve(there("rosa"), next_on=TODAY + days(30), confirmed_by=("rosa",)))
    moved_on = folded(case, evolve(there("rosa"), next_on=TODAY + days(31)))

    assert subjects(GUARD["REVIEW_NEXT_DATE_NOT_CONFIRMED"], case) == []
    assert subjects(GUARD["REVIEW_NEXT_DATE_NOT_CONFIRMED"], moved_on) == ["next_review"]


def test_the_word_of_somebody_who_is_a_caregiver_no_longer_confirms_nothing() -> None:
    case = folded(
        opened(ROSA, TOMAS, LEE),
        evolve(there("rosa"), next_on=TODAY + days(30), confirmed_by=("tomas",)),
        PartyLeft(party="tomas"),
    )

    assert subjects(GUARD["REVIEW_NEXT_DATE_NOT_CONFIRMED"], case, at=NOW + days(1)) == ["next_review"]


def test_a_case_without_caregivers_has_nobody_who_could_confirm() -> None:
    case = folded(opened(LEE, KIM), evolve(there("lee"), next_on=TODAY + days(30)))

    assert subjects(GUARD["REVIEW_NEXT_DATE_NOT_CONFIRMED"], case) == ["next_review"]


def test_a_student_who_comes_of_age_takes_over_the_say() -> None:
    adult = PartyChanged(party="maya", roles=("adult_student",), authority=Authority.RIGHTS_HOLDER)
    case = folded(opened(MAYA, LEE), adult)

    assert relevant_parties(case, TODAY) == ("maya",)
    assert subjects(GUARD["REVIEW_NOT_TOGETHER"], case) == ["maya"]
