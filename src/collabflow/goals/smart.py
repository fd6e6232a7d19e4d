"""SMART, made checkable: every check of every letter, as data with a reason, a fix and a function.

A check looks at fields, never at prose, except where its severity is a warning at most. A letter is complete
when none of its blockers lacks anything. "Attainable" is the A here; an action verb is part of Specific.
Source: playbook 5.2, with the severities of cycle.md (a missing condition warns).
"""

from __future__ import annotations

from enum import StrEnum

from attrs import frozen

from collabflow.core.finding import Severity
from collabflow.goals import lacks
from collabflow.goals.goal import Goal
from collabflow.goals.lacks import LIMITS, Lacks, Terms

__all__ = ["CHECKS", "LIMITS", "Letter", "SmartCheck", "Terms", "faults_of", "letters_of"]


class Letter(StrEnum):
    """The five letters."""

    SPECIFIC = "S"
    MEASURABLE = "M"
    ATTAINABLE = "A"
    RELEVANT = "R"
    TIME_BOUND = "T"


@frozen(kw_only=True)
class SmartCheck:
    """One check of one letter. `part` names what is missing, for the list in one sentence; `lacks` yields
    the parameters for the words, once for a goal that lacks it and never for one that does not."""

    code: str
    letter: Letter
    severity: Severity
    part: str
    says: str
    fix: str
    lacks: Lacks


def faults_of(goal: Goal, terms: Terms, *, severity: Severity = Severity.BLOCKER) -> tuple[SmartCheck, ...]:
    """The checks of this severity that the goal does not meet, in the order of the letters."""
    return tuple(c for c in CHECKS if c.severity is severity and any(True for _ in c.lacks(goal, terms)))


def letters_of(checks: tuple[SmartCheck, ...]) -> tuple[str, ...]:
    """The letters of these checks, each once, in order."""
    return tuple(letter.value for letter in Letter if any(check.letter is letter for check in checks))


def _checks(letter: Letter, severity: Severity, *rows: tuple[str, str, str, str, Lacks]) -> tuple[SmartCheck, ...]:
    return tuple(
        SmartCheck(
            code=f"GOAL_{letter.value}_{code}",
            letter=letter,
            severity=severity,
            part=part,
            says=says,
            fix=fix,
            lacks=lacks,
        )
        for code, part, says, fix, lacks in rows
    )


_B, _W, _N = Severity.BLOCKER, Severity.WARNING, Severity.PROMPT
_S, _M, _A, _R, _T = Letter

CHECKS: tuple[SmartCheck, ...] = (
    *_checks(
        _S,
        _B,
        (
            "BEHAVIOUR_MISSING",
            "what the student will do",
            "“{goal}” does not say what the student will do.",
            "Use an action we can see.",
            lacks.behaviour_lacks,
        ),
        (
            "OWNER_MISSING",
            "who looks after it",
            "Nobody is named for “{goal}”.",
            "Name who looks after it.",
            lacks.owner_lacks,
        ),
    ),
    *_checks(
        _S,
        _W,
        (
            "CONDITION_MISSING",
            "when or with what",
            "“{goal}” does not say when or with what.",
            "Start with “Given …” or “When …”.",
            lacks.condition_lacks,
        ),
        (
            "VERB_VAGUE",
            "an action we can see",
            "“{verb}” is hard to see.",
            "Try: read aloud, write, point to, ask, wait, finish.",
            lacks.vague_lacks,
        ),
        ("SETTING_MISSING", "where", "“{goal}” does not say where.", "Add the place or lesson.", lacks.setting_lacks),
        ("TWO_GOALS", "one thing at a time", "“{goal}” looks like two goals.", "Split it.", lacks.two_goals_lacks),
        (
            "WRONG_SUBJECT",
            "what the student does",
            "“{goal}” says what adults do.",
            "Put adult help under supports.",
            lacks.wrong_subject_lacks,
        ),
    ),
    *_checks(
        _M,
        _B,
        (
            "MEASURE_MISSING",
            "how it is measured, and of how many",
            "“{goal}” does not say how we measure.",
            "Pick a measure, and of how many.",
            lacks.measure_lacks,
        ),
        ("UNIT_MISSING", "the unit", "“{goal}” has no unit that fits its measure.", "Pick a unit.", lacks.unit_lacks),
        (
            "BASELINE_MISSING",
            "the starting point",
            "The starting point of “{goal}” is missing.",
            "Add where the student is now and the date.",
            lacks.baseline_lacks,
        ),
        (
            "TARGET_MISSING",
            "the target",
            "The target of “{goal}” is missing.",
            "Add the number to reach.",
            lacks.target_lacks,
        ),
        (
            "UNIT_MISMATCH",
            "the same unit at start and target",
            "Start and target of “{goal}” use different units.",
            "Use the same one.",
            lacks.unit_mismatch_lacks,
        ),
        (
            "OUT_OF_RANGE",
            "numbers that can happen",
            "A number in “{goal}” cannot happen.",
            "Check start, target and steps.",
            lacks.out_of_range_lacks,
        ),
        (
            "METHOD_MISSING",
            "who checks, and with what",
            "“{goal}” does not say who checks, and with what.",
            "Add them.",
            lacks.method_lacks,
        ),
        (
            "SCHEDULE_MISSING",
            "how often it is checked",
            "“{goal}” does not say how often it is checked.",
            "Add it, for example once a week.",
            lacks.schedule_lacks,
        ),
    ),
    *_checks(
        _M,
        _W,
        (
            "BASELINE_STALE",
            "a fresh start",
            "The starting point of “{goal}” is old.",
            "Check again.",
            lacks.stale_lacks,
        ),
        (
            "BASELINE_THIN",
            "three looks at the start",
            "The start of “{goal}” comes from fewer than three looks.",
            "Take three and use the middle one.",
            lacks.thin_lacks,
        ),
        (
            "CONSISTENCY_MISSING",
            "how often it must happen",
            "Should “{goal}” be reached once, or every time?",
            "Say how often it must happen.",
            lacks.consistency_lacks,
        ),
        (
            "METHOD_SUBJECTIVE",
            "a way two people agree on",
            "Two people could disagree about “{goal}”.",
            "Use a count, timing, checklist or rubric.",
            lacks.subjective_lacks,
        ),
        (
            "MEASURE_NOT_OF_BEHAVIOUR",
            "a measure of this skill",
            "The measure of “{goal}” does not show this skill.",
            "Choose one that does.",
            lacks.not_of_behaviour_lacks,
        ),
    ),
    *_checks(
        _A,
        _B,
        (
            "DIRECTION",
            "a target in the right direction",
            "The target of “{goal}” goes the wrong way.",
            "Check start, target and direction.",
            lacks.direction_lacks,
        ),
        (
            "NO_CHANGE",
            "a target that differs from the start",
            "Start and target of “{goal}” are the same.",
            "Change the target or choose maintain.",
            lacks.no_change_lacks,
        ),
    ),
    *_checks(
        _A,
        _W,
        (
            "RATE_BASIS_MISSING",
            "why it is reachable",
            "We have not said why “{goal}” is reachable.",
            "Use past progress, a norm or team reasons.",
            lacks.rate_basis_lacks,
        ),
        (
            "RATE_VERY_HIGH",
            "a reachable pace",
            "“{goal}” needs fast growth: {rate} a week.",
            "Ask together if it is reachable.",
            lacks.very_high_lacks,
        ),
        (
            "RATE_VERY_LOW",
            "an ambitious pace",
            "“{goal}” is slower than before: {rate} a week.",
            "Ask together if it is ambitious enough.",
            lacks.very_low_lacks,
        ),
        (
            "NO_SUPPORT",
            "a support",
            "Nothing is planned to help reach “{goal}”.",
            "Link a support.",
            lacks.no_support_lacks,
        ),
    ),
    *_checks(
        _R,
        _B,
        (
            "NEED_MISSING",
            "the need behind it",
            "“{goal}” is not linked to a need.",
            "Link what we learned.",
            lacks.need_lacks,
        ),
        (
            "MATTERS_MISSING",
            "why it matters",
            "“{goal}” does not say why it matters.",
            "Add one sentence, in everyday words.",
            lacks.matters_lacks,
        ),
    ),
    *_checks(
        _R,
        _W,
        (
            "CAREGIVER_LINK_MISSING",
            "what the family hopes",
            "“{goal}” is not linked to anything the family said.",
            "Ask what they hope for.",
            lacks.hope_lacks,
        ),
    ),
    *_checks(
        _R,
        _N,
        (
            "STUDENT_LINK_MISSING",
            "the student's own hope",
            "The student's own hope is not linked to “{goal}”.",
            "Ask them.",
            lacks.student_hope_lacks,
        ),
    ),
    *_checks(
        _T,
        _B,
        ("START_MISSING", "the start date", "“{goal}” has no start date.", "Add it.", lacks.start_lacks),
        ("DUE_MISSING", "the end date", "“{goal}” has no end date.", "Add it.", lacks.due_lacks),
        (
            "DUE_PAST",
            "an end date still to come",
            "The end date of “{goal}” had passed when it was agreed.",
            "Choose a new one.",
            lacks.due_past_lacks,
        ),
        (
            "DUE_BEFORE_START",
            "an end after the start",
            "“{goal}” ends before it starts.",
            "Fix the dates.",
            lacks.due_before_start_lacks,
        ),
    ),
    *_checks(
        _T,
        _W,
        ("TOO_LONG", "a nearer end", "“{goal}” runs longer than a year.", "Shorten or split it.", lacks.too_long_lacks),
        (
            "TOO_FEW_CHECKS",
            "enough checks",
            "There are too few checks of “{goal}” to see a trend.",
            "Check more often.",
            lacks.too_few_checks_lacks,
        ),
    ),
    *_checks(
        _T,
        _N,
        (
            "NO_MILESTONES",
            "smaller dates on the way",
            "“{goal}” has no smaller dates on the way.",
            "Add one or two.",
            lacks.no_milestones_lacks,
        ),
        (
            "DUE_ON_NON_SCHOOL_DAY",
            "an end on a school day",
            "“{goal}” ends on {due}, which is not a school day.",
            "Move it if needed.",
            lacks.non_school_day_lacks,
        ),
    ),
)
"""Every check of playbook 5.2, by letter, blockers first. `GOAL_S_OTHER_CHILD_NAMED` is a scan of the host's."""
