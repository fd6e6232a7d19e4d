"""Leaving out: what one reader is not shown, and the list that says so.

Two things are kept from a reader who is neither their author nor one of those who look after them: the words of a
contribution that its author asked to keep restricted, with what was said back and what became of it in words; and the
household of somebody whose address is confidential. That they exist stays visible.
Source: playbook 1.2 (restrictions), 2.4 (sensitivity) and 8.2.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

from attrs import evolve, frozen

from collabflow.core.case import Case, Member, Past, Record
from collabflow.core.event import Entry, Event
from collabflow.core.fact import Fact, altered
from collabflow.core.lifecycle.moves import Corrected
from collabflow.core.lifecycle.people import CaseOpened, PartyChanged, PartyJoined
from collabflow.core.people import Party, RestrictionKind, Role
from collabflow.core.values import ContributionId, PartyId
from collabflow.steps.s04_active_listening import (
    Contribution,
    ContributionAcknowledged,
    ContributionTraced,
    ContributionVoiced,
    ContributionWithdrawn,
    Listening,
    Sensitivity,
)

F = TypeVar("F", bound=Fact)


class Reason(StrEnum):
    """Why something is not in a record."""

    ERASED = "erased"
    """What the entry said was lawfully destroyed."""
    RESTRICTED = "restricted"
    """Its author asked to keep it restricted, and the reader is not its author."""
    ADDRESS_CONFIDENTIAL = "address_confidential"
    """Where that person lives is confidential."""


@frozen(kw_only=True)
class LeftOut:
    """Something of the entry with this version that this record does not show, and why."""

    version: int
    reason: Reason


KEEPERS = frozenset({Role.SCHOOL_ADMIN, Role.RECORDS_CUSTODIAN})
"""The roles that look after what is restricted."""

_WORDS = {
    ContributionVoiced: ("words", "topic"),
    ContributionAcknowledged: ("paraphrase", "feeling", "corrected"),
    ContributionWithdrawn: ("why",),
    ContributionTraced: ("why",),
}
"""The fields of each event that hold words of, or about, a contribution."""


def kept_from(
    reader: PartyId, case: Case, entries: Sequence[Entry]
) -> tuple[Case, tuple[Entry, ...], tuple[LeftOut, ...]]:
    """The case and entries as this reader may have them, and what was left out."""
    known = case.member(reader)
    if known is not None and known.latest.has_role(KEEPERS):
        return case, tuple(entries), ()
    hidden = _restricted(entries, reader)
    homes = _confidential(case) - {reader}
    shown = tuple(evolve(entry, event=_shown(entry.event, hidden, homes)) for entry in entries)
    left_out = tuple(
        LeftOut(version=was.version, reason=_reason(was.event))
        for was, now in zip(entries, shown, strict=True)
        if was.event != now.event
    )
    return _shown_case(case, hidden, homes), shown, left_out


def _reason(event: Event) -> Reason:
    event = event.right if isinstance(event, Corrected) and event.right is not None else event
    return Reason.RESTRICTED if type(event) in _WORDS else Reason.ADDRESS_CONFIDENTIAL


def _restricted(entries: Sequence[Entry], reader: PartyId) -> frozenset[ContributionId]:
    """The contributions that were ever restricted and are not this reader's own."""
    found = (e.event.right if isinstance(e.event, Corrected) else e.event for e in entries)
    voiced = [event for event in found if isinstance(event, ContributionVoiced)]
    return frozenset(
        event.contribution
        for event in voiced
        if event.sensitivity is Sensitivity.RESTRICTED and reader not in (event.by, event.on_behalf_of)
    )


def _confidential(case: Case) -> frozenset[PartyId]:
    """The people whose address was ever said to be confidential."""
    kind = RestrictionKind.ADDRESS_CONFIDENTIAL
    versions = (party for member in case.members for _, party in member.versions)
    return frozenset(party.id for party in versions if any(r.kind is kind for r in party.restrictions))


# entries --------------------------------------------------------------------------------------


def _shown(event: Event, hidden: frozenset[ContributionId], homes: frozenset[PartyId]) -> Event:
    if isinstance(event, Corrected):
        return event if event.right is None else altered(event, {"right": _shown(event.right, hidden, homes)})
    if isinstance(event, CaseOpened):
        return altered(event, {"parties": tuple(_homeless(party, homes) for party in event.parties)})
    if isinstance(event, PartyJoined):
        return altered(event, {"party": _homeless(event.party, homes)})
    if isinstance(event, PartyChanged):
        return altered(event, {"household": None}) if event.party in homes else event
    if isinstance(event, ContributionAcknowledged):
        return _without(event, _WORDS[type(event)]) if hidden.intersection(event.contributions) else event
    if isinstance(event, ContributionVoiced | ContributionWithdrawn | ContributionTraced):
        return _without(event, _WORDS[type(event)]) if event.contribution in hidden else event
    return event


def _without(fact: F, names: Sequence[str]) -> F:
    return altered(fact, dict.fromkeys(names))


def _homeless(party: Party, homes: frozenset[PartyId]) -> Party:
    return _without(party, ("household",)) if party.id in homes else party


# the case -------------------------------------------------------------------------------------


def _shown_case(case: Case, hidden: frozenset[ContributionId], homes: frozenset[PartyId]) -> Case:
    return evolve(
        case,
        members=tuple(_shown_member(member, homes) for member in case.members),
        records=_shown_records(case.records, hidden),
        earlier=tuple(_shown_past(past, hidden) for past in case.earlier),
    )


def _shown_member(member: Member, homes: frozenset[PartyId]) -> Member:
    return evolve(member, versions=tuple((day, _homeless(party, homes)) for day, party in member.versions))


def _shown_past(past: Past, hidden: frozenset[ContributionId]) -> Past:
    return evolve(past, records=_shown_records(past.records, hidden))


def _shown_records(
    records: Mapping[type[Record], Record], hidden: frozenset[ContributionId]
) -> Mapping[type[Record], Record]:
    listening = records.get(Listening)
    if not isinstance(listening, Listening):
        return records
    return {**records, Listening: listening.changed(hidden, _quiet)}


def _quiet(said: Contribution) -> Contribution:
    """The contribution without its words, what was said back and why it came to what it came to."""
    back = said.acknowledged
    trace = said.trace
    return evolve(
        said,
        words=None,
        topic=None,
        acknowledged=back and evolve(back, paraphrase=None, feeling=None, corrected=None),
        trace=trace and _without(trace, ("why",)),
    )
