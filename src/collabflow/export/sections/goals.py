"""Goals: each in its parts, what people think of it, and how far it has come, as a chart and as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from collabflow.export.anchors import anchors_of
from collabflow.export.chart import Drawn, chart
from collabflow.export.fields import details
from collabflow.export.html import Content, Element, el
from collabflow.export.part import Part, list_of, table
from collabflow.export.sentences.planning import stands
from collabflow.export.speech import Speech, Words
from collabflow.goals.goal import Goal
from collabflow.goals.progress import Line, Point
from collabflow.steps.s06_set_goals import Area, EndedGoal, GoalPosition, Goals
from collabflow.steps.s08_review_and_adjust import GoalDecision, Measured, Reviews, Where, line_of

_TOLD = frozenset({"id", "statement", "language"})
_RESTARTS = frozenset({GoalDecision.RAISE, GoalDecision.CHANGE_APPROACH, GoalDecision.REVISE})


def goals(part: Part) -> Element | None:
    """The goals in force, then those that ended, then areas that need none now."""
    s, known = part.speech, part[Goals]
    ended = {ended.goal.id: ended for ended in known.over}
    cards = [_goal(goal, ended.get(goal.id), number, part) for number, goal in enumerate(known.goals, start=1)]
    declined = list_of(_declined(part))
    if not (cards or declined or part.says_nothing):
        return None
    none_needed = part.group(s.tongue.say("No goal needed now", about="record"), declined)
    return part.section("goals", s.tongue.say("Goals", about="record"), cards or part.nothing(), none_needed)


def _goal(goal: Goal, ended: EndedGoal | None, number: int, part: Part) -> Element:
    s = part.speech
    name = el("span", s.free(goal.name, lang=goal.language), id=f"{part.prefix}goal-{number}-name")
    statement = goal.statement if goal.statement and goal.statement != goal.name else None
    return part.card(
        name,
        s.quote(statement, lang=goal.language) if statement else None,
        _ended(ended, part) if ended else None,
        _goes_on(goal, part) or _progress(goal, f"{part.prefix}goal-{number}", part),
        part.piece(s.tongue.say("Where each person stands", about="record"), _positions(goal, part)),
        part.piece(s.tongue.say("When we looked at it", about="record"), list_of(_looked(goal, part))),
        part.piece(s.tongue.say("The goal in its parts", about="record"), _parts(goal, part)),
        thing=("goal", goal.id),
    )


def _goes_on(goal: Goal, part: Part) -> Content:
    """Where a goal of an earlier cycle goes on unchanged in this one, it is drawn there."""
    s = part.speech
    if part.is_current or goal not in part.case[Goals].goals:
        return None
    now = el(
        "a", s.say("what it looks like now", about="record"), href=f"#{anchors_of(part.case, '')['goal', goal.id]}"
    )
    return el("p", s.say("This goal goes on; see {now}.", about="record", now=now))


def _parts(goal: Goal, part: Part) -> Content:
    return None if _goes_on(goal, part) else details(goal, part.speech, tells=_TOLD)


def _ended(ended: EndedGoal, part: Part) -> Element:
    s = part.speech
    said = s.say("This goal is over: {how}.", about="record", how=s.word(ended.how))
    return el("div", el("p", el("strong", said)), s.quote(ended.why) if ended.why else None, class_="decision")


def _declined(part: Part) -> Iterator[Content]:
    s = part.speech
    for one in part[Goals].declined:
        academic = one.area is Area.ACADEMIC
        area = s.say("For learning", about="record") if academic else s.say("For being with others", about="record")
        yield (area, details(one, s, tells=frozenset({"area"})))


def _positions(goal: Goal, part: Part) -> Content:
    return list_of((_position(one, part) for one in part[Goals].positions_on(goal.id)), class_="positions")


def _position(taken: GoalPosition, part: Part) -> Content:
    s = part.speech
    said = el("strong", stands(taken.position, s.person(taken.party), s))
    told = frozenset({"goal", "party", "position", "on", "since"})
    return (said, " ", el("span", s.day(taken.on), class_="meta"), details(taken, s, tells=told))


def _looked(goal: Goal, part: Part) -> Iterator[Content]:
    """What each review said about this goal."""
    s = part.speech
    for said in part[Reviews].reviewed:
        if said.goal == goal.id:
            outcome = s.word(said.decision) if said.decision else s.say("nothing decided yet", about="record")
            head = s.say("{day}: {outcome}", about="record", day=s.day(said.on), outcome=outcome)
            told = frozenset({"goal", "round", "on", "decision", "checks", "last_check"})
            yield (el("strong", head), details(said, s, tells=told))


# progress -------------------------------------------------------------------------------------


def _progress(goal: Goal, name: str, part: Part) -> Content:
    """The chart with its words, and the table of its numbers beside it."""
    s = part.speech
    checks = sorted((point for point in part[Reviews].points if point.goal == goal.id), key=lambda point: point.on)
    line = line_of(goal, part.dossier.profile.calendar)
    changes = tuple(_changes(goal, part))
    drawing = chart(_drawn(goal, line, checks, changes), s, named_by=f"{name}-name", described_by=f"{name}-words")
    if drawing is None:
        return None
    words = el(
        "figcaption",
        el("p", _in_words(goal, line, checks, s), id=f"{name}-words"),
        _legend(checks, line, goal, s),
        _phases(changes, s),
    )
    figure = el("figure", drawing, words)
    return el("div", figure, _numbers(goal, line, checks, name, part) if checks else None, class_="progress")


def _drawn(goal: Goal, line: Line | None, checks: Sequence[Measured], changes: Sequence[tuple[date, Content]]) -> Drawn:
    speaking = [check for check in checks if check.speaks_of(goal)]
    places = {where: [check.point for check in speaking if check.where is where] for where in Where}
    return Drawn(
        line=line,
        points={where: points for where, points in places.items() if points},
        changes=tuple(day for day, _ in changes),
        milestones=tuple(Point(on=step.on, value=step.value) for step in goal.milestones),
    )


def _in_words(goal: Goal, line: Line | None, checks: Sequence[Measured], s: Speech) -> Content:
    """What the chart shows, for whoever does not see it."""
    unit = s.free(goal.measure.unit) if goal.measure is not None and goal.measure.unit else ""
    speaking = [check for check in checks if check.speaks_of(goal)]
    return (_line_in_words(line, unit, s), " ", _checks_in_words(speaking, unit, s))


def _line_in_words(line: Line | None, unit: Content, s: Speech) -> Words:
    if line is None:
        return s.say("There is no line yet: a start, a target or a day is still missing.", about="record")
    return s.say(
        "The line goes from {start} on {first} to {target} {unit} on {last}.",
        about="record",
        start=s.number(line.start),
        first=s.day(line.start_on),
        target=s.number(line.target),
        unit=unit,
        last=s.day(line.due_on),
    )


def _checks_in_words(checks: Sequence[Measured], unit: Content, s: Speech) -> Words:
    if not checks:
        return s.say("Nothing has been checked yet.", about="record")
    last = checks[-1]
    return s.count(
        len(checks),
        "There is {n} check: {value} {unit} on {day}.",
        "There are {n} checks; the last was {value} {unit} on {day}.",
        about="record",
        value=s.number(last.value),
        unit=unit,
        day=s.day(last.on),
    )


def _legend(checks: Sequence[Measured], line: Line | None, goal: Goal, s: Speech) -> Content:
    signs = {
        Where.SCHOOL: ("●", s.say("a check at school", about="record")),
        Where.HOME: ("◆", s.say("a check at home", about="record")),
        Where.ELSEWHERE: ("▲", s.say("a check elsewhere", about="record")),
    }
    shown = [(where.value, *signs[where]) for where in Where if any(c.where is where for c in checks)]
    if line is not None:
        shown.append(("aim", "┄", s.say("the line to the goal", about="record")))
    if goal.milestones:
        shown.append(("step", "＋", s.say("a step on the way", about="record")))
    return list_of(
        ((el("span", sign, class_=f"sign {name}", aria_hidden="true"), " ", words) for name, sign, words in shown),
        class_="legend",
    )


def _changes(goal: Goal, part: Part) -> Iterator[tuple[date, Content]]:
    """The days on which the way of working on it changed, in this cycle and before, and what changed."""
    found = [change for one in part.passes for change in _changes_in(one[Reviews], goal, part.speech)]
    for day in sorted({day for day, _ in found}):
        yield day, [("; " if place else "", what) for place, what in enumerate(what for on, what in found if on == day)]


def _changes_in(reviews: Reviews, goal: Goal, s: Speech) -> Iterator[tuple[date, Content]]:
    for said in reviews.reviewed:
        if said.goal == goal.id and said.decision in _RESTARTS:
            yield said.on, s.word(said.decision or "")
    for made in reviews.adjustments:
        if goal.id in made.goals:
            yield made.on, s.free(made.what) if made.what else s.say("something changed", about="record")


def _phases(changes: Sequence[tuple[date, Content]], s: Speech) -> Content:
    """What the numbered upright lines stand for."""
    rows = [(s.day(day), ": ", what) for day, what in changes]
    return el("ol", (el("li", row) for row in rows), class_="phases") if rows else None


def _numbers(goal: Goal, line: Line | None, checks: Sequence[Measured], name: str, part: Part) -> Element:
    s = part.speech
    heads: list[Content] = [
        s.say("Day", about="record"),
        s.say("Check", about="record"),
        s.say("Line", about="record"),
        s.say("Where", about="record"),
    ]
    notes = [_notes(goal, check, s) for check in checks]
    if any(notes):
        heads.append(s.say("Note", about="record"))
    rows = [
        (*_number_row(line, check, s), *([note] if any(notes) else []))
        for check, note in zip(checks, notes, strict=True)
    ]
    return table(f"{name}-numbers", s.say("The numbers", about="record"), heads, rows)


def _number_row(line: Line | None, check: Measured, s: Speech) -> Sequence[Content]:
    expected = s.number(round(line.expected(check.on), 1)) if line is not None else "–"
    return (s.day(check.on), s.number(check.value), expected, s.word(check.where))


def _notes(goal: Goal, check: Measured, s: Speech) -> list[Content]:
    told = s.say("told by {who}", about="record", who=s.person(check.told_by)) if check.told_by else None
    other = None if check.speaks_of(goal) else s.say("measured in another way, or before the start", about="record")
    notes = [note for note in (told, s.free(check.note) if check.note else None, other) if note]
    return [("; " if place else "", note) for place, note in enumerate(notes)]
