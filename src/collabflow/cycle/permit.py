"""Who may record what, and whose word it is. Deny by default; people speak for themselves.

A person's own word needs no permission when they record it. When somebody else writes it down, that must be
somebody from the school, and the stamp must say how it was said.
Source: house.md section 6; cycle.md, laws of voice; playbook 1.1.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from collabflow.core.case import Case
from collabflow.core.event import Entry, Event, Stamp
from collabflow.core.finding import Finding
from collabflow.core.lifecycle.moves import Corrected, Moved
from collabflow.core.lifecycle.people import CaseOpened
from collabflow.core.people import SCHOOL_ROLES, Acting, Party, Role
from collabflow.core.values import PartyId
from collabflow.cycle.profile import Profile
from collabflow.cycle.refusals import refusal


def recorder_of(
    by: Acting | Party | PartyId, event: Event, case: Case, *, on: date, profile: Profile, journal: Sequence[Entry] = ()
) -> Acting | None:
    """The recorder as the entry keeps them: the role that may record this, and the name at that time.

    `Acting` is taken at its word and judged by `permitted`. None when the person is not on the case that day.
    """
    if isinstance(by, Acting):
        return by
    person = by.id if isinstance(by, Party) else by
    party = _party(person, event, case, on=on)
    if party is None:
        return None
    may = profile.recorders(_judged_as(event, journal))
    role = next((role for role in party.roles if role in may), party.roles[0])
    return Acting(id=party.id, role=role, name=party.name)


def permitted(
    event: Event, stamp: Stamp, case: Case, profile: Profile, journal: Sequence[Entry] = ()
) -> Iterator[Finding]:
    """What stands against this person recording this event: who they are, what they may, whose words these are."""
    by, day = stamp.by, stamp.at.date()
    party = _party(by.id, event, case, on=day)
    known = by.role in party.roles if party is not None else by.role in SCHOOL_ROLES
    if not known and by.role is not Role.SYSTEM:
        yield refusal("NOT_A_PARTY", by.id, person=by.name or by.id)
        return
    original = _judged_as(event, journal)
    voices = tuple(dict.fromkeys((*original.voices(), *_right_voices(event))))
    may = profile.recorders(original)
    own_word = by.id in voices and not isinstance(event, Moved)  # to ask for a move is not to make it
    if by.role not in may and not own_word:
        yield refusal("NOT_PERMITTED", by.id, role=by.role.value, roles=tuple(sorted(may)))
        return
    yield from _unattested(voices, stamp)


def _unattested(voices: Sequence[PartyId], stamp: Stamp) -> Iterator[Finding]:
    for person in voices:
        if person == stamp.by.id:
            continue
        if stamp.by.role not in SCHOOL_ROLES:
            roles = tuple(sorted(SCHOOL_ROLES))
            yield refusal("NOT_PERMITTED", person, role=stamp.by.role.value, roles=roles)
        elif stamp.via is None:
            yield refusal("VIA_MISSING", person, person=person)


def _party(person: PartyId, event: Event, case: Case, *, on: date) -> Party | None:
    """The party of this id on that day; while a case is being opened, among those it is opened with."""
    if isinstance(event, CaseOpened) and not case.version:
        return next((party for party in event.parties if party.id == person), None)
    return case.party(person, on=on)


def _judged_as(event: Event, journal: Sequence[Entry]) -> Event:
    """The event whose permission counts: a correction needs that of what it replaces."""
    if isinstance(event, Corrected) and event.version <= len(journal):
        return journal[event.version - 1].event
    return event


def _right_voices(event: Event) -> Iterator[PartyId]:
    if isinstance(event, Corrected) and event.right is not None:
        yield from event.right.voices()
