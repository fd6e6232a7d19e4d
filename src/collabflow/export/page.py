"""The page: all sections in their order, under one head, with no script and nothing from outside.

It is for a parent first: where we are, who is who, what is good, what was decided and what became of each concern come
before the long journal, and the seals come last. It reads without colour, by a screen reader, on a phone and on paper.
Source: playbook 8.1 and 9 (14).
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Final

from attrs import evolve

from collabflow.core.case import Case, Past
from collabflow.core.event import Stamp
from collabflow.core.tongue import Lang, Tongue, tongue
from collabflow.export.anchors import anchors, anchors_of
from collabflow.export.dossier import Dossier
from collabflow.export.html import Content, Element, Sheet, el, isolated, write
from collabflow.export.journal import Told, beside_things, told
from collabflow.export.part import Part
from collabflow.export.sections import (
    goals,
    kept,
    meetings,
    offers,
    people,
    plan,
    reviews,
    shared,
    standing,
    touch,
    voices,
)
from collabflow.export.sections.about import about
from collabflow.export.sections.terms import terms
from collabflow.export.sections.timeline import by_date, by_step
from collabflow.export.speech import Speech
from collabflow.export.style import CSS
from collabflow.steps.s04_active_listening import ContributionVoiced

OF_A_CYCLE: Final[tuple[Callable[[Part], Element | None], ...]] = (
    shared.strengths,
    plan.decisions,
    voices.what_was_said,
    goals.goals,
    reviews.reviews,
    touch.communication,
    offers.resources,
    shared.information,
    meetings.meetings,
    touch.tasks,
    touch.contacts,
    reviews.looking_back,
)
"""What each cycle has to tell, in the order in which a parent is likely to look for it."""


def page(dossier: Dossier, *, lang: Lang = "en") -> str:
    """The whole record as one HTML page, in the language of this tag (what has no translation is said in English)."""
    t = tongue(lang)
    case = dossier.case
    if case is None:
        return _document(t, _erased(dossier, t), t.say("Record of working together", about="record"))
    name = case.student.name or case.student.id
    title = t.say("The record of {student}", about="record", student=isolated(name))
    return _document(t, _body(dossier, case, t), title)


def _document(t: Tongue, body: Content, title: str) -> str:
    policy = f"default-src 'none'; style-src 'sha256-{_digest(CSS)}'; base-uri 'none'; form-action 'none'"
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", http_equiv="Content-Security-Policy", content=policy),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="color-scheme", content="light dark"),
        el("meta", name="referrer", content="no-referrer"),
        el("meta", name="robots", content="noindex"),
        el("meta", name="format-detection", content="telephone=no"),
        el("title", title),
        Sheet(CSS),
    )
    return f"<!DOCTYPE html>\n{write(el('html', head, el('body', body), lang=t.lang, dir=_direction(t.lang)))}\n"


def _digest(css: str) -> str:
    return b64encode(sha256(css.encode()).digest()).decode()


_RIGHT_TO_LEFT: Final = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"})


def _direction(lang: str) -> str:
    return "rtl" if lang.partition("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"


# what the page says ---------------------------------------------------------------------------


def _body(dossier: Dossier, case: Case, t: Tongue) -> Content:
    speech = Speech(tongue=t, case=case, anchors=anchors(case))
    journal = told(dossier)
    part = Part(
        dossier=dossier,
        case=case,
        records=case,
        speech=speech,
        stamps=_stamps(dossier),
        beside=beside_things(journal, speech),
    )
    sections = [section for section in _sections(part, journal) if section is not None]
    contents = el(
        "nav",
        el("h2", speech.say("On this page", about="record"), id="contents"),
        _contents(sections),
        aria_labelledby="contents",
    )
    return (
        el("a", speech.say("Skip to the record", about="record"), href="#record", class_="skip"),
        _header(dossier, case, speech),
        contents,
        el("main", sections, id="record", tabindex=-1),
        _footer(speech),
    )


def _sections(part: Part, journal: tuple[Told, ...]) -> Iterator[Element | None]:
    yield standing.where_it_stands(part)
    yield people.who_is_who(part)
    shown = [_latest(section, part) for section in OF_A_CYCLE]
    yield from shown
    yield kept.gone_without(part, journal)
    yield kept.papers(part)
    yield kept.corrections(part, journal)
    yield _earlier(part, {anchor_of(section) for section in shown if section is not None})
    yield by_date(part, journal)
    yield by_step(part, journal)
    yield terms(part)
    yield about(part.dossier, part.speech)


def _latest(section: Callable[[Part], Element | None], part: Part) -> Element | None:
    """A section of this cycle; where it holds nothing yet, that of the last cycle in which it does."""
    cycles = (part, *(_part_of(past, part, level=2) for past in reversed(part.case.earlier)))
    found = (section(one) for one in cycles)
    return next((one for one in found if one is not None), section(evolve(part, says_nothing=True)))


def _part_of(past: Past, part: Part, *, level: int) -> Part:
    name = f"cycle-{past.cycle}-"
    own = evolve(part.speech, anchors={**part.speech.anchors, **anchors_of(past, name)})
    return evolve(part, records=past, speech=own, level=level, prefix=name)


def _earlier(part: Part, shown: set[str]) -> Element | None:
    """The cycles before this one, the last one first, each with its sections that are not shown above."""
    s = part.speech
    past = [_one_earlier(part, one, shown) for one in reversed(part.case.earlier)]
    return part.section("earlier", s.tongue.say("Earlier cycles", about="record"), past) if past else None


def _one_earlier(part: Part, past: Past, shown: set[str]) -> Element:
    s, name = part.speech, f"cycle-{past.cycle}"
    within = _part_of(past, part, level=4)
    title = s.say("Cycle {n}, until {day}", about="record", n=str(past.cycle), day=s.day(past.ended_at.date()))
    done = s.count(
        len(past.completed), "{n} of 10 steps was completed.", "{n} of 10 steps were completed.", about="record"
    )
    found = [section for section in (one(within) for one in OF_A_CYCLE) if section is not None]
    above = [el("a", heading_of(one), href=f"#{anchor_of(one)}") for one in found if anchor_of(one) in shown]
    links = el("p", s.say("Shown above: {sections}", about="record", sections=s.listed(above))) if above else None
    rest = [section for section in found if anchor_of(section) not in shown]
    heading = el("h3", title, id=f"{name}-title")
    return el("section", heading, el("p", done), links, rest, id=name, aria_labelledby=f"{name}-title")


def _header(dossier: Dossier, case: Case, s: Speech) -> Element:
    name = s.free(case.student.name or case.student.id)
    return el(
        "header",
        el("p", s.say("Record of working together", about="record"), class_="kicker"),
        el("h1", name),
        el(
            "p",
            s.say(
                "Everything that school and family wrote down together, as it stood on {moment}.",
                about="record",
                moment=s.moment(dossier.at),
            ),
            class_="lead",
        ),
        _for_whom(dossier, s),
        el(
            "p",
            s.say(
                "Is something wrong or missing? Tell the school: it is put right where everyone sees it, and what was "
                "written before stays readable. You can also add a statement of your own, which is kept beside it.",
                about="record",
            ),
        ),
    )


def _for_whom(dossier: Dossier, s: Speech) -> Content:
    if dossier.reader is None:
        return None
    return el("p", s.say("This copy is for {who}.", about="record", who=s.person(dossier.reader)))


def _contents(sections: list[Element]) -> Element:
    """A link to each section, by its own heading."""
    return el("ul", (el("li", el("a", heading_of(one), href=f"#{anchor_of(one)}")) for one in sections))


def anchor_of(section: Element) -> str:
    """The id of a section."""
    return dict(section.attributes)["id"]


def heading_of(section: Element) -> Content:
    """The words of the heading with which a section begins."""
    return next(piece.content for piece in section.content if isinstance(piece, Element))


def _footer(s: Speech) -> Element:
    said = s.say(
        "This page needs no network and sends nothing anywhere. Whoever holds it can read it: keep it well.",
        about="record",
    )
    return el("footer", el("p", said))


def _erased(dossier: Dossier, t: Tongue) -> Content:
    s = Speech(tongue=t, case=Case.unopened(dossier.case_id))
    why = s.say(
        "What this case held was destroyed, as the rules for keeping records allow. Only the list below is left.",
        about="record",
    )
    heading = el("h1", s.say("Record of working together", about="record"))
    return (el("header", heading, el("p", why)), el("main", about(dossier, s), id="record"), _footer(s))


def _stamps(dossier: Dossier) -> dict[str, Stamp]:
    """How each contribution came, by its id: as it was last voiced."""
    voiced = ((entry.event, entry.stamp) for entry in dossier.entries)
    return {event.contribution: stamp for event, stamp in voiced if isinstance(event, ContributionVoiced)}
