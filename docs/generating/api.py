"""The pages of the API: every promised name, by the module it comes from, and a list of all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module

from generating.describing import described
from generating.markdown import doc, first_sentence, paragraphs, table
from generating.names import ALSO, home, modules
from generating.names import described as names_of

ROOMS = ("collabflow.events", "collabflow.records")
"""Described with their rooms."""

TITLES = {
    "collabflow.core.case": "Cases",
    "collabflow.core.errors": "Errors",
    "collabflow.core.event": "Events and entries",
    "collabflow.core.fact": "Facts",
    "collabflow.core.finding": "Findings",
    "collabflow.core.guard": "Guards",
    "collabflow.core.people": "People",
    "collabflow.core.tongue": "The reader's tongue",
    "collabflow.core.values": "Values",
    "collabflow.cycle.decide": "Deciding without a store",
    "collabflow.cycle.explain": "Boards",
    "collabflow.cycle.fold": "Replaying",
    "collabflow.cycle.profile": "Profiles",
    "collabflow.cycle.rules": "Deadlines",
    "collabflow.flow": "The flow",
    "collabflow.schema": "Schemas and forms",
    "collabflow.ports": "Ports",
    "collabflow.goals.goal": "Goals",
    "collabflow.goals.smart": "SMART",
    "collabflow.goals.progress": "Progress",
    "collabflow.language.glossary": "Language: terms",
    "collabflow.language.readability": "Language: readability",
    "collabflow.language.wording": "Language: wording",
    "collabflow.export": "Export",
    "collabflow.testing": "Testing kit",
}
"""What the names of one module are about; a module that is not here goes by its own name."""


def pages() -> Iterator[tuple[str, str]]:
    groups = [*_groups()]
    yield "api/index.md", _index(groups)
    for place, (title, intro, entries) in groups:
        yield f"api/{place}.md", paragraphs(f"# {title}", intro, *entries)


Group = tuple[str, tuple[str, str, tuple[str, ...]]]


def _groups() -> Iterator[Group]:
    homes: dict[str, list[str]] = {}
    for name in names_of("collabflow"):
        homes.setdefault(home("collabflow", name), []).append(name)
    for module in sorted(homes, key=lambda one: TITLES.get(one, one)):
        intro = f"{doc(import_module(module))}\n\nImport from `collabflow`."
        yield _group(
            module, TITLES.get(module, module), intro, (described("collabflow", name) for name in homes[module])
        )
    for module in modules():
        names = () if module in ("collabflow", *ROOMS) else names_of(module)
        profile = module.startswith("collabflow.profiles")
        if (names or module in ALSO) and not profile:
            intro = doc(import_module(module)) + (f"\n\nImport from `{module}`." if names else "")
            yield _group(
                module,
                TITLES.get(module, module.removeprefix("collabflow.")),
                intro,
                (described(module, name) for name in names),
            )


def _group(module: str, title: str, intro: str, entries: Iterable[str]) -> Group:
    return module.removeprefix("collabflow.").replace(".", "-"), (title, intro, tuple(entries))


def _index(groups: Iterable[Group]) -> str:
    rows = [(f"[{title}]({place}.md)", first_sentence(intro)) for place, (title, intro, _) in groups]
    intro = (
        "The names that are promised: what is imported from `collabflow`, `collabflow.events` (see "
        "[Events](../events/index.md)), `collabflow.records` (see [Records](../records/index.md)), and from the "
        "modules below. Any other module is ours to change."
    )
    tree = "\n".join(["```{toctree}", ":hidden:", "", *(place for place, _ in groups), "```"])
    return paragraphs("# API", intro, table(("page", "what it is"), rows), tree)
