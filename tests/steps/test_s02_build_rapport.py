"""Build rapport: who was met, welcomed and asked with interest, and what good was said."""

from __future__ import annotations

import pytest
from attrs import evolve

from collabflow.core.case import Case
from collabflow.core.errors import Malformed
from collabflow.core.event import Context, Event, Stamp
from collabflow.core.finding import Severity, Waivable
from collabflow.core.lifecycle.moves import Moved
from collabflow.core.lifecycle.waivers import FindingWaived
from collabflow.core.people import Acting, Party, Role
from collabflow.core.values import Answer, Step, Trigger
from collabflow.steps import s02_build_rapport as room
from collabflow.steps.s01_plan_meeting import MeetingEnded, MeetingOutcome, MeetingProposed, MeetingStarted
from collabflow.steps.s02_build_rapport import About, InterestShown, PositiveRemarkShared, Rapport, StrengthNamed
from support import (
    KIM,
    LEE,
    MAYA,
    NOW,
    PARTIES,
    ROSA,
    SAM,
    TODAY,
    TOMAS,
    Pair,
    days,
    folded,
    found,
    opened,
    subjects,
    unsound,
)

GUARDS = {guard.code: guard for guard in room.GUARDS}
NOT_PRESENT = GUARDS["RAPPORT_CAREGIVER_NOT_PRESENT"]
WELCOME_MISSING = GUARDS["RAPPORT_WELCOME_MISSING"]
INTEREST_MISSING = GUARDS["RAPPORT_INTEREST_MISSING"]
POSITIVE_MISSING = GUARDS["RAPPORT_POSITIVE_MISSING"]
GENERIC = GUARDS["RAPPORT_POSITIVE_GENERIC"]
BACKHANDED = GUARDS["RAPPORT_POSITIVE_BACKHANDED"]
NOT_INTRODUCED = GUARDS["RAPPORT_INTRODUCTIONS_INCOMPLETE"]

IVO = Party(id="ivo", name="Ivo Lang", roles=(Role.INTERPRETER,))
REN = Party(id="ren", name="Ren Cole", roles=(Role.RECORDS_CUSTODIAN,))
FAY = Party(id="fay", name="Fay Moss", roles=(Role.FACILITATOR,))
TWO_HOMES = (ROSA, TOMAS, LEE, KIM)

ASKED = InterestShown(caregiver="rosa", by="kim", topic="Maya's maps")
TOLD = InterestShown(caregiver="rosa", by="kim", topic="Maya's maps", shared="We draw them together on Sundays.")
MAPS = PositiveRemarkShared(
    remark="r1", said_by="kim", text="Maya drew a map of the school and explained it to two new students."
)


def met(
    *present: str, meeting: str = "m1", welcomed_by: str | None = "lee", introductions: tuple[str, ...] = ()
) -> tuple[Event, ...]:
    """A meeting at which these people were, with a welcome unless `welcomed_by` is None."""
    start = MeetingStarted(
        meeting=meeting,
        present=present,
        introductions=introductions,
        welcomed_by=welcomed_by,
        welcome="Tea, and a word with each" if welcomed_by else None,
    )
    return MeetingProposed(meeting=meeting), start


def waived(caregiver: str) -> FindingWaived:
    """A waiver that stands for an absent caregiver."""
    return FindingWaived(
        code="RAPPORT_CAREGIVER_NOT_PRESENT",
        subject=caregiver,
        why="We called, wrote and visited.",
        step=Step.BUILD_RAPPORT,
        kind=Waivable.ATTEMPTS,
        absent=caregiver,
    )


def next_cycle(case: Case) -> Case:
    """The case once the next cycle has begun, eight days later."""
    moved = Moved(trigger=Trigger.NEXT_CYCLE, target="plan_meeting", cycle=case.cycle + 1)
    return folded(case, moved, at=NOW + days(8))


# every guard fails and holds ------------------------------------------------------------------

PAIRS = (
    Pair(guard=NOT_PRESENT, subject="rosa", mend=met("rosa")),
    Pair(guard=NOT_PRESENT, subject="rosa", given=(ASKED,), mend=(TOLD,)),
    Pair(guard=WELCOME_MISSING, subject="rosa", given=met("rosa", welcomed_by=None), mend=met("rosa", meeting="m2")),
    Pair(guard=INTEREST_MISSING, subject="rosa", given=met("rosa"), mend=(ASKED,)),
    Pair(guard=POSITIVE_MISSING, subject="positive_remark", mend=(MAPS,)),
    Pair(guard=GENERIC, subject="r1", given=(evolve(MAPS, text="Maya is doing well."),), mend=(MAPS,)),
    Pair(
        guard=BACKHANDED,
        subject="r1",
        given=(evolve(MAPS, text="Maya draws careful maps, but she struggles with spelling."),),
        mend=(MAPS,),
    ),
    Pair(
        guard=NOT_INTRODUCED,
        subject="ivo",
        parties=(*PARTIES, IVO),
        given=met("rosa", "ivo"),
        mend=met("rosa", "ivo", meeting="m2", introductions=("ivo",)),
    ),
)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.guard.code)
def test_every_guard_tells_what_lacks_until_its_remedy_is_recorded(pair: Pair) -> None:
    lacking = folded(opened(*pair.parties), *pair.given, at=pair.at)
    mended = folded(lacking, *pair.mend, at=pair.mended_at or pair.at)

    assert pair.subject in subjects(pair.guard, lacking, at=pair.at)
    assert pair.subject not in subjects(pair.guard, mended, at=pair.mended_at or pair.at)
    assert any(type(event) in pair.guard.remedies for event in pair.mend)


def test_every_guard_is_shown_by_a_pair() -> None:
    assert {pair.guard.code for pair in PAIRS} == set(GUARDS)


def test_weights_waivers_and_standing_are_those_of_the_cycle() -> None:
    weights = [(guard.code, guard.severity, guard.waivable, guard.standing) for guard in room.GUARDS]

    assert weights == [
        ("RAPPORT_CAREGIVER_NOT_PRESENT", Severity.BLOCKER, Waivable.ATTEMPTS, False),
        ("RAPPORT_WELCOME_MISSING", Severity.BLOCKER, Waivable.ATTEMPTS, False),
        ("RAPPORT_INTEREST_MISSING", Severity.BLOCKER, Waivable.ATTEMPTS, False),
        ("RAPPORT_POSITIVE_MISSING", Severity.BLOCKER, Waivable.NO, False),
        ("RAPPORT_POSITIVE_GENERIC", Severity.WARNING, Waivable.NO, False),
        ("RAPPORT_POSITIVE_BACKHANDED", Severity.WARNING, Waivable.NO, False),
        ("RAPPORT_INTRODUCTIONS_INCOMPLETE", Severity.WARNING, Waivable.NO, False),
    ]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.guard.code)
def test_a_finding_reads_as_a_sentence_with_names(pair: Pair) -> None:
    case = folded(opened(*pair.parties), *pair.given, at=pair.at)

    for finding in found(pair.guard, case, at=pair.at):
        text = finding.text(case)
        assert "{" not in text
        assert len(finding.says) <= 160
        assert "rosa" not in text


@pytest.mark.parametrize("guard", [NOT_PRESENT, WELCOME_MISSING, INTEREST_MISSING], ids=lambda guard: guard.code)
def test_what_concerns_a_caregiver_names_them_so_that_a_waiver_knows_who_is_absent(guard) -> None:  # type: ignore[no-untyped-def]
    [finding] = found(guard, opened())

    assert finding.param("caregiver") == "rosa"


@pytest.mark.parametrize("guard", [NOT_PRESENT, WELCOME_MISSING, INTEREST_MISSING], ids=lambda guard: guard.code)
def test_a_case_without_any_caregiver_does_not_pass(guard) -> None:  # type: ignore[no-untyped-def]
    case = folded(opened(LEE, KIM), *met("lee", "kim"))

    [finding] = found(guard, case)

    assert finding.subject == "caregiver"
    assert "the family" in finding.reason(case)


@pytest.mark.parametrize("guard", [NOT_PRESENT, WELCOME_MISSING, INTEREST_MISSING], ids=lambda guard: guard.code)
def test_nobody_invents_a_welcome_for_a_caregiver_for_whom_a_waiver_stands(guard) -> None:  # type: ignore[no-untyped-def]
    case = folded(opened(*TWO_HOMES), waived("tomas"), by=SAM)

    assert subjects(guard, case) == ["rosa"]


# met and welcomed -----------------------------------------------------------------------------


def test_each_caregiver_is_welcomed_at_the_meeting_where_they_are() -> None:
    case = folded(opened(*TWO_HOMES), *met("rosa", "lee"), *met("tomas", "lee", meeting="m2", welcomed_by=None))

    assert subjects(NOT_PRESENT, case) == []
    assert subjects(WELCOME_MISSING, case) == ["tomas"]


def test_a_welcome_of_one_household_is_not_one_of_the_other() -> None:
    case = folded(opened(*TWO_HOMES), *met("rosa", "lee"))

    assert subjects(NOT_PRESENT, case) == ["tomas"]
    assert subjects(WELCOME_MISSING, case) == ["tomas"]


def test_the_family_does_not_welcome_itself() -> None:
    case = folded(opened(), *met("rosa", "lee", welcomed_by="rosa"))

    assert subjects(WELCOME_MISSING, case) == ["rosa"]


def test_a_meeting_that_was_not_held_met_nobody() -> None:
    case = folded(opened(), *met("rosa"), MeetingEnded(meeting="m1", outcome=MeetingOutcome.NOT_HELD))

    assert subjects(NOT_PRESENT, case) == ["rosa"]
    assert subjects(WELCOME_MISSING, case) == ["rosa"]
    assert subjects(NOT_INTRODUCED, case) == []


def test_an_answer_to_the_schools_interest_by_letter_or_phone_counts_as_contact() -> None:
    case = folded(opened(), TOLD)

    assert subjects(NOT_PRESENT, case) == []
    assert subjects(WELCOME_MISSING, case) == []


def test_who_came_to_a_meeting_is_welcomed_there_whatever_they_told_before() -> None:
    case = folded(opened(), TOLD, *met("rosa", welcomed_by=None))

    assert subjects(WELCOME_MISSING, case) == ["rosa"]


def test_a_question_without_an_answer_is_no_contact_yet() -> None:
    case = folded(opened(), ASKED)

    assert subjects(NOT_PRESENT, case) == ["rosa"]
    assert subjects(WELCOME_MISSING, case) == ["rosa"]
    assert subjects(INTEREST_MISSING, case) == []


# interest -------------------------------------------------------------------------------------


def test_each_caregiver_is_asked_with_interest() -> None:
    case = folded(opened(*TWO_HOMES), *met("rosa", "tomas"), TOLD)

    assert subjects(INTEREST_MISSING, case) == ["tomas"]


def test_not_wishing_to_share_is_an_answer() -> None:
    quiet = InterestShown(caregiver="rosa", by="kim", chose_not_to_share=True)
    case = folded(opened(), quiet)

    assert subjects(INTEREST_MISSING, case) == []
    assert list(quiet.voices()) == ["rosa"]


@pytest.mark.parametrize("draft", [InterestShown(caregiver="rosa"), InterestShown(caregiver="rosa", topic=" ")])
def test_interest_without_topic_or_answer_is_a_draft(draft: InterestShown) -> None:
    assert subjects(INTEREST_MISSING, folded(opened(), draft)) == ["rosa"]


def test_what_a_caregiver_shares_is_their_word_and_a_question_is_not() -> None:
    assert list(TOLD.voices()) == ["rosa"]
    assert list(ASKED.voices()) == []


def test_sharing_and_choosing_not_to_share_contradict_each_other() -> None:
    with pytest.raises(Malformed, match="chose_not_to_share"):
        evolve(TOLD, chose_not_to_share=True)


def test_what_may_not_be_written_down_is_left_out_and_the_interest_counts() -> None:
    with pytest.raises(Malformed) as refused:
        evolve(TOLD, may_record=Answer.NO)

    assert "shared" in str(refused.value)
    assert "Sundays" not in str(refused.value)
    assert subjects(INTEREST_MISSING, folded(opened(), evolve(ASKED, may_record=Answer.NO))) == []


def test_interest_comes_from_the_school_and_goes_to_a_caregiver() -> None:
    case = opened(*PARTIES, FAY, REN)
    unnamed = evolve(ASKED, by=None)

    assert unsound(ASKED, case) == []
    assert unsound(unnamed, case, by=KIM) == []
    assert unsound(unnamed, case, by=REN) == ["by"]
    assert unsound(unnamed, case, by=ROSA) == ["by"]
    assert unsound(ASKED, case, by=ROSA) == []
    assert unsound(evolve(ASKED, by="fay"), case) == ["by"]
    assert unsound(evolve(ASKED, caregiver="kim"), case) == ["caregiver"]


def test_who_is_not_named_is_whoever_recorded_it() -> None:
    case = folded(opened(), evolve(ASKED, by=None), by=KIM)

    assert case[Rapport].interests[0].by == "kim"


# positive remarks -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "remark",
    [evolve(MAPS, said_by="fay"), evolve(MAPS, text="  "), PositiveRemarkShared(remark="r1", said_by="kim")],
    ids=["facilitator", "blank", "empty"],
)
def test_only_an_educators_own_words_count_as_a_positive_remark(remark: PositiveRemarkShared) -> None:
    case = folded(opened(*PARTIES, FAY), remark)

    assert subjects(POSITIVE_MISSING, case) == ["positive_remark"]


def test_a_remark_that_names_nobody_is_its_recorders() -> None:
    unnamed = evolve(MAPS, said_by=None)

    assert subjects(POSITIVE_MISSING, folded(opened(), unnamed, by=KIM)) == []
    assert subjects(POSITIVE_MISSING, folded(opened(*PARTIES, REN), unnamed, by=REN)) == ["positive_remark"]


def test_a_remark_of_somebody_whom_the_host_vouches_for_counts() -> None:
    coach = Acting(id="coach", role=Role.SPECIALIST, name="Jo Reed")
    asked = Context(stamp=Stamp(by=coach, at=NOW), today=TODAY, limits={})

    assert list(evolve(MAPS, said_by="coach").objections(opened(), asked)) == []


def test_what_the_family_says_is_a_strength_and_not_a_remark_of_the_school() -> None:
    case = opened(*PARTIES, FAY, REN)

    assert unsound(MAPS, case) == []
    assert unsound(evolve(MAPS, said_by="rosa"), case) == ["said_by"]
    assert unsound(evolve(MAPS, said_by="nobody"), case) == ["said_by"]
    assert unsound(evolve(MAPS, said_by="fay"), case) == []
    assert unsound(evolve(MAPS, said_by=None), case, by=REN) == []


def test_the_same_id_again_replaces_the_remark_in_its_place() -> None:
    second = evolve(MAPS, remark="r2", text="Maya waited while two others read their pages aloud.")
    case = folded(opened(), MAPS, second, evolve(MAPS, example="Last Tuesday", about=About.STUDENT))

    assert [(r.id, r.example) for r in case[Rapport].remarks] == [("r1", "Last Tuesday"), ("r2", None)]
    assert case[Rapport].get("r3") is None


def test_stock_phrases_of_english_are_not_looked_for_in_another_language() -> None:
    praise = evolve(MAPS, text="Maya is een super girl.", example=None)

    assert subjects(GENERIC, folded(opened(), praise)) == ["r1"]
    assert subjects(GENERIC, folded(opened(), evolve(praise, lang="nl"))) == []


def test_an_example_makes_a_general_word_particular() -> None:
    general = evolve(MAPS, text="Maya is a great kid.")
    shown = evolve(general, example="On Tuesday she drew a map for two new students.")

    assert subjects(GENERIC, folded(opened(), general)) == ["r1"]
    assert subjects(GENERIC, folded(opened(), shown)) == []
    assert subjects(GENERIC, folded(opened(), evolve(general, example="Doing well."))) == ["r1"]


def test_words_are_counted_in_the_language_of_the_remark() -> None:
    short = evolve(MAPS, text="小美为两位新同学画了学校地图", lang="zh")

    assert subjects(GENERIC, folded(opened(), short)) == []


def test_the_same_remark_twice_is_general_also_from_one_cycle_to_the_next() -> None:
    again = evolve(MAPS, remark="r2", text=MAPS.text.upper().replace(".", "!"))
    case = folded(opened(), MAPS, again)
    after = folded(next_cycle(case), MAPS, at=NOW + days(9))

    assert subjects(GENERIC, case) == ["r2"]
    assert subjects(GENERIC, after) == ["r1"]


def test_a_remark_without_words_is_a_draft_and_not_general() -> None:
    draft = PositiveRemarkShared(remark="r1")

    assert subjects(GENERIC, folded(opened(), draft)) == []
    assert subjects(BACKHANDED, folded(opened(), draft)) == []


def test_an_example_that_turns_into_a_criticism_is_told() -> None:
    turning = evolve(MAPS, example="She drew it alone, although she struggles with waiting.")

    assert subjects(BACKHANDED, folded(opened(), turning)) == ["r1"]


def test_a_remark_is_quoted_by_its_words() -> None:
    case = folded(opened(), MAPS, PositiveRemarkShared(remark="r2"))

    assert case.label("remark", "r1") == MAPS.text
    assert case.label("remark", "r2") == "r2"
    assert case.label("remark", "r9") == "r9"
    assert case.label("goal", "r1") == "r1"


# strengths ------------------------------------------------------------------------------------


def test_a_strength_is_the_familys_own_word() -> None:
    strength = StrengthNamed(by="maya", text="I remember every street I have walked.")
    case = folded(opened(*PARTIES, MAYA), strength)

    assert list(strength.voices()) == ["maya"]
    assert unsound(strength, case) == []
    assert [(s.by, s.about) for s in case[Rapport].strengths] == [("maya", About.STUDENT)]


def test_a_strength_does_not_stand_for_the_schools_remark() -> None:
    case = folded(opened(), StrengthNamed(by="rosa", text="She asks good questions."))

    assert subjects(POSITIVE_MISSING, case) == ["positive_remark"]


@pytest.mark.parametrize("who", ["kim", "nobody", "maya"])
def test_only_family_on_this_case_names_strengths(who: str) -> None:
    assert unsound(StrengthNamed(by=who, text="She reads maps."), opened()) == ["by"]


# introductions --------------------------------------------------------------------------------


def test_everybody_explains_their_role_but_the_family() -> None:
    case = folded(opened(*PARTIES, MAYA, IVO), *met("rosa", "maya", "lee", "kim", "ivo", introductions=("lee",)))

    assert subjects(NOT_INTRODUCED, case) == ["kim", "ivo"]


def test_a_student_who_is_no_party_has_no_role_to_explain_and_a_guest_has() -> None:
    case = folded(opened(), *met("rosa", "maya", "guest"))

    assert subjects(NOT_INTRODUCED, case) == ["guest"]


def test_without_a_meeting_nobody_was_left_unintroduced() -> None:
    assert subjects(NOT_INTRODUCED, opened()) == []


# what is kept ---------------------------------------------------------------------------------


def test_each_cycle_builds_rapport_anew_and_the_one_before_stays_readable() -> None:
    after = next_cycle(folded(opened(), TOLD, MAPS, StrengthNamed(by="rosa", text="She asks good questions.")))

    assert after[Rapport] == Rapport()
    assert after.earlier[0][Rapport].get("r1") is not None
    assert subjects(INTEREST_MISSING, after) == ["rosa"]
    assert subjects(POSITIVE_MISSING, after) == ["positive_remark"]


def test_personal_words_are_never_printed() -> None:
    strength = StrengthNamed(by="rosa", text="She asks good questions.")
    case = folded(opened(), TOLD, MAPS, strength)

    printed = repr(TOLD) + repr(MAPS) + repr(strength) + repr(case[Rapport])

    assert "Sundays" not in printed
    assert "map of the school" not in printed
    assert "good questions" not in printed


def test_the_room_lists_all_it_has() -> None:
    assert [event.stored_as for event in room.EVENTS] == [
        "build_rapport.interest_shown",
        "build_rapport.positive_remark_shared",
        "build_rapport.strength_named",
    ]
    assert room.LIMITS == ()
