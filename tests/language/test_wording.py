"""Blame, deficit words, empty and backhanded praise, and verbs that nobody can see."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collabflow.language.matching import normal, small
from collabflow.language.wording import (
    DEFICIT,
    DISPUTED,
    JUDGING,
    STOCK_PRAISE,
    VAGUE_VERBS,
    WATCHABLE_VERBS,
    Hit,
    Wording,
    deficit_words_in,
    is_backhanded,
    is_generic_praise,
    judging_words_in,
    vague_verb,
)
from collabflow.language.wordlists import JOINING


def judging(text: str, **options: object) -> list[str]:
    return [hit.word for hit in judging_words_in(text, **options)]  # type: ignore[arg-type]


def deficit(text: str, **options: object) -> list[str]:
    return [hit.word for hit in deficit_words_in(text, **options)]  # type: ignore[arg-type]


# judging and deficit words --------------------------------------------------------------------


@pytest.mark.parametrize(
    "word",
    ["in denial", "overreacting", "difficult parent", "non-compliant", "refuses to", "failed to", "doesn't care",
     "should have", "uncooperative", "hostile", "unrealistic expectations", "hard to reach"],
)  # fmt: skip
def test_every_judging_word_of_the_playbook_is_found_with_a_suggestion(word: str) -> None:
    (hit,) = judging_words_in(f"Notes: {word} called.")
    assert hit.word == word
    assert hit.plain


@pytest.mark.parametrize(
    "word",
    ["suffers from", "confined to a wheelchair", "wheelchair-bound", "victim of", "normal children", "high-functioning",
     "low-functioning", "mental age", "the disabled", "retarded", "crazy"],
)  # fmt: skip
def test_every_deficit_word_of_the_playbook_is_found_with_a_suggestion(word: str) -> None:
    (hit,) = deficit_words_in(f"Notes: {word}.")
    assert hit.word == word
    assert hit.plain


@pytest.mark.parametrize("wording", JUDGING + DEFICIT, ids=lambda wording: wording.word)
def test_every_form_of_every_entry_is_found(wording: Wording) -> None:
    for form in (wording.word, *wording.forms):
        hits = judging_words_in(f"{form}.") + deficit_words_in(f"{form}.")
        assert hits == (Hit(word=form, plain=wording.plain),)


def test_words_are_found_as_they_stand_each_once_in_order() -> None:
    text = "Hostile; REFUSED  to come, refuses to answer, refused to come, hostile."
    assert judging(text) == ["hostile", "refused to", "refuses to"]


@pytest.mark.parametrize("text", ["doesn’t care", "Doesn't Care", "doesn't\ncare", "doesnʼt care"])
def test_apostrophes_case_and_line_breaks_make_no_difference(text: str) -> None:
    assert judging(text) == ["doesn't care"]


@pytest.mark.parametrize(
    "text", ["hostiles", "unhostile", "the refusal", "crazyhorse", "retardant", "subnormal children"]
)
def test_nothing_is_found_inside_a_longer_word(text: str) -> None:
    assert judging(text) + deficit(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "She never fails to thank him.",
        "He refuses to give up.",
        "He doesn't care for loud rooms.",
        "Each child should have a quiet place.",
        "She is crazy about maps.",
        "His difficulty is confined to spelling.",
        "the disabled toilet",
        "the disabled student",
        "An autistic child, a Deaf child, a child with autism, a disabled person.",
    ],
)
def test_innocent_phrases_are_left_alone(text: str) -> None:
    assert judging(text) + deficit(text) == []


@pytest.mark.parametrize(
    "text", ["the disabled", "help for the disabled and others", "The disabled, too", "the disabled\n"]
)
def test_a_group_is_named_when_no_noun_follows(text: str) -> None:
    assert deficit(text) == ["the disabled"]


def test_special_needs_is_found_only_where_a_school_asks_for_it() -> None:
    assert deficit("special needs") == []
    assert deficit("special-needs", wordlist=DEFICIT + DISPUTED) == ["special-needs"]


def test_special_educational_needs_are_never_found() -> None:
    assert deficit("special educational needs", wordlist=DEFICIT + DISPUTED) == []


def test_a_school_may_have_its_own_list() -> None:
    own = (Wording(word="lazy", plain="what was done"),)
    assert judging_words_in("lazy and hostile", wordlist=own) == (Hit(word="lazy", plain="what was done"),)
    assert judging("lazy", wordlist=()) == []


def test_a_preferred_term_never_counts_in_any_of_its_forms() -> None:
    assert deficit("Wheelchair bound or wheelchair-bound", accepted=["Wheelchair–bound"]) == []
    assert deficit("suffering from and crazy", accepted=["suffers from"]) == ["crazy"]


def test_a_word_inside_a_preferred_term_counts_only_elsewhere() -> None:
    preferred = ("High-functioning autistic person",)
    assert deficit("a high functioning autistic person", accepted=preferred) == []
    assert deficit("a high functioning autistic person, high-functioning", accepted=preferred) == ["high-functioning"]


def test_a_preferred_word_does_not_hide_a_longer_phrase_around_it() -> None:
    assert deficit("the disabled", accepted=["disabled", ""]) == ["the disabled"]


# praise ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["", "👍", "Great kid!", "Reads aloud now.", "Ana is a great kid and a joy to teach.",
     "She's doing well in class this year.", "He is doing well in all of his classes",
     "Ana has been making progress with her reading.", "Muy buen niño"],
)  # fmt: skip
def test_praise_that_fits_any_student_is_generic(text: str) -> None:
    assert is_generic_praise(text)


@pytest.mark.parametrize(
    "text",
    [
        "On Monday Leo waited for his turn twice.",
        "Ana is a great kid who helped Sam find his seat on Tuesday.",
        "Great job reading four pages aloud to the younger class on Friday.",
    ],
)
def test_praise_that_tells_what_the_student_did_is_not_generic(text: str) -> None:
    assert not is_generic_praise(text)


@pytest.mark.parametrize("phrase", STOCK_PRAISE)
def test_every_stock_phrase_is_generic_with_little_else(phrase: str) -> None:
    assert is_generic_praise(f"We think that she really is {phrase} here at school.")


def test_stock_phrases_are_english() -> None:
    text = "We think that she is a great kid."
    assert is_generic_praise(text, "EN-gb")
    assert not is_generic_praise(text, "es")


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("孩子今天帮助同学找到了座位", "zh-Hans"),
        ("お友だちに席をゆずりました", "ja"),
        ("วันนี้เขาช่วยเพื่อน", "th"),
        ("很棒", "en"),
    ],
)
def test_languages_without_spaces_are_not_judged_by_counting_words(text: str, lang: str) -> None:
    assert not is_generic_praise(text, lang)


def test_a_chinese_name_does_not_stop_english_words_from_being_counted() -> None:
    assert is_generic_praise("小美 reads well", "zh")


@pytest.mark.parametrize(
    "text",
    [
        "She reads well, but struggles with maths.",
        "He reads well. However, he can’t sit still.",
        "Ana draws well; however, she is often behind.",
        "Kind, although she needs to listen more.",
        "Though he has problems with sharing, he smiles.",
        "Despite his disability he smiles.",
        "In spite of her behaviour she is liked.",
        "Even though it's hard for him, he tries.",
        "He is kind, but he doesn't finish.",
        "Bright but lazy.",
        "Sweet BUT\nnever listens",
    ],
)
def test_a_remark_that_turns_to_a_difficulty_is_backhanded(text: str) -> None:
    assert is_backhanded(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Not only reads but also explains.",
        "He was nervous but did not give up.",
        "She was last but never stopped smiling.",
        "She is quiet but is not afraid to ask.",
        "Small, but never forgets to say thanks.",
        "He reads aloud, but without difficulty.",
        "Despite the rain he came and sang.",
        "Although the puzzle was long, Ana finished it.",
        "He struggles, but keeps trying.",
        "Nobody but Ana noticed. He needs to rest.",
        "He struggles with maths.",
        "The butter was slow.",
    ],
)
def test_a_remark_that_only_says_but_is_not_backhanded(text: str) -> None:
    assert not is_backhanded(text)


# verbs ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("wording", VAGUE_VERBS, ids=lambda wording: wording.word)
def test_every_form_of_a_vague_verb_is_known_for_it(wording: Wording) -> None:
    for form in (wording.word, *wording.forms):
        assert vague_verb(form) == wording.word
        assert vague_verb(f"Will {form.upper()}.") == wording.word


@pytest.mark.parametrize(
    ("verb", "vague"),
    [
        ("improves her reading", "improve"),
        ("is aware of", "be aware"),
        ("becomes aware of rules", "be aware"),
        ("becomes calm", "become"),
        ("will be able to independently understand", "understand"),
        ("demonstrate understanding of maps", "demonstrate understanding"),
        ("to try/finish", "try"),
        ("is exposed to", "be exposed to"),
        ("Increase.", "increase"),
    ],
)
def test_a_verb_that_begins_vaguely_is_vague(verb: str, vague: str) -> None:
    assert vague_verb(verb) == vague


@pytest.mark.parametrize(
    "verb",
    [*WATCHABLE_VERBS, "increase the number of words read aloud", "demonstrate", "works", "read and understand", "be",
     "", "?", "apply", "knowledgeably", "mejorar", "triangle"],
)  # fmt: skip
def test_other_verbs_are_not_vague(verb: str) -> None:
    assert vague_verb(verb) is None


# any text -------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    ["but ", "can't ", "the disabled ", "refuses", " to ", "crazy", "’", "great kid", "the", " ", "\n", "ly"]
)


@settings(deadline=None)
@given(st.text() | st.lists(PIECES).map("".join), st.lists(st.text(max_size=5), max_size=2))
def test_any_text_can_be_searched_and_nothing_is_named_twice(text: str, accepted: list[str]) -> None:
    for hits in (judging_words_in(text, accepted=accepted), deficit_words_in(text, accepted=accepted)):
        assert len(set(hits)) == len(hits)
        assert set(hits) <= set(judging_words_in(text) + deficit_words_in(text))
    assert is_generic_praise(text) or any(map(str.isalnum, text))
    assert any(word in small(normal(text)) for word in JOINING) or not is_backhanded(text)
    assert vague_verb(text) in {None, *(wording.word for wording in VAGUE_VERBS)}


@pytest.mark.parametrize(
    "piece",
    ["refuses ", "the disabled ", "but ", "but can't ", "can't shyly ", "should ", "ly", "great kid ", "很", " "],
)
def test_long_hostile_texts_are_searched_without_trouble(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    assert len(judging_words_in(text)) + len(deficit_words_in(text, accepted=["the"])) <= 1
    assert is_generic_praise(text) == (piece in {"great kid ", "ly", " "})
    assert is_backhanded(text) == (piece == "but can't ")
    assert vague_verb(text) is None
