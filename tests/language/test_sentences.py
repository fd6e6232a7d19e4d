"""Where sentences end, and which words are in them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collabflow.language.sentences import sentences_of, words_of


def test_sentences_end_at_their_marks() -> None:
    assert sentences_of("Ana reads. She likes it! Do you? Yes…  We do.") == (
        "Ana reads.",
        "She likes it!",
        "Do you?",
        "Yes…",
        "We do.",
    )


@pytest.mark.parametrize(
    "one_sentence",
    [
        "Ms. Lee met Dr. Kim and Mr. and Mrs. Ode.",
        "Ms. J. Lee reads with him.",
        "He likes quiet places, e.g. the library, i.e. Room 5.",
        "It took 3.5 minutes and cost 1.200,50 in all.",
        "She waited... and then she read on.",
        "She waited… and then she read on.",
        "“Can you read?” he asked.",
        "The U.S. Office sent the form.",
        "See No. 5 and fig. 3 from Jan. 5 on.",
        "They eat apples, pears, etc. and nuts.",
        "He came at 3 p.m. and left.",
        "Letters are often wrapped\nby hand in the middle.",
        "No mark at the end",
        "Visit www.school.example. It",
        "A friend of St. Mary came.",
    ],
)
def test_what_looks_like_an_end_but_is_none(one_sentence: str) -> None:
    assert len(sentences_of(one_sentence)) == 1


@pytest.mark.parametrize(
    "two_sentences",
    [
        "She came at 3 p.m. Then we talked.",
        "They eat apples, pears, etc. Nuts are out.",
        "He said no. Then he smiled.",
        "He can do more than I. She knows.",
        "She asked (“Can you read?”). He could.",
        'He said "yes." She smiled.',
        "Really?! Yes.",
        "She waited... Then she read on.",
        "He came. 3 friends came too.",
        "A heading\n\nand what is below it",
        "A heading\r\n\r\nand what is below it",
        "One\u2029\u2029two",
        "她来了。他也来了。",
        "वह आई। वह भी आया।",
        "هل تقرأ؟ نعم",
        "El niño lee. ¿Y tú?",
    ],
)
def test_what_is_an_end(two_sentences: str) -> None:
    assert len(sentences_of(two_sentences)) == 2


def test_list_items_are_sentences_without_their_markers() -> None:
    text = "At home:\n- read aloud\n• write\n1. point to it\n12) ask"
    assert sentences_of(text) == ("At home:", "read aloud", "write", "point to it", "ask")


def test_what_holds_no_word_is_no_sentence() -> None:
    assert sentences_of("") == ()
    assert sentences_of("... !\n\n-- 👍 ?") == ()


def test_words_stand_between_spaces_dashes_and_slashes() -> None:
    assert words_of("The well-known girl — 8 years/old – reads...then writes -- and ☺ rests.") == (
        "The", "well-known", "girl", "8", "years", "old", "reads", "then", "writes", "and", "rests.",
    )  # fmt: skip


def test_words_of_other_scripts_are_words() -> None:
    assert len(words_of("हिन्दी में पढ़ती है")) == 4
    assert len(words_of("تقرأ كل يوم")) == 3


@settings(deadline=None)
@given(st.text())
def test_every_word_is_in_one_sentence_and_in_order(text: str) -> None:
    at = 0
    for sentence in sentences_of(text):
        assert words_of(sentence)
        assert sentence == sentence.strip()
    for word in (word for sentence in sentences_of(text) for word in words_of(sentence)):
        at = text.index(word, at) + len(word)


@pytest.mark.parametrize("piece", [".", "a.", "\n ", "([", '."', "Mr. ", ". ", "-", "?x", "\n- ", "a@", "…a"])
@pytest.mark.parametrize("end", ["", "x", ". A"])
def test_long_hostile_texts_are_split_without_trouble(piece: str, end: str) -> None:
    text = piece * (20_000 // len(piece)) + end
    assert len("".join(sentences_of(text))) <= len(text)
