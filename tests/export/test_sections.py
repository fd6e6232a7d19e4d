"""Sections: what a parent looks for stands where they look, in plain words, with nothing made up."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from attrs import evolve

from collabflow.codec import Codec
from collabflow.core.event import Entry, Event, Stamp
from collabflow.core.values import Avoid, Evidence, Frequency
from collabflow.cycle.profile import DEFAULT
from collabflow.events import (
    ActionAssigned,
    ActionSettled,
    ChannelProposed,
    CommunicationAnswered,
    ContactAttempted,
    ContactLogged,
    ContributionAcknowledged,
    ContributionTraced,
    ContributionVoiced,
    DecisionMade,
    FindingWaived,
    GoalDrafted,
    NeedsAsked,
    PartyChanged,
    PartyLeft,
    PositionTaken,
    ProgressShared,
    RecordsAskedFor,
    RecordsGiven,
    ResourceChecked,
    ResourceOffered,
    ReviewCadenceSet,
    StrategyProposed,
    TermExplained,
)
from collabflow.export import gather, page
from collabflow.goals.goal import Baseline, Criterion
from collabflow.ports import seal
from collabflow.steps.s03_share_information import Progress
from collabflow.steps.s04_active_listening import ContributionKind
from collabflow.steps.s07_establish_communication import Channel
from collabflow.steps.s09_provide_resources import Resource
from export.filled import LATER, Node, dossier_of, opening, read
from journeys import reading_goal
from support import LEE, NOW, TODAY, acting


def root_of(*events: Event, **how: object) -> Node:
    return read(page(dossier_of(*events, **how)))  # type: ignore[arg-type]


def section(name: str, *events: Event) -> str:
    return root_of(*events).at(name).text


# people ---------------------------------------------------------------------------------------


def test_who_left_and_what_changed_is_told_with_the_day() -> None:
    people = section("people", PartyChanged(party="kim", pronouns="they"), PartyLeft(party="kim"))

    assert "What we know about them changed on September 9, 2026." in people
    assert "Took part until September 10, 2026." in people


def test_times_that_do_not_suit_are_told_in_words() -> None:
    avoid = (
        Avoid(weekday=3),
        Avoid(since=TODAY, until=TODAY + timedelta(days=7)),
        Avoid(since=TODAY),
        Avoid(until=TODAY),
        Avoid(from_minute=360, to_minute=720),
        Avoid(to_minute=720),
        Avoid(weekday=1, from_minute=1080),
    )

    people = section("people", NeedsAsked(caregiver="rosa", avoid=avoid))

    for words in (
        "every Wednesday",
        "from September 7, 2026 to September 14, 2026",
        "from September 7, 2026 on",
        "until September 7, 2026",
        "between 06:00 and 12:00",
        "between 00:00 and 12:00",
        "every Monday and between 18:00 and 24:00",
    ):
        assert words in people


def test_none_is_an_answer_and_not_asked_is_not() -> None:
    root = root_of(NeedsAsked(caregiver="rosa", access=(), no_answer=["culture"]))

    told, people = root.at("e2").text, root.at("people").text
    assert "What helps to take partnone" in told
    assert "Times that do not suit" not in told
    assert "Asked aboutaccess and culture" in people
    assert "No answer aboutculture" in people


# the plan -------------------------------------------------------------------------------------

GROUP = StrategyProposed(strategy="s", kind="service", what="A small reading group", proposed_by="rosa")


def test_nobody_who_has_not_spoken_is_taken_to_agree() -> None:
    assert "Rosa Vidal has not been asked yet. That is no yes." in section("plan", GROUP)


def test_an_absence_that_was_decided_on_reads_as_no_yes() -> None:
    waived = FindingWaived(
        code="PLAN_CAREGIVER_NOT_INVOLVED", subject="rosa", why="We tried.", kind="attempts", absent="rosa"
    )

    assert "Rosa Vidal was not there. That is no yes." in section("plan", GROUP, waived)


def test_the_rejected_part_and_the_reason_stand_in_their_words() -> None:
    position = PositionTaken(
        party="rosa",
        strategies=["s"],
        position="agree_in_part",
        rejected_part="The time in art",
        why="Art is where she shines.",
    )

    plan = section("plan", GROUP, position)

    for words in (
        "Service, proposed by Rosa Vidal",
        "Rosa Vidal agrees in part.",
        "by phone",
        "The time in art",
        "Art is where she shines.",
    ):
        assert words in plan


def test_a_decision_names_who_made_it_and_as_what() -> None:
    made = DecisionMade(
        strategy="s", outcome="adopted", under="sam", under_role="school_admin", ways_offered=["a talk"]
    )
    plan = section("plan", GROUP, made)

    assert "Decided on September 10, 2026: adopted. Decided by Sam Olsen. Decided as school leader." in plan
    assert "a talk" in plan


def test_a_decision_without_a_name_names_nobody() -> None:
    assert "Decided by" not in section("plan", GROUP, DecisionMade(strategy="s", outcome="deferred"))


def test_a_proposal_that_changed_keeps_the_decision_that_ended() -> None:
    changed = evolve(GROUP, what="A large reading group")

    plan = section("plan", GROUP, DecisionMade(strategy="s", outcome="adopted"), changed)

    assert "Nothing is decided about this yet." in plan
    assert "The proposal changed since it was decided, so that decision ended:" in plan


# what the family said -------------------------------------------------------------------------

CONCERN = ContributionVoiced(contribution="c", by="rosa", kind=ContributionKind.CONCERN, words="Sundays end in tears.")


def test_concerns_come_first() -> None:
    hope = ContributionVoiced(contribution="h", by="rosa", kind=ContributionKind.HOPE, words="More maps.")

    voices = section("voices", hope, CONCERN)

    assert voices.index("Sundays end in tears.") < voices.index("More maps.")


def test_words_that_may_not_be_written_down_are_told_as_heard() -> None:
    unsaid = evolve(CONCERN, words=None, may_record="no")

    assert "It was heard, and is not written down: that was their wish." in section("voices", unsaid)


def test_words_that_are_missing_are_told_as_missing() -> None:
    assert "The words are not written down." in section("voices", evolve(CONCERN, words=None))


def test_nobody_having_answered_reads_so() -> None:
    voices = section("voices", CONCERN)

    assert "Nobody has said it back yet." in voices
    assert "Nobody has said yet what became of it." in voices


def test_what_was_said_back_without_an_answer_has_none() -> None:
    voices = section("voices", CONCERN, ContributionAcknowledged(contributions=["c"], by="kim", paraphrase="Sundays."))

    assert "Kim Adeyemi said back what they heard." in voices
    assert "The answer:" not in voices


def test_what_became_of_a_concern_is_told_with_person_day_and_reason() -> None:
    def outcome(**trace: object) -> str:
        return section("voices", GROUP, CONCERN, ContributionTraced(contribution="c", **trace))  # type: ignore[arg-type]

    later = {"who": "kim", "when": date(2026, 10, 1)}
    assert "Kim Adeyemi looks at it later, on October 1, 2026." in outcome(outcome="later", **later)
    assert "somebody looks at it later, on a day not set yet." in outcome(outcome="later")
    assert "It was left for later: A small reading group" in outcome(outcome="later", strategy="s")
    assert "It is in the plan: A small reading group" in outcome(outcome="in_plan", strategy="s")
    assert "It is in the plan." in outcome(outcome="in_plan")
    assert "It was not taken up." in outcome(outcome="not_taken_up", why="It is done already.")


def test_a_concern_that_led_to_no_change_is_named_by_its_kind() -> None:
    nothing = StrategyProposed(strategy="s", kind="no_change")

    trace = ContributionTraced(contribution="c", outcome="in_plan", strategy="s")

    assert "It is in the plan: no change" in section("voices", nothing, CONCERN, trace)


# goals ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("criterion", "words"),
    [
        (Criterion(times=1), "once"),
        (Criterion(times=3), "3 times in a row"),
        (Criterion(times=3, of=4), "3 of the last 4"),
    ],
)
def test_when_a_goal_counts_is_told_in_words(criterion: Criterion, words: str) -> None:
    assert words in section("goals", GoalDrafted(goal=evolve(reading_goal(), criterion=criterion)))


def test_where_a_goal_began_is_told_as_far_as_it_is_known() -> None:
    goal = evolve(reading_goal(), baseline=Baseline(value=50, on=TODAY))

    assert "50 on September 7, 2026" in section("goals", GoalDrafted(goal=goal))


# keeping in touch, tasks, help ----------------------------------------------------------------


def test_a_channel_that_nobody_answered_says_so() -> None:
    proposed = ChannelProposed(channel=Channel(id="ch", caregiver="rosa", method="phone"))

    assert "Has not said yet whether this suits." in section("touch", proposed)
    answered = CommunicationAnswered(caregiver="rosa", answer="in_part", wish="Not on Mondays")
    assert "suits them in part." in section("touch", proposed, answered)
    assert "Not on Mondays" in section("touch", proposed, answered)


def test_attempts_are_told_apart_from_contacts() -> None:
    contacts = section(
        "contacts",
        ContactAttempted(caregiver="rosa", method="phone"),
        ContactLogged(contact="c", caregiver="rosa", direction="both", summary="We laughed."),
    )

    assert "tried to reach Rosa Vidal" in contacts
    assert "with Rosa Vidal" in contacts


def test_tasks_are_open_done_or_dropped() -> None:
    tasks = section(
        "tasks",
        ActionAssigned(action="a", what="Send the map", owner="kim"),
        ActionAssigned(action="b"),
        ActionSettled(action="b", outcome="done"),
    )

    assert "Send the map (open)" in tasks
    assert "a task (done)" in tasks


def test_an_offer_tells_whether_it_still_exists() -> None:
    offered = ResourceOffered(resource=Resource(id="r", title="Stories with maps"))
    other = ResourceOffered(resource=Resource(id="q", title="An evening together"))
    checked = ResourceChecked(resource="r", still_there="yes", on=TODAY)

    assert "September 7, 2026: yes" in section("help", offered, other, checked)


def test_the_next_review_is_told_where_we_are() -> None:
    set_ = ReviewCadenceSet(every=Frequency(times=1, per="month"), next_on=LATER.date())

    assert "The next review is on March 1, 2027." in section("standing", set_)


# beside ---------------------------------------------------------------------------------------


def test_requests_for_the_record_are_open_or_met() -> None:
    asked = RecordsAskedFor(request="r", asker="rosa", what="All of it")

    assert "Not given yet." in section("papers", asked)
    assert "Given on September 10, 2026." in section("papers", asked, RecordsGiven(request="r", left_out="Nothing."))


def test_terms_are_explained_where_the_school_uses_them() -> None:
    shared = ProgressShared(progress=Progress(id="p", statement="The IEP team met."))

    assert "IEP" in section("terms", shared)
    explained = TermExplained(term="IEP", plain="The plan for Maya's school year")
    assert "The plan for Maya's school year" in section("terms", shared, explained)


def test_terms_are_explained_in_the_language_of_the_reader_but_for_what_people_wrote() -> None:
    shared = ProgressShared(progress=Progress(id="p", statement="The IEP team met about the baseline."))
    explained = TermExplained(term="IEP", plain="The plan for Maya's school year")
    terms = read(page(dossier_of(shared, explained), lang="es")).at("terms").text

    assert "el punto de partida que medimos" in terms
    assert "The plan for Maya's school year" in terms


def test_what_happened_earlier_than_it_was_written_down_tells_both() -> None:
    stamp = Stamp(
        by=acting(LEE),
        at=NOW + timedelta(days=1),
        occurred=NOW,
        evidence=(Evidence(kind="photo", ref="drawer 7", sha256="0" * 64, taken_at=NOW),),
    )
    first = Entry(event=opening(), stamp=Stamp(by=acting(LEE), at=NOW), version=1)
    second = Entry(event=ActionAssigned(action="a"), stamp=stamp, version=2)
    codec = Codec(DEFAULT.events)
    rows = seal(codec.encode("case-1", entry, salt=bytes(16)) for entry in (first, second))

    told = read(page(gather(rows, at=LATER))).at("e2").text

    assert "September 7, 2026, 09:00, written down on September 8, 2026, 09:00" in told
    for part in ("photo", "drawer 7", "0" * 64):
        assert part in told
