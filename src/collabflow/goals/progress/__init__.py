"""Goals, progress: what a row of checks says about the way to a goal.

Each result is a help for a talk between people, never a grade. It names its method and how many checks stand
behind it; with too few checks it says so and gives no answer. One call looks at one measure from one place:
home and school data that disagree are shown side by side, never mixed. Several checks on one day count
as one, their median. Checks on or before the day a line (or a new way of teaching) begins are not progress
along it and are left out of a judgement. A number is a finite int or float up to 2**53; all else is refused.
Read `numbers`, `line`, `trend`, `rule`, `mastery`, in this order.
Source: playbook 5.4 (progress maths) and 2.9 (reviews), with its references S20, S21, S23 and S23b.
"""

from collabflow.goals.progress.line import Breaks, Direction, Line, Point, WeekKind, Weeks, by_day, weeks_between
from collabflow.goals.progress.mastery import is_mastered, percent_of_way, way_in_words
from collabflow.goals.progress.numbers import DUST, LARGEST, Value
from collabflow.goals.progress.rule import (
    FOUR_POINT,
    THREE_BELOW_SIX_ABOVE,
    DecisionRule,
    Position,
    Suggestion,
    Verdict,
    judge,
)
from collabflow.goals.progress.trend import (
    ENOUGH_FOR_A_TREND,
    InsufficientData,
    Trend,
    TrendMethod,
    first_and_last,
    least_squares,
    theil_sen,
    tukey,
)

__all__ = [
    "DUST",
    "ENOUGH_FOR_A_TREND",
    "FOUR_POINT",
    "LARGEST",
    "THREE_BELOW_SIX_ABOVE",
    "Breaks",
    "DecisionRule",
    "Direction",
    "InsufficientData",
    "Line",
    "Point",
    "Position",
    "Suggestion",
    "Trend",
    "TrendMethod",
    "Value",
    "Verdict",
    "WeekKind",
    "Weeks",
    "by_day",
    "first_and_last",
    "is_mastered",
    "judge",
    "least_squares",
    "percent_of_way",
    "theil_sen",
    "tukey",
    "way_in_words",
    "weeks_between",
]
