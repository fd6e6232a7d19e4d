"""Step 5: consent and written notice are recorded facts; taking consent back closes nothing and erases nothing."""

from __future__ import annotations

import pytest
from attrs import evolve

from collabflow.core.case import Case
from collabflow.core.event import Entry, Event
from collabflow.core.lifecycle.moves import Moved
from collabflow.core.values import Answer, Evidence, EvidenceKind, Method, Status, Step, Trigger
from collabflow.steps.s05_joint_planning import (
    Consent,
    ConsentGiven,
    ConsentKind,
    ConsentRevoked,
    Consents,
    JointPlan,
    Notice,
    NoticeAction,
    NoticeGiven,
    Option,
    Strategy,
    StrategyProposed,
    WrittenNotices,
)
from support import MAYA, NOW, PARTIES, TODAY, TOMAS, days, folded, opened, stamp, unsound

SPEECH = StrategyProposed(strategy="speech", what="Time with the speech therapist")
YES = Consent(
    id="services",
    party="rosa",
    kind=ConsentKind.SERVICES,
    strategies=("speech",),
    activity="Twice a week, half an hour",
    informed_in="es",
    voluntary_explained=Answer.YES,
    in_writing=Answer.YES,
    records_to_release=("The speech report",),
    release_to=("The clinic",),
)
GIVEN = ConsentGiven(consent=YES)
REVOKED = ConsentRevoked(consent="services", party="tomas", in_writing=Answer.YES, why="We want to wait")
LETTER = Notice(
    id="letter",
    to=("rosa",),
    strategies=("speech",),
    action=NoticeAction.PROPOSE,
    description="Time with the speech therapist",
    why="She asks for more words",
    based_on=("The speech report",),
    safeguards="The leaflet is attached",
    help_sources=("The parent centre",),
    options=(Option(what="Wait until spring", why_not="She asked for it now"),),
    other_factors="None",
    language="es",
    method=Method.LETTER,
    effective_on=TODAY + days(14),
)
NEXT_CYCLE = Moved(trigger=Trigger.NEXT_CYCLE, target=Step.PLAN_MEETING, cycle=2)
SIGNED = Evidence(kind=EvidenceKind.SIGNATURE, ref="scan-7")


def family(*events: Event) -> Case:
    return folded(opened(*PARTIES, TOMAS), SPEECH, *events)


def speech(case: Case) -> Strategy:
    known = case[JointPlan].get("speech")
    assert known is not None
    return known


def with_evidence(case: Case, event: Event) -> Case:
    signed = evolve(stamp(), evidence=(SIGNED,))
    return event.apply(case, Entry(event=event, stamp=signed, version=case.version + 1))


# consent --------------------------------------------------------------------------------------


def test_a_consent_needs_no_more_than_its_id_and_whose_it_is() -> None:
    case = family(ConsentGiven(consent=Consent(id="services", party="rosa")))

    given = case[Consents].get("services")
    assert given is not None
    assert (given.consent.in_writing, given.on, given.revoked_on) == (Answer.NOT_ASKED, TODAY, None)


def test_consent_is_its_persons_own_word_and_so_is_taking_it_back() -> None:
    assert list(GIVEN.voices()) == ["rosa"]
    assert list(REVOKED.voices()) == ["tomas"]


def test_either_caregiver_may_take_a_consent_back_and_both_facts_stay() -> None:
    case = folded(family(GIVEN), REVOKED, at=NOW + days(30))

    consents = case[Consents]
    kept = consents.get("services")
    assert kept is not None
    assert (kept.consent, kept.on, kept.revoked_on) == (YES, TODAY, TODAY + days(30))
    assert [(r.party, r.in_writing) for r in kept.revocations] == [("tomas", Answer.YES)]
    assert consents.in_force == ()


def test_taking_consent_back_never_closes_a_case_and_leaves_the_plan_as_it_is() -> None:
    case = family(GIVEN)

    after = folded(case, REVOKED)

    assert after.status is Status.OPEN
    assert after.ending is None
    assert after[JointPlan] == case[JointPlan]


def test_taking_one_consent_back_leaves_the_others_in_force() -> None:
    other = evolve(YES, id="report", kind=ConsentKind.RELEASE_OF_RECORDS)

    case = family(GIVEN, ConsentGiven(consent=other), REVOKED)

    assert [given.consent.id for given in case[Consents].in_force] == ["report"]


def test_the_first_of_two_revocations_says_since_when() -> None:
    case = folded(family(GIVEN), REVOKED, at=NOW + days(10))

    case = folded(case, evolve(REVOKED, party="rosa"), at=NOW + days(20))

    known = case[Consents].get("services")
    assert known is not None
    assert known.revoked_on == TODAY + days(10)


def test_a_consent_covers_a_strategy_only_as_it_read_then() -> None:
    case = family(GIVEN)
    changed = folded(case, evolve(SPEECH, what="Time with the speech therapist, in a group"))

    assert [given.consent.id for given in case[Consents].covering(speech(case))] == ["services"]
    assert changed[Consents].covering(speech(changed)) == ()
    assert [g.consent.id for g in changed[Consents].in_force] == ["services"]


def test_a_consent_that_was_taken_back_or_is_to_something_else_covers_nothing() -> None:
    elsewhere = family(ConsentGiven(consent=evolve(YES, strategies=())))

    assert elsewhere[Consents].covering(speech(elsewhere)) == ()
    revoked = family(GIVEN, REVOKED)
    assert revoked[Consents].covering(speech(revoked)) == ()


def test_recording_a_consent_again_completes_it() -> None:
    case = family(ConsentGiven(consent=Consent(id="services", party="rosa")), GIVEN)

    assert [given.consent for given in case[Consents].given] == [YES]


def test_consent_outlives_the_cycle_so_that_it_can_be_taken_back_later() -> None:
    case = family(GIVEN, NEXT_CYCLE)

    assert [given.consent for given in case[Consents].in_force] == [YES]
    assert unsound(REVOKED, case) == []


def test_the_paper_behind_a_consent_and_behind_its_end_is_kept() -> None:
    case = with_evidence(family(), GIVEN)

    after = with_evidence(case, REVOKED)

    known = after[Consents].get("services")
    assert known is not None
    assert known.evidence == (SIGNED,)
    assert known.revocations[0].evidence == (SIGNED,)


@pytest.mark.parametrize(
    ("event", "fields"),
    [
        (ConsentGiven(consent=evolve(YES, id="new", party="kim")), ["consent.party"]),
        (ConsentGiven(consent=evolve(YES, id="new", strategies=("speech", "lamp"))), ["consent.strategies[1]"]),
        (ConsentGiven(consent=evolve(YES, party="tomas")), ["consent.id"]),
        (ConsentGiven(consent=evolve(YES, scope="This year")), []),
        (evolve(REVOKED, consent="unknown"), ["consent"]),
        (evolve(REVOKED, party="kim"), ["party"]),
        (evolve(REVOKED, party="maya"), ["party"]),
        (REVOKED, []),
    ],
)
def test_a_consent_and_its_end_fit_the_case(event: Event, fields: list[str]) -> None:
    case = folded(opened(*PARTIES, TOMAS, MAYA), SPEECH, GIVEN)

    assert unsound(event, case) == fields


def test_after_a_consent_was_taken_back_a_new_one_is_a_new_consent() -> None:
    case = family(GIVEN, REVOKED)

    assert unsound(GIVEN, case) == ["consent.id"]
    assert unsound(ConsentGiven(consent=evolve(YES, id="services-2")), case) == []


# written notice -------------------------------------------------------------------------------


def test_a_notice_needs_no_more_than_its_id_and_can_be_completed() -> None:
    case = with_evidence(family(NoticeGiven(notice=Notice(id="letter"))), NoticeGiven(notice=LETTER))

    (given,) = case[WrittenNotices].given
    assert (given.notice, given.on, given.evidence) == (LETTER, TODAY, (SIGNED,))


def test_a_notice_is_about_a_strategy_only_as_it_read_then() -> None:
    case = family(NoticeGiven(notice=LETTER))
    changed = folded(case, evolve(SPEECH, what="Time with the speech therapist, in a group"))

    assert [given.notice.id for given in case[WrittenNotices].on(speech(case))] == ["letter"]
    assert changed[WrittenNotices].on(speech(changed)) == ()


def test_the_next_cycle_keeps_the_notices_about_consent_only() -> None:
    about_consent = Notice(id="stop", to=("rosa", "tomas"), consents=("services",), action=NoticeAction.PROPOSE)

    case = family(GIVEN, REVOKED, NoticeGiven(notice=LETTER), NoticeGiven(notice=about_consent), NEXT_CYCLE)

    assert [given.notice.id for given in case[WrittenNotices].given] == ["stop"]
    assert [given.notice.id for given in case[WrittenNotices].on_consent("services")] == ["stop"]


def test_a_notice_goes_to_people_about_things_that_the_case_knows() -> None:
    strange = Notice(id="letter", to=("rosa", "stranger"), strategies=("lamp",), consents=("none",))

    assert unsound(NoticeGiven(notice=strange), family()) == [
        "notice.to[1]",
        "notice.strategies[0]",
        "notice.consents[0]",
    ]
    assert unsound(NoticeGiven(notice=evolve(LETTER, consents=("services",))), family(GIVEN)) == []


def test_no_trace_prints_what_a_notice_or_a_consent_says() -> None:
    text = repr(family(GIVEN, REVOKED, NoticeGiven(notice=LETTER)).records.values())

    assert "half an hour" not in text
    assert "We want to wait" not in text
    assert "She asks for more words" not in text
