"""The page of moves: the cycle as a picture and as a table, both drawn from the table in force."""

from __future__ import annotations

from collections.abc import Iterator

from collabflow import EDUCATOR_ROLES
from collabflow.cycle.diagram import markdown
from collabflow.cycle.table import ANYONE
from generating.markdown import paragraphs


def pages() -> Iterator[tuple[str, str]]:
    intro = (
        "Every change of step is a row of one table. There is no row that skips a step. A completing move "
        "(`advance`, `keep_reviewing`, `next_cycle`, `complete`) asks that earlier steps are complete, the guards of "
        "the step it leaves, and the standing guards of the steps before. A move back asks for its reason only."
    )
    parts = ('<div class="scrolls">', ":file: cycle.svg", "</div>")
    picture = "\n\n".join(f"```{{raw}} html\n{part}\n```" for part in parts)
    reading = (
        "Read a column from its dots to its arrow: the move is possible from each step with a dot, and leads to the "
        "arrow. `pause`, `resume` and `close` are possible at every step and are not drawn."
    )
    table = markdown()
    for who, words in ((ANYONE, "educators, the family"), (EDUCATOR_ROLES, "educators")):
        table = table.replace(f"| {', '.join(sorted(who))} |", f"| {words} |")
    yield "moves.md", paragraphs("# Moves", intro, picture, reading, "## The table", table)
