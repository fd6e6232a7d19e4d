"""The journal as it is told: each entry with its sentence, all that it holds, what corrected it and what people add."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from attrs import field, frozen

from collabflow.core.event import Entry, Event, Stamp
from collabflow.core.lifecycle.moves import Corrected, FindingRef, Moved
from collabflow.core.lifecycle.papers import StatementAttached
from collabflow.core.lifecycle.waivers import FindingWaived
from collabflow.core.values import Step
from collabflow.cycle.fold import folding
from collabflow.export.dossier import Dossier
from collabflow.export.fields import Found, details, finding_in_words, things_in
from collabflow.export.html import Content, Element, el
from collabflow.export.inline import evidence
from collabflow.export.part import list_of, says
from collabflow.export.sentences import SENTENCES, Sentence
from collabflow.export.sentences.sentence import general
from collabflow.export.speech import Speech, Words

E = TypeVar("E", bound=Event)

_SENTENCES: Mapping[type[Event], Sentence] = {sentence.event: sentence for sentence in SENTENCES}


@frozen(kw_only=True)
class Told:
    """An entry with where the case stood then, what was open then, its corrections, and the statements about it."""

    entry: Entry
    cycle: int
    step: Step
    found: Found = field(repr=False)
    corrections: tuple[tuple[Stamp, Corrected, int], ...] = ()
    statements: tuple[tuple[Stamp, StatementAttached, int], ...] = ()

    @property
    def room(self) -> Step:
        """The step that it belongs to: its own, or, for what belongs to none, the one where the case stood."""
        name = self.entry.event.stored_as.partition(".")[0]
        return Step(name) if name in set(Step) else self.step

    def sentence(self, s: Speech) -> Words:
        """What happened, in a sentence."""
        known = _SENTENCES.get(type(self.entry.event))
        return known.say(self.entry.event, s) if known else general(self.entry.event, s)

    def about(self, code: str, subject: str, s: Speech) -> Content:
        """What a waiver or a warning of this entry is about."""
        return finding_in_words(FindingRef(code=code, subject=subject), s, self.found)


def told(dossier: Dossier) -> tuple[Told, ...]:
    """Every entry, in the order in which it was recorded."""
    return tuple(_told(dossier)) if dossier.case else ()


def _told(dossier: Dossier) -> Iterator[Told]:
    entries = dossier.entries
    corrections = _by_version(entries, Corrected, lambda event: event.version)
    statements = _by_version(entries, StatementAttached, lambda event: event.about)
    befores = (before for before, _, _ in folding(dossier.case_id, entries))
    for entry, before in zip(entries, befores, strict=True):
        refs = isinstance(entry.event, FindingWaived) or (isinstance(entry.event, Moved) and bool(_refs(entry.event)))
        open_then = dossier.profile.open_findings(before, dossier.profile.context(entry.stamp)) if refs else ()
        yield Told(
            entry=entry,
            cycle=before.cycle,
            step=before.step,
            found={finding.key: finding for finding in open_then},
            corrections=corrections.get(entry.version, ()),
            statements=statements.get(entry.version, ()),
        )


def _refs(event: Moved) -> tuple[FindingRef, ...]:
    return (*event.warnings, *event.waivers)


def _by_version(
    entries: Sequence[Entry], kind: type[E], about: Callable[[E], int | None]
) -> Mapping[int | None, tuple[tuple[Stamp, E, int], ...]]:
    """The events of this kind, with stamp and version, by the version of the entry that they are about."""
    found: dict[int | None, tuple[tuple[Stamp, E, int], ...]] = {}
    for entry in entries:
        event = entry.event
        if isinstance(event, kind):
            found[about(event)] = (*found.get(about(event), ()), (entry.stamp, event, entry.version))
    return found


def written_out(one: Told, s: Speech) -> Element:
    """The whole entry: its sentence, who said it and how, everything that it holds, and what stands beside it."""
    entry, event = one.entry, one.entry.event
    known = _SENTENCES.get(type(event))
    tells = known.tells if known else frozenset[str]()
    missing = None
    if isinstance(event, FindingWaived):
        missing = el("p", one.about(event.code, event.subject, s))
        tells = tells | {"code", "subject"}
    return el(
        "article",
        el("p", one.sentence(s), class_="what"),
        missing,
        details(event, s, tells=tells, found=one.found),
        _evidence(entry, s),
        el(
            "p",
            _when(entry, s),
            ". ",
            says(entry, s),
            ". ",
            el("span", s.say("Entry {n}", about="record", n=str(entry.version))),
            class_="meta",
        ),
        [_corrected(*by, s) for by in one.corrections],
        [_statement(stamp, event, s) for stamp, event, _ in one.statements],
        class_="entry corrected" if one.corrections else "entry",
        id=f"e{entry.version}",
    )


def _when(entry: Entry, s: Speech) -> Content:
    stamp = entry.stamp
    if stamp.occurred == stamp.at:
        return s.moment(stamp.at)
    happened, written = s.moment(stamp.occurred), s.moment(stamp.at)
    return s.say("{happened}, written down on {written}", about="record", happened=happened, written=written)


def _evidence(entry: Entry, s: Speech) -> Content:
    shown = list_of(evidence(one, s) for one in entry.stamp.evidence)
    return el("dl", el("div", el("dt", s.say("Evidence", about="record")), el("dd", shown))) if shown else None


def beside_things(journal: Iterable[Told], s: Speech) -> Mapping[tuple[str, str], Sequence[Element]]:
    """What was corrected or contested, by the thing that the entry is about, to stand beside it too."""
    found: dict[tuple[str, str], list[Element]] = {}
    for one in journal:
        notes = [
            *(_corrected(*by, s) for by in one.corrections),
            *(_statement(at, e, s) for at, e, _ in one.statements),
        ]
        for thing in things_in(one.entry.event) if notes else ():
            found.setdefault(thing, []).extend(notes)
    return found


def _corrected(stamp: Stamp, event: Corrected, version: int, s: Speech) -> Element:
    day, entry = s.day(stamp.day), s.entry(version)
    said = (
        s.say("This was struck out on {day}; see {entry}.", about="record", day=day, entry=entry)
        if event.right is None
        else s.say("This was corrected on {day}; see {entry}.", about="record", day=day, entry=entry)
    )
    return el("div", el("p", said), s.quote(event.why), class_="beside", role="note")


def _statement(stamp: Stamp, event: StatementAttached, s: Speech) -> Element:
    said = s.say("{who} says about this, on {day}:", about="record", who=s.person(event.party), day=s.day(stamp.day))
    return el("div", el("p", said), s.quote(event.text), class_="beside", role="note")
