"""Room 7: how school and home keep in touch, both ways, how often, and whether it suits."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve

import collabflow.steps.s07_establish_communication as room
from collabflow.core.event import EVERY_DAY, Calendar
from collabflow.core.finding import Severity
from collabflow.core.lifecycle.contacts import ContactAttempted, ContactLogged
from collabflow.core.lifecycle.needs import NeedsAsked
from collabflow.core.lifecycle.people import PartyChanged
from collabflow.core.people import ContactPreference, Restriction
from collabflow.core.values import Frequency
from collabflow.events import ChannelEnded, ChannelProposed, CommunicationAnswered
from collabflow.steps.s07_establish_communication import Channel, CommunicationPlan, contact_due
from support import NOW, ROSA, TODAY, TOMAS, Pair, days, folded, found, opened, subjects, unsound

GUARD = {guard.code: guard for guard in room.GUARDS}
PHONE = Channel(
    id="calls",
    caregiver="rosa",
    preferred="yes",
    purpose="routine",
    direction="both",
    method="phone",
    language="es",
    frequency=Frequency(times=1, per="week"),
    reply_within_days=2,
    contact="kim",
)
CALLS = ChannelProposed(channel=PHONE)
URGENT = ChannelProposed(channel=evolve(PHONE, id="urgent", purpose="urgent"))
SUITS = CommunicationAnswered(caregiver="rosa", answer="suits")
SPANISH = NeedsAsked(caregiver="rosa", languages=("es",))
DRAFT = Channel(id="calls", caregiver="rosa")


def calls(**changes: object) -> ChannelProposed:
    return ChannelProposed(channel=evolve(PHONE, **changes))  # type: ignore[arg-type]


def logged(number: int, **changes: object) -> ContactLogged:
    log = ContactLogged(contact=f"c{number}", caregiver="rosa", direction="school_to_home", summary="Read together")
    return evolve(log, **changes)  # type: ignore[arg-type]


def pair(code: str, subject: str, *given: object, mend: object, **more: object) -> Pair:
    return Pair(guard=GUARD[code], subject=subject, given=given, mend=(mend,), **more)  # type: ignore[arg-type]


REFUSES_CALLS = PartyChanged(
    party="rosa", contact_preferences=(ContactPreference(method="phone", liking="do_not_use"),)
)

PAIRS = (
    pair("COMM_METHOD_MISSING", "channels", mend=CALLS),
    pair("COMM_METHOD_MISSING", "calls", ChannelProposed(channel=DRAFT), mend=CALLS),
    pair("COMM_FREQUENCY_MISSING", "calls", calls(frequency=None), mend=CALLS),
    pair("COMM_FREQUENCY_MISSING", "rosa/routine", URGENT, mend=CALLS),
    pair("COMM_SCHOOL_TO_HOME_MISSING", "rosa", calls(direction="home_to_school"), mend=CALLS),
    pair("COMM_HOME_TO_SCHOOL_MISSING", "rosa", calls(direction="school_to_home"), mend=CALLS),
    pair("COMM_PREFERENCE_NOT_ASKED", "rosa", calls(preferred="not_asked"), mend=calls(preferred="no_answer")),
    pair("COMM_CAREGIVER_NOT_COVERED", "rosa", mend=CALLS),
    pair("COMM_NOT_AGREED_BY_CAREGIVER", "rosa", CALLS, mend=SUITS),
    pair("COMM_LANGUAGE_MISSING", "calls", SPANISH, calls(language="en"), mend=calls(language="en", interpreter=True)),
    pair("COMM_CHANNEL_RESTRICTED", "calls", CALLS, REFUSES_CALLS, mend=ChannelEnded(channel="calls")),
    pair("COMM_SCHOOL_CONTACT_MISSING", "calls", calls(contact=None), mend=calls(contact=None, contact_post="Office")),
    pair("COMM_URGENT_PATH_MISSING", "rosa", CALLS, mend=URGENT),
    pair("COMM_REPLY_TIME_MISSING", "calls", calls(reply_within_days=None), mend=CALLS),
    pair("COMM_OVERDUE", "rosa", CALLS, SUITS, mend=logged(1), mended_at=NOW + days(12)),
    pair(
        "COMM_ONE_SIDED",
        "rosa",
        CALLS,
        SUITS,
        logged(1),
        mend=logged(2, direction="home_to_school"),
        mended_at=NOW + timedelta(days=13, hours=23),
    ),
    pair(
        "COMM_ONLY_DIFFICULTIES",
        "rosa",
        *(logged(n, tone="difficulty") for n in range(5)),
        mend=logged(9, tone="good_news"),
    ),
)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.guard.code}-{pair.subject}")
def test_a_guard_lacks_and_is_mended(pair: Pair) -> None:
    later = pair.mended_at or pair.at
    lacking = folded(opened(*pair.parties), *pair.given, at=pair.at)
    assert pair.subject in subjects(pair.guard, lacking, at=later)
    assert pair.subject not in subjects(pair.guard, folded(lacking, *pair.mend, at=later), at=later)


def test_a_plan_without_gaps_is_left_alone() -> None:
    case = folded(opened(), SPANISH, CALLS, URGENT, SUITS)
    assert [guard.code for guard in room.GUARDS if subjects(guard, case)] == []


def test_contact_that_only_the_school_starts_goes_one_way() -> None:
    guard = GUARD["COMM_ONE_SIDED"]
    case = folded(opened(), CALLS, SUITS)
    later = NOW + timedelta(days=30)
    assert subjects(guard, case, at=later) == []
    told = folded(folded(case, logged(1), at=later - days(9)), logged(2), at=later - days(1))
    assert subjects(guard, told, at=later) == ["rosa"]
    reached = folded(told, ContactAttempted(caregiver="rosa", outcome="returned"), at=later - days(1))
    assert subjects(guard, reached, at=later) == []
    answered = folded(told, logged(3, direction="home_to_school"), at=later - days(1))
    assert subjects(guard, answered, at=later) == []
    assert subjects(guard, folded(opened(), calls(frequency=None)), at=later) == []


def test_contact_is_counted_from_the_caregiver_s_yes_or_the_last_contact() -> None:
    case = folded(opened(), CALLS)
    assert contact_due(case, "rosa", factor=1.5, calendar=EVERY_DAY) is None
    agreed = folded(case, SUITS)
    assert contact_due(agreed, "rosa", factor=1.5, calendar=EVERY_DAY) == TODAY + days(10)
    heard = folded(agreed, ContactAttempted(caregiver="rosa", outcome="reached"), at=NOW + days(3))
    assert contact_due(heard, "rosa", factor=1.5, calendar=EVERY_DAY) == TODAY + days(13)
    missed = folded(agreed, ContactAttempted(caregiver="rosa", outcome="no_answer"), at=NOW + days(3))
    assert contact_due(missed, "rosa", factor=1.5, calendar=EVERY_DAY) == TODAY + days(10)


def test_a_school_break_softens_what_is_late_and_never_hides_it() -> None:
    case = folded(opened(), CALLS, SUITS)
    rest = Calendar(breaks_from=(TODAY + days(1),), breaks_to=(TODAY + days(14),))
    (late,) = found(GUARD["COMM_OVERDUE"], case, at=NOW + days(12), calendar=rest)
    assert late.severity is Severity.PROMPT
    (later,) = found(GUARD["COMM_OVERDUE"], case, at=NOW + days(40), calendar=rest)
    assert later.severity is Severity.WARNING


def test_daily_contact_rests_at_the_weekend() -> None:
    daily = folded(opened(), calls(frequency=Frequency(times=1, per="day")), SUITS, at=NOW + days(4))
    assert contact_due(daily, "rosa", factor=1, calendar=Calendar()) == TODAY + days(7)


def test_a_changed_channel_ends_the_yes_and_the_same_one_does_not() -> None:
    case = folded(opened(), CALLS, SUITS)
    assert folded(case, CALLS)[CommunicationPlan].suits == ("rosa",)
    assert folded(case, calls(method="video"))[CommunicationPlan].suits == ()
    assert folded(case, ChannelEnded(channel="calls"))[CommunicationPlan].suits == ()


def test_two_households_each_have_their_own_way_and_their_own_yes() -> None:
    book = ChannelProposed(channel=evolve(PHONE, id="book", caregiver="tomas", method="paper_book", language="en"))
    case = folded(opened(ROSA, TOMAS, *opened().parties[1:]), CALLS, book, SUITS)
    assert subjects(GUARD["COMM_NOT_AGREED_BY_CAREGIVER"], case) == ["tomas"]
    assert case[CommunicationPlan].of("tomas")[0].id == "book"


def test_an_answer_that_suits_only_in_part_is_no_yes() -> None:
    case = folded(opened(), CALLS, evolve(SUITS, answer="in_part"))
    assert subjects(GUARD["COMM_NOT_AGREED_BY_CAREGIVER"], case) == ["rosa"]


def test_an_order_that_allows_one_way_bars_the_others() -> None:
    only = PartyChanged(party="rosa", restrictions=(Restriction(kind="contact_only_via", method="letter"),))
    case = folded(opened(), CALLS, only)
    assert subjects(GUARD["COMM_CHANNEL_RESTRICTED"], case) == ["calls"]


def test_a_person_who_must_keep_away_cannot_be_the_contact() -> None:
    apart = PartyChanged(party="rosa", restrictions=(Restriction(kind="no_contact_with", other="kim"),))
    assert subjects(GUARD["COMM_CHANNEL_RESTRICTED"], folded(opened(), CALLS, apart)) == ["calls"]


def test_channels_are_for_caregivers_and_their_contacts_work_at_school() -> None:
    case = opened()
    assert unsound(ChannelProposed(channel=evolve(PHONE, caregiver="kim")), case)
    assert unsound(calls(contact="rosa"), case)
    assert unsound(ChannelEnded(channel="calls"), case) == ["channel"]
    assert unsound(evolve(SUITS, caregiver="kim"), case)
    assert unsound(SUITS, case)
    assert unsound(CALLS, case) == []


def test_what_a_caregiver_prefers_is_their_own_word_and_silence_is_nobody_s() -> None:
    assert list(CALLS.voices()) == ["rosa"]
    assert list(calls(preferred="no_answer").voices()) == []
    assert list(SUITS.voices()) == ["rosa"]


def test_the_plan_goes_on_into_the_next_cycle_and_is_called_by_its_ways() -> None:
    case = folded(opened(), CALLS, ChannelProposed(channel=evolve(DRAFT, id="draft")))
    plan = case[CommunicationPlan]
    assert plan.carried() == plan
    assert case.label("channel", "calls") == "phone"
    assert case.label("channel", "other") == "other"
    assert case.label("channel", "draft") not in ("", "draft")


def test_a_channel_stays_with_the_person_it_was_proposed_to() -> None:
    case = folded(opened(ROSA, TOMAS, *opened().parties[1:]), CALLS)
    assert unsound(calls(caregiver="tomas"), case) == ["channel.id"]


def test_a_channel_without_a_language_is_not_understood() -> None:
    assert subjects(GUARD["COMM_LANGUAGE_MISSING"], folded(opened(), calls(language=None))) == ["calls"]
    assert unsound(SUITS, folded(opened(), CALLS)) == []
    assert unsound(ChannelEnded(channel="calls"), folded(opened(), CALLS)) == []
