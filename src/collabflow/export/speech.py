"""Speech: how the page says things to one reader: sentences with names, days and quotes in their places.

`Speech.say` is `Tongue.say` for a page: the parts of a sentence may be elements. Whatever a person wrote, a name too,
comes in through `free`, which keeps its writing direction apart from ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from attrs import field, frozen

from collabflow.core.case import Case
from collabflow.core.people import Role
from collabflow.core.tongue import ENGLISH, Tongue
from collabflow.core.values import Frequency, Number, Slot, Step, Via
from collabflow.export.anchors import Anchors
from collabflow.export.html import Content, Element, el, flat

Words = tuple["str | Element", ...]
"""A sentence of a page: our words, and elements among them."""

_PART: Final = re.compile("\x02(\\w+)\x03")


@frozen(kw_only=True)
class Speech:
    """Speaks of one case in one tongue; `anchors` says where on the page a thing stands."""

    tongue: Tongue
    case: Case
    anchors: Anchors = field(factory=dict, repr=False)

    # sentences ------------------------------------------------------------------------------------

    def say(self, template: str, /, *, about: str, **parts: Content) -> Words:
        """The sentence in this tongue, with its parts in their places."""
        return _parted(self.tongue.say(template, about=about, **_marks(parts)), parts)

    def count(self, n: int, one: str, many: str, /, *, about: str, **parts: Content) -> Words:
        """The sentence for so many, with its parts in their places."""
        return _parted(self.tongue.count(n, one, many, about=about, **_marks(parts)), parts)

    def listed(self, items: Iterable[Content]) -> Words:
        """ "a", "a and b", "a, b and c", of names and other elements."""
        parts = {str(place): item for place, item in enumerate(items)}
        if not parts:
            return ()
        *most, last = parts
        spoken = plain(parts[last])  # how it sounds: in Spanish the word before it depends on that
        head, _, tail = self.tongue.listed([*(_mark(name) for name in most), spoken]).rpartition(spoken)
        return (*_parted(head, parts), *_words(parts[last]), *_parted(tail, parts))

    # what people wrote ----------------------------------------------------------------------------

    def free(self, text: str, *, lang: str | None = None) -> Element:
        """Words that a person wrote, a name or a few words, with a writing direction of their own."""
        return el("bdi", text, dir="auto", lang=lang)

    def quote(self, text: str, *, lang: str | None = None) -> Element:
        """Words that a person wrote, as a paragraph of its own."""
        return el("blockquote", text, dir="auto", lang=lang)

    # people and things ----------------------------------------------------------------------------

    def person(self, person: str) -> Element:
        """A person by name, as last recorded."""
        return self.name("party", person)

    def name(self, kind: str, value: str) -> Element:
        """What readers know a thing by."""
        return self.free(self.case.label(kind, value, self.tongue))

    def title(self, kind: str, value: str) -> Element:
        """What readers know a thing by, at the beginning of a line."""
        name = self.case.label(kind, value, self.tongue)
        return self.free(name[:1].upper() + name[1:])

    def people(self, people: Iterable[str]) -> Words:
        """Several people by name."""
        return self.listed(self.person(person) for person in people)

    def thing(self, kind: str, value: str) -> Element:
        """A thing by the name that readers know it by, leading to where it stands on the page."""
        named = self.name(kind, value)
        anchor = self.anchors.get((kind, value))
        return el("a", named, href=f"#{anchor}") if anchor else named

    def entry(self, version: int) -> Element:
        """An entry of the journal, leading to where it is told."""
        return el("a", self.say("entry {n}", about="record", n=str(version)), href=f"#e{version}")

    # codes, days and numbers ----------------------------------------------------------------------

    def word(self, code: str) -> str:
        """A code word of ours, such as `support_group`, as words; some codes are no words that a parent would know."""
        known = _PLAINER.get(code)
        return self.tongue.word(code) if known is None else self.tongue.say(known, about="record")

    def heading(self, code: str, *, about: str = "word") -> str:
        """A code word at the beginning of a line."""
        word = self.word(code) if about == "word" else self.tongue.word(code, about=about)
        return word[:1].upper() + word[1:]

    def step(self, step: Step) -> str:
        """The name of a step."""
        return self.tongue.say(step.heading, about="step")

    def language(self, tag: str) -> str:
        """The name of a language."""
        return self.tongue.language(tag)

    def day(self, day: date) -> Element:
        """A day."""
        return el("time", self.tongue.day(day), datetime=day.isoformat())

    def short_day(self, day: date) -> str:
        """A day with its month, for a narrow place."""
        return self.tongue.short_day(day)

    def moment(self, moment: datetime) -> Element:
        """A day and a time of day."""
        return el("time", self.tongue.moment(moment), datetime=moment.isoformat(timespec="minutes"))

    def number(self, number: Number | Decimal) -> str:
        """A number as it was given, every digit of it; a short one with the decimal mark of the tongue."""
        if isinstance(number, float) and float(f"{number:g}") == number:
            return self.tongue.number(number)
        return str(number)

    def slot(self, slot: Slot) -> Words:
        """A time for a meeting."""
        return self.say("{start}, {n} minutes", about="record", start=self.moment(slot.start), n=str(slot.minutes))

    def frequency(self, often: Frequency) -> Words:
        """How often something happens."""
        per = self.word(often.per)
        return self.count(often.times, "once a {per}", "{n} times a {per}", about="record", per=per)

    def via(self, via: Via) -> str:
        """How a person's word came."""
        return _VIA[via](self.tongue)

    def role(self, role: Role) -> str:
        """What a person is here."""
        return self.word(role)


def plain(words: Content) -> str:
    """The words alone, for an attribute or a title; no element can stand there."""
    return "".join(piece if isinstance(piece, str) else plain(getattr(piece, "content", ())) for piece in flat(words))


def _marks(parts: Mapping[str, Content]) -> dict[str, str]:
    return {name: _mark(name) for name in parts}


def _mark(name: str) -> str:
    return f"\x02{name}\x03"


def _parted(said: str, parts: Mapping[str, Content]) -> Words:
    """The sentence cut at its marks, with the parts in their places."""
    pieces = _PART.split(said)
    return _words(parts[piece] if place % 2 else piece for place, piece in enumerate(pieces) if piece)


def _words(content: Content) -> Words:
    return tuple(piece for piece in flat(content) if isinstance(piece, str | Element))


_PLAINER: Final = {
    "agency_rep": ENGLISH.say("from another service", about="record"),
    "avoid": ENGLISH.say("times that do not suit", about="record"),
    "ehcp": ENGLISH.say("education, health and care plan", about="record"),
    "home_to_school": ENGLISH.say("from home to school", about="record"),
    "iep": ENGLISH.say("individualized education program (IEP)", about="record"),
    "ilp": ENGLISH.say("individual learning plan", about="record"),
    "informed_only": ENGLISH.say("is kept informed", about="record"),
    "rights_holder": ENGLISH.say("has a say", about="record"),
    "school_admin": ENGLISH.say("school leader", about="record"),
    "school_to_home": ENGLISH.say("from school to home", about="record"),
    "section504": ENGLISH.say("plan under Section 504", about="record"),
    "sen_support": ENGLISH.say("support in school (SEN)", about="record"),
    "sms": ENGLISH.say("text message", about="record"),
    "yes_thats_it": ENGLISH.say("yes, that is it", about="record"),
}
"""Codes whose words would puzzle a parent, and what to say instead."""

_VIA: Final[Mapping[Via, Callable[[Tongue], str]]] = {
    Via.IN_PERSON: lambda t: t.say("in person", about="record"),
    Via.PHONE: lambda t: t.say("by phone", about="record"),
    Via.VIDEO: lambda t: t.say("by video call", about="record"),
    Via.TEXT: lambda t: t.say("by text message", about="record"),
    Via.EMAIL: lambda t: t.say("by email", about="record"),
    Via.APP: lambda t: t.say("in the app", about="record"),
    Via.LETTER: lambda t: t.say("by letter", about="record"),
    Via.PAPER_BOOK: lambda t: t.say("in the notebook", about="record"),
    Via.INTERPRETER: lambda t: t.say("through an interpreter", about="record"),
    Via.SIGNED_FORM: lambda t: t.say("on a signed form", about="record"),
}
