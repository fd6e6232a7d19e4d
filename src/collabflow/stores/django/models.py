"""The store's tables as unmanaged models: for reading beside the host's own, never for writing.

Our migration makes them, with triggers that no model can tell. Write through a flow: what is written here by hand is
in no digest, and the triggers refuse most of it.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from collabflow.stores.sql.tables import COLUMNS, Column, Kind

_FIELDS = {Kind.TEXT: models.TextField, Kind.INT: models.BigIntegerField, Kind.BYTES: models.BinaryField}


def _field(column: Column, *, is_only_key: bool) -> Any:
    return _FIELDS[column.kind](null=column.may_be_null, primary_key=is_only_key)


def fields_of(table: str) -> dict[str, Any]:
    """The fields of a table's model, its primary key with them."""
    columns = COLUMNS[table]
    keys = [column.name for column in columns if column.is_key]
    fields = {column.name: _field(column, is_only_key=keys == [column.name]) for column in columns}
    return fields if len(keys) == 1 else {"pk": models.CompositePrimaryKey(*keys), **fields}


def _model(table: str) -> Any:
    meta = type("Meta", (), {"managed": False, "db_table": table, "app_label": "collabflow_store"})
    name = table.removeprefix("cf_").capitalize()
    return type(name, (models.Model,), {"__module__": __name__, "Meta": meta, **fields_of(table)})


Meta, Case, Party, Entry, Key, Unfed, Feed, Message = map(_model, COLUMNS)
