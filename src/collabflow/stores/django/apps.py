"""The Django application, for INSTALLED_APPS."""

from __future__ import annotations

from django.apps import AppConfig


class CollabflowStore(AppConfig):  # type: ignore[misc]  # Django has no types
    """The tables of a collabflow store."""

    name = "collabflow.stores.django"
    label = "collabflow_store"
    verbose_name = "collabflow"
