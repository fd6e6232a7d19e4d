"""Who a meeting is for, what each of them needs, and whether it is arranged; for this step and for later ones.

What a person said when asked comes first, then what the school has on file. A person who is barred, or only to be
informed, is not made to confirm a meeting; authority that nobody has recorded takes no say away.
Source: playbook 2.1 (edge cases: two households) and 4.1; cycle.md, room 1.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from collabflow.core.case import Case
from collabflow.core.lifecycle.needs import Needs, Topic
from collabflow.core.lifecycle.waivers import present_caregivers
from collabflow.core.people import Authority, Party
from collabflow.core.values import Answer, LangTag, PartyId, Slot
from collabflow.steps.s01_plan_meeting.meeting import Meeting
from collabflow.steps.s01_plan_meeting.record import Arrangement, MeetingPlan, NeedKind, NeedStatus

NO_SAY = frozenset({Authority.NONE, Authority.INFORMED_ONLY})
"""The authorities with which a caregiver does not settle when a meeting is."""


def to_be_invited(case: Case, on: date) -> tuple[Party, ...]:
    """The caregivers whom a meeting must cover and whose acceptance confirms it: all but those without a say."""
    return tuple(party for party in case.caregivers(on=on) if party.authority_on(on) not in NO_SAY)


def may_confirm(case: Case, caregiver: PartyId, on: date) -> bool:
    """Whether this caregiver's acceptance of a time confirms it."""
    return any(party.id == caregiver for party in to_be_invited(case, on))


def taking_part(case: Case, on: date) -> tuple[Party, ...]:
    """The caregivers who can be asked what they need: those with a say, and those whom a meeting covers anyway."""
    plan = case[MeetingPlan]
    present = present_caregivers(case, on=on)
    return tuple(p for p in present if p.authority_on(on) not in NO_SAY or plan.standing_for(p.id))


def confirmed_for(case: Case, caregiver: Party, on: date) -> Slot | None:
    """The time of a meeting that covers this caregiver, accepted by somebody with a say who may meet them."""
    deciders = {p.id for p in to_be_invited(case, on) if not p.may_not_meet(caregiver, on)}
    accepted = (m.slot_accepted_by(deciders) for m in case[MeetingPlan].standing_for(caregiver.id))
    return next((slot for slot in accepted if slot is not None), None)


# language -------------------------------------------------------------------------------------


def language_of(case: Case, caregiver: PartyId, on: date) -> tuple[LangTag, ...]:
    """The languages that suit this person, best first: what they said, else what is on file; empty when unknown."""
    party = case.party(caregiver, on=on)
    return case[Needs].of(caregiver).languages or (party.languages if party is not None else ())


def is_understood(case: Case, caregiver: PartyId, language: LangTag | None, on: date) -> bool:
    """Whether something in that language reaches this person: it is theirs, an interpreter helps, or nobody knows."""
    theirs = {_primary(tag) for tag in language_of(case, caregiver, on)}
    if language is None or not theirs or _primary(language) in theirs:
        return True
    return interpreter_arranged(case, caregiver, on)


def _primary(tag: LangTag) -> str:
    return tag.lower().split("-")[0]


# needs ----------------------------------------------------------------------------------------


def access_needs_of(case: Case, person: Party) -> tuple[str, ...]:
    """What this person needs to take part, in their words; the school's file until they have answered."""
    need = case[Needs].of(person.id)
    answered = need.was_asked(Topic.ACCESS) and Topic.ACCESS not in need.silent
    return need.access if answered or need.access else person.access_needs


def needs_interpreter(case: Case, person: Party) -> bool:
    """Whether this person said that they need an interpreter, or the file says so and they have not answered."""
    said = case[Needs].of(person.id).interpreter
    return (said if said in (Answer.YES, Answer.NO) else person.interpreter) is Answer.YES


def interpreter_arranged(case: Case, caregiver: PartyId, on: date) -> bool:
    """Whether an interpreter is confirmed for this person, for a meeting that was not called off.

    An interpreter who is a party of the case must still be on it that day.
    """
    found = arrangements_for(case, caregiver, NeedKind.INTERPRETER, on)
    return any(arrangement.status is NeedStatus.CONFIRMED for arrangement in found)


def arrangements_for(case: Case, person: PartyId, kind: NeedKind, on: date) -> tuple[Arrangement, ...]:
    """What is arranged for this person, less what was for a meeting called off or rests on somebody who has left."""
    plan = case[MeetingPlan]
    off = {meeting.id for meeting in plan.meetings if meeting.cancelled or meeting.was_missed}
    return tuple(
        known
        for known in plan.arrangements
        if (known.person, known.kind) == (person, kind)
        and known.meeting not in off
        and (known.interpreter is None or case.is_party(known.interpreter, on=on))
    )


def is_settled(case: Case, person: PartyId, found: Iterable[Arrangement]) -> bool:
    """Whether these arrangements settle a need for every meeting of this person's that is not over yet.

    Where no meeting lies ahead, one settled arrangement is enough.
    """
    settled = [arrangement for arrangement in found if arrangement.is_settled]
    ahead = [meeting for meeting in case[MeetingPlan].standing_for(person) if meeting.ended is None]
    if not ahead:
        return bool(settled)
    return all(any(known.serves(meeting.id) for known in settled) for meeting in ahead)


def people_of(case: Case, meeting: Meeting, on: date) -> tuple[Party, ...]:
    """The parties of that day whom a meeting brings together."""
    found = (case.party(person, on=on) for person in meeting.people)
    return tuple(party for party in found if party is not None)


def in_need(case: Case, on: date) -> tuple[Party, ...]:
    """Everyone whose needs count: the caregivers who take part, and whoever else a standing meeting brings together."""
    others = (p for meeting in case[MeetingPlan].standing for p in people_of(case, meeting, on))
    absent = {p.id for p in case.caregivers(on=on)} - {p.id for p in present_caregivers(case, on=on)}
    known = {party.id: party for party in (*taking_part(case, on), *others)}
    return tuple(party for party in known.values() if party.id not in absent)
