"""Documents that nobody should have written: read exactly, or refused by a typed error that repeats no words."""

from __future__ import annotations

import pytest

from collabflow.core.errors import Malformed
from reliability import careless
from reliability.documents import CODEC, EVENTS
from reliability.fuzz import fuzz, fuzz_forms
from reliability.mutate import Mutator
from reliability.nastiest import documents

MUTATOR = Mutator(seed=1)
CORPUS = tuple(documents())


def rows(many):
    return (MUTATOR.row(number) for number in range(many))


def test_spoilt_documents_are_read_exactly_or_refused_by_a_typed_error():
    tally = fuzz(rows(5_000))

    assert tally.broken == set(), tally.examples
    assert tally.done["refused"] > tally.done["read"] > 400
    assert tally.most["kinds of event read"] == len(EVENTS)


@pytest.mark.parametrize("document", CORPUS, ids=lambda document: document.name)
def test_the_nastiest_documents_are_answered_as_they_always_were(document):
    if document.error is None:
        assert CODEC.decode(document.row)
        return
    with pytest.raises(Malformed) as caught:
        CODEC.decode(document.row)
    assert type(caught.value).__name__ == document.error
    told = {place.partition(" column ")[0] for place, _ in caught.value.faults}  # Pythons differ in the column
    assert set(document.places) <= told


def test_the_nastiest_documents_that_are_read_are_read_exactly():
    tally = fuzz(document.row for document in CORPUS)

    assert tally.broken == set(), tally.examples
    assert tally.done["read"] == sum(document.error is None for document in CORPUS)


def test_forms_with_things_that_json_does_not_know_are_read_exactly_or_refused():
    tally = fuzz_forms(MUTATOR.form(number) for number in range(1_000))

    assert tally.broken == set(), tally.examples
    assert tally.done["refused"] > 100
    assert tally.done["read"] > 100


@pytest.mark.parametrize(
    ("reader", "promises"),
    [
        (careless.MergesDoubledNames, {"altered"}),
        (careless.TakesTrueForOne, {"altered"}),
        (careless.IgnoresUnknownFields, {"altered"}),
        (careless.LeaksErrors, {"untyped error"}),
        (careless.TrustsColumns, {"ill-typed", "not read back"}),
        (careless.ReadsAsKindred, {"not read back"}),
        (careless.RepeatsWords, {"words repeated"}),
    ],
)
def test_a_careless_reader_is_found(reader, promises):
    tally = fuzz(rows(800), reader=reader())

    assert tally.broken == promises, tally.examples
