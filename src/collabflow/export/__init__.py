"""The record of a case for readers: a page that a parent can read, and the same as data; both with a manifest.

    dossier = gather(flow.store.load(case_id), at=now, profile=flow.profile)
    page(dossier, lang="es")     one self-contained HTML page
    document(dossier)            plain JSON values
    manifest(dossier)            every entry, digest, author and time; what was left out and why

Pure: rows in, text out. The moment of export is an argument, and nothing here reads a clock or a file.
"""

from collabflow.export.document import document
from collabflow.export.dossier import Dossier, gather
from collabflow.export.leaving_out import LeftOut, Reason
from collabflow.export.manifest import manifest
from collabflow.export.page import page

__all__ = ["Dossier", "LeftOut", "Reason", "document", "gather", "manifest", "page"]
