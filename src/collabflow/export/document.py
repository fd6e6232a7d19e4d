"""The record as data: everything of a case in plain JSON values, for another program to read.

    schema          "collabflow.record"
    schema_version  1; a change that a reader could trip over gives the next number
    exported_at     the moment of export, ISO 8601 with offset
    case            where it stands, who takes part, and every record by its name; null once it was erased
    entries         the journal, in order, each with its stamp and the fields of its event
    manifest        every entry with author, times and digest, what was left out and why (see `manifest`)

Fields that hold nothing are left out, because nothing was said; a code word is its stored value, a day an ISO date.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from collabflow.codec import Codec
from collabflow.core.case import Case, Record
from collabflow.core.event import Entry
from collabflow.export.dossier import Dossier
from collabflow.export.manifest import manifest

SCHEMA: Final = "collabflow.record"
SCHEMA_VERSION: Final = 1


def document(dossier: Dossier) -> dict[str, object]:
    """The whole record as plain JSON values; see above for its shape."""
    codec = Codec(dossier.profile.events)
    return {
        "schema": SCHEMA,
        "schema_version": SCHEMA_VERSION,
        "exported_at": dossier.at.isoformat(),
        "case": None if dossier.case is None else case_as_data(dossier.case, codec),
        "entries": [entry_as_data(entry, codec) for entry in dossier.entries],
        "manifest": manifest(dossier),
    }


def case_as_data(case: Case, codec: Codec) -> dict[str, object]:
    """The case as it stands, with every record of this cycle and of those before it."""
    return {
        "case": case.id,
        "version": case.version,
        "student": codec.plain(case.student),
        "status": case.status.value,
        "ending": case.ending.value if case.ending else None,
        "cycle": case.cycle,
        "step": case.step.value,
        "completed": [step.value for step in case.completed],
        "parties": [codec.plain(party) for party in case.parties],
        "records": _records(case.records, codec),
        "earlier": [
            {
                "cycle": past.cycle,
                "ended_at": past.ended_at.isoformat(),
                "completed": [step.value for step in past.completed],
                "records": _records(past.records, codec),
            }
            for past in case.earlier
        ],
    }


def _records(records: Mapping[type[Record], Record], codec: Codec) -> dict[str, object]:
    return {kind.__name__: codec.plain(record) for kind, record in records.items()}


def entry_as_data(entry: Entry, codec: Codec) -> dict[str, object]:
    """An entry: its stamp, and its event with its fields."""
    stamp = entry.stamp
    return {
        "version": entry.version,
        "by": stamp.by.id,
        "role": stamp.by.role.value,
        "name": stamp.by.name,
        "at": stamp.at.isoformat(),
        "occurred": stamp.occurred.isoformat(),
        "via": stamp.via.value if stamp.via else None,
        "evidence": codec.plain(stamp.evidence),
        "event": entry.event.stored_as,
        "fields": codec.fields_of(entry.event),
    }
