"""One page a profile of the package: what it adds to the rules beneath it, with its citations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module

from collabflow import DEFAULT, Profile
from collabflow.cycle.rules import Deadline
from collabflow.profiles.law.clocks import Clock
from generating.describing import constant, directive, fields_of
from generating.markdown import code, doc, first_sentence, paragraphs, table
from generating.names import exported, inside
from generating.rooms import rule, toctree

Found = tuple[str, str, Profile]


def pages() -> Iterator[tuple[str, str]]:
    found = [*_found()]
    yield "profiles/index.md", _index(found)
    for one in found:
        yield f"profiles/{_place(one)}.md", _page(one, found)


def _found() -> Iterator[Found]:
    """Every profile of the package: its module, its name there and itself."""
    for module in inside("collabflow.profiles"):
        for name in exported(module):
            profile = getattr(import_module(module), name)
            if isinstance(profile, Profile) and profile is not DEFAULT:
                yield module, name, profile


def _place(one: Found) -> str:
    return one[1].lower()


def _index(found: Sequence[Found]) -> str:
    intro = (
        "`collabflow.DEFAULT` holds the ten steps and nothing else. What a law or a district asks is a profile on top: "
        "it adds guards, events, limits and deadlines, and every finding of law shows its section. A profile is a help "
        "for people who know the law of their place; it is no legal advice. How to write one: "
        "[a district's profile](../../how-to/write-a-district-profile.md)."
    )
    rows = [
        (f"[{name}]({_place((module, name, profile))}.md)", code(module), first_sentence(doc(import_module(module))))
        for module, name, profile in found
    ]
    tree = toctree(_place(one) for one in found) if found else ""
    return paragraphs("# Profiles", intro, table(("profile", "import from", "what it is"), rows), tree)


def _page(one: Found, found: Sequence[Found]) -> str:
    module, name, profile = one
    base_name, base = _beneath(profile, found)
    added = [rule_ for rule_ in profile.catalogue if rule_.guard.code not in base.codes]
    events = [kind for kind in profile.events if kind not in base.events]
    limits = [limit for limit in profile.limits if limit not in base.limits]
    deadlines = [(title, query) for title, query in profile.deadlines if title not in dict(base.deadlines)]
    return paragraphs(
        f"# {name}",
        doc(import_module(module)),
        constant(module, name),
        f"Id `{profile.id}`, version `{profile.version}`. It stands on {base_name} and adds {len(added)} guards, "
        f"{len(events)} events, {len(limits)} limits and {len(deadlines)} deadlines.",
        *_weights(profile, base),
        *_section(
            "Limits", table(("limit", "value", "source"), ((code(x.name), f"{x.value:g}", x.source) for x in limits))
        ),
        *_section("Deadlines", table(("deadline", "what"), ((code(t), _deadline(q)) for t, q in deadlines))),
        *_section(
            "Events",
            *(
                directive(
                    f"py:class {kind.__name__}",
                    doc(kind),
                    f"Stored as {code(kind.stored_as)}.",
                    fields_of(kind),
                    module=kind.__module__,
                    depth=4,
                )
                for kind in events
            ),
        ),
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
    rows = ((code(name), weight.value) for name, weight in changed)
    yield from _section("Weighs differently", table(("guard", "weight"), rows))
    before = {guard.code: guard.citation for guard in base.guards}
    cited = ((code(g.code), g.citation or "") for g in profile.guards if g.citation != before.get(g.code, g.citation))
    yield from _section("Rests on this law too", table(("guard", "citation"), cited))
    loosened = [one for one in profile.loosened if one not in base.loosened]
    yield from _section("Loosened", "\n".join(f"- {one}" for one in loosened))


def _beneath(profile: Profile, found: Sequence[Found]) -> tuple[str, Profile]:
    """The profile of the package with most guards that this one contains whole; DEFAULT where there is no other."""
    under = [(name, other) for _, name, other in found if other is not profile and other.codes < profile.codes]
    return max(under, key=lambda one: len(one[1].codes), default=("DEFAULT", DEFAULT))
