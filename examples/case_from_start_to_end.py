"""One case from start to end: a school and a family go through the ten steps, and round to their next cycle.

At each step the program first asks to go on, and prints what is missing; then it records what the step needs. The
people are invented. Run it: python examples/case_from_start_to_end.py
"""

from datetime import UTC, date, datetime, timedelta

from attrs import evolve

import collabflow as cf
from collabflow import events as did
from collabflow import records as of
from collabflow.stores.memory import MemoryStore

TODAY = datetime(2026, 9, 7, 9, tzinfo=UTC)
MEETING, REVIEW, NEXT = (TODAY + timedelta(days=days, hours=7) for days in (7, 70, 161))
WEEKLY = cf.Frequency(times=1, per=cf.Per.WEEK)
PEOPLE = (
    cf.Party(id="rosa", name="Rosa Vidal", roles=(cf.Role.CAREGIVER,), authority=cf.Authority.RIGHTS_HOLDER),
    cf.Party(id="lee", name="Lee Park", roles=(cf.Role.CASE_MANAGER,)),
    cf.Party(id="kim", name="Kim Adeyemi", roles=(cf.Role.TEACHER,)),
)
# fmt: off
READING = of.Goal(
    id="reading", domain=of.Domain.ACADEMIC, statement="Maya reads a new story aloud with ease.",
    verb="reads aloud", what="a new story of her grade", condition="Given a story that she has not seen",
    measure=of.Measure(kind=of.MeasureKind.RATE, unit="words per minute"), target=of.Target(value=80),
    baseline=of.Baseline(value=50, on=TODAY.date(), observations=3), criterion=of.Criterion(times=3, of=4),
    tool="One-minute reading record", collector="Kim", schedule=WEEKLY, owner="kim", starts_on=MEETING.date(),
    due_on=date(2027, 6, 11), matters="She wants to read travel stories by herself.", because_of=("found",),
    rate_basis=of.RateBasis(source=of.RateSource.OWN_PAST_RATE, value=1), strategies=("map-club",), hopes=("quiet",),
)
PLAYING = evolve(
    READING, id="playing", domain=of.Domain.SOCIAL_EMOTIONAL, statement="Maya asks to join a game in the long break.",
    verb="asks", what="others to let her join a game", condition="When the long break begins", tool="Tally sheet",
    measure=of.Measure(kind=of.MeasureKind.COUNT, unit="times a week"), target=of.Target(value=5),
    baseline=of.Baseline(value=1, on=TODAY.date(), observations=3), matters="She wants to play with her class.",
    rate_basis=of.RateBasis(source=of.RateSource.TEAM_JUDGEMENT, note="The club is a reason to ask."),
)
GOALS = ("reading", "playing")


def offer(kind: of.ResourceKind, what: str) -> cf.Event:
    return did.ResourceOffered(resource=of.Resource(
        id=kind.value, kind=kind, what=what, languages=("es",), free=True, contact="At the library desk",
        checked_on=TODAY.date(), because_goals=("reading",), staff_tie=cf.Answer.NO,
    ))


WHAT_HAPPENS: tuple[tuple[datetime, tuple[cf.Event, ...]], ...] = (
    (TODAY, (
        did.NeedsAsked(caregiver="rosa", languages=("es", "en"), interpreter=cf.Answer.NO, access=(), culture=()),
        did.MeetingProposed(meeting="m1", slots=(cf.Slot(start=MEETING), cf.Slot(start=MEETING + timedelta(days=1))),
                            mode=of.Mode.IN_PERSON, place="The library", invitees=("rosa", "lee", "kim")),
        did.SlotAnswered(meeting="m1", caregiver="rosa", start=MEETING, reply=of.SlotReply.ACCEPTED),
        did.AgendaSet(meeting="m1", items=(of.AgendaItem(title="What Maya enjoys, and what comes next"),),
                      family_topics=cf.Answer.YES),
        did.AgendaShared(meeting="m1", to=("rosa",), language="es"))),
    (MEETING, (
        did.MeetingStarted(meeting="m1", present=("rosa", "lee", "kim"), introductions=("lee", "kim"),
                           welcomed_by="lee", welcome="Tea, and a walk past the maps that Maya has drawn"),
        did.InterestShown(caregiver="rosa", topic="What Maya does on a free afternoon"),
        did.PositiveRemarkShared(remark="map", said_by="kim", text="Maya led the class to the park with her map."))),
    (MEETING, (
        did.ProgressShared(progress=of.Progress(id="grown", statement="Maya now reads a short story by herself.")),
        did.ChallengeShared(challenge=of.Challenge(id="breaks", statement="Maya would like to play with others.",
                                                   what_helps="A friend who asks her.")),
        did.AssessmentShared(assessment=of.Assessment(id="found", statement="Maya reads 50 words in a minute.")))),
    (MEETING, (
        did.ContributionVoiced(contribution="quiet", by="rosa", kind=of.ContributionKind.CONCERN,
                               words="She comes home quiet after the long break.", may_record=cf.Answer.YES),
        did.ContributionInvited(party="rosa", answers=tuple(
            of.KindAnswer(kind=kind, answer=of.InvitationAnswer.NOTHING_TO_ADD)
            for kind in (of.ContributionKind.EXPERIENCE, of.ContributionKind.INSIGHT))),
        did.ContributionAcknowledged(contributions=("quiet",), by="lee", paraphrase="After it she has little to tell.",
                                     reply=of.Reply.YES_THATS_IT, replied_by="rosa"))),
    (MEETING, (
        did.StrategyProposed(strategy="map-club", what="A map club in the long break, twice a week",
                             because_contributions=("quiet",), responsible="kim"),
        did.PositionTaken(party="rosa", strategies=("map-club",), position=cf.Position.AGREE),
        did.DecisionMade(strategy="map-club", outcome=of.Outcome.ADOPTED, under="lee"))),
    (MEETING, (
        did.GoalDrafted(goal=READING), did.GoalDrafted(goal=PLAYING),
        did.GoalPositionTaken(party="rosa", goals=GOALS, position=cf.Position.AGREE))),
    (MEETING, (
        did.ChannelProposed(channel=of.Channel(
            id="call", caregiver="rosa", preferred=cf.Answer.YES, purpose=of.Purpose.ROUTINE, language="es",
            direction=of.Direction.BOTH, method=cf.Method.PHONE, frequency=WEEKLY, contact="kim")),
        did.CommunicationAnswered(caregiver="rosa", answer=of.Suits.SUITS),
        did.MeetingEnded(meeting="m1", outcome=of.MeetingOutcome.HELD))),
    (REVIEW, (
        did.ReviewCadenceSet(every=cf.Frequency(times=1, per=cf.Per.TERM)),
        did.ProgressMeasured(goal="reading", value=59), did.ProgressMeasured(goal="playing", value=3),
        did.ReviewHeld(review="r1", next_on=NEXT.date(), confirmed_by=("rosa",), parties=tuple(
            of.Participation(party=person, took_part=of.TookPart.YES) for person in ("rosa", "lee", "kim"))),
        did.GoalReviewed(goals=GOALS, decision=of.GoalDecision.CONTINUE))),
    (REVIEW, (
        offer(of.ResourceKind.MATERIAL, "A box of short travel stories to take home"),
        offer(of.ResourceKind.SUPPORT_GROUP, "Parents who meet on the first Friday"),
        offer(of.ResourceKind.TRAINING, "An evening on reading aloud at home"))),
    (REVIEW, (
        did.FollowUpProposed(follow_up="f1", kind=of.FollowUpKind.MEETING, slots=(cf.Slot(start=NEXT),), meeting="m2"),
        did.FollowUpAnswered(follow_up="f1", caregiver="rosa", reply=of.SlotReply.ACCEPTED, start=NEXT),
        *(did.EfficacyAnswered(party=person, answers=(of.PromptAnswer(prompt=of.Prompt.WORKED_WELL, words=words),))
          for person, words in (("rosa", "You called when you said you would."), ("lee", "Her idea helped us."))),
        did.AlignmentChecked(goals=GOALS, school=of.SchoolFit.FITS_PLAN,
                             family=(of.FamilySays(person="rosa", fit=of.FamilyFit.STILL_MATTERS),)))),
)
# fmt: on


def main() -> None:
    now = [TODAY]
    flow = cf.CollabFlow(MemoryStore(), clock=lambda: now[0])
    case = flow.open(student=cf.Student(id="maya", name="Maya Vidal"), parties=PEOPLE, by="lee", key="student-7")
    for step, (now[0], events) in zip(cf.Step, WHAT_HAPPENS, strict=True):
        onward = cf.Trigger.NEXT_CYCLE if step is cf.Step.FOLLOW_UP else cf.Trigger.ADVANCE
        missing = flow.would(case, onward, by="lee").refusals
        print(f"{step.number:>2}. {step.heading}: {len(missing)} to do, for example: {missing[0].text(case)}")
        case = flow.record(case, *events, by="lee", via=cf.Via.IN_PERSON)
        case = flow.move(case, onward, by="lee")
    print(f"\n{flow.explain(case, by='rosa').text(case)}")
    print(f"\n{case.version} entries, and the journal is {'broken' if flow.verify(case) else 'what was written'}.")


if __name__ == "__main__":
    main()
