"""How many syllables words, numbers and abbreviations have when read aloud."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collabflow.language.syllables import in_number, in_token, in_word


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("the", 1), ("made", 1), ("makes", 1), ("called", 1), ("tried", 1), ("played", 1), ("eyes", 1), ("each", 1),
        ("shared", 1), ("type", 1), ("house", 1), ("rhyme", 1), ("clothes", 1), ("breathes", 1), ("you", 1), ("y", 1),
        ("table", 2), ("tables", 2), ("little", 2), ("centre", 2), ("handled", 2), ("wanted", 2), ("classes", 2),
        ("changes", 2), ("something", 2), ("homework", 2), ("lively", 2), ("basement", 2), ("people", 2), ("being", 2),
        ("going", 2), ("trying", 2), ("rhythm", 2), ("poem", 2), ("reads", 1), ("react", 2), ("social", 2),
        ("idea", 3), ("area", 3), ("period", 3), ("various", 3), ("autism", 3), ("carefully", 3), ("agreement", 3),
        ("everyone", 3), ("studying", 3), ("employee", 3), ("media", 3), ("video", 3), ("earlier", 3), ("behaviour", 3),
        ("variety", 4), ("experience", 4), ("automatically", 5), ("situation", 4), ("continuing", 4), ("elements", 3),
        ("evaluation", 5), ("association", 5), ("phonological", 5), ("multidisciplinary", 7),
    ],
)  # fmt: skip
def test_words_have_the_syllables_that_are_spoken(word: str, count: int) -> None:
    assert in_word(word) == count


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("can't", 1), ("don't", 1), ("aren't", 1), ("isn't", 2), ("haven't", 2), ("couldn't", 2),
        ("ana's", 2), ("class's", 2), ("she'll", 1), ("it'll", 2), ("they've", 1), ("should've", 2), ("she'd", 1),
        ("'", 1), ("'s", 1), ("n't", 2), ("", 1),
    ],
)  # fmt: skip
def test_contractions_are_spoken_too(word: str, count: int) -> None:
    assert in_word(word) == count


@pytest.mark.parametrize(
    ("digits", "count"),
    [
        ("0", 2), ("7", 2), ("12", 1), ("17", 3), ("35", 3), ("70", 3), ("90", 2), ("100", 3), ("105", 4),
        ("1,200", 3), ("1200", 3), ("3,500", 6), ("12,345", 9), ("1918", 4),
        ("2004", 4), ("2025", 5), ("2000", 3), ("1900", 4), ("350000", 7),
        ("3.5", 3), ("0.25", 5), ("3,5", 3), ("007", 6), ("5551234", 7), ("26.1.2025", 9),
    ],
)  # fmt: skip
def test_numbers_count_as_they_are_read_out(digits: str, count: int) -> None:
    assert in_number(digits) == count


@pytest.mark.parametrize(
    ("token", "count"),
    [
        ("Ms.", 1), ("Dr.", 2), ("etc.", 4), ("e.g.", 2), ("U.S.A.", 3), ("w.w.", 6),
        ("IEP", 3), ("IEPs,", 3), ("MTSS", 4), ("EHCP", 4), ("SENCO", 2), ("WWW", 9), ("STUDENTS", 2),
        ("3rd", 1), ("35%", 5), ("£5", 2), ("$5", 3), ("€5", 3), ("100%!", 5), ("3:30", 3), ("5-minute", 3),
        ("well-known,", 2), ("“Café”", 2), ("don’t", 1), ("don't", 1), ("%x", 1), ("图书馆", 1), ("☺", 1), ("", 1),
    ],
)  # fmt: skip
def test_tokens_are_read_as_they_stand_in_a_text(token: str, count: int) -> None:
    assert in_token(token) == count


def test_what_is_longer_than_any_word_is_counted_all_the_same() -> None:
    assert in_word("some" * 5_000) == 10_000
    assert in_word("b" * 20_000) == 1


@settings(deadline=None)
@given(st.text())
def test_everything_has_at_least_one_syllable_and_nothing_more_than_its_letters_allow(token: str) -> None:
    assert 1 <= in_token(token) <= max(1, 4 * len(token))
