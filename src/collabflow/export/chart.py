"""The chart of a goal: the line from start to target, every check beside it, and where the way of working changed.

It is a drawing of ours in plain shapes, which needs no script and no file. Places differ by shape and not by colour
alone; days and numbers are the only words in it. What it shows is said in words, and in a table, beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from math import floor, log10
from typing import Final

from attrs import field, frozen

from collabflow.export.html import Content, Element, el
from collabflow.export.speech import Speech
from collabflow.goals.progress import Line, Point
from collabflow.steps.s08_review_and_adjust import Where

WIDTH, HEIGHT = 640, 340
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 24, 28, 52


@frozen(kw_only=True)
class Drawn:
    """What a chart shows. `changes` are the days on which the way of working changed, in order."""

    line: Line | None
    points: Mapping[Where, Sequence[Point]]
    changes: tuple[date, ...] = ()
    milestones: tuple[Point, ...] = ()

    @property
    def every(self) -> tuple[Point, ...]:
        """Every point that has to fit: checks, milestones and the ends of the line."""
        ends: tuple[Point, ...] = ()
        if self.line is not None:
            first = Point(on=self.line.start_on, value=self.line.start)
            ends = (first, Point(on=self.line.due_on, value=self.line.target))
        return (*ends, *self.milestones, *(point for points in self.points.values() for point in points))


@frozen(kw_only=True)
class _Frame:
    """Where days and values lie on the drawing."""

    first: date
    last: date
    ticks: tuple[float, ...] = field()

    def x(self, on: date) -> float:
        share = (on - self.first).days / max((self.last - self.first).days, 1)
        return round(_LEFT + share * (WIDTH - _LEFT - _RIGHT), 1)

    def y(self, value: float) -> float:
        low, high = self.ticks[0], self.ticks[-1]
        return round(HEIGHT - _BOTTOM - (value - low) / (high - low) * (HEIGHT - _TOP - _BOTTOM), 1)


def chart(drawn: Drawn, s: Speech, *, named_by: str, described_by: str) -> Element | None:
    """The drawing; None where there is nothing to draw. Its name and its words stand in the elements of these ids."""
    if not drawn.every:
        return None
    frame = _frame(drawn)
    return el(
        "svg",
        _grid(frame, s),
        [_change(frame, number, day) for number, day in enumerate(drawn.changes, start=1)],
        _aimline(frame, drawn.line) if drawn.line else None,
        [el("path", d=_star(frame, point), class_="milestone") for point in drawn.milestones],
        [_place(frame, where, points, drawn.changes) for where, points in drawn.points.items()],
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        role="img",
        aria_labelledby=named_by,
        aria_describedby=described_by,
        focusable="false",
    )


# frame ----------------------------------------------------------------------------------------


def _frame(drawn: Drawn) -> _Frame:
    days = [point.on for point in drawn.every]
    values = [float(point.value) for point in drawn.every]
    first, last = min(days), max(days)
    room = timedelta(days=max((last - first).days // 40, 1))
    return _Frame(first=first - room, last=last + room, ticks=ticks(min(values), max(values)))


def ticks(low: float, high: float) -> tuple[float, ...]:
    """Round numbers that reach from below the lowest value to above the highest; from zero where that is near."""
    low = 0.0 if 0 <= low <= high / 2 else low
    size = max(abs(low), abs(high), 1.0)
    step = _round_step((high - low if high - low > size * 1e-6 else size) / 5)
    begin = floor(low / step)
    end = begin
    while end * step < high or end - begin < 2:
        end += 1
    return tuple(round(place * step, 10) for place in range(begin, end + 1))


def _round_step(step: float) -> float:
    """The next 1, 2 or 5 times a power of ten."""
    power = 10.0 ** floor(log10(step))
    return next(one * power for one in (1, 2, 5, 10) if one * power >= step * 0.999)


def _grid(frame: _Frame, s: Speech) -> Iterator[Content]:
    for tick in frame.ticks:
        y = frame.y(tick)
        yield el("line", x1=_LEFT, x2=WIDTH - _RIGHT, y1=y, y2=y, class_="grid")
        yield el("text", s.number(tick), x=_LEFT - 10, y=y + 4, text_anchor="end")
    span = (frame.last - frame.first).days
    for place in range(5):
        day = frame.first + timedelta(days=round(span * (place + 0.5) / 5))
        yield el("text", s.short_day(day), x=frame.x(day), y=HEIGHT - _BOTTOM + 26, text_anchor="middle")


# what is drawn --------------------------------------------------------------------------------


def _aimline(frame: _Frame, line: Line) -> Element:
    """The line, which stands still in breaks, with an open ring at its start and a target at its end."""
    days = [line.start_on, *_bends(line), line.due_on]
    points = " ".join(f"{frame.x(day)},{frame.y(line.expected(day))}" for day in days)
    end = {"cx": frame.x(line.due_on), "cy": frame.y(line.target)}
    return el(
        "g",
        el("polyline", points=points),
        el("circle", cx=frame.x(line.start_on), cy=frame.y(line.start), r=5, class_="start"),
        el("circle", **end, r=9, class_="ring"),
        el("circle", **end, r=4, class_="target"),
        class_="aim",
    )


def _bends(line: Line) -> Iterator[date]:
    """The days on which the line begins to stand still, or goes on."""
    for first, last in sorted(line.breaks):
        yield from (day for day in (first - timedelta(days=1), last) if line.start_on < day < line.due_on)


def _change(frame: _Frame, number: int, day: date) -> Element:
    x = frame.x(min(max(day, frame.first), frame.last))  # it may lie before the first check, or after the last
    return el(
        "g",
        el("line", x1=x, x2=x, y1=_TOP - 4, y2=HEIGHT - _BOTTOM),
        el("circle", cx=x, cy=_TOP - 12, r=10),
        el("text", str(number), x=x, y=_TOP - 7, text_anchor="middle"),
        class_="change",
    )


def _place(frame: _Frame, where: Where, points: Sequence[Point], changes: Sequence[date]) -> Element:
    """The checks from one place, joined by a line that breaks where the way of working changed."""
    return el("g", _joined(frame, points, changes), (_MARK[where](frame, p) for p in points), class_=where.value)


def _joined(frame: _Frame, points: Sequence[Point], changes: Sequence[date]) -> Iterator[Element]:
    for phase in range(len(changes) + 1):
        own = [point for point in points if sum(day < point.on for day in changes) == phase]
        if len(own) > 1:
            yield el("polyline", points=" ".join(f"{frame.x(p.on)},{frame.y(p.value)}" for p in own))


def _dot(frame: _Frame, point: Point) -> Element:
    return el("circle", cx=frame.x(point.on), cy=frame.y(point.value), r=5.5)


def _diamond(frame: _Frame, point: Point) -> Element:
    x, y = frame.x(point.on), frame.y(point.value)
    return el("polygon", points=f"{x},{y - 8} {x + 8},{y} {x},{y + 8} {x - 8},{y}")


def _triangle(frame: _Frame, point: Point) -> Element:
    x, y = frame.x(point.on), frame.y(point.value)
    return el("polygon", points=f"{x},{y - 8} {x + 8},{y + 6} {x - 8},{y + 6}")


def _star(frame: _Frame, point: Point) -> str:
    x, y = frame.x(point.on), frame.y(point.value)
    return f"M{x - 6},{y} h12 M{x},{y - 6} v12"


_MARK: Final[Mapping[Where, Callable[[_Frame, Point], Element]]] = {
    Where.SCHOOL: _dot,
    Where.HOME: _diamond,
    Where.ELSEWHERE: _triangle,
}
