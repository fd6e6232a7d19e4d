"""The files of the catalogues: the template (.pot), one translation a language (.po), and what the library reads (.mo).

Nothing in them depends on the day or the machine, so that making them twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from catalogues.message import Message
from catalogues.messages import HOUSE

LOCALE = HOUSE / "locale"
TEMPLATE = LOCALE / "collabflow.pot"


def languages() -> tuple[str, ...]:
    """The languages that have a translation, complete or not."""
    return tuple(sorted(path.parent.parent.name for path in LOCALE.glob("*/LC_MESSAGES/collabflow.po")))


def po_of(language: str) -> Path:
    """The translation that people edit."""
    return LOCALE / language / "LC_MESSAGES" / "collabflow.po"


def mo_of(language: str) -> Path:
    """The translation that the library reads."""
    return po_of(language).with_suffix(".mo")


def template(found: Iterable[Message]) -> Catalog:
    """The messages as a catalogue without a language."""
    return _with(_empty(None), found)


def translation(language: str) -> Catalog:
    """What stands in the file that people edit."""
    with po_of(language).open("rb") as stream:
        return read_po(stream, locale=language)


def merged(found: Iterable[Message], known: Catalog) -> Catalog:
    """The catalogue of this language with just these messages, each with the translation that is known.

    Where the English of a code has changed, its old translation is kept and marked as fuzzy: it is not used until
    somebody has looked at it.
    """
    catalogue = _with(_empty(str(known.locale), plural_forms=known.plural_forms), found)
    before = {entry.context: entry for entry in known if entry.context and "." in entry.context}
    for entry in catalogue:
        same = known.get(ids_of(entry)[0], entry.context) if entry.id else None
        if same is not None and isinstance(same.id, str) == isinstance(entry.id, str):
            entry.string, entry.flags = same.string, entry.flags | (same.flags & {"fuzzy"})
            entry.user_comments = same.user_comments
        elif entry.context in before and before[entry.context].string and isinstance(entry.id, str):
            entry.string = before[entry.context].string
            entry.flags.add("fuzzy")
    return catalogue


def untranslated(catalogue: Catalog) -> tuple[Message, ...]:
    """The messages that this language lacks: empty, an empty plural form, or fuzzy."""
    return tuple(message_of(entry) for entry in catalogue if entry.id and (entry.fuzzy or not _is_whole(entry)))


def message_of(entry: Entry) -> Message:
    """The message that this entry translates."""
    one, *many = ids_of(entry)
    return Message(entry.context or "", one, many[0] if many else None)


def ids_of(entry: Entry) -> tuple[str, ...]:
    """The English of this entry: one text, or one and many."""
    return (entry.id,) if isinstance(entry.id, str) else tuple(entry.id)


def strings_of(entry: Entry) -> tuple[str, ...]:
    """The translation, in all its plural forms."""
    return (entry.string or "",) if isinstance(entry.string, str | None) else tuple(entry.string)


def compiled(catalogue: Catalog) -> bytes:
    """What the library reads. Fuzzy translations are left out."""
    stream = BytesIO()
    write_mo(stream, catalogue)
    return stream.getvalue()


def written(catalogue: Catalog) -> bytes:
    """What people edit."""
    stream = BytesIO()
    write_po(stream, catalogue, width=0, ignore_obsolete=True)
    return stream.getvalue()


def _is_whole(entry: Entry) -> bool:
    return all(text.strip() for text in strings_of(entry))


_NEVER = datetime(2026, 1, 1, tzinfo=UTC)


def _empty(language: str | None, *, plural_forms: str = "") -> Catalog:
    catalogue = Catalog(
        locale=language,
        project="collabflow",
        version="0",
        header_comment="# Translations of collabflow. Edit the text after msgstr, then run `make catalogues`.",
        msgid_bugs_address="the maintainers of collabflow",
        last_translator="the maintainers of collabflow",
        language_team="the maintainers of collabflow",
        creation_date=_NEVER,
        revision_date=_NEVER,
        fuzzy=False,
    )
    if plural_forms:  # as the translators chose them; what Babel knows of a language changes
        catalogue.mime_headers = [("Plural-Forms", plural_forms)]
    return catalogue


def _with(catalogue: Catalog, found: Iterable[Message]) -> Catalog:
    for message in found:
        identity = message.text if message.many is None else (message.text, message.many)
        catalogue.add(identity, context=message.context or None)
    return catalogue
