"""Step 1, what it asks: a time that a caregiver confirmed, an agenda that was seen, needs asked and arranged."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve

import collabflow.steps.s01_plan_meeting as room
from collabflow.core.case import Case, Move
from collabflow.core.event import Event
from collabflow.core.finding import Basis, Severity, Waivable
from collabflow.core.lifecycle.needs import (
    MeetingAsked,
    MeetingAskedAnswered,
    NeedsAsked,
    RequestKind,
    Topic,
)
from collabflow.core.lifecycle.people import PartyChanged, PartyJoined, PartyLeft
from collabflow.core.lifecycle.waivers import FindingWaived
from collabflow.core.people import Authority, Party, Restriction, RestrictionKind, Role
from collabflow.core.values import Answer, Avoid, Slot, Step, Trigger
from collabflow.steps.s01_plan_meeting import (
    AgendaItem,
    AgendaSet,
    AgendaShared,
    MeetingCancelled,
    MeetingEnded,
    MeetingOutcome,
    MeetingPlan,
    MeetingProposed,
    MeetingStarted,
    NeedArranged,
    NeedKind,
    NeedStatus,
    SlotAnswered,
    SlotReply,
    is_understood,
    language_of,
    may_confirm,
)
from support import KIM, LEE, MAYA, NOW, PARTIES, ROSA, TODAY, TOMAS, Pair, days, folded, found, opened, subjects

GUARDS = {guard.code: guard for guard in room.GUARDS}
NO_CAREGIVER = GUARDS["MEETING_NO_CAREGIVER_IDENTIFIED"]
NOT_PROPOSED = GUARDS["MEETING_TIME_NOT_PROPOSED"]
NOT_CONFIRMED = GUARDS["MEETING_TIME_NOT_CONFIRMED_BY_CAREGIVER"]
CLASH = GUARDS["MEETING_TIME_CONFLICTS_WITH_FAMILY"]
IN_PAST = GUARDS["MEETING_TIME_IN_PAST"]
NO_AGENDA = GUARDS["MEETING_AGENDA_MISSING"]
NOT_SHARED = GUARDS["MEETING_AGENDA_NOT_SHARED"]
ACCESS_NOT_ASKED = GUARDS["ACCESS_NOT_ASKED"]
ACCESS_OPEN = GUARDS["ACCESS_NEED_NOT_ARRANGED"]
INTERPRETER_NOT_ASKED = GUARDS["INTERPRETER_NEED_NOT_ASKED"]
INTERPRETER_OPEN = GUARDS["INTERPRETER_NOT_ARRANGED"]
UNSUITABLE = GUARDS["INTERPRETER_UNSUITABLE"]
RESTRICTED = GUARDS["MEETING_CONTACT_RESTRICTION"]
RESCHEDULE_OPEN = GUARDS["PROCEED_WHILE_RESCHEDULE_OPEN"]
TOPICS_NOT_ASKED = GUARDS["MEETING_AGENDA_CAREGIVER_NOT_ASKED"]
AUTHORITY_UNKNOWN = GUARDS["MEETING_DECISION_AUTHORITY_UNKNOWN"]
NOT_TOLD = GUARDS["MEETING_OTHER_CAREGIVER_NOT_INFORMED"]
SINGLE = GUARDS["MEETING_TIME_SINGLE_OFFER"]
TOO_LONG = GUARDS["MEETING_AGENDA_TOO_LONG"]

MON = Slot(start=NOW + days(7))
WED = Slot(start=NOW + days(9))
AFTER = NOW + days(10)
PROPOSED = MeetingProposed(meeting="m1", slots=(MON, WED), invitees=("rosa",))
BOTH = evolve(PROPOSED, invitees=("rosa", "tomas"))
AGENDA = AgendaSet(meeting="m1", items=(AgendaItem(title="Reading maps", minutes=20, led_by="kim"),))
SHARED = AgendaShared(meeting="m1", to=("rosa",))
NO_MONDAYS = NeedsAsked(caregiver="rosa", avoid=(Avoid(weekday=1),))
WANTS_INTERPRETER = NeedsAsked(caregiver="rosa", interpreter=Answer.YES)
NEEDS_TWO = NeedsAsked(caregiver="rosa", access=("A step-free room", "Breaks"))
ANOTHER_DATE = MeetingAsked(request="r1", asker="rosa", kind=RequestKind.ANOTHER_DATE)
MON_CLASH = f"m1/rosa/{MON.start.isoformat()}"

INES = Party(id="ines", name="Ines Costa", roles=(Role.INTERPRETER,))
APART = evolve(TOMAS, restrictions=(Restriction(kind=RestrictionKind.SEPARATE_MEETING, other="rosa"),))
HOUSE = (*PARTIES, TOMAS)


def accepted(slot: Slot, caregiver: str = "rosa", meeting: str = "m1") -> SlotAnswered:
    return SlotAnswered(meeting=meeting, caregiver=caregiver, start=slot.start, reply=SlotReply.ACCEPTED)


def interpreter(status: NeedStatus = NeedStatus.CONFIRMED, **more: object) -> NeedArranged:
    return evolve(NeedArranged(person="rosa", kind=NeedKind.INTERPRETER, status=status), **more)


def access(what: str, status: NeedStatus = NeedStatus.CONFIRMED, **more: object) -> NeedArranged:
    return evolve(NeedArranged(person="rosa", kind=NeedKind.ACCESS, what=what, status=status), **more)


def without(caregiver: str) -> FindingWaived:
    """The school went on without this caregiver, after documented attempts."""
    return FindingWaived(code=NOT_CONFIRMED.code, subject=caregiver, why="Tried four times", absent=caregiver)


def after_move(case: Case, trigger: Trigger) -> Case:
    move = Move(trigger=trigger, source=case.step, target=Step.PLAN_MEETING, at=NOW, version=case.version + 1)
    return case.with_record(case[MeetingPlan].after(move))


# every guard fails and holds ------------------------------------------------------------------

PAIRS = (
    Pair(guard=NO_CAREGIVER, subject="caregiver", parties=(LEE, KIM), mend=(PartyJoined(party=ROSA),)),
    Pair(
        guard=NO_CAREGIVER,
        subject="caregiver",
        parties=(evolve(ROSA, authority=Authority.NONE), LEE),
        mend=(PartyChanged(party="rosa", authority=Authority.SHARED),),
    ),
    Pair(guard=NOT_PROPOSED, subject="rosa", mend=(PROPOSED,)),
    Pair(guard=NOT_CONFIRMED, subject="rosa", given=(PROPOSED,), mend=(accepted(MON),)),
    Pair(guard=CLASH, subject=MON_CLASH, given=(NO_MONDAYS, PROPOSED), mend=(accepted(MON),)),
    Pair(
        guard=CLASH,
        subject=MON_CLASH,
        given=(NO_MONDAYS, PROPOSED),
        mend=(MeetingProposed(meeting="m1", slots=(WED,)),),
    ),
    Pair(guard=IN_PAST, subject="m1", given=(PROPOSED,), mend=(MeetingStarted(meeting="m1"),), at=AFTER),
    Pair(
        guard=IN_PAST,
        subject="m1",
        given=(PROPOSED,),
        mend=(MeetingEnded(meeting="m1", outcome=MeetingOutcome.NOT_HELD),),
        at=AFTER,
    ),
    Pair(guard=IN_PAST, subject="m1", given=(PROPOSED,), mend=(MeetingCancelled(meeting="m1"),), at=AFTER),
    Pair(
        guard=IN_PAST,
        subject="m1",
        given=(PROPOSED, accepted(MON)),
        mend=(MeetingProposed(meeting="m1", slots=(Slot(start=AFTER + days(1)),)),),
        at=AFTER,
    ),
    Pair(guard=NO_AGENDA, subject="m1", given=(PROPOSED,), mend=(AGENDA,)),
    Pair(guard=NOT_SHARED, subject="m1/rosa", given=(PROPOSED, AGENDA), mend=(SHARED,)),
    Pair(guard=ACCESS_NOT_ASKED, subject="rosa", mend=(NeedsAsked(caregiver="rosa", access=()),)),
    Pair(
        guard=ACCESS_OPEN,
        subject="rosa/access-2",
        given=(PROPOSED, NEEDS_TWO),
        mend=(access("breaks", NeedStatus.ALTERNATIVE_AGREED),),
    ),
    Pair(
        guard=INTERPRETER_NOT_ASKED,
        subject="rosa",
        mend=(NeedsAsked(caregiver="rosa", interpreter=Answer.NO_ANSWER),),
    ),
    Pair(guard=INTERPRETER_OPEN, subject="rosa", given=(PROPOSED, WANTS_INTERPRETER), mend=(interpreter(),)),
    Pair(
        guard=UNSUITABLE,
        subject="rosa/kim",
        given=(PROPOSED, interpreter(interpreter="kim")),
        mend=(interpreter(interpreter="ines"),),
        parties=(*PARTIES, INES),
    ),
    Pair(
        guard=RESTRICTED,
        subject="m1/rosa/tomas",
        given=(BOTH,),
        mend=(MeetingProposed(meeting="m1", invitees=("rosa",)),),
        parties=(*PARTIES, APART),
    ),
    Pair(
        guard=RESCHEDULE_OPEN,
        subject="r1",
        given=(ANOTHER_DATE,),
        mend=(MeetingAskedAnswered(request="r1", answer="Two new dates"),),
    ),
    Pair(
        guard=TOPICS_NOT_ASKED,
        subject="m1",
        given=(PROPOSED, AGENDA),
        mend=(AgendaSet(meeting="m1", family_topics=Answer.NO_ANSWER),),
    ),
    Pair(
        guard=AUTHORITY_UNKNOWN,
        subject="authority",
        parties=(evolve(ROSA, authority=Authority.UNKNOWN), LEE),
        mend=(PartyChanged(party="rosa", authority=Authority.RIGHTS_HOLDER),),
    ),
    Pair(
        guard=NOT_TOLD,
        subject="tomas",
        parties=HOUSE,
        given=(BOTH, AGENDA, accepted(MON)),
        mend=(AgendaShared(meeting="m1", to=("tomas",)),),
    ),
    Pair(guard=SINGLE, subject="m1", given=(evolve(PROPOSED, slots=(MON,)),), mend=(PROPOSED,)),
    Pair(
        guard=TOO_LONG,
        subject="m1",
        given=(evolve(PROPOSED, minutes=15), AGENDA),
        mend=(MeetingProposed(meeting="m1", minutes=20),),
    ),
)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.guard.code)
def test_every_guard_tells_what_lacks_until_its_remedy_is_recorded(pair: Pair) -> None:
    lacking = folded(opened(*pair.parties), *pair.given)
    mended = folded(lacking, *pair.mend, at=pair.at)

    assert pair.subject in subjects(pair.guard, lacking, at=pair.at)
    assert pair.subject not in subjects(pair.guard, mended, at=pair.at)
    assert any(type(event) in pair.guard.remedies for event in pair.mend)


def test_every_guard_is_shown_by_a_pair() -> None:
    assert {pair.guard.code for pair in PAIRS} == set(GUARDS)


def test_weights_and_waivers_are_those_of_the_cycle_in_its_order() -> None:
    weights = [(guard.code, guard.severity, guard.waivable) for guard in room.GUARDS]

    assert weights == [
        ("MEETING_NO_CAREGIVER_IDENTIFIED", Severity.BLOCKER, Waivable.NO),
        ("MEETING_TIME_NOT_PROPOSED", Severity.BLOCKER, Waivable.NO),
        ("MEETING_TIME_NOT_CONFIRMED_BY_CAREGIVER", Severity.BLOCKER, Waivable.ATTEMPTS),
        ("MEETING_TIME_CONFLICTS_WITH_FAMILY", Severity.BLOCKER, Waivable.REASON),
        ("MEETING_TIME_IN_PAST", Severity.BLOCKER, Waivable.NO),
        ("MEETING_AGENDA_MISSING", Severity.BLOCKER, Waivable.NO),
        ("MEETING_AGENDA_NOT_SHARED", Severity.BLOCKER, Waivable.REASON),
        ("ACCESS_NOT_ASKED", Severity.BLOCKER, Waivable.NO),
        ("ACCESS_NEED_NOT_ARRANGED", Severity.BLOCKER, Waivable.REASON),
        ("INTERPRETER_NEED_NOT_ASKED", Severity.BLOCKER, Waivable.NO),
        ("INTERPRETER_NOT_ARRANGED", Severity.BLOCKER, Waivable.NO),
        ("INTERPRETER_UNSUITABLE", Severity.BLOCKER, Waivable.REASON),
        ("MEETING_CONTACT_RESTRICTION", Severity.BLOCKER, Waivable.NO),
        ("PROCEED_WHILE_RESCHEDULE_OPEN", Severity.BLOCKER, Waivable.NO),
        ("MEETING_AGENDA_CAREGIVER_NOT_ASKED", Severity.WARNING, Waivable.NO),
        ("MEETING_DECISION_AUTHORITY_UNKNOWN", Severity.WARNING, Waivable.NO),
        ("MEETING_OTHER_CAREGIVER_NOT_INFORMED", Severity.WARNING, Waivable.NO),
        ("MEETING_TIME_SINGLE_OFFER", Severity.PROMPT, Waivable.NO),
        ("MEETING_AGENDA_TOO_LONG", Severity.PROMPT, Waivable.NO),
    ]
    assert not any(guard.standing for guard in room.GUARDS)


def test_what_is_practice_and_what_follows_from_the_ten_steps_is_told_apart() -> None:
    practice = [guard.code for guard in room.GUARDS if guard.basis is Basis.PRACTICE]

    assert practice == [
        "INTERPRETER_UNSUITABLE",
        "MEETING_CONTACT_RESTRICTION",
        "PROCEED_WHILE_RESCHEDULE_OPEN",
        "MEETING_AGENDA_CAREGIVER_NOT_ASKED",
        "MEETING_DECISION_AUTHORITY_UNKNOWN",
        "MEETING_OTHER_CAREGIVER_NOT_INFORMED",
        "MEETING_TIME_SINGLE_OFFER",
        "MEETING_AGENDA_TOO_LONG",
    ]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.guard.code)
def test_a_finding_reads_as_a_sentence_with_names_and_no_ids(pair: Pair) -> None:
    case = folded(opened(*pair.parties), *pair.given)

    for finding in found(pair.guard, case, at=pair.at):
        text = finding.text(case)
        assert "{" not in text
        assert len(finding.says) <= 160
        assert not {"rosa", "tomas", "kim", "m1"} & set(text.replace(".", " ").split())


def test_a_well_planned_meeting_lacks_nothing() -> None:
    case = folded(
        opened(),
        evolve(PROPOSED, minutes=60, place="Room 4"),
        NeedsAsked(caregiver="rosa", interpreter=Answer.NO, access=()),
        AgendaSet(meeting="m1", items=AGENDA.items, family_topics=Answer.NO),
        SHARED,
        accepted(MON),
    )

    assert [finding.code for guard in room.GUARDS for finding in found(guard, case)] == []


def test_an_empty_plan_lacks_everything_that_is_asked_of_a_plan() -> None:
    case = opened()

    assert [guard.code for guard in room.GUARDS if found(guard, case)] == [
        "MEETING_TIME_NOT_PROPOSED",
        "MEETING_TIME_NOT_CONFIRMED_BY_CAREGIVER",
        "MEETING_AGENDA_MISSING",
        "MEETING_AGENDA_NOT_SHARED",
        "ACCESS_NOT_ASKED",
        "INTERPRETER_NEED_NOT_ASKED",
    ]


def test_no_two_findings_of_a_guard_share_a_subject() -> None:
    case = folded(
        opened(*PARTIES, APART, INES),
        BOTH,
        evolve(BOTH, meeting="m2"),
        NO_MONDAYS,
        NEEDS_TWO,
        interpreter(interpreter="kim", meeting="m1"),
        interpreter(interpreter="kim", meeting="m2"),
    )

    for guard in room.GUARDS:
        told = subjects(guard, case)
        assert len(told) == len(set(told))


# who is covered -------------------------------------------------------------------------------


def test_somebody_who_is_only_informed_cannot_stand_for_the_family() -> None:
    case = opened(evolve(ROSA, authority=Authority.INFORMED_ONLY), LEE)

    assert subjects(NO_CAREGIVER, case) == ["caregiver"]
    assert subjects(NOT_PROPOSED, case) == ["caregiver"]


def test_authority_that_nobody_recorded_takes_no_say_away() -> None:
    case = folded(opened(evolve(ROSA, authority=Authority.UNKNOWN), LEE), PROPOSED, accepted(MON))

    assert subjects(NO_CAREGIVER, case) == []
    assert subjects(NOT_CONFIRMED, case) == []
    assert may_confirm(case, "rosa", TODAY) and not may_confirm(case, "lee", TODAY)


def test_each_caregiver_is_covered_by_a_meeting() -> None:
    case = folded(opened(*HOUSE), PROPOSED, accepted(MON))

    assert subjects(NOT_PROPOSED, case) == ["tomas"]
    assert subjects(NOT_CONFIRMED, case) == ["tomas"]


def test_a_meeting_without_a_time_offers_none() -> None:
    case = folded(opened(), MeetingProposed(meeting="m1", invitees=("rosa",)))

    assert subjects(NOT_PROPOSED, case) == ["rosa"]


def test_a_caregiver_who_is_only_informed_need_not_be_invited() -> None:
    case = folded(opened(*PARTIES, evolve(TOMAS, authority=Authority.INFORMED_ONLY)), PROPOSED)

    assert subjects(NOT_PROPOSED, case) == []
    assert subjects(NOT_CONFIRMED, case) == ["rosa"]
    assert subjects(ACCESS_NOT_ASKED, case) == ["rosa"]


def test_while_nobody_has_confirmed_each_who_could_is_named() -> None:
    case = folded(opened(*HOUSE), BOTH)

    assert subjects(NOT_CONFIRMED, case) == ["rosa", "tomas"]
    assert [finding.param("caregiver") for finding in found(NOT_CONFIRMED, case)] == ["rosa", "tomas"]


def test_two_households_one_acceptance_confirms_a_meeting_for_both() -> None:
    case = folded(opened(*HOUSE), BOTH, accepted(MON, "tomas"))

    assert subjects(NOT_CONFIRMED, case) == []


@pytest.mark.parametrize("reply", [SlotReply.DECLINED, SlotReply.NO_ANSWER])
def test_a_no_and_silence_confirm_nothing(reply: SlotReply) -> None:
    case = folded(opened(), PROPOSED, SlotAnswered(meeting="m1", caregiver="rosa", reply=reply))

    assert subjects(NOT_CONFIRMED, case) == ["rosa"]


def test_people_who_must_not_meet_each_confirm_a_meeting_of_their_own() -> None:
    case = folded(opened(*PARTIES, APART), PROPOSED, evolve(PROPOSED, meeting="m2", invitees=("tomas",)))

    one = folded(case, accepted(MON))
    both = folded(one, accepted(WED, "tomas", "m2"))

    assert subjects(NOT_CONFIRMED, one) == ["tomas"]
    assert subjects(NOT_CONFIRMED, both) == subjects(RESTRICTED, both) == []


def test_the_yes_of_somebody_they_must_not_meet_confirms_nothing_for_a_caregiver() -> None:
    case = folded(opened(*PARTIES, APART), BOTH, accepted(MON))

    assert subjects(NOT_CONFIRMED, case) == ["tomas"]


def test_the_yes_of_a_caregiver_who_has_left_does_not_hold_for_the_others() -> None:
    case = folded(opened(*HOUSE), BOTH, accepted(MON, "tomas"), PartyLeft(party="tomas"))

    assert subjects(NOT_CONFIRMED, case, at=NOW + days(1)) == ["rosa"]


def test_a_caregiver_for_whom_the_school_documented_its_attempts_is_not_asked_for_a_word() -> None:
    case = folded(opened(), PROPOSED, NO_MONDAYS, without("rosa"))

    for guard in (NOT_CONFIRMED, CLASH, ACCESS_NOT_ASKED, INTERPRETER_NOT_ASKED):
        assert subjects(guard, case) == []


def test_an_absent_caregiver_is_still_offered_a_time_and_sent_the_agenda() -> None:
    case = folded(opened(), without("rosa"))

    assert subjects(NOT_PROPOSED, case) == ["rosa"]
    assert subjects(NOT_SHARED, folded(case, PROPOSED, AGENDA)) == ["m1/rosa"]


def test_the_absence_of_one_caregiver_does_not_confirm_for_the_other() -> None:
    case = folded(opened(*HOUSE), BOTH, without("rosa"))

    assert subjects(NOT_CONFIRMED, case) == ["tomas"]


# which meetings count -------------------------------------------------------------------------


def test_a_cancelled_meeting_covers_nobody() -> None:
    case = folded(opened(), PROPOSED, accepted(MON), MeetingCancelled(meeting="m1"))

    assert subjects(NOT_PROPOSED, case) == subjects(NOT_CONFIRMED, case) == ["rosa"]
    assert subjects(NO_AGENDA, case) == ["meeting"]


def test_after_a_no_show_another_meeting_is_needed() -> None:
    case = folded(opened(), PROPOSED, accepted(MON), MeetingEnded(meeting="m1", outcome=MeetingOutcome.NOT_HELD))

    assert subjects(NOT_PROPOSED, case) == ["rosa"]


def test_after_rescheduling_a_caregiver_confirms_anew() -> None:
    case = after_move(folded(opened(), PROPOSED, accepted(MON)), Trigger.RESCHEDULE)

    assert subjects(NOT_PROPOSED, case) == []
    assert subjects(NOT_CONFIRMED, case) == ["rosa"]


def test_rescheduling_ends_a_time_that_has_passed() -> None:
    case = folded(opened(), PROPOSED, accepted(MON))
    move = Move(trigger=Trigger.RESCHEDULE, source=case.step, target=case.step, at=AFTER, version=9)

    after = case.with_record(case[MeetingPlan].after(move))

    assert subjects(IN_PAST, case, at=AFTER) == ["m1"]
    assert subjects(IN_PAST, after, at=AFTER) == []


def test_a_meeting_that_goes_on_in_another_no_longer_counts() -> None:
    begun = folded(opened(), PROPOSED, accepted(MON), AGENDA, SHARED, MeetingStarted(meeting="m1", present=("rosa",)))

    left = after_move(begun, Trigger.CONTINUE_MEETING)
    next_one = folded(left, evolve(PROPOSED, meeting="m2"), accepted(WED, meeting="m2"))

    assert subjects(NOT_PROPOSED, begun) == subjects(NOT_CONFIRMED, begun) == []
    assert subjects(NOT_PROPOSED, left) == subjects(NOT_CONFIRMED, left) == ["rosa"]
    assert subjects(NOT_PROPOSED, next_one) == subjects(NOT_CONFIRMED, next_one) == []


def test_a_follow_up_meeting_from_the_cycle_before_counts_as_confirmed() -> None:
    case = opened().with_record(MeetingPlan.of_confirmed("f1", MON, ("rosa",)))

    assert subjects(NOT_PROPOSED, case) == subjects(NOT_CONFIRMED, case) == subjects(SINGLE, case) == []
    assert subjects(NO_AGENDA, case) == ["f1"]
    assert subjects(IN_PAST, case, at=AFTER) == ["f1"]


def test_a_follow_up_meeting_that_is_given_one_new_time_offers_no_choice() -> None:
    case = opened().with_record(MeetingPlan.of_confirmed("f1", MON, ("rosa",)))

    assert subjects(SINGLE, folded(case, MeetingProposed(meeting="f1", slots=(WED,)))) == ["f1"]


def test_completing_after_the_meeting_began_still_asks_whether_the_time_was_confirmed_and_the_agenda_seen() -> None:
    begun = folded(opened(), PROPOSED, AGENDA, MeetingStarted(meeting="m1", present=("rosa",)), at=AFTER)

    assert subjects(NOT_CONFIRMED, begun, at=AFTER) == ["rosa"]
    assert subjects(NOT_SHARED, begun, at=AFTER) == ["m1/rosa"]
    assert subjects(IN_PAST, begun, at=AFTER) == []
    assert subjects(NOT_CONFIRMED, folded(begun, accepted(MON)), at=AFTER) == []


# clashes and time -----------------------------------------------------------------------------


def test_once_a_time_that_suits_is_agreed_the_others_clash_with_nothing() -> None:
    case = folded(opened(), NO_MONDAYS, PROPOSED, accepted(WED))

    assert subjects(CLASH, case) == []


def test_a_time_that_one_household_agreed_may_clash_with_the_other() -> None:
    told = NeedsAsked(caregiver="tomas", avoid=(Avoid(weekday=1),))
    case = folded(opened(*HOUSE), BOTH, told, accepted(MON))

    assert subjects(CLASH, case) == [f"m1/tomas/{MON.start.isoformat()}"]
    assert subjects(CLASH, folded(case, accepted(MON, "tomas"))) == []


def test_a_time_that_the_caregiver_named_themselves_does_not_clash() -> None:
    own = SlotAnswered(meeting="m1", caregiver="rosa", reply=SlotReply.COUNTER, counter=MON)

    case = folded(opened(), NO_MONDAYS, evolve(PROPOSED, slots=(WED,)), own)

    assert subjects(CLASH, case) == []


def test_what_clashes_for_somebody_who_is_not_invited_clashes_with_nothing() -> None:
    case = folded(opened(*HOUSE), PROPOSED, NeedsAsked(caregiver="tomas", avoid=(Avoid(weekday=1),)))

    assert subjects(CLASH, case) == []


def test_while_one_time_on_offer_is_still_to_come_none_has_passed() -> None:
    case = folded(opened(), PROPOSED)

    assert subjects(IN_PAST, case, at=NOW + days(8)) == []
    assert subjects(IN_PAST, folded(case, accepted(MON)), at=NOW + days(8)) == ["m1"]
    assert subjects(IN_PAST, folded(case, accepted(MON)), at=MON.start) == []
    assert subjects(IN_PAST, folded(opened(), MeetingProposed(meeting="m1")), at=AFTER) == []


# agenda ---------------------------------------------------------------------------------------


def test_every_caregiver_of_a_meeting_sees_its_agenda() -> None:
    case = folded(opened(*HOUSE), BOTH, AGENDA, SHARED)

    assert subjects(NOT_SHARED, case) == ["m1/tomas"]


def test_a_caregiver_who_is_only_informed_and_whom_no_meeting_covers_needs_no_agenda() -> None:
    case = folded(opened(*PARTIES, evolve(TOMAS, authority=Authority.INFORMED_ONLY)), PROPOSED, AGENDA, SHARED)

    assert subjects(NOT_SHARED, case) == []


def test_an_agenda_in_a_language_that_is_not_theirs_was_not_seen() -> None:
    speaks = NeedsAsked(caregiver="rosa", languages=("es-MX",))
    case = folded(opened(), speaks, PROPOSED, AGENDA)

    in_english = folded(case, evolve(SHARED, language="en"))

    assert subjects(NOT_SHARED, in_english) == ["m1/rosa"]
    assert subjects(NOT_SHARED, folded(in_english, evolve(SHARED, language="es"))) == []
    assert subjects(NOT_SHARED, folded(in_english, interpreter(meeting="m1"))) == []
    assert is_understood(opened(), "rosa", "en", TODAY)


def test_a_language_said_goes_before_the_one_on_file() -> None:
    case = opened(evolve(ROSA, languages=("en",)), LEE)

    assert language_of(case, "rosa", TODAY) == ("en",)
    assert language_of(folded(case, NeedsAsked(caregiver="rosa", languages=("es",))), "rosa", TODAY) == ("es",)
    assert language_of(case, "nobody", TODAY) == ()


def test_a_topic_that_the_family_brought_shows_that_they_could() -> None:
    own = AgendaSet(meeting="m1", items=(AgendaItem(title="The bus", added_by="rosa"),))

    assert subjects(TOPICS_NOT_ASKED, folded(opened(), PROPOSED, own)) == []


def test_one_topic_of_the_family_among_those_of_the_school_shows_that_they_were_asked() -> None:
    items = (AgendaItem(title="Reading maps"), AgendaItem(title="The bus", added_by="rosa"))

    assert subjects(TOPICS_NOT_ASKED, folded(opened(), PROPOSED, AgendaSet(meeting="m1", items=items))) == []


def test_a_topic_for_which_nobody_named_a_time_takes_none_away_from_the_others() -> None:
    items = (AgendaItem(title="Reading maps", minutes=20), AgendaItem(title="The bus"))
    case = folded(opened(), AgendaSet(meeting="m1", items=items))

    assert subjects(TOO_LONG, folded(case, evolve(PROPOSED, minutes=20))) == []
    assert subjects(TOO_LONG, folded(case, evolve(PROPOSED, minutes=19))) == ["m1"]


def test_an_agenda_is_no_longer_too_long_once_the_meeting_has_begun_or_is_called_off() -> None:
    case = folded(opened(), evolve(PROPOSED, minutes=10), AGENDA)

    assert subjects(TOO_LONG, case) == ["m1"]
    assert subjects(TOO_LONG, folded(case, MeetingStarted(meeting="m1", present=("rosa",)))) == []
    assert subjects(TOO_LONG, folded(case, MeetingCancelled(meeting="m1"))) == []


def test_an_interpreted_meeting_needs_more_time_for_the_same_topics() -> None:
    case = folded(opened(), evolve(PROPOSED, minutes=25), AGENDA)

    assert subjects(TOO_LONG, case) == []
    assert subjects(TOO_LONG, folded(case, WANTS_INTERPRETER)) == ["m1"]
    assert subjects(TOO_LONG, folded(case, WANTS_INTERPRETER), interpreted_meeting_factor=1.2) == []


def test_one_person_who_needs_an_interpreter_is_enough_for_a_meeting_to_take_longer() -> None:
    case = folded(opened(), evolve(PROPOSED, minutes=25, invitees=("rosa", "kim")), AGENDA, WANTS_INTERPRETER)

    assert subjects(TOO_LONG, case) == ["m1"]


def test_an_agenda_is_not_too_long_for_a_meeting_of_unknown_length() -> None:
    case = folded(opened(), MeetingProposed(meeting="m1"), AGENDA)

    assert subjects(TOO_LONG, case) == []


# needs ----------------------------------------------------------------------------------------


def test_no_answer_about_access_or_an_interpreter_counts_as_asked() -> None:
    case = folded(opened(), NeedsAsked(caregiver="rosa", no_answer=(Topic.ACCESS, Topic.INTERPRETER)))

    assert subjects(ACCESS_NOT_ASKED, case) == subjects(INTERPRETER_NOT_ASKED, case) == []


def test_a_caregiver_without_a_say_whom_a_meeting_covers_is_asked_too() -> None:
    case = folded(opened(*PARTIES, evolve(TOMAS, authority=Authority.INFORMED_ONLY)), BOTH)

    assert subjects(ACCESS_NOT_ASKED, case) == ["rosa", "tomas"]


def test_a_need_is_named_by_its_place_and_never_by_its_words() -> None:
    case = folded(opened(), PROPOSED, NEEDS_TWO)

    first, second = found(ACCESS_OPEN, case)

    assert (first.subject, second.subject) == ("rosa/access-1", "rosa/access-2")
    assert "step-free" not in first.text(case) + str(first.params)
    assert "number 1" in first.text(case)


def test_a_need_is_arranged_for_every_meeting_that_is_still_to_come() -> None:
    case = folded(
        opened(),
        PROPOSED,
        evolve(PROPOSED, meeting="m2"),
        NEEDS_TWO,
        access("Breaks"),
        access("a step-free room", meeting="m1"),
    )

    assert subjects(ACCESS_OPEN, case) == ["rosa/access-1"]
    assert subjects(ACCESS_OPEN, folded(case, access("A step-free room", meeting="m2"))) == []


def test_needs_on_file_count_until_the_caregiver_answers() -> None:
    filed = evolve(ROSA, access_needs=("Large print",), interpreter=Answer.YES)
    case = folded(opened(filed, LEE), PROPOSED)

    none_needed = folded(case, NeedsAsked(caregiver="rosa", access=(), interpreter=Answer.NO))
    no_answer = folded(case, NeedsAsked(caregiver="rosa", no_answer=(Topic.ACCESS, Topic.INTERPRETER)))

    assert subjects(ACCESS_OPEN, case) == ["rosa/access-1"]
    assert subjects(INTERPRETER_OPEN, case) == ["rosa"]
    assert subjects(ACCESS_OPEN, none_needed) == subjects(INTERPRETER_OPEN, none_needed) == []
    assert subjects(ACCESS_OPEN, no_answer) == ["rosa/access-1"]
    assert subjects(INTERPRETER_OPEN, no_answer) == ["rosa"]


def test_the_needs_of_an_invited_student_count_too() -> None:
    maya = evolve(MAYA, access_needs=("A talker",))
    case = folded(opened(*PARTIES, maya), evolve(PROPOSED, invitees=("rosa", "maya")))

    assert subjects(ACCESS_OPEN, case) == ["maya/access-1"]
    assert subjects(ACCESS_OPEN, folded(opened(*PARTIES, maya), PROPOSED)) == []


def test_a_request_without_words_arranges_no_need() -> None:
    no_words = NeedArranged(person="rosa", kind=NeedKind.ACCESS, status=NeedStatus.CONFIRMED)

    assert subjects(ACCESS_OPEN, folded(opened(), NEEDS_TWO, no_words)) == ["rosa/access-1", "rosa/access-2"]


@pytest.mark.parametrize(
    ("status", "open_for"),
    [
        (NeedStatus.REQUESTED, ["rosa"]),
        (NeedStatus.CONFIRMED, []),
        (NeedStatus.ALTERNATIVE_AGREED, []),
        (NeedStatus.DECLINED, []),
    ],
)
def test_an_interpreter_is_booked_or_the_person_settled_it_otherwise(status: NeedStatus, open_for: list[str]) -> None:
    case = folded(opened(), PROPOSED, WANTS_INTERPRETER, interpreter(status, meeting="m1"))

    assert subjects(INTERPRETER_OPEN, case) == open_for


def test_who_needs_no_interpreter_needs_none_booked() -> None:
    case = folded(opened(), PROPOSED, NeedsAsked(caregiver="rosa", interpreter=Answer.NO))

    assert subjects(INTERPRETER_OPEN, case) == []


def test_when_a_time_is_given_up_the_interpreter_is_to_be_booked_again() -> None:
    case = folded(opened(), PROPOSED, WANTS_INTERPRETER, accepted(MON), interpreter(meeting="m1"))

    assert subjects(INTERPRETER_OPEN, case) == []
    assert subjects(INTERPRETER_OPEN, after_move(case, Trigger.RESCHEDULE)) == ["rosa"]


def test_after_a_meeting_without_the_interpreter_another_one_with_an_interpreter_mends_it() -> None:
    over = folded(
        opened(),
        PROPOSED,
        WANTS_INTERPRETER,
        MeetingStarted(meeting="m1", present=("rosa",)),
        MeetingEnded(meeting="m1", outcome=MeetingOutcome.HELD),
    )

    another = folded(over, evolve(PROPOSED, meeting="m2"), interpreter(meeting="m2"))

    assert subjects(INTERPRETER_OPEN, over) == ["rosa"]
    assert subjects(INTERPRETER_OPEN, another) == []


UNFIT = (
    evolve(MAYA, roles=(Role.STUDENT, Role.INTERPRETER), minor=False),
    Party(id="leo", name="Leo Vidal", roles=(Role.INTERPRETER,), sibling=True),
    Party(id="ana", name="Ana Ruiz", roles=(Role.INTERPRETER,), minor=True),
    Party(id="bo", name="Bo Lind", roles=(Role.ADVOCATE,)),
    TOMAS,
)


@pytest.mark.parametrize("person", UNFIT, ids=lambda person: person.id)
def test_a_child_a_sibling_or_somebody_there_for_something_else_should_not_interpret(person: Party) -> None:
    case = folded(opened(*PARTIES, person), PROPOSED, interpreter(interpreter=person.id))

    assert subjects(UNSUITABLE, case) == [f"rosa/{person.id}"]


def test_an_interpreter_who_is_on_the_case_for_that_may_interpret() -> None:
    case = folded(opened(*PARTIES, INES), PROPOSED, interpreter(interpreter="ines"))

    assert subjects(UNSUITABLE, case) == []


def test_a_service_that_is_not_qualified_is_told_and_one_that_may_be_is_not() -> None:
    case = folded(opened(), PROPOSED, interpreter(provider="A neighbour", qualified=Answer.NO))

    assert subjects(UNSUITABLE, case) == ["rosa/provider"]
    assert subjects(UNSUITABLE, folded(case, interpreter(provider="City service"))) == []


def test_an_interpreter_who_was_declined_or_whose_meeting_is_over_suits_nobody_ill() -> None:
    declined = folded(opened(), PROPOSED, interpreter(NeedStatus.DECLINED, interpreter="kim"))
    begun = folded(opened(), PROPOSED, interpreter(interpreter="kim", meeting="m1"), MeetingStarted(meeting="m1"))

    assert subjects(UNSUITABLE, declined) == []
    assert subjects(UNSUITABLE, begun) == ["rosa/kim"]
    assert subjects(UNSUITABLE, after_move(begun, Trigger.CONTINUE_MEETING)) == []


# restrictions and requests --------------------------------------------------------------------


def test_a_restriction_counts_on_the_day_of_the_meeting() -> None:
    until = Restriction(kind=RestrictionKind.NO_CONTACT_WITH, other="tomas", until=TODAY + days(8))
    case = folded(opened(evolve(ROSA, restrictions=(until,)), LEE, TOMAS), BOTH)

    assert subjects(RESTRICTED, case) == ["m1/rosa/tomas"]
    assert subjects(RESTRICTED, folded(case, accepted(MON))) == ["m1/rosa/tomas"]
    assert subjects(RESTRICTED, folded(case, accepted(WED))) == []


def test_a_restriction_counts_today_while_no_time_is_offered() -> None:
    case = folded(opened(*PARTIES, APART), MeetingProposed(meeting="m1", invitees=("rosa", "tomas")))

    assert subjects(RESTRICTED, case) == ["m1/rosa/tomas"]


def test_in_a_meeting_that_has_begun_only_those_who_are_there_meet() -> None:
    case = folded(opened(*PARTIES, APART), BOTH)

    one_there = folded(case, MeetingStarted(meeting="m1", present=("rosa",)))
    both_there = folded(case, MeetingStarted(meeting="m1", present=("rosa", "tomas")))
    over = folded(both_there, MeetingEnded(meeting="m1", outcome=MeetingOutcome.HELD))

    assert subjects(RESTRICTED, one_there) == subjects(RESTRICTED, over) == []
    assert subjects(RESTRICTED, both_there) == ["m1/rosa/tomas"]


def test_in_a_meeting_that_goes_on_a_restriction_counts_today_and_not_on_the_days_once_offered() -> None:
    until_today = Restriction(kind=RestrictionKind.NO_CONTACT_WITH, other="tomas", until=TODAY)
    case = folded(opened(evolve(ROSA, restrictions=(until_today,)), LEE, TOMAS), BOTH)

    assert subjects(RESTRICTED, case) == []
    assert subjects(RESTRICTED, folded(case, MeetingStarted(meeting="m1", present=("rosa", "tomas")))) == [
        "m1/rosa/tomas"
    ]


@pytest.mark.parametrize("kind", [RequestKind.REVIEW, RequestKind.TALK])
def test_only_a_request_for_another_date_holds_the_planning_up(kind: RequestKind) -> None:
    assert subjects(RESCHEDULE_OPEN, folded(opened(), evolve(ANOTHER_DATE, kind=kind))) == []


def test_a_request_of_somebody_who_is_no_caregiver_holds_nothing_up() -> None:
    case = folded(opened(*PARTIES, MAYA), evolve(ANOTHER_DATE, asker="maya"))

    assert subjects(RESCHEDULE_OPEN, case) == []


# warnings -------------------------------------------------------------------------------------


def test_while_no_time_is_set_nobody_is_left_untold() -> None:
    assert subjects(NOT_TOLD, folded(opened(*HOUSE), BOTH)) == []


@pytest.mark.parametrize(
    "telling",
    [
        SlotAnswered(meeting="m1", caregiver="tomas", reply=SlotReply.NO_ANSWER),
        MeetingStarted(meeting="m1", present=("tomas",)),
    ],
    ids=lambda event: type(event).__name__,
)
def test_a_caregiver_who_was_asked_about_a_time_or_was_there_knows_of_the_meeting(telling: Event) -> None:
    case = folded(opened(*HOUSE), BOTH, accepted(MON))

    assert subjects(NOT_TOLD, case) == ["tomas"]
    assert subjects(NOT_TOLD, folded(case, telling)) == []


def test_a_caregiver_who_is_only_informed_is_told_as_well() -> None:
    case = folded(opened(*PARTIES, evolve(TOMAS, authority=Authority.INFORMED_ONLY)), PROPOSED, accepted(MON))

    assert subjects(NOT_TOLD, case) == ["tomas"]


def test_a_caregiver_who_was_told_of_a_meeting_of_their_own_need_not_be_told_of_the_other_households() -> None:
    own = evolve(PROPOSED, meeting="m2", invitees=("tomas",))
    case = folded(opened(*HOUSE), PROPOSED, accepted(MON), own, AgendaShared(meeting="m2", to=("tomas",)))

    assert subjects(NOT_TOLD, case) == []


def test_a_caregiver_who_must_not_meet_one_of_several_people_there_is_not_told_of_the_meeting() -> None:
    case = folded(opened(*PARTIES, APART), evolve(PROPOSED, invitees=("kim", "rosa")), accepted(MON))

    assert subjects(NOT_TOLD, case) == []


BY_ORDER = Restriction(kind=RestrictionKind.RECORDS_RESTRICTED_BY_ORDER)


@pytest.mark.parametrize(
    "other",
    [
        evolve(TOMAS, authority=Authority.NONE),
        evolve(TOMAS, restrictions=(BY_ORDER,)),
        evolve(APART, authority=Authority.INFORMED_ONLY),
    ],
    ids=["no authority", "court order", "kept apart"],
)
def test_nobody_is_told_who_must_not_be_there(other: Party) -> None:
    case = folded(opened(*PARTIES, other), PROPOSED, accepted(MON))

    assert subjects(NOT_TOLD, case) == []


def test_one_time_offered_by_the_school_is_no_choice_but_a_familys_own_time_is() -> None:
    one = folded(opened(), evolve(PROPOSED, slots=(MON,)))
    own = folded(one, SlotAnswered(meeting="m1", caregiver="rosa", reply=SlotReply.COUNTER, counter=WED))
    taken_up = folded(own, MeetingProposed(meeting="m1", slots=(WED,)))
    begun = folded(one, MeetingStarted(meeting="m1"))

    assert subjects(SINGLE, one) == ["m1"]
    assert subjects(SINGLE, own) == subjects(SINGLE, taken_up) == subjects(SINGLE, begun) == []


def test_an_authority_that_has_run_out_is_not_known() -> None:
    case = opened(evolve(ROSA, authority_to=TODAY), LEE)

    assert subjects(AUTHORITY_UNKNOWN, case) == []
    assert subjects(AUTHORITY_UNKNOWN, case, at=NOW + timedelta(days=1)) == ["authority"]
