"""Readability: the school grade at which an English text reads, or that it cannot be measured.

Only English has a formula here, and only texts of a hundred words or more give a stable grade. Everything else is
"not measurable", with the reason: a text that was not measured has not passed. Nor does a low grade prove that a
text is clear; it only says that its words and sentences are short.
Source: Kincaid et al. 1975 (Flesch-Kincaid grade level); playbook 4.2.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import Final

from attrs import Attribute, field, frozen

from collabflow.language.sentences import sentences_of, words_of
from collabflow.language.syllables import in_token

FLESCH_KINCAID: Final = "Flesch-Kincaid grade level"


class NotMeasured(StrEnum):
    """Why a text has no grade."""

    LANGUAGE = "language"
    TOO_SHORT = "too_short"


@frozen(kw_only=True)
class Reading:
    """What measuring a text gave: a grade, or why there is none. Never both, never neither.

    `grade` is a US school year, rounded to one decimal: 8.0 reads like a text for 13 to 14-year-olds; very simple
    texts fall below 0. `words` and `sentences` are None where the language was not counted at all. `grade` is None
    for what was not measured, so that comparing it with a limit is an error and never a pass; `is_within` is the
    safe question.
    """

    formula: str = FLESCH_KINCAID
    grade: float | None = None
    words: int | None = None
    sentences: int | None = None
    why: NotMeasured | None = field(default=None)

    @why.validator
    def _says_one_thing(self, _: Attribute[NotMeasured | None], why: NotMeasured | None) -> None:
        if (self.grade is None) == (why is None):
            raise ValueError("a reading has either a grade or the reason why there is none")

    @property
    def is_measured(self) -> bool:
        """True when there is a grade."""
        return self.grade is not None

    def is_within(self, limit: float) -> bool:
        """True only for a text that was measured and reads at grade `limit` or below."""
        return self.grade is not None and self.grade <= limit


@frozen(kw_only=True)
class LongSentence:
    """A sentence with more words than wanted. `text` is the writer's own and stays out of logs."""

    text: str = field(repr=False)
    words: int


def measure(text: str, lang: str, *, minimum_words: int = 100) -> Reading:
    """The grade at which `text` reads, by the Flesch-Kincaid formula.

    `lang` is a BCP 47 tag; only tags whose primary subtag is "en" are measured ("en", "EN-gb"). A text called
    English whose letters are mostly of another script answers "language" too. Fewer than `minimum_words` words
    answer "too_short"; a text without a word always does.
    Source: playbook 4.2 for the hundred words.
    """
    if lang.partition("-")[0].lower() != "en" or not _is_mostly_latin(text):
        return Reading(why=NotMeasured.LANGUAGE)
    return _measured(text, max(1, minimum_words))


def long_sentences(text: str, *, limit: int = 25) -> tuple[LongSentence, ...]:
    """The sentences with more than `limit` words, in order, in any language that puts spaces between words.

    Where a language does not (Chinese, Thai), nothing is found, and that says nothing about the text.
    Source: playbook 4.2 for the 25 words.
    """
    counted = ((sentence, len(words_of(sentence))) for sentence in sentences_of(text))
    return tuple(LongSentence(text=sentence, words=words) for sentence, words in counted if words > limit)


@lru_cache(maxsize=256)
def _measured(text: str, minimum_words: int) -> Reading:
    """Guards ask about the same texts at every decision: the last few answers are kept."""
    sentences = sentences_of(text)
    words = tuple(word for sentence in sentences for word in words_of(sentence))
    if len(words) < minimum_words:
        return Reading(why=NotMeasured.TOO_SHORT, words=len(words), sentences=len(sentences))
    grade = _flesch_kincaid(len(sentences), len(words), sum(map(in_token, words)))
    return Reading(grade=grade, words=len(words), sentences=len(sentences))


def _flesch_kincaid(sentences: int, words: int, syllables: int) -> float:
    return round(0.39 * words / sentences + 11.8 * syllables / words - 15.59, 1)


def _is_mostly_latin(text: str) -> bool:
    """Not more letters beyond the Latin blocks (which end at U+024F, and U+1E00 to U+1EFF) than within them."""
    letters = [c for c in text if c.isalpha()]
    latin = sum(c < "\u0250" or "\u1e00" <= c <= "\u1eff" for c in letters)
    return 2 * latin >= len(letters)
