"""Folding: entries into a case. Replay never consults the table or a guard, so new rules never rewrite the past.

A corrected entry is folded as its correction says; the last correction of an entry wins. A caregiver for whom a
waiver after attempts stands is no longer absent from the moment their own word is on record.
Source: cycle.md, common to every step and laws 1 and 9.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import attrs

from collabflow.core.case import Case
from collabflow.core.errors import Malformed
from collabflow.core.event import Entry, Event
from collabflow.core.lifecycle.moves import Corrected
from collabflow.core.lifecycle.waivers import Waivers
from collabflow.core.values import CaseId


def evolve(case: Case, entry: Entry, journal: Sequence[Entry] = ()) -> Case:
    """The case after this entry. A correction needs the journal before it, because it changes what was folded."""
    if isinstance(entry.event, Corrected):
        return replay(case.id, (*journal, entry))
    return _fold(case, entry)


def replay(case_id: CaseId, entries: Sequence[Entry]) -> Case:
    """The case that these entries, the whole journal in order, lead to. Raises `Malformed` when one is missing."""
    case = Case.unopened(case_id)
    for _, _, case in folding(case_id, entries):  # noqa: B007 - the last one is what we want
        pass
    return case


def folding(
    case_id: CaseId, entries: Sequence[Entry], right: Mapping[int, Event | None] | None = None
) -> Iterator[tuple[Case, Entry | None, Case]]:
    """Each step of a replay: the case before, the entry as corrected (None: struck out), and the case after.

    `right` is what stands in the place of corrected entries, by default what the entries themselves say.
    """
    right = corrections_in(entries) if right is None else right
    case = Case.unopened(case_id)
    for place, entry in enumerate(entries, start=1):
        if entry.version != place:
            raise Malformed("journal", ((f"[{place}]", f"has version {entry.version}; an entry is missing"),))
        before = case
        now = effective(entry, right)
        case = attrs.evolve(case, version=place) if now is None else _fold(case, now)
        yield before, now, case


def corrections_in(entries: Sequence[Entry]) -> Mapping[int, Event | None]:
    """What stands in the place of each corrected entry, by version; None where it was struck out."""
    return {e.event.version: e.event.right for e in entries if isinstance(e.event, Corrected)}


def effective(entry: Entry, right: Mapping[int, Event | None]) -> Entry | None:
    """The entry as corrected; None when it was struck out."""
    if entry.version not in right:
        return entry
    event = right[entry.version]
    return None if event is None else attrs.evolve(entry, event=event)


def _fold(case: Case, entry: Entry) -> Case:
    after = entry.event.apply(case, entry)
    for person in entry.event.voices():
        if after[Waivers].is_absent(person):
            after = after.with_record(after[Waivers].heard(person))
    return attrs.evolve(after, version=entry.version)
