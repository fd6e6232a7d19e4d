"""SMART, S for specific: what the student will do, when or with what, where, and who looks after it.

Source: playbook 5.2, S. `GOAL_S_OTHER_CHILD_NAMED` is not here: a scan for names is the host's.
"""

from __future__ import annotations

import re

from collabflow.core.finding import Severity
from collabflow.goals.goal import Goal
from collabflow.goals.smart.check import Lacking, Terms, begins_with, blank, check, in_english
from collabflow.language.wording import WATCHABLE_VERBS, vague_verb


@check(
    "GOAL_S_BEHAVIOUR_MISSING",
    part="what the student will do",
    says="“{goal}” does not say what the student will do.",
    fix="Use an action we can see.",
)
def says_what_the_student_will_do(goal: Goal, terms: Terms) -> Lacking:
    if blank(goal.verb) or blank(goal.what):
        yield {}


@check(
    "GOAL_S_OWNER_MISSING",
    part="who looks after it",
    says="Nobody is named for “{goal}”.",
    fix="Name who looks after it.",
)
def somebody_looks_after_it(goal: Goal, terms: Terms) -> Lacking:
    """Somebody who has left the case looks after nothing any more."""
    if (goal.owner is None or terms.has_left(goal.owner)) and blank(goal.owner_post):
        yield {}


@check(
    "GOAL_S_CONDITION_MISSING",
    severity=Severity.WARNING,
    part="when or with what",
    says="“{goal}” does not say when or with what.",
    fix="Start with “Given …” or “When …”.",
)
def says_when_or_with_what(goal: Goal, terms: Terms) -> Lacking:
    if blank(goal.condition):
        yield {}


@check(
    "GOAL_S_VERB_VAGUE",
    severity=Severity.WARNING,
    part="an action we can see",
    says="“{verb}” is hard to see.",
    fix="Try: read aloud, write, point to, ask, wait, finish.",
)
def the_action_can_be_seen(goal: Goal, terms: Terms) -> Lacking:
    verb = vague_verb(goal.verb or "") if in_english(goal) else None
    if verb is not None:
        yield {"verb": verb}


@check(
    "GOAL_S_SETTING_MISSING",
    severity=Severity.WARNING,
    part="where",
    says="“{goal}” does not say where.",
    fix="Add the place or lesson.",
)
def says_where(goal: Goal, terms: Terms) -> Lacking:
    if all(blank(setting) for setting in goal.settings):
        yield {}


_JOINED = re.compile(r"[,;&+]|\b(?:and|then)\b", re.IGNORECASE)
_SECOND_VERB = re.compile(
    rf"\b(?:and|then)\s+(?:{'|'.join(verb.split()[0] for verb in WATCHABLE_VERBS)})(?:e?s)?\b", re.IGNORECASE
)


@check(
    "GOAL_S_TWO_GOALS",
    severity=Severity.WARNING,
    part="one thing at a time",
    says="“{goal}” looks like two goals.",
    fix="Split it.",
)
def it_is_one_goal(goal: Goal, terms: Terms) -> Lacking:
    """ "Says or signs" is one action in two modes, and so one goal."""
    if in_english(goal) and (_JOINED.search(goal.verb or "") or _SECOND_VERB.search(goal.what or "")):
        yield {}


_ADULTS = (
    "adult|aide|assistant|carer|caregiver|father|mother|paraeducator|paraprofessional|parent|school|staff|"
    "support worker|teacher|therapist|tutor"
)
_ADULT_SUBJECT = re.compile(
    rf"\s*(?:(?:the|an?|his|her|their|our)\s+)?(?:(?:{_ADULTS})s?\s+)+(?:members?\s+)?"
    r"(?:will|is|are|should|can|may|must|\w+s)\b",
    re.IGNORECASE,
)
_ADULT_VERB = begins_with("ensur", "prompt", "provid", "supervis")


@check(
    "GOAL_S_WRONG_SUBJECT",
    severity=Severity.WARNING,
    part="what the student does",
    says="“{goal}” says what adults do.",
    fix="Put adult help under supports.",
)
def it_is_about_what_the_student_does(goal: Goal, terms: Terms) -> Lacking:
    """Students may well teach, help or encourage somebody; they hardly "provide" or "ensure"."""
    if in_english(goal) and (_ADULT_VERB.match(goal.verb or "") or _ADULT_SUBJECT.match(goal.statement or "")):
        yield {}


CHECKS = (
    says_what_the_student_will_do,
    somebody_looks_after_it,
    says_when_or_with_what,
    the_action_can_be_seen,
    says_where,
    it_is_one_goal,
    it_is_about_what_the_student_does,
)
