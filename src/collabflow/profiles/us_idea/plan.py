"""The plan itself: the report before it, its written parts, reports on its goals, smaller steps, and the next review.

The other parts of 34 CFR 300.320(a) are what the ten steps record anyway: goals, how they are measured, services, how
often and where. They are asked for by the guards of those steps, which this profile lets cite the law.
Source: 34 CFR 300.306(a)(2), 300.320, 300.324(b); playbook 2.3, 2.5, 2.7 and 2.9 (b).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from collabflow.core.case import Case, Past
from collabflow.core.event import Context, Limit, Tighter
from collabflow.core.finding import Basis, Lack
from collabflow.core.guard import guard
from collabflow.core.values import Answer
from collabflow.profiles.law.clocks import months_after
from collabflow.profiles.us_idea.events import IdeaPapers, PlanSection, PlanSectionWritten
from collabflow.profiles.us_idea.meeting import is_about_life_after_school
from collabflow.profiles.us_idea.notice import is_of_the_plan
from collabflow.steps.s01_plan_meeting import MeetingKind, MeetingPlan
from collabflow.steps.s03_share_information import Assessment, AssessmentShared, SharedInformation
from collabflow.steps.s05_joint_planning import JointPlan
from collabflow.steps.s06_set_goals import GoalDrafted, GoalRevised, Goals
from collabflow.steps.s08_review_and_adjust import ReviewHeld, ReviewKind, Reviews

PLAN_REVIEW_MONTHS = Limit(name="plan_review_months", value=12, tighter=Tighter.LOWER, source="34 CFR 300.324(b)(1)(i)")

_EVALUATING = frozenset({MeetingKind.INITIAL, MeetingKind.REEVALUATION})


@guard(
    "INFO_REPORT_COPY_NOT_GIVEN",
    says="The family has no copy of the report “{information}”.",
    fix="Give them one free of charge, and record the day.",
    remedies=(AssessmentShared,),
    basis=Basis.LAW,
    citation="34 CFR 300.306(a)(2)",
)
def the_family_has_every_report(case: Case, context: Context) -> Iterator[Lack]:
    """Asked in a cycle that meets about an evaluation; a short check of a skill is no evaluation report."""
    if any(meeting.kind in _EVALUATING for meeting in case[MeetingPlan].meetings):
        for item in case[SharedInformation].from_school:
            if isinstance(item, Assessment) and item.copy_given_on is None:
                yield Lack(item.id, information=item.id)


@guard(
    "IEP_SECTION_MISSING",
    says="The plan does not say {needs}.",
    fix="Write this part together, in plain words.",
    remedies=(PlanSectionWritten,),
    basis=Basis.LAW,
    standing=True,
    citation="34 CFR 300.320",
)
def every_part_of_the_plan_is_written(case: Case, context: Context) -> Iterator[Lack]:
    if any(strategy.is_to_be_done and is_of_the_plan(strategy) for strategy in case[JointPlan].decided):
        for section in _wanted(case):
            if not case[IdeaPapers].section(section).statement.strip():
                yield Lack(section.value, needs=(section.value,))


def _wanted(case: Case) -> tuple[PlanSection, ...]:
    """The parts of 34 CFR 300.320(a)(1), (5) and (6); and of (b) when life after school is a topic."""
    always = (PlanSection.PRESENT_LEVELS, PlanSection.TIME_APART, PlanSection.TESTS)
    after = any(is_about_life_after_school(case, meeting) for meeting in case[MeetingPlan].meetings)
    return (*always, PlanSection.AFTER_SCHOOL) if after else always


@guard(
    "GOAL_REPORT_SCHEDULE_MISSING",
    says="It does not say when the family hears how “{goal}” is going.",
    fix="Agree how often, for example once a term.",
    remedies=(GoalDrafted, GoalRevised),
    basis=Basis.LAW,
    standing=True,
    citation="34 CFR 300.320(a)(3)(ii)",
)
def every_goal_says_when_progress_is_told(case: Case, context: Context) -> Iterator[Lack]:
    for goal in case[Goals].active:
        if goal.reports is None:
            yield Lack(goal.id, goal=goal.id)


@guard(
    "GOAL_OBJECTIVES_MISSING",
    says="“{goal}” has no smaller steps, which are needed where tests follow other standards.",
    fix="Add one or two smaller steps with a day each.",
    remedies=(GoalDrafted, GoalRevised),
    basis=Basis.LAW,
    standing=True,
    citation="34 CFR 300.320(a)(2)(ii)",
)
def goals_have_smaller_steps_where_tests_differ(case: Case, context: Context) -> Iterator[Lack]:
    if case[IdeaPapers].section(PlanSection.TESTS).other_standards is Answer.YES:
        for goal in case[Goals].active:
            if not goal.milestones:
                yield Lack(goal.id, goal=goal.id)


@guard(
    "REVIEW_NEXT_TOO_LATE",
    says="The next review is on {day}, more than {months} months after the plan was last looked at.",
    fix="Agree on a nearer day with the family.",
    remedies=(ReviewHeld,),
    basis=Basis.LAW,
    citation="34 CFR 300.324(b)(1)(i)",
)
def the_next_review_is_near_enough(case: Case, context: Context) -> Iterator[Lack]:
    months, coming = int(context.limits[PLAN_REVIEW_MONTHS.name]), case[Reviews].next
    since = last_looked_at(case, context)
    if coming is not None and since is not None and coming.on > months_after(since, months):
        yield Lack("review", day=coming.on, months=months)


def last_looked_at(case: Case, context: Context) -> date | None:
    """The last day on which the plan as a whole was made or reviewed, in this cycle or an earlier one."""
    passes: tuple[Case | Past, ...] = (case, *case.earlier)
    reviews = [r.on for known in passes for r in known[Reviews].reviews if r.kind is ReviewKind.ANNUAL]
    adopted = [s for known in passes for s in known[JointPlan].decided if s.is_to_be_done and is_of_the_plan(s)]
    return max((*reviews, *(s.decision.decided_on for s in adopted if s.decision)), default=None)
