"""Progress, rules: what the last checks beside the line suggest that people talk about. They decide.

With fewer checks or weeks than a rule needs there is no verdict, and no colour. Delivery is looked at first:
where few sessions took place the checks cannot tell much about the teaching.
Source: playbook 5.4, four-point rule, variants, phase change and delivery, with its references S20, S23 and S23b.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import Final

from attrs import frozen

from collabflow.core.tongue import ENGLISH, Lang, Tongue, tongue
from collabflow.core.values import Number
from collabflow.goals.progress.line import SIGN, Direction, Line, Point, WeekKind, Weeks, by_day, weeks_between
from collabflow.goals.progress.numbers import DUST, checks_in_words, not_an_amount, not_whole, refuse, weeks_in_words


class Position(StrEnum):
    """Where a check lies beside the aimline, seen from the goal: for a decrease goal, lower is better."""

    BETTER = "better"
    WORSE = "worse"
    ON_LINE = "on_line"


class Verdict(StrEnum):
    """What a decision rule suggests that people talk about. They decide."""

    RAISE_GOAL = "raise_goal"
    CHANGE_TEACHING = "change_teaching"
    CONTINUE = "continue"
    INSUFFICIENT_DATA = "insufficient_data"


@frozen(kw_only=True)
class DecisionRule:
    """How many checks in a row on one side of the aimline suggest something.

    `below` checks on the worse side suggest a change of teaching, `above` on the better side a higher goal.
    With fewer than `min_points` days with a check, or less than `min_weeks` from the start of the line (or of
    the new teaching) to the last check, there is no verdict. Reading aloud is noisy: about three months of checks
    may be needed there (S23b). Raises `Malformed` for a rule that one check, or too few, could decide.
    """

    below: int = 4
    above: int = 4
    min_points: int = 4
    min_weeks: Number = 0

    def __attrs_post_init__(self) -> None:
        sides = (("below", not_whole(self.below, least=2)), ("above", not_whole(self.above, least=2)))
        refuse("DecisionRule", *sides, ("min_weeks", not_an_amount(self.min_weeks)))
        fewest = min(self.below, self.above)
        refuse("DecisionRule", ("min_points", not_whole(self.min_points, least=fewest)))

    @property
    def name(self) -> str:
        """The rule in a few words, for people."""
        return self.in_words()

    def in_words(self, lang: Lang = "en") -> str:
        """The rule in a few words, for this reader."""
        words = {"below": self.below, "above": self.above}
        return tongue(lang).fill("{below} below or {above} above in a row", words, about="progress")


FOUR_POINT: Final = DecisionRule()  # S20, S23


THREE_BELOW_SIX_ABOVE: Final = DecisionRule(below=3, above=6, min_points=3)  # Univ. of Minnesota, S23


@frozen(kw_only=True)
class Suggestion:
    """What a rule suggests, and what it rests on. People weigh it and decide; it never acts by itself.

    `n`: days with a check that were looked at. `weeks`: from the start of the line, or of the new teaching, to
    the last of them. `positions`: where the last ones lie, oldest first; empty when there is no verdict.
    `delivered`: the share of planned sessions that took place (1 = all), None when nobody has looked.
    """

    verdict: Verdict
    direction: Direction
    n: int
    weeks: Weeks
    positions: tuple[Position, ...]
    rule: DecisionRule
    delivered: float | None
    delivery_floor: float

    @property
    def delivery_first(self) -> bool:
        """Whether so few sessions took place that the checks cannot tell much about the teaching yet."""
        return self.delivered is not None and self.delivered < self.delivery_floor

    @property
    def method(self) -> str:
        """How it was judged, for people."""
        return self._method(ENGLISH)

    @property
    def text(self) -> str:
        """The suggestion in plain words, with its method and number of checks; delivery leads where it must."""
        return self.in_words()

    def in_words(self, lang: Lang = "en") -> str:
        """The same for this reader."""
        reader = tongue(lang)
        words = {
            "finding": self._finding(reader),
            "method": self._method(reader),
            "checks": checks_in_words(self.n, reader),
        }
        told = reader.fill("{finding} (Method: {method}. Looked at: {checks}.)", words, about="progress")
        return f"{self._delivery(reader)} {told}" if self.delivery_first else told

    def _method(self, reader: Tongue) -> str:
        return reader.say("last checks beside the line, {rule}", about="progress", rule=self.rule.in_words(reader))

    def _delivery(self, reader: Tongue) -> str:
        return reader.say(
            "About {percent}% of the planned sessions took place. Look first at how more of them can.",
            about="progress",
            percent=f"{100 * (self.delivered or 0):.0f}",
        )

    def _finding(self, reader: Tongue) -> str:
        if self.verdict is Verdict.INSUFFICIENT_DATA:
            return reader.say(
                "It is too soon to tell. The rule needs {needed}. Keep checking.",
                about="progress",
                needed=self._needs(reader),
            )
        away = self.direction is Direction.MAINTAIN and self.verdict is Verdict.CHANGE_TEACHING
        words = _AWAY if away else _WORDS[self.verdict]
        return reader.fill(words, {"below": self.rule.below, "above": self.rule.above}, about="progress")

    def _needs(self, reader: Tongue) -> str:
        checks = checks_in_words(self.rule.min_points, reader)
        if not self.rule.min_weeks:
            return checks
        asked, so_far = weeks_in_words(self.rule.min_weeks, reader), weeks_in_words(self.weeks.count, reader)
        words = {"checks": checks, "weeks": asked, "so_far": so_far}
        if self.weeks.kind is WeekKind.INSTRUCTIONAL:
            return reader.fill("{checks} and {weeks} of teaching; so far it is {so_far}", words, about="progress")
        return reader.fill("{checks} and {weeks}; so far it is {so_far}", words, about="progress")


_AWAY: Final = ENGLISH.template(
    "The last {below} checks are all away from the level to keep. Talk together about what could help.",
    about="progress",
)

_WORDS: Final = {
    Verdict.RAISE_GOAL: ENGLISH.template(
        "The last {above} checks are all ahead of the line to the goal. Talk together about aiming further.",
        about="progress",
    ),
    Verdict.CHANGE_TEACHING: ENGLISH.template(
        "The last {below} checks are all behind the line to the goal. "
        "Talk together about a change in how we teach and help.",
        about="progress",
    ),
    Verdict.CONTINUE: ENGLISH.template(
        "The last checks give no reason for a change. Carry on, and keep checking.", about="progress"
    ),
}


def judge(
    points: Iterable[Point],
    line: Line,
    direction: Direction,
    rule: DecisionRule = FOUR_POINT,
    *,
    since: date | None = None,
    delivered: float | None = None,
    delivery_floor: float = 0.8,
    tolerance: Number = 0,
) -> Suggestion:
    """What the last checks suggest beside the aimline.

    `since` is the day on which the teaching changed: only checks after it count. `delivered` is the share of
    planned sessions that took place; below `delivery_floor` the suggestion leads with that. A check within
    `tolerance` of the line (unit of the measure) is on it, neither above nor below. A goal to maintain has no
    better side: a check outside the tolerance is away from the level, so give one that fits the measure.
    Raises `Malformed` for a number that cannot be, or a line that goes against the direction.
    """
    _check_judgement(line, direction, delivered, delivery_floor, tolerance)
    begin = line.start_on if since is None else max(line.start_on, since)
    recent = [point for point in by_day(points) if point.on > begin]
    weeks = weeks_between(begin, recent[-1].on if recent else begin, breaks=line.breaks)
    enough = len(recent) >= rule.min_points and weeks.count >= rule.min_weeks
    window = recent[-max(rule.below, rule.above) :] if enough else []
    positions = tuple(_position(point, line, direction, tolerance) for point in window)
    return Suggestion(
        verdict=_verdict(positions, rule) if enough else Verdict.INSUFFICIENT_DATA,
        direction=direction,
        n=len(recent),
        weeks=weeks,
        positions=positions,
        rule=rule,
        delivered=delivered,
        delivery_floor=delivery_floor,
    )


def _check_judgement(
    line: Line, direction: Direction, delivered: float | None, delivery_floor: float, tolerance: Number
) -> None:
    against = SIGN[direction] * (line.target - line.start) < 0
    refuse(
        "judge",
        ("line", "goes against the direction of the goal" if against else None),
        ("delivered", None if delivered is None else not_an_amount(delivered)),
        ("delivery_floor", not_an_amount(delivery_floor)),
        ("tolerance", not_an_amount(tolerance)),
    )


def _position(point: Point, line: Line, direction: Direction, tolerance: Number) -> Position:
    gap = point.value - line.expected(point.on)
    if abs(gap) <= tolerance + DUST * max(abs(line.start), abs(line.target)):
        return Position.ON_LINE
    return Position.BETTER if SIGN[direction] * gap > 0 else Position.WORSE


def _verdict(positions: Sequence[Position], rule: DecisionRule) -> Verdict:
    if positions[-rule.below :] == (Position.WORSE,) * rule.below:
        return Verdict.CHANGE_TEACHING
    if positions[-rule.above :] == (Position.BETTER,) * rule.above:
        return Verdict.RAISE_GOAL
    return Verdict.CONTINUE
