"""Step 10: what its events say, refuse and keep, what a move does to them, and what the next cycle begins with."""

from __future__ import annotations

import pytest
from attrs import evolve

from collabflow.core.case import Case
from collabflow.core.errors import Malformed
from collabflow.core.event import Event
from collabflow.core.lifecycle.moves import Moved
from collabflow.core.people import SCHOOL_ROLES, Authority, Restriction, RestrictionKind, Role
from collabflow.core.values import Slot, Step, Trigger
from collabflow.goals.goal import Domain, Goal
from collabflow.steps.s01_plan_meeting import Meeting, MeetingPlan, Mode, SlotReply
from collabflow.steps.s06_set_goals import GoalDrafted, GoalDropped, GoalRevised
from collabflow.steps.s10_follow_up import (
    EVENTS,
    GUARDS,
    PROMPTS,
    AlignmentChecked,
    EfficacyAnswered,
    FamilyFit,
    FamilySays,
    Follows,
    FollowUp,
    FollowUpAnswered,
    FollowUpKind,
    FollowUpProposed,
    Instrument,
    ItemAnswer,
    Prompt,
    PromptAnswer,
    SchoolFit,
    SummaryShared,
    View,
)
from support import LEE, MAYA, NOW, ROSA, TODAY, TOMAS, days, folded, opened, subjects, unsound

GUARD = {guard.code: guard for guard in GUARDS}
SOON, LATER, OWN = NOW + days(20), NOW + days(21), NOW + days(25)
PROPOSED = FollowUpProposed(follow_up="winter", slots=(Slot(start=SOON), Slot(start=LATER)))
YES = FollowUpAnswered(follow_up="winter", caregiver="rosa", reply=SlotReply.ACCEPTED, start=SOON)
NO = FollowUpAnswered(follow_up="winter", caregiver="rosa", reply=SlotReply.DECLINED)
RATHER = FollowUpAnswered(follow_up="winter", caregiver="rosa", reply=SlotReply.COUNTER, counter=Slot(start=OWN))
READING = Goal(id="reading", domain=Domain.ACADEMIC, statement="Maya reads a new story aloud")
DRAFTED = GoalDrafted(goal=READING)
ROSA_SAYS = FamilySays(person="rosa", fit=FamilyFit.STILL_MATTERS)
FITS = AlignmentChecked(goals=("reading",), family=(ROSA_SAYS,), school=SchoolFit.FITS_PLAN)
WORKED = PromptAnswer(prompt=Prompt.WORKED_WELL, words="You called back")
LOOKED_BACK = EfficacyAnswered(party="rosa", answers=(WORKED,))
SCALE = Instrument(id="partnership-scale", version="2006")
NEXT_CYCLE = Moved(trigger=Trigger.NEXT_CYCLE, target=Step.PLAN_MEETING.value, cycle=2)


def moved(trigger: Trigger, target: Step) -> Moved:
    """The cycle moves there."""
    return Moved(trigger=trigger, target=target.value, cycle=1)


def at_follow_up(*events: Event) -> Case:
    """A case with Rosa and Tomás that stands at step 10, after these events."""
    return folded(opened(ROSA, TOMAS, MAYA, LEE), moved(Trigger.ADVANCE, Step.FOLLOW_UP), *events)


def view_of(case: Case, party: str) -> View:
    """What this person says about working together."""
    view = case[FollowUp].view_of(party)
    assert view is not None
    return view


def unconfirmed(case: Case) -> list[str]:
    """The caregivers who have not confirmed."""
    return subjects(GUARD["FOLLOWUP_TIME_NOT_CONFIRMED_BY_CAREGIVER"], case)


# words and permissions ------------------------------------------------------------------------


def test_stored_names_are_stable() -> None:
    assert [event.stored_as for event in EVENTS] == [
        "follow_up.follow_up_proposed",
        "follow_up.follow_up_answered",
        "follow_up.efficacy_answered",
        "follow_up.alignment_checked",
        "follow_up.summary_shared",
    ]


def test_the_school_records_and_its_systems_may_propose_and_share() -> None:
    by_system = [event for event in EVENTS if Role.SYSTEM in event.recorders]

    assert by_system == [FollowUpProposed, SummaryShared]
    assert all(event.recorders == SCHOOL_ROLES for event in EVENTS if event not in by_system)


def test_the_open_questions_are_five_and_every_one_has_our_words() -> None:
    assert [prompt for prompt, _ in PROMPTS] == list(Prompt)
    assert len(PROMPTS) == 5
    assert all(words.endswith("?") for _, words in PROMPTS)


def test_answers_to_times_are_their_caregivers_word_and_silence_is_nobodys() -> None:
    assert [list(event.voices()) for event in (YES, NO, RATHER)] == [["rosa"]] * 3
    assert list(evolve(NO, reply=SlotReply.NO_ANSWER).voices()) == []


def test_a_view_is_somebodys_word_when_they_said_something_or_prefer_not_to() -> None:
    assert list(LOOKED_BACK.voices()) == ["rosa"]
    assert list(EfficacyAnswered(party="rosa", prefers_not_to_say=True).voices()) == ["rosa"]
    assert list(EfficacyAnswered(party="rosa", no_answer=True).voices()) == []
    assert list(EfficacyAnswered(party="rosa", answers=(evolve(WORKED, words=""),)).voices()) == []
    assert list(EfficacyAnswered(party="lee", we_will_change="We call").voices()) == []


def test_what_the_family_says_of_a_goal_is_their_word_and_the_schools_view_is_nobodys() -> None:
    silent = FamilySays(person="tomas", fit=FamilyFit.NO_ANSWER)

    assert list(evolve(FITS, family=(ROSA_SAYS, silent)).voices()) == ["rosa"]


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: FollowUpProposed(follow_up="a", slots=(Slot(start=SOON), Slot(start=SOON, minutes=30))), "slots"),
        (lambda: FollowUpAnswered(follow_up="a", caregiver="rosa", reply=SlotReply.ACCEPTED), "start"),
        (lambda: FollowUpAnswered(follow_up="a", caregiver="rosa", reply=SlotReply.COUNTER), "counter"),
        (lambda: evolve(NO, counter=Slot(start=OWN)), "counter"),
        (lambda: evolve(LOOKED_BACK, prefers_not_to_say=True), "answers"),
        (lambda: EfficacyAnswered(party="rosa", prefers_not_to_say=True, no_answer=True), "answers"),
        (lambda: EfficacyAnswered(party="rosa", answers=(WORKED, WORKED)), "answers"),
        (lambda: EfficacyAnswered(party="rosa", items=(ItemAnswer(item="7", answer="4"),)), "instrument"),
        (
            lambda: EfficacyAnswered(party="rosa", instrument=SCALE, items=(ItemAnswer(item="7", answer="4"),) * 2),
            "items",
        ),
        (lambda: Instrument(id="partnership-scale", version=" "), "version"),
        (lambda: AlignmentChecked(goals=()), "goals"),
        (lambda: evolve(FITS, family=(ROSA_SAYS, ROSA_SAYS)), "family"),
        (lambda: SummaryShared(to=()), "to"),
    ],
)
def test_contradictions_within_an_event_are_refused_when_it_is_made(make: object, field: str) -> None:
    with pytest.raises(Malformed) as refused:
        make()  # type: ignore[operator]

    assert [place for place, _ in refused.value.faults] == [field]


def test_no_word_of_a_family_is_shown_by_repr() -> None:
    answer = evolve(LOOKED_BACK, we_will_change="secret change")
    item = EfficacyAnswered(party="lee", instrument=SCALE, items=(ItemAnswer(item="7", answer="secret"),))
    fits = evolve(FITS, family=(evolve(ROSA_SAYS, words="secret words"),), note="secret note")
    proposed = evolve(PROPOSED, place="secret place", about="secret talk")
    case = folded(opened(), DRAFTED, answer, item, fits, proposed)

    assert "secret" not in f"{answer!r}{item!r}{fits!r}{proposed!r}{case[FollowUp]!r}"
    assert "called" not in f"{answer!r}{case[FollowUp]!r}"


# times ----------------------------------------------------------------------------------------


def test_proposing_again_completes_and_keeps_what_is_left_out() -> None:
    case = folded(
        opened(),
        evolve(PROPOSED, kind=FollowUpKind.CALL, caregivers=("rosa",), about="Reading"),
        YES,
        FollowUpProposed(follow_up="winter", mode=Mode.PHONE, place="At home", meeting="meeting-2"),
    )

    winter = case[FollowUp].get("winter")

    assert winter is not None
    assert (winter.kind, winter.caregivers, winter.about) == (FollowUpKind.CALL, ("rosa",), "Reading")
    assert (winter.mode, winter.place, winter.meeting) == (Mode.PHONE, "At home", "meeting-2")
    assert winter.confirmed_slot == Slot(start=SOON)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": FollowUpKind.CALL},
        {"place": "The town hall"},
        {"mode": Mode.VIDEO},
        {"slots": (Slot(start=LATER),)},
        {"slots": (Slot(start=SOON, minutes=90),)},
        {"caregivers": ("tomas",)},
    ],
    ids=["kind", "place", "mode", "times", "length", "for others"],
)
def test_a_change_to_what_was_seen_ends_the_yes(change: dict[str, object]) -> None:
    known = evolve(PROPOSED, place="The library", mode=Mode.IN_PERSON)
    case = folded(opened(ROSA, TOMAS, LEE), known, YES)

    assert unconfirmed(case) == []
    assert "rosa" in unconfirmed(folded(case, FollowUpProposed(follow_up="winter", **change)))


def test_the_yes_to_a_time_that_stays_on_offer_stays() -> None:
    case = folded(opened(), PROPOSED, YES, evolve(PROPOSED, slots=(Slot(start=OWN), Slot(start=SOON))))

    assert unconfirmed(case) == []


def test_the_kind_may_be_told_before_there_are_times() -> None:
    case = folded(opened(), FollowUpProposed(follow_up="winter"), evolve(PROPOSED, kind=FollowUpKind.CALL))

    assert case.label("follow_up", "winter") == "call"
    assert case.label("follow_up", "other") == "other"
    assert case.label("strategy", "winter") == "winter"


def test_a_time_that_a_caregiver_named_is_confirmed_once_the_school_takes_it_up() -> None:
    named = folded(opened(), PROPOSED, RATHER)
    taken_up = folded(named, evolve(PROPOSED, slots=(Slot(start=OWN),)))

    assert unconfirmed(named) == ["rosa"]
    assert unconfirmed(taken_up) == []


def test_a_time_like_the_one_a_caregiver_named_but_longer_is_not_theirs() -> None:
    case = folded(opened(), PROPOSED, RATHER, evolve(PROPOSED, slots=(Slot(start=OWN, minutes=120),)))

    assert unconfirmed(case) == ["rosa"]


def test_a_time_that_was_named_and_declined_since_is_not_taken_for_a_yes() -> None:
    declined = evolve(NO, start=OWN)
    case = folded(opened(), PROPOSED, RATHER, declined, evolve(PROPOSED, slots=(Slot(start=OWN),)))

    assert unconfirmed(case) == ["rosa"]


def test_a_time_named_by_somebody_whom_it_is_no_longer_for_is_not_their_yes() -> None:
    only_tomas = evolve(PROPOSED, slots=(Slot(start=OWN),), caregivers=("tomas",))
    case = folded(opened(ROSA, TOMAS, LEE), PROPOSED, RATHER, only_tomas)

    assert unconfirmed(case) == ["rosa", "tomas"]


def test_the_last_word_on_a_time_counts() -> None:
    assert unconfirmed(folded(opened(), PROPOSED, YES, NO)) == ["rosa"]
    assert unconfirmed(folded(opened(), PROPOSED, NO, YES)) == []


def test_what_an_answer_cannot_be_about_is_unsound() -> None:
    case = folded(opened(ROSA, TOMAS, LEE), evolve(PROPOSED, caregivers=("rosa",)))

    assert unsound(YES, case) == []
    assert unsound(RATHER, case) == []
    assert unsound(evolve(YES, follow_up="unknown", caregiver="lee"), case) == ["caregiver", "follow_up"]
    assert unsound(evolve(YES, caregiver="tomas", start=OWN), case) == ["caregiver", "start"]
    assert unsound(evolve(RATHER, counter=Slot(start=SOON)), case) == ["counter"]
    assert unsound(evolve(PROPOSED, caregivers=("rosa", "lee")), case) == ["caregivers"]
    assert unsound(evolve(PROPOSED, caregivers=("rosa",)), case) == []


def test_an_answer_to_an_unknown_follow_up_replays_without_harm() -> None:
    assert unconfirmed(folded(opened(), YES)) == []


# looking back ---------------------------------------------------------------------------------


def test_answers_of_one_pass_add_up_and_the_last_one_to_a_question_counts() -> None:
    hard = PromptAnswer(prompt=Prompt.MADE_IT_HARD, words="Letters came late")
    again = EfficacyAnswered(party="rosa", answers=(hard, evolve(WORKED, words="The calls")))
    view = view_of(folded(opened(), LOOKED_BACK, again), "rosa")

    assert [answer.words for answer in view.answers] == ["The calls", "Letters came late"]
    assert view.names_a_difficulty


def test_silence_later_takes_nothing_back() -> None:
    view = view_of(folded(opened(), LOOKED_BACK, EfficacyAnswered(party="rosa", no_answer=True)), "rosa")

    assert view.is_given
    assert not view.no_answer


def test_an_answer_after_silence_is_an_answer() -> None:
    silent = EfficacyAnswered(party="rosa", no_answer=True)

    assert view_of(folded(opened(), silent, silent), "rosa").no_answer
    assert not view_of(folded(opened(), silent, LOOKED_BACK), "rosa").no_answer


def test_who_prefers_not_to_say_may_say_something_later() -> None:
    rather_not = EfficacyAnswered(party="rosa", prefers_not_to_say=True)

    assert view_of(folded(opened(), rather_not, EfficacyAnswered(party="rosa")), "rosa").prefers_not_to_say
    assert not view_of(folded(opened(), rather_not, LOOKED_BACK), "rosa").prefers_not_to_say


def test_answers_to_another_questionnaire_are_not_mixed_with_those_before() -> None:
    first = EfficacyAnswered(party="rosa", instrument=SCALE, items=(ItemAnswer(item="7", answer="4"),))
    more = evolve(first, items=(ItemAnswer(item="8", answer="5"),))
    other = evolve(first, instrument=evolve(SCALE, version="2020"), items=(ItemAnswer(item="1", answer="2"),))

    assert [item.item for item in view_of(folded(opened(), first, more), "rosa").items] == ["7", "8"]
    assert [item.item for item in view_of(folded(opened(), first, other), "rosa").items] == ["1"]
    assert view_of(folded(opened(), first, LOOKED_BACK), "rosa").instrument == SCALE


def test_only_people_of_the_case_look_back() -> None:
    assert unsound(LOOKED_BACK, opened()) == []
    assert unsound(evolve(LOOKED_BACK, party="nobody"), opened()) == ["party"]


# goals ----------------------------------------------------------------------------------------


def test_each_side_may_be_recorded_when_it_is_heard() -> None:
    tomas = FamilySays(person="tomas", fit=FamilyFit.CHANGED)
    case = at_follow_up(
        DRAFTED,
        AlignmentChecked(goals=("reading",), family=(ROSA_SAYS,), note="By phone"),
        AlignmentChecked(goals=("reading",), family=(tomas,), school=SchoolFit.FITS_PLAN),
        AlignmentChecked(goals=("reading",), follows=Follows.BACK_TO_PLANNING),
    )

    said = case[FollowUp].alignment_of(READING)

    assert said is not None
    assert said.family == (ROSA_SAYS, tomas)
    assert (said.school, said.note, said.follows) == (SchoolFit.FITS_PLAN, "By phone", Follows.BACK_TO_PLANNING)
    assert said.is_off


def test_the_last_word_of_a_person_on_a_goal_counts() -> None:
    changed = evolve(FITS, family=(evolve(ROSA_SAYS, fit=FamilyFit.NO_LONGER),))

    assert subjects(GUARD["FOLLOWUP_MISALIGNMENT_OPEN"], folded(opened(), DRAFTED, changed, FITS)) == []


def test_one_record_may_speak_of_several_goals() -> None:
    writing = evolve(READING, id="writing")
    case = at_follow_up(DRAFTED, GoalDrafted(goal=writing), evolve(FITS, goals=("reading", "writing", "reading")))

    assert [said.goal.id for said in case[FollowUp].alignments] == ["reading", "writing"]


def test_what_a_look_at_goals_cannot_name_is_unsound() -> None:
    case = at_follow_up(DRAFTED, GoalDrafted(goal=evolve(READING, id="writing")), GoalDropped(goal="writing"))
    family = (ROSA_SAYS, evolve(ROSA_SAYS, person="maya"), evolve(ROSA_SAYS, person="lee"))

    assert unsound(evolve(FITS, goals=("unknown",), family=family), case) == ["goals", "family[2].person"]
    assert unsound(evolve(FITS, goals=("writing",)), case) == ["goals"]
    assert unsound(evolve(FITS, family=(evolve(ROSA_SAYS, person="nobody"),)), case) == ["family[0].person"]


@pytest.mark.parametrize(
    "told", [{"school": SchoolFit.FITS_PLAN}, {"note": "Fine"}, {"follows": Follows.BACK_TO_GOALS}]
)
def test_who_of_the_family_records_what_they_say_records_that_alone(told: dict[str, object]) -> None:
    own = AlignmentChecked(goals=("reading",), family=(ROSA_SAYS,))
    case = at_follow_up(DRAFTED)

    assert unsound(own, case, by=ROSA) == []
    assert unsound(evolve(own, **told), case, by=ROSA) == ["school"]


def test_a_goal_that_nobody_knows_replays_without_harm() -> None:
    assert at_follow_up(FITS)[FollowUp].alignments == ()


def test_a_summary_goes_to_people_of_the_case() -> None:
    assert unsound(SummaryShared(to=("rosa", "lee"), language="es"), opened()) == []
    assert unsound(SummaryShared(to=("nobody",)), opened()) == ["to"]


# passes ---------------------------------------------------------------------------------------

WHOLE_PASS = (DRAFTED, PROPOSED, YES, LOOKED_BACK, evolve(LOOKED_BACK, party="lee"), FITS, SummaryShared(to=("rosa",)))


def test_keeping_on_reviewing_asks_anew_and_keeps_what_is_arranged() -> None:
    case = at_follow_up(*WHOLE_PASS, moved(Trigger.KEEP_REVIEWING, Step.REVIEW_AND_ADJUST))

    assert case[FollowUp].turn == 2
    assert len(case[FollowUp].views) == 2
    assert [guard.code for guard in GUARDS if subjects(guard, case)] == [
        "FOLLOWUP_EFFICACY_NOT_REASSESSED",
        "FOLLOWUP_CAREGIVER_VIEW_MISSING",
        "FOLLOWUP_EDUCATOR_VIEW_MISSING",
        "FOLLOWUP_ALIGNMENT_NOT_CHECKED",
        "FOLLOWUP_SUMMARY_NOT_SHARED",
    ]


@pytest.mark.parametrize(
    ("trigger", "target"),
    [
        (Trigger.REVISE_GOALS, Step.SET_GOALS),
        (Trigger.REVISE_PLAN, Step.JOINT_PLANNING),
        (Trigger.INTERIM_REVIEW, Step.REVIEW_AND_ADJUST),
    ],
)
def test_a_detour_asks_nobody_twice_except_about_goals_that_did_not_fit(trigger: Trigger, target: Step) -> None:
    off = evolve(FITS, goals=("writing",), school=SchoolFit.NEEDS_CHANGE, follows=Follows.BACK_TO_GOALS)
    case = at_follow_up(*WHOLE_PASS, GoalDrafted(goal=evolve(READING, id="writing")), off, moved(trigger, target))

    assert subjects(GUARD["FOLLOWUP_CAREGIVER_VIEW_MISSING"], case) == ["tomas"]
    assert subjects(GUARD["FOLLOWUP_ALIGNMENT_NOT_CHECKED"], case) == ["writing"]
    assert len(case[FollowUp].alignments) == 2


def test_a_goal_revised_on_the_way_is_asked_about_again() -> None:
    case = at_follow_up(
        *WHOLE_PASS,
        moved(Trigger.REVISE_GOALS, Step.SET_GOALS),
        GoalRevised(goal=evolve(READING, statement="Maya reads a map aloud")),
    )

    assert subjects(GUARD["FOLLOWUP_ALIGNMENT_NOT_CHECKED"], case) == ["reading"]


def test_what_is_recorded_before_the_step_is_reached_counts_there() -> None:
    case = folded(
        opened(), moved(Trigger.ADVANCE, Step.PROVIDE_RESOURCES), *WHOLE_PASS, moved(Trigger.ADVANCE, Step.FOLLOW_UP)
    )

    assert [guard.code for guard in GUARDS if subjects(guard, case)] == []


# the next cycle -------------------------------------------------------------------------------


def meetings_after(*events: Event) -> tuple[Meeting, ...]:
    """The meetings that the next cycle begins with."""
    return folded(at_follow_up(*events), NEXT_CYCLE)[MeetingPlan].meetings


def test_a_confirmed_follow_up_meeting_becomes_the_meeting_of_the_next_cycle() -> None:
    (meeting,) = meetings_after(evolve(PROPOSED, meeting="meeting-2", place="The library", mode=Mode.IN_PERSON), YES)

    assert (meeting.id, meeting.place, meeting.mode) == ("meeting-2", "The library", Mode.IN_PERSON)
    assert (meeting.confirmed_slot, meeting.invitees) == (Slot(start=SOON), ("rosa",))
    assert meeting.agreed_before


def test_a_meeting_without_an_id_of_its_own_keeps_that_of_the_follow_up() -> None:
    assert [meeting.id for meeting in meetings_after(PROPOSED, YES)] == ["winter"]


def test_only_those_who_accepted_the_time_are_taken_to_have_confirmed_it() -> None:
    (meeting,) = meetings_after(PROPOSED, YES, evolve(YES, caregiver="tomas", start=LATER))

    assert meeting.invitees == ("rosa",)


@pytest.mark.parametrize(
    "events",
    [
        (),
        (PROPOSED,),
        (PROPOSED, NO),
        (evolve(PROPOSED, kind=FollowUpKind.CALL), YES),
        (evolve(PROPOSED, kind=FollowUpKind.MESSAGE), YES),
    ],
    ids=["nothing", "proposed", "declined", "a call", "a message"],
)
def test_what_is_no_confirmed_meeting_begins_no_cycle(events: tuple[Event, ...]) -> None:
    assert meetings_after(*events) == ()


def test_families_who_must_not_meet_each_keep_their_own_meeting() -> None:
    apart = Restriction(kind=RestrictionKind.SEPARATE_MEETING, other="rosa")
    case = folded(
        opened(ROSA, evolve(TOMAS, restrictions=(apart,)), LEE),
        evolve(PROPOSED, caregivers=("rosa",)),
        YES,
        evolve(PROPOSED, follow_up="spring", caregivers=("tomas",)),
        evolve(YES, follow_up="spring", caregiver="tomas", start=LATER),
        NEXT_CYCLE,
    )

    assert [(m.id, m.invitees) for m in case[MeetingPlan].meetings] == [("winter", ("rosa",)), ("spring", ("tomas",))]


def test_a_meeting_whose_time_had_passed_when_the_step_was_last_worked_on_is_not_carried() -> None:
    first = at_follow_up(PROPOSED, YES)
    later = folded(first, evolve(PROPOSED, follow_up="summer", slots=(Slot(start=NOW + days(90)),)), at=NOW + days(60))
    confirmed = folded(later, evolve(YES, follow_up="summer", start=NOW + days(90)), at=NOW + days(60))

    meetings = folded(confirmed, NEXT_CYCLE, at=NOW + days(61))[MeetingPlan].meetings

    assert [meeting.id for meeting in meetings] == ["summer"]


def test_the_yes_of_a_family_in_which_nobody_has_a_say_is_carried_too() -> None:
    informed = evolve(ROSA, authority=Authority.INFORMED_ONLY)
    case = folded(opened(informed, LEE), PROPOSED, YES, NEXT_CYCLE)

    assert [meeting.invitees for meeting in case[MeetingPlan].meetings] == [("rosa",)]


def test_the_next_cycle_looks_back_afresh_and_the_old_answers_stay_readable() -> None:
    case = folded(at_follow_up(*WHOLE_PASS), NEXT_CYCLE)

    assert case[FollowUp] == FollowUp()
    assert view_of_past(case).is_given
    assert case.earlier[-1][FollowUp].views_now[0].on == TODAY


def view_of_past(case: Case) -> View:
    """What Rosa said in the cycle before."""
    view = case.earlier[-1][FollowUp].view_of("rosa")
    assert view is not None
    return view
