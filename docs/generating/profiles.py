"""One page a profile of the package: what it adds to the rules beneath it, with its citations."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from collabflow import DEFAULT, Event, Profile
from collabflow.cycle.rules import Deadline
from collabflow.profiles.law.clocks import Clock
from generating.describing import constant, described_class
from generating.markdown import code, doc, first_sentence, paragraphs, reference, table
from generating.names import NAMES, Shipped, classes_of_law, shipped
from generating.rooms import guard_link, recorded, rule, toctree

EVENTS = "events"


def pages() -> Iterator[tuple[str, str]]:
    yield "profiles/index.md", _index()
    yield f"profiles/{EVENTS}.md", _events()
    for one in shipped():
        yield f"profiles/{_place(one)}.md", _page(one)


def _place(one: Shipped) -> str:
    return one[1].lower()


def _index() -> str:
    intro = (
        "`collabflow.DEFAULT` holds the ten steps and nothing else. What a law or a district asks is a profile on top: "
        "it adds guards, events, limits and deadlines, and every finding of law shows its section. A profile is a help "
        "for people who know the law of their place; it is no legal advice. How to write one: "
        "[a district's profile](../../how-to/write-a-district-profile.md)."
    )
    rows = [
        (f"[{name}]({_place((module, name, profile))}.md)", code(module), first_sentence(doc(import_module(module))))
        for module, name, profile in shipped()
    ]
    tree = toctree([*map(_place, shipped()), EVENTS])
    return paragraphs("# Profiles", intro, table(("profile", "import from", "what it is"), rows), tree)


def _events() -> str:
    """What profiles add to the events, each once, for two of them may share one."""
    intro = (
        "What the law of a place needs on record besides the ten steps. A profile brings the events that it needs; "
        "each profile's page says which."
    )
    return paragraphs("# Events of profiles", intro, *map(_described, classes_of_law()))


def _described(kind: type) -> str:
    module = NAMES[id(kind)].rpartition(".")[0]
    return described_class(module, kind, recorded(kind) if issubclass(kind, Event) else "")


def _page(one: Shipped) -> str:
    module, name, profile = one
    base_name, base = _beneath(profile)
    added = [found for found in profile.catalogue if found.guard.code not in base.codes]
    limits = [(code(x.name), f"{x.value:g}", x.source) for x in profile.limits if x not in base.limits]
    deadlines = [(code(t), _deadline(query)) for t, query in profile.deadlines if t not in dict(base.deadlines)]
    events = [
        (reference(kind) or "", code(kind.stored_as), first_sentence(doc(kind)))
        for kind in profile.events
        if kind not in base.events
    ]
    return paragraphs(
        f"# {name}",
        doc(import_module(module)),
        constant(module, name),
        f"Id `{profile.id}`, version `{profile.version}`. It stands on {base_name} and adds {len(added)} guards, "
        f"{len(events)} events, {len(limits)} limits and {len(deadlines)} deadlines.",
        *_weights(profile, base),
        *_section("Limits", table(("limit", "value", "source"), limits)),
        *_section("Deadlines", table(("deadline", "what"), deadlines)),
        *_section("Events", table(("event", "stored as", "what happened"), events)),
        *_section("Guards", *(rule(one_rule, level=3) for one_rule in added)),
    )


def _section(title: str, *content: str) -> Iterator[str]:
    if any(content):
        yield f"## {title}"
        yield from content


def _deadline(query: Deadline) -> str:
    if isinstance(query, Clock):
        return f"{query.limit.value:g} {query.unit.replace('_', ' ')}, {query.limit.source}"
    return first_sentence(doc(query))


def _weights(profile: Profile, base: Profile) -> Iterator[str]:
    changed = [one for one in profile.severities if one not in base.severities]
    rows = ((guard_link(name), weight.value) for name, weight in changed)
    yield from _section("Weighs differently", table(("guard", "weight"), rows))
    before = {guard.code: guard.citation for guard in base.guards}
    cited = (
        (guard_link(g.code), g.citation or "") for g in profile.guards if g.citation != before.get(g.code, g.citation)
    )
    yield from _section("Rests on this law too", table(("guard", "citation"), cited))
    loosened = [one for one in profile.loosened if one not in base.loosened]
    yield from _section("Loosened", "\n".join(f"- {one}" for one in loosened))


def _beneath(profile: Profile) -> tuple[str, Profile]:
    """The profile of the package with most guards that this one contains whole; DEFAULT where there is no other."""
    under = [(name, other) for _, name, other in shipped() if other is not profile and other.codes < profile.codes]
    return max(under, key=lambda one: len(one[1].codes), default=("DEFAULT", DEFAULT))
