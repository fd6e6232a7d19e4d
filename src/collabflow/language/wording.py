"""Wording: blame, deficit words, empty or backhanded praise, and verbs of goals that cannot be seen.

Everything here is for warnings about what the *school* writes. It is never applied to a family's or a student's own
words, and a student's preferred terms never count (`accepted`). The lists are English; in other languages nothing is
found, which says nothing about the text. No list can see what was meant, and none judges a person.
Source: playbook 2.2, 4.3 and 5.2; `wordlists` has the lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import dropwhile
from typing import Final

from attrs import frozen

from collabflow.language.matching import bounded, key, normal, one_by_one, small, whole_words
from collabflow.language.sentences import sentences_of, words_of
from collabflow.language.wordlists import (
    DEFICIT,
    DIFFICULTY,
    DISPUTED,
    FILLER,
    JOINING,
    JUDGING,
    STOCK_PRAISE,
    VAGUE_VERBS,
    WATCHABLE_VERBS,
    Wording,
)

__all__ = [
    "DEFICIT",
    "DISPUTED",
    "JUDGING",
    "STOCK_PRAISE",
    "VAGUE_VERBS",
    "WATCHABLE_VERBS",
    "Hit",
    "Wording",
    "deficit_words_in",
    "is_backhanded",
    "is_generic_praise",
    "judging_words_in",
    "vague_verb",
]

_NO_NOUN_FOLLOWS: Final = re.compile(
    r"\s*(?:\Z|[^\w\s]|(?:and|or|but|are|is|were|was|have|has|had|can|cannot|do|need|who|that|in|at|on|of|from|to|with|by"
    r"|as|for|will|would|should|may|must|often|also|if|when|than|too)\b)"
)
_UNSPACED: Final = re.compile(
    # Thai, Lao, Tibetan, Burmese, Khmer, Tai, Balinese, kana, Bopomofo, Han, Javanese, Tai Viet
    "[\u0e00-\u109f\u1780-\u17ff\u1950-\u19df\u1a20-\u1b7f\u3040-\u312f\u3400-\u9fff\ua980-\ua9df\uaa80-\uaadf"
    "\uf900-\ufaff\U00020000-\U0003ffff]"
)
_LEADING: Final = one_by_one(
    "will can to shall should may must is are be being been able he she they the student and then"
)
_PUNCTUATION: Final = ".,;:!?'\"()[]“”«»…"


@frozen(kw_only=True)
class Hit:
    """A word of a list as it stands in the text (in lower case), and what could be said instead."""

    word: str
    plain: str


def judging_words_in(
    text: str, *, accepted: Iterable[str] = (), wordlist: tuple[Wording, ...] = JUDGING
) -> tuple[Hit, ...]:
    """Wording of the school's that may sound like blame, each once, in order of appearance.

    `accepted` are the student's own preferred terms: neither they, in any form the list knows, nor anything inside
    them is found. `wordlist` may be a school's own.
    """
    return _hits(text, wordlist, tuple(accepted))


def deficit_words_in(
    text: str, *, accepted: Iterable[str] = (), wordlist: tuple[Wording, ...] = DEFICIT
) -> tuple[Hit, ...]:
    """Wording of the school's that makes a person small, each once, in order of appearance.

    Arguments as for `judging_words_in`. "Special needs", on which style guides differ, is found only with
    `wordlist=DEFICIT + DISPUTED`.
    """
    return _hits(text, wordlist, tuple(accepted))


def is_generic_praise(text: str, lang: str = "en") -> bool:
    """True when a positive remark would fit any student: under five words, or stock praise with little else.

    Stock phrases are looked for in English (`lang` is a BCP 47 tag), and count when fewer than four words besides
    them and besides words like "is" or "very" say something. Five words are counted in any script that puts spaces
    between words. In one that does not (Chinese, Japanese, Thai …) words cannot be counted, and only a remark
    without any letter is called generic: False there means "not measured", never "specific".
    Source: playbook 2.2, RAPPORT_POSITIVE_GENERIC.
    """
    words = words_of(text)
    if not words or _is_unspaced(text):
        return not words
    return len(words) < 5 or (lang.partition("-")[0].lower() == "en" and _is_stock(text))


def is_backhanded(text: str) -> bool:
    """True when a positive remark is joined to a difficulty: "reads well, but struggles with …".

    That is: "but", "however", "(al)though", "despite" or "in spite of", and after it in the same sentence a word of
    difficulty: struggle, can't, needs to, behind, refuses … "Not only reads but also explains", "but never gives up"
    and "despite the rain" are no difficulties. What stands before the joining word does not matter. English only.
    Source: playbook 2.2, RAPPORT_POSITIVE_BACKHANDED.
    """
    return any(_turns_to_difficulty(small(sentence)) for sentence in sentences_of(normal(text)))


def vague_verb(verb: str) -> str | None:
    """The entry of `VAGUE_VERBS` that a goal's verb begins with ("improve" for "will improve"), or None.

    Leading "will", "be able to" and adverbs are passed over. "Increase" is vague only alone: "increase the number of
    words read aloud" is not. What to try instead is `WATCHABLE_VERBS`. English only.
    """
    words = (word.strip(_PUNCTUATION) for word in words_of(small(normal(verb))))
    rest = " ".join(dropwhile(_only_leads, words))
    pattern, wordings = _prepared(VAGUE_VERBS)
    match = pattern.match(rest)
    if match is None:
        return None
    wording = wordings[key(match[0])]
    return None if wording.alone and match.end() < len(rest) else wording.word


# lists ----------------------------------------------------------------------------------------


@lru_cache(maxsize=512)
def _hits(text: str, wordlist: tuple[Wording, ...], accepted: tuple[str, ...]) -> tuple[Hit, ...]:
    """Guards ask about the same texts at every decision: the last few answers are kept."""
    plainly = small(normal(text))
    pattern, wordings = _prepared(wordlist)
    preferred = [key(normal(term)) for term in accepted]
    wanted = {wordings[term] for term in preferred if term in wordings}
    inside = {at for match in whole_words(preferred).finditer(plainly) for at in range(*match.span())}
    hits = (
        Hit(word=" ".join(match[0].split()), plain=wording.plain)
        for match in pattern.finditer(plainly)
        if (wording := wordings.get(key(match[0]))) and wording not in wanted
        if not inside.issuperset(range(*match.span())) and _counts_here(wording, plainly, match.end())
    )
    return tuple(dict.fromkeys(hits))


@lru_cache(maxsize=32)
def _prepared(wordlist: tuple[Wording, ...]) -> tuple[re.Pattern[str], Mapping[str, Wording]]:
    """One pattern for a list, and the entry behind each form; innocent phrases are in the pattern, without an entry."""
    forms = {key(normal(form)): wording for wording in wordlist for form in (wording.word, *wording.forms)}
    innocent = {key(normal(phrase)) for wording in wordlist for phrase in wording.unless}
    return whole_words([*forms, *innocent]), forms


def _counts_here(wording: Wording, text: str, end: int) -> bool:
    return not wording.as_noun or _NO_NOUN_FOLLOWS.match(text, end) is not None


# praise ---------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _stock() -> re.Pattern[str]:
    return whole_words(STOCK_PRAISE)


@lru_cache(maxsize=1)
def _turns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Words that join, and words of difficulty unless a "never" or "no" turns them round."""
    return whole_words(JOINING), bounded(
        rf"(?<!never )(?<!not )(?<!n't )(?<!no )(?<!without )(?:{d})" for d in DIFFICULTY
    )


def _is_stock(text: str) -> bool:
    rest, found = _stock().subn(" ", small(normal(text)))
    return found > 0 and sum(_says_something(word) for word in words_of(rest)) < 4


def _says_something(word: str) -> bool:
    return word.strip(_PUNCTUATION).partition("'")[0] not in FILLER


def _turns_to_difficulty(sentence: str) -> bool:
    joining, difficulty = _turns()
    line = " ".join(sentence.split())
    joined = joining.search(line)
    return joined is not None and difficulty.search(line, joined.end()) is not None


def _is_unspaced(text: str) -> bool:
    """Whether most letters are of a script that puts no spaces between words, whatever language it is said to be."""
    letters = "".join(filter(str.isalpha, text))
    return 2 * len(_UNSPACED.findall(letters)) > len(letters)


# verbs ----------------------------------------------------------------------------------------


def _only_leads(word: str) -> bool:
    return word in _LEADING or word.endswith("ly")
