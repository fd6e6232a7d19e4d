"""The grade of an English text, and that what was not measured never passes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collabflow.language.readability import FLESCH_KINCAID, NotMeasured, Reading, long_sentences, measure

HARD = (
    "The multidisciplinary evaluation indicates significant deficits in phonological processing, necessitating "
    "specially designed instruction in the least restrictive environment."
)
EASY = (
    "We looked at how Ana hears and uses the sounds in words. This is still new for her, so we will teach it step by "
    "step. She learns best with her class. We will help her there."
)
HUNDRED = "Ana reads ten words to us. " * 16 + "Then she rests well."


def test_the_two_texts_of_the_playbook_read_at_about_grade_28_and_grade_2() -> None:
    hard, easy = measure(HARD, "en", minimum_words=1), measure(EASY, "en", minimum_words=1)
    assert hard.grade == pytest.approx(28, abs=1.5)
    assert easy.grade == pytest.approx(2, abs=1.5)
    assert (hard.words, hard.sentences) == (18, 1)
    assert easy.sentences == 4


def test_the_grade_follows_the_published_formula() -> None:
    reading = measure("She reads a little table of words.", "en", minimum_words=7)
    assert reading.grade == round(0.39 * 7 / 1 + 11.8 * 9 / 7 - 15.59, 1)
    assert reading.formula == FLESCH_KINCAID


@pytest.mark.parametrize("lang", ["en", "EN", "en-GB", "En-us", "en-Latn-US"])
def test_english_is_measured_whatever_its_region_and_letter_case(lang: str) -> None:
    assert measure(HUNDRED, lang).is_measured


@pytest.mark.parametrize("lang", ["es", "zh-Hant", "enm", "ase", "", "und", "x-en", "en_US"])
def test_other_languages_are_not_measured(lang: str) -> None:
    reading = measure(HUNDRED, lang)
    assert (reading.grade, reading.why, reading.words) == (None, NotMeasured.LANGUAGE, None)


def test_text_in_another_script_is_not_measured_as_english() -> None:
    assert measure("她每天都读书。" * 100 + "Ana", "en").why is NotMeasured.LANGUAGE


def test_a_name_in_another_script_does_not_stop_english_from_being_measured() -> None:
    assert measure(HUNDRED + " Her name is 小美.", "en").is_measured


def test_a_hundred_words_are_enough_and_one_less_is_not() -> None:
    enough, short = measure(HUNDRED, "en"), measure(HUNDRED.removesuffix(" well."), "en")
    assert (enough.words, enough.is_measured) == (100, True)
    assert (short.words, short.sentences, short.grade, short.why) == (99, 17, None, NotMeasured.TOO_SHORT)


def test_a_text_without_words_is_too_short_whatever_the_minimum() -> None:
    assert measure("", "en", minimum_words=0).why is NotMeasured.TOO_SHORT
    assert measure("... 👍", "en", minimum_words=-5).why is NotMeasured.TOO_SHORT


def test_what_was_not_measured_is_within_no_limit() -> None:
    assert not measure("Short.", "en").is_within(1_000)
    assert not measure(HUNDRED, "es").is_within(1_000)


def test_a_grade_is_within_its_own_limit_and_no_lower_one() -> None:
    reading = measure(HARD, "en", minimum_words=1)
    assert reading.grade is not None
    assert reading.is_within(reading.grade)
    assert not reading.is_within(reading.grade - 0.1)


@pytest.mark.parametrize("fields", [{}, {"grade": 3.0, "why": NotMeasured.LANGUAGE}])
def test_a_reading_says_exactly_one_thing(fields: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="either a grade or the reason"):
        Reading(**fields)  # type: ignore[arg-type]


def test_titles_abbreviations_and_decimals_do_not_make_a_text_look_easier() -> None:
    with_stops = measure("Ms. Lee and Dr. Kim gave him e.g. 3.5 minutes more.", "en", minimum_words=1)
    assert with_stops.sentences == 1


def test_long_sentences_are_found_with_their_length() -> None:
    long = "She reads" + " and reads" * 12 + "."
    (found,) = long_sentences(f"A short one. {long} And a last one.")
    assert (found.text, found.words) == (long, 26)


def test_a_sentence_at_the_limit_is_not_long() -> None:
    assert long_sentences("one " * 25) == ()
    assert len(long_sentences("one " * 5, limit=4)) == 1


def test_long_sentences_are_found_in_other_languages_with_spaces() -> None:
    assert len(long_sentences("هذا نص طويل " * 10)) == 1
    assert long_sentences("她每天都读书和写字" * 50) == ()


def test_the_writers_own_sentence_stays_out_of_logs() -> None:
    (found,) = long_sentences("private " * 30)
    assert "private" not in repr(found)


@settings(deadline=None)
@given(st.text(), st.sampled_from(["en", "es"]), st.integers(-1, 5))
def test_any_text_is_either_graded_or_told_why_not(text: str, lang: str, minimum: int) -> None:
    reading = measure(text, lang, minimum_words=minimum)
    assert reading.is_measured == (reading.why is None)
    if reading.is_measured:
        assert lang == "en"
        assert reading.words is not None and reading.words >= max(1, minimum)


@pytest.mark.parametrize("piece", ["a", "a.", "1,", "a'", "some", "-", "1.", "Ia", "١", "é", "/", ". A"])
def test_long_hostile_texts_are_measured_without_trouble(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    reading = measure(text, "en", minimum_words=1)
    assert reading.is_measured == any(map(str.isalnum, text))
