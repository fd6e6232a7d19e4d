"""How lists are found in a text: whole words, one spelling, and no text that takes long."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collabflow.language.matching import bounded, key, normal, one_by_one, small, whole_words, without_addresses


def found(phrases: list[str], text: str) -> list[str]:
    return [match[0] for match in whole_words(phrases).finditer(small(normal(text)))]


def test_only_whole_words_are_found() -> None:
    assert found(["art"], "Art starts, smart parts, and art.") == ["art", "art"]


def test_a_word_ends_where_the_latin_letters_end() -> None:
    assert found(["iep"], "孩子的IEP会议, IEP를, IEP2, ÉIEP") == ["iep", "iep"]


def test_a_combining_mark_makes_the_word_another_one() -> None:
    assert found(["iep"], "IEP\u0331 iep") == ["iep"]


def test_the_longest_phrase_wins() -> None:
    assert found(["goal", "goal line"], "The goal line and the goal") == ["goal line", "goal"]


def test_a_longer_phrase_that_does_not_fit_gives_way_to_a_shorter_one() -> None:
    assert found(["goal", "goal line"], "goal liner") == ["goal"]


@pytest.mark.parametrize(
    "written", ["wheelchair-bound", "wheelchair bound", "Wheelchair\nBound", "wheelchair‑bound", "wheelchair – bound"]
)
def test_hyphens_spaces_and_line_breaks_are_alike(written: str) -> None:
    assert [key(match) for match in found(["wheelchair-bound"], written)] == ["wheelchair bound"]


@pytest.mark.parametrize("written", ["doesn't care", "doesn’t care", "doesnʼt care", "doesn＇t care"])
def test_all_apostrophes_are_alike(written: str) -> None:
    assert found(["doesn't care"], written) == ["doesn't care"]


def test_invisible_characters_ligatures_and_full_width_letters_hide_nothing() -> None:
    assert found(["confined", "iep"], "con\u00adﬁned, co\u200bnfined, ＩＥＰ") == ["confined", "confined", "iep"]


def test_addresses_are_no_words() -> None:
    text = "See https://school.example/iep, www.iep.example or iep@school.example; iep"
    assert found(["iep"], text) == ["iep"]
    assert without_addresses("write to lee@school.example soon") == "write to   soon"


def test_no_phrases_find_nothing() -> None:
    assert found([], "anything at all") == []
    assert found(["", " - "], "anything at all") == []


def test_special_characters_in_a_phrase_stand_for_themselves() -> None:
    assert found(["a.b (c)*"], "a.b (c)* axb c") == ["a.b (c)*"]


def test_expressions_are_bounded_too() -> None:
    assert [match[0] for match in bounded(["ab?", "c"]).finditer("a ab abb c cc")] == ["a", "ab", "c"]


def test_a_line_of_words_is_a_set_of_them() -> None:
    assert one_by_one("one two  one") == {"one", "two"}


@settings(deadline=None)
@given(st.text())
def test_lower_case_keeps_every_character_at_its_place(text: str) -> None:
    assert len(small(text)) == len(text)


@settings(deadline=None)
@given(st.text())
def test_any_text_can_be_brought_to_one_spelling_and_a_second_time_changes_nothing_for_ascii(text: str) -> None:
    once = normal(text)
    assert not set(once) & set("\u00ad\u200b\u2011’ﬁ")
    if text.isascii() and "@" not in text and "://" not in text and "www." not in text.lower():
        assert once == text.replace("`", "'")
