"""The catalogues keep their promise: every message is collected, and every translation is whole and fits."""

from __future__ import annotations

import re
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.pofile import read_po

from catalogues import files
from catalogues.literals import NotLiteral, literals
from catalogues.message import Message, placeholders
from catalogues.messages import codes, messages
from collabflow.core.tongue import Tongue

HOW = "run `make catalogues`, translate what it names in the .po files, and run it again"
FOUND = messages()
LANGUAGES = files.languages()


def entries(language: str) -> list[Entry]:
    return [entry for entry in files.translation(language) if entry.id]


def named(found: set[Message]) -> str:
    return "".join(f"\n  {message}" for message in sorted(found, key=str)) + f"\n{HOW}"


# every code, both ways ------------------------------------------------------------------------


def test_no_code_lacks_a_message_and_no_message_lacks_a_code() -> None:
    spoken = {m.context.removesuffix(f".{m.part}"): set[str]() for m in FOUND if m.part}
    for message in FOUND:
        if message.part:
            spoken[message.context.removesuffix(f".{message.part}")].add(message.part)

    assert set(spoken) == codes()
    assert {code: parts for code, parts in spoken.items() if not (parts >= {"says", "fix"} or parts == {"part"})} == {}


def test_one_context_of_a_code_holds_one_message() -> None:
    contexts = [message.context for message in FOUND if message.part]

    assert sorted(contexts) == sorted(set(contexts))


def test_no_message_is_empty_or_has_an_open_brace() -> None:
    assert [m for m in FOUND if not m.text.strip()] == []
    for message in FOUND:
        placeholders(message.text)


# nothing is stale -----------------------------------------------------------------------------


def test_the_template_holds_just_the_messages_of_the_code() -> None:
    with files.TEMPLATE.open("rb") as stream:
        kept = {files.message_of(entry) for entry in read_po(stream) if entry.id}

    assert kept == set(FOUND), named(kept ^ set(FOUND))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_holds_just_the_messages_of_the_code(language: str) -> None:
    kept = {files.message_of(entry) for entry in entries(language)}

    assert kept == set(FOUND), named(kept ^ set(FOUND))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_library_reads_is_what_was_translated(language: str) -> None:
    fresh = GNUTranslations(BytesIO(files.compiled(files.translation(language))))
    with files.mo_of(language).open("rb") as stream:
        kept = GNUTranslations(stream)

    assert vars(kept)["_catalog"] == vars(fresh)["_catalog"], HOW


# a translation is whole and fits --------------------------------------------------------------


def test_spanish_comes_with_the_package() -> None:
    assert "es" in LANGUAGES


def test_spanish_is_complete() -> None:
    lacking = set(files.untranslated(files.translation("es")))

    assert not lacking, named(lacking)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_parameter_differs_between_a_message_and_its_translation(language: str) -> None:
    differing = {files.message_of(e): e.string for e in entries(language) if not fits(e)}

    assert differing == {}


def fits(entry: Entry) -> bool:
    """Whether each form of the translation has the parameters of its message; one may leave out the number."""
    wanted = placeholders(files.ids_of(entry)[-1])
    said = [placeholders(text) for text in files.strings_of(entry) if text]
    if len(files.ids_of(entry)) == 1:
        return all(found == wanted for found in said)
    return all(found <= wanted for found in said) and all(found == wanted for found in said[1:])


def test_a_parameter_that_differs_is_found() -> None:
    assert not fits(Entry("{goal} is new.", string="{meta} es nueva."))
    assert not fits(Entry(("{n} goal", "{n} goals"), string=("una meta", "varias metas")))
    assert fits(Entry(("{n} goal", "{n} goals"), string=("una meta", "{n} metas")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_the_english_of_a_whole_sentence(language: str) -> None:
    same = [e.id for e in entries(language) if e.string == e.id and re.search(r"[a-z] [a-z].*\.$", str(e.id))]

    assert same == []


def test_spanish_opens_what_it_closes() -> None:
    said = [text for entry in entries("es") for text in files.strings_of(entry)]

    for opening, closing in ("¿?", "¡!", "«»", "()"):
        assert [text for text in said if text.count(opening) != text.count(closing)] == []
    assert [text for text in said if re.search(r"[“”\"]", text)] == []


# the tool itself ------------------------------------------------------------------------------


def test_literals_are_found_with_their_context(tmp_path: Path) -> None:
    file = tmp_path / "words.py"
    file.write_text(
        'a = Phrase("a call"), Phrase("x", about="list"), Phrase("{n} day", many="{n} days", n=n)\n'
        'b = reader.say("One" if first else "Two"), reader.count(3, "{n} goal", "{n} goals", about="board")\n'
        'c = Unsound("goal", "is new"), Phrase(dynamic), "abc".count("a"), Phrase(part, about=f"{code}.part")\n',
        encoding="utf-8",
    )

    assert list(literals(file)) == [
        Message("phrase", "a call"),
        Message("list", "x"),
        Message("phrase", "{n} day", "{n} days"),
        Message("", "One"),
        Message("", "Two"),
        Message("board", "{n} goal", "{n} goals"),
        Message("objection", "is new"),
    ]


def test_an_f_string_is_no_message(tmp_path: Path) -> None:
    file = tmp_path / "words.py"
    file.write_text('Unsound("goal", f"is not {what}")\n', encoding="utf-8")

    with pytest.raises(NotLiteral, match=r"words\.py:1"):
        list(literals(file))


OLD, NEW = Message("GOAL_NONE.says", "No goal."), Message("GOAL_NONE.says", "No goals yet.")


def known(message: Message, said: str) -> Catalog:
    catalogue = Catalog(locale="es")
    catalogue.add(message.text, said, context=message.context)
    return catalogue


def test_a_known_translation_is_kept_and_a_message_without_one_is_reported() -> None:
    other = Message("GOAL_NONE.fix", "Add one.")
    merged = files.merged([OLD, other], known(OLD, "Sin metas."))

    assert [files.strings_of(entry) for entry in merged if entry.id] == [("Sin metas.",), ("",)]
    assert files.untranslated(merged) == (other,)


def test_the_translation_of_changed_english_is_reported_and_not_used() -> None:
    merged = files.merged([NEW], known(OLD, "Sin metas."))
    read = GNUTranslations(BytesIO(files.compiled(merged)))

    assert files.untranslated(merged) == (NEW,)
    assert Tongue("es", read).say(NEW.text, about=NEW.context) == NEW.text


def test_a_missing_translation_falls_back_to_english_never_to_nothing() -> None:
    read = GNUTranslations(BytesIO(files.compiled(files.merged([OLD, NEW], known(OLD, "")))))

    assert [Tongue("es", read).say(m.text, about=m.context) for m in (OLD, NEW)] == [OLD.text, NEW.text]


def test_making_the_catalogues_again_changes_nothing() -> None:
    once = files.merged(FOUND, files.translation("es"))
    again = files.merged(FOUND, read_po(BytesIO(files.written(once)), locale="es"))

    assert files.written(again) == files.written(once) == files.po_of("es").read_bytes()
