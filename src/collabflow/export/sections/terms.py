"""Terms explained: what was explained along the way, and every technical term that this record uses."""

from __future__ import annotations

from collabflow.core.case import Case, Past
from collabflow.export.html import Element, el
from collabflow.export.part import Part
from collabflow.language.glossary import technical_terms_in
from collabflow.steps.s03_share_information import SharedInformation


def terms(part: Part) -> Element | None:
    """The terms in the order of the alphabet; what people here explained comes before the general words."""
    s = part.speech
    passes: tuple[Case | Past, ...] = (*part.case.earlier, part.case)
    here = {e.term: e.plain for one in passes for e in one[SharedInformation].explained if e.plain}
    used = [text for one in passes for _, _, text in one[SharedInformation].texts()]
    known = {found.term: found.plain for text in used for found in technical_terms_in(text) if found.term not in here}
    rows = sorted({**known, **here}.items(), key=lambda row: row[0].casefold())
    if not rows:
        return None
    pairs = (el("div", el("dt", s.free(term)), el("dd", s.free(plain))) for term, plain in rows)
    return part.section("terms", s.tongue.say("Words explained", about="record"), el("dl", pairs, class_="terms"))
