"""The word lists' data: the playbook's words are there, and no list contradicts another."""

import pytest

from collabflow.language.matching import key
from collabflow.language.wordlists import (
    DEFICIT,
    DISPUTED,
    JUDGING,
    STOCK_PRAISE,
    VAGUE_VERBS,
    WATCHABLE_VERBS,
    Wording,
)


def forms(wordlist: tuple[Wording, ...]) -> list[str]:
    return [key(form) for wording in wordlist for form in (wording.word, *wording.forms)]


@pytest.mark.parametrize("wordlist", [JUDGING, DEFICIT + DISPUTED, VAGUE_VERBS])
def test_no_form_stands_twice_in_a_list(wordlist: tuple[Wording, ...]) -> None:
    assert sorted(forms(wordlist)) == sorted(set(forms(wordlist)))


@pytest.mark.parametrize("wordlist", [JUDGING, DEFICIT, DISPUTED, VAGUE_VERBS])
def test_every_entry_says_what_could_be_said_instead_without_the_word_itself(wordlist: tuple[Wording, ...]) -> None:
    assert [w.word for w in wordlist if not w.plain or w.word in w.plain] == []


def test_innocent_phrases_hold_one_of_the_entrys_forms() -> None:
    for wording in JUDGING + DEFICIT:
        for phrase in wording.unless:
            assert any(key(form) in key(phrase) for form in (wording.word, *wording.forms)), phrase


def test_the_words_to_try_instead_are_not_vague_themselves() -> None:
    assert not set(WATCHABLE_VERBS) & set(forms(VAGUE_VERBS))


def test_stock_praise_has_the_playbooks_examples_and_nothing_twice() -> None:
    assert {"great kid", "doing well"} <= set(STOCK_PRAISE)
    assert len(set(STOCK_PRAISE)) == len(STOCK_PRAISE)
