"""What is kept beside: decisions to go on without something, warnings, corrections, statements, requests."""

from __future__ import annotations

from collections.abc import Iterator

from collabflow.core.lifecycle.moves import Corrected, Moved
from collabflow.core.lifecycle.papers import Papers
from collabflow.core.lifecycle.waivers import FindingWaived
from collabflow.export.html import Content, Element, el
from collabflow.export.journal import Told
from collabflow.export.part import Part, list_of


def gone_without(part: Part, told: tuple[Told, ...]) -> Element:
    """Who decided to go on without what, why and when; and what was still to think about at each move."""
    s = part.speech
    waivers = list_of(_waivers(part, told))
    warnings = list_of(_warnings(part, told))
    return part.section(
        "waivers",
        s.tongue.say("Where we went on although something was missing", about="record"),
        waivers or el("p", s.say("This has not happened.", about="record"), class_="empty"),
        part.group(s.tongue.say("Still to think about when a step was left", about="record"), warnings),
    )


def _waivers(part: Part, told: tuple[Told, ...]) -> Iterator[Content]:
    s = part.speech
    for one in told:
        event = one.entry.event
        if isinstance(event, FindingWaived):
            by = one.entry.stamp.by
            who = s.free(by.name) if by.name else s.person(by.id)
            day = s.day(one.entry.stamp.day)
            said = s.say(
                "{who} ({role}) decided on {day} to go on.", about="record", who=who, role=s.role(by.role), day=day
            )
            yield (
                el("strong", said),
                " ",
                s.entry(one.entry.version),
                el("p", one.about(event.code, event.subject, s)),
                s.quote(event.why),
            )


def _warnings(part: Part, told: tuple[Told, ...]) -> Iterator[Content]:
    s = part.speech
    for one in told:
        event = one.entry.event
        if isinstance(event, Moved) and event.warnings:
            said = list_of(one.about(ref.code, ref.subject, s) for ref in event.warnings)
            yield (s.day(one.entry.stamp.day), ", ", s.entry(one.entry.version), said)


def corrections(part: Part, told: tuple[Told, ...]) -> Element | None:
    """What was corrected, why, and by whom; the old entry stays, and says so."""
    s = part.speech
    rows = [
        (
            s.day(one.entry.stamp.day),
            ": ",
            s.entry(one.entry.event.version),
            " → ",
            s.entry(one.entry.version),
            s.quote(one.entry.event.why),
        )
        for one in told
        if isinstance(one.entry.event, Corrected)
    ]
    if not rows:
        return None
    intro = el("p", s.say("Nothing is erased by a correction: the old entry stays where it was.", about="record"))
    return part.section("corrections", s.tongue.say("Corrections", about="record"), intro, list_of(rows))


def papers(part: Part) -> Element | None:
    """Statements that people added, and requests to see the record."""
    s, known = part.speech, part.case[Papers]
    statements = list_of(
        (
            s.person(one.party),
            ", ",
            s.day(one.on),
            (", ", s.say("about {entry}", about="record", entry=s.entry(one.about))) if one.about else None,
            s.quote(one.text),
        )
        for one in known.statements
    )
    requests = list_of(
        (
            s.say("{who} asked on {day}.", about="record", who=s.person(r.asker), day=s.day(r.asked_on)),
            " ",
            s.say("Given on {day}.", about="record", day=s.day(r.given_on))
            if r.given_on
            else s.say("Not given yet.", about="record"),
        )
        for r in known.requests
    )
    if not (statements or requests):
        return None
    return part.section(
        "papers",
        s.tongue.say("Statements, and who asked for the record", about="record"),
        part.group(s.tongue.say("Statements of their own", about="record"), statements),
        part.group(s.tongue.say("Requests to see the record", about="record"), requests),
    )
