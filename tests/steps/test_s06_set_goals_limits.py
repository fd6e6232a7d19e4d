"""Room 6 at its limits: the day a goal ends, the last cycle and no other, one condition alone. See `make mutants`."""

from __future__ import annotations

import pytest
from attrs import evolve

from collabflow.core.case import Past
from collabflow.core.values import Step
from collabflow.events import GoalAreaDeclined, GoalDrafted, GoalPositionTaken
from collabflow.goals.goal import Goal
from collabflow.steps.s06_set_goals import GoalEnd, Goals
from goals.goals_of_tests import whole
from steps.test_s06_set_goals import GUARD, READING, SOCIAL, unmet
from support import KIM, LEE, NOW, ROSA, TODAY, TOMAS, days, folded, found, opened, subjects

AGAIN = GUARD["GOAL_DUPLICATE_UNMET"]


def test_a_goal_in_an_area_or_a_decision_against_one_is_enough() -> None:
    def declined(area: str) -> GoalAreaDeclined:
        return GoalAreaDeclined(area=area, why="She is well ahead", agreed_by=("rosa",))

    assert subjects(GUARD["GOAL_ACADEMIC_MISSING"], folded(opened(), SOCIAL, declined("academic"))) == []
    assert subjects(GUARD["GOAL_SOCIAL_MISSING"], folded(opened(), READING, declined("social"))) == []
    assert subjects(GUARD["GOAL_SOCIAL_MISSING"], folded(opened(), READING, SOCIAL)) == []
    assert subjects(GUARD["GOAL_ACADEMIC_MISSING"], folded(opened(), READING, SOCIAL)) == []


def test_only_a_caregiver_s_disagreement_is_told_as_one() -> None:
    said = GoalPositionTaken(party="kim", goals=("goal-1",), position="disagree")
    assert subjects(GUARD["GOAL_NOT_AGREED"], folded(opened(), READING, said)) == []


# the day by which an end is judged ------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "judged_on"),
    [
        ((("rosa", "agree", 2), ("tomas", "agree", 4)), 2),
        ((("rosa", "undecided", 2), ("tomas", "agree", 4)), 4),
        ((("kim", "agree", 1), ("rosa", "undecided", 2)), 2),
        ((("kim", "agree", 3),), 3),
    ],
)
def test_an_end_is_judged_by_the_day_of_the_first_yes_of_a_caregiver(
    said: tuple[tuple[str, str, int], ...], judged_on: int
) -> None:
    """Else by their first word, else by anybody's: a goal that ends on that day was still to come, a day before not."""
    for ends, passed in ((judged_on, False), (judged_on - 1, True)):
        due = TODAY + days(ends)
        drafted = GoalDrafted(goal=evolve(whole(), starts_on=TODAY - days(90), due_on=due, milestones=()))
        case = folded(opened(ROSA, TOMAS, KIM, LEE), drafted)
        for party, position, day in said:
            word = GoalPositionTaken(party=party, goals=("goal-1",), position=position)
            case = folded(case, word, at=NOW + days(day))
        checks = [check for one in found(GUARD["GOAL_SMART_INCOMPLETE"], case) for check in one.param("checks")]
        assert ("GOAL_T_DUE_PAST" in checks) is passed


# the same again -------------------------------------------------------------------------------


def active(goal: Goal) -> Goals:
    return Goals(active=(goal,))


@pytest.mark.parametrize(("ended", "repeats"), [(-1, ["goal-1"]), (0, []), (30, []), (None, [])])
def test_a_goal_whose_end_had_not_come_is_no_unmet_one(ended: int | None, repeats: list[str]) -> None:
    due = None if ended is None else TODAY + days(ended)
    case = unmet(folded(opened(), READING), active(evolve(whole(), due_on=due)))
    assert subjects(AGAIN, case) == repeats


def test_only_the_cycle_before_counts() -> None:
    stopped = active(whole()).ended("goal-1", GoalEnd.STOPPED)
    mastered = active(whole()).ended("goal-1", GoalEnd.MASTERED)
    for first, second, repeats in ((stopped, mastered, []), (mastered, stopped, ["goal-1"])):
        past = tuple(
            Past(cycle=n, ended_at=NOW, completed=tuple(Step), records={Goals: goals})
            for n, goals in enumerate((first, second), start=1)
        )
        assert subjects(AGAIN, evolve(folded(opened(), READING), cycle=3, earlier=past)) == repeats


@pytest.mark.parametrize("blank", [{"verb": None}, {"what": None}, {"verb": None, "what": None}])
def test_a_draft_that_does_not_say_yet_what_the_student_will_do_repeats_nothing(blank: dict[str, None]) -> None:
    draft = evolve(whole(), **blank)
    case = unmet(folded(opened(), GoalDrafted(goal=draft)), active(draft).ended("goal-1", GoalEnd.STOPPED))
    assert subjects(AGAIN, case) == []


def test_a_goal_without_a_target_can_repeat_one_without() -> None:
    draft = evolve(whole(), target=None)
    case = unmet(folded(opened(), GoalDrafted(goal=draft)), active(draft).ended("goal-1", GoalEnd.STOPPED))
    assert subjects(AGAIN, case) == ["goal-1"]
