"""The timeline: everything that was recorded, day by day; and the same by step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from collabflow.core.values import Step
from collabflow.export.html import Content, Element, el
from collabflow.export.journal import Told, written_out
from collabflow.export.part import Part


def by_date(part: Part, told: Sequence[Told]) -> Element:
    """Every entry whole, under the day on which it happened."""
    s = part.speech
    ordered = sorted(told, key=lambda one: (one.entry.stamp.day, one.entry.version))
    days = (
        (
            el(f"h{part.level + 1}", s.day(day)),
            el("ol", (el("li", written_out(one, s)) for one in entries), class_="timeline"),
        )
        for day, entries in groupby(ordered, key=lambda one: one.entry.stamp.day)
    )
    return part.section("timeline", s.tongue.say("Everything, day by day", about="record"), days)


def by_step(part: Part, told: Sequence[Told]) -> Element:
    """The same entries in short, under the step that they belong to."""
    s = part.speech
    title = s.tongue.say("The same, step by step", about="record")
    return part.section("by-step", title, _cycles(part, told))


def _cycles(part: Part, told: Sequence[Told]) -> Iterator[Content]:
    s = part.speech
    for cycle in sorted({one.cycle for one in told}):
        yield el(f"h{part.level + 1}", s.say("Cycle {n}", about="record", n=str(cycle)))
        for step in Step:
            rows = [_row(one, part) for one in told if (one.cycle, one.room) == (cycle, step)]
            if rows:
                yield el(
                    f"h{part.level + 2}", s.say("{n}. {step}", about="record", n=str(step.number), step=s.step(step))
                )
                yield el("ul", (el("li", row) for row in rows), class_="short")


def _row(one: Told, part: Part) -> Content:
    s, entry = part.speech, one.entry
    link = el("a", s.day(entry.stamp.day), href=f"#e{entry.version}")
    corrected = (" (", s.say("corrected since", about="record"), ")") if one.corrections else None
    return (link, " ", el("span", one.sentence(s)), corrected)
