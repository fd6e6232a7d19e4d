"""Telling a script as it is played: the story in notes, what was recorded in a few words, every reason of a refusal.

What one person records in a row is told in one line; in brackets stands whose words they are and how they came. A
refusal and a move have lines of their own.
"""

from __future__ import annotations

from datetime import date

from collabflow.cli.paper import TIE, Paper
from collabflow.cli.script import Played
from collabflow.core.case import Case
from collabflow.core.event import Event
from collabflow.core.finding import Refused
from collabflow.core.lifecycle.moves import FindingRef, Moved
from collabflow.core.values import Via

_HOW = {
    Via.IN_PERSON: "in person",
    Via.TEXT: "by text message",
    Via.PAPER_BOOK: "in the notebook",
    Via.INTERPRETER: "through the interpreter",
    Via.SIGNED_FORM: "on a signed form",
}
"""How a person's word came, where "by" and the word itself will not do."""


class Teller:
    """Tells what came of each line, in order. Call `finish` after the last."""

    def __init__(self, paper: Paper) -> None:
        self._paper = paper
        self._day: date | None = None
        self._name = ""
        self._waiting: list[str] = []

    def tell(self, played: Played, moved: Moved | None) -> None:
        """Tells of one line; `moved` is the move as it was recorded, where the line is one."""
        if played.line.note:
            self._open(played.line.at.date(), played.line.note)
        name = played.case.label("party", played.line.by)
        if played.refused is not None:
            self.finish()
            self._refusal(played, played.refused, name)
        elif moved is not None:
            self.finish()
            self._move(moved, played.case, name)
        else:
            if name != self._name:
                self.finish()
            self._name = name
            self._waiting.append(phrase(played.line.event, played.line.by, played.line.via, played.case))

    def finish(self) -> None:
        """Tells what was recorded in a row and not told yet."""
        if self._waiting:
            self._paper.prose(f"  + {self._name}: {', '.join(counted(self._waiting))}", style="dim")
        self._waiting = []

    def _open(self, day: date, note: str) -> None:
        self.finish()
        self._paper.line()
        if day != self._day:
            self._paper.line(f"{day:%A}, {day.day} {day:%B %Y}")
            self._day = day
        self._paper.prose(note, style="bold")

    def _refusal(self, played: Played, refused: Refused, name: str) -> None:
        opening, *_ = refused.text(played.case).split("\n")
        self._paper.prose(f"  ✗ {name}: {_words(played.line.event)}, refused. {opening}", style="red")
        for finding in refused.findings:
            code = f"[{finding}]".replace(" ", TIE)
            self._paper.prose(f"    - {finding.text(played.case)} {code}")

    def _move(self, moved: Moved, case: Case, name: str) -> None:
        self._paper.prose(f"  → {name}: {_words(moved)}. {place(case)}", style="green")
        if moved.warnings:
            self._paper.prose(f"    kept with it, to think about: {', '.join(map(_short, moved.warnings))}")


def place(case: Case) -> str:
    """Where a case stands, in words."""
    return f"Cycle {case.cycle}, step {case.step.number} of 10: {case.step.heading.lower()}"


def phrase(event: Event, by: str, via: str | None, case: Case) -> str:
    """What was recorded, in a few words, with whose word it is where the recorder writes down another's."""
    people = [case.label("party", person) for person in dict.fromkeys(event.voices()) if person != by]
    if not people or via is None:
        return _words(event)
    return f"{_words(event)} ({' and '.join(people)}, {_HOW.get(Via(via), f'by {via}')})"


def counted(phrases: list[str]) -> list[str]:
    """The phrases, each once, with how often it stands there."""
    times = {said: phrases.count(said) for said in phrases}
    return [said if count == 1 else f"{said} ×{count}" for said, count in times.items()]


def _words(event: Event) -> str:
    """The stored name of the event, or the move, as words."""
    name = event.trigger.value if isinstance(event, Moved) else event.stored_as.split(".")[1]
    return name.replace("_", " ")


def _short(warning: FindingRef) -> str:
    return f"{warning.code} {warning.subject}"
