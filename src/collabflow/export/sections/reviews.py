"""Reviews and looking back: when people reviewed together, what changes, and how each side found working together."""

from __future__ import annotations

from collabflow.export.fields import details
from collabflow.export.html import Content, Element, el
from collabflow.export.part import Part, list_of
from collabflow.steps.s08_review_and_adjust import Adjustment, Review, Reviews
from collabflow.steps.s10_follow_up import Alignment, Arranged, FollowUp, View


def reviews(part: Part) -> Element | None:
    """The rhythm, each review, and what changes after them."""
    s, known = part.speech, part[Reviews]
    rhythm = None
    if known.cadence is not None:
        rhythm = el("p", s.say("We review together {often}.", about="record", often=s.frequency(known.cadence.every)))
    held = [_review(review, part) for review in known.reviews]
    changes = list_of(_adjustment(one, part) for one in known.adjustments)
    unchanged = list_of((s.day(no.on), s.quote(no.why) if no.why else None) for no in known.unchanged)
    if not (held or changes or unchanged or rhythm):
        return None
    return part.section(
        "reviews",
        s.tongue.say("Reviews", about="record"),
        rhythm,
        held,
        part.group(s.tongue.say("What changes", about="record"), changes),
        part.group(s.tongue.say("Nothing needs to change", about="record"), unchanged),
    )


def _review(review: Review, part: Part) -> Element:
    s = part.speech
    title = s.say("Review on {day}", about="record", day=s.day(review.on))
    return part.card(title, details(review, s, tells=frozenset({"id", "round", "on"})))


def _adjustment(made: Adjustment, part: Part) -> Content:
    s = part.speech
    told = frozenset({"id", "round", "on", "what"})
    what = el("strong", s.free(made.what)) if made.what else None
    return (s.day(made.on), " ", what, details(made, s, tells=told))


def looking_back(part: Part) -> Element | None:
    """How each side found working together, whether the goals still fit, and when people talk next."""
    s, known = part.speech, part[FollowUp]
    views = [_view(view, part) for view in known.views]
    fits = list_of(_fit(one, part) for one in known.alignments)
    ahead = list_of(_arranged(one, part) for one in known.arranged)
    copies = list_of((s.person(c.party), ", ", s.day(c.on)) for c in known.summaries)
    if not (views or fits or ahead or copies):
        return None
    return part.section(
        "looking-back",
        s.tongue.say("How working together went", about="record"),
        views,
        part.group(s.tongue.say("Do the goals still fit?", about="record"), fits),
        part.group(s.tongue.say("When we talk next", about="record"), ahead),
        part.group(s.tongue.say("Who got the summary", about="record"), copies),
    )


def _view(view: View, part: Part) -> Element:
    s = part.speech
    return part.card(s.person(view.party), details(view, s, tells=frozenset({"party", "turn"})))


def _fit(one: Alignment, part: Part) -> Content:
    s = part.speech
    goal = el("strong", s.free(one.goal.name, lang=one.goal.language))
    return (goal, " ", s.day(one.on), details(one, s, tells=frozenset({"goal", "turn", "on", "settled"})))


def _arranged(one: Arranged, part: Part) -> Content:
    s = part.speech
    times = list_of(
        (
            s.slot(offer.slot),
            [
                ("; ", s.person(answer.caregiver), ": ", s.word(answer.reply))
                for answer in one.answers
                if answer.start == offer.slot.start
            ],
        )
        for offer in one.offers
    )
    return (
        s.heading(one.kind),
        times,
        details(one, s, tells=frozenset({"id", "kind", "offers", "answers", "meeting"})),
    )
