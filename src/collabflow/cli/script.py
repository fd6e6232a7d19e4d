"""A script: a journal in JSON, played entry by entry through the flow, safely again and again.

    {"case": "maya", "entries": [{"by": "lee", "at": "2026-09-07T09:00:00+02:00", "via": "phone",
      "event": "plan_meeting.slot_answered", "fields": {...}, "note": "...", "refused": ["CODE"]}]}

`via`, `note` and `refused` may be left out. An entry with `refused` is expected to be refused with these codes,
and goes on. Each entry is recorded under a key of its own, so that playing a script again records nothing twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import cast

from attrs import frozen

from collabflow.codec import Codec
from collabflow.core.case import Case
from collabflow.core.errors import Malformed
from collabflow.core.event import Event
from collabflow.core.finding import Refused
from collabflow.core.lifecycle.people import CaseOpened
from collabflow.cycle.profile import Profile
from collabflow.flow import CollabFlow
from collabflow.ports import Notifier, Store
from collabflow.ports.json_text import read_json

KNOWN = frozenset({"by", "at", "via", "event", "fields", "note", "refused"})


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


def read_script(text: str, profile: Profile) -> Script:
    """The script of a JSON text. Raises `Malformed`, naming the entry and the path."""
    value = read_json(text, what="script")
    if not isinstance(value, dict) or set(value) != {"case", "entries"} or not isinstance(value["entries"], list):
        raise Malformed("script", (("", "must be an object with `case` and a list of `entries`"),))
    if not isinstance(value["case"], str) or not value["case"].strip():
        raise Malformed("script", (("case", "must be the id of the case, in text"),))
    codec = Codec(profile.events)
    lines = tuple(_line(number, entry, codec) for number, entry in enumerate(value["entries"], start=1))
    return Script(case=value["case"], lines=lines)


def _line(number: int, entry: object, codec: Codec) -> Line:
    where = f"entries[{number - 1}]"
    if not isinstance(entry, dict):
        raise Malformed("script", ((where, "must be an object"),))
    faults = [(f"{where}.{name}", "is not known here") for name in sorted(set(entry) - KNOWN)]
    faults += [(f"{where}.{name}", "is missing") for name in ("by", "at", "event") if name not in entry]
    texts = ("by", "at", "event", "via", "note")
    faults += [(f"{where}.{n}", "must be text") for n in texts if not isinstance(entry.get(n, ""), str)]
    if faults:
        raise Malformed("script", tuple(faults))
    return Line(
        number=number,
        by=entry["by"],
        at=_moment(entry["at"], f"{where}.at"),
        via=entry.get("via"),
        event=_event(entry, where, codec),
        note=entry.get("note"),
        refused=_codes(entry.get("refused", []), f"{where}.refused"),
    )


def _event(entry: Mapping[str, object], where: str, codec: Codec) -> Event:
    try:
        return codec.event(cast("str", entry["event"]), entry.get("fields", {}))
    except Malformed as wrong:
        raise type(wrong)("script", tuple((f"{where}.fields.{path}", why) for path, why in wrong.faults)) from None


def _moment(text: str, where: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.utcoffset() is None:
        raise Malformed("script", ((where, "must be a time with its offset, such as '2026-09-07T09:00:00+02:00'"),))
    return moment


def _codes(value: object, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(code, str) for code in value):
        raise Malformed("script", ((where, "must be a list of codes"),))
    return tuple(value)


class Player:
    """Plays a script on a store, on the clock of the script itself."""

    def __init__(self, script: Script, store: Store, profile: Profile, notifiers: Mapping[str, Notifier]) -> None:
        self._script = script
        self._now = script.lines[0].at if script.lines else datetime.now().astimezone()
        self.flow = CollabFlow(store, profile=profile, notifiers=notifiers, clock=lambda: self._now)

    @property
    def clock(self) -> Callable[[], datetime]:
        """The moment at which the script stands."""
        return lambda: self._now

    def already(self) -> int:
        """How many lines are done: all up to the last one whose key the store knows."""
        keys = {line.number: line.key for line in self._script.lines}
        done = (n for n, key in keys.items() if self.flow.store.answered(self._script.case, key) is not None)
        return max(done, default=0)

    def play(self) -> Iterator[Played]:
        """Records the lines that are not done yet, one by one. A refusal is told in what is yielded, not raised."""
        for line in self._script.lines[self.already() :]:
            self._now = line.at
            try:
                yield Played(line=line, case=self._record(line))
            except Refused as refused:
                yield Played(line=line, case=self.flow.case(self._script.case), refused=refused)

    def _record(self, line: Line) -> Case:
        case, event = self._script.case, line.event
        if isinstance(event, CaseOpened):
            return self.flow.open(student=event.student, parties=event.parties, by=line.by, key=line.key, case_id=case)
        return self.flow.record(case, event, by=line.by, via=line.via, key=line.key)
