"""Step 10: what following up needs, guard by guard, and what must not be asked of anybody."""

from __future__ import annotations

from datetime import datetime

import pytest
from attrs import evolve

from collabflow.core.case import Case
from collabflow.core.event import Event
from collabflow.core.finding import Severity, Waivable
from collabflow.core.lifecycle.contacts import ActionAssigned, ActionSettled, Settled
from collabflow.core.lifecycle.moves import Moved
from collabflow.core.lifecycle.people import PartyJoined, PartyLeft
from collabflow.core.lifecycle.waivers import FindingWaived
from collabflow.core.people import Authority, Restriction, RestrictionKind, Role
from collabflow.core.values import Slot, Step, Trigger
from collabflow.goals.goal import Domain, Goal
from collabflow.steps import s10_follow_up as room
from collabflow.steps.s01_plan_meeting import SlotReply
from collabflow.steps.s06_set_goals import GoalDrafted, GoalDropped, GoalRevised
from collabflow.steps.s10_follow_up import (
    AlignmentChecked,
    EfficacyAnswered,
    FamilyFit,
    FamilySays,
    Follows,
    FollowUpAnswered,
    FollowUpKind,
    FollowUpProposed,
    Instrument,
    ItemAnswer,
    Prompt,
    PromptAnswer,
    SchoolFit,
    SummaryShared,
)
from support import KIM, LEE, MAYA, NOW, ROSA, SAM, TODAY, TOMAS, Pair, days, folded, found, opened, subjects

GUARD = {guard.code: guard for guard in room.GUARDS}
SOON, LATER = NOW + days(20), NOW + days(21)

DRAFTED = GoalDrafted(goal=Goal(id="reading", domain=Domain.ACADEMIC, statement="Maya reads a new story aloud"))
PROPOSED = FollowUpProposed(follow_up="winter", slots=(Slot(start=SOON), Slot(start=LATER)))


def says_yes(caregiver: str, start: datetime = SOON, follow_up: str = "winter") -> FollowUpAnswered:
    """This caregiver accepts that time."""
    return FollowUpAnswered(follow_up=follow_up, caregiver=caregiver, reply=SlotReply.ACCEPTED, start=start)


def looks_back(party: str, prompt: Prompt = Prompt.WORKED_WELL, words: str = "You called back") -> EfficacyAnswered:
    """This person answers one open question."""
    return EfficacyAnswered(party=party, answers=(PromptAnswer(prompt=prompt, words=words),))


FITS = AlignmentChecked(
    goals=("reading",),
    family=(FamilySays(person="rosa", fit=FamilyFit.STILL_MATTERS),),
    school=SchoolFit.FITS_PLAN,
)
OFF = evolve(FITS, family=(FamilySays(person="rosa", fit=FamilyFit.CHANGED),))
TASK = ActionAssigned(action="maps", what="Bring the maps", owner="kim", due=TODAY + days(7))
DONE = ActionSettled(action="maps", outcome=Settled.DONE)
APART = Restriction(kind=RestrictionKind.NO_CONTACT_WITH, other="rosa")

PAIRS = (
    Pair(guard=GUARD["FOLLOWUP_MEETING_NOT_ARRANGED"], subject="follow_up", mend=(PROPOSED,)),
    Pair(
        guard=GUARD["FOLLOWUP_MEETING_NOT_ARRANGED"],
        subject="follow_up",
        given=(PROPOSED,),
        mend=(evolve(PROPOSED, slots=(Slot(start=NOW + days(40)),)),),
        mended_at=LATER,
    ),
    Pair(
        guard=GUARD["FOLLOWUP_TIME_NOT_CONFIRMED_BY_CAREGIVER"],
        subject="rosa",
        given=(PROPOSED,),
        mend=(says_yes("rosa"),),
    ),
    Pair(
        guard=GUARD["FOLLOWUP_TIME_NOT_CONFIRMED_BY_CAREGIVER"],
        subject="caregiver",
        given=(PROPOSED,),
        mend=(PartyJoined(party=ROSA), says_yes("rosa")),
        parties=(LEE, KIM),
    ),
    Pair(
        guard=GUARD["FOLLOWUP_EFFICACY_NOT_REASSESSED"],
        subject="efficacy",
        given=(EfficacyAnswered(party="rosa", no_answer=True),),
        mend=(looks_back("lee"),),
    ),
    Pair(
        guard=GUARD["FOLLOWUP_CAREGIVER_VIEW_MISSING"],
        subject="rosa",
        given=(EfficacyAnswered(party="rosa", no_answer=True), looks_back("lee")),
        mend=(EfficacyAnswered(party="rosa", prefers_not_to_say=True),),
    ),
    Pair(
        guard=GUARD["FOLLOWUP_CAREGIVER_VIEW_MISSING"],
        subject="caregiver",
        given=(looks_back("lee"),),
        mend=(PartyJoined(party=ROSA), looks_back("rosa")),
        parties=(LEE, KIM),
    ),
    Pair(
        guard=GUARD["FOLLOWUP_EDUCATOR_VIEW_MISSING"],
        subject="educator",
        given=(looks_back("rosa"), EfficacyAnswered(party="lee", prefers_not_to_say=True)),
        mend=(looks_back("kim"),),
    ),
    Pair(guard=GUARD["FOLLOWUP_ALIGNMENT_NOT_CHECKED"], subject="reading", given=(DRAFTED,), mend=(FITS,)),
    Pair(
        guard=GUARD["FOLLOWUP_ALIGNMENT_NOT_CHECKED"],
        subject="reading",
        given=(DRAFTED, evolve(FITS, school=None)),
        mend=(evolve(FITS, family=()),),
    ),
    Pair(
        guard=GUARD["FOLLOWUP_ALIGNMENT_NOT_CHECKED"],
        subject="reading",
        given=(DRAFTED, evolve(FITS, family=())),
        mend=(GoalDropped(goal="reading"),),
    ),
    Pair(
        guard=GUARD["FOLLOWUP_MISALIGNMENT_OPEN"],
        subject="reading",
        given=(DRAFTED, OFF),
        mend=(AlignmentChecked(goals=("reading",), follows=Follows.BACK_TO_GOALS),),
    ),
    Pair(
        guard=GUARD["FOLLOWUP_MISALIGNMENT_OPEN"],
        subject="reading",
        given=(DRAFTED, evolve(FITS, school=SchoolFit.NEEDS_CHANGE)),
        mend=(AlignmentChecked(goals=("reading",), school=SchoolFit.FITS_PLAN),),
    ),
    Pair(guard=GUARD["FOLLOWUP_SUMMARY_NOT_SHARED"], subject="rosa", mend=(SummaryShared(to=("rosa",)),)),
    Pair(
        guard=GUARD["FOLLOWUP_ACTION_NO_OWNER"],
        subject="maps",
        given=(ActionAssigned(action="maps", what="Bring the maps"),),
        mend=(TASK,),
    ),
    Pair(
        guard=GUARD["FOLLOWUP_ACTION_NO_DATE"],
        subject="maps",
        given=(ActionAssigned(action="maps", owner="kim"),),
        mend=(DONE,),
    ),
    Pair(
        guard=GUARD["FOLLOWUP_ACTION_OVERDUE"],
        subject="maps",
        given=(TASK,),
        mend=(evolve(TASK, due=TODAY + days(30)),),
        mended_at=NOW + days(8),
    ),
    Pair(
        guard=GUARD["FOLLOWUP_EFFICACY_NO_CHANGE"],
        subject="efficacy",
        given=(looks_back("rosa", Prompt.MADE_IT_HARD, "Letters came late"),),
        mend=(EfficacyAnswered(party="lee", we_will_change="We send them by phone, the same day"),),
    ),
)


def named(pair: Pair) -> str:
    return f"{pair.guard.code} {pair.subject}"


def before(pair: Pair) -> Case:
    return folded(opened(*pair.parties), *pair.given, at=pair.at)


def absent(caregiver: str) -> Event:
    """A waiver after documented attempts that stands for this caregiver."""
    return FindingWaived(
        code="FOLLOWUP_CAREGIVER_VIEW_MISSING",
        subject=caregiver,
        why="Three attempts on three days, and video was offered",
        step=Step.FOLLOW_UP,
        kind=Waivable.ATTEMPTS,
        absent=caregiver,
    )


def moved(trigger: Trigger, target: Step) -> Moved:
    """The cycle moves there."""
    return Moved(trigger=trigger, target=target.value, cycle=1)


def lacks(code: str, case: Case, at: datetime = NOW) -> list[str]:
    """What this guard finds."""
    return subjects(GUARD[code], case, at=at)


@pytest.mark.parametrize("pair", PAIRS, ids=named)
def test_a_guard_finds_what_lacks_and_its_remedy_removes_it(pair: Pair) -> None:
    at = pair.mended_at or pair.at
    lacking = before(pair)

    mended = folded(lacking, *pair.mend, at=at)

    assert pair.subject in subjects(pair.guard, lacking, at=at)
    assert pair.subject not in subjects(pair.guard, mended, at=at)
    assert any(type(event) in pair.guard.remedies for event in pair.mend)


@pytest.mark.parametrize("pair", PAIRS, ids=named)
def test_every_finding_reads_as_a_short_plain_sentence_with_its_remedy(pair: Pair) -> None:
    case = before(pair)

    for finding in found(pair.guard, case, at=pair.mended_at or pair.at):
        assert finding.reason(case).endswith(".")
        assert finding.reason(case)[0].isupper() or finding.reason(case).startswith("“")
        assert len(finding.reason(case)) <= 160
        assert finding.how_to_mend(case)[0].isupper()
        assert "{" not in finding.text(case)


def test_every_guard_has_a_pair() -> None:
    assert {guard.code for guard in room.GUARDS} == {pair.guard.code for pair in PAIRS}


def test_severities_and_waivers_are_those_of_the_cycle() -> None:
    severities = [guard.severity for guard in room.GUARDS]
    attempts = [g.code for g in room.GUARDS if g.waivable is Waivable.ATTEMPTS]

    assert severities == [Severity.BLOCKER] * 7 + [Severity.WARNING] * 4 + [Severity.PROMPT]
    assert attempts == ["FOLLOWUP_TIME_NOT_CONFIRMED_BY_CAREGIVER", "FOLLOWUP_CAREGIVER_VIEW_MISSING"]
    assert [g.code for g in room.GUARDS if g.waivable is Waivable.REASON] == ["FOLLOWUP_MEETING_NOT_ARRANGED"]
    assert not any(guard.standing for guard in room.GUARDS)


def test_an_empty_record_never_passes_for_a_follow_up() -> None:
    case = folded(opened(), DRAFTED)

    assert [guard.code for guard in room.GUARDS if subjects(guard, case)] == [
        "FOLLOWUP_MEETING_NOT_ARRANGED",
        "FOLLOWUP_EFFICACY_NOT_REASSESSED",
        "FOLLOWUP_CAREGIVER_VIEW_MISSING",
        "FOLLOWUP_EDUCATOR_VIEW_MISSING",
        "FOLLOWUP_ALIGNMENT_NOT_CHECKED",
        "FOLLOWUP_SUMMARY_NOT_SHARED",
    ]


def test_a_follow_up_that_is_confirmed_with_views_of_both_sides_lacks_nothing() -> None:
    case = folded(
        opened(),
        DRAFTED,
        PROPOSED,
        says_yes("rosa"),
        looks_back("rosa"),
        looks_back("lee"),
        FITS,
        SummaryShared(to=("rosa",)),
        TASK,
    )

    assert [guard.code for guard in room.GUARDS if subjects(guard, case)] == []


# the next time to talk ------------------------------------------------------------------------


@pytest.mark.parametrize("kind", FollowUpKind)
def test_any_kind_of_follow_up_is_arranged_by_its_time(kind: FollowUpKind) -> None:
    case = folded(opened(), evolve(PROPOSED, kind=kind))

    assert lacks("FOLLOWUP_MEETING_NOT_ARRANGED", case) == []


def test_a_follow_up_without_a_time_is_not_arranged() -> None:
    case = folded(opened(), FollowUpProposed(follow_up="winter", kind=FollowUpKind.MESSAGE))

    assert lacks("FOLLOWUP_MEETING_NOT_ARRANGED", case) == ["follow_up"]
    assert lacks("FOLLOWUP_TIME_NOT_CONFIRMED_BY_CAREGIVER", case) == []


def test_a_confirmed_time_that_has_begun_confirms_nothing_more() -> None:
    case = folded(opened(), PROPOSED, says_yes("rosa"))

    assert lacks("FOLLOWUP_TIME_NOT_CONFIRMED_BY_CAREGIVER", case, at=SOON - days(1)) == []
    assert lacks("FOLLOWUP_TIME_NOT_CONFIRMED_BY_CAREGIVER", case, at=SOON) == ["rosa"]
    assert lacks("FOLLOWUP_MEETING_NOT_ARRANGED", case, at=SOON) == []
    assert lacks("FOLLOWUP_MEETING_NOT_ARRANGED", case, at=LATER) == ["follow_up"]


TIME = "FOLLOWUP_TIME_NOT_CONFIRMED_BY_CAREGIVER"


def test_each_caregiver_is_named_until_one_of_them_confirms() -> None:
    case = folded(opened(ROSA, TOMAS, LEE), PROPOSED)

    findings = found(GUARD[TIME], case)

    assert [finding.param("caregiver") for finding in findings] == ["rosa", "tomas"]
    assert findings[1].reason(case) == "Tomás Vidal has not confirmed the next follow-up."
    assert lacks(TIME, folded(case, says_yes("tomas"))) == []


def test_people_who_must_not_meet_confirm_each_for_themselves() -> None:
    case = folded(opened(ROSA, evolve(TOMAS, restrictions=(APART,)), LEE), PROPOSED, says_yes("rosa"))
    own = evolve(PROPOSED, follow_up="spring", caregivers=("tomas",))

    assert lacks(TIME, case) == ["tomas"]
    assert lacks(TIME, folded(case, own, says_yes("tomas", follow_up="spring"))) == []


def test_a_follow_up_with_one_caregiver_is_not_confirmed_for_another() -> None:
    hers = evolve(PROPOSED, caregivers=("rosa",))
    case = folded(opened(ROSA, TOMAS, LEE), hers, says_yes("rosa"))

    assert lacks(TIME, case) == ["tomas"]


def test_declining_or_silence_confirms_nothing() -> None:
    declined = FollowUpAnswered(follow_up="winter", caregiver="rosa", reply=SlotReply.DECLINED)

    assert lacks(TIME, folded(opened(), PROPOSED, declined)) == ["rosa"]
    assert lacks(TIME, folded(opened(), PROPOSED, evolve(declined, reply=SlotReply.NO_ANSWER))) == ["rosa"]


def test_an_absent_caregiver_is_not_made_to_confirm() -> None:
    assert lacks(TIME, folded(opened(), PROPOSED, absent("rosa"))) == []
    assert lacks(TIME, folded(opened(ROSA, TOMAS, LEE), PROPOSED, absent("rosa"))) == ["tomas"]


def test_a_caregiver_without_a_say_neither_has_to_confirm_nor_confirms_for_others() -> None:
    informed = evolve(TOMAS, authority=Authority.INFORMED_ONLY)
    case = folded(opened(ROSA, informed, LEE), PROPOSED, says_yes("tomas"))

    assert lacks(TIME, case) == ["rosa"]


def test_where_no_caregiver_has_a_say_the_family_confirms_all_the_same() -> None:
    case = folded(opened(evolve(ROSA, authority=Authority.INFORMED_ONLY), LEE), PROPOSED)

    assert lacks(TIME, case) == ["rosa"]
    assert lacks(TIME, folded(case, says_yes("rosa"))) == []


# how working together went --------------------------------------------------------------------

VIEW = "FOLLOWUP_CAREGIVER_VIEW_MISSING"


def test_each_caregiver_is_asked_to_look_back() -> None:
    case = folded(opened(ROSA, TOMAS, LEE), looks_back("rosa"))

    findings = found(GUARD[VIEW], case)

    assert [finding.param("caregiver") for finding in findings] == ["tomas"]
    assert findings[0].reason(case) == "The view of Tomás Vidal on working together is missing."


def test_no_answer_of_one_caregiver_counts_as_asked_once_another_has_answered() -> None:
    silent = EfficacyAnswered(party="tomas", no_answer=True)

    assert lacks(VIEW, folded(opened(ROSA, TOMAS, LEE), silent, looks_back("rosa"))) == []
    assert lacks(VIEW, folded(opened(ROSA, TOMAS, LEE), silent)) == ["rosa", "tomas"]


def test_who_only_says_what_will_change_has_not_looked_back_yet() -> None:
    case = folded(opened(ROSA, TOMAS, LEE), looks_back("rosa"))

    assert lacks(VIEW, folded(case, EfficacyAnswered(party="tomas", we_will_change="We write on Fridays."))) == [
        "tomas"
    ]


def test_a_blank_answer_is_no_view() -> None:
    case = folded(opened(), looks_back("rosa", words=" "), EfficacyAnswered(party="lee"))

    assert lacks(VIEW, case) == ["rosa"]
    assert lacks("FOLLOWUP_EFFICACY_NOT_REASSESSED", case) == ["efficacy"]
    assert lacks("FOLLOWUP_EDUCATOR_VIEW_MISSING", case) == ["educator"]


def test_a_questionnaire_of_the_hosts_is_a_view() -> None:
    answered = EfficacyAnswered(
        party="rosa",
        instrument=Instrument(id="partnership-scale", version="2006"),
        items=(ItemAnswer(item="7", answer="4"),),
    )

    assert lacks(VIEW, folded(opened(), answered)) == []


def test_an_absent_caregiver_is_not_asked_to_look_back() -> None:
    assert lacks(VIEW, folded(opened(), absent("rosa"))) == []


def test_only_somebody_who_works_with_the_student_speaks_for_the_school() -> None:
    interpreter = evolve(SAM, id="ida", roles=(Role.INTERPRETER,))
    custodian = evolve(SAM, id="oda", roles=(Role.RECORDS_CUSTODIAN,))
    case = folded(opened(ROSA, LEE, interpreter, custodian), looks_back("ida"), looks_back("oda"), looks_back("rosa"))

    assert lacks("FOLLOWUP_EDUCATOR_VIEW_MISSING", case) == ["educator"]


def test_the_view_of_somebody_at_school_counts_although_they_have_left_since() -> None:
    case = folded(opened(), looks_back("kim"), PartyLeft(party="kim"))

    assert lacks("FOLLOWUP_EDUCATOR_VIEW_MISSING", case, at=NOW + days(1)) == []


def test_nothing_has_to_change_where_nobody_says_that_something_was_hard() -> None:
    case = folded(opened(), looks_back("rosa"), looks_back("lee", Prompt.MADE_IT_HARD, " "))

    assert lacks("FOLLOWUP_EFFICACY_NO_CHANGE", case) == []


# whether goals still fit ----------------------------------------------------------------------

CHECKED = "FOLLOWUP_ALIGNMENT_NOT_CHECKED"
OPEN = "FOLLOWUP_MISALIGNMENT_OPEN"


def test_one_caregiver_speaks_for_the_familys_side_and_silence_counts_as_asked() -> None:
    silent = evolve(FITS, family=(FamilySays(person="tomas", fit=FamilyFit.NO_ANSWER),))

    assert lacks(CHECKED, folded(opened(ROSA, TOMAS, LEE), DRAFTED, FITS)) == []
    assert lacks(CHECKED, folded(opened(ROSA, TOMAS, LEE), DRAFTED, silent)) == []


def test_the_student_alone_is_not_the_familys_side() -> None:
    maya = evolve(FITS, family=(FamilySays(person="maya", fit=FamilyFit.STILL_MATTERS),))

    assert lacks(CHECKED, folded(opened(ROSA, MAYA, LEE), DRAFTED, maya)) == ["reading"]


def test_a_goal_that_no_longer_matters_to_the_student_needs_a_next_step() -> None:
    maya = AlignmentChecked(goals=("reading",), family=(FamilySays(person="maya", fit=FamilyFit.NO_LONGER),))

    assert lacks(OPEN, folded(opened(ROSA, MAYA, LEE), DRAFTED, FITS, maya)) == ["reading"]


def test_where_every_caregiver_is_absent_the_school_checks_alone() -> None:
    case = folded(opened(), DRAFTED, evolve(FITS, family=()), absent("rosa"))

    assert lacks(CHECKED, case) == []


def test_without_any_caregiver_no_goal_is_checked_from_both_sides() -> None:
    assert lacks(CHECKED, folded(opened(LEE, KIM), DRAFTED, evolve(FITS, family=()))) == ["reading"]


def test_a_goal_that_changed_is_asked_about_again() -> None:
    case = folded(opened(), DRAFTED, OFF)
    revised = folded(case, GoalRevised(goal=evolve(DRAFTED.goal, statement="Maya reads a map aloud")))

    assert lacks(OPEN, revised) == []
    assert lacks(CHECKED, revised) == ["reading"]


def test_a_goal_that_is_dropped_needs_no_next_step() -> None:
    assert lacks(OPEN, folded(opened(), DRAFTED, OFF, GoalDropped(goal="reading"))) == []


@pytest.mark.parametrize(
    ("trigger", "target"),
    [(Trigger.REVISE_GOALS, Step.SET_GOALS), (Trigger.REVISE_PLAN, Step.JOINT_PLANNING)],
)
def test_going_back_is_a_next_step_after_which_the_goal_is_asked_about_again(trigger: Trigger, target: Step) -> None:
    case = folded(opened(), moved(Trigger.ADVANCE, Step.FOLLOW_UP), DRAFTED, OFF)

    gone_back = folded(case, moved(trigger, target))

    assert trigger in GUARD[OPEN].remedies
    assert lacks(OPEN, case) == ["reading"]
    assert lacks(OPEN, gone_back) == []
    assert lacks(CHECKED, gone_back) == ["reading"]


# what is left to do ---------------------------------------------------------------------------


def test_an_absent_caregiver_needs_the_summary_all_the_more() -> None:
    assert lacks("FOLLOWUP_SUMMARY_NOT_SHARED", folded(opened(), absent("rosa"))) == ["rosa"]


def test_an_order_about_records_keeps_the_summary_from_somebody() -> None:
    order = Restriction(kind=RestrictionKind.RECORDS_RESTRICTED_BY_ORDER)
    case = opened(ROSA, evolve(TOMAS, restrictions=(order,)), LEE)

    assert lacks("FOLLOWUP_SUMMARY_NOT_SHARED", case) == ["rosa"]


def test_the_task_to_hear_an_absent_caregiver_is_a_task_like_any_other_and_names_them() -> None:
    case = folded(opened(), absent("rosa"), by=SAM)

    (finding,) = found(GUARD["FOLLOWUP_ACTION_NO_DATE"], case)

    assert (finding.subject, finding.param("caregiver")) == ("hear-rosa", "rosa")
    assert finding.reason(case) == "The task “Share what was decided and hear the family” has no date."


def test_a_task_whose_owner_has_left_has_no_owner() -> None:
    case = folded(opened(), TASK, PartyLeft(party="kim"))

    assert lacks("FOLLOWUP_ACTION_NO_OWNER", case) == []
    assert lacks("FOLLOWUP_ACTION_NO_OWNER", case, at=NOW + days(1)) == ["maps"]


def test_a_task_is_late_from_the_day_after_it_was_due() -> None:
    case = folded(opened(), TASK)

    assert lacks("FOLLOWUP_ACTION_OVERDUE", case, at=NOW + days(7)) == []
    assert lacks("FOLLOWUP_ACTION_OVERDUE", case, at=NOW + days(8)) == ["maps"]
    assert lacks("FOLLOWUP_ACTION_OVERDUE", folded(case, DONE), at=NOW + days(8)) == []
    assert "September 14, 2026" in found(GUARD["FOLLOWUP_ACTION_OVERDUE"], case, at=NOW + days(8))[0].reason(case)


def test_a_task_without_a_date_or_an_owner_is_never_late_and_has_no_owner() -> None:
    case = folded(opened(), evolve(TASK, owner=None, due=None))

    assert lacks("FOLLOWUP_ACTION_OVERDUE", case, at=NOW + days(400)) == []
    assert lacks("FOLLOWUP_ACTION_NO_OWNER", case) == ["maps"]
