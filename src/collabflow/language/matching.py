"""Matching: how the words and phrases of a list are found in a text.

Whole words only, ordinary letter case set aside, the longest phrase first, all kinds of apostrophe, hyphen and space
alike. A word ends where the Latin letters end, so "IEP" is found inside Chinese or Korean text, where no space
stands around it. Web and e-mail addresses are skipped. A list becomes one regular expression of plain alternatives,
so the time grows with the length of the text and no text can make it explode.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

LETTERS: Final = "0-9A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ\u0300-\u036f"
"""What makes a word longer, for a character class: Latin letters, digits, and marks that combine with them."""

_LOOK: Final = str.maketrans(
    {
        **dict.fromkeys("‘’ʼ´`", "'"),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-"),
        **{chr(wide): chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)},  # full-width, from East Asian keyboards
        **dict(zip("ﬀﬁﬂﬃﬄ", ("ff", "fi", "fl", "ffi", "ffl"), strict=True)),  # ligatures, from pasted pages
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", None),
    }
)
_SMALL: Final = {
    code: chr(code).lower() for code in (*range(0x41, 0x250), *range(0x1E00, 0x1F00)) if len(chr(code).lower()) == 1
}
_ADDRESS: Final = re.compile(r"(?<!\S)[^\s@]{1,64}@\S+|\bhttps?://\S+|\bwww\.\S+", re.IGNORECASE)
_GAP: Final = re.compile(r"[\s-]+")


def without_addresses(text: str) -> str:
    """The text with web and e-mail addresses blanked out: nobody reads them as words."""
    return _ADDRESS.sub(" ", text)


def normal(text: str) -> str:
    """The text in one spelling: composed letters, straight apostrophes, plain hyphens, no invisible characters."""
    return without_addresses(unicodedata.normalize("NFC", text.translate(_LOOK)))


def small(text: str) -> str:
    """The text with its Latin letters in lower case, every character at its place."""
    return text.translate(_SMALL)


def key(phrase: str) -> str:
    """What a phrase and all its spellings share: lower case, and one space wherever words part."""
    return _GAP.sub(" ", small(phrase)).strip()


def one_by_one(words: str) -> frozenset[str]:
    """A set of words from one line of them, so that long lists read as text."""
    return frozenset(words.split())


def whole_words(phrases: Iterable[str]) -> re.Pattern[str]:
    """A pattern that finds these phrases as whole words in `small(normal(text))`, the longest first."""
    longest_first = sorted({key(phrase) for phrase in phrases} - {""}, key=lambda phrase: (-len(phrase), phrase))
    return bounded(r"[\s-]+".join(map(re.escape, phrase.split(" "))) for phrase in longest_first)


def bounded(alternatives: Iterable[str]) -> re.Pattern[str]:
    """A pattern that finds one of these expressions where no word goes on before or after it; nothing for none."""
    either = "|".join(alternatives) or r"(?!)"
    return re.compile(rf"(?<![{LETTERS}])(?:{either})(?![{LETTERS}])")
