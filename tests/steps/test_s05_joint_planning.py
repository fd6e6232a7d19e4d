"""Step 5: what deciding together needs, guard by guard, and what must not be asked of anybody."""

from __future__ import annotations

from decimal import Decimal

import pytest
from attrs import evolve

from collabflow.core.case import Case
from collabflow.core.event import Event
from collabflow.core.finding import Severity, Waivable
from collabflow.core.lifecycle.moves import Moved
from collabflow.core.lifecycle.papers import StatementAttached
from collabflow.core.lifecycle.people import PartyChanged, PartyJoined, PartyLeft
from collabflow.core.lifecycle.waivers import FindingWaived
from collabflow.core.people import Authority, Party, Restriction, RestrictionKind, Role
from collabflow.core.values import Answer, Per, Position, Step, Trigger
from collabflow.steps import s05_joint_planning as room
from collabflow.steps.s01_plan_meeting import MeetingProposed, MeetingStarted
from collabflow.steps.s04_active_listening import (
    ContributionKind,
    ContributionTraced,
    ContributionVoiced,
    ContributionWithdrawn,
    TraceOutcome,
)
from collabflow.steps.s05_joint_planning import (
    DecisionMade,
    Detail,
    Dosage,
    ImplementerInformed,
    JointPlan,
    Option,
    Outcome,
    PlanShared,
    PositionTaken,
    Strategy,
    StrategyKind,
    StrategyProposed,
    reading,
)
from support import (
    KIM,
    LEE,
    NOW,
    PARTIES,
    ROSA,
    TODAY,
    TOMAS,
    Pair,
    all_limits,
    days,
    folded,
    found,
    opened,
    subjects,
)


def advanced_to(step: Step) -> tuple[Moved, ...]:
    """The moves that complete every step before that one."""
    steps = list(Step)
    return tuple(Moved(trigger=Trigger.ADVANCE, target=target, cycle=1) for target in steps[1 : steps.index(step) + 1])


def met() -> tuple[Event, ...]:
    """A meeting that began with Rosa, Lee and Kim."""
    return (MeetingProposed(meeting="first"), MeetingStarted(meeting="first", present=("rosa", "lee", "kim")))


def absent(caregiver: str) -> FindingWaived:
    """A waiver after documented attempts, for the absence of this caregiver at an earlier step."""
    return FindingWaived(
        code="RAPPORT_CAREGIVER_NOT_PRESENT",
        subject=caregiver,
        why="Three calls and two letters",
        step=Step.BUILD_RAPPORT,
        kind=Waivable.ATTEMPTS,
        absent=caregiver,
    )


GUARD = {guard.code: guard for guard in room.GUARDS}

CORNER = StrategyProposed(
    strategy="corner",
    what="A quiet corner for reading",
    options=(Option(what="A quiet corner for reading"), Option(what="Leave it as it is", why_not="Mornings are loud")),
    responsible="kim",
    starts=TODAY + days(7),
    review_on=TODAY + days(60),
)
SPEECH = StrategyProposed(
    strategy="speech",
    kind=StrategyKind.SERVICE,
    what="Time with the speech therapist",
    dosage=Dosage(times=Decimal(2), per=Per.WEEK, minutes_each=30, setting="In class"),
)
ADOPTED = DecisionMade(strategy="corner", outcome=Outcome.ADOPTED)
DEFERRED = DecisionMade(strategy="corner", outcome=Outcome.DEFERRED)
WITHDRAWN = DecisionMade(strategy="corner", outcome=Outcome.WITHDRAWN)
ROSA_AGREES = PositionTaken(party="rosa", strategies=("corner",), position=Position.AGREE)
ROSA_DISAGREES = PositionTaken(party="rosa", strategies=("corner",), position=Position.DISAGREE)
ROSA_EXPLAINS = evolve(ROSA_DISAGREES, rejected_part="The place", why="It is next to the door")
ROSA_IN_PART = evolve(ROSA_EXPLAINS, position=Position.AGREE_IN_PART, agreed_part="A corner")
WORRY = ContributionVoiced(
    contribution="worry", by="rosa", kind=ContributionKind.CONCERN, words="Mornings are loud for her"
)
BECAUSE_OF_WORRY = evolve(CORNER, because_contributions=("worry",))

PAIRS = (
    Pair(guard=GUARD["PLAN_NO_DECISION"], subject="plan", mend=(CORNER, ADOPTED)),
    Pair(
        guard=GUARD["PLAN_NO_DECISION"],
        subject="corner",
        given=(CORNER, ADOPTED, evolve(CORNER, starts=TODAY + days(30))),
        mend=(ADOPTED,),
    ),
    Pair(
        guard=GUARD["PLAN_NO_DECISION"],
        subject="corner",
        given=(evolve(CORNER, what=" "), ADOPTED),
        mend=(CORNER, ADOPTED),
    ),
    Pair(
        guard=GUARD["PLAN_CAREGIVER_NOT_INVOLVED"],
        subject="corner/rosa",
        given=(CORNER, ADOPTED),
        mend=(ROSA_AGREES,),
    ),
    Pair(
        guard=GUARD["PLAN_CAREGIVER_NOT_INVOLVED"],
        subject="corner/caregiver",
        given=(CORNER, ADOPTED),
        mend=(PartyJoined(party=ROSA), ROSA_AGREES),
        parties=(LEE, KIM),
    ),
    Pair(
        guard=GUARD["PLAN_DISAGREEMENT_DETAIL_MISSING"],
        subject="corner/rosa",
        given=(CORNER, ROSA_DISAGREES),
        mend=(ROSA_EXPLAINS,),
    ),
    Pair(
        guard=GUARD["PLAN_CONTRIBUTION_UNTRACED"],
        subject="worry",
        given=(WORRY, BECAUSE_OF_WORRY),
        mend=(ADOPTED,),
    ),
    Pair(
        guard=GUARD["PLAN_CONTRIBUTION_UNTRACED"],
        subject="worry",
        given=(WORRY,),
        mend=(ContributionTraced(contribution="worry", outcome=TraceOutcome.NOT_TAKEN_UP, why="It has passed"),),
    ),
    Pair(
        guard=GUARD["PLAN_CONTRIBUTION_UNTRACED"],
        subject="worry",
        given=(
            WORRY,
            CORNER,
            ContributionTraced(contribution="worry", outcome=TraceOutcome.IN_PLAN, strategy="corner"),
        ),
        mend=(ADOPTED,),
    ),
    Pair(
        guard=GUARD["PLAN_ADOPTED_OVER_DISAGREEMENT"],
        subject="corner/rosa",
        given=(CORNER, ROSA_EXPLAINS, ADOPTED),
        mend=(DEFERRED,),
    ),
    Pair(
        guard=GUARD["PLAN_ADOPTED_OVER_DISAGREEMENT"],
        subject="corner/rosa",
        given=(CORNER, ROSA_IN_PART, ADOPTED),
        mend=(DecisionMade(strategy="corner", outcome=Outcome.ADOPTED_IN_PART),),
    ),
    Pair(
        guard=GUARD["PLAN_EACH_RIGHTS_HOLDER_NOT_ASKED"],
        subject="corner/tomas",
        given=(CORNER, ROSA_AGREES, ADOPTED),
        mend=(PositionTaken(party="tomas", strategies=("corner",), position=Position.UNDECIDED),),
        parties=(*PARTIES, TOMAS),
    ),
    Pair(
        guard=GUARD["PLAN_DISSENT_NOT_OFFERED"],
        subject="corner/rosa",
        given=(CORNER, ROSA_EXPLAINS),
        mend=(evolve(ROSA_EXPLAINS, statement_offered=Answer.YES),),
    ),
    Pair(
        guard=GUARD["PLAN_DISSENT_NOT_OFFERED"],
        subject="corner/rosa",
        given=(CORNER, ROSA_EXPLAINS),
        mend=(StatementAttached(party="rosa", text="The corner needs another place."),),
    ),
    Pair(
        guard=GUARD["PLAN_PREDETERMINED"],
        subject="corner",
        given=(CORNER, ADOPTED),
        mend=(*met(), *advanced_to(Step.JOINT_PLANNING), ADOPTED),
    ),
    Pair(
        guard=GUARD["PLAN_OPTIONS_MISSING"],
        subject="corner",
        given=(evolve(CORNER, options=(Option(what="A quiet corner"), Option(what=" "))), ADOPTED),
        mend=(CORNER,),
    ),
    Pair(
        guard=GUARD["PLAN_OWNER_MISSING"],
        subject="corner",
        given=(evolve(CORNER, responsible=None), ADOPTED),
        mend=(CORNER,),
    ),
    Pair(
        guard=GUARD["PLAN_START_MISSING"],
        subject="corner",
        given=(evolve(CORNER, starts=None),),
        mend=(CORNER,),
    ),
    Pair(
        guard=GUARD["PLAN_REVIEW_DATE_MISSING"],
        subject="corner",
        given=(evolve(CORNER, review_on=None),),
        mend=(CORNER,),
    ),
    Pair(
        guard=GUARD["PLAN_SERVICE_DOSAGE_INCOMPLETE"],
        subject="speech",
        given=(evolve(SPEECH, dosage=None),),
        mend=(SPEECH,),
    ),
    Pair(
        guard=GUARD["PLAN_COPY_NOT_GIVEN"],
        subject="rosa",
        given=(CORNER, PlanShared(to=("rosa",)), ADOPTED),
        mend=(PlanShared(to=("rosa",), language="es"),),
    ),
    Pair(
        guard=GUARD["PLAN_IMPLEMENTERS_NOT_TOLD"],
        subject="kim",
        given=(CORNER, ImplementerInformed(party="kim", strategies=("corner",)), ADOPTED),
        mend=(ImplementerInformed(party="kim", strategies=("corner",)),),
    ),
    Pair(
        guard=GUARD["DECISION_TIME_NOT_OFFERED"],
        subject="corner",
        given=(CORNER, ADOPTED),
        mend=(evolve(ADOPTED, time_offered=Answer.YES),),
    ),
    Pair(
        guard=GUARD["DECISION_TIME_NOT_OFFERED"],
        subject="corner",
        given=(CORNER, ADOPTED),
        mend=(ADOPTED,),
        mended_at=NOW + days(2),
    ),
)


def named(pair: Pair) -> str:
    return f"{pair.guard.code} {pair.subject}"


def before(pair: Pair) -> Case:
    return folded(opened(*pair.parties), *pair.given, at=pair.at)


@pytest.mark.parametrize("pair", PAIRS, ids=named)
def test_a_guard_finds_what_lacks_and_its_remedy_removes_it(pair: Pair) -> None:
    lacking = before(pair)

    mended = folded(lacking, *pair.mend, at=pair.mended_at or pair.at)

    assert pair.subject in subjects(pair.guard, lacking, at=pair.at)
    assert pair.subject not in subjects(pair.guard, mended, at=pair.mended_at or pair.at)
    assert any(type(event) in pair.guard.remedies for event in pair.mend)


@pytest.mark.parametrize("pair", PAIRS, ids=named)
def test_every_finding_reads_as_a_short_plain_sentence_with_its_remedy(pair: Pair) -> None:
    case = before(pair)

    for finding in found(pair.guard, case, at=pair.at):
        assert finding.reason(case).endswith(".")
        assert len(finding.reason(case)) <= 160
        assert finding.how_to_mend(case)[0].isupper()
        assert "{" not in finding.text(case)


def test_every_guard_has_a_pair() -> None:
    assert {guard.code for guard in room.GUARDS} == {pair.guard.code for pair in PAIRS}


def test_severities_waivers_and_standing_marks_are_those_of_the_cycle() -> None:
    blockers = [guard.code for guard in room.GUARDS if guard.severity is Severity.BLOCKER]

    assert blockers == [guard.code for guard in room.GUARDS[:4]]
    assert all(guard.severity is Severity.WARNING for guard in room.GUARDS[4:])
    assert [g.code for g in room.GUARDS if g.waivable is Waivable.ATTEMPTS] == ["PLAN_CAREGIVER_NOT_INVOLVED"]
    assert all(g.waivable is Waivable.NO for g in room.GUARDS if g.code != "PLAN_CAREGIVER_NOT_INVOLVED")
    assert [guard.code for guard in room.GUARDS if guard.standing] == [
        "PLAN_CAREGIVER_NOT_INVOLVED",
        "PLAN_CONTRIBUTION_UNTRACED",
    ]


def test_an_empty_plan_finds_only_that_nothing_is_decided() -> None:
    case = opened()

    assert [guard.code for guard in room.GUARDS if subjects(guard, case)] == ["PLAN_NO_DECISION"]


def test_a_plan_that_was_heard_decided_and_told_lacks_nothing() -> None:
    told = (
        *met(),
        *advanced_to(Step.JOINT_PLANNING),
        WORRY,
        BECAUSE_OF_WORRY,
        ROSA_AGREES,
        evolve(ADOPTED, time_offered=Answer.YES),
        ImplementerInformed(party="kim", strategies=("corner",)),
        PlanShared(to=("rosa",)),
    )

    case = folded(opened(), *told)

    assert {guard.code: subjects(guard, case) for guard in room.GUARDS if subjects(guard, case)} == {}


# a decision -----------------------------------------------------------------------------------


def test_a_decision_to_change_nothing_is_a_decision_and_says_so_by_itself() -> None:
    case = folded(opened(), StrategyProposed(strategy="same", kind=StrategyKind.NO_CHANGE), decided("same"))

    assert subjects(GUARD["PLAN_NO_DECISION"], case) == []


def test_a_withdrawn_proposal_alone_decides_nothing() -> None:
    case = folded(opened(), CORNER, WITHDRAWN)

    assert subjects(GUARD["PLAN_NO_DECISION"], case) == ["plan"]


def test_a_withdrawn_proposal_may_come_back_changed_without_waiting_for_a_decision() -> None:
    case = folded(opened(), SPEECH, decided("speech"), CORNER, WITHDRAWN, evolve(CORNER, what="A tent for reading"))

    assert subjects(GUARD["PLAN_NO_DECISION"], case) == []


def test_an_open_or_withdrawn_proposal_without_words_needs_none_beside_one_that_is_decided() -> None:
    blank = evolve(CORNER, what=" ")
    case = folded(opened(), SPEECH, decided("speech"), blank)

    assert subjects(GUARD["PLAN_NO_DECISION"], case) == []
    assert subjects(GUARD["PLAN_NO_DECISION"], folded(case, WITHDRAWN)) == []


def test_a_changed_strategy_that_is_then_withdrawn_leaves_the_plan_without_a_decision() -> None:
    case = folded(opened(), CORNER, ADOPTED, evolve(CORNER, what="A tent for reading"), WITHDRAWN)

    assert subjects(GUARD["PLAN_NO_DECISION"], case) == ["plan"]


def test_no_decision_names_the_plan_or_the_strategy_in_its_words() -> None:
    empty = opened()
    changed = folded(empty, CORNER, ADOPTED, evolve(CORNER, what="A tent for reading"))

    (whole,), (one,) = found(GUARD["PLAN_NO_DECISION"], empty), found(GUARD["PLAN_NO_DECISION"], changed)

    assert whole.reason(empty) == "No decision is recorded on the plan."
    assert one.reason(changed) == "No decision is recorded on A tent for reading."


# the family's word ----------------------------------------------------------------------------


def test_one_caregiver_of_two_is_enough_for_a_decision_to_stand() -> None:
    case = folded(opened(*PARTIES, TOMAS), CORNER, ROSA_AGREES, ADOPTED)

    assert subjects(GUARD["PLAN_CAREGIVER_NOT_INVOLVED"], case) == []


def test_a_decision_without_any_caregiver_asks_for_each_of_them_by_name() -> None:
    case = folded(opened(*PARTIES, TOMAS), CORNER, position_of("kim"), ADOPTED)

    findings = found(GUARD["PLAN_CAREGIVER_NOT_INVOLVED"], case)

    assert [f.subject for f in findings] == ["corner/rosa", "corner/tomas"]
    assert [f.param("caregiver") for f in findings] == ["rosa", "tomas"]
    assert findings[0].reason(case) == "No view from Rosa Vidal is recorded on “A quiet corner for reading”."


def test_declining_to_say_is_an_answer() -> None:
    case = folded(opened(), CORNER, evolve(ROSA_AGREES, position=Position.DECLINED_TO_SAY), ADOPTED)

    assert subjects(GUARD["PLAN_CAREGIVER_NOT_INVOLVED"], case) == []
    assert subjects(GUARD["PLAN_DISAGREEMENT_DETAIL_MISSING"], case) == []


def test_a_proposal_without_a_decision_asks_nobody_yet() -> None:
    case = folded(opened(), CORNER)

    assert subjects(GUARD["PLAN_CAREGIVER_NOT_INVOLVED"], case) == []
    assert subjects(GUARD["PLAN_EACH_RIGHTS_HOLDER_NOT_ASKED"], case) == []


def test_nothing_is_asked_of_a_caregiver_for_whom_a_waiver_stands() -> None:
    case = folded(opened(*PARTIES, TOMAS), CORNER, ADOPTED, absent("tomas"))

    assert subjects(GUARD["PLAN_CAREGIVER_NOT_INVOLVED"], case) == ["corner/rosa"]
    assert subjects(GUARD["PLAN_EACH_RIGHTS_HOLDER_NOT_ASKED"], case) == ["corner/rosa"]


def test_where_every_caregiver_is_absent_no_words_or_time_to_think_are_asked_for() -> None:
    case = folded(opened(), *advanced_to(Step.JOINT_PLANNING), absent("rosa"), CORNER, ADOPTED)

    silent = ("PLAN_CAREGIVER_NOT_INVOLVED", "PLAN_EACH_RIGHTS_HOLDER_NOT_ASKED", "DECISION_TIME_NOT_OFFERED")
    assert [code for code in (*silent, "PLAN_PREDETERMINED") if subjects(GUARD[code], case)] == []
    assert subjects(GUARD["PLAN_COPY_NOT_GIVEN"], case) == ["rosa"]


def test_an_absence_reads_as_not_present_and_never_as_agreement() -> None:
    case = folded(opened(*PARTIES, TOMAS), CORNER, ADOPTED, absent("tomas"), position_of("kim", Position.AGREE_IN_PART))
    corner = corner_of(case)

    assert reading(case, corner, "tomas") == "not_present"
    assert reading(case, corner, "rosa") == "not_asked"
    assert reading(case, corner, "kim") == "agree_in_part"


def test_what_a_caregiver_said_still_counts_after_they_left() -> None:
    case = folded(opened(*PARTIES, TOMAS), CORNER, ROSA_AGREES, ADOPTED)

    case = folded(case, PartyLeft(party="rosa"))

    assert subjects(GUARD["PLAN_CAREGIVER_NOT_INVOLVED"], case, at=NOW + days(1)) == []


def test_a_caregiver_who_takes_back_their_own_proposal_has_spoken_to_it() -> None:
    hers = evolve(CORNER, proposed_by="rosa")

    case = folded(opened(), hers, evolve(WITHDRAWN, withdrawn_by="rosa"))

    assert subjects(GUARD["PLAN_CAREGIVER_NOT_INVOLVED"], case) == []


def test_a_proposal_that_the_school_takes_back_still_asks_for_the_family() -> None:
    plain = folded(opened(), CORNER, WITHDRAWN)
    by_kim = folded(opened(), evolve(CORNER, proposed_by="kim"), evolve(WITHDRAWN, withdrawn_by="kim"))

    assert subjects(GUARD["PLAN_CAREGIVER_NOT_INVOLVED"], plain) == ["corner/rosa"]
    assert subjects(GUARD["PLAN_CAREGIVER_NOT_INVOLVED"], by_kim) == ["corner/rosa"]


def test_authority_decides_who_is_a_rights_holder_not_the_role() -> None:
    aunt = Party(id="ines", name="Ines Vidal", roles=(Role.CAREGIVER,), authority=Authority.INFORMED_ONLY)

    case = folded(opened(*PARTIES, aunt), CORNER, ROSA_AGREES, ADOPTED)

    assert subjects(GUARD["PLAN_EACH_RIGHTS_HOLDER_NOT_ASKED"], case) == []


def test_an_adult_student_is_asked_once_authority_has_passed_to_them() -> None:
    maya = Party(id="maya", name="Maya Vidal", roles=(Role.STUDENT,), authority=Authority.NONE)
    case = folded(opened(*PARTIES, maya), CORNER, ROSA_AGREES, ADOPTED)
    passing = (
        PartyChanged(party="maya", roles=(Role.ADULT_STUDENT,), authority=Authority.RIGHTS_HOLDER),
        PartyChanged(party="rosa", authority=Authority.INFORMED_ONLY),
    )

    assert subjects(GUARD["PLAN_EACH_RIGHTS_HOLDER_NOT_ASKED"], case) == []
    assert subjects(GUARD["PLAN_EACH_RIGHTS_HOLDER_NOT_ASKED"], folded(case, *passing)) == ["corner/maya"]


# disagreement ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        {"rejected_part": "The place", "why": "It is next to the door"},
        {"prefers_not_to_say": (Detail.REJECTED_PART, Detail.WHY)},
        {"no_answer": (Detail.REJECTED_PART,), "prefers_not_to_say": (Detail.WHY,)},
        {"rejected_part": "The place", "no_answer": (Detail.WHY,)},
    ],
    ids=["told", "prefers not to say", "no answer", "told in part"],
)
def test_part_and_reason_have_to_be_asked_not_told(said: dict[str, object]) -> None:
    answered = PositionTaken(party="rosa", strategies=("corner",), position=Position.DISAGREE, **said)

    case = folded(opened(), CORNER, answered)

    assert subjects(GUARD["PLAN_DISAGREEMENT_DETAIL_MISSING"], case) == []


@pytest.mark.parametrize("position", [Position.DISAGREE, Position.AGREE_IN_PART])
def test_half_a_disagreement_says_what_was_not_asked(position: Position) -> None:
    half = PositionTaken(party="rosa", strategies=("corner",), position=position, rejected_part="The place", why="  ")

    (finding,) = found(GUARD["PLAN_DISAGREEMENT_DETAIL_MISSING"], folded(opened(), CORNER, half))

    assert finding.subject == "corner/rosa"
    assert finding.param("needs") == ("why",)


@pytest.mark.parametrize("position", [Position.AGREE, Position.UNDECIDED, Position.DECLINED_TO_SAY])
def test_who_does_not_disagree_is_asked_for_no_reasons(position: Position) -> None:
    case = folded(opened(), CORNER, position_of("rosa", position), ADOPTED)

    assert subjects(GUARD["PLAN_DISAGREEMENT_DETAIL_MISSING"], case) == []
    assert subjects(GUARD["PLAN_DISSENT_NOT_OFFERED"], case) == []
    assert subjects(GUARD["PLAN_ADOPTED_OVER_DISAGREEMENT"], case) == []


def test_a_withdrawn_proposal_needs_no_more_words_from_anybody() -> None:
    case = folded(opened(*PARTIES, TOMAS), CORNER, ROSA_DISAGREES, WITHDRAWN)

    assert subjects(GUARD["PLAN_DISAGREEMENT_DETAIL_MISSING"], case) == []
    assert subjects(GUARD["PLAN_DISSENT_NOT_OFFERED"], case) == []
    assert subjects(GUARD["PLAN_EACH_RIGHTS_HOLDER_NOT_ASKED"], case) == []


def test_two_rights_holders_who_disagree_both_keep_their_position() -> None:
    tomas = evolve(ROSA_EXPLAINS, party="tomas", why="Maya likes company")

    case = folded(opened(*PARTIES, TOMAS), CORNER, ROSA_AGREES, tomas, ADOPTED)

    assert [(p.party, p.position) for p in corner_of(case).positions] == [("rosa", "agree"), ("tomas", "disagree")]
    assert subjects(GUARD["PLAN_ADOPTED_OVER_DISAGREEMENT"], case) == ["corner/tomas"]


def test_adopting_over_disagreement_says_whether_it_is_whole_or_in_part() -> None:
    whole = folded(opened(), CORNER, ROSA_EXPLAINS, ADOPTED)
    in_part = folded(opened(), CORNER, ROSA_IN_PART, ADOPTED)

    reasons = [found(GUARD["PLAN_ADOPTED_OVER_DISAGREEMENT"], case)[0].reason(case) for case in (whole, in_part)]

    assert reasons == [
        "“A quiet corner for reading” was adopted although Rosa Vidal disagrees.",
        "“A quiet corner for reading” was adopted although Rosa Vidal disagrees in part.",
    ]


def test_adopting_a_part_over_whole_disagreement_is_told_too() -> None:
    case = folded(opened(), CORNER, ROSA_EXPLAINS, evolve(ADOPTED, outcome=Outcome.ADOPTED_IN_PART))

    assert subjects(GUARD["PLAN_ADOPTED_OVER_DISAGREEMENT"], case) == ["corner/rosa"]


def test_a_teacher_who_disagrees_is_not_told_as_a_caregiver() -> None:
    kim = evolve(ROSA_EXPLAINS, party="kim")

    case = folded(opened(), CORNER, kim, ADOPTED)

    assert subjects(GUARD["PLAN_ADOPTED_OVER_DISAGREEMENT"], case) == []
    assert subjects(GUARD["PLAN_DISSENT_NOT_OFFERED"], case) == ["corner/kim"]


def test_an_offer_without_an_answer_was_made_all_the_same() -> None:
    asked = evolve(ROSA_EXPLAINS, statement_offered=Answer.NO_ANSWER)

    assert subjects(GUARD["PLAN_DISSENT_NOT_OFFERED"], folded(opened(), CORNER, asked)) == []


@pytest.mark.parametrize("offered", [Answer.NO, Answer.NOT_ASKED])
def test_an_offer_that_was_not_made_is_found(offered: Answer) -> None:
    disagrees = evolve(ROSA_EXPLAINS, statement_offered=offered)

    assert subjects(GUARD["PLAN_DISSENT_NOT_OFFERED"], folded(opened(), CORNER, disagrees)) == ["corner/rosa"]


def test_a_statement_from_before_the_proposal_or_by_somebody_else_is_not_about_it() -> None:
    early = folded(opened(), StatementAttached(party="rosa", text="Thank you for the welcome."), at=NOW)
    case = folded(early, CORNER, ROSA_EXPLAINS, at=NOW + days(1))

    case = folded(case, StatementAttached(party="kim", text="I would like to try it."), at=NOW + days(1))

    assert subjects(GUARD["PLAN_DISSENT_NOT_OFFERED"], case) == ["corner/rosa"]


# concerns -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [kind for kind in ContributionKind if kind is not ContributionKind.CONCERN])
def test_only_concerns_need_an_outcome(kind: ContributionKind) -> None:
    case = folded(opened(), evolve(WORRY, kind=kind))

    assert subjects(GUARD["PLAN_CONTRIBUTION_UNTRACED"], case) == []


def test_a_withdrawn_concern_needs_no_outcome() -> None:
    case = folded(opened(), WORRY, ContributionWithdrawn(contribution="worry", by="rosa"))

    assert subjects(GUARD["PLAN_CONTRIBUTION_UNTRACED"], case) == []


@pytest.mark.parametrize(
    "begun",
    [
        ContributionTraced(contribution="worry", outcome=TraceOutcome.LATER, who="kim"),
        ContributionTraced(contribution="worry", outcome=TraceOutcome.NOT_TAKEN_UP),
        ContributionTraced(contribution="worry", outcome=TraceOutcome.IN_PLAN),
        ContributionTraced(contribution="worry", outcome=TraceOutcome.IN_PLAN, strategy="never proposed"),
    ],
    ids=["later without a day", "no reason", "in no strategy", "in an unknown strategy"],
)
def test_an_outcome_that_is_only_begun_does_not_count(begun: Event) -> None:
    assert subjects(GUARD["PLAN_CONTRIBUTION_UNTRACED"], folded(opened(), WORRY, begun)) == ["worry"]


def test_later_with_a_person_and_a_day_is_an_outcome() -> None:
    later = ContributionTraced(contribution="worry", outcome=TraceOutcome.LATER, who="kim", when=TODAY + days(30))

    assert subjects(GUARD["PLAN_CONTRIBUTION_UNTRACED"], folded(opened(), WORRY, later)) == []


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if outcome is not Outcome.WITHDRAWN])
def test_every_decision_but_a_withdrawal_gives_its_concerns_an_outcome(outcome: Outcome) -> None:
    case = folded(opened(), WORRY, BECAUSE_OF_WORRY, decided("corner", outcome))

    assert subjects(GUARD["PLAN_CONTRIBUTION_UNTRACED"], case) == []


def test_a_withdrawn_proposal_leaves_its_concerns_open() -> None:
    case = folded(opened(), WORRY, BECAUSE_OF_WORRY, ADOPTED, WITHDRAWN)

    assert subjects(GUARD["PLAN_CONTRIBUTION_UNTRACED"], case) == ["worry"]


def test_a_strategy_of_an_earlier_cycle_may_be_the_outcome() -> None:
    earlier = folded(opened(), CORNER, ADOPTED)
    case = folded(earlier, Moved(trigger=Trigger.NEXT_CYCLE, target=Step.PLAN_MEETING, cycle=2))

    done = ContributionTraced(contribution="worry", outcome=TraceOutcome.IN_PLAN, strategy="corner")

    assert subjects(GUARD["PLAN_CONTRIBUTION_UNTRACED"], folded(case, WORRY, done)) == []


# decided too early ----------------------------------------------------------------------------


def test_a_decision_before_the_first_meeting_is_told_even_after_listening() -> None:
    case = folded(opened(), *advanced_to(Step.JOINT_PLANNING), CORNER, ADOPTED)

    assert subjects(GUARD["PLAN_PREDETERMINED"], case) == ["corner"]
    assert subjects(GUARD["PLAN_PREDETERMINED"], folded(case, *met(), at=NOW + days(1))) == ["corner"]


def test_a_decision_in_the_meeting_but_before_listening_was_completed_is_told() -> None:
    case = folded(opened(), *met(), CORNER, ADOPTED, *advanced_to(Step.JOINT_PLANNING))

    assert subjects(GUARD["PLAN_PREDETERMINED"], case) == ["corner"]


def test_a_decision_without_any_caregiver_on_the_case_is_told() -> None:
    case = folded(opened(LEE, KIM), *advanced_to(Step.JOINT_PLANNING), CORNER, ADOPTED)

    assert subjects(GUARD["PLAN_PREDETERMINED"], case) == ["corner"]


def test_where_no_caregiver_is_known_it_is_told_that_nobody_was_offered_time_to_think() -> None:
    case = folded(opened(LEE, KIM), CORNER, ADOPTED)

    assert subjects(GUARD["DECISION_TIME_NOT_OFFERED"], case) == ["corner"]


@pytest.mark.parametrize("outcome", [Outcome.DEFERRED, Outcome.WITHDRAWN])
def test_to_defer_or_withdraw_early_settles_nothing(outcome: Outcome) -> None:
    case = folded(opened(), CORNER, decided("corner", outcome))

    for code in ("PLAN_PREDETERMINED", "PLAN_OPTIONS_MISSING", "DECISION_TIME_NOT_OFFERED"):
        assert subjects(GUARD[code], case) == []


# workable -------------------------------------------------------------------------------------

FOUR = ("PLAN_OWNER_MISSING", "PLAN_START_MISSING", "PLAN_REVIEW_DATE_MISSING", "PLAN_SERVICE_DOSAGE_INCOMPLETE")
BARE = StrategyProposed(strategy="bare", kind=StrategyKind.SERVICE, what="Time with the speech therapist")


@pytest.mark.parametrize("after", [(), (Outcome.ADOPTED,), (Outcome.ADOPTED_IN_PART,)])
def test_a_bare_service_lacks_person_days_and_dosage_from_the_first_draft_on(after: tuple[Outcome, ...]) -> None:
    case = folded(opened(), BARE, *(decided("bare", outcome) for outcome in after))

    assert [code for code in FOUR if subjects(GUARD[code], case) == ["bare"]] == list(FOUR)


@pytest.mark.parametrize("outcome", [Outcome.DEFERRED, Outcome.NOT_ADOPTED, Outcome.WITHDRAWN])
def test_what_is_not_adopted_needs_no_person_days_or_dosage(outcome: Outcome) -> None:
    case = folded(opened(), BARE, decided("bare", outcome))

    assert [code for code in FOUR if subjects(GUARD[code], case)] == []


@pytest.mark.parametrize("kind", [StrategyKind.NO_CHANGE, StrategyKind.REFUSE_REQUEST])
def test_a_decision_to_change_nothing_or_refuse_needs_no_person_days_or_dosage(kind: StrategyKind) -> None:
    open_still = folded(opened(), evolve(BARE, kind=kind))
    adopted = folded(open_still, decided("bare"))

    assert [code for code in FOUR if subjects(GUARD[code], open_still) or subjects(GUARD[code], adopted)] == []


def test_only_services_need_a_dosage() -> None:
    case = folded(opened(), evolve(BARE, kind=StrategyKind.ACCOMMODATION))

    assert subjects(GUARD["PLAN_SERVICE_DOSAGE_INCOMPLETE"], case) == []


def test_an_incomplete_dosage_says_what_is_missing() -> None:
    half = evolve(BARE, dosage=Dosage(times=Decimal("1.5"), minutes_each=20, setting=" "))
    case = folded(opened(), half)

    (finding,) = found(GUARD["PLAN_SERVICE_DOSAGE_INCOMPLETE"], case)

    assert finding.reason(case) == "“Time with the speech therapist” does not say how often and where."


def test_a_number_of_times_and_a_stretch_of_time_only_together_say_how_often() -> None:
    case = folded(opened(), evolve(BARE, dosage=Dosage(per=Per.WEEK, setting="In class")))

    (finding,) = found(GUARD["PLAN_SERVICE_DOSAGE_INCOMPLETE"], case)

    assert finding.reason(case) == "“Time with the speech therapist” does not say how often and how long."


def test_the_same_option_twice_is_one_option() -> None:
    same = (Option(what="A quiet corner"), Option(what="A quiet corner "))

    assert subjects(GUARD["PLAN_OPTIONS_MISSING"], folded(opened(), evolve(CORNER, options=same), ADOPTED)) == [
        "corner"
    ]


def test_how_many_options_are_looked_at_is_a_number_of_practice() -> None:
    case = folded(opened(), CORNER, ADOPTED)

    assert subjects(GUARD["PLAN_OPTIONS_MISSING"], case) == []
    assert subjects(GUARD["PLAN_OPTIONS_MISSING"], case, options_looked_at=3) == ["corner"]
    assert all_limits()["options_looked_at"] == 2


def test_a_copy_is_of_the_plan_as_it_stood_when_it_was_given() -> None:
    case = folded(opened(), CORNER, ADOPTED, PlanShared(to=("rosa",)))

    assert subjects(GUARD["PLAN_COPY_NOT_GIVEN"], case) == []
    assert subjects(GUARD["PLAN_COPY_NOT_GIVEN"], folded(case, SPEECH)) == []
    assert subjects(GUARD["PLAN_COPY_NOT_GIVEN"], folded(case, SPEECH, decided("speech"))) == ["rosa"]


def test_each_household_needs_its_own_copy() -> None:
    case = folded(opened(*PARTIES, TOMAS), CORNER, ADOPTED, PlanShared(to=("rosa", "rosa")))

    assert subjects(GUARD["PLAN_COPY_NOT_GIVEN"], case) == ["tomas"]


def test_an_order_about_records_keeps_the_copy_from_that_person_only() -> None:
    order = Restriction(kind=RestrictionKind.RECORDS_RESTRICTED_BY_ORDER)
    tomas = evolve(TOMAS, restrictions=(order,))

    case = folded(opened(*PARTIES, tomas), CORNER, ADOPTED)

    assert subjects(GUARD["PLAN_COPY_NOT_GIVEN"], case) == ["rosa"]


def test_one_person_with_several_strategies_is_told_once_and_reads_of_all() -> None:
    hers = evolve(SPEECH, responsible="kim")
    case = folded(opened(), CORNER, hers, ADOPTED, decided("speech"))

    (finding,) = found(GUARD["PLAN_IMPLEMENTERS_NOT_TOLD"], case)
    partly = folded(case, ImplementerInformed(party="kim", strategies=("corner",)))

    assert finding.reason(case) == (
        "Kim Adeyemi has not been told what to do for A quiet corner for reading and Time with the speech therapist."
    )
    assert found(GUARD["PLAN_IMPLEMENTERS_NOT_TOLD"], partly)[0].param("strategies") == ("speech",)


def test_telling_somebody_else_does_not_tell_the_person_responsible() -> None:
    case = folded(opened(), CORNER, ADOPTED, ImplementerInformed(party="sam", strategies=("corner",)))

    assert subjects(GUARD["PLAN_IMPLEMENTERS_NOT_TOLD"], case) == ["kim"]


@pytest.mark.parametrize("outcome", [Outcome.DEFERRED, Outcome.NOT_ADOPTED])
def test_nobody_is_told_about_what_is_not_to_be_done(outcome: Outcome) -> None:
    case = folded(opened(), CORNER, decided("corner", outcome))

    assert subjects(GUARD["PLAN_IMPLEMENTERS_NOT_TOLD"], case) == []


def test_nobody_can_be_told_where_nobody_is_named() -> None:
    case = folded(opened(), evolve(CORNER, responsible=None), ADOPTED)

    assert subjects(GUARD["PLAN_IMPLEMENTERS_NOT_TOLD"], case) == []


def test_time_to_think_begins_anew_with_a_changed_proposal() -> None:
    weeks_ago = folded(opened(), CORNER)

    same = folded(weeks_ago, CORNER, ADOPTED, at=NOW + days(14))
    changed = folded(weeks_ago, evolve(CORNER, what="A tent for reading"), ADOPTED, at=NOW + days(14))

    assert subjects(GUARD["DECISION_TIME_NOT_OFFERED"], same, at=NOW + days(14)) == []
    assert subjects(GUARD["DECISION_TIME_NOT_OFFERED"], changed, at=NOW + days(14)) == ["corner"]


def test_nobody_votes_and_nothing_counts_positions() -> None:
    words = {name for kind in (*room.EVENTS, JointPlan, Strategy) for name in kind.__annotations__}

    assert not {word for word in words if "vote" in word or "tally" in word or "quorum" in word}


# short ways -----------------------------------------------------------------------------------


def decided(strategy: str, outcome: Outcome = Outcome.ADOPTED) -> DecisionMade:
    return DecisionMade(strategy=strategy, outcome=outcome)


def position_of(party: str, position: Position = Position.AGREE) -> PositionTaken:
    return PositionTaken(party=party, strategies=("corner",), position=position)


def corner_of(case: Case) -> Strategy:
    corner = case[JointPlan].get("corner")
    assert corner is not None
    return corner
