"""The glossary's data: complete, in plain words, and clear about what is technical."""

from collections import Counter

import pytest

from collabflow.language.matching import key
from collabflow.language.readability import measure
from collabflow.language.terms import (
    ALSO_WORDS,
    EMPHASISED,
    GLOSSARY,
    WELL_KNOWN,
    Term,
    is_acronym,
)


@pytest.mark.parametrize("name", ["IEP", "SaLT", "SENCo", "MTSS", "AT"])
def test_one_word_with_two_capitals_is_an_acronym(name: str) -> None:
    assert is_acronym(name)


@pytest.mark.parametrize("name", ["goal", "504 plan", "EHC plan", "Goal", "A", "", "IEP team"])
def test_other_names_are_no_acronyms(name: str) -> None:
    assert not is_acronym(name)


def test_no_name_belongs_to_two_terms() -> None:
    names = Counter(name if is_acronym(name) else key(name) for term in GLOSSARY for name in term.names)
    assert [name for name, times in names.items() if times > 1] == []


def test_a_term_has_a_name() -> None:
    with pytest.raises(ValueError, match="names"):
        Term(names=(), plain="nothing", technical=True)


def test_the_first_name_stands_for_the_term() -> None:
    assert Term(names=("IEP", "individualized education program"), plain="a plan", technical=True).name == "IEP"


def test_plain_words_are_short() -> None:
    assert [term.name for term in GLOSSARY if len(term.plain.split()) > 16] == []


def test_all_plain_words_together_read_at_grade_8_or_below() -> None:
    text = ". ".join(term.plain.capitalize() for term in GLOSSARY) + "."
    assert measure(text, "en").is_within(8)


def test_countries_are_two_capital_letters() -> None:
    codes = {country for term in GLOSSARY for country in term.countries}
    assert codes == {"US", "GB"}


def test_abbreviations_that_spell_a_word_are_in_the_glossary() -> None:
    names = {name for term in GLOSSARY for name in term.names}
    assert names >= ALSO_WORDS


def test_the_lists_of_capitals_do_not_contradict_each_other() -> None:
    acronyms = {name for term in GLOSSARY for name in term.names if is_acronym(name)}
    assert not acronyms & WELL_KNOWN
    assert not acronyms & EMPHASISED
    assert not WELL_KNOWN & EMPHASISED
