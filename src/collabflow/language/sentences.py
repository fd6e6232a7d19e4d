"""Sentences: where a text's sentences end, and which words are in them.

A full stop does not end a sentence after "Ms.", in "e.g.", in "3.5", or in an ellipsis that goes on. In doubt two
sentences stay one: the text then reads as harder, never as easier, than it is. An empty line and a list marker end
a sentence; a single line break does not, because letters are often wrapped by hand.
Words are what stands between spaces, dashes and slashes and holds a letter or digit ("well-known" is one word, as
Flesch counts); web and e-mail addresses are no words. Languages written without spaces have no such words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from collabflow.language.matching import one_by_one, without_addresses

_LINE_ENDS: Final = str.maketrans(dict.fromkeys("\r\v\f\x85\u2028\u2029", "\n"))
_MARKER: Final = r"(?:[-*•–·◦▪]|\d{1,3}[.)])\s"
_BREAK: Final = re.compile(rf"\n\s*\n|\n(?=\s*{_MARKER})")
_LEADING_MARKER: Final = re.compile(rf"\A\s*{_MARKER}")
_STOP: Final = re.compile(r"(?<![.!?…؟])([.!?…؟]+)[\"'”’»)\]]*(?=\s|\Z)(?=[\s\"'“‘«(\[¿¡]*(.?))|[。！？।॥]+[”’」』）]*")
_TOKEN_START: Final = re.compile(r"[\s(\[“‘\"]")
_BETWEEN_WORDS: Final = re.compile(r"[\s/—–―]+|--+|…+|\.{2,}")

_TITLES: Final = one_by_one("mr mrs ms mx dr prof rev fr st hon gov sen rep gen mt messrs mmes eg ie cf vs approx ca")
"""Always followed by more of the sentence."""
_ABBREVIATED: Final = one_by_one(
    "am pm etc inc ltd co jr sr dept est ext tel ave rd blvd apt no nos fig figs p pp vol ch sec min mins hr hrs wk yr "
    "yrs jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun"
)
"""May stand last: the sentence ends if a capital letter follows."""


def sentences_of(text: str) -> tuple[str, ...]:
    """The sentences of a text, in order, without list markers; only those that hold a word."""
    lines = without_addresses(text).replace("\r\n", "\n").translate(_LINE_ENDS)
    found = (s for block in _BREAK.split(lines) for s in _split(_LEADING_MARKER.sub("", block, count=1)))
    return tuple(s for s in found if words_of(s))


def words_of(sentence: str) -> tuple[str, ...]:
    """What stands between spaces, dashes and slashes and holds a letter or digit of any script; with punctuation."""
    return tuple(token for token in _BETWEEN_WORDS.split(sentence) if any(map(str.isalnum, token)))


def _split(block: str) -> Iterator[str]:
    start = 0
    for stop in _STOP.finditer(block):
        if _ends_sentence(block, stop):
            yield block[start : stop.end()].strip()
            start = stop.end()
    yield block[start:].strip()


def _ends_sentence(block: str, stop: re.Match[str]) -> bool:
    mark, after = stop[1], stop[2] or ""
    if after.islower():
        return False
    return not after or mark != "." or _may_stand_last(_token_before(block, stop.start()), after)


def _token_before(block: str, end: int) -> str:
    """What the full stop closes: "Ms", "e.g", "J". Twelve characters hold every abbreviation we know."""
    return _TOKEN_START.split(block[max(0, end - 12) : end])[-1]


def _may_stand_last(word: str, after: str) -> bool:
    letters = word.replace(".", "").lower()
    is_initial = len(word) == 1 and word.isupper() and word != "I"
    if letters in _TITLES or is_initial:
        return False
    if letters in _ABBREVIATED:
        return after.isupper()
    return "." not in word  # "the U.S. office": initials are seldom the last word
