"""Word lists: wording that may sound like blame or may hurt, stock praise, and verbs that nobody can see.

They are data, so that a school can give its own instead. Every form is written out: what is not here is not found.
The lists are about the school's own wording and never about how a family or a student speaks of themselves.
Person-first and identity-first language ("child with autism", "autistic child") are both left alone: ask the person.
Source: playbook 4.3 and its style guides, 5.2 for the verbs, 2.2 for praise.
"""

from __future__ import annotations

from typing import Final

from attrs import frozen

from collabflow.language.matching import one_by_one


@frozen(kw_only=True, cache_hash=True)
class Wording:
    """One entry of a word list.

    `word` stands for it, `forms` are its other forms, `plain` is what could be said instead. `unless` holds longer
    phrases in which it is innocent. `as_noun` entries count only where no noun follows ("the disabled", but not "the
    disabled toilet"); `alone` ones only where nothing else does.
    """

    word: str
    plain: str
    forms: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    as_noun: bool = False
    alone: bool = False


def _each(start: str, ends: str) -> tuple[str, ...]:
    return tuple(f"{start} {end}" for end in ends.split())


JUDGING: Final[tuple[Wording, ...]] = (
    Wording(word="in denial", plain="what the family said, for example “sees this differently”"),
    Wording(
        word="overreacting",
        plain="what was said, and what mattered to them",
        forms=("overreact", "overreacts", "overreacted", "overreaction", "over-reacting", "over-react", "over-reacts",
               "over-reacted", "over-reaction"),
    ),
    Wording(
        word="difficult parent",
        plain="what was asked or said",
        forms=("difficult parents", *_each("difficult", "mother father mum mom dad family families caregiver "
                                                        "caregivers carer carers guardian guardians")),
    ),
    Wording(
        word="non-compliant",
        plain="what was asked, and what was done",
        forms=("noncompliant", "non-compliance", "noncompliance"),
    ),
    Wording(
        word="refuses to",
        plain="said no to, or did not",
        forms=("refuse to", "refused to", "refusing to", "refusal to"),
        unless=("refuse to give up", "refuses to give up", "refused to give up", "refusing to give up"),
    ),
    Wording(
        word="failed to",
        plain="did not",
        forms=("fail to", "fails to", "failing to", "failure to"),
        unless=("never fail to", "never fails to", "never failed to"),
    ),
    Wording(
        word="doesn't care",
        plain="what was or was not done, for example “has not answered yet”",
        forms=("does not care", "don't care", "do not care", "didn't care", "did not care", "doesn't seem to care",
               "does not seem to care", "don't seem to care", "do not seem to care"),
        unless=("doesn't care for", "does not care for", "don't care for", "do not care for", "didn't care for",
                "did not care for"),
    ),
    Wording(
        word="should have",
        plain="what happened, and what can happen next",
        forms=("should've", "should not have", "shouldn't have", "ought to have"),
        unless=(
            *_each("should have", "a an the his her their its our your my this these that those access time enough "
                                  "more less some any no one two three at"),
            *_each("should not have", "a an the any to more"),
            *_each("shouldn't have", "a an the any to more"),
        ),
    ),
    Wording(word="uncooperative", plain="what was asked, and what was done",
            forms=("un-cooperative", "unco-operative", "un-co-operative")),
    Wording(word="hostile", plain="what was said", forms=("hostility",)),
    Wording(
        word="unrealistic expectations",
        plain="what they hope for",
        forms=("unrealistic expectation", "unrealistic hope", "unrealistic hopes"),
    ),
    Wording(word="hard to reach", plain="we have not yet found a good way to reach them",
            forms=("harder to reach", "hardest to reach")),
)  # fmt: skip
"""Words that judge a family instead of telling what was said or done."""

DEFICIT: Final[tuple[Wording, ...]] = (
    Wording(
        word="suffers from",
        plain="has",
        forms=("suffer from", "suffered from", "suffering from"),
    ),
    Wording(
        word="confined to a wheelchair",  # "confined to" alone is often harmless: "confined to spelling"
        plain="uses a wheelchair",
        forms=("confined to the wheelchair", "confined to his wheelchair", "confined to her wheelchair",
               "confined to their wheelchair", "confined to wheelchair"),
    ),
    Wording(
        word="confined to bed",
        plain="stays in bed",
        forms=("confined to a bed", "confined to his bed", "confined to her bed", "confined to their bed"),
    ),
    Wording(word="wheelchair-bound", plain="uses a wheelchair", forms=("wheelchairbound", "bound to a wheelchair")),
    Wording(word="victim of", plain="has, or lived through", forms=("victims of",)),
    Wording(
        word="normal children",
        plain="other children",
        forms=_each("normal", "child kid kids student students pupil pupils peer peers classmate classmates boy boys "
                              "girl girls"),
    ),
    Wording(
        word="high-functioning",
        plain="what the student does alone, and what with help",
        forms=("higher-functioning", "highest-functioning"),
    ),
    Wording(
        word="low-functioning",
        plain="what the student does alone, and what with help",
        forms=("lower-functioning", "lowest-functioning"),
    ),
    Wording(word="mental age", plain="what the student can do now", forms=("mental ages",)),
    Wording(word="the disabled", plain="people with disabilities, or disabled people", as_noun=True),
    Wording(
        word="retarded",
        plain="what the student does alone, and what with help",
        forms=("retard", "retards", "retardation"),
    ),
    Wording(
        word="crazy",
        plain="what happened",
        forms=("crazier", "craziest", "crazily"),
        unless=("crazy about", "crazy golf", "crazy paving", "crazy hair", "crazy sock", "crazy socks"),
    ),
)  # fmt: skip
"""Words that make a person small or a tragedy."""

DISPUTED: Final[tuple[Wording, ...]] = (
    Wording(
        word="special needs",
        plain="disability, or the help that the student needs",
        forms=("special need",),
    ),
)
"""Words on which style guides differ. Many families choose them, so they are not in `DEFICIT`: a warning that is often
wrong is soon ignored. A school that avoids them gives `DEFICIT + DISPUTED`. Source: playbook 4.3."""

WATCHABLE_VERBS: Final = ("read aloud", "write", "point to", "ask", "wait", "finish")
"""Verbs for things that one can see or hear someone do."""

_TRY: Final = ", ".join(WATCHABLE_VERBS)


def _vague(word: str, forms: str, *, alone: bool = False) -> Wording:
    return Wording(word=word, plain=_TRY, forms=tuple(forms.split(", ")), alone=alone)


VAGUE_VERBS: Final[tuple[Wording, ...]] = (
    _vague("improve", "improves, improved, improving"),
    _vague("understand", "understands, understood, understanding"),
    _vague("know", "knows, knew, known, knowing"),
    _vague("learn", "learns, learned, learnt, learning"),
    _vague("appreciate", "appreciates, appreciated, appreciating"),
    _vague("be aware", "aware, aware of, become aware, becomes aware, became aware, becoming aware, being aware"),
    _vague("become", "becomes, became, becoming"),
    _vague("enhance", "enhances, enhanced, enhancing"),
    _vague("increase", "increases, increased, increasing", alone=True),
    _vague("work on", "works on, worked on, working on"),
    _vague("try", "tries, tried, trying"),
    _vague("participate", "participates, participated, participating"),
    _vague("behave", "behaves, behaved, behaving"),
    _vague("explore", "explores, explored, exploring"),
    _vague("develop", "develops, developed, developing"),
    _vague(
        "demonstrate understanding",
        "demonstrates understanding, demonstrated understanding, demonstrating understanding, "
        "demonstrate an understanding, demonstrates an understanding, demonstrate knowledge, demonstrates knowledge, "
        "show understanding, shows understanding, show an understanding, shows an understanding",
    ),
    _vague("be exposed to", "exposed to, being exposed to"),
)
"""Verbs of goals that nobody can watch or count. Source: playbook 5.2, GOAL_S_VERB_VAGUE."""

_KINDS: Final = (
    "good great nice lovely sweet kind super fine bright smart wonderful amazing awesome fantastic delightful happy "
    "pleasant polite"
)
_PEOPLE: Final = "kid boy girl child student pupil person guy lad learner"

STOCK_PRAISE: Final = (
    *(f"{kind} {person}" for kind in _KINDS.split() for person in _PEOPLE.split()),
    *_each("doing", "well great fine good better okay ok nicely"),
    *_each("good", "job work attitude progress effort"),
    *_each("great", "job work attitude progress effort"),
    "well done", "keep it up", "keep up the good work", "making progress", "coming along nicely", "coming along well",
    "hard worker", "hard-working", "works hard", "tries hard", "tries his best", "tries her best", "tries their best",
    "well behaved", "no problems", "positive attitude", "joy to teach", "joy to have in class", "pleasure to teach",
    "pleasure to have in class", "delight to teach", "delight to have in class",
)  # fmt: skip
"""Praise that would fit any student."""

FILLER: Final = one_by_one(
    "a an and all also always am are as at be been being but by can class day did do does doing every everyone "
    "everything for from generally get gets getting had has have he her here hers him his i in is it its just keep "
    "kept like lot lots me more my now of on our overall quite really school she so such still that the their them "
    "they things this time to today too truly us very was we week well were what which who with year you your"
)
"""Words that say nothing of their own about what a student did."""

JOINING: Final = ("but", "however", "although", "though", "even though", "despite", "in spite of")
"""Words after which a positive remark may turn."""

_NOT: Final = (
    r"(?:can't|cannot|can not|couldn't|could not|doesn't|does not|don't|do not|didn't|did not|won't|will not|wouldn't|"
    r"isn't|is not|aren't|are not|wasn't|was not|hasn't|has not|never|not always|not yet|no longer)"
)
_HOLDING_ON: Final = (
    r"(?: \w+ly| even| ever)? (?:give|gave|given|giving|stop|stopped|quit|let|lose|lost|mind|complain|hesitate|leave|"
    r"left|once|only|just|forget|forgets|forgot|fail|fails|failed|refuse|need|afraid|scared|shy|put off|"
    r"discouraged|bothered)\b"
)

DIFFICULTY: Final = (
    rf"{_NOT}(?!{_HOLDING_ON})",
    r"struggl(?:e|es|ed|ing)",
    r"difficult(?:y|ies)",
    r"(?:he|she|they|it|be)(?:'s| is| are| was| were)? difficult",
    r"(?:it|it's|is|was) hard (?:for|to)",
    r"(?:a )?hard time",
    r"troubles?",
    r"problems? (?:with|in|at|when)",
    r"(?:his|her|their|has|have|had) problems?",
    r"needs? (?:to|more|help|support|reminding|reminders|prompting|constant)",
    r"still needs?",
    r"(?:has|have|had) to (?:be|learn|work|try|stop)",
    r"(?:should|must|could) (?:be|learn|work|try|stop|focus|listen|do better)",
    r"lack(?:s|ed|ing)?",
    r"weak(?:er|ness|nesses)?",
    r"behind",
    r"slow(?:er)?",
    r"poor(?:ly)?|bad(?:ly)?|worse|below",
    r"fail(?:s|ed|ing)?",
    r"refus(?:e|es|ed|ing)",
    r"forg(?:ets?|ot|etting)",
    r"distract(?:s|ed|ing)?|disrupt(?:s|ed|ing|ive)?|interrupt(?:s|ed|ing)?",
    r"careless(?:ly)?|lazy|rude|aggressive|defiant|stubborn|messy|angry",
    r"hit(?:s|ting)|fights|shouts",
    r"unable|limited|rarely|seldom|hardly",
    r"concern(?:s|ed)?|worr(?:y|ies|ied)",
    r"challeng(?:e|es|ing)",
    r"behaviou?rs?|disabilit(?:y|ies)|diagnosis|disorder|condition|deficits?|limitations?|impairments?|autism|adhd",
    r"(?:if only|only when|only if|when (?:he|she|they) (?:want|wants|feel|feels) (?:to|like))",
)
"""Expressions, in lower case with single spaces, that speak of a difficulty of the student's."""
