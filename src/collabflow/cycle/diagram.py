"""Drawing the table: a Mermaid diagram and a Markdown table, so that what is drawn is what is in force."""

from __future__ import annotations

from collections.abc import Iterator

from collabflow.core.values import Trigger
from collabflow.cycle.table import PAUSED, STATES, TABLE, Asks, Row


def mermaid(table: tuple[Row, ...] = TABLE) -> str:
    """The cycle as a Mermaid state diagram. Pausing, closing and reopening, possible everywhere, are told in a note."""
    lines = ["stateDiagram-v2", f"    [*] --> {STATES[0]}"]
    lines += [f"    {source} --> {row.target}: {row.trigger.value}" for row, source in _drawn(table)]
    lines += [
        "    closed --> [*]",
        "    note right of closed",
        "        pause, resume and close are possible at every step",
        "    end note",
    ]
    return "\n".join(lines)


def _drawn(table: tuple[Row, ...]) -> Iterator[tuple[Row, str]]:
    everywhere = (Trigger.PAUSE, Trigger.RESUME, Trigger.CLOSE)
    for row in table:
        if row.trigger not in everywhere:
            yield from ((row, str(source)) for source in row.sources)


def markdown(table: tuple[Row, ...] = TABLE) -> str:
    """The table of moves in Markdown: trigger, from, to, what is asked, what the move must say, and who may."""
    lines = ["| trigger | from | to | guards asked | must say | who may |", "|---|---|---|---|---|---|"]
    for row in _merged(table):
        lines.append(f"| {' | '.join(_cells(*row))} |")
    return "\n".join(lines)


def _merged(table: tuple[Row, ...]) -> Iterator[tuple[Row, str, str]]:
    """The rows, with those of `advance` and of `resume` told in one line each."""
    told: set[Trigger] = set()
    for row in table:
        if row.trigger is Trigger.ADVANCE:
            if row.trigger not in told:
                yield row, "step *n*", "step *n + 1*"
        elif row.trigger is Trigger.RESUME:
            if row.trigger not in told:
                yield row, PAUSED, "the step it was paused at"
        else:
            yield row, ", ".join(map(str, row.sources)), f"{row.target}{', cycle + 1' if row.again else ''}"
        told.add(row.trigger)


def _cells(row: Row, source: str, target: str) -> tuple[str, ...]:
    if row.sources == STATES[:10]:
        source = "any step"
    elif len(row.sources) > 10:
        source = "any step, paused"
    asks = "–" if row.asks is Asks.NOTHING else row.asks.value
    if row.without:
        asks += f", without {', '.join(row.without)}"
    needs = ", ".join(words for _, words in row.needs) or "–"
    return f"`{row.trigger.value}`", source, target, asks, needs, ", ".join(sorted(row.who))
