"""Which technical terms and unknown abbreviations are found in a text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collabflow.language.glossary import (
    GLOSSARY,
    Term,
    canonical_name,
    is_acronym,
    is_known,
    plain_words,
    technical_terms_in,
    unknown_acronyms,
)

SEED = """IEP; IFSP; 504 plan; EHCP; EHC plan; ILP; IPP; SEN; SEND; SENCO; LEA; LA; district; SEA; FAPE; IDEA; LRE;
placement; PLAAFP; PLOP; present levels; baseline; goal; objective; benchmark; criterion; accommodation; modification;
related services; SDI; SLP; SALT; OT; PT; BCBA; ABA; FBA; BIP; BSP; AT; AAC; ESY; RTI; MTSS; graduated approach; CBM;
probe; aimline; goal line; evaluation; assessment; reevaluation; triennial; eligibility; PWN; prior written notice;
procedural safeguards; informed consent; revoke consent; mediation; facilitation; due process; IEE; transition;
age of majority; surrogate parent; inclusion; mainstream; confidential; PTI; parent centre"""
EVERYDAY = {
    "goal", "objective", "inclusion", "mainstream", "confidential", "placement", "transition", "evaluation",
    "assessment", "eligibility", "district", "goal line", "parent centre",
}  # fmt: skip
NAMES = [" ".join(name.split()) for name in SEED.split(";")]
TECHNICAL_NAMES = [name for term in GLOSSARY if term.technical for name in term.names]


def terms(text: str, **options: object) -> list[str]:
    return [found.term for found in technical_terms_in(text, **options)]  # type: ignore[arg-type]


# the list -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_every_term_of_the_playbook_is_known_with_plain_words(name: str) -> None:
    assert is_known(name)
    assert plain_words(name)


@pytest.mark.parametrize("name", NAMES)
def test_every_term_of_the_playbook_must_be_explained_unless_it_is_an_everyday_word(name: str) -> None:
    assert bool(terms(f"We talked about the {name} today.")) == (name not in EVERYDAY)


@pytest.mark.parametrize("name", TECHNICAL_NAMES)
def test_every_name_of_a_technical_term_is_found_with_the_terms_plain_words(name: str) -> None:
    (found,) = technical_terms_in(f"This is about the {name}.")
    assert (found.term, found.plain) == (canonical_name(name), plain_words(name))


@pytest.mark.parametrize("term", GLOSSARY, ids=lambda term: term.name)
def test_plain_words_need_no_explaining_themselves(term: Term) -> None:
    assert terms(term.plain) == []
    assert unknown_acronyms(term.plain) == ()


@pytest.mark.parametrize(
    ("name", "canonical"),
    [("IEP", "IEP"), ("iep", "IEP"), (" IEPs ", "IEP"), ("i.e.p.", "IEP"), ("SENCo", "SENCO"), ("goals", "goal"),
     ("Individualized  Education\nProgram", "IEP"), ("prior-written notice", "PWN"), ("criteria", "criterion")],
)  # fmt: skip
def test_a_name_is_looked_up_in_any_spelling(name: str, canonical: str) -> None:
    assert canonical_name(name) == canonical


@pytest.mark.parametrize("name", ["", "  ", "it", "QQQ", "the IEP", "IEP meeting", "space probe"])
def test_a_name_that_is_not_there_has_no_meaning(name: str) -> None:
    assert not is_known(name)
    assert canonical_name(name) is None
    assert plain_words(name) is None


def test_acronyms_are_told_from_phrases() -> None:
    assert is_acronym("IEP")
    assert not is_acronym("goal")


# finding --------------------------------------------------------------------------------------


def test_terms_come_once_each_in_order_of_appearance() -> None:
    assert terms("The PT, the IEP, the PT's IEPs and FAPE.") == ["PT", "IEP", "FAPE"]


def test_two_names_of_one_term_are_one_finding() -> None:
    assert terms("The individualized education program (IEP) and the I.E.P.") == ["IEP"]


@pytest.mark.parametrize(
    "text",
    [
        "It is at home.",
        "la casa",
        "by the sea",
        "pt 3",
        "a salty plop",
        "no idea",
        "please send it",
        "iep",
        "BATS",
        "MAT",
    ],
)
def test_ordinary_words_are_no_acronyms(text: str) -> None:
    assert terms(text) == []


@pytest.mark.parametrize(
    "text", ["IEPs", "IEP's", "IEP-based", "(IEP)", "“IEP”", "I.E.P.", "I.E.P", "孩子的IEP会议", "_IEP_"]
)
def test_an_acronym_is_found_in_all_its_dress(text: str) -> None:
    assert terms(text) == ["IEP"]


@pytest.mark.parametrize("text", ["IEPX", "XIEP", "IEP2", "IEPss", "Iep", "O.T.", "https://school.example/IEP"])
def test_what_only_looks_like_an_acronym_is_not_found(text: str) -> None:
    assert "IEP" not in terms(text)
    assert terms(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Accommodations help.", "accommodation"),
        ("PRIOR WRITTEN NOTICE", "PWN"),
        ("two aim lines", "aimline"),
        ("the present\nlevels", "PLAAFP"),
        ("his re-evaluation", "reevaluation"),
        ("weekly probes", "CBM"),
        ("Section 504", "504 plan"),
        ("revoking consent", "revoke consent"),
        ("the benchmarks", "benchmark"),
        ("occupational therapies", "OT"),
        ("board-certified behavior analysts", "BCBA"),
        ("due processes", "due process"),
    ],
)
def test_phrases_are_found_in_any_case_and_in_the_plural(text: str, name: str) -> None:
    assert terms(text) == [name]


def test_the_longest_phrase_wins() -> None:
    assert terms("a short-term objective, an educational placement, a transition plan") == [
        "benchmark",
        "educational placement",
        "transition plan",
    ]


def test_everyday_uses_of_a_technical_word_are_read_over() -> None:
    assert terms("He drew two space probes, one space probe, and booked overnight accommodation.") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("OUR IDEA FOR MAY", []),
        ("What a BIG IDEA!", []),
        ("Look AT IT.", []),
        ("PLEASE SEND BOOKS", []),
        ("YOUR IEP IDEA", ["IEP"]),
        ("YOUR CHILD'S IEP MEETING AT SCHOOL", ["IEP"]),
        ("the IDEA law", ["IDEA"]),
        ("the US IDEA", ["IDEA"]),
        ("OT, PT, AT", ["OT", "PT", "AT"]),
        ("A SEND plan", ["SEND"]),
        ("SEND IEPs", ["SEND", "IEP"]),
    ],
)
def test_acronyms_that_spell_a_word_are_that_word_among_words_in_capitals(text: str, found: list[str]) -> None:
    assert terms(text) == found


def test_a_country_leaves_out_terms_of_other_countries_and_keeps_the_rest() -> None:
    text = "IEP, FAPE, SENCO"
    assert terms(text, countries=["US"]) == ["IEP", "FAPE"]
    assert terms(text, countries=["gb-eng"]) == ["IEP", "SENCO"]
    assert terms(text, countries=("US", "GB")) == ["IEP", "FAPE", "SENCO"]


def test_phrases_of_another_language_are_not_looked_for_but_abbreviations_are() -> None:
    text = "Une modification du plan IEP"
    assert terms(text, lang="fr-CA") == ["IEP"]
    assert terms(text, lang="EN-ca") == ["modification", "IEP"]
    assert terms(text) == terms(text, lang="und") == terms(text, lang="") == ["modification", "IEP"]


def test_a_schools_own_terms_may_be_of_another_language() -> None:
    own = (
        *GLOSSARY,
        Term(names=("projet d’accueil", "école inclusive"), plain="des aides à l'école", technical=True, lang="fr"),
    )
    assert terms("Le projet d’accueil, une modification", lang="fr", glossary=own) == ["projet d’accueil"]
    assert terms("ÉCOLE INCLUSIVE", lang="fr", glossary=own) == ["projet d’accueil"]
    assert terms("Le projet d’accueil", lang="en", glossary=own) == []


def test_no_country_leaves_out_nothing() -> None:
    assert terms("FAPE, SENCO", countries=()) == ["FAPE", "SENCO"]


def test_an_abbreviation_left_out_by_country_is_an_unknown_one() -> None:
    assert unknown_acronyms("FAPE and SENCO", countries=["GB"]) == ("FAPE",)
    assert unknown_acronyms("FAPE and SENCO") == ()


@pytest.mark.parametrize("country", ["USA", "", "U", "840"])
def test_what_is_no_country_is_refused_instead_of_leaving_out_terms(country: str) -> None:
    with pytest.raises(ValueError, match="two letters"):
        technical_terms_in("FAPE", countries=[country])


def test_a_schools_own_terms_come_before_ours() -> None:
    own = (Term(names=("WIN", "IEP"), plain="our own words", technical=True), *GLOSSARY)
    assert terms("WIN time and FAPE", glossary=own) == ["WIN", "FAPE"]
    assert plain_words("iep", glossary=own) == "our own words"
    assert canonical_name("IEP", glossary=own) == "WIN"
    assert unknown_acronyms("WIN time", glossary=own) == ()
    assert is_known("WIN", glossary=own)


def test_an_empty_glossary_finds_nothing() -> None:
    assert terms("IEP", glossary=()) == []


# unknown abbreviations ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("CAMHS and the WISC-V", ("CAMHS", "WISC")),
        ("two LSAs and an LSA", ("LSA",)),
        ("CI, VB-MAPP", ("CI", "VB", "MAPP")),
        ("孩子的CAMHS会议", ("CAMHS",)),
        ("the WISC RIAS results", ("WISC", "RIAS")),
        ("TOWRE", ("TOWRE",)),
        ("VB-MAPP", ("VB", "MAPP")),
    ],
)
def test_unknown_abbreviations_come_once_each_in_order(text: str, found: tuple[str, ...]) -> None:
    assert unknown_acronyms(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "IEP, AAC and SaLT",  # in the glossary
        "TV, OK, the UK, AM or PM, DVDs",  # everyone knows
        "Phase II, part IV, XII, XXXIX",  # Roman numerals
        "KS2, B, Ana, NaCl, IEPx, ABCDEFG",  # no capital abbreviations of two to six letters
        "This is NOT new. DO NOT worry.",  # stress
        "READ THIS PAGE",
        "MATHS BOOK",
        "a VERY BIG DEAL",
        "a LONG WALK HOME",
        "GOALS\nAna reads aloud.",
        "MATHS BOOK\nAna reads aloud.",
        "an EXTREMELY FINE day",
        "www.CAMHS.example",
        "",
    ],
)
def test_what_is_no_unknown_abbreviation(text: str) -> None:
    assert unknown_acronyms(text) == ()


# any text -------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    ["IEP", "IEPs", "at", "AT", "SEND", "prior", "written", "notice", " ", "\n", "-", "’s", ".", "I.E.P."]
)


@settings(deadline=None)
@given(st.text() | st.lists(PIECES).map("".join))
def test_any_text_can_be_searched_and_nothing_is_named_twice(text: str) -> None:
    found, unknown = terms(text), unknown_acronyms(text)
    assert len(set(found)) == len(found)
    assert len(set(unknown)) == len(unknown)
    assert not {name for term in GLOSSARY for name in term.names} & set(unknown)


@settings(deadline=None)
@given(st.sampled_from(TECHNICAL_NAMES), st.text("abcdefghijklmnopqrstuvwxyz ,;", max_size=40))
def test_a_technical_term_is_found_wherever_it_stands_as_a_word(name: str, around: str) -> None:
    assert canonical_name(name) in terms(f"{around}. {name}. {around}")


@settings(deadline=None)
@given(
    st.sampled_from(TECHNICAL_NAMES).filter(is_acronym),
    st.sampled_from("abkxyzéøABKXYZ0189"),
    st.sampled_from("abkxyzéøABKXYZ0189"),
)
def test_nothing_is_found_inside_a_longer_word(name: str, before: str, after: str) -> None:
    assert terms(f"{before}{name}{after}") == []


@settings(deadline=None)
@given(st.lists(st.sampled_from([name for name in TECHNICAL_NAMES if is_acronym(name)]), unique_by=canonical_name))
def test_the_order_is_the_order_of_appearance(names: list[str]) -> None:
    assert terms("; ".join(names)) == [canonical_name(name) for name in names]


@pytest.mark.parametrize(
    "piece", ["IEP ", "SEND, ", "A ", "AAA", "I.E.P.", "A'", "individualized ", "\n", "a@", "ﷺ", "A\n", "A-"]
)
def test_long_hostile_texts_are_searched_without_trouble(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    assert len(terms(text)) <= 1
    assert unknown_acronyms(text) == ()
