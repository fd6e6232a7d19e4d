"""Step 5: what proposing, taking a position and deciding change, what ends with a change, and who may say what."""

from __future__ import annotations

import pytest
from attrs import evolve

from collabflow.core.case import Case
from collabflow.core.errors import Malformed
from collabflow.core.event import Event
from collabflow.core.lifecycle.moves import Moved
from collabflow.core.people import SCHOOL_ROLES, Party, Role
from collabflow.core.values import Method, Position, Step, Trigger, Via
from collabflow.steps import s05_joint_planning as room
from collabflow.steps.s03_share_information import Progress, ProgressShared
from collabflow.steps.s04_active_listening import (
    ContributionKind,
    ContributionTraced,
    ContributionVoiced,
    Listening,
    Trace,
    TraceOutcome,
)
from collabflow.steps.s05_joint_planning import (
    DecisionMade,
    Detail,
    ImplementerInformed,
    JointPlan,
    Option,
    Outcome,
    PlanKind,
    PlanShared,
    PositionTaken,
    Strategy,
    StrategyKind,
    StrategyProposed,
)
from support import LEE, MAYA, NOW, PARTIES, ROSA, TODAY, TOMAS, days, folded, opened, unsound

CORNER = StrategyProposed(
    strategy="corner", plan=PlanKind.INFORMAL_STRATEGY, what="A quiet corner for reading", responsible="kim"
)
TENT = evolve(CORNER, what="A tent for reading")
ADOPTED = DecisionMade(strategy="corner", outcome=Outcome.ADOPTED, under="sam", under_role=Role.SCHOOL_ADMIN)
ROSA_AGREES = PositionTaken(party="rosa", strategies=("corner",), position=Position.AGREE)
TOLD = ImplementerInformed(party="kim", strategies=("corner",), method=Method.IN_PERSON)
WORRY = ContributionVoiced(
    contribution="worry", by="rosa", kind=ContributionKind.CONCERN, words="Mornings are loud for her"
)
BECAUSE = evolve(CORNER, because_contributions=("worry",))
NEXT_CYCLE = Moved(trigger=Trigger.NEXT_CYCLE, target=Step.PLAN_MEETING, cycle=2)
INEZ = Party(id="inez", name="Inez Roy", roles=(Role.INTERPRETER,))


def strategy(case: Case, known: str = "corner") -> Strategy:
    found = case[JointPlan].get(known)
    assert found is not None
    return found


def trace(case: Case) -> Trace | None:
    worry = case[Listening].get("worry")
    assert worry is not None
    return worry.trace


# proposing ------------------------------------------------------------------------------------


def test_a_proposal_needs_no_more_than_its_id() -> None:
    case = folded(opened(), StrategyProposed(strategy="later"))

    draft = strategy(case, "later")
    assert (draft.kind, draft.what, draft.positions, draft.decision) == (StrategyKind.STRATEGY, "", (), None)
    assert draft.proposed_on == TODAY


def test_a_family_records_its_own_proposal_and_the_school_says_how_it_was_told_of_one() -> None:
    hers = evolve(CORNER, proposed_by="rosa")

    assert list(hers.voices()) == ["rosa"]
    assert list(CORNER.voices()) == []
    assert unsound(hers, opened(), by=ROSA) == []


def test_a_family_member_may_change_their_own_proposal_and_nobody_elses() -> None:
    hers = folded(opened(), evolve(CORNER, proposed_by="rosa"))
    schools = folded(opened(), CORNER)
    change = evolve(TENT, proposed_by="rosa")

    assert unsound(change, hers, by=ROSA) == []
    assert unsound(change, schools, by=ROSA) == ["strategy"]
    assert unsound(change, hers, by=LEE) == []


def test_a_proposal_names_people_and_reasons_that_the_case_knows() -> None:
    strange = evolve(
        CORNER,
        responsible="nobody",
        proposed_by="stranger",
        because_contributions=("worry", "unsaid"),
        because_information=("reading", "unshared"),
    )
    case = folded(opened(), WORRY, ProgressShared(progress=Progress(id="reading", statement="She reads maps.")))

    assert unsound(strange, case) == [
        "responsible",
        "proposed_by",
        "because_contributions[1]",
        "because_information[1]",
    ]


def test_a_reason_may_come_from_an_earlier_cycle() -> None:
    case = folded(
        opened(),
        WORRY,
        ProgressShared(progress=Progress(id="reading", statement="She reads maps.")),
        ContributionTraced(contribution="worry", outcome=TraceOutcome.NOT_TAKEN_UP, why="It has passed"),
        NEXT_CYCLE,
    )

    assert case[Listening].get("worry") is None
    assert unsound(evolve(BECAUSE, because_information=("reading",)), case) == []


def test_a_strategy_does_not_end_before_it_starts() -> None:
    with pytest.raises(Malformed) as refused:
        StrategyProposed(strategy="corner", starts=TODAY, ends=TODAY - days(1))

    assert "ends" in str(refused.value)


def test_a_strategy_may_last_one_day() -> None:
    assert StrategyProposed(strategy="trip", starts=TODAY, ends=TODAY).ends == TODAY


# a yes covers what was seen -------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"what": "A tent for reading"},
        {"kind": StrategyKind.ACCOMMODATION},
        {"plan": PlanKind.IEP},
        {"responsible": "sam"},
        {"starts": TODAY},
        {"ends": TODAY},
        {"review_on": TODAY},
        {"dosage": room.Dosage(minutes_each=20)},
        {"from_earlier_plan": True},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_change_to_what_people_saw_ends_positions_decision_and_what_was_told(change: dict[str, object]) -> None:
    case = folded(opened(), CORNER, ROSA_AGREES, ADOPTED, TOLD)

    changed = strategy(folded(case, evolve(CORNER, **change), at=NOW + days(3)))

    assert (changed.positions, changed.decision, changed.told) == ((), None, ())
    assert changed.lapsed == strategy(case).decision
    assert changed.proposed_on == TODAY + days(3)
    assert changed.version > strategy(case).version


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"options": (Option(what="Leave it as it is", why_not="Mornings are loud"),)},
        {"because_contributions": ("worry",)},
        {"proposed_by": "kim"},
    ],
    ids=["nothing", "options", "reasons", "whose idea"],
)
def test_filling_in_options_or_reasons_keeps_everything(change: dict[str, object]) -> None:
    case = folded(opened(), WORRY, CORNER, ROSA_AGREES, ADOPTED, TOLD)
    again = evolve(CORNER, **change)

    kept = strategy(folded(case, again, at=NOW + days(3)))

    assert kept == evolve(strategy(case), **change)


def test_the_decision_that_no_longer_stands_is_remembered_until_the_next_one() -> None:
    case = folded(opened(), CORNER, ADOPTED)
    first = strategy(case).decision

    twice_changed = folded(case, TENT, evolve(TENT, what="A tent with a lamp"))
    decided_anew = folded(twice_changed, ADOPTED)

    assert strategy(twice_changed).lapsed == first
    assert strategy(twice_changed).outcome is None
    assert twice_changed[JointPlan].decided == ()
    assert strategy(decided_anew).lapsed is None


def test_a_changed_strategy_takes_the_outcome_from_its_concern() -> None:
    case = folded(opened(), WORRY, BECAUSE, ADOPTED)

    changed = folded(case, evolve(BECAUSE, what="A tent for reading"))

    assert trace(case) == Trace(outcome=TraceOutcome.IN_PLAN, strategy="corner")
    assert trace(changed) is None


def test_a_concern_that_two_decisions_took_up_stays_with_the_one_that_stands() -> None:
    lamp = StrategyProposed(strategy="lamp", what="A lamp", because_contributions=("worry",))
    both = folded(opened(), WORRY, BECAUSE, lamp, DecisionMade(strategy="lamp", outcome=Outcome.ADOPTED), ADOPTED)

    changed = folded(both, evolve(BECAUSE, what="A tent for reading"))

    assert trace(both) == Trace(outcome=TraceOutcome.IN_PLAN, strategy="corner")
    assert trace(changed) == Trace(outcome=TraceOutcome.IN_PLAN, strategy="lamp")


def test_a_reason_added_to_a_decided_strategy_gets_its_outcome_at_once() -> None:
    case = folded(opened(), WORRY, CORNER, ADOPTED, BECAUSE)

    assert trace(case) == Trace(outcome=TraceOutcome.IN_PLAN, strategy="corner")


def test_a_reason_of_an_open_proposal_waits_for_the_decision() -> None:
    by_hand = ContributionTraced(contribution="worry", outcome=TraceOutcome.LATER, who="kim", when=TODAY)

    assert trace(folded(opened(), WORRY, BECAUSE, BECAUSE)) is None
    assert trace(folded(opened(), WORRY, BECAUSE, by_hand, evolve(BECAUSE, what="A tent"))) == Trace(
        outcome=TraceOutcome.LATER, who="kim", when=TODAY
    )


# positions ------------------------------------------------------------------------------------


def test_a_position_is_its_persons_own_word_for_several_strategies_at_once() -> None:
    lamp = StrategyProposed(strategy="lamp", what="A lamp")
    both = PositionTaken(
        party="rosa",
        strategies=("corner", "lamp"),
        position=Position.AGREE_IN_PART,
        agreed_part="The lamp",
        rejected_part="The place",
        why="It is next to the door",
        prefers_not_to_say=(),
        language="es",
    )

    case = folded(opened(), CORNER, lamp, StrategyProposed(strategy="other"), both, via=Via.PHONE)

    assert list(both.voices()) == ["rosa"]
    assert [strategy(case, known).position_of("rosa") is None for known in ("corner", "lamp", "other")] == [
        False,
        False,
        True,
    ]
    said = strategy(case).position_of("rosa")
    assert said is not None
    assert (said.via, said.language, said.on, said.asked) == (Via.PHONE, "es", TODAY, tuple(Detail))


def test_a_new_position_replaces_only_that_persons_earlier_one() -> None:
    changed = evolve(ROSA_AGREES, position=Position.DISAGREE)
    tomas = evolve(ROSA_AGREES, party="tomas")

    case = folded(opened(*PARTIES, TOMAS), CORNER, ROSA_AGREES, tomas, changed)

    assert [(p.party, p.position) for p in strategy(case).positions] == [("tomas", "agree"), ("rosa", "disagree")]


def test_a_position_after_the_decision_leaves_it_standing() -> None:
    case = folded(opened(), CORNER, ADOPTED, evolve(ROSA_AGREES, position=Position.DISAGREE))

    assert strategy(case).outcome is Outcome.ADOPTED


def test_a_position_names_a_person_of_the_case_and_strategies_of_the_plan() -> None:
    strange = PositionTaken(party="stranger", strategies=("corner", "lamp"), position=Position.AGREE)

    assert unsound(strange, folded(opened(), CORNER)) == ["party", "strategies[1]"]


def test_who_interprets_takes_no_position_unless_they_are_something_else_as_well() -> None:
    both = evolve(INEZ, id="both", roles=(Role.INTERPRETER, Role.TEACHER))
    case = folded(opened(*PARTIES, INEZ, both, MAYA), CORNER)

    assert unsound(evolve(ROSA_AGREES, party="inez"), case) == ["party"]
    assert unsound(evolve(ROSA_AGREES, party="both"), case) == []
    assert unsound(evolve(ROSA_AGREES, party="maya"), case) == []


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("strategies", {"strategies": ()}),
        ("rejected_part", {"rejected_part": "The place"}),
        ("why", {"why": "Because", "no_answer": (Detail.WHY,)}),
        ("why", {"prefers_not_to_say": (Detail.WHY,), "no_answer": (Detail.WHY,)}),
    ],
)
def test_a_position_that_contradicts_itself_is_refused(field: str, changes: dict[str, object]) -> None:
    with pytest.raises(Malformed) as refused:
        evolve(ROSA_AGREES, **changes)

    assert field in str(refused.value)


def test_no_message_or_trace_prints_what_a_family_said() -> None:
    secret = "she sleeps badly"
    said = evolve(ROSA_AGREES, position=Position.DISAGREE, rejected_part=secret, why=secret)
    case = folded(opened(), evolve(CORNER, what=secret), said, evolve(ADOPTED, why=secret))

    assert secret not in repr(said)
    assert secret not in repr(case[JointPlan])


# deciding -------------------------------------------------------------------------------------


def test_a_decision_keeps_its_authority_its_time_and_whether_listening_was_done() -> None:
    heard = tuple(Moved(trigger=Trigger.ADVANCE, target=step, cycle=1) for step in list(Step)[1:5])

    early = strategy(folded(opened(), CORNER, ADOPTED)).decision
    late = strategy(folded(opened(), *heard, CORNER, ADOPTED)).decision

    assert early is not None and late is not None
    assert (early.under, early.under_role, early.decided_at, early.decided_on) == ("sam", "school_admin", NOW, TODAY)
    assert (early.after_listening, late.after_listening) == (False, True)


def test_a_partial_adoption_keeps_what_becomes_of_the_rest() -> None:
    made = DecisionMade(
        strategy="corner",
        outcome=Outcome.ADOPTED_IN_PART,
        adopted_part="The corner",
        rest=Outcome.DEFERRED,
        what_follows="We look for another place by Friday.",
        ways_offered=("A talk with a neutral person",),
    )

    decision = strategy(folded(opened(), CORNER, made)).decision

    assert decision is not None
    assert (decision.adopted_part, decision.rest, decision.ways_offered) == (
        "The corner",
        Outcome.DEFERRED,
        ("A talk with a neutral person",),
    )


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("adopted_part", {"outcome": Outcome.ADOPTED, "adopted_part": "The corner"}),
        ("rest", {"outcome": Outcome.NOT_ADOPTED, "rest": Outcome.DEFERRED}),
        ("rest", {"outcome": Outcome.ADOPTED_IN_PART, "rest": Outcome.ADOPTED}),
        ("withdrawn_by", {"outcome": Outcome.ADOPTED, "withdrawn_by": "rosa"}),
    ],
)
def test_a_decision_that_contradicts_itself_is_refused(field: str, changes: dict[str, object]) -> None:
    with pytest.raises(Malformed) as refused:
        DecisionMade(strategy="corner", **changes)

    assert field in str(refused.value)


def test_a_decision_is_on_a_strategy_of_the_plan_under_somebody_of_the_case() -> None:
    case = folded(opened(), CORNER)

    assert unsound(evolve(ADOPTED, strategy="lamp", under="stranger"), case) == ["strategy", "under"]
    assert unsound(evolve(ADOPTED, under=None), case) == []


def test_only_who_proposed_it_takes_a_proposal_back_in_their_own_name() -> None:
    case = folded(opened(), evolve(CORNER, proposed_by="rosa"))
    back = DecisionMade(strategy="corner", outcome=Outcome.WITHDRAWN, withdrawn_by="rosa")

    assert list(back.voices()) == ["rosa"]
    assert list(ADOPTED.voices()) == []
    assert unsound(back, case) == []
    assert unsound(evolve(back, withdrawn_by="kim"), case) == ["withdrawn_by"]


def test_a_decision_on_nothing_known_changes_nothing() -> None:
    case = opened()

    assert folded(case, ADOPTED)[JointPlan] == case[JointPlan]


def test_a_refused_request_is_a_decision_with_reasons() -> None:
    asked = evolve(CORNER, strategy="refusal", kind=StrategyKind.REFUSE_REQUEST, because_contributions=("worry",))
    refused = DecisionMade(strategy="refusal", outcome=Outcome.ADOPTED, why="There is no free room this term.")

    case = folded(opened(), WORRY, asked, refused)

    assert strategy(case, "refusal").is_to_be_done is False
    assert trace(case) == Trace(outcome=TraceOutcome.IN_PLAN, strategy="refusal")


@pytest.mark.parametrize(
    ("outcome", "traced"),
    [
        (Outcome.ADOPTED, Trace(outcome=TraceOutcome.IN_PLAN, strategy="corner")),
        (Outcome.ADOPTED_IN_PART, Trace(outcome=TraceOutcome.IN_PLAN, strategy="corner")),
        (Outcome.DEFERRED, Trace(outcome=TraceOutcome.LATER, strategy="corner", why="No room yet")),
        (Outcome.NOT_ADOPTED, Trace(outcome=TraceOutcome.NOT_TAKEN_UP, strategy="corner", why="No room yet")),
        (Outcome.WITHDRAWN, None),
    ],
)
def test_a_decision_traces_the_contributions_in_its_reasons(outcome: Outcome, traced: Trace | None) -> None:
    made = DecisionMade(strategy="corner", outcome=outcome, why="No room yet")

    assert trace(folded(opened(), WORRY, BECAUSE, made)) == traced


def test_deciding_otherwise_changes_what_became_of_the_reasons() -> None:
    adopted = folded(opened(), WORRY, BECAUSE, ADOPTED)

    deferred = folded(adopted, DecisionMade(strategy="corner", outcome=Outcome.DEFERRED))
    withdrawn = folded(deferred, DecisionMade(strategy="corner", outcome=Outcome.WITHDRAWN))

    assert trace(deferred) == Trace(outcome=TraceOutcome.LATER, strategy="corner")
    assert trace(withdrawn) is None


def test_what_another_decision_took_up_is_not_lost_by_one_that_does_not() -> None:
    lamp = StrategyProposed(strategy="lamp", what="A lamp", because_contributions=("worry",))
    refused = DecisionMade(strategy="lamp", outcome=Outcome.NOT_ADOPTED)

    case = folded(opened(), WORRY, BECAUSE, ADOPTED, lamp, refused)

    assert trace(case) == Trace(outcome=TraceOutcome.IN_PLAN, strategy="corner")


def test_what_was_linked_by_hand_follows_the_decision_on_its_strategy() -> None:
    by_hand = ContributionTraced(contribution="worry", outcome=TraceOutcome.IN_PLAN, strategy="corner")
    case = folded(opened(), WORRY, CORNER, by_hand)

    assert trace(folded(case, ADOPTED)) == Trace(outcome=TraceOutcome.IN_PLAN, strategy="corner")
    assert trace(folded(case, DecisionMade(strategy="corner", outcome=Outcome.WITHDRAWN))) is None


# telling --------------------------------------------------------------------------------------


def test_a_copy_keeps_language_and_way_and_a_later_one_replaces_it() -> None:
    paper = PlanShared(to=("rosa", "kim"), language="es", method=Method.LETTER)

    case = folded(opened(), CORNER, PlanShared(to=("rosa",)), paper)

    plan = case[JointPlan]
    copy = plan.copy_of("rosa")
    assert copy is not None
    assert (copy.language, copy.method, copy.on) == ("es", Method.LETTER, TODAY)
    assert [known.party for known in plan.copies] == ["rosa", "kim"]
    assert plan.copy_of("sam") is None


def test_an_implementer_is_told_of_each_strategy_named() -> None:
    lamp = StrategyProposed(strategy="lamp")

    case = folded(opened(), CORNER, lamp, TOLD, TOLD, ImplementerInformed(party="sam", strategies=("corner",)))

    assert [told.party for told in strategy(case).told] == ["kim", "sam"]
    assert strategy(case, "lamp").told == ()


@pytest.mark.parametrize(
    ("event", "fields"),
    [
        (PlanShared(to=("rosa", "stranger")), ["to[1]"]),
        (ImplementerInformed(party="stranger", strategies=("lamp",)), ["party", "strategies[0]"]),
        (TOLD, []),
        (PlanShared(to=("rosa",)), []),
    ],
)
def test_people_and_strategies_that_the_case_does_not_know_are_refused(event: Event, fields: list[str]) -> None:
    assert unsound(event, folded(opened(), CORNER)) == fields


@pytest.mark.parametrize(
    "make", [lambda: PlanShared(to=()), lambda: ImplementerInformed(party="kim", strategies=())], ids=["plan", "person"]
)
def test_telling_nobody_or_nothing_is_refused(make: type[Event]) -> None:
    with pytest.raises(Malformed):
        make()


# the record -----------------------------------------------------------------------------------


def test_the_next_cycle_starts_the_plan_afresh_and_the_old_one_can_be_read() -> None:
    case = folded(opened(), CORNER, ROSA_AGREES, ADOPTED, NEXT_CYCLE)

    assert case[JointPlan] == JointPlan()
    assert case.earlier[-1][JointPlan].get("corner") is not None


def test_going_back_keeps_the_plan() -> None:
    case = folded(opened(), CORNER, ROSA_AGREES, ADOPTED)

    again = folded(case, Moved(trigger=Trigger.REVISE_PLAN, target=Step.JOINT_PLANNING, cycle=1, why="It is May"))

    assert again[JointPlan] == case[JointPlan]


def test_a_strategy_reads_as_its_own_words_and_a_draft_as_its_id() -> None:
    case = folded(opened(), CORNER, StrategyProposed(strategy="lamp"))

    assert case.label("strategy", "corner") == "A quiet corner for reading"
    assert case.label("strategies", "lamp") == "lamp"
    assert case.label("goal", "corner") == "corner"


def test_the_plan_tells_apart_what_was_decided_how() -> None:
    lamp = StrategyProposed(strategy="lamp")
    later = DecisionMade(strategy="lamp", outcome=Outcome.DEFERRED)

    plan = folded(opened(), CORNER, lamp, StrategyProposed(strategy="open"), ADOPTED, later)[JointPlan]

    assert [s.id for s in plan.decided] == ["corner", "lamp"]
    assert [s.id for s in plan.with_outcome(frozenset({Outcome.DEFERRED}))] == ["lamp"]


def test_every_event_has_a_stored_name_of_this_step_and_is_recorded_by_the_school() -> None:
    assert [event.stored_as for event in room.EVENTS] == [
        "joint_planning.strategy_proposed",
        "joint_planning.position_taken",
        "joint_planning.decision_made",
        "joint_planning.plan_shared",
        "joint_planning.implementer_informed",
        "joint_planning.notice_given",
        "joint_planning.consent_given",
        "joint_planning.consent_revoked",
    ]
    assert all(event.recorders >= SCHOOL_ROLES for event in room.EVENTS)
    assert all(Role.CAREGIVER not in event.recorders for event in room.EVENTS)


def test_nothing_here_is_taken_when_a_case_is_closed() -> None:
    assert not any(event.taken_when_closed for event in room.EVENTS)
