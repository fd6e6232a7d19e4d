"""The manifest: every entry with its author, times and digest, what was left out and why, and whether the chain holds.

The chain shows a change only to someone who kept a head elsewhere; `ports.chain` says what it shows and what not.
Source: playbook 8.1 (3) and (4).
"""

from __future__ import annotations

from collabflow.core.event import Entry
from collabflow.core.lifecycle.moves import Corrected
from collabflow.core.lifecycle.waivers import FindingWaived
from collabflow.export.dossier import Dossier
from collabflow.ports import Fault, Row, verify


def manifest(dossier: Dossier) -> dict[str, object]:
    """The manifest as plain JSON values."""
    fault = fault_of(dossier)
    corrected = {e.event.version: e.version for e in dossier.entries if isinstance(e.event, Corrected)}
    ref = dossier.profile.ref
    return {
        "case": dossier.case_id,
        "exported_at": dossier.at.isoformat(),
        "reader": dossier.reader,
        "profile": {"id": ref.id, "version": ref.version, "fingerprint": ref.fingerprint},
        "head": dossier.rows[-1].digest.hex(),
        "chain": {"whole": fault is None, "fault": fault and {"version": fault.version, "kind": fault.kind.value}},
        "entries": [_line(row, corrected.get(row.version)) for row in dossier.rows],
        "waivers": [_waiver(entry, entry.event) for entry in dossier.entries if isinstance(entry.event, FindingWaived)],
        "left_out": [{"version": one.version, "why": one.reason.value} for one in dossier.left_out],
    }


def fault_of(dossier: Dossier) -> Fault | None:
    """The first place where the stored rows are not what was sealed."""
    return verify(dossier.rows)


def _line(row: Row, corrected_by: int | None) -> dict[str, object]:
    return {
        "version": row.version,
        "event": row.type,
        "event_version": row.type_version,
        "by": row.by_id,
        "role": row.by_role,
        "name": row.by_name,
        "at": row.at.isoformat(),
        "occurred": row.occurred.isoformat(),
        "via": row.via,
        "corrected_by": corrected_by,
        "erased": row.is_erased,
        "digest": row.digest.hex(),
    }


def _waiver(entry: Entry, waived: FindingWaived) -> dict[str, object]:
    return {
        "version": entry.version,
        "code": waived.code,
        "subject": waived.subject,
        "by": entry.stamp.by.id,
        "at": entry.stamp.at.isoformat(),
        "why": waived.why,
    }
