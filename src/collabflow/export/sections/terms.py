"""Terms explained: what was explained along the way, and every technical term that this record uses."""

from __future__ import annotations

from collabflow.core.case import Case, Past
from collabflow.export.html import Content, Element, el
from collabflow.export.part import Part
from collabflow.language.glossary import technical_terms_in
from collabflow.steps.s03_share_information import SharedInformation


def terms(part: Part) -> Element | None:
    """The terms in the order of the alphabet; what people here explained comes before the general words."""
    s = part.speech
    passes: tuple[Case | Past, ...] = (*part.case.earlier, part.case)
    here = {e.term: e.plain for one in passes for e in one[SharedInformation].explained if e.plain}
    used = [text for one in passes for _, _, text in one[SharedInformation].texts()]
    found = [one for text in used for one in technical_terms_in(text) if one.term not in here]
    said: dict[str, Content] = {one.term: s.tongue.template(one.plain, about="term") for one in found}
    said |= {term: s.free(plain) for term, plain in here.items()}
    if not said:
        return None
    rows = sorted(said.items(), key=lambda row: row[0].casefold())
    pairs = (el("div", el("dt", s.free(term)), el("dd", plain)) for term, plain in rows)
    return part.section("terms", s.tongue.say("Words explained", about="record"), el("dl", pairs, class_="terms"))
