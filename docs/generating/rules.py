"""Pages on what is in force besides guards: limits, permissions, deadlines and notices, refusals, terms."""

from __future__ import annotations

from collections.abc import Iterator

from collabflow import DEFAULT, Trigger
from collabflow.cycle.notices import TEXTS
from collabflow.cycle.refusals import WORDS
from collabflow.language.terms import GLOSSARY
from generating.markdown import code, paragraphs, roles, table
from generating.rooms import guard_link, slug, spoken


def pages() -> Iterator[tuple[str, str]]:
    yield "limits.md", _limits()
    yield "permissions.md", _permissions()
    yield "deadlines.md", _deadlines()
    yield "refusals.md", _refusals()
    yield "terms.md", _terms()


def _limits() -> str:
    rows = [(code(one.name), f"{one.value:g}", one.tighter.value, one.source) for one in DEFAULT.limits]
    example = f"{DEFAULT.limits[0].name}={DEFAULT.limits[0].value + 1:g}"
    intro = (
        "Numbers of practice, each with its source. A profile may give another one: "
        f"`DEFAULT.with_limits({example})`. A looser number is listed in `Profile.loosened`. No number of law is here. "
        "“Playbook” is the collection of practice and research from which the ten steps were written."
    )
    return paragraphs("# Limits", intro, table(("limit", "value", "stricter is", "source"), rows))


def _permissions() -> str:
    intro = (
        "Deny by default. A person may always record their own word, and needs no role for it. When somebody else "
        "writes it down, that must be somebody from the school, who says how it was said (`via`). A profile may let "
        "more roles record something with `with_permission`; that is always listed in `Profile.loosened`."
    )
    events = [(code(kind.stored_as), roles(DEFAULT.recorders(kind))) for kind in DEFAULT.events]
    moves = [(code(trigger.value), roles(DEFAULT.recorders(trigger))) for trigger in Trigger]
    return paragraphs(
        "# Permissions",
        intro,
        "## Moves",
        table(("move", "who may"), moves),
        "## Events",
        table(("event", "who may, besides the person whose word it is"), events),
    )


def _deadlines() -> str:
    due = {kind.removesuffix("_due"): text for kind, text in TEXTS.items() if kind.endswith("_due")}
    told = {kind: text for kind, text in TEXTS.items() if not kind.endswith("_due")}
    intro = (
        "What is due is worked out from the case when somebody asks: `flow.due(on=…)`, `collabflow due`. Being overdue "
        "pushes nobody out and completes nothing. `flow.remind(on=…)` queues a notice for each thing, once. A notice "
        "names nobody and quotes nothing."
    )
    return paragraphs(
        "# Deadlines and notices",
        intro,
        "## What can be due",
        table(("kind", "what the notice says"), ((code(kind), text) for kind, text in due.items())),
        "A profile adds its own with `with_deadline(name, query)`.",
        "## What else people are told",
        table(("kind", "what the notice says"), ((code(kind), text) for kind, text in told.items())),
    )


def _refusals() -> str:
    intro = (
        "These are not guards: they are how the record keeps its promises. None of them can be waived. Everything that "
        "a guard can say is under [Guards](guards/index.md)."
    )
    entries = (
        f"(refusal-{slug(name)})=\n## {name}\n\n> {spoken(says)} {spoken(fix)}" for name, (says, fix) in WORDS.items()
    )
    return paragraphs("# Refusals of the library", intro, *entries)


def _terms() -> str:
    rows = [
        (term.name, ", ".join(term.names[1:]), term.plain, "yes" if term.technical else "", " ".join(term.countries))
        for term in sorted(GLOSSARY, key=lambda term: term.name.lower())
    ]
    intro = (
        "The words of special education that a family may never have met, with the plain words they are offered. A "
        f"school that uses one marked technical is asked to explain it ({guard_link('INFO_TERM_NOT_EXPLAINED')}). A "
        "country stands only where one country's law or habit made the term. The project's own words are in the "
        "[glossary](../glossary.md)."
    )
    return paragraphs("# Terms", intro, table(("term", "other names", "in plain words", "technical", "country"), rows))
