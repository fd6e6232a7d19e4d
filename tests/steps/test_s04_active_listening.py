"""Active listening: who is asked, what is heard, and how it is said back."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve

from collabflow.core.errors import Malformed
from collabflow.core.event import Context, Stamp
from collabflow.core.finding import Severity, Waivable
from collabflow.core.lifecycle.contacts import (
    ActionAssigned,
    AttemptOutcome,
    ContactAttempted,
    ContactLogged,
    Direction,
)
from collabflow.core.lifecycle.moves import Moved
from collabflow.core.lifecycle.people import PartyJoined
from collabflow.core.lifecycle.waivers import FindingWaived
from collabflow.core.people import Acting, Party, Role, Student
from collabflow.core.values import Answer, Method, Step, Trigger
from collabflow.steps import s04_active_listening as room
from collabflow.steps.s01_plan_meeting import MeetingProposed, MeetingStarted
from collabflow.steps.s04_active_listening import (
    ContributionAcknowledged,
    ContributionInvited,
    ContributionKind,
    ContributionTraced,
    ContributionVoiced,
    ContributionWithdrawn,
    InvitationAnswer,
    KindAnswer,
    Listening,
    Reply,
    Sensitivity,
    TraceOutcome,
)
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
KIND_NOT_INVITED = GUARDS["LISTEN_KIND_NOT_INVITED"]
NOT_ACKNOWLEDGED = GUARDS["LISTEN_NOT_ACKNOWLEDGED"]
NO_OUTREACH = GUARDS["LISTEN_CAREGIVER_ABSENT_NO_OUTREACH"]
NOT_CONFIRMED = GUARDS["LISTEN_PARAPHRASE_NOT_CONFIRMED"]
JUDGING_WORDS = GUARDS["LISTEN_JUDGING_WORDS"]
PERMISSION_NOT_ASKED = GUARDS["LISTEN_PERMISSION_NOT_ASKED"]
STUDENT_NOT_ASKED = GUARDS["LISTEN_STUDENT_VOICE_NOT_SOUGHT"]

ADA = Party(id="ada", name="Ada Brook", roles=(Role.ADVOCATE,))
IVO = Party(id="ivo", name="Ivo Lang", roles=(Role.INTERPRETER,))
REN = Party(id="ren", name="Ren Cole", roles=(Role.RECORDS_CUSTODIAN,))

HOMEWORK = ContributionVoiced(
    contribution="c1",
    by="rosa",
    kind=ContributionKind.CONCERN,
    words="I am worried that homework takes the whole evening.",
    topic="homework",
    may_record=Answer.YES,
)
SAID_BACK = ContributionAcknowledged(contributions=("c1",), by="kim", paraphrase="Homework fills your evenings.")
CONFIRMED = evolve(SAID_BACK, reply=Reply.YES_THATS_IT, replied_by="rosa")


def invited(party: str = "rosa", answer: InvitationAnswer = InvitationAnswer.NOTHING_TO_ADD) -> ContributionInvited:
    """The party was asked for concerns, experiences and insights, with the same answer to each."""
    kinds = (ContributionKind.CONCERN, ContributionKind.EXPERIENCE, ContributionKind.INSIGHT)
    return ContributionInvited(party=party, answers=tuple(KindAnswer(kind=kind, answer=answer) for kind in kinds))


def met(*present: str) -> tuple[MeetingProposed, MeetingStarted]:
    """A meeting at which these people were."""
    return MeetingProposed(meeting="m1"), MeetingStarted(meeting="m1", present=present)


def listening(*events: object, parties: tuple[Party, ...] = PARTIES) -> Listening:
    """The record after these events."""
    return folded(opened(*parties), *events)[Listening]  # type: ignore[arg-type]


# every guard fails and holds ------------------------------------------------------------------

PAIRS = (
    Pair(guard=KIND_NOT_INVITED, subject="rosa/concern", mend=(invited(answer=InvitationAnswer.NO_ANSWER),)),
    Pair(guard=KIND_NOT_INVITED, subject="rosa/insight", given=(HOMEWORK,), mend=(invited(),)),
    Pair(guard=NOT_ACKNOWLEDGED, subject="c1", given=(HOMEWORK,), mend=(SAID_BACK,)),
    Pair(
        guard=NO_OUTREACH,
        subject="tomas",
        parties=(ROSA, TOMAS, LEE, KIM),
        given=met("rosa", "kim"),
        mend=(ContactAttempted(caregiver="tomas", method=Method.PHONE, outcome=AttemptOutcome.REACHED),),
    ),
    Pair(guard=NOT_CONFIRMED, subject="c1", given=(HOMEWORK, SAID_BACK), mend=(CONFIRMED,)),
    Pair(
        guard=JUDGING_WORDS,
        subject="c1",
        given=(HOMEWORK, evolve(SAID_BACK, paraphrase="You are overreacting about homework.")),
        mend=(SAID_BACK,),
    ),
    Pair(
        guard=PERMISSION_NOT_ASKED,
        subject="c1",
        given=(evolve(HOMEWORK, may_record=Answer.NOT_ASKED),),
        mend=(HOMEWORK,),
    ),
    Pair(
        guard=STUDENT_NOT_ASKED,
        subject="maya",
        parties=(*PARTIES, MAYA),
        given=(HOMEWORK,),
        mend=(invited("maya", InvitationAnswer.LATER),),
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
        ("LISTEN_KIND_NOT_INVITED", Severity.BLOCKER, Waivable.NO, False),
        ("LISTEN_NOT_ACKNOWLEDGED", Severity.BLOCKER, Waivable.NO, True),
        ("LISTEN_CAREGIVER_ABSENT_NO_OUTREACH", Severity.BLOCKER, Waivable.ATTEMPTS, False),
        ("LISTEN_PARAPHRASE_NOT_CONFIRMED", Severity.WARNING, Waivable.NO, False),
        ("LISTEN_JUDGING_WORDS", Severity.WARNING, Waivable.NO, False),
        ("LISTEN_PERMISSION_NOT_ASKED", Severity.WARNING, Waivable.NO, False),
        ("LISTEN_STUDENT_VOICE_NOT_SOUGHT", Severity.PROMPT, Waivable.NO, False),
    ]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.guard.code)
def test_a_finding_reads_as_a_sentence_with_names_and_without_the_familys_words(pair: Pair) -> None:
    case = folded(opened(*pair.parties), *pair.given, at=pair.at)

    for finding in found(pair.guard, case, at=pair.at):
        text = finding.text(case)
        assert "{" not in text
        assert len(finding.says) <= 160
        assert "whole evening" not in text
        assert "rosa" not in text


# asking ---------------------------------------------------------------------------------------


def test_each_caregiver_is_asked_for_each_kind() -> None:
    case = folded(opened(ROSA, TOMAS, LEE), invited("rosa"))

    assert subjects(KIND_NOT_INVITED, case) == ["tomas/concern", "tomas/experience", "tomas/insight"]


def test_speaking_unasked_counts_as_having_been_asked_for_that_kind_only() -> None:
    case = folded(opened(), HOMEWORK)

    assert subjects(KIND_NOT_INVITED, case) == ["rosa/experience", "rosa/insight"]


def test_what_was_withdrawn_was_still_asked_for() -> None:
    case = folded(opened(), HOMEWORK, ContributionWithdrawn(contribution="c1", by="rosa"))

    assert "rosa/concern" not in subjects(KIND_NOT_INVITED, case)


def test_an_advocates_words_do_not_count_as_the_caregivers_own() -> None:
    case = folded(opened(*PARTIES, ADA), evolve(HOMEWORK, by="ada", on_behalf_of="rosa"))

    assert "rosa/concern" in subjects(KIND_NOT_INVITED, case)
    assert subjects(NOT_ACKNOWLEDGED, case) == ["c1"]


def test_an_invitation_without_kinds_asks_nothing() -> None:
    case = folded(opened(), ContributionInvited(party="rosa"))

    assert len(subjects(KIND_NOT_INVITED, case)) == 3


def test_a_case_without_any_caregiver_does_not_pass() -> None:
    case = opened(LEE, KIM)

    findings = found(KIND_NOT_INVITED, case)

    assert [f.subject for f in findings] == ["caregiver/concern", "caregiver/experience", "caregiver/insight"]
    assert findings[0].reason(case) == "Nobody asked the family whether they have any concern to share."


def test_nobody_invents_words_of_a_caregiver_for_whom_a_waiver_stands() -> None:
    waived = FindingWaived(
        code="RAPPORT_CAREGIVER_NOT_PRESENT",
        subject="rosa",
        why="We called, wrote and visited.",
        step=Step.BUILD_RAPPORT,
        kind=Waivable.ATTEMPTS,
        absent="rosa",
    )
    case = folded(opened(), waived, by=SAM)

    assert subjects(KIND_NOT_INVITED, case) == []


def test_silence_gives_no_voice_and_an_answer_does() -> None:
    assert list(invited(answer=InvitationAnswer.NO_ANSWER).voices()) == []
    assert list(invited(answer=InvitationAnswer.PREFERS_NOT_TO_SAY).voices()) == ["rosa"]


def test_one_invitation_has_one_answer_to_a_kind() -> None:
    twice = KindAnswer(kind=ContributionKind.HOPE)

    with pytest.raises(Malformed, match="answers"):
        ContributionInvited(party="rosa", answers=(twice, twice))


def test_only_caregivers_and_the_student_are_invited() -> None:
    case = opened(*PARTIES, MAYA, IVO)

    assert unsound(invited("rosa"), case) == []
    assert unsound(invited("maya"), case) == []
    assert unsound(invited("ivo"), case) == ["party"]
    assert unsound(invited("kim"), case) == ["party"]
    assert unsound(invited("nobody"), case) == ["party"]


# the student ----------------------------------------------------------------------------------


def test_a_reason_why_the_student_was_not_asked_is_enough() -> None:
    case = folded(opened(), ContributionInvited(party="maya", why_not="She is travelling; we ask next week."))

    assert subjects(STUDENT_NOT_ASKED, case) == []


def test_an_empty_reason_or_an_invitation_without_kinds_is_not() -> None:
    blank = ContributionInvited(party="maya", why_not="  ")

    assert subjects(STUDENT_NOT_ASKED, folded(opened(), blank)) == ["maya"]
    assert subjects(STUDENT_NOT_ASKED, folded(opened(), ContributionInvited(party="maya"))) == ["maya"]


def test_a_student_who_speaks_was_heard_also_under_another_id() -> None:
    student = evolve(MAYA, id="party-7")
    case = folded(opened(*PARTIES, student), evolve(HOMEWORK, by="party-7"))

    assert subjects(STUDENT_NOT_ASKED, case) == []


def test_no_reason_stands_for_asking_a_caregiver() -> None:
    assert unsound(ContributionInvited(party="rosa", why_not="No time."), opened()) == ["why_not"]


def test_a_reason_for_not_asking_and_answers_do_not_go_together() -> None:
    with pytest.raises(Malformed, match="why_not"):
        evolve(invited("maya"), why_not="She was ill.")


# hearing --------------------------------------------------------------------------------------


def test_a_contribution_is_its_speakers_word() -> None:
    assert list(HOMEWORK.voices()) == ["rosa"]


def test_what_may_not_be_written_down_keeps_no_words_and_counts_as_heard() -> None:
    unwritten = ContributionVoiced(contribution="c1", by="rosa", kind=ContributionKind.CONCERN, may_record=Answer.NO)
    case = folded(opened(), unwritten)

    assert case[Listening].contributions[0].words is None
    assert "rosa/concern" not in subjects(KIND_NOT_INVITED, case)
    assert subjects(PERMISSION_NOT_ASKED, case) == []


def test_words_and_topic_are_refused_after_a_no() -> None:
    with pytest.raises(Malformed) as refused:
        evolve(HOMEWORK, may_record=Answer.NO)

    assert "words" in str(refused.value)
    assert "topic" in str(refused.value)
    assert "evening" not in str(refused.value)


def test_who_writes_down_their_own_words_need_not_be_asked() -> None:
    own = evolve(HOMEWORK, may_record=Answer.NOT_ASKED)

    assert subjects(PERMISSION_NOT_ASKED, folded(opened(), own, by=ROSA)) == []
    assert subjects(PERMISSION_NOT_ASKED, folded(opened(), own, by=KIM)) == ["c1"]


def test_no_answer_to_the_question_of_writing_down_counts_as_asked() -> None:
    assert subjects(PERMISSION_NOT_ASKED, folded(opened(), evolve(HOMEWORK, may_record=Answer.NO_ANSWER))) == []


def test_interpreters_and_staff_add_no_content() -> None:
    case = opened(*PARTIES, IVO)

    assert unsound(evolve(HOMEWORK, by="ivo"), case) == ["by"]
    assert unsound(evolve(HOMEWORK, by="kim"), case) == ["by"]
    assert unsound(evolve(HOMEWORK, by="nobody"), case) == ["by"]
    assert unsound(evolve(HOMEWORK, interpreted_by="ivo"), case) == []
    assert unsound(evolve(HOMEWORK, interpreted_by="nobody"), case) == ["interpreted_by"]


def test_an_advocate_names_the_person_they_speak_for() -> None:
    case = opened(*PARTIES, ADA)

    assert unsound(evolve(HOMEWORK, by="ada", on_behalf_of="rosa"), case) == []
    assert unsound(evolve(HOMEWORK, by="ada"), case) == ["on_behalf_of"]
    assert unsound(evolve(HOMEWORK, by="ada", on_behalf_of="kim"), case) == ["on_behalf_of"]
    assert unsound(evolve(HOMEWORK, on_behalf_of="rosa"), case) == ["on_behalf_of"]


def test_two_caregivers_who_say_opposite_things_are_both_heard() -> None:
    other = evolve(HOMEWORK, contribution="c2", by="tomas", words="Homework is fine at my place.")

    heard = listening(HOMEWORK, other, parties=(ROSA, TOMAS, LEE))

    assert [(c.by, c.words) for c in heard.contributions] == [("rosa", HOMEWORK.words), ("tomas", other.words)]


def test_the_id_of_what_somebody_else_said_is_refused() -> None:
    case = folded(opened(ROSA, TOMAS, LEE), HOMEWORK)

    assert unsound(evolve(HOMEWORK, by="tomas"), case) == ["contribution"]
    assert unsound(HOMEWORK, case) == []


def test_new_words_under_the_same_id_wait_for_a_reply_and_an_outcome_again() -> None:
    traced = ContributionTraced(contribution="c1", outcome=TraceOutcome.NOT_TAKEN_UP, why="There is none this week.")
    more = evolve(HOMEWORK, words="I am worried about homework and about sleep.")

    case = folded(opened(), HOMEWORK, CONFIRMED, traced, more)

    assert case[Listening].get("c1").words == more.words  # type: ignore[union-attr]
    assert subjects(NOT_ACKNOWLEDGED, case) == ["c1"]
    assert [c.id for c in case[Listening].concerns_open] == ["c1"]
    assert len(case[Listening].contributions) == 1


def test_the_same_words_with_permission_added_keep_their_reply() -> None:
    case = folded(opened(), evolve(HOMEWORK, may_record=Answer.NOT_ASKED), CONFIRMED, HOMEWORK)

    assert subjects(NOT_ACKNOWLEDGED, case) == []
    assert subjects(NOT_CONFIRMED, case) == []


def test_a_paraphrase_goes_with_the_words_when_permission_is_taken_back() -> None:
    unwritten = evolve(HOMEWORK, words=None, topic=None, may_record=Answer.NO)
    draft = evolve(HOMEWORK, words=None, may_record=Answer.NOT_ASKED)

    heard = listening(draft, SAID_BACK, unwritten).contributions[0]

    assert heard.acknowledged is None


def test_families_words_are_never_printed() -> None:
    case = folded(opened(), HOMEWORK, evolve(CONFIRMED, feeling="worried"))

    assert "evening" not in repr(HOMEWORK) + repr(CONFIRMED) + repr(case[Listening]) + repr(case)
    assert "worried" not in repr(case[Listening])


# saying back ----------------------------------------------------------------------------------


def test_without_a_paraphrase_nothing_was_said_back() -> None:
    case = folded(opened(), HOMEWORK, ContributionAcknowledged(contributions=("c1",), by="kim"))

    assert subjects(NOT_ACKNOWLEDGED, case) == ["c1"]
    assert subjects(NOT_CONFIRMED, case) == []


def test_where_nothing_may_be_written_that_it_was_said_back_is_enough() -> None:
    unwritten = ContributionVoiced(contribution="c1", by="rosa", kind=ContributionKind.HOPE, may_record=Answer.NO)
    case = folded(opened(), unwritten, ContributionAcknowledged(contributions=("c1",), by="kim"))

    assert subjects(NOT_ACKNOWLEDGED, case) == []
    assert unsound(evolve(SAID_BACK, feeling="glad"), case) == ["paraphrase", "feeling"]


def test_several_contributions_of_one_person_may_be_said_back_together() -> None:
    hope = evolve(HOMEWORK, contribution="c2", kind=ContributionKind.HOPE, words="More time for music.")
    both = evolve(CONFIRMED, contributions=("c1", "c2"))
    case = folded(opened(), HOMEWORK, hope, both)

    assert subjects(NOT_ACKNOWLEDGED, case) == []
    assert subjects(NOT_CONFIRMED, case) == []


def test_what_different_people_said_is_never_said_back_as_one() -> None:
    case = folded(opened(ROSA, TOMAS, LEE, KIM), HOMEWORK, evolve(HOMEWORK, contribution="c2", by="tomas"))

    assert unsound(evolve(SAID_BACK, contributions=("c1", "c2")), case) == ["contributions"]


def test_only_what_was_voiced_and_stands_is_said_back() -> None:
    case = opened()
    withdrawn = folded(case, HOMEWORK, ContributionWithdrawn(contribution="c1", by="rosa"))

    assert unsound(SAID_BACK, case) == ["contributions"]
    assert unsound(SAID_BACK, withdrawn) == ["contributions"]
    with pytest.raises(Malformed, match="contributions"):
        ContributionAcknowledged(contributions=())


@pytest.mark.parametrize("feeling", ["worried", "Worried", " whole evening "])
def test_a_feeling_is_a_word_of_the_person(feeling: str) -> None:
    assert unsound(evolve(SAID_BACK, feeling=feeling), folded(opened(), HOMEWORK)) == []


@pytest.mark.parametrize("feeling", ["angry", "worrie", "orried", "", "  "])
def test_a_feeling_that_somebody_else_found_is_refused(feeling: str) -> None:
    assert unsound(evolve(SAID_BACK, feeling=feeling), folded(opened(), HOMEWORK)) == ["feeling"]


def test_a_word_inside_another_is_passed_over_for_the_one_that_stands_alone() -> None:
    words = evolve(HOMEWORK, words="We made a plan, and still I am mad, made of worry.")

    assert unsound(evolve(SAID_BACK, feeling="mad"), folded(opened(), words)) == []


def test_a_feeling_is_found_in_scripts_that_join_words() -> None:
    words = evolve(HOMEWORK, words="我很担心作业")

    assert unsound(evolve(SAID_BACK, feeling="担心"), folded(opened(), words)) == []


def test_without_recorded_words_there_is_no_feeling_to_take_from_them() -> None:
    case = folded(opened(), evolve(HOMEWORK, words=None))

    assert unsound(evolve(SAID_BACK, feeling="worried"), case) == ["feeling"]


def test_a_reply_is_the_persons_own_word_and_silence_is_not() -> None:
    assert list(CONFIRMED.voices()) == ["rosa"]
    assert list(evolve(SAID_BACK, reply=Reply.NO_REPLY, replied_by="rosa").voices()) == []
    assert list(SAID_BACK.voices()) == []


def test_a_reply_names_who_gave_it() -> None:
    with pytest.raises(Malformed, match="replied_by"):
        evolve(SAID_BACK, reply=Reply.YES_THATS_IT)


def test_a_correction_belongs_to_not_quite() -> None:
    with pytest.raises(Malformed, match="corrected"):
        evolve(CONFIRMED, corrected="It is reading that takes long.")


def test_only_who_said_it_replies() -> None:
    case = folded(opened(ROSA, TOMAS, LEE, KIM, ADA), HOMEWORK)
    by_ada = folded(case, evolve(HOMEWORK, contribution="c2", by="ada", on_behalf_of="rosa"))

    assert unsound(evolve(CONFIRMED, replied_by="tomas"), case) == ["replied_by"]
    assert unsound(CONFIRMED, case) == []
    assert unsound(evolve(CONFIRMED, contributions=("c2",)), by_ada) == []


def test_not_quite_needs_to_hear_what_would_be_right() -> None:
    not_quite = evolve(CONFIRMED, reply=Reply.NOT_QUITE)
    corrected = evolve(not_quite, corrected="Only reading takes long.")
    case = folded(opened(), HOMEWORK, not_quite)
    after = folded(case, corrected)

    assert subjects(NOT_CONFIRMED, case) == ["c1"]
    assert subjects(NOT_CONFIRMED, after) == []
    assert after[Listening].contributions[0].acknowledged.understood == "Only reading takes long."  # type: ignore[union-attr]


def test_no_reply_leaves_open_whether_it_was_understood() -> None:
    case = folded(opened(), HOMEWORK, evolve(SAID_BACK, reply=Reply.NO_REPLY))

    assert subjects(NOT_CONFIRMED, case) == ["c1"]
    assert case[Listening].contributions[0].acknowledged.understood == SAID_BACK.paraphrase  # type: ignore[union-attr]


def test_another_paraphrase_ends_the_reply_to_the_one_before() -> None:
    case = folded(opened(), HOMEWORK, CONFIRMED, evolve(SAID_BACK, by=None, paraphrase="Evenings are short."), by=KIM)

    assert subjects(NOT_CONFIRMED, case) == ["c1"]
    assert case[Listening].contributions[0].acknowledged.by == "kim"  # type: ignore[union-attr]


def test_another_feeling_ends_the_reply_and_keeps_the_paraphrase() -> None:
    case = folded(
        opened(), HOMEWORK, CONFIRMED, ContributionAcknowledged(contributions=("c1",), feeling="worried"), by=KIM
    )

    heard = case[Listening].contributions[0].acknowledged
    assert heard is not None
    assert (heard.paraphrase, heard.feeling, heard.reply) == (SAID_BACK.paraphrase, "worried", None)


def test_the_person_adds_their_own_reply_to_what_the_school_recorded() -> None:
    reply = ContributionAcknowledged(contributions=("c1",), reply=Reply.YES_THATS_IT, replied_by="rosa")
    said_back = folded(opened(), HOMEWORK, SAID_BACK)
    after = folded(said_back, reply, by=ROSA)

    assert unsound(reply, said_back, by=ROSA) == []
    assert subjects(NOT_CONFIRMED, after) == []
    assert after[Listening].contributions[0].acknowledged.by == "kim"  # type: ignore[union-attr]


def test_the_family_puts_no_words_into_an_educators_mouth() -> None:
    case = folded(opened(), HOMEWORK)
    reply = ContributionAcknowledged(contributions=("c1",), reply=Reply.YES_THATS_IT, replied_by="rosa")

    assert unsound(CONFIRMED, case, by=ROSA) == ["by"]
    assert unsound(reply, case, by=ROSA) == ["by"]


def test_it_is_an_educator_who_says_it_back() -> None:
    case = folded(opened(*PARTIES, REN, IVO), HOMEWORK)
    unnamed = evolve(SAID_BACK, by=None)

    assert unsound(SAID_BACK, case, by=REN) == []
    assert unsound(unnamed, case, by=KIM) == []
    assert unsound(unnamed, case, by=REN) == ["by"]
    assert unsound(evolve(SAID_BACK, by="ivo"), case) == ["by"]
    assert unsound(evolve(unnamed, paraphrase="Evenings are short."), folded(case, SAID_BACK), by=REN) == ["by"]


def test_a_person_of_the_school_whom_the_host_vouches_for_may_say_it_back() -> None:
    case = folded(opened(), HOMEWORK)
    coach = Acting(id="coach", role=Role.SPECIALIST, name="Jo Reed")
    asked = Context(stamp=Stamp(by=coach, at=NOW), today=TODAY, limits={})

    assert list(evolve(SAID_BACK, by="coach").objections(case, asked)) == []


def test_a_first_step_is_a_task_of_this_case() -> None:
    step = evolve(SAID_BACK, first_step="a1")
    case = folded(opened(), HOMEWORK)

    assert unsound(step, case) == ["first_step"]
    assert unsound(step, folded(case, ActionAssigned(action="a1", what="Bring a shorter list"))) == []
    assert listening(HOMEWORK, step).contributions[0].acknowledged.first_step == "a1"  # type: ignore[union-attr]


# the school's own words -----------------------------------------------------------------------


def test_a_familys_own_words_are_never_looked_at_for_blame() -> None:
    case = folded(opened(), evolve(HOMEWORK, words="The bus refuses to wait, and I may be overreacting."), SAID_BACK)

    assert subjects(JUDGING_WORDS, case) == []


def test_saying_back_a_persons_own_word_is_no_blame() -> None:
    own = evolve(HOMEWORK, words="I may be overreacting.")
    case = folded(opened(), own, evolve(SAID_BACK, paraphrase="You wonder if you are overreacting."))

    assert subjects(JUDGING_WORDS, case) == []


def test_a_familys_correction_is_not_looked_at_either() -> None:
    corrected = evolve(CONFIRMED, reply=Reply.NOT_QUITE, corrected="He refuses to eat, not to work.")

    assert subjects(JUDGING_WORDS, folded(opened(), HOMEWORK, corrected)) == []


def test_blame_in_the_reason_for_not_taking_something_up_is_told() -> None:
    why = ContributionTraced(
        contribution="c1", outcome=TraceOutcome.NOT_TAKEN_UP, why="The family has unrealistic expectations."
    )

    [finding] = found(JUDGING_WORDS, folded(opened(), HOMEWORK, SAID_BACK, why))

    assert finding.param("words") == ("unrealistic expectations",)


def test_an_outcome_or_reply_without_words_holds_no_blame() -> None:
    later = ContributionTraced(contribution="c1", outcome=TraceOutcome.LATER, who="lee", when=date(2026, 10, 1))
    wordless = ContributionAcknowledged(contributions=("c1",))

    assert subjects(JUDGING_WORDS, folded(opened(), HOMEWORK, later)) == []
    assert subjects(JUDGING_WORDS, folded(opened(), HOMEWORK, wordless, later)) == []


def test_blame_in_what_was_said_back_is_told_also_where_the_persons_words_may_not_be_written_down() -> None:
    private = evolve(HOMEWORK, words=None, topic=None, may_record=Answer.NO)
    why = ContributionTraced(
        contribution="c1", outcome=TraceOutcome.NOT_TAKEN_UP, why="The family has unrealistic expectations."
    )

    assert subjects(JUDGING_WORDS, folded(opened(), private, why)) == ["c1"]


def test_the_words_that_a_student_prefers_are_never_warned_about() -> None:
    student = Student(id="maya", name="Maya Vidal", preferred_terms=("overreacting",))
    said = evolve(SAID_BACK, paraphrase="You spoke of overreacting.")
    case = folded(opened(), HOMEWORK, said)

    assert subjects(JUDGING_WORDS, case) == ["c1"]
    assert subjects(JUDGING_WORDS, evolve(case, student=student)) == []


# taking back ----------------------------------------------------------------------------------


def test_what_was_withdrawn_stays_readable_and_is_asked_about_no_more() -> None:
    case = folded(
        opened(), evolve(HOMEWORK, may_record=Answer.NOT_ASKED), ContributionWithdrawn(contribution="c1", by="rosa")
    )

    heard = case[Listening].get("c1")
    assert heard is not None
    assert heard.withdrawn
    assert heard.withdrawn_on == TODAY
    assert heard.words == HOMEWORK.words
    for guard in (NOT_ACKNOWLEDGED, NOT_CONFIRMED, JUDGING_WORDS, PERMISSION_NOT_ASKED):
        assert subjects(guard, case) == []


def test_only_who_said_it_takes_it_back_and_only_once() -> None:
    case = folded(opened(ROSA, TOMAS, LEE, ADA), HOMEWORK)
    back = ContributionWithdrawn(contribution="c1", by="rosa")
    for_rosa = folded(case, evolve(HOMEWORK, contribution="c2", by="ada", on_behalf_of="rosa"))

    assert list(back.voices()) == ["rosa"]
    assert unsound(back, case) == []
    assert unsound(evolve(back, by="tomas"), case) == ["by"]
    assert unsound(evolve(back, contribution="c9"), case) == ["contribution"]
    assert unsound(back, folded(case, back)) == ["contribution"]
    assert unsound(evolve(back, contribution="c2"), for_rosa) == []


def test_what_was_withdrawn_is_not_voiced_again_under_its_id() -> None:
    case = folded(opened(), HOMEWORK, ContributionWithdrawn(contribution="c1", by="rosa"))

    assert unsound(HOMEWORK, case) == ["contribution"]


# outcomes -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "traced",
    [
        ContributionTraced(contribution="c1", outcome=TraceOutcome.IN_PLAN, strategy="s1"),
        ContributionTraced(contribution="c1", outcome=TraceOutcome.LATER, who="lee", when=date(2026, 10, 1)),
        ContributionTraced(contribution="c1", outcome=TraceOutcome.NOT_TAKEN_UP, why="The bus is run by the city."),
    ],
    ids=lambda traced: traced.outcome.value,
)
def test_an_outcome_that_leads_somewhere_settles_a_concern(traced: ContributionTraced) -> None:
    assert listening(HOMEWORK, traced).concerns_open == ()


@pytest.mark.parametrize(
    "begun",
    [
        ContributionTraced(contribution="c1", outcome=TraceOutcome.IN_PLAN),
        ContributionTraced(contribution="c1", outcome=TraceOutcome.LATER, who="lee"),
        ContributionTraced(contribution="c1", outcome=TraceOutcome.LATER, when=date(2026, 10, 1)),
        ContributionTraced(contribution="c1", outcome=TraceOutcome.NOT_TAKEN_UP, why=" "),
    ],
    ids=repr,
)
def test_an_outcome_that_is_only_begun_leaves_a_concern_open(begun: ContributionTraced) -> None:
    assert [c.id for c in listening(HOMEWORK, begun).concerns_open] == ["c1"]


def test_only_what_was_voiced_and_stands_has_an_outcome() -> None:
    traced = ContributionTraced(contribution="c1", outcome=TraceOutcome.LATER, who="lee", when=date(2026, 10, 1))
    case = folded(opened(), HOMEWORK)
    withdrawn = folded(case, ContributionWithdrawn(contribution="c1", by="rosa"))

    assert unsound(traced, case) == []
    assert unsound(traced, opened()) == ["contribution"]
    assert unsound(traced, withdrawn) == ["contribution"]
    assert unsound(evolve(traced, who="nobody"), case) == ["who"]


def test_a_decision_traces_what_it_rests_on_and_passes_over_what_was_withdrawn() -> None:
    second = evolve(HOMEWORK, contribution="c2")
    heard = listening(HOMEWORK, second, ContributionWithdrawn(contribution="c2", by="rosa"))

    after = heard.traced(("c1", "c2", "c9"), "s1")
    refused = heard.traced(("c1",), "s1", outcome=TraceOutcome.NOT_TAKEN_UP, why="There is no room free.")

    assert [c.trace and c.trace.strategy for c in after.contributions] == ["s1", None]
    assert after.concerns_open == ()
    assert refused.contributions[0].trace.outcome is TraceOutcome.NOT_TAKEN_UP  # type: ignore[union-attr]


# absent caregivers ----------------------------------------------------------------------------

BOTH = (ROSA, TOMAS, LEE, KIM, SAM)
CALLED = ContactAttempted(caregiver="tomas", outcome=AttemptOutcome.REACHED)
TALKED = ContactLogged(contact="k1", caregiver="tomas", direction=Direction.BOTH)


def test_who_was_there_or_spoke_is_not_absent() -> None:
    case = folded(opened(*BOTH), *met("rosa"), evolve(HOMEWORK, by="tomas"))

    assert subjects(NO_OUTREACH, case) == []


@pytest.mark.parametrize("outreach", [CALLED, TALKED, invited("tomas", InvitationAnswer.NO_ANSWER)], ids=repr)
def test_outreach_after_the_meeting_counts_and_before_it_does_not(outreach: ContactAttempted) -> None:
    before = folded(folded(opened(*BOTH), outreach), *met("rosa"), at=NOW + days(1))
    after = folded(before, outreach, at=NOW + days(2))

    assert subjects(NO_OUTREACH, before, at=NOW + days(1)) == ["tomas"]
    assert subjects(NO_OUTREACH, after, at=NOW + days(2)) == []


def test_an_answered_invitation_counts_whenever_it_was() -> None:
    case = folded(folded(opened(*BOTH), invited("tomas")), *met("rosa"), at=NOW + days(1))

    assert subjects(NO_OUTREACH, case, at=NOW + days(1)) == []


@pytest.mark.parametrize("outcome", [AttemptOutcome.LEFT_MESSAGE, AttemptOutcome.NO_ANSWER, None])
def test_an_attempt_that_reached_nobody_is_no_outreach(outcome: AttemptOutcome | None) -> None:
    case = folded(opened(*BOTH), *met("rosa"), ContactAttempted(caregiver="tomas", outcome=outcome))

    assert subjects(NO_OUTREACH, case) == ["tomas"]


def test_before_any_meeting_contact_of_this_cycle_counts() -> None:
    case = opened(*BOTH)

    assert subjects(NO_OUTREACH, case) == ["rosa", "tomas"]
    assert subjects(NO_OUTREACH, folded(case, TALKED)) == ["rosa"]


def test_a_contact_of_the_cycle_before_is_no_outreach_in_this_one() -> None:
    case = next_cycle(folded(opened(*BOTH), TALKED))

    assert subjects(NO_OUTREACH, case, at=NOW + days(9)) == ["rosa", "tomas"]


def test_a_contact_of_the_second_cycle_is_no_outreach_in_the_third() -> None:
    second = folded(next_cycle(opened(*BOTH)), TALKED, at=NOW + days(9))
    third = folded(second, Moved(trigger=Trigger.NEXT_CYCLE, target="plan_meeting", cycle=3), at=NOW + days(16))

    assert subjects(NO_OUTREACH, second, at=NOW + days(9)) == ["rosa"]
    assert subjects(NO_OUTREACH, third, at=NOW + days(17)) == ["rosa", "tomas"]


def test_an_invitation_that_asks_for_nothing_is_no_outreach() -> None:
    case = folded(opened(*BOTH), *met("rosa"), ContributionInvited(party="tomas"))

    assert subjects(NO_OUTREACH, case) == ["tomas"]


def test_a_waiver_of_presence_does_not_end_the_schools_own_duty_to_ask() -> None:
    waived = FindingWaived(
        code="RAPPORT_CAREGIVER_NOT_PRESENT",
        subject="tomas",
        why="We called and wrote.",
        step=Step.BUILD_RAPPORT,
        kind=Waivable.ATTEMPTS,
        absent="tomas",
    )
    case = folded(opened(*BOTH), *met("rosa"), waived, by=SAM)

    assert subjects(NO_OUTREACH, case) == ["tomas"]
    assert found(NO_OUTREACH, case)[0].param("caregiver") == "tomas"


# cycles ---------------------------------------------------------------------------------------


def next_cycle(case):  # type: ignore[no-untyped-def]
    """The case once the next cycle has begun, eight days later."""
    moved = Moved(trigger=Trigger.NEXT_CYCLE, target="plan_meeting", cycle=case.cycle + 1)
    return folded(case, moved, at=NOW + days(8))


def test_concerns_without_an_outcome_go_on_and_withdrawn_ones_stay_behind() -> None:
    settled = evolve(HOMEWORK, contribution="c2")
    hope = evolve(HOMEWORK, contribution="c3", kind=ContributionKind.HOPE)
    back = evolve(HOMEWORK, contribution="c4")
    case = folded(
        opened(),
        *(HOMEWORK, settled, hope, back, SAID_BACK, invited()),
        ContributionTraced(contribution="c2", outcome=TraceOutcome.IN_PLAN, strategy="s1"),
        ContributionWithdrawn(contribution="c4", by="rosa"),
    )

    after = next_cycle(case)

    assert [c.id for c in after[Listening].contributions] == ["c1"]
    assert after[Listening].contributions[0].is_acknowledged
    assert [c.id for c in after.earlier[0][Listening].contributions] == ["c1", "c2", "c3", "c4"]


def test_a_concern_carried_over_does_not_stand_for_asking_again() -> None:
    after = next_cycle(folded(opened(), HOMEWORK, evolve(HOMEWORK, contribution="c2", by="maya"), invited()))

    assert len(subjects(KIND_NOT_INVITED, after)) == 3
    assert subjects(STUDENT_NOT_ASKED, after) == ["maya"]
    assert subjects(NO_OUTREACH, after) == ["rosa"]


def test_voicing_a_carried_concern_again_counts_in_the_new_cycle() -> None:
    after = folded(next_cycle(folded(opened(), HOMEWORK)), HOMEWORK, at=NOW + days(9))

    assert "rosa/concern" not in subjects(KIND_NOT_INVITED, after)


def test_a_caregiver_who_joins_late_is_asked_as_well() -> None:
    case = folded(opened(), invited(), PartyJoined(party=TOMAS))

    assert subjects(KIND_NOT_INVITED, case) == ["tomas/concern", "tomas/experience", "tomas/insight"]


# names for readers ----------------------------------------------------------------------------


def test_readers_see_kind_and_topic_and_never_the_words() -> None:
    insight = evolve(HOMEWORK, contribution="c2", kind=ContributionKind.INSIGHT, topic=None)
    case = folded(opened(), HOMEWORK, insight)

    assert case.label("contribution", "c1") == "a concern about homework"
    assert case.label("contributions", "c2") == "an insight"
    assert case.label("contribution", "c9") == "c9"
    assert case.label("goal", "c1") == "c1"


def test_the_topic_of_what_is_restricted_or_withdrawn_is_not_shown() -> None:
    restricted = evolve(HOMEWORK, sensitivity=Sensitivity.RESTRICTED)
    withdrawn = evolve(HOMEWORK, contribution="c2")
    case = folded(opened(), restricted, withdrawn, ContributionWithdrawn(contribution="c2", by="rosa"))

    assert case.label("contribution", "c1") == "a concern"
    assert case.label("contribution", "c2") == "a concern"


def test_the_room_lists_all_it_has() -> None:
    assert [event.stored_as for event in room.EVENTS] == [
        "active_listening.contribution_invited",
        "active_listening.contribution_voiced",
        "active_listening.contribution_acknowledged",
        "active_listening.contribution_withdrawn",
        "active_listening.contribution_traced",
    ]
    assert room.LIMITS == ()
