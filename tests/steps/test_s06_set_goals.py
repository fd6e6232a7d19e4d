"""Room 6: goals are SMART, academic and social, and the family has spoken to them."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve

import collabflow.steps.s06_set_goals as room
from collabflow.core.case import Case, Past
from collabflow.core.event import Calendar
from collabflow.core.finding import Severity
from collabflow.core.lifecycle.moves import Moved
from collabflow.core.lifecycle.people import PartyJoined, PartyLeft
from collabflow.core.people import Party
from collabflow.core.values import Step
from collabflow.events import (
    ContributionVoiced,
    GoalAreaDeclined,
    GoalDrafted,
    GoalDropped,
    GoalPositionTaken,
    GoalRevised,
    ProgressShared,
    StrategyProposed,
)
from collabflow.goals.goal import Domain, Goal
from collabflow.goals.smart import CHECKS
from collabflow.steps.s03_share_information import Progress
from collabflow.steps.s06_set_goals import Goals
from goals.goals_of_tests import GOOD, LINKS, broken, whole
from support import KIM, MAYA, NOW, ROSA, TOMAS, Pair, days, folded, found, opened, subjects, unsound

GUARD = {guard.code: guard for guard in room.GUARDS}
READING = GoalDrafted(goal=whole())
SOCIAL = GoalDrafted(goal=evolve(whole(), id="playing", domain=Domain.SOCIAL_EMOTIONAL))
AGREED = GoalPositionTaken(party="rosa", goals=("goal-1",), position="agree")
LATE = evolve(whole(), starts_on=date(2026, 1, 5), due_on=date(2026, 6, 1))
MANY = tuple(GoalDrafted(goal=evolve(whole(), id=f"goal-{n}")) for n in range(9))

_SMART = tuple(
    Pair(
        guard=GUARD[check.code],
        subject="goal-1",
        given=(GoalDrafted(goal=broken(check.code)),),
        mend=(GoalRevised(goal=whole()),),
        calendar=Calendar(),
    )
    for check in CHECKS
    if check.severity is not Severity.BLOCKER
)

PAIRS = (
    Pair(guard=GUARD["GOAL_NONE"], subject="goals", mend=(READING,)),
    Pair(guard=GUARD["GOAL_ACADEMIC_MISSING"], subject="academic", given=(SOCIAL,), mend=(READING,)),
    Pair(
        guard=GUARD["GOAL_SOCIAL_MISSING"],
        subject="social",
        given=(READING, GoalAreaDeclined(area="social", agreed_by=("rosa",))),
        mend=(GoalAreaDeclined(area="social", why="She has friends wherever she goes", agreed_by=("rosa",)),),
    ),
    Pair(
        guard=GUARD["GOAL_SMART_INCOMPLETE"],
        subject="goal-1",
        given=(GoalDrafted(goal=broken("GOAL_M_TARGET_MISSING")),),
        mend=(GoalRevised(goal=whole()),),
    ),
    Pair(guard=GUARD["GOAL_CAREGIVER_NOT_CONSULTED"], subject="goal-1/rosa", given=(READING,), mend=(AGREED,)),
    Pair(
        guard=GUARD["GOAL_NOT_AGREED"],
        subject="goal-1/rosa",
        given=(READING, evolve(AGREED, position="disagree")),
        mend=(AGREED,),
    ),
    Pair(
        guard=GUARD["GOAL_STUDENT_NOT_CONSULTED"],
        subject="goal-1",
        given=(READING,),
        mend=(PartyJoined(party=MAYA), GoalPositionTaken(party="maya", goals=("goal-1",), position="agree")),
    ),
    Pair(
        guard=GUARD["GOAL_DUPLICATE_UNMET"],
        subject="goal-1",
        given=(GoalDrafted(goal=LATE), Moved(trigger="next_cycle", source="follow_up", target="plan_meeting", cycle=2)),
        mend=(GoalRevised(goal=evolve(whole(), what="a story of her choice")),),
    ),
    Pair(guard=GUARD["GOAL_TOO_MANY"], subject="goals", given=MANY, mend=(GoalDropped(goal="goal-8"),)),
    *_SMART,
)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.guard.code)
def test_a_guard_lacks_and_is_mended(pair: Pair) -> None:
    lacking = folded(opened(*pair.parties), *pair.given)
    assert pair.subject in subjects(pair.guard, lacking, calendar=pair.calendar)
    assert pair.subject not in subjects(pair.guard, folded(lacking, *pair.mend), calendar=pair.calendar)


def test_what_is_not_smart_is_told_by_letter_and_part() -> None:
    case = folded(opened(), GoalDrafted(goal=broken("GOAL_M_TARGET_MISSING")))
    (finding,) = found(GUARD["GOAL_SMART_INCOMPLETE"], case)
    assert finding.param("letters") == ("M",)
    assert finding.param("checks") == ("GOAL_M_TARGET_MISSING",)
    assert "the target" in finding.text(case)
    assert str(finding) == "GOAL_SMART_INCOMPLETE goal-1 (M)"


def unmet(case: Case, goals: Goals) -> Case:
    """The case in a second cycle, after one that ended with these goals."""
    past = Past(cycle=1, ended_at=NOW, completed=tuple(Step), records={Goals: goals})
    return evolve(case, cycle=2, earlier=(past,))


def test_a_goal_whose_owner_has_left_is_looked_after_by_nobody() -> None:
    case = folded(opened(), GoalDrafted(goal=evolve(GOOD, owner="kim")), PartyLeft(party="kim"))

    assert subjects(GUARD["GOAL_SMART_INCOMPLETE"], case) == []
    (finding,) = found(GUARD["GOAL_SMART_INCOMPLETE"], case, at=NOW + days(1))
    assert finding.param("checks") == ("GOAL_S_OWNER_MISSING",)


def test_an_unmet_goal_that_comes_again_unchanged_is_told_and_a_changed_one_is_not() -> None:
    guard = GUARD["GOAL_DUPLICATE_UNMET"]
    late = evolve(whole(), due_on=date(2026, 6, 1))
    for before in (Goals(active=(late,)), Goals(active=(whole(),)).ended("goal-1", "stopped")):
        case = unmet(folded(opened(), READING), before)
        assert subjects(guard, case) == ["goal-1"]
        changed = folded(case, GoalRevised(goal=evolve(whole(), what="a story of her choice")))
        assert subjects(guard, changed) == []
    mastered = Goals(active=(whole(),)).ended("goal-1", room.GoalEnd.MASTERED)
    assert subjects(guard, unmet(folded(opened(), READING), mastered)) == []
    assert subjects(guard, folded(opened(), READING)) == []


def test_a_change_to_a_goal_ends_what_was_said_about_it() -> None:
    case = folded(opened(), READING, AGREED)
    assert folded(case, READING)[Goals].positions_on("goal-1")
    changed = folded(case, GoalRevised(goal=evolve(whole(), what="another story")))
    assert changed[Goals].positions_on("goal-1") == ()


def test_a_new_word_of_a_person_takes_the_place_of_the_old_one() -> None:
    case = folded(opened(), READING, evolve(AGREED, position="undecided"), AGREED)
    assert [said.position.value for said in case[Goals].positions_on("goal-1")] == ["agree"]


def test_an_ended_goal_is_kept_and_no_longer_worked_on() -> None:
    case = folded(opened(), READING, AGREED, GoalDropped(goal="goal-1", how="mastered", why="She reads on"))
    assert case[Goals].active == ()
    assert case[Goals].get("goal-1") == whole()
    assert unsound(READING, case) != []
    assert unsound(GoalRevised(goal=whole()), case) != []
    assert unsound(GoalDropped(goal="goal-1"), case) != []


def test_active_goals_and_what_was_said_of_them_go_on_into_the_next_cycle() -> None:
    case = folded(opened(), READING, SOCIAL, AGREED, GoalDropped(goal="playing"))
    carried = case[Goals].carried()
    assert carried is not None
    assert (carried.active, carried.over) == ((whole(),), ())
    assert [said.party for said in carried.positions] == ["rosa"]


def test_what_a_goal_points_at_must_be_known() -> None:
    case = opened()
    assert unsound(GoalDrafted(goal=evolve(GOOD, owner="nobody")), case)
    for link, value in {**LINKS, "because_of": ("assessment-9",)}.items():
        assert unsound(GoalDrafted(goal=evolve(GOOD, **{link: value})), case)
    assert unsound(GoalDrafted(goal=GOOD), case) == []


def test_a_position_is_of_somebody_here_on_a_goal_in_force() -> None:
    case = folded(opened(), READING)
    assert unsound(GoalPositionTaken(party="tomas", goals=("goal-1",), position="agree"), case) == ["party"]
    assert unsound(GoalPositionTaken(party="rosa", goals=("goal-9",), position="agree"), case) == ["goals[0]"]
    with pytest.raises(Exception, match="goals: must name at least one goal"):
        GoalPositionTaken(party="rosa", goals=(), position="agree")


def test_only_caregivers_decline_an_area_together_with_the_school() -> None:
    declined = GoalAreaDeclined(area="social", why="Not now", agreed_by=("rosa",))
    assert list(declined.voices()) == ["rosa"]
    assert unsound(declined, opened()) == []
    assert unsound(evolve(declined, agreed_by=("kim",)), opened()) == ["agreed_by[0]"]


def test_one_caregiver_s_word_is_enough_and_without_any_caregiver_it_is_still_asked() -> None:
    guard = GUARD["GOAL_CAREGIVER_NOT_CONSULTED"]
    two = folded(opened(ROSA, TOMAS, KIM), READING)
    assert subjects(guard, two) == ["goal-1/rosa", "goal-1/tomas"]
    assert subjects(guard, folded(two, AGREED)) == []
    assert subjects(guard, folded(opened(KIM), READING)) == ["goal-1/caregiver"]


def test_a_goal_is_called_by_its_name() -> None:
    case = folded(opened(), GoalDrafted(goal=Goal(id="g", domain="motor", statement="Maya climbs the hill.")))
    assert case.label("goal", "g") == "Maya climbs the hill."
    assert case.label("goal", "other") == "other"
    assert case[Goals].label("channel", "g") is None


def test_an_agreement_rejects_nothing_and_who_only_helps_takes_no_position() -> None:
    with pytest.raises(Exception, match="rejected"):
        GoalPositionTaken(party="rosa", goals=("goal-1",), position="agree", rejected="the date")
    interpreter = Party(id="ines", name="Inés", roles=("interpreter",))
    case = folded(opened(ROSA, interpreter), READING)
    assert unsound(GoalPositionTaken(party="ines", goals=("goal-1",), position="agree"), case) == ["party"]


def test_a_start_that_was_not_measured_yet_is_no_start() -> None:
    ahead = evolve(GOOD, baseline=evolve(GOOD.baseline, on=date(2027, 1, 1)))
    assert unsound(GoalDrafted(goal=ahead), opened()) == ["goal.baseline.on"]


def test_links_that_are_known_are_taken() -> None:
    case = folded(
        opened(),
        ProgressShared(progress=Progress(id="found", statement="Maya reads 50 words a minute.")),
        ContributionVoiced(contribution="quiet", by="rosa", kind="hope", words="That she likes school"),
        StrategyProposed(strategy="club", what="A map club"),
    )
    linked = evolve(GOOD, because_of=("found",), hopes=("quiet",), strategies=("club",))
    assert unsound(GoalDrafted(goal=linked), case) == []


def test_saying_the_same_again_keeps_the_day_it_was_first_said() -> None:
    case = folded(folded(opened(), READING, AGREED), AGREED, at=NOW + days(5))
    (said,) = case[Goals].positions_on("goal-1")
    assert said.since == NOW.date()
