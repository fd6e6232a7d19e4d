"""The tongue of a reader: sentences, lists, numbers and days in the language in which somebody reads.

English is the source: every message is written in it, and what a catalogue does not know is said in English,
never as nothing. A catalogue is a gettext catalogue of the package (`locale/es/LC_MESSAGES/collabflow.mo`), part of
the code like a module and read once; a host may bring its own. The context of a message is where it belongs
(`GOAL_NONE.says`), so that one English sentence can be two Spanish ones. Days are words where Babel is
installed (extra `i18n`), else ISO dates.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache, partial
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel import Locale

DOMAIN = "collabflow"

_TAG = re.compile(r"[a-z]{2,8}(-[a-z0-9]{1,8})*", re.IGNORECASE)

_CODE = re.compile(r"\w+")

_SOUNDS_LIKE_I = re.compile(r"\W*h?[ií](?![aeou])", re.IGNORECASE)
"""Words before which Spanish says "e", not "y": "Rosa e Inés"."""


class Tongue:
    """How things are said to one reader. `lang` is a BCP 47 tag; the catalogues are asked in order."""

    def __init__(self, lang: str, *catalogues: NullTranslations) -> None:
        self.lang = lang
        self._catalogues = catalogues

    def say(self, template: str, /, *, about: str = "", **words: object) -> str:
        """The sentence in this tongue, with its words put in. `about` is the context in the catalogue."""
        return self.fill(template, words, about=about)

    def fill(self, template: str, words: Mapping[str, object], /, *, about: str = "") -> str:
        """The same for words whose names are data."""
        return _filled(self.template(template, about=about), words, source=template)

    def count(self, n: int, one: str, many: str, /, *, about: str = "", **words: object) -> str:
        """The sentence for so many: `{n}` in it is the number."""
        source, words = one if n == 1 else many, {"n": n, **words}
        for catalogue in self._catalogues:
            said = catalogue.npgettext(about, one, many, n) if about else catalogue.ngettext(one, many, n)
            if said not in ("", one, many):
                return _filled(said, words, source=source)
        return source.format_map(words)

    def template(self, template: str, /, *, about: str = "") -> str:
        """The sentence in this tongue, its words not yet put in."""
        for catalogue in self._catalogues:
            said = catalogue.pgettext(about, template) if about else catalogue.gettext(template)
            if said and said != template:
                return said
        return template

    def word(self, code: str, *, about: str = "word") -> str:
        """A code word, such as `support_group`, as a reader knows it; of a path such as `goal.due_on` each part."""
        return _CODE.sub(lambda part: self.template(part[0].replace("_", " "), about=about), code)

    def listed(self, words: Iterable[str]) -> str:
        """ "a", "a and b", "a, b and c"."""
        *most, last = [*words] or [""]
        if not most:
            return last
        if _SOUNDS_LIKE_I.match(last):
            return self.say("{most} and {last}", about="list before i", most=", ".join(most), last=last)
        return self.say("{most} and {last}", about="list", most=", ".join(most), last=last)

    def day(self, day: date, *, weekday: bool = False) -> str:
        """The day in words where Babel is installed and knows the language, else as an ISO date."""
        in_words = _days_in_words(self.lang)
        return in_words(day, "full" if weekday else "long") if in_words else day.isoformat()

    def short_day(self, day: date) -> str:
        """The day in a few letters, for the axis of a chart: "7 Sep" where Babel is installed, else "09-07"."""
        in_words = _days_in_words(self.lang)
        return in_words(day, "d MMM") if in_words else f"{day:%m-%d}"

    def language(self, tag: str) -> str:
        """The name of the language with this tag where Babel is installed and knows it, else the tag itself."""
        locale = _locale(self.lang)
        return tag if locale is None else _language_named(tag, locale)

    def number(self, number: float | str) -> str:
        """A number, or one that is written out already, with the decimal mark of this tongue where Babel knows it."""
        plain = number if isinstance(number, str) else f"{number:g}"
        written = _numbers(self.lang)
        return written(plain) if written and "e" not in plain else plain

    def moment(self, moment: datetime) -> str:
        """The day and the time of day, as the clock showed where it was recorded."""
        return f"{self.day(moment.date())}, {moment:%H:%M}"


def _filled(template: str, words: Mapping[str, object], *, source: str) -> str:
    """The template with its words put in; a translation whose braces do not fit gives way to the English source."""
    try:
        return template.format_map(words)
    except (KeyError, IndexError, ValueError, AttributeError):
        return source.format_map(words)


Lang = str | Tongue
"""A language tag, or the tongue itself where a host brings its own catalogue."""

ENGLISH = Tongue("en")


def tongue(lang: Lang) -> Tongue:
    """The tongue of this language tag: its own catalogue, that of the language without its region, else English."""
    return lang if isinstance(lang, Tongue) else _tongue(lang)


@lru_cache(maxsize=64)  # tags may come from browsers, without end
def _tongue(lang: str) -> Tongue:
    tag = lang.replace("_", "-")
    if not _TAG.fullmatch(tag):
        return ENGLISH  # and it must not lead to another file
    language, _, region = tag.partition("-")
    names = dict.fromkeys((f"{language.lower()}_{region.upper()}", language.lower()))
    known = [catalogue for name in names if (catalogue := _catalogue(name))]
    return Tongue(tag, *known) if known or language.lower() == "en" else ENGLISH


@lru_cache(maxsize=64)
def _catalogue(name: str) -> GNUTranslations | None:
    file = files("collabflow") / "locale" / name / "LC_MESSAGES" / f"{DOMAIN}.mo"
    if not file.is_file():
        return None
    with file.open("rb") as stream:
        return GNUTranslations(stream)


@lru_cache(maxsize=64)
def _days_in_words(lang: str) -> Callable[[date, str], str] | None:
    """How a day is written out in this language: nothing without Babel, or for a language that it does not know."""
    locale = _locale(lang)
    if locale is None:
        return None
    from babel.dates import format_date

    return partial(format_date, locale=locale)


@lru_cache(maxsize=64)
def _numbers(lang: str) -> Callable[[str], str] | None:
    """How a plain number is written in this language, on the same terms."""
    locale = _locale(lang)
    if locale is None:
        return None
    from babel.numbers import get_decimal_symbol

    mark = get_decimal_symbol(locale)
    return lambda plain: plain.replace(".", mark)


@lru_cache(maxsize=64)
def _locale(lang: str) -> Locale | None:
    """What Babel knows of this language; nothing without Babel, or for a language that it does not know."""
    try:
        from babel import Locale, UnknownLocaleError
    except ImportError:
        return None
    for tag in (lang, lang.partition("-")[0]):
        try:
            return Locale.parse(tag, sep="-")
        except (ValueError, UnknownLocaleError):
            continue
    return None


def _language_named(tag: str, locale: Locale) -> str:
    """The language, and in brackets its place or script where the tag names one."""
    primary, *more = tag.split("-")
    name = locale.languages.get(primary.lower())
    places = (locale.territories.get(part.upper()) or locale.scripts.get(part.title()) for part in more)
    known = [place for place in places if place]
    return f"{name} ({', '.join(known)})" if name and known else name or tag
