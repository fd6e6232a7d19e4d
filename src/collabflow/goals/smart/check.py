"""SMART, the shape of a check: a condition on one goal, with its letter, its weight and its words.

A check is written like a guard: its function is named for what should hold and yields once, with the parameters
for the words, for a goal that lacks it. It looks at fields; words are looked at only in English, and only to warn.
Source: playbook 5.2.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from enum import StrEnum

from attrs import frozen

from collabflow.core.event import EVERY_DAY, Calendar
from collabflow.core.finding import Param, Severity
from collabflow.core.values import PartyId
from collabflow.goals.goal import Goal


class Letter(StrEnum):
    """The five letters."""

    SPECIFIC = "S"
    MEASURABLE = "M"
    ATTAINABLE = "A"
    RELEVANT = "R"
    TIME_BOUND = "T"


@frozen(kw_only=True)
class Terms:
    """What a check may look at besides the goal: the day it is judged by, limits, calendar, and who has left.

    `agreed_on` tells the day a goal was agreed, or today while it is not. `has_left` tells who is no longer on the
    case, so that a goal is not looked after by somebody who is not there. They are asked only where they count.
    """

    agreed_on: Callable[[Goal], date]
    has_left: Callable[[PartyId], bool]
    limits: Mapping[str, float]
    calendar: Calendar = EVERY_DAY


Lacking = Iterator[Mapping[str, Param]]
"""Nothing for a goal that meets the check; else once the parameters for the words."""

Condition = Callable[[Goal, Terms], Lacking]


@frozen(kw_only=True)
class SmartCheck:
    """One check of one letter. `part` names what is missing, for the list in one sentence."""

    code: str
    letter: Letter
    severity: Severity
    part: str
    says: str
    fix: str
    lacks: Condition


def check(
    code: str, *, part: str, says: str, fix: str, severity: Severity = Severity.BLOCKER
) -> Callable[[Condition], SmartCheck]:
    """Makes a check of a condition. Its letter is in its code: `GOAL_M_UNIT_MISSING` belongs to M."""

    def made(condition: Condition) -> SmartCheck:
        letter = Letter(code.split("_")[1])
        return SmartCheck(code=code, letter=letter, severity=severity, part=part, says=says, fix=fix, lacks=condition)

    return made


# what several letters look at -----------------------------------------------------------------


def blank(text: str | None) -> bool:
    """Whether nothing was written."""
    return not (text or "").strip()


def in_english(goal: Goal) -> bool:
    """Whether the words of the goal can be looked at; in other languages no word is ever judged."""
    return goal.language.lower().split("-")[0] == "en"


def length(goal: Goal) -> int:
    """Days from start to due day; 0 while either is missing."""
    return (goal.due_on - goal.starts_on).days if goal.due_on and goal.starts_on else 0


def begins_with(*stems: str) -> re.Pattern[str]:
    """Matches a verb of one of these stems in any of its forms: "add", "adds", "will be adding"."""
    leads, endings = "will|can|to|be|able", "s|es|e|ed|ing|y|ies|ied|ying"
    return re.compile(rf"\s*(?:(?:{leads})\s+)*(?:{'|'.join(stems)})(?:{endings})?\b", re.IGNORECASE)
