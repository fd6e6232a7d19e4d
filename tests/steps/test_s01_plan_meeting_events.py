"""Step 1, what happens to a meeting: times, answers, agendas, needs arranged, beginnings and ends."""

from __future__ import annotations

from datetime import timedelta, timezone

import pytest
from attrs import evolve

from collabflow.core.case import Case, Move
from collabflow.core.errors import Malformed
from collabflow.core.people import Authority, Party, Role
from collabflow.core.values import Answer, Slot, Step, Trigger, Via
from collabflow.steps.s01_plan_meeting import (
    AgendaItem,
    AgendaSet,
    AgendaShared,
    Meeting,
    MeetingCancelled,
    MeetingEnded,
    MeetingKind,
    MeetingOutcome,
    MeetingPlan,
    MeetingProposed,
    MeetingStarted,
    Mode,
    NeedArranged,
    NeedKind,
    NeedStatus,
    SlotAnswered,
    SlotReply,
    Started,
    interpreter_arranged,
)
from support import KIM, LEE, MAYA, NOW, PARTIES, ROSA, SAM, TODAY, TOMAS, days, folded, opened, unsound

HOUSE = (*PARTIES, TOMAS, MAYA)
MON = Slot(start=NOW + days(7))
WED = Slot(start=NOW + days(9), minutes=45)
FRI = Slot(start=NOW + days(11))
OFFERED = MeetingProposed(meeting="m1", slots=(MON, WED), invitees=("rosa", "tomas"))
MAPS = AgendaItem(title="Reading maps", minutes=20, led_by="kim")
BUS = AgendaItem(title="The bus", added_by="rosa")
INES = Party(id="ines", name="Ines Costa", roles=(Role.INTERPRETER,))


def accepted(slot: Slot, caregiver: str = "rosa", meeting: str = "m1") -> SlotAnswered:
    return SlotAnswered(meeting=meeting, caregiver=caregiver, start=slot.start, reply=SlotReply.ACCEPTED)


def declined(slot: Slot | None, caregiver: str = "rosa") -> SlotAnswered:
    start = slot.start if slot else None
    return SlotAnswered(meeting="m1", caregiver=caregiver, start=start, reply=SlotReply.DECLINED)


def countered(own: Slot, caregiver: str = "rosa") -> SlotAnswered:
    return SlotAnswered(meeting="m1", caregiver=caregiver, reply=SlotReply.COUNTER, counter=own)


def meeting(case: Case, name: str = "m1") -> Meeting:
    found = case[MeetingPlan].get(name)
    assert found is not None
    return found


def moved(case: Case, trigger: Trigger, *, at=NOW) -> MeetingPlan:  # type: ignore[no-untyped-def]
    move = Move(trigger=trigger, source=case.step, target=Step.PLAN_MEETING, at=at, version=case.version + 1)
    return case[MeetingPlan].after(move)


# times ----------------------------------------------------------------------------------------


def test_a_proposal_keeps_everything_that_was_given() -> None:
    proposal = MeetingProposed(
        meeting="m1",
        kind=MeetingKind.INITIAL,
        purposes=("Get to know each other",),
        slots=(MON,),
        mode=Mode.VIDEO,
        place="https://meet.example/1",
        minutes=50,
        invitees=("rosa", "kim", "rosa"),
    )

    known = meeting(folded(opened(), proposal))

    assert (known.kind, known.purposes, known.slots) == (MeetingKind.INITIAL, ("Get to know each other",), (MON,))
    assert (known.mode, known.place, known.minutes) == (Mode.VIDEO, "https://meet.example/1", 50)
    assert known.invitees == ("rosa", "kim")


def test_proposing_again_completes_a_draft_and_leaves_the_rest_as_it_was() -> None:
    case = folded(opened(*HOUSE), OFFERED, accepted(MON), MeetingProposed(meeting="m1", place="Room 4", minutes=30))

    known = meeting(case)

    assert (known.place, known.minutes, known.slots) == ("Room 4", 30, (MON, WED))
    assert known.confirmed_slot == MON


def test_no_time_is_confirmed_until_a_caregiver_says_yes() -> None:
    assert meeting(folded(opened(*HOUSE), OFFERED)).confirmed_slot is None
    assert meeting(folded(opened(*HOUSE), OFFERED, declined(MON))).confirmed_slot is None


def test_the_last_word_on_a_time_counts() -> None:
    case = folded(opened(*HOUSE), OFFERED, accepted(MON), declined(MON))

    assert meeting(case).confirmed_slot is None


def test_a_time_is_known_by_its_moment_in_whatever_offset_it_is_written() -> None:
    elsewhere = Slot(start=MON.start.astimezone(timezone(timedelta(hours=-5))))

    case = folded(opened(*HOUSE), OFFERED, accepted(elsewhere))

    assert meeting(case).confirmed_slot == MON


def test_a_caregiver_without_a_say_confirms_nothing() -> None:
    informed = evolve(TOMAS, authority=Authority.INFORMED_ONLY)

    case = folded(opened(ROSA, LEE, informed), OFFERED, accepted(MON, "tomas"))

    assert meeting(case).confirmed_slot is None
    assert meeting(case).accepts("tomas", MON)


def test_a_time_that_suits_all_who_said_yes_goes_before_the_one_accepted_first() -> None:
    case = folded(opened(*HOUSE), OFFERED, accepted(MON), accepted(WED), accepted(WED, "tomas"))

    assert meeting(case).confirmed_slot == WED


def test_without_a_common_time_the_one_accepted_first_stands() -> None:
    case = folded(opened(*HOUSE), OFFERED, accepted(WED), accepted(MON, "tomas"))

    assert meeting(case).confirmed_slot == WED


def test_an_answer_without_a_time_is_about_all_the_times_on_offer() -> None:
    case = folded(opened(*HOUSE), OFFERED, accepted(MON), declined(None))

    assert meeting(case).confirmed_slot is None
    assert [answer.start for answer in meeting(case).answers] == [MON.start, WED.start]


def test_an_answer_covers_only_times_that_did_not_change() -> None:
    longer = Slot(start=MON.start, minutes=90)
    again = MeetingProposed(meeting="m1", slots=(longer, WED))

    case = folded(opened(*HOUSE), OFFERED, accepted(MON), accepted(WED, "tomas"), again)

    assert meeting(case).confirmed_slot == WED
    assert [answer.caregiver for answer in meeting(case).answers] == ["tomas"]


@pytest.mark.parametrize("change", [{"place": "The library"}, {"mode": Mode.PHONE}])
def test_another_place_or_way_of_meeting_ends_the_answers(change: dict[str, object]) -> None:
    first = evolve(OFFERED, place="Room 4", mode=Mode.IN_PERSON)
    again = evolve(MeetingProposed(meeting="m1"), **change)

    case = folded(opened(*HOUSE), first, accepted(MON), again)

    assert meeting(case).answers == ()


def test_saying_the_same_place_again_keeps_the_answers() -> None:
    first = evolve(OFFERED, place="Room 4", mode=Mode.IN_PERSON)

    case = folded(opened(*HOUSE), first, accepted(MON), first)

    assert meeting(case).confirmed_slot == MON


def test_the_answers_of_somebody_no_longer_invited_end() -> None:
    case = folded(opened(*HOUSE), OFFERED, accepted(MON, "tomas"), MeetingProposed(meeting="m1", invitees=("rosa",)))

    assert meeting(case).confirmed_slot is None
    assert meeting(case).people == ("rosa",)


def test_a_time_that_a_caregiver_names_is_on_offer_and_is_theirs() -> None:
    case = folded(opened(*HOUSE), OFFERED, countered(FRI))

    assert meeting(case).slots == (MON, WED, FRI)
    assert meeting(case).offer_at(FRI.start).by == "rosa"  # type: ignore[union-attr]
    assert meeting(case).confirmed_slot is None


def test_naming_a_time_is_a_yes_once_the_school_takes_it_up() -> None:
    case = folded(opened(*HOUSE), OFFERED, countered(FRI), MeetingProposed(meeting="m1", slots=(FRI,)))

    assert meeting(case).confirmed_slot == FRI


def test_another_caregiver_may_accept_the_time_that_one_has_named() -> None:
    case = folded(opened(*HOUSE), OFFERED, countered(FRI), accepted(FRI, "tomas"))

    assert meeting(case).confirmed_slot == FRI


def test_taking_up_a_time_does_not_overrule_a_later_no_to_it() -> None:
    case = folded(
        opened(*HOUSE), OFFERED, countered(FRI), declined(FRI), MeetingProposed(meeting="m1", slots=(FRI, MON))
    )

    assert meeting(case).confirmed_slot is None


def test_taking_up_a_time_elsewhere_or_longer_is_not_what_the_caregiver_named() -> None:
    before = folded(opened(*HOUSE), evolve(OFFERED, place="Room 4"), countered(FRI))

    elsewhere = folded(before, MeetingProposed(meeting="m1", slots=(FRI,), place="The library"))
    longer = folded(before, MeetingProposed(meeting="m1", slots=(Slot(start=FRI.start, minutes=120),)))

    assert meeting(elsewhere).confirmed_slot is None
    assert meeting(longer).confirmed_slot is None


def test_taking_up_a_time_of_somebody_not_invited_any_more_is_no_acceptance() -> None:
    case = folded(
        opened(*HOUSE), OFFERED, countered(FRI), MeetingProposed(meeting="m1", slots=(FRI,), invitees=("tomas",))
    )

    assert meeting(case).answers == ()


def test_whoever_answers_about_a_time_is_invited() -> None:
    proposal = MeetingProposed(meeting="m1", slots=(MON,))

    case = folded(
        opened(*HOUSE),
        proposal,
        SlotAnswered(meeting="m1", caregiver="rosa", start=MON.start, reply=SlotReply.NO_ANSWER),
    )

    assert meeting(case).invitees == ("rosa",)
    assert meeting(case).is_told_to("rosa")
    assert not meeting(case).is_told_to("tomas")


def test_an_answer_is_the_caregivers_word_and_silence_is_nobodys() -> None:
    silence = SlotAnswered(meeting="m1", caregiver="rosa", reply=SlotReply.NO_ANSWER)

    assert list(accepted(MON).voices()) == ["rosa"]
    assert list(declined(MON).voices()) == ["rosa"]
    assert list(countered(FRI).voices()) == ["rosa"]
    assert list(silence.voices()) == []


def test_an_answer_that_contradicts_itself_is_malformed() -> None:
    with pytest.raises(Malformed, match="start"):
        SlotAnswered(meeting="m1", caregiver="rosa", reply=SlotReply.ACCEPTED)
    with pytest.raises(Malformed, match="counter"):
        SlotAnswered(meeting="m1", caregiver="rosa", reply=SlotReply.COUNTER)
    with pytest.raises(Malformed, match="counter"):
        SlotAnswered(meeting="m1", caregiver="rosa", reply=SlotReply.DECLINED, counter=FRI)
    with pytest.raises(Malformed, match="slots"):
        MeetingProposed(meeting="m1", slots=(MON, Slot(start=MON.start, minutes=30)))


def test_answers_to_what_was_never_offered_are_unsound() -> None:
    case = folded(opened(*HOUSE), OFFERED)

    assert unsound(accepted(FRI), case) == ["start"]
    assert unsound(accepted(MON, "kim"), case) == ["caregiver"]
    assert unsound(accepted(MON, meeting="m9"), case) == ["meeting"]
    assert unsound(countered(Slot(start=MON.start, minutes=30)), case) == ["counter"]
    assert unsound(accepted(MON), case) == []
    assert unsound(countered(FRI), case) == []


def test_a_meeting_called_off_takes_no_more_answers_or_times() -> None:
    case = folded(opened(*HOUSE), OFFERED, MeetingCancelled(meeting="m1", why="The school is closed"))

    assert unsound(accepted(MON), case) == ["meeting"]
    assert unsound(OFFERED, case) == ["meeting"]
    assert not meeting(case).is_standing


def test_only_people_of_the_case_are_invited() -> None:
    assert unsound(evolve(OFFERED, invitees=("rosa", "nobody")), opened()) == ["invitees"]
    assert unsound(evolve(OFFERED, invitees=("rosa",)), opened()) == []


def test_a_meeting_that_has_begun_is_ended_and_not_cancelled() -> None:
    case = folded(opened(*HOUSE), OFFERED)

    assert unsound(MeetingCancelled(meeting="m1"), case) == []
    assert unsound(MeetingCancelled(meeting="m9"), case) == ["meeting"]
    assert unsound(MeetingCancelled(meeting="m1"), folded(case, MeetingStarted(meeting="m1"))) == ["meeting"]


def test_the_school_calendar_may_propose_and_cancel_but_not_speak_for_a_family() -> None:
    assert Role.SYSTEM in MeetingProposed.recorders & MeetingCancelled.recorders & AgendaShared.recorders
    assert Role.SYSTEM not in SlotAnswered.recorders
    assert Role.CAREGIVER in AgendaSet.recorders


# agenda ---------------------------------------------------------------------------------------


def test_the_school_sets_its_topics_and_those_of_the_family_stay() -> None:
    case = folded(
        opened(*HOUSE),
        OFFERED,
        AgendaSet(meeting="m1", items=(MAPS, BUS)),
        AgendaSet(meeting="m1", items=(AgendaItem(title="Science week"),)),
    )

    assert [item.title for item in meeting(case).agenda] == ["Science week", "The bus"]


def test_a_topic_of_the_family_that_the_school_lists_again_is_there_once() -> None:
    again = AgendaItem(title=" the  BUS", minutes=10, added_by="rosa")

    case = folded(
        opened(*HOUSE), OFFERED, AgendaSet(meeting="m1", items=(MAPS, BUS)), AgendaSet(meeting="m1", items=(again,))
    )

    assert meeting(case).agenda == (again,)


def test_a_caregiver_sets_their_own_topics_and_no_others() -> None:
    case = folded(opened(*HOUSE), OFFERED, AgendaSet(meeting="m1", items=(MAPS, BUS)))

    case = folded(case, AgendaSet(meeting="m1", items=(AgendaItem(title="Music"),)), by=ROSA)

    assert [(item.title, item.added_by) for item in meeting(case).agenda] == [
        ("Reading maps", None),
        ("Music", "rosa"),
    ]


def test_an_answer_about_topics_alone_changes_no_topic() -> None:
    case = folded(opened(*HOUSE), OFFERED, AgendaSet(meeting="m1", items=(MAPS,)))

    by_school = folded(case, AgendaSet(meeting="m1", family_topics=Answer.NO_ANSWER))
    by_rosa = folded(case, AgendaSet(meeting="m1", family_topics=Answer.NO), by=ROSA)

    assert meeting(by_school).agenda == meeting(by_rosa).agenda == (MAPS,)
    assert meeting(by_school).family_topics is Answer.NO_ANSWER
    assert meeting(by_rosa).family_topics is Answer.NO


def test_setting_topics_again_does_not_forget_that_the_family_was_asked() -> None:
    case = folded(
        opened(*HOUSE),
        OFFERED,
        AgendaSet(meeting="m1", items=(MAPS,), family_topics=Answer.YES),
        AgendaSet(meeting="m1", items=(MAPS,)),
    )

    assert meeting(case).family_topics is Answer.YES


def test_a_topic_of_a_family_is_their_word() -> None:
    assert list(AgendaSet(meeting="m1", items=(MAPS, BUS, BUS)).voices()) == ["rosa"]
    assert list(AgendaSet(meeting="m1", items=(MAPS,)).voices()) == []


def test_topics_come_from_people_of_the_case_and_the_schools_own_name_nobody() -> None:
    case = folded(opened(*HOUSE), OFFERED)

    def fields(**of: str) -> list[str]:
        return unsound(AgendaSet(meeting="m1", items=(AgendaItem(title="Art", **of),)), case)

    assert fields() == fields(added_by="rosa", led_by="kim") == []
    assert fields(led_by="nobody") == ["items.led_by"]
    assert fields(added_by="nobody") == ["items.added_by"]
    assert fields(added_by="kim") == ["items.added_by"]
    assert unsound(AgendaSet(meeting="m9"), case) == ["meeting"]


def test_a_teacher_who_is_a_caregiver_of_this_child_may_bring_topics_for_the_family() -> None:
    both = Party(id="noa", name="Noa Levi", roles=(Role.TEACHER, Role.CAREGIVER))

    case = folded(opened(*PARTIES, both), MeetingProposed(meeting="m1"))

    assert unsound(AgendaSet(meeting="m1", items=(AgendaItem(title="Art", added_by="noa"),)), case) == []


def test_a_topic_without_a_title_is_malformed() -> None:
    with pytest.raises(Malformed, match="title"):
        AgendaItem(title="  ")


def test_a_copy_of_the_agenda_counts_until_the_topics_change() -> None:
    shared = AgendaShared(meeting="m1", to=("rosa", "tomas", "rosa"), language="es", format="large print")
    case = folded(opened(*HOUSE), OFFERED, AgendaSet(meeting="m1", items=(MAPS,)), shared)

    assert [copy.party for copy in meeting(case).copies] == ["rosa", "tomas"]
    assert meeting(folded(case, AgendaSet(meeting="m1", items=(MAPS,)))).copies == meeting(case).copies
    assert meeting(folded(case, AgendaSet(meeting="m1", items=(AgendaItem(title="Art"),)))).copies == ()


def test_who_brought_every_topic_that_changed_has_seen_the_change() -> None:
    shared = AgendaShared(meeting="m1", to=("rosa", "tomas"))
    case = folded(opened(*HOUSE), OFFERED, AgendaSet(meeting="m1", items=(MAPS,)), shared)

    case = folded(case, AgendaSet(meeting="m1", items=(MAPS, BUS)), via=Via.PHONE)

    assert [copy.party for copy in meeting(case).copies] == ["rosa"]


def test_sharing_again_in_another_language_adds_a_copy_and_in_the_same_replaces_it() -> None:
    def shared(language: str, form: str) -> AgendaShared:
        return AgendaShared(meeting="m1", to=("rosa",), language=language, format=form)

    case = folded(
        opened(*HOUSE),
        OFFERED,
        AgendaSet(meeting="m1", items=(MAPS,)),
        shared("en", "print"),
        shared("es", "print"),
        shared("en", "audio"),
    )

    assert [(copy.language, copy.format) for copy in meeting(case).copies] == [("es", "print"), ("en", "audio")]


def test_an_agenda_is_shared_once_there_is_one_and_with_people_of_the_case() -> None:
    case = folded(opened(*HOUSE), OFFERED)
    with_topics = folded(case, AgendaSet(meeting="m1", items=(MAPS,)))

    assert unsound(AgendaShared(meeting="m1", to=("rosa",)), case) == ["meeting"]
    assert unsound(AgendaShared(meeting="m9", to=("rosa",)), case) == ["meeting"]
    assert unsound(AgendaShared(meeting="m1", to=("nobody",)), with_topics) == ["to"]
    assert unsound(AgendaShared(meeting="m1", to=("rosa",)), with_topics) == []


# needs ----------------------------------------------------------------------------------------


def arranged(status: NeedStatus = NeedStatus.CONFIRMED, **more: object) -> NeedArranged:
    return evolve(NeedArranged(person="rosa", kind=NeedKind.INTERPRETER, status=status), **more)


def test_that_a_person_declined_or_agreed_to_something_else_is_their_word() -> None:
    assert list(arranged(NeedStatus.DECLINED).voices()) == ["rosa"]
    assert list(arranged(NeedStatus.ALTERNATIVE_AGREED).voices()) == ["rosa"]
    assert list(arranged().voices()) == list(arranged(NeedStatus.REQUESTED).voices()) == []


def test_an_arrangement_names_people_and_meetings_of_the_case() -> None:
    case = folded(opened(*HOUSE, INES), OFFERED)

    assert unsound(arranged(interpreter="ines", meeting="m1"), case) == []
    assert unsound(arranged(meeting="m9"), case) == ["meeting"]
    assert unsound(arranged(person="nobody"), case) == ["person"]
    assert unsound(arranged(interpreter="nobody"), case) == ["interpreter"]
    assert unsound(arranged(interpreter="rosa"), case) == ["interpreter"]
    with pytest.raises(Malformed, match="interpreter"):
        NeedArranged(person="rosa", kind=NeedKind.ACCESS, what="A ramp", interpreter="ines")


def test_arranging_the_same_thing_again_replaces_it() -> None:
    asked_for = NeedArranged(person="rosa", kind=NeedKind.ACCESS, what="A ramp")
    done = NeedArranged(person="rosa", kind=NeedKind.ACCESS, what="a  RAMP", status=NeedStatus.CONFIRMED)

    plan = folded(opened(*HOUSE), asked_for, arranged(), done, arranged(provider="City service"))[MeetingPlan]

    assert [(a.kind, a.status) for a in plan.arrangements] == [
        (NeedKind.ACCESS, NeedStatus.CONFIRMED),
        (NeedKind.INTERPRETER, NeedStatus.CONFIRMED),
    ]
    assert plan.arrangements[1].provider == "City service"


def test_a_confirmed_interpreter_is_arranged_for_that_person() -> None:
    case = folded(opened(*HOUSE, INES), OFFERED, arranged(interpreter="ines", meeting="m1"))

    assert interpreter_arranged(case, "rosa", TODAY)
    assert not interpreter_arranged(case, "tomas", TODAY)


def test_an_interpreter_who_left_or_whose_meeting_was_called_off_is_not_arranged() -> None:
    from collabflow.core.lifecycle.people import PartyLeft

    case = folded(opened(*HOUSE, INES), OFFERED, arranged(interpreter="ines", meeting="m1"))
    gone = folded(case, PartyLeft(party="ines"))
    off = folded(case, MeetingCancelled(meeting="m1"))
    missed = folded(case, MeetingEnded(meeting="m1", outcome=MeetingOutcome.NOT_HELD))

    assert interpreter_arranged(gone, "rosa", TODAY)
    assert not interpreter_arranged(gone, "rosa", TODAY + days(1))
    assert not interpreter_arranged(off, "rosa", TODAY)
    assert not interpreter_arranged(missed, "rosa", TODAY)


def test_a_request_is_not_a_booking() -> None:
    case = folded(opened(*HOUSE), OFFERED, arranged(NeedStatus.REQUESTED))

    assert not interpreter_arranged(case, "rosa", TODAY)


def test_a_time_given_up_takes_the_booking_of_its_interpreter_with_it() -> None:
    here = arranged(meeting="m1")
    case = folded(opened(*HOUSE), OFFERED, accepted(MON), here, MeetingProposed(meeting="m1", slots=(FRI,)))

    assert case[MeetingPlan].arrangements[0].status is NeedStatus.REQUESTED


def test_other_arrangements_outlive_a_change_of_time() -> None:
    ramp = NeedArranged(person="rosa", kind=NeedKind.ACCESS, what="A ramp", meeting="m1", status=NeedStatus.CONFIRMED)
    every_meeting = arranged(provider="The school's own interpreter")
    no_wish = arranged(NeedStatus.DECLINED, meeting="m1")

    case = folded(opened(*HOUSE), OFFERED, accepted(MON), ramp, every_meeting, no_wish)
    after = folded(case, MeetingProposed(meeting="m1", slots=(FRI,)))

    assert after[MeetingPlan].arrangements == case[MeetingPlan].arrangements


# the meeting itself ---------------------------------------------------------------------------


def test_who_was_at_a_meeting_is_remembered_in_the_order_of_meetings() -> None:
    case = folded(opened(*HOUSE), OFFERED, evolve(OFFERED, meeting="m2"))
    case = folded(case, MeetingStarted(meeting="m2", present=("tomas", "kim")), at=NOW + days(8))
    case = folded(case, MeetingStarted(meeting="m1", present=("rosa", "kim")), at=NOW + days(7))
    plan = case[MeetingPlan]

    assert [m.id for m in plan.started] == ["m1", "m2"]
    assert plan.attendees == ("rosa", "kim", "tomas")
    assert plan.first_started_at == NOW + days(7)
    assert plan.attended("rosa") and not plan.attended("lee")


def test_before_any_meeting_nobody_has_attended() -> None:
    plan = MeetingPlan()

    assert (plan.started, plan.attendees, plan.welcomes, plan.first_started_at) == ((), (), (), None)
    assert not plan.attended("rosa")


def test_somebody_who_came_later_and_stayed_was_there() -> None:
    case = folded(
        opened(*HOUSE),
        OFFERED,
        MeetingStarted(meeting="m1", present=("rosa",)),
        MeetingEnded(meeting="m1", outcome=MeetingOutcome.HELD, stayed=("rosa", "tomas")),
    )

    assert case[MeetingPlan].attendees == ("rosa", "tomas")


def test_at_a_meeting_that_was_not_held_nobody_was_and_nobody_was_welcomed() -> None:
    case = folded(
        opened(*HOUSE),
        OFFERED,
        MeetingStarted(meeting="m1", present=("rosa",), introductions=("kim",), welcomed_by="kim"),
        MeetingEnded(meeting="m1", outcome=MeetingOutcome.NOT_HELD),
    )
    plan = case[MeetingPlan]

    assert [m.id for m in plan.started] == ["m1"]
    assert not plan.attended("rosa")
    assert not plan.introduced("kim")
    assert plan.welcomes == ()


def test_a_welcome_tells_who_gave_it_how_and_who_was_there() -> None:
    started = MeetingStarted(
        meeting="m1", present=("rosa", "kim"), introductions=("kim",), welcomed_by="kim", welcome="At the door, by name"
    )
    plan = folded(opened(*HOUSE), OFFERED, started)[MeetingPlan]

    [welcome] = plan.welcomes
    assert (welcome.meeting, welcome.by, welcome.how) == ("m1", "kim", "At the door, by name")
    assert welcome.present == ("rosa", "kim")
    assert plan.introduced("kim") and not plan.introduced("lee")


def test_a_beginning_recorded_again_is_completed_and_keeps_its_moment() -> None:
    case = folded(opened(*HOUSE), OFFERED, MeetingStarted(meeting="m1", present=("rosa",)), at=NOW + days(7))
    case = folded(case, MeetingStarted(meeting="m1", welcomed_by="kim"), at=NOW + days(8))

    assert meeting(case).started == Started(at=NOW + days(7), present=("rosa",), welcomed_by="kim")


def test_an_end_recorded_again_is_completed_and_keeps_its_moment() -> None:
    case = folded(
        opened(*HOUSE),
        OFFERED,
        MeetingStarted(meeting="m1"),
        MeetingEnded(meeting="m1", outcome=MeetingOutcome.HELD, notes="We looked at Maya's maps."),
    )
    case = folded(case, MeetingEnded(meeting="m1", outcome=MeetingOutcome.CONTINUED), at=NOW + days(1))
    ended = meeting(case).ended

    assert ended is not None
    assert (ended.at, ended.outcome, ended.notes) == (NOW, MeetingOutcome.CONTINUED, "We looked at Maya's maps.")


def test_a_meeting_begins_only_where_there_is_one_and_with_people_of_the_case() -> None:
    case = folded(opened(*HOUSE), OFFERED)
    off = folded(case, MeetingCancelled(meeting="m1"))
    missed = folded(case, MeetingEnded(meeting="m1", outcome=MeetingOutcome.NOT_HELD))

    assert unsound(MeetingStarted(meeting="m1", present=("rosa",)), case) == []
    assert unsound(MeetingStarted(meeting="m9"), case) == ["meeting"]
    assert unsound(MeetingStarted(meeting="m1"), off) == unsound(MeetingStarted(meeting="m1"), missed) == ["meeting"]
    assert unsound(MeetingStarted(meeting="m1", present=("x",), introductions=("x",), welcomed_by="x"), case) == [
        "present",
        "introductions",
        "welcomed_by",
    ]


def test_only_a_meeting_that_began_is_held_but_any_may_be_missed() -> None:
    case = folded(opened(*HOUSE), OFFERED)

    def fields(outcome: MeetingOutcome, name: str = "m1", stayed: tuple[str, ...] = ()) -> list[str]:
        return unsound(MeetingEnded(meeting=name, outcome=outcome, stayed=stayed), case)

    assert fields(MeetingOutcome.HELD) == fields(MeetingOutcome.CONTINUED) == ["meeting"]
    assert fields(MeetingOutcome.NOT_HELD) == []
    assert fields(MeetingOutcome.NOT_HELD, "m9") == ["meeting"]
    assert fields(MeetingOutcome.NOT_HELD, stayed=("x",)) == ["stayed"]


def test_a_meeting_is_expected_to_last_as_stated_else_as_the_time_agreed_else_as_the_longest_on_offer() -> None:
    offered = folded(opened(*HOUSE), OFFERED)

    assert meeting(offered).expected_minutes == 60
    assert meeting(folded(offered, accepted(WED))).expected_minutes == 45
    assert meeting(folded(offered, MeetingProposed(meeting="m1", minutes=30))).expected_minutes == 30
    assert Meeting(id="m1").expected_minutes is None
    assert Meeting(id="m1").lasts == timedelta(0)
    assert meeting(offered).lasts == timedelta(minutes=60)


# moves, cycles and words ----------------------------------------------------------------------


def test_rescheduling_voids_the_agreed_time_and_leaves_the_others_on_offer() -> None:
    case = folded(opened(*HOUSE), OFFERED, accepted(MON), declined(WED, "tomas"), arranged(meeting="m1"))

    plan = moved(case, Trigger.RESCHEDULE)
    after = plan.get("m1")

    assert after is not None
    assert (after.slots, after.confirmed_slot) == ((WED,), None)
    assert [(a.caregiver, a.reply) for a in after.answers] == [("tomas", SlotReply.DECLINED)]
    assert after.invitees == ("rosa", "tomas")
    assert plan.arrangements[0].status is NeedStatus.REQUESTED


def test_rescheduling_takes_times_that_have_passed_off_the_offer() -> None:
    case = folded(opened(*HOUSE), OFFERED)

    after = moved(case, Trigger.RESCHEDULE, at=NOW + days(8)).get("m1")

    assert after is not None
    assert after.slots == (WED,)


def test_rescheduling_leaves_meetings_that_have_begun_as_they_are() -> None:
    case = folded(opened(*HOUSE), OFFERED, accepted(MON), MeetingStarted(meeting="m1", present=("rosa",)))

    assert moved(case, Trigger.RESCHEDULE) == case[MeetingPlan]


def test_a_meeting_that_was_left_goes_on_in_another() -> None:
    case = folded(opened(*HOUSE), OFFERED, accepted(MON), MeetingStarted(meeting="m1", present=("rosa",)))

    after = folded(case.with_record(moved(case, Trigger.CONTINUE_MEETING)))

    assert meeting(after).left and not meeting(after).is_standing
    assert after[MeetingPlan].attended("rosa")
    assert unsound(OFFERED, after) == ["meeting"]
    assert unsound(MeetingEnded(meeting="m1", outcome=MeetingOutcome.CONTINUED), after) == []


def test_a_separate_meeting_held_to_its_end_is_not_left_with_the_last_one() -> None:
    case = folded(
        opened(*HOUSE),
        evolve(OFFERED, invitees=("rosa",)),
        evolve(OFFERED, meeting="m2", invitees=("tomas",)),
        evolve(OFFERED, meeting="m3", invitees=("tomas",)),
    )
    case = folded(case, MeetingStarted(meeting="m1"), MeetingEnded(meeting="m1", outcome=MeetingOutcome.HELD))
    case = folded(case, MeetingStarted(meeting="m2"), at=NOW + days(1))
    case = folded(case, MeetingEnded(meeting="m2", outcome=MeetingOutcome.HELD), at=NOW + days(1))

    plan = moved(case, Trigger.CONTINUE_MEETING)

    assert [m.id for m in plan.standing] == ["m1", "m3"]


def test_every_meeting_that_is_still_to_be_finished_is_left() -> None:
    case = folded(
        opened(*HOUSE),
        OFFERED,
        evolve(OFFERED, meeting="m2"),
        evolve(OFFERED, meeting="m3"),
        MeetingStarted(meeting="m1"),
        MeetingEnded(meeting="m1", outcome=MeetingOutcome.CONTINUED),
    )
    case = folded(case, MeetingStarted(meeting="m2"), at=NOW + days(1))
    case = folded(case, MeetingEnded(meeting="m3", outcome=MeetingOutcome.NOT_HELD), at=NOW + days(2))

    plan = moved(case, Trigger.CONTINUE_MEETING)

    assert [m.id for m in plan.meetings if m.left] == ["m1", "m2"]


def test_other_moves_leave_the_plan_as_it_is() -> None:
    case = folded(opened(*HOUSE), OFFERED, accepted(MON), MeetingStarted(meeting="m1"))

    assert moved(case, Trigger.MORE_INFORMATION) == case[MeetingPlan]


def test_a_new_cycle_begins_with_the_follow_up_meeting_that_caregivers_confirmed() -> None:
    plan = MeetingPlan.of_confirmed("f1", FRI, ("rosa",))
    [known] = plan.standing_for("rosa")

    assert (known.confirmed_slot, known.kind, known.invitees) == (FRI, MeetingKind.FOLLOW_UP, ("rosa",))
    assert folded(opened(*HOUSE), OFFERED)[MeetingPlan].carried() is None


def test_a_meeting_is_called_by_its_kind_and_its_day() -> None:
    case = folded(opened(*HOUSE), evolve(OFFERED, kind=MeetingKind.ANNUAL_REVIEW))

    assert case.label("meeting", "m1") == "annual review meeting"
    assert folded(case, accepted(MON)).label("meeting", "m1") == "annual review meeting on September 14, 2026"
    assert folded(opened(*HOUSE), OFFERED).label("meeting", "m1") == "meeting"
    assert folded(opened(*HOUSE), evolve(OFFERED, kind=MeetingKind.OTHER)).label("meeting", "m1") == "meeting"
    assert case[MeetingPlan].label("meeting", "m9") is None
    assert case[MeetingPlan].label("goal", "m1") is None


def test_no_words_of_a_person_show_in_a_representation() -> None:
    events = (
        MeetingProposed(meeting="m1", purposes=("SECRET",), place="SECRET"),
        MeetingCancelled(meeting="m1", why="SECRET"),
        AgendaSet(meeting="m1", items=(AgendaItem(title="SECRET"),)),
        AgendaShared(meeting="m1", to=("rosa",), format="SECRET"),
        NeedArranged(person="rosa", kind=NeedKind.ACCESS, what="SECRET", provider="SECRET", alternative="SECRET"),
        MeetingStarted(meeting="m1", welcome="SECRET"),
        MeetingEnded(meeting="m1", outcome=MeetingOutcome.NOT_HELD, notes="SECRET"),
    )
    case = folded(opened(ROSA, LEE, KIM, SAM), *events)

    assert "SECRET" not in repr(events)
    assert "SECRET" not in repr(case[MeetingPlan])
