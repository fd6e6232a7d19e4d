import sys
from datetime import UTC, date, datetime
from gettext import NullTranslations
from typing import ClassVar

import pytest

from collabflow.core.tongue import ENGLISH, Tongue, tongue


class Own(NullTranslations):
    """A host's catalogue that knows a few sentences, one of them left empty."""

    known: ClassVar = {
        ("", "{goal} is new."): "{goal} ist neu.",
        ("GOAL_NONE.says", "No goal."): "Kein Ziel.",
        ("", "empty"): "",
        ("list", "{most} and {last}"): "{most} und {last}",
        ("list before i", "{most} and {last}"): "{most} & {last}",
        ("", "broken {goal}"): "kaputt {ziel}",
        ("field", "goal"): "Ziel",
        ("field", "due on"): "fällig am",
    }

    def gettext(self, message: str) -> str:
        return self.pgettext("", message)

    def pgettext(self, context: str, message: str) -> str:
        return self.known.get((context, message), message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.npgettext("", msgid1, msgid2, n)

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        if msgid1 == "{n} broken":
            return "{n} kaputt {"
        if msgid1 != "{n} goal":
            return msgid1 if n == 1 else msgid2
        return "{n} Ziel" if n == 1 else "{n} Ziele"


GERMAN = Tongue("de", Own())


def test_a_sentence_is_said_in_the_tongue_with_its_words_put_in() -> None:
    assert GERMAN.say("{goal} is new.", goal="Lesen") == "Lesen ist neu."


def test_the_context_of_a_message_tells_equal_sentences_apart() -> None:
    assert GERMAN.say("No goal.", about="GOAL_NONE.says") == "Kein Ziel."
    assert GERMAN.say("No goal.") == "No goal."


@pytest.mark.parametrize("template", ["unknown", "empty"])
def test_what_a_catalogue_does_not_know_is_said_in_english_never_as_nothing(template: str) -> None:
    assert GERMAN.say(template) == template


def test_a_number_chooses_its_sentence() -> None:
    assert [GERMAN.count(n, "{n} goal", "{n} goals") for n in (1, 2)] == ["1 Ziel", "2 Ziele"]
    assert [GERMAN.count(n, "{n} step", "{n} steps", about="x") for n in (1, 2)] == ["1 step", "2 steps"]
    assert [ENGLISH.count(n, "{n} goal", "{n} goals") for n in (0, 1)] == ["0 goals", "1 goal"]


def test_lists_are_joined_as_the_tongue_joins_them() -> None:
    assert [ENGLISH.listed(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
    assert GERMAN.listed(["a", "b"]) == "a und b"


def test_days_and_moments_name_the_day_with_or_without_days_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    day = date(2026, 9, 7)
    assert "2026" in ENGLISH.day(day)
    monkeypatch.setattr("collabflow.core.tongue._days_in_words", lambda lang: None)
    assert ENGLISH.day(day) == "2026-09-07"
    assert ENGLISH.moment(datetime(2026, 9, 7, 15, 4, tzinfo=UTC)) == "2026-09-07, 15:04"


@pytest.mark.parametrize("lang", ["tlh", "../../etc", "", "en\x00"])
def test_a_language_without_a_catalogue_is_read_in_english(lang: str) -> None:
    assert tongue(lang).say("No goal.") == "No goal."
    assert tongue(lang).lang == "en"


@pytest.mark.parametrize("lang", ["en", "en-GB", "EN_us"])
def test_english_needs_no_catalogue_and_keeps_its_region(lang: str) -> None:
    assert tongue(lang).lang == lang.replace("_", "-")
    assert tongue(lang).say("No goal.") == "No goal."


def test_days_are_written_as_the_region_does_and_as_iso_dates_where_nobody_knows_how() -> None:
    day = date(2026, 9, 7)
    assert [tongue(lang).day(day) for lang in ("en", "en-GB")] == ["September 7, 2026", "7 September 2026"]
    assert [Tongue(lang).day(day) for lang in ("de", "de-XX-a")] == ["7. September 2026"] * 2
    assert [Tongue(lang).day(day) for lang in ("tlh", "x", "")] == ["2026-09-07"] * 3


def test_without_babel_days_are_iso_dates_and_numbers_have_a_point(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "babel", None)  # importing it fails
    swedish = Tongue("sv-x-nobody-asked-before")  # what was asked before is remembered

    assert (swedish.day(date(2026, 9, 7)), swedish.number(0.5)) == ("2026-09-07", "0.5")


def test_numbers_have_the_decimal_mark_of_the_tongue(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [Tongue(lang).number(0.25) for lang in ("en", "es", "es-MX", "tlh")] == ["0.25", "0,25", "0.25", "0.25"]
    assert [Tongue("es").number(number) for number in (1e9, -2.5, 3)] == ["1e+09", "-2,5", "3"]
    monkeypatch.setattr("collabflow.core.tongue._numbers", lambda lang: None)
    assert Tongue("es").number(0.25) == "0.25"


def test_a_day_is_short_enough_for_a_chart(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [Tongue(lang).short_day(date(2026, 9, 7)) for lang in ("en", "tlh")] == ["7 Sep", "09-07"]
    monkeypatch.setattr("collabflow.core.tongue._days_in_words", lambda lang: None)
    assert ENGLISH.short_day(date(2026, 9, 7)) == "09-07"


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("es", "Spanish"),
        ("es-MX", "Spanish (Mexico)"),
        ("zh-TW", "Chinese (Taiwan)"),
        ("ase", "American Sign Language"),
        ("es-x1234", "Spanish"),
        ("qqq", "qqq"),
    ],
)
def test_a_language_is_named_as_the_reader_names_it(tag: str, name: str) -> None:
    assert ENGLISH.language(tag) == name


def test_without_babel_days_numbers_and_languages_stay_as_they_are_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "babel", None)
    reader = Tongue("sv-FI")  # in no cache of any other test

    assert reader.day(date(2026, 9, 7)) == "2026-09-07"
    assert reader.number(0.25) == "0.25"
    assert reader.language("es-MX") == "es-MX"


def test_a_translation_whose_braces_do_not_fit_gives_way_to_english() -> None:
    broken = Tongue("de", Own())
    assert broken.say("broken {goal}", goal="Lesen") == "broken Lesen"
    assert broken.count(2, "{n} broken", "{n} broken ones") == "2 broken ones"


def test_a_code_word_is_read_with_blanks_and_a_path_part_by_part() -> None:
    assert ENGLISH.word("support_group") == "support group"
    assert ENGLISH.word("goals[0].due_on", about="field") == "goals[0].due on"
    assert GERMAN.word("goal.due_on", about="field") == "Ziel.fällig am"


def test_a_list_may_join_otherwise_before_an_i() -> None:
    assert [GERMAN.listed(["Rosa", name]) for name in ("Ben", "Inés", "Hilda", "hierro", "Ian")] == [
        "Rosa und Ben",
        "Rosa & Inés",
        "Rosa & Hilda",
        "Rosa und hierro",
        "Rosa und Ian",
    ]


def test_a_tongue_that_a_host_brings_is_taken_as_it_is() -> None:
    assert tongue(GERMAN) is GERMAN
