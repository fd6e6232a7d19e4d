"""The conditions behind the SMART checks: one function each, named for what lacks.

A function yields once, with the parameters for the words, for a goal that lacks something, and never for one
that does not. Words are looked at only in English, and only for warnings.
Source: playbook 5.2.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date

from attrs import frozen

from collabflow.core.event import EVERY_DAY, Calendar, Limit, Tighter
from collabflow.core.finding import Param
from collabflow.goals.goal import OUT_OF, TIMES, Goal, MeasureKind, RateSource
from collabflow.goals.progress import Direction
from collabflow.language.wording import vague_verb

LIMITS = (
    Limit(name="maintain_tolerance", value=0.1, tighter=Tighter.LOWER, source="ours: a tenth of the baseline"),
    Limit(name="baseline_stale_days", value=90, tighter=Tighter.LOWER, source="playbook 5.2, M"),
    Limit(name="baseline_observations", value=3, tighter=Tighter.HIGHER, source="playbook 5.2, M [S21]"),
    Limit(name="fast_growth_factor", value=2, tighter=Tighter.LOWER, source="playbook 5.2, A"),
    Limit(name="slow_growth_factor", value=0.5, tighter=Tighter.HIGHER, source="playbook 5.2, A"),
    Limit(name="goal_longest_days", value=366, tighter=Tighter.LOWER, source="playbook 5.2, T: twelve months"),
    Limit(name="goal_fewest_checks", value=4, tighter=Tighter.HIGHER, source="playbook 5.2, T"),
    Limit(name="goal_without_milestone_days", value=90, tighter=Tighter.LOWER, source="playbook 5.2, T"),
)


@frozen(kw_only=True)
class Terms:
    """What a check may look at besides the goal: the day it is judged by, the limits and the calendar.

    `agreed_on` is the day the goal was agreed, or today while it is not.
    """

    agreed_on: date
    limits: Mapping[str, float]
    calendar: Calendar = EVERY_DAY


Lacks = Callable[[Goal, Terms], Iterator[Mapping[str, Param]]]


# Specific -------------------------------------------------------------------------------------

_ADULT_SUBJECT = re.compile(
    r"\s*(the\s+|an?\s+|his\s+|her\s+|their\s+)?"
    r"(adult|aide|assistant|paraprofessional|parent|school|staff|support worker|teacher|therapist)s?\s+"
    r"(will|is|are|should|can|may|must|\w+s)\b",
    re.IGNORECASE,
)
_ADULT_VERBS = frozenset(
    {"assist", "encourage", "ensure", "model", "prompt", "provide", "remind", "supervise", "teach"}
)
_SECOND_VERB = re.compile(r"[,;/&+]|\b(and|or|then)\b", re.IGNORECASE)


def behaviour_lacks(goal: Goal, terms: Terms) -> Iterator[Mapping[str, Param]]:
    if blank(goal.verb) or blank(goal.what):
        yield {}


def condition_lacks(goal: Goal, terms: Terms) -> Iterator[Mapping[str, Param]]:
    if blank(goal.condition):
        yield {}


def owner_lacks(goal: Goal, terms: Terms) -> Iterator[Mapping[str, Param]]:
    if goal.owner is None and blank(goal.owner_post):
        yield {}


def vague_lacks(goal: Goal, terms: Terms) -> Iterator[Mapping[str, Param]]:
    verb = vague_verb(goal.verb or "") if in_english(goal) else None
    if verb is not None:
        yield {"verb": verb}


def setting_lacks(goal: Goal, terms: Terms) -> Iterator[Mapping[str, Param]]:
    if all(blank(setting) for setting in goal.settings):
        yield {}


def two_goals_lacks(goal: Goal, terms: Terms) -> Iterator[Mapping[str, Param]]:
    if in_english(goal) and _SECOND_VERB.search(goal.verb or ""):
        yield {}


def wrong_subject_lacks(goal: Goal, terms: Terms) -> Iterator[Mapping[str, Param]]:
    if in_english(goal) and (_stem(goal.verb) in _ADULT_VERBS or _ADULT_SUBJECT.match(goal.statement or "")):
        yield {}


# Measurable -----------------------------------------------------------------------------------

_SUBJECTIVE = re.compile(r"\b(observation|observations|observe|judgement|judgment|opinion|impression|feeling)\b", re.I)
_COUNTED = re.compile(
    r"\b(count\w*|tally|tallies|checklist|chart|data|form|log|probe\w*|record\w*|rubric|scale|sheet|stopwatch|test|"
    r"timed|timer|work samples?)\b",
    re.I,
)
_STAYING = frozenset({"attend", "focus", "remain", "sit", "stay", "wait", "work"})
_PRODUCING = frozenset({"add", "calculate", "count", "identify", "name", "read", "solve", "spell", "subtract", "write"})
_NOT_OF_STAYING = frozenset({MeasureKind.PERCENT_CORRECT, MeasureKind.RATE})


def measure_lacks(goal: Goal, terms: Terms) -> Iterator[Mapping[str, Param]]:
    if goal.measure is None or (goal.measure.kind in OUT_OF and goal.measure.out_of is None):
        yield {}


def unit_lacks(goal: Goal, terms: Terms) -> Iterator[Mapping[str, Param]]:
    if goal.measure is None or not goal.measure.unit_fits:
        yield {}


def baseline_lacks(goal: Goal, terms: Terms) -> Iterator[Mapping[str, Param]]:
    if goal.baseline is None:
        yield {}


def target_lacks(goal: Goal, terms: Terms) -> Iterator[Mapping[str, Param]]:
    if goal.target is None:
        yield {}


def unit_mismatch_lacks(goal: Goal, terms: Terms) -> Iterator[Mapping[str, Param]]:
    named = (goal.measure and goal.measure.unit, goal.baseline and goal.baseline.unit, goal.target and goal.target.unit)
    if len({unit.strip().lower() for unit in named if unit and unit.strip()}) > 1:
        yield {}


def out_of_range_lacks(goal: Goal, terms: Terms) -> Iterator[Mapping[str, Param]]:
    values = [part.value for part in (goal.baseline, goal.target) if part is not None]
    values += [milestone.value for milestone in goal.milestones]
    if goal.measure is not None and not all(goal.measure.can_be(value) for value in values):
        yield {}


def method_lacks(goal: Goal, terms: Terms) -> Iterator[Mapping[str, Param]]:
    if blank(goal.tool) or blank(goal.collector):
        yield {}


def schedule_lacks(goal: Goal, terms: Terms) -> Iterator[Mapping[str, Param]]:
    if goal.schedule is None:
        yield {}


def stale_lacks(goal: Goal, terms: Terms) -> Iterator[Mapping[str, Param]]:
    if goal.baseline and goal.starts_on:
        age = (goal.starts_on - goal.baseline.on).days
        if age > terms.limits["baseline_stale_days"]:
            yield {"days": age}


def thin_lacks(goal: Goal, terms: Terms) -> Iterator[Mapping[str, Param]]:
    if goal.baseline and (goal.baseline.observations or 0) < terms.limits["baseline_observations"]:
        yield {}


def consistency_lacks(goal: Goal, terms: Terms) -> Iterator[Mapping[str, Param]]:
    if goal.criterion is None:
        yield {}


def subjective_lacks(goal: Goal, terms: Terms) -> Iterator[Mapping[str, Param]]:
    tool = goal.tool or ""
    if in_english(goal) and _SUBJECTIVE.search(tool) and not _COUNTED.search(tool):
        yield {}


def not_of_behaviour_lacks(goal: Goal, terms: Terms) -> Iterator[Mapping[str, Param]]:
    if goal.measure is None or not in_english(goal):
        return
    verb, kind = _stem(goal.verb), goal.measure.kind
    interval = kind is MeasureKind.INTERVAL_PERCENT
    if (verb in _STAYING and kind in _NOT_OF_STAYING) or (verb in _PRODUCING and (kind in TIMES or interval)):
        yield {}


# Attainable -----------------------------------------------------------------------------------


def direction_lacks(goal: Goal, terms: Terms) -> Iterator[Mapping[str, Param]]:
    if goal.measure is None or goal.baseline is None or goal.target is None:
        return
    start, end = goal.baseline.value, goal.target.value
    wrong = {
        Direction.INCREASE: end < start,
        Direction.DECREASE: end > start,
        Direction.MAINTAIN: abs(end - start) > abs(start) * terms.limits["maintain_tolerance"],
    }
    if wrong[goal.measure.direction]:
        yield {}


def no_change_lacks(goal: Goal, terms: Terms) -> Iterator[Mapping[str, Param]]:
    maintains = goal.measure is not None and goal.measure.direction is Direction.MAINTAIN
    if goal.baseline and goal.target and goal.baseline.value == goal.target.value and not maintains:
        yield {}


def rate_basis_lacks(goal: Goal, terms: Terms) -> Iterator[Mapping[str, Param]]:
    if goal.rate_basis is None:
        yield {}


def very_high_lacks(goal: Goal, terms: Terms) -> Iterator[Mapping[str, Param]]:
    needed = needed_rate(goal)
    basis = goal.rate_basis
    if needed and basis and basis.value and needed > abs(basis.value) * terms.limits["fast_growth_factor"]:
        yield {"rate": round(needed, 2)}


def very_low_lacks(goal: Goal, terms: Terms) -> Iterator[Mapping[str, Param]]:
    needed = needed_rate(goal)
    basis = goal.rate_basis
    if needed is None or basis is None or basis.source is not RateSource.OWN_PAST_RATE or basis.value is None:
        return
    if needed < abs(basis.value) * terms.limits["slow_growth_factor"]:
        yield {"rate": round(needed, 2)}


def no_support_lacks(goal: Goal, terms: Terms) -> Iterator[Mapping[str, Param]]:
    if not goal.strategies:
        yield {}


# Relevant -------------------------------------------------------------------------------------


def need_lacks(goal: Goal, terms: Terms) -> Iterator[Mapping[str, Param]]:
    if blank(goal.need) and not goal.because_of:
        yield {}


def matters_lacks(goal: Goal, terms: Terms) -> Iterator[Mapping[str, Param]]:
    if blank(goal.matters):
        yield {}


def hope_lacks(goal: Goal, terms: Terms) -> Iterator[Mapping[str, Param]]:
    if not goal.hopes:
        yield {}


def student_hope_lacks(goal: Goal, terms: Terms) -> Iterator[Mapping[str, Param]]:
    if not goal.student_hopes:
        yield {}


# Time-bound -----------------------------------------------------------------------------------


def start_lacks(goal: Goal, terms: Terms) -> Iterator[Mapping[str, Param]]:
    if goal.starts_on is None:
        yield {}


def due_lacks(goal: Goal, terms: Terms) -> Iterator[Mapping[str, Param]]:
    if goal.due_on is None:
        yield {}


def due_past_lacks(goal: Goal, terms: Terms) -> Iterator[Mapping[str, Param]]:
    if goal.due_on is not None and goal.due_on < terms.agreed_on:
        yield {}


def due_before_start_lacks(goal: Goal, terms: Terms) -> Iterator[Mapping[str, Param]]:
    if goal.due_on and goal.starts_on and goal.due_on <= goal.starts_on:
        yield {}


def too_long_lacks(goal: Goal, terms: Terms) -> Iterator[Mapping[str, Param]]:
    if length(goal) > terms.limits["goal_longest_days"]:
        yield {}


def too_few_checks_lacks(goal: Goal, terms: Terms) -> Iterator[Mapping[str, Param]]:
    days = length(goal)
    if goal.schedule and days > 0 and days // goal.schedule.every_days < terms.limits["goal_fewest_checks"]:
        yield {}


def no_milestones_lacks(goal: Goal, terms: Terms) -> Iterator[Mapping[str, Param]]:
    if length(goal) > terms.limits["goal_without_milestone_days"] and not goal.milestones:
        yield {}


def non_school_day_lacks(goal: Goal, terms: Terms) -> Iterator[Mapping[str, Param]]:
    if goal.due_on is not None and not terms.calendar.is_school_day(goal.due_on):
        yield {"due": goal.due_on}


# ----------------------------------------------------------------------------------------------


def needed_rate(goal: Goal) -> float | None:
    """How many units a week the goal asks for, in its direction; None while a part of it is missing."""
    if not goal.baseline or not goal.target or length(goal) <= 0:
        return None
    return abs(goal.target.value - goal.baseline.value) / (length(goal) / 7)


def length(goal: Goal) -> int:
    """Days from start to due day; 0 while either is missing."""
    return (goal.due_on - goal.starts_on).days if goal.due_on and goal.starts_on else 0


def blank(text: str | None) -> bool:
    """Whether nothing was written."""
    return not (text or "").strip()


def in_english(goal: Goal) -> bool:
    """Whether the words of the goal can be looked at; in other languages no word is ever judged."""
    return goal.language.lower().split("-")[0] == "en"


def _stem(verb: str | None) -> str:
    """The first word of a verb in its plain form: "reads aloud" is "read", "staying" is "stay"."""
    first = (verb or "").lower().split()[:1]
    word = first[0] if first else ""
    for ending, kept in (("ies", "y"), ("ing", ""), ("es", "e"), ("s", "")):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word.removesuffix(ending) + kept
    return word
