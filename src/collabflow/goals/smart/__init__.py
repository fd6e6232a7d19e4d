"""SMART, made checkable: every check of every letter, one file a letter.

A check looks at fields, never at prose, except where its severity is a warning at most. A letter is complete
when none of its blockers lacks anything. "Attainable" is the A here; an action verb is part of Specific.
Source: playbook 5.2, with the severities of cycle.md (a missing condition warns).
"""

from collabflow.core.finding import Severity
from collabflow.goals.goal import Goal
from collabflow.goals.smart import attainable, measurable, relevant, specific, time_bound
from collabflow.goals.smart.check import Letter, SmartCheck, Terms, blank

__all__ = ["CHECKS", "LIMITS", "Letter", "SmartCheck", "Terms", "blank", "faults_of", "letters_of"]

CHECKS = specific.CHECKS + measurable.CHECKS + attainable.CHECKS + relevant.CHECKS + time_bound.CHECKS
"""Every check of playbook 5.2, by letter, blockers first."""

LIMITS = measurable.LIMITS + attainable.LIMITS + time_bound.LIMITS


def faults_of(goal: Goal, terms: Terms, *, severity: Severity = Severity.BLOCKER) -> tuple[SmartCheck, ...]:
    """The checks of this severity that the goal does not meet, in the order of the letters."""
    return tuple(c for c in CHECKS if c.severity is severity and any(True for _ in c.lacks(goal, terms)))


def letters_of(checks: tuple[SmartCheck, ...]) -> tuple[str, ...]:
    """The letters of these checks, each once, in order."""
    return tuple(letter.value for letter in Letter if any(check.letter is letter for check in checks))
