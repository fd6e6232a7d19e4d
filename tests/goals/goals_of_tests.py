"""For each SMART check: the change that makes the good reading goal lack just that."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from attrs import evolve

import journeys
from collabflow.core.values import Frequency
from collabflow.goals.goal import Goal, Measure, MeasureKind, Milestone, RateBasis, Target
from support import NOW

GOOD = evolve(
    journeys.reading_goal(),
    because_of=(),
    hopes=(),
    strategies=(),
    milestones=(Milestone(on=date(2027, 1, 15), value=65),),
)
"""A goal with all five letters that points at nothing recorded elsewhere."""

_BASE = GOOD.baseline
assert _BASE is not None

BROKEN: Mapping[str, Mapping[str, object]] = {
    "GOAL_S_BEHAVIOUR_MISSING": {"verb": " "},
    "GOAL_S_OWNER_MISSING": {"owner": None},
    "GOAL_S_CONDITION_MISSING": {"condition": None},
    "GOAL_S_VERB_VAGUE": {"verb": "improves"},
    "GOAL_S_SETTING_MISSING": {"settings": ()},
    "GOAL_S_TWO_GOALS": {"verb": "reads and writes"},
    "GOAL_S_WRONG_SUBJECT": {"statement": "The teacher will remind Maya to read."},
    "GOAL_M_MEASURE_MISSING": {"measure": Measure(kind=MeasureKind.TRIALS, unit="words")},
    "GOAL_M_UNIT_MISSING": {"measure": Measure(kind=MeasureKind.RATE)},
    "GOAL_M_BASELINE_MISSING": {"baseline": None},
    "GOAL_M_TARGET_MISSING": {"target": None},
    "GOAL_M_UNIT_MISMATCH": {"target": Target(value=80, unit="pages")},
    "GOAL_M_OUT_OF_RANGE": {"measure": Measure(kind=MeasureKind.RATE, unit="words per minute", out_of=60)},
    "GOAL_M_METHOD_MISSING": {"tool": None},
    "GOAL_M_SCHEDULE_MISSING": {"schedule": None},
    "GOAL_M_BASELINE_STALE": {"baseline": evolve(_BASE, on=NOW.date() - timedelta(days=200))},
    "GOAL_M_BASELINE_THIN": {"baseline": evolve(_BASE, observations=1)},
    "GOAL_M_CONSISTENCY_MISSING": {"criterion": None},
    "GOAL_M_METHOD_SUBJECTIVE": {"tool": "Teacher observation"},
    "GOAL_M_MEASURE_NOT_OF_BEHAVIOUR": {
        "verb": "names",
        "measure": Measure(kind=MeasureKind.DURATION, unit="seconds"),
    },
    "GOAL_A_DIRECTION": {"target": Target(value=40)},
    "GOAL_A_NO_CHANGE": {"target": Target(value=50)},
    "GOAL_A_RATE_BASIS_MISSING": {"rate_basis": None},
    "GOAL_A_RATE_VERY_HIGH": {"rate_basis": RateBasis(source="norm", value=0.1)},
    "GOAL_A_RATE_VERY_LOW": {"rate_basis": RateBasis(source="own_past_rate", value=50)},
    "GOAL_A_NO_SUPPORT": {"strategies": ()},
    "GOAL_R_NEED_MISSING": {"need": None},
    "GOAL_R_MATTERS_MISSING": {"matters": ""},
    "GOAL_R_CAREGIVER_LINK_MISSING": {"hopes": ()},
    "GOAL_R_STUDENT_LINK_MISSING": {"student_hopes": ()},
    "GOAL_T_START_MISSING": {"starts_on": None},
    "GOAL_T_DUE_MISSING": {"due_on": None},
    "GOAL_T_DUE_PAST": {"starts_on": date(2026, 1, 1), "due_on": date(2026, 8, 1)},
    "GOAL_T_DUE_BEFORE_START": {"due_on": NOW.date()},
    "GOAL_T_TOO_LONG": {"due_on": date(2028, 6, 11)},
    "GOAL_T_TOO_FEW_CHECKS": {"schedule": Frequency(times=1, per="term")},
    "GOAL_T_NO_MILESTONES": {"milestones": ()},
    "GOAL_T_DUE_ON_NON_SCHOOL_DAY": {"due_on": date(2027, 6, 12)},
}

LINKS: Mapping[str, object] = {"strategies": ("strategy-1",), "hopes": ("concern-1",), "student_hopes": ("hope-1",)}
"""What a goal without any gap is linked to."""


def broken(code: str) -> Goal:
    """The goal that lacks what this check asks for."""
    return evolve(GOOD, **{**LINKS, **BROKEN[code]})  # type: ignore[arg-type]


def whole() -> Goal:
    """The goal that lacks nothing."""
    return evolve(GOOD, **LINKS)  # type: ignore[arg-type]
