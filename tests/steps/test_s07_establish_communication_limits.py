"""Room 7 at its limits: the last day in time, the last contact that counts, one condition alone. See `make mutants`."""

from __future__ import annotations

from attrs import evolve

from collabflow.core.event import Calendar
from collabflow.core.finding import Severity
from collabflow.core.lifecycle.people import PartyChanged, PartyLeft
from collabflow.core.people import Authority, Restriction
from collabflow.events import ChannelProposed, NeedsAsked
from collabflow.steps.s07_establish_communication import contact_due
from steps.test_s07_establish_communication import CALLS, GUARD, PHONE, SPANISH, SUITS, calls, logged
from support import EVERY_DAY, KIM, LEE, NOW, ROSA, TODAY, TOMAS, days, folded, found, opened, subjects

BOTH = opened(ROSA, TOMAS, LEE, KIM)


def test_two_channels_of_one_way_each_go_both_ways_together() -> None:
    back = ChannelProposed(channel=evolve(PHONE, id="back", direction="home_to_school"))
    case = folded(opened(), calls(direction="school_to_home"), back)
    assert subjects(GUARD["COMM_SCHOOL_TO_HOME_MISSING"], case) == []
    assert subjects(GUARD["COMM_HOME_TO_SCHOOL_MISSING"], case) == []


def test_who_was_asked_about_one_channel_was_asked() -> None:
    unasked = ChannelProposed(channel=evolve(PHONE, id="letters", preferred="not_asked"))
    assert subjects(GUARD["COMM_PREFERENCE_NOT_ASKED"], folded(opened(), CALLS, unasked)) == []


def test_who_has_no_channel_is_told_once_and_not_asked_whether_it_suits() -> None:
    case = folded(BOTH, CALLS)
    assert subjects(GUARD["COMM_CAREGIVER_NOT_COVERED"], case) == ["tomas"]
    assert subjects(GUARD["COMM_PREFERENCE_NOT_ASKED"], case) == []
    assert subjects(GUARD["COMM_NOT_AGREED_BY_CAREGIVER"], case) == ["rosa"]


def test_who_has_no_say_need_not_be_in_the_plan() -> None:
    case = opened(ROSA, evolve(TOMAS, authority=Authority.NONE), LEE, KIM)
    assert subjects(GUARD["COMM_CAREGIVER_NOT_COVERED"], case) == ["rosa"]


def test_a_language_that_nobody_knows_is_asked_for_elsewhere_and_a_region_is_no_other_language() -> None:
    guard = GUARD["COMM_LANGUAGE_MISSING"]
    assert subjects(guard, folded(opened(), CALLS)) == []
    assert subjects(guard, folded(opened(), SPANISH, calls(language="es-MX"))) == []
    assert subjects(guard, folded(opened(), NeedsAsked(caregiver="rosa", languages=("es-MX",)), CALLS)) == []


def test_two_people_are_kept_apart_whoever_of_them_the_order_names() -> None:
    guard = GUARD["COMM_CHANNEL_RESTRICTED"]
    order = PartyChanged(party="kim", restrictions=(Restriction(kind="no_contact_with", other="rosa"),))
    assert subjects(guard, folded(opened(), CALLS, order)) == ["calls"]
    assert subjects(guard, folded(opened(), calls(contact=None), order)) == []


def test_somebody_who_has_left_the_school_is_nobody_to_call() -> None:
    guard = GUARD["COMM_SCHOOL_CONTACT_MISSING"]
    case = folded(folded(opened(), CALLS), PartyLeft(party="kim"), at=NOW + days(1))
    assert subjects(guard, case, at=NOW + days(1)) == []
    assert subjects(guard, case, at=NOW + days(2)) == ["calls"]


# how often ------------------------------------------------------------------------------------


def test_contact_is_late_on_the_day_after_the_last_one_in_time() -> None:
    case = folded(opened(), CALLS, SUITS)
    assert subjects(GUARD["COMM_OVERDUE"], case, at=NOW + days(10)) == []
    assert subjects(GUARD["COMM_OVERDUE"], case, at=NOW + days(11)) == ["rosa"]


def test_after_a_break_contact_is_only_suggested_until_the_last_day_in_time() -> None:
    case = folded(opened(), CALLS, SUITS)
    rest = Calendar(breaks_from=(TODAY + days(1),), breaks_to=(TODAY + days(14),))
    told = [found(GUARD["COMM_OVERDUE"], case, at=NOW + days(n), calendar=rest)[0].severity for n in (24, 25)]
    assert told == [Severity.PROMPT, Severity.WARNING]


def test_without_a_yes_or_a_frequency_nothing_is_due() -> None:
    for case in (
        folded(opened(), CALLS),
        folded(opened(), CALLS, evolve(SUITS, answer="in_part")),
        folded(opened(), calls(frequency=None), SUITS),
    ):
        assert contact_due(case, "rosa", factor=1.5, calendar=EVERY_DAY) is None
        assert subjects(GUARD["COMM_OVERDUE"], case, at=NOW + days(60)) == []
        assert subjects(GUARD["COMM_ONE_SIDED"], case, at=NOW + days(60)) == []


def test_the_latest_contact_counts() -> None:
    case = folded(opened(), CALLS, SUITS)
    for number, day in enumerate((5, 3)):
        case = folded(case, logged(number), at=NOW + days(day))
    assert contact_due(case, "rosa", factor=1.5, calendar=EVERY_DAY) == TODAY + days(15)


# both ways ------------------------------------------------------------------------------------


def test_what_home_said_counts_until_the_window_has_passed() -> None:
    """Two periods of a week: a word from exactly fourteen days ago has just left the window."""
    later = NOW + days(30)
    told = folded(folded(opened(), CALLS, SUITS), logged(1), at=later - days(1))
    for before, one_sided in ((days(14), ["rosa"]), (days(13.9), []), (days(20), ["rosa"])):
        case = folded(told, logged(2, direction="home_to_school"), at=later - before)
        assert subjects(GUARD["COMM_ONE_SIDED"], case, at=later) == one_sided


def test_a_yes_within_the_window_is_a_word_from_home() -> None:
    later = NOW + days(30)
    for before, one_sided in ((14, ["rosa"]), (13, [])):
        case = folded(folded(opened(), CALLS), SUITS, at=later - days(before))
        told = folded(case, logged(1), at=later - days(1))
        assert subjects(GUARD["COMM_ONE_SIDED"], told, at=later) == one_sided


def test_only_enough_messages_of_the_school_are_looked_at() -> None:
    guard = GUARD["COMM_ONLY_DIFFICULTIES"]
    four = folded(opened(), *(logged(n, tone="difficulty") for n in range(4)))
    assert subjects(guard, four) == []
    of_home = logged(8, tone="difficulty", direction="home_to_school")
    assert subjects(guard, folded(four, of_home)) == []
    five = folded(four, logged(5, tone="difficulty"))
    assert subjects(guard, folded(five, evolve(of_home, tone="good_news"))) == ["rosa"]
