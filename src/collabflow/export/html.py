"""HTML: elements as values, and the one writer that turns them into text.

Nobody else writes a `<`. An element takes text and other elements, never markup, so that nothing which a person wrote
can become a tag, an attribute or a script: all of it is escaped here, and forgetting to is impossible. Only the names
below exist; a link leads nowhere but to a place on the same page.

Characters that could reach beyond their own text are settled here as well. A control character, half a surrogate pair
or an override of the writing direction is shown as "�"; an isolate or embedding that a text leaves open is closed with
its line, and one that it closes without having opened is shown as "�" too.
Source: HTML Living Standard, 13.1 and 13.3; Unicode UAX #9, 3.3.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Final, TypeAlias

from attrs import frozen

ELEMENTS: Final = frozenset(
    [
        "a",
        "abbr",
        "article",
        "bdi",
        "blockquote",
        "body",
        "caption",
        "cite",
        "code",
        "dd",
        "desc",
        "div",
        "dl",
        "dt",
        "em",
        "figcaption",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "header",
        "html",
        "li",
        "main",
        "meta",
        "nav",
        "ol",
        "p",
        "q",
        "section",
        "small",
        "span",
        "strong",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "time",
        "title",
        "tr",
        "ul",
        "circle",
        "g",
        "line",
        "path",
        "polygon",
        "polyline",
        "rect",
        "svg",
        "text",
    ]
)
"""Every element that a page may hold. None of them runs, loads or submits anything."""

ATTRIBUTES: Final = frozenset(
    [
        "aria-current",
        "aria-describedby",
        "aria-hidden",
        "aria-label",
        "aria-labelledby",
        "charset",
        "class",
        "colspan",
        "content",
        "cx",
        "cy",
        "d",
        "datetime",
        "dir",
        "focusable",
        "height",
        "href",
        "http-equiv",
        "id",
        "lang",
        "name",
        "points",
        "preserveaspectratio",
        "r",
        "role",
        "rowspan",
        "scope",
        "tabindex",
        "text-anchor",
        "viewBox",
        "width",
        "x",
        "x1",
        "x2",
        "y",
        "y1",
        "y2",
    ]
)
"""Every attribute that an element may carry: no handler, no address of anything outside, no style."""

_VOID: Final = frozenset({"meta"})
_FRAGMENT: Final = re.compile(r"#[a-z][a-z0-9-]*")

Attribute: TypeAlias = str | int | float | bool | None
Piece: TypeAlias = "str | Element | Sheet"
Content: TypeAlias = "Piece | Iterable[Content] | None"


@frozen
class Element:
    """An element with its attributes and what it holds. Made with `el`."""

    name: str
    attributes: tuple[tuple[str, str], ...]
    content: tuple[Piece, ...]


@frozen
class Sheet:
    """A style sheet of ours: the one content that is not escaped. Raises `ValueError` for one that could end itself."""

    css: str

    def __attrs_post_init__(self) -> None:
        if "</" in self.css:
            raise ValueError("a style sheet must not hold '</'")


def el(name: str, /, *content: Content, **attributes: Attribute) -> Element:
    """An element. `class_` and `aria_label` are `class` and `aria-label`; an attribute that is None is left out.

    Raises `ValueError` for an element, attribute or link that a page may not hold.
    """
    if name not in ELEMENTS:
        raise ValueError(f"<{name}> is no element of this page")
    named = ((_attribute_name(key), value) for key, value in attributes.items())
    kept = tuple((key, _attribute(key, value)) for key, value in named if value is not None and value is not False)
    return Element(name, kept, tuple(flat(content)))


def flat(content: Content) -> list[Piece]:
    """The pieces of content in a row, without the Nones."""
    pieces: list[Piece] = []
    _gather(content, pieces)
    return pieces


def _gather(content: Content, into: list[Piece]) -> None:
    if isinstance(content, str | Element | Sheet):
        into.append(content)
    elif content is not None:
        for piece in content:
            _gather(piece, into)


@cache
def _attribute_name(key: str) -> str:
    name = key.rstrip("_").replace("_", "-")
    if name not in ATTRIBUTES:
        raise ValueError(f"{name} is no attribute of this page")
    return name


def _attribute(name: str, value: Attribute) -> str:
    text = "" if value is True else str(value)
    if name == "href" and not _FRAGMENT.fullmatch(text):
        raise ValueError("a link of this page leads to a place on it")
    return text


# writing --------------------------------------------------------------------------------------


def write(content: Content) -> str:
    """The text of elements."""
    out: list[str] = []
    for piece in flat(content):
        _write(piece, out)
    return "".join(out)


def _write(piece: Piece, out: list[str]) -> None:
    if isinstance(piece, str):
        out.append(escaped(piece))
    elif isinstance(piece, Sheet):
        out.append(f"<style>{piece.css}</style>")
    else:
        attributes = "".join([f' {name}="{escaped(value)}"' for name, value in piece.attributes])
        out.append(f"<{piece.name}{attributes}>")
        for inner in piece.content:
            _write(inner, out)
        if piece.name not in _VOID:
            out.append(f"</{piece.name}>")


_ESCAPES: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})


def escaped(text: str) -> str:
    """The text as it stands in a page, in an attribute or between tags, and nowhere beyond."""
    return settled(text).translate(_ESCAPES)


# characters that reach beyond their text ------------------------------------------------------

_UNSHOWN: Final = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u202d\u202e]")
"""Controls but tab and line ends, surrogates, noncharacters, and overrides of the writing direction."""

_EMBEDDINGS, _ISOLATES = "\u202a\u202b", "\u2066\u2067\u2068"
_END_OF_EMBEDDING, _END_OF_ISOLATE = "\u202c", "\u2069"
_DIRECTING: Final = re.compile("[\u202a-\u202c\u2066-\u2069]")
_PARAGRAPHS: Final = re.compile("([\n\r\u2028\u2029])")

UNSHOWN: Final = "\N{REPLACEMENT CHARACTER}"
"""Stands in the place of a character that cannot be shown."""


def settled(text: str) -> str:
    """The text with every character shown or marked, and no direction left open or closed for others."""
    text = _UNSHOWN.sub(UNSHOWN, text.replace("\r\n", "\n"))
    if not _DIRECTING.search(text):
        return text
    return "".join(map(_balanced, _PARAGRAPHS.split(text)))


def _balanced(line: str) -> str:
    """One line, with what it opens closed and what it closes unopened marked."""
    out: list[str] = []
    ends: list[str] = []
    for character in line:
        if character in (_END_OF_EMBEDDING, _END_OF_ISOLATE) and character not in ends[-1:]:
            character = UNSHOWN  # noqa: PLW2901
        elif character in (_END_OF_EMBEDDING, _END_OF_ISOLATE):
            ends.pop()
        elif character in _EMBEDDINGS or character in _ISOLATES:
            ends.append(_END_OF_EMBEDDING if character in _EMBEDDINGS else _END_OF_ISOLATE)
        out.append(character)
    return "".join((*out, *reversed(ends)))


def isolated(text: str) -> str:
    """The text kept apart from the direction of what stands beside it, where no element can do so: in a title."""
    return f"\u2068{text}\u2069"
