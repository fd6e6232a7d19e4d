"""United States, federal: the Individuals with Disabilities Education Act, Part B, as guards, clocks and citations.

Build on it: `US_IDEA.named("our-state").with_guard(…)`. It says what a record lacks under these rules. It is no legal
advice, and a case without findings is not thereby lawful. What people repeat as law and is none (playbook 2.6) is not
here: no number of attempts, no days for an invitation, no signature of every year, no translated plan, no vote.

Not here either, because no step or event can know it: whether each person at the table has the right training, the
summary after the last school year, hearings, mediation, and money. The calendar given here knows weekends only; give
the district's own with `with_calendar`.
Source: 34 CFR part 300; playbook 2 and 2.12.
"""

from __future__ import annotations

from collabflow.core.event import Calendar
from collabflow.core.values import Step
from collabflow.cycle.profile import DEFAULT, Profile
from collabflow.profiles.law import clocks as law_clocks
from collabflow.profiles.law import meetings as law_meetings
from collabflow.profiles.law import seats as law_seats
from collabflow.profiles.us_idea import clocks, consent, events, meeting, notice, plan
from collabflow.profiles.us_idea.events import (
    MemberExcused,
    MemberInputSent,
    PlanSection,
    PlanSectionWritten,
    RightsLeafletGiven,
)

__all__ = [
    "US_IDEA",
    "MemberExcused",
    "MemberInputSent",
    "PlanSection",
    "PlanSectionWritten",
    "RightsLeafletGiven",
]

_GUARDS = {
    Step.PLAN_MEETING: (
        meeting.every_caregiver_has_notice,
        meeting.every_notice_says_what_it_must,
        meeting.every_seat_is_filled,
        meeting.the_student_is_invited_to_plan_life_after_school,
        meeting.every_caregiver_has_the_leaflet,
        meeting.nobody_waits_for_the_record,
    ),
    Step.BUILD_RAPPORT: (meeting.every_absence_was_agreed, meeting.everyone_excused_sent_input),
    Step.SHARE_INFORMATION: (plan.the_family_has_every_report,),
    Step.JOINT_PLANNING: (
        plan.every_part_of_the_plan_is_written,
        notice.every_change_has_its_notice,
        notice.every_notice_is_whole,
        notice.every_notice_says_where_help_is,
        notice.every_notice_comes_before_the_change,
        notice.every_notice_is_understood,
        notice.email_is_used_only_where_it_was_chosen,
        consent.consent_comes_first,
        consent.consent_covers_what_is_planned,
        consent.every_consent_is_informed,
        consent.notice_follows_when_consent_is_taken_back,
    ),
    Step.SET_GOALS: (plan.every_goal_says_when_progress_is_told, plan.goals_have_smaller_steps_where_tests_differ),
    Step.REVIEW_AND_ADJUST: (plan.the_next_review_is_near_enough,),
}

_CITED = {
    "MEETING_TIME_NOT_CONFIRMED_BY_CAREGIVER": "34 CFR 300.322(a)(2)",
    "INTERPRETER_NOT_ARRANGED": "34 CFR 300.322(e)",
    "LISTEN_KIND_NOT_INVITED": "34 CFR 300.324(a)(1)(ii)",
    "REVIEW_SLOW_PROGRESS_UNADDRESSED": "34 CFR 300.324(b)(1)(ii)(A)",
}
"""Guards of the ten steps that the law asks for as well."""

_RAISED = {
    "MEETING_DECISION_AUTHORITY_UNKNOWN": "34 CFR 300.30",
    "PLAN_SERVICE_DOSAGE_INCOMPLETE": "34 CFR 300.320(a)(7)",
    "PLAN_COPY_NOT_GIVEN": "34 CFR 300.322(f)",
    "PLAN_IMPLEMENTERS_NOT_TOLD": "34 CFR 300.323(d)",
    "GOAL_T_TOO_LONG": "34 CFR 300.320(a)(2)(i)",
}
"""Guards of good practice that the law makes a must."""


def _built() -> Profile:
    profile = (
        DEFAULT.named("us-idea")
        .with_events(*law_meetings.EVENTS, *law_seats.EVENTS, *law_clocks.EVENTS, *events.EVENTS)
        .with_limits(meeting.LEAFLET_MONTHS, clocks.RECORDS_DAYS, clocks.RIGHTS_MONTHS)
        .with_calendar(Calendar())
        .with_deadline("records_request", clocks.records_requests)
        .with_deadline("rights_explained", clocks.rights_explained)
    )
    for step, guards in _GUARDS.items():
        for one in guards:
            profile = profile.with_guard(one, leaving=step)
    for code, citation in _CITED.items():
        profile = profile.with_law(code, citation=citation)
    for code, citation in _RAISED.items():
        profile = profile.with_law(code, citation=citation, severity="blocker")
    return law_clocks.with_clocks(profile, *clocks.CLOCKS)


US_IDEA = _built()
"""The federal rules of the United States on top of the ten steps."""
