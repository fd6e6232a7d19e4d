"""Goals: what a student will learn to do, in parts that can each be checked.

A goal is kept as its parts (what, when, how measured, from where to where, by when, why), not as a sentence
that somebody has to judge. Every part may still be missing while the goal is a draft.
Source: playbook 5.1.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated, Final

from attrs import field, frozen

from collabflow.core.fact import Fact, Range
from collabflow.core.values import (
    ContributionId,
    Count,
    Frequency,
    GoalId,
    InformationId,
    LangTag,
    Number,
    PartyId,
    StrategyId,
)
from collabflow.goals.progress import Direction, Value


class Domain(StrEnum):
    """The part of school life a goal belongs to. The seed asks for academic and social ones."""

    ACADEMIC = "academic"
    SOCIAL_EMOTIONAL = "social_emotional"
    BEHAVIOUR = "behaviour"
    COMMUNICATION = "communication"
    FUNCTIONAL = "functional"
    MOTOR = "motor"
    TRANSITION = "transition"


SOCIAL = frozenset({Domain.SOCIAL_EMOTIONAL, Domain.BEHAVIOUR, Domain.COMMUNICATION})
"""The domains that count as social for the seed (playbook 5.1)."""


class MeasureKind(StrEnum):
    """What is counted or timed."""

    COUNT = "count"
    RATE = "rate"
    PERCENT_CORRECT = "percent_correct"
    TRIALS = "trials"
    DURATION = "duration"
    LATENCY = "latency"
    INTERVAL_PERCENT = "interval_percent"
    RUBRIC_LEVEL = "rubric_level"
    PROMPT_LEVEL = "prompt_level"
    YES_NO_STEPS = "yes_no_steps"


PERCENTS = frozenset({MeasureKind.PERCENT_CORRECT, MeasureKind.INTERVAL_PERCENT})
TIMES = frozenset({MeasureKind.DURATION, MeasureKind.LATENCY})
OUT_OF = frozenset({MeasureKind.PERCENT_CORRECT, MeasureKind.TRIALS, MeasureKind.YES_NO_STEPS})
"""The measures that mean nothing without "of how many"."""

LONGEST_NAME: Final = 80
"""The longest name of a goal for readers, in characters; a whole statement would fill the sentence about it."""

_UNITS = {
    **dict.fromkeys(("%", "percent"), "percent"),
    **dict.fromkeys(("s", "sec", "second", "seconds"), "seconds"),
    **dict.fromkeys(("min", "minute", "minutes"), "minutes"),
    **dict.fromkeys(("h", "hour", "hours"), "hours"),
}
_UNITS_OF_TIME = frozenset({"seconds", "minutes", "hours"})


def plain_unit(unit: str | None) -> str:
    """A unit in one spelling: "Sec" and "s" are seconds, "%" and "percent of words" are percent; else its words.

    The signs (%, s, min, h) are the same in every language, so a goal in any language can use them.
    """
    words = (unit or "").casefold().split()
    first, rest = words[:1], " ".join(words)
    if rest.startswith("per cent"):
        return "percent"
    return _UNITS.get(first[0], rest) if first else ""


@frozen(kw_only=True)
class Measure(Fact):
    """How a goal is measured: what kind, in which unit, which way is better, and of how many where that matters."""

    kind: MeasureKind
    unit: str | None = None
    direction: Direction = Direction.INCREASE
    out_of: Annotated[int, Range(1)] | None = None

    @property
    def unit_fits(self) -> bool:
        """Whether the unit is one that this kind is measured in."""
        unit = plain_unit(self.unit)
        if self.kind in PERCENTS:
            return unit == "percent"
        if self.kind in TIMES:
            return unit in _UNITS_OF_TIME
        return bool(unit)

    def can_be(self, value: Number) -> bool:
        """Whether the measure can take this value: 0 to 100 percent, at most n of n, never below zero."""
        most = 100 if self.kind in PERCENTS else self.out_of
        return value >= 0 and (most is None or value <= most)


@frozen(kw_only=True)
class Baseline(Fact):
    """Where the student is now: the value, the day, from how many observations, and how it was found."""

    value: Value
    on: date
    observations: Count | None = None
    unit: str | None = None
    how: str | None = field(default=None, repr=False)


@frozen(kw_only=True)
class Target(Fact):
    """The value to reach."""

    value: Value
    unit: str | None = None


@frozen(kw_only=True)
class Criterion(Fact):
    """How often it must be reached to count: `times` in a row, or `times` out of the last `of`."""

    times: Annotated[int, Range(1)]
    of: Annotated[int, Range(1)] | None = None

    def faults(self) -> Iterator[tuple[str, str]]:
        if self.of is not None and self.of < self.times:
            yield "of", "must not be fewer than `times`"


@frozen(kw_only=True)
class Milestone(Fact):
    """A smaller step on the way: the value to reach by a day."""

    on: date
    value: Value


class RateSource(StrEnum):
    """Why a pace is thought to be reachable."""

    NORM = "norm"
    OWN_PAST_RATE = "own_past_rate"
    TEAM_JUDGEMENT = "team_judgement"


@frozen(kw_only=True)
class RateBasis(Fact):
    """Why this pace is reachable: past progress or a norm, or the team's reasons.

    `value` is in units a week; its size counts, because which way is better is said by the measure.
    """

    source: RateSource
    value: Value | None = None
    note: str | None = field(default=None, repr=False)


@frozen(kw_only=True)
class Goal(Fact):
    """One goal, in its parts. Only `id` and `domain` are needed to save a draft.

    `statement` is the goal in plain words. `verb` and `what` are what the student does ("reads aloud",
    "a new passage"), `condition` when or with what. `tool` and `collector` say how and by whom it is checked,
    `schedule` how often. `owner` is a person of the case, or `owner_post` a post. `need` says in words what
    `because_of` links: items of information. `matters` is why it matters, in everyday words. `hopes` links
    what the family said, `student_hopes` what the student said, `strategies` what is planned to help.
    """

    id: GoalId
    domain: Domain
    language: LangTag = "en"
    statement: str | None = field(default=None, repr=False)
    verb: str | None = field(default=None, repr=False)
    what: str | None = field(default=None, repr=False)
    condition: str | None = field(default=None, repr=False)
    settings: tuple[str, ...] = field(default=(), repr=False)
    supports: tuple[str, ...] = field(default=(), repr=False)
    measure: Measure | None = None
    baseline: Baseline | None = None
    target: Target | None = None
    criterion: Criterion | None = None
    tool: str | None = field(default=None, repr=False)
    collector: str | None = field(default=None, repr=False)
    schedule: Frequency | None = None
    starts_on: date | None = None
    due_on: date | None = None
    owner: PartyId | None = None
    owner_post: str | None = field(default=None, repr=False)
    need: str | None = field(default=None, repr=False)
    because_of: tuple[InformationId, ...] = ()
    matters: str | None = field(default=None, repr=False)
    hopes: tuple[ContributionId, ...] = ()
    student_hopes: tuple[ContributionId, ...] = ()
    curriculum: str | None = None
    rate_basis: RateBasis | None = None
    strategies: tuple[StrategyId, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    reports: Frequency | None = None

    @property
    def name(self) -> str:
        """What to call it for a reader: its statement, shortened, or what the student does, or its id."""
        said = (self.statement or "").strip() or " ".join(filter(None, (self.verb, self.what))).strip()
        return _shortened(said) or self.id

    @property
    def is_social(self) -> bool:
        """Whether it counts as a social goal."""
        return self.domain in SOCIAL


def _shortened(said: str) -> str:
    """The words on one line, cut between words where there are any to cut between: not every script has spaces."""
    line = " ".join(said.split())
    if len(line) <= LONGEST_NAME:
        return line
    cut = line[: LONGEST_NAME - 1]
    whole_words = cut.rpartition(" ")[0]
    return f"{whole_words if len(whole_words) > LONGEST_NAME // 2 else cut}…"
