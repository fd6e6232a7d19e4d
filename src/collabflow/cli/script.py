"""A script: a journal in JSON, played entry by entry through the flow, safely again and again.

    {"case": "maya", "entries": [{"by": "lee", "at": "2026-09-07T09:00:00+02:00", "via": "phone",
      "event": "plan_meeting.slot_answered", "fields": {...}, "note": "...", "refused": ["CODE"]}]}

`via`, `fields`, `note` and `refused` may be left out. An entry with `refused` is expected to be refused with these
codes, and goes on. Each entry is recorded under a key of its own, so that playing a script again records nothing
twice, and playing another one on the same case is noticed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from attrs import frozen

from collabflow.codec import Codec, read_json
from collabflow.core.case import Case
from collabflow.core.errors import CollabflowError, KeyReused, Malformed, UnknownCase, UnknownEvent
from collabflow.core.event import Event
from collabflow.core.finding import Refused
from collabflow.core.lifecycle.people import CaseOpened
from collabflow.core.values import Via
from collabflow.cycle.profile import Profile
from collabflow.flow import CollabFlow
from collabflow.ports import Notifier, Store

KNOWN = frozenset({"by", "at", "via", "event", "fields", "note", "refused"})


class AnotherScript(CollabflowError):
    """The case was recorded from another script: the entry of this number does not match what was recorded."""

    def __init__(self, case_id: str, number: int) -> None:
        self.case_id = case_id
        self.number = number
        super().__init__(f"case {case_id!r} was recorded from another script: entry {number} is not the one recorded")


@frozen(kw_only=True)
class Line:
    """One entry of a script."""

    number: int
    by: str
    at: datetime
    via: str | None
    event: Event
    note: str | None
    refused: tuple[str, ...]

    @property
    def key(self) -> str:
        """The idempotency key under which it is recorded."""
        return f"script:{self.number}"


@frozen(kw_only=True)
class Script:
    """A case id and the entries to record on it."""

    case: str
    lines: tuple[Line, ...]


@frozen(kw_only=True)
class Played:
    """What came of one line: the case after it, and the refusal where it was refused."""

    line: Line
    case: Case
    refused: Refused | None = None

    @property
    def is_as_expected(self) -> bool:
        """Whether it was taken, or refused with exactly the codes that the script says."""
        return self.line.refused == (self.refused.codes if self.refused else ())


# reading --------------------------------------------------------------------------------------


def read_script(text: str, profile: Profile) -> Script:
    """The script of a JSON text. Raises `Malformed` with everything that is wrong, by entry and path."""
    value = read_json(text, what="script")
    if not isinstance(value, dict) or set(value) != {"case", "entries"} or not isinstance(value["entries"], list):
        raise Malformed("script", (("", "must be an object with `case` and a list of `entries`"),))
    if not isinstance(value["case"], str) or not value["case"].strip():
        raise Malformed("script", (("case", "must be the id of the case, in text"),))
    codec = Codec(profile.events)
    lines, faults = [], list[tuple[str, str]]()
    for number, entry in enumerate(value["entries"], start=1):
        try:
            lines.append(_line(number, entry, codec))
        except Malformed as wrong:
            faults += [(f"entries[{number - 1}]{'.' if path else ''}{path}", why) for path, why in wrong.faults]
    if faults:
        raise Malformed("script", tuple(faults))
    return Script(case=value["case"], lines=tuple(lines))


def _line(number: int, entry: object, codec: Codec) -> Line:
    if not isinstance(entry, dict):
        raise Malformed("entry", (("", "must be an object"),))
    faults = tuple(_faults(entry))
    if faults:
        raise Malformed("entry", faults)
    return Line(
        number=number,
        by=entry["by"],
        at=datetime.fromisoformat(entry["at"]),
        via=entry.get("via"),
        event=_event(entry["event"], entry.get("fields", {}), codec),
        note=entry.get("note"),
        refused=tuple(entry.get("refused", ())),
    )


def _faults(entry: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """What is wrong around the event itself."""
    yield from ((name, "is not known here") for name in sorted(set(entry) - KNOWN))
    for name in ("by", "at", "event"):
        if name not in entry:
            yield name, "is missing"
    for name in ("by", "event", "note"):
        if not isinstance(entry.get(name, ""), str):
            yield name, "must be text"
    if not _is_moment(entry.get("at", "2026-09-07T09:00:00+02:00")):
        yield "at", "must be a time with its offset, such as '2026-09-07T09:00:00+02:00'"
    if entry.get("via", Via.PHONE) not in set(Via):
        yield "via", f"must be one of: {', '.join(Via)}"
    codes = entry.get("refused", [])
    if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
        yield "refused", "must be a list of codes"


def _is_moment(value: object) -> bool:
    try:
        return isinstance(value, str) and datetime.fromisoformat(value).utcoffset() is not None
    except ValueError:
        return False


def _event(name: str, fields: object, codec: Codec) -> Event:
    try:
        return codec.event(name, fields)
    except UnknownEvent:
        raise
    except Malformed as wrong:
        faults = ((f"fields{'.' if path else ''}{path}", why) for path, why in wrong.faults)
        raise Malformed("entry", tuple(faults)) from None


# playing --------------------------------------------------------------------------------------


class Player:
    """Plays a script on a store, on the clock of the script itself."""

    def __init__(self, script: Script, store: Store, profile: Profile, notifiers: Mapping[str, Notifier]) -> None:
        self._script = script
        self._now = script.lines[0].at if script.lines else datetime.now().astimezone()
        self.flow = CollabFlow(store, profile=profile, notifiers=notifiers, clock=lambda: self._now)

    def already(self) -> int:
        """How many lines are done: all up to the last one whose key the store knows."""
        case, answered = self._script.case, self.flow.store.answered
        return max((line.number for line in self._script.lines if answered(case, line.key) is not None), default=0)

    def play(self) -> Iterator[Played]:
        """Records the lines that are not done yet, one by one. A refusal is told in what is yielded, not raised.

        Raises `AnotherScript` when a line that is done is not the one that was recorded under its key.
        """
        done = self.already()
        for line in self._script.lines:
            self._now = line.at
            if line.number > done:
                yield self._played(line)
            elif not line.refused:
                self._compare(line)

    def _played(self, line: Line) -> Played:
        try:
            return Played(line=line, case=self._record(line))
        except Refused as refused:
            return Played(line=line, case=self._case(), refused=refused)

    def _compare(self, line: Line) -> None:
        """Records a line that is done once more, which writes nothing, and is refused where it is another one."""
        try:
            self._record(line)
        except KeyReused:
            raise AnotherScript(self._script.case, line.number) from None

    def _case(self) -> Case:
        try:
            return self.flow.case(self._script.case)
        except UnknownCase:
            return Case.unopened(self._script.case)

    def _record(self, line: Line) -> Case:
        case, event = self._script.case, line.event
        if isinstance(event, CaseOpened):
            return self.flow.open(student=event.student, parties=event.parties, by=line.by, key=line.key, case_id=case)
        return self.flow.record(case, event, by=line.by, via=line.via, key=line.key)
