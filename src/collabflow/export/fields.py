"""Fields: whatever an event or a fact holds, shown by its labels, so that nothing recorded is lost on the page.

This needs to know no event: it reads the annotations. An id becomes the name of its thing, a code becomes words, a
language tag a language, and what a person wrote stays in their words. What holds nothing, or only its default, is not
shown, and neither is a thing's own id.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType
from typing import Annotated, Any, Final, cast, get_args, get_origin, get_type_hints

from attrs import fields, frozen

from collabflow.core.event import Event
from collabflow.core.fact import Fact, IdOf
from collabflow.core.finding import Finding
from collabflow.core.lifecycle.moves import FindingRef
from collabflow.core.values import LangTag
from collabflow.export.html import Content, Element, el
from collabflow.export.inline import INLINE
from collabflow.export.labels import label
from collabflow.export.speech import Speech
from collabflow.goals.goal import Goal
from collabflow.steps.s03_share_information import Information, QuestionAnswered, Visual
from collabflow.steps.s05_joint_planning import PositionTaken

LONG: Final = 90
"""Words longer than this stand in a paragraph of their own."""

_LANGUAGE: Final = get_args(LangTag)[1]
_WRITTEN_IN: Final = (Information, Visual, Goal, QuestionAnswered, PositionTaken)
"""The facts whose `language` is that of their own words; elsewhere it is about something else."""

_KIND_NAMED: Final = {"arranged": "follow_up", "student": "party"}

Found = Mapping[tuple[str, str], Finding]
"""Findings by code and subject, to say what a waiver or a move was about."""


@frozen
class Held:
    """What a field may hold: an id of which kind of thing, or a language, as far as its annotation says."""

    id_of: str | None = None
    is_language: bool = False


def details(
    fact: Fact, s: Speech, *, tells: frozenset[str] = frozenset(), found: Found | None = None
) -> Element | None:
    """The fields of a fact as a list of labels and values, without those told already; None when none is left."""
    rows = list(_rows(fact, s, tells, found or {}))
    return el("dl", (el("div", el("dt", label), el("dd", value)) for label, value in rows)) if rows else None


def _rows(fact: Fact, s: Speech, tells: frozenset[str], found: Found) -> Iterator[tuple[str, Content]]:
    lang, held = _language_of(fact), _held_by(cast(Any, type(fact)))
    for field in fields(type(fact)):
        value = getattr(fact, field.name)
        if field.name in tells or _is_blank(value, field.default) or (field.name == "id" and held["id"].id_of):
            continue
        named = label(field.name, s.tongue) or s.heading(field.name)
        yield named, _shown(value, held[field.name], s, lang, found)


def _is_blank(value: object, default: object) -> bool:
    """Whether nothing was said. An empty list is an answer ("none") where nothing said would be None."""
    return value is None or value in ("", default)


def _subject(value: str, s: Speech) -> Content:
    """What a finding was about: ids joined by "/", of which those of people have a name."""
    return s.listed(s.name("party", part) for part in value.split("/"))


def _language_of(fact: Fact) -> str | None:
    lang = getattr(fact, "lang", None) or (getattr(fact, "language", None) if isinstance(fact, _WRITTEN_IN) else None)
    return lang if isinstance(lang, str) else None


def things_in(fact: Fact) -> frozenset[tuple[str, str]]:
    """The things that a fact names, by kind and id: its own, and those that it or what it holds is about."""
    return frozenset(_things_in(fact))


def _things_in(fact: Fact) -> Iterator[tuple[str, str]]:
    for name, held in _held_by(cast(Any, type(fact))).items():
        value = getattr(fact, name)
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, Fact):
                yield from _things_in(one)
            elif held.id_of is not None and isinstance(one, str):
                yield held.id_of, one


# values ---------------------------------------------------------------------------------------


def _shown(value: object, held: Held, s: Speech, lang: str | None, found: Found) -> Content:
    if isinstance(value, tuple):
        return _several([(item, _shown(item, held, s, lang, found)) for item in value], s)
    if isinstance(value, Event):
        return el("div", details(value, s, found=found), class_="nested")
    if isinstance(value, FindingRef):
        return finding_in_words(value, s, found)
    if isinstance(value, Fact):
        inline = INLINE.get(type(value))
        return inline(value, s) if inline else details(value, s, found=found)
    return _plain(value, held, s, lang)


def _several(items: list[tuple[object, Content]], s: Speech) -> Content:
    """Short things in a row, long things in a list; an empty list says that there are none."""
    if not items:
        return s.say("none", about="record")
    if all(_is_short(value) for value, _ in items):
        return s.listed(shown for _, shown in items)
    return el("ul", (el("li", shown) for _, shown in items))


def _is_short(value: object) -> bool:
    if isinstance(value, str) and not isinstance(value, Enum):
        return len(value) <= LONG // 2
    return not isinstance(value, Fact)


def _plain(value: object, held: Held, s: Speech, lang: str | None) -> Content:
    if isinstance(value, bool):
        return s.word("yes" if value else "no")
    if isinstance(value, Enum):
        return s.word(str(value.value))
    if isinstance(value, datetime):
        return s.moment(value)
    if isinstance(value, date):
        return s.day(value)
    if isinstance(value, int | float | Decimal):
        return s.number(value)
    return _text(str(value), held, s, lang)


def _text(text: str, held: Held, s: Speech, lang: str | None) -> Content:
    if held.id_of is not None:
        return s.thing(held.id_of, text)
    if held.is_language:
        return s.language(text)
    is_long = len(text) > LONG or "\n" in text
    return s.quote(text, lang=lang) if is_long else s.free(text, lang=lang)


def finding_in_words(ref: FindingRef, s: Speech, found: Found) -> Content:
    """What a finding said, in the reader's words where it is known; else its code and what it was about."""
    finding = found.get((ref.code, ref.subject))
    code = el("code", s.free(ref.code))
    if finding is None:
        return (code, " ", _subject(ref.subject, s))
    return (s.free(finding.reason(s.case, s.tongue)), " ", code)


# annotations ----------------------------------------------------------------------------------


@cache
def _held_by(kind: Any) -> Mapping[str, Held]:
    """What each field of this class may hold."""
    hints = get_type_hints(kind, include_extras=True)
    return {field.name: _held(hints[field.name]) for field in fields(kind)}


def _held(annotation: Any) -> Held:
    if get_origin(annotation) is Annotated:
        for mark in get_args(annotation)[1:]:
            if isinstance(mark, IdOf):
                name = mark.kind.lower()
                return Held(id_of=_KIND_NAMED.get(name, name))
            if mark == _LANGUAGE:
                return Held(is_language=True)
        return Held()
    inner = [_held(one) for one in get_args(annotation) if one not in (NoneType, ...)]
    return inner[0] if inner else Held()
