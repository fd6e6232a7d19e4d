"""Terms: the words of special education that a family may never have met, each with plain words.

`technical` terms must be explained when the school uses them; the others are here for their plain words only. A word
is technical when a parent new to special education would hardly know it, or would take it for its everyday meaning
while the school means something set by law, and when it seldom means anything else in a school's letter. So "goal",
"inclusion", "confidential", "placement", "transition", "evaluation", "eligibility", "district", "objective" and "goal
line" are everyday words that stop nobody, while "educational placement", "transition plan" or "short-term objective"
are technical. Names of jobs and courses of help that say what they are ("physical therapist") stay off the list.
The plain words use no technical term themselves (a test holds them to it).

Countries (ISO 3166, two letters) stand only with what one country's law or habit made; the rest is for everywhere.
Source: playbook 4.4.
"""

from __future__ import annotations

import re
from typing import Final

from attrs import field, frozen
from attrs.validators import min_len

from collabflow.language.matching import one_by_one

_ACRONYM: Final = re.compile(r"(?=(?:.*[A-Z]){2})[A-Za-z]+")


def is_acronym(name: str) -> bool:
    """True for one word with at least two capitals (IEP, SaLT): it is found only when written just so."""
    return _ACRONYM.fullmatch(name) is not None


@frozen(kw_only=True, cache_hash=True)
class Term:
    """One term: all its names, the first of which stands for it, and its meaning in plain words.

    `technical` says whether a school must explain it. `countries` are ISO 3166 codes, () for everywhere. `lang` is the
    language of its phrases and plain words, the primary subtag of a BCP 47 tag.
    """

    names: tuple[str, ...] = field(validator=min_len(1))
    plain: str
    technical: bool
    countries: tuple[str, ...] = ()
    lang: str = "en"

    @property
    def name(self) -> str:
        """The name that stands for the term in findings."""
        return self.names[0]


def _technical(*names: str, plain: str, only: tuple[str, ...] = ()) -> Term:
    return Term(names=names, plain=plain, technical=True, countries=only)


def _everyday(*names: str, plain: str) -> Term:
    return Term(names=names, plain=plain, technical=False)


_US: Final = ("US",)
_GB: Final = ("GB",)

GLOSSARY: Final[tuple[Term, ...]] = (
    # plans
    _technical(
        "IEP", "individualized education program", "individualised education program",
        "individualized education plan", "individualised education plan", "individual education plan",
        "individualized educational program", "individual education program",
        plain="the written plan for your child's special education",
    ),
    _technical(
        "IFSP", "individualized family service plan", "individualised family service plan",
        plain="a plan for very young children and their family", only=_US,
    ),
    _technical(
        "504 plan", "section 504 plan", "section 504", "504 meeting", "504 team", "504 accommodation",
        plain="a plan of supports so a student with a disability can take part", only=_US,
    ),
    _technical(
        "EHCP", "EHC plan", "EHC", "education, health and care plan", "education health and care plan",
        plain="England's plan for education, health and care support", only=_GB,
    ),
    _technical("ILP", "IPP", "individual program plan", "individual programme plan", plain="individual learning plan"),
    _technical("transition plan", "transition planning", "transition services",
               plain="help to get ready for the next stage or life after school"),
    _everyday("transition", plain="getting ready for the next stage or life after school"),
    # who
    _technical("SEN", plain="special educational needs", only=_GB),
    _technical("SEND", plain="special educational needs and disability", only=_GB),
    _technical(
        "SENCO", "SENDCO", "SENCo", "SENDCo", "special educational needs coordinator",
        "special educational needs co-ordinator",
        plain="the teacher who leads support for pupils with special educational needs", only=_GB,
    ),
    _technical(
        "LEA", "local education agency", "local educational agency", "local education authority",
        plain="the local education office", only=("US", "GB"),
    ),
    _technical("LA", plain="the local education office", only=_GB),
    _everyday("district", "school district", plain="the local education office"),
    _technical("SEA", "state education agency", "state educational agency",
               plain="the state education office", only=_US),
    _technical("SLP", "speech-language pathologist", "speech and language pathologist",
               plain="speech and language therapist"),
    _technical("SALT", "SaLT", plain="speech and language therapist", only=_GB),
    _technical("OT", "occupational therapist", "occupational therapy",
               plain="therapist for everyday skills, hands and senses"),
    _technical("PT", plain="therapist for movement"),
    _technical("BCBA", "board certified behavior analyst", "behavior analyst", "behaviour analyst",
               plain="specialist who studies behaviour"),
    _technical("surrogate parent", plain="a person appointed to speak for a child without a parent available"),
    _technical("PTI", "parent training and information center",
               plain="free help for families of children with disabilities", only=_US),
    _everyday("parent centre", "parent center", plain="free help for families of children with disabilities"),
    # law and rights
    _technical("FAPE", "free appropriate public education", "free and appropriate public education",
               plain="the right to a free education that fits your child", only=_US),
    _technical(
        "IDEA", "IDEIA", "individuals with disabilities education act",
        "individuals with disabilities education improvement act",
        plain="the US law about special education", only=_US,
    ),
    _technical("LRE", "least restrictive environment",
               plain="learning with other children as much as works for your child", only=_US),
    _technical("educational placement", "change of placement", "change in placement",
               plain="where and with whom your child learns, not the building only"),
    _everyday("placement", plain="where and with whom your child learns, not the building only"),
    _technical("PWN", "prior written notice",
               plain="a letter saying what the school will or will not change, and why", only=_US),
    _technical("procedural safeguards", "procedural safeguard", plain="your rights"),
    _technical("informed consent", plain="you understand and agree in writing; you can change your mind"),
    _technical("revoke consent", "revokes consent", "revoked consent", "revoking consent", "revocation of consent",
               plain="take back your agreement"),
    _technical("mediation", "facilitation", plain="a neutral person helps us talk"),
    _technical("due process", plain="a formal hearing when we cannot agree"),
    _technical("age of majority", plain="when a student becomes an adult in law"),
    _everyday("confidential", plain="kept private"),
    # finding out
    _everyday("evaluation", "assessment", plain="finding out what your child can do and needs"),
    _technical(
        "reevaluation", "re-evaluation", "triennial", "triennial evaluation", "triennial review",
        plain="checking again, usually within three years",
    ),
    _technical("IEE", "independent educational evaluation", plain="a test by someone outside the school", only=_US),
    _technical("eligibility determination", "eligibility meeting",
               plain="deciding whether your child can get special education"),
    _everyday("eligibility", plain="whether your child can get special education"),
    _technical("FBA", "functional behavior assessment", "functional behaviour assessment",
               "functional behavioral assessment", "functional behavioural assessment",
               plain="a careful look at why a behaviour happens"),
    _technical(
        "PLAAFP", "PLOP", "present levels", "present level of performance", "present levels of performance",
        "present levels of academic achievement and functional performance",
        plain="what your child can do now",
    ),
    # help
    _technical("accommodation", plain="a change in how your child learns or shows learning"),
    _technical("modification", plain="a change in what your child is expected to learn"),
    _technical("related services", "related service", plain="extra help like speech or physical therapy"),
    _technical("SDI", "specially designed instruction", plain="teaching designed for your child"),
    _technical("ABA", "applied behavior analysis", "applied behaviour analysis",
               plain="approach that studies behaviour"),
    _technical("BIP", "BSP", "behavior intervention plan", "behaviour intervention plan",
               plain="a plan to help with behaviour"),
    _technical("AT", "assistive technology", plain="tools and devices that help"),
    _technical("AAC", "augmentative and alternative communication", "augmentative communication",
               plain="ways to communicate besides speech"),
    _technical("ESY", "extended school year", plain="school help during long breaks", only=_US),
    _technical("RTI", "MTSS", "response to intervention", "multi-tiered system of supports",
               "multi-tiered system of support", "multi-tiered systems of support", "multi-tiered systems of supports",
               plain="stepping up help when it is needed", only=_US),
    _technical("graduated approach", plain="stepping up help when it is needed"),
    _everyday("inclusion", "mainstream", plain="learning together with classmates"),
    _technical("mainstreaming", plain="learning together with classmates"),
    # goals and measuring
    _everyday("goal", plain="what your child will learn to do, by when"),
    _everyday("objective", plain="a smaller step on the way"),
    _technical("benchmark", "short-term objective", plain="a smaller step on the way"),
    _technical("baseline", plain="the starting point we measured"),
    _technical("criterion", "criteria", plain="how good is good enough"),
    _technical("CBM", "probe", "curriculum-based measurement", "curriculum-based measure",
               plain="a short check of a skill, often one minute"),
    _technical("aimline", "aim line", plain="the line from where we start to where we aim"),
    _everyday("goal line", plain="the line from where we start to where we aim"),
)  # fmt: skip

EVERYDAY_USES: Final = (
    "space probe",
    "hotel accommodation",
    "overnight accommodation",
    "holiday accommodation",
)
"""Phrases in which a technical word has its everyday meaning: they are read over."""

ALSO_WORDS: Final = frozenset({"AT", "IDEA", "LA", "PLOP", "SALT", "SEA", "SEND"})
"""Abbreviations that spell an ordinary word: where neighbouring words are in capitals too, they are that word."""

WELL_KNOWN: Final = one_by_one(
    "ABC AD AI AM ASAP ATM BBC BBQ BC CD CE CEO CET CST COVID DIY DJ DNA DR DVD EST EU FAQ FM FYI GMT GPS HD HQ ID LED "
    "LEGO MC MP MR MRS MS NASA NB NYC OK PC PDF PDT PE PIN PM PS PST RSVP SIM SMS SUV TV UFO UK UN US USA USB UTC VIP "
    "WC WWW XL XXL"
)
"""Abbreviations that need no explaining: everyone meets them outside school."""

EMPHASISED: Final = one_by_one(
    "ALL ALSO ALWAYS AN AND ANY ARE AS BE BEST BIG BUT BY CAN DO DOES EACH EVERY FOR FROM FUN GO GOOD GREAT HAD HAPPY "
    "HAS HAVE HE HELP HER HIM HIS HOW IF IN INTO IS IT ITS LOVE MANY MAY ME MORE MOST MUCH MUST MY NEED NEVER NEW NEXT "
    "NO NOT NOTE NOW OF OFF ON ONE ONLY OR OUR OUT OVER PLEASE READ SEE SHE SO SOME SOON STOP SUPER THANK THANKS THAT "
    "THE THEIR THEM THEN THERE THESE THEY THIS TO TODAY TOO UP VERY WAS WE WELL WERE WHAT WHEN WHERE WHO WHY WILL WITH "
    "WOW YES YOU YOUR"
)
"""Ordinary words that people put in capitals for stress: no abbreviations, nor are their neighbours in capitals."""
