"""The tongue of a reader: sentences, lists, numbers and days in the language in which somebody reads.

English is the source: every message is written in it, and what a catalogue does not know is said in English,
never as nothing. A catalogue is a gettext catalogue of the package (`locale/es/LC_MESSAGES/collabflow.mo`), part of
the code like a module and read once; a host may bring its own. The context of a message is where it belongs
(`GOAL_NONE.says`), so that one English sentence can be two Spanish ones. Days are words where Babel is
installed (extra `i18n`), else ISO dates.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files

DOMAIN = "collabflow"

_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


class Tongue:
    """How things are said to one reader. `lang` is a BCP 47 tag; the catalogues are asked in order."""

    def __init__(self, lang: str, *catalogues: NullTranslations) -> None:
        self.lang = lang
        self._catalogues = catalogues

    def say(self, template: str, /, *, about: str = "", **words: object) -> str:
        """The sentence in this tongue, with its words put in. `about` is the context in the catalogue."""
        return self.template(template, about=about).format_map(words)

    def count(self, n: int, one: str, many: str, /, *, about: str = "", **words: object) -> str:
        """The sentence for so many: `{n}` in it is the number."""
        for catalogue in self._catalogues:
            said = catalogue.npgettext(about, one, many, n) if about else catalogue.ngettext(one, many, n)
            if said not in ("", one, many):
                return said.format_map({"n": n, **words})
        return (one if n == 1 else many).format_map({"n": n, **words})

    def template(self, template: str, /, *, about: str = "") -> str:
        """The sentence in this tongue, its words not yet put in."""
        for catalogue in self._catalogues:
            said = catalogue.pgettext(about, template) if about else catalogue.gettext(template)
            if said and said != template:
                return said
        return template

    def listed(self, words: Iterable[str]) -> str:
        """ "a", "a and b", "a, b and c"."""
        *most, last = [*words] or [""]
        return self.say("{most} and {last}", about="list", most=", ".join(most), last=last) if most else last

    def day(self, day: date) -> str:
        """The day in words where Babel is installed, else as an ISO date."""
        in_words = _days_in_words()
        return in_words(day, "long", locale=self.lang.replace("-", "_")) if in_words else day.isoformat()

    def moment(self, moment: datetime) -> str:
        """The day and the time of day, as the clock showed where it was recorded."""
        return f"{self.day(moment.date())}, {moment:%H:%M}"


Lang = str | Tongue
"""A language tag, or the tongue itself where a host brings its own catalogue."""

ENGLISH = Tongue("en")


def tongue(lang: Lang) -> Tongue:
    """The tongue of this language tag: its own catalogue, that of the language without its region, else English."""
    return lang if isinstance(lang, Tongue) else _tongue(lang)


@cache
def _tongue(lang: str) -> Tongue:
    tags = (lang, lang.partition("-")[0])
    known = [catalogue for tag in tags if (catalogue := _catalogue(tag.replace("-", "_")))]
    return Tongue(lang if known else "en", *dict.fromkeys(known))


@cache
def _catalogue(name: str) -> GNUTranslations | None:
    if not _TAG.fullmatch(name.replace("_", "-")):
        return None  # it may come from a browser, and must not lead to another file
    file = files("collabflow") / "locale" / name / "LC_MESSAGES" / f"{DOMAIN}.mo"
    if not file.is_file():
        return None
    with file.open("rb") as stream:
        return GNUTranslations(stream)


@cache
def _days_in_words() -> Callable[..., str] | None:
    try:
        from babel.dates import format_date
    except ImportError:
        return None
    return format_date
