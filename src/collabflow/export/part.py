"""A part of the page: one cycle of a case, as all its sections see it, and the pieces they are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from attrs import field, frozen

from collabflow.core.case import Case, Past, Record
from collabflow.core.event import Entry, Stamp
from collabflow.export.dossier import Dossier
from collabflow.export.html import Content, Element, el, flat
from collabflow.export.speech import Speech, Words

R = TypeVar("R", bound=Record)


@frozen(kw_only=True)
class Part:
    """One cycle: its records, how deep its headings lie, and what begins the ids of its places on the page.

    A section that holds nothing is None, except where it has to say so (`says_nothing`).
    """

    dossier: Dossier = field(repr=False)
    case: Case = field(repr=False)
    records: Case | Past = field(repr=False)
    speech: Speech
    stamps: Mapping[str, Stamp] = field(repr=False)
    beside: Mapping[tuple[str, str], Sequence[Element]] = field(factory=dict, repr=False)
    level: int = 2
    prefix: str = ""
    says_nothing: bool = False

    def __getitem__(self, record: type[R]) -> R:
        return self.records[record]

    @property
    def is_current(self) -> bool:
        """Whether this is the cycle in which the case stands."""
        return self.records is self.case

    @property
    def passes(self) -> tuple[Case | Past, ...]:
        """This cycle and those before it, oldest first."""
        own = self.records.cycle
        return (*(past for past in self.case.earlier if past.cycle < own), self.records)

    # pieces -----------------------------------------------------------------------------------

    def section(self, name: str, title: str, *content: Content) -> Element:
        """A section under a heading, which names it; one from an earlier cycle says so where it stands alone."""
        anchor = f"{self.prefix}{name}"
        heading = el(f"h{self.level}", title, id=f"{anchor}-title")
        from_past = self._from_past() if self.level == 2 else None
        return el("section", heading, from_past, content, id=anchor, aria_labelledby=f"{anchor}-title")

    def _from_past(self) -> Content:
        s, past = self.speech, self.records
        if isinstance(past, Case):
            return None
        n, day = str(past.cycle), s.day(past.ended_at.date())
        said = s.say(
            "This is from cycle {n}, until {day}. Cycle {now} has nothing here yet.",
            about="record",
            n=n,
            day=day,
            now=str(self.case.cycle),
        )
        return el("p", said, class_="meta")

    def card(self, title: Content, *content: Content, thing: tuple[str, str] = ("", "")) -> Element:
        """One thing of a section under a heading of its own; with what was corrected or contested about it."""
        anchor = self.speech.anchors.get(thing)
        return el("article", el(f"h{self.level + 1}", title), content, self.beside.get(thing), class_="card", id=anchor)

    def group(self, title: str, *content: Content) -> Content:
        """A titled piece of a section; nothing where it would be empty."""
        return _titled(f"h{self.level + 1}", title, content)

    def piece(self, title: str, *content: Content) -> Content:
        """A titled piece of a card; nothing where it would be empty."""
        return _titled(f"h{self.level + 2}", title, content)

    def nothing(self) -> Element:
        """What stands in a section that holds nothing yet."""
        return el("p", self.speech.say("Nothing is written down here yet.", about="record"), class_="empty")


def _titled(heading: str, title: str, content: Content) -> Content:
    held = flat(content)
    return (el(heading, title), held) if held else None


def list_of(items: Iterable[Content], *, class_: str | None = None) -> Element | None:
    """A list; None where it would be empty."""
    held = list(items)
    return el("ul", (el("li", item) for item in held), class_=class_) if held else None


def table(name: str, caption: Content, heads: Sequence[Content], rows: Iterable[Sequence[Content]]) -> Element:
    """A table whose first column names its rows. On a narrow page it can be moved sideways, by keyboard too."""
    head = el("tr", (el("th", one, scope="col") for one in heads))
    body = (el("tr", el("th", first, scope="row"), (el("td", one) for one in more)) for first, *more in rows)
    whole = el("table", el("caption", caption, id=name), el("thead", head), el("tbody", body))
    return el("div", whole, class_="wide", role="region", aria_labelledby=name, tabindex=0)


def says(entry: Entry, s: Speech) -> Words:
    """Who wrote an entry down, and whose word it is where that is another's."""
    return said_how(entry.stamp, [person for person in entry.event.voices() if person != entry.stamp.by.id], s)


def said_how(stamp: Stamp, others: Sequence[str], s: Speech) -> Words:
    """Who wrote it down, and how these other people said it."""
    by = stamp.by
    name = s.free(by.name) if by.name else s.person(by.id)
    if by.id == "system":
        return s.say("Written down by the school's computer system", about="record")
    if not others or stamp.via is None:
        return s.say("Written down by {who}, {role}", about="record", who=name, role=s.role(by.role))
    people = s.people(dict.fromkeys(others))
    return s.say(
        "Said by {people} {how}, written down by {who}, {role}",
        about="record",
        people=people,
        how=s.via(stamp.via),
        who=name,
        role=s.role(by.role),
    )
