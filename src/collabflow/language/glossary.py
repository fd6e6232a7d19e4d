"""Glossary: which technical terms and unknown abbreviations a text uses, and what they mean in plain words.

Abbreviations are found only in their own letter case ("it" is never IT, "at" never AT), with a plural s, or, from
three letters up, with full stops ("I.E.P."). Phrases are found in any case and in the plural. The longest phrase wins,
each term is named once, in order of appearance.

Capitals used for stress are hard to tell from abbreviations. The rule here: abbreviations that no other word spells
(IEP, FAPE) are found even in a heading all in capitals, because a term missed is a family not told; those that spell a
word ("IDEA", "SEND") are read as that word when a neighbouring word is in capitals too and is no abbreviation.

Leaving terms out by country hides no abbreviation: one that is left out is then an unknown one.
Source: playbook 4.4; `terms` has the list and says what makes a term technical.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final

from attrs import frozen

from collabflow.language.matching import LETTERS, key, normal, small, whole_words
from collabflow.language.terms import (
    ALSO_WORDS,
    EMPHASISED,
    EVERYDAY_USES,
    GLOSSARY,
    WELL_KNOWN,
    Term,
    is_acronym,
)

__all__ = [
    "GLOSSARY",
    "Found",
    "Term",
    "canonical_name",
    "is_acronym",
    "is_known",
    "plain_words",
    "technical_terms_in",
    "unknown_acronyms",
]

_CAPITALS: Final = rf"(?<![{LETTERS}])[A-Z]++(?:(?<=[A-Z][A-Z])s)?(?![{LETTERS}])"
_CAPITAL_WORD: Final = re.compile(_CAPITALS)
_CAPITAL_RUN: Final = re.compile(rf"{_CAPITALS}(?:[ \t'-]++{_CAPITALS})*+")
_ROMAN: Final = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})")
_COUNTRY: Final = re.compile(r"[A-Z]{2}")


@frozen(kw_only=True)
class Found:
    """A technical term that a text uses: the name that stands for it, and its plain words."""

    term: str
    plain: str


@frozen(kw_only=True, eq=False)
class _Index:
    """A glossary made ready for finding: one pattern, and the term behind each spelling."""

    pattern: re.Pattern[str]
    exact: Mapping[str, Term]  # acronyms, in their own letter case
    phrases: Mapping[str, Term]  # everything else, by `key`

    def term(self, written: str) -> Term | None:
        """The term that is written like this, if any."""
        return self.exact.get(written) or self.phrases.get(key(written))

    def is_acronym(self, word: str) -> bool:
        """True for a word in capitals that we know, or that everyone does."""
        singular = word.removesuffix("s")
        return singular in self.exact or singular in WELL_KNOWN or _ROMAN.fullmatch(singular) is not None


def technical_terms_in(
    text: str,
    *,
    lang: str | None = None,
    countries: Iterable[str] | None = None,
    glossary: tuple[Term, ...] = GLOSSARY,
) -> tuple[Found, ...]:
    """The technical terms that `text` uses, each once, in order of appearance.

    `lang` is the text's language (BCP 47): phrases of other languages are then not looked for, because "modification"
    is an everyday word in French; abbreviations are, in every language. None, "" and "und" look for all.
    `countries` (ISO 3166, "US" or "GB-ENG") leaves out the terms of other countries; None or none leaves out nothing.
    `glossary` may be a school's own list, or its own terms before ours: the first to have a name gives its meaning.
    Raises ValueError for a country that is not one.
    """
    return _technical_terms(text, _index(glossary, _two_letters(countries), _known_language(lang)))


def unknown_acronyms(
    text: str, *, countries: Iterable[str] | None = None, glossary: tuple[Term, ...] = GLOSSARY
) -> tuple[str, ...]:
    """Abbreviations of two to six capitals that the glossary does not have, each once, in order, without plural s.

    Not counted: Roman numerals up to 39, abbreviations that everyone knows (`terms.WELL_KNOWN`), and words in capitals
    for stress: next to a common word in capitals or a longer one, three or more in a row, or in a heading in capitals.
    Arguments as for `technical_terms_in`.
    """
    return _unknown(text, _index(glossary, _two_letters(countries), None))


def canonical_name(name: str, *, glossary: tuple[Term, ...] = GLOSSARY) -> str | None:
    """The name that stands for the term called `name`, or None if the glossary does not have it.

    Whoever names a term means a term, so letter case does not matter here: "iep" is the IEP.
    """
    term = _named(name, glossary)
    return term.name if term else None


def plain_words(name: str, *, glossary: tuple[Term, ...] = GLOSSARY) -> str | None:
    """What the term called `name` means in plain words, or None if the glossary does not have it."""
    term = _named(name, glossary)
    return term.plain if term else None


def is_known(name: str, *, glossary: tuple[Term, ...] = GLOSSARY) -> bool:
    """True when the glossary has a term called `name`, technical or not."""
    return _named(name, glossary) is not None


@lru_cache(maxsize=256)
def _technical_terms(text: str, index: _Index) -> tuple[Found, ...]:
    """Guards ask about the same texts at every decision: the last few answers are kept."""
    plainly = normal(text)
    stressed = frozenset(_stressed(plainly, index))
    spans = (match.span() for match in index.pattern.finditer(small(plainly)))
    terms = (index.term(plainly[start:end]) for start, end in spans if start not in stressed)
    return tuple(dict.fromkeys(Found(term=t.name, plain=t.plain) for t in terms if t and t.technical))


def _stressed(text: str, index: _Index) -> Iterator[int]:
    """Where abbreviations stand that spell a word, next to a word in capitals that is no abbreviation."""
    for run in _CAPITAL_RUN.finditer(text):
        words = tuple(_CAPITAL_WORD.finditer(text, run.start(), run.end()))
        if any(len(word[0]) > 1 and not index.is_acronym(word[0]) for word in words):
            yield from (word.start() for word in words if word[0] in ALSO_WORDS)


@lru_cache(maxsize=256)
def _unknown(text: str, index: _Index) -> tuple[str, ...]:
    plainly = normal(text)
    has_small_letters = not _is_all_capitals(plainly)
    found = (
        word
        for line in plainly.splitlines()
        for word in _unknown_in_line(line, index, in_a_row=_stress_from(line, has_small_letters=has_small_letters))
    )
    return tuple(dict.fromkeys(found))


def _stress_from(line: str, *, has_small_letters: bool) -> int:
    """How many unknown words in capitals in a row are stress: one in a heading, two in a text all in capitals."""
    if not _is_all_capitals(line):
        return 3
    return 1 if has_small_letters else 2


def _is_all_capitals(text: str) -> bool:
    return all(c.isupper() for c in text if c.isalpha())


def _unknown_in_line(line: str, index: _Index, *, in_a_row: int) -> Iterator[str]:
    for run in _CAPITAL_RUN.finditer(line):
        compounds = [_unknown_words(compound, index) for compound in run[0].split()]  # "VB-MAPP" is one
        unknown = [word for compound in compounds for word in compound]
        is_stress = any(word in EMPHASISED or len(word) > 6 for word in unknown)
        if not is_stress and sum(map(bool, compounds)) < in_a_row:
            yield from unknown


def _unknown_words(compound: str, index: _Index) -> list[str]:
    words = _CAPITAL_WORD.findall(compound)
    return [word.removesuffix("s") for word in words if len(word) > 1 and not index.is_acronym(word)]


def _two_letters(countries: Iterable[str] | None) -> frozenset[str]:
    codes = frozenset(country.upper().partition("-")[0] for country in countries or ())
    if not all(map(_COUNTRY.fullmatch, codes)):
        raise ValueError("a country is two letters (ISO 3166), alone or before a hyphen")
    return codes


def _known_language(lang: str | None) -> str | None:
    primary = _primary(lang or "")
    return None if primary in {"", "und"} else primary


def _primary(lang: str) -> str:
    return lang.partition("-")[0].lower()


@lru_cache(maxsize=32)
def _index(glossary: tuple[Term, ...], countries: frozenset[str], lang: str | None) -> _Index:
    used = [t for t in glossary if not countries or not t.countries or not countries.isdisjoint(t.countries)]
    exact: dict[str, Term] = {}
    phrases: dict[str, Term] = {}
    for term in used:
        for name in term.names:
            if is_acronym(name) or lang in {None, _primary(term.lang)}:
                spellings = exact if is_acronym(name) else phrases
                spellings.update({s: term for s in _spellings(name) if s not in spellings})
    read_over = (spelling for phrase in EVERYDAY_USES for spelling in _spellings(phrase))
    return _Index(pattern=whole_words([*exact, *phrases, *read_over]), exact=exact, phrases=phrases)


def _spellings(name: str) -> tuple[str, ...]:
    """How a name may be written: acronyms in their own case, phrases by `key`; both in the plural."""
    if not is_acronym(name):
        phrase = key(normal(name))
        return phrase, _plural(phrase)
    dotted = ".".join(name)
    return (name, f"{name}s", f"{dotted}.", dotted) if len(name) > 2 else (name, f"{name}s")


def _plural(phrase: str) -> str:
    if phrase.endswith(("s", "x", "ch", "sh")):
        return f"{phrase}es"
    return f"{phrase[:-1]}ies" if phrase.endswith("y") else f"{phrase}s"


def _named(name: str, glossary: tuple[Term, ...]) -> Term | None:
    index = _index(glossary, frozenset(), None)
    written = normal(name).strip()
    return index.term(written) or _in_any_case(index).get(key(written))


@lru_cache(maxsize=32)
def _in_any_case(index: _Index) -> Mapping[str, Term]:
    return {key(acronym): term for acronym, term in reversed(tuple(index.exact.items()))}
