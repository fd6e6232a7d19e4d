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
from collabflow.core.finding import Phrase, Refused
from collabflow.core.lifecycle.moves import FindingRef, Moved
from collabflow.core.tongue import ENGLISH, Tongue
from collabflow.core.values import Via
from collabflow.cycle.explain import heading

_HOW = {
    Via.IN_PERSON: Phrase("in person", about="via"),
    Via.PHONE: Phrase("by phone", about="via"),
    Via.VIDEO: Phrase("by video", about="via"),
    Via.TEXT: Phrase("by text message", about="via"),
    Via.EMAIL: Phrase("by email", about="via"),
    Via.APP: Phrase("by app", about="via"),
    Via.LETTER: Phrase("by letter", about="via"),
    Via.PAPER_BOOK: Phrase("in the notebook", about="via"),
    Via.INTERPRETER: Phrase("through the interpreter", about="via"),
    Via.SIGNED_FORM: Phrase("on a signed form", about="via"),
}
"""How a person's word came."""


class Teller:
    """Tells what came of each line, in order, in the reader's tongue. Call `finish` after the last."""

    def __init__(self, paper: Paper, reader: Tongue = ENGLISH) -> None:
        self._paper = paper
        self._reader = reader
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
            self._waiting.append(self._recorded(played))

    def finish(self) -> None:
        """Tells what was recorded in a row and not told yet."""
        if self._waiting:
            self._paper.prose(f"  + {self._name}: {', '.join(counted(self._waiting))}", style="dim")
        self._waiting = []

    def _recorded(self, played: Played) -> str:
        line = played.line
        return recorded(line.event, line.by, line.via, played.case, self._reader)

    def _open(self, day: date, note: str) -> None:
        self.finish()
        self._paper.line()
        if day != self._day:
            self._paper.line(first_in_capitals(self._reader.day(day, weekday=True)))
            self._day = day
        self._paper.prose(self._reader.template(note, about="demo"), style="bold")

    def _refusal(self, played: Played, refused: Refused, name: str) -> None:
        reader, tried = self._reader, words_of(played.line.event, self._reader)
        told = reader.say("{name}: {event}, refused.", about="telling", name=name, event=tried)
        self._paper.prose(f"  ✗ {told} {refused.opening(reader)}", style="red")
        for finding in refused.findings:
            code = f"[{finding}]".replace(" ", TIE)
            self._paper.prose(f"    - {finding.text(played.case, reader)} {code}")

    def _move(self, moved: Moved, case: Case, name: str) -> None:
        reader = self._reader
        self._paper.prose(f"  → {name}: {words_of(moved, reader)}. {place(case, reader)}", style="green")
        if moved.warnings:
            kept = ", ".join(map(_short, moved.warnings))
            self._paper.prose(f"    {reader.say('kept with it, to think about: {codes}', about='telling', codes=kept)}")


def place(case: Case, reader: Tongue = ENGLISH) -> str:
    """Where a case stands, in words."""
    words = {"cycle": case.cycle, "number": case.step.number, "step": heading(case.step, reader).lower()}
    return reader.fill("Cycle {cycle}, step {number} of 10: {step}", words, about="telling")


def recorded(event: Event, by: str, via: str | None, case: Case, reader: Tongue = ENGLISH) -> str:
    """What was recorded, in a few words, with whose word it is where the recorder writes down another's."""
    people = [case.label("party", person) for person in dict.fromkeys(event.voices()) if person != by]
    if not people or via is None:
        return words_of(event, reader)
    return f"{words_of(event, reader)} ({reader.listed(people)}, {_HOW[Via(via)].text(case, reader)})"


def counted(phrases: list[str]) -> list[str]:
    """The phrases, each once, with how often it stands there."""
    times = {said: phrases.count(said) for said in phrases}
    return [said if count == 1 else f"{said} ×{count}" for said, count in times.items()]


def words_of(event: Event, reader: Tongue = ENGLISH) -> str:
    """The stored name of the event, or the move, as words."""
    if isinstance(event, Moved):
        return reader.word(event.trigger)
    return reader.word(event.stored_as.split(".")[1], about="event")


def first_in_capitals(text: str) -> str:
    """The text as a line begins with it."""
    return text[:1].upper() + text[1:]


def _short(warning: FindingRef) -> str:
    return f"{warning.code} {warning.subject}"
