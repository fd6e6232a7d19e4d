"""Writes the generated pages, and takes away those that nothing generates any more."""

from generating import REFERENCE, pages, written

fresh, old = pages(), written()
for name in old.keys() - fresh.keys():
    (REFERENCE / name).unlink()
for name, text in fresh.items():
    if old.get(name) != text:
        path = REFERENCE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
