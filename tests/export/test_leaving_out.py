"""Leaving out: what one reader is not shown is neither on the page nor in the data, and both say so."""

from __future__ import annotations

import json

import pytest
from attrs import evolve

from collabflow.core.errors import Malformed
from collabflow.core.event import Event
from collabflow.core.people import Restriction, RestrictionKind
from collabflow.events import (
    CaseOpened,
    ContributionAcknowledged,
    ContributionTraced,
    ContributionVoiced,
    ContributionWithdrawn,
    Corrected,
    Moved,
    PartyChanged,
    PartyJoined,
    StrengthNamed,
)
from collabflow.export import Dossier, Reason, document, gather, page
from collabflow.steps.s04_active_listening import ContributionKind, Listening, Sensitivity
from export.filled import LATER, opening, read, rows_of
from support import LEE, ROSA, STUDENT, TOMAS

SECRET = "secretwords"


def voiced(words: str = SECRET, sensitivity: Sensitivity = Sensitivity.RESTRICTED) -> ContributionVoiced:
    return ContributionVoiced(
        contribution="c",
        by="rosa",
        kind=ContributionKind.CONCERN,
        words=words,
        topic=f"{words}topic",
        sensitivity=sensitivity,
    )


RESTRICTED: tuple[Event, ...] = (
    voiced(),
    ContributionAcknowledged(contributions=["c"], by="kim", paraphrase=f"back{SECRET}", reply="no_reply"),
    ContributionTraced(contribution="c", outcome="not_taken_up", why=f"why{SECRET}"),
)


def dossier(*events: Event, reader: str | None, first: CaseOpened | None = None) -> Dossier:
    start = first or opening(ROSA, TOMAS, LEE, *[])
    return gather(rows_of((start, *events)), at=LATER, reader=reader)


def everything(dossier: Dossier) -> str:
    return page(dossier) + json.dumps(document(dossier), default=str)


def test_the_whole_record_shows_what_is_restricted_and_says_that_it_is() -> None:
    whole = dossier(*RESTRICTED, reader=None)

    voices = read(page(whole)).at("voices").text
    assert SECRET in voices
    assert "Restricted: not for everyday reading. Who has a right to see the record can see it." in voices
    assert whole.left_out == ()


def test_its_author_sees_it() -> None:
    own = dossier(*RESTRICTED, reader="rosa")

    assert SECRET in read(page(own)).at("voices").text
    assert own.left_out == ()


def test_somebody_else_does_not_see_it_and_is_told_that_it_is_left_out() -> None:
    other = dossier(*RESTRICTED, reader="tomas")

    assert SECRET not in everything(other)
    assert {(one.version, one.reason) for one in other.left_out} == {
        (2, Reason.RESTRICTED),
        (3, Reason.RESTRICTED),
        (4, Reason.RESTRICTED),
    }
    root = read(page(other))
    assert "Rosa Vidal has a concern." in root.at("voices").text
    assert "The words are left out of this copy." in root.at("voices").text
    assert "words that their author asked to keep restricted" in root.at("about").text
    assert document(other)["manifest"]["left_out"][0] == {"version": 2, "why": "restricted"}  # type: ignore[index]


def test_whoever_looks_after_restricted_words_sees_them() -> None:
    sam = opening()

    assert SECRET in everything(dossier(*RESTRICTED, reader="sam", first=sam))


def test_words_that_were_taken_back_or_corrected_are_left_out_as_well() -> None:
    taken_back = ContributionWithdrawn(contribution="c", by="rosa", why=f"why{SECRET}")
    right = Corrected(version=2, right=voiced(f"right{SECRET}"), why="A slip.")

    for event in (taken_back, right):
        assert SECRET not in everything(dossier(voiced(), event, reader="tomas"))
    struck_out = Corrected(version=2, why="A slip.")
    assert SECRET not in everything(dossier(voiced(), struck_out, reader="tomas"))


def test_what_was_restricted_only_by_a_correction_is_left_out_too() -> None:
    right = Corrected(version=2, right=voiced(), why="It is restricted.")

    assert SECRET not in everything(dossier(voiced(sensitivity=Sensitivity.NORMAL), right, reader="tomas"))


def test_ordinary_words_stay() -> None:
    words = dossier(
        voiced("ordinary", Sensitivity.NORMAL),
        ContributionAcknowledged(contributions=["c"], by="kim", paraphrase="said back"),
        StrengthNamed(by="rosa", text="a strength"),
        reader="tomas",
    )

    assert "ordinary" in everything(words)
    assert "said back" in everything(words)
    assert words.left_out == ()


def test_a_confidential_household_is_left_out_wherever_it_stands() -> None:
    hidden = Restriction(kind=RestrictionKind.ADDRESS_CONFIDENTIAL)
    rosa = evolve(ROSA, household="12 Elm Street", restrictions=(hidden,))
    first = CaseOpened(student=STUDENT, parties=(rosa, TOMAS, LEE))
    moved = PartyChanged(party="rosa", household="7 Elm Street")
    back = PartyJoined(party=evolve(rosa, household="9 Elm Street"))

    copy = dossier(moved, back, StrengthNamed(by="rosa", text="x"), reader="tomas", first=first)

    assert "Elm Street" not in everything(copy)
    assert "where this person lives is confidential" in read(page(copy)).at("about").text
    assert {one.version for one in copy.left_out} == {1, 2, 3}
    assert "Elm Street" in everything(dossier(moved, reader="rosa", first=first))


def test_the_change_of_somebody_whose_home_is_no_secret_stays() -> None:
    assert "Mill Lane" in everything(dossier(PartyChanged(party="tomas", household="Mill Lane"), reader="rosa"))


def test_earlier_cycles_leave_out_the_same() -> None:
    again = Moved(trigger="next_cycle", source="follow_up", target="plan_meeting", cycle=2)

    copy = dossier(*RESTRICTED, again, reader="tomas")

    assert copy.case is not None
    assert copy.case.earlier[0][Listening].get("c").words is None  # type: ignore[union-attr]
    assert SECRET not in everything(copy)


def test_a_reader_whom_an_order_keeps_from_the_record_gets_none() -> None:
    barred = evolve(TOMAS, restrictions=(Restriction(kind=RestrictionKind.RECORDS_RESTRICTED_BY_ORDER),))
    first = CaseOpened(student=STUDENT, parties=(ROSA, barred, LEE))

    with pytest.raises(Malformed, match="reader: may not see this record: an order restricts it"):
        dossier(reader="tomas", first=first)


def test_a_reader_must_be_on_the_case() -> None:
    with pytest.raises(Malformed, match="reader: is not a person of this case"):
        dossier(reader="somebody")
