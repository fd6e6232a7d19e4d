"""The cycle as a picture: a line a step, a column a move. It takes its colour from the page, light or dark."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from collabflow import Step, Trigger
from collabflow.cycle.table import STATES, TABLE

ROW, COLUMN, LEFT, TOP = 40, 46, 220, 150
EVERYWHERE = frozenset({Trigger.PAUSE, Trigger.RESUME, Trigger.CLOSE})
SHOWN: Sequence[str] = (*STATES[:10], "closed")
Move = tuple[Trigger, tuple[str, ...], str]


def cycle() -> str:
    """An SVG of the table, without scripts or fonts of its own."""
    moves = [*_moves()]
    width, height = LEFT + COLUMN * len(moves) + 20, TOP + ROW * len(SHOWN)
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" class="cycle" viewBox="0 0 {width} {height}" role="img"'
        ' aria-label="The ten steps and the moves between them; the table below says the same"'
        ' font-family="inherit" font-size="15" fill="currentColor" stroke="currentColor">',
        *(_line(place, state, width) for place, state in enumerate(SHOWN)),
        *(_column(place, move) for place, move in enumerate(moves)),
        "</svg>",
        "",
    ])  # fmt: skip


def _moves() -> Iterator[Move]:
    """The moves that are drawn: rows of one trigger and target as one; `advance` is drawn row by row in its column."""
    rows = [row for row in TABLE if row.trigger not in EVERYWHERE]
    for trigger, same in groupby(rows, key=lambda row: row.trigger):
        steps = [(tuple(map(str, row.sources)), str(row.target)) for row in same]
        if trigger is Trigger.ADVANCE:
            yield trigger, SHOWN[:10], SHOWN[9]  # type: ignore[misc]
        else:
            yield from ((trigger, sources, target) for sources, target in steps)


def _y(state: str) -> int:
    return TOP + ROW * SHOWN.index(state) + ROW // 2


def _line(place: int, state: str, width: int) -> str:
    y = TOP + ROW * place + ROW // 2
    name = f"{place + 1}. {Step(state).heading}" if place < 10 else state
    return (
        f'<text x="8" y="{y + 5}" stroke="none">{name}</text>'
        f'<line x1="{LEFT - 10}" y1="{y}" x2="{width - 10}" y2="{y}" opacity="0.15"/>'
    )


def _column(place: int, move: Move) -> str:
    trigger, sources, target = move
    x = LEFT + COLUMN * place + COLUMN // 2
    words = trigger.value.replace("_", " ")
    label = f'<text transform="translate({x + 4} {TOP - 8}) rotate(-52)" stroke="none">{words}</text>'
    drawn = "".join(_steps_down(x)) if trigger is Trigger.ADVANCE else "".join(_way(x, sources, target))
    return f"<g><title>{trigger.value}</title>{label}{drawn}</g>"


def _steps_down(x: int) -> Iterator[str]:
    for state, following in pairwise(SHOWN[:10]):
        yield _dot(x, _y(state))
        yield from _arrow(x, _y(state), _y(following))


def _way(x: int, sources: Sequence[str], target: str) -> Iterator[str]:
    """Dots at the sources, and one line from the farthest of them, on either side, to the target."""
    goal, starts = _y(target), [_y(source) for source in sources]
    for start in starts:
        if start == goal:
            yield f'<path d="M {x} {goal - 9} a 9 9 0 1 1 -9 9" fill="none" stroke-width="2"/>'
            yield _head(x - 9, goal, down=False)
        else:
            yield _dot(x, start)
    for farthest in {min(starts), max(starts)} - {goal}:
        if (farthest < goal) == (min(starts) < goal and farthest == min(starts)):
            yield from _arrow(x, farthest, goal)


def _arrow(x: int, start: int, goal: int) -> Iterator[str]:
    down = goal > start
    tip = goal - 7 if down else goal + 7
    yield f'<line x1="{x}" y1="{start}" x2="{x}" y2="{tip}" stroke-width="2"/>'
    yield _head(x, tip, down=down)


def _head(x: int, y: int, *, down: bool) -> str:
    back = y - 9 if down else y + 9
    return f'<path d="M {x} {y} L {x - 5} {back} L {x + 5} {back} Z" stroke="none"/>'


def _dot(x: int, y: int) -> str:
    return f'<circle cx="{x}" cy="{y}" r="4.5" stroke="none"/>'
