"""SMART, R for relevant: the need behind it, why it matters, and what the family and the student hope for.

Source: playbook 5.2, R.
"""

from __future__ import annotations

from collabflow.core.finding import Severity
from collabflow.goals.goal import Goal
from collabflow.goals.smart.check import Lacking, Terms, blank, check


@check(
    "GOAL_R_NEED_MISSING",
    part="the need behind it",
    says="“{goal}” is not linked to a need.",
    fix="Link what we learned.",
)
def there_is_a_need_behind_it(goal: Goal, terms: Terms) -> Lacking:
    if blank(goal.need) and not goal.because_of:
        yield {}


@check(
    "GOAL_R_MATTERS_MISSING",
    part="why it matters",
    says="“{goal}” does not say why it matters.",
    fix="Add one sentence, in everyday words.",
)
def says_why_it_matters(goal: Goal, terms: Terms) -> Lacking:
    if blank(goal.matters):
        yield {}


@check(
    "GOAL_R_CAREGIVER_LINK_MISSING",
    severity=Severity.WARNING,
    part="what the family hopes",
    says="“{goal}” is not linked to anything the family said.",
    fix="Ask what they hope for.",
)
def answers_something_the_family_said(goal: Goal, terms: Terms) -> Lacking:
    if not goal.hopes:
        yield {}


@check(
    "GOAL_R_STUDENT_LINK_MISSING",
    severity=Severity.PROMPT,
    part="the student's own hope",
    says="The student's own hope is not linked to “{goal}”.",
    fix="Ask them.",
)
def answers_something_the_student_hopes(goal: Goal, terms: Terms) -> Lacking:
    if not goal.student_hopes:
        yield {}


CHECKS = (
    there_is_a_need_behind_it,
    says_why_it_matters,
    answers_something_the_family_said,
    answers_something_the_student_hopes,
)
