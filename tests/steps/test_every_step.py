"""What every step asks: a language that was asked for, and a record of everything that happened."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve

from collabflow.core.finding import Basis, Phrase, Severity, Waivable
from collabflow.core.lifecycle.contacts import ContactLogged, Direction
from collabflow.core.lifecycle.needs import NeedsAsked, Topic
from collabflow.core.lifecycle.people import PartyJoined
from collabflow.core.lifecycle.waivers import FindingWaived
from collabflow.core.people import Authority
from collabflow.core.values import Slot, Step
from collabflow.steps import every_step
from collabflow.steps.s01_plan_meeting import (
    MeetingEnded,
    MeetingOutcome,
    MeetingProposed,
    MeetingStarted,
    SlotAnswered,
    SlotReply,
)
from support import KIM, LEE, NOW, PARTIES, ROSA, TOMAS, Pair, days, folded, found, opened, subjects

LANGUAGE, RECORD, CULTURE, ASSUMED = every_step.GUARDS

LATE = NOW.replace(hour=23)
OFFERED = MeetingProposed(meeting="m1", slots=(Slot(start=NOW),), minutes=60, invitees=("rosa",))
BEGUN = MeetingStarted(meeting="m1", present=("rosa", "kim"))
HELD = MeetingEnded(meeting="m1", outcome=MeetingOutcome.HELD, notes="We looked at Maya's maps.")
CALL = ContactLogged(contact="c1", caregiver="rosa", direction=Direction.SCHOOL_TO_HOME)
ANSWERED = NeedsAsked(caregiver="rosa", languages=("es",), culture=())
FILED = evolve(ROSA, languages=("es",))

PAIRS = (
    Pair(guard=LANGUAGE, subject="rosa", mend=(NeedsAsked(caregiver="rosa", no_answer=(Topic.LANGUAGES,)),)),
    Pair(guard=LANGUAGE, subject="caregiver", parties=(LEE, KIM), mend=(PartyJoined(party=ROSA),)),
    Pair(guard=RECORD, subject="m1", given=(OFFERED, BEGUN), mend=(HELD,), mended_at=NOW + days(1)),
    Pair(guard=RECORD, subject="c1", given=(CALL,), mend=(evolve(CALL, summary="The map project went well."),)),
    Pair(guard=CULTURE, subject="rosa", mend=(NeedsAsked(caregiver="rosa", culture=()),)),
    Pair(guard=ASSUMED, subject="rosa", parties=(FILED, LEE), mend=(ANSWERED,)),
)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.guard.code)
def test_every_guard_tells_what_lacks_until_its_remedy_is_recorded(pair: Pair) -> None:
    at = pair.mended_at or pair.at
    lacking = folded(opened(*pair.parties), *pair.given)
    mended = folded(lacking, *pair.mend, at=at)

    assert pair.subject in subjects(pair.guard, lacking, at=at)
    assert pair.subject not in subjects(pair.guard, mended, at=at)
    assert any(type(event) in pair.guard.remedies for event in pair.mend)


def test_every_guard_is_shown_by_a_pair_and_the_room_has_no_limits() -> None:
    assert {pair.guard.code for pair in PAIRS} == {guard.code for guard in every_step.GUARDS}
    assert every_step.LIMITS == ()


def test_weights_waivers_and_basis_are_those_of_the_cycle() -> None:
    assert [(g.code, g.severity, g.waivable, g.basis) for g in every_step.GUARDS] == [
        ("LANGUAGE_NOT_ASKED", Severity.BLOCKER, Waivable.NO, Basis.SEED),
        ("RECORD_MISSING", Severity.BLOCKER, Waivable.NO, Basis.SEED),
        ("CULTURE_PREFERENCES_NOT_ASKED", Severity.WARNING, Waivable.NO, Basis.PRACTICE),
        ("LANGUAGE_ASSUMED", Severity.WARNING, Waivable.NO, Basis.PRACTICE),
    ]


def test_findings_read_as_sentences() -> None:
    case = folded(opened(FILED, LEE), OFFERED, BEGUN, evolve(CALL, contact="c2"))

    texts = [f.text(case) for guard in every_step.GUARDS for f in found(guard, case, at=NOW + days(1))]

    assert texts == [
        "Nobody asked Rosa Vidal which language suits them. Ask; no answer is fine.",
        "The meeting of September 7, 2026 has no end on record. Add the end.",
        "The contact of September 7, 2026 has no summary on record. Add the summary.",
        "Rosa Vidal was not asked about customs and wishes to respect. Ask; they need not say anything.",
        "The language on file for Rosa Vidal was not confirmed by them. Ask them which language suits them.",
    ]


def test_a_case_in_order_lacks_nothing() -> None:
    case = folded(opened(FILED, LEE), ANSWERED, OFFERED, BEGUN, HELD, evolve(CALL, summary="Good news about maps."))

    assert [subjects(guard, case, at=NOW + days(30)) for guard in every_step.GUARDS] == [[], [], [], []]


# who is asked ---------------------------------------------------------------------------------


def test_each_caregiver_is_asked_also_one_who_is_only_informed() -> None:
    informed = evolve(TOMAS, authority=Authority.INFORMED_ONLY)

    assert subjects(LANGUAGE, opened(*PARTIES, informed)) == ["rosa", "tomas"]


def test_a_caregiver_whom_nobody_may_involve_is_asked_only_when_a_meeting_covers_them() -> None:
    barred = opened(*PARTIES, evolve(TOMAS, authority=Authority.NONE))
    invited = folded(barred, MeetingProposed(meeting="m1", invitees=("tomas",)))

    assert subjects(LANGUAGE, barred) == subjects(CULTURE, barred) == ["rosa"]
    assert subjects(LANGUAGE, invited) == subjects(CULTURE, invited) == ["rosa", "tomas"]


def test_an_absent_caregiver_is_not_asked() -> None:
    waived = FindingWaived(
        code="MEETING_TIME_NOT_CONFIRMED_BY_CAREGIVER", subject="rosa", why="Tried four times", absent="rosa"
    )
    case = folded(opened(FILED, LEE), waived)

    assert subjects(LANGUAGE, case) == subjects(CULTURE, case) == subjects(ASSUMED, case) == []


def test_a_language_on_file_is_assumed_while_the_caregiver_has_given_no_answer() -> None:
    case = opened(FILED, LEE)
    silent = folded(case, NeedsAsked(caregiver="rosa", no_answer=(Topic.LANGUAGES,)))

    assert subjects(ASSUMED, case) == subjects(ASSUMED, silent) == ["rosa"]


def test_where_no_language_is_on_file_none_is_assumed() -> None:
    assert subjects(ASSUMED, opened()) == []


# what is on record ----------------------------------------------------------------------------


def test_a_meeting_that_is_going_on_stops_nothing_on_its_day() -> None:
    case = folded(opened(), OFFERED, BEGUN)

    assert subjects(RECORD, case) == subjects(RECORD, case, at=LATE) == []


def test_a_meeting_that_goes_on_over_midnight_is_going_on_until_its_expected_end() -> None:
    case = folded(opened(), evolve(OFFERED, minutes=120), BEGUN, at=LATE)

    assert subjects(RECORD, case, at=LATE + timedelta(minutes=90)) == []
    assert subjects(RECORD, case, at=LATE + timedelta(minutes=121)) == ["m1"]


def test_a_meeting_over_midnight_that_takes_as_long_as_was_said_lacks_no_end_yet() -> None:
    case = folded(opened(), evolve(OFFERED, minutes=120), BEGUN, at=LATE)

    assert subjects(RECORD, case, at=LATE + timedelta(minutes=120)) == []


def test_the_last_step_is_not_left_while_a_meeting_has_no_end() -> None:
    case = evolve(folded(opened(), OFFERED, BEGUN), step=Step.FOLLOW_UP)

    assert subjects(RECORD, case) == ["m1"]
    assert subjects(RECORD, folded(case, HELD)) == []


def test_a_meeting_that_was_only_planned_needs_no_end() -> None:
    yes = SlotAnswered(meeting="m1", caregiver="rosa", start=NOW, reply=SlotReply.ACCEPTED)

    assert subjects(RECORD, folded(opened(), OFFERED, yes), at=NOW + days(9)) == []


def test_a_contact_with_a_blank_summary_has_none() -> None:
    assert subjects(RECORD, folded(opened(), evolve(CALL, summary="  "))) == ["c1"]


def test_one_id_for_a_meeting_and_a_contact_still_gives_one_finding_at_a_time() -> None:
    case = folded(opened(), OFFERED, BEGUN, evolve(CALL, contact="m1"))

    [first] = found(RECORD, case, at=NOW + days(1))
    [second] = found(RECORD, folded(case, HELD), at=NOW + days(1))

    assert (first.param("kind"), second.param("kind")) == (Phrase("meeting"), Phrase("contact"))
