"""The corpus: the nastiest documents, each with why it is there and how it is answered.

A file of `corpus/` holds documents of one topic. `body` is the text of a row's body, or a list of pieces with how
often each is repeated; `columns` are other columns of the row, likewise. `refused` names the places that the error
must tell, or `read` says that it is sound. `as` is the error's class, where that is not `Malformed`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

from collabflow.ports import Row
from reliability.documents import EVENTS, specimen_rows

FOLDER = Path(__file__).with_name("corpus")


@frozen
class Document:
    """A document of the corpus."""

    name: str
    row: Row
    error: str | None
    places: tuple[str, ...]


def documents() -> Iterator[Document]:
    """All of them, in the order of their files."""
    for file in sorted(FOLDER.glob("*.json")):
        for number, written in enumerate(json.loads(file.read_text(encoding="utf-8")), start=1):
            yield _document(f"{file.stem}-{number}: {written['why']}", written)


def _document(name: str, written: dict[str, Any]) -> Document:
    kind = next(kind for kind in EVENTS if kind.stored_as == written["event"])
    (row,) = specimen_rows(kind, many=1)
    columns = {"body": written["body"], **written.get("columns", {})}
    return Document(
        name=name,
        row=evolve(row, **{column: _pieced(value) for column, value in columns.items()}),
        error=None if written.get("read") else written.get("as", "Malformed"),
        places=tuple(written.get("refused", ())),
    )


def _pieced(value: Any) -> Any:
    """The text of pieces, each with how often it stands there; any other value is itself."""
    match value:
        case [[str(), int()], *_]:
            return "".join(piece * times for piece, times in value)
    return value
