"""Makers of what people record before they plan that leaves something to be desired: half-filled, hard, or silent."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from collabflow.core.lifecycle.contacts import ActionAssigned, ContactLogged, Direction, Tone
from collabflow.core.lifecycle.needs import MeetingAsked, NeedsAsked, RequestKind
from collabflow.core.lifecycle.people import PartyChanged, PartyJoined, PartyLeft
from collabflow.core.people import (
    Authority,
    ContactPreference,
    Liking,
    Party,
    Restriction,
    RestrictionKind,
    Role,
)
from collabflow.core.values import Answer, Avoid, Method
from collabflow.steps.s01_plan_meeting import (
    AgendaItem,
    AgendaSet,
    MeetingEnded,
    MeetingOutcome,
    MeetingPlan,
    MeetingProposed,
    MeetingStarted,
    NeedArranged,
    NeedKind,
    NeedStatus,
)
from collabflow.steps.s02_build_rapport import PositiveRemarkShared
from collabflow.steps.s03_share_information import (
    Challenge,
    ChallengeShared,
    Progress,
    ProgressShared,
    QuestionAsked,
    Visual,
    VisualKind,
    VisualShown,
)
from collabflow.steps.s04_active_listening import (
    ContributionAcknowledged,
    ContributionKind,
    ContributionVoiced,
    Listening,
)
from collabflow.testing.rules.makers import meeting
from collabflow.testing.rules.want import Want

# everybody ------------------------------------------------------------------------------------


def needs(want: Want) -> Iterator[NeedsAsked]:
    """A caregiver tells what nobody has thought of yet: a language, an interpreter, access, a time to avoid."""
    for person in want.caregivers:
        yield NeedsAsked(caregiver=person, languages=("uk",))
        yield NeedsAsked(caregiver=person, interpreter=Answer.YES)
        yield NeedsAsked(caregiver=person, access=("A ramp",))
        yield NeedsAsked(caregiver=person, avoid=tuple(Avoid(weekday=day) for day in range(1, 8)))


def changed(want: Want) -> Iterator[PartyChanged]:
    """Something changes: a way of contact, who may meet whom, who decides."""
    for person in want.caregivers:
        refused = tuple(ContactPreference(method=method, liking=Liking.DO_NOT_USE) for method in Method)
        yield PartyChanged(party=person, contact_preferences=refused)
        for other in want.educators[:1]:
            apart = (Restriction(kind=RestrictionKind.NO_CONTACT_WITH, other=other),)
            yield PartyChanged(party=person, restrictions=apart)
        yield PartyChanged(party=person, authority=Authority.UNKNOWN)
        yield PartyChanged(party=person, authority=Authority.INFORMED_ONLY)
        yield PartyChanged(party=person, languages=("uk",))


def joined(want: Want) -> Iterator[PartyJoined]:
    """Another caregiver takes part, of whom nothing is known yet; or one who decides."""
    new = Party(id=want.fresh("caregiver"), name="Omar Haddad", roles=(Role.CAREGIVER,), languages=("ar",))
    yield PartyJoined(party=new)
    yield PartyJoined(party=evolve(new, authority=Authority.SHARED))


def left(want: Want) -> Iterator[PartyLeft]:
    """A caregiver no longer takes part."""
    for person in want.caregivers:
        yield PartyLeft(party=person, on=want.day(-1))


def asked(want: Want) -> Iterator[MeetingAsked]:
    """A caregiver asks for another date."""
    for person in want.caregivers:
        yield MeetingAsked(request=want.fresh("request"), asker=person, kind=RequestKind.ANOTHER_DATE)


def logged(want: Want) -> Iterator[ContactLogged]:
    """A contact without a word on what was said, or about difficulties alone."""
    for person in want.caregivers:
        bare = ContactLogged(contact=want.fresh("contact"), caregiver=person, direction=Direction.SCHOOL_TO_HOME)
        yield bare
        yield evolve(bare, tone=Tone.DIFFICULTY, summary="The bus was late again.")


def assigned(want: Want) -> Iterator[ActionAssigned]:
    """A task that nobody has, that has no day, or whose day has passed."""
    owner = next(iter(want.educators), None)
    yield ActionAssigned(action=want.fresh("action"), what="Send the map", due=want.day(7))
    yield ActionAssigned(action=want.fresh("action"), what="Send the map", owner=owner)
    yield ActionAssigned(action=want.fresh("action"), what="Send the map", owner=owner, due=want.day(-1))


# the meeting ----------------------------------------------------------------------------------


def proposed(want: Want) -> Iterator[MeetingProposed]:
    """A meeting at one time only, for people who must not meet, or at other times than were agreed."""
    slot = meeting.slots(want, ())[:1]
    everyone = tuple(party.id for party in want.people)
    yield MeetingProposed(meeting=want.fresh("meeting"), slots=slot, invitees=want.caregivers[:1])
    yield MeetingProposed(meeting=want.fresh("meeting"), invitees=everyone)
    for known in want.case[MeetingPlan].standing:
        yield MeetingProposed(meeting=known.id, invitees=everyone)
        yield MeetingProposed(meeting=known.id, slots=meeting.slots(want, ()))


def agenda(want: Want) -> Iterator[AgendaSet]:
    """An agenda longer than the meeting, or one for which nobody asked the family."""
    for known in want.case[MeetingPlan].standing:
        yield AgendaSet(meeting=known.id, items=(AgendaItem(title="Everything at once", minutes=600),))


def arranged(want: Want) -> Iterator[NeedArranged]:
    """Somebody interprets who was never trained for it."""
    for person in want.caregivers:
        yield NeedArranged(person=person, kind=NeedKind.INTERPRETER, status=NeedStatus.CONFIRMED, qualified=Answer.NO)


def started(want: Want) -> Iterator[MeetingStarted]:
    """A meeting begins, with nobody introduced and nobody welcomed."""
    for known in want.case[MeetingPlan].standing:
        yield MeetingStarted(meeting=known.id, present=want.educators)


def ended(want: Want) -> Iterator[MeetingEnded]:
    """A meeting was not held."""
    for known in want.case[MeetingPlan].standing:
        yield MeetingEnded(meeting=known.id, outcome=MeetingOutcome.NOT_HELD)


def remark(want: Want) -> Iterator[PositiveRemarkShared]:
    """A remark that would fit anybody, and one that turns around."""
    said_by = next(iter(want.educators), None)
    for text in ("She is nice.", "Good job.", "She reads well, but she never listens."):
        yield PositiveRemarkShared(remark=want.fresh("remark"), said_by=said_by, text=text)


# sharing and listening ------------------------------------------------------------------------

HARD_WORDS = (
    "She suffers from autism and is wheelchair-bound.",
    "The FBA and the BIP follow in spring.",
    "The QZX is due.",
    " ".join(
        [
            "Notwithstanding considerable methodological heterogeneity, multidisciplinary practitioners systematically "
            "operationalise individualised accommodations that facilitate generalisation of phonological competencies."
        ]
        * 8
    ),
)
"""Texts that a guard of sharing has something to say about."""


def progress(want: Want) -> Iterator[ProgressShared]:
    """What has grown, in hard words, or for some only."""
    for text in HARD_WORDS:
        yield ProgressShared(progress=Progress(id=want.fresh("progress"), statement=text))


def challenge(want: Want) -> Iterator[ChallengeShared]:
    """Something hard, with nothing that helps."""
    yield ChallengeShared(challenge=Challenge(id=want.fresh("challenge"), statement="The break is long."))


def visual(want: Want) -> Iterator[VisualShown]:
    """A chart that no words describe."""
    yield VisualShown(visual=Visual(id=want.fresh("visual"), kind=VisualKind.CHART, title="Words read"))


def question(want: Want) -> Iterator[QuestionAsked]:
    """A caregiver asks something, and waits."""
    for person in want.caregivers:
        yield QuestionAsked(question=want.fresh("question"), asker=person, text="Who is there in the break?")


def voiced(want: Want) -> Iterator[ContributionVoiced]:
    """A concern that nobody asked leave to write down, and one that they may not."""
    for person in want.caregivers:
        said = ContributionVoiced(
            contribution=want.fresh("contribution"), by=person, kind=ContributionKind.CONCERN, words="The way home."
        )
        yield said
        yield evolve(said, words=None, may_record=Answer.NO)


def acknowledged(want: Want) -> Iterator[ContributionAcknowledged]:
    """Said back without asking whether it was right, or in words that blame."""
    by = next(iter(want.educators), None)
    for said in want.case[Listening].standing:
        if said.may_record is not Answer.NO:
            for words in ("The way home is long.", "The family is in denial and overreacting."):
                yield ContributionAcknowledged(contributions=(said.id,), by=by, paraphrase=words)
