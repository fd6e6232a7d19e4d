"""Makes the store's tables, beside the host's own."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from collabflow.stores.django.lent import migrate
from collabflow.stores.django.models import fields_of
from collabflow.stores.sql.tables import COLUMNS


def _migrate(apps: object, schema_editor: Any) -> None:
    migrate(schema_editor.connection)


class Migration(migrations.Migration):  # type: ignore[misc]  # Django has no types
    """The first; a later schema is a later migration with the same hook."""

    initial = True
    operations = (
        migrations.RunPython(_migrate, migrations.RunPython.noop),
        *(
            migrations.CreateModel(
                name=table.removeprefix("cf_").capitalize(),
                fields=list(fields_of(table).items()),
                options={"managed": False, "db_table": table},
            )
            for table in COLUMNS
        ),
    )
