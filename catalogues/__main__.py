"""Makes the catalogues anew and says what every language lacks.

make catalogues              collects, merges, compiles, reports
python -m catalogues fr      the same, and begins a translation into this language
"""

from __future__ import annotations

import sys

from babel.messages.catalog import Catalog

from catalogues import files
from catalogues.messages import messages


def main(new: list[str]) -> None:
    """Writes every file; a language that is new begins empty."""
    found = messages()
    files.TEMPLATE.parent.mkdir(parents=True, exist_ok=True)
    files.TEMPLATE.write_bytes(files.written(files.template(found)))
    print(f"{len(found)} messages")
    for language in sorted({*files.languages(), *new}):
        files.po_of(language).parent.mkdir(parents=True, exist_ok=True)
        known = files.translation(language) if files.po_of(language).exists() else Catalog(locale=language)
        catalogue = files.merged(found, known)
        files.po_of(language).write_bytes(files.written(catalogue))
        files.mo_of(language).write_bytes(files.compiled(catalogue))
        _report(language, catalogue, len(found))


def _report(language: str, catalogue: Catalog, count: int) -> None:
    lacking = files.untranslated(catalogue)
    print(f"{language}: {count - len(lacking)} of {count} translated" + (", complete" if not lacking else ""))
    for message in lacking:
        print(f"  ENGLISH, not translated  {message}")


if __name__ == "__main__":
    main(sys.argv[1:])
