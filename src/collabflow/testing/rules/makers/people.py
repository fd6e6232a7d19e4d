"""Makers of what belongs to no step: who takes part, what they need, and that school and home were in touch."""

from __future__ import annotations

from collections.abc import Iterator

from collabflow.core.event import Event
from collabflow.core.lifecycle.contacts import AttemptOutcome, ContactAttempted, ContactLogged, Contacts, Direction
from collabflow.core.lifecycle.needs import NeedsAsked
from collabflow.core.lifecycle.people import PartyChanged, PartyJoined
from collabflow.core.people import Authority, Party, Role
from collabflow.core.values import Answer, Method, PartyId
from collabflow.testing.rules.want import Maker, Want


def joined(want: Want) -> Iterator[PartyJoined]:
    """A caregiver who decides, or the student, or somebody from the school takes part."""
    new = Party(
        id=want.fresh("caregiver"),
        name="Ana Lima",
        roles=(Role.CAREGIVER,),
        authority=Authority.RIGHTS_HOLDER,
        authority_basis="parent",
        languages=("en",),
    )
    student = want.case.student
    yield PartyJoined(party=new)
    yield PartyJoined(party=Party(id=student.id, name=student.name or "Noor", roles=(Role.STUDENT,), minor=True))
    yield PartyJoined(party=Party(id=want.fresh("teacher"), name="Jo Brandt", roles=(Role.TEACHER,)))


def changed(want: Want) -> Iterator[PartyChanged]:
    """It is recorded that somebody decides; or a restriction ends."""
    for person in want.caregivers:
        yield PartyChanged(party=person, authority=Authority.RIGHTS_HOLDER, authority_basis="parent")
        yield PartyChanged(party=person, restrictions=(), contact_preferences=())


def needs(want: Want) -> Iterator[NeedsAsked]:
    """A caregiver says what they need: what is on file, and no more; or that it is as last time."""
    for person in want.caregivers:
        languages = want.languages(person)
        yield NeedsAsked(caregiver=person, languages=languages, interpreter=Answer.NO, access=(), culture=(), avoid=())
        yield NeedsAsked(
            caregiver=person,
            languages=languages,
            interpreter=Answer.YES,
            access=("Large print",),
            culture=(),
            avoid=(),
        )


def attempted(want: Want) -> Iterator[ContactAttempted]:
    """The school tries to reach a caregiver, and does; or tries in vain, each time in another way."""
    for person in want.caregivers:
        yield ContactAttempted(caregiver=person, method=Method.PHONE, outcome=AttemptOutcome.REACHED)
        tried = want.case[Contacts].attempts_for(person, since=want.case.entered_at)
        yield ContactAttempted(
            caregiver=person,
            method=(Method.PHONE, Method.LETTER, Method.VISIT)[len(tried) % 3],
            outcome=AttemptOutcome.NO_ANSWER,
            alternative_offered=True,
        )


def logged(want: Want) -> Iterator[ContactLogged]:
    """School and home were in touch; a contact that has no summary gets one."""
    for contact in want.case[Contacts].contacts:
        if contact.id in want.hints:
            yield _contact(contact.id, contact.caregiver, contact.direction)
    for person in want.caregivers:
        yield _contact(want.fresh("contact"), person, Direction.BOTH)


def _contact(id: str, caregiver: PartyId, direction: Direction) -> ContactLogged:
    return ContactLogged(
        contact=id,
        caregiver=caregiver,
        direction=direction,
        method=Method.PHONE,
        summary="We talked about the week, and what went well.",
    )


MAKERS: dict[type[Event], Maker] = {
    PartyJoined: joined,
    PartyChanged: changed,
    NeedsAsked: needs,
    ContactAttempted: attempted,
    ContactLogged: logged,
}
