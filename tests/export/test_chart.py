"""The chart: every point lies on the drawing, places differ by shape, and words say what it shows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from collabflow.core.event import Calendar
from collabflow.core.tongue import ENGLISH
from collabflow.cycle.profile import DEFAULT
from collabflow.events import AdjustmentMade, GoalDrafted, GoalReviewed, ProgressMeasured
from collabflow.export.chart import HEIGHT, WIDTH, Drawn, chart, ticks
from collabflow.export.html import write
from collabflow.export.speech import Speech
from collabflow.goals.goal import Domain, Goal, Milestone
from collabflow.goals.progress import LARGEST, Line, Point
from collabflow.steps.s08_review_and_adjust import Where
from export.filled import Node, dossier_of, read
from journeys import reading_goal
from support import TODAY, opened

SPEECH = Speech(tongue=ENGLISH, case=opened())
VALUES = st.one_of(st.integers(-LARGEST, LARGEST), st.floats(-LARGEST, LARGEST), st.integers(0, 100))
POINTS = st.builds(Point, on=st.dates(date(2020, 1, 1), date(2030, 1, 1)), value=VALUES)


def drawing(drawn: Drawn) -> Node:
    drawing = chart(drawn, SPEECH, named_by="name", described_by="words")
    assert drawing is not None
    return read(write(drawing)).all("svg")[0]


@given(st.lists(POINTS, min_size=1, max_size=12), st.lists(st.dates(date(2019, 1, 1), date(2031, 1, 1)), max_size=3))
def test_every_point_lies_on_the_drawing(points: list[Point], changes: list[date]) -> None:
    ordered = sorted(points, key=lambda point: point.on)

    svg = drawing(Drawn(line=None, points={Where.SCHOOL: ordered}, changes=tuple(sorted(set(changes)))))

    dots = [node for place in svg.all("g") if place.attributes["class"] == "school" for node in place.all("circle")]
    assert len(dots) == len(points)
    for dot in svg.all("circle"):
        assert 0 <= float(dot.attributes["cx"] or -1) <= WIDTH
        assert 0 <= float(dot.attributes["cy"] or -1) <= HEIGHT


@given(VALUES, VALUES)
def test_ticks_reach_from_below_the_lowest_to_above_the_highest(a: float, b: float) -> None:
    low, high = sorted((float(a), float(b)))

    found = ticks(low, high)

    assert 3 <= len(found) <= 12
    assert sorted(set(found)) == list(found)
    slack = abs(high - low) * 1e-6 + max(abs(low), abs(high)) * 1e-9
    assert found[0] <= low + slack
    assert found[-1] >= high - slack


def test_ticks_are_round_numbers() -> None:
    assert ticks(35, 90) == (0, 20, 40, 60, 80, 100)
    assert ticks(40, 70) == (40, 50, 60, 70)
    assert ticks(0, 0) == (0, 0.2, 0.4)


def test_places_differ_by_shape() -> None:
    point = Point(on=TODAY, value=3)
    svg = drawing(Drawn(line=None, points={where: [point] for where in Where}))

    shapes = {place.attributes["class"]: [n.name for n in place.walk()][1:] for place in svg.all("g")}
    assert shapes == {"school": ["circle"], "home": ["polygon"], "elsewhere": ["polygon"]}
    assert len({place.all("polygon")[0].attributes["points"] for place in svg.all("g")[1:]}) == 2


def test_the_line_stands_still_in_breaks() -> None:
    breaks = ((TODAY + timedelta(days=20), TODAY + timedelta(days=40)),)
    line = Line(start_on=TODAY, start=0, due_on=TODAY + timedelta(days=60), target=40, breaks=breaks)

    svg = drawing(Drawn(line=line, points={}))

    corners = (svg.all("polyline")[0].attributes["points"] or "").split()
    assert len(corners) == 4
    assert corners[1].split(",")[1] == corners[2].split(",")[1]


def test_nothing_to_draw_draws_nothing() -> None:
    assert chart(Drawn(line=None, points={}), SPEECH, named_by="a", described_by="b") is None


# on the page ----------------------------------------------------------------------------------

GOAL = reading_goal()
START = GOAL.baseline.on if GOAL.baseline else TODAY


def measured(value: float, day: int, **more: object) -> ProgressMeasured:
    return ProgressMeasured(goal=GOAL.id, value=value, on=START + timedelta(days=day), **more)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def goals() -> Node:
    from collabflow.export import page

    events = (
        GoalDrafted(goal=evolve(GOAL, milestones=(Milestone(on=START + timedelta(days=90), value=60),))),
        measured(52, 7),
        measured(50, 14, where="home", told_by="rosa", note="read before bed"),
        measured(51, 21, where="elsewhere"),
        GoalReviewed(goals=[GOAL.id], decision="change_approach", because="Maps first."),
        AdjustmentMade(adjustment="a", goals=[GOAL.id], what="Draw, then read"),
        AdjustmentMade(adjustment="b", goals=[GOAL.id]),
        AdjustmentMade(adjustment="c", what="Not about this goal"),
        measured(44, 0),
    )
    return read(page(dossier_of(*events))).at("goals")


def test_the_numbers_stand_in_a_table_beside_the_chart(goals: Node) -> None:
    rows = [[cell.text for cell in row.walk() if cell.name in ("th", "td")] for row in goals.all("tr")]

    assert rows[0] == ["Day", "Check", "Line", "Where", "Note"]
    assert [row[1] for row in rows[1:]] == ["44", "52", "50", "51"]
    assert rows[1][4] == "measured in another way, or before the start"
    assert rows[3][4] == "told by Rosa Vidal; read before bed"


def test_the_words_say_what_the_chart_shows(goals: Node) -> None:
    words = goals.all("figcaption")[0].text

    assert "The line goes from 50 on September 4, 2026 to 80 words per minute on June 11, 2027." in words
    assert "There are 3 checks; the last was 51 words per minute on September 25, 2026." in words
    for sign in (
        "a check at school",
        "a check at home",
        "a check elsewhere",
        "the line to the goal",
        "a step on the way",
    ):
        assert sign in words


def test_every_change_of_working_is_marked_and_told(goals: Node) -> None:
    marks = [g for g in goals.all("g") if g.attributes["class"] == "change"]
    told = [item.text for item in goals.all("ol")[0].all("li")]

    assert len(marks) == len(told) == 3
    assert told[0].endswith("change approach")
    assert told[1].endswith("Draw, then read")
    assert told[2].endswith("something changed")


def test_a_goal_without_a_line_says_so() -> None:
    from collabflow.export import page

    goal = Goal(id="g", domain=Domain.ACADEMIC, statement="Reads")
    root = read(page(dossier_of(GoalDrafted(goal=goal), ProgressMeasured(goal="g", value=3))))

    words = root.at("goals").all("figcaption")[0].text
    assert "There is no line yet: a start, a target or a day is still missing." in words
    assert "There is 1 check: 3" in words
    assert root.at("goals").all("td")[1].text == "–"


def test_the_line_follows_the_calendar_of_the_profile() -> None:
    from collabflow.export import page

    pause = Calendar(breaks_from=(START + timedelta(days=10),), breaks_to=(START + timedelta(days=40),))
    profile = DEFAULT.with_calendar(pause)

    root = read(page(dossier_of(GoalDrafted(goal=GOAL), profile=profile)))

    assert len((root.at("goals").all("polyline")[0].attributes["points"] or "").split()) == 4
