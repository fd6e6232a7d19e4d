"""Who is who: everyone who takes or took part, what they may decide, and how they like to be reached."""

from __future__ import annotations

from collections.abc import Iterator

from collabflow.core.case import Member
from collabflow.core.lifecycle.needs import Needs
from collabflow.export.fields import details
from collabflow.export.html import Content, Element, el
from collabflow.export.part import Part, list_of

_TOLD = frozenset({"name", "roles", "id"})


def who_is_who(part: Part) -> Element:
    """The student first, then everyone in the order of joining."""
    s, case = part.speech, part.case
    student = case.student
    about = el(
        "p", s.say("This record is about {student}.", about="record", student=s.free(student.name or student.id))
    )
    more = details(student, s, tells=_TOLD)
    people = el("div", (_person(member, part) for member in case.members), class_="cards")
    return part.section("people", s.tongue.say("Who is who", about="record"), about, more, people)


def _person(member: Member, part: Part) -> Element:
    s, party = part.speech, member.on(part.dossier.at.date())
    roles = s.listed(s.role(role) for role in party.roles)
    return part.card(
        s.free(party.name),
        el("p", roles, class_="role"),
        details(party, s, tells=_TOLD),
        _needs(party.id, part),
        list_of(_dates(member, part), class_="dates"),
    )


def _needs(person: str, part: Part) -> Content:
    """What they said they need; only of those who were asked."""
    s = part.speech
    known = next((need for need in part[Needs].needs if need.caregiver == person), None)
    if known is None:
        return None
    told = details(known, s, tells=frozenset({"caregiver"}))
    return part.piece(s.tongue.say("What helps them to take part", about="record"), told)


def _dates(member: Member, part: Part) -> Iterator[Content]:
    s = part.speech
    yield s.say("Takes part since {day}.", about="record", day=s.day(member.joined))
    for since, _ in member.versions[1:]:
        yield s.say("What we know about them changed on {day}.", about="record", day=s.day(since))
    if member.left is not None:
        yield s.say("Took part until {day}.", about="record", day=s.day(member.left))
