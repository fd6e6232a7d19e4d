"""Comparing two profiles on one case: where it stands, and at every move that it has made.

Each move is decided again on the case as it stood then, with its own stamp; where the case stands, every move that
leads on from there is judged at a given moment. What is kept of a finding is its code, its subject and its weight,
never its words. The fingerprint that a move recorded says under whose rules it was really decided.
Source: house.md section 3, replay never consults the rules; storage.md, what a move keeps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from attrs import evolve as altered
from attrs import frozen

from collabflow.core.case import Case
from collabflow.core.event import Entry, Stamp
from collabflow.core.finding import Finding, Severity
from collabflow.core.lifecycle.moves import Moved, ProfileRef
from collabflow.core.people import SYSTEM
from collabflow.core.values import CaseId, Trigger
from collabflow.cycle.decide import decide
from collabflow.cycle.fold import evolve
from collabflow.cycle.profile import Profile
from collabflow.cycle.table import rows_from


class Change(StrEnum):
    """What is different about a move."""

    REFUSED = "refused"
    """The old rules allow it and the new ones refuse it."""
    ALLOWED = "allowed"
    """The old rules refuse it and the new ones allow it."""
    OTHERWISE = "otherwise"
    """Both allow it or both refuse it, and they find something else."""


class Under(StrEnum):
    """Under which rules a past move was decided, by the fingerprint that it recorded."""

    OLD = "old"
    NEW = "new"
    OTHER = "other"


@frozen(kw_only=True)
class Heard:
    """A finding without its words: what it is about, how much it weighs, and whether a waiver covers it."""

    code: str
    subject: str
    severity: Severity
    waived: bool

    @property
    def weight(self) -> str:
        """How much it weighs, in one word."""
        return "waived" if self.waived else self.severity.value


@frozen(kw_only=True)
class Difference:
    """A move that the two profiles decide differently.

    `version` is that of a past move's entry; None is a move that could be made now. `gained` is what only the new
    rules find, `lost` what only the old ones do. `under` says whose rules decided a past move.
    """

    case_id: CaseId
    version: int | None
    state: str
    trigger: Trigger
    change: Change
    gained: tuple[Heard, ...]
    lost: tuple[Heard, ...]
    under: Under | None = None


@frozen(kw_only=True)
class PastMove:
    """A move that a case has made: under whose rules it was decided, and what is different about it now.

    `is_repeated` is False where it recorded the fingerprint of the old rules and these refuse it: then they are not
    the rules that decided, whatever their fingerprint says.
    """

    version: int
    ref: ProfileRef | None
    under: Under
    is_repeated: bool
    difference: Difference | None


@frozen(kw_only=True)
class Side:
    """A case as one profile sees it: as it stands, and as it stood before each of its moves, by version."""

    profile: Profile
    stands: Case
    moves: Mapping[int, tuple[Case, Entry]]

    @classmethod
    def of(cls, profile: Profile, case_id: CaseId, journal: Sequence[Entry]) -> Side:
        """The case that this journal, the whole of it, leads to; corrections count from where they were made."""
        case, moves = Case.unopened(case_id), {}
        for place, entry in enumerate(journal):
            if isinstance(entry.event, Moved):
                moves[entry.version] = (case, entry)
            case = evolve(case, entry, journal[:place])
        return cls(profile=profile, stands=case, moves=moves)

    def under(self, profile: Profile) -> Side:
        """The same case under another profile that knows the same events."""
        return altered(self, profile=profile)


def compared(old: Side, new: Side, *, at: datetime) -> tuple[tuple[PastMove, ...], tuple[Difference, ...]]:
    """The case's past moves, and what is different about the moves that it could make at this moment."""
    return tuple(_past(old, new)), tuple(_standing(old, new, at))


# moves that were made -------------------------------------------------------------------------


def _past(old: Side, new: Side) -> Iterator[PastMove]:
    for version, (was, entry) in old.moves.items():
        assert isinstance(entry.event, Moved)
        ref = entry.event.profile
        under = _under(ref, old.profile, new.profile)
        found, found_too = _decided(old, version), _decided(new, version)
        yield PastMove(
            version=version,
            ref=ref,
            under=under,
            is_repeated=not (under is Under.OLD and _stops(found)),
            difference=_difference(was, entry.event.trigger, found, found_too, version=version, under=under),
        )


def _decided(side: Side, version: int) -> tuple[Finding, ...]:
    case, entry = side.moves[version]
    return decide(case, entry.event, side.profile.context(entry.stamp), side.profile).findings


def _under(ref: ProfileRef | None, old: Profile, new: Profile) -> Under:
    recorded = None if ref is None else ref.fingerprint
    if recorded == old.fingerprint:
        return Under.OLD
    return Under.NEW if recorded == new.fingerprint else Under.OTHER


# moves that could be made ---------------------------------------------------------------------


def _standing(old: Side, new: Side, at: datetime) -> Iterator[Difference]:
    found, found_too = _judged(old, at), _judged(new, at)
    for trigger, findings in found.items():
        difference = _difference(old.stands, trigger, findings, found_too[trigger])
        if difference is not None:
            yield difference


def _judged(side: Side, at: datetime) -> Mapping[Trigger, tuple[Finding, ...]]:
    """What each move from here finds."""
    case, context = side.stands, side.profile.context(Stamp(by=SYSTEM, at=at))
    rows = [row for row in rows_from(case.state) if row.when is None or row.when(case)]
    return {row.trigger: side.profile.judge(row, case, context) for row in rows}


# what is different ----------------------------------------------------------------------------


def _difference(
    case: Case,
    trigger: Trigger,
    old: Iterable[Finding],
    new: Iterable[Finding],
    *,
    version: int | None = None,
    under: Under | None = None,
) -> Difference | None:
    before, after = _heard(old), _heard(new)
    gained = tuple(one for one in after if one not in before)
    lost = tuple(one for one in before if one not in after)
    if not gained and not lost:
        return None
    return Difference(
        case_id=case.id,
        version=version,
        state=case.state,
        trigger=trigger,
        change=_change(was_refused=_stops(old), is_refused=_stops(new)),
        gained=gained,
        lost=lost,
        under=under,
    )


def _change(*, was_refused: bool, is_refused: bool) -> Change:
    if was_refused is is_refused:
        return Change.OTHERWISE
    return Change.REFUSED if is_refused else Change.ALLOWED


def _stops(findings: Iterable[Finding]) -> bool:
    return any(finding.stops for finding in findings)


def _heard(findings: Iterable[Finding]) -> tuple[Heard, ...]:
    return tuple(Heard(code=f.code, subject=f.subject, severity=f.severity, waived=f.waived) for f in findings)
