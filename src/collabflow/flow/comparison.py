"""What comparing two profiles on a store came to: a report of ids and codes, as text and as data.

Source: house.md section 6, no log or report quotes what a person said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime

from attrs import field, frozen

from collabflow.core.lifecycle.moves import ProfileRef
from collabflow.core.values import CaseId
from collabflow.cycle.compare import Change, Difference, Heard, PastMove, Under


@frozen(kw_only=True)
class Unread:
    """An entry that one of the two profiles cannot read: which, and why, without what it says."""

    case_id: CaseId
    version: int
    event: str
    by: Under
    why: str
    is_unknown: bool


@frozen(kw_only=True)
class Compared:
    """What became of one case: its past moves, and what is different about the moves that it could make."""

    case_id: CaseId
    entries: int
    past: tuple[PastMove, ...] = ()
    standing: tuple[Difference, ...] = ()
    unread: tuple[Unread, ...] = ()


@frozen(kw_only=True)
class Comparison:
    """Two profiles compared on a store at one moment. Holds ids and codes, and nothing that anybody said."""

    old: ProfileRef
    new: ProfileRef
    at: datetime
    cases: tuple[Compared, ...] = field(repr=False)

    @property
    def standing(self) -> tuple[Difference, ...]:
        """Moves that could be made now and are decided differently, case by case."""
        return tuple(one for case in self.cases for one in case.standing)

    @property
    def past(self) -> tuple[Difference, ...]:
        """Moves that were made and would be decided differently on replay."""
        return tuple(move.difference for case in self.cases for move in case.past if move.difference is not None)

    @property
    def unread(self) -> tuple[Unread, ...]:
        """Entries that one of the profiles cannot read; their cases were not compared."""
        return tuple(one for case in self.cases for one in case.unread)

    @property
    def not_repeated(self) -> tuple[tuple[CaseId, int], ...]:
        """Past moves, by case and version, that recorded the old rules and are refused by them."""
        return tuple((case.case_id, move.version) for case in self.cases for move in case.past if not move.is_repeated)

    @property
    def decided(self) -> Counter[Under]:
        """How many past moves were decided under which rules."""
        return Counter(move.under for case in self.cases for move in case.past)

    @property
    def others(self) -> Counter[ProfileRef | None]:
        """How many past moves were decided under each profile that is neither of the two; None named no profile."""
        return Counter(move.ref for case in self.cases for move in case.past if move.under is Under.OTHER)

    @property
    def is_same(self) -> bool:
        """Whether nothing is different, and everything could be read."""
        return not (self.standing or self.past or self.unread)

    def text(self) -> str:
        """For a terminal: what is different, the most cases first, each with a few of the cases it concerns."""
        return "\n".join(_told(self))

    def data(self) -> dict[str, object]:
        """All of it as plain JSON values; keys are only ever added."""
        return {
            "old": _ref(self.old),
            "new": _ref(self.new),
            "at": self.at.isoformat(),
            "cases": len(self.cases),
            "entries": sum(case.entries for case in self.cases),
            "moves": {under.value: self.decided.get(under, 0) for under in Under},
            "other_profiles": [{**_ref(ref), "moves": count} for ref, count in self.others.items()],
            "standing": [_difference(one) for one in self.standing],
            "past": [_difference(one) for one in self.past],
            "not_repeated": [{"case": case, "version": version} for case, version in self.not_repeated],
            "unread": [_unread(one) for one in self.unread],
        }


# as data --------------------------------------------------------------------------------------


def _ref(ref: ProfileRef | None) -> dict[str, object]:
    return {name: getattr(ref, name, None) for name in ("id", "version", "fingerprint")}


def _difference(one: Difference) -> dict[str, object]:
    return {
        "case": one.case_id,
        "version": one.version,
        "state": one.state,
        "move": one.trigger.value,
        "change": one.change.value,
        "decided_under": None if one.under is None else one.under.value,
        "gained": [_heard(heard) for heard in one.gained],
        "lost": [_heard(heard) for heard in one.lost],
    }


def _heard(heard: Heard) -> dict[str, object]:
    return {
        "code": heard.code,
        "subject": heard.subject,
        "severity": heard.severity.value,
        "waived": heard.waived,
    }


def _unread(one: Unread) -> dict[str, object]:
    return {
        "case": one.case_id,
        "version": one.version,
        "event": one.event,
        "by": one.by.value,
        "unknown": one.is_unknown,
        "why": one.why,
    }


# in words -------------------------------------------------------------------------------------

A_FEW = 5
"""How many places are named; the rest is counted."""

_WORDS = {Change.REFUSED: "refused now", Change.ALLOWED: "allowed now", Change.OTHERWISE: "other findings"}


def _told(report: Comparison) -> Iterator[str]:
    yield f"old: {_named(report.old)}"
    yield f"new: {_named(report.new)}"
    entries, moves = sum(case.entries for case in report.cases), report.decided.total()
    yield f"{_count(len(report.cases), 'case')}, {_count(entries, 'entry', 'entries')}, {_count(moves, 'past move')}"
    yield from _group("Where cases stand", report.standing)
    yield from _group("Moves that were made", report.past)
    yield from _decided(report)
    yield from _unreadable(report.unread)
    if report.is_same:
        yield "\nNothing would be decided differently."
    yield "\nNothing was written."


def _group(title: str, found: tuple[Difference, ...]) -> Iterator[str]:
    """Differences of the same kind together: one block each, the most frequent first."""
    if not found:
        return
    yield f"\n{title}: {_count(len(found), 'move')} decided differently, in {_count(_cases(found), 'case')}"
    groups: dict[tuple[object, ...], list[Difference]] = {}
    for one in found:
        codes = (_codes(one.gained), _codes(one.lost))
        groups.setdefault((one.change, one.trigger, one.state, *codes), []).append(one)
    for alike in sorted(groups.values(), key=len, reverse=True):
        first = alike[0]
        yield f"  {_WORDS[first.change]}: {first.trigger} from {first.state}, {_count(len(alike), 'time')}"
        yield from (f"    + {code}" for code in _codes(first.gained))
        yield from (f"    - {code}" for code in _codes(first.lost))
        yield f"      {_places((one.case_id, one.version) for one in alike)}"


def _codes(heard: Iterable[Heard]) -> tuple[str, ...]:
    """The codes with their weight, each once; their subjects are in the data."""
    return tuple(dict.fromkeys(f"{one.code} ({one.weight})" for one in heard))


def _decided(report: Comparison) -> Iterator[str]:
    """Under whose rules the past moves were decided, where that is not simply the old ones."""
    if report.others or report.decided.get(Under.NEW):
        old, new, other = (report.decided.get(under, 0) for under in Under)
        yield f"\nDecided under the old rules: {old}, under the new ones: {new}, under neither: {other}"
        yield from (f"  {_named(ref)}: {_count(count, 'move')}" for ref, count in report.others.items())
    if report.not_repeated:
        moves = _count(len(report.not_repeated), "move")
        yield f"\n{moves} recorded the fingerprint of the old rules, and these refuse it:"
        yield f"      {_places(report.not_repeated)}"
        yield "  A rule's code was changed under the same name. Compare with the rules as they were."


def _unreadable(found: tuple[Unread, ...]) -> Iterator[str]:
    """What a profile cannot read, by event; the cases were not compared."""
    groups: dict[tuple[Under, str, str], list[Unread]] = {}
    for one in found:
        groups.setdefault((one.by, one.event, one.why), []).append(one)
    for (by, event, why), alike in groups.items():
        entries, cases = _count(len(alike), "entry", "entries"), len({one.case_id for one in alike})
        yield f"\nThe {by} rules cannot read {event}: {entries}, {_count(cases, 'case')} not compared"
        yield f"  {why}"
        yield f"      {_places((one.case_id, one.version) for one in alike)}"


def _places(found: Iterable[tuple[CaseId, int | None]]) -> str:
    """A few of these cases by id, with the version of the entry where there is one."""
    places = [case if version is None else f"{case}@{version}" for case, version in found]
    rest = f" and {len(places) - A_FEW} more" if len(places) > A_FEW else ""
    return ", ".join(places[:A_FEW]) + rest


def _cases(found: Iterable[Difference]) -> int:
    return len({one.case_id for one in found})


def _named(ref: ProfileRef | None) -> str:
    return "no profile named" if ref is None else f"{ref.id} {ref.version} ({ref.fingerprint})"


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"
