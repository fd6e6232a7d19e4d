"""HTML: nothing that a person wrote can become markup, and no direction reaches beyond its own text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabflow.export.html import UNSHOWN, Sheet, el, escaped, flat, isolated, settled, write
from export.filled import read

HOSTILE = st.text(
    st.one_of(
        st.sampled_from("<>&\"'/=`-! \0\x0b\x1b\x85\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\n"),
        st.characters(),
    )
)


@given(HOSTILE)
def test_a_text_comes_back_as_text_whatever_it_holds(text: str) -> None:
    node = read(write(el("p", el("bdi", text), title_is := el("time", text, datetime=text)))).all("p")[0]

    assert title_is.name == "time"
    assert [child.name for child in node.walk()] == ["p", "bdi", "time"]
    expected = settled(text).replace("\r", "\n")
    assert node.all("bdi")[0].text.replace("\r", "\n") == expected
    assert node.all("time")[0].attributes["datetime"] == settled(text)


@given(HOSTILE)
def test_what_is_escaped_holds_no_sign_of_markup(text: str) -> None:
    assert not set("<>\"'") & set(escaped(text))


@given(HOSTILE)
def test_no_direction_is_left_open_or_closed_for_others(text: str) -> None:
    for line in settled(text).replace("\u2028", "\n").replace("\u2029", "\n").replace("\r", "\n").split("\n"):
        ends: list[str] = []
        for character in line:
            assert character not in "\u202d\u202e"
            if character in "\u202a\u202b":
                ends.append("\u202c")
            elif character in "\u2066\u2067\u2068":
                ends.append("\u2069")
            elif character in "\u202c\u2069":
                assert ends.pop() == character
        assert ends == []


@given(
    st.text(
        st.characters(
            exclude_categories=("Cc", "Cs", "Cn"),
            exclude_characters="\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
        )
    )
)
def test_ordinary_text_of_any_script_is_left_as_it_is(text: str) -> None:
    assert settled(text) == text


def test_a_control_character_is_marked_and_not_lost() -> None:
    assert settled("a\0b\x1b[31mc\ud800\x9f\ufffe") == f"a{UNSHOWN}b{UNSHOWN}[31mc{UNSHOWN}{UNSHOWN}{UNSHOWN}"


def test_tabs_and_line_ends_stay() -> None:
    assert settled("a\tb\r\nc\nd") == "a\tb\nc\nd"


def test_a_name_that_a_messenger_isolated_stays_as_it_is() -> None:
    assert settled("call \u2068Rosa\u2069 at \u202a555\u202c") == "call \u2068Rosa\u2069 at \u202a555\u202c"


def test_an_isolate_that_is_left_open_is_closed_with_its_line() -> None:
    assert settled("\u2067one\ntwo") == "\u2067one\u2069\ntwo"


def test_an_end_without_a_beginning_is_marked() -> None:
    assert settled("a\u2069b\u202cc") == f"a{UNSHOWN}b{UNSHOWN}c"


@pytest.mark.parametrize("name", ["script", "img", "iframe", "object", "a href=x", "form", "style", "P"])
def test_an_element_that_could_run_or_load_something_does_not_exist(name: str) -> None:
    with pytest.raises(ValueError, match="is no element of this page"):
        el(name)


@pytest.mark.parametrize("name", ["onclick", "style", "src", "srcdoc", "xlink:href", "x y"])
def test_an_attribute_that_could_run_or_load_something_does_not_exist(name: str) -> None:
    with pytest.raises(ValueError, match="is no attribute of this page"):
        el("p", **{name: "x"})


@pytest.mark.parametrize("href", ["https://example.org", "javascript:alert(1)", "#", "#A", "# x", "page.html", "#a\n"])
def test_a_link_leads_only_to_a_place_on_the_page(href: str) -> None:
    with pytest.raises(ValueError, match="leads to a place on it"):
        el("a", href=href)


def test_an_attribute_that_is_none_or_false_is_left_out() -> None:
    assert write(el("p", lang=None, dir="auto", focusable=False, tabindex=0)) == '<p dir="auto" tabindex="0"></p>'


def test_an_attribute_that_is_true_stands_without_a_value() -> None:
    assert write(el("p", id="x", aria_hidden=True)) == '<p id="x" aria-hidden=""></p>'


def test_nones_and_lists_are_flattened() -> None:
    assert list(flat(["a", None, ("b", ["c"])])) == ["a", "b", "c"]


def test_a_style_sheet_is_not_escaped_and_cannot_end_itself() -> None:
    assert write(Sheet("a > b { }")) == "<style>a > b { }</style>"
    with pytest.raises(ValueError, match="must not hold"):
        Sheet("a { } </style><script>")


def test_a_title_keeps_a_name_apart() -> None:
    assert isolated("مايا") == "\u2068مايا\u2069"
