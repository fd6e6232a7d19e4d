"""Django, set up as far as its parts are used here: no web, no apps but ours, one SQLite file."""

from __future__ import annotations

import django
from django.conf import settings

LABEL = "benchmarks"


def set_up() -> None:
    """Set Django up, once in a process; the database is named when it is used."""
    if not settings.configured:
        settings.configure(
            DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
            DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
            USE_TZ=True,
        )
        django.setup()
