"""What the tests of the record share: any event with all its fields filled, journals as stored rows, and a page read.

`filled` fills every field that an annotation allows, each free text with a token of its own, so that a test can ask
whether all of them are on the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from html.parser import HTMLParser
from itertools import count
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from attrs import field, fields, mutable

from collabflow.codec import Codec
from collabflow.core.errors import Malformed
from collabflow.core.event import Entry, Event, Stamp
from collabflow.core.fact import Fact, IdOf, Range, Shape
from collabflow.core.people import Party
from collabflow.core.values import Via
from collabflow.cycle.profile import DEFAULT, Profile
from collabflow.events import CaseOpened, GoalDrafted, MeetingProposed
from collabflow.export import Dossier, gather
from collabflow.ports import Row, seal
from support import LEE, NOW, PARTIES, STUDENT, TODAY, acting

LATER = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
"""The moment of export in tests."""


# values ---------------------------------------------------------------------------------------


@mutable
class Filling:
    """Fills fields, and remembers every free text that it used."""

    tokens: list[str] = field(factory=list)
    _numbers: Iterator[int] = field(factory=lambda: count(1))

    def of(self, kind: type[Any], **given: object) -> Any:
        """One of this kind with every field filled that can be; fields that contradict others are left out."""
        hints, given = get_type_hints(kind, include_extras=True), {**_GIVEN.get(kind.__name__, {}), **given}
        before = len(self.tokens)
        values = {f.name: given[f.name] if f.name in given else self.value(hints[f.name]) for f in fields(kind)}
        while True:
            try:
                return kind(**values)
            except Malformed as wrong:
                for path, _ in wrong.faults:
                    name = path.partition(".")[0].partition("[")[0]
                    values.pop(name)
                kept = repr_all(values)
                self.tokens[before:] = [token for token in self.tokens[before:] if token in kept]

    def value(self, hint: Any) -> Any:
        """A value that this annotation allows."""
        origin, args = get_origin(hint), get_args(hint)
        if origin is Annotated:
            return self._marked(args[0], args[1:])
        if origin in (Union, UnionType):
            return self.value(next(arg for arg in args if arg is not NoneType))
        if origin is tuple:
            return (self.value(args[0]),)
        if isinstance(hint, type) and issubclass(hint, Enum):
            return next(iter(hint))
        if hint is Event:
            return None
        if isinstance(hint, type) and issubclass(hint, Fact):
            return self.of(hint)
        return self._plain(hint)

    def _marked(self, inner: Any, marks: Sequence[object]) -> Any:
        for mark in marks:
            if isinstance(mark, IdOf):
                return {"Party": "rosa", "Student": "maya"}.get(mark.kind, f"a-{mark.kind.lower()}")
            if isinstance(mark, Shape):
                return {"sha256": "0" * 64}.get("sha256") if "hexadecimal" in mark.says else _SHAPED[mark.says]
            if isinstance(mark, Range):
                return type(self.value(inner))(max(mark.least, 3))
        return self.value(inner)

    def _plain(self, hint: Any) -> Any:
        if hint is str:
            token = f"tok{next(self._numbers)}en"
            self.tokens.append(token)
            return token
        plain = {bool: True, int: 3, float: 3.5, Decimal: Decimal("2.50"), date: TODAY, datetime: NOW}
        return plain[hint]


_SHAPED = {
    "a BCP 47 language tag, for example 'es-MX' or 'ase'": "es-MX",
    "an ISO 4217 code such as 'USD'": "USD",
    "a scheme such as 'edfi.staffUniqueId'": "local.number",
}


def repr_all(value: object) -> str:
    """Every text in a value, also those that its own repr keeps to itself."""
    if isinstance(value, dict):
        return " ".join(map(repr_all, value.values()))
    if isinstance(value, tuple | list):
        return " ".join(map(repr_all, value))
    if isinstance(value, Fact):
        return " ".join(repr_all(getattr(value, f.name)) for f in fields(type(value)))
    return str(value)


# journals -------------------------------------------------------------------------------------


def opening(*parties: Party) -> CaseOpened:
    return CaseOpened(student=STUDENT, parties=parties or PARTIES)


def rows_of(
    events: Iterable[Event], *, by: Party = LEE, via: Via | None = Via.PHONE, profile: Profile = DEFAULT
) -> tuple[Row, ...]:
    """These events as the sealed rows of a journal, a day apart, without asking any rule."""
    codec = Codec(profile.events)
    rows = []
    for version, event in enumerate(events, start=1):
        at = NOW + timedelta(days=version)
        stamp = Stamp(by=acting(by), at=at, via=via if any(event.voices()) else None)
        entry = Entry(event=event, stamp=stamp, version=version)
        rows.append(codec.encode("case-1", entry, salt=bytes(16)))
    return seal(rows)


def dossier_of(*events: Event, profile: Profile = DEFAULT, reader: str | None = None, **how: Any) -> Dossier:
    """The dossier of a case that was opened and then saw these events."""
    return gather(rows_of((opening(), *events), profile=profile, **how), at=LATER, profile=profile, reader=reader)


def every_event(profile: Profile = DEFAULT) -> tuple[tuple[Event, tuple[str, ...]], ...]:
    """Each event of a profile but the opening, filled, with its tokens; after the things that others lean on."""
    return tuple(_each(kind) for kind in profile.events if kind is not CaseOpened)


def _each(kind: type[Event]) -> tuple[Event, tuple[str, ...]]:
    filling = Filling()
    return filling.of(kind), tuple(filling.tokens)


_GIVEN: dict[str, dict[str, Any]] = {
    "Moved": {"trigger": "pause", "source": "plan_meeting", "target": "paused", "cycle": 1},
    "Corrected": {"version": 1, "right": None, "about": None},
    "StatementAttached": {"about": 1},
    "NeedsAsked": {"as_last_time": (), "no_answer": ()},
    "InterestShown": {"chose_not_to_share": False, "may_record": "yes"},
    "ContributionInvited": {"why_not": None},
    "ContributionVoiced": {"may_record": "yes"},
    "ContributionAcknowledged": {"reply": "not_quite"},
    "SlotAnswered": {"reply": "counter"},
    "FollowUpAnswered": {"reply": "counter"},
    "PositionTaken": {"position": "disagree", "prefers_not_to_say": (), "no_answer": ()},
    "DecisionMade": {"outcome": "adopted_in_part", "rest": "deferred", "withdrawn_by": None},
    "GoalPositionTaken": {"position": "disagree"},
    "EfficacyAnswered": {"prefers_not_to_say": False, "no_answer": False},
    "Resource": {"free": False},
}
"""What fits together where not everything can be said at once."""


def groundwork() -> tuple[Event, ...]:
    """A meeting, a contribution and a goal, so that others can speak of them."""
    filling = Filling()
    return tuple(filling.of(kind) for kind in (MeetingProposed, GoalDrafted))


# reading --------------------------------------------------------------------------------------


@mutable
class Node:
    """An element of a page as a browser would see it."""

    name: str
    attributes: dict[str, str | None]
    parent: Node | None = field(default=None, repr=False)
    children: list[Node | str] = field(factory=list, repr=False)

    def walk(self) -> Iterator[Node]:
        """This element and every one in it."""
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()

    def all(self, name: str) -> list[Node]:
        """Every element of this name."""
        return [node for node in self.walk() if node.name == name]

    def at(self, anchor: str) -> Node:
        """The element with this id."""
        return next(node for node in self.walk() if node.attributes.get("id") == anchor)

    @property
    def text(self) -> str:
        """All text in it."""
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    @property
    def ancestors(self) -> Iterator[Node]:
        """The elements that it is in, nearest first."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent


class Reader(HTMLParser):
    """Reads a page into nodes. An end that does not fit its beginning is an error: the page is ours, whole."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node(name="", attributes={})
        self._here = self.root
        self.comments: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs), f"<{tag}> has an attribute twice"
        node = Node(name=tag, attributes=dict(attrs), parent=self._here)
        self._here.children.append(node)
        if tag != "meta":
            self._here = node

    def handle_endtag(self, tag: str) -> None:
        assert self._here.name == tag, f"</{tag}> ends <{self._here.name}>"
        assert self._here.parent is not None
        self._here = self._here.parent

    def handle_data(self, data: str) -> None:
        self._here.children.append(data)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)


def read(page: str) -> Node:
    """The page as nodes."""
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader._here is reader.root, f"<{reader._here.name}> was never ended"
    assert reader.comments == []
    return reader.root
