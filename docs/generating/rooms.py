"""One page a room and kind: the events of each step, its guards, its records; and a list of all of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from collabflow import DEFAULT, Record, Step, records
from collabflow.core.event import Event
from collabflow.core.lifecycle import EVENTS as EVERYWHERE
from collabflow.core.values import Trigger
from collabflow.cycle.rules import Rule
from collabflow.steps import STEPS
from generating.describing import described, described_class
from generating.markdown import code, doc, first_sentence, paragraphs, reference, roles, table
from generating.names import described as names_of
from generating.names import home

NO_STEP = "every_step"


def pages() -> Iterator[tuple[str, str]]:
    yield "events/index.md", _events()
    yield f"events/{NO_STEP}.md", _page("Events of every step", map(event, EVERYWHERE))
    yield "guards/index.md", _guards()
    yield f"guards/{NO_STEP}.md", _page("Guards of every step", map(rule, rules_of(None)), INTRO_EVERY)
    yield "records/index.md", _records()
    for place, names in records_by_place().items():
        title = f"Records of {_title(place)}"
        yield f"records/{place}.md", _page(title, (described("collabflow.records", name) for name in names))
    for room in STEPS:
        step = room.step
        yield f"events/{step}.md", _page(f"Events of step {step.number}, {step.heading}", map(event, room.events))
        yield f"guards/{step}.md", _page(f"Guards of step {step.number}, {step.heading}", map(rule, rules_of(step)))


INTRO_EVERY = "Completing any step asks these, besides its own."


def _page(title: str, entries: Iterable[str], intro: str = "") -> str:
    return paragraphs(f"# {title}", intro, *entries)


def _list(title: str, intro: str, places: Iterable[str], rows: str) -> str:
    """The page that lists everything of a kind, with the pages of the steps below it."""
    known = tuple(places)
    contents = "\n".join(f"- [{_title(place)}]({place}.md)" for place in known)
    return paragraphs(f"# {title}", intro, contents, rows, toctree(map(_entry, known)))


# events ---------------------------------------------------------------------------------------


def _events() -> str:
    kinds: tuple[type[Event], ...] = (*EVERYWHERE, *(kind for room in STEPS for kind in room.events))
    rows = [(code(kind.stored_as), reference(kind) or "", first_sentence(doc(kind))) for kind in kinds]
    intro = (
        f"All {len(rows)} of them. Import them from `collabflow.events`. The stored name is what journals, forms and "
        "other languages use. Any event may be recorded at any time while a case is open."
    )
    return _list("Events", intro, (NO_STEP, *Step), table(("stored as", "class", "what happened"), rows))


def toctree(entries: Iterable[str]) -> str:
    """The list of pages beside the text."""
    lines = "\n".join(entries)
    return f"```{{toctree}}\n:hidden:\n\n{lines}\n```"


def _entry(place: str) -> str:
    title = f"{Step(place).number}. {Step(place).heading}" if place in set(Step) else _title(place).capitalize()
    return f"{title} <{place}>"


def event(kind: type[Event]) -> str:
    """One event: its stored name, who may record it, whose word it is, what it can mend, its fields."""
    mends = [found.code for found in DEFAULT.guards if kind.stored_as in found.remedy_names]
    helps = f"It can mend {', '.join(map(guard_link, mends))}." if mends else ""
    return described_class("collabflow.events", kind, recorded(kind), helps)


def recorded(kind: type[Event]) -> str:
    """How an event is stored, and who may record it."""
    facts = [f"Stored as {code(kind.stored_as)}, version {len(kind.lifts) + 1}. Recorded by {roles(kind.recorders)}"]
    if kind.voices is Event.voices:
        facts[0] += "."
    else:
        facts[0] += ", and by whoever's word it is."
        facts.append("When another person records it, say how it was said (`via`).")
    if kind.taken_when_closed:
        facts.append("It may also be recorded when the case is closed.")
    if not kind.correctable:
        facts.append("It cannot be corrected.")
    return " ".join(facts)


# guards ---------------------------------------------------------------------------------------


@cache
def rules_of(step: Step | None) -> tuple[Rule, ...]:
    """The rules asked when this step is left; for None those that every step asks."""
    where = "every step" if step is None else f"leaving {step}"
    return tuple(found for found in DEFAULT.catalogue if found.where == where)


def _guards() -> str:
    places = (NO_STEP, *Step)
    intro = (
        f"All {len(DEFAULT.catalogue)} guards of `collabflow.DEFAULT`, in the order in which they are asked. A blocker "
        "stops a completing move, a warning is kept with it, a prompt only suggests. Law and local policy come with "
        "[profiles](../profiles/index.md)."
    )
    return paragraphs("# Guards", intro, *map(_guards_of, places), toctree(map(_entry, places)))


def _guards_of(place: str) -> str:
    """The guards of one step in a table: the code, what it says, and whether it can be gone past."""
    found = rules_of(None if place == NO_STEP else Step(place))
    rows = [
        (guard_link(one.guard.code), one.severity.value, one.guard.waivable.value, spoken(one.guard.says))
        for one in found
    ]
    title = f"## [{_title(place).capitalize()}]({place}.md)"
    return paragraphs(title, table(("code", "weight", "waiver", "says"), rows))


def where(found: Rule) -> str:
    standing = ", and at every later step" if found.guard.standing else ""
    return f"{found.where.replace('_', ' ')}{standing}"


def guard_link(name: str) -> str:
    return f"[{name}](#guard-{slug(name)})"


def slug(name: str) -> str:
    return name.lower().replace("_", "-")


def spoken(template: str) -> str:
    """The words of a guard, with its parameters in italics."""
    return template.replace("{", "*").replace("}", "*")


WAIVERS = {
    "no": "cannot be waived",
    "reason": "can be waived with a reason",
    "attempts": "can be waived after documented attempts",
}


def rule(found: Rule, *, level: int = 2) -> str:
    """One guard: what it says, how to mend it, and on what it rests."""
    guard = found.guard
    facts = [
        found.severity.value.capitalize(),
        WAIVERS[guard.waivable.value],
        f"asked {where(found)}",
        f"basis: {guard.basis}",
    ]
    return paragraphs(
        f"(guard-{slug(guard.code)})=\n{'#' * level} {guard.code}",
        f"> {spoken(guard.says)} {spoken(guard.fix)}",
        f"{'; '.join(facts)}." + (f" {guard.citation}." if guard.citation else ""),
        f"It asks that {guard.name.replace('_', ' ')}. {doc(guard.condition)}",
        f"Mended by {', '.join(_remedy(remedy) for remedy in guard.remedies)}." if guard.remedies else "",
    )


def _remedy(remedy: type[Event] | Trigger) -> str:
    if isinstance(remedy, Trigger):
        return f"the move {code(remedy.value)}"
    return reference(remedy) or code(remedy.stored_as)


# records --------------------------------------------------------------------------------------


@cache
def records_by_place() -> dict[str, list[str]]:
    """The names of `collabflow.records` by the room that defines them; the rest with every step, or with goals."""
    found: dict[str, list[str]] = {}
    for name in names_of("collabflow.records"):
        part = home("collabflow.records", name).split(".")
        place = part[2][4:] if part[1] == "steps" else "goals" if part[1] == "goals" else NO_STEP
        found.setdefault(place, []).append(name)
    order = [NO_STEP, "goals", *Step]
    return {place: found[place] for place in sorted(found, key=order.index)}


def _records() -> str:
    kinds = [(place, getattr(records, name)) for place, names in records_by_place().items() for name in names]
    rows = [
        (reference(kind) or "", _title(place), first_sentence(doc(kind)))
        for place, kind in kinds
        if isinstance(kind, type) and issubclass(kind, Record)
    ]
    intro = (
        "What a case holds is asked by its record: `case[Goals].active`. Here are the records first, then on one page "
        "a room the facts and choices that its events and records are made of. Import them from `collabflow.records`."
    )
    return _list("Records", intro, records_by_place(), table(("record", "of", "what it knows"), rows))


def _title(place: str) -> str:
    if place in set(Step):
        return f"step {Step(place).number}, {Step(place).heading}"
    return "every step" if place == NO_STEP else place
