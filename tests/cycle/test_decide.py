"""Deciding: who may, whose word, waivers after attempts, corrections, and what the board says of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from attrs import evolve

import journeys
from collabflow.core.case import Case
from collabflow.core.errors import Malformed
from collabflow.core.event import Calendar, Context, Entry, Event, Stamp
from collabflow.core.finding import Lack, Waivable
from collabflow.core.guard import guard
from collabflow.core.lifecycle.moves import Corrected, Moved
from collabflow.core.lifecycle.waivers import Waivers
from collabflow.core.people import SYSTEM, Acting, Role
from collabflow.core.values import Slot, Step, Trigger, Via
from collabflow.cycle.deadlines import deadlines
from collabflow.cycle.decide import decide
from collabflow.cycle.explain import May, State, explain
from collabflow.cycle.fold import replay
from collabflow.cycle.notices import due_notices, notices
from collabflow.cycle.profile import DEFAULT
from collabflow.cycle.rules import Due
from collabflow.events import (
    ActionAssigned,
    ActionSettled,
    AgendaShared,
    ContactAttempted,
    ContactLogged,
    ContributionTraced,
    ContributionVoiced,
    FindingWaived,
    FollowUpAnswered,
    FollowUpProposed,
    GoalDrafted,
    MeetingAsked,
    MeetingAskedAnswered,
    MeetingCancelled,
    MeetingProposed,
    PartyLeft,
    PlanShared,
    SlotAnswered,
    SummaryShared,
)
from support import KIM, LEE, NOW, ROSA, SAM, TODAY, acting, days, folded, opened, stamp
from walks import Walk

TASK = ActionAssigned(action="a", what="Send the map", owner="kim", due=TODAY)
SLOT = Slot(start=NOW + days(7))
PROPOSED = MeetingProposed(meeting="m1", slots=(SLOT,), invitees=("rosa", "lee"))
YES = SlotAnswered(meeting="m1", caregiver="rosa", start=SLOT.start, reply="accepted")


def codes(event: Event, case: Case, by: Acting, via: Via | None = None, journal: tuple[Entry, ...] = ()) -> list[str]:
    """The codes that stand against this event."""
    context = DEFAULT.context(Stamp(by=by, at=NOW, via=via))
    return [finding.code for finding in decide(case, event, context, DEFAULT, journal).refusals]


# who may, whose word --------------------------------------------------------------------------


def test_only_who_takes_part_or_is_vouched_for_by_the_school_records() -> None:
    case = opened()
    assert codes(TASK, case, acting(LEE)) == []
    assert codes(TASK, case, Acting(id="office", role=Role.TEACHER)) == []
    assert codes(TASK, case, Acting(id="friend", role=Role.ADVOCATE)) == ["NOT_A_PARTY"]
    assert codes(TASK, case, Acting(id="kim", role=Role.SCHOOL_ADMIN)) == ["NOT_A_PARTY"]
    assert codes(TASK, case, acting(ROSA)) == ["NOT_PERMITTED"]
    assert codes(TASK, case, SYSTEM) == ["NOT_PERMITTED"]
    assert codes(ContactLogged(contact="c", caregiver="rosa", direction="both"), case, SYSTEM) == []
    gone = folded(case, PartyLeft(party="kim", on=TODAY - days(1)))
    assert codes(evolve(TASK, owner=None), gone, acting(KIM)) == []
    assert codes(MeetingAsked(request="r", asker="rosa", kind="talk"), case, acting(ROSA)) == []


def test_a_word_is_its_speaker_s_or_attested_by_the_school() -> None:
    case = folded(opened(), PROPOSED)
    assert codes(YES, case, acting(ROSA)) == []
    assert codes(YES, case, acting(LEE)) == ["VIA_MISSING"]
    assert codes(YES, case, acting(LEE), Via.PHONE) == []
    assert codes(YES, case, SYSTEM) == ["NOT_PERMITTED"]
    asked = Moved(trigger="reschedule", asked_by="lee", why="The room is taken")
    assert codes(asked, case, acting(ROSA)) == ["NOT_PERMITTED"]


def test_a_case_that_was_never_opened_takes_nothing_else() -> None:
    assert codes(TASK, Case.unopened("c"), acting(LEE)) == ["EVENT_UNSOUND"]


def test_a_closed_case_takes_only_what_may_still_come() -> None:
    closed = folded(opened(), Moved(trigger="close", source="plan_meeting", target="closed", cycle=1, ending="exited"))
    assert codes(TASK, closed, acting(LEE)) == ["CASE_CLOSED"]
    assert codes(ContactLogged(contact="c", caregiver="rosa", direction="both"), closed, acting(LEE)) == []
    board = explain(closed, DEFAULT, stamp(LEE))
    assert board.option(TASK.stored_as).may is May.BLOCKED
    assert board.option("reopen").may is May.ALLOWED
    assert all(step.findings == () for step in board.steps)
    assert "closed" in board.text(closed)


# waivers --------------------------------------------------------------------------------------

ABSENT = FindingWaived(code="MEETING_TIME_NOT_CONFIRMED_BY_CAREGIVER", subject="rosa", why="Nobody answers")


def tried(*methods: str, offered: bool = True, apart: int = 1) -> Walk:
    """A walk in which a meeting is offered and Rosa was tried in these ways."""
    walk = Walk()
    walk.record(evolve(PROPOSED, slots=(Slot(start=NOW + days(20)),)))
    for method in methods:
        walk.record(ContactAttempted(caregiver="rosa", method=method, outcome="no_answer", alternative_offered=offered))
        walk.now += timedelta(days=apart)
    return walk


def waived(walk: Walk, by: object = SAM, event: FindingWaived = ABSENT) -> list[str]:
    return [finding.subject for finding in walk.record(event, by=by).refusals]  # type: ignore[arg-type]


def test_an_absence_is_waived_only_after_attempts_that_count() -> None:
    assert "PROCEED_ATTEMPTS_INSUFFICIENT" in waived(tried())
    assert "PROCEED_ATTEMPTS_INSUFFICIENT" in waived(tried("phone", "phone"))
    assert "PROCEED_ATTEMPTS_INSUFFICIENT" in waived(tried("phone", "letter", apart=0))
    assert waived(tried("phone", "letter", offered=False)) == ["PROCEED_ALTERNATIVE_NOT_OFFERED"]
    asking = tried("phone", "letter")
    asking.record(MeetingAsked(request="r", asker="rosa", kind="another_date"), by=ROSA)
    assert waived(asking) == ["PROCEED_WHILE_RESCHEDULE_OPEN"]
    assert waived(tried("phone", "letter"), by=LEE) == ["NOT_AUTHORISED"]
    assert waived(tried("phone", "letter")) == []


def test_an_absence_ends_with_the_person_s_own_word() -> None:
    walk = tried("phone", "letter")
    assert waived(walk) == []
    assert walk.case[Waivers].is_absent("rosa")
    walk.record(MeetingAsked(request="r", asker="rosa", kind="talk"), by=ROSA)
    assert not walk.case[Waivers].is_absent("rosa")
    assert "MEETING_TIME_NOT_CONFIRMED_BY_CAREGIVER" in {f.code for f in walk.move(Trigger.ADVANCE).refusals}


def test_what_is_not_open_or_never_waivable_is_not_waived() -> None:
    walk = tried()
    assert waived(walk, event=evolve(ABSENT, code="GOAL_NONE")) == ["NOT_OPEN"]
    assert waived(walk, event=evolve(ABSENT, code="MEETING_AGENDA_MISSING", subject="m1")) == ["NEVER"]
    found = walk.profile.open_findings(walk.case, walk.profile.context(Stamp(by=acting(LEE), at=walk.now)))
    subject = next(f.subject for f in found if f.code == "MEETING_AGENDA_NOT_SHARED")
    shared = evolve(ABSENT, code="MEETING_AGENDA_NOT_SHARED", subject=subject)
    assert waived(walk, event=shared, by=LEE) == []
    assert waived(walk, event=shared, by=LEE) == ["NOT_OPEN"]


def test_an_absence_that_names_nobody_cannot_be_waived_by_attempts() -> None:
    @guard("OURS", says="x", fix="y", remedies=(GoalDrafted,), waivable=Waivable.ATTEMPTS)
    def somebody_is_there(case: Case, context: Context) -> Iterator[Lack]:
        yield Lack("somebody")

    walk = Walk(profile=DEFAULT.with_guard(somebody_is_there, leaving="plan_meeting"))
    assert waived(walk, event=FindingWaived(code="OURS", subject="somebody", why="Tried")) == ["NOBODY_NAMED"]


def test_to_ask_for_a_move_is_not_to_make_it() -> None:
    paused = Moved(trigger="pause", asked_by="rosa", why="We travel", review_on=TODAY + days(9))
    assert codes(paused, opened(), acting(ROSA)) == ["NOT_PERMITTED"]
    asked = Moved(trigger="reschedule", asked_by="rosa", why="We travel")
    assert codes(asked, opened(), acting(ROSA)) == []


# corrections ----------------------------------------------------------------------------------


def corrected(walk: Walk, version: int, right: Event | None, by: object = LEE) -> list[str]:
    decision = walk.record(Corrected(version=version, right=right, why="It was not so"), by=by)  # type: ignore[arg-type]
    return [f"{finding.code} {finding.subject}" for finding in decision.refusals]


def test_a_correction_is_of_the_same_kind_and_of_what_can_be_corrected() -> None:
    walk = Walk()
    walk.record(TASK)
    assert corrected(walk, 1, None) == ["EVENT_UNSOUND version"]
    assert corrected(walk, 2, PROPOSED) == ["EVENT_UNSOUND right"]
    assert corrected(walk, 2, evolve(TASK, owner="nobody")) == ["EVENT_UNSOUND right.owner"]
    assert corrected(walk, 2, TASK, by=ROSA) == ["NOT_PERMITTED rosa"]
    assert corrected(walk, 2, evolve(TASK, owner="lee")) == []


def test_a_correction_takes_nothing_away_that_a_later_entry_stands_on() -> None:
    walk = Walk()
    walk.record(TASK)
    walk.record(ActionSettled(action="a", outcome="done"), by=KIM)
    assert corrected(walk, 2, None) == ["CORRECTION_UNSETTLES 3/action"]
    assert corrected(walk, 3, None) == []
    assert corrected(walk, 2, None) == []


def test_a_corrected_word_is_still_its_speaker_s() -> None:
    walk = Walk()
    walk.record(PROPOSED)
    walk.record(YES, by=ROSA)
    unattested = Corrected(version=3, right=evolve(YES, reply="declined"), why="She said no")
    assert [f.code for f in walk.attempt(unattested, by=acting(LEE), via=None).refusals] == ["VIA_MISSING"]
    assert walk.attempt(unattested, by=acting(LEE), via=Via.PHONE).refusals == ()


def test_a_step_left_on_a_fact_that_was_corrected_since_is_marked() -> None:
    walk = Walk()
    walk.to(Step.BUILD_RAPPORT)
    agenda = next(entry for entry in walk.journal if entry.event.stored_as == "plan_meeting.agenda_set")
    assert corrected(walk, agenda.version, agenda.event) == []
    board = explain(walk.case, DEFAULT, Stamp(by=acting(LEE), at=walk.now))
    assert board[Step.PLAN_MEETING].since_corrected
    assert not board[Step.BUILD_RAPPORT].since_corrected
    assert "corrected since" in board.text(walk.case)


def test_what_was_unsound_before_does_not_stand_in_the_way_of_a_correction() -> None:
    events = (journeys.opening(), TASK, ActionSettled(action="other", outcome="done"))
    journal = tuple(Entry(event=event, stamp=stamp(), version=n) for n, event in enumerate(events, start=1))
    right = Corrected(version=2, right=evolve(TASK, owner="lee"), why="Lee has it")
    assert codes(right, replay("case-1", journal), acting(LEE), journal=journal) == []


def test_a_paused_case_goes_on_only_where_it_was() -> None:
    paused = folded(opened(), Moved(trigger="pause", source="plan_meeting", target="paused", cycle=1))
    moves = [option.name for option in explain(paused, DEFAULT, stamp(LEE)).options if option.is_move]
    assert moves == ["resume", "close"]


def test_a_journal_with_a_hole_is_told() -> None:
    entry = Entry(event=journeys.opening(), stamp=stamp(), version=2)
    with pytest.raises(Malformed, match="an entry is missing"):
        replay("case-1", [entry])


# the board ------------------------------------------------------------------------------------


def test_the_board_agrees_with_what_is_decided() -> None:
    walk = Walk()
    for step in (Step.PLAN_MEETING, Step.SET_GOALS, Step.FOLLOW_UP):
        walk.to(step)
        for person in (LEE, ROSA, KIM):
            by = Stamp(by=acting(person), at=walk.now, via=Via.PHONE)
            board = explain(walk.case, DEFAULT, by)
            for option in (option for option in board.options if option.is_move):
                decision = decide(walk.case, filled(option.name, walk), DEFAULT.context(by), DEFAULT, walk.journal)
                allowed = {f.code for f in decision.refusals}
                assert (option.may is May.ALLOWED) == (not allowed), (option, allowed)


def filled(trigger: str, walk: Walk) -> Moved:
    """The move with everything that any row needs."""
    day = walk.now.date() + days(9)
    return Moved(trigger=trigger, why="w", what="x", who="kim", goals=("goal-1",), review_on=day, ending="exited",
                 asked_by="rosa")  # fmt: skip


def test_a_board_knows_what_was_left_open_on_the_way() -> None:
    walk = Walk()
    walk.to(Step.JOINT_PLANNING)
    walk.move(Trigger.INTERIM_REVIEW)
    board = explain(walk.case, DEFAULT, Stamp(by=acting(LEE), at=walk.now))
    assert board[Step.SET_GOALS].state is State.OPEN
    assert board["share_information"].state is State.DONE
    with pytest.raises(KeyError):
        board.option("fly")


# notices and deadlines ------------------------------------------------------------------------


def told(event: Event, case: Case, by: object = LEE) -> list[tuple[str, str]]:
    entry = Entry(event=event, stamp=stamp(by), version=case.version + 1)  # type: ignore[arg-type]
    return [(notice.kind, notice.to) for notice in notices(entry, folded(case, event, by=by))]  # type: ignore[arg-type]


def test_whoever_is_concerned_is_told_and_nobody_of_their_own_act() -> None:
    case = folded(
        opened(), PROPOSED, TASK, ContributionVoiced(contribution="c", by="rosa", kind="concern", words="Noise")
    )
    assert told(PROPOSED, case) == [("meeting_offered", "rosa")]
    assert told(evolve(PROPOSED, meeting="m2", slots=()), case) == []
    assert told(YES, case, by=ROSA) == [("meeting_answered", "lee")]
    assert told(YES, case, by=LEE) == []
    assert told(MeetingCancelled(meeting="m1"), case) == [("meeting_cancelled", "rosa")]
    assert told(AgendaShared(meeting="m1", to=("rosa",)), case) == [("agenda_shared", "rosa")]
    assert told(PlanShared(to=("rosa",)), case) == [("plan_shared", "rosa")]
    assert told(SummaryShared(to=("rosa",)), case) == [("summary_shared", "rosa")]
    assert told(TASK, case) == [("action_assigned", "kim")]
    assert told(ActionAssigned(action="b"), case) == []
    traced = ContributionTraced(contribution="c", outcome="not_taken_up", why="It is quiet now")
    assert told(traced, case) == [("concern_answered", "rosa")]
    assert told(evolve(traced, contribution="x"), case) == []
    asked = MeetingAsked(request="r", asker="rosa", kind="talk")
    assert told(asked, case, by=ROSA) == [("meeting_asked", "lee")]
    assert told(MeetingAskedAnswered(request="r"), folded(case, asked)) == [("meeting_asked_answered", "rosa")]
    assert told(MeetingAskedAnswered(request="x"), case) == []
    followed = FollowUpProposed(follow_up="f", slots=(SLOT,))
    assert told(followed, case) == [("follow_up_offered", "rosa")]
    assert told(evolve(followed, caregivers=("rosa",)), case) == [("follow_up_offered", "rosa")]
    answered = FollowUpAnswered(follow_up="f", caregiver="rosa", reply="accepted", start=SLOT.start)
    assert told(answered, folded(case, followed), by=ROSA) == [("follow_up_answered", "lee")]
    moved = Moved(trigger="reschedule", asked_by="rosa", why="w", source="plan_meeting", target="plan_meeting", cycle=1)
    assert told(moved, case) == [("meeting_rescheduled", "rosa")]
    started = folded(case, MeetingCancelled(meeting="m1"))
    assert told(moved, started) == []
    assert told(ContactAttempted(caregiver="rosa"), case) == []


def test_what_is_due_tells_whom_it_names_or_who_runs_the_case() -> None:
    named = Due(key="k", kind="action", subject="a", on=TODAY, who=("kim", "nobody"))
    assert [(notice.to, notice.kind) for notice in due_notices(named, opened(), TODAY)] == [("kim", "action_due")]
    own = Due(key="k", kind="bus", subject="a", on=TODAY)
    assert [(notice.to, notice.text) for notice in due_notices(own, opened(), TODAY)] == [("lee", "Something is due.")]


def due(case: Case, on: int = 0) -> dict[str, str]:
    return {item.kind: item.subject for item in deadlines(case, DEFAULT.with_calendar(Calendar()), TODAY + days(on))}


def test_everything_with_a_day_is_due_once() -> None:
    assert due(folded(opened(), TASK)) == {"action": "a"}
    assert due(folded(opened(), ActionAssigned(action="b"))) == {}
    assert due(folded(opened(), PROPOSED)) == {"slot_unanswered": "m1"}
    assert due(folded(opened(), evolve(PROPOSED, slots=()))) == {}
    assert due(folded(opened(), PROPOSED, YES)) == {"meeting": "m1"}
    assert due(folded(opened(), PROPOSED, MeetingCancelled(meeting="m1"))) == {}
    goal = journeys.reading_goal()
    assert due(folded(opened(), GoalDrafted(goal=goal))) == {"goal": "goal-1"}
    assert due(folded(opened(), GoalDrafted(goal=evolve(goal, due_on=None)))) == {}
    paused = Moved(trigger="pause", source="plan_meeting", target="paused", cycle=1, review_on=TODAY)
    assert due(folded(opened(), paused)) == {"pause": "case-1"}
    assert due(folded(opened(), evolve(paused, review_on=None))) == {}
    followed = FollowUpProposed(follow_up="f", slots=(SLOT,))
    assert due(folded(opened(), followed)) == {"slot_unanswered": "f"}
    answered = FollowUpAnswered(follow_up="f", caregiver="rosa", reply="accepted", start=SLOT.start)
    assert due(folded(opened(), followed, answered)) == {"follow_up": "f"}
    assert due(folded(opened(), followed, answered), on=30) == {}
    assert due(folded(opened(), TASK, Moved(trigger="close", source="x", target="closed", cycle=1))) == {"action": "a"}


def test_a_whole_cycle_owes_its_review_its_contact_and_its_goals() -> None:
    case, _ = journeys.decided(journeys.journey_to(Step.FOLLOW_UP))
    assert {"review", "contact", "goal"} <= set(due(case, on=100))
    assert due(Case.unopened("c")) == {}
