"""The dossier: everything that is kept of one case, at the moment of export, as one reader may have it.

The whole record is the default, and a family's right. For one reader, what somebody else asked to keep restricted and
an address that must stay confidential are left out, and the record says so: what is left out is never silent.
Source: playbook 8.1 and 8.2; playbook 2.4 for restricted contributions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from attrs import field, frozen

from collabflow.codec import Codec
from collabflow.core.case import Case
from collabflow.core.errors import Malformed
from collabflow.core.event import Entry
from collabflow.core.people import RestrictionKind
from collabflow.core.values import PartyId
from collabflow.cycle.fold import replay
from collabflow.cycle.profile import DEFAULT, Profile
from collabflow.export.leaving_out import LeftOut, Reason, kept_from
from collabflow.ports import Row


@frozen(kw_only=True)
class Dossier:
    """What a record is written from. `case` is None once its content was lawfully destroyed; the rows stay."""

    case: Case | None
    entries: tuple[Entry, ...] = field(repr=False)
    rows: tuple[Row, ...] = field(repr=False)
    profile: Profile = field(repr=False)
    at: datetime
    reader: PartyId | None = None
    left_out: tuple[LeftOut, ...] = ()

    @property
    def case_id(self) -> str:
        """The id of the case, which stays when all else is gone."""
        return self.rows[0].case_id


def gather(rows: Iterable[Row], *, at: datetime, profile: Profile = DEFAULT, reader: PartyId | None = None) -> Dossier:
    """The dossier of these stored rows, the whole journal of one case in order, at the moment `at`.

    `reader` is a party of the case whom the record is for; None is for whoever may see all of it. Raises `Malformed`
    for no rows, a moment without time zone, or a reader who is not on the case or may not see the record by an order;
    and as the codec does for what it cannot read.
    """
    rows = tuple(rows)
    if not rows:
        raise Malformed("record", (("rows", "must hold the journal of a case; there is none"),))
    if at.utcoffset() is None:
        raise Malformed("record", (("at", "has no time zone; add one, for example tzinfo=ZoneInfo('Europe/Madrid')"),))
    if any(row.is_erased for row in rows):
        gone = tuple(LeftOut(version=row.version, reason=Reason.ERASED) for row in rows if row.is_erased)
        return Dossier(case=None, entries=(), rows=rows, profile=profile, at=at, reader=reader, left_out=gone)
    codec = Codec(profile.events)
    entries = tuple(map(codec.decode, rows))
    case = replay(rows[0].case_id, entries)
    if reader is None:
        return Dossier(case=case, entries=entries, rows=rows, profile=profile, at=at)
    return _for_reader(case, entries, rows, profile=profile, at=at, reader=reader)


def _for_reader(
    case: Case, entries: Sequence[Entry], rows: tuple[Row, ...], *, profile: Profile, at: datetime, reader: PartyId
) -> Dossier:
    member = case.member(reader)
    if member is None:
        raise Malformed("record", (("reader", "is not a person of this case; give the id of one who is"),))
    if member.on(at.date()).restricted(RestrictionKind.RECORDS_RESTRICTED_BY_ORDER, at.date()):
        why = "may not see this record: an order restricts it; whoever keeps the records decides what to give"
        raise Malformed("record", (("reader", why),))
    seen, shown, left_out = kept_from(reader, case, entries)
    return Dossier(case=seen, entries=shown, rows=rows, profile=profile, at=at, reader=reader, left_out=left_out)
