"""Step 3: who was told what, in which words and languages, what was shown, asked, answered and made sure of."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from attrs import evolve

from collabflow.core.case import Case
from collabflow.core.errors import Malformed
from collabflow.core.event import Event
from collabflow.core.finding import Severity, Waivable
from collabflow.core.lifecycle.needs import NeedsAsked, Topic
from collabflow.core.lifecycle.people import CaseOpened, PartyJoined
from collabflow.core.lifecycle.waivers import FindingWaived
from collabflow.core.people import FAMILY_ROLES, Party, Restriction, RestrictionKind, Role, Student
from collabflow.core.values import Answer, Evidence, EvidenceKind
from collabflow.steps.s01_plan_meeting import NeedArranged
from collabflow.steps.s03_share_information import (
    EVENTS,
    GUARDS,
    SIGHT_TAGS,
    Assessment,
    AssessmentShared,
    Challenge,
    ChallengeShared,
    Information,
    InformationKind,
    NothingToShare,
    Progress,
    ProgressShared,
    QuestionAnswered,
    QuestionAsked,
    SharedInformation,
    TermExplained,
    UnderstandingChecked,
    Visual,
    VisualKind,
    VisualShown,
)
from collabflow.steps.s03_share_information.access import tells_of_sight
from support import (
    KIM,
    LEE,
    MAYA,
    NOW,
    ROSA,
    SAM,
    TODAY,
    TOMAS,
    Pair,
    context,
    days,
    folded,
    found,
    opened,
    subjects,
    unsound,
)

GUARD = {guard.code: guard for guard in GUARDS}

PLAIN = "Maya reads short books to her sister and tells what happens in them. "
HARD = (
    "The multidisciplinary evaluation indicates considerable variability in phonological processing, necessitating "
    "individually designed instruction across academic environments and systematic opportunities for generalization. "
)
LONG_PLAIN, LONG_HARD = PLAIN * 10, HARD * 6


def progress(
    id: str = "p-1", statement: str | None = "Maya reads whole pages aloud.", **more: object
) -> ProgressShared:
    return ProgressShared(progress=Progress(id=id, statement=statement, **more))  # type: ignore[arg-type]


def challenge(id: str = "c-1", statement: str | None = "Long texts tire Maya.", **more: object) -> ChallengeShared:
    more = {"what_helps": "A break after each page.", **more}
    return ChallengeShared(challenge=Challenge(id=id, statement=statement, **more))  # type: ignore[arg-type]


def assessment(
    id: str = "a-1", statement: str | None = "Maya knows all letter sounds.", **more: object
) -> AssessmentShared:
    return AssessmentShared(assessment=Assessment(id=id, statement=statement, **more))  # type: ignore[arg-type]


def visual(id: str = "v-1", **more: object) -> VisualShown:
    return VisualShown(visual=Visual(id=id, **more))  # type: ignore[arg-type]


def with_language(party: Party, *languages: str, **more: object) -> Party:
    return evolve(party, languages=languages, **more)  # type: ignore[arg-type]


def without(caregiver: Party) -> FindingWaived:
    """A waiver after documented attempts stands for this caregiver."""
    return FindingWaived(
        code="RAPPORT_CAREGIVER_NOT_PRESENT",
        subject=caregiver.id,
        why="tried",
        kind=Waivable.ATTEMPTS,
        absent=caregiver.id,
    )


def codes(case: Case, *, severity: Severity | None = None) -> list[str]:
    findings = [finding for guard in GUARDS for finding in found(guard, case)]
    return [finding.code for finding in findings if severity in (None, finding.severity)]


def text_of(code: str, case: Case) -> str:
    [finding] = found(GUARD[code], case)
    return finding.text(case)


BLIND = evolve(KIM, id="ash", name="Ash Reed", access_needs=("screen_reader",))
SPANISH = with_language(ROSA, "es-MX")

PAIRS = (
    Pair(guard=GUARD["INFO_PROGRESS_MISSING"], subject="rosa", mend=(progress(),)),
    Pair(
        guard=GUARD["INFO_PROGRESS_MISSING"],
        subject="rosa",
        given=(NothingToShare(kind="progress"),),
        mend=(NothingToShare(kind="progress", why="Maya joined this school yesterday."),),
    ),
    Pair(guard=GUARD["INFO_PROGRESS_MISSING"], subject="caregiver", parties=(LEE, KIM), mend=(progress(),)),
    Pair(
        guard=GUARD["INFO_CHALLENGES_MISSING"],
        subject="rosa",
        given=(challenge(statement="  "),),
        mend=(challenge(),),
    ),
    Pair(
        guard=GUARD["INFO_CHALLENGES_MISSING"],
        subject="tomas",
        parties=(ROSA, TOMAS, LEE),
        given=(challenge(shared_with=("rosa",)),),
        mend=(NothingToShare(kind="challenge", caregiver="tomas", why="He asked to hear it from Rosa."),),
    ),
    Pair(
        guard=GUARD["INFO_ASSESSMENTS_MISSING"],
        subject="tomas",
        parties=(ROSA, TOMAS, LEE),
        given=(assessment(shared_with=("rosa",)),),
        mend=(assessment(shared_with=("tomas",)),),
    ),
    Pair(
        guard=GUARD["INFO_TERM_NOT_EXPLAINED"],
        subject="p-1/IEP",
        given=(progress(statement="The IEP works well."),),
        mend=(TermExplained(term="individualized education program", plain="the written plan for Maya's learning"),),
    ),
    Pair(
        guard=GUARD["INFO_TERM_NOT_EXPLAINED"],
        subject="p-1/IEP",
        given=(progress(statement="The IEP works well."),),
        mend=(progress(statement="The written plan works well."),),
    ),
    Pair(
        guard=GUARD["INFO_LANGUAGE_MISMATCH"],
        subject="rosa",
        parties=(SPANISH, LEE),
        given=(progress(),),
        mend=(progress(translated_into=("es",)),),
    ),
    Pair(
        guard=GUARD["INFO_VISUAL_NO_ALT_TEXT"],
        subject="v-1",
        given=(visual(kind="chart"),),
        mend=(visual(kind="chart", text_alternative="The line goes up from 40 to 62 words a minute."),),
    ),
    Pair(
        guard=GUARD["INFO_READING_LEVEL_HIGH"],
        subject="p-1",
        given=(progress(statement=LONG_HARD),),
        mend=(progress(statement=LONG_PLAIN),),
    ),
    Pair(
        guard=GUARD["INFO_READING_LEVEL_HIGH"],
        subject="language/en",
        given=tuple(progress(f"p-{n}", HARD) for n in range(6)),
        mend=tuple(progress(f"p-{n}", PLAIN) for n in range(6)),
    ),
    Pair(
        guard=GUARD["INFO_ONLY_DIFFICULTIES"],
        subject="c-1",
        given=(progress(), challenge(what_helps=None)),
        mend=(challenge(what_helps=None, tried=("A ruler under the line.",)),),
    ),
    Pair(guard=GUARD["INFO_ONLY_DIFFICULTIES"], subject="kind/progress", given=(challenge(),), mend=(progress(),)),
    Pair(
        guard=GUARD["INFO_QUESTION_OPEN"],
        subject="q-1",
        given=(QuestionAsked(question="q-1", asker="rosa", text="Who reads with her?"),),
        mend=(QuestionAnswered(question="q-1", answer="Kim does, every morning."),),
    ),
    Pair(
        guard=GUARD["INFO_UNDERSTANDING_NOT_CHECKED"],
        subject="rosa",
        given=(progress(), UnderstandingChecked(caregiver="rosa")),
        mend=(UnderstandingChecked(caregiver="rosa", made_sense=Answer.NO_ANSWER),),
    ),
    Pair(
        guard=GUARD["INFO_DEFICIT_WORDING"],
        subject="c-1/suffers from",
        given=(challenge(statement="Maya suffers from noise."),),
        mend=(challenge(statement="Maya finds noise hard."),),
    ),
    Pair(
        guard=GUARD["INFO_VISUAL_MISSING"],
        subject="visual",
        given=(visual(),),
        mend=(visual(kind="work_sample"),),
    ),
    Pair(
        guard=GUARD["INFO_READING_LEVEL_NOT_CHECKABLE"],
        subject="language/es",
        given=(progress(language="es", statement="Maya lee páginas enteras."),),
        mend=(UnderstandingChecked(caregiver="rosa", made_sense=Answer.YES),),
    ),
    Pair(
        guard=GUARD["INFO_UNKNOWN_ACRONYM"],
        subject="p-1/1",
        given=(progress(statement="Maya works with the QZX."),),
        mend=(TermExplained(term="QZX", plain="the quiet reading group"),),
    ),
)


def interpreted(caregiver: str) -> tuple[Event, ...]:
    """An interpreter is confirmed for this caregiver."""
    return (NeedArranged(person=caregiver, kind="interpreter", status="confirmed"),)  # type: ignore[arg-type]


def sound(case: Case, events: tuple[Event, ...], *, at: object = NOW) -> Case:
    """The case after these events, none of which it objects to."""
    for event in events:
        assert unsound(event, case, at=at) == []  # type: ignore[arg-type]
        case = folded(case, event, at=at)  # type: ignore[arg-type]
    return case


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.guard.code}-{pair.subject}")
def test_each_guard_speaks_up_and_its_remedy_ends_it(pair: Pair) -> None:
    failing = sound(opened(*pair.parties), pair.given)
    assert pair.subject in subjects(pair.guard, failing)
    mended = sound(failing, pair.mend)
    assert pair.subject not in subjects(pair.guard, mended)
    assert any(isinstance(event, pair.guard.remedies) for event in pair.mend)  # type: ignore[arg-type]


def test_every_guard_is_shown_failing_and_holding() -> None:
    assert {pair.guard.code for pair in PAIRS} == set(GUARD)


def test_severities_and_waivers_are_those_of_the_playbook() -> None:
    by_severity = {s: [g.code.removeprefix("INFO_") for g in GUARDS if g.severity is s] for s in Severity}
    assert by_severity == {
        Severity.BLOCKER: [
            "PROGRESS_MISSING",
            "CHALLENGES_MISSING",
            "ASSESSMENTS_MISSING",
            "TERM_NOT_EXPLAINED",
            "LANGUAGE_MISMATCH",
            "VISUAL_NO_ALT_TEXT",
        ],
        Severity.WARNING: [
            "READING_LEVEL_HIGH",
            "ONLY_DIFFICULTIES",
            "QUESTION_OPEN",
            "UNDERSTANDING_NOT_CHECKED",
            "DEFICIT_WORDING",
        ],
        Severity.PROMPT: ["VISUAL_MISSING", "READING_LEVEL_NOT_CHECKABLE", "UNKNOWN_ACRONYM"],
    }
    waivable = {g.code: g.waivable for g in GUARDS if g.waivable is not Waivable.NO}
    assert waivable == {"INFO_TERM_NOT_EXPLAINED": Waivable.REASON, "INFO_LANGUAGE_MISMATCH": Waivable.REASON}
    assert not any(guard.standing for guard in GUARDS)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.guard.code}-{pair.subject}")
def test_what_a_guard_says_is_short_plain_and_names_people(pair: Pair) -> None:
    case = sound(opened(*pair.parties), pair.given)
    for finding in found(pair.guard, case):
        assert len(finding.reason(case)) <= 160
        assert "{" not in finding.text(case)
        assert "rosa" not in finding.text(case)


def test_findings_of_one_guard_never_share_a_subject() -> None:
    terms = "The IEP team met. The IEP says so. A QZX and a QZX and a KVJ. She suffers from it and suffered from it."
    case = folded(
        opened(ROSA, TOMAS, LEE),
        *(progress(f"p-{n}", terms) for n in range(2)),
        challenge(statement=terms, what_helps=None),
        visual(title="IEP", text_alternative=terms),
        QuestionAsked(question="p-1", asker="rosa"),
        QuestionAnswered(question="p-1", answer=terms),
    )
    for guard in GUARDS:
        keys = [finding.key for finding in found(guard, case)]
        assert len(keys) == len(set(keys))


def test_an_empty_case_lacks_all_three_kinds_and_nothing_that_was_never_shared() -> None:
    assert codes(opened()) == [
        "INFO_PROGRESS_MISSING",
        "INFO_CHALLENGES_MISSING",
        "INFO_ASSESSMENTS_MISSING",
        "INFO_VISUAL_MISSING",
    ]


def test_a_step_with_all_three_kinds_a_picture_and_a_check_is_complete() -> None:
    case = folded(
        opened(with_language(ROSA, "en-US"), LEE),
        progress(area="Reading", before=40, now=62, unit="words a minute", period="since May"),
        challenge(when_where="In the afternoon."),
        assessment(title="Letter sounds", looks_at="How well Maya knows sounds.", limits="It took one morning only."),
        visual(kind="chart", text_alternative="The line goes up."),
        UnderstandingChecked(
            caregiver="rosa", made_sense=Answer.YES, in_their_words="She reads more, and needs breaks."
        ),
    )
    assert codes(case) == []


# everybody was told -----------------------------------------------------------------------------


def test_what_is_shared_goes_to_every_caregiver_of_that_day_and_not_to_one_who_joins_later() -> None:
    case = folded(opened(), progress())
    assert subjects(GUARD["INFO_PROGRESS_MISSING"], case) == []
    joined = folded(case, PartyJoined(party=TOMAS), at=NOW + days(1))
    assert subjects(GUARD["INFO_PROGRESS_MISSING"], joined, at=NOW + days(1)) == ["tomas"]
    told = folded(joined, progress(), at=NOW + days(1))
    assert subjects(GUARD["INFO_PROGRESS_MISSING"], told, at=NOW + days(1)) == []


def test_a_caregiver_whose_records_are_restricted_is_neither_told_nor_asked_for() -> None:
    barred = evolve(TOMAS, restrictions=(Restriction(kind=RestrictionKind.RECORDS_RESTRICTED_BY_ORDER),))
    case = folded(opened(ROSA, barred, LEE), progress())
    [item] = case[SharedInformation].items
    assert item.shared_with == ("rosa",)
    assert subjects(GUARD["INFO_PROGRESS_MISSING"], case) == []
    assert subjects(GUARD["INFO_PROGRESS_MISSING"], opened(ROSA, barred, LEE)) == ["rosa"]


def test_nobody_asks_for_a_caregiver_for_whom_a_waiver_after_attempts_stands() -> None:
    case = folded(opened(ROSA, TOMAS, LEE), progress(shared_with=("rosa",)), without(TOMAS))
    assert subjects(GUARD["INFO_PROGRESS_MISSING"], case) == []
    assert subjects(GUARD["INFO_UNDERSTANDING_NOT_CHECKED"], case) == ["rosa"]


def test_when_every_caregiver_is_away_something_must_still_have_been_shared() -> None:
    case = folded(opened(), without(ROSA))
    assert subjects(GUARD["INFO_PROGRESS_MISSING"], case) == ["caregiver"]
    assert "the family" in text_of("INFO_PROGRESS_MISSING", case)
    assert subjects(GUARD["INFO_PROGRESS_MISSING"], folded(case, progress())) == []
    none = NothingToShare(kind="progress", why="The term has not begun.")
    assert subjects(GUARD["INFO_PROGRESS_MISSING"], folded(case, none)) == []


def test_nothing_to_share_is_about_one_kind_and_one_caregiver_where_it_names_one() -> None:
    none = NothingToShare(kind="assessment", caregiver="tomas", why="He has seen them all.")
    case = folded(opened(ROSA, TOMAS, LEE), none)
    assert subjects(GUARD["INFO_ASSESSMENTS_MISSING"], case) == ["rosa"]
    assert subjects(GUARD["INFO_CHALLENGES_MISSING"], case) == ["rosa", "tomas"]


def test_nothing_to_share_is_over_once_something_is_shared() -> None:
    none = NothingToShare(kind="progress", why="Maya has just come.")
    case = folded(opened(ROSA, TOMAS, LEE), none, progress(shared_with=("rosa",)))
    assert case[SharedInformation].nothing == ()
    assert subjects(GUARD["INFO_PROGRESS_MISSING"], case) == ["tomas"]


def test_nothing_to_share_outlives_drafts_and_other_kinds_and_is_replaced_by_a_better_reason() -> None:
    case = folded(
        opened(),
        NothingToShare(kind="progress"),
        NothingToShare(kind="progress", why="Maya has just come."),
        progress(statement=None),
        challenge(),
    )
    assert [n.why for n in case[SharedInformation].nothing] == ["Maya has just come."]


def test_nothing_to_share_contradicts_what_was_shared() -> None:
    case = folded(opened(ROSA, TOMAS, LEE), progress(shared_with=("rosa",)))
    assert unsound(NothingToShare(kind="progress", why="none"), case) == ["kind"]
    assert unsound(NothingToShare(kind="progress", caregiver="rosa", why="none"), case) == ["kind"]
    assert unsound(NothingToShare(kind="progress", caregiver="tomas", why="none"), case) == []
    assert unsound(NothingToShare(kind="progress", caregiver="lee", why="none"), case) == ["caregiver"]


# a family's own report --------------------------------------------------------------------------


def test_a_report_that_a_family_brings_is_their_word_and_is_never_judged() -> None:
    text = f"{LONG_HARD} She suffers from noise, says the IEP team and the QZX."
    case = folded(opened(), assessment(statement=text, source="rosa"), challenge("c-9", source="rosa", what_helps=None))
    assert set(codes(case)) == {
        "INFO_PROGRESS_MISSING",
        "INFO_CHALLENGES_MISSING",
        "INFO_ASSESSMENTS_MISSING",
        "INFO_VISUAL_MISSING",
    }
    assert case[SharedInformation].has("a-1")


@pytest.mark.parametrize("event", [progress(source="rosa"), challenge(source="rosa"), assessment(source="rosa")])
def test_a_report_gives_voice_to_whose_it_is(event: Event) -> None:
    assert [*event.voices()] == ["rosa"]
    assert unsound(event, opened()) == []
    assert unsound(event, opened(TOMAS, LEE)) == [f"{event.stored_as.split('.')[1].removesuffix('_shared')}.source"]


@pytest.mark.parametrize("event", [progress(), challenge(), assessment()])
def test_what_the_school_shares_is_nobodys_voice(event: Event) -> None:
    assert [*event.voices()] == []


def test_somebody_of_the_school_is_no_source_so_that_no_text_of_the_school_escapes() -> None:
    assert unsound(progress(source="kim"), opened()) == ["progress.source"]


# drafts, changes and objections -----------------------------------------------------------------


def test_only_an_id_is_needed_to_save_a_draft() -> None:
    case = folded(
        opened(), progress(statement=None), challenge(statement=None, what_helps=None), assessment(statement=None)
    )
    assert [item.id for item in case[SharedInformation].items] == ["p-1", "c-1", "a-1"]
    assert case[SharedInformation].from_school == ()


def test_the_same_id_again_replaces_the_draft_where_it_stands() -> None:
    case = folded(opened(), progress("p-1", "first"), progress("p-2", "second"), progress("p-1", "third"))
    assert [item.statement for item in case[SharedInformation].items] == ["third", "second"]


def test_another_text_begins_its_audience_and_its_understanding_anew() -> None:
    checked = UnderstandingChecked(caregiver="tomas", made_sense=Answer.YES)
    case = folded(opened(ROSA, TOMAS, LEE), progress(), challenge(), checked)
    assert case[SharedInformation].understood("tomas") == {"p-1", "c-1"}
    changed = folded(case, progress(statement="Maya reads whole books.", shared_with=("rosa",)))
    assert [i.shared_with for i in changed[SharedInformation].items] == [("rosa",), ("rosa", "tomas")]
    assert changed[SharedInformation].understood("tomas") == {"c-1"}


def test_the_same_text_for_further_people_adds_them_and_keeps_what_was_understood() -> None:
    checked = UnderstandingChecked(caregiver="rosa", made_sense=Answer.YES)
    case = folded(opened(ROSA, TOMAS, LEE), progress(shared_with=("rosa",)), checked, progress(shared_with=("tomas",)))
    assert case[SharedInformation].items[0].shared_with == ("rosa", "tomas")
    assert subjects(GUARD["INFO_UNDERSTANDING_NOT_CHECKED"], case) == ["tomas"]


def test_an_id_belongs_to_one_kind_and_one_source() -> None:
    case = folded(opened(), progress("x"))
    assert unsound(assessment("x"), case) == ["assessment.id"]
    assert unsound(progress("x", source="rosa"), case) == ["progress.id"]
    assert unsound(progress("x", "better words"), case) == []


def test_information_is_shared_with_people_of_the_case_only() -> None:
    assert unsound(progress(shared_with=("rosa", "nobody")), opened()) == ["progress.shared_with"]
    assert unsound(progress(shared_with=("rosa", "lee")), opened()) == []


def test_days_of_what_was_done_do_not_lie_ahead() -> None:
    ahead = TODAY + timedelta(days=1)
    assert unsound(progress(sent_on=ahead), opened()) == ["progress.sent_on"]
    late = assessment(sent_on=TODAY, assessed_on=ahead, copy_given_on=ahead)
    assert unsound(late, opened()) == ["assessment.assessed_on", "assessment.copy_given_on"]


def test_the_record_finds_what_was_shared_by_its_id() -> None:
    case = folded(opened(), progress(), visual(), QuestionAsked(question="q-1", asker="rosa"))
    record = case[SharedInformation]
    assert record.has("p-1")
    assert not record.has("p-2")
    assert record.get("p-2") is None
    assert record.visual("v-2") is None
    assert record.question("q-2") is None
    assert record.of_kind(InformationKind.PROGRESS) == record.items
    assert isinstance(record.get("p-1"), Information)


def test_readers_see_names_where_findings_hold_ids() -> None:
    case = folded(
        opened(),
        progress("p-1", area="Reading"),
        challenge("c-1"),
        assessment("a-1"),
        assessment("a-2", area="Spelling"),
        assessment("a-3", area="Spelling", title="Word list"),
        visual("v-1"),
        visual("v-2", kind="work_sample"),
        visual("v-3", kind="chart", title="Words a minute"),
    )
    names = {id: case.label("information", id) for id in ("p-1", "c-1", "a-1", "a-2", "a-3")}
    assert names == {
        "p-1": "Reading",
        "c-1": "the challenge that was shared",
        "a-1": "the assessment that was shared",
        "a-2": "Spelling",
        "a-3": "Word list",
    }
    shown = [case.label("visual", id) for id in ("v-1", "v-2", "v-3", "v-4")]
    assert shown == ["what was shown", "the work sample", "Words a minute", "v-4"]
    assert case.label("information", "v-1") == "v-1"


def test_families_words_are_not_printed() -> None:
    item = challenge(statement="SECRET", when_where="SECRET", what_helps="SECRET", tried=("SECRET",))
    events = (
        item,
        assessment(statement="SECRET", looks_at="SECRET", limits="SECRET"),
        NothingToShare(kind="progress", why="SECRET"),
        visual(text_alternative="SECRET"),
        QuestionAsked(question="q-1", asker="rosa", text="SECRET"),
        QuestionAnswered(question="q-1", answer="SECRET"),
        UnderstandingChecked(caregiver="rosa", in_their_words="SECRET"),
    )
    case = folded(opened(), *events)
    assert "SECRET" not in repr(events) + repr(case[SharedInformation])


# in words that they have ------------------------------------------------------------------------


def test_the_words_to_use_for_a_term_are_offered() -> None:
    case = folded(opened(), progress(statement="The IEP works well."))
    text = text_of("INFO_TERM_NOT_EXPLAINED", case)
    assert text.startswith("“IEP” is not explained. Use these words: “the written plan")


def test_a_term_is_technical_in_english_only() -> None:
    case = folded(
        opened(), progress(statement="El IEP va bien.", language="es"), progress("p-2", "The IEP.", language="en-GB")
    )
    assert subjects(GUARD["INFO_TERM_NOT_EXPLAINED"], case) == ["p-2/IEP"]


def test_a_term_without_plain_words_is_not_explained() -> None:
    case = folded(opened(), progress(statement="The IEP works well."), TermExplained(term="IEP", plain=" "))
    assert subjects(GUARD["INFO_TERM_NOT_EXPLAINED"], case) == ["p-1/IEP"]
    explained = folded(case, TermExplained(term="iep", plain="the plan"))
    assert subjects(GUARD["INFO_TERM_NOT_EXPLAINED"], explained) == []
    assert len(explained[SharedInformation].explained) == 1


def test_another_term_does_not_explain_it() -> None:
    case = folded(opened(), progress(statement="The IEP works well."), TermExplained(term="FAPE", plain="a right"))
    assert subjects(GUARD["INFO_TERM_NOT_EXPLAINED"], case) == ["p-1/IEP"]


def test_a_term_must_be_named() -> None:
    with pytest.raises(Malformed):
        TermExplained(term=" ")


def test_a_term_of_the_place_is_to_be_explained_in_the_words_of_the_place() -> None:
    case = folded(opened(), progress(statement="Maya goes to the Nest and has an IEP."))
    here = evolve(context(), terms={"Nest": "the quiet room"})

    lacks = list(GUARD["INFO_TERM_NOT_EXPLAINED"](case, here))

    assert [(lack.subject, dict(lack.params)["plain"]) for lack in lacks[1:]] == [("p-1/Nest", "the quiet room")]
    assert lacks[0].subject == "p-1/IEP"


def test_terms_count_in_headings_helps_pictures_and_answers_but_not_in_questions() -> None:
    case = folded(
        opened(),
        progress(area="IEP"),
        challenge(what_helps="Ask the IEP team."),
        visual(title="IEP"),
        visual("v-2", kind="chart"),
        QuestionAsked(question="q-1", asker="rosa", text="What is an IEP?"),
        QuestionAsked(question="q-2", asker="rosa", text="And the IEP team?"),
        QuestionAnswered(question="q-1", answer="The IEP is a plan."),
    )
    expected = ["p-1/IEP", "c-1/IEP", "visual/v-1/IEP", "answer/q-1/IEP"]
    assert subjects(GUARD["INFO_TERM_NOT_EXPLAINED"], case) == expected


def test_the_students_own_words_for_themselves_are_never_warned_about() -> None:
    event = challenge(statement="Maya suffers from noise. The disabled need ramps.")
    assert subjects(GUARD["INFO_DEFICIT_WORDING"], folded(opened(), event)) == ["c-1/suffers from", "c-1/the disabled"]
    student = Student(id="maya", preferred_terms=("the disabled",))
    case = folded(Case.unopened("case-1"), CaseOpened(student=student, parties=(ROSA, LEE)), event)
    assert subjects(GUARD["INFO_DEFICIT_WORDING"], case) == ["c-1/suffers from"]
    assert text_of("INFO_DEFICIT_WORDING", case) == "“suffers from” may hurt. Say “has”."


def test_deficit_words_are_looked_for_in_english_only() -> None:
    case = folded(opened(), challenge(statement="suffers from", language="de"))
    assert subjects(GUARD["INFO_DEFICIT_WORDING"], case) == []


def test_abbreviations_keep_their_number_when_one_of_them_is_explained() -> None:
    case = folded(opened(), progress(statement="Maya works with the QZX. Later she sees the KVJ."))
    assert subjects(GUARD["INFO_UNKNOWN_ACRONYM"], case) == ["p-1/1", "p-1/2"]
    explained = folded(case, TermExplained(term="QZX", plain="the reading group"))
    assert subjects(GUARD["INFO_UNKNOWN_ACRONYM"], explained) == ["p-1/2"]


# reading level ----------------------------------------------------------------------------------


def test_a_hard_text_is_not_hidden_by_easy_ones_and_is_told_once() -> None:
    case = folded(opened(), progress("p-1", LONG_HARD), progress("p-2", LONG_PLAIN * 5))
    assert subjects(GUARD["INFO_READING_LEVEL_HIGH"], case) == ["p-1"]
    only = folded(opened(), progress("p-1", LONG_HARD))
    assert subjects(GUARD["INFO_READING_LEVEL_HIGH"], only) == ["p-1"]


def test_the_limit_is_the_profiles() -> None:
    case = folded(opened(), progress(statement=LONG_HARD, area="Reading"))
    assert subjects(GUARD["INFO_READING_LEVEL_HIGH"], case, reading_grade=60) == []
    text = text_of("INFO_READING_LEVEL_HIGH", case)
    assert text.startswith("Reading Reading takes school grade")
    assert "the aim is 8 or lower" in text


@pytest.mark.parametrize("texts", [[LONG_HARD], [PLAIN * 5, HARD]], ids=["one text", "all of them together"])
def test_a_text_that_reads_just_at_the_aim_is_easy_enough(texts: list[str]) -> None:
    case = folded(opened(), *(progress(f"p-{number}", text) for number, text in enumerate(texts)))
    (finding,) = found(GUARD["INFO_READING_LEVEL_HIGH"], case, reading_grade=0, reading_words=70)
    grade = finding.param("grade")
    assert isinstance(grade, float)

    assert subjects(GUARD["INFO_READING_LEVEL_HIGH"], case, reading_grade=grade, reading_words=70) == []


def test_a_text_that_cannot_be_measured_reads_at_no_grade() -> None:
    case = folded(opened(), progress(statement=LONG_HARD, language="es-MX"))

    assert subjects(GUARD["INFO_READING_LEVEL_HIGH"], case, reading_grade=0) == []


def test_english_too_short_to_measure_gives_one_prompt_however_many_texts() -> None:
    case = folded(opened(), progress(), challenge(), assessment())
    assert subjects(GUARD["INFO_READING_LEVEL_NOT_CHECKABLE"], case) == ["language/en"]
    assert subjects(GUARD["INFO_READING_LEVEL_HIGH"], case) == []
    assert subjects(GUARD["INFO_READING_LEVEL_NOT_CHECKABLE"], case, reading_words=5) == []


def test_until_somebody_was_asked_about_every_text_it_stays_open_whether_all_can_be_read() -> None:
    checked = UnderstandingChecked(caregiver="rosa", made_sense=Answer.YES)
    one = folded(opened(), progress(), checked, challenge())

    assert subjects(GUARD["INFO_READING_LEVEL_NOT_CHECKABLE"], one) == ["language/en"]
    assert subjects(GUARD["INFO_READING_LEVEL_NOT_CHECKABLE"], folded(one, checked)) == []


def test_short_texts_are_measured_together_with_long_ones() -> None:
    case = folded(opened(), progress(statement=LONG_PLAIN), challenge())
    assert subjects(GUARD["INFO_READING_LEVEL_NOT_CHECKABLE"], case) == []


def test_a_language_without_a_formula_is_never_called_hard_or_easy() -> None:
    case = folded(opened(), progress(statement=LONG_HARD, language="es-MX"), progress("p-2", LONG_PLAIN))
    assert subjects(GUARD["INFO_READING_LEVEL_HIGH"], case) == []
    assert subjects(GUARD["INFO_READING_LEVEL_NOT_CHECKABLE"], case) == ["language/es"]


def test_nothing_shared_leaves_nothing_to_measure() -> None:
    assert subjects(GUARD["INFO_READING_LEVEL_NOT_CHECKABLE"], opened()) == []


# in a language that they have -------------------------------------------------------------------


def test_the_primary_language_is_what_counts() -> None:
    case = folded(opened(with_language(ROSA, "en-GB"), LEE), progress(language="EN"))
    assert subjects(GUARD["INFO_LANGUAGE_MISMATCH"], case) == []


def test_one_text_in_another_language_is_enough_for_a_mismatch() -> None:
    case = folded(opened(SPANISH, LEE), progress(language="es"), assessment(), challenge(translated_into=("es",)))
    [finding] = found(GUARD["INFO_LANGUAGE_MISMATCH"], case)
    assert (finding.subject, finding.param("information")) == ("rosa", ("a-1",))


def test_each_caregiver_has_their_own_language() -> None:
    case = folded(opened(SPANISH, with_language(TOMAS, "es", "en"), LEE), progress())
    assert subjects(GUARD["INFO_LANGUAGE_MISMATCH"], case) == ["rosa"]


def test_a_caregiver_whose_language_nobody_knows_is_not_accused() -> None:
    assert subjects(GUARD["INFO_LANGUAGE_MISMATCH"], folded(opened(), progress(language="de"))) == []


def test_what_the_caregiver_says_about_their_language_goes_before_the_file() -> None:
    asked = NeedsAsked(caregiver="rosa", languages=("en",))
    assert subjects(GUARD["INFO_LANGUAGE_MISMATCH"], folded(opened(SPANISH, LEE), asked, progress())) == []


def test_a_confirmed_interpreter_meets_the_language() -> None:
    case = folded(opened(SPANISH, LEE), *interpreted("rosa"), progress())
    assert subjects(GUARD["INFO_LANGUAGE_MISMATCH"], case) == []


def test_an_interpreter_for_somebody_else_does_not() -> None:
    parties = (SPANISH, with_language(TOMAS, "ase"), LEE)
    case = folded(opened(*parties), *interpreted("tomas"), progress())
    assert subjects(GUARD["INFO_LANGUAGE_MISMATCH"], case) == ["rosa"]


# what was shown ---------------------------------------------------------------------------------


def test_a_picture_without_words_is_a_warning_where_nobody_needs_them() -> None:
    [finding] = found(GUARD["INFO_VISUAL_NO_ALT_TEXT"], folded(opened(), visual(kind="photo")))
    assert finding.severity is Severity.WARNING


def test_a_picture_without_words_stops_where_somebody_on_the_case_needs_them() -> None:
    [finding] = found(GUARD["INFO_VISUAL_NO_ALT_TEXT"], folded(opened(ROSA, LEE, BLIND), visual(kind="photo")))
    assert finding.severity is Severity.BLOCKER


@pytest.mark.parametrize(("shown_to", "severity"), [(("rosa",), Severity.WARNING), (("rosa", "ash"), Severity.BLOCKER)])
def test_it_stops_only_where_the_person_in_need_was_shown_the_picture(
    shown_to: tuple[str, ...], severity: Severity
) -> None:
    case = folded(opened(ROSA, LEE, BLIND), visual(shown_to=shown_to))
    [finding] = found(GUARD["INFO_VISUAL_NO_ALT_TEXT"], case)
    assert finding.severity is severity


def test_what_a_caregiver_said_they_need_counts_and_goes_before_the_file() -> None:
    filed = evolve(ROSA, access_needs=("braille",))
    guard = GUARD["INFO_VISUAL_NO_ALT_TEXT"]

    def stops(party: Party, *asked: NeedsAsked) -> bool:
        return found(guard, folded(opened(party, LEE), *asked, visual()))[0].severity is Severity.BLOCKER

    assert stops(ROSA, NeedsAsked(caregiver="rosa", access=("I am blind",)))
    assert stops(filed)
    assert stops(filed, NeedsAsked(caregiver="rosa", no_answer=(Topic.ACCESS,)))
    assert not stops(filed, NeedsAsked(caregiver="rosa", access=()))


@pytest.mark.parametrize("tag", [*SIGHT_TAGS, "uses a screen-reader", "Low vision", "She is visually impaired."])
def test_a_need_tells_of_sight_by_tag_or_by_whole_words(tag: str) -> None:
    assert tells_of_sight(tag)


@pytest.mark.parametrize("need", ["step-free room", "audiology report", "blinds closed", "captions", ""])
def test_other_needs_do_not(need: str) -> None:
    assert not tells_of_sight(need)


def test_a_picture_is_about_information_that_was_shared_and_shown_to_people_of_the_case() -> None:
    assert unsound(visual(about="p-1", shown_to=("nobody",)), opened()) == ["visual.shown_to", "visual.about"]
    assert unsound(visual(about="p-1", shown_to=("rosa",)), folded(opened(), progress())) == []


def test_the_same_picture_again_completes_it() -> None:
    pointer = Evidence(kind=EvidenceKind.PHOTO, ref="photo-7")
    case = folded(opened(), visual("v-1"), visual("v-2"), visual("v-1", file=pointer))
    assert [shown.is_told for shown in case[SharedInformation].visuals] == [True, False]
    assert visual(kind=VisualKind.OBJECT).visual.is_told


# questions --------------------------------------------------------------------------------------


def asked(question: str = "q-1", asker: str = "rosa", **more: object) -> QuestionAsked:
    return QuestionAsked(question=question, asker=asker, **more)  # type: ignore[arg-type]


def test_a_question_is_its_askers_word() -> None:
    assert [*asked().voices()] == ["rosa"]


def test_families_and_their_advocates_ask() -> None:
    advocate = Party(id="noor", name="Noor Aziz", roles=(Role.ADVOCATE,))
    case = opened(ROSA, MAYA, LEE, advocate)
    assert {role for party in (ROSA, MAYA) for role in party.roles} <= FAMILY_ROLES
    for asker in ("rosa", "maya", "noor"):
        assert unsound(asked(asker=asker), case) == []
    assert unsound(asked(asker="lee"), case) == ["asker"]
    assert unsound(asked(asker="nobody"), case) == ["asker"]


def test_a_question_keeps_its_asker_and_is_about_what_was_shared() -> None:
    case = folded(opened(ROSA, TOMAS, LEE), progress(), asked(about="p-1"))
    assert unsound(asked(asker="tomas"), case) == ["question"]
    assert unsound(asked(about="p-2"), case) == ["about"]


def test_who_asked_is_named() -> None:
    assert text_of("INFO_QUESTION_OPEN", folded(opened(), asked())).startswith("A question that Rosa Vidal asked")


def test_a_promised_day_holds_until_it_has_passed() -> None:
    promise = QuestionAnswered(question="q-1", promised_for=TODAY + timedelta(days=2))
    case = folded(opened(), asked(), promise)
    guard = GUARD["INFO_QUESTION_OPEN"]
    assert subjects(guard, case, at=NOW + days(2)) == []
    assert subjects(guard, case, at=NOW + days(3)) == ["q-1"]
    answered = folded(case, QuestionAnswered(question="q-1", answer="Kim does."), at=NOW + days(3))
    assert subjects(guard, answered, at=NOW + days(3)) == []


def test_a_blank_answer_is_none_and_ends_no_earlier_one() -> None:
    guard = GUARD["INFO_QUESTION_OPEN"]
    case = folded(opened(), asked(), QuestionAnswered(question="q-1", answer=" ", language="es"))
    assert subjects(guard, case) == ["q-1"]
    told = folded(
        case, QuestionAnswered(question="q-1", answer="Kim."), QuestionAnswered(question="q-1", answered_by="kim")
    )
    [question] = told[SharedInformation].questions
    assert (question.answer, question.answered_by, question.language) == ("Kim.", "kim", "en")


def test_a_question_asked_again_is_open_again() -> None:
    case = folded(
        opened(), asked(), asked("q-2"), QuestionAnswered(question="q-1", answer="Kim."), asked(text="And who else?")
    )
    assert subjects(GUARD["INFO_QUESTION_OPEN"], case) == ["q-1", "q-2"]


def test_an_answer_answers_a_question_that_was_asked_and_comes_from_the_school_or_a_service() -> None:
    case = folded(opened(), asked())
    assert unsound(QuestionAnswered(question="q-2"), case) == ["question"]
    assert unsound(QuestionAnswered(question="q-1", answered_by="rosa"), case) == ["answered_by"]
    assert unsound(QuestionAnswered(question="q-1", answered_by="nobody"), case) == ["answered_by"]
    assert unsound(QuestionAnswered(question="q-1", answered_by="kim"), case) == []
    assert unsound(QuestionAnswered(question="q-1", promised_for=date(2026, 9, 6)), case) == ["promised_for"]


def test_an_answer_to_a_question_struck_out_since_changes_nothing() -> None:
    case = opened()
    assert folded(case, QuestionAnswered(question="q-1", answer="Kim."))[SharedInformation] == case[SharedInformation]


# understanding ----------------------------------------------------------------------------------


def test_a_check_covers_what_had_been_given_by_then() -> None:
    case = folded(opened(), progress(), UnderstandingChecked(caregiver="rosa", made_sense=Answer.YES), challenge())
    assert subjects(GUARD["INFO_UNDERSTANDING_NOT_CHECKED"], case) == ["rosa"]
    again = folded(case, UnderstandingChecked(caregiver="rosa", made_sense=Answer.YES))
    assert subjects(GUARD["INFO_UNDERSTANDING_NOT_CHECKED"], again) == []


def test_each_caregiver_is_asked_for_themselves() -> None:
    case = folded(
        opened(ROSA, TOMAS, LEE), progress(), UnderstandingChecked(caregiver="rosa", in_their_words="She reads.")
    )
    assert subjects(GUARD["INFO_UNDERSTANDING_NOT_CHECKED"], case) == ["tomas"]


@pytest.mark.parametrize(
    ("event", "voices"),
    [
        (UnderstandingChecked(caregiver="rosa"), []),
        (UnderstandingChecked(caregiver="rosa", made_sense=Answer.NO_ANSWER), []),
        (UnderstandingChecked(caregiver="rosa", made_sense=Answer.NO), ["rosa"]),
        (UnderstandingChecked(caregiver="rosa", in_their_words="She reads."), ["rosa"]),
    ],
)
def test_silence_is_nobodys_voice(event: UnderstandingChecked, voices: list[str]) -> None:
    assert [*event.voices()] == voices


def test_only_a_caregiver_is_asked_whether_it_made_sense() -> None:
    assert unsound(UnderstandingChecked(caregiver="sam"), opened(ROSA, SAM)) == ["caregiver"]
    assert unsound(UnderstandingChecked(caregiver="rosa"), opened()) == []


def test_one_caregiver_who_was_asked_is_measure_enough_for_a_language_without_a_formula() -> None:
    spoken = progress(language="es", statement="Maya lee.")
    case = folded(opened(ROSA, TOMAS, LEE), spoken, UnderstandingChecked(caregiver="tomas", made_sense=Answer.YES))
    assert subjects(GUARD["INFO_READING_LEVEL_NOT_CHECKABLE"], case) == []


# the room ---------------------------------------------------------------------------------------


def test_stored_names_are_those_of_the_step() -> None:
    assert [event.stored_as for event in EVENTS] == [
        "share_information.progress_shared",
        "share_information.challenge_shared",
        "share_information.assessment_shared",
        "share_information.nothing_to_share",
        "share_information.term_explained",
        "share_information.visual_shown",
        "share_information.question_asked",
        "share_information.question_answered",
        "share_information.understanding_checked",
    ]


def test_the_next_cycle_shares_afresh() -> None:
    assert folded(opened(), progress())[SharedInformation].carried() is None
