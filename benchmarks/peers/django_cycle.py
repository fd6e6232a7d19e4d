"""Django with django-fsm-2: a model with its step, and a table of entries; no guard is asked, nobody is told.

Django's SQLite backend commits with a rollback journal and `synchronous=FULL`, SQLite's defaults.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.moments import Written
from benchmarks.peers.django_ import LABEL, set_up
from collabflow.core.values import Step

set_up()  # models can only be declared afterwards

from django.apps.registry import Apps  # noqa: E402
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction  # noqa: E402
from django_fsm import RETURN_VALUE, FSMField, transition  # noqa: E402

_APPS = Apps()


class Collaboration(models.Model):
    """Where a student's collaboration stands."""

    stage = FSMField(default=Step.PLAN_MEETING.value)
    version = models.IntegerField(default=0)
    updated = models.DateTimeField(null=True)

    class Meta:
        app_label = LABEL
        apps = _APPS

    @transition(field=stage, source="*", target=RETURN_VALUE())
    def move(self, target: str) -> str:
        """Goes where the move leads."""
        return target


class Entry(models.Model):
    """What was recorded."""

    collaboration = models.ForeignKey(Collaboration, on_delete=models.CASCADE)
    version = models.IntegerField()
    kind = models.CharField(max_length=80)
    body = models.JSONField()
    by = models.CharField(max_length=80)
    via = models.CharField(max_length=20, null=True)
    at = models.DateTimeField()

    class Meta:
        app_label = LABEL
        apps = _APPS
        unique_together = (("collaboration", "version"),)


class Cycle:
    """A whole cycle: each entry reads the collaboration, moves it where it is a move, and writes both."""

    def __init__(self, path: Path | None, written: Sequence[Written]) -> None:
        connections.databases[DEFAULT_DB_ALIAS]["NAME"] = ":memory:" if path is None else str(path)
        self._written = written
        with connections[DEFAULT_DB_ALIAS].schema_editor() as schema:
            for model in (Collaboration, Entry):
                schema.create_model(model)

    def play(self) -> None:
        """The cycle of another student."""
        begun = Collaboration.objects.create()
        for one in self._written:
            with transaction.atomic():
                collaboration = Collaboration.objects.get(pk=begun.pk)
                if one.kind == "case.moved":
                    collaboration.move(str(one.body["target"]))
                collaboration.version += 1
                collaboration.updated = one.at
                collaboration.save()
                Entry.objects.create(
                    collaboration=collaboration,
                    version=collaboration.version,
                    kind=one.kind,
                    body=one.body,
                    by=one.by,
                    via=one.via,
                    at=one.at,
                )

    def close(self) -> None:
        """Leave the database; the next one gets a connection of its own."""
        connections[DEFAULT_DB_ALIAS].close()
        del connections[DEFAULT_DB_ALIAS]
