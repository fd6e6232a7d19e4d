"""The events that belong to no step: people, needs, contacts, tasks, papers, and corrections."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve

from collabflow.core.case import Case, Record
from collabflow.core.errors import Malformed
from collabflow.core.event import Entry
from collabflow.core.lifecycle.contacts import Action, Actions, Contacts
from collabflow.core.lifecycle.moves import Corrections
from collabflow.core.lifecycle.needs import Needs, Requests
from collabflow.core.lifecycle.papers import Papers
from collabflow.core.lifecycle.waivers import Waivers, present_caregivers
from collabflow.core.people import Authority, Party, Role
from collabflow.core.values import Answer, Avoid, Status, Trigger
from collabflow.events import (
    ActionAssigned,
    ActionSettled,
    CaseOpened,
    ContactAttempted,
    ContactLogged,
    Corrected,
    ElectronicNoticesAnswered,
    FindingWaived,
    MeetingAsked,
    MeetingAskedAnswered,
    Moved,
    NeedsAsked,
    PartyChanged,
    PartyJoined,
    PartyLeft,
    RecordsAskedFor,
    RecordsGiven,
    StatementAttached,
)
from support import KIM, LEE, NOW, ROSA, SAM, STUDENT, TODAY, TOMAS, days, folded, opened, stamp, unsound


def test_a_case_opens_once_with_different_people() -> None:
    again = CaseOpened(student=STUDENT)
    assert unsound(again, opened()) == ["student"]
    assert unsound(again, Case.unopened("c")) == []
    with pytest.raises(Malformed, match="different ids"):
        CaseOpened(student=STUDENT, parties=(ROSA, ROSA))


def test_somebody_joins_leaves_and_comes_back() -> None:
    case = folded(opened(), PartyJoined(party=TOMAS))
    assert unsound(PartyJoined(party=TOMAS), case) == ["party.id"]
    gone = folded(case, PartyLeft(party="tomas"), at=NOW + days(1))
    assert gone.is_party("tomas", on=TODAY + days(1))
    assert not gone.is_party("tomas", on=TODAY + days(2))
    assert unsound(PartyLeft(party="tomas"), gone, at=NOW + days(2)) == ["party"]
    back = folded(gone, PartyJoined(party=evolve(TOMAS, name="Tomás V.")), at=NOW + days(3))
    assert back.party("tomas", on=TODAY + days(3)) == evolve(TOMAS, name="Tomás V.")
    assert unsound(PartyLeft(party="tomas"), case) == []


def test_a_change_holds_from_its_day_and_what_was_before_stays() -> None:
    later = TODAY + days(30)
    case = folded(opened(), PartyChanged(party="rosa", authority="none", effective=later))
    member = case.member("rosa")
    assert member is not None
    assert member.on(TODAY).authority is Authority.RIGHTS_HOLDER
    assert member.on(later).authority is Authority.NONE
    earlier = folded(case, PartyChanged(party="rosa", pronouns="she", effective=TODAY - days(5)))
    changed = earlier.member("rosa")
    assert changed is not None
    assert [party.pronouns for _, party in changed.versions] == ["she", "she", "she"]
    assert changed.on(TODAY - days(9)).pronouns == "she"
    same_day = folded(case, PartyChanged(party="rosa", name="Rosa V.", effective=later)).member("rosa")
    assert same_day is not None
    assert (same_day.latest.name, same_day.latest.authority) == ("Rosa V.", Authority.NONE)


def test_a_change_fits_the_person_it_is_about() -> None:
    assert unsound(PartyChanged(party="nobody", name="N"), opened()) == ["party"]
    assert unsound(PartyChanged(party="rosa", name="R"), opened()) == []
    dated = folded(opened(), PartyChanged(party="rosa", authority_from=TODAY))
    assert unsound(PartyChanged(party="rosa", authority_to=TODAY - days(1)), dated) == ["authority_to"]
    for wrong in ({"roles": ()}, {"roles": ("system",)}, {"authority_from": TODAY, "authority_to": TODAY - days(1)}):
        with pytest.raises(Malformed):
            PartyChanged(party="rosa", **wrong)  # type: ignore[arg-type]


def test_folding_what_is_about_nobody_known_changes_nothing() -> None:
    case = opened()
    for event in (PartyChanged(party="x", name="N"), PartyLeft(party="x"), ActionSettled(action="x", outcome="done")):
        assert folded(case, event) == evolve(case, version=2)


def test_needs_are_asked_part_by_part_and_silence_counts_as_asked() -> None:
    asked = NeedsAsked(
        caregiver="rosa", languages=("es",), access=(), no_answer=("culture",), avoid=(Avoid(weekday=3),)
    )
    need = folded(opened(), asked)[Needs].of("rosa")
    assert [topic.value for topic in need.asked] == ["languages", "access", "culture", "avoid"]
    assert [topic.value for topic in need.silent] == ["culture"]
    assert need.was_asked(need.asked[0])
    told = folded(opened(), asked, NeedsAsked(caregiver="rosa", culture=("No photos",)))[Needs].of("rosa")
    assert (told.culture, told.silent) == (("No photos",), ())
    silent = folded(opened(), NeedsAsked(caregiver="rosa", interpreter="no_answer"))[Needs].of("rosa")
    assert silent.interpreter is Answer.NO_ANSWER


def test_needs_are_the_caregiver_s_word_only_when_they_answered() -> None:
    assert list(NeedsAsked(caregiver="rosa", languages=("es",)).voices()) == ["rosa"]
    assert list(NeedsAsked(caregiver="rosa", as_last_time=("access",)).voices()) == ["rosa"]
    assert list(NeedsAsked(caregiver="rosa", interpreter="no_answer", no_answer=("access",)).voices()) == []
    assert unsound(NeedsAsked(caregiver="kim"), opened()) == ["caregiver"]
    with pytest.raises(Malformed, match="more than one answer"):
        NeedsAsked(caregiver="rosa", access=(), no_answer=("access",))


def test_as_last_time_confirms_what_is_known_or_on_file() -> None:
    filed = evolve(ROSA, languages=("es",), interpreter="yes", access_needs=("large print",))
    again = NeedsAsked(caregiver="rosa", as_last_time=("languages", "interpreter", "access"))
    need = folded(opened(filed, LEE), again)[Needs].of("rosa")
    assert (need.languages, need.interpreter, need.access) == (("es",), Answer.YES, ("large print",))
    known = folded(opened(filed, LEE), NeedsAsked(caregiver="rosa", languages=("fr",)), again)[Needs].of("rosa")
    assert known.languages == ("fr",)
    carried = folded(opened(filed, LEE), again)[Needs].carried()
    assert carried.of("rosa").asked == ()
    stranger = NeedsAsked(caregiver="nobody", as_last_time=("languages",))
    assert folded(opened(), stranger)[Needs].of("nobody").languages == ()


def test_a_family_asks_for_a_meeting_and_the_school_answers() -> None:
    asked = MeetingAsked(request="r1", asker="rosa", kind="talk")
    case = folded(opened(), asked)
    assert [request.id for request in case[Requests].open_of("rosa")] == ["r1"]
    assert unsound(MeetingAsked(request="r1", asker="tomas", kind="talk"), folded(case, PartyJoined(party=TOMAS)))
    assert unsound(MeetingAsked(request="r2", asker="kim", kind="talk"), case) == ["asker"]
    assert unsound(MeetingAskedAnswered(request="r9"), case) == ["request"]
    answered = folded(case, MeetingAsked(request="r2", asker="rosa", kind="talk"), MeetingAskedAnswered(request="r1"))
    assert [request.id for request in answered[Requests].open_of("rosa")] == ["r2"]
    assert [request.id for request in answered[Requests].carried().requests] == ["r2"]
    assert list(asked.voices()) == ["rosa"]


def test_contacts_are_logged_once_an_id_and_the_last_of_each_goes_on() -> None:
    log = ContactLogged(contact="c1", caregiver="rosa", direction="both")
    case = folded(opened(), log, evolve(log, summary="Read together"), evolve(log, contact="c2"))
    assert [(c.id, c.summary) for c in case[Contacts].contacts] == [("c1", "Read together"), ("c2", None)]
    assert [c.id for c in case[Contacts].carried().contacts] == ["c2"]
    assert unsound(evolve(log, caregiver="nobody"), case) == ["caregiver"]
    assert unsound(ContactAttempted(caregiver="kim"), case) == ["caregiver"]
    tried = folded(case, ContactAttempted(caregiver="rosa", method="phone"))
    assert len(tried[Contacts].attempts_for("rosa", since=NOW)) == 1
    assert tried[Contacts].attempts_for("rosa", since=NOW + days(1)) == ()


def test_a_task_is_taken_moved_and_settled() -> None:
    case = folded(opened(), ActionAssigned(action="a", what="Send the map", owner="kim"))
    moved = folded(case, ActionAssigned(action="a", due=TODAY))
    assert moved[Actions].get("a") == Action(id="a", what="Send the map", owner="kim", due=TODAY)
    assert moved.label("action", "a") == "Send the map"
    assert moved.label("action", "b") == "b"
    assert unsound(ActionAssigned(action="b", owner="nobody"), case) == ["owner"]
    assert unsound(ActionSettled(action="b", outcome="done"), case) == ["action"]
    assert unsound(ActionSettled(action="a", outcome="dropped"), case) == ["why"]
    assert unsound(ActionSettled(action="a", outcome="dropped", why="No need"), case) == []
    done = folded(case, ActionSettled(action="a", outcome="done"))
    assert (done[Actions].open, done[Actions].carried().actions) == ((), ())


def test_a_statement_stands_beside_what_it_is_about() -> None:
    said = StatementAttached(party="rosa", text="We see it another way", about=1)
    case = folded(opened(), said)
    assert case[Papers].statements[0].about == 1
    assert list(said.voices()) == ["rosa"]
    assert unsound(evolve(said, party="nobody"), case) == ["party"]
    assert unsound(evolve(said, text=" "), case) == ["text"]
    assert unsound(evolve(said, about=99), case) == ["about"]
    assert case[Papers].carried() == case[Papers]


def test_whoever_asks_to_see_the_record_waits_until_it_is_given() -> None:
    asked = RecordsAskedFor(request="r", asker="rosa")
    case = folded(opened(), asked)
    assert [request.id for request in case[Papers].waiting] == ["r"]
    assert list(asked.voices()) == ["rosa"]
    assert unsound(evolve(asked, asker="kim"), case) == ["asker"]
    assert unsound(evolve(asked, asker="nobody"), case) == ["asker"]
    assert unsound(asked, case) == []
    assert unsound(RecordsGiven(request="x"), case) == ["request"]
    assert unsound(RecordsGiven(request="r"), case) == []
    given = folded(case, RecordsAskedFor(request="q", asker="rosa"), RecordsGiven(request="r"))
    assert [request.id for request in given[Papers].waiting] == ["q"]


def test_electronic_notices_are_chosen_and_taken_back() -> None:
    yes = ElectronicNoticesAnswered(caregiver="rosa", answer="yes")
    case = folded(opened(), yes)
    assert case[Papers].electronic_notices("rosa") is Answer.YES
    assert folded(case, evolve(yes, answer="no"))[Papers].electronic_notices("rosa") is Answer.NO
    assert case[Papers].electronic_notices("tomas") is Answer.NOT_ASKED
    assert (list(yes.voices()), list(evolve(yes, answer="no_answer").voices())) == (["rosa"], [])
    assert unsound(evolve(yes, caregiver="kim"), case) == ["caregiver"]


def test_a_waiver_for_an_absent_caregiver_leaves_a_task_to_hear_them() -> None:
    waived = FindingWaived(code="X", subject="rosa", why="Tried", step="plan_meeting", kind="attempts", absent="rosa")
    case = folded(opened(), waived, by=SAM)
    assert present_caregivers(case, on=TODAY) == ()
    task = case[Actions].get("hear-rosa")
    assert task is not None
    assert (task.hears, task.owner) == ("rosa", "sam")
    again = folded(case, evolve(waived, subject="other"), by=SAM)
    assert len(again[Actions].actions) == 1
    stranger = Party(id="office", name="Office", roles=(Role.SCHOOL_ADMIN,))
    assert folded(opened(), waived, by=stranger)[Actions].actions[0].owner is None
    assert case[Waivers].heard("rosa").is_absent("rosa") is False
    assert case[Waivers].heard("tomas").is_absent("rosa") is True
    assert unsound(evolve(waived, why=" "), case) == ["why"]
    assert unsound(waived, case) == []


def test_a_waiver_for_a_reason_is_kept_until_its_step_is_entered_again() -> None:
    case = folded(opened(), FindingWaived(code="X", subject="s", why="We talked about it"))
    assert case[Waivers].covering("X", "s") is not None
    there = Moved(trigger="continue_meeting", source="plan_meeting", target="plan_meeting", cycle=1)
    assert folded(case, there)[Waivers].covering("X", "s") is None
    onward = Moved(trigger="advance", source="plan_meeting", target="build_rapport", cycle=1)
    assert folded(case, onward)[Waivers].covering("X", "s") is not None


def test_a_move_that_nobody_decided_cannot_be_folded() -> None:
    with pytest.raises(Malformed, match="decided"):
        folded(opened(), Moved(trigger="advance"))


def test_who_is_named_in_a_move_takes_part_and_the_day_is_to_come() -> None:
    case = opened()
    assert unsound(Moved(trigger="pause", asked_by="nobody", who="no"), case) == ["asked_by", "who"]
    assert unsound(Moved(trigger="pause", review_on=TODAY - days(1)), case) == ["review_on"]
    assert unsound(Moved(trigger="pause", asked_by="rosa", review_on=TODAY), case) == []


def test_a_case_rests_where_it_stands_and_goes_on_there() -> None:
    paused = folded(opened(), Moved(trigger="pause", source="plan_meeting", target="paused", cycle=1, review_on=TODAY))
    assert (paused.status, paused.state, paused.review_on) == (Status.PAUSED, "paused", TODAY)
    going = folded(paused, Moved(trigger="resume", source="paused", target="plan_meeting", cycle=1))
    assert (going.status, going.entered_at) == (Status.OPEN, NOW)


def test_an_earlier_cycle_stays_readable() -> None:
    task = ActionAssigned(action="a", what="Send the map")
    again = Moved(trigger=Trigger.REOPEN, source="closed", target="plan_meeting", cycle=2)
    case = folded(opened(), task, ActionSettled(action="a", outcome="done"), again)
    assert case[Actions].actions == ()
    assert case.earlier[0][Actions].actions[0].id == "a"
    assert case.earlier[0][Contacts] == Contacts()
    assert case.label("action", "a") == "Send the map"


def test_a_correction_names_an_entry_and_why() -> None:
    case = opened()
    assert unsound(Corrected(version=9, why="x"), case) == ["version"]
    assert unsound(Corrected(version=1, why=" "), case) == ["why"]
    corrected = folded(case, Corrected(version=1, why="x", about="case.case_opened"))
    assert corrected[Corrections].carried() == corrected[Corrections]


def test_a_record_of_nobody_s_own_does_nothing() -> None:
    record = Record()
    assert record.carried() is None
    assert record.label("goal", "g") is None
    assert isinstance(Entry(event=Moved(trigger="advance"), stamp=stamp(), version=1), Entry)
    assert opened().entered_at == NOW
    assert KIM.has_role(frozenset({Role.TEACHER}))
    assert timedelta(days=1) == days(1)
